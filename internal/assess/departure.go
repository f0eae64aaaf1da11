package assess

import (
	"context"
	"slices"
	"time"

	"cairn/internal/errs"
	"cairn/internal/maturity"
)

// left records that somebody with a part in something can no longer be asked, and has their managers told.
func (s *Service) left(ctx context.Context, tx Tx, who Person, now time.Time) error {
	programmes, err := programmesOf(ctx, tx, who.ID)
	if err != nil {
		return err
	}
	open, err := tx.OpenQuestionnaires(ctx, who.ID)
	if err != nil || len(programmes)+len(open) == 0 {
		return err
	}
	detail := map[string]string{"standing": string(who.Standing)}
	if err := record(ctx, tx, now, Actor{Source: FromSchedule}, "person.left", "", string(who.ID), detail); err != nil {
		return err
	}
	return nudge(ctx, tx, now, NudgeDeparture, string(who.ID))
}

// Departure says what each manager is told about somebody who can no longer be asked: what waits for them, and what they are
// in the manager's programmes. It is empty for who can be asked, and for who had nothing.
func (s *Service) Departure(ctx context.Context, u UserID) (notices []DepartureNotice, err error) {
	defer errs.Wrap(&err, "assess.Departure(%s)", u)
	err = s.store.View(ctx, func(tx Tx) error {
		who, err := tx.Person(ctx, u)
		if err != nil || who.MayBeAsked() {
			return err
		}
		notices, err = s.departure(ctx, tx, who)
		return err
	})
	return notices, err
}

func (s *Service) departure(ctx context.Context, tx Tx, who Person) ([]DepartureNotice, error) {
	programmes, err := tx.Programmes(ctx)
	if err != nil {
		return nil, err
	}
	open, err := s.waitingFor(ctx, tx, who.ID)
	if err != nil {
		return nil, err
	}
	var notices []DepartureNotice
	for _, p := range programmes {
		held, err := s.roleIn(p, who.ID)
		if err != nil {
			return nil, err
		}
		theirs := slices.DeleteFunc(slices.Clone(open), func(f Form) bool { return f.Programme.ID != p.ID })
		if !p.Knows(who.ID) && len(theirs) == 0 {
			continue
		}
		for _, manager := range p.Managers {
			if manager == who.ID {
				continue
			}
			i := slices.IndexFunc(notices, func(n DepartureNotice) bool { return n.To.ID == manager })
			if i < 0 {
				to, err := tx.Person(ctx, manager)
				if err != nil {
					return nil, err
				}
				i, notices = len(notices), append(notices, DepartureNotice{To: to, Who: who})
			}
			notices[i].Open = append(notices[i].Open, theirs...)
			if p.Knows(who.ID) {
				notices[i].Programmes = append(notices[i].Programmes, held)
			}
		}
	}
	return slices.DeleteFunc(notices, func(n DepartureNotice) bool { return !n.To.MayBeAsked() }), nil
}

// waitingFor lists the questionnaires that wait for a person: to answer in whole or in part, or to sign.
func (s *Service) waitingFor(ctx context.Context, tx Tx, u UserID) ([]Form, error) {
	duties, err := s.dutiesOf(ctx, tx, u, s.now())
	if err != nil {
		return nil, err
	}
	forms := make([]Form, len(duties))
	for i, d := range duties {
		if forms[i], err = s.form(ctx, tx, d.questionnaire.ID); err != nil {
			return nil, err
		}
	}
	return forms, nil
}

// roleIn says what a person is in a programme by its declaration.
func (s *Service) roleIn(p Programme, u UserID) (RoleHeld, error) {
	held := RoleHeld{Programme: p, Manager: p.IsManager(u), Leader: p.IsLeader(u)}
	add := func(id string, assignments []Assignment) error {
		model, err := s.model(id)
		if err != nil {
			return err
		}
		for _, a := range assignments {
			category, ok := model.Category(a.Category)
			if !ok {
				continue
			}
			held.Owns = appendIf(held.Owns, category, a.Owner == u)
			held.Deputises = appendIf(held.Deputises, category, a.Deputy == u)
		}
		return nil
	}
	if err := add(p.Model, p.Assignments); err != nil || p.Overlap == nil {
		return held, err
	}
	return held, add(p.Overlap.Model, p.Overlap.Assignments)
}

func appendIf(all []*maturity.Category, c *maturity.Category, yes bool) []*maturity.Category {
	if !yes {
		return all
	}
	return append(all, c)
}
