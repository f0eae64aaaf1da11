package workflows_test

import (
	"errors"
	"slices"
	"strings"
	"testing"
	"time"

	"go.temporal.io/sdk/workflow"

	"cairn/internal/assess"
	"cairn/internal/errs"
	"cairn/internal/maturity"
	"cairn/workflows"
)

// answerAll lets everybody answer, the last one last; then the last questionnaire's process wakes the cycle.
func (w *world) answerAll() {
	for _, c := range categories {
		w.answer(c)
	}
	w.env.SignalWorkflow(workflows.NudgeSignal, nil)
}

func TestACycleStartsOneProcessAQuestionnaire(t *testing.T) {
	t.Parallel()
	w := newWorld(t, "Oct 1 09:00")
	w.at("Oct 2 09:00", w.answerAll)
	w.runCycle()
	var want []string
	for _, c := range categories {
		want = append(want, "questionnaire/harbour-2026-q4/"+c)
	}
	started := slices.DeleteFunc(w.started(), func(id string) bool { return id == "cycle/harbour-2026-q4" })
	if !slices.Equal(started, want) {
		t.Errorf("started %q, want %q", started, want)
	}
}

func TestACycleClosesWhenAllHaveAnswered(t *testing.T) {
	t.Parallel()
	w := newWorld(t, "Oct 1 09:00").askEverybody()
	w.at("Oct 12 10:00", w.answerAll)
	w.runCycle()
	if c := w.theCycle(); c.State != assess.CycleClosed || c.Reason != assess.AllAnswered || clock(c.ClosedAt) != "Oct 12 10:00" {
		t.Errorf("cycle %s, %s at %s", c.State, c.Reason, clock(c.ClosedAt))
	}
	told := w.people.told()
	slices.Sort(told) // the digest and the cards go out side by side
	want := []string{
		"Oct 12 10:00 card for UGOVERNANCE: submitted, cycle closed",
		"Oct 12 10:00 card for UINCIDENTRESPONSE: submitted, cycle closed",
		"Oct 12 10:00 card for UMONITORINGDETECTION: submitted, cycle closed",
		"Oct 12 10:00 card for UTECHNICALCONTROLS: submitted, cycle closed",
		"Oct 12 10:00 card for UWORKFORCECULTURE: submitted, cycle closed",
		"Oct 12 10:00 digest of 2026-Q4 in CLEADERS: 5 of 5",
	}
	if !slices.Equal(told, want) {
		t.Errorf("people were told\n\t%s", strings.Join(told, "\n\t"))
	}
}

// The close may be tried for hours, in which a manager may still give more time.
func TestACycleWhoseCloseIsPutOffAtTheLastMomentGoesOn(t *testing.T) {
	t.Parallel()
	w := newWorld(t, "Oct 1 09:00").askEverybody()
	w.closing = func() {
		if _, err := w.service.ExtendAll(t.Context(), assess.BySlack(boss), cycle, london(t, "Oct 26 12:00"), "The audit took everybody's week."); err != nil {
			t.Error(err)
		}
	}
	w.at("Oct 22 10:00", w.answerAll)
	w.runCycle()
	if c := w.theCycle(); c.State != assess.CycleClosed || c.Reason != assess.AllAnswered || clock(c.ClosedAt) != "Oct 22 10:00" {
		t.Errorf("cycle %s, %q at %s", c.State, c.Reason, clock(c.ClosedAt))
	}
}

func TestACycleClosesAtItsDeadlinePlusGraceAndShowsWhatIsMissing(t *testing.T) {
	t.Parallel()
	w := newWorld(t, "Oct 1 09:00").askEverybody()
	w.at("Oct 12 10:00", func() { w.answer("governance") })
	w.runCycle()
	if c := w.theCycle(); c.Reason != assess.DeadlinePast || clock(c.ClosedAt) != "Oct 20 17:30" {
		t.Errorf("closed because of %q at %s", c.Reason, clock(c.ClosedAt))
	}
	w.view(func(tx assess.Tx) error {
		snap, err := tx.Snapshot(t.Context(), cycle)
		if !slices.Equal(snap.Missing, categories[1:]) {
			t.Errorf("missing = %q", snap.Missing)
		}
		return err
	})
	if told := w.people.told(); !slices.Contains(told, "Oct 20 17:30 digest of 2026-Q4 in CLEADERS: 1 of 5") ||
		!slices.Contains(told, "Oct 20 17:30 card for UTECHNICALCONTROLS: missed, cycle closed") {
		t.Errorf("people were told %q", told)
	}
}

