package store

import (
	"context"

	"cairn/internal/assess"
	"cairn/internal/errs"
)

type entryRow struct {
	Seq         int64                       `db:"seq"`
	At          instant                     `db:"at"`
	ActorUser   string                      `db:"actor_user"`
	ActorSource string                      `db:"actor_source"`
	Verb        string                      `db:"verb"`
	Programme   string                      `db:"programme"`
	Subject     string                      `db:"subject"`
	Detail      document[map[string]string] `db:"detail"`
}

func (r entryRow) entry() assess.Entry {
	return assess.Entry{
		Seq: r.Seq, At: r.At.Time,
		Actor: assess.Actor{User: assess.UserID(r.ActorUser), Source: assess.Source(r.ActorSource)},
		Verb:  r.Verb, Programme: assess.ProgrammeID(r.Programme), Subject: r.Subject, Detail: r.Detail.Of,
	}
}

// AddEntry adds a line to the journal. Its Seq is the next number, whatever e says.
func (t tx) AddEntry(ctx context.Context, e assess.Entry) (err error) {
	defer errs.Wrap(&err, "store.AddEntry(%s)", e.Verb)
	if e.Detail == nil {
		e.Detail = map[string]string{} // {} and not null
	}
	_, err = t.save(ctx, `
		INSERT INTO entry (at, actor_user, actor_source, verb, programme, subject, detail)
		VALUES (:at, :actor_user, :actor_source, :verb, :programme, :subject, :detail)`,
		entryRow{
			At: instant{e.At}, ActorUser: string(e.Actor.User), ActorSource: string(e.Actor.Source), Verb: e.Verb,
			Programme: string(e.Programme), Subject: e.Subject, Detail: document[map[string]string]{e.Detail},
		})
	return err
}

// Entries returns at most limit entries of the programme, or of all for "", the newest first; limit 0 means all.
func (t tx) Entries(ctx context.Context, p assess.ProgrammeID, limit int) (_ []assess.Entry, err error) {
	defer errs.Wrap(&err, "store.Entries(%s)", p)
	where, args := ofProgramme(p)
	return many(ctx, t, entryRow.entry, `
		SELECT seq, at, actor_user, actor_source, verb, programme, subject, detail
		FROM entry`+where+` ORDER BY seq DESC LIMIT ?`, append(args, rows(limit))...)
}

type nudgeRow struct {
	ID      int64   `db:"id"`
	Kind    string  `db:"kind"`
	Subject string  `db:"subject"`
	At      instant `db:"at"`
}

func (r nudgeRow) nudge() assess.Nudge {
	return assess.Nudge{ID: r.ID, Kind: assess.NudgeKind(r.Kind), Subject: r.Subject, At: r.At.Time}
}

// AddNudge adds a nudge to deliver. Its ID is the next number, whatever n says.
func (t tx) AddNudge(ctx context.Context, n assess.Nudge) (err error) {
	defer errs.Wrap(&err, "store.AddNudge(%s)", n.Subject)
	_, err = t.save(ctx, `INSERT INTO nudge (kind, subject, at) VALUES (:kind, :subject, :at)`,
		nudgeRow{Kind: string(n.Kind), Subject: n.Subject, At: instant{n.At}})
	return err
}

// Nudges returns at most limit nudges that wait, the oldest first; limit 0 means all.
func (t tx) Nudges(ctx context.Context, limit int) (_ []assess.Nudge, err error) {
	defer errs.Wrap(&err, "store.Nudges")
	return many(ctx, t, nudgeRow.nudge, `SELECT id, kind, subject, at FROM nudge ORDER BY id LIMIT ?`, rows(limit))
}

// DropNudge removes a nudge that was delivered. One that another process dropped before is not an error.
func (t tx) DropNudge(ctx context.Context, id int64) (err error) {
	defer errs.Wrap(&err, "store.DropNudge(%d)", id)
	_, err = t.exec(ctx, `DELETE FROM nudge WHERE id = ?`, id)
	return err
}
