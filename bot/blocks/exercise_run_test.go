package blocks_test

import (
	"slices"
	"testing"
	"time"

	"github.com/slack-go/slack"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"cairn/bot/blocks"
	"cairn/internal/assess"
	"cairn/internal/exercise"
)

const otto = assess.UserID("U0OTTO") // observes

// posted is what is said in the channel of the rehearsal.
func posted(t *testing.T, step string) exercise.Post {
	t.Helper()
	v := rehearsal(t, mara)
	return exercise.Post{Exercise: v.ID, Name: v.Name, Kind: v.Kind, Zone: v.In.Zone, Channel: v.Plan.Channel, Step: step, Plan: v.Plan, At: begins}
}

// postedInject is an inject of the rehearsal as it is posted.
func postedInject(t *testing.T, in exercise.PlayerInject, roles ...string) exercise.Post {
	p := posted(t, exercise.StepInject+in.ID)
	p.Inject, p.Roles, p.Elapsed = &in, roles, 20*time.Minute
	return p
}

// played is the rehearsal in its 24th minute as somebody sees it: two injects came, and one decision was made in 95 seconds.
func played(t *testing.T, u assess.UserID, s exercise.State) exercise.View {
	t.Helper()
	v, injects := inState(rehearsal(t, u), s), story(t).Injects
	v.Now, v.Elapsed, v.Left = v.StartedAt.Add(24*time.Minute), 24*time.Minute, 66*time.Minute
	for i, in := range injects[:2] {
		at := time.Duration(i) * 20 * time.Minute
		v.Delivered = append(v.Delivered, exercise.Told{PlayerInject: in.PlayerInject, At: v.StartedAt.Add(at), Elapsed: at})
	}
	first := injects[0]
	d := exercise.Decision{Number: 1, Inject: first.ID, What: "Hold the run of *today*\nand tell <!channel>.", By: gus}
	if len(first.Choices) > 0 {
		d.Choice = first.Choices[0].ID
	}
	v.Log = []exercise.Logged{{Decision: d, At: v.StartedAt.Add(95 * time.Second), LoggedBy: gus, Elapsed: 95 * time.Second, Latency: 95 * time.Second, Measured: true, Subject: first.From}}
	return v
}

// steered is what Mara holds of it.
func steered(t *testing.T, s exercise.State) exercise.Control {
	t.Helper()
	of := story(t)
	c := exercise.Control{View: played(t, mara, s), Scenario: of, Skipped: map[string]string{}, Undelivered: map[string]string{}}
	for i := range of.Injects[2:] {
		in := &of.Injects[2+i]
		if in.At == nil {
			c.Waiting = append(c.Waiting, in.ID)
			continue
		}
		next := exercise.Coming{Inject: in, Elapsed: time.Duration(*in.At) * time.Minute}
		if s == exercise.Running {
			next.At = c.StartedAt.Add(next.Elapsed)
		}
		c.Next = append(c.Next, next)
	}
	c.Observations = []exercise.Noted{noted(t, "O1", exercise.Strength, ""), noted(t, "O2", exercise.Improvement, exercise.Major)}
	return c
}

func noted(t *testing.T, id string, kind exercise.ObservationKind, impact exercise.Impact) exercise.Noted {
	t.Helper()
	o := exercise.Observation{ID: id, Objective: story(t).Objectives[0].ID, Kind: kind, Impact: impact, Text: "Took the *list* from the wall\nand called <@U0EVIL>."}
	return exercise.Noted{Observation: o, At: begins, By: otto, Part: exercise.AsObserver}
}

// watched is what Otto has of it.
func watched(t *testing.T, s exercise.State) exercise.Watch {
	t.Helper()
	of := story(t)
	return exercise.Watch{
		View: played(t, otto, s), Objectives: of.Objectives[:2], Injects: of.Injects,
		Noted: []exercise.Noted{noted(t, "O1", exercise.Strength, ""), noted(t, "O2", exercise.Improvement, exercise.Major)},
	}
}

