package store

import (
	"context"
	"fmt"
	"time"

	"cairn/internal/assess"
	"cairn/internal/errs"
	"cairn/internal/target"
)

type actionRow struct {
	ID          string             `db:"id"`
	Programme   string             `db:"programme"`
	Number      int                `db:"number"`
	Kind        string             `db:"kind"`
	Source      string             `db:"source"`
	Target      string             `db:"target"` // "" for NULL
	Category    string             `db:"category"`
	Items       document[[]string] `db:"items"`
	Title       string             `db:"title"`
	Text        string             `db:"text"`
	Owner       string             `db:"owner"`
	Start       day                `db:"start"`
	Due         day                `db:"due"`
	Issue       string             `db:"issue"`
	Element     string             `db:"element"`
	Status      string             `db:"status"`
	Evidence    string             `db:"evidence"`
	SetAt       instant            `db:"set_at"`
	SetUser     string             `db:"set_by_user"`
	SetSource   string             `db:"set_by_source"`
	EndedAt     instant            `db:"ended_at"`
	EndedUser   string             `db:"ended_by_user"`
	EndedSource string             `db:"ended_by_source"`
	Why         string             `db:"why"`
	Version     int                `db:"version"`
}

func newActionRow(a target.Action) actionRow {
	return actionRow{
		ID: string(a.ID), Programme: string(a.Programme), Number: running(a.ID.Number(), "A"), Kind: string(a.Kind), Source: a.Source,
		Target: string(a.Target), Category: a.Category, Items: document[[]string]{a.Items},
		Title: clean(a.Title), Text: clean(a.Text), Owner: string(a.Owner), Start: day{a.Start}, Due: day{a.Due},
		Issue: clean(a.Issue), Element: a.Element, Status: string(a.Status), Evidence: clean(a.Evidence),
		SetAt: instant{a.SetAt}, SetUser: string(a.SetBy.User), SetSource: string(a.SetBy.Source),
		EndedAt: instant{a.EndedAt}, EndedUser: string(a.EndedBy.User), EndedSource: string(a.EndedBy.Source),
		Why: clean(a.Why), Version: a.Version,
	}
}

func (r actionRow) action() target.Action {
	return target.Action{
		ID: target.ActionID(r.ID), Programme: assess.ProgrammeID(r.Programme), Kind: target.ActionKind(r.Kind), Source: r.Source,
		Target: target.ID(r.Target), Category: r.Category, Items: r.Items.Of,
		Work: target.Work{
			Title: r.Title, Text: r.Text, Owner: assess.UserID(r.Owner), Start: r.Start.Date, Due: r.Due.Date,
			Issue: r.Issue, Element: r.Element,
		},
		Status: target.ActionStatus(r.Status), Evidence: r.Evidence,
		SetAt: r.SetAt.Time, SetBy: assess.Actor{User: assess.UserID(r.SetUser), Source: assess.Source(r.SetSource)},
		EndedAt: r.EndedAt.Time, EndedBy: assess.Actor{User: assess.UserID(r.EndedUser), Source: assess.Source(r.EndedSource)},
		Why: r.Why, Version: r.Version,
	}
}

const selectAction = `
	SELECT id, programme, number, kind, source, COALESCE(target, '') AS target, category, items, title, text, owner, start, due,
	       issue, element, status, evidence, set_at, set_by_user, set_by_source, ended_at, ended_by_user, ended_by_source, why, version
	FROM action`

// NewAction returns the id of the programme's next action. Until the Update ends nobody else is given one.
func (t tx) NewAction(ctx context.Context, p assess.ProgrammeID) (_ target.ActionID, err error) {
	defer errs.Wrap(&err, "store.NewAction(%s)", p)
	n, err := t.nextNumber(ctx, p, `SELECT COALESCE(MAX(number), 0) + 1 FROM action WHERE programme = ?`)
	return target.ActionID(fmt.Sprintf("%s/A%d", p, n)), err
}

// Action returns the action; in an Update nobody else changes it until that ends.
func (t tx) Action(ctx context.Context, id target.ActionID) (_ target.Action, err error) {
	defer errs.Wrap(&err, "store.Action(%s)", id)
	return one(ctx, t, actionRow.action, noAction(id), t.held(selectAction+` WHERE id = ?`), id)
}

// Actions returns the open actions of the programme, or with ended all of them, by number.
func (t tx) Actions(ctx context.Context, p assess.ProgrammeID, ended bool) (_ []target.Action, err error) {
	defer errs.Wrap(&err, "store.Actions(%s)", p)
	return many(ctx, t, actionRow.action, selectAction+` WHERE programme = ?`+unless(ended)+` ORDER BY number`, p)
}

