package exercise_test

import (
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

func TestWhatIsClaimedIsOnlyMadeForWhoTellsIt(t *testing.T) {
	t.Parallel()
	b := newDesk(t)
	id := b.plan("2026-10-21 10:00")
	b.pass(id, "2026-10-16 08:00")
	b.at("2026-10-16 09:00")
	b.asked = 0
	ok, err := b.Claim(t.Context(), id.Subject(), facilitator, "ready-3#1", b.clock.Now())
	require.NoError(t, err)
	assert.True(t, ok)
	assert.Zero(t, b.asked, "Slack is not asked for what nobody reads yet")
	n, ok, err := b.Tell(t.Context(), id.Subject(), facilitator, "ready-3#1", b.clock.Now())
	require.NoError(t, err)
	require.True(t, ok)
	assert.NotEmpty(t, n.Control.Readiness)
	assert.Equal(t, 1, b.asked)

	ok, err = b.Claim(t.Context(), id.Subject(), player, "ready-3#1", b.clock.Now())
	require.NoError(t, err)
	assert.False(t, ok, "it is not theirs")
	ok, err = b.Claim(t.Context(), northDuty, boss, "due-60:tabletop#2027-10-01", b.clock.Now())
	require.NoError(t, err)
	assert.False(t, ok, "nor is it time for that")
}
