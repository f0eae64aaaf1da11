package exercise_test

import (
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"cairn/internal/assess"
	"cairn/internal/calendar"
	"cairn/internal/exercise"
)

func TestAnExerciseOverMidnightHasTheDayOfItsStartEverywhere(t *testing.T) {
	t.Parallel()
	b := newBureau(t)
	b.clock.Set(time.Date(2026, 10, 11, 23, 45, 0, 0, time.UTC)) // a quarter to one in London, where it began at a quarter past eleven
	day := calendar.Date{Year: 2026, Month: 10, Day: 11}
	id := b.play(played{observations: []exercise.Observation{slip(goal(0), exercise.Minor, "Nobody knew who may switch it off.")}})
	report := b.sign(id, b.work("Name who may switch it off"))
	require.NoError(t, b.Published(t.Context(), id, "https://north.slack.example/p1", b.clock.Now()))
	assert.Equal(t, day, report.Held(), "in the report")
	held := func(at time.Time) calendar.Date { return exercise.DayHeld(at, "Europe/London") }

	trends, err := b.Trends(t.Context(), assess.BySlack(uBoss), "north")
	require.NoError(t, err)
	assert.Equal(t, day, held(trends.Exercises[0].At), "in the trends")
	st, err := b.Standings(t.Context(), "north", time.Time{}, b.clock.Now())
	require.NoError(t, err)
	assert.Equal(t, day, held(st.Held[0].At), "in the digest")
	require.Len(t, b.backing(), 1)
	assert.Equal(t, day, held(b.backing()[0].Held), "as evidence")
	assert.Equal(t, day.AddMonths(12), held(b.backing()[0].Until.Add(-time.Second)), "and until when it is")
	assert.Equal(t, day.AddMonths(12), b.duty().Day, "and for the duty")

	b.clock.Set(b.clock.Now().AddDate(0, 1, 0))
	later := b.play(played{observations: []exercise.Observation{slip(goal(0), exercise.Minor, "Nobody knew who may switch it off.")}})
	assert.Equal(t, day, held(b.review(later).Earlier[0].At), "and where it is named as the earlier one")
}

func TestTheDayOfAnExerciseIsThatOfItsProgramme(t *testing.T) {
	t.Parallel()
	began := time.Date(2026, 10, 11, 23, 30, 0, 0, time.UTC)
	assert.Equal(t, calendar.Date{Year: 2026, Month: 10, Day: 12}, exercise.DayHeld(began, "Europe/Berlin"))
	assert.Equal(t, calendar.Date{Year: 2026, Month: 10, Day: 11}, exercise.DayHeld(began, "America/New_York"))
	assert.Equal(t, calendar.Date{Year: 2026, Month: 10, Day: 11}, exercise.DayHeld(began, "Nowhere/Known"))
}
