package blocks

import (
	"github.com/slack-go/slack"

	"cairn/internal/assess"
)

// Offer asks a deputy to answer while an owner is away.
func Offer(r Reader, o assess.Offering) Message {
	r = r.in(o.Programme.Zone)
	var open []assess.Form
	for _, f := range o.Forms {
		if f.Open() && f.Questionnaire.State == assess.Waiting && f.Questionnaire.Answerer == "" {
			open = append(open, f)
		}
	}
	owner, names := mention(o.Owner.ID), formNames(r, o.Forms)
	if len(open) == 0 {
		return sentence(r.say(offerSettled, names))
	}
	names = formNames(r, open)
	why, read := r.say(offerOpenEnd, owner, names), r.say(offerOpenEnd, owner, names)
	if !o.Absence.Until.IsZero() {
		why, read = r.say(offerWhy, owner, r.when(o.Absence.Until), names), r.say(offerWhy, owner, r.at(o.Absence.Until), names)
	}
	blocks := []slack.Block{header(r.say(offerTitle)), section(why)}
	var lines []string
	for i, f := range open {
		if i == maxParts {
			lines = append(lines, r.say(wordMore, len(open)-maxParts))
			break
		}
		part := assess.Part{Form: f, Role: assess.Deputises}
		lines = append(lines, partLine(r, part, f.Cycle.OpenedAt, r.when))
	}
	take := r.say(buttonTakeOver)
	if len(open) > 1 {
		take = r.say(buttonTakeAll)
	}
	ids := IDs(idsOf(open))
	blocks = append(blocks, sections(lines)...)
	blocks = append(blocks,
		actions(button(take, ActionTakeOver, ids).WithStyle(slack.StylePrimary), button(r.say(buttonLeave), ActionLeave, ids)),
		note(r.say(offerThen, owner)))
	return Message{
		Text:   Cut(join(read, r.say(offerText, take, r.say(buttonLeave))), MaxText),
		Blocks: fit(r, blocks, MaxMessageBlocks),
	}
}

// OfferTaken stands in the place of an offer that the deputy took; OfferLeft of one they did not.
func OfferTaken(r Reader, taken []assess.Form) Message {
	return sentence(r.say(offerTaken, formNames(r, taken), mention(taken[0].Questionnaire.Owner)))
}

// OfferLeft stands in the place of an offer that the deputy left to the owner.
func OfferLeft(r Reader, left []assess.Form) Message {
	return sentence(r.say(offerLeft, formNames(r, left), mention(left[0].Questionnaire.Owner)))
}

// formNames lists the categories of forms, up to a handful.
func formNames(r Reader, forms []assess.Form) string {
	var names []string
	for i, f := range forms {
		if i == maxNamed {
			names = append(names, r.say(wordMore, len(forms)-i))
			break
		}
		names = append(names, r.say(offerForms, Escape(Cut(f.Category.Name, maxName))))
	}
	return r.list(names)
}
