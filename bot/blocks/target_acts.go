package blocks

import (
	"strings"

	"github.com/slack-go/slack"

	"cairn/internal/assess"
	"cairn/internal/target"
)

// StateComputed is the choice of the computed state, which lifts the one that a manager set.
const StateComputed = "computed"

// CheckIn is the view in which the owner of a target says when they expect to reach it, and how sure they are.
func CheckIn(r Reader, v target.View, from TargetRef) slack.ModalViewRequest {
	r = r.in(v.In.Zone)
	expected := v.Due
	if last := lastCheckIn(v); last != nil {
		expected = last.Expected
	}
	var options []*slack.OptionBlockObject
	for _, c := range assess.Confidences() {
		options = append(options, slack.NewOptionBlockObject(c, plain(confidenceSays(r, c), MaxOption), nil))
	}
	blocks := []slack.Block{section(aboutTarget(r, v))}
	if last := lastCheckIn(v); last != nil {
		blocks = append(blocks, note(r.say(checkInLast, checkInSays(r, *last))))
	}
	return targetAct(r, CallbackTargetCheckIn, r.say(checkInTitle), r.say(buttonCheckIn), v, from, append(blocks,
		slack.NewInputBlock(BlockExpected, plain(r.say(checkInExpected), MaxLabel), hinted(r.say(checkInExpectedHint)), dayPicker(r, expected)),
		slack.NewInputBlock(BlockConfidence, plain(r.say(checkInConfidence), MaxLabel), nil, slack.NewRadioButtonsBlockElement(ActionValue, options...)),
		slack.NewInputBlock(BlockNote, plain(r.say(checkInNote), MaxLabel), hinted(r.say(checkInNoteHint)), reasonText()).WithOptional(true),
	)...)
}

// confidenceSays is a confidence as it is chosen.
func confidenceSays(r Reader, c string) string {
	switch c {
	case assess.ConfidenceHigh:
		return r.say(checkInHigh)
	case assess.ConfidenceMedium:
		return r.say(checkInMedium)
	default:
		return r.say(checkInLow)
	}
}

// aboutTarget names a target, when it is due and how far it is.
func aboutTarget(r Reader, v target.View) string {
	return r.say(targetAbout, Escape(targetTitle(r, v.Target, v.Of)), r.when(v.DueAt)) + "\n" + progressSays(r, v.Of, v.Progress, v.Level)
}

// targetAct is a view that asks something about one target.
func targetAct(r Reader, callback, title, submit string, v target.View, from TargetRef, blocks ...slack.Block) slack.ModalViewRequest {
	state := TargetState{Programme: v.Programme, ID: v.ID, TargetRef: from}
	return judgement(r, callback, title, submit, state.Encode(), blocks...)
}

// CheckedIn confirms what the owner said; where they expect it after it is due it says what can be done.
func CheckedIn(r Reader, v target.View) slack.ModalViewRequest {
	r = r.in(v.In.Zone)
	blocks := []slack.Block{section(nowStands(r, v))}
	if why := signLines(r, v); len(why) > 0 {
		blocks = append(blocks, sections(why)...)
	}
	if last := lastCheckIn(v); last != nil && v.Due.Before(last.Expected) {
		blocks = append(blocks, section(r.say(checkInLate, r.day(last.Expected), r.day(v.Due))))
		if v.MayChange {
			blocks = append(blocks, actions(button(r.say(buttonChangeTarget), ActionTargetChange, string(v.ID))))
		}
	}
	return done(r, blocks...)
}

// nowStands says how a target stands now.
func nowStands(r Reader, v target.View) string {
	return r.say(targetNow, Escape(targetTitle(r, v.Target, v.Of)), marked(r, v.Standing()))
}

// CloseTarget is the view in which a target is given up.
func CloseTarget(r Reader, v target.View, from TargetRef) slack.ModalViewRequest {
	r = r.in(v.In.Zone)
	return targetAct(r, CallbackTargetClose, r.say(closeTargetTitle), r.say(buttonCloseNow), v, from,
		section(aboutTarget(r, v)), section(r.say(closeTargetWhat)),
		slack.NewInputBlock(BlockWhy, plain(r.say(closeTargetWhy), MaxLabel), hinted(r.say(targetReasonHint)), reasonText()),
	)
}

