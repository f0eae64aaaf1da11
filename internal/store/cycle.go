package store

import (
	"context"

	"cairn/internal/assess"
	"cairn/internal/errs"
)

type cycleRow struct {
	ID             string             `db:"id"`
	Programme      string             `db:"programme"`
	Scope          string             `db:"scope"`
	Model          string             `db:"model"`
	ModelHash      string             `db:"model_hash"`
	Kind           string             `db:"kind"`
	Deployments    document[[]string] `db:"deployments"`
	Period         string             `db:"period"`
	State          string             `db:"state"`
	OpenedAt       instant            `db:"opened_at"`
	OpenedByUser   string             `db:"opened_by_user"`
	OpenedBySource string             `db:"opened_by_source"`
	DueAt          instant            `db:"due_at"`
	ClosesAt       instant            `db:"closes_at"`
	ClosedAt       instant            `db:"closed_at"`
	Reason         string             `db:"reason"`
	Version        int                `db:"version"`
}

func newCycleRow(c assess.Cycle) cycleRow {
	return cycleRow{
		ID: string(c.ID), Programme: string(c.Programme), Scope: c.Scope,
		Model: c.Model, ModelHash: c.ModelHash, Kind: string(c.Kind),
		Deployments: document[[]string]{c.Deployments}, Period: c.Period, State: string(c.State),
		OpenedAt: instant{c.OpenedAt}, OpenedByUser: string(c.OpenedBy.User), OpenedBySource: string(c.OpenedBy.Source),
		DueAt: instant{c.DueAt}, ClosesAt: instant{c.ClosesAt}, ClosedAt: instant{c.ClosedAt},
		Reason: string(c.Reason), Version: c.Version,
	}
}

func (r cycleRow) cycle() assess.Cycle {
	return assess.Cycle{
		ID: assess.CycleID(r.ID), Programme: assess.ProgrammeID(r.Programme), Scope: r.Scope,
		Model: r.Model, ModelHash: r.ModelHash, Kind: assess.CycleKind(r.Kind),
		Deployments: r.Deployments.Of, Period: r.Period, State: assess.CycleState(r.State),
		OpenedAt: r.OpenedAt.Time, OpenedBy: assess.Actor{User: assess.UserID(r.OpenedByUser), Source: assess.Source(r.OpenedBySource)},
		DueAt: r.DueAt.Time, ClosesAt: r.ClosesAt.Time, ClosedAt: r.ClosedAt.Time,
		Reason: assess.CloseReason(r.Reason), Version: r.Version,
	}
}

const selectCycle = `
	SELECT id, programme, scope, model, model_hash, kind, deployments, period, state, opened_at, opened_by_user, opened_by_source,
	       due_at, closes_at, closed_at, reason, version
	FROM cycle`

// Cycle returns the cycle; in an Update nobody else changes it until that ends, or holds it so too.
func (t tx) Cycle(ctx context.Context, id assess.CycleID) (_ assess.Cycle, err error) {
	defer errs.Wrap(&err, "store.Cycle(%s)", id)
	return t.cycle(ctx, id, t.held(selectCycle+` WHERE id = ?`))
}

// SharedCycle returns the cycle; in an Update nobody changes it until that ends, but others may share it meanwhile.
func (t tx) SharedCycle(ctx context.Context, id assess.CycleID) (_ assess.Cycle, err error) {
	defer errs.Wrap(&err, "store.SharedCycle(%s)", id)
	return t.cycle(ctx, id, t.shared(selectCycle+` WHERE id = ?`))
}

func (t tx) cycle(ctx context.Context, id assess.CycleID, query string) (assess.Cycle, error) {
	return one(ctx, t, cycleRow.cycle, noCycle(id), query, id)
}

// Cycles returns at most limit cycles of the programme, or of all for "", the newest opening first; limit 0 means all.
func (t tx) Cycles(ctx context.Context, p assess.ProgrammeID, limit int) (_ []assess.Cycle, err error) {
	defer errs.Wrap(&err, "store.Cycles(%s)", p)
	where, args := ofProgramme(p)
	return many(ctx, t, cycleRow.cycle, selectCycle+where+` ORDER BY opened_at DESC, id DESC LIMIT ?`, append(args, rows(limit))...)
}

// OpenCycles returns the open cycles of all programmes, the oldest opening first.
func (t tx) OpenCycles(ctx context.Context) (_ []assess.Cycle, err error) {
	defer errs.Wrap(&err, "store.OpenCycles")
	return many(ctx, t, cycleRow.cycle, selectCycle+` WHERE state = 'open' ORDER BY opened_at, id`)
}

// AddCycle adds the cycle with its questionnaires, which keep their order.
func (t tx) AddCycle(ctx context.Context, c assess.Cycle, qs []assess.Questionnaire) (err error) {
	defer errs.Wrap(&err, "store.AddCycle(%s)", c.ID)
	n, err := t.save(ctx, `
		INSERT INTO cycle (id, programme, scope, model, model_hash, kind, deployments, period, state, opened_at, opened_by_user,
		                   opened_by_source, due_at, closes_at, closed_at, reason, version)
		VALUES (:id, :programme, :scope, :model, :model_hash, :kind, :deployments, :period, :state, :opened_at, :opened_by_user,
		        :opened_by_source, :due_at, :closes_at, :closed_at, :reason, :version)
		ON CONFLICT (id) DO NOTHING`, newCycleRow(c))
	switch {
	case t.dialect.classify(err) == orphan:
		return noProgramme(c.Programme)
	case err != nil:
		return err
	case n == 0:
		return errs.New(errs.Conflict, "The cycle %q exists already.", c.ID)
	}
	return t.addQuestionnaires(ctx, qs)
}

// SaveCycle replaces version c.Version-1. What is frozen since the opening must be as it was.
func (t tx) SaveCycle(ctx context.Context, c assess.Cycle) (err error) {
	defer errs.Wrap(&err, "store.SaveCycle(%s)", c.ID)
	n, err := t.save(ctx, `
		UPDATE cycle
		SET programme = :programme, scope = :scope, model = :model, model_hash = :model_hash, kind = :kind,
		    deployments = :deployments, period = :period, state = :state, opened_at = :opened_at, opened_by_user = :opened_by_user, opened_by_source = :opened_by_source,
		    due_at = :due_at, closes_at = :closes_at, closed_at = :closed_at, reason = :reason, version = :version
		WHERE id = :id AND version = :version - 1`, newCycleRow(c))
	if err != nil || n > 0 {
		return err
	}
	if _, err := t.Cycle(ctx, c.ID); err != nil {
		return err
	}
	return errs.New(errs.Conflict, "The cycle %q was changed by somebody else meanwhile. Look at it again, then repeat the change.", c.ID)
}

func noCycle(id assess.CycleID) error { return errs.New(errs.NotFound, "There is no cycle %q.", id) }