func TestAManagersCloseIsCarriedOutAtOnce(t *testing.T) {
	t.Parallel()
	w := newWorld(t, "Oct 1 09:00")
	w.at("Oct 12 10:00", w.closeByManager)
	w.runCycle()
	if c := w.theCycle(); c.Reason != assess.ByManager {
		t.Errorf("closed because of %q", c.Reason)
	}
	if told := w.people.told(); !slices.Contains(told, "Oct 12 10:00 digest of 2026-Q4 in CLEADERS: 0 of 5") {
		t.Errorf("people were told %q", told)
	}
}

func TestAClosedCycleEndsTheQuestionnairesThatStillWait(t *testing.T) {
	t.Parallel()
	w := newWorld(t, "Oct 19 09:00")
	w.runCycle()
	for _, c := range categories {
		if !slices.Contains(w.nudged(), "questionnaire/harbour-2026-q4/"+c) {
			t.Errorf("%s was not nudged", c)
		}
	}
}

func TestARosterIsFrozenWhenItsCycleOpens(t *testing.T) {
	t.Parallel()
	w := newWorld(t, "Oct 1 09:00").askEverybody()
	w.at("Oct 2 09:00", func() {
		p := harbour()
		p.Assignments[0].Owner = "UNEWCOMER"
		p.Window = 1
		if _, err := w.service.Apply(t.Context(), assess.Actor{Source: assess.FromCLI}, p, false); err != nil {
			t.Error(err)
		}
		w.settle()
		w.env.SignalWorkflow(workflows.NudgeSignal, nil)
	})
	w.runCycle()
	told := w.people.told()
	if !slices.Contains(told, "Oct 20 17:30 card for UGOVERNANCE: missed, cycle closed") {
		t.Errorf("people were told %q", told)
	}
	if slices.ContainsFunc(told, func(letter string) bool { return strings.Contains(letter, "UNEWCOMER") }) {
		t.Errorf("somebody outside the roster was told: %q", told)
	}
}

func TestACycleFoundLateIsClosedAtOnce(t *testing.T) {
	t.Parallel()
	w := newWorld(t, "Oct 26 11:00")
	w.runCycle()
	if c := w.theCycle(); c.Reason != assess.DeadlinePast || clock(c.ClosedAt) != "Oct 26 11:00" {
		t.Errorf("closed because of %q at %s", c.Reason, clock(c.ClosedAt))
	}
}

func TestADigestThatSlackRefusesIsPublishedOnceThatIsMended(t *testing.T) {
	t.Parallel()
	w := newWorld(t, "Oct 20 17:00")
	w.people.refuse = func(letter string) error {
		if strings.Contains(letter, "digest") && w.env.Now().Before(london(t, "Oct 21 09:00")) {
			return errs.New(errs.Forbidden, "Cairn is not in the channel; invite it there.")
		}
		return nil
	}
	w.runCycle()
	digests := slices.DeleteFunc(w.people.told(), func(letter string) bool { return !strings.Contains(letter, "digest") })
	if len(digests) != 1 || !(digests[0] >= "Oct 21 09:00" && digests[0] < "Oct 21 10:30") {
		t.Errorf("digests = %q, want one within the hour after 09:00", digests)
	}
}

func TestAnOwnerWhoCannotBeReachedKeepsNobodyElseFromBeingTold(t *testing.T) {
	t.Parallel()
	w := newWorld(t, "Oct 20 17:00").askEverybody()
	w.people.refuse = func(letter string) error {
		if strings.Contains(letter, "UTECHNICALCONTROLS") {
			return errs.New(errs.NotFound, "The account is deactivated.")
		}
		return nil
	}
	w.runCycle()
	if n := len(w.people.told()); n != 5 { // four cards and the digest
		t.Errorf("people were told %q", w.people.told())
	}
}

func TestARateLimitAmongTheCardsTellsNobodyTwice(t *testing.T) {
	t.Parallel()
	w := newWorld(t, "Oct 20 17:30").askEverybody()
	limited := false
	w.people.refuse = func(letter string) error {
		if strings.Contains(letter, "card for UMONITORINGDETECTION") && !limited {
			limited = true
			slow := errs.New(errs.Unavailable, "Slack asks Cairn to slow down.")
			slow.RetryAfter = 30 * time.Minute
			return slow
		}
		return nil
	}
	w.runCycle()
	told := w.people.told()
	slices.Sort(told)
	want := []string{
		"Oct 20 17:30 card for UGOVERNANCE: missed, cycle closed",
		"Oct 20 17:30 card for UTECHNICALCONTROLS: missed, cycle closed",
		"Oct 20 17:30 digest of 2026-Q4 in CLEADERS: 0 of 5",
		"Oct 20 18:00 card for UINCIDENTRESPONSE: missed, cycle closed",
		"Oct 20 18:00 card for UMONITORINGDETECTION: missed, cycle closed",
		"Oct 20 18:00 card for UWORKFORCECULTURE: missed, cycle closed",
	}
	if !slices.Equal(told, want) {
		t.Errorf("people were told\n\t%s\nwant\n\t%s", strings.Join(told, "\n\t"), strings.Join(want, "\n\t"))
	}
}

