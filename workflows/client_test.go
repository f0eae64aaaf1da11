package workflows_test

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	enumspb "go.temporal.io/api/enums/v1"

	"cairn/internal/assess"
	"cairn/internal/errs"
	"cairn/internal/exercise"
	"cairn/workflows"
)

func TestACycleIsStartedOnceHoweverOftenItIsAskedFor(t *testing.T) {
	t.Parallel()
	temporal, processes := newFrontend(t)
	for range 3 {
		if err := processes.StartCycle(t.Context(), "northwind-2026-q4"); err != nil {
			t.Fatal(err)
		}
	}
	temporal.end("cycle/northwind-2026-q4", enumspb.WORKFLOW_EXECUTION_STATUS_COMPLETED)
	if err := processes.StartCycle(t.Context(), "northwind-2026-q4"); err != nil {
		t.Fatalf("a cycle that has ended: %v", err)
	}

	starts := temporal.starts()
	if len(starts) != 1 {
		t.Fatalf("%d starts, want 1", len(starts))
	}
	if s := starts[0]; s.WorkflowId != "cycle/northwind-2026-q4" || s.WorkflowType.Name != "Cycle" || s.TaskQueue.Name != queue {
		t.Errorf("started %s as %s on %s", s.WorkflowId, s.WorkflowType.Name, s.TaskQueue.Name)
	}
	if got, want := string(starts[0].Input.Payloads[0].Data), `{"cycle":"northwind-2026-q4"}`; got != want {
		t.Errorf("input = %s, want %s", got, want)
	}
}

func TestACycleWhoseProcessFailedIsStartedAgain(t *testing.T) {
	t.Parallel()
	temporal, processes := newFrontend(t)
	for range 2 {
		if err := processes.StartCycle(t.Context(), "c"); err != nil {
			t.Fatal(err)
		}
		temporal.end("cycle/c", enumspb.WORKFLOW_EXECUTION_STATUS_FAILED)
	}
	if n := len(temporal.starts()); n != 2 {
		t.Errorf("%d starts, want 2", n)
	}
}

func hundred() []assess.QuestionnaireID {
	ids := make([]assess.QuestionnaireID, 100)
	for i := range ids {
		ids[i] = assess.QuestionnaireID(fmt.Sprintf("c/%d", i))
	}
	return ids
}

func TestEachQuestionnaireIsStartedOnce(t *testing.T) {
	t.Parallel()
	temporal, processes := newFrontend(t)
	for range 2 { // a second try starts none of them again
		if err := processes.StartQuestionnaires(t.Context(), hundred()); err != nil {
			t.Fatal(err)
		}
	}
	started := map[string]bool{}
	for _, s := range temporal.starts() {
		started[s.WorkflowId] = true
	}
	if len(started) != 100 || len(temporal.starts()) != 100 || !started["questionnaire/c/99"] {
		t.Errorf("%d starts of %d questionnaires, want each of 100 once", len(temporal.starts()), len(started))
	}
}

func TestQuestionnairesAreStartedSixteenAtATime(t *testing.T) {
	t.Parallel()
	temporal, processes := newFrontend(t)
	temporal.hold = make(chan struct{})
	done := make(chan error, 1)
	go func() { done <- processes.StartQuestionnaires(t.Context(), hundred()) }()
	for range 16 {
		<-temporal.arrived
	}
	for range 50 { // while these come and go, any further start would arrive
		if err := processes.NudgeCycle(t.Context(), "c"); err != nil {
			t.Error(err)
		}
	}
	close(temporal.hold)
	if err := <-done; err != nil {
		t.Fatal(err)
	}
	if temporal.mostAtOne != 16 {
		t.Errorf("%d were started at once, want 16", temporal.mostAtOne)
	}
}

func TestANudgeReachesARunningProcessAndIgnoresAnEndedOne(t *testing.T) {
	t.Parallel()
	temporal, processes := newFrontend(t)
	if err := processes.StartQuestionnaires(t.Context(), []assess.QuestionnaireID{"c/governance"}); err != nil {
		t.Fatal(err)
	}
	if err := processes.NudgeQuestionnaire(t.Context(), "c/governance"); err != nil {
		t.Error(err)
	}
	if err := processes.NudgeQuestionnaire(t.Context(), "c/unknown"); err != nil {
		t.Errorf("a process that never was: %v", err)
	}
	if err := processes.NudgeCycle(t.Context(), "c"); err != nil {
		t.Errorf("a cycle without a process: %v", err)
	}
	if got := strings.Join(temporal.signalled(), ","); got != "questionnaire/c/governance nudge" {
		t.Errorf("signals = %q", got)
	}
}

func TestAQuestionnaireThatWaitsAgainIsStayedWithAgain(t *testing.T) {
	t.Parallel()
	temporal, processes := newFrontend(t)
	if err := processes.StartQuestionnaires(t.Context(), []assess.QuestionnaireID{"c/governance"}); err != nil {
		t.Fatal(err)
	}
	if err := processes.AskAgain(t.Context(), "c/governance"); err != nil { // it has not ended yet
		t.Error(err)
	}
	if n := len(temporal.starts()); n != 1 {
		t.Errorf("%d processes", n)
	}
	temporal.end("questionnaire/c/governance", enumspb.WORKFLOW_EXECUTION_STATUS_COMPLETED)
	if err := processes.AskAgain(t.Context(), "c/governance"); err != nil {
		t.Error(err)
	}
	if n := len(temporal.starts()); n != 2 {
		t.Errorf("%d processes began, want one more", n)
	}
}