// debriefing is what somebody is asked after it.
func debriefing(t *testing.T, u assess.UserID) exercise.Debriefing {
	t.Helper()
	of := story(t)
	return exercise.Debriefing{
		View: played(t, u, exercise.Ended), Questions: of.Debrief, Statements: exercise.Statements(),
		Ceilings: map[string]exercise.Rating{of.Objectives[0].ID: exercise.MajorOnes, of.Objectives[1].ID: exercise.NotObserved},
	}
}

func TestExerciseChannelGolden(t *testing.T) {
	t.Parallel()
	g := &golden{name: "exercise-channel"}
	of := story(t)
	brief := rehearsal(t, mara).Brief
	p := posted(t, exercise.StepBrief)
	p.Brief, p.Seats = &brief, p.Plan.Players
	g.message(t, "brief", blocks.Announcement(reader, p))
	p.Kind = exercise.Simulation
	g.message(t, "brief of a simulation", blocks.Announcement(reader, p))
	g.message(t, "inject to all", blocks.Announcement(reader, postedInject(t, of.Injects[1].PlayerInject)))
	for _, in := range of.Injects {
		if len(in.Choices) > 0 {
			g.message(t, "inject with choices", blocks.Announcement(reader, postedInject(t, in.PlayerInject, "Incident lead", "Legal counsel")))
			break
		}
	}
	for _, step := range []string{exercise.StepPaused + "#1", exercise.StepResumed + "#1", exercise.StepExtended + "#2", exercise.StepEnded} {
		p := posted(t, step)
		p.Elapsed, p.Minutes = 42*time.Minute, 15
		if step == exercise.StepEnded {
			p.Note = "The *fire* alarm."
		}
		g.message(t, step, blocks.Announcement(reader, p))
	}
	v := played(t, gus, exercise.Running)
	g.message(t, "decision", blocks.DecisionLine(reader, v, v.Log[0]))
	chosen := v.Log[0]
	chosen.What = "Treat it as a quality problem; ticket for the engineers"
	g.message(t, "decision that is one of the choices, no more", blocks.DecisionLine(reader, v, chosen))
	over := played(t, gus, exercise.Ended)
	late := over.Log[0]
	late.At, late.Choice, late.Measured = over.EndedAt.Add(time.Minute), "", false
	g.message(t, "decision after the end", blocks.DecisionLine(reader, over, late))
	g.message(t, "asked in the channel", blocks.PlayedHere(english(gus), []exercise.View{played(t, gus, exercise.Running)}))
	g.message(t, "asked in the channel by an observer, in a pause", blocks.PlayedHere(english(otto), []exercise.View{played(t, otto, exercise.Paused)}))
	g.message(t, "asked where nothing is played", blocks.PlayedHere(english(gus), nil))
	g.compare(t)
}

