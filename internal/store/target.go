package store

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"strconv"
	"strings"
	"time"

	"cairn/internal/assess"
	"cairn/internal/errs"
	"cairn/internal/target"
)

// Targets are the targets, the actions and what happened to them in a Store, as package target wants them.
type Targets struct{ store *Store }

var (
	_ target.Store = (*Targets)(nil)
	_ target.Tx    = tx{}
)

// Targets returns the store of package target.
func (s *Store) Targets() *Targets { return &Targets{s} }

// View is Store.View with what package target wants of a transaction.
func (s *Targets) View(ctx context.Context, fn func(target.Tx) error) error {
	return s.store.view(ctx, func(_ context.Context, t tx) error { return fn(t) })
}

// Update is Store.Update with what package target wants of a transaction.
func (s *Targets) Update(ctx context.Context, fn func(target.Tx) error) error {
	return s.store.update(ctx, func(_ context.Context, t tx) error { return fn(t) })
}

type targetRow struct {
	ID          string                  `db:"id"`
	Programme   string                  `db:"programme"`
	Number      int                     `db:"number"`
	Model       string                  `db:"model"`
	Category    string                  `db:"category"`
	Level       int                     `db:"level"`
	Due         day                     `db:"due"`
	Owner       string                  `db:"owner"`
	Measure     string                  `db:"measure"`
	Reason      string                  `db:"reason"`
	BaseLevel   int                     `db:"base_level"`
	BaseShare   float64                 `db:"base_share"`
	SetAt       instant                 `db:"set_at"`
	SetUser     string                  `db:"set_by_user"`
	SetSource   string                  `db:"set_by_source"`
	State       string                  `db:"state"`
	Since       instant                 `db:"since"`
	Override    document[*overrideBody] `db:"override"`
	Warnings    document[[]warningBody] `db:"warnings"`
	EndedAt     instant                 `db:"ended_at"`
	EndedUser   string                  `db:"ended_by_user"`
	EndedSource string                  `db:"ended_by_source"`
	Why         string                  `db:"why"`
	Cycle       string                  `db:"cycle"` // "" for NULL
	Version     int                     `db:"version"`
}

// overrideBody is the stored shape of a state that a manager set. Its names are part of the database's format.
type overrideBody struct {
	State  target.State `json:"state"`
	Reason string       `json:"reason"`
	By     actorBody    `json:"by"`
	At     time.Time    `json:"at"`
}

// warningBody is the stored shape of a doubt about a target. Its names are part of the database's format.
type warningBody struct {
	Code     target.WarningCode `json:"code"`
	On       string             `json:"on,omitempty"`
	OnLevel  int                `json:"on_level,omitempty"`
	Note     string             `json:"note,omitempty"`
	Accepted string             `json:"accepted,omitempty"`
	By       assess.UserID      `json:"by,omitempty"`
	At       time.Time          `json:"at,omitzero"`
}

func newWarningBody(w target.Warning) warningBody {
	return warningBody{
		Code: w.Code, On: w.On, OnLevel: w.OnLevel, Note: clean(w.Note), Accepted: clean(w.Accepted), By: w.By, At: stored(w.At),
	}
}

func (b warningBody) warning() target.Warning { return target.Warning(b) }

func newTargetRow(t target.Target) targetRow {
	row := targetRow{
		ID: string(t.ID), Programme: string(t.Programme), Number: running(t.ID.Number(), "T"), Model: t.Model,
		Category: t.Category, Level: t.Level, Due: day{t.Due}, Owner: string(t.Owner), Measure: clean(t.Measure), Reason: clean(t.Reason),
		BaseLevel: t.Base.Level, BaseShare: t.Base.Share,
		SetAt: instant{t.SetAt}, SetUser: string(t.SetBy.User), SetSource: string(t.SetBy.Source),
		State: string(t.State), Since: instant{t.Since}, Warnings: document[[]warningBody]{each(t.Warnings, newWarningBody)},
		EndedAt: instant{t.EndedAt}, EndedUser: string(t.EndedBy.User), EndedSource: string(t.EndedBy.Source),
		Why: clean(t.Why), Cycle: string(t.Cycle), Version: t.Version,
	}
	if o := t.Override; o != nil {
		row.Override.Of = &overrideBody{State: o.State, Reason: clean(o.Reason), By: actorBody(o.By), At: stored(o.At)}
	}
	return row
}

func (r targetRow) target() target.Target {
	t := target.Target{
		ID: target.ID(r.ID), Programme: assess.ProgrammeID(r.Programme), Model: r.Model,
		Terms: target.Terms{
			Category: r.Category, Level: r.Level, Due: r.Due.Date, Owner: assess.UserID(r.Owner), Measure: r.Measure, Reason: r.Reason,
		},
		Base:  target.Base{Level: r.BaseLevel, Share: r.BaseShare},
		SetAt: r.SetAt.Time, SetBy: assess.Actor{User: assess.UserID(r.SetUser), Source: assess.Source(r.SetSource)},
		State: target.State(r.State), Since: r.Since.Time, Warnings: each(r.Warnings.Of, warningBody.warning),
		EndedAt: r.EndedAt.Time, EndedBy: assess.Actor{User: assess.UserID(r.EndedUser), Source: assess.Source(r.EndedSource)},
		Why: r.Why, Cycle: assess.CycleID(r.Cycle), Version: r.Version,
	}
	if o := r.Override.Of; o != nil {
		t.Override = &target.Override{State: o.State, Reason: o.Reason, By: assess.Actor(o.By), At: o.At}
	}
	return t
}

// running is the number in what people call a target or an action: 3 of "T3". It is 0, which the database refuses, of
// what is no such name.
func running(name, letter string) int {
	digits, ok := strings.CutPrefix(name, letter)
	n, err := strconv.Atoi(digits)
	if !ok || err != nil {
		return 0
	}
	return n
}

