package store

import (
	"cmp"
	"context"
	"fmt"
	"slices"
	"time"

	"cairn/internal/assess"
	"cairn/internal/errs"
	"cairn/internal/exercise"
)

type dutyEventRow struct {
	Seq       int64   `db:"seq"`
	At        instant `db:"at"`
	Programme string  `db:"programme"`
	Kind      string  `db:"kind"`
	Person    string  `db:"person"`
	Step      string  `db:"step"`
	Note      string  `db:"note"`
}

func (r dutyEventRow) event() exercise.DutyEvent {
	return exercise.DutyEvent{
		Seq: r.Seq, At: r.At.Time, Programme: assess.ProgrammeID(r.Programme), Kind: exercise.EventKind(r.Kind),
		Person: assess.UserID(r.Person), Step: r.Step, Note: r.Note,
	}
}

// AddDutyEvent adds a record of what was said about a programme's duty. Its Seq is the next number, whatever e says. A step
// is recorded once for a person; only that it could not be delivered is told beside it, once.
func (t tx) AddDutyEvent(ctx context.Context, e exercise.DutyEvent) (added bool, err error) {
	defer errs.Wrap(&err, "store.AddDutyEvent(%s, %s, %s)", e.Programme, e.Kind, e.Step)
	n, err := t.save(ctx, `
		INSERT INTO duty_event (at, programme, kind, person, step, note)
		VALUES (:at, :programme, :kind, :person, :step, :note)
		ON CONFLICT DO NOTHING`,
		dutyEventRow{
			At: instant{e.At}, Programme: string(e.Programme), Kind: string(e.Kind), Person: string(e.Person), Step: e.Step, Note: clean(e.Note),
		})
	if t.dialect.classify(err) == orphan {
		return false, noProgramme(e.Programme)
	}
	return n > 0, err
}

// DutyEvents returns the records of the programme in the order they were added.
func (t tx) DutyEvents(ctx context.Context, p assess.ProgrammeID) (_ []exercise.DutyEvent, err error) {
	defer errs.Wrap(&err, "store.DutyEvents(%s)", p)
	return many(ctx, t, dutyEventRow.event, `SELECT seq, at, programme, kind, person, step, note FROM duty_event WHERE programme = ? ORDER BY seq`, p)
}

// months is how often a declaration says that there is to be an exercise of a kind: every so many months, the default where it is
// older than such a duty.
func months(kind exercise.Kind) string {
	field, otherwise := "tabletop", assess.DefaultRehearsals().Tabletop
	if kind == exercise.Simulation {
		field, otherwise = "simulation", assess.DefaultRehearsals().Simulation
	}
	return fmt.Sprintf(`CAST(COALESCE(body -> 'rehearsals' ->> '%s', '%d') AS INTEGER)`, field, otherwise)
}

// DutyDeclared says for how long the programme has declared, without a break until the revision, that it is to exercise in the
// kind. It is zero where the revision does not declare it.
func (t tx) DutyDeclared(ctx context.Context, p assess.ProgrammeID, revision int, kind exercise.Kind) (_ exercise.Declared, err error) {
	defer errs.Wrap(&err, "store.DutyDeclared(%s, %d, %s)", p, revision, kind)
	var row struct {
		Since instant `db:"since"`
		Said  instant `db:"said"`
	}
	err = t.get(ctx, &row, `
		SELECT MIN(at) AS since, MIN(CASE WHEN body -> 'rehearsals' IS NOT NULL THEN at END) AS said
		FROM programme_revision
		WHERE programme = ? AND revision <= ? AND revision > (
			SELECT COALESCE(MAX(revision), 0) FROM programme_revision WHERE programme = ? AND revision <= ? AND `+months(kind)+` = 0)`,
		p, revision, p, revision)
	return exercise.Declared{Since: row.Since.Time, Said: row.Said.Time}, err
}

type backedRow struct {
	Exercise    string  `db:"exercise"`
	Item        string  `db:"item"`
	Programme   string  `db:"programme"`
	Answer      string  `db:"answer"`
	Kind        string  `db:"kind"`
	At          instant `db:"at"`
	Until       instant `db:"until"`
	PublishedAt instant `db:"published_at"`
	Link        string  `db:"link"`
	Name        string  `db:"name"` // of the exercise; read only
}

func (r backedRow) done() assess.Done {
	return assess.Done{
		Item: r.Item, Answer: r.Answer, Action: exercise.ID(r.Exercise).Number(), Title: r.Name, Link: r.Link, At: r.PublishedAt.Time,
		Exercise: r.Kind, Held: r.At.Time, Until: r.Until.Time,
	}
}

// AddBacking adds an item for which an exercise of that kind is evidence. What is there already stays as it is.
func (t tx) AddBacking(ctx context.Context, b exercise.Backed) (err error) {
	defer errs.Wrap(&err, "store.AddBacking(%s, %s)", b.Exercise, b.Item)
	_, err = t.save(ctx, `
		INSERT INTO exercise_backing (exercise, item, programme, answer, kind, at, until, published_at, link)
		VALUES (:exercise, :item, :programme, :answer, :kind, :at, :until, :published_at, :link)
		ON CONFLICT DO NOTHING`,
		backedRow{
			Exercise: string(b.Exercise), Item: b.Item, Programme: string(b.Exercise.Programme()), Answer: b.Answer, Kind: string(b.Kind),
			At: instant{b.At}, Until: instant{b.Until}, PublishedAt: instant{b.PublishedAt}, Link: clean(b.Link),
		})
	if t.dialect.classify(err) == orphan {
		return errs.New(errs.NotFound, "There is no exercise %q of the kind %q.", b.Exercise, b.Kind)
	}
	return err
}

// DoneWork returns the items of the programme's model that actions helped which were done since the instant and are done
// still, and those for which exercises are evidence whose reports were published since, the earliest first. An exercise
// that counts no more is among them, with when it ceased to.
func (t tx) DoneWork(ctx context.Context, p assess.ProgrammeID, since time.Time) (_ []assess.Done, err error) {
	defer errs.Wrap(&err, "store.DoneWork(%s)", p)
	done, err := t.doneActions(ctx, p, since)
	if err != nil {
		return nil, err
	}
	query, args := `
		SELECT b.exercise, b.item, b.programme, b.answer, b.kind, b.at, b.until, b.published_at, b.link, e.name
		FROM exercise_backing b JOIN exercise e ON e.id = b.exercise
		WHERE b.programme = ?`, []any{p}
	if !since.IsZero() {
		query, args = query+` AND b.published_at >= ?`, append(args, instant{since})
	}
	backed, err := many(ctx, t, backedRow.done, query+` ORDER BY b.published_at, e.number, b.item`, args...)
	if err != nil {
		return nil, err
	}
	done = append(done, backed...)
	slices.SortStableFunc(done, func(a, b assess.Done) int { return cmp.Compare(a.At.UnixMicro(), b.At.UnixMicro()) })
	return done, nil
}
