package assess

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"slices"
	"strings"
	"time"

	"cairn/internal/maturity"
)

// historyDepth is how many earlier cycles are searched for what was answered last time.
const historyDepth = 8

// past is what a category was answered in an earlier cycle.
type past struct {
	cycle Cycle
	sub   Submission
}

// recall adds to a form what was answered last time, and what of it may simply be confirmed.
func recall(ctx context.Context, tx Tx, f Form) (Form, error) {
	all, err := pasts(ctx, tx, f)
	if err != nil || len(all) == 0 {
		return f, err
	}
	reworded, err := rewordings(ctx, tx, f.Cycle)
	if err != nil {
		return f, err
	}
	from := f.remember(all)
	f.mark(from, reworded)
	if trusted, err := f.trusts(ctx, tx, all); err != nil || !trusted {
		return f, err
	}
	for _, item := range f.asked() {
		if f.Marks[item] == "" && !f.Questionnaire.GivenAway(item) {
			f.StillTrue = append(f.StillTrue, item)
		}
	}
	return f, nil
}

// pasts finds what the category was answered in earlier cycles of the same sort, on any version of the model, the newest
// first: back to the newest full one, because check-ins ask in part; or the newest quick one.
func pasts(ctx context.Context, tx Tx, f Form) ([]past, error) {
	cycles, err := tx.Cycles(ctx, f.Programme.ID, historyDepth)
	if err != nil {
		return nil, err
	}
	var all []past
	for _, c := range cycles {
		if c.State != CycleClosed || !sameModel(c.Model, f.Cycle.Model) || (c.Kind == Quick) != f.Quick || !c.OpenedAt.Before(f.Cycle.OpenedAt) {
			continue
		}
		sub, err := latestOf(ctx, tx, questionnaireID(c.ID, f.Category.ID))
		if err != nil {
			return nil, err
		}
		if sub == nil {
			continue
		}
		all = append(all, past{c, *sub})
		if c.Kind != CheckIn {
			break
		}
	}
	return all, nil
}

// sameModel reports whether two model ids are versions of one model.
func sameModel(a, b string) bool {
	a, _, _ = strings.Cut(a, "@")
	b, _, _ = strings.Cut(b, "@")
	return a == b
}

// remember gathers what was answered before, the newest answer to each question, and returns where each comes from.
func (f *Form) remember(all []past) map[string]past {
	newest := all[0]
	f.Before = Before{
		Period: newest.cycle.Period, By: newest.sub.By, Evidence: newest.sub.Evidence,
		Answers: make(map[string]string), Notes: make(map[string]string), Since: make(map[string]time.Time),
	}
	from := make(map[string]past)
	for _, p := range all {
		for item, value := range p.sub.Answers {
			if _, had := from[item]; had {
				continue
			}
			from[item] = p
			f.Before.Answers[item], f.Before.Since[item] = value, p.sub.since(item)
			if note := p.sub.Notes[item]; note != "" {
				f.Before.Notes[item] = note
			}
		}
	}
	return from
}

// since is when the answer to an item was last given rather than confirmed.
func (s Submission) since(item string) time.Time {
	if at := s.Since[item]; !at.IsZero() {
		return at
	}
	return s.At // of a revision from before that was kept
}

// mark says of each question why last time's answer does not simply stand. Reworded says when an objective was last
// substituted.
func (f *Form) mark(from map[string]past, reworded map[string]time.Time) {
	now := f.fingerprints()
	f.Marks = make(map[string]Mark)
	for _, item := range f.asked() {
		p, answered := from[item]
		switch {
		case !answered:
			f.Marks[item] = MarkNew
		case f.changed(item, now[item], p, reworded[item]):
			f.Marks[item] = MarkChanged
		case f.Before.Since[item].AddDate(1, 0, 0).Before(f.Cycle.OpenedAt):
			f.Marks[item] = MarkOld
		}
	}
	for _, item := range f.Items { // what is not among the answers any more is not shown as one
		if value, ok := f.Before.Answers[item.ID]; ok && !checkValue(item, value).IsZero() {
			f.Marks[item.ID] = MarkChanged
			delete(f.Before.Answers, item.ID)
		}
	}
}

// changed reports whether a question is asked in other words than it was. Where the words of that time were not kept, any
// change of the model counts, and any substitution since.
func (f *Form) changed(item, fingerprint string, then past, reworded time.Time) bool {
	if asked := then.sub.Wording[item]; asked != "" {
		return asked != fingerprint
	}
	return then.cycle.ModelHash != f.Cycle.ModelHash || then.sub.At.Before(reworded)
}

// trusts reports whether nothing suggests that last time's answers have changed: the present owner or deputy gave them or
// stood by them, no manager set the level, nobody disputes one, and nothing is answered in this cycle yet.
func (f *Form) trusts(ctx context.Context, tx Tx, all []past) (bool, error) {
	q := f.Questionnaire
	if !f.Open() || q.State != Waiting || f.Latest != nil || f.Override != nil || len(f.Unsettled()) > 0 {
		return false, nil
	}
	set, err := tx.Overrides(ctx, all[0].cycle.ID)
	if err != nil {
		return false, err
	}
	if _, judged := InForce(set)[f.Category.ID]; judged {
		return false, nil
	}
	for _, p := range all {
		then, err := tx.Questionnaire(ctx, p.sub.Questionnaire)
		if err != nil {
			return false, err
		}
		stoodBy := then.State == Submitted && q.accountable(then.Owner)
		if !stoodBy && !q.accountable(p.sub.By) {
			return false, nil
		}
		disputes, err := tx.Disputes(ctx, p.sub.Questionnaire)
		if err != nil || slices.ContainsFunc(disputes, Dispute.open) {
			return false, err
		}
	}
	return true, nil
}

// accountable reports whether the user answers for the questionnaire without anybody's signature: the owner or deputy.
func (q Questionnaire) accountable(u UserID) bool { return u != "" && (u == q.Owner || u == q.Deputy) }

// GivenAway reports whether the question was handed to somebody other than who has the rest.
func (q Questionnaire) GivenAway(item string) bool {
	return slices.ContainsFunc(q.Handed, func(h Handed) bool { return h.Item == item && h.To != q.Asks() })
}

// asked lists the ids of what the form asks, in its order.
func (f Form) asked() []string {
	if f.Quick {
		return []string{ItemLevel, ItemConfidence}
	}
	ids := make([]string, len(f.Items))
	for i, item := range f.Items {
		ids[i] = item.ID
	}
	return ids
}

// fingerprints are short hashes of the words in which each item is asked now.
func (f Form) fingerprints() map[string]string {
	prints := make(map[string]string)
	if f.Quick {
		var words []string
		for _, d := range f.Category.Descriptors {
			words = append(append(words, d.Text), d.Points...)
		}
		prints[ItemLevel], prints[ItemConfidence] = fingerprint(words...), fingerprint(Confidences()...)
		return prints
	}
	for _, item := range f.Items {
		prints[item.ID] = fingerprintOf(item)
	}
	return prints
}

// fingerprintOf is that of the words in which an item is asked: what it is called, what it asks, and its answers.
func fingerprintOf(item *maturity.Item) string {
	words := []string{item.Name, item.Text}
	for _, o := range item.Options() {
		words = append(words, o.Value, o.Label, o.Meaning)
	}
	return fingerprint(words...)
}

func fingerprint(words ...string) string {
	const bytes = 8 // it has to tell a handful of wordings of one question apart
	sum := sha256.Sum256([]byte(strings.Join(words, "\x00")))
	return hex.EncodeToString(sum[:bytes])
}
