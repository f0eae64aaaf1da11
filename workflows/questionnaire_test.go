package workflows_test

import (
	"context"
	"errors"
	"slices"
	"strings"
	"testing"
	"time"

	"go.temporal.io/sdk/activity"
	"go.temporal.io/sdk/converter"
	"go.temporal.io/sdk/workflow"

	"cairn/internal/assess"
	"cairn/internal/errs"
	"cairn/workflows"
)

func TestAnOwnerWhoNeverAnswersIsRemindedAtEachStepThenTheManagersAreTold(t *testing.T) {
	t.Parallel()
	w := newWorld(t, "Oct 1 09:00")
	w.at("Oct 20 17:30", w.closeByManager)
	w.runQuestionnaire()
	w.said(
		"Oct 1 09:00 card for UGOVERNANCE: waiting",
		"Oct 8 13:15 remind UGOVERNANCE: half-time",
		"Oct 13 09:00 remind UGOVERNANCE: 2d before",
		"Oct 15 09:00 remind UGOVERNANCE: due-morning",
		"Oct 16 09:00 remind UGOVERNANCE: 1d after",
		"Oct 19 09:00 tell UMANAGER1 that UGOVERNANCE is late (waiting)",
		"Oct 19 09:00 tell UMANAGER2 that UGOVERNANCE is late (waiting)",
		"Oct 20 17:30 card for UGOVERNANCE: missed, cycle closed",
		"Oct 20 17:30 tell UMANAGER1 that UGOVERNANCE is late (missed)",
		"Oct 20 17:30 tell UMANAGER2 that UGOVERNANCE is late (missed)",
	)
	w.recorded(
		"asked UGOVERNANCE: ask",
		"nudged UGOVERNANCE: half-time",
		"nudged UGOVERNANCE: 2d before",
		"nudged UGOVERNANCE: due-morning",
		"nudged UGOVERNANCE: 1d after",
		"escalated UMANAGER1: escalate-manager",
		"escalated UMANAGER2: escalate-manager",
	)
}

func TestAnAnswerEndsTheRemindersAtOnce(t *testing.T) {
	t.Parallel()
	w := newWorld(t, "Oct 1 09:00")
	w.at("Oct 12 10:00", func() { w.answer("governance") })
	w.runQuestionnaire()
	w.said(
		"Oct 1 09:00 card for UGOVERNANCE: waiting",
		"Oct 8 13:15 remind UGOVERNANCE: half-time",
		"Oct 12 10:00 card for UGOVERNANCE: submitted",
	)
}

// A delegate changes what the owner has just submitted, while the process still shows that everything is answered.
func TestWhatADelegateChangesWhileTheProcessEndsIsGivenToTheOwnerToSign(t *testing.T) {
	t.Parallel()
	w := newWorld(t, "Oct 1 09:00").askEverybody()
	const delegate = assess.UserID("UDELEGATE")
	change := func(value string) {
		_, err := w.service.Submit(t.Context(), assess.BySlack(delegate), assess.SubmitInput{
			Questionnaire: governance, Base: w.revision(governance), Answers: map[string]string{"G3": value},
		})
		if err != nil {
			t.Error(err)
		}
		w.settle()
	}
	w.at("Oct 5 10:00", func() {
		if err := w.service.Delegate(t.Context(), assess.BySlack(owner("governance")), governance, "G3", delegate, ""); err != nil {
			t.Error(err)
		}
		w.settle()
		change("2")
	})
	w.people.refuse = func(letter string) error {
		if letter == "card for UGOVERNANCE: submitted" {
			w.people.refuse = nil
			change("1")
		}
		return nil
	}
	w.at("Oct 6 10:00", func() { w.answerBut("governance", "G3") })
	w.at("Oct 9 10:00", func() {
		if _, err := w.service.SignOff(t.Context(), assess.BySlack(owner("governance")), governance, w.revision(governance)); err != nil {
			t.Error(err)
		}
		w.settle()
	})
	w.runQuestionnaire()
	told := strings.Join(w.people.told(), "\n")
	if !strings.Contains(told, "remind UGOVERNANCE: sign-off") {
		t.Errorf("the owner was not asked to sign:\n%s", told)
	}
	if last := "Oct 9 10:00 card for UGOVERNANCE: submitted"; !strings.HasSuffix(told, last) {
		t.Errorf("people were told\n%s\nand not, at last, %s", told, last)
	}
}

