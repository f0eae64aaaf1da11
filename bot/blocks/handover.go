package blocks

import (
	"slices"

	"github.com/slack-go/slack"

	"cairn/internal/assess"
)

// Give is the view in which a person gives questions to a colleague: all of a questionnaire or one of its questions, which
// item may name already; or of several questionnaires all or one.
func Give(r Reader, forms []assess.Form, item string) slack.ModalViewRequest {
	f := forms[0]
	r = r.in(f.Programme.Zone)
	what := r.say(giveWhat, mention(f.Questionnaire.Owner))
	if r.User == f.Questionnaire.Owner {
		what = r.say(giveWhatMine)
	}
	picker := slack.NewOptionsSelectBlockElement(slack.OptTypeUser, plain(r.say(givePick), MaxPlaceholder), ActionValue)
	blocks := []slack.Block{
		section(what),
		slack.NewInputBlock(BlockPerson, plain(r.say(giveWho), MaxLabel), hinted(r.say(giveWhoHint)), picker),
	}
	switch {
	case len(forms) > 1:
		blocks = append(blocks, slack.NewInputBlock(BlockWhich, plain(r.say(giveWhich), MaxLabel), nil, whichForm(r, forms)))
	case !f.Quick:
		blocks = append(blocks, slack.NewInputBlock(BlockItem, plain(r.say(giveWhich), MaxLabel), nil, whichItem(r, f, item)))
	}
	return slack.ModalViewRequest{
		Type: slack.VTModal, CallbackID: CallbackGive, PrivateMetadata: IDs(idsOf(forms)),
		Title: plain(r.say(giveTitle), MaxViewTitle), Submit: plain(r.say(buttonGiveNow), MaxViewTitle), Close: plain(r.say(buttonCancel), MaxViewTitle),
		Blocks: slack.Blocks{BlockSet: append(blocks, noteInput(r.say(giveNote), r.say(giveNoteHint)))},
	}
}

// whichItem chooses all of a questionnaire or one of its questions. Who was given some of them only chooses among those.
func whichItem(r Reader, f assess.Form, chosen string) *slack.SelectBlockElement {
	var options []*slack.OptionBlockObject
	if f.Questionnaire.MayAnswer(r.User) {
		options = append(options, slack.NewOptionBlockObject(All, plain(r.say(giveAll, amount(r, f)), MaxOption), nil))
	}
	for _, item := range f.Items {
		if len(options) < MaxOptions {
			options = append(options, slack.NewOptionBlockObject(item.ID, plain(r.say(giveItem, item.ID, item.Name), MaxOption), nil))
		}
	}
	first := max(0, slices.IndexFunc(options, func(o *slack.OptionBlockObject) bool { return o.Value == chosen }))
	return slack.NewOptionsSelectBlockElement(slack.OptTypeStatic, nil, ActionValue, options...).WithInitialOption(options[first])
}

// noteInput takes a few words for whoever gets questions.
func noteInput(label, hint string) slack.Block {
	text := slack.NewPlainTextInputBlockElement(nil, ActionValue).WithMultiline(true).WithMaxLength(assess.MaxNote)
	return slack.NewInputBlock(BlockReason, plain(label, MaxLabel), hinted(hint), text).WithOptional(true)
}

// Given confirms who has the questions now.
func Given(r Reader, all []Outcome, item string, to assess.UserID) slack.ModalViewRequest {
	return outcomes(r, all, func(r Reader, o Outcome) string {
		name := Escape(Cut(o.Form.Category.Name, maxName))
		if item != "" {
			return r.say(giveDoneSome, Escape(item), name, mention(to))
		}
		return r.say(giveDone, name, mention(to))
	})
}

// HandBack is the view in which a person gives questions back to whom they came from.
func HandBack(r Reader, part assess.Part) slack.ModalViewRequest {
	f := own(part)
	r = r.in(f.Programme.Zone)
	blocks := []slack.Block{section(r.say(handBackWhat, Escape(Cut(f.Category.Name, maxName)), mention(cameFrom(part))))}
	if part.Role == assess.AnswersSome {
		blocks = append(blocks, sections(itemLines(r, f))...)
	}
	return slack.ModalViewRequest{
		Type: slack.VTModal, CallbackID: CallbackHandBack, PrivateMetadata: string(f.Questionnaire.ID),
		Title: plain(r.say(handBackTitle), MaxViewTitle), Submit: plain(r.say(buttonHandNow), MaxViewTitle), Close: plain(r.say(buttonCancel), MaxViewTitle),
		Blocks: slack.Blocks{BlockSet: append(blocks, noteInput(r.say(handBackNote), r.say(handBackHint)))},
	}
}

// cameFrom is who gave the person their part.
func cameFrom(part assess.Part) assess.UserID {
	if part.With != "" {
		return part.With
	}
	return part.Form.Questionnaire.Owner
}

// HandedBack confirms that the questions went back.
func HandedBack(r Reader, part assess.Part) slack.ModalViewRequest {
	text := r.say(handBackDone, Escape(Cut(part.Form.Category.Name, maxName)), mention(cameFrom(part)))
	alert := Alert{Level: slack.AlertLevelSuccess, Headline: r.say(alertNoted)}
	return notice(r, r.say(noticeTitle), append(alert.blocks(), section(text)))
}

// TakenBack confirms that a person has their questions again.
func TakenBack(r Reader, f assess.Form) Message {
	return sentence(r.say(takeBackDone, Escape(Cut(f.Category.Name, maxName))))
}

// Sign is the view in which the owner looks at what a delegate answered and signs it off.
func Sign(r Reader, f assess.Form) slack.ModalViewRequest {
	r = r.in(f.Programme.Zone)
	blocks := []slack.Block{section(r.say(signViewWhy, mention(f.Latest.By), Escape(Cut(f.Category.Name, maxName)), scope(f), f.Cycle.Period))}
	blocks = append(blocks, answerBlocks(r, f)...)
	blocks = append(blocks, disputeBlocks(r, f)...)
	blocks = append(fit(r, blocks, MaxViewBlocks-1), actions(button(r.say(buttonChange), ActionAnswer, string(f.Questionnaire.ID))))
	return slack.ModalViewRequest{
		Type: slack.VTModal, CallbackID: CallbackSign, PrivateMetadata: RevisionValue{f.Questionnaire.ID, f.Questionnaire.Revision}.String(),
		Title: plain(r.say(signViewTitle), MaxViewTitle), Submit: plain(r.say(buttonSignOff), MaxViewTitle), Close: plain(r.say(buttonCancel), MaxViewTitle),
		Blocks: slack.Blocks{BlockSet: blocks},
	}
}

// Signed confirms a signature.
func Signed(r Reader, done assess.Receipt) slack.ModalViewRequest {
	return receipt(r, done, Alert{Level: slack.AlertLevelSuccess, Headline: r.say(signDone)})
}

// Confirmed says what came of confirming last time's answers.
func Confirmed(r Reader, done assess.Receipt) Message {
	f := done.Form
	r, name := r.in(f.Programme.Zone), Escape(Cut(f.Category.Name, maxName))
	switch {
	case !done.Changed:
		return sentence(r.say(confirmSame, name))
	case f.Questionnaire.State == assess.Waiting:
		confirmed := len(f.Latest.Confirmed)
		return sentence(r.say(confirmDoneSome, name, confirmed, f.Before.Period, len(f.Items)-answeredOf(f)))
	default:
		return sentence(r.say(confirmDone, name, f.Before.Period, levelOf(r, f), r.when(f.Cycle.ClosesAt)))
	}
}
