package exercise_test

import (
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"cairn/internal/assess"
)

func TestWhoHasAPartInAnExerciseIsLookedUpInSlackUntilItIsOver(t *testing.T) {
	t.Parallel()
	b := newBureau(t)
	unseen := func() []assess.UserID {
		all, err := b.people.Unseen(t.Context(), b.clock.Now())
		require.NoError(t, err)
		return all
	}
	require.NotContains(t, unseen(), uPen, "a scribe has no part in the programme")
	id := b.play(played{})
	assert.Contains(t, unseen(), uPen)
	b.sign(id)
	assert.NotContains(t, unseen(), uPen)
}

func TestAnExerciseLooksAgainWhenSomebodyInItMovesOrIsAway(t *testing.T) {
	t.Parallel()
	b := newBureau(t)
	b.play(played{})
	told := func(act func() error) int64 {
		require.NoError(t, b.people.Wait(t.Context()))
		before := b.people.Told()
		require.NoError(t, act())
		require.NoError(t, b.people.Wait(t.Context()))
		return b.people.Told() - before
	}
	moves := func(u assess.UserID) func() error {
		return func() error {
			return b.people.Saw(t.Context(), assess.Person{ID: u, Zone: "Asia/Tokyo", SeenAt: b.clock.Now()})
		}
	}
	require.NoError(t, b.people.Sweep(t.Context())) // what the exercise itself had to tell
	assert.Zero(t, told(moves("U0STRANGER")))
	assert.EqualValues(t, 1, told(moves(uPen)), "they have nothing else")
	assert.EqualValues(t, 1, told(func() error {
		_, err := b.people.Away(t.Context(), assess.BySlack(uPen), b.clock.Now(), b.clock.Now().AddDate(0, 0, 3))
		return err
	}))
}
