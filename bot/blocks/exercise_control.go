package blocks

import (
	"slices"
	"strings"
	"time"

	"github.com/slack-go/slack"

	"cairn/internal/exercise"
)

// How much of each part the controls show; the guide has all of it.
const (
	controlsComing    = 5   // injects after the next
	controlsWaiting   = 5   // that wait for something
	controlsDecisions = 6   // the newest
	controlsExpected  = 4   // actions of an inject
	maxControlNotes   = 800 // characters
)

// early is how long before its time an exercise can be started without being asked whether that is meant.
const early = 15 * time.Minute

// Controls is what the facilitator holds while an exercise is played: how it stands, what is on the table and what comes, with
// what facilitators know of it, and the buttons that steer it. It is brought up to date in place.
func Controls(r Reader, c exercise.Control) Message {
	r = r.in(c.In.Zone)
	state := controlState(r, c)
	blocks, text := []slack.Block{section(state)}, unstarred(state)
	add := func(more ...slack.Block) { blocks = append(blocks, more...) }
	if refused := controlUndelivered(r, c); refused != "" {
		add(section(refused))
		text = join(text, unstarred(refused))
	}
	if buttons := controlButtons(r, c); len(buttons) > 0 { // above what grows, so that they stay where they are
		add(actions(buttons...))
	}
	switch {
	case c.State == exercise.Planned:
		add(controlReadiness(r, c)...)
		text = join(text, unstarred(strings.Join(unreadyLines(r, c), "\n")))
	case c.State.Live():
		next, said := controlNextBlocks(r, c)
		add(controlNowBlocks(r, c)...)
		add(next...)
		add(controlRest(r, c)...)
		text = join(text, said)
	}
	if !c.StartedAt.IsZero() {
		add(controlLog(r, c)...)
	}
	return inExercise(r, c.Name, text, blocks...)
}

// ControlsHanded is what stands in the place of the controls, or of the readiness check, for who no longer facilitates: who does,
// and nothing of the plot.
func ControlsHanded(r Reader, v exercise.View) Message {
	text := r.in(v.In.Zone).say(controlHanded, mention(v.Plan.Facilitator))
	return inExercise(r, v.Name, text, section(text))
}

// controlState says how far the exercise is, by its own clock and by that on the wall.
func controlState(r Reader, c exercise.Control) string {
	at, length := minute(c.Elapsed), minute(c.Elapsed+c.Left)
	switch c.State {
	case exercise.Planned:
		return r.say(controlPlanned, r.when(c.Plan.Start), channelOf(c.Plan.Channel))
	case exercise.Running:
		return r.say(controlRunning, at, length, r.clock(c.Now), r.clock(c.Now.Add(c.Left)))
	case exercise.Paused:
		return r.say(controlPaused, at, length, channelOf(c.Plan.Channel))
	case exercise.Cancelled:
		return r.say(controlGone)
	case exercise.Reviewed:
		return r.say(controlReviewed)
	default:
		state := r.say(controlEnded, r.when(c.EndedAt), at, r.say(wordDecisions, len(c.Log)), len(c.Debriefed), len(c.Plan.People()))
		if c.Why != "" {
			state += "\n" + r.say(controlEarly, Escape(Cut(c.Why, maxReason)))
		}
		return state
	}
}

// controlUndelivered says what Slack did not take, with its reason; "" for nothing.
func controlUndelivered(r Reader, c exercise.Control) string {
	var refused []string
	for step, reason := range c.Undelivered {
		name := step
		if id, ok := exercise.InjectOf(step); ok {
			name = id
		}
		refused = append(refused, r.say(controlRefusal, code(name), Escape(Cut(reason, maxReason))))
	}
	if len(refused) == 0 {
		return ""
	}
	slices.Sort(refused)
	return r.say(controlRefused, strings.Join(refused, ", "))
}

// code shows an id of a file.
func code(id string) string { return "`" + Escape(Cut(id, maxName)) + "`" }

// controlReadiness says what should be seen to before the start.
func controlReadiness(r Reader, c exercise.Control) []slack.Block {
	lines := unreadyLines(r, c)
	if len(lines) == 0 {
		return nil
	}
	return sections(append([]string{r.say(controlNotReady)}, lines...))
}

// controlNowBlocks show what players talk about now: the newest inject, with what facilitators know of it.
func controlNowBlocks(r Reader, c exercise.Control) []slack.Block {
	if len(c.Delivered) == 0 {
		return nil
	}
	now := c.Delivered[len(c.Delivered)-1]
	in, ok := c.Scenario.Inject(now.ID)
	if !ok {
		return nil
	}
	title := r.say(controlNow, r.say(runColumn, injectName(r, *in), r.say(runMinute, minute(now.Elapsed))))
	return append([]slack.Block{section(title)}, guideLines(r, c.Kind, in, maxControlNotes, controlsExpected)...)
}

