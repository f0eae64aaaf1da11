package target

import (
	"cmp"
	"context"
	"slices"

	"cairn/internal/assess"
	"cairn/internal/errs"
)

// Mine returns what a person has to do with in all programmes: the open targets and actions that they own, and, of the
// programmes that they manage, what needs them.
func (s *Service) Mine(ctx context.Context, u assess.UserID) (m Mine, err error) {
	defer errs.Wrap(&err, "target.Mine(%s)", u)
	err = s.store.View(ctx, func(tx Tx) error {
		m = Mine{}
		targets, err := tx.OpenTargets(ctx, u)
		if err != nil {
			return err
		}
		actions, err := tx.OpenActions(ctx, u)
		if err != nil {
			return err
		}
		programmes, err := programmesWith(ctx, tx, u, targets, actions)
		if err != nil {
			return err
		}
		for _, p := range programmes {
			own := slices.DeleteFunc(slices.Clone(targets), func(t Target) bool { return t.Programme != p.ID })
			does := slices.DeleteFunc(slices.Clone(actions), func(a Action) bool { return a.Programme != p.ID })
			if len(own)+len(does) == 0 && !p.IsManager(u) {
				continue
			}
			if err := s.addMine(ctx, tx, p, u, own, does, &m); err != nil {
				return err
			}
		}
		return nil
	})
	byDue := func(a, b View) int { return a.Due.Compare(b.Due) }
	slices.SortStableFunc(m.Targets, byDue)
	slices.SortStableFunc(m.Watched, func(a, b View) int {
		return cmp.Or(cmp.Compare(gravity(b.Standing()), gravity(a.Standing())), byDue(a, b))
	})
	slices.SortStableFunc(m.Actions, func(a, b ActionView) int { return a.Due.Compare(b.Due) })
	slices.SortStableFunc(m.Late, func(a, b ActionView) int { return a.Due.Compare(b.Due) })
	return m, err
}

// programmesWith are the programmes that name a person, and those of the targets and actions, by id.
func programmesWith(ctx context.Context, tx Tx, u assess.UserID, targets []Target, actions []Action) ([]assess.Programme, error) {
	all, err := tx.ProgrammesNaming(ctx, u)
	if err != nil {
		return nil, err
	}
	var owned []assess.ProgrammeID
	for _, t := range targets {
		owned = append(owned, t.Programme)
	}
	for _, a := range actions {
		owned = append(owned, a.Programme)
	}
	for _, id := range owned {
		if slices.ContainsFunc(all, func(p assess.Programme) bool { return p.ID == id }) {
			continue
		}
		p, err := tx.Programme(ctx, id)
		if err != nil {
			return nil, err
		}
		all = append(all, p)
	}
	slices.SortFunc(all, func(a, b assess.Programme) int { return cmp.Compare(a.ID, b.ID) })
	return all, nil
}

// addMine adds what a person has to do with in one programme.
func (s *Service) addMine(ctx context.Context, tx Tx, p assess.Programme, u assess.UserID, own []Target, does []Action, m *Mine) error {
	sc, err := s.scene(ctx, tx, p.ID, s.now())
	if err != nil {
		return err
	}
	by := assess.BySlack(u)
	if !p.IsManager(u) {
		views, err := sc.list(ctx, by, own, Filter{})
		if err != nil {
			return err
		}
		m.Targets = append(m.Targets, views...)
		actions, err := sc.actionViews(ctx, by, does)
		m.Actions = append(m.Actions, actions...)
		return err
	}
	targets, err := tx.Targets(ctx, p.ID, false)
	if err != nil {
		return err
	}
	views, err := sc.list(ctx, by, targets, Filter{})
	if err != nil {
		return err
	}
	for _, v := range views {
		if v.Owner == u {
			m.Targets = append(m.Targets, v)
		}
		if gravity(v.Standing()) >= gravity(AtRisk) || len(v.Unaccepted()) > 0 || v.Silence.Over {
			m.Watched = append(m.Watched, v)
		}
	}
	actions, err := tx.Actions(ctx, p.ID, false)
	if err != nil {
		return err
	}
	of, err := sc.actionViews(ctx, by, actions)
	if err != nil {
		return err
	}
	for _, a := range of {
		if a.Owner == u {
			m.Actions = append(m.Actions, a)
		}
		if a.Overdue || a.Silence.Over {
			m.Late = append(m.Late, a)
		}
	}
	return nil
}
