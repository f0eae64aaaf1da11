package workflows_test

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"cairn/internal/assess"
	"cairn/internal/calendar"
	"cairn/internal/errs"
	"cairn/internal/target"
	"cairn/workflows"
)

// goal is the target of these tests: Governance at Level 3, where nothing is known yet, by the end of September 2027.
const (
	goal  target.ID       = "harbour/T1"
	task  target.ActionID = "harbour/A1"
	aYear                 = "2027-09-30"
)

// newGoal sets the target on Friday 2 October 2026 and sets the clock to a moment later.
func newGoal(t *testing.T, change ...func(*assess.Programme)) *world {
	t.Helper()
	w := newEmptyWorld(t, "Oct 2 10:00", change...)
	w.set(assess.BySlack(boss), w.terms())
	w.others.self = workflows.TargetWorkflowID(goal)
	return w
}

// newTask sets the action, which is due on Friday 11 December 2026, in the same way.
func newTask(t *testing.T) *world {
	t.Helper()
	w := newEmptyWorld(t, "Oct 2 10:00")
	got, err := w.targets.AddAction(t.Context(), assess.BySlack(boss), target.Action{
		Programme: "harbour", Kind: target.Own, Category: "governance",
		Work: target.Work{Title: "Write the AI inventory", Owner: owner("governance"), Due: day(t, "2026-12-11")},
	})
	if err != nil || got.ID != task {
		t.Fatalf("AddAction = %s, %v", got.ID, err)
	}
	w.settle()
	w.others.self = workflows.ActionWorkflowID(task)
	return w
}

func (w *world) followTask() {
	w.t.Helper()
	w.env.ExecuteWorkflow(workflows.Action, workflows.ActionInput{Action: task})
	w.ended()
}

// finish lets the owner say that the action is done.
func (w *world) finish() {
	w.t.Helper()
	err := w.targets.FinishAction(w.t.Context(), assess.BySlack(owner("governance")), task, "https://wiki.harbour.example/inventory", "")
	if err != nil {
		w.t.Error(err)
	}
	w.settle()
}

func (w *world) terms() target.Terms {
	return target.Terms{
		Category: "governance", Level: 3, Due: day(w.t, aYear), Owner: owner("governance"),
		Measure: "The category scores 3.0 or more.", Reason: "The regulator expects it of firms of our size.",
	}
}

func (w *world) set(by assess.Actor, terms target.Terms) {
	w.t.Helper()
	got, err := w.targets.Set(w.t.Context(), by, "harbour", terms, "")
	if err != nil || got.ID != goal {
		w.t.Fatalf("Set = %s, %v", got.ID, err)
	}
	w.settle()
}

func (w *world) follow() {
	w.t.Helper()
	w.env.ExecuteWorkflow(workflows.Target, workflows.TargetInput{Target: goal})
	w.ended()
}

// theTarget reads the target.
func (w *world) theTarget() (got target.Target) {
	w.t.Helper()
	err := w.facts.Targets().View(w.t.Context(), func(tx target.Tx) (err error) {
		got, err = tx.Target(w.t.Context(), goal)
		return err
	})
	if err != nil {
		w.t.Error(err)
	}
	return got
}

// checkIn lets the owner say by when the target will be reached.
func (w *world) checkIn(expected, confidence string) {
	w.t.Helper()
	if err := w.targets.CheckIn(w.t.Context(), assess.BySlack(owner("governance")), goal, day(w.t, expected), confidence, ""); err != nil {
		w.t.Error(err)
	}
	w.settle()
}

// moveTo lets a manager change the day of the target.
func (w *world) moveTo(due string) {
	w.t.Helper()
	shown, err := w.targets.View(w.t.Context(), assess.BySlack(boss), goal)
	if err != nil {
		w.t.Error(err)
	}
	terms := shown.Terms
	terms.Due = day(w.t, due)
	if err := w.targets.Change(w.t.Context(), assess.BySlack(boss), goal, shown.Edition, terms, "The supplier is late.", ""); err != nil {
		w.t.Error(err)
	}
	w.settle()
}

// giveUp lets a manager close the target.
func (w *world) giveUp() {
	w.t.Helper()
	if err := w.targets.Close(w.t.Context(), assess.BySlack(boss), goal, "We sell this business."); err != nil {
		w.t.Error(err)
	}
	w.settle()
}

// steps lists what is recorded of following something up: "kind person: step".
func (w *world) steps(s target.Subject) (steps []string) {
	w.t.Helper()
	err := w.facts.Targets().View(w.t.Context(), func(tx target.Tx) error {
		all, err := tx.Events(w.t.Context(), s)
		for _, e := range all {
			if e.Step != "" {
				steps = append(steps, fmt.Sprintf("%s %s: %s", e.Kind, e.Person, e.Step))
			}
		}
		return err
	})
	if err != nil {
		w.t.Error(err)
	}
	return steps
}

// followed fails the test unless these steps are recorded.
func (w *world) followed(s target.Subject, want ...string) {
	w.t.Helper()
	if got := w.steps(s); !slices.Equal(got, want) {
		w.t.Errorf("recorded\n\t%s\nwant\n\t%s", strings.Join(got, "\n\t"), strings.Join(want, "\n\t"))
	}
}

// on lets something happen at a time, "2006-01-02 15:04" in London, while the process runs.
func (w *world) on(when string, what func()) {
	w.t.Helper()
	at, err := time.ParseInLocation("2006-01-02 15:04", when, london(w.t, "Jan 1 00:00").Location())
	if err != nil {
		w.t.Fatal(err)
	}
	w.env.RegisterDelayedCallback(what, at.Sub(w.env.Now()))
}

func day(t *testing.T, text string) calendar.Date {
	t.Helper()
	d, err := calendar.ParseDate(text)
	if err != nil {
		t.Fatal(err)
	}
	return d
}

// FollowUp shows what is asked and told about targets and actions; what was answered since shows as such.
func (p *people) FollowUp(_ context.Context, f target.FollowUp) error {
	var parts []string
	for _, part := range f.Parts {
		_, number, _ := strings.Cut(string(part.Subject), "/")
		said := fmt.Sprintf("%s %s (%s)", part.Ask, number, part.Step)
		if part.Settled {
			said += " settled"
		}
		parts = append(parts, said)
	}
	return p.show("followup "+string(f.ID), fmt.Sprintf("%s: %s", f.To.ID, strings.Join(parts, " and ")))
}

func (p *people) RefreshFollowUps(ctx context.Context, s target.Subject) error {
	ids, err := p.targets.FollowUpsOf(ctx, s)
	if err != nil {
		return err
	}
	for _, id := range ids {
		if !p.shows("followup " + string(id)) {
			continue
		}
		f, ok, err := p.targets.FollowUpAgain(ctx, id)
		if err != nil {
			return err
		}
		if !ok {
			continue
		}
		if err := p.FollowUp(ctx, f); errs.Is(err, errs.Unavailable) {
			return err
		}
	}
	return nil
}
