package store

import (
	"context"
	"time"

	"cairn/internal/assess"
	"cairn/internal/errs"
	"cairn/internal/maturity"
)

type snapshotRow struct {
	Cycle     string                    `db:"cycle"`
	Programme string                    `db:"programme"`
	Scope     string                    `db:"scope"`
	Period    string                    `db:"period"`
	Kind      string                    `db:"kind"`
	Model     string                    `db:"model"`
	ModelHash string                    `db:"model_hash"`
	TakenAt   instant                   `db:"taken_at"`
	Asked     int                       `db:"asked"`
	Answered  int                       `db:"answered"`
	Missing   document[[]string]        `db:"missing"`
	Result    document[maturity.Result] `db:"result"`
	Body      document[snapshotBody]    `db:"body"`
}

// snapshotBody is the stored shape of what stands beside the result. Its names are part of the database's format.
type snapshotBody struct {
	Deployments   []string           `json:"deployments,omitempty"`
	Substitutions []substitutionBody `json:"substitutions,omitempty"`
	Confidence    map[string]string  `json:"confidence,omitempty"`
	Unsigned      []string           `json:"unsigned,omitempty"`
	Disputed      []string           `json:"disputed,omitempty"`
}

type substitutionBody struct {
	Programme assess.ProgrammeID `json:"programme"`
	Model     string             `json:"model"`
	Item      string             `json:"item"`
	Name      string             `json:"name"`
	Text      string             `json:"text"`
	Reason    string             `json:"reason"`
	By        actorBody          `json:"by"`
	At        time.Time          `json:"at"`
}

type actorBody struct {
	User   assess.UserID `json:"user,omitempty"`
	Source assess.Source `json:"source"`
}

func newSnapshotBody(s assess.Snapshot) snapshotBody {
	body := snapshotBody{Deployments: s.Deployments, Confidence: s.Confidence, Unsigned: s.Unsigned, Disputed: s.Disputed}
	for _, sub := range s.Substitutions {
		body.Substitutions = append(body.Substitutions, substitutionBody{
			Programme: sub.Programme, Model: sub.Model, Item: sub.Item, Name: sub.Name, Text: sub.Text, Reason: sub.Reason,
			By: actorBody(sub.By), At: sub.At,
		})
	}
	return body
}

func (b snapshotBody) substitutions() []assess.Substitution {
	return each(b.Substitutions, func(sub substitutionBody) assess.Substitution {
		return assess.Substitution{
			Programme: sub.Programme, Model: sub.Model, Item: sub.Item, Name: sub.Name, Text: sub.Text, Reason: sub.Reason,
			By: assess.Actor(sub.By), At: sub.At,
		}
	})
}

func newSnapshotRow(s assess.Snapshot) snapshotRow {
	return snapshotRow{
		Cycle: string(s.Cycle), Programme: string(s.Programme), Scope: s.Scope, Period: s.Period, Kind: string(s.Kind),
		Model: s.Model, ModelHash: s.ModelHash, TakenAt: instant{s.TakenAt}, Asked: s.Asked, Answered: s.Answered,
		Missing: document[[]string]{s.Missing}, Result: document[maturity.Result]{s.Result},
		Body: document[snapshotBody]{newSnapshotBody(s)},
	}
}

func (r snapshotRow) snapshot() assess.Snapshot {
	return assess.Snapshot{
		Cycle: assess.CycleID(r.Cycle), Programme: assess.ProgrammeID(r.Programme), Scope: r.Scope, Period: r.Period,
		Kind: assess.CycleKind(r.Kind), Model: r.Model, ModelHash: r.ModelHash, TakenAt: r.TakenAt.Time,
		Asked: r.Asked, Answered: r.Answered, Missing: r.Missing.Of, Result: r.Result.Of,
		Deployments: r.Body.Of.Deployments, Substitutions: r.Body.Of.substitutions(), Confidence: r.Body.Of.Confidence,
		Unsigned: r.Body.Of.Unsigned, Disputed: r.Body.Of.Disputed,
	}
}

const selectSnapshot = `
	SELECT cycle, programme, scope, period, kind, model, model_hash, taken_at, asked, answered, missing, result, body
	FROM snapshot`

// AddSnapshot freezes what the cycle found.
func (t tx) AddSnapshot(ctx context.Context, s assess.Snapshot) (err error) {
	defer errs.Wrap(&err, "store.AddSnapshot(%s)", s.Cycle)
	n, err := t.save(ctx, `
		INSERT INTO snapshot (cycle, programme, scope, period, kind, model, model_hash, taken_at, asked, answered, missing, result, body)
		VALUES (:cycle, :programme, :scope, :period, :kind, :model, :model_hash, :taken_at, :asked, :answered, :missing, :result, :body)
		ON CONFLICT (cycle) DO NOTHING`, newSnapshotRow(s))
	switch {
	case t.dialect.classify(err) == orphan:
		return noCycle(s.Cycle)
	case err != nil:
		return err
	case n == 0:
		return errs.New(errs.Conflict, "The cycle %q has its snapshot already.", s.Cycle)
	}
	return nil
}

// Snapshot returns what the cycle found when it closed.
func (t tx) Snapshot(ctx context.Context, c assess.CycleID) (_ assess.Snapshot, err error) {
	defer errs.Wrap(&err, "store.Snapshot(%s)", c)
	missing := errs.New(errs.NotFound, "The cycle %q has no snapshot; it is taken when the cycle closes.", c)
	return one(ctx, t, snapshotRow.snapshot, missing, selectSnapshot+` WHERE cycle = ?`, c)
}

// Snapshots returns at most limit snapshots of the programme, or of all for "", the newest first; limit 0 means all.
func (t tx) Snapshots(ctx context.Context, p assess.ProgrammeID, limit int) (_ []assess.Snapshot, err error) {
	defer errs.Wrap(&err, "store.Snapshots(%s)", p)
	where, args := ofProgramme(p)
	return many(ctx, t, snapshotRow.snapshot, selectSnapshot+where+` ORDER BY taken_at DESC, cycle DESC LIMIT ?`, append(args, rows(limit))...)
}

// ClosedBefore returns when the programme's last cycle before the instant closed, overlaps not counted; zero for none.
func (t tx) ClosedBefore(ctx context.Context, p assess.ProgrammeID, at time.Time) (_ time.Time, err error) {
	defer errs.Wrap(&err, "store.ClosedBefore(%s, %s)", p, at)
	overlaps := assess.CycleID("%").Beside()
	var closed instant
	err = t.get(ctx, &closed, `SELECT MAX(taken_at) FROM snapshot WHERE programme = ? AND taken_at < ? AND cycle NOT LIKE ?`, p, instant{at}, overlaps)
	return closed.Time, err
}
