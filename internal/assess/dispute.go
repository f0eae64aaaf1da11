package assess

import (
	"context"
	"fmt"
	"slices"
	"strconv"
	"strings"
	"time"

	"cairn/internal/errs"
	"cairn/internal/maturity"
)

// farApart is by how many steps of an answer set two answers differ before they are a dispute.
const farApart = 2

// DisputeID names a dispute by its questionnaire, item and number: "northwind-2026-q4/governance/G2/1".
type DisputeID string

// Dispute is one question that two respondents answered in ways which differ by two or more. Both answers are kept, and the
// newer counts until the accountable owner settles it.
type Dispute struct {
	ID            DisputeID
	Questionnaire QuestionnaireID
	Item          string
	First, Second Response // in the order in which they were given
	Owner         UserID   // who was accountable when it came up
	At            time.Time
	Settled       *Settlement // nil while it is open
}

// Response is one person's answer to one question.
type Response struct {
	By       UserID
	Value    string
	Revision int // of the submission
}

// Settlement is how a dispute ended.
type Settlement struct {
	Dispute DisputeID
	Value   string
	By      UserID
	Reason  string
	At      time.Time
}

// DisputeView is a dispute with all that is needed to show it.
type DisputeView struct {
	Dispute
	Form        Form
	Asked       *maturity.Item // nil in a quick cycle, where it is about the level
	FirstNote   string         // what was written beside the first answer
	SecondNote  string
	Accountable UserID // who settles it: the questionnaire's owner now
}

// Dispute returns a dispute with the form it is about. It checks no role: processes use it to write to those concerned.
func (s *Service) Dispute(ctx context.Context, id DisputeID) (v DisputeView, err error) {
	defer errs.Wrap(&err, "assess.Dispute(%s)", id)
	err = s.store.View(ctx, func(tx Tx) error {
		d, err := tx.Dispute(ctx, id)
		if err != nil {
			return err
		}
		if v.Form, err = s.form(ctx, tx, d.Questionnaire); err != nil {
			return err
		}
		v.Dispute, v.Accountable = d, v.Form.Questionnaire.Owner
		if i := slices.IndexFunc(v.Form.Items, func(item *maturity.Item) bool { return item.ID == d.Item }); i >= 0 {
			v.Asked = v.Form.Items[i]
		}
		revisions, err := tx.Revisions(ctx, d.Questionnaire)
		for _, sub := range revisions {
			switch sub.Revision {
			case d.First.Revision:
				v.FirstNote = sub.Notes[d.Item]
			case d.Second.Revision:
				v.SecondNote = sub.Notes[d.Item]
			}
		}
		return err
	})
	return v, err
}

// Settle ends a dispute: the accountable owner says which answer counts, of all that the question may be answered with, and
// why. It is a revision of its own, so that what both said is kept.
func (s *Service) Settle(ctx context.Context, by Actor, id DisputeID, value, reason string) (err error) {
	defer errs.Wrap(&err, "assess.Settle(%s)", id)
	at := s.now()
	value, reason = strings.TrimSpace(value), strings.TrimSpace(reason)
	return s.change(ctx, id.questionnaire(), func(tx Tx, f Form, _ []Asking) error {
		d, err := tx.Dispute(ctx, id)
		if err != nil {
			return err
		}
		if !by.Operator() && by.User != f.Questionnaire.Owner {
			return forbidden("Only %s, who is accountable for these answers, can settle this.", Mentions(f.Questionnaire.Owner))
		}
		if d.Settled != nil {
			if d.Settled.Value == value {
				return nil
			}
			return errs.New(errs.Conflict, "This was settled already by %s. To change the answer now, open the questions.", Mentions(d.Settled.By))
		}
		sub := f.settled(d, value, reason)
		if err := sub.checkSettled(f, d.Item, value, reason); err != nil {
			return err
		}
		sub.By, sub.Source, sub.At = by.User, by.Source, at
		if f, err = s.revise(ctx, tx, f, sub); err != nil {
			return err
		}
		settlement := Settlement{Dispute: id, Value: value, By: by.User, Reason: reason, At: at}
		if err := tx.AddSettlement(ctx, settlement); err != nil {
			return err
		}
		detail := map[string]string{"value": value, "reason": reason, "revision": fmt.Sprint(f.Questionnaire.Revision)}
		if err := record(ctx, tx, at, by, "answer.dispute-settled", f.Programme.ID, string(id), detail); err != nil {
			return err
		}
		if err := nudge(ctx, tx, at, NudgeDispute, string(id)); err != nil {
			return err
		}
		if err := f.review(ctx, tx, at); err != nil {
			return err
		}
		return nudge(ctx, tx, at, NudgeQuestionnaire, string(d.Questionnaire))
	})
}

// questionnaire returns the id of the dispute's questionnaire.
func (id DisputeID) questionnaire() QuestionnaireID {
	parts := strings.SplitN(string(id), "/", 3)
	return QuestionnaireID(strings.Join(parts[:min(len(parts), 2)], "/"))
}

// settled makes the submission that follows from a settlement: the answers as they are, but for the one.
func (f Form) settled(d Dispute, value, reason string) Submission {
	sub := Submission{}
	if f.Latest != nil {
		sub.Comment, sub.Evidence = f.Latest.Comment, f.Latest.Evidence
		sub.Answers, sub.Notes = laidOver(f.Latest.Answers, nil), laidOver(f.Latest.Notes, nil)
	} else {
		sub.Answers, sub.Notes = make(map[string]string), make(map[string]string)
	}
	if value == NotApplicable {
		sub.Notes[d.Item] = reason
	} else if sub.Answers[d.Item] == NotApplicable {
		delete(sub.Notes, d.Item)
	}
	sub.Answers[d.Item] = value
	return sub
}

