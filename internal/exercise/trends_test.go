package exercise_test

import (
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"cairn/internal/assess"
	"cairn/internal/errs"
	"cairn/internal/exercise"
	"cairn/internal/target"
)

func TestTrendsShowExercisesSideBySide(t *testing.T) {
	t.Parallel()
	b := newBureau(t)
	ctx := t.Context()
	first := b.play(played{observations: []exercise.Observation{
		slip(goal(0), exercise.Critical, "Nobody knew who may switch it off."), slip(goal(1), exercise.Minor, "The switch took nine minutes to find."),
		slip(goal(1), exercise.Minor, "The room was cold."),
	}})
	at := b.clock.Now()
	r := b.sign(first, b.work("Name who may switch it off"), b.work("Label the switch"), exercise.Treatment{Same: "F2"})
	for _, row := range r.Plan {
		require.NoError(t, b.targets.FinishAction(ctx, assess.BySlack(uOwner), row.Action, "https://wiki.example/done", ""))
	}
	b.clock.Set(b.clock.Now().AddDate(0, 6, 0))
	second := b.play(played{kind: exercise.Simulation, observations: []exercise.Observation{slip(goal(0), exercise.Minor, "Nobody knew who may switch it off.")}})
	b.sign(second, b.again("Rehearse the switch", "north/E1/F1"))
	b.clock.Set(b.clock.Now().AddDate(0, 3, 0)) // the action is overdue by now
	third := b.play(played{observations: []exercise.Observation{well(goal(0), "They knew.")}})

	got, err := b.Trends(ctx, assess.BySlack(uOwner), "north")
	require.NoError(t, err)
	assert.Equal(t, []int{1, 1, 1, 1}, []int{got.Open, got.Overdue, got.Done, got.Repeated}, "open, overdue, done, repeated")
	require.Len(t, got.Exercises, 3)
	for i, id := range []exercise.ID{first, second, third} {
		assert.Equal(t, id, got.Exercises[i].ID, "the oldest first")
	}
	line := got.Exercises[0]
	assert.Equal(t, at.Add(-90*time.Minute), line.At, "when it began")
	assert.Equal(t, 3*time.Minute, line.Latency.Median)
	goals := exercise.Embedded()[0].Objectives
	require.Len(t, line.Rated, len(goals))
	assert.Equal(t, exercise.RatedGoal{Goal: goals[0].Goal, Rating: exercise.Unable}, line.Rated[0])
	assert.Equal(t, map[exercise.Rating]int{exercise.Unable: 1, exercise.Some: 1, exercise.NotObserved: len(goals) - 2}, line.Ratings)
	assert.Equal(t, exercise.Unable, line.ByCategory["incident-response"], "the lowest of its objectives")
	assert.Equal(t, exercise.Some, line.ByCategory["technical-controls"])
	assert.Equal(t, map[target.ActionStatus]int{target.Doing: 1, target.Done: 1}, line.Actions, "one that sees to two findings is one")
	assert.Equal(t, 1, line.Overdue)
	assert.Equal(t, map[target.ActionStatus]int{target.Doing: 1}, got.Exercises[1].Actions, "the same action")
	assert.Equal(t, exercise.Simulation, got.Exercises[1].Kind)
	assert.Empty(t, got.Exercises[2].Ratings, "its report is not signed")
	assert.Equal(t, exercise.RatedGoal{Goal: goals[0].Goal}, got.Exercises[2].Rated[0])

	_, err = b.Trends(ctx, assess.BySlack(uNobody), "north")
	refused(t, err, errs.Forbidden, "have a part in it")
	for _, u := range []assess.UserID{uBoss, uCEO} {
		_, err = b.Trends(ctx, assess.BySlack(u), "north")
		require.NoError(t, err)
	}
}

func TestWhatExercisesAreComparedByWhenTheyRanAndNotWhenTheyWerePlanned(t *testing.T) {
	t.Parallel()
	b := newBureau(t)
	b.play(played{})
	b.clock.Set(b.clock.Now().AddDate(0, -1, 0))
	b.play(played{})
	got, err := b.Trends(t.Context(), assess.Actor{Source: assess.FromCLI}, "north")
	require.NoError(t, err)
	require.Len(t, got.Exercises, 2)
	assert.Equal(t, exercise.ID("north/E2"), got.Exercises[0].ID)
}
