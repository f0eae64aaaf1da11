package exercise_test

import (
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"cairn/internal/assess"
	"cairn/internal/errs"
	"cairn/internal/exercise"
)

func TestTheFirstDecisionOnAnInjectIsMeasuredInExerciseTime(t *testing.T) {
	t.Parallel()
	b := newStage(t)
	id := b.started(t, blueDoor(t), 30*time.Minute)
	b.pass(t, id, 2)
	require.NoError(t, b.Pause(t.Context(), lead, id, ""))
	b.at(50)
	require.NoError(t, b.Resume(t.Context(), lead, id))
	b.at(53)
	first, err := b.Decide(t.Context(), assess.BySlack(player), id, exercise.Decision{Inject: "call", Choice: "wait", Why: " We know too little. "})
	require.NoError(t, err)
	assert.Equal(t, exercise.Logged{
		Decision: exercise.Decision{Number: 1, Inject: "call", Choice: "wait", What: "Wait", By: player, Why: "We know too little."},
		At:       b.clock.Now(), LoggedBy: player, Elapsed: 5 * time.Minute, Latency: 5 * time.Minute, Measured: true, Subject: "A colleague",
	}, first)
	b.at(54)
	again, err := b.Decide(t.Context(), assess.BySlack(scribe), id, exercise.Decision{Inject: "call", Choice: "block", What: "Block it after all", By: player})
	require.NoError(t, err)
	assert.Equal(t, 2, again.Number)
	assert.False(t, again.Measured, "only the first is")
	beside, err := b.Decide(t.Context(), lead, id, exercise.Decision{What: "Call the press office", By: player})
	require.NoError(t, err)
	assert.False(t, beside.Measured, "it answers nothing")
}

func TestTheFirstChoiceSteersWhatComes(t *testing.T) {
	t.Parallel()
	b := newStage(t)
	id := b.started(t, blueDoor(t), 30*time.Minute)
	b.pass(t, id, 2)
	decide := func(choice string) {
		t.Helper()
		_, err := b.Decide(t.Context(), assess.BySlack(player), id, exercise.Decision{Inject: "call", Choice: choice, What: "This"})
		require.NoError(t, err)
	}
	decide("")
	decide("wait")
	b.at(3)
	decide("block")
	assert.Equal(t, "7m0s post inject:worse", b.due(t, id), "another decision does not rewind")
}

func TestADecisionAfterTheEndIsNotMeasured(t *testing.T) {
	t.Parallel()
	b := newStage(t)
	id := b.started(t, blueDoor(t), 30*time.Minute)
	b.pass(t, id, 5)
	require.NoError(t, b.End(t.Context(), lead, id, "Enough for today."))
	b.at(40)
	l, err := b.Decide(t.Context(), assess.BySlack(player), id, exercise.Decision{Inject: "call", Choice: "block"})
	require.NoError(t, err)
	assert.False(t, l.Measured)
	b.closeHotWash(t, id)
	_, err = b.Decide(t.Context(), assess.BySlack(player), id, exercise.Decision{What: "Too late"})
	wantError(t, err, errs.Closed, "The hot wash of E1 is closed")
}

func TestWhoMayLogADecisionAndWhatItSays(t *testing.T) {
	t.Parallel()
	b := newStage(t)
	id := b.put(t, blueDoor(t), 30*time.Minute)
	b.at(0)
	_, err := b.Decide(t.Context(), assess.BySlack(player), id, exercise.Decision{What: "This"})
	wantError(t, err, errs.Closed, "E1 has not begun")
	require.NoError(t, b.Start(t.Context(), lead, id))
	b.pass(t, id, 2)
	for name, tt := range map[string]struct {
		by   assess.UserID
		d    exercise.Decision
		code errs.Code
		part string
	}{
		"an observer":                  {observer, exercise.Decision{What: "This", By: player}, errs.Forbidden, "leaves the decisions"},
		"a manager without a part":     {boss, exercise.Decision{What: "This", By: player}, errs.Forbidden, "those who take part"},
		"nothing":                      {player, exercise.Decision{What: " "}, errs.Invalid, "Say what was decided"},
		"too much":                     {player, exercise.Decision{What: strings.Repeat("x", exercise.MaxText+1)}, errs.Invalid, "Shorten this to 1000 characters; it has 1001."},
		"nobody, as the scribe logs":   {scribe, exercise.Decision{What: "This"}, errs.Invalid, "one of those who play"},
		"an observer decides":          {scribe, exercise.Decision{What: "This", By: observer}, errs.Invalid, "one of those who play"},
		"an inject that has not come":  {player, exercise.Decision{What: "This", Inject: "worse"}, errs.Invalid, "that have come"},
		"an inject that is none":       {player, exercise.Decision{What: "This", Inject: "nonsense"}, errs.Invalid, "that have come"},
		"a choice of another":          {player, exercise.Decision{Inject: "call", Choice: "nonsense"}, errs.Invalid, "between what this inject offers"},
		"a choice without its inject":  {player, exercise.Decision{Choice: "wait"}, errs.Invalid, "between what this inject offers"},
		"somebody who has left it all": {stranger, exercise.Decision{What: "This", By: player}, errs.Forbidden, "those who take part"},
	} {
		_, err := b.Decide(t.Context(), assess.BySlack(tt.by), id, tt.d)
		t.Run(name, func(t *testing.T) { wantError(t, err, tt.code, tt.part) })
	}
	v, err := b.View(t.Context(), lead, id)
	require.NoError(t, err)
	assert.Empty(t, v.Log)
}