// The test environment stops after ten tries where the server does not, so the next two stay below that.

func TestACycleWhoseModelIsGoneClosesWhenItIsBack(t *testing.T) {
	t.Parallel()
	w := newWorld(t, "Oct 20 17:30")
	w.models = func(id string) (*maturity.Model, error) {
		if w.env.Now().Before(london(t, "Oct 20 17:32")) {
			return nil, errs.New(errs.NotFound, "There is no model %s.", id)
		}
		return maturity.Find(id)
	}
	w.runCycle()
	if c := w.theCycle(); c.State != assess.CycleClosed {
		t.Errorf("the cycle is %s", c.State)
	}
	if told := w.people.told(); !slices.ContainsFunc(told, func(letter string) bool { return strings.Contains(letter, "digest") }) {
		t.Errorf("people were told %q", told)
	}
}

func TestADatabaseThatIsDownHoldsACycleUpAndEndsNothing(t *testing.T) {
	t.Parallel()
	w := newWorld(t, "Oct 20 17:30")
	down := 0
	w.outage = func() error {
		if w.env.Now().Before(london(t, "Oct 20 17:32")) {
			down++
			return errs.New(errs.Unavailable, "The database does not answer.")
		}
		return nil
	}
	w.runCycle()
	if c := w.theCycle(); down == 0 || c.Reason != assess.DeadlinePast || c.ClosedAt.Before(london(t, "Oct 20 17:32")) {
		t.Errorf("closed because of %q at %s after %d tries in vain", c.Reason, clock(c.ClosedAt), down)
	}
}

func TestOperatorsSeeUntilWhenACycleWaits(t *testing.T) {
	t.Parallel()
	w := newWorld(t, "Oct 1 09:00")
	var state workflows.Waiting
	w.at("Oct 2 09:00", func() {
		value, err := w.env.QueryWorkflow(workflows.WaitingQuery)
		if err == nil {
			err = value.Get(&state)
		}
		if err != nil {
			t.Error(err)
		}
	})
	w.runCycle()
	if want := (workflows.Waiting{Until: "2026-10-20T16:30:00Z", Reason: "answers, until the cycle closes"}); state != want {
		t.Errorf("waiting = %+v, want %+v", state, want)
	}
}

func TestACyclesLongHistoryIsContinuedWithTheSameInput(t *testing.T) {
	t.Parallel()
	w := newWorld(t, "Oct 1 09:00")
	w.env.SetContinueAsNewSuggested(true)
	w.env.ExecuteWorkflow(workflows.Cycle, workflows.CycleInput{Cycle: cycle})
	var again *workflow.ContinueAsNewError
	if err := w.env.GetWorkflowError(); !errors.As(err, &again) || again.WorkflowType.Name != "Cycle" {
		t.Fatalf("the process ended with %v", err)
	}
}

func TestTheScheduleOpensACycleAndStartsItsProcess(t *testing.T) {
	t.Parallel()
	w := newEmptyWorld(t, "Oct 1 09:00")
	w.env.ExecuteWorkflow(workflows.Opening, workflows.OpeningInput{Programme: "harbour"})
	w.ended()
	w.settle()
	if c := w.theCycle(); c.State != assess.CycleOpen || c.OpenedBy.Source != assess.FromSchedule || clock(c.OpenedAt) != "Oct 1 09:00" {
		t.Errorf("cycle = %+v", c)
	}
	if !slices.Contains(w.started(), "cycle/harbour-2026-q4") {
		t.Errorf("started %q", w.started())
	}
}

func TestAnOpeningThatIsRepeatedOpensNoSecondCycle(t *testing.T) {
	t.Parallel()
	w := newWorld(t, "Oct 1 09:01")
	w.env.ExecuteWorkflow(workflows.Opening, workflows.OpeningInput{Programme: "harbour"})
	w.ended()
	w.view(func(tx assess.Tx) error {
		all, err := tx.Cycles(t.Context(), "harbour", 10)
		if len(all) != 1 {
			t.Errorf("%d cycles, want 1", len(all))
		}
		return err
	})
}

func TestTheScheduleOpensNothingWhileAnEarlierCycleIsOpen(t *testing.T) {
	t.Parallel()
	w := newWorld(t, "Oct 1 09:00")
	w.env.SetStartTime(london(t, "Oct 1 09:00").AddDate(0, 3, 3)) // the next quarter
	w.others.forget()
	w.env.ExecuteWorkflow(workflows.Opening, workflows.OpeningInput{Programme: "harbour"})
	w.ended()
	if len(w.started()) != 0 {
		t.Errorf("started %q, want nothing", w.started())
	}
}
