package blocks

import (
	"time"

	"github.com/slack-go/slack"

	"cairn/internal/assess"
)

// Card is all that a person is asked in a cycle, as one message. The first one also says who Cairn is.
func Card(r Reader, c assess.Card, now time.Time) Message {
	r = r.in(c.Programme.Zone)
	msg := cardParts(r, c, now)
	if !c.First {
		return msg
	}
	hello := Introduction(r, c.Programme)
	return Message{
		Text:   Cut(join(hello.Text, msg.Text), MaxText),
		Blocks: fit(r, append(hello.Blocks, msg.Blocks...), MaxMessageBlocks),
	}
}

func cardParts(r Reader, c assess.Card, now time.Time) Message {
	if len(c.Parts) == 1 && c.Parts[0].Role != assess.HandedOn {
		return FormCard(r, c.Parts[0].Form, now)
	}
	scope := Escape(Cut(c.Cycle.Scope, maxName))
	msg := Message{
		Text: r.say(cardsFallback, r.say(wordAreas, len(c.Parts)), scope, c.Cycle.Period),
		Blocks: []slack.Block{
			header(r.say(cardsTitle, Cut(c.Cycle.Scope, maxName), c.Cycle.Period)),
			section(r.say(cardsWhy, askers(r, c.Programme), r.say(wordAreas, len(c.Parts)), scope)),
		},
	}
	primary := true
	for _, part := range c.Parts {
		block, text := cardPart(r, part, now, primary)
		primary = primary && part.Form.Questionnaire.State == assess.Submitted
		msg.Blocks = append(msg.Blocks, block)
		msg.Text = Cut(join(msg.Text, text), MaxText)
	}
	if c.Cycle.State == assess.CycleOpen {
		msg.Blocks = append(msg.Blocks, note(r.say(cardFoot, r.when(c.Cycle.ClosesAt))))
	}
	msg.Blocks = fit(r, msg.Blocks, MaxMessageBlocks)
	return msg
}

// cardPart is one questionnaire of several in a card.
func cardPart(r Reader, part assess.Part, now time.Time, primary bool) (slack.Block, string) {
	f := part.Form
	name, q := Escape(Cut(f.Category.Name, maxName)), f.Questionnaire
	shown, read := "", ""
	switch {
	case f.Submitted():
		shown = r.say(cardsAnswered, name, levelOf(r, f), mention(f.Latest.By), r.when(f.Latest.At))
		read = r.say(cardsAnswered, name, levelOf(r, f), mention(f.Latest.By), r.at(f.Latest.At))
	case q.State == assess.Missed || !f.Open():
		shown = r.say(cardsMissed, name)
		read = shown
	case part.Role == assess.HandedOn:
		shown = r.say(cardsHandedOn, name, mention(part.With), r.when(q.DueAt))
		read = r.say(cardsHandedOn, name, mention(part.With), r.at(q.DueAt))
	case part.Role == assess.SignsOff:
		shown = r.say(cardsToSign, name, mention(part.With), r.when(f.Cycle.ClosesAt))
		read = r.say(cardsToSign, name, mention(part.With), r.at(f.Cycle.ClosesAt))
	case now.After(q.DueAt):
		shown = r.say(cardsOverdue, name, upper(amount(r, f)), effort(r, f), r.when(q.DueAt))
		read = r.say(cardsOverdue, name, upper(amount(r, f)), effort(r, f), r.at(q.DueAt))
	default:
		shown = r.say(cardsWaiting, name, upper(amount(r, f)), effort(r, f), r.when(q.DueAt))
		read = r.say(cardsWaiting, name, upper(amount(r, f)), effort(r, f), r.at(q.DueAt))
	}
	if f.Latest != nil && q.State == assess.Waiting {
		progress := r.say(homeProgressPart, answeredOf(f), len(f.Items))
		shown, read = join(shown, progress), join(read, progress)
	}
	if part.Role == assess.HandedOn || !f.Open() || q.State == assess.Missed {
		return section(shown), unstarred(read)
	}
	b := button(answerLabel(r, f), ActionAnswer, string(q.ID))
	if f.Submitted() {
		b = button(r.say(buttonChange), ActionAnswer, string(q.ID))
	} else if primary {
		b.WithStyle(slack.StylePrimary)
	}
	b.AccessibilityLabel = Cut(r.say(homeAnswerName, Cut(f.Category.Name, maxName)), MaxButton)
	return slack.NewSectionBlock(mrkdwn(shown, MaxSection), nil, slack.NewAccessory(b)), unstarred(read)
}

