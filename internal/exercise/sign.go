package exercise

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"maps"
	"slices"
	"unicode/utf8"

	"cairn/internal/assess"
	"cairn/internal/errs"
	"cairn/internal/maturity"
	"cairn/internal/target"
	"cairn/internal/wording"
)

// SignOff freezes the report and has what it asks for be done, all or nothing: the corrective action of each finding is made,
// or that of the earlier finding which it repeats is opened again, and the report is kept in the ledger to the letter. What
// still keeps it from being signed comes as faults, under [FieldSummary] and, with ":" and the id, [FieldRating] and
// [FieldFinding]. Signing again changes nothing.
func (s *Service) SignOff(ctx context.Context, by assess.Actor, id ID) (err error) {
	defer errs.Wrap(&err, "exercise.SignOff(%s)", id)
	return s.act(ctx, id, func(r *record) error {
		if err := r.mayReview(by); err != nil || r.State == Reviewed {
			return err
		}
		if err := r.signable(); err != nil {
			return err
		}
		m, err := s.models(r.programme.Model)
		if err != nil {
			return err
		}
		done, err := s.correct(ctx, r, by, m)
		if err != nil {
			return err
		}
		report := r.assemble(m, done)
		report.Draft, report.SignedBy, report.SignedAt = false, by.User, r.now.UTC()
		if report.Names, err = r.names(ctx, report); err != nil {
			return err
		}
		text, err := json.Marshal(report)
		if err != nil {
			return err
		}
		e := Event{Kind: WasSigned, By: by, Detail: Detail{Report: string(text), Hash: hashOf(string(text))}}
		return r.keep(ctx, e, "exercise.signed", map[string]string{"hash": e.Hash}, func(e *Exercise) {
			e.State, e.ReviewedAt = Reviewed, r.now
		})
	})
}

func hashOf(text string) string {
	sum := sha256.Sum256([]byte(text))
	return hex.EncodeToString(sum[:])
}

// signable says what keeps the report from being signed.
func (r *record) signable() error {
	faults := make(errs.Faults)
	objectives := r.evaluated()
	for _, m := range r.missing() {
		switch m.Kind {
		case MissingSummary:
			faults.Add(FieldSummary, "Say in at least %d characters what the exercise showed.", MinSummary)
		case MissingRating:
			o := objectives[slices.IndexFunc(objectives, func(o ReviewObjective) bool { return o.ID == m.ID })]
			if o.Final == "" {
				faults.Add(FieldRating+":"+o.ID, "Give the objective “%s” its final rating.", o.Text)
			} else {
				checkRating(faults, o.Goal, o.Final, o.Ceiling)
			}
		case MissingFinding:
			faults.Add(FieldFinding+":"+m.ID, "Say what is done about %s.", m.ID)
		}
	}
	return faults.Err()
}

// correct has the actions made, opened again or noted that the findings ask for, and records which sees to which.
func (s *Service) correct(ctx context.Context, r *record, by assess.Actor, m *maturity.Model) (map[string]corrected, error) {
	earlier, err := r.earlier(ctx)
	if err != nil {
		return nil, err
	}
	done, faults := make(map[string]corrected), make(errs.Faults)
	all := r.findings()
	for _, f := range all {
		if f.Treatment.Work == nil {
			continue
		}
		c, err := s.correctOne(ctx, r, by, f, earlier, m)
		if wrong := errs.FaultsOf(err); len(wrong) > 0 { // a day may have come since it was chosen
			field := slices.Sorted(maps.Keys(wrong))[0]
			faults.Add(FieldFinding+":"+f.ID, "The corrective action of %s cannot be made as it stands: %s", f.ID, wrong[field])
			continue
		}
		if err != nil {
			return nil, err
		}
		done[f.ID] = c
	}
	if err := faults.Err(); err != nil {
		return nil, err
	}
	for _, f := range all {
		c, ok := done[f.ID]
		if same := f.Treatment.Same; same != "" {
			c, ok = done[same]
		}
		if !ok {
			continue
		}
		e := Event{Kind: WasAnswered, By: by, Detail: Detail{Finding: f.ID, Action: c.action.ID}}
		if err := r.keep(ctx, e, "exercise.answered", map[string]string{"finding": f.ID, "action": string(c.action.ID)}, nil); err != nil {
			return nil, err
		}
	}
	return done, nil
}

