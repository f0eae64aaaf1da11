package blocks

import (
	"time"

	"github.com/slack-go/slack"

	"cairn/internal/assess"
)

// Reminder is one nudge in the thread of a person's card, about all that is due for them on a day. It names nobody else and
// blames nobody.
func Reminder(r Reader, rem assess.Reminder) Message {
	if len(rem.Forms) == 0 {
		return sentence(r.say(remindDone))
	}
	r = r.in(rem.Forms[0].Programme.Zone)
	var (
		forms  = make([]assess.Form, len(rem.Forms))
		later  []assess.QuestionnaireID
		msg    Message
		one    = len(rem.Forms) == 1
		button = true // at most one stands out
	)
	if !one {
		msg.Text = r.say(remindMany, len(rem.Forms))
		msg.Blocks = append(msg.Blocks, section(msg.Text))
	}
	for i, f := range rem.Forms {
		if items := rem.Items[i]; items != nil {
			f = onlyItems(f, items)
		}
		forms[i] = f
		if !one {
			msg.Text += "\n"
		}
		msg.Text += unstarred(remindLine(r, rem, i, f, r.at))
		if f.Questionnaire.State == assess.Waiting {
			later = append(later, f.Questionnaire.ID)
		}
		if i >= maxParts {
			continue
		}
		shown := remindLine(r, rem, i, f, r.when)
		if one {
			msg.Blocks = append(msg.Blocks, section(shown))
			continue
		}
		b := remindButton(r, f)
		if button {
			b.WithStyle(slack.StylePrimary)
			button = false
		}
		msg.Blocks = append(msg.Blocks, slack.NewSectionBlock(mrkdwn(shown, MaxSection), nil, slack.NewAccessory(b)))
	}
	if more := len(forms) - maxParts; more > 0 {
		msg.Blocks = append(msg.Blocks, note(r.say(cardsMore, more)))
	}
	msg.Blocks = append(msg.Blocks, actions(remindButtons(r, forms, later)...))
	between := "\n"
	if one {
		between = " "
	}
	msg.Text = Cut(msg.Text+between+r.say(remindText), MaxText)
	return msg
}

// remindButtons are the replies to a reminder.
func remindButtons(r Reader, forms []assess.Form, later []assess.QuestionnaireID) []slack.BlockElement {
	var elements []slack.BlockElement
	if len(forms) == 1 {
		elements = append(elements, remindButton(r, forms[0]).WithStyle(slack.StylePrimary))
	}
	if len(later) > 0 {
		elements = append(elements, button(r.say(buttonLater), ActionLater, IDs(later)))
	}
	return append(elements, button(r.say(buttonGotIt), ActionAcknowledge, IDs(idsOf(forms))))
}

// remindButton opens what a reminder is about.
func remindButton(r Reader, f assess.Form) *slack.ButtonBlockElement {
	id, name := string(f.Questionnaire.ID), Cut(f.Category.Name, maxName)
	b := button(answerLabel(r, f), ActionAnswer, id)
	if f.Questionnaire.State == assess.ToSign {
		b = button(r.say(buttonLookSign), ActionSign, id)
	}
	b.AccessibilityLabel = Cut(r.say(homeAnswerName, name), MaxButton)
	return b
}

// remindLine says what of one questionnaire waits; when shows an instant.
func remindLine(r Reader, rem assess.Reminder, i int, f assess.Form, when func(time.Time) string) string {
	name, text := Escape(Cut(f.Category.Name, maxName)), remindBefore
	_, promised := rem.Kept[i]
	late := rem.At.After(f.Questionnaire.DueAt)
	switch {
	case f.Questionnaire.State == assess.ToSign:
		text = remindSign
	case promised && late:
		text = remindLate
	case promised:
		text = remindPromised
	case late:
		text = remindAfter
	}
	line := r.say(text, name, amount(r, f), effort(r, f), when(f.Questionnaire.DueAt), when(f.Cycle.ClosesAt))
	switch {
	case len(rem.Forms) == 1: // else a thread has room for a line each
	case text == remindBefore:
		line = r.say(cardsWaiting, name, amount(r, f), effort(r, f), when(f.Questionnaire.DueAt))
	case text == remindAfter:
		line = r.say(cardsOverdue, name, amount(r, f), effort(r, f), when(f.Questionnaire.DueAt))
	}
	if items := rem.Items[i]; items != nil {
		some := r.say(remindSome, Escape(Cut(r.list(items), maxName)))
		if len(rem.Forms) == 1 {
			line = join(line, some)
		} else {
			line += "\n" + some
		}
	}
	return kindMark(r, f.Cycle, line)
}

// Acknowledged confirms that the person has seen what they were reminded of.
func Acknowledged(r Reader, forms []assess.Form, now time.Time) Message {
	f := forms[0]
	switch {
	case len(forms) > 1:
		return sentence(r.say(ackDoneMany))
	case now.After(f.Questionnaire.DueAt):
		return sentence(r.say(ackDoneDue, r.in(f.Programme.Zone).at(f.Cycle.ClosesAt)))
	default:
		return sentence(r.say(ackDone))
	}
}
