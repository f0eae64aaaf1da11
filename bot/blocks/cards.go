package blocks

import (
	"slices"
	"time"

	"github.com/slack-go/slack"

	"cairn/internal/assess"
)

// maxParts is how many questionnaires one message shows, each in at most two blocks.
const maxParts = 20

// cards is the card of somebody with several questionnaires in a cycle: a section and a button each, the most pressing
// first.
func cards(r Reader, c assess.Card, now time.Time) Message {
	name, waiting := Cut(c.Cycle.Scope, maxName), waitingParts(c.Parts)
	areas := r.say(wordAreas, len(c.Parts))
	msg := Message{
		Text:   kindMark(r, c.Cycle, r.say(cardsFallback, askers(r, c.Programme), areas, Escape(name), c.Cycle.Period)),
		Blocks: []slack.Block{header(r.say(cardsTitle, name, c.Cycle.Period, areas))},
	}
	if len(waiting) > 0 {
		why := r.say(cardsWhy, askers(r, c.Programme), Escape(name), c.Cycle.Period)
		msg.Blocks = append(msg.Blocks, section(kindMark(r, c.Cycle, why)))
	}
	blocks, text := partList(r, c.Parts, now, partRow, cardsMore)
	msg.Blocks, msg.Text = append(msg.Blocks, blocks...), msg.Text+text
	if len(waiting) > 0 {
		msg.Blocks = append(msg.Blocks, actions(laterAndGive(r, waiting)...))
	}
	switch {
	case c.Cycle.State != assess.CycleOpen:
		msg.Blocks = append(msg.Blocks, note(r.say(cardsFinal, r.when(c.Cycle.ClosedAt))))
	case len(waiting) == 0:
		msg.Text += "\n" + r.say(cardsDone)
		msg.Blocks = append(msg.Blocks, note(r.say(cardsDone), r.say(cardFoot, r.when(c.Cycle.ClosesAt))))
	default:
		msg.Blocks = append(msg.Blocks, note(r.say(cardFoot, r.when(c.Cycle.ClosesAt))))
	}
	msg.Text = Cut(msg.Text, MaxText)
	return msg
}

// laterAndGive are the buttons about several questionnaires that wait.
func laterAndGive(r Reader, parts []assess.Part) []slack.BlockElement {
	ids := make([]assess.QuestionnaireID, len(parts))
	for i, part := range parts {
		ids[i] = part.Form.Questionnaire.ID
	}
	return []slack.BlockElement{button(r.say(buttonLater), ActionLater, IDs(ids)), button(r.say(buttonGive), ActionGive, IDs(ids))}
}

// waitingParts are those that wait for answers; what is to be signed off cannot be put off or given away.
func waitingParts(parts []assess.Part) []assess.Part {
	return slices.DeleteFunc(slices.Clone(parts), func(p assess.Part) bool { return !p.Waits() || p.Role == assess.SignsOff })
}

// partList shows parts by their rows and says them as a text; more says how many there are besides. At most one button
// stands out.
func partList(r Reader, parts []assess.Part, now time.Time, row partRows, more string) (blocks []slack.Block, text string) {
	primary := true
	for i, part := range parts {
		if i == maxParts {
			blocks = append(blocks, note(r.say(more, len(parts)-maxParts)))
			break
		}
		rows, line := row(r.in(part.Form.Programme.Zone), part, now, primary)
		primary = primary && !part.Waits()
		blocks, text = append(blocks, rows...), text+"\n"+line
	}
	return blocks, text
}

// partRows shows one questionnaire of several, and says it as a text.
type partRows func(r Reader, part assess.Part, now time.Time, primary bool) (blocks []slack.Block, text string)

// partRow is one questionnaire of a cycle: how it stands and what can be done with it.
func partRow(r Reader, part assess.Part, now time.Time, primary bool) (blocks []slack.Block, text string) {
	return rowOf(r, part, partLine(r, part, now, r.when), primary), unstarred(partLine(r, part, now, r.at))
}

