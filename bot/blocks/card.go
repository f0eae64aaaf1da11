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

// FormCard is the questionnaire's one message to its owner, in the state its facts are in.
func FormCard(r Reader, f assess.Form, now time.Time) Message {
	r = r.in(f.Programme.Zone)
	switch {
	case f.Submitted():
		return answeredCard(r, f)
	case f.Questionnaire.State == assess.Missed || !f.Open():
		return missedCard(r, f)
	default:
		return waitingCard(r, f, now)
	}
}

func waitingCard(r Reader, f assess.Form, now time.Time) Message {
	var (
		name   = Cut(f.Category.Name, maxName)
		asks   = askers(r, f.Programme)
		due    = f.Questionnaire.DueAt
		meta   = cardMeta
		text   = r.say(cardFallback, Escape(name), amount(r, f), scope(f), f.Cycle.Period, asks, effort(r, f), r.at(due), answerLabel(r, f))
		footer = []string{r.say(cardFoot, r.when(f.Cycle.ClosesAt))}
	)
	if now.After(due) {
		meta = cardOverdue
		text = r.say(cardOverdueFallback, Escape(name), amount(r, f), scope(f), f.Cycle.Period, asks, effort(r, f), r.at(due), r.at(f.Cycle.ClosesAt), answerLabel(r, f))
	}
	if f.Questionnaire.Deputy != "" {
		footer = append(footer, r.say(cardDeputy, mention(f.Questionnaire.Deputy)))
	}
	answer := button(answerLabel(r, f), ActionAnswer, string(f.Questionnaire.ID)).WithStyle(slack.StylePrimary)
	blocks := []slack.Block{
		header(r.say(cardTitle, name, amount(r, f))),
		section(r.say(cardWhy, asks, scope(f), Escape(name), f.Cycle.Period)),
	}
	if f.Category.Summary != "" {
		blocks = append(blocks, section(Escape(Cut(f.Category.Summary, maxSummary))))
	}
	if asked := whatIsAsked(r, f); asked != "" {
		blocks, text = append(blocks, section(asked)), join(text, unstarred(asked))
	}
	blocks = append(blocks, section(r.say(meta, upper(amount(r, f)), effort(r, f), r.when(due))))
	if f.Latest != nil {
		saved := r.say(cardProgress, answeredOf(f), len(f.Items), mention(f.Latest.By))
		blocks, text = append(blocks, section(join(saved, r.say(cardResume)))), join(text, unstarred(saved))
	}
	blocks = append(blocks, actions(answer), note(footer...))
	return Message{Text: text, Blocks: blocks}
}

func answeredCard(r Reader, f assess.Form) Message {
	var (
		name     = Cut(f.Category.Name, maxName)
		by       = mention(f.Latest.By)
		title    = r.say(answeredTitle, name)
		fallback = answeredFallback
		level    = levelOf(r, f)
		until    = f.Cycle.ClosesAt
	)
	if level != r.say(wordNoLevel) {
		title = r.say(answeredTitleLevel, name, plainLevelOf(r, f))
	}
	blocks := []slack.Block{
		header(title),
		note(r.say(answeredBy, by, r.when(f.Latest.At))),
	}
	blocks = append(blocks, sections(answerLines(r, f, f.Latest.Answers, f.Latest.Notes))...)
	blocks = append(blocks, section(meaning(r, f)))
	blocks = append(blocks, sections(findings(r, f))...)
	if f.Latest.Comment != "" {
		blocks = append(blocks, quote(f.Latest.Comment))
	}
	if f.Latest.Evidence != "" {
		blocks = append(blocks, link(r.say(answeredEvidence), f.Latest.Evidence))
	}
	if f.Open() {
		blocks = append(blocks,
			actions(button(r.say(buttonChange), ActionAnswer, string(f.Questionnaire.ID))),
			note(r.say(answeredUntil, scope(f), f.Cycle.Period, r.when(until))))
	} else {
		fallback = answeredFinalFallback
		blocks = append(blocks, note(r.say(answeredFinal, scope(f), f.Cycle.Period, r.when(f.Cycle.ClosedAt))))
	}
	args := []any{Escape(name), scope(f), f.Cycle.Period, by, r.at(f.Latest.At), level}
	if f.Open() {
		args = append(args, r.at(until))
	}
	return Message{Text: r.say(fallback, args...), Blocks: blocks}
}

func missedCard(r Reader, f assess.Form) Message {
	var (
		name = Cut(f.Category.Name, maxName)
		next = r.say(missedNoNext)
	)
	if opens, ok := nextOpening(f.Programme, f.Cycle.ClosedAt); ok {
		next = r.say(missedNext, r.when(opens))
	}
	if f.Latest != nil {
		part := r.say(missedPart, answeredOf(f), len(f.Items))
		return Message{
			Text: r.say(missedPartFallback, Escape(name), scope(f), f.Cycle.Period, r.at(f.Cycle.ClosedAt), unstarred(part)),
			Blocks: []slack.Block{
				header(r.say(missedPartTitle, name, f.Cycle.Period)),
				section(r.say(missedPartWhy, scope(f), r.when(f.Cycle.ClosedAt), part, Escape(name))),
				note(next),
			},
		}
	}
	return Message{
		Text: r.say(missedFallback, Escape(name), scope(f), f.Cycle.Period, r.at(f.Cycle.ClosedAt)),
		Blocks: []slack.Block{
			header(r.say(missedTitle, name, f.Cycle.Period)),
			section(r.say(missedWhy, scope(f), r.when(f.Cycle.ClosedAt), Escape(name))),
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

func askers(r Reader, p assess.Programme) string {
	if len(p.Managers) == 0 {
		return "Cairn"
	}
	return mentions(r, p.Managers)
}

func questions(r Reader, n int) string { return r.say(wordQuestions, n) }

// minutes reckons a minute a question, and never promises less than two.
func minutes(r Reader, n int) string { return r.say(wordMinutes, max(n, 2)) }

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

// fit keeps the first of too many blocks, and says that there are more.
func fit(r Reader, blocks []slack.Block, max int) []slack.Block {
	if len(blocks) <= max {
		return blocks
	}
	return append(blocks[:max-1:max-1], note(r.say(wordMore, len(blocks)-max+1)))
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
