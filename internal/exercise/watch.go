package exercise

import (
	"context"
	"slices"

	"cairn/internal/assess"
	"cairn/internal/errs"
)

// Watch is what observers have: what to look for, and what they noted. The facilitator may read it too.
func (s *Service) Watch(ctx context.Context, by assess.Actor, id ID) (w Watch, err error) {
	defer errs.Wrap(&err, "exercise.Watch(%s)", id)
	err = s.store.View(ctx, func(tx Tx) error {
		r, err := s.record(ctx, tx, id, s.now())
		if err != nil {
			return err
		}
		if !r.PartOf(by.User).ReadsNotes() {
			return forbidden("What observers look for in %s is for them and its facilitator, %s.", r.ID.Number(), assess.Mentions(r.Facilitator))
		}
		w, err = s.watchFor(ctx, r, by)
		return err
	})
	return w, err
}

// watchFor is what an observer has of an exercise.
func (s *Service) watchFor(ctx context.Context, r *record, by assess.Actor) (Watch, error) {
	v, err := s.view(ctx, r, by)
	if err != nil {
		return Watch{}, err
	}
	return Watch{
		View:       v,
		Objectives: r.objectives(),
		Injects:    slices.Clone(r.Scenario.Injects),
		Noted:      slices.DeleteFunc(r.observations(), func(n Noted) bool { return n.By != by.User }),
	}, nil
}

// objectives are those that the run is about, with what is expected.
func (r *record) objectives() []Objective {
	return slices.DeleteFunc(slices.Clone(r.Scenario.Objectives), func(o Objective) bool { return !slices.Contains(r.Objectives, o.ID) })
}
