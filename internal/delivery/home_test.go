package delivery_test

import (
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"cairn/internal/delivery"
	"cairn/internal/errs"
)

func claimHome(t *testing.T, h delivery.Home, at time.Time) delivery.Home {
	t.Helper()
	claimed, err := h.Claimed(at, lease)
	require.NoError(t, err)
	return claimed
}

func TestAHomeTabIsBroughtUpToDateByOneAtATime(t *testing.T) {
	t.Parallel()
	held := claimHome(t, delivery.Home{Person: "U1", Shown: "h"}, noon)
	assert.Equal(t, delivery.Home{Person: "U1", Shown: "h", Attempts: 1, HeldAt: noon}, held)
	_, err := held.Claimed(noon.Add(lease-1), lease)
	assert.True(t, errs.Is(err, errs.Conflict), "got %v", err)

	free := held.Settled(1, "new")
	assert.Equal(t, delivery.Home{Person: "U1", Shown: "new", Attempts: 1}, free)
	assert.Equal(t, "new", claimHome(t, free, noon).Shown)
}

func TestNobodyKnowsWhatAHomeTabShowsThatWasHeldForTooLong(t *testing.T) {
	t.Parallel()
	slow := claimHome(t, delivery.Home{Person: "U1", Shown: "h"}, noon)
	taken := claimHome(t, slow, noon.Add(lease))
	assert.Equal(t, delivery.Home{Person: "U1", Attempts: 2, HeldAt: noon.Add(lease)}, taken)

	both := taken.Settled(slow.Attempts, "of the slow one").Settled(taken.Attempts, "of the other")
	assert.Empty(t, both.Shown, "whoever comes first")
	both = taken.Settled(taken.Attempts, "of the other").Settled(slow.Attempts, "of the slow one")
	assert.Empty(t, both.Shown, "whoever comes first")
	assert.Empty(t, claimHome(t, both, noon.Add(2*lease)).Shown)
}
