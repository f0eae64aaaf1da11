package blocks

import (
	"github.com/slack-go/slack"

	"cairn/internal/assess"
)

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
