package store

import (
	"context"
	"time"

	"cairn/internal/assess"
	"cairn/internal/errs"
	"cairn/internal/exercise"
	"cairn/internal/target"
)

type exerciseEventRow struct {
	Seq       int64                `db:"seq"`
	At        instant              `db:"at"`
	User      string               `db:"by_user"`
	Source    string               `db:"by_source"`
	Kind      string               `db:"kind"`
	Programme string               `db:"programme"`
	Exercise  string               `db:"exercise"`
	Person    string               `db:"person"`
	Step      string               `db:"step"`
	Detail    document[detailBody] `db:"detail"`
}

// detailBody is the stored shape of what an event says. Its names are part of the database's format; what has no names of
// its own for it in package exercise is given them here.
type detailBody struct {
	exercise.Detail
	Plan      *planBody      `json:"plan,omitempty"`
	Treatment *treatmentBody `json:"treatment,omitempty"`
}

type planBody struct {
	Objectives  []string        `json:"objectives,omitempty"`
	Start       time.Time       `json:"start,omitzero"`
	Seconds     int64           `json:"seconds,omitempty"`
	Facilitator assess.UserID   `json:"facilitator,omitempty"`
	Scribe      assess.UserID   `json:"scribe,omitempty"`
	Players     []exercise.Seat `json:"players,omitempty"`
	Observers   []assess.UserID `json:"observers,omitempty"`
	Channel     string          `json:"channel,omitempty"`
}

type treatmentBody struct {
	exercise.Treatment
	Work *workBody `json:"work,omitempty"`
}

func newDetailBody(d exercise.Detail) detailBody {
	b := detailBody{Detail: d}
	if p := d.Plan; p != nil {
		b.Plan = &planBody{
			Objectives: p.Objectives, Start: stored(p.Start), Seconds: int64(p.Length / time.Second), Facilitator: p.Facilitator,
			Scribe: p.Scribe, Players: p.Players, Observers: p.Observers, Channel: p.Channel,
		}
	}
	if tr := d.Treatment; tr != nil {
		b.Treatment = &treatmentBody{Treatment: *tr, Work: newWorkBody(tr.Work)}
	}
	return b
}

func (b detailBody) detail() exercise.Detail {
	d := b.Detail
	if p := b.Plan; p != nil {
		d.Plan = &exercise.Plan{
			Objectives: p.Objectives, Start: p.Start, Length: time.Duration(p.Seconds) * time.Second, Facilitator: p.Facilitator,
			Scribe: p.Scribe, Players: p.Players, Observers: p.Observers, Channel: p.Channel,
		}
	}
	if tr := b.Treatment; tr != nil {
		d.Treatment = &tr.Treatment
		d.Treatment.Work = (*target.Work)(tr.Work)
	}
	return d
}

func newExerciseEventRow(e exercise.Event) exerciseEventRow {
	return exerciseEventRow{
		At: instant{e.At}, User: string(e.By.User), Source: string(e.By.Source), Kind: string(e.Kind),
		Programme: string(e.Exercise.Programme()), Exercise: string(e.Exercise), Person: string(e.Person), Step: e.Step,
		Detail: document[detailBody]{newDetailBody(e.Detail)},
	}
}

func (r exerciseEventRow) event() exercise.Event {
	return exercise.Event{
		Seq: r.Seq, At: r.At.Time, By: assess.Actor{User: assess.UserID(r.User), Source: assess.Source(r.Source)},
		Kind: exercise.EventKind(r.Kind), Exercise: exercise.ID(r.Exercise), Person: assess.UserID(r.Person), Step: r.Step,
		Detail: r.Detail.Of.detail(),
	}
}

// AddExerciseEvent adds a record of the ledger of an exercise. Its Seq is the next number, whatever e says. A record with a
// step is added once for its exercise and person, whatever its kind; only that it was delivered and that it could not be
// delivered are told beside it, each once.
func (t tx) AddExerciseEvent(ctx context.Context, e exercise.Event) (added bool, err error) {
	defer errs.Wrap(&err, "store.AddExerciseEvent(%s, %s, %s)", e.Exercise, e.Kind, e.Step)
	n, err := t.save(ctx, `
		INSERT INTO exercise_event (at, by_user, by_source, kind, programme, exercise, person, step, detail)
		VALUES (:at, :by_user, :by_source, :kind, :programme, :exercise, :person, :step, :detail)
		ON CONFLICT DO NOTHING`, newExerciseEventRow(e))
	if t.dialect.classify(err) == orphan {
		return false, noExercise(e.Exercise)
	}
	return n > 0, err
}

const selectExerciseEvent = `SELECT seq, at, by_user, by_source, kind, programme, exercise, person, step, detail FROM exercise_event`

// ExerciseEvents returns the records of the exercise in the order they were added.
func (t tx) ExerciseEvents(ctx context.Context, id exercise.ID) (_ []exercise.Event, err error) {
	defer errs.Wrap(&err, "store.ExerciseEvents(%s)", id)
	return many(ctx, t, exerciseEventRow.event, selectExerciseEvent+` WHERE exercise = ? ORDER BY seq`, id)
}

// ExerciseEventsIn returns the records of all exercises of the programme in the order they were added.
func (t tx) ExerciseEventsIn(ctx context.Context, p assess.ProgrammeID) (_ []exercise.Event, err error) {
	defer errs.Wrap(&err, "store.ExerciseEventsIn(%s)", p)
	return many(ctx, t, exerciseEventRow.event, selectExerciseEvent+` WHERE programme = ? ORDER BY seq`, p)
}
