package assess

import (
	"context"
	"slices"
	"strings"

	"cairn/internal/errs"
)

// within checks that somebody who was given some of the questions answers no others, and saves theirs on the way. For all
// others the input stays as it is.
func (in SubmitInput) within(f Form, by Actor) (SubmitInput, error) {
	q := f.Questionnaire
	if by.Operator() || q.MayAnswer(by.User) {
		return in, nil
	}
	latest := f.Latest
	if latest == nil {
		latest = &Submission{}
	}
	faults := make(errs.Faults)
	own := q.HandedTo(by.User)
	for item, value := range in.Answers {
		if !slices.Contains(own, item) && strings.TrimSpace(value) != latest.Answers[item] {
			faults.Add(item, "This question was not given to you.")
		}
	}
	for item, note := range in.Notes {
		if !slices.Contains(own, item) && strings.TrimSpace(note) != latest.Notes[item] {
			faults.Add(NoteField(item), "This question was not given to you.")
		}
	}
	if comment := strings.TrimSpace(in.Comment); comment != "" && comment != latest.Comment {
		faults.Add(FieldComment, "Write your remark beside your answer; this comment is for whoever answers all of it.")
	}
	if link := strings.TrimSpace(in.Evidence); link != "" && link != latest.Evidence {
		faults.Add(FieldEvidence, "Paste your link beside your answer; this one is for whoever answers all of it.")
	}
	in.Partial = true
	return in, faults.Err()
}

// merge keeps of an input, from a form that is out of date, what the person changed in it: what others answered since
// stays. Where both changed the same in different ways, or what is asked changed, it is an errs.Conflict. The two answers of
// a quick questionnaire are one judgement, so they are not merged.
func merge(ctx context.Context, tx Tx, f Form, by Actor, in SubmitInput) (SubmitInput, error) {
	if f.Quick || f.Latest == nil || in.Base > f.Questionnaire.Revision {
		return in, superseded(f, by)
	}
	revisions, err := tx.Revisions(ctx, f.Questionnaire.ID)
	if err != nil {
		return in, err
	}
	var base Submission
	since := 0
	for _, sub := range revisions {
		if sub.Revision <= in.Base {
			base = sub
			continue
		}
		since++
		if mayAnswer(Actor{User: sub.By, Source: sub.Source}, f) != nil { // a manager put something in other words
			return in, superseded(f, by)
		}
	}
	if since != f.Questionnaire.Revision-in.Base {
		return in, superseded(f, by)
	}
	return in.since(base, f, by)
}

// since is merge over the revision that the form showed.
func (in SubmitInput) since(base Submission, f Form, by Actor) (SubmitInput, error) {
	theirs := *f.Latest
	mine := in.over(&base)
	out := in
	out.Answers, out.Notes = make(map[string]string), make(map[string]string)
	for _, item := range f.asked() {
		switch {
		case mine.same(base, item):
		case theirs.same(base, item), theirs.same(mine, item):
			out.Answers[item], out.Notes[item] = mine.Answers[item], mine.Notes[item]
		default:
			return in, superseded(f, by)
		}
	}
	for id, value := range in.Answers { // what is not asked is a fault to be told of
		if !slices.Contains(f.asked(), id) {
			out.Answers[id] = value
		}
	}
	var ok, both bool
	out.Comment, ok = threeWay(mine.Comment, base.Comment, theirs.Comment)
	out.Evidence, both = threeWay(mine.Evidence, base.Evidence, theirs.Evidence)
	if !ok || !both {
		return in, superseded(f, by)
	}
	return out, nil
}

// same reports whether two submissions say the same of an item.
func (s Submission) same(other Submission, item string) bool {
	return s.Answers[item] == other.Answers[item] && s.Notes[item] == other.Notes[item]
}

// threeWay merges two texts that were changed from one; false when both were, to different ones.
func threeWay(mine, base, theirs string) (string, bool) {
	switch {
	case mine == base:
		return theirs, true
	case theirs == base, theirs == mine:
		return mine, true
	default:
		return "", false
	}
}
