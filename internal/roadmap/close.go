package roadmap

import (
	"context"
	"maps"
	"slices"

	"cairn/internal/assess"
	"cairn/internal/errs"
	"cairn/internal/target"
)

// AtClose returns the roadmap of a programme as it was when a cycle closed, with the targets and actions of that time, and
// the outlook that was recorded then. They stay the same; only what managers decided about the cycle changes them.
func (s *Service) AtClose(ctx context.Context, id assess.CycleID, st target.Standings) (r Roadmap, o Outlook, err error) {
	defer errs.Wrap(&err, "roadmap.AtClose(%s)", id)
	f := facts{targets: st.Open, actions: slices.Clone(st.Done)}
	for _, a := range st.Actions {
		f.actions = append(f.actions, a.Action)
	}
	err = s.store.View(ctx, func(tx Tx) error {
		if f.position, err = s.programmes.PositionAtClose(ctx, tx, id); err != nil {
			return err
		}
		f.model = f.position.Model
		if f.programme, err = tx.Programme(ctx, f.position.Snapshot.Programme); err != nil {
			return err
		}
		if f.cal, err = f.programme.Calendar(); err != nil {
			return err
		}
		f.today = f.cal.Date(st.At)
		own, err := tx.Substitutions(ctx, f.programme.ID)
		if err != nil {
			return err
		}
		own = slices.DeleteFunc(own, func(s assess.Substitution) bool { return s.At.After(st.At) })
		f.own = assess.Substituted(own, f.model.ID)

		o = Outlook{Programme: f.programme, Model: f.model, Now: f.withWhole(maps.Clone(f.position.Levels))}
		all, err := tx.Projections(ctx, f.programme.ID)
		if err != nil {
			return err
		}
		o.Ahead = slices.DeleteFunc(all, func(p Projection) bool { return p.Cycle != id })
		o.Past, err = f.past(ctx, tx, st.At)
		return err
	})
	if err != nil {
		return Roadmap{}, Outlook{}, err
	}
	r, err = f.roadmap()
	return r, o, err
}
