package workflows_test

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"cairn/internal/assess"
	"cairn/internal/errs"
	"cairn/internal/exercise"
	"cairn/workflows"
)

// The exercise of these tests is Blue Door, a tabletop of an hour on Wednesday 14 October 2026 at 10:00 in London. It is
// planned on Friday the 2nd.
const (
	run      exercise.ID   = "harbour/E1"
	lead     assess.UserID = "ULEAD" // the facilitator
	first    assess.UserID = "UFIRST"
	second   assess.UserID = "USECOND"
	observer assess.UserID = "UOBSERVER"
)

// drill is what is rehearsed in these tests.
const drill = `format: 1
id: drill
version: "1.0"
kind: either
minutes: 60
title: A list leaks by mistake
summary: Somebody sends a list to a stranger by mistake.
backs:
  - {model: lawlor/ai-security-maturity, items: [I2]}
brief: {title: Blue Door, text: It is Monday.}
roles:
  - {id: lead, name: Lead, text: Decides.}
  - {id: desk, name: Desk, text: Helps.}
objectives:
  - id: stop
    text: Stop the leak.
    exercises: [{model: lawlor/ai-security-maturity, items: [I5]}]
    expected: [Has it stopped within minutes.]
injects:
  - id: call
    at: 0
    from: A colleague
    to: [lead]
    message: Something left.
    choices:
      - {id: block, text: Block it}
      - {id: wait, text: Wait}
    objectives: [stop]
    facilitator: {notes: It was a mistake., expected: [Asks what left.]}
  - id: worse
    when: {choice: wait, after: 5}
    from: A colleague
    message: It goes on.
    objectives: [stop]
    facilitator: {notes: The price of waiting., expected: [Blocks it.]}
  - id: quiet
    when: {undecided: call, after: 10}
    from: A colleague
    message: Hello?
    objectives: [stop]
    facilitator: {notes: Nobody decided., expected: [Decides.]}
  - id: press
    at: 20
    from: A newspaper
    message: Is it true?
    objectives: [stop]
    facilitator: {notes: They know little., expected: [Says who speaks.]}
  - id: calm
    at: 40
    from: A colleague
    message: It has stopped.
    objectives: [stop]
    facilitator: {notes: The last one., expected: [Sums up.]}
debrief: ["What took long?"]
facilitator:
  notes: Keep it short.
  prepare: [Read it.]
  simulate: [A test list.]
`

// theLibrary is what can be rehearsed in these tests.
func theLibrary(t *testing.T) *exercise.Library {
	t.Helper()
	s, err := exercise.Load([]byte(drill), "drill.yaml")
	if err != nil {
		t.Fatal(err)
	}
	l, err := exercise.NewLibrary(s)
	if err != nil {
		t.Fatal(err)
	}
	return l
}

// settled are the use cases of exercises whose acts end when their nudges arrived: the clock of these tests would not wait for
// that.
type settled struct {
	*exercise.Service
	world *world
}

func (s settled) Claim(ctx context.Context, of exercise.Subject, person assess.UserID, step string, now time.Time) (bool, error) {
	defer s.world.settle()
	return s.Service.Claim(ctx, of, person, step, now)
}

func (s settled) Tell(ctx context.Context, of exercise.Subject, person assess.UserID, step string, now time.Time) (exercise.Notice, bool, error) {
	defer s.world.settle()
	return s.Service.Tell(ctx, of, person, step, now)
}

func (s settled) Post(ctx context.Context, id exercise.ID, step string, now time.Time) (exercise.Post, bool, error) {
	defer s.world.settle()
	return s.Service.Post(ctx, id, step, now)
}

func (s settled) Posted(ctx context.Context, id exercise.ID, step string, at time.Time) error {
	if s.world.lost > 0 && strings.HasPrefix(step, exercise.StepInject) {
		s.world.lost--
		return errors.New("the process was killed")
	}
	defer s.world.settle()
	return s.Service.Posted(ctx, id, step, at)
}

func (s settled) Turn(ctx context.Context, id exercise.ID, step string, now time.Time) error {
	defer s.world.settle()
	return s.Service.Turn(ctx, id, step, now)
}

func (s settled) Published(ctx context.Context, id exercise.ID, link string, at time.Time) error {
	defer s.world.settle()
	return s.Service.Published(ctx, id, link, at)
}

func (s settled) Undelivered(ctx context.Context, of exercise.Subject, person assess.UserID, step, reason string, now time.Time) error {
	defer s.world.settle()
	return s.Service.Undelivered(ctx, of, person, step, reason, now)
}

// newDrill plans the exercise and sets the clock to a moment later.
func newDrill(t *testing.T) *world {
	t.Helper()
	w := newEmptyWorld(t, "Oct 2 10:00")
	got, err := w.drills.Plan(t.Context(), assess.BySlack(boss), "harbour", exercise.Draft{
		Kind: exercise.Tabletop, Scenario: "drill",
		Plan: exercise.Plan{
			Objectives: []string{"stop"}, Start: london(t, "Oct 14 10:00"), Length: time.Hour, Facilitator: lead,
			Players:   []exercise.Seat{{User: first, Role: "lead"}, {User: second, Role: "desk"}},
			Observers: []assess.UserID{observer}, Channel: "CDRILL",
		},
	})
	if err != nil || got.ID != run {
		t.Fatalf("Plan = %s, %v", got.ID, err)
	}
	w.settle()
	w.others.self = workflows.ExerciseWorkflowID(run)
	return w
}

func (w *world) rehearse() {
	w.t.Helper()
	w.env.ExecuteWorkflow(workflows.Exercise, workflows.ExerciseInput{Exercise: run})
	w.ended()
}