// OpenActions returns the owner's open actions of all programmes, or everybody's for "", the earliest due first.
func (t tx) OpenActions(ctx context.Context, owner assess.UserID) (_ []target.Action, err error) {
	defer errs.Wrap(&err, "store.OpenActions(%s)", owner)
	where, args := ofOwner(owner)
	return many(ctx, t, actionRow.action, selectAction+where+` ORDER BY due, programme, number`, args...)
}

// SaveAction replaces version a.Version-1, or adds version 1. Where it comes from, and by whom and when it was set, must
// be as it was. It is an errs.Conflict, too, when another open action of the programme has its Source.
func (t tx) SaveAction(ctx context.Context, a target.Action) (err error) {
	defer errs.Wrap(&err, "store.SaveAction(%s)", a.ID)
	query := `
		UPDATE action
		SET programme = :programme, number = :number, kind = :kind, source = :source, target = NULLIF(:target, ''),
		    category = :category, items = :items, title = :title, text = :text, owner = :owner, start = :start, due = :due,
		    issue = :issue, element = :element, status = :status, evidence = :evidence, set_at = :set_at,
		    set_by_user = :set_by_user, set_by_source = :set_by_source, ended_at = :ended_at, ended_by_user = :ended_by_user,
		    ended_by_source = :ended_by_source, why = :why, version = :version
		WHERE id = :id AND version = :version - 1`
	if a.Version == 1 {
		query = `
			INSERT INTO action (id, programme, number, kind, source, target, category, items, title, text, owner, start, due, issue,
			                    element, status, evidence, set_at, set_by_user, set_by_source, ended_at, ended_by_user,
			                    ended_by_source, why, version)
			VALUES (:id, :programme, :number, :kind, :source, NULLIF(:target, ''), :category, :items, :title, :text, :owner, :start,
			        :due, :issue, :element, :status, :evidence, :set_at, :set_by_user, :set_by_source, :ended_at, :ended_by_user,
			        :ended_by_source, :why, :version)
			ON CONFLICT DO NOTHING`
	}
	taken := errs.New(errs.Conflict, "Another open action does %q already. Look at that one first.", a.Title)
	n, err := t.save(ctx, query, newActionRow(a))
	switch fault := t.dialect.classify(err); {
	case fault == duplicate:
		return taken
	case fault == orphan && a.Target == "":
		return noProgramme(a.Programme)
	case fault == orphan:
		return errs.New(errs.NotFound, "There is no target %q in a programme %q.", a.Target, a.Programme)
	case err != nil || n > 0:
		return err
	}
	if _, err := t.Action(ctx, a.ID); a.Version == 1 && errs.Is(err, errs.NotFound) {
		return taken
	} else if err != nil {
		return err
	}
	return errs.New(errs.Conflict, "The action %s was changed by somebody else meanwhile. Look at it again, then repeat the change.", a.ID.Number())
}

// doneActions returns the items of the programme's actions that were done since the instant and are done still, the earliest
// done first.
func (t tx) doneActions(ctx context.Context, p assess.ProgrammeID, since time.Time) (done []assess.Done, err error) {
	query, args := selectAction+` WHERE programme = ? AND status = 'done'`, []any{p}
	if !since.IsZero() {
		query, args = query+` AND ended_at >= ?`, append(args, instant{since})
	}
	found, err := many(ctx, t, actionRow.action, query+` ORDER BY ended_at, number`, args...)
	for _, a := range found {
		for _, item := range a.Items {
			done = append(done, assess.Done{Item: item, Action: a.ID.Number(), Title: a.Title, Link: a.Evidence, At: a.EndedAt})
		}
	}
	return done, err
}

// WorkOf returns the open targets and actions of a person, of all programmes, the earliest due first.
func (t tx) WorkOf(ctx context.Context, u assess.UserID) (subjects []string, err error) {
	defer errs.Wrap(&err, "store.WorkOf(%s)", u)
	return t.work(ctx, "owner", u)
}

// WorkIn returns the open targets and actions of the programme, the earliest due first.
func (t tx) WorkIn(ctx context.Context, p assess.ProgrammeID) (subjects []string, err error) {
	defer errs.Wrap(&err, "store.WorkIn(%s)", p)
	return t.work(ctx, "programme", p)
}

// work lists the open targets and actions with the value in a column that both have, the earliest due first.
func (t tx) work(ctx context.Context, column string, value any) (subjects []string, err error) {
	where := ` WHERE ` + column + ` = ? AND ended_at IS NULL`
	err = t.list(ctx, &subjects, `
		SELECT id FROM (
			SELECT id, due FROM target`+where+`
			UNION ALL
			SELECT id, due FROM action`+where+`
		) AS work ORDER BY due, id`, value, value)
	return subjects, err
}

func noAction(id target.ActionID) error { return errs.New(errs.NotFound, "There is no action %q.", id) }
