package bot_test

import (
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"cairn/bot/blocks"
	"cairn/internal/assess"
	"cairn/internal/exercise"
)

// recast gives parts of an exercise to others, as Mara, and has what people have brought up to date.
func (w *world) recast(id exercise.ID, change func(*exercise.Plan)) {
	w.Helper()
	w.recastQuietly(id, change)
	require.NoError(w, w.messenger.RefreshExercise(w.Context(), id.Subject()))
}

// holds lists what somebody was sent that tells the plot or opens it.
func (w *world) holds(user string) (secrets []string) {
	w.Helper()
	for _, m := range w.dm(user) {
		for _, secret := range []string{blocks.ActionRunGuide, blocks.ActionRunObserve, blocks.ActionRunStart, blocks.ActionExercisePrepared} {
			if strings.Contains(string(m.Blocks), secret) {
				secrets = append(secrets, secret)
			}
		}
		for _, s := range exercise.Embedded() {
			for _, text := range s.FacilitatorTexts() {
				if strings.Contains(said(m.Blocks), text) {
					secrets = append(secrets, text)
				}
			}
		}
	}
	return secrets
}

func TestWhoNoLongerLeadsOrObservesHasNothingOfThePlotAnyMore(t *testing.T) {
	t.Parallel()
	p := newPlay(t)
	require.NotEmpty(t, p.holds(mara))
	require.NotEmpty(t, p.holds(otto))
	p.recast(ferryID, func(plan *exercise.Plan) { plan.Facilitator, plan.Observers = otto, nil })
	assert.Empty(t, p.holds(mara))
	assert.Empty(t, p.holds(otto), "what an observer reads; the controls are to come")
	told := p.message(mara, "holds the controls of this exercise now")
	assert.True(t, strings.HasPrefix(told.Text, "EXERCISE · Night Ferry. <@"+otto+">"), told.Text)
	assert.Contains(t, told.Text, closing)
	assert.Contains(t, p.message(otto, "You no longer observe this exercise").Text, closing)
	p.until(p.Now())
	assert.NotEmpty(t, p.holds(otto), "he has the controls")

	p.recast(ferryID, func(plan *exercise.Plan) { plan.Facilitator, plan.Observers = mara, []assess.UserID{otto} })
	assert.NotEmpty(t, p.holds(mara), "who leads after all has them back")
	assert.NotContains(t, p.dmText(mara), "holds the controls of this exercise now")
	assert.NotContains(t, p.dmText(otto), "You no longer observe this exercise")
}

func TestTheReadinessCheckIsTakenBackFromWhoNoLongerLeads(t *testing.T) {
	t.Parallel()
	w := newWorld(t).declare().room()
	id := w.planned()
	w.staged(id, time.Date(2026, 10, 8, 10, 0, 0, 0, time.UTC))
	require.NotEmpty(t, w.holds(mara))
	w.recast(id, func(plan *exercise.Plan) { plan.Facilitator, plan.Observers = otto, nil })
	assert.Empty(t, w.holds(mara))
	assert.Contains(t, w.message(mara, "holds the controls of this exercise now").Text, "<@"+otto+">")
	w.recast(id, func(plan *exercise.Plan) { plan.Facilitator, plan.Observers = mara, []assess.UserID{otto} })
	assert.NotEmpty(t, w.holds(mara))
}
