package blocks

import (
	"time"

	"github.com/slack-go/slack"

	"cairn/internal/assess"
)

// SetupDone says what came of a setup. NextAt is the next opening by the cadence.
func SetupDone(r Reader, done assess.Finished, nextAt time.Time) slack.ModalViewRequest {
	p := done.Programme
	r = r.in(p.Zone)
	scope, said := Escape(Cut(p.Scope, maxName)), r.say(setupSaved)
	switch {
	case p.Revision == 1:
		said = r.say(setupDone)
	case len(done.Changes) == 0:
		said = r.say(setupSame)
	}
	blocks := Alert{Level: slack.AlertLevelSuccess, Headline: said}.blocks()
	switch {
	case done.Cycle.ID != "":
		blocks = append(blocks, section(r.say(setupDoneStart, scope, done.Cycle.Period, r.when(done.Cycle.DueAt), r.when(done.Cycle.ClosesAt))))
	case !nextAt.IsZero():
		blocks = append(blocks, section(r.say(setupDoneWait, scope, r.when(nextAt))))
	}
	return notice(r, r.say(noticeTitle), append(blocks, note(r.say(setupDoneHow, string(p.ID)))))
}

// SetupDiscarded confirms that a setup was thrown away.
func SetupDiscarded(r Reader) slack.ModalViewRequest {
	return Notice(r, AlertSays(r.say(setupDiscarded)))
}

// AlertTestSent says where the test is.
func AlertTestSent(r Reader) Alert {
	return Alert{Level: slack.AlertLevelSuccess, Headline: r.say(setupTestSent)}
}

// TestNothing says that there is nothing to test.
func TestNothing(r Reader) Alert { return AlertSays(r.say(setupTestNothing)) }

// TestPressed answers a button of a test.
func TestPressed(r Reader) Message { return sentence(r.say(setupTestButton)) }

// NoSetup answers a manager who names a programme that they do not run.
func NoSetup(r Reader, name string) Message {
	return sentence(r.say(setupNoProgramme, Escape(Cut(name, maxOption))))
}

// TestCard is the card that somebody would be sent, marked as a test and with buttons that do nothing.
func TestCard(r Reader, c assess.Card, now time.Time) Message {
	to := r
	to.User = c.To.ID // as they would read it
	m := Card(to, c, now)
	var blocks []slack.Block
	for _, b := range m.Blocks {
		if b = inert(b); b != nil {
			blocks = append(blocks, b)
		}
	}
	mark := note(r.say(setupTestMark, mention(c.To.ID)))
	return Message{
		Text:   Cut(r.say(setupTestText, mention(c.To.ID), m.Text), MaxText),
		Blocks: append([]slack.Block{mark}, fit(r, blocks, MaxMessageBlocks-1)...),
	}
}

// inert returns the block with buttons that do nothing; nil when nothing is left of it.
func inert(block slack.Block) slack.Block {
	switch b := block.(type) {
	case *slack.SectionBlock:
		if b.Accessory == nil || b.Accessory.ButtonElement == nil {
			return b
		}
		c := *b
		c.Accessory = slack.NewAccessory(idle(b.Accessory.ButtonElement, 0))
		return &c
	case *slack.ActionBlock:
		elements := make([]slack.BlockElement, 0, len(b.Elements.ElementSet))
		for i, e := range b.Elements.ElementSet {
			if button, ok := e.(*slack.ButtonBlockElement); ok {
				elements = append(elements, idle(button, i))
			}
		}
		if len(elements) == 0 {
			return nil
		}
		return actions(elements...)
	default:
		return block
	}
}

func idle(b *slack.ButtonBlockElement, n int) *slack.ButtonBlockElement {
	c := *b
	c.ActionID, c.Value, c.URL, c.Confirm = ActionSetupTried+ActionMany+itoa(n), "", "", nil
	return &c
}
