package store

import (
	"context"
	"database/sql"
	"encoding/json"
	"errors"
	"fmt"
	"slices"
	"time"

	"cairn/internal/assess"
	"cairn/internal/errs"
	"cairn/internal/exercise"
)

// Exercises are the exercises and what happened in them in a Store, as package exercise wants them.
type Exercises struct{ store *Store }

var (
	_ exercise.Store = (*Exercises)(nil)
	_ exercise.Tx    = tx{}
)

// Exercises returns the store of package exercise.
func (s *Store) Exercises() *Exercises { return &Exercises{s} }

// View is Store.View with what package exercise wants of a transaction.
func (s *Exercises) View(ctx context.Context, fn func(exercise.Tx) error) error {
	return s.store.view(ctx, func(_ context.Context, t tx) error { return fn(t) })
}

// Update is Store.Update with what package exercise wants of a transaction.
func (s *Exercises) Update(ctx context.Context, fn func(exercise.Tx) error) error {
	return s.store.update(ctx, func(_ context.Context, t tx) error { return fn(t) })
}

type exerciseRow struct {
	ID            string                    `db:"id"`
	Programme     string                    `db:"programme"`
	Number        int                       `db:"number"`
	Kind          string                    `db:"kind"`
	Scenario      document[json.RawMessage] `db:"scenario"`
	ScenarioHash  string                    `db:"scenario_hash"`
	Name          string                    `db:"name"`
	Objectives    document[[]string]        `db:"objectives"`
	Start         instant                   `db:"start_at"`
	Seconds       int64                     `db:"seconds"`
	Facilitator   string                    `db:"facilitator"`
	Scribe        string                    `db:"scribe"`
	Players       document[[]exercise.Seat] `db:"players"`
	Observers     document[[]assess.UserID] `db:"observers"`
	Channel       string                    `db:"channel"`
	State         string                    `db:"state"`
	PlannedAt     instant                   `db:"planned_at"`
	PlannedUser   string                    `db:"planned_by_user"`
	PlannedSource string                    `db:"planned_by_source"`
	StartedAt     instant                   `db:"started_at"`
	EndedAt       instant                   `db:"ended_at"`
	ReviewedAt    instant                   `db:"reviewed_at"`
	Why           string                    `db:"why"`
	Version       int                       `db:"version"`
}

func newExerciseRow(e exercise.Exercise) (exerciseRow, error) {
	scenario, err := exercise.Freeze(e.Scenario)
	return exerciseRow{
		ID: string(e.ID), Programme: string(e.Programme), Number: running(e.ID.Number(), "E"), Kind: string(e.Kind),
		Scenario: document[json.RawMessage]{scenario}, ScenarioHash: e.Scenario.Hash, Name: clean(e.Name()),
		Objectives: document[[]string]{e.Objectives}, Start: instant{e.Start}, Seconds: int64(e.Length / time.Second),
		Facilitator: string(e.Facilitator), Scribe: string(e.Scribe), Players: document[[]exercise.Seat]{e.Players},
		Observers: document[[]assess.UserID]{e.Observers}, Channel: e.Channel, State: string(e.State),
		PlannedAt: instant{e.PlannedAt}, PlannedUser: string(e.PlannedBy.User), PlannedSource: string(e.PlannedBy.Source),
		StartedAt: instant{e.StartedAt}, EndedAt: instant{e.EndedAt}, ReviewedAt: instant{e.ReviewedAt},
		Why: clean(e.Why), Version: e.Version,
	}, err
}

func (r exerciseRow) exercise() (exercise.Exercise, error) {
	scenario, err := exercise.Thaw(r.Scenario.Of, r.ScenarioHash)
	return exercise.Exercise{
		ID: exercise.ID(r.ID), Programme: assess.ProgrammeID(r.Programme), Kind: exercise.Kind(r.Kind), Scenario: scenario,
		Plan: exercise.Plan{
			Objectives: r.Objectives.Of, Start: r.Start.Time, Length: time.Duration(r.Seconds) * time.Second,
			Facilitator: assess.UserID(r.Facilitator), Scribe: assess.UserID(r.Scribe), Players: r.Players.Of,
			Observers: r.Observers.Of, Channel: r.Channel,
		},
		State:     exercise.State(r.State),
		PlannedAt: r.PlannedAt.Time, PlannedBy: assess.Actor{User: assess.UserID(r.PlannedUser), Source: assess.Source(r.PlannedSource)},
		StartedAt: r.StartedAt.Time, EndedAt: r.EndedAt.Time, ReviewedAt: r.ReviewedAt.Time, Why: r.Why, Version: r.Version,
	}, err
}