// controlNextBlocks show what comes next, likewise, and say it in a sentence.
func controlNextBlocks(r Reader, c exercise.Control) ([]slack.Block, string) {
	if len(c.Next) == 0 {
		return []slack.Block{section(r.say(controlNone))}, unstarred(r.say(controlNone))
	}
	next := c.Next[0]
	title := r.say(controlNext, comes(r, next), injectName(r, *next.Inject))
	blocks := []slack.Block{slack.NewDividerBlock(), section(title), story(Cut(gist(next.PlayerInject, maxReason), maxReason))}
	return append(blocks, guideLines(r, c.Kind, next.Inject, maxControlNotes, controlsExpected)...), unstarred(title) + "."
}

// controlRest are what comes after that, what waits, and what was skipped.
func controlRest(r Reader, c exercise.Control) []slack.Block {
	var lines []string
	if len(c.Next) > 1 {
		lines = append(lines, r.say(controlThen))
		for i, next := range c.Next[1:] {
			if i == controlsComing {
				lines = append(lines, r.say(wordMore, len(c.Next)-1-i))
				break
			}
			lines = append(lines, r.say(wordBullet, r.say(runColumn, injectName(r, *next.Inject), comes(r, next))))
		}
	}
	if len(c.Waiting) > 0 {
		lines = append(lines, r.say(controlWaiting))
		for i, id := range c.Waiting {
			if i == controlsWaiting {
				lines = append(lines, r.say(wordMore, len(c.Waiting)-i))
				break
			}
			if in, ok := c.Scenario.Inject(id); ok {
				lines = append(lines, r.say(wordBullet, r.say(runColumn, injectName(r, *in), condition(r, c.Scenario, *in))))
			}
		}
	}
	if len(c.RuledOut) > 0 {
		lines = append(lines, r.say(controlRuledOut))
		for i, out := range c.RuledOut {
			if i == controlsWaiting {
				lines = append(lines, r.say(wordMore, len(c.RuledOut)-i))
				break
			}
			if in, ok := c.Scenario.Inject(out.Inject); ok {
				lines = append(lines, r.say(wordBullet, r.say(runColumn, injectName(r, *in), ruledSays(r, c.Scenario, out))))
			}
		}
	}
	if len(c.Skipped) > 0 {
		var skipped []string
		for id, why := range c.Skipped {
			name := code(id)
			if why != "" {
				name = r.say(controlWhy, name, Escape(Cut(why, maxReason)))
			}
			skipped = append(skipped, name)
		}
		slices.Sort(skipped)
		lines = append(lines, r.say(controlSkipped, strings.Join(skipped, ", ")))
	}
	if len(lines) == 0 {
		return nil
	}
	return append([]slack.Block{slack.NewDividerBlock()}, sections(lines)...)
}

// ruledSays says what keeps an inject from coming.
func ruledSays(r Reader, s *exercise.Scenario, out exercise.RuledOut) string {
	on := code(out.On)
	switch out.By {
	case exercise.RuledByChoice:
		text := out.Choice
		if _, c, ok := s.Choice(out.Choice); ok {
			text = c.Text
		}
		return r.say(ruledChoice, on, Escape(Cut(text, maxReason)))
	case exercise.RuledByDecision:
		return r.say(ruledDecision, on)
	case exercise.RuledByDelivery:
		return r.say(ruledDelivery, on)
	default:
		return r.say(ruledAbsence, on)
	}
}

// controlLog are what was decided and how much was observed.
func controlLog(r Reader, c exercise.Control) []slack.Block {
	lines := []string{r.say(controlDecisions)}
	log := c.Log
	if more := len(log) - controlsDecisions; more > 0 {
		lines, log = append(lines, r.say(controlEarlier, more)), log[more:]
	}
	for _, d := range log {
		says := controlDecision
		if late(c.View, d) {
			says = controlLate
		}
		line := r.say(says, d.Number, minute(d.Elapsed), mention(d.By), Escape(Cut(d.What, maxReason)))
		if d.Measured {
			line = join(line, r.say(controlTook, took(r, d.Latency), code(d.Inject)))
		}
		lines = append(lines, line)
	}
	if len(c.Log) == 0 {
		lines = []string{r.say(controlNoLog)}
	}
	if n := len(c.Observations); n > 0 {
		lines = append(lines, r.say(controlObserved, r.say(wordObservations, n)))
	}
	return append([]slack.Block{slack.NewDividerBlock()}, sections(lines)...)
}