// rowOf is a line with the buttons of a part.
func rowOf(r Reader, part assess.Part, shown string, primary bool) []slack.Block {
	b := partButton(r, part)
	if b == nil {
		return []slack.Block{section(shown)}
	}
	if primary && part.Waits() {
		b.WithStyle(slack.StylePrimary)
	}
	if confirm := confirmButton(r, own(part)); confirm != nil && part.Waits() && part.Role == assess.Answers {
		return []slack.Block{section(shown), actions(b, confirm)}
	}
	return []slack.Block{slack.NewSectionBlock(mrkdwn(shown, MaxSection), nil, slack.NewAccessory(b))}
}

// partButton opens what is to be done with a questionnaire; nil where nothing is.
func partButton(r Reader, part assess.Part) *slack.ButtonBlockElement {
	f := own(part)
	id, name := f.Questionnaire.ID, Cut(f.Category.Name, maxName)
	var b *slack.ButtonBlockElement
	switch {
	case !f.Open():
		return nil
	case part.Role == assess.SignsOff:
		b = button(r.say(buttonLookSign), ActionSign, string(id))
	case f.Questionnaire.Answered():
		if !f.Questionnaire.MayAnswer(r.User) {
			return nil
		}
		b = button(r.say(buttonChange), ActionAnswer, string(id))
		b.AccessibilityLabel = Cut(r.say(homeChangeName, name), MaxButton)
		return b
	case part.Role == assess.HandedOn:
		return takeBackButton(r, part)
	default:
		b = button(answerLabel(r, f), ActionAnswer, string(id))
	}
	b.AccessibilityLabel = Cut(r.say(homeAnswerName, name), MaxButton)
	return b
}

// partLine says how a questionnaire stands for the person; when shows an instant.
func partLine(r Reader, part assess.Part, now time.Time, when func(time.Time) string) string {
	f := own(part)
	q, name := f.Questionnaire, Escape(Cut(f.Category.Name, maxName))
	switch {
	case f.Submitted():
		return r.say(cardsAnswered, name, levelOf(r, f), mention(f.Latest.By), when(f.Latest.At))
	case !f.Open() || q.State == assess.Missed:
		if n := answeredOf(part.Form); n > 0 {
			return r.say(cardsMissedPart, name, n, len(part.Form.Items))
		}
		return r.say(cardsMissed, name)
	case part.Role == assess.SignsOff:
		return r.say(cardsToSign, name, mention(part.With), when(f.Cycle.ClosesAt))
	case q.State == assess.ToSign && f.Latest != nil:
		return r.say(cardsUnsigned, name, mention(f.Latest.By), mention(q.Owner))
	case part.Role == assess.HandedOn:
		return r.say(cardsHandedOn, name, mention(part.With), when(q.DueAt))
	}
	line := r.say(cardsWaiting, name, amount(r, f), effort(r, f), when(q.DueAt))
	if now.After(q.DueAt) {
		line = r.say(cardsOverdue, name, amount(r, f), effort(r, f), when(q.DueAt))
	}
	var more []string
	if n := answeredOf(f); n > 0 {
		more = append(more, r.say(homeProgressPart, n, len(f.Items)))
	}
	if len(f.StillTrue) > 0 && !f.Quick && part.Role == assess.Answers {
		more = append(more, r.say(cardsStill, len(f.StillTrue), f.Before.Period))
	}
	if part.Role == assess.AnswersSome {
		more = append(more, r.say(cardsOnly, Escape(Cut(r.list(part.Items), maxName))))
	}
	if part.With != "" {
		more = append(more, r.say(cardsGiven, mention(part.With)))
	}
	if part.Role == assess.Answers {
		more = append(more, handedLines(r, f, r.User)...)
	}
	if part.Promise.After(now) {
		more = append(more, r.say(cardsPromised, when(part.Promise)))
	}
	for i, sentence := range more {
		if i == 0 {
			line += "\n" + sentence
		} else {
			line += " " + sentence
		}
	}
	return line
}
