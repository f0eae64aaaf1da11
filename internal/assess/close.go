package assess

import (
	"context"
	"fmt"
	"maps"
	"slices"
	"time"

	"cairn/internal/errs"
)

// CloseCycle closes the programme's open cycle now, because a manager or the operator says so: that on the programme's
// model, or else the one that is left on the model before. Categories without an answer are recorded as missing.
func (s *Service) CloseCycle(ctx context.Context, by Actor, id ProgrammeID) (c Cycle, err error) {
	defer errs.Wrap(&err, "assess.CloseCycle(%s)", id)
	err = s.store.Update(ctx, func(tx Tx) error {
		p, err := tx.Programme(ctx, id)
		if err != nil {
			return err
		}
		if err := s.mayRun(by, p, "close a cycle"); err != nil {
			return err
		}
		open, ok, err := closable(ctx, tx, p)
		if err != nil {
			return err
		}
		if !ok {
			return errs.New(errs.NotFound, "No cycle of %s is open, so there is nothing to close.", p.Scope)
		}
		if c, err = tx.Cycle(ctx, open.ID); err != nil { // holds the row, which the listing did not
			return err
		}
		if c.State == CycleClosed {
			return nil
		}
		c, err = s.close(ctx, tx, c, by, ByManager, s.now())
		return err
	})
	if err == nil {
		s.deliver()
	}
	return c, err
}

// closable returns the open cycle that a manager means.
func closable(ctx context.Context, tx Tx, p Programme) (Cycle, bool, error) {
	if c, ok, err := openCycle(ctx, tx, p); ok || err != nil {
		return c, ok, err
	}
	open, err := tx.OpenCycles(ctx)
	i := slices.IndexFunc(open, func(c Cycle) bool { return c.Programme == p.ID })
	if err != nil || i < 0 {
		return Cycle{}, false, err
	}
	return open[i], true, nil
}

// Progress says what the process of a cycle has to do next at the given time.
func (s *Service) Progress(ctx context.Context, id CycleID, now time.Time) (p Progress, err error) {
	defer errs.Wrap(&err, "assess.Progress(%s)", id)
	err = s.store.View(ctx, func(tx Tx) error {
		c, err := tx.Cycle(ctx, id)
		if err != nil {
			return err
		}
		p, err = progress(ctx, tx, c, now)
		return err
	})
	return p, err
}

func progress(ctx context.Context, tx Tx, c Cycle, now time.Time) (Progress, error) {
	if c.State == CycleClosed {
		return Progress{Closed: true, Reason: c.Reason}, nil
	}
	qs, err := tx.Questionnaires(ctx, c.ID)
	if err != nil {
		return Progress{}, err
	}
	waiting := 0
	for _, q := range qs {
		if q.State == Waiting || q.State == ToSign {
			waiting++
		}
	}
	switch {
	case waiting == 0:
		return Progress{Close: true, Reason: AllAnswered, At: now}, nil
	case !now.Before(c.ClosesAt):
		return Progress{Close: true, Reason: DeadlinePast, At: now}, nil
	default:
		return Progress{At: c.ClosesAt}, nil
	}
}

// CloseDue closes the cycle if it is time: everybody answered and signed off, or deadline and grace are past. Calling it again, or
// too early, changes nothing.
func (s *Service) CloseDue(ctx context.Context, id CycleID, now time.Time) (err error) {
	defer errs.Wrap(&err, "assess.CloseDue(%s)", id)
	err = s.store.Update(ctx, func(tx Tx) error {
		c, err := tx.Cycle(ctx, id)
		if err != nil {
			return err
		}
		p, err := progress(ctx, tx, c, now)
		if err != nil || !p.Close {
			return err
		}
		_, err = s.close(ctx, tx, c, Actor{Source: FromSchedule}, p.Reason, now)
		return err
	})
	if err == nil {
		s.deliver()
	}
	return err
}

