package blocks

import (
	"strings"
	"time"

	"github.com/slack-go/slack"

	"cairn/internal/assess"
	"cairn/internal/maturity"
)

// Lengths to which names and texts are cut inside sentences, so that a message stays a message.
const (
	maxName    = 80
	maxSummary = 600
	maxOption  = 60
	maxReason  = 300
	maxMarks   = 400 // room in a hint for what was answered before
)

// Card is the questionnaire's one message to its owner, in the state its facts are in.
func Card(f assess.Form, now time.Time) Message {
	switch {
	case f.Submitted():
		return answeredCard(f)
	case f.Questionnaire.State == assess.Missed || !f.Open():
		return missedCard(f)
	default:
		return waitingCard(f, now)
	}
}

func waitingCard(f assess.Form, now time.Time) Message {
	var (
		loc    = zone(f.Programme)
		name   = Cut(f.Category.Name, maxName)
		asks   = askers(f.Programme)
		due    = f.Questionnaire.DueAt
		meta   = cardMeta
		text   = say(cardFallback, Escape(name), amount(f), scope(f), f.Cycle.Period, asks, effort(f), at(due, loc), answerLabel(f))
		footer = []string{say(cardFoot, when(f.Cycle.ClosesAt, loc))}
	)
	if now.After(due) {
		meta = cardOverdue
		text = say(cardOverdueFallback, Escape(name), amount(f), scope(f), f.Cycle.Period, asks, effort(f), at(due, loc), at(f.Cycle.ClosesAt, loc), answerLabel(f))
	}
	if f.Questionnaire.Deputy != "" {
		footer = append(footer, say(cardDeputy, mention(f.Questionnaire.Deputy)))
	}
	answer := button(answerLabel(f), ActionAnswer, string(f.Questionnaire.ID)).WithStyle(slack.StylePrimary)
	blocks := []slack.Block{
		header(say(cardTitle, name, amount(f))),
		section(say(cardWhy, asks, scope(f), Escape(name), f.Cycle.Period)),
	}
	if f.Category.Summary != "" {
		blocks = append(blocks, section(Escape(Cut(f.Category.Summary, maxSummary))))
	}
	if asked := whatIsAsked(f); asked != "" {
		blocks, text = append(blocks, section(asked)), join(text, unstarred(asked))
	}
	blocks = append(blocks, section(say(meta, upper(amount(f)), effort(f), when(due, loc))))
	if f.Latest != nil {
		saved := say(cardProgress, answeredOf(f), len(f.Items), mention(f.Latest.By))
		blocks, text = append(blocks, section(join(saved, say(cardResume)))), join(text, unstarred(saved))
	}
	blocks = append(blocks, actions(answer), note(footer...))
	return Message{Text: text, Blocks: blocks}
}

func answeredCard(f assess.Form) Message {
	var (
		loc      = zone(f.Programme)
		name     = Cut(f.Category.Name, maxName)
		by       = mention(f.Latest.By)
		title    = say(answeredTitle, name)
		fallback = answeredFallback
		level    = levelOf(f)
		until    = f.Cycle.ClosesAt
	)
	if level != say(wordNoLevel) {
		title = say(answeredTitleLevel, name, plainLevelOf(f))
	}
	blocks := []slack.Block{
		header(title),
		note(say(answeredBy, by, when(f.Latest.At, loc))),
	}
	blocks = append(blocks, sections(answerLines(f, f.Latest.Answers, f.Latest.Notes))...)
	blocks = append(blocks, section(meaning(f)))
	blocks = append(blocks, sections(findings(f))...)
	if f.Latest.Comment != "" {
		blocks = append(blocks, quote(f.Latest.Comment))
	}
	if f.Latest.Evidence != "" {
		blocks = append(blocks, link(say(answeredEvidence), f.Latest.Evidence))
	}
	if f.Open() {
		blocks = append(blocks,
			actions(button(buttonChange, ActionAnswer, string(f.Questionnaire.ID))),
			note(say(answeredUntil, scope(f), f.Cycle.Period, when(until, loc))))
	} else {
		fallback = answeredFinalFallback
		blocks = append(blocks, note(say(answeredFinal, scope(f), f.Cycle.Period, when(f.Cycle.ClosedAt, loc))))
	}
	args := []any{Escape(name), scope(f), f.Cycle.Period, by, at(f.Latest.At, loc), level}
	if f.Open() {
		args = append(args, at(until, loc))
	}
	return Message{Text: say(fallback, args...), Blocks: blocks}
}

