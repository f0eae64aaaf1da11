package blocks

import (
	"fmt"

	"github.com/slack-go/slack"

	"cairn/internal/assess"
	"cairn/internal/maturity"
)

// Dispute shows two answers to one question that differ, to those who gave them and to who settles it. Once it is settled it
// says how.
func Dispute(r Reader, d assess.DisputeView) Message {
	r = r.in(d.Form.Programme.Zone)
	f, name := d.Form, Cut(d.Form.Category.Name, maxName)
	first, second, owner := mention(d.First.By), mention(d.Second.By), mention(d.Accountable)
	why := r.say(disputeWhy, first, second, Escape(name), scope(f), f.Cycle.Period, owner)
	text := join(unstarred(why), r.say(disputeText, first, answerTo(r, d, d.First.Value), second, answerTo(r, d, d.Second.Value)))
	blocks := append([]slack.Block{header(r.say(disputeTitle, name)), section(why), section(disputed(r, d))}, sides(r, d)...)
	switch {
	case d.Settled != nil:
		outcome := settlement(r, d)
		blocks = append(blocks, section(outcome))
		text = join(text, unstarred(outcome))
	case !f.Open():
		blocks, text = append(blocks, note(r.say(disputeOver))), join(text, r.say(disputeOver))
	default:
		b := button(r.say(buttonSettle), ActionSettle, string(d.ID))
		blocks = append(blocks, actions(b))
	}
	return Message{Text: Cut(text, MaxText), Blocks: blocks}
}

// Settlement says in a dispute's thread how it ended.
func Settlement(r Reader, d assess.DisputeView) Message { return sentence(settlement(r, d)) }

func settlement(r Reader, d assess.DisputeView) string {
	return r.say(disputeOutcome, mention(d.Settled.By), answerTo(r, d, d.Settled.Value), Escape(Cut(d.Settled.Reason, maxReason)))
}

// disputed is the question, in mrkdwn.
func disputed(r Reader, d assess.DisputeView) string {
	if d.Asked == nil {
		return r.say(disputeLevel)
	}
	return r.say(disputeQuestion, Escape(d.Item), Escape(Cut(d.Asked.Text, maxSummary)))
}

// sides shows both answers beside each other, with what was written beside them.
func sides(r Reader, d assess.DisputeView) []slack.Block {
	side := func(by assess.UserID, value, typed string) *slack.TextBlockObject {
		text := r.say(disputeAnswer, mention(by), answerTo(r, d, value))
		if typed != "" {
			text += "\n" + r.say(disputeNote, Escape(Cut(typed, assess.MaxNote)))
		}
		return mrkdwn(text, MaxField)
	}
	return []slack.Block{slack.NewSectionBlock(nil, []*slack.TextBlockObject{
		side(d.First.By, d.First.Value, d.FirstNote), side(d.Second.By, d.Second.Value, d.SecondNote),
	}, nil)}
}

// answerTo names an answer to what a dispute is about.
func answerTo(r Reader, d assess.DisputeView, value string) string {
	return disputedValue(r, d.Form, d.Item, value)
}

func disputedValue(r Reader, f assess.Form, item, value string) string {
	if f.Quick {
		for _, l := range f.Model.Levels {
			if fmt.Sprint(l.Number) == value {
				return r.say(wordLevel, l.Number, Escape(Cut(l.Name, maxName)))
			}
		}
		return Escape(Cut(value, maxOption))
	}
	for _, asked := range f.Items {
		if asked.ID == item {
			return choice(r, f.Model, asked, value)
		}
	}
	return Escape(Cut(value, maxOption))
}

// disputeBlocks show on a card what is not settled yet, with a button for whoever settles it.
func disputeBlocks(r Reader, f assess.Form) []slack.Block {
	var blocks []slack.Block
	for i, d := range f.Unsettled() {
		if i == maxNamed {
			return append(blocks, note(r.say(wordMore, len(f.Unsettled())-i)))
		}
		line := r.say(answeredDispute, Escape(d.Item), mention(d.First.By), disputedValue(r, f, d.Item, d.First.Value),
			mention(d.Second.By), disputedValue(r, f, d.Item, d.Second.Value), mention(f.Questionnaire.Owner))
		if !f.Open() || r.User != f.Questionnaire.Owner {
			blocks = append(blocks, section(line))
			continue
		}
		b := button(r.say(buttonSettle), ActionSettle, string(d.ID))
		blocks = append(blocks, slack.NewSectionBlock(mrkdwn(line, MaxSection), nil, slack.NewAccessory(b)))
	}
	return blocks
}

// Settle is the view in which the accountable owner says which answer counts.
func Settle(r Reader, d assess.DisputeView) slack.ModalViewRequest {
	r = r.in(d.Form.Programme.Zone)
	blocks := append([]slack.Block{section(disputed(r, d))}, sides(r, d)...)
	return slack.ModalViewRequest{
		Type: slack.VTModal, CallbackID: CallbackSettle, PrivateMetadata: string(d.ID),
		Title: plain(r.say(settleTitle), MaxViewTitle), Submit: plain(r.say(buttonSettleNow), MaxViewTitle), Close: plain(r.say(buttonCancel), MaxViewTitle),
		Blocks: slack.Blocks{BlockSet: append(blocks,
			slack.NewInputBlock(BlockLevel, plain(r.say(settleWhich), MaxLabel), nil, radio(r, settleOptions(r, d), "")),
			slack.NewInputBlock(BlockReason, plain(r.say(settleReason), MaxLabel), hinted(r.say(settleHint)),
				slack.NewPlainTextInputBlockElement(nil, ActionValue).WithMultiline(true).WithMaxLength(assess.MaxReason)),
		)},
	}
}

// settleOptions are all answers that the question may be given, those two marked.
func settleOptions(r Reader, d assess.DisputeView) []*slack.OptionBlockObject {
	var options []*slack.OptionBlockObject
	add := func(value, label string) {
		var mark *slack.TextBlockObject
		switch value {
		case d.First.Value:
			mark = plain(r.say(settleFirst), MaxOption)
		case d.Second.Value:
			mark = plain(r.say(settleSecond), MaxOption)
		}
		options = append(options, slack.NewOptionBlockObject(value, plain(label, MaxOption), mark))
	}
	if d.Asked == nil {
		for _, l := range d.Form.Model.Levels {
			add(fmt.Sprint(l.Number), r.say(wordLevel, l.Number, l.Name))
		}
		return options
	}
	set := answerSet(d.Form.Model, d.Asked)
	for _, o := range set.Options {
		if d.Asked.Kind == maturity.KindObjective {
			add(o.Value, o.Label)
		} else {
			add(o.Value, plainChoice(r, set, o.Value))
		}
	}
	return options
}

// SettledDone confirms a settlement to whoever made it.
func SettledDone(r Reader, d assess.DisputeView, value string) Message {
	return sentence(r.say(settleDone, answerTo(r, d, value)))
}
