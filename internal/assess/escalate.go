package assess

import (
	"context"
	"slices"
	"time"

	"cairn/internal/errs"
)

// escalations says who is told when that the questionnaire is overdue: the deputy, then the managers, each after their own
// grace and in their own working hours. Nobody is told about themself.
func (m *matter) escalations(now time.Time) []Due {
	q := m.questionnaire
	if q.State != Waiting {
		return nil
	}
	var all []Due
	tell := func(name string, step Step, u UserID) {
		name = q.again(name)
		if step.Kind == "" || u == "" || u == q.Owner || u == q.Asks() || !m.person(u).MayBeAsked() || taken(m.records, u, name) != nil {
			return
		}
		at := m.calendars[u].Next(later(m.overdue(step), now))
		if !m.crowded[u].told {
			at = m.apart(u, at, now)
		}
		if at.Before(m.cycle.ClosesAt) {
			all = append(all, Due{At: at, Deed: DoEscalate, Person: u, Step: name})
		}
	}
	tell(StepEscalateDeputy, m.programme.Deputise, q.Deputy)
	for _, u := range m.programme.Managers {
		tell(StepEscalateManager, m.programme.Escalate, u)
	}
	return all
}

// overdue is when others are told by a step, in the owner's working time. It waits until the morning after a promised
// answer, but not beyond the last morning before the close.
func (m *matter) overdue(step Step) time.Time {
	q := m.questionnaire
	cal := m.calendars[q.Owner]
	at := step.instant(cal, m.cycle.OpenedAt, q.DueAt)
	until := promised(m.records, q.Asks())
	if until.IsZero() {
		return at
	}
	wait, last := opens(cal, cal.AddWorkingDays(until, 1)), lastMorning(cal, m.cycle.ClosesAt)
	if wait.After(last) {
		wait = last
	}
	return later(at, wait)
}

// Escalation records that a person is told of an overdue questionnaire, and returns the one message that tells them of all
// those of the cycle. It is false when there is nothing to tell any more. Escalating again returns the message again; so
// does a step of "", which records nothing.
func (s *Service) Escalation(ctx context.Context, q QuestionnaireID, u UserID, step string, now time.Time) (e Escalation, ok bool, err error) {
	defer errs.Wrap(&err, "assess.Escalation(%s, %s)", q, u)
	if step != "" {
		err = s.store.Update(ctx, func(tx Tx) error {
			m, err := s.matter(ctx, tx, q, u)
			if err != nil {
				return err
			}
			if ok = taken(m.records, u, step) != nil; ok {
				return nil
			}
			if err := s.crowd(ctx, tx, m, u, now); err != nil {
				return err
			}
			ok = m.waits() && slices.ContainsFunc(m.escalations(now), func(d Due) bool {
				return d.Person == u && d.Step == step && !d.At.After(now)
			})
			if !ok {
				return nil
			}
			a := m.duty(u).record(WasEscalated, step, now, time.Time{})
			a.From = m.questionnaire.Asks()
			err = enter(ctx, tx, a)
			return err
		})
		if err != nil || !ok {
			return Escalation{}, false, err
		}
	}
	err = s.store.View(ctx, func(tx Tx) error {
		e, err = s.escalation(ctx, tx, q.Cycle(), u)
		return err
	})
	return e, err == nil && len(e.Forms) > 0, err
}

// Escalations returns the messages that mention the questionnaire, for bringing them up to date.
func (s *Service) Escalations(ctx context.Context, q QuestionnaireID) (all []Escalation, err error) {
	defer errs.Wrap(&err, "assess.Escalations(%s)", q)
	err = s.store.View(ctx, func(tx Tx) error {
		records, err := tx.Askings(ctx, q)
		if err != nil {
			return err
		}
		var told []UserID
		for _, a := range records {
			if a.Kind != WasEscalated || slices.Contains(told, a.Person) {
				continue
			}
			told = append(told, a.Person)
			e, err := s.escalation(ctx, tx, q.Cycle(), a.Person)
			if err != nil {
				return err
			}
			all = append(all, e)
		}
		return nil
	})
	return all, err
}

// escalation builds what a person is told of a cycle.
func (s *Service) escalation(ctx context.Context, tx Tx, id CycleID, u UserID) (e Escalation, err error) {
	if e.Cycle, err = tx.SharedCycle(ctx, id); err != nil {
		return e, err
	}
	if e.Programme, err = tx.Programme(ctx, e.Cycle.Programme); err != nil {
		return e, err
	}
	if e.To, err = tx.Person(ctx, u); err != nil {
		return e, err
	}
	log, err := tx.AskingsOf(ctx, u, time.Time{})
	if err != nil {
		return e, err
	}
	e.First = introduces(log, id)
	told := make(map[QuestionnaireID]bool)
	e.AsDeputy = true
	for _, a := range log {
		if a.Kind == WasEscalated && a.Questionnaire.Cycle() == id {
			told[a.Questionnaire] = true
			e.AsDeputy = e.AsDeputy && isStep(a.Step, StepEscalateDeputy)
		}
	}
	qs, err := tx.Questionnaires(ctx, id)
	if err != nil {
		return e, err
	}
	for _, q := range qs {
		if !told[q.ID] {
			continue
		}
		form, err := s.form(ctx, tx, q.ID)
		if err != nil {
			return e, err
		}
		e.Forms = append(e.Forms, form)
	}
	return e, nil
}
