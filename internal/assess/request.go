package assess

import (
	"context"
	"slices"
	"time"

	"cairn/internal/errs"
	"cairn/internal/wording"
)

// Request has the person who is asked reminded because a manager wants it, and returns when that will be: at their next
// working instant on which Cairn has not written to them yet that day.
func (s *Service) Request(ctx context.Context, by Actor, id QuestionnaireID) (at time.Time, err error) {
	defer errs.Wrap(&err, "assess.Request(%s)", id)
	now := s.now()
	err = s.act(ctx, id, by, func(tx Tx, m *matter) error {
		if err := s.mayRun(by, m.programme, "ask for a reminder"); err != nil {
			return err
		}
		if !m.waits() {
			return errs.New(errs.Conflict, "These questions are answered already, so there is nobody to remind.")
		}
		duties := m.duties()[:1]
		if _, err := tx.Person(ctx, duties[0].person.ID); err != nil { // holds them: others may be reminding them now
			return err
		}
		if err := withLogs(ctx, tx, duties, now); err != nil {
			return err
		}
		a, err := duties[0].request(by, now)
		if err != nil {
			return err
		}
		at = a.Until
		return s.moved(ctx, tx, m, a)
	})
	return at, err
}

// request makes the record of a manager's request.
func (d duty) request(by Actor, now time.Time) (Asking, error) {
	who := Mentions(d.person.ID)
	left := d.rungs()
	if !d.person.MayBeAsked() {
		return Asking{}, errs.New(errs.Conflict, "%s is no active full member of the workspace any more and cannot be reminded. Reassign these questions.", who)
	}
	if d.unasked(left) {
		return Asking{}, errs.New(errs.Conflict, "%s is asked for the first time when their working day begins, so a reminder is not needed yet.", who)
	}
	if i := slices.IndexFunc(left, func(r rung) bool { return isStep(r.step, StepRequest) }); i >= 0 {
		at := left[i].at
		if next, ok := d.free(later(at, now)); ok {
			at = next
		}
		return Asking{}, errs.New(errs.Conflict, "A reminder to %s was asked for already; it goes out on %s.",
			who, wording.At(at.In(location(d.programme)), "2 January at 15:04"))
	}
	at, ok := d.free(now)
	if !ok {
		return Asking{}, errs.New(errs.Conflict, "%s cannot be reminded before the cycle closes: they are away, or their working time is over.", who)
	}
	a := d.record(WasRequested, "", now, at)
	a.By = by
	return a, nil
}