func TestFollowingStartsOneProcessForEachTargetAndActionOrNudgesTheOneThatRuns(t *testing.T) {
	t.Parallel()
	temporal, processes := newFrontend(t)
	for _, subject := range []string{"northwind/T3", "northwind/A12", "northwind/T3"} {
		if err := processes.Follow(t.Context(), subject); err != nil {
			t.Fatal(err)
		}
	}
	temporal.end("action/northwind/A12", enumspb.WORKFLOW_EXECUTION_STATUS_COMPLETED)
	if err := processes.Follow(t.Context(), "northwind/A12"); err != nil { // done, and opened again
		t.Fatal(err)
	}
	var got []string
	for _, s := range temporal.starts() {
		got = append(got, fmt.Sprintf("%s %s %s", s.WorkflowId, s.WorkflowType.Name, s.Input.Payloads[0].Data))
	}
	want := []string{
		`target/northwind/T3 Target {"target":"northwind/T3"}`,
		`action/northwind/A12 Action {"action":"northwind/A12"}`,
		`action/northwind/A12 Action {"action":"northwind/A12"}`,
	}
	if !slices.Equal(got, want) {
		t.Errorf("started\n\t%s\nwant\n\t%s", strings.Join(got, "\n\t"), strings.Join(want, "\n\t"))
	}
	if got := len(temporal.signalled()); got != 4 {
		t.Errorf("%d nudges, want each of 4 to arrive", got)
	}
}

func TestStayingWithWhatIsFollowedAlreadyDoesNotWakeIt(t *testing.T) {
	t.Parallel()
	temporal, processes := newFrontend(t)
	for range 2 {
		if err := processes.StayWith(t.Context(), "northwind/T3"); err != nil {
			t.Fatal(err)
		}
	}
	temporal.end("target/northwind/T3", enumspb.WORKFLOW_EXECUTION_STATUS_COMPLETED)
	if err := processes.StayWith(t.Context(), "northwind/T3"); err != nil { // it should not have ended
		t.Fatal(err)
	}
	if n := len(temporal.starts()); n != 2 {
		t.Errorf("%d starts, want one, and another after the process has ended", n)
	}
	if got := temporal.signalled(); len(got) > 0 {
		t.Errorf("signals = %q, want none", got)
	}
}

func TestWhatIsNeitherATargetNorAnActionIsNotFollowed(t *testing.T) {
	t.Parallel()
	temporal, processes := newFrontend(t)
	for _, subject := range []string{"", "northwind", "northwind/X1"} {
		if err := processes.Follow(t.Context(), subject); !errs.Is(err, errs.Invalid) {
			t.Errorf("Follow(%q) = %v, want errs.Invalid", subject, err)
		}
	}
	if n := len(temporal.starts()); n > 0 {
		t.Errorf("%d starts", n)
	}
}

func TestAnExerciseAndADutyHaveOneProcessEachThatIsStartedOrNudged(t *testing.T) {
	t.Parallel()
	temporal, processes := newFrontend(t)
	for _, subject := range []string{"northwind/E2", "northwind/duty", "northwind/E2"} {
		if err := processes.Exercise(t.Context(), subject); err != nil {
			t.Fatal(err)
		}
		if err := processes.StayWithExercise(t.Context(), exercise.Subject(subject)); err != nil {
			t.Fatal(err)
		}
	}
	if got := len(temporal.signalled()); got != 3 {
		t.Errorf("%d nudges, want each of 3 to arrive, and none by staying", got)
	}
	temporal.end("duty/northwind", enumspb.WORKFLOW_EXECUTION_STATUS_TERMINATED)
	if err := processes.StayWithExercise(t.Context(), "northwind/duty"); err != nil {
		t.Fatal(err)
	}
	var got []string
	for _, s := range temporal.starts() {
		got = append(got, fmt.Sprintf("%s %s %s", s.WorkflowId, s.WorkflowType.Name, s.Input.Payloads[0].Data))
	}
	want := []string{
		`exercise/northwind/E2 Exercise {"exercise":"northwind/E2"}`,
		`duty/northwind Duty {"programme":"northwind"}`,
		`duty/northwind Duty {"programme":"northwind"}`,
	}
	if !slices.Equal(got, want) {
		t.Errorf("started\n\t%s\nwant\n\t%s", strings.Join(got, "\n\t"), strings.Join(want, "\n\t"))
	}
}

func TestWhatIsNeitherAnExerciseNorADutyHasNoProcess(t *testing.T) {
	t.Parallel()
	temporal, processes := newFrontend(t)
	for _, subject := range []string{"", "northwind", "/duty"} {
		if err := processes.Exercise(t.Context(), subject); !errs.Is(err, errs.Invalid) {
			t.Errorf("Exercise(%q) = %v, want errs.Invalid", subject, err)
		}
	}
	if n := len(temporal.starts()); n > 0 {
		t.Errorf("%d starts", n)
	}
}

func TestATemporalThatIsDownIsUnavailable(t *testing.T) {
	t.Parallel()
	processes := workflows.NewClient(dial(t, "127.0.0.1:1"), queue) // nobody listens there, ever
	ctx, cancel := context.WithTimeout(t.Context(), 300*time.Millisecond)
	defer cancel()
	calls := map[string]error{
		"start":    processes.StartCycle(ctx, "c"),
		"nudge":    processes.NudgeCycle(ctx, "c"),
		"exercise": processes.Exercise(ctx, "northwind/E2"),
		"follow":   processes.Follow(ctx, "northwind/T3"),
		"review":   processes.ReviewTargets(ctx, "northwind"),
		"schedule": processes.Schedule(ctx, northwind, []time.Time{opening}),
		"remove":   processes.Schedule(ctx, northwind, nil),
	}
	for call, err := range calls {
		if !errs.Is(err, errs.Unavailable) {
			t.Errorf("%s: %v, want an errs.Unavailable", call, err)
		}
	}
}