func TestAfterADowntimeOnlyTheNewestOverdueStepIsSent(t *testing.T) {
	t.Parallel()
	w := newWorld(t, "Oct 15 12:00").askEverybody()
	w.at("Oct 15 15:00", func() { w.answer("governance") })
	w.runQuestionnaire()
	w.said(
		"Oct 15 12:00 remind UGOVERNANCE: due-morning",
		"Oct 15 15:00 card for UGOVERNANCE: submitted",
	)
	w.recorded(
		"asked UGOVERNANCE: ask",
		"dropped UGOVERNANCE: half-time",
		"dropped UGOVERNANCE: 2d before",
		"nudged UGOVERNANCE: due-morning",
	)
}

func TestACardThatComesLateIsTheReminderOfItsDay(t *testing.T) {
	t.Parallel()
	w := newWorld(t, "Oct 15 12:00")
	w.at("Oct 16 12:00", func() { w.answer("governance") })
	w.runQuestionnaire()
	w.said(
		"Oct 15 12:00 card for UGOVERNANCE: waiting",
		"Oct 16 09:00 remind UGOVERNANCE: 1d after",
		"Oct 16 12:00 card for UGOVERNANCE: submitted",
	)
}

func TestALostNudgeCostsNobodyAReminder(t *testing.T) {
	t.Parallel()
	w := newWorld(t, "Oct 1 09:00")
	w.at("Oct 12 10:00", func() {
		w.others.setDown(true)
		w.answer("governance")
		w.others.setDown(false)
	})
	w.runQuestionnaire()
	w.said(
		"Oct 1 09:00 card for UGOVERNANCE: waiting",
		"Oct 8 13:15 remind UGOVERNANCE: half-time",
		"Oct 13 09:00 card for UGOVERNANCE: submitted", // looked again when the reminder would have been due
	)
}

func TestTheSweepRepeatsALostNudge(t *testing.T) {
	t.Parallel()
	w := newWorld(t, "Oct 9 09:00")
	w.at("Oct 12 10:00", func() {
		w.others.setDown(true)
		w.answer("governance")
	})
	w.at("Oct 12 10:05", func() {
		w.others.setDown(false)
		if err := w.service.Sweep(t.Context()); err != nil {
			t.Error(err)
		}
	})
	w.runQuestionnaire()
	told := w.people.told()
	if got, want := told[len(told)-1], "Oct 12 10:05 card for UGOVERNANCE: submitted"; got != want {
		t.Errorf("last message = %q, want %q", got, want)
	}
}

func TestAnAnswerInTheMomentOfAReminderSilencesIt(t *testing.T) {
	t.Parallel()
	w := newWorld(t, "Oct 9 09:00")
	answered := false
	w.env.SetOnActivityStartedListener(func(info *activity.Info, _ context.Context, _ converter.EncodedValues) {
		if info.ActivityType.Name == "Remind" && clock(w.env.Now()) == "Oct 13 09:00" {
			answered = true
			w.answer("governance") // the process has decided to remind, and has not yet
		}
	})
	w.runQuestionnaire()
	if !answered {
		t.Fatal("no reminder was on its way")
	}
	w.said(
		"Oct 9 09:00 card for UGOVERNANCE: waiting",
		"Oct 13 09:00 card for UGOVERNANCE: submitted",
	)
	w.recorded(
		"asked UGOVERNANCE: ask",
		"dropped UGOVERNANCE: half-time",
	)
}

func TestANudgeWithoutNewsChangesNothing(t *testing.T) {
	t.Parallel()
	w := newWorld(t, "Oct 1 09:00")
	for _, when := range []string{"Oct 2 10:00", "Oct 2 10:00", "Oct 5 11:00"} {
		w.at(when, func() { w.env.SignalWorkflow(workflows.NudgeSignal, nil) })
	}
	w.at("Oct 9 09:00", func() { w.answer("governance") })
	w.runQuestionnaire()
	w.said(
		"Oct 1 09:00 card for UGOVERNANCE: waiting",
		"Oct 8 13:15 remind UGOVERNANCE: half-time",
		"Oct 9 09:00 card for UGOVERNANCE: submitted",
	)
}

