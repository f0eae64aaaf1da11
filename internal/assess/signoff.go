package assess

import (
	"context"
	"fmt"
	"time"

	"cairn/internal/errs"
)

// SignOff records that the owner, or the deputy in their place, stands by what a delegate answered: the questionnaire is
// submitted with it. Base is the revision that they looked at; if it was changed since, it is an errs.Conflict. Signing
// again changes nothing.
func (s *Service) SignOff(ctx context.Context, by Actor, id QuestionnaireID, base int) (r Receipt, err error) {
	defer errs.Wrap(&err, "assess.SignOff(%s)", id)
	at := s.now()
	err = s.store.Update(ctx, func(tx Tx) error {
		form, err := s.form(ctx, tx, id)
		if err != nil {
			return err
		}
		q := form.Questionnaire
		if !q.stands(by) {
			return forbidden("Only %s, who is accountable for these answers, can sign them off.", Mentions(q.Owner))
		}
		if err := stillOpen(form); err != nil {
			return err
		}
		r = Receipt{Form: form}
		switch {
		case q.State == Submitted:
			return nil
		case q.State != ToSign:
			return errs.New(errs.Conflict, "There is nothing to sign off yet: %s has not submitted these answers.", Mentions(q.Asks()))
		case q.Revision != base:
			return superseded(form, by)
		}
		r.Changed = true
		r.Form, err = s.signOff(ctx, tx, by, form, at)
		return err
	})
	if err == nil && r.Changed {
		s.deliver()
	}
	return r, err
}

// signOff makes a questionnaire submitted as it stands.
func (s *Service) signOff(ctx context.Context, tx Tx, by Actor, f Form, at time.Time) (Form, error) {
	q := &f.Questionnaire
	q.State, q.Version = Submitted, q.Version+1
	if err := tx.SaveQuestionnaire(ctx, *q); err != nil {
		return f, err
	}
	a := Asking{At: at, By: by, Kind: WasSignedOff, Person: q.Owner, Note: fmt.Sprintf("revision %d", q.Revision)}
	if f.Latest != nil {
		a.From = f.Latest.By
	}
	if err := f.review(ctx, tx, at); err != nil {
		return f, err
	}
	return f, entered(ctx, tx, f, a)
}
