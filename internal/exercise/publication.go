package exercise

import (
	"context"
	"slices"
	"time"

	"cairn/internal/assess"
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
		all, err := s.backed(r, link, at)
		if err != nil {
			return err
		}
		for _, b := range all {
			if err := r.tx.AddBacking(ctx, b); err != nil {
				return err
			}
		}
		e := Event{At: at, By: bySchedule, Kind: WasPublished, Detail: Detail{Link: link}}
		if err := r.keep(ctx, e, "exercise.published", map[string]string{"link": link}, nil); err != nil {
			return err
		}
		return r.tx.AddNudge(ctx, assess.Nudge{Kind: assess.NudgeExercise, Subject: string(DutyOf(r.Programme)), At: r.now})
	})
}

// backed lists the items of the programme's model that the exercise is evidence for, and until when: as long as the programme
// may wait for the next of the kind, or for a year where it has no such duty.
func (s *Service) backed(r *record, link string, at time.Time) ([]Backed, error) {
	m, err := s.models(r.programme.Model)
	if err != nil {
		return nil, err
	}
	months := r.programme.Rehearsals.Tabletop
	if r.Kind == Simulation {
		months = r.programme.Rehearsals.Simulation
	}
	if months == 0 {
		months = 12
	}
	var all []Backed
	for _, id := range r.Scenario.BackedBy(m.ID, r.Kind) {
		if _, known := m.Item(id); known {
			all = append(all, Backed{
				Exercise: r.ID, Item: id, Kind: r.Kind, At: r.EndedAt, Until: r.EndedAt.AddDate(0, months, 0), PublishedAt: at, Link: link,
			})
		}
	}
	return all, nil
}