// comes says when an inject is to come: by the wall clock while the exercise runs, else by its own.
func comes(r Reader, next exercise.Coming) string {
	switch {
	case next.Forced:
		return r.say(controlNextNow)
	case next.At.IsZero():
		return r.say(controlNextStill, minute(next.Elapsed))
	default:
		return r.say(controlNextDue, r.clock(next.At), minute(next.Elapsed))
	}
}

// controlButtons are what the facilitator can do as things stand.
func controlButtons(r Reader, c exercise.Control) []slack.BlockElement {
	var buttons []slack.BlockElement
	add := func(label, action, what string) *slack.ButtonBlockElement {
		b := button(label, action, RunValue{c.ID, what}.String())
		buttons = append(buttons, b)
		return b
	}
	switch c.State {
	case exercise.Planned:
		start := add(r.say(buttonStartRun), ActionRunStart, "").WithStyle(slack.StylePrimary)
		if ask := startDoubt(r, c); ask != "" {
			start.WithConfirm(slack.NewConfirmationBlockObject(plain(r.say(startConfirm), MaxConfirmTitle), plain(ask, MaxConfirmText),
				plain(r.say(buttonStartRun), MaxConfirmButton), plain(r.say(buttonCancel), MaxConfirmButton)))
		}
		add(r.say(buttonGuide), ActionRunGuide, "")
		if slices.ContainsFunc(c.Readiness.Checks, func(check exercise.ReadyCheck) bool { return check.Kind == exercise.CheckPrepared && !check.OK }) {
			add(r.say(buttonPrepared), ActionExercisePrepared+ActionMany+OfControls, "").Value = string(c.ID)
		}
		return buttons
	case exercise.Running:
		if len(c.Next) > 0 && !c.Next[0].Forced {
			next := add(r.say(buttonNextNow), ActionRunNext, c.Next[0].ID).WithStyle(slack.StylePrimary)
			next.AccessibilityLabel = Cut(r.say(controlText, r.say(buttonNextNow), c.Next[0].ID), MaxButton)
		}
		if len(c.Next)+len(c.Waiting)+len(c.RuledOut)+len(c.Skipped) > 1 {
			add(r.say(buttonBring), ActionRunBring, "")
		}
		add(r.say(buttonPause), ActionRunPause, "")
	case exercise.Paused:
		add(r.say(buttonResumeRun), ActionRunResume, "").WithStyle(slack.StylePrimary)
	case exercise.Ended:
	default:
		return nil
	}
	if c.State.Live() {
		if len(c.Next)+len(c.Waiting) > 0 {
			add(r.say(buttonSkip), ActionRunSkip, "")
		}
		add(r.say(buttonExtendRun), ActionRunExtend, "")
		add(r.say(buttonEndRun), ActionRunEnd, "").WithStyle(slack.StyleDanger)
	}
	add(r.say(buttonDecide), ActionRunDecide, "")
	add(r.say(buttonObserve), ActionRunObserve, "")
	add(r.say(buttonGuide), ActionRunGuide, "")
	return buttons
}

// startDoubt is what speaks against starting now; "" for nothing. It is plain.
func startDoubt(r Reader, c exercise.Control) string {
	switch {
	case len(c.Readiness.Checks) > 0 && !c.Readiness.Ready:
		return r.say(startNotReady)
	case c.Now.Add(early).Before(c.Plan.Start):
		return r.say(startEarly, r.at(c.Plan.Start))
	default:
		return ""
	}
}

// ControlNote is what the facilitator is told in the thread of the controls: time is short, it has been paused for long, or it
// should have begun.
func ControlNote(r Reader, c exercise.Control, step string) Message {
	r = r.in(c.In.Zone)
	text := r.say(controlsGone)
	switch {
	case step == exercise.StepNearEnd && c.State == exercise.Running:
		text = r.say(controlsNear, r.clock(c.Now.Add(c.Left)))
	case step == exercise.StepStill && c.State == exercise.Paused:
		text = r.say(controlsStill)
	case step == exercise.StepLate && c.State == exercise.Planned:
		text = r.say(controlsLate, r.when(c.Plan.Start))
	}
	return inExercise(r, c.Name, text, section(text))
}

// unreadyLines are the checks that speak against starting, and how to mend that.
func unreadyLines(r Reader, c exercise.Control) []string {
	var lines []string
	for _, check := range c.Readiness.Checks {
		if !check.OK {
			lines = append(lines, checkLines(r, c.View, check)...)
		}
	}
	return lines
}
