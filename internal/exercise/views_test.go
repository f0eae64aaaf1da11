package exercise_test

import (
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"cairn/internal/assess"
	"cairn/internal/errs"
	"cairn/internal/exercise"
)

func TestWhatSeveralPeopleSeeIsWhatEachOfThemSees(t *testing.T) {
	t.Parallel()
	b := newDesk(t)
	id := b.plan("2026-10-20 10:00")
	b.must(b.Reply(t.Context(), assess.BySlack(player), id, exercise.Maybe, "My train is late."))
	people := []assess.UserID{observer, boss, facilitator, player, second, scribe}
	views, err := b.Views(t.Context(), id, people)
	require.NoError(t, err)
	require.Len(t, views, len(people))
	for i, u := range people {
		assert.Equal(t, b.view(id, u), views[i], u)
	}
	_, err = b.Views(t.Context(), id, []assess.UserID{player, stranger})
	wantError(t, err, errs.Forbidden, "for those who have a part in it")
}