// correctOne sees to one finding. What was seen before has its action opened again, or noted while it is still open; where
// there was none, or it is gone, a new one is made.
func (s *Service) correctOne(ctx context.Context, r *record, by assess.Actor, f Finding, earlier []EarlierFinding, m *maturity.Model) (corrected, error) {
	t := f.Treatment
	if had, _ := earlierOf(earlier, t.Before); had.Action != nil {
		return s.correctAgain(ctx, r, by, f, had.Action.ID)
	}
	a, err := s.corrections.AddActionIn(ctx, r.tx, by, target.Action{
		Programme: r.Programme, Kind: target.Corrective, Source: f.source(r.ID), Category: r.category(f.Objective, m), Work: *t.Work,
	})
	return corrected{action: a}, err
}

// correctAgain has an action be worked on that did not keep a finding from coming back.
func (s *Service) correctAgain(ctx context.Context, r *record, by assess.Actor, f Finding, id target.ActionID) (corrected, error) {
	had, err := r.tx.Action(ctx, id)
	if err != nil {
		return corrected{}, err
	}
	if had.Open() {
		note := fmt.Sprintf("Seen again in %s: %s", r.ID.Number(), f.Text)
		return corrected{action: had}, s.corrections.NoteActionIn(ctx, r.tx, by, id, clip(note, target.MaxNote))
	}
	why := clip(fmt.Sprintf("Seen again in %s: %s", r.ID.Number(), f.Text), assess.MaxReason)
	a, err := s.corrections.ReopenActionIn(ctx, r.tx, by, id, *f.Treatment.Work, why)
	return corrected{action: a, reopened: true}, err
}

// clip cuts a text to so many characters.
func clip(text string, most int) string {
	if utf8.RuneCountInString(text) <= most {
		return text
	}
	return string([]rune(text)[:most-1]) + "…"
}

// Report is the after-action report of an exercise. Once it is signed it is for whoever had a part, the managers and the
// leaders, and says what was signed, to the letter, with how far its actions are by now. Until then it is a draft out of what
// is known, for those who evaluate.
func (s *Service) Report(ctx context.Context, by assess.Actor, id ID) (report Report, err error) {
	defer errs.Wrap(&err, "exercise.Report(%s)", id)
	err = s.store.View(ctx, func(tx Tx) error {
		r, err := s.record(ctx, tx, id, s.now())
		if err != nil {
			return err
		}
		if r.State == Reviewed {
			if err := r.mayReadReport(by); err != nil {
				return err
			}
			report, err = r.signed(ctx)
			return err
		}
		may := r.mayReview(by)
		if by.Operator() {
			may = r.reviewable()
		}
		if may != nil {
			return may
		}
		m, err := s.models(r.programme.Model)
		if err != nil {
			return err
		}
		report = r.assemble(m, nil)
		report.Names, err = r.names(ctx, report)
		return err
	})
	return report, err
}

// mayReadReport checks that the actor may read what was signed.
func (r *record) mayReadReport(by assess.Actor) error {
	if by.Operator() || r.PartOf(by.User) != NoPart || r.programme.IsManager(by.User) || r.programme.IsLeader(by.User) || r.reviews(by) || r.led(by.User) {
		return nil
	}
	return forbidden("The report of %s is for those who had a part in it, and for the managers and leaders of %s. Ask a manager: %s.",
		r.ID.Number(), r.programme.Scope, assess.Mentions(r.programme.Managers...))
}

// signed is the report as it was signed, with whether its exercise counts and how far its actions are by now. That it is what was
// signed is checked.
func (r *record) signed(ctx context.Context) (report Report, err error) {
	e := r.find(WasSigned)
	if e == nil {
		return report, errs.New(errs.NotFound, "The report of %s is not signed.", r.ID.Number())
	}
	if hashOf(e.Report) != e.Hash {
		return report, errs.New(errs.Internal,
			"The report of %s is not what was signed on %s: the database was changed by hand. Restore the record from a backup.",
			r.ID.Number(), wording.At(e.At, "2 January 2006"))
	}
	if err := json.Unmarshal([]byte(e.Report), &report); err != nil {
		return report, fmt.Errorf("the signed report: %w", err)
	}
	report.Seal, report.Signed = e.Hash, e.Report
	report.counts(r.lacks()) // one that was signed before there was this rule does not say so itself
	actions, err := r.tx.Actions(ctx, r.Programme, true)
	if err != nil {
		return report, err
	}
	for i, c := range report.Plan {
		if at := slices.IndexFunc(actions, func(a target.Action) bool { return a.ID == c.Action }); at >= 0 {
			report.Plan[i].Status = actions[at].Status
		}
	}
	return report, nil
}
