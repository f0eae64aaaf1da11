package store

import (
	"context"
	"time"

	"cairn/internal/assess"
	"cairn/internal/errs"
)

type askingRow struct {
	Seq           int64   `db:"seq"`
	At            instant `db:"at"`
	User          string  `db:"by_user"`
	Source        string  `db:"by_source"`
	Kind          string  `db:"kind"`
	Programme     string  `db:"programme"`     // "" for NULL
	Questionnaire string  `db:"questionnaire"` // "" for NULL
	Person        string  `db:"person"`
	From          string  `db:"from_user"`
	Item          string  `db:"item"`
	Step          string  `db:"step"`
	Nudge         string  `db:"nudge"`
	Until         instant `db:"until"`
	Note          string  `db:"note"`
}

func newAskingRow(a assess.Asking) askingRow {
	return askingRow{
		At: instant{a.At}, User: string(a.By.User), Source: string(a.By.Source), Kind: string(a.Kind),
		Programme: string(a.Programme), Questionnaire: string(a.Questionnaire), Person: string(a.Person), From: string(a.From),
		Item: a.Item, Step: a.Step, Nudge: string(a.Nudge), Until: instant{a.Until}, Note: clean(a.Note),
	}
}

func (r askingRow) asking() assess.Asking {
	return assess.Asking{
		Seq: r.Seq, At: r.At.Time, By: assess.Actor{User: assess.UserID(r.User), Source: assess.Source(r.Source)},
		Kind: assess.AskingKind(r.Kind), Programme: assess.ProgrammeID(r.Programme),
		Questionnaire: assess.QuestionnaireID(r.Questionnaire), Person: assess.UserID(r.Person), From: assess.UserID(r.From),
		Item: r.Item, Step: r.Step, Nudge: assess.NudgeID(r.Nudge), Until: r.Until.Time, Note: r.Note,
	}
}

// AddAsking adds a record of the reminder ledger. Its Seq is the next number, whatever a says. A record with a step is
// added once for its questionnaire, person and item, whatever its kind: by which way a step was done is said by the first.
// Only that it was held back and that it could not be delivered are told beside it, each once.
func (t tx) AddAsking(ctx context.Context, a assess.Asking) (added bool, err error) {
	defer errs.Wrap(&err, "store.AddAsking(%s, %s, %s)", a.Questionnaire, a.Kind, a.Step)
	n, err := t.save(ctx, `
		INSERT INTO asking (at, by_user, by_source, kind, programme, questionnaire, person, from_user, item, step, nudge, until, note)
		VALUES (:at, :by_user, :by_source, :kind, NULLIF(:programme, ''), NULLIF(:questionnaire, ''), :person, :from_user, :item,
		        :step, :nudge, :until, :note)
		ON CONFLICT DO NOTHING`, newAskingRow(a))
	switch {
	case t.dialect.classify(err) != orphan:
	case a.Questionnaire == "":
		return false, noProgramme(a.Programme)
	default:
		return false, errs.New(errs.NotFound, "There is no questionnaire %q in a programme %q.", a.Questionnaire, a.Programme)
	}
	return n > 0, err
}

const selectAsking = `
	SELECT seq, at, by_user, by_source, kind, COALESCE(programme, '') AS programme, COALESCE(questionnaire, '') AS questionnaire,
	       person, from_user, item, step, nudge, until, note
	FROM asking`

// Askings returns the records of the questionnaire in the order they were added.
func (t tx) Askings(ctx context.Context, q assess.QuestionnaireID) (_ []assess.Asking, err error) {
	defer errs.Wrap(&err, "store.Askings(%s)", q)
	return many(ctx, t, askingRow.asking, selectAsking+` WHERE questionnaire = ? ORDER BY seq`, q)
}

// AskingsOf returns the records of a person since the instant, in all programmes, in the order they were added.
func (t tx) AskingsOf(ctx context.Context, u assess.UserID, since time.Time) (_ []assess.Asking, err error) {
	defer errs.Wrap(&err, "store.AskingsOf(%s)", u)
	where, args := from(since)
	return many(ctx, t, askingRow.asking, selectAsking+` WHERE person = ?`+where+` ORDER BY seq`, append([]any{u}, args...)...)
}

// AskingsIn returns the first records of the programme since the instant, at most limit, in the order they were added;
// limit 0 means all. What concerns no programme, such as an absence, is told of those who have a record in this one.
func (t tx) AskingsIn(ctx context.Context, p assess.ProgrammeID, since time.Time, limit int) (_ []assess.Asking, err error) {
	defer errs.Wrap(&err, "store.AskingsIn(%s)", p)
	where, args := from(since)
	args = append(append([]any{p, p}, args...), rows(limit))
	return many(ctx, t, askingRow.asking, selectAsking+`
		WHERE (programme = ? OR programme IS NULL AND person IN (SELECT person FROM asking WHERE programme = ?))`+where+`
		ORDER BY seq LIMIT ?`, args...)
}

// from returns the condition for rows at the instant or later, or none for the zero time.
func from(since time.Time) (and string, args []any) {
	if since.IsZero() {
		return "", nil
	}
	return " AND at >= ?", []any{instant{since}}
}
