package blocks_test

import (
	"time"

	"cairn/bot/blocks"
	"cairn/internal/exercise"
)

func init() { surfaces = append(surfaces, exerciseRunSurfaces...) }

var exerciseRunSurfaces = []surface{
	{"ControlsHanded", func(r blocks.Reader, v victim) any { return blocks.ControlsHanded(r, v.exercise(exercise.Planned)) }},
	{"WatchTaken", func(r blocks.Reader, v victim) any { return blocks.WatchTaken(r, v.exercise(exercise.Planned)) }},
	{"Announcement", func(r blocks.Reader, v victim) any { return blocks.Announcement(r, v.post(exercise.StepBrief)) }},
	{"Announcement", func(r blocks.Reader, v victim) any {
		return blocks.Announcement(r, v.post(exercise.StepInject+"a"))
	}},
	{"Announcement", func(r blocks.Reader, v victim) any {
		return blocks.Announcement(r, v.post(exercise.StepPaused+"#1"))
	}},
	{"Announcement", func(r blocks.Reader, v victim) any { return blocks.Announcement(r, v.post(exercise.StepEnded)) }},
	{"TakeOver", func(r blocks.Reader, v victim) any { return blocks.TakeOver(r, v.running(exercise.Running)) }},
	{"TakenOver", func(r blocks.Reader, v victim) any { return blocks.TakenOver(r, v.running(exercise.Running)) }},
	{"Handed", func(r blocks.Reader, v victim) any { return blocks.Handed(r, v.running(exercise.Running)) }},
	{"DecisionLine", func(r blocks.Reader, v victim) any {
		w := v.running(exercise.Running)
		return blocks.DecisionLine(r, w, w.Log[0])
	}},
	{"PlayedHere", func(r blocks.Reader, v victim) any {
		return blocks.PlayedHere(r, []exercise.View{v.running(exercise.Running), v.running(exercise.Paused)})
	}},
	{"Controls", func(r blocks.Reader, v victim) any { return blocks.Controls(r, v.control(exercise.Planned)) }},
	{"Controls", func(r blocks.Reader, v victim) any { return blocks.Controls(r, v.control(exercise.Running)) }},
	{"Controls", func(r blocks.Reader, v victim) any { return blocks.Controls(r, v.control(exercise.Ended)) }},
	{"ControlNote", func(r blocks.Reader, v victim) any {
		return blocks.ControlNote(r, v.control(exercise.Running), exercise.StepNearEnd)
	}},
	{"Guide", func(r blocks.Reader, v victim) any { return blocks.Guide(r, v.control(exercise.Running), 0) }},
	{"Guide", func(r blocks.Reader, v victim) any { return blocks.Guide(r, v.control(exercise.Running), 1) }},
	{"ObserverGuide", func(r blocks.Reader, v victim) any { return blocks.ObserverGuide(r, v.watch(), 1) }},
	{"SkipInject", func(r blocks.Reader, v victim) any { return blocks.SkipInject(r, v.control(exercise.Running)) }},
	{"BringInject", func(r blocks.Reader, v victim) any { return blocks.BringInject(r, v.control(exercise.Running)) }},
	{"ExtendRun", func(r blocks.Reader, v victim) any { return blocks.ExtendRun(r, v.running(exercise.Running)) }},
	{"EndRun", func(r blocks.Reader, v victim) any { return blocks.EndRun(r, v.running(exercise.Running), 2) }},
	{"InjectSkipped", func(r blocks.Reader, v victim) any {
		return blocks.InjectSkipped(r, v.running(exercise.Running), v.Words)
	}},
	{"InjectBrought", func(r blocks.Reader, v victim) any {
		return blocks.InjectBrought(r, v.running(exercise.Running), v.Words)
	}},
	{"RunExtended", func(r blocks.Reader, v victim) any { return blocks.RunExtended(r, v.running(exercise.Running), 15) }},
	{"RunEnded", func(r blocks.Reader, v victim) any { return blocks.RunEnded(r, v.running(exercise.Ended)) }},
	{"RunFault", func(r blocks.Reader, v victim) any { return blocks.RunFault(r, v.Words, sentence(r, v)) }},
	{"RunNotice", func(r blocks.Reader, v victim) any { return blocks.RunNotice(r, v.Words, sentence(r, v)) }},
	{"Watch", func(r blocks.Reader, v victim) any { return blocks.Watch(r, v.watch()) }},
	{"Observe", func(r blocks.Reader, v victim) any { return blocks.Observe(r, v.running(exercise.Running)) }},
	{"Observed", func(r blocks.Reader, v victim) any {
		return blocks.Observed(r, v.running(exercise.Running), v.watch().Noted[0])
	}},
	{"Retract", func(r blocks.Reader, v victim) any {
		return blocks.Retract(r, v.running(exercise.Running), v.watch().Noted[0])
	}},
	{"Retracted", func(r blocks.Reader, v victim) any {
		return blocks.Retracted(r, v.running(exercise.Running), v.Words)
	}},
	{"LogDecision", func(r blocks.Reader, v victim) any {
		return blocks.LogDecision(r, blocks.DecisionForm{View: v.running(exercise.Running), Inject: "a", What: v.Words, By: gus, Why: v.Words, Options: v.Words})
	}},
	{"DecisionLogged", func(r blocks.Reader, v victim) any {
		w := v.running(exercise.Running)
		return blocks.DecisionLogged(r, w, w.Log[0])
	}},
	{"HotWash", func(r blocks.Reader, v victim) any { return blocks.HotWash(r, v.running(exercise.Ended), false) }},
	{"HotWashAgain", func(r blocks.Reader, v victim) any { return blocks.HotWashAgain(r, v.running(exercise.Ended)) }},
	{"HotWashDone", func(r blocks.Reader, v victim) any { return blocks.HotWashDone(r, v.running(exercise.Ended)) }},
	{"HotWashForm", func(r blocks.Reader, v victim) any {
		return blocks.HotWashForm(r, exercise.Debriefing{
			View: v.running(exercise.Ended), Questions: []string{v.Words, v.Words}, Statements: exercise.Statements(),
			Ceilings: map[string]exercise.Rating{"o": exercise.Some},
			Said:     &exercise.HotWash{Note: v.Words, Observations: []exercise.Observation{{Kind: exercise.Strength, Objective: "o", Text: v.Words}}},
		})
	}},
}