func missedCard(f assess.Form) Message {
	var (
		loc  = zone(f.Programme)
		name = Cut(f.Category.Name, maxName)
		next = say(missedNoNext)
	)
	if opens, ok := nextOpening(f.Programme, f.Cycle.ClosedAt); ok {
		next = say(missedNext, when(opens, loc))
	}
	if f.Latest != nil {
		part := say(missedPart, answeredOf(f), len(f.Items))
		return Message{
			Text: say(missedPartFallback, Escape(name), scope(f), f.Cycle.Period, at(f.Cycle.ClosedAt, loc), unstarred(part)),
			Blocks: []slack.Block{
				header(say(missedPartTitle, name, f.Cycle.Period)),
				section(say(missedPartWhy, scope(f), when(f.Cycle.ClosedAt, loc), part, Escape(name))),
				note(next),
			},
		}
	}
	return Message{
		Text: say(missedFallback, Escape(name), scope(f), f.Cycle.Period, at(f.Cycle.ClosedAt, loc)),
		Blocks: []slack.Block{
			header(say(missedTitle, name, f.Cycle.Period)),
			section(say(missedWhy, scope(f), when(f.Cycle.ClosedAt, loc), Escape(name))),
			note(next),
		},
	}
}

// nextOpening returns when the programme's next cycle opens by its cadence.
func nextOpening(p assess.Programme, after time.Time) (time.Time, bool) {
	cal, err := p.Calendar()
	if err != nil {
		return time.Time{}, false
	}
	next := cal.Openings(p.Cadence, after, 1)
	if len(next) == 0 {
		return time.Time{}, false
	}
	return next[0], true
}

func scope(f assess.Form) string { return Escape(Cut(f.Cycle.Scope, maxName)) }

func askers(p assess.Programme) string {
	if len(p.Managers) == 0 {
		return "Cairn"
	}
	return mentions(p.Managers)
}

func questions(n int) string { return count(n, wordQuestion, wordQuestions) }

// minutes reckons a minute a question, and never promises less than two.
func minutes(n int) string { return count(max(n, 2), wordMinute, wordMinutes) }

// levelOf says the level that the answers make, for mrkdwn: "Level 3 · Defined".
func levelOf(f assess.Form) string { return levelWords(f, Escape) }

// plainLevelOf says it for plain text.
func plainLevelOf(f assess.Form) string { return levelWords(f, func(s string) string { return s }) }

func levelWords(f assess.Form, safe func(string) string) string {
	switch {
	case f.Score.Known():
		return say(wordLevel, f.Score.Level, safe(Cut(f.Score.LevelName, maxName)))
	case byObjectives(f) && f.Score.Measured() && len(f.Score.Unanswered) > 0:
		if f.Score.AtLeast == f.Score.AtMost {
			return say(wordAnyway, f.Score.AtLeast, len(f.Score.Unanswered))
		}
		return say(wordAtLeast, f.Score.AtLeast, len(f.Score.Unanswered))
	default:
		return say(wordNoLevel)
	}
}

// meaning says the level and what it looks like in this category.
func meaning(f assess.Form) string {
	level := f.Score.Level
	switch {
	case f.Score.Known():
	case levelOf(f) == say(wordNoLevel):
		return say(answeredUnknown)
	default:
		level = f.Score.AtLeast
	}
	text := ""
	if d, ok := f.Category.Descriptor(level); ok && d.Text != "" {
		text = d.Text
	} else if l, ok := f.Model.Level(level); ok {
		text = l.Summary
	}
	return say(answeredMeans, upper(levelOf(f)), Escape(Cut(text, maxSummary)))
}

// answerLines says each answer: "G1 · Policy: *3 · Fully implemented*", with the reason beside it where there is one.
func answerLines(f assess.Form, answers, notes map[string]string) []string {
	if f.Quick {
		return pickLines(f, answers, notes)
	}
	lines := make([]string, 0, len(f.Items))
	for _, item := range f.Items {
		chosen := say(wordNoAnswer)
		if value := answers[item.ID]; value != "" {
			chosen = choice(f.Model, item, value)
		}
		line := say(answeredLine, Escape(item.ID), Escape(Cut(item.Name, maxName)), chosen)
		if reason := notes[item.ID]; reason != "" {
			line = say(answeredReason, line, Escape(Cut(reason, maxReason)))
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
func choice(m *maturity.Model, item *maturity.Item, value string) string {
	if value == assess.NotApplicable {
		return say(wordNotApplicable)
	}
	o, ok := answerSet(m, item).Option(value)
	if !ok {
		return Escape(Cut(value, maxOption))
	}
	if item.Kind == maturity.KindObjective {
		return Escape(Cut(o.Label, maxOption))
	}
	return say(wordChoice, o.Value, Escape(Cut(o.Label, maxOption)))
}

// fit keeps the first of too many blocks, and says that there are more.
func fit(blocks []slack.Block, max int) []slack.Block {
	if len(blocks) <= max {
		return blocks
	}
	return append(blocks[:max-1:max-1], note(say(wordMore, len(blocks)-max+1)))
}

// sections puts lines into as few sections as they fit in.
func sections(lines []string) []slack.Block {
	var (
		blocks []slack.Block
		b      strings.Builder
	)
	flush := func() {
		if b.Len() > 0 {
			blocks = append(blocks, section(b.String()))
			b.Reset()
		}
	}
	for _, line := range lines {
		if b.Len()+len(line)+1 > MaxSection { // bytes: stricter than Slack's characters
			flush()
		}
		if b.Len() > 0 {
			b.WriteByte('\n')
		}
		b.WriteString(line)
	}
	flush()
	return blocks
}
