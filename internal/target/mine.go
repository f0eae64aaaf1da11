package target

import (
	"cmp"
	"context"
	"slices"
	"time"

	"cairn/internal/assess"
	"cairn/internal/errs"
)

// Mine returns what a person has to do with in all programmes: the open targets and actions that they own, and, of the
// programmes that they manage, what needs them.
func (s *Service) Mine(ctx context.Context, u assess.UserID) (m Mine, err error) {
	defer errs.Wrap(&err, "target.Mine(%s)", u)
	err = s.store.View(ctx, func(tx Tx) error {
		m = Mine{}
		programmes, err := tx.Programmes(ctx)
		if err != nil {
			return err
		}
		targets, err := tx.OpenTargets(ctx, u)
		if err != nil {
			return err
		}
		actions, err := tx.OpenActions(ctx, u)
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
		if gravity(v.Standing()) >= gravity(AtRisk) || len(v.Unaccepted()) > 0 {
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
		if a.Overdue {
			m.Late = append(m.Late, a)
		}
	}
	return nil
}

// Standings says how the targets of a programme stand, for a digest: with those reached since an instant. A target whose
// answers are there counts as reached, whether its review has come or not.
func (s *Service) Standings(ctx context.Context, programme assess.ProgrammeID, since time.Time) (st Standings, err error) {
	defer errs.Wrap(&err, "target.Standings(%s)", programme)
	err = s.store.View(ctx, func(tx Tx) error {
		st = Standings{}
		sc, err := s.scene(ctx, tx, programme, s.now())
		if err != nil {
			return err
		}
		cal, err := sc.programme.Calendar()
		if err != nil {
			return err
		}
		st.Until = cal.Date(sc.now)
		targets, err := tx.Targets(ctx, programme, true)
		if err != nil {
			return err
		}
		targets = slices.DeleteFunc(targets, func(t Target) bool {
			return !t.Open() && (t.State != Reached || t.EndedAt.Before(since))
		})
		views, err := sc.list(ctx, assess.Actor{Source: assess.FromSchedule}, targets, Filter{Ended: true})
		if err != nil {
			return err
		}
		for _, v := range views {
			st.add(v)
		}
		actions, err := tx.Actions(ctx, programme, false)
		if err != nil {
			return err
		}
		of, err := sc.actionViews(ctx, assess.Actor{Source: assess.FromSchedule}, actions)
		for _, a := range of {
			st.Actions++
			if a.Overdue {
				st.Overdue++
			}
		}
		return err
	})
	return st, err
}

func (st *Standings) add(v View) {
	switch v.Standing() {
	case Reached:
		st.Reached = append(st.Reached, v)
		return
	case Missed:
		st.Missed = append(st.Missed, v)
	case AtRisk, OffTrack:
		st.Risky = append(st.Risky, v)
	case OnTrack:
		st.OnTrack++
	}
	st.Open++
}