func TestExerciseControlsGolden(t *testing.T) {
	t.Parallel()
	g := &golden{name: "exercise-controls"}
	planned := exercise.Control{View: rehearsal(t, mara), Scenario: story(t), Readiness: exercise.Readiness{Checks: checks()}}
	planned.Now = begins.Add(-30 * time.Minute)
	g.message(t, "before the start", blocks.Controls(english(mara), planned))
	ready := planned
	ready.Readiness.Checks, ready.Readiness.Ready, ready.Now = checks()[:1], true, begins
	ready.Readiness.Checks[0].OK = true
	g.message(t, "ready to start", blocks.Controls(english(mara), ready))
	running := steered(t, exercise.Running)
	g.message(t, "running", blocks.Controls(english(mara), running))
	running.Next[0].Forced = true
	running.Skipped["bank-recall"], running.Undelivered[exercise.StepInject+"whodunnit"] = "The bank is closed.", "not_in_channel"
	running.Kind = exercise.Simulation
	g.message(t, "running, with trouble", blocks.Controls(english(mara), running))
	g.message(t, "paused", blocks.Controls(english(mara), steered(t, exercise.Paused)))
	ended := steered(t, exercise.Ended)
	ended.Why = "The *fire* alarm."
	after := ended.Log[0]
	after.Number, after.At, after.Measured = after.Number+len(ended.Log), ended.EndedAt.Add(time.Minute), false
	ended.Log = append(slices.Clone(ended.Log), after)
	g.message(t, "ended", blocks.Controls(english(mara), ended))
	g.message(t, "reviewed", blocks.Controls(english(mara), steered(t, exercise.Reviewed)))
	g.message(t, "near the end", blocks.ControlNote(english(mara), steered(t, exercise.Running), exercise.StepNearEnd))
	g.message(t, "still paused", blocks.ControlNote(english(mara), steered(t, exercise.Paused), exercise.StepStill))
	g.message(t, "late", blocks.ControlNote(english(mara), planned, exercise.StepLate))
	g.message(t, "too late to say", blocks.ControlNote(english(mara), steered(t, exercise.Ended), exercise.StepNearEnd))
	g.modal(t, "skip", blocks.SkipInject(english(mara), steered(t, exercise.Running)), nil)
	g.modal(t, "bring another", blocks.BringInject(english(mara), running), nil)
	g.modal(t, "extend", blocks.ExtendRun(english(mara), steered(t, exercise.Running).View), nil)
	g.modal(t, "end", blocks.EndRun(english(mara), steered(t, exercise.Running).View, 4), nil)
	g.modal(t, "skipped", blocks.InjectSkipped(english(mara), running.View, "annex"), nil)
	ruled := steered(t, exercise.Running)
	first := ruled.Scenario.Injects[0]
	for i, by := range []exercise.RuledBy{exercise.RuledByChoice, exercise.RuledByDecision, exercise.RuledByDelivery, exercise.RuledByAbsence} {
		out := exercise.RuledOut{Inject: ruled.Scenario.Injects[2+i].ID, On: first.ID, By: by}
		if by == exercise.RuledByChoice && len(first.Choices) > 0 {
			out.Choice = first.Choices[0].ID
		}
		ruled.RuledOut = append(ruled.RuledOut, out)
	}
	ruled.Next, ruled.Waiting = nil, nil
	g.message(t, "with injects that are ruled out", blocks.Controls(english(mara), ruled))
	g.message(t, "handed to somebody else", blocks.ControlsHanded(english(gus), planned.View))
	g.message(t, "taken back from an observer", blocks.WatchTaken(english(gus), planned.View))
	g.compare(t)
}

func TestExerciseGuideGolden(t *testing.T) {
	t.Parallel()
	g := &golden{name: "exercise-guide"}
	c := steered(t, exercise.Running)
	g.modal(t, "front", blocks.Guide(english(mara), c, 0), nil)
	g.modal(t, "first injects", blocks.Guide(english(mara), c, 1), nil)
	g.modal(t, "last injects", blocks.Guide(english(mara), c, 99), nil)
	g.modal(t, "front for observers", blocks.ObserverGuide(english(otto), watched(t, exercise.Running), 0), nil)
	g.compare(t)
}

func TestExerciseWatchGolden(t *testing.T) {
	t.Parallel()
	g := &golden{name: "exercise-watch"}
	before := watched(t, exercise.Planned)
	before.Noted = nil
	g.message(t, "before the start", blocks.Watch(english(otto), before))
	g.message(t, "running", blocks.Watch(english(otto), watched(t, exercise.Running)))
	none := watched(t, exercise.Ended)
	none.Noted = nil
	g.message(t, "ended, nothing noted", blocks.Watch(english(otto), none))
	g.message(t, "over", blocks.Watch(english(otto), watched(t, exercise.Reviewed)))
	g.modal(t, "observe", blocks.Observe(english(otto), played(t, otto, exercise.Running)), nil)
	g.modal(t, "noted", blocks.Observed(english(otto), played(t, otto, exercise.Running), noted(t, "O2", exercise.Improvement, exercise.Critical)), nil)
	g.modal(t, "retract", blocks.Retract(english(otto), played(t, otto, exercise.Running), noted(t, "O1", exercise.Strength, "")), nil)
	g.modal(t, "retracted", blocks.Retracted(english(otto), played(t, otto, exercise.Running), "O1"), nil)
	g.compare(t)
}

