package target

import (
	"context"
	"slices"

	"cairn/internal/assess"
	"cairn/internal/errs"
)

// ActionView returns all that is needed to show an action. Whoever has a part in its programme may see it, and its owner.
func (s *Service) ActionView(ctx context.Context, by assess.Actor, id ActionID) (v ActionView, err error) {
	defer errs.Wrap(&err, "target.ActionView(%s)", id)
	err = s.store.View(ctx, func(tx Tx) error {
		a, err := tx.Action(ctx, id)
		if err != nil {
			return err
		}
		sc, err := s.scene(ctx, tx, a.Programme, s.now())
		if err != nil {
			return err
		}
		if err := sc.mayRead(by, a.Owner); err != nil {
			return err
		}
		all, err := sc.actionViews(ctx, by, []Action{a})
		if err == nil {
			v = all[0]
		}
		return err
	})
	return v, err
}

// ListActions returns the actions of a programme that a filter picks, open ones first, by due day. Whoever has a part in the
// programme may see them, and who owns one.
func (s *Service) ListActions(ctx context.Context, by assess.Actor, programme assess.ProgrammeID, f Filter) (all []ActionView, err error) {
	defer errs.Wrap(&err, "target.ListActions(%s)", programme)
	err = s.store.View(ctx, func(tx Tx) error {
		sc, err := s.scene(ctx, tx, programme, s.now())
		if err != nil {
			return err
		}
		actions, err := tx.Actions(ctx, programme, f.Ended)
		if err != nil {
			return err
		}
		owns := assess.UserID("")
		if slices.ContainsFunc(actions, func(a Action) bool { return a.ownedBy(by) }) {
			owns = by.User
		}
		if err := sc.mayRead(by, owns); err != nil {
			return err
		}
		actions = slices.DeleteFunc(actions, func(a Action) bool {
			if !by.Operator() && !sc.programme.Knows(by.User) && !a.ownedBy(by) {
				return true // whoever has no other part sees what is theirs
			}
			return f.Owner != "" && a.Owner != f.Owner || f.Category != "" && a.Category != f.Category
		})
		slices.SortStableFunc(actions, func(a, b Action) int {
			switch {
			case a.Open() == b.Open():
				return a.Due.Compare(b.Due)
			case a.Open():
				return -1
			default:
				return 1
			}
		})
		if all, err = sc.actionViews(ctx, by, actions); err == nil && f.Overdue {
			all = slices.DeleteFunc(all, func(v ActionView) bool { return !v.Overdue })
		}
		return err
	})
	return all, err
}

// answers reports whether the actor answers for a category: its owner, or deputy.
func (sc *scene) answers(by assess.Actor, category string) bool {
	return by.User != "" && slices.ContainsFunc(sc.programme.Assignments, func(a assess.Assignment) bool {
		return a.Category == category && (a.Owner == by.User || a.Deputy == by.User)
	})
}