const selectExercise = `
	SELECT id, programme, number, kind, scenario, scenario_hash, name, objectives, start_at, seconds, facilitator, scribe, players,
	       observers, channel, state, planned_at, planned_by_user, planned_by_source, started_at, ended_at, reviewed_at, why, version
	FROM exercise`

// notOver is the condition for an exercise in which something is still to happen; see exercise.State.Over.
const notOver = `state NOT IN ('reviewed', 'cancelled')`

// NewExercise returns the id of the programme's next exercise. Until the Update ends nobody else is given one.
func (t tx) NewExercise(ctx context.Context, p assess.ProgrammeID) (_ exercise.ID, err error) {
	defer errs.Wrap(&err, "store.NewExercise(%s)", p)
	n, err := t.nextNumber(ctx, p, `SELECT COALESCE(MAX(number), 0) + 1 FROM exercise WHERE programme = ?`)
	return exercise.ID(fmt.Sprintf("%s/E%d", p, n)), err
}

// Exercise returns the exercise; in an Update nobody else changes it until that ends.
func (t tx) Exercise(ctx context.Context, id exercise.ID) (_ exercise.Exercise, err error) {
	defer errs.Wrap(&err, "store.Exercise(%s)", id)
	var row exerciseRow
	err = t.get(ctx, &row, t.held(selectExercise+` WHERE id = ?`), id)
	if errors.Is(err, sql.ErrNoRows) {
		return exercise.Exercise{}, noExercise(id)
	}
	if err != nil {
		return exercise.Exercise{}, err
	}
	return row.exercise()
}

// Exercises returns all of the programme, by number.
func (t tx) Exercises(ctx context.Context, p assess.ProgrammeID) (_ []exercise.Exercise, err error) {
	defer errs.Wrap(&err, "store.Exercises(%s)", p)
	return t.exercises(ctx, ` WHERE programme = ? ORDER BY number`, p)
}

// ExercisesOf returns those that are not over and in which the person has a part, in all programmes, the first to start first.
func (t tx) ExercisesOf(ctx context.Context, u assess.UserID) (_ []exercise.Exercise, err error) {
	defer errs.Wrap(&err, "store.ExercisesOf(%s)", u)
	return t.exercises(ctx, ` WHERE `+notOver+` AND id IN (SELECT exercise FROM exercise_person WHERE person = ?)`+byStart, u)
}

// PastExercisesOf returns those that are over, ended at an instant or later, and in which the person has a part, in all programmes,
// the first to start first.
func (t tx) PastExercisesOf(ctx context.Context, u assess.UserID, since time.Time) (_ []exercise.Exercise, err error) {
	defer errs.Wrap(&err, "store.PastExercisesOf(%s)", u)
	return t.exercises(ctx, ` WHERE NOT (`+notOver+`) AND ended_at >= ? AND id IN (SELECT exercise FROM exercise_person WHERE person = ?)`+byStart,
		instant{since}, u)
}

// LiveExercises returns those that are being played in the channel, the first to start first.
func (t tx) LiveExercises(ctx context.Context, channel string) (_ []exercise.Exercise, err error) {
	defer errs.Wrap(&err, "store.LiveExercises(%s)", channel)
	return t.exercises(ctx, ` WHERE channel = ? AND state IN ('running', 'paused')`+byStart, channel)
}

const byStart = ` ORDER BY start_at, programme, number`

func (t tx) exercises(ctx context.Context, where string, args ...any) ([]exercise.Exercise, error) {
	var found []exerciseRow
	if err := t.list(ctx, &found, selectExercise+where, args...); err != nil {
		return nil, err
	}
	var all []exercise.Exercise
	for _, row := range found {
		e, err := row.exercise()
		if err != nil {
			return nil, fmt.Errorf("exercise %s: %w", row.ID, err)
		}
		all = append(all, e)
	}
	return all, nil
}

