package target

import (
	"cmp"
	"context"
	"slices"
	"time"

	"cairn/internal/assess"
	"cairn/internal/errs"
)

// List returns the targets of a programme that a filter picks, open ones first, by due day. Whoever has a part in the
// programme may see them.
func (s *Service) List(ctx context.Context, by assess.Actor, programme assess.ProgrammeID, f Filter) (all []View, err error) {
	defer errs.Wrap(&err, "target.List(%s)", programme)
	err = s.store.View(ctx, func(tx Tx) error {
		sc, err := s.scene(ctx, tx, programme, s.now())
		if err != nil {
			return err
		}
		targets, err := tx.Targets(ctx, programme, f.Ended)
		if err != nil {
			return err
		}
		if err := sc.mayRead(by, owning(targets, by.User)); err != nil {
			return err
		}
		all, err = sc.list(ctx, by, targets, f)
		return err
	})
	return all, err
}

// owning returns the user when a target is theirs: who owns one may see what stands beside it.
func owning(targets []Target, u assess.UserID) assess.UserID {
	if slices.ContainsFunc(targets, func(t Target) bool { return t.Owner == u }) {
		return u
	}
	return ""
}

// list makes views of the targets that a filter picks.
func (sc *scene) list(ctx context.Context, by assess.Actor, targets []Target, f Filter) ([]View, error) {
	targets = slices.DeleteFunc(slices.Clone(targets), func(t Target) bool {
		return f.Owner != "" && t.Owner != f.Owner || f.Category != "" && t.Category != f.Category || !f.Ended && !t.Open()
	})
	slices.SortStableFunc(targets, func(a, b Target) int {
		if a.Open() != b.Open() {
			if a.Open() {
				return -1
			}
			return 1
		}
		return cmp.Or(a.Due.Compare(b.Due), cmp.Compare(len(a.ID), len(b.ID)), cmp.Compare(a.ID, b.ID))
	})
	subjects := make([]Subject, len(targets))
	for i, t := range targets {
		subjects[i] = t.ID.Subject()
	}
	events, err := sc.eventsOf(ctx, subjects)
	if err != nil {
		return nil, err
	}
	all, err := sc.views(ctx, by, targets, events)
	if err != nil || !f.Overdue {
		return all, err
	}
	return slices.DeleteFunc(all, func(v View) bool { return !v.Open() || !sc.now.After(v.DueAt) }), nil
}

// fewSubjects is up to how many subjects' events are read one by one: a programme's ledger holds those of all, for years.
const fewSubjects = 64

// eventsOf reads what happened to targets or actions of the scene's programme.
func (sc *scene) eventsOf(ctx context.Context, subjects []Subject) (map[Subject][]Event, error) {
	by := make(map[Subject][]Event, len(subjects))
	if len(subjects) > fewSubjects {
		all, err := sc.tx.EventsIn(ctx, sc.programme.ID, time.Time{}, 0)
		for _, e := range all {
			by[e.Subject] = append(by[e.Subject], e)
		}
		return by, err
	}
	for _, of := range subjects {
		events, err := sc.tx.Events(ctx, of)
		if err != nil {
			return nil, err
		}
		by[of] = events
	}
	return by, nil
}