// injects are two whose words are all the attack.
func (v victim) injects() []exercise.Inject {
	at := 30
	guide := exercise.InjectGuide{Notes: v.Words, Expected: []string{v.Words, v.Words}, Simulate: v.Words}
	message := v.Words + "\n```\n" + v.Words + "\n```\nthat is it"
	return []exercise.Inject{
		{PlayerInject: exercise.PlayerInject{
			ID: "a", From: v.Words, To: []string{"r"}, Message: message, Questions: []string{v.Words}, Choices: []exercise.Choice{{ID: "c", Text: v.Words}},
		}, At: &at, Objectives: []string{"o"}, Facilitator: guide},
		{PlayerInject: exercise.PlayerInject{ID: "b", From: v.Words, Message: message}, When: &exercise.Condition{Choice: "c", After: 5}, Facilitator: guide},
	}
}

// plot is the scenario with those injects.
func (v victim) plot() *exercise.Scenario {
	s := v.scenario()
	s.Injects = v.injects()
	s.Objectives[0].Expected = []string{v.Words}
	s.Facilitator = exercise.Guide{Notes: v.Words, Prepare: []string{v.Words}, Simulate: []string{v.Words}}
	return s
}

func (v victim) post(step string) exercise.Post {
	brief, in := v.scenario().Brief(), v.injects()[0].PlayerInject
	p := exercise.Post{
		Exercise: "northwind/E1", Name: v.Words, Kind: exercise.Tabletop, Channel: "C0", Step: step, Plan: v.exercise(exercise.Running).Plan, At: begins, Note: v.Words,
	}
	switch step {
	case exercise.StepBrief:
		p.Brief, p.Seats = &brief, p.Plan.Players
	case exercise.StepInject + "a":
		p.Inject, p.Roles = &in, []string{v.Words, v.Words}
	}
	return p
}

// running is the exercise with an inject and a decision on it.
func (v victim) running(s exercise.State) exercise.View {
	w := v.exercise(s)
	w.Now, w.Elapsed, w.Left = w.StartedAt.Add(40*time.Minute), 40*time.Minute, 20*time.Minute
	w.Delivered = []exercise.Told{{PlayerInject: v.injects()[0].PlayerInject, At: w.StartedAt, Elapsed: 30 * time.Minute}}
	w.Log = []exercise.Logged{{
		Decision: exercise.Decision{Number: 1, Inject: "a", Choice: "c", What: v.Words, By: gus, Why: v.Words, Options: v.Words},
		At:       w.StartedAt, LoggedBy: gus, Latency: time.Minute, Measured: true, Subject: v.Words,
	}}
	return w
}

func (v victim) control(s exercise.State) exercise.Control {
	of := v.plot()
	c := exercise.Control{
		View: v.running(s), Scenario: of, Next: []exercise.Coming{{Inject: &of.Injects[0], Elapsed: time.Hour}, {Inject: &of.Injects[1]}}, Waiting: []string{"b"}, RuledOut: []exercise.RuledOut{{Inject: "a", On: v.Words, Choice: v.Words, By: exercise.RuledByChoice}},
		Skipped: map[string]string{v.Words: v.Words}, Undelivered: map[string]string{"inject:" + v.Words: v.Words}, Observations: v.watch().Noted,
	}
	c.Kind = exercise.Simulation
	for _, check := range checks() {
		check.Roles, check.Items = sameWords(v.Words, len(check.Roles)), sameWords(v.Words, len(check.Items))
		c.Readiness.Checks = append(c.Readiness.Checks, check)
	}
	return c
}

func (v victim) watch() exercise.Watch {
	of := v.plot()
	o := exercise.Observation{ID: "O1", Objective: "o", Kind: exercise.Improvement, Impact: exercise.Major, Text: v.Words}
	return exercise.Watch{View: v.running(exercise.Running), Objectives: of.Objectives, Injects: of.Injects, Noted: []exercise.Noted{{Observation: o, At: begins, By: otto}}}
}
