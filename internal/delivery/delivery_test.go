package delivery_test

import (
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"cairn/internal/delivery"
	"cairn/internal/errs"
)

const lease = time.Minute

var noon = time.Date(2026, 10, 1, 12, 0, 0, 0, time.UTC)

func claim(t *testing.T, d delivery.Delivery, at time.Time) delivery.Delivery {
	t.Helper()
	claimed, err := d.Claimed(at, lease)
	require.NoError(t, err)
	return claimed
}

func settle(t *testing.T, d delivery.Delivery, state delivery.State, at time.Time) delivery.Delivery {
	t.Helper()
	outcome := delivery.Delivery{Key: d.Key, Attempts: d.Attempts, State: state, UpdatedAt: at, Channel: "D1", TS: "1.2", Hash: "h"}
	settled, err := d.Settled(outcome)
	require.NoError(t, err)
	return settled
}

func TestAFirstClaimNeedsNoLookup(t *testing.T) {
	t.Parallel()
	d := claim(t, delivery.Delivery{Key: "k", State: delivery.Pending, CreatedAt: noon}, noon)
	assert.Equal(t, delivery.Delivery{
		Key: "k", State: delivery.Sending, Attempts: 1, AttemptAt: noon, CreatedAt: noon, UpdatedAt: noon,
	}, d)
}

func TestAHeldDeliveryCannotBeClaimedBeforeItsLeaseEnds(t *testing.T) {
	t.Parallel()
	held := claim(t, delivery.Delivery{Key: "k", State: delivery.Pending}, noon)
	_, err := held.Claimed(noon.Add(lease-1), lease)
	assert.True(t, errs.Is(err, errs.Conflict), "got %v", err)
	assert.Equal(t, 2, claim(t, held, noon.Add(lease)).Attempts)
}

func TestASentDeliveryCannotBeClaimed(t *testing.T) {
	t.Parallel()
	sent := settle(t, claim(t, delivery.Delivery{Key: "k", State: delivery.Pending}, noon), delivery.Sent, noon)
	_, err := sent.Claimed(noon.Add(time.Hour), lease)
	assert.True(t, errs.Is(err, errs.Conflict), "got %v", err)
}

func TestTheLookupReachesBackToTheFirstAttemptOfUnknownOutcome(t *testing.T) {
	t.Parallel()
	first := claim(t, delivery.Delivery{Key: "k", State: delivery.Pending}, noon)
	unknown := settle(t, first, delivery.Unknown, noon.Add(time.Second))
	second := claim(t, unknown, noon.Add(time.Hour))
	assert.Equal(t, noon, second.UnsureSince)
	abandoned := claim(t, second, noon.Add(2*time.Hour)) // the second attempt's process died
	assert.Equal(t, noon, abandoned.UnsureSince)

	assert.Zero(t, settle(t, abandoned, delivery.Sent, noon).UnsureSince)
	certain := settle(t, abandoned, delivery.Pending, noon)
	assert.Zero(t, claim(t, certain, noon.Add(3*time.Hour)).UnsureSince, "after a definite failure nothing needs a lookup")
}

func TestAnAbandonedClaimCountsAsUnknown(t *testing.T) {
	t.Parallel()
	abandoned := claim(t, delivery.Delivery{Key: "k", State: delivery.Pending}, noon)
	assert.Equal(t, noon, claim(t, abandoned, noon.Add(time.Hour)).UnsureSince)
}

func TestOnlyTheLatestClaimMaySettle(t *testing.T) {
	t.Parallel()
	slow := claim(t, delivery.Delivery{Key: "k", State: delivery.Pending}, noon)
	taken := claim(t, slow, noon.Add(time.Hour))
	_, err := taken.Settled(delivery.Delivery{Key: "k", Attempts: slow.Attempts, State: delivery.Pending})
	assert.True(t, errs.Is(err, errs.Conflict), "got %v", err)

	_, err = delivery.Delivery{Key: "k", State: delivery.Pending}.Settled(delivery.Delivery{Key: "k", State: delivery.Unknown})
	assert.True(t, errs.Is(err, errs.Conflict), "what nobody holds cannot be settled; got %v", err)
}

func TestASentMessageTakesANewHashOrIsPostedAnew(t *testing.T) {
	t.Parallel()
	sent := settle(t, claim(t, delivery.Delivery{Key: "k", State: delivery.Pending}, noon), delivery.Sent, noon)
	updated := sent
	updated.Hash, updated.UpdatedAt = "new", noon.Add(time.Hour)
	got, err := sent.Settled(updated)
	require.NoError(t, err)
	assert.Equal(t, updated, got)

	gone := settle(t, sent, delivery.Pending, noon)
	assert.Empty(t, gone.Channel+gone.TS+gone.Hash)
	assert.Equal(t, 2, claim(t, gone, noon).Attempts)
}

func TestAnOutcomeMustBeWhole(t *testing.T) {
	t.Parallel()
	held := claim(t, delivery.Delivery{Key: "k", State: delivery.Pending}, noon)
	for name, outcome := range map[string]delivery.Delivery{
		"sent without ts":      {State: delivery.Sent, Channel: "D1"},
		"sent without channel": {State: delivery.Sent, TS: "1.2"},
		"sending":              {State: delivery.Sending},
		"no state":             {},
	} {
		outcome.Key, outcome.Attempts = "k", held.Attempts
		_, err := held.Settled(outcome)
		assert.True(t, errs.Is(err, errs.Invalid), "%s: got %v", name, err)
	}
}