// TargetClosed confirms that a target was given up.
func TargetClosed(r Reader, v target.View) slack.ModalViewRequest {
	r = r.in(v.In.Zone)
	return done(r, section(r.say(closeTargetDone, Escape(targetTitle(r, v.Target, v.Of)))), note(r.say(closeTargetThen)))
}

// SetState is the view in which a manager sets how a target stands.
func SetState(r Reader, v target.View, from TargetRef) slack.ModalViewRequest {
	r = r.in(v.In.Zone)
	var options []*slack.OptionBlockObject
	var chosen *slack.OptionBlockObject
	for _, s := range []target.State{target.OnTrack, target.AtRisk, target.OffTrack} {
		o := slack.NewOptionBlockObject(string(s), plain(upperFirst(stateWord(r, s)), MaxOption), nil)
		options = append(options, o)
		if v.Override != nil && v.Override.State == s {
			chosen = o
		}
	}
	if v.Override != nil {
		options = append(options, slack.NewOptionBlockObject(StateComputed, plain(r.say(setStateComputed, stateWord(r, v.Computed)), MaxOption), nil))
	}
	radio := slack.NewRadioButtonsBlockElement(ActionValue, options...)
	radio.InitialOption = chosen
	blocks := []slack.Block{section(aboutTarget(r, v)), section(r.say(setStateWhat, stateWord(r, v.Computed)))}
	if why := signLines(r, v); len(why) > 0 {
		blocks = append(blocks, sections(why)...)
	}
	return targetAct(r, CallbackTargetState, r.say(setStateTitle), r.say(buttonSetStateNow), v, from, append(blocks,
		slack.NewInputBlock(BlockState, plain(r.say(setStateLabel), MaxLabel), nil, radio),
		slack.NewInputBlock(BlockReason, plain(r.say(overrideReason), MaxLabel), hinted(r.say(targetReasonHint)), reasonText()),
		note(r.say(setStateUntil)),
	)...)
}

// StateSet confirms the state that a manager set, or that the computed one counts again.
func StateSet(r Reader, v target.View) slack.ModalViewRequest {
	r = r.in(v.In.Zone)
	blocks := []slack.Block{section(nowStands(r, v))}
	if line := overrideLine(r, v); line != "" {
		blocks = append(blocks, section(line))
	}
	return done(r, blocks...)
}

// AcceptWarnings is the view in which a manager accepts what is hard to achieve about a target.
func AcceptWarnings(r Reader, v target.View, from TargetRef) slack.ModalViewRequest {
	r = r.in(v.In.Zone)
	var lines []string
	for _, w := range v.Unaccepted() {
		lines = append(lines, r.say(wordBullet, warningSays(r, v.Of, v.Terms, w)))
	}
	return targetAct(r, CallbackTargetAccept, r.say(acceptTitle), r.say(buttonAcceptNow), v, from, append(
		append([]slack.Block{section(aboutTarget(r, v))}, sections(lines)...),
		slack.NewInputBlock(BlockAccept, plain(r.say(setAccept), MaxLabel), hinted(r.say(targetReasonHint)), reasonText()),
	)...)
}

// WarningsAccepted confirms that a target's warnings were accepted.
func WarningsAccepted(r Reader, v target.View) slack.ModalViewRequest {
	r = r.in(v.In.Zone)
	blocks := []slack.Block{section(r.say(acceptDone, Escape(targetTitle(r, v.Target, v.Of))))}
	return done(r, append(blocks, sections(warningLines(r, v))...)...)
}

// upperFirst begins a choice with a capital.
func upperFirst(s string) string {
	runes := []rune(s)
	if len(runes) == 0 {
		return s
	}
	return strings.ToUpper(string(runes[:1])) + string(runes[1:])
}
