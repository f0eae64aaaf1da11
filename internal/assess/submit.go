package assess

import (
	"context"
	"fmt"
	"maps"
	"net/url"
	"strings"
	"time"
	"unicode/utf8"

	"cairn/internal/errs"
	"cairn/internal/maturity"
)

// Limits on what a person may type beside the answers.
const (
	MaxComment  = 1000 // characters
	MaxEvidence = 500  // characters
)

// Field names under which faults of a submission are reported, beside the item ids.
const (
	FieldComment  = "comment"
	FieldEvidence = "evidence"
)

// SubmitInput is one person's answers to a questionnaire.
type SubmitInput struct {
	Questionnaire QuestionnaireID
	Base          int               // the revision that the form showed; 0 when it was empty
	Answers       map[string]string // item id -> value
	Comment       string
	Evidence      string // a URL, or ""
}

// Submit saves answers. The person must be the owner or deputy and the cycle open; every item needs an answer of its
// answer set. Answers that are there already change nothing. If somebody else answered since the form was shown, it is
// an errs.Conflict that names them, and nothing is overwritten.
func (s *Service) Submit(ctx context.Context, by Actor, in SubmitInput) (r Receipt, err error) {
	defer errs.Wrap(&err, "assess.Submit(%s)", in.Questionnaire)
	at := s.now()
	in.Comment, in.Evidence = strings.TrimSpace(in.Comment), strings.TrimSpace(in.Evidence)
	err = s.store.Update(ctx, func(tx Tx) error {
		form, err := s.form(ctx, tx, in.Questionnaire)
		if err != nil {
			return err
		}
		if err := mayAnswer(by, form); err != nil {
			return err
		}
		if err := in.check(form); err != nil {
			return err
		}
		r = Receipt{Form: form}
		if form.Latest != nil && in.same(*form.Latest) {
			return nil
		}
		if form.Questionnaire.Revision != in.Base {
			return superseded(form, by)
		}
		r.Changed = true
		r.Form, err = s.submit(ctx, tx, by, at, form, in)
		return err
	})
	if err == nil && r.Changed {
		s.deliver()
	}
	return r, err
}

// submit adds the next revision and returns the form with it.
func (s *Service) submit(ctx context.Context, tx Tx, by Actor, at time.Time, f Form, in SubmitInput) (Form, error) {
	q := f.Questionnaire
	q.State, q.Revision, q.Version = Submitted, q.Revision+1, q.Version+1
	sub := Submission{
		Questionnaire: q.ID, Revision: q.Revision, By: by.User, At: at, Source: by.Source,
		Answers: in.Answers, Comment: in.Comment, Evidence: in.Evidence,
	}
	score, err := f.Model.ScoreCategory(f.Category.ID, modelAnswers(in.Answers))
	if err != nil {
		return f, err
	}
	if err := tx.SaveQuestionnaire(ctx, q); err != nil {
		return f, err
	}
	if err := tx.AddSubmission(ctx, sub); err != nil {
		return f, err
	}
	verb := "questionnaire.submitted"
	if q.Revision > 1 {
		verb = "questionnaire.changed"
	}
	detail := map[string]string{"revision": fmt.Sprint(q.Revision), "level": fmt.Sprint(score.Level)}
	if err := record(ctx, tx, at, by, verb, f.Programme.ID, string(q.ID), detail); err != nil {
		return f, err
	}
	if err := nudge(ctx, tx, at, NudgeQuestionnaire, string(q.ID)); err != nil {
		return f, err
	}
	f.Questionnaire, f.Latest, f.Score = q, &sub, score
	return f, nil
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
			f.Cycle.Period, f.Cycle.Scope, f.Cycle.ClosedAt.In(location(f.Programme)).Format("2 January 2006 at 15:04"))
	}
	return nil
}

// superseded says who answered since the form was opened.
func superseded(f Form, by Actor) error {
	if f.Latest == nil {
		return errs.New(errs.Conflict, "This form is out of date. Open it again to see what was asked.")
	}
	who := mentions([]UserID{f.Latest.By})
	if f.Latest.By == by.User {
		who = "You, in another form,"
	}
	return errs.New(errs.Conflict, "%s answered these questions while this form was open (%s). Nothing was overwritten: "+
		"open the questionnaire again to see those answers and change them.",
		who, f.Latest.At.In(location(f.Programme)).Format("2 January at 15:04"))
}

// check says what is wrong with the input, a sentence a field.
func (in SubmitInput) check(f Form) error {
	faults := make(map[string]string)
	known := make(map[string]bool, len(f.Category.Items))
	for _, item := range f.Category.Items {
		known[item.ID] = true
		value, ok := in.Answers[item.ID]
		if !ok || value == "" {
			faults[item.ID] = "Choose an answer. If nobody knows, choose the lowest that you can vouch for."
			continue
		}
		if set, ok := f.Model.AnswerSet(answerSet(f.Model, item)); ok {
			if _, ok := set.Option(value); !ok {
				faults[item.ID] = fmt.Sprintf("%q is not one of the answers to this question.", value)
			}
		}
	}
	for id := range in.Answers {
		if !known[id] {
			faults[id] = "This question is not part of the questionnaire."
		}
	}
	if n := utf8.RuneCountInString(in.Comment); n > MaxComment {
		faults[FieldComment] = fmt.Sprintf("Shorten the comment to %d characters; it has %d.", MaxComment, n)
	}
	if fault := checkEvidence(in.Evidence); fault != "" {
		faults[FieldEvidence] = fault
	}
	return errs.InvalidFields(faults)
}

// answerSet names the item's answer set.
func answerSet(m *maturity.Model, item *maturity.Item) string {
	if item.AnswerSet != "" {
		return item.AnswerSet
	}
	return m.DefaultAnswerSet
}

// checkEvidence says what is wrong with a link, or "".
func checkEvidence(link string) string {
	if link == "" {
		return ""
	}
	if utf8.RuneCountInString(link) > MaxEvidence {
		return fmt.Sprintf("Use a link of at most %d characters.", MaxEvidence)
	}
	u, err := url.Parse(link)
	if err != nil || (u.Scheme != "https" && u.Scheme != "http") || u.Host == "" || strings.ContainsAny(link, " <>|\n\t") {
		return "Paste a whole web address that starts with https://, such as a document's or a Slack message's link."
	}
	return ""
}

// same reports whether the submission says what the input says.
func (in SubmitInput) same(sub Submission) bool {
	return maps.Equal(in.Answers, sub.Answers) && in.Comment == sub.Comment && in.Evidence == sub.Evidence
}

func modelAnswers(values map[string]string) maturity.Answers {
	answers := make(maturity.Answers, len(values))
	for item, value := range values {
		answers[item] = maturity.Answer{Value: value}
	}
	return answers
}
