package assess

import (
	"context"
	"slices"
	"time"

	"cairn/internal/errs"
)

// offer says when the deputy is offered the questionnaire, because its owner is away; false for never.
func (m *matter) offer(now time.Time) (Due, bool) {
	q := m.questionnaire
	deputy := m.person(q.Deputy)
	if q.State != Waiting || q.Answerer != "" || q.Deputy == "" || q.Deputy == q.Owner || !deputy.MayBeAsked() {
		return Due{}, false
	}
	cal, theirs := m.calendars[q.Deputy], m.absences(q.Deputy)
	var first Due
	for _, a := range m.absences(q.Owner) {
		step := m.offering(a)
		if taken(m.records, q.Deputy, step) != nil {
			continue
		}
		at, ok := theirs.over(cal.Next(later(later(a.Since, m.cycle.OpenedAt), now)))
		at = cal.Next(at)
		if !ok || theirs.at(at) != nil || !a.covers(at) || !at.Before(m.cycle.ClosesAt) {
			continue
		}
		if apart := m.apart(q.Deputy, at, now); a.covers(apart) && theirs.at(apart) == nil {
			at = apart
		}
		if first.At.IsZero() || at.Before(first.At) {
			first = Due{At: at, Deed: DoOffer, Person: q.Deputy, Step: step}
		}
	}
	return first, !first.At.IsZero()
}

// offering names the step of an absence: there is one offer for each.
func (m *matter) offering(a Absence) string {
	return StepOffer + " " + m.calendars[m.questionnaire.Owner].Date(a.Since).String()
}

// giveBack says when a questionnaire that the deputy took over goes back to its owner; false while it does not. What the
// owner gave to the deputy stays there.
func (m *matter) giveBack(now time.Time) (Due, bool) {
	q := m.questionnaire
	if q.State != Waiting || q.Answerer == "" || !m.tookOver() || !m.person(q.Owner).MayBeAsked() {
		return Due{}, false
	}
	back, ok := m.absences(q.Owner).over(now)
	if !ok {
		return Due{}, false
	}
	at := m.calendars[q.Owner].Next(back)
	return Due{At: at, Deed: DoGiveBack, Person: q.Owner}, at.Before(m.cycle.ClosesAt)
}

// tookOver reports whether whoever has it now took it themselves, while the owner was away.
func (m *matter) tookOver() bool {
	q := m.questionnaire
	for _, a := range slices.Backward(m.records) {
		if a.moves() {
			return a.Kind == WasHandedOver && a.Person == q.Answerer && a.By.User == q.Answerer && a.From == q.Owner
		}
	}
	return false
}

// Offering records that a deputy is offered what waits for an owner who is away, and returns the one message for it. It is
// false when there is nothing to offer any more. Offering again returns the message again.
func (s *Service) Offering(ctx context.Context, q QuestionnaireID, deputy UserID, step string, now time.Time) (o Offering, ok bool, err error) {
	defer errs.Wrap(&err, "assess.Offering(%s, %s)", q, deputy)
	err = s.store.Update(ctx, func(tx Tx) error {
		m, err := s.matter(ctx, tx, q, deputy)
		if err != nil {
			return err
		}
		if ok = taken(m.records, deputy, step) != nil; ok {
			return nil
		}
		if err := s.crowd(ctx, tx, m, deputy, now); err != nil {
			return err
		}
		if ok = m.offers(deputy, step, now); !ok {
			return nil
		}
		return s.offer(ctx, tx, m, step, now)
	})
	if err != nil || !ok {
		return Offering{}, false, err
	}
	err = s.store.View(ctx, func(tx Tx) error {
		o, err = s.offered(ctx, tx, q, deputy, step, now)
		return err
	})
	return o, err == nil && len(o.Forms) > 0, err
}

// offers reports whether this is the offer that is due now.
func (m *matter) offers(deputy UserID, step string, now time.Time) bool {
	due, ok := m.offer(now)
	return ok && due.Person == deputy && due.Step == step && !due.At.After(now)
}

// offer records the offer of all that the deputy could take over from the owner in the cycle.
func (s *Service) offer(ctx context.Context, tx Tx, first *matter, step string, now time.Time) error {
	deputy, owner := first.questionnaire.Deputy, first.questionnaire.Owner
	open, err := tx.OpenQuestionnaires(ctx, deputy)
	if err != nil {
		return err
	}
	for _, q := range open {
		if q.Cycle != first.cycle.ID || q.Deputy != deputy || q.Owner != owner {
			continue
		}
		m := &matter{programme: first.programme, cycle: first.cycle, questionnaire: q, crowded: first.crowded}
		if m.records, err = tx.Askings(ctx, q.ID); err != nil {
			return err
		}
		if err := m.complete(ctx, tx); err != nil {
			return err
		}
		if !m.offers(deputy, step, now) {
			continue
		}
		a := m.duty(deputy).record(WasOffered, step, now, time.Time{})
		a.From = owner
		if away := m.absences(owner).at(now); away != nil {
			a.Until = away.Until
		}
		if err := enter(ctx, tx, a); err != nil {
			return err
		}
	}
	return nil
}