// Reminder is one nudge about all that is due for a person on a day.
func Reminder(r Reader, rem assess.Reminder) Message {
	var msg Message
	for _, f := range rem.Forms {
		one := FormReminder(r, f, rem.At)
		msg.Text = Cut(join(msg.Text, one.Text), MaxText)
		msg.Blocks = append(msg.Blocks, one.Blocks...)
	}
	msg.Blocks = fit(r, msg.Blocks, MaxMessageBlocks)
	return msg
}

// Escalation tells a deputy or manager what is overdue in a cycle, and later that it is settled.
func Escalation(r Reader, e assess.Escalation) Message {
	var msg Message
	if e.First {
		msg = Introduction(r, e.Programme)
	}
	for _, f := range e.Forms {
		one := FormEscalation(r, f)
		msg.Text = Cut(join(msg.Text, one.Text), MaxText)
		msg.Blocks = append(msg.Blocks, one.Blocks...)
	}
	msg.Blocks = fit(r, msg.Blocks, MaxMessageBlocks)
	return msg
}

// Offer asks a deputy to take over while an owner is away.
func Offer(r Reader, o assess.Offering) Message {
	r = r.in(o.Programme.Zone)
	until, read := r.say(offerOpenEnd), r.say(offerOpenEnd)
	if !o.Absence.Until.IsZero() {
		until, read = r.say(offerUntil, r.when(o.Absence.Until)), r.say(offerUntil, r.at(o.Absence.Until))
	}
	names := make([]string, len(o.Forms))
	for i, f := range o.Forms {
		names[i] = Escape(Cut(f.Category.Name, maxName))
	}
	shown := r.say(offerWhy, mention(o.Owner.ID), until, r.list(names))
	blocks := []slack.Block{section(shown)}
	for _, f := range o.Forms {
		b := button(answerLabel(r, f), ActionAnswer, string(f.Questionnaire.ID))
		text := r.say(cardsWaiting, Escape(Cut(f.Category.Name, maxName)), upper(amount(r, f)), effort(r, f), r.when(f.Questionnaire.DueAt))
		blocks = append(blocks, slack.NewSectionBlock(mrkdwn(text, MaxSection), nil, slack.NewAccessory(b)))
	}
	return Message{
		Text: Cut(r.say(offerWhy, mention(o.Owner.ID), read, r.list(names)), MaxText), Blocks: fit(r, blocks, MaxMessageBlocks),
	}
}

// Dispute shows two answers to one question that differ, to those who gave them and to who settles it.
func Dispute(r Reader, d assess.DisputeView) Message {
	text := r.say(disputeWhy, Escape(Cut(d.Form.Category.Name, maxName)), Escape(d.Dispute.Item),
		mention(d.Dispute.First.By), Escape(Cut(d.Dispute.First.Value, maxOption)),
		mention(d.Dispute.Second.By), Escape(Cut(d.Dispute.Second.Value, maxOption)), mention(d.Accountable))
	return Message{Text: unstarred(text), Blocks: []slack.Block{section(text)}}
}

// Settlement says in a dispute's thread how it ended.
func Settlement(r Reader, d assess.DisputeView) Message {
	s := d.Dispute.Settled
	text := r.say(disputeSettled, mention(s.By), Escape(Cut(s.Value, maxOption)), Escape(Cut(s.Reason, maxReason)))
	return Message{Text: text, Blocks: []slack.Block{section(text)}}
}

// Departure tells a manager what somebody had who can no longer be asked.
func Departure(r Reader, n assess.DepartureNotice) Message {
	text := r.say(departureGone, mention(n.Who.ID))
	if n.Who.Standing == assess.Guest {
		text = r.say(departureGuest, mention(n.Who.ID))
	}
	var lines []string
	for _, f := range n.Open {
		lines = append(lines, r.say(departureOpen, Escape(Cut(f.Category.Name, maxName)), scope(f), f.Cycle.Period))
	}
	for _, role := range n.Programmes {
		scope := Escape(Cut(role.Programme.Scope, maxName))
		if role.Manager {
			lines = append(lines, r.say(departureManages, scope))
		}
		for _, c := range role.Owns {
			lines = append(lines, r.say(departureOwns, Escape(Cut(c.Name, maxName)), scope))
		}
		for _, c := range role.Deputises {
			lines = append(lines, r.say(departureDeputises, Escape(Cut(c.Name, maxName)), scope))
		}
	}
	msg := Message{Text: text, Blocks: append([]slack.Block{section(text)}, sections(lines)...)}
	for _, line := range lines {
		msg.Text = Cut(join(msg.Text, unstarred(line)), MaxText)
	}
	msg.Blocks = fit(r, msg.Blocks, MaxMessageBlocks)
	return msg
}
