package digest_test

import (
	"context"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"cairn/internal/assess"
	"cairn/internal/exercise"
	"cairn/internal/store"
)

// exercised puts an exercise into the programme "south" that began at ten o'clock of a day and took an hour.
func exercised(t *testing.T, s *store.Store, day time.Time, kind exercise.Kind) exercise.ID {
	t.Helper()
	var id exercise.ID
	scenario := exercise.Embedded()[0]
	plan := exercise.Plan{
		Objectives: []string{scenario.Objectives[0].ID, scenario.Objectives[1].ID}, Start: day.Add(10 * time.Hour), Length: time.Hour, Facilitator: "U0BOSS",
	}
	change(t, s, func(ctx context.Context, tx exercise.Tx) (err error) {
		if id, err = tx.NewExercise(ctx, "south"); err != nil {
			return err
		}
		planned := day.AddDate(0, 0, -14)
		if err := tx.SaveExercise(ctx, exercise.Exercise{
			ID: id, Programme: "south", Kind: kind, Scenario: scenario, Plan: plan, State: exercise.Ended, PlannedAt: planned, PlannedBy: boss,
			StartedAt: plan.Start, EndedAt: plan.Start.Add(time.Hour), Version: 1,
		}); err != nil {
			return err
		}
		_, err = tx.AddExerciseEvent(ctx, exercise.Event{At: planned, Kind: exercise.WasPlanned, Exercise: id, Detail: exercise.Detail{Plan: &plan}})
		return err
	})
	return id
}

// signed has the report of an exercise signed, with ratings of its objectives, and published an hour later.
func signed(t *testing.T, s *store.Store, id exercise.ID, at time.Time, ratings ...exercise.Rating) {
	t.Helper()
	change(t, s, func(ctx context.Context, tx exercise.Tx) error {
		e, err := tx.Exercise(ctx, id)
		if err != nil {
			return err
		}
		e.State, e.ReviewedAt, e.Version = exercise.Reviewed, at, e.Version+1
		if err := tx.SaveExercise(ctx, e); err != nil {
			return err
		}
		for i, r := range ratings {
			rated := exercise.Event{At: at.Add(-time.Minute), Kind: exercise.WasRated, Exercise: id, Detail: exercise.Detail{Objective: e.Objectives[i], Rating: r}}
			if _, err := tx.AddExerciseEvent(ctx, rated); err != nil {
				return err
			}
		}
		_, err = tx.AddExerciseEvent(ctx, exercise.Event{
			At: at.Add(time.Hour), Kind: exercise.WasPublished, Exercise: id, Detail: exercise.Detail{Link: "https://south.slack.example/p1"},
		})
		return err
	})
}

func change(t *testing.T, s *store.Store, do func(context.Context, exercise.Tx) error) {
	t.Helper()
	require.NoError(t, s.Exercises().Update(t.Context(), func(tx exercise.Tx) error { return do(t.Context(), tx) }))
}

func TestADigestTellsOfTheExercisesSinceTheOneBefore(t *testing.T) {
	t.Parallel()
	b := newBench(t)
	b.on("2026-10-02")
	day := func(d int) time.Time { return time.Date(2026, 10, d, 0, 0, 0, 0, time.UTC) }
	old := exercised(t, b.store, day(1), exercise.Tabletop)
	signed(t, b.store, old, day(1).Add(20*time.Hour), exercise.Performed, exercise.Performed)
	late := exercised(t, b.store, day(1).Add(time.Hour), exercise.Simulation)
	first := b.assessed(map[string]string{"governance": "2"})
	d := of(t, b.Service, first)
	require.Len(t, d.Exercises.Held, 2)
	assert.False(t, d.Exercises.Held[1].Signed)
	before := d.Exercises

	b.on("2027-01-04")
	signed(t, b.store, late, day(20), exercise.Some, exercise.NotObserved)
	fresh := exercised(t, b.store, day(21), exercise.Tabletop)
	future := exercised(t, b.store, time.Date(2027, 2, 1, 0, 0, 0, 0, time.UTC), exercise.Tabletop)
	d = of(t, b.Service, b.assessed(map[string]string{"governance": "2"}))
	var ids []exercise.ID
	for _, h := range d.Exercises.Held {
		ids = append(ids, h.ID)
	}
	assert.Equal(t, []exercise.ID{late, fresh}, ids, "what the digest before told in full is left out, and what came after the close: %s", future)
	assert.Equal(t, []exercise.Rating{exercise.Some, exercise.NotObserved}, d.Exercises.Held[0].Ratings)
	assert.Equal(t, "https://south.slack.example/p1", d.Exercises.Held[0].Link)

	again := of(t, b.Service, first)
	assert.Equal(t, before, again.Exercises, "the same cycle always gives the same digest")
}

func TestADigestTellsWhichExercisesWereDueWhenTheCycleClosed(t *testing.T) {
	t.Parallel()
	b := newBench(t) // declared on 2 October 2026: a tabletop every year
	b.on("2027-01-04")
	d := of(t, b.Service, b.assessed(map[string]string{"governance": "2"}))
	require.Len(t, d.Exercises.Duties, 1)
	assert.Equal(t, exercise.DutyMet, d.Exercises.Duties[0].Status)
	assert.Empty(t, d.Exercises.Pressing())

	b.on("2027-10-04")
	id := b.assessed(map[string]string{"governance": "2"})
	pressing := of(t, b.Service, id).Exercises.Pressing()
	require.Len(t, pressing, 1)
	assert.Equal(t, exercise.DutyOverdue, pressing[0].Status)
	assert.Equal(t, -2, pressing[0].Days)

	b.on("2027-10-20")
	held := exercised(t, b.store, b.clock.Now().Truncate(24*time.Hour), exercise.Tabletop)
	signed(t, b.store, held, b.clock.Now())
	_, err := b.assess.Apply(t.Context(), assess.Actor{User: "root", Source: assess.FromCLI}, parsed(t, southFile+"exercises: {tabletop: never}\n"), false)
	require.NoError(t, err)
	assert.Equal(t, pressing, of(t, b.Service, id).Exercises.Pressing(), "as it was at the close")
}

func TestADigestNamesEachExerciseWhoseReportIsOutstanding(t *testing.T) {
	t.Parallel()
	b := newBench(t)
	b.on("2026-10-02")
	at := time.Date(2026, 10, 1, 0, 0, 0, 0, time.UTC)
	id := exercised(t, b.store, at, exercise.Tabletop)
	first := of(t, b.Service, b.assessed(map[string]string{"governance": "2"}))
	assert.Empty(t, first.Exercises.Outstanding, "it was held since the digest before, which says that it is not signed")

	b.on("2027-01-04")
	second := b.assessed(map[string]string{"governance": "2"})
	d := of(t, b.Service, second)
	assert.Empty(t, d.Exercises.Held)
	require.Len(t, d.Exercises.Outstanding, 1)
	assert.Equal(t, id, d.Exercises.Outstanding[0].ID)
	assert.False(t, d.Exercises.Outstanding[0].Signed)

	b.on("2027-04-04")
	signed(t, b.store, id, time.Date(2027, 2, 1, 0, 0, 0, 0, time.UTC), exercise.Some, exercise.NotObserved)
	assert.Empty(t, of(t, b.Service, b.assessed(map[string]string{"governance": "2"})).Exercises.Outstanding)
	assert.Equal(t, d.Exercises, of(t, b.Service, second).Exercises, "as it was at the close")
}
