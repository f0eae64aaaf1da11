package solo

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"time"
)

const (
	defaultStepTimeout = 90 * time.Second // one activity may take a minute, while messages wait for their turn at Slack
	defaultMaxSteps    = 10_000
	longestSettle      = 10 * time.Minute
	// The pauses between two looks at the workflows grow between these. With
	// many workflows a look takes long, and looking must not take the time that
	// they need to get on: a pause is at least restPerLook times as long.
	minSettlePoll = time.Millisecond
	maxSettlePoll = 5 * time.Millisecond
	restPerLook   = 5
	// pastDue is how far a step goes beyond the instant it is for: timers fire
	// to the millisecond.
	pastDue = time.Millisecond
	// maxReasons is how many busy workflows an error names.
	maxReasons = 3
)

// SkipOptions tune a skip. The zero value is a sound default.
type SkipOptions struct {
	// NextEvent returns the earliest instant at which the caller itself has
	// something to do that it has not done yet, if there is one. The skip then
	// stops there and calls OnEvent. Instants that have passed are due at once.
	NextEvent func(ctx context.Context) (time.Time, bool)
	// OnEvent does what is due at the instant NextEvent gave. An error ends the skip.
	OnEvent func(ctx context.Context, at time.Time) error
	// Progress hears of the clock after each step.
	Progress func(now time.Time)
	// StepTimeout bounds, in wall time, the wait for the work of one step while
	// none of it is done; zero means 90 seconds.
	StepTimeout time.Duration
	// MaxSteps bounds the steps, so that something that wakes again and again
	// ends in an error; zero means 10,000.
	MaxSteps int
}

// Skip moves the clock forward by d. It goes from one due instant to the next:
// timers, retries, timeouts, delayed starts and Temporal Schedules each fire at
// their own time and in their order, and what they wake is done before the clock
// moves on. When it returns, the clock has reached its target and no workflow
// has anything to do.
//
// A workflow whose worker is missing or whose activity does not end stops the
// skip with an error that names it; the clock stays where it then is. Cancelling
// the context ends the skip between two steps. Skips wait for each other.
func (s *Server) Skip(ctx context.Context, d time.Duration, options SkipOptions) error {
	if s.waker == nil {
		return errNotSkipping
	}
	if d < 0 {
		return fmt.Errorf("time cannot be skipped by %s: it only goes forward", d)
	}
	if options.StepTimeout == 0 {
		options.StepTimeout = defaultStepTimeout
	}
	if options.MaxSteps == 0 {
		options.MaxSteps = defaultMaxSteps
	}
	select {
	case s.skipping <- struct{}{}:
		defer func() { <-s.skipping }()
	case <-ctx.Done():
		return fmt.Errorf("wait for another skip to end: %w", ctx.Err())
	}

	target, last := s.Clock().Now().Add(d), ""
	for range options.MaxSteps {
		agenda, err := s.settle(ctx, options.StepTimeout)
		if err != nil {
			return err
		}
		at, event := target, false
		if !agenda.next.IsZero() && agenda.next.Before(at) {
			at, last = agenda.next, agenda.wakes
		}
		if options.NextEvent != nil {
			if due, any := options.NextEvent(ctx); any && !due.After(at) {
				at, event, last = due, true, "an event of the caller"
			}
		}
		if !event && !s.Clock().Now().Before(target) {
			return nil
		}
		if err := s.moveTo(ctx, at); err != nil {
			return err
		}
		if event && options.OnEvent != nil {
			if err := options.OnEvent(ctx, at); err != nil {
				return fmt.Errorf("do what is due at %s: %w", at.Format(time.RFC3339), err)
			}
		}
		if options.Progress != nil {
			options.Progress(s.Clock().Now())
		}
	}
	return fmt.Errorf("the skip has not reached %s after %d steps, it stands at %s; the last to wake was %s: see whether that wakes too often, or allow more steps",
		target.Format(time.RFC3339), options.MaxSteps, s.Clock().Now().Format(time.RFC3339), last)
}

// Settle waits until no workflow has anything to do at the present instant. It
// gives up when nothing gets done for 90 seconds. It works without TimeSkipping
// too.
func (s *Server) Settle(ctx context.Context) error {
	_, err := s.settle(ctx, defaultStepTimeout)
	return err
}

// settle waits until nothing is busy and returns what is due next. Time begins
// anew whenever something moves, because a thousand workflows take as long as
// they take; longestSettle bounds all of it.
func (s *Server) settle(ctx context.Context, timeout time.Duration) (*agenda, error) {
	deadline := time.NewTimer(timeout)
	defer deadline.Stop()
	var before []string // what was busy at the look before
	began := time.Now()
	for pause := minSettlePoll; ; pause = min(2*pause, maxSettlePoll) {
		now, looked := s.Clock().Now(), time.Now()
		agenda, err := s.db.readAgenda(ctx, s.namespace, now)
		if err != nil {
			return nil, err
		}
		if len(agenda.busy) == 0 {
			return agenda, nil
		}
		if !slices.Equal(agenda.busy, before) && time.Since(began) < longestSettle {
			deadline.Reset(timeout)
		}
		before = agenda.busy
		select {
		case <-time.After(max(pause, restPerLook*time.Since(looked))):
		case <-ctx.Done():
			return nil, fmt.Errorf("wait for the workflows at %s: %w (%s)", now.Format(time.RFC3339), ctx.Err(), agenda.reasons())
		case <-deadline.C:
			return nil, fmt.Errorf("the workflows are still busy after %s, so time stays at %s: %s",
				timeout, now.Format(time.RFC3339), agenda.reasons())
		}
	}
}

// reasons tells which workflows are busy with what.
func (a *agenda) reasons() string {
	if len(a.busy) <= maxReasons {
		return strings.Join(a.busy, "; ")
	}
	return fmt.Sprintf("%s; and %d more", strings.Join(a.busy[:maxReasons], "; "), len(a.busy)-maxReasons)
}

// moveTo moves the clock to just past an instant, unless it is past already.
// The database learns of it first: after a crash it must not be behind.
func (s *Server) moveTo(ctx context.Context, at time.Time) error {
	clock := s.Clock()
	offset := clock.Offset() + at.Add(pastDue).Sub(clock.Now())
	if err := s.db.saveOffset(ctx, offset); err != nil {
		return err
	}
	clock.SetOffset(offset)
	return s.waker.wake(ctx, clock.Now())
}
