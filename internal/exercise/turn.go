package exercise

import (
	"context"
	"errors"
	"fmt"
	"time"

	"cairn/internal/assess"
	"cairn/internal/errs"
)

// Turn makes the exercise what a step says, unless it is that already or it is not yet time: nobody began it, its time is up,
// or the hot wash closes.
func (s *Service) Turn(ctx context.Context, id ID, step string, now time.Time) (err error) {
	defer errs.Wrap(&err, "exercise.Turn(%s, %s)", id, step)
	err = s.store.Update(ctx, func(tx Tx) error {
		r, err := s.record(ctx, tx, id, now)
		if err != nil {
			return err
		}
		if step == StepTimeUp {
			return r.timeUp(ctx)
		}
		is, at := r.turn()
		switch {
		case step != StepLapse && step != StepDraft:
			return fmt.Errorf("there is no turn %q", step)
		case is != step || at.After(now):
			return nil
		case step == StepLapse:
			return r.lapse(ctx)
		default:
			return r.draft(ctx)
		}
	})
	if err == nil {
		s.programmes.Deliver()
	}
	return err
}

// lapse cancels an exercise that nobody began.
func (r *record) lapse(ctx context.Context) error {
	e := Event{By: bySchedule, Kind: WasCancelled, Step: StepLapse, Detail: Detail{Note: WhyNotBegun}}
	return r.keep(ctx, e, "exercise.lapsed", nil, func(x *Exercise) { x.State, x.EndedAt, x.Why = Cancelled, r.now, WhyNotBegun })
}

// Revive makes sure that a process stays with each exercise that is not over, with each whose report is not published, and with
// the duty of each programme, after Temporal lost some of its own. What runs is left alone, so it may be called at any time. Where a
// duty follows from a declaration that is older than such duties, it is recorded that it is in force from now on.
func (s *Service) Revive(ctx context.Context) (err error) {
	defer errs.Wrap(&err, "exercise.Revive")
	var subjects []Subject
	var older []assess.ProgrammeID
	err = s.store.View(ctx, func(tx Tx) error {
		programmes, err := tx.Programmes(ctx)
		if err != nil {
			return err
		}
		for _, p := range programmes {
			subjects = append(subjects, DutyOf(p.ID))
			if kinds, err := unbegun(ctx, tx, p); err != nil {
				return err
			} else if len(kinds) > 0 {
				older = append(older, p.ID)
			}
			all, err := tx.Exercises(ctx, p.ID)
			if err != nil {
				return err
			}
			for _, e := range all {
				if !e.State.Over() || s.now().Sub(latest(e.ReviewedAt, e.EndedAt)) < revivedFor {
					subjects = append(subjects, e.ID.Subject())
				}
			}
		}
		return nil
	})
	if err != nil {
		return err
	}
	for _, p := range older { // before its process looks at it
		if err := s.begin(ctx, p); err != nil {
			return err
		}
	}
	var failed []error
	for _, subject := range subjects {
		err := s.processes.StayWithExercise(ctx, subject)
		if errs.Is(err, errs.Unavailable) { // the others would wait for the same
			return err
		}
		failed = append(failed, err)
	}
	return errors.Join(failed...)
}

// revivedFor is for how long something may still have to be said of an exercise that is over.
const revivedFor = 14 * 24 * time.Hour
