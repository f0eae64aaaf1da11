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