func TestAnOwnerWhomSlackRefusesIsStillEscalated(t *testing.T) {
	t.Parallel()
	w := newWorld(t, "Oct 1 09:00")
	w.people.refuse = func(letter string) error {
		if strings.Contains(letter, "card for UGOVERNANCE") || strings.Contains(letter, "remind UGOVERNANCE") {
			return errs.New(errs.NotFound, "The account of <@UGOVERNANCE> is deactivated.")
		}
		return nil
	}
	w.at("Oct 20 17:30", w.closeByManager)
	w.runQuestionnaire()
	w.said(
		"Oct 19 09:00 tell UMANAGER1 that UGOVERNANCE is late (waiting)",
		"Oct 19 09:00 tell UMANAGER2 that UGOVERNANCE is late (waiting)",
		"Oct 20 17:30 tell UMANAGER1 that UGOVERNANCE is late (missed)",
		"Oct 20 17:30 tell UMANAGER2 that UGOVERNANCE is late (missed)",
	)
	w.recorded(
		"asked UGOVERNANCE: ask",
		"undelivered UGOVERNANCE: ask",
		"nudged UGOVERNANCE: half-time",
		"undelivered UGOVERNANCE: half-time",
		"nudged UGOVERNANCE: 2d before",
		"undelivered UGOVERNANCE: 2d before",
		"nudged UGOVERNANCE: due-morning",
		"undelivered UGOVERNANCE: due-morning",
		"nudged UGOVERNANCE: 1d after",
		"undelivered UGOVERNANCE: 1d after",
		"escalated UMANAGER1: escalate-manager",
		"escalated UMANAGER2: escalate-manager",
	)
	w.view(func(tx assess.Tx) error {
		all, err := tx.Askings(t.Context(), governance)
		if want := "The account of <@UGOVERNANCE> is deactivated."; all[1].Note != want {
			t.Errorf("the ledger says why: %q, want %q", all[1].Note, want)
		}
		return err
	})
}

func TestACardThatCouldNotBeDeliveredIsTriedAgainAtTheNextStep(t *testing.T) {
	t.Parallel()
	w := newWorld(t, "Oct 1 09:00")
	w.people.refuse = func(letter string) error {
		if strings.Contains(letter, "card") && w.env.Now().Before(london(t, "Oct 5 00:00")) {
			return errs.New(errs.NotFound, "The account of <@UGOVERNANCE> is deactivated.")
		}
		return nil
	}
	w.at("Oct 9 09:00", func() { w.answer("governance") })
	w.runQuestionnaire()
	w.said(
		"Oct 8 13:15 card for UGOVERNANCE: waiting",
		"Oct 8 13:15 remind UGOVERNANCE: half-time",
		"Oct 9 09:00 card for UGOVERNANCE: submitted",
	)
}

func TestSlacksRequestToWaitIsFollowed(t *testing.T) {
	t.Parallel()
	w := newWorld(t, "Oct 1 09:00")
	refused := false
	w.people.refuse = func(string) error {
		if refused {
			return nil
		}
		refused = true
		limited := errs.New(errs.Unavailable, "Slack asks Cairn to slow down.")
		limited.RetryAfter = 7 * time.Minute
		return limited
	}
	w.at("Oct 2 09:00", func() { w.answer("governance") })
	w.runQuestionnaire()
	w.said(
		"Oct 1 09:07 card for UGOVERNANCE: waiting",
		"Oct 2 09:00 card for UGOVERNANCE: submitted",
	)
}

func TestASlackOutageDelaysAReminderAndLosesNone(t *testing.T) {
	t.Parallel()
	w := newWorld(t, "Oct 1 09:00")
	w.people.refuse = func(string) error {
		if now := clock(w.env.Now()); now >= "Oct 8 13:00" && now < "Oct 8 15:00" {
			return errs.New(errs.Unavailable, "Slack does not answer.")
		}
		return nil
	}
	w.at("Oct 9 09:00", func() { w.answer("governance") })
	w.runQuestionnaire()
	told := w.people.told()
	if len(told) != 3 || !strings.HasPrefix(told[1], "Oct 8 15:0") || !strings.HasSuffix(told[1], "remind UGOVERNANCE: half-time") {
		t.Errorf("people were told %q, want one reminder just after 15:00", told)
	}
}

