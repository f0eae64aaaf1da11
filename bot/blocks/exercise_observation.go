package blocks

import (
	"strings"

	"github.com/slack-go/slack"

	"cairn/internal/exercise"
)

// maxSeen is how long an observation, a decision or a note can be that is typed in Slack, in characters.
const maxSeen = 1000

// Values of the choice between a strength and an area for improvement of each weight; see [ParseObserved].
const observedStrength = string(exercise.Strength)

// ParseObserved reads what an observation was chosen to be.
func ParseObserved(value string) (exercise.ObservationKind, exercise.Impact) {
	switch value {
	case observedStrength:
		return exercise.Strength, ""
	case "":
		return "", ""
	default:
		return exercise.Improvement, exercise.Impact(value)
	}
}

// NoInject is the choice of no inject.
const NoInject = "-"

// Observe is the view in which somebody who watches notes what they see.
func Observe(r Reader, v exercise.View) slack.ModalViewRequest {
	r = r.in(v.In.Zone)
	blocks := []slack.Block{
		note(r.say(observeWhat)),
		slack.NewInputBlock(BlockObjective, plain(r.say(observeObjective), MaxLabel), nil, goalMenu(r, v)),
		slack.NewInputBlock(BlockImpact, plain(r.say(observeImpact), MaxLabel), nil, slack.NewRadioButtonsBlockElement(ActionValue, observedOptions(r)...)),
		slack.NewInputBlock(BlockText, plain(r.say(observeText), MaxLabel), hinted(r.say(observeTextHint)), seenText()),
	}
	if len(v.Delivered) > 0 {
		options := []*slack.OptionBlockObject{option(NoInject, r.say(observeInjectAny))}
		blocks = append(blocks, slack.NewInputBlock(BlockInject, plain(r.say(observeInject), MaxLabel), nil,
			menu(r, append(options, injectOptions(r, v)...), v.Delivered[len(v.Delivered)-1].ID)))
	}
	return runForm(r, CallbackRunObserve, r.say(observeTitle), r.say(buttonObserveIt), RunValue{ID: v.ID}, v.Name, blocks...)
}

// goalMenu chooses an objective that the run is about.
func goalMenu(r Reader, v exercise.View) *slack.SelectBlockElement {
	options := make([]*slack.OptionBlockObject, len(v.Brief.Objectives))
	for i, g := range v.Brief.Objectives {
		options[i] = option(g.ID, itoa(i+1)+". "+g.Text)
	}
	return slack.NewOptionsSelectBlockElement(slack.OptTypeStatic, plain(r.say(observePick), MaxPlaceholder), ActionValue, options...)
}

// observedOptions are a strength and an area for improvement of each weight, with what that means.
func observedOptions(r Reader) []*slack.OptionBlockObject {
	options := []*slack.OptionBlockObject{option(observedStrength, r.say(observedWell))}
	return append(options, impactOptions(r, func(name string) string { return r.say(observedBetter, name) })...)
}

// impactOptions are the weights of an area for improvement.
func impactOptions(r Reader, says func(name string) string) []*slack.OptionBlockObject {
	var options []*slack.OptionBlockObject
	for _, i := range impacts() {
		options = append(options, slack.NewOptionBlockObject(string(i), plain(says(r.text(i.Words())), MaxOption), plain(r.text(i.Means()), MaxOption)))
	}
	return options
}

// injectOptions are the injects that players have, the newest first, as many as a list takes.
func injectOptions(r Reader, v exercise.View) []*slack.OptionBlockObject {
	var options []*slack.OptionBlockObject
	for i := len(v.Delivered) - 1; i >= 0 && len(options) < MaxOptions-1; i-- {
		t := v.Delivered[i]
		options = append(options, option(t.ID, r.say(decideInject, minute(t.Elapsed), t.From, gist(t.PlayerInject, MaxOption))))
	}
	return options
}

// seenText takes some sentences.
func seenText() *slack.PlainTextInputBlockElement {
	return slack.NewPlainTextInputBlockElement(nil, ActionValue).WithMultiline(true).WithMaxLength(maxSeen)
}

// seenTextWith takes some sentences, and holds some already.
func seenTextWith(s string) *slack.PlainTextInputBlockElement {
	if s = strings.TrimSpace(s); s == "" {
		return seenText()
	}
	return seenText().WithInitialValue(Cut(s, maxSeen))
}

// Observed confirms an observation.
func Observed(r Reader, v exercise.View, n exercise.Noted) slack.ModalViewRequest {
	r = r.in(v.In.Zone)
	return runDone(r, v.Name, section(r.say(observeDone, Escape(n.ID))), notedRow(r, v, n))
}

// Retract is the view in which somebody takes an observation back.
func Retract(r Reader, v exercise.View, n exercise.Noted) slack.ModalViewRequest {
	r = r.in(v.In.Zone)
	return runForm(r, CallbackRunRetract, r.say(retractTitle), r.say(buttonRetractIt), RunValue{v.ID, n.ID}, v.Name,
		section(notedSays(r, v, n)), note(r.say(retractWhat)),
		slack.NewInputBlock(BlockWhy, plain(r.say(retractWhy), MaxLabel), nil, reasonText()),
	)
}

// Retracted confirms it.
func Retracted(r Reader, v exercise.View, observation string) slack.ModalViewRequest {
	return runDone(r, v.Name, section(r.say(retractDone, Escape(observation))))
}
