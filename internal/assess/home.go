package assess

import (
	"context"
	"slices"

	"cairn/internal/errs"
)

// Home gathers what one person sees of Cairn.
func (s *Service) Home(ctx context.Context, u UserID) (h Home, err error) {
	defer errs.Wrap(&err, "assess.Home(%s)", u)
	h = Home{At: s.now()}
	err = s.store.View(ctx, func(tx Tx) error {
		if h.Who, err = person(ctx, tx, u); err != nil {
			return err
		}
		if h.Parts, err = s.mine(ctx, tx, u); err != nil {
			return err
		}
		mine, err := programmesOf(ctx, tx, u)
		if err != nil {
			return err
		}
		for _, p := range mine {
			if err := s.addToHome(ctx, tx, &h, p); err != nil {
				return err
			}
		}
		slices.SortStableFunc(h.Awaits, func(a, b Opening) int { return a.At.Compare(b.At) })
		if h.Drafts, err = tx.Drafts(ctx, u); err != nil {
			return err
		}
		h.MaySetUp, err = s.maySetUp(ctx, tx, Actor{User: u, Source: FromSlack})
		return err
	})
	return h, err
}

// addToHome adds what the person sees of one programme: the levels of their categories, and its progress if they run it.
func (s *Service) addToHome(ctx context.Context, tx Tx, h *Home, p Programme) error {
	if p.IsManager(h.Who.ID) {
		st, err := s.status(ctx, tx, p)
		if err != nil {
			return err
		}
		h.Runs = append(h.Runs, st)
	}
	if p.IsLeader(h.Who.ID) && !p.IsManager(h.Who.ID) {
		h.Leads = append(h.Leads, p)
	}
	if err := s.addOpening(h, p); err != nil {
		return err
	}
	snaps, err := tx.Snapshots(ctx, p.ID, 4) // two, and what may have run beside them on another model
	snaps = slices.DeleteFunc(snaps, func(snap Snapshot) bool { return snap.Cycle.IsOverlap() })
	if err != nil || len(snaps) == 0 {
		return err
	}
	levels := Levels{Programme: p, Latest: snaps[0]}
	if levels.Model, err = s.model(snaps[0].Model); err != nil {
		return err
	}
	if len(snaps) > 1 && snaps[1].Model == snaps[0].Model {
		levels.Previous = &snaps[1]
	}
	set, err := tx.Overrides(ctx, snaps[0].Cycle)
	if err != nil {
		return err
	}
	levels.Overrides = InForce(set)
	for _, a := range p.Assignments {
		if a.Owner == h.Who.ID || a.Deputy == h.Who.ID {
			levels.Mine = append(levels.Mine, a.Category)
		}
	}
	if len(levels.Mine) > 0 {
		h.Levels = append(h.Levels, levels)
	}
	return nil
}

// addOpening adds when the person is asked next, where they answer for something and nothing of it is open.
func (s *Service) addOpening(h *Home, p Programme) error {
	answers := func(a Assignment) bool { return a.Owner == h.Who.ID || a.Deputy == h.Who.ID }
	open := func(part Part) bool { return part.Form.Programme.ID == p.ID }
	if !slices.ContainsFunc(p.Assignments, answers) || slices.ContainsFunc(h.Parts, open) {
		return nil
	}
	cal, err := p.Calendar()
	if err != nil {
		return err
	}
	if next := cal.Openings(p.Cadence, h.At, 1); len(next) > 0 {
		h.Awaits = append(h.Awaits, Opening{p, next[0]})
	}
	return nil
}