// offered builds the message to the deputy from what was offered and waits still.
func (s *Service) offered(ctx context.Context, tx Tx, id QuestionnaireID, deputy UserID, step string, now time.Time) (Offering, error) {
	m, err := s.matter(ctx, tx, id)
	if err != nil {
		return Offering{}, err
	}
	owner := m.questionnaire.Owner
	o := Offering{Programme: m.programme, Cycle: m.cycle, To: m.person(deputy), Owner: m.person(owner), Step: step}
	if away := m.absences(owner).at(now); away != nil {
		o.Absence = *away
	}
	qs, err := tx.Questionnaires(ctx, m.cycle.ID)
	if err != nil {
		return o, err
	}
	for _, q := range qs {
		if q.Deputy != deputy || q.Owner != owner || q.State != Waiting {
			continue
		}
		records, err := tx.Askings(ctx, q.ID)
		if err != nil {
			return o, err
		}
		if taken(records, deputy, step) == nil {
			continue
		}
		form, err := s.form(ctx, tx, q.ID)
		if err != nil {
			return o, err
		}
		o.Forms = append(o.Forms, form)
	}
	return o, nil
}

// TakeOver gives a questionnaire to its deputy, who wants to answer it while the owner is away. It goes back when the owner
// is.
func (s *Service) TakeOver(ctx context.Context, by Actor, id QuestionnaireID) (err error) {
	defer errs.Wrap(&err, "assess.TakeOver(%s)", id)
	now := s.now()
	return s.act(ctx, id, by, func(tx Tx, m *matter) error {
		q := m.questionnaire
		switch {
		case by.User == "" || by.User != q.Deputy:
			return forbidden("Only the deputy can take these questions over while %s is away.", Mentions(q.Owner))
		case q.Answerer == by.User:
			return nil
		case q.State != Waiting:
			return errs.New(errs.Conflict, "These questions are answered already; there is nothing to take over.")
		case q.Answerer != "":
			return errs.New(errs.Conflict, "%s gave these questions to %s meanwhile.", Mentions(q.Owner), Mentions(q.Answerer))
		case m.absences(q.Owner).at(now) == nil:
			return errs.New(errs.Conflict, "%s is back, so these questions stay with them. You may still answer them as the deputy.", Mentions(q.Owner))
		}
		q.Answerer, q.Version = q.Deputy, q.Version+1
		if err := tx.SaveQuestionnaire(ctx, q); err != nil {
			return err
		}
		return s.moved(ctx, tx, m, Asking{At: now, By: by, Kind: WasHandedOver, Person: q.Deputy, From: q.Owner})
	})
}

// Decline records that the deputy leaves a questionnaire to its owner, who is away.
func (s *Service) Decline(ctx context.Context, by Actor, id QuestionnaireID) (err error) {
	defer errs.Wrap(&err, "assess.Decline(%s)", id)
	return s.act(ctx, id, by, func(tx Tx, m *matter) error {
		q := m.questionnaire
		if by.User == "" || by.User != q.Deputy {
			return forbidden("These questions were not offered to you.")
		}
		if q.Answerer == by.User {
			return errs.New(errs.Conflict, "You have taken these questions over already. Hand them back if you cannot answer them.")
		}
		return s.moved(ctx, tx, m, Asking{At: s.now(), By: by, Kind: WasDeclined, Person: q.Deputy, From: q.Owner})
	})
}

// GiveBack returns to its owner a questionnaire that the deputy took over, when the owner is back. Calling it too early, or
// again, changes nothing.
func (s *Service) GiveBack(ctx context.Context, id QuestionnaireID, now time.Time) (err error) {
	defer errs.Wrap(&err, "assess.GiveBack(%s)", id)
	return s.store.Update(ctx, func(tx Tx) error {
		m, err := s.matter(ctx, tx, id)
		if err != nil || !m.waits() {
			return err
		}
		if due, ok := m.giveBack(now); !ok || due.At.After(now) {
			return nil
		}
		q := m.questionnaire
		from := q.Answerer
		q.Answerer, q.Version = "", q.Version+1
		if err := tx.SaveQuestionnaire(ctx, q); err != nil {
			return err
		}
		a := m.duty(q.Owner).record(WasHandedBack, "", now, time.Time{})
		a.From = from
		err = enter(ctx, tx, a)
		return err
	})
}
