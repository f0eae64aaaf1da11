package assess

import (
	"context"
	"errors"
	"fmt"
	"time"

	"cairn/internal/errs"
)

// sweepBatch bounds how many nudges one transaction reads.
const sweepBatch = 200

// nudge adds the nudges of an act to its transaction.
func nudge(ctx context.Context, tx Tx, at time.Time, kind NudgeKind, subject string) error {
	return tx.AddNudge(ctx, Nudge{Kind: kind, Subject: subject, At: at})
}

// deliver starts to tell the processes what was just committed, without making the person wait. One delivery at most
// waits to start: it reads the nudges only then, so it takes along whatever was committed before.
func (s *Service) deliver() {
	select {
	case s.wake <- struct{}{}:
	default: // one is waiting to start and will see our nudge
		return
	}
	s.nudging.Go(func() {
		ctx, cancel := context.WithTimeout(context.Background(), time.Minute)
		defer cancel()
		err := s.sweeping.Acquire(ctx, 1)
		<-s.wake // from here on it takes another delivery to see what is committed
		if err == nil {
			err = s.sweep(ctx)
			s.sweeping.Release(1)
		}
		if err != nil {
			s.log.Warn("processes were not told yet; the sweep will repeat it", "error", err)
		}
	})
}

// Told returns how many nudges were delivered since the service began. Whoever moves time waits until it stands still.
func (s *Service) Told() int64 { return s.told.Load() }

// Sweep delivers every nudge that waits, oldest first, after a delivery that is under way. It stops at
// once when the processes are out of reach, and else after the first batch with a failure, and returns what went wrong;
// what was not delivered stays for the next sweep.
func (s *Service) Sweep(ctx context.Context) error {
	if err := s.sweeping.Acquire(ctx, 1); err != nil {
		return err
	}
	defer s.sweeping.Release(1)
	return s.sweep(ctx)
}

func (s *Service) sweep(ctx context.Context) error {
	for {
		var waiting []Nudge
		err := s.store.View(ctx, func(tx Tx) (err error) {
			waiting, err = tx.Nudges(ctx, sweepBatch)
			return err
		})
		if err != nil || len(waiting) == 0 {
			return err
		}
		var failed []error
		for _, n := range waiting {
			err := s.tell(ctx, n)
			if errs.Is(err, errs.Unavailable) { // the others would wait for the same
				return err
			}
			if err != nil {
				failed = append(failed, fmt.Errorf("nudge %s %s: %w", n.Kind, n.Subject, err))
				continue
			}
			if err := s.store.Update(ctx, func(tx Tx) error { return tx.DropNudge(ctx, n.ID) }); err != nil {
				return err
			}
			s.told.Add(1)
		}
		if len(failed) > 0 {
			return errors.Join(failed...)
		}
	}
}

func (s *Service) tell(ctx context.Context, n Nudge) error {
	ctx, cancel := context.WithTimeout(ctx, nudgeTimeout)
	defer cancel()
	switch n.Kind {
	case NudgeStart:
		return s.processes.StartCycle(ctx, CycleID(n.Subject))
	case NudgeCycle:
		return s.processes.NudgeCycle(ctx, CycleID(n.Subject))
	case NudgeQuestionnaire:
		return s.processes.NudgeQuestionnaire(ctx, QuestionnaireID(n.Subject))
	case NudgeAgain:
		return s.processes.AskAgain(ctx, QuestionnaireID(n.Subject))
	case NudgeSchedule:
		return s.reschedule(ctx, ProgrammeID(n.Subject))
	case NudgeDigest:
		return s.processes.PublishDigest(ctx, CycleID(n.Subject))
	case NudgeDispute:
		return s.processes.TellDispute(ctx, DisputeID(n.Subject))
	case NudgeDeparture:
		return s.processes.TellDeparture(ctx, UserID(n.Subject))
	case NudgeFollow:
		return s.processes.Follow(ctx, n.Subject)
	case NudgeReview:
		return s.processes.ReviewTargets(ctx, ProgrammeID(n.Subject))
	case NudgeExercise:
		return s.processes.Exercise(ctx, n.Subject)
	default:
		return fmt.Errorf("unknown kind of nudge %q", n.Kind)
	}
}
