package blocks

import (
	"slices"

	"github.com/slack-go/slack"

	"cairn/internal/exercise"
)

// SkipInject is the view in which the facilitator has an inject not come.
func SkipInject(r Reader, c exercise.Control) slack.ModalViewRequest {
	options := pickable(c, false)
	if len(options) == 0 {
		return RunNotice(r, c.Name, r.say(skipNothing))
	}
	return runForm(r, CallbackRunSkip, r.say(skipTitle), r.say(buttonSkipNow), RunValue{ID: c.ID}, c.Name,
		section(r.say(skipWhat)),
		slack.NewInputBlock(BlockInject, plain(r.say(skipWhich), MaxLabel), nil, menu(r, options, options[0].Value)),
		slack.NewInputBlock(BlockWhy, plain(r.say(skipWhy), MaxLabel), hinted(r.say(skipWhyHint)), reasonText()),
	)
}

// BringInject is the view in which the facilitator has one come now that is not the next, whatever it waits for.
func BringInject(r Reader, c exercise.Control) slack.ModalViewRequest {
	options := pickable(c, true)
	if len(options) == 0 {
		return RunNotice(r, c.Name, r.say(skipNothing))
	}
	return runForm(r, CallbackRunBring, r.say(bringTitle), r.say(buttonBringIt), RunValue{ID: c.ID}, c.Name,
		section(r.say(bringWhat)),
		slack.NewInputBlock(BlockInject, plain(r.say(skipWhich), MaxLabel), nil, menu(r, options, "")),
	)
}

// pickable are the injects that are to come or wait and, where asked for, those that would not come: skipped or ruled out.
func pickable(c exercise.Control, all bool) []*slack.OptionBlockObject {
	var options []*slack.OptionBlockObject
	offer := func(in *exercise.Inject) {
		if len(options) < MaxOptions {
			options = append(options, option(in.ID, in.ID+": "+gist(in.PlayerInject, MaxOption)))
		}
	}
	for _, next := range c.Next {
		offer(next.Inject)
	}
	for i := range c.Scenario.Injects {
		in := &c.Scenario.Injects[i]
		_, dropped := c.Skipped[in.ID]
		dropped = dropped || slices.ContainsFunc(c.RuledOut, func(o exercise.RuledOut) bool { return o.Inject == in.ID })
		if slices.Contains(c.Waiting, in.ID) || dropped && all {
			offer(in)
		}
	}
	return options
}

// InjectBrought confirms it.
func InjectBrought(r Reader, v exercise.View, inject string) slack.ModalViewRequest {
	return runDone(r, v.Name, section(r.say(bringDone, code(inject))))
}

// InjectSkipped confirms it.
func InjectSkipped(r Reader, v exercise.View, inject string) slack.ModalViewRequest {
	return runDone(r, v.Name, section(r.say(skipDone, code(inject))))
}

// ExtendRun is the view in which the facilitator gives more time.
func ExtendRun(r Reader, v exercise.View) slack.ModalViewRequest {
	return runForm(r, CallbackRunExtend, r.say(prolongTitle), r.say(buttonExtendNow), RunValue{ID: v.ID}, v.Name,
		section(r.say(prolongWhat, minute(v.Elapsed+v.Left))),
		slack.NewInputBlock(BlockMinutes, plain(r.say(prolongMinutes), MaxLabel), nil, number(15, exercise.MaxExtension)),
	)
}

// RunExtended confirms it.
func RunExtended(r Reader, v exercise.View, minutes int) slack.ModalViewRequest {
	return runDone(r, v.Name, section(r.say(prolongDone, minutes)))
}

// EndRun is the view in which the facilitator, or a manager, ends the exercise. Left counts the injects that would not come.
func EndRun(r Reader, v exercise.View, left int) slack.ModalViewRequest {
	would := ""
	if left > 0 {
		would = r.say(endLeft, r.say(wordInjects, left))
	}
	return runForm(r, CallbackRunEnd, r.say(endTitle), r.say(buttonEndNow), RunValue{ID: v.ID}, v.Name,
		section(r.say(endWhat, would)),
		slack.NewInputBlock(BlockWhy, plain(r.say(endWhy), MaxLabel), hinted(r.say(endWhyHint)), reasonText()).WithOptional(v.Left == 0),
	)
}

// RunEnded confirms it.
func RunEnded(r Reader, v exercise.View) slack.ModalViewRequest {
	return runDone(r, v.Name, section(r.say(endDone)))
}