func TestExerciseDecisionGolden(t *testing.T) {
	t.Parallel()
	g := &golden{name: "exercise-decision"}
	v := played(t, gus, exercise.Running)
	g.modal(t, "on an inject", blocks.LogDecision(english(gus), blocks.DecisionForm{View: v, Inject: v.Delivered[1].ID, By: gus}), nil)
	g.modal(t, "from a message", blocks.LogDecision(english(gus), blocks.DecisionForm{View: v, What: "We stop the run.", By: tom, Why: "It is wrong.", Options: "Wait."}), nil)
	g.modal(t, "logged", blocks.DecisionLogged(english(gus), v, v.Log[0]), nil)
	second := v.Log[0]
	second.Number, second.Measured = 2, false
	g.modal(t, "logged as the second on an inject", blocks.DecisionLogged(english(gus), v, second), nil)
	over := played(t, gus, exercise.Ended)
	second.At = over.EndedAt
	g.modal(t, "logged after the end", blocks.DecisionLogged(english(gus), over, second), nil)
	g.message(t, "a fault", blocks.RunFault(english(gus), v.Name, "E2 ended & <!channel> <@U0MARA> knows."))
	g.modal(t, "a fault as a view", blocks.RunNotice(english(gus), v.Name, "E2 ended."), nil)
	g.compare(t)
}

func TestExerciseHotWashGolden(t *testing.T) {
	t.Parallel()
	g := &golden{name: "exercise-hotwash"}
	d := debriefing(t, gus)
	g.message(t, "asked", blocks.HotWash(english(gus), d.View, false))
	g.message(t, "asked again", blocks.HotWashAgain(english(gus), d.View))
	g.modal(t, "form", blocks.HotWashForm(english(gus), d), nil)
	goal := d.Brief.Objectives[0].ID
	d.Said = &exercise.HotWash{
		Ratings: map[string]exercise.Rating{goal: exercise.Unable}, Scores: map[string]int{"real": 4}, Note: "Well run.",
		Observations: []exercise.Observation{{Kind: exercise.Improvement, Objective: goal, Impact: exercise.Major, Text: "Nobody had the key."}},
	}
	d.Debriefed = []assess.UserID{gus}
	g.modal(t, "form again", blocks.HotWashForm(english(gus), d), nil)
	g.modal(t, "done", blocks.HotWashDone(english(gus), d.View), nil)
	g.message(t, "filled in", blocks.HotWash(english(gus), d.View, false))
	g.message(t, "closed, filled in", blocks.HotWash(english(gus), d.View, true))
	g.message(t, "closed without", blocks.HotWash(english(tom), d.View, true))
	g.compare(t)
}

// TestRatingsAreOfferedAsFarAsObservationsBearThem holds what the form of the hot wash lets people choose.
func TestRatingsAreOfferedAsFarAsObservationsBearThem(t *testing.T) {
	t.Parallel()
	offered := func(ceiling exercise.Rating) []string {
		d := debriefing(t, gus)
		goal := d.Brief.Objectives[0].ID
		d.Ceilings = map[string]exercise.Rating{goal: ceiling}
		var values []string
		for _, o := range optionsOf(t, blocks.HotWashForm(english(gus), d), blocks.RatingBlock(goal)) {
			values = append(values, o.Value)
		}
		return values
	}
	assert.Equal(t, []string{"P", "S", "M", "U", "N"}, offered(exercise.Performed))
	assert.Equal(t, []string{"M", "U", "N"}, offered(exercise.MajorOnes))
	assert.Equal(t, []string{"U", "N"}, offered(exercise.Unable))
	assert.Equal(t, []string{"P", "S", "M", "U", "N"}, offered(exercise.NotObserved), "what is noted in the same form counts")
}

func TestAValueOfARunIsReadAsItWasWritten(t *testing.T) {
	t.Parallel()
	for _, v := range []blocks.RunValue{{ID: "northwind/E2"}, {ID: "northwind/E2", What: "share-alert"}} {
		got, ok := blocks.ParseRunValue(v.String())
		require.True(t, ok)
		assert.Equal(t, v, got)
	}
	_, ok := blocks.ParseRunValue("|x")
	assert.False(t, ok)
}

func optionsOf(t *testing.T, view slack.ModalViewRequest, block string) []*slack.OptionBlockObject {
	t.Helper()
	for _, b := range view.Blocks.BlockSet {
		if in, ok := b.(*slack.InputBlock); ok && in.BlockID == block {
			return in.Element.(*slack.SelectBlockElement).Options
		}
	}
	t.Fatalf("the form has no block %s", block)
	return nil
}
