package blocks

import (
	"github.com/slack-go/slack"

	"cairn/internal/assess"
)

// departureMost is how many questionnaires, and how many programmes, a notice has buttons for.
const departureMost = 15

// Departure tells a manager what somebody had who can no longer be asked, and offers to give it to others. When nothing of
// it is left it says so.
func Departure(r Reader, n assess.DepartureNotice) Message {
	why := r.say(departureGone, mention(n.Who.ID))
	if n.Who.Standing == assess.Guest {
		why = r.say(departureGuest, mention(n.Who.ID))
	}
	msg := Message{Text: why, Blocks: []slack.Block{section(why)}}
	add := func(shown, read string, b *slack.ButtonBlockElement, name string) {
		b.AccessibilityLabel = Cut(name, MaxButton)
		msg.Blocks = append(msg.Blocks, slack.NewSectionBlock(mrkdwn(shown, MaxSection), nil, slack.NewAccessory(b)))
		msg.Text = join(msg.Text, read)
	}
	for i, f := range n.Open {
		if i == departureMost {
			msg.Blocks = append(msg.Blocks, note(r.say(wordMore, len(n.Open)-i)))
			break
		}
		r, name := r.in(f.Programme.Zone), Cut(f.Category.Name, maxName)
		said := func(due string) string {
			return r.say(departureOpen, Escape(name), scope(f), f.Cycle.Period, due)
		}
		b := button(r.say(buttonReassignTo), ActionReassign, string(f.Questionnaire.ID))
		add(said(r.when(f.Questionnaire.DueAt)), unstarred(said(r.at(f.Questionnaire.DueAt))), b, r.say(reassignName, name))
	}
	for i, role := range n.Programmes {
		if i == departureMost {
			msg.Blocks = append(msg.Blocks, note(r.say(wordMore, len(n.Programmes)-i)))
			break
		}
		text := departureRole(r, role)
		add(text, unstarred(text), button(r.say(buttonSetUpChange), ActionSetup, string(role.Programme.ID)), r.say(homeChangeSet, role.Programme.Scope))
	}
	if len(n.Open)+len(n.Programmes) == 0 {
		msg.Blocks = append(msg.Blocks, note(r.say(departureDone)))
		msg.Text = join(msg.Text, r.say(departureDone))
	}
	msg.Text = Cut(msg.Text, MaxText)
	return msg
}

// departureRole says what somebody is in a programme.
func departureRole(r Reader, role assess.RoleHeld) string {
	scope := Escape(Cut(role.Programme.Scope, maxName))
	text := r.say(departureRoles, scope)
	if role.Manager {
		text += "\n" + r.say(departureManages)
	}
	if role.Leader {
		text += "\n" + r.say(departureReads)
	}
	for i, c := range role.Owns {
		if i == departureMost {
			text += "\n" + r.say(wordMore, len(role.Owns)-i)
			break
		}
		text += "\n" + r.say(departureOwns, Escape(Cut(c.Name, maxName)))
	}
	for i, c := range role.Deputises {
		if i == departureMost {
			text += "\n" + r.say(wordMore, len(role.Deputises)-i)
			break
		}
		text += "\n" + r.say(departureDeputises, Escape(Cut(c.Name, maxName)))
	}
	return text
}
