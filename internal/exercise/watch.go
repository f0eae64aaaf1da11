package exercise

import (
	"context"
	"slices"

	"cairn/internal/assess"
	"cairn/internal/errs"
)

// Watch is what observers have: what to look for, and what they noted. The facilitator may read it too.
func (s *Service) Watch(ctx context.Context, by assess.Actor, id ID) (Watch, error) {
	all, err := s.Watches(ctx, id, []assess.UserID{by.User})
	if err != nil {
		return Watch{}, err
	}
	return all[0], nil
}

// Watches is what each of the people has as an observer, in their order. It is read once for all of them.
func (s *Service) Watches(ctx context.Context, id ID, people []assess.UserID) (all []Watch, err error) {
	defer errs.Wrap(&err, "exercise.Watches(%s)", id)
	if len(people) == 0 {
		return nil, nil
	}
	err = s.store.View(ctx, func(tx Tx) error {
		r, err := s.record(ctx, tx, id, s.now())
		if err != nil {
			return err
		}
		all = make([]Watch, len(people))
		for i, u := range people {
			if !r.PartOf(u).ReadsNotes() {
				return forbidden("What observers look for in %s is for them and its facilitator, %s.", r.ID.Number(), assess.Mentions(r.Facilitator))
			}
			if all[i], err = s.watchFor(ctx, r, assess.BySlack(u)); err != nil {
				return err
			}
		}
		return nil
	})
	return all, err
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