func TestAManagerWhomSlackRefusesKeepsNoOtherFromBeingTold(t *testing.T) {
	t.Parallel()
	w := newWorld(t, "Oct 16 12:00").askEverybody()
	w.people.refuse = func(letter string) error {
		if strings.Contains(letter, "tell "+string(boss)) {
			return errs.New(errs.Forbidden, "The account of <@UMANAGER1> is deactivated.")
		}
		return nil
	}
	w.at("Oct 20 17:30", w.closeByManager)
	w.runQuestionnaire()
	if told := w.people.told(); !slices.Contains(told, "Oct 19 09:00 tell UMANAGER2 that UGOVERNANCE is late (waiting)") {
		t.Errorf("people were told %q", told)
	}
	w.recorded(
		"asked UGOVERNANCE: ask",
		"dropped UGOVERNANCE: half-time",
		"dropped UGOVERNANCE: 2d before",
		"dropped UGOVERNANCE: due-morning",
		"nudged UGOVERNANCE: 1d after",
		"escalated UMANAGER1: escalate-manager",
		"undelivered UMANAGER1: escalate-manager",
		"escalated UMANAGER2: escalate-manager",
	)
}

func TestOnlyTheLastAnswerWakesTheCycle(t *testing.T) {
	t.Parallel()
	woken := func(t *testing.T, answeredBefore []string) bool {
		w := newWorld(t, "Oct 1 09:00")
		for _, c := range answeredBefore {
			w.answer(c)
		}
		w.at("Oct 2 09:00", func() { w.answer("governance") })
		w.runQuestionnaire()
		return slices.Contains(w.nudged(), "cycle/harbour-2026-q4")
	}
	if !woken(t, categories[1:]) {
		t.Error("the last answer did not wake the cycle")
	}
	if woken(t, categories[2:]) {
		t.Error("an answer woke the cycle although another is still waited for")
	}
}

func TestTheCycleHearsOfTheLastAnswerWhileSlackIsDown(t *testing.T) {
	t.Parallel()
	w := newWorld(t, "Oct 1 09:00")
	for _, c := range categories[1:] {
		w.answer(c)
	}
	w.people.refuse = func(string) error {
		if now := w.env.Now(); now.After(london(t, "Oct 2 08:00")) && now.Before(london(t, "Oct 2 12:00")) {
			return errs.New(errs.Unavailable, "Slack does not answer.")
		}
		return nil
	}
	w.at("Oct 2 09:00", func() { w.answer("governance") })
	heard := false
	w.at("Oct 2 09:01", func() { heard = slices.Contains(w.nudged(), "cycle/harbour-2026-q4") })
	w.runQuestionnaire()
	if !heard {
		t.Error("the cycle waits for Slack")
	}
}

func TestAChangeWhileTheCardIsRefreshedIsOnTheCardToo(t *testing.T) {
	t.Parallel()
	w := newWorld(t, "Oct 1 09:00")
	w.at("Oct 2 09:00", func() { w.answer("governance") })
	changed := false
	w.people.refuse = func(letter string) error {
		if strings.HasSuffix(letter, "submitted") && !changed {
			changed = true
			w.closeByManager() // while the card is on its way
		}
		return nil
	}
	w.runQuestionnaire()
	w.said(
		"Oct 1 09:00 card for UGOVERNANCE: waiting",
		"Oct 2 09:00 card for UGOVERNANCE: submitted",
		"Oct 2 09:00 card for UGOVERNANCE: submitted, cycle closed",
	)
}

func TestALateCloseIsWaitedForWithoutSpinning(t *testing.T) {
	t.Parallel()
	w := newWorld(t, "Oct 20 09:00")
	looks := 0
	w.env.SetOnActivityStartedListener(func(info *activity.Info, _ context.Context, _ converter.EncodedValues) {
		if info.ActivityType.Name == "Due" {
			looks++
		}
	})
	w.at("Oct 22 17:30", w.closeByManager) // two days after the cycle should have closed
	w.runQuestionnaire()
	if looks > 60 { // about one an hour
		t.Errorf("the process looked %d times", looks)
	}
	if told := w.people.told(); !slices.Contains(told, "Oct 22 17:30 card for UGOVERNANCE: missed, cycle closed") {
		t.Errorf("people were told %q", told)
	}
}

