package workflows_test

import (
	"context"
	"errors"
	"slices"
	"strings"
	"testing"

	"go.temporal.io/sdk/activity"
	"go.temporal.io/sdk/converter"
	"go.temporal.io/sdk/workflow"

	"cairn/internal/assess"
	"cairn/internal/errs"
	"cairn/internal/target"
	"cairn/workflows"
)

func TestAYearOfATargetWhoseOwnerNeverAnswers(t *testing.T) {
	t.Parallel()
	w := newGoal(t)
	w.on("2027-12-01 10:00", w.giveUp)
	w.follow()
	w.said(
		"Oct 5 09:00 UGOVERNANCE: check in T1 (start)",
		"Oct 8 09:00 UGOVERNANCE: remind T1 (remind1 start)",
		"Oct 13 09:00 UGOVERNANCE: remind T1 (remind2 start)",
		"Oct 15 09:00 UMANAGER1: silent T1 (silent start)",
		"Oct 15 09:00 UMANAGER2: silent T1 (silent start)",
		"Apr 2 09:30 UGOVERNANCE: check in T1 (half)",
		"Apr 14 09:00 UMANAGER1: silent T1 (silent half)",
		"Apr 14 09:00 UMANAGER2: silent T1 (silent half)",
		"Jul 2 09:15 UGOVERNANCE: check in T1 (quarter)",
		"Jul 14 09:00 UMANAGER1: silent T1 (silent quarter)",
		"Jul 14 09:00 UMANAGER2: silent T1 (silent quarter)",
		"Sep 16 09:00 UGOVERNANCE: check in T1 (two-weeks)",
		"Sep 28 09:00 UMANAGER1: silent T1 (silent two-weeks)",
		"Sep 28 09:00 UMANAGER2: silent T1 (silent two-weeks)",
		"Oct 1 09:00 UMANAGER1: missed T1 (told-missed)",
		"Oct 1 09:00 UMANAGER2: missed T1 (told-missed)",
		"Oct 18 09:00 UGOVERNANCE: renew T1 (renew2)",
		"Nov 18 09:00 UGOVERNANCE: renew T1 (renew3)",
		"Dec 1 10:00 UGOVERNANCE: renew T1 (renew2) settled",
		"Dec 1 10:00 UGOVERNANCE: renew T1 (renew3) settled",
	)
}

func TestACheckInIsShownInTheMessageThatAskedForItAndEndsTheReminders(t *testing.T) {
	t.Parallel()
	w := newGoal(t)
	w.on("2026-10-06 11:00", func() { w.checkIn("2027-08-31", assess.ConfidenceHigh) })
	w.on("2026-12-01 10:00", w.giveUp)
	w.follow()
	w.said(
		"Oct 5 09:00 UGOVERNANCE: check in T1 (start)",
		"Oct 6 11:00 UGOVERNANCE: check in T1 (start) settled",
	)
}

func TestATargetWhoseDayIsMovedIsFollowedUpByItsNewDay(t *testing.T) {
	t.Parallel()
	w := newGoal(t)
	w.on("2027-03-01 10:00", func() { w.moveTo("2027-04-30") })
	w.on("2027-04-01 10:00", w.giveUp)
	w.follow()
	w.said(
		"Oct 5 09:00 UGOVERNANCE: check in T1 (start)",
		"Oct 8 09:00 UGOVERNANCE: remind T1 (remind1 start)",
		"Oct 13 09:00 UGOVERNANCE: remind T1 (remind2 start)",
		"Oct 15 09:00 UMANAGER1: silent T1 (silent start)",
		"Oct 15 09:00 UMANAGER2: silent T1 (silent start)",
		"Mar 2 09:00 UGOVERNANCE: check in T1 (start#1)",
		"Mar 12 09:00 UMANAGER1: silent T1 (silent start#1)",
		"Mar 12 09:00 UMANAGER2: silent T1 (silent start#1)",
		"Apr 1 10:00 UGOVERNANCE: check in T1 (start#1) settled",
		"Apr 1 10:00 UMANAGER1: silent T1 (silent start#1) settled",
		"Apr 1 10:00 UMANAGER2: silent T1 (silent start#1) settled",
	)
}

