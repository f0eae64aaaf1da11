package assess

import (
	"context"
	"fmt"
	"slices"
	"time"

	"cairn/internal/calendar"
	"cairn/internal/errs"
	"cairn/internal/maturity"
)

// Past is a cycle that happened before Cairn, or elsewhere, as an import declares it.
type Past struct {
	Programme ProgrammeID
	Model     *maturity.Model
	OpenedAt  time.Time
	ClosedAt  time.Time
	Answers   maturity.Answers // of any number of the model's items; a category with none counts as missing
}

// Past prepares the import of a cycle that opened and closed on the given days ("2026-01-05"): it opened at the
// cadence's time and closed at the end of working hours. The caller reads the answers by the model and adds them.
func (s *Service) Past(ctx context.Context, id ProgrammeID, opened, closed string) (past Past, err error) {
	defer errs.Wrap(&err, "assess.Past(%s)", id)
	var p Programme
	err = s.store.View(ctx, func(tx Tx) (err error) {
		p, err = tx.Programme(ctx, id)
		return err
	})
	if err != nil {
		return past, err
	}
	past.Programme = id
	if past.Model, err = s.model(p.Model); err != nil {
		return past, err
	}
	cal, err := p.Calendar()
	if err != nil {
		return past, err
	}
	first, err := calendar.ParseDate(opened)
	if err != nil {
		return past, err
	}
	last, err := calendar.ParseDate(closed)
	past.OpenedAt, past.ClosedAt = cal.At(first, p.Cadence.At), cal.At(last, p.Hours.End)
	return past, err
}

// ImportCycle records a past cycle as closed, with its answers and snapshot, as if it had run here. The period follows
// from OpenedAt; a period that has a cycle already is an errs.Conflict, so that an import can be repeated safely.
func (s *Service) ImportCycle(ctx context.Context, by Actor, past Past) (snap Snapshot, err error) {
	defer errs.Wrap(&err, "assess.ImportCycle(%s)", past.Programme)
	if !by.Operator() {
		return Snapshot{}, forbidden("Past cycles are imported from the command line, with `cairn import cycle`.")
	}
	if !past.ClosedAt.After(past.OpenedAt) || past.ClosedAt.After(s.now()) {
		return Snapshot{}, errs.New(errs.Invalid, "A past cycle must close after it opened, and before now: it opened %s and closed %s.",
			past.OpenedAt.Format(time.DateOnly), past.ClosedAt.Format(time.DateOnly))
	}
	err = s.store.Update(ctx, func(tx Tx) error {
		p, err := tx.Programme(ctx, past.Programme)
		if err != nil {
			return err
		}
		snap, err = s.importCycle(ctx, tx, by, p, past)
		return err
	})
	return snap, err
}

func (s *Service) importCycle(ctx context.Context, tx Tx, by Actor, p Programme, past Past) (Snapshot, error) {
	model := past.Model
	if model.ID != p.Model {
		return Snapshot{}, errs.New(errs.Invalid, "The programme of %s is on %s, not on %s.", p.Scope, p.Model, model.ID)
	}
	period := p.Cadence.PeriodOf(past.OpenedAt, location(p))
	c := Cycle{
		ID: cycleID(p, period, 1), Programme: p.ID, Scope: p.Scope, Model: model.ID, ModelHash: model.Hash, Kind: Full,
		Deployments: p.Deployments, Period: period, State: CycleClosed, OpenedAt: past.OpenedAt, OpenedBy: by, DueAt: past.ClosedAt,
		ClosesAt: past.ClosedAt, ClosedAt: past.ClosedAt, Reason: Imported, Version: 1,
	}
	qs := roster(c, p.Assignments, model, applicable(p.Deployments))
	var subs []Submission
	for i, q := range qs {
		category, _ := model.Category(q.Category)
		answers, notes, err := importedAnswers(model, asked(q, category), past.Answers)
		if err != nil {
			return Snapshot{}, err
		}
		qs[i].State = Missed
		if len(answers) > 0 {
			qs[i].State, qs[i].Revision = Submitted, 1
			sub := Submission{
				Questionnaire: q.ID, Revision: 1, By: q.Owner, At: past.ClosedAt, Source: FromImport,
				Answers: answers, Notes: notes,
			}
			sub.stamp(Form{Items: category.Items})
			subs = append(subs, sub)
		}
	}
	if err := tx.AddCycle(ctx, c, qs); err != nil {
		return Snapshot{}, err
	}
	for _, sub := range subs {
		if err := tx.AddSubmission(ctx, sub); err != nil {
			return Snapshot{}, err
		}
	}
	snap, err := s.snapshot(ctx, tx, c, qs, past.ClosedAt)
	if err != nil {
		return Snapshot{}, err
	}
	if err := tx.AddSnapshot(ctx, snap); err != nil {
		return Snapshot{}, err
	}
	if err := nudge(ctx, tx, s.now(), NudgeReview, string(p.ID)); err != nil {
		return Snapshot{}, err
	}
	detail := map[string]string{"period": period, "answered": fmt.Sprintf("%d of %d", snap.Answered, snap.Asked)}
	return snap, record(ctx, tx, s.now(), by, "cycle.imported", p.ID, string(c.ID), detail)
}

// importedAnswers picks the answers to the items of one category. Questions are answered as a whole or not at all; control
// objectives may stay unanswered.
func importedAnswers(m *maturity.Model, items []*maturity.Item, all maturity.Answers) (answers, notes map[string]string, err error) {
	answers, notes = make(map[string]string), make(map[string]string)
	var missing []string
	for _, item := range items {
		switch a, ok := all[item.ID]; {
		case !ok:
			missing = append(missing, item.ID)
		case a.NotApplicable:
			answers[item.ID], notes[item.ID] = NotApplicable, "Not applicable according to the imported file."
		default:
			answers[item.ID] = a.Value
		}
	}
	if len(answers) > 0 && len(missing) > 0 && m.Scoring.Method != maturity.MethodCumulative {
		slices.Sort(missing)
		return nil, nil, errs.New(errs.Invalid, "%s is answered in part: %v are missing. Give all of a category's answers, or none.",
			items[0].Category().Name, missing)
	}
	return answers, notes, nil
}
