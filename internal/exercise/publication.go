package exercise

import (
	"context"
	"slices"
	"time"

	"cairn/internal/errs"
)

// StepPublish is what publishing a report is called where Slack refuses it.
const StepPublish = "publish"

// Publication is the signed report that is still to be published; false once it is, or when Slack refused it for good.
func (s *Service) Publication(ctx context.Context, id ID) (report Report, ok bool, err error) {
	defer errs.Wrap(&err, "exercise.Publication(%s)", id)
	err = s.store.View(ctx, func(tx Tx) error {
		r, err := s.record(ctx, tx, id, s.now())
		if err != nil {
			return err
		}
		if ok = r.publishable(); !ok {
			return nil
		}
		report, err = r.signed(ctx)
		return err
	})
	return report, ok, err
}

// publishable reports whether the report is signed and has yet to be published.
func (r *record) publishable() bool {
	return r.State == Reviewed && !slices.ContainsFunc(r.events, func(e Event) bool {
		return e.Kind == WasPublished || e.Kind == WasUndelivered && e.Step == StepPublish
	})
}

// Published records where the report is, and from then on the exercise is evidence for the items of the model that ask for
// one of its kind. Said again it changes nothing.
func (s *Service) Published(ctx context.Context, id ID, link string, at time.Time) (err error) {
	defer errs.Wrap(&err, "exercise.Published(%s)", id)
	return s.act(ctx, id, func(r *record) error {
		if r.State != Reviewed {
			return errs.New(errs.Conflict, "The report of %s is not signed, so it cannot be published.", r.ID.Number())
		}
		if r.find(WasPublished) != nil {
			return nil
		}
		m, err := s.models(r.programme.Model)
		if err != nil {
			return err
		}
		for _, b := range r.backed(m, monthsOf(r.programme, r.Kind), link, at) {
			if err := r.tx.AddBacking(ctx, b); err != nil {
				return err
			}
		}
		e := Event{At: at, By: bySchedule, Kind: WasPublished, Detail: Detail{Link: link}}
		if err := r.keep(ctx, e, "exercise.published", map[string]string{"link": link}, nil); err != nil {
			return err
		}
		return r.nudge(ctx, DutyOf(r.Programme), r.now)
	})
}