func TestOperatorsSeeUntilWhenAQuestionnaireWaitsAndForWhat(t *testing.T) {
	t.Parallel()
	w := newWorld(t, "Oct 1 09:00")
	waiting := func() (state workflows.Waiting) {
		value, err := w.env.QueryWorkflow(workflows.WaitingQuery)
		if err == nil {
			err = value.Get(&state)
		}
		if err != nil {
			t.Error(err)
		}
		return state
	}
	var first, later workflows.Waiting
	w.at("Oct 2 09:00", func() { first = waiting() })
	w.at("Oct 19 10:00", func() { later = waiting() })
	w.at("Oct 20 09:00", func() { w.answer("governance") })
	w.runQuestionnaire()
	if want := (workflows.Waiting{Until: "2026-10-08T12:15:00Z", Reason: "an answer, until the reminder half-time to UGOVERNANCE"}); first != want {
		t.Errorf("waiting = %+v, want %+v", first, want)
	}
	if want := (workflows.Waiting{Until: "2026-10-20T16:30:00Z", Reason: "an answer, until the cycle closes"}); later != want {
		t.Errorf("waiting = %+v, want %+v", later, want)
	}
	if end := waiting(); end.Until != "" {
		t.Errorf("an ended process waits until %s", end.Until)
	}
}

func TestALongHistoryIsContinuedWithTheSameInput(t *testing.T) {
	t.Parallel()
	w := newWorld(t, "Oct 1 09:00")
	w.env.SetContinueAsNewSuggested(true)
	w.env.ExecuteWorkflow(workflows.Questionnaire, workflows.QuestionnaireInput{Questionnaire: governance})
	var again *workflow.ContinueAsNewError
	if err := w.env.GetWorkflowError(); !errors.As(err, &again) || again.WorkflowType.Name != "Questionnaire" {
		t.Fatalf("the process ended with %v", err)
	}
	var in workflows.QuestionnaireInput
	if err := converter.GetDefaultDataConverter().FromPayloads(again.Input, &in); err != nil || in.Questionnaire != governance {
		t.Errorf("continued with %+v, %v", in, err)
	}
}

func TestWhatTheRunBeforeHeardOfAQuestionnaireLastIsShownByTheNext(t *testing.T) {
	t.Parallel()
	w := newWorld(t, "Oct 1 09:00").askEverybody()
	// The process was nudged because of this, and then its history was so long that it went on as another run.
	if err := w.service.Acknowledge(t.Context(), assess.BySlack(owner("governance")), governance); err != nil {
		t.Fatal(err)
	}
	w.settle()
	w.env.SetContinuedExecutionRunID("the run before")
	var shown []string
	w.env.SetOnActivityStartedListener(func(info *activity.Info, _ context.Context, _ converter.EncodedValues) {
		if info.ActivityType.Name == "Refresh" {
			shown = append(shown, clock(w.env.Now()))
		}
	})
	w.at("Oct 1 10:00", w.env.CancelWorkflow)
	w.env.ExecuteWorkflow(workflows.Questionnaire, workflows.QuestionnaireInput{Questionnaire: governance})
	if want := []string{"Oct 1 09:00"}; !slices.Equal(shown, want) {
		t.Errorf("messages were brought up to date at %q, want %q", shown, want)
	}
}

func TestAnUnknownQuestionnaireEndsItsProcessWithAnError(t *testing.T) {
	t.Parallel()
	w := newWorld(t, "Oct 1 09:00")
	w.env.ExecuteWorkflow(workflows.Questionnaire, workflows.QuestionnaireInput{Questionnaire: "harbour-2026-q4/astrology"})
	if err := w.env.GetWorkflowError(); err == nil || !strings.Contains(err.Error(), "not_found") {
		t.Errorf("the process ended with %v, want not_found", err)
	}
}

