package exercise

import (
	"context"
	"time"

	"cairn/internal/assess"
)

// LiveDue is what the process of a run has to do next.
func (s *Service) LiveDue(ctx context.Context, id ID, now time.Time) (due Due, err error) {
	err = s.store.View(ctx, func(tx Tx) error {
		r, err := s.record(ctx, tx, id, now)
		if err == nil {
			due = r.liveDue()
		}
		return err
	})
	return due, err
}

// Standings looks back on a programme's exercises from an instant to the one before.
func (s *Service) Standings(ctx context.Context, p assess.ProgrammeID, before, at time.Time) (st Standings, err error) {
	err = s.store.View(ctx, func(tx Tx) error {
		in, err := tx.Programme(ctx, p)
		if err != nil {
			return err
		}
		st, err = s.standings(ctx, tx, in, before, at)
		return err
	})
	return st, err
}

// HashOf is how the hash of a signed report is made.
func HashOf(text string) string { return hashOf(text) }
