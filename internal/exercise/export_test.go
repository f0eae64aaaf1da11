package exercise

import (
	"context"
	"time"
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

// TimeUp ends a run whose time is up.
func (s *Service) TimeUp(ctx context.Context, id ID, now time.Time) error {
	return s.store.Update(ctx, func(tx Tx) error {
		r, err := s.record(ctx, tx, id, now)
		if err != nil {
			return err
		}
		return r.timeUp(ctx)
	})
}