// until runs the process up to a time.
func (w *world) until(when string) {
	w.t.Helper()
	w.at(when, w.env.CancelWorkflow)
	w.env.ExecuteWorkflow(workflows.Exercise, workflows.ExerciseInput{Exercise: run})
	if err := w.env.GetWorkflowError(); err == nil || !strings.Contains(err.Error(), "cancel") {
		w.t.Fatalf("the process ended with %v", err)
	}
}

// sign lets the facilitator work through the report and sign it.
func (w *world) sign(ctx context.Context) error {
	by := assess.BySlack(lead)
	return errors.Join(
		w.drills.Summarise(ctx, by, run, "It was stopped, and everybody knew who decides."),
		w.drills.Rate(ctx, by, run, "stop", exercise.NotObserved, ""),
		w.drills.SignOff(ctx, by, run),
	)
}

// does lets the facilitator, or somebody else, do something at a time while the process runs.
func (w *world) does(when string, act func(ctx context.Context) error) {
	w.t.Helper()
	w.at(when, func() {
		if err := act(w.t.Context()); err != nil {
			w.t.Errorf("at %s: %v", when, err)
		}
		w.settle()
	})
}

// accept lets everybody take part, on the afternoon on which they were invited.
func (w *world) accept() *world {
	w.t.Helper()
	w.does("Oct 2 15:00", func(ctx context.Context) error {
		var failed []error
		for _, u := range []assess.UserID{lead, first, second, observer} {
			failed = append(failed, w.drills.Reply(ctx, assess.BySlack(u), run, exercise.Yes, ""))
		}
		return errors.Join(failed...)
	})
	return w
}

// start lets the facilitator start it in time.
func (w *world) start() *world {
	w.t.Helper()
	w.does("Oct 14 10:00", func(ctx context.Context) error { return w.drills.Start(ctx, assess.BySlack(lead), run) })
	return w
}

// decide lets a player decide.
func (w *world) decide(when, inject, choice string) *world {
	w.t.Helper()
	w.does(when, func(ctx context.Context) error {
		_, err := w.drills.Decide(ctx, assess.BySlack(first), run, exercise.Decision{Inject: inject, Choice: choice, What: "We do it.", By: first})
		return err
	})
	return w
}

// debriefAll lets everybody fill the hot wash in.
func (w *world) debriefAll(when string) *world {
	w.t.Helper()
	w.does(when, func(ctx context.Context) error {
		var failed []error
		for _, u := range []assess.UserID{lead, first, second, observer} {
			failed = append(failed, w.drills.Debrief(ctx, assess.BySlack(u), run, exercise.HotWash{Note: "It went well."}))
		}
		return errors.Join(failed...)
	})
	return w
}

// inChannel fails the test unless the channel was told exactly these things, in this order.
func (w *world) inChannel(want ...string) {
	w.t.Helper()
	var got []string
	for _, letter := range w.people.told() {
		if at, said, ok := strings.Cut(letter, " channel: "); ok {
			got = append(got, at+" "+said)
		}
	}
	if !slices.Equal(got, want) {
		w.t.Errorf("in the channel\n\t%s\nwant\n\t%s", strings.Join(got, "\n\t"), strings.Join(want, "\n\t"))
	}
}

// heard lists what somebody was told of the exercise: "time step".
func (w *world) heard(u assess.UserID) (steps []string) {
	for _, letter := range w.people.told() {
		if at, said, ok := strings.Cut(letter, " "+string(u)+" drill: "); ok {
			steps = append(steps, at+" "+said)
		}
	}
	return steps
}

// drilled lists the records of the exercise's ledger that have a step: "kind person: step".
func (w *world) drilled() (steps []string) {
	w.t.Helper()
	err := w.facts.Exercises().View(w.t.Context(), func(tx exercise.Tx) error {
		all, err := tx.ExerciseEvents(w.t.Context(), run)
		for _, e := range all {
			if e.Step != "" {
				steps = append(steps, strings.Join(strings.Fields(fmt.Sprintf("%s %s: %s", e.Kind, e.Person, e.Step)), " "))
			}
		}
		return err
	})
	if err != nil {
		w.t.Error(err)
	}
	return steps
}

// theDrill reads the exercise.
func (w *world) theDrill() (e exercise.Exercise) {
	w.t.Helper()
	err := w.facts.Exercises().View(w.t.Context(), func(tx exercise.Tx) (err error) {
		e, err = tx.Exercise(w.t.Context(), run)
		return err
	})
	if err != nil {
		w.t.Error(err)
	}
	return e
}

// Notify shows what somebody is told of an exercise or a duty.
func (p *people) Notify(_ context.Context, n exercise.Notice) error {
	return p.show(fmt.Sprintf("drill %s %s %s", n.Subject, n.To.ID, n.Step), fmt.Sprintf("%s drill: %s", n.To.ID, n.Step))
}

// Announce shows what is said in an exercise's channel.
func (p *people) Announce(_ context.Context, a exercise.Post) (time.Time, error) {
	said := a.Step
	if a.Inject != nil {
		said += " " + a.Inject.Message
	}
	return p.env.Now(), p.show(fmt.Sprintf("drill %s %s", a.Exercise, a.Step), "channel: "+said)
}

// Announced says whether that was shown.
func (p *people) Announced(_ context.Context, a exercise.Post) (time.Time, error) {
	if !p.shows(fmt.Sprintf("drill %s %s", a.Exercise, a.Step)) {
		return time.Time{}, errs.New(errs.NotFound, "The exercise ended before this was in its channel.")
	}
	return p.env.Now(), nil
}

func (p *people) PublishReport(_ context.Context, r exercise.Report) (string, error) {
	return "https://slack.example/report", p.show("report "+string(r.ID), "channel: report of "+r.Name)
}

func (p *people) RefreshExercise(context.Context, exercise.Subject) error {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.refreshed++
	return nil
}