// checkSettled says what is wrong with a settlement, a sentence a field.
func (s Submission) checkSettled(f Form, item, value, reason string) error {
	faults := make(errs.Faults)
	if f.Quick {
		s.checkPick(f, SubmitInput{Partial: true}, faults)
	} else if i := slices.IndexFunc(f.Items, func(of *maturity.Item) bool { return of.ID == item }); i < 0 {
		faults.Add(item, "This question is not asked any more.")
	} else if fault := checkValue(f.Items[i], value); !fault.IsZero() {
		faults[item] = fault
	}
	if fault := checkReason(reason); !fault.IsZero() {
		faults[FieldReason] = fault
	}
	return faults.Err()
}

// contest opens a dispute for each answer that the actor changed far away from what somebody else had answered in this
// cycle, once for two values of a question, and returns the questionnaire's disputes.
func contest(ctx context.Context, tx Tx, by Actor, was, now Form) ([]Dispute, error) {
	all := was.Disputes
	if was.Latest == nil || by.Operator() {
		return all, nil
	}
	far := slices.DeleteFunc(was.asked(), func(item string) bool {
		return was.apart(item, was.Latest.Answers[item], now.Latest.Answers[item]) < farApart
	})
	if len(far) == 0 {
		return all, nil
	}
	revisions, err := tx.Revisions(ctx, now.Questionnaire.ID)
	if err != nil {
		return all, err
	}
	said := authors(slices.DeleteFunc(revisions, func(sub Submission) bool { return sub.Revision >= now.Latest.Revision }))
	for _, item := range far {
		d := Dispute{
			Questionnaire: now.Questionnaire.ID, Item: item, First: said[item], Owner: now.Questionnaire.Owner, At: now.Latest.At,
			Second: Response{By: by.User, Value: now.Latest.Answers[item], Revision: now.Latest.Revision},
		}
		if d.First.By == "" || d.First.By == by.User || slices.ContainsFunc(all, d.repeats) {
			continue
		}
		n := 1
		for _, had := range all {
			if had.Item == item {
				n++
			}
		}
		d.ID = DisputeID(fmt.Sprintf("%s/%s/%d", d.Questionnaire, item, n))
		if err := addDispute(ctx, tx, by, now, d); err != nil {
			return all, err
		}
		all = append(all, d)
	}
	return all, nil
}

func addDispute(ctx context.Context, tx Tx, by Actor, f Form, d Dispute) error {
	if err := tx.AddDispute(ctx, d); err != nil {
		return err
	}
	detail := map[string]string{
		"first": string(d.First.By) + " " + d.First.Value, "second": string(d.Second.By) + " " + d.Second.Value, "owner": string(d.Owner),
	}
	if err := record(ctx, tx, d.At, by, "answer.disputed", f.Programme.ID, string(d.ID), detail); err != nil {
		return err
	}
	return nudge(ctx, tx, d.At, NudgeDispute, string(d.ID))
}

// repeats reports whether another dispute is about the same two values of the same question.
func (d Dispute) repeats(other Dispute) bool {
	a, b := [2]string{d.First.Value, d.Second.Value}, [2]string{other.First.Value, other.Second.Value}
	slices.Sort(a[:])
	slices.Sort(b[:])
	return d.Item == other.Item && a == b
}

// apart is by how many steps two answers to an item differ; 0 when one of them is no answer on a scale.
func (f Form) apart(item, a, b string) int {
	var scale []string
	if f.Quick && item == ItemLevel {
		for _, level := range f.Model.Levels {
			scale = append(scale, strconv.Itoa(level.Number))
		}
	} else if i := slices.IndexFunc(f.Items, func(of *maturity.Item) bool { return of.ID == item }); i >= 0 {
		for _, option := range f.Items[i].Options() {
			scale = append(scale, option.Value)
		}
	}
	from, to := slices.Index(scale, a), slices.Index(scale, b)
	if from < 0 || to < 0 {
		return 0
	}
	return max(from, to) - min(from, to)
}

// authors says of each answer in the last of some revisions who gave it first as it is. What did not come from Slack has no
// author with whom it could be talked over.
func authors(revisions []Submission) map[string]Response {
	by := make(map[string]Response)
	for _, sub := range revisions {
		for item := range by {
			if sub.Answers[item] == "" {
				delete(by, item)
			}
		}
		for item, value := range sub.Answers {
			if by[item].Value == value {
				continue
			}
			by[item] = Response{Value: value, Revision: sub.Revision}
			if sub.Source == FromSlack {
				by[item] = Response{By: sub.By, Value: value, Revision: sub.Revision}
			}
		}
	}
	return by
}

// disputed lists the categories of the questionnaires where a dispute is not settled.
func disputed(ctx context.Context, tx Tx, qs []Questionnaire) ([]string, error) {
	var categories []string
	for _, q := range qs {
		if q.Revision < 2 {
			continue // it takes two to differ
		}
		all, err := tx.Disputes(ctx, q.ID)
		if err != nil {
			return nil, err
		}
		if slices.ContainsFunc(all, Dispute.open) {
			categories = append(categories, q.Category)
		}
	}
	return categories, nil
}

func (d Dispute) open() bool { return d.Settled == nil }

// Unsettled lists the disputes that wait for the accountable owner, oldest first.
func (f Form) Unsettled() []Dispute {
	return slices.DeleteFunc(slices.Clone(f.Disputes), func(d Dispute) bool { return !d.open() })
}
