package assess

import (
	"context"
	"fmt"

	"cairn/internal/errs"
)

// Confirm says that last time's answers are still true, those of Form.StillTrue, with their notes and the link that backed
// them. When nothing else is asked the questionnaire is submitted with it; else they are saved on the way, and the marks of
// the receipt's form say what is left. Base is the revision that the form showed. Confirming again changes nothing.
func (s *Service) Confirm(ctx context.Context, by Actor, id QuestionnaireID, base int) (r Receipt, err error) {
	defer errs.Wrap(&err, "assess.Confirm(%s)", id)
	at := s.now()
	err = s.store.Update(ctx, func(tx Tx) error {
		form, records, err := s.read(ctx, tx, id)
		if err != nil {
			return err
		}
		if err := mayAnswer(by, form); err != nil {
			return err
		}
		if !by.Operator() && !form.Questionnaire.MayAnswer(by.User) {
			return forbidden("You were given some of these questions, so %s confirms the others. Open the questions to answer yours.",
				Mentions(form.Questionnaire.Asks()))
		}
		r = Receipt{Form: form}
		switch {
		case form.confirmed(by, base):
			return nil
		case form.Questionnaire.Revision != base:
			return superseded(form, by)
		case len(form.StillTrue) == 0:
			return errs.New(errs.Conflict, "Last time's answers cannot simply be confirmed any more. Open the questions and look at each answer.")
		}
		sub := form.asBefore()
		partial := len(form.StillTrue) < len(form.asked())
		if err := sub.check(form, SubmitInput{Partial: partial}); err != nil {
			return err
		}
		sub.By, sub.Source, sub.At = by.User, by.Source, at
		if r.Form, err = s.submit(ctx, tx, by, form, records, sub, partial); err != nil {
			return err
		}
		r.Changed = true
		a := Asking{
			At: at, By: by, Kind: WasConfirmed, Person: by.User, From: form.Before.By,
			Note: fmt.Sprintf("%d of %d answers of %s", len(form.StillTrue), len(form.asked()), form.Before.Period),
		}
		return entered(ctx, tx, r.Form, a)
	})
	if err == nil && r.Changed {
		s.deliver()
	}
	return r, err
}

// asBefore makes a submission of what may be confirmed, as it was said last time.
func (f Form) asBefore() Submission {
	sub := Submission{
		Answers: make(map[string]string), Notes: make(map[string]string), Since: f.Before.Since,
		Evidence: f.Before.Evidence, Confirmed: f.StillTrue,
	}
	for _, item := range f.StillTrue {
		sub.Answers[item] = f.Before.Answers[item]
		if note := f.Before.Notes[item]; note != "" {
			sub.Notes[item] = note
		}
	}
	return sub
}

// confirmed reports whether the actor has just confirmed what the form with the base showed.
func (f Form) confirmed(by Actor, base int) bool {
	return f.Latest != nil && f.Latest.Revision == base+1 && f.Latest.By == by.User && len(f.Latest.Confirmed) > 0
}