// close closes an open cycle: what was not answered is missing, the levels are scored and frozen.
func (s *Service) close(ctx context.Context, tx Tx, c Cycle, by Actor, why CloseReason, at time.Time) (Cycle, error) {
	qs, err := tx.Questionnaires(ctx, c.ID)
	if err != nil {
		return c, err
	}
	snapshot, err := s.snapshot(ctx, tx, c, qs, at)
	if err != nil {
		return c, err
	}
	for _, q := range qs {
		if q.State == Waiting {
			q.State, q.Version = Missed, q.Version+1
			if err := tx.SaveQuestionnaire(ctx, q); err != nil {
				return c, err
			}
		}
		if err := nudge(ctx, tx, at, NudgeQuestionnaire, string(q.ID)); err != nil {
			return c, err
		}
	}
	c.State, c.Reason, c.ClosedAt, c.Version = CycleClosed, why, at, c.Version+1
	if err := tx.SaveCycle(ctx, c); err != nil {
		return c, err
	}
	if err := tx.AddSnapshot(ctx, snapshot); err != nil {
		return c, err
	}
	detail := map[string]string{
		"reason": string(why), "model_hash": snapshot.ModelHash,
		"answered": fmt.Sprintf("%d of %d", snapshot.Answered, snapshot.Asked),
	}
	if err := record(ctx, tx, at, by, "cycle.closed", c.Programme, string(c.ID), detail); err != nil {
		return c, err
	}
	if err := nudge(ctx, tx, at, NudgeCycle, string(c.ID)); err != nil {
		return c, err
	}
	if err := nudge(ctx, tx, at, NudgeReview, string(c.Programme)); err != nil {
		return c, err
	}
	return c, tellBeside(ctx, tx, c, at)
}

// tellBeside has the digest of the cycle on the other model name this one, if that closed before.
func tellBeside(ctx context.Context, tx Tx, c Cycle, at time.Time) error {
	other, err := tx.Cycle(ctx, c.ID.Beside())
	switch {
	case errs.Is(err, errs.NotFound):
		return nil
	case err != nil || other.State == CycleOpen:
		return err
	default:
		return nudge(ctx, tx, at, NudgeDigest, string(other.ID))
	}
}

// snapshot scores what a cycle found by its latest answers. What was saved and never submitted counts too, and the
// category is listed as missing all the same.
func (s *Service) snapshot(ctx context.Context, tx Tx, c Cycle, qs []Questionnaire, at time.Time) (Snapshot, error) {
	model, err := s.model(c.Model)
	if err != nil {
		return Snapshot{}, err
	}
	subs, err := latest(ctx, tx, c.ID)
	if err != nil {
		return Snapshot{}, err
	}
	snap := Snapshot{
		Cycle: c.ID, Programme: c.Programme, Scope: c.Scope, Period: c.Period, Model: model.ID, ModelHash: model.Hash,
		TakenAt: at, Kind: c.Kind, Asked: len(qs), Deployments: c.Deployments,
	}
	for _, q := range qs {
		switch q.State {
		case Submitted:
			snap.Answered++
		case ToSign:
			snap.Answered++
			snap.Unsigned = append(snap.Unsigned, q.Category)
		default:
			snap.Missing = append(snap.Missing, q.Category)
		}
	}
	if snap.Disputed, err = disputed(ctx, tx, qs); err != nil {
		return Snapshot{}, err
	}
	own, err := substitutions(ctx, tx, c, model)
	if err != nil {
		return Snapshot{}, err
	}
	snap.Substitutions = inModelOrder(model, own)
	if c.Kind == Quick {
		snap.Result, snap.Confidence, err = picked(model, qs, subs)
		return snap, err
	}
	answers, err := carried(ctx, tx, c, model, "")
	if err != nil {
		return Snapshot{}, err
	}
	for _, sub := range subs {
		maps.Copy(answers, modelAnswers(sub.Answers, sub.Evidence != ""))
	}
	snap.Result, err = model.Score(model.Exclude(answers, c.Deployments))
	return snap, err
}
