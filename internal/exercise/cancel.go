package exercise

import (
	"context"
	"strings"

	"cairn/internal/assess"
	"cairn/internal/errs"
)

// Cancel calls an exercise off that has not begun. Everybody who was invited is told why.
func (s *Service) Cancel(ctx context.Context, by assess.Actor, id ID, why string) (err error) {
	defer errs.Wrap(&err, "exercise.Cancel(%s)", id)
	why = strings.TrimSpace(why)
	return s.act(ctx, id, func(r *record) error {
		if err := r.mayChange(by); err != nil {
			return err
		}
		faults := make(errs.Faults)
		if checkWhy(faults, why); len(faults) > 0 {
			return faults.Err()
		}
		e := Event{By: by, Kind: WasCancelled, Detail: Detail{Note: why}}
		return r.keep(ctx, e, "exercise.cancelled", map[string]string{"why": why}, func(x *Exercise) {
			x.State, x.EndedAt, x.Why = Cancelled, r.now, why
		})
	})
}
