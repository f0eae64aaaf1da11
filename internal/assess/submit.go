package assess

import (
	"context"
	"fmt"
	"maps"
	"strings"

	"cairn/internal/errs"
	"cairn/internal/wording"
)

// SubmitInput is one person's answers to a questionnaire, or to a page of it.
//
// What is not given stays as it was in the revision that the form showed; an empty value takes an answer or a note back.
type SubmitInput struct {
	Questionnaire QuestionnaireID
	Base          int               // the revision that the form showed; 0 when it was empty
	Answers       map[string]string // item id -> value, or NotApplicable
	Notes         map[string]string // item id -> the reason or remark beside its answer
	Comment       string            // for the questionnaire as a whole; when Partial, "" leaves it as it was
	Evidence      string            // a URL, or ""; when Partial, "" leaves it as it was
	Partial       bool              // saved on the way: the questionnaire goes on waiting for the rest
}

// Submit saves answers. The person must be the owner or deputy and the cycle open. Unless the input is Partial the
// questionnaire is submitted with it: then every item needs an answer, but for control objectives, where what is
// unanswered stays open. Answers that are there already change nothing. If somebody else answered since the form was
// shown, it is an errs.Conflict that names them, and nothing is overwritten.
func (s *Service) Submit(ctx context.Context, by Actor, in SubmitInput) (r Receipt, err error) {
	defer errs.Wrap(&err, "assess.Submit(%s)", in.Questionnaire)
	at := s.now()
	err = s.store.Update(ctx, func(tx Tx) error {
		form, err := s.form(ctx, tx, in.Questionnaire)
		if err != nil {
			return err
		}
		if err := mayAnswer(by, form); err != nil {
			return err
		}
		sub := in.over(form.Latest)
		if err := sub.check(form, in); err != nil {
			return err
		}
		r = Receipt{Form: form}
		if form.Latest != nil && sub.says(*form.Latest) && (in.Partial || form.Submitted()) {
			return nil
		}
		if form.Questionnaire.Revision != in.Base {
			return superseded(form, by)
		}
		r.Changed = true
		sub.By, sub.Source, sub.At = by.User, by.Source, at
		r.Form, err = s.submit(ctx, tx, by, form, sub, in.Partial)
		return err
	})
	if err == nil && r.Changed {
		s.deliver()
	}
	return r, err
}

// submit adds a submission as the next revision and returns the form with it.
func (s *Service) submit(ctx context.Context, tx Tx, by Actor, f Form, sub Submission, partial bool) (Form, error) {
	q := f.Questionnaire
	verb := "questionnaire.submitted"
	switch {
	case q.State == Submitted:
		verb = "questionnaire.changed"
	case partial:
		verb = "questionnaire.saved"
	default:
		q.State = Submitted
	}
	q.Revision, q.Version = q.Revision+1, q.Version+1
	sub.Questionnaire, sub.Revision = q.ID, q.Revision
	f.Questionnaire, f.Latest = q, &sub
	var err error
	if f.Score, err = s.score(ctx, tx, f); err != nil {
		return f, err
	}
	if err := tx.SaveQuestionnaire(ctx, q); err != nil {
		return f, err
	}
	if err := tx.AddSubmission(ctx, sub); err != nil {
		return f, err
	}
	detail := map[string]string{"revision": fmt.Sprint(q.Revision), "level": fmt.Sprint(f.Score.Level)}
	if err := record(ctx, tx, sub.At, by, verb, f.Programme.ID, string(q.ID), detail); err != nil {
		return f, err
	}
	return f, nudge(ctx, tx, sub.At, NudgeQuestionnaire, string(q.ID))
}

// mayAnswer checks that the actor may answer the questionnaire, and that it is still time.
func mayAnswer(by Actor, f Form) error {
	q := f.Questionnaire
	if !by.Operator() && !q.MayAnswer(by.User) {
		owners := []UserID{q.Owner}
		if q.Deputy != "" {
			owners = append(owners, q.Deputy)
		}
		return forbidden("These questions belong to %s. If they should be yours, ask a manager of %s: %s.",
			mentions(owners), f.Cycle.Scope, mentions(f.Programme.Managers))
	}
	if !f.Open() {
		return errs.New(errs.Closed, "The %s cycle of %s closed on %s, so its answers are final. The next cycle will ask you again.",
			f.Cycle.Period, f.Cycle.Scope, wording.At(f.Cycle.ClosedAt.In(location(f.Programme)), "2 January 2006 at 15:04"))
	}
	return nil
}

// superseded says who answered since the form was opened.
func superseded(f Form, by Actor) error {
	if f.Latest == nil || f.Latest.Revision != f.Questionnaire.Revision || !f.Questionnaire.MayAnswer(f.Latest.By) {
		return errs.New(errs.Conflict, "This form is out of date, because what it asks was changed. Nothing was saved: open it "+
			"again to see what is asked now.")
	}
	at := wording.At(f.Latest.At.In(location(f.Programme)), "2 January at 15:04")
	if f.Latest.By == by.User {
		return errs.New(errs.Conflict, "You, in another form, answered these questions while this form was open (%s). Nothing was "+
			"overwritten: open the questionnaire again to see those answers and change them.", at)
	}
	return errs.New(errs.Conflict, "%s answered these questions while this form was open (%s). Nothing was overwritten: "+
		"open the questionnaire again to see those answers and change them.", mentions([]UserID{f.Latest.By}), at)
}

// over lays the input over what was saved before, if anything.
func (in SubmitInput) over(before *Submission) Submission {
	sub := Submission{Comment: strings.TrimSpace(in.Comment), Evidence: strings.TrimSpace(in.Evidence)}
	if before == nil {
		before = &Submission{}
	}
	if in.Partial && sub.Comment == "" {
		sub.Comment = before.Comment
	}
	if in.Partial && sub.Evidence == "" {
		sub.Evidence = before.Evidence
	}
	sub.Answers, sub.Notes = laidOver(before.Answers, in.Answers), laidOver(before.Notes, in.Notes)
	return sub
}

func laidOver(before, given map[string]string) map[string]string {
	merged := make(map[string]string, len(before)+len(given))
	maps.Copy(merged, before)
	for item, text := range given {
		if text = strings.TrimSpace(text); text == "" {
			delete(merged, item)
		} else {
			merged[item] = text
		}
	}
	return merged
}

// says reports whether two submissions say the same.
func (s Submission) says(other Submission) bool {
	return maps.Equal(s.Answers, other.Answers) && maps.Equal(s.Notes, other.Notes) &&
		s.Comment == other.Comment && s.Evidence == other.Evidence
}
