package blocks

import (
	"time"

	"github.com/slack-go/slack"

	"cairn/internal/assess"
	"cairn/internal/wording"
)

// Absence says whether Cairn takes the person to be out of office and until when, and how they say otherwise. The reader's
// zone is that in which their days begin.
func Absence(r Reader, who assess.Person, now time.Time) Message {
	state, away := r.say(oooNothing), who.Absence
	elements := []slack.BlockElement{button(r.say(buttonDates), ActionDates, "")}
	if !away.Since.IsZero() && (away.Until.IsZero() || away.Until.After(now)) {
		state = absence(r, away, now)
		elements = append(elements, button(r.say(buttonReturn), ActionReturn, ""))
	}
	blocks := []slack.Block{section(state)}
	text := unstarred(state)
	if who.Status.Text != "" {
		status := r.say(oooStatus, Escape(Cut(who.Status.Text, maxName)))
		blocks, text = append(blocks, section(status)), join(text, status)
	}
	return Message{
		Text:   Cut(join(text, r.say(oooHelp)), MaxText),
		Blocks: append(blocks, actions(elements...), note(r.say(oooThen)), note(r.say(oooHelp))),
	}
}

// absence says from when until when somebody is away. They are back at the end of their last day.
func absence(r Reader, a assess.Absence, now time.Time) string {
	first, last, back := r.instant(a.Since, oooDay), "", ""
	if !a.Until.IsZero() {
		last, back = r.instant(a.Until.Add(-time.Second), oooDay), r.instant(a.Until, oooDay)
	}
	switch {
	case a.Since.After(now) && a.Until.IsZero():
		return r.say(oooLaterOpen, first)
	case a.Since.After(now):
		return r.say(oooLater, first, last, back)
	case a.Until.IsZero():
		return r.say(oooNowOpen)
	default:
		return r.say(oooNow, last, back)
	}
}

// Away confirms what was understood of an absence.
func Away(r Reader, a assess.Absence, now time.Time) Message {
	state := absence(r, a, now)
	return Message{
		Text: join(unstarred(state), r.say(oooThen)),
		Blocks: []slack.Block{
			section(state),
			actions(button(r.say(buttonDates), ActionDates, ""), button(r.say(buttonReturn), ActionReturn, "")),
			note(r.say(oooThen)),
		},
	}
}

// AwayView confirms it in a view.
func AwayView(r Reader, a assess.Absence, now time.Time) slack.ModalViewRequest {
	alert := Alert{Level: slack.AlertLevelSuccess, Headline: r.say(alertNoted)}
	return notice(r, r.say(oooTitle), append(alert.blocks(), section(absence(r, a, now)), note(r.say(oooThen))))
}

// Returned confirms that a person is back.
func Returned(r Reader) Message { return sentence(r.say(oooBack)) }

// NoDates answers words that name no dates, with examples; DatesOver those that are past. Missing says which day of theirs
// the calendar does not have; zero for none.
func NoDates(r Reader, typed string, missing wording.Text) Message {
	if !missing.IsZero() {
		return sentence(join(r.text(missing), r.say(oooHelp)))
	}
	return sentence(join(r.say(oooUnknown, Escape(Cut(typed, maxName))), r.say(oooHelp)))
}

// DatesOver answers dates that are past.
func DatesOver(r Reader, typed string) Message {
	return sentence(join(r.say(oooPast, Escape(Cut(typed, maxName))), r.say(oooHelp)))
}

// Dates is the view in which the dates of an absence are chosen. Days are written as Slack does: "2026-12-24"; last may be
// "".
func Dates(r Reader, first, last string) slack.ModalViewRequest {
	picker := func(day string) *slack.DatePickerBlockElement {
		e := slack.NewDatePickerBlockElement(ActionValue)
		e.InitialDate, e.Placeholder = day, plain(r.say(oooPick), MaxPlaceholder)
		return e
	}
	return slack.ModalViewRequest{
		Type: slack.VTModal, CallbackID: CallbackAbsence,
		Title: plain(r.say(oooTitle), MaxViewTitle), Submit: plain(r.say(buttonSetAbsence), MaxViewTitle), Close: plain(r.say(buttonCancel), MaxViewTitle),
		Blocks: slack.Blocks{BlockSet: []slack.Block{
			section(r.say(oooViewWhat)),
			slack.NewInputBlock(BlockFirst, plain(r.say(oooFirst), MaxLabel), nil, picker(first)),
			slack.NewInputBlock(BlockLast, plain(r.say(oooLast), MaxLabel), hinted(r.say(oooLastHint)), picker(last)).WithOptional(true),
		}},
	}
}

// DatesOrder is the fault of a last day before the first; DatesPast that of one that is past.
func DatesOrder(r Reader) string { return r.say(oooOrder) }

// DatesPast is the fault of a day that is past.
func DatesPast(r Reader) string { return r.say(oooOver) }