const selectTarget = `
	SELECT id, programme, number, model, category, level, due, owner, measure, reason, base_level, base_share, set_at, set_by_user,
	       set_by_source, state, since, override, warnings, ended_at, ended_by_user, ended_by_source, why,
	       COALESCE(cycle, '') AS cycle, version
	FROM target`

// NewTarget returns the id of the programme's next target. Until the Update ends nobody else is given one.
func (t tx) NewTarget(ctx context.Context, p assess.ProgrammeID) (_ target.ID, err error) {
	defer errs.Wrap(&err, "store.NewTarget(%s)", p)
	n, err := t.nextNumber(ctx, p, `SELECT COALESCE(MAX(number), 0) + 1 FROM target WHERE programme = ?`)
	return target.ID(fmt.Sprintf("%s/T%d", p, n)), err
}

// nextNumber is what the query finds while the programme is held.
func (t tx) nextNumber(ctx context.Context, p assess.ProgrammeID, query string) (n int, err error) {
	if !t.update {
		return 0, errReadOnly
	}
	var id string
	err = t.get(ctx, &id, t.held(`SELECT id FROM programme WHERE id = ?`), p)
	if errors.Is(err, sql.ErrNoRows) {
		return 0, noProgramme(p)
	}
	if err != nil {
		return 0, err
	}
	err = t.get(ctx, &n, query, p)
	return n, err
}

// Target returns the target; in an Update nobody else changes it until that ends.
func (t tx) Target(ctx context.Context, id target.ID) (_ target.Target, err error) {
	defer errs.Wrap(&err, "store.Target(%s)", id)
	return one(ctx, t, targetRow.target, noTarget(id), t.held(selectTarget+` WHERE id = ?`), id)
}

// Targets returns the open targets of the programme, or with ended all of them, by number.
func (t tx) Targets(ctx context.Context, p assess.ProgrammeID, ended bool) (_ []target.Target, err error) {
	defer errs.Wrap(&err, "store.Targets(%s)", p)
	return many(ctx, t, targetRow.target, selectTarget+` WHERE programme = ?`+unless(ended)+` ORDER BY number`, p)
}

// OpenTargets returns the owner's open targets of all programmes, or everybody's for "", the earliest due first.
func (t tx) OpenTargets(ctx context.Context, owner assess.UserID) (_ []target.Target, err error) {
	defer errs.Wrap(&err, "store.OpenTargets(%s)", owner)
	where, args := ofOwner(owner)
	return many(ctx, t, targetRow.target, selectTarget+where+` ORDER BY due, programme, number`, args...)
}

// unless returns the condition for what is open, or none with ended.
func unless(ended bool) (and string) {
	if ended {
		return ""
	}
	return " AND ended_at IS NULL"
}

// ofOwner returns the WHERE clause for what is open and the owner's, or everybody's for "".
func ofOwner(u assess.UserID) (where string, args []any) {
	if u == "" {
		return " WHERE ended_at IS NULL", nil
	}
	return " WHERE ended_at IS NULL AND owner = ?", []any{u}
}

// SaveTarget replaces version t.Version-1, or adds version 1. By whom and when it was set must be as it was. It is an
// errs.Conflict, too, when another open target has the category reach the same level.
func (t tx) SaveTarget(ctx context.Context, of target.Target) (err error) {
	defer errs.Wrap(&err, "store.SaveTarget(%s)", of.ID)
	query := `
		UPDATE target
		SET programme = :programme, number = :number, model = :model, category = :category, level = :level, due = :due,
		    owner = :owner, measure = :measure, reason = :reason, base_level = :base_level, base_share = :base_share,
		    set_at = :set_at, set_by_user = :set_by_user, set_by_source = :set_by_source, state = :state, since = :since,
		    override = :override, warnings = :warnings, ended_at = :ended_at, ended_by_user = :ended_by_user,
		    ended_by_source = :ended_by_source, why = :why, cycle = NULLIF(:cycle, ''), version = :version
		WHERE id = :id AND version = :version - 1`
	if of.Version == 1 {
		query = `
			INSERT INTO target (id, programme, number, model, category, level, due, owner, measure, reason, base_level, base_share,
			                    set_at, set_by_user, set_by_source, state, since, override, warnings, ended_at, ended_by_user,
			                    ended_by_source, why, cycle, version)
			VALUES (:id, :programme, :number, :model, :category, :level, :due, :owner, :measure, :reason, :base_level, :base_share,
			        :set_at, :set_by_user, :set_by_source, :state, :since, :override, :warnings, :ended_at, :ended_by_user,
			        :ended_by_source, :why, NULLIF(:cycle, ''), :version)
			ON CONFLICT DO NOTHING`
	}
	taken := errs.New(errs.Conflict, "Another open target has %q reach level %d already. Look at that one first.", of.Category, of.Level)
	n, err := t.save(ctx, query, newTargetRow(of))
	switch fault := t.dialect.classify(err); {
	case fault == duplicate:
		return taken
	case fault == orphan && of.Cycle == "":
		return noProgramme(of.Programme)
	case fault == orphan:
		return errs.New(errs.NotFound, "There is no cycle %q in a programme %q.", of.Cycle, of.Programme)
	case err != nil || n > 0:
		return err
	}
	if _, err := t.Target(ctx, of.ID); of.Version == 1 && errs.Is(err, errs.NotFound) {
		return taken
	} else if err != nil {
		return err
	}
	return errs.New(errs.Conflict, "The target %s was changed by somebody else meanwhile. Look at it again, then repeat the change.", of.ID.Number())
}

func noTarget(id target.ID) error { return errs.New(errs.NotFound, "There is no target %q.", id) }