func TestAFollowUpWhoseDayIsTakenComesOnTheNextFreeOne(t *testing.T) {
	t.Parallel()
	w := newGoal(t)
	w.on("2026-10-02 11:00", func() { w.moveTo("2027-09-28") }) // half of its time is past on 1 April, when a cycle opens
	w.on("2027-04-06 10:00", w.giveUp)
	w.follow()
	if told := w.people.told(); !slices.Contains(told, "Apr 2 09:00 UGOVERNANCE: check in T1 (half#1)") {
		t.Errorf("people were told\n\t%s\nwant half time asked about on 2 April", strings.Join(told, "\n\t"))
	}
}

func TestAFollowUpThatWasClaimedIsDeliveredOnceAfterACrash(t *testing.T) {
	t.Parallel()
	w := newGoal(t)
	crashes := 3 // after the claim, before Slack has it
	w.people.refuse = func(string) error {
		if crashes--; crashes >= 0 {
			return errors.New("the process was killed")
		}
		return nil
	}
	w.on("2026-10-05 17:00", w.giveUp)
	w.follow()
	w.said(
		"Oct 5 09:00 UGOVERNANCE: check in T1 (start)",
		"Oct 5 17:00 UGOVERNANCE: check in T1 (start) settled",
	)
	w.followed(goal.Subject(),
		"followed up UGOVERNANCE: start",
	)
}

func TestAnOwnerWhomSlackRefusesDoesNotStopATarget(t *testing.T) {
	t.Parallel()
	w := newGoal(t)
	w.people.refuse = func(letter string) error {
		if strings.HasPrefix(letter, string(owner("governance"))) {
			return errs.New(errs.NotFound, "The account of <@UGOVERNANCE> is deactivated.")
		}
		return nil
	}
	w.on("2026-10-16 10:00", w.giveUp)
	w.follow()
	w.said(
		"Oct 15 09:00 UMANAGER1: silent T1 (silent start)",
		"Oct 15 09:00 UMANAGER2: silent T1 (silent start)",
		"Oct 16 10:00 UMANAGER1: silent T1 (silent start) settled",
		"Oct 16 10:00 UMANAGER2: silent T1 (silent start) settled",
	)
	w.followed(goal.Subject(),
		"followed up UGOVERNANCE: start",
		"undelivered UGOVERNANCE: start",
		"followed up UGOVERNANCE: remind1 start",
		"undelivered UGOVERNANCE: remind1 start",
		"followed up UGOVERNANCE: remind2 start",
		"undelivered UGOVERNANCE: remind2 start",
		"followed up UMANAGER1: silent start",
		"followed up UMANAGER2: silent start",
	)
}

func TestAFollowUpThatSlackHeldUpPastItsDayIsNotMadeUpFor(t *testing.T) {
	t.Parallel()
	w := newGoal(t)
	w.people.refuse = func(string) error {
		if w.env.Now().Before(london(t, "Oct 6 10:00")) {
			return errs.New(errs.Unavailable, "Slack does not answer.")
		}
		return nil
	}
	w.on("2026-10-09 10:00", w.giveUp)
	w.follow()
	w.said(
		"Oct 8 09:00 UGOVERNANCE: remind T1 (remind1 start)",
		"Oct 9 10:00 UGOVERNANCE: remind T1 (remind1 start) settled",
	)
	w.followed(goal.Subject(),
		"followed up UGOVERNANCE: start",
		"undelivered UGOVERNANCE: start",
		"followed up UGOVERNANCE: remind1 start",
	)
}

