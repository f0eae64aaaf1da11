package solo_test

import (
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"cairn/internal/solo"
)

func TestTheClockOnlyGoesForward(t *testing.T) {
	t.Parallel()
	var clock solo.Clock
	require.WithinDuration(t, time.Now(), clock.Now(), slack)
	clock.SetOffset(48 * time.Hour)
	require.WithinDuration(t, time.Now().Add(48*time.Hour), clock.Now(), slack)
	clock.SetOffset(24 * time.Hour)
	require.Equal(t, 48*time.Hour, clock.Offset())
	clock.SetOffset(-time.Hour)
	require.Equal(t, 48*time.Hour, clock.Offset())
}

func TestNoClockIsTheWallClock(t *testing.T) {
	t.Parallel()
	var clock *solo.Clock
	require.WithinDuration(t, time.Now(), clock.Now(), slack)
	require.Zero(t, clock.Offset())
	require.Equal(t, time.UTC, clock.Now().Location())
}
