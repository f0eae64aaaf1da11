package blocks

import (
	"cairn/internal/assess"
	"cairn/internal/maturity"
)

// levelOf says the level that the answers make, for mrkdwn: "Level 3 · Defined".
func levelOf(r Reader, f assess.Form) string { return levelWords(r, f, Escape) }

// plainLevelOf says it for plain text.
func plainLevelOf(r Reader, f assess.Form) string {
	return levelWords(r, f, func(s string) string { return s })
}

func levelWords(r Reader, f assess.Form, safe func(string) string) string {
	switch {
	case f.Score.Known():
		return r.say(wordLevel, f.Score.Level, safe(Cut(f.Score.LevelName, maxName)))
	case byObjectives(f) && f.Score.Measured() && len(f.Score.Unanswered) > 0:
		if f.Score.AtLeast == f.Score.AtMost {
			return r.say(wordAnyway, f.Score.AtLeast, len(f.Score.Unanswered))
		}
		return r.say(wordAtLeast, f.Score.AtLeast, len(f.Score.Unanswered))
	default:
		return r.say(wordNoLevel)
	}
}

// meaning says the level and what it looks like in this category.
func meaning(r Reader, f assess.Form) string {
	level := f.Score.Level
	switch {
	case f.Score.Known():
	case levelOf(r, f) == r.say(wordNoLevel):
		return r.say(answeredUnknown)
	default:
		level = f.Score.AtLeast
	}
	text := ""
	if d, ok := f.Category.Descriptor(level); ok && d.Text != "" {
		text = d.Text
	} else if l, ok := f.Model.Level(level); ok {
		text = l.Summary
	}
	return r.say(answeredMeans, upper(levelOf(r, f)), Escape(Cut(text, maxSummary)))
}

// answerLines says each answer: "G1 · Policy: *3 · Fully implemented*", with the reason beside it where there is one.
func answerLines(r Reader, f assess.Form, answers, notes map[string]string) []string {
	if f.Quick {
		return pickLines(r, f, answers, notes)
	}
	lines := make([]string, 0, len(f.Items))
	for _, item := range f.Items {
		chosen := r.say(wordNoAnswer)
		if value := answers[item.ID]; value != "" {
			chosen = choice(r, f.Model, item, value)
		}
		line := r.say(answeredLine, Escape(item.ID), Escape(Cut(item.Name, maxName)), chosen)
		if reason := notes[item.ID]; reason != "" {
			line = r.say(answeredReason, line, Escape(Cut(reason, maxReason)))
		}
		lines = append(lines, line)
	}
	return lines
}

// answerSet returns the answers an item can be given.
func answerSet(m *maturity.Model, item *maturity.Item) *maturity.AnswerSet {
	id := item.AnswerSet
	if id == "" {
		id = m.DefaultAnswerSet
	}
	set, ok := m.AnswerSet(id)
	if !ok {
		return &maturity.AnswerSet{}
	}
	return set
}

// choice names an answer: "3 · Fully implemented", or of a control objective "In place".
func choice(r Reader, m *maturity.Model, item *maturity.Item, value string) string {
	if value == assess.NotApplicable {
		return r.say(wordNotApplicable)
	}
	o, ok := answerSet(m, item).Option(value)
	if !ok {
		return Escape(Cut(value, maxOption))
	}
	if item.Kind == maturity.KindObjective {
		return Escape(Cut(o.Label, maxOption))
	}
	return r.say(wordChoice, o.Value, Escape(Cut(o.Label, maxOption)))
}