func TestANudgeWithoutNewsOfATargetSaysNothing(t *testing.T) {
	t.Parallel()
	w := newGoal(t)
	for _, when := range []string{"2026-10-04 10:00", "2026-10-06 10:00", "2026-10-06 10:00"} {
		w.on(when, func() { w.env.SignalWorkflow(workflows.NudgeSignal, nil) })
	}
	w.on("2026-10-07 10:00", w.giveUp)
	w.follow()
	w.said(
		"Oct 5 09:00 UGOVERNANCE: check in T1 (start)",
		"Oct 7 10:00 UGOVERNANCE: check in T1 (start) settled",
	)
}

func TestATargetThatWaitsLooksSeldom(t *testing.T) {
	t.Parallel()
	w := newGoal(t)
	looks := 0
	w.env.SetOnActivityStartedListener(func(info *activity.Info, _ context.Context, _ converter.EncodedValues) {
		if info.ActivityType.Name == "FollowUpDue" {
			looks++
		}
	})
	w.on("2029-10-02 10:00", w.giveUp) // two years after the last word
	w.follow()
	if looks > 100 {
		t.Errorf("the process looked %d times in three years", looks)
	}
}

func TestALongHistoryOfATargetIsContinuedAndShowsWhatCameLast(t *testing.T) {
	t.Parallel()
	w := newGoal(t)
	w.env.SetContinueAsNewSuggested(true)
	w.env.ExecuteWorkflow(workflows.Target, workflows.TargetInput{Target: goal})
	var again *workflow.ContinueAsNewError
	if err := w.env.GetWorkflowError(); !errors.As(err, &again) || again.WorkflowType.Name != "Target" {
		t.Fatalf("the process ended with %v", err)
	}
	var in workflows.TargetInput
	if err := converter.GetDefaultDataConverter().FromPayloads(again.Input, &in); err != nil || in.Target != goal {
		t.Errorf("continued with %+v, %v", in, err)
	}
}

func TestWhatTheRunBeforeHeardLastIsShownByTheNext(t *testing.T) {
	t.Parallel()
	w := newGoal(t)
	w.env.SetContinuedExecutionRunID("the run before")
	refreshed := 0
	w.env.SetOnActivityStartedListener(func(info *activity.Info, _ context.Context, _ converter.EncodedValues) {
		if info.ActivityType.Name == "RefreshFollowUps" {
			refreshed++
		}
	})
	w.on("2026-10-03 10:00", w.env.CancelWorkflow)
	w.env.ExecuteWorkflow(workflows.Target, workflows.TargetInput{Target: goal})
	if refreshed != 1 {
		t.Errorf("messages were brought up to date %d times, want once", refreshed)
	}
}

func TestAnUnknownTargetEndsItsProcessWithAnError(t *testing.T) {
	t.Parallel()
	w := newEmptyWorld(t, "Oct 2 10:00")
	w.env.ExecuteWorkflow(workflows.Target, workflows.TargetInput{Target: "harbour/T9"})
	if err := w.env.GetWorkflowError(); err == nil || !strings.Contains(err.Error(), "not_found") {
		t.Errorf("the process ended with %v, want not_found", err)
	}
}

func TestOperatorsSeeWhatATargetWaitsFor(t *testing.T) {
	t.Parallel()
	w := newGoal(t)
	var state workflows.Waiting
	w.on("2026-10-04 10:00", func() {
		value, err := w.env.QueryWorkflow(workflows.WaitingQuery)
		if err == nil {
			err = value.Get(&state)
		}
		if err != nil {
			t.Error(err)
		}
	})
	w.on("2026-10-05 10:00", w.giveUp)
	w.follow()
	if want := (workflows.Waiting{Until: "2026-10-05T08:00:00Z", Reason: "news, until the follow-up start with UGOVERNANCE"}); state != want {
		t.Errorf("waiting = %+v, want %+v", state, want)
	}
}

