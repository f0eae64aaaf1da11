package assess

import (
	"context"
	"errors"
	"time"

	"cairn/internal/errs"
)

const (
	openingGrace  = 10 * time.Minute   // how late an opening is before nobody waits for the schedule any more
	openingMost   = 7 * 24 * time.Hour // an opening later than that is for a manager to make up for
	revivedCycles = 20                 // newest cycles of a programme that are looked at
	closedLately  = 48 * time.Hour     // for how long a closed cycle's process is made sure to have run
)

// Revive makes the processes be what the facts ask for, after Temporal lost some of its own (a restored backup, a
// namespace made anew): openings that were missed, the schedules of the coming ones, and the processes of cycles that
// are open or were closed lately. What is there already is left alone, so it may be called at any time.
func (s *Service) Revive(ctx context.Context) (err error) {
	defer errs.Wrap(&err, "assess.Revive")
	var programmes []Programme
	var cycles []Cycle
	now := s.now()
	err = s.store.View(ctx, func(tx Tx) error {
		if programmes, err = tx.Programmes(ctx); err != nil {
			return err
		}
		for _, p := range programmes {
			newest, err := tx.Cycles(ctx, p.ID, revivedCycles)
			if err != nil {
				return err
			}
			cycles = append(cycles, newest...)
		}
		return nil
	})
	if err != nil {
		return err
	}
	var failed []error
	for _, p := range programmes {
		failed = append(failed, s.makeUp(ctx, p, now), s.reschedule(ctx, p.ID))
	}
	for _, c := range cycles {
		if c.State == CycleOpen || c.Reason != Imported && now.Sub(c.ClosedAt) < closedLately {
			failed = append(failed, s.processes.StartCycle(ctx, c.ID))
		}
	}
	return errors.Join(failed...)
}

// makeUp opens the cycle of an opening that the schedule missed since the programme was last applied.
func (s *Service) makeUp(ctx context.Context, p Programme, now time.Time) error {
	cal, err := p.Calendar()
	if err != nil {
		return err
	}
	since := now.Add(-openingMost)
	if p.UpdatedAt.After(since) {
		since = p.UpdatedAt
	}
	for _, opening := range cal.Openings(p.Cadence, since, 1) {
		if now.Sub(opening) < openingGrace {
			continue
		}
		if _, _, err := s.OpenScheduled(ctx, p.ID, opening); err != nil {
			return err
		}
	}
	return nil
}
