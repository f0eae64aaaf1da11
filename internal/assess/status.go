package assess

import (
	"context"
	"slices"

	"cairn/internal/errs"
)

// ProgrammesOf lists the programmes in which the person has a role, by id.
func (s *Service) ProgrammesOf(ctx context.Context, u UserID) (mine []Programme, err error) {
	defer errs.Wrap(&err, "assess.ProgrammesOf(%s)", u)
	err = s.store.View(ctx, func(tx Tx) error {
		mine, err = programmesOf(ctx, tx, u)
		return err
	})
	return mine, err
}

// AllProgrammes lists the ids of all programmes, for who operates Cairn: names of programmes are not for everybody.
func (s *Service) AllProgrammes(ctx context.Context, by Actor) (ids []ProgrammeID, err error) {
	defer errs.Wrap(&err, "assess.AllProgrammes")
	if !by.Operator() {
		return nil, forbidden("Only who operates Cairn sees all programmes.")
	}
	err = s.store.View(ctx, func(tx Tx) error {
		all, err := tx.Programmes(ctx)
		for _, p := range all {
			ids = append(ids, p.ID)
		}
		return err
	})
	return ids, err
}

func programmesOf(ctx context.Context, tx Tx, u UserID) ([]Programme, error) {
	all, err := tx.ProgrammesNaming(ctx, u)
	if err != nil {
		return nil, err
	}
	return slices.DeleteFunc(all, func(p Programme) bool { return !p.Knows(u) }), nil
}

// Status says how far the programme's newest cycle has come, for anyone who has a role in the programme.
func (s *Service) Status(ctx context.Context, by Actor, id ProgrammeID) (st Status, err error) {
	defer errs.Wrap(&err, "assess.Status(%s)", id)
	err = s.store.View(ctx, func(tx Tx) error {
		p, err := tx.Programme(ctx, id)
		if err != nil {
			return err
		}
		if !by.Operator() && !p.Knows(by.User) {
			return forbidden("Only people with a role in the programme of %s see how it goes. Ask a manager: %s.", p.Scope, Mentions(p.Managers...))
		}
		st, err = s.status(ctx, tx, p)
		return err
	})
	return st, err
}

func (s *Service) status(ctx context.Context, tx Tx, p Programme) (Status, error) {
	st := Status{Programme: p}
	cal, err := p.Calendar()
	if err != nil {
		return st, err
	}
	if next := cal.Openings(p.Cadence, s.now(), 1); len(next) > 0 {
		st.NextAt = next[0]
	}
	newest, err := tx.Cycles(ctx, p.ID, 2) // two when one on the model before was opened beside it
	if err != nil {
		return st, err
	}
	i := slices.IndexFunc(newest, func(c Cycle) bool { return !c.ID.IsOverlap() })
	if i < 0 {
		st.Model, err = s.model(p.Model)
		return st, err
	}
	if err := s.addProgress(ctx, tx, &st, newest[i]); err != nil {
		return st, err
	}
	beside, err := tx.Cycle(ctx, st.Cycle.ID.Beside())
	if errs.Is(err, errs.NotFound) || err == nil && beside.State == CycleClosed && st.Cycle.State == CycleOpen {
		return st, nil
	} else if err != nil {
		return st, err
	}
	st.Beside = &Status{Programme: p, NextAt: st.NextAt}
	return st, s.addProgress(ctx, tx, st.Beside, beside)
}

// addProgress adds a cycle and how far it has come.
func (s *Service) addProgress(ctx context.Context, tx Tx, st *Status, c Cycle) (err error) {
	st.Cycle = c
	if st.Model, err = s.model(c.Model); err != nil {
		return err
	}
	subs, err := latest(ctx, tx, c.ID)
	if err != nil {
		return err
	}
	qs, err := tx.Questionnaires(ctx, c.ID)
	if err != nil {
		return err
	}
	people, err := tx.PeopleByID(ctx, owners(qs))
	if err != nil {
		return err
	}
	for _, q := range qs {
		line := Line{Questionnaire: q}
		if who, ok := people[q.Owner]; ok && q.State == Waiting {
			if line.Absent, err = absentNow(st.Programme, c, q, who, s.now()); err != nil {
				return err
			}
		}
		line.Category, _ = st.Model.Category(q.Category)
		if sub, ok := subs[q.ID]; ok {
			line.Latest = &sub
		}
		st.Lines = append(st.Lines, line)
	}
	return nil
}

// Entries lists the newest entries of a programme's audit journal, newest first, for its managers.
func (s *Service) Entries(ctx context.Context, by Actor, id ProgrammeID, limit int) (entries []Entry, err error) {
	defer errs.Wrap(&err, "assess.Entries(%s)", id)
	err = s.store.View(ctx, func(tx Tx) error {
		p, err := tx.Programme(ctx, id)
		if err != nil {
			return err
		}
		if err := s.mayRun(by, p, "read the journal"); err != nil {
			return err
		}
		entries, err = tx.Entries(ctx, id, limit)
		return err
	})
	return entries, err
}

// boolOrder puts what is not set before what is.
func boolOrder(a, b bool) int {
	switch {
	case a == b:
		return 0
	case b:
		return -1
	default:
		return 1
	}
}