// SaveExercise replaces version e.Version-1, or adds version 1. What was frozen when it was planned must be as it was: the
// kind, the scenario, and by whom and when it was planned. It is errs.Conflict where another is being played in its channel.
func (t tx) SaveExercise(ctx context.Context, e exercise.Exercise) (err error) {
	defer errs.Wrap(&err, "store.SaveExercise(%s)", e.ID)
	query := `
		UPDATE exercise
		SET programme = :programme, number = :number, kind = :kind, scenario = :scenario, scenario_hash = :scenario_hash, name = :name,
		    objectives = :objectives, start_at = :start_at, seconds = :seconds, facilitator = :facilitator, scribe = :scribe,
		    players = :players, observers = :observers, channel = :channel, state = :state, planned_at = :planned_at,
		    planned_by_user = :planned_by_user, planned_by_source = :planned_by_source, started_at = :started_at,
		    ended_at = :ended_at, reviewed_at = :reviewed_at, why = :why, version = :version
		WHERE id = :id AND version = :version - 1`
	if e.Version == 1 {
		query = `
			INSERT INTO exercise (id, programme, number, kind, scenario, scenario_hash, name, objectives, start_at, seconds,
			                      facilitator, scribe, players, observers, channel, state, planned_at, planned_by_user,
			                      planned_by_source, started_at, ended_at, reviewed_at, why, version)
			VALUES (:id, :programme, :number, :kind, :scenario, :scenario_hash, :name, :objectives, :start_at, :seconds,
			        :facilitator, :scribe, :players, :observers, :channel, :state, :planned_at, :planned_by_user,
			        :planned_by_source, :started_at, :ended_at, :reviewed_at, :why, :version)
			ON CONFLICT DO NOTHING`
	}
	row, err := newExerciseRow(e)
	if err != nil {
		return err
	}
	n, err := t.save(ctx, query, row)
	switch fault := t.dialect.classify(err); {
	case fault == duplicate: // somebody started the other one at the same moment
		return errs.New(errs.Conflict, "Another exercise is being played in the same channel. End it first, or give this one another channel.")
	case fault == orphan:
		return noProgramme(e.Programme)
	case err != nil:
		return err
	case n > 0:
		return t.seat(ctx, e)
	}
	if _, err := t.Exercise(ctx, e.ID); err != nil {
		return err
	}
	return errs.New(errs.Conflict, "The exercise %s was changed by somebody else meanwhile. Look at it again, then repeat the change.", e.ID.Number())
}

// seat keeps who has a part in an exercise, for those who look it up by the person.
func (t tx) seat(ctx context.Context, e exercise.Exercise) error {
	var seated []assess.UserID
	if err := t.list(ctx, &seated, `SELECT person FROM exercise_person WHERE exercise = ?`, e.ID); err != nil {
		return err
	}
	people := slices.DeleteFunc(e.People(), func(u assess.UserID) bool { return u == "" })
	for _, u := range seated {
		if slices.Contains(people, u) {
			continue
		}
		if _, err := t.exec(ctx, `DELETE FROM exercise_person WHERE exercise = ? AND person = ?`, e.ID, u); err != nil {
			return err
		}
	}
	for _, u := range people {
		if slices.Contains(seated, u) {
			continue
		}
		if _, err := t.exec(ctx, `INSERT INTO exercise_person (exercise, person) VALUES (?, ?)`, e.ID, u); err != nil {
			return err
		}
	}
	return nil
}

// Rehearsing returns everybody who has a part in an exercise that is not over, in all programmes.
func (t tx) Rehearsing(ctx context.Context) (people []assess.UserID, err error) {
	defer errs.Wrap(&err, "store.Rehearsing")
	err = t.list(ctx, &people, `
		SELECT DISTINCT person FROM exercise_person WHERE exercise IN (SELECT id FROM exercise WHERE `+notOver+`) ORDER BY person`)
	return people, err
}

// RehearsalsOf returns the ids of the exercises that are not over in which a person has a part, in all programmes.
func (t tx) RehearsalsOf(ctx context.Context, u assess.UserID) (ids []string, err error) {
	defer errs.Wrap(&err, "store.RehearsalsOf(%s)", u)
	err = t.list(ctx, &ids, `
		SELECT id FROM exercise WHERE `+notOver+` AND id IN (SELECT exercise FROM exercise_person WHERE person = ?)`+byStart, u)
	return ids, err
}

// RehearsalsIn returns the ids of the exercises of the programme that are not over.
func (t tx) RehearsalsIn(ctx context.Context, p assess.ProgrammeID) (ids []string, err error) {
	defer errs.Wrap(&err, "store.RehearsalsIn(%s)", p)
	err = t.list(ctx, &ids, `SELECT id FROM exercise WHERE programme = ? AND `+notOver+byStart, p)
	return ids, err
}

func noExercise(id exercise.ID) error { return errs.New(errs.NotFound, "There is no exercise %q.", id) }
