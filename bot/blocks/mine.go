package blocks

import (
	"time"

	"github.com/slack-go/slack"

	"cairn/internal/assess"
)

// Mine lists a person's questions of all programmes, the most pressing first, as an answer to a command.
func Mine(r Reader, parts []assess.Part, now time.Time) Message {
	blocks, text := mine(r, parts, now)
	return Message{Text: Cut(text, MaxText), Blocks: fit(r, append([]slack.Block{header(r.say(mineTitle))}, blocks...), MaxMessageBlocks)}
}

// MineView is the same list as a view.
func MineView(r Reader, parts []assess.Part, now time.Time) slack.ModalViewRequest {
	blocks, _ := mine(r, parts, now)
	return slack.ModalViewRequest{
		Type: slack.VTModal, CallbackID: CallbackMine, Title: plain(r.say(mineTitle), MaxViewTitle), Close: plain(r.say(buttonDone), MaxViewTitle),
		Blocks: slack.Blocks{BlockSet: fit(r, blocks, MaxViewBlocks)},
	}
}

func mine(r Reader, parts []assess.Part, now time.Time) (blocks []slack.Block, text string) {
	if len(parts) == 0 {
		return []slack.Block{section(r.say(mineNone))}, r.say(mineNone)
	}
	var waiting, rest []assess.Part
	for _, part := range parts {
		if part.Waits() {
			waiting = append(waiting, part)
		} else {
			rest = append(rest, part)
		}
	}
	text = r.say(mineText, r.say(wordAreas, len(parts)), r.say(mineTodo, len(waiting)))
	if len(waiting) > 0 {
		list, said := partList(r, waiting, now, mineRow, wordMore)
		blocks, text = append(append(blocks, section(r.say(mineWaits))), list...), text+said
	}
	if room := maxParts - len(waiting); len(rest) > 0 && room > 0 {
		list, said := partList(r, rest[:min(room, len(rest))], now, mineRow, wordMore)
		blocks, text = append(append(blocks, section(r.say(mineElse))), list...), text+said
		if more := len(rest) - room; more > 0 {
			blocks = append(blocks, note(r.say(wordMore, more)))
		}
	}
	return blocks, text
}

// mineRow is one questionnaire of all that a person has, with the cycle it belongs to.
func mineRow(r Reader, part assess.Part, now time.Time, primary bool) (blocks []slack.Block, text string) {
	cycle := r.say(mineCycle, scope(part.Form), part.Form.Cycle.Period)
	if part.Role == assess.Deputises && part.Form.Questionnaire.State == assess.Waiting {
		cycle = r.say(mineCycleOf, scope(part.Form), part.Form.Cycle.Period, mention(part.Form.Questionnaire.Asks()))
	}
	return rowOf(r, part, partLine(r, part, now, r.when)+"\n"+cycle, primary), unstarred(partLine(r, part, now, r.at)) + " " + cycle
}
