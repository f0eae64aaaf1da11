package assess

import (
	"context"
	"fmt"
	"maps"
	"slices"
	"strings"
	"time"

	"cairn/internal/errs"
	"cairn/internal/maturity"
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

// Submit saves answers while the cycle is open. The owner, the deputy and whoever was given the questionnaire may answer all
// of it; whoever was given some of its questions only those, and theirs are always saved on the way.
//
// Unless the input is Partial the questionnaire is submitted with it: then every item needs an answer, but for control
// objectives, where what is unanswered stays open. What a delegate submits waits for the owner to sign it off; so does
// what they change after the owner submitted.
//
// Answers that are there already change nothing. What others answered since the form was shown is kept; where they
// answered the same question in another way it is an errs.Conflict that names them, and nothing is overwritten. An answer
// that is far from somebody else's opens a [Dispute].
func (s *Service) Submit(ctx context.Context, by Actor, in SubmitInput) (r Receipt, err error) {
	defer errs.Wrap(&err, "assess.Submit(%s)", in.Questionnaire)
	at := s.now()
	err = s.store.Update(ctx, func(tx Tx) error {
		form, records, err := s.read(ctx, tx, in.Questionnaire)
		if err != nil {
			return err
		}
		if err := mayAnswer(by, form); err != nil {
			return err
		}
		in, err := in.within(form, by)
		if err != nil {
			return err
		}
		sub := in.over(form.Latest)
		if form.Questionnaire.Revision != in.Base && !form.has(sub, by, in.Partial) {
			if in, err = merge(ctx, tx, form, by, in); err != nil {
				return err
			}
			sub = in.over(form.Latest)
		}
		if err := sub.check(form, in); err != nil {
			return err
		}
		r = Receipt{Form: form.of(by)}
		if form.has(sub, by, in.Partial) {
			return nil
		}
		r.Changed = true
		if form.Latest != nil && sub.says(*form.Latest) && form.Questionnaire.State == ToSign {
			form, err = s.signOff(ctx, tx, by, form, at)
		} else {
			sub.By, sub.Source, sub.At = by.User, by.Source, at
			form, err = s.submit(ctx, tx, by, form, records, sub, in.Partial)
		}
		r.Form = form.of(by)
		return err
	})
	if err == nil && r.Changed {
		s.deliver()
	}
	return r, err
}

// has reports whether the form says already what is submitted, and nobody's word is missing.
func (f Form) has(sub Submission, by Actor, partial bool) bool {
	if f.Latest == nil || !sub.says(*f.Latest) {
		return false
	}
	state := f.Questionnaire.State
	return partial || state == Submitted || state == ToSign && !f.Questionnaire.stands(by)
}

// stands reports whether what the actor submits needs nobody's signature.
func (q Questionnaire) stands(by Actor) bool { return by.Operator() || q.accountable(by.User) }

// submit adds a submission as the next revision, with all that follows from it, and returns the form with it.
func (s *Service) submit(ctx context.Context, tx Tx, by Actor, f Form, records []Asking, sub Submission, partial bool) (Form, error) {
	was := f
	verb := "questionnaire.submitted"
	switch {
	case was.Questionnaire.State != Waiting:
		verb = "questionnaire.changed"
	case partial:
		verb = "questionnaire.saved"
	}
	f.Questionnaire.State = was.Questionnaire.after(by, partial)
	f, err := s.revise(ctx, tx, f, sub)
	if err != nil {
		return f, err
	}
	q := f.Questionnaire
	detail := map[string]string{"revision": fmt.Sprint(q.Revision), "level": fmt.Sprint(f.Score.Level), "state": string(q.State)}
	if n := len(sub.Confirmed); n > 0 {
		detail["confirmed"] = fmt.Sprint(n)
	}
	if err := record(ctx, tx, sub.At, by, verb, f.Programme.ID, string(q.ID), detail); err != nil {
		return f, err
	}
	if f.Disputes, err = contest(ctx, tx, by, was, f); err != nil {
		return f, err
	}
	if a, ok := kept(f, records, by, sub.At); ok && f.finishes(was, by.User) {
		if err := enter(ctx, tx, a); err != nil {
			return f, err
		}
	}
	if err := f.review(ctx, tx, sub.At); err != nil {
		return f, err
	}
	if was.Questionnaire.State == Submitted && q.State == ToSign { // the process ended with the answer
		return f, nudge(ctx, tx, sub.At, NudgeAgain, string(q.ID))
	}
	return f, nudge(ctx, tx, sub.At, NudgeQuestionnaire, string(q.ID))
}

// review has the programme's targets held against answers that stand: by objectives, a level is reached as soon as the last
// one is in place.
func (f Form) review(ctx context.Context, tx Tx, at time.Time) error {
	if f.Questionnaire.State != Submitted || f.Model.Scoring.Method != maturity.MethodCumulative {
		return nil
	}
	return nudge(ctx, tx, at, NudgeReview, string(f.Programme.ID))
}

// after is the state of a questionnaire that the actor answers, all of it or in part.
func (q Questionnaire) after(by Actor, partial bool) QuestionnaireState {
	switch {
	case partial && q.State != Submitted:
		return q.State
	case q.stands(by):
		return Submitted
	default:
		return ToSign
	}
}

// revise adds a submission as the next revision of a questionnaire and returns the form with it.
func (s *Service) revise(ctx context.Context, tx Tx, f Form, sub Submission) (Form, error) {
	q := &f.Questionnaire
	q.Revision, q.Version = q.Revision+1, q.Version+1
	sub.Questionnaire, sub.Revision = q.ID, q.Revision
	sub.stamp(f)
	f.Latest, f.StillTrue = &sub, nil
	var err error
	if f.Score, err = s.score(ctx, tx, f); err != nil {
		return f, err
	}
	if err := tx.SaveQuestionnaire(ctx, *q); err != nil {
		return f, err
	}
	return f, tx.AddSubmission(ctx, sub)
}

// stamp says of each answer when it was given and in which words it was asked. What was said before keeps its instant, and
// so does what is confirmed.
func (s *Submission) stamp(f Form) {
	prints := f.fingerprints()
	since, words := make(map[string]time.Time), make(map[string]string)
	for item, value := range s.Answers {
		words[item] = prints[item]
		switch {
		case !s.Since[item].IsZero():
			since[item] = s.Since[item]
		case f.Latest != nil && f.Latest.Answers[item] == value && f.Latest.Notes[item] == s.Notes[item]:
			since[item] = f.Latest.since(item)
		default:
			since[item] = s.At
		}
	}
	s.Since, s.Wording = since, words
}

// finishes reports whether the person has answered, with this revision, all that was asked of them.
func (f Form) finishes(was Form, u UserID) bool {
	q := f.Questionnaire
	if was.Questionnaire.State != Waiting {
		return false
	}
	if items := q.HandedTo(u); !q.MayAnswer(u) && len(items) > 0 {
		return f.answered(items) && !was.answered(items)
	}
	return q.State != Waiting
}

// mayAnswer checks that the actor may answer the questionnaire or some of it, and that it is still time.
func mayAnswer(by Actor, f Form) error {
	q := f.Questionnaire
	if !by.Operator() && !q.MayAnswer(by.User) && len(q.HandedTo(by.User)) == 0 {
		owners := []UserID{q.Owner}
		for _, u := range []UserID{q.Deputy, q.Answerer} {
			if u != "" && !slices.Contains(owners, u) {
				owners = append(owners, u)
			}
		}
		return forbidden("These questions belong to %s. If they should be yours, ask a manager of %s: %s.",
			Mentions(owners...), f.Cycle.Scope, Mentions(f.Programme.Managers...))
	}
	return stillOpen(f)
}

// stillOpen checks that the cycle takes answers.
func stillOpen(f Form) error {
	if f.Open() {
		return nil
	}
	return errs.New(errs.Closed, "The %s cycle of %s closed on %s, so its answers are final. The next cycle asks anew.",
		f.Cycle.Period, f.Cycle.Scope, wording.At(f.Cycle.ClosedAt.In(location(f.Programme)), "2 January 2006 at 15:04"))
}

// superseded says who answered since the form was opened.
func superseded(f Form, by Actor) error {
	q := f.Questionnaire
	if f.Latest == nil || f.Latest.Revision != q.Revision || !q.MayAnswer(f.Latest.By) && len(q.HandedTo(f.Latest.By)) == 0 {
		return errs.New(errs.Conflict, "This form is out of date, because what it asks was changed. Nothing was saved: open it "+
			"again to see what is asked now.")
	}
	at := wording.At(f.Latest.At.In(location(f.Programme)), "2 January at 15:04")
	if f.Latest.By == by.User {
		return errs.New(errs.Conflict, "You, in another form, answered these questions while this form was open (%s). Nothing was "+
			"overwritten: open the questionnaire again to see those answers and change them.", at)
	}
	return errs.New(errs.Conflict, "%s answered these questions while this form was open (%s). Nothing was overwritten: "+
		"open the questionnaire again to see those answers and change them.", Mentions(f.Latest.By), at)
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