func TestACancelledProcessEnds(t *testing.T) {
	t.Parallel()
	w := newWorld(t, "Oct 1 09:00")
	w.at("Oct 2 09:00", w.env.CancelWorkflow)
	w.env.ExecuteWorkflow(workflows.Questionnaire, workflows.QuestionnaireInput{Questionnaire: governance})
	if err := w.env.GetWorkflowError(); err == nil || !strings.Contains(err.Error(), "canceled") {
		t.Errorf("the process ended with %v", err)
	}
	if now := clock(w.env.Now()); now != "Oct 2 09:00" {
		t.Errorf("it ended at %s", now)
	}
}

func TestNobodyIsAskedOutsideTheirWorkingHours(t *testing.T) {
	t.Parallel()
	w := newWorld(t, "Oct 1 19:00") // late, because nothing ran
	w.at("Oct 2 12:00", func() { w.answer("governance") })
	w.runQuestionnaire()
	w.said(
		"Oct 2 09:00 card for UGOVERNANCE: waiting",
		"Oct 2 12:00 card for UGOVERNANCE: submitted",
	)
}

func TestACardThatSlackHeldUpIsDeliveredInTheMorning(t *testing.T) {
	t.Parallel()
	w := newWorld(t, "Oct 1 09:00")
	w.people.refuse = func(string) error {
		if w.env.Now().Before(london(t, "Oct 1 20:00")) {
			return errs.New(errs.Unavailable, "Slack does not answer.")
		}
		return nil
	}
	w.at("Oct 2 12:00", func() { w.answer("governance") })
	w.runQuestionnaire()
	w.said(
		"Oct 2 09:00 card for UGOVERNANCE: waiting",
		"Oct 2 12:00 card for UGOVERNANCE: submitted",
	)
}

func TestAReminderThatSlackHeldUpPastItsDayIsNotMadeUpFor(t *testing.T) {
	t.Parallel()
	w := newWorld(t, "Oct 8 12:00").askEverybody()
	w.people.refuse = func(string) error {
		if now := w.env.Now(); now.After(london(t, "Oct 8 13:00")) && now.Before(london(t, "Oct 9 10:00")) {
			return errs.New(errs.Unavailable, "Slack does not answer.")
		}
		return nil
	}
	w.at("Oct 13 12:00", func() { w.answer("governance") })
	w.runQuestionnaire()
	w.said(
		"Oct 13 09:00 remind UGOVERNANCE: 2d before",
		"Oct 13 12:00 card for UGOVERNANCE: submitted",
	)
	w.recorded(
		"asked UGOVERNANCE: ask",
		"nudged UGOVERNANCE: half-time",
		"undelivered UGOVERNANCE: half-time",
		"nudged UGOVERNANCE: 2d before",
	)
}

func TestTheDeputyIsAskedWhileTheOwnerIsAwayAndTheOwnerWhenTheyAreBack(t *testing.T) {
	t.Parallel()
	w := newWorld(t, "Oct 1 09:00", func(p *assess.Programme) { p.Assignments[0].Deputy = "UDEPUTY" })
	w.at("Oct 2 10:00", func() {
		_, err := w.service.Away(t.Context(), assess.BySlack(owner("governance")), w.env.Now(), london(t, "Oct 14 09:00"))
		if err != nil {
			t.Error(err)
		}
		w.settle()
	})
	w.at("Oct 5 10:00", func() {
		if err := w.service.TakeOver(t.Context(), assess.BySlack("UDEPUTY"), governance); err != nil {
			t.Error(err)
		}
		w.settle()
	})
	w.at("Oct 15 12:00", func() { w.answer("governance") })
	w.runQuestionnaire()
	w.said(
		"Oct 1 09:00 card for UGOVERNANCE: waiting",
		"Oct 2 10:00 offer UDEPUTY what UGOVERNANCE leaves",
		"Oct 5 10:00 card for UDEPUTY: waiting",
		"Oct 9 13:45 remind UDEPUTY: half-time",
		"Oct 13 09:00 remind UDEPUTY: 2d before",
		"Oct 14 09:00 remind UGOVERNANCE: ask 2026-10-14T08:00:00Z", // it is theirs again
		"Oct 15 09:00 remind UGOVERNANCE: due-morning",
		"Oct 15 12:00 card for UGOVERNANCE: submitted",
		"Oct 15 12:00 card for UDEPUTY: submitted",
	)
}