func TestAnActionIsFollowedUpUntilItIsDone(t *testing.T) {
	t.Parallel()
	w := newTask(t)
	w.on("2026-12-19 10:00", w.finish)
	w.followTask()
	w.said(
		"Oct 5 09:00 UGOVERNANCE: action A1 (assigned)",
		"Nov 27 09:00 UGOVERNANCE: action A1 (two-weeks)",
		"Dec 9 09:00 UGOVERNANCE: action A1 (two-days)",
		"Dec 11 09:00 UGOVERNANCE: action A1 (due)",
		"Dec 15 09:00 UGOVERNANCE: overdue A1 (overdue1)",
		"Dec 18 09:00 UMANAGER1: late A1 (late)",
		"Dec 18 09:00 UMANAGER2: late A1 (late)",
		"Dec 19 10:00 UGOVERNANCE: action A1 (two-weeks) settled",
		"Dec 19 10:00 UGOVERNANCE: action A1 (two-days) settled",
		"Dec 19 10:00 UGOVERNANCE: action A1 (due) settled",
		"Dec 19 10:00 UGOVERNANCE: overdue A1 (overdue1) settled",
		"Dec 19 10:00 UMANAGER1: late A1 (late) settled",
		"Dec 19 10:00 UMANAGER2: late A1 (late) settled",
	)
}

func TestAnActionThatIsOpenedAgainWhileItsEndIsShownIsStillFollowed(t *testing.T) {
	t.Parallel()
	w := newTask(t)
	reopened := false
	w.people.refuse = func(letter string) error {
		if strings.HasSuffix(letter, "settled") && !reopened {
			reopened = true
			if err := w.targets.ReopenAction(t.Context(), assess.BySlack(boss), task, "The link shows last year's."); err != nil {
				t.Error(err)
			}
			w.settle()
		}
		return nil
	}
	w.on("2026-10-07 10:00", w.finish)
	w.on("2026-11-30 10:00", w.finish)
	w.followTask()
	if !reopened {
		t.Fatal("its end was not shown")
	}
	w.said(
		"Oct 5 09:00 UGOVERNANCE: action A1 (assigned)",
		"Oct 7 10:00 UGOVERNANCE: action A1 (assigned) settled",
		"Oct 8 09:00 UGOVERNANCE: action A1 (assigned#1)",
		"Nov 27 09:00 UGOVERNANCE: action A1 (two-weeks#1)",
		"Nov 30 10:00 UGOVERNANCE: action A1 (assigned#1) settled",
		"Nov 30 10:00 UGOVERNANCE: action A1 (two-weeks#1) settled",
	)
}

func TestADigestIsPublishedWithTheTargetsReviewedAndTheOutlookKept(t *testing.T) {
	t.Parallel()
	w := newWorld(t, "Oct 2 10:00")
	w.set(assess.BySlack(boss), w.terms())
	for _, c := range categories {
		w.answer(c)
	}
	w.closeByManager()
	w.runDigest()
	if got := w.theTarget(); got.State != target.Reached || got.Cycle != cycle {
		t.Errorf("the target is %s by %q", got.State, got.Cycle)
	}
	outlook, err := w.road.Outlook(t.Context(), assess.BySlack(boss), "harbour")
	if err != nil || len(outlook.Ahead) == 0 {
		t.Errorf("outlook = %+v, %v", outlook, err)
	}
}

func TestAReviewHoldsTheTargetsAgainstWhatIsAnsweredNow(t *testing.T) {
	t.Parallel()
	w := newWorld(t, "Oct 2 10:00")
	w.set(assess.BySlack(boss), w.terms())
	for _, c := range categories {
		w.answer(c)
	}
	w.closeByManager()
	w.env.ExecuteWorkflow(workflows.Review, workflows.ReviewInput{Programme: "harbour"})
	w.ended()
	if got := w.theTarget(); got.State != target.Reached {
		t.Errorf("the target is %s", got.State)
	}
	if !slices.Contains(w.nudged(), workflows.TargetWorkflowID(goal)) {
		t.Errorf("the target's process was not told; it heard %q", w.nudged())
	}
}
