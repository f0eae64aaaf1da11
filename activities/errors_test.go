package activities_test

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"testing"
	"time"

	"go.temporal.io/sdk/temporal"
	"go.temporal.io/sdk/testsuite"

	"cairn/activities"
	"cairn/internal/assess"
	"cairn/internal/errs"
)

// failing are use cases that end in one way.
type failing struct {
	activities.Cycles
	err error
}

func (f failing) CloseDue(context.Context, assess.CycleID, time.Time) error { return f.err }

func (f failing) Progress(context.Context, assess.CycleID, time.Time) (assess.Progress, error) {
	return assess.Progress{}, f.err
}

// crossing lets an error cross from an activity to Temporal.
func crossing(t *testing.T, cause error) error {
	t.Helper()
	env := new(testsuite.WorkflowTestSuite).NewTestActivityEnvironment()
	a := activities.New(activities.Ports{Cycles: failing{err: cause}})
	env.RegisterActivity(a)
	_, err := env.ExecuteActivity(a.CloseDue, assess.CycleID("c"), time.Time{})
	return err
}

func TestAnErrorsCodeBecomesItsTypeForTemporal(t *testing.T) {
	t.Parallel()
	final := activities.Final()
	for _, tt := range []struct {
		cause error
		typ   string
		final bool // not to be tried again
	}{
		{errs.New(errs.Invalid, "The file names no owner."), "invalid", true},
		{errs.New(errs.NotFound, "There is no such cycle."), "not_found", true},
		{errs.New(errs.Forbidden, "Cairn is not in the channel."), "forbidden", true},
		{errs.New(errs.Closed, "The cycle is closed."), "closed", true},
		{errs.New(errs.Conflict, "Somebody else was quicker."), "conflict", false},
		{errs.New(errs.Unavailable, "Slack does not answer."), "unavailable", false},
		{errors.New("disk full"), "internal", false},
		{fmt.Errorf("close: %w", errs.New(errs.NotFound, "There is no such cycle.")), "not_found", true},
	} {
		t.Run(tt.cause.Error(), func(t *testing.T) {
			t.Parallel()
			var crossed *temporal.ApplicationError
			if err := crossing(t, tt.cause); !errors.As(err, &crossed) {
				t.Fatalf("it arrived as %v", err)
			}
			if crossed.Type() != tt.typ || crossed.Message() != tt.cause.Error() {
				t.Errorf("it arrived as %s: %s", crossed.Type(), crossed.Message())
			}
			if slices.Contains(final, crossed.Type()) != tt.final {
				t.Errorf("final = %t, want %t", !tt.final, tt.final)
			}
		})
	}
}

func TestTheOtherSidesRequestToWaitReachesTemporal(t *testing.T) {
	t.Parallel()
	limited := errs.New(errs.Unavailable, "Slack asks Cairn to slow down.")
	limited.RetryAfter = 42 * time.Second
	var crossed *temporal.ApplicationError
	if err := crossing(t, fmt.Errorf("bot.Card: %w", limited)); !errors.As(err, &crossed) {
		t.Fatalf("it arrived as %v", err)
	}
	if got := crossed.NextRetryDelay(); got != 42*time.Second {
		t.Errorf("next try after %s, want 42s", got)
	}
}

func TestNoErrorStaysNone(t *testing.T) {
	t.Parallel()
	if err := crossing(t, nil); err != nil {
		t.Errorf("it arrived as %v", err)
	}
}
