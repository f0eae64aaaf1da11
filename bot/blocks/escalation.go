package blocks

import (
	"time"

	"github.com/slack-go/slack"

	"cairn/internal/assess"
)

// Escalation tells a deputy or a manager what is overdue in a cycle, and later that it is settled: one message.
func Escalation(r Reader, e assess.Escalation) Message {
	r = r.in(e.Programme.Zone)
	var overdue []assess.Form
	for _, f := range e.Forms {
		if f.Open() && !f.Questionnaire.Answered() {
			overdue = append(overdue, f)
		}
	}
	msg := escalationOf(r, e, overdue)
	msg.Text = kindMark(r, e.Cycle, msg.Text)
	if e.First {
		msg = Introduced(r, e.Programme, msg)
	}
	msg.Text, msg.Blocks = Cut(msg.Text, MaxText), fit(r, msg.Blocks, MaxMessageBlocks)
	return msg
}

func escalationOf(r Reader, e assess.Escalation, overdue []assess.Form) Message {
	scope := Escape(Cut(e.Cycle.Scope, maxName))
	switch {
	case len(overdue) == 0:
		title := r.say(escalateDone, Cut(e.Cycle.Scope, maxName), e.Cycle.Period)
		msg := Message{Text: join(Escape(title)+".", r.say(escalateNothing)), Blocks: []slack.Block{header(title)}}
		return escalationLines(r, e, msg, note(r.say(escalateNothing)))
	case len(e.Forms) == 1:
		return oneEscalation(r, e, overdue[0])
	}
	title, why := r.say(escalateMany, r.say(wordAreas, len(overdue))), r.say(escalateManyWhy, scope, e.Cycle.Period)
	help := r.say(escalateManyElse, r.when(e.Cycle.ClosesAt))
	if e.AsDeputy {
		help = join(r.say(escalateDeputies), help)
	}
	msg := Message{
		Text:   join(r.say(escalateText, scope, e.Cycle.Period), Escape(title)+"."),
		Blocks: []slack.Block{header(title), section(kindMark(r, e.Cycle, why))},
	}
	return escalationLines(r, e, msg, section(help))
}

// escalationLines adds a line for each questionnaire, and ends with the block given.
func escalationLines(r Reader, e assess.Escalation, msg Message, last slack.Block) Message {
	for i, f := range e.Forms {
		msg.Text += "\n" + unstarred(escalationLine(r, f, r.at))
		switch shown := escalationLine(r, f, r.when); {
		case i == maxParts:
			msg.Blocks = append(msg.Blocks, note(r.say(wordMore, len(e.Forms)-maxParts)))
		case i > maxParts:
		case e.AsDeputy && f.Open() && !f.Questionnaire.Answered():
			msg.Blocks = append(msg.Blocks, slack.NewSectionBlock(mrkdwn(shown, MaxSection), nil, slack.NewAccessory(deputyButton(r, f))))
		default:
			msg.Blocks = append(msg.Blocks, section(shown))
		}
	}
	msg.Blocks = append(msg.Blocks, last)
	return msg
}

// escalationLine says how one questionnaire stands; when shows an instant.
func escalationLine(r Reader, f assess.Form, when func(time.Time) string) string {
	q, name := f.Questionnaire, Escape(Cut(f.Category.Name, maxName))
	switch {
	case f.Submitted():
		return r.say(escalateSettled, name, mention(f.Latest.By), when(f.Latest.At))
	case q.State == assess.ToSign && f.Latest != nil:
		return r.say(escalateUnsigned, name, mention(f.Latest.By))
	case !f.Open():
		return r.say(escalateMissed, name)
	}
	line := r.say(escalateLine, name, mention(q.Asks()), when(q.DueAt))
	if n := answeredOf(f); n > 0 {
		line += "\n" + r.say(escalateSaved, n, len(f.Items))
	}
	if f.Absent != nil {
		line += "\n" + absent(r, q.Owner, f.Absent, when)
	}
	return line
}

func absent(r Reader, owner assess.UserID, a *assess.Absence, when func(time.Time) string) string {
	if a.Until.IsZero() {
		return r.say(escalateAwayOpen, mention(owner))
	}
	return r.say(escalateAway, mention(owner), when(a.Until))
}

// deputyButton opens a form for the deputy.
func deputyButton(r Reader, f assess.Form) *slack.ButtonBlockElement {
	b := button(answerLabel(r, f), ActionAnswer, string(f.Questionnaire.ID))
	b.AccessibilityLabel = Cut(r.say(homeAnswerName, Cut(f.Category.Name, maxName)), MaxButton)
	return b
}

// oneEscalation is about a single questionnaire that is overdue.
func oneEscalation(r Reader, e assess.Escalation, f assess.Form) Message {
	q, name := f.Questionnaire, Cut(f.Category.Name, maxName)
	asks := q.Asks()
	title := r.say(escalateTitle, name)
	say := func(when func(time.Time) string) string {
		text := r.say(escalateWhy, mention(asks), Escape(name), scope(f), f.Cycle.Period, when(q.DueAt))
		if n := answeredOf(f); n > 0 {
			text = join(text, r.say(escalateSaved, n, len(f.Items)))
		}
		if f.Absent != nil {
			text = join(text, absent(r, q.Owner, f.Absent, when))
		}
		return text
	}
	help := r.say(escalateHelp, mention(asks))
	switch {
	case e.AsDeputy:
		help = r.say(escalateDeputy, mention(q.Owner))
	case q.Deputy != "" && q.Deputy != asks && q.Deputy != r.User:
		help = r.say(escalateHelpOr, mention(asks), mention(q.Deputy))
	}
	blocks := []slack.Block{
		header(title),
		section(kindMark(r, e.Cycle, say(r.when))),
		section(join(r.say(escalateElse, r.when(f.Cycle.ClosesAt)), help)),
	}
	if e.AsDeputy {
		blocks = append(blocks, actions(deputyButton(r, f).WithStyle(slack.StylePrimary)))
	}
	return Message{
		Text:   join(join(Escape(title)+".", unstarred(say(r.at))), join(r.say(escalateElse, r.at(f.Cycle.ClosesAt)), help)),
		Blocks: blocks,
	}
}
