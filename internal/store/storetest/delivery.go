package storetest

import (
	"context"
	"fmt"
	"slices"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"cairn/internal/delivery"
	"cairn/internal/errs"
	"cairn/internal/store"
)

const lease = time.Minute

func message(key string) delivery.Delivery {
	return delivery.Delivery{Key: key, Kind: "card", To: "U0OWNER", Ref: "r-1", CreatedAt: noon}
}

func begun(t *testing.T, l *store.Ledger, key string) delivery.Delivery {
	t.Helper()
	d, err := l.Begin(t.Context(), message(key))
	require.NoError(t, err)
	return d
}

func claimed(t *testing.T, l *store.Ledger, key string, at time.Time) delivery.Delivery {
	t.Helper()
	d, err := l.Claim(t.Context(), key, at, lease)
	require.NoError(t, err)
	return d
}

func found(t *testing.T, l *store.Ledger, key string) delivery.Delivery {
	t.Helper()
	d, err := l.Find(t.Context(), key)
	require.NoError(t, err)
	return d
}

var deliveryTests = map[string]func(*testing.T, *store.Store){
	"a delivery begins as pending, once": func(t *testing.T, s *store.Store) {
		l := s.Ledger()
		want := message("card:1")
		want.State, want.UpdatedAt = delivery.Pending, noon
		same(t, want, begun(t, l, "card:1"))
		again := message("card:1")
		again.To, again.Ref, again.CreatedAt = "U0OTHER", "r-2", noon.Add(time.Hour)
		got, err := l.Begin(t.Context(), again)
		require.NoError(t, err)
		same(t, want, got)
		same(t, want, found(t, l, "card:1"))
	},
	"deliveries are found by many keys at once, without those there are none of": func(t *testing.T, s *store.Store) {
		l := s.Ledger()
		var keys []string
		for i := range 1200 { // more than one query takes
			keys = append(keys, fmt.Sprintf("none:%d", i))
		}
		first, last := begun(t, l, "card:1"), begun(t, l, "card:2")
		got, err := l.FindAll(t.Context(), append(append([]string{"card:1"}, keys...), "card:2"))
		require.NoError(t, err)
		same(t, map[string]delivery.Delivery{"card:1": first, "card:2": last}, got)
		got, err = l.FindAll(t.Context(), nil)
		require.NoError(t, err)
		assert.Empty(t, got)
	},
	"a delivery goes from pending over sending to sent, and every part of it is kept": func(t *testing.T, s *store.Store) {
		l := s.Ledger()
		begun(t, l, "card:1")
		d := claimed(t, l, "card:1", noon.Add(time.Second))
		same(t, d, found(t, l, "card:1"))

		d.State, d.Error, d.UpdatedAt = delivery.Unknown, "timeout", noon.Add(2*time.Second)
		require.NoError(t, l.Settle(t.Context(), d))
		d = claimed(t, l, "card:1", noon.Add(time.Hour))
		assert.Equal(t, noon.Add(time.Second), d.UnsureSince)
		same(t, d, found(t, l, "card:1"))

		d.State, d.Channel, d.TS, d.Hash, d.UpdatedAt = delivery.Sent, "D0DM", "1790000000.000100", "f00d", noon.Add(2*time.Hour)
		filled(t, d)
		require.NoError(t, l.Settle(t.Context(), d))
		d.UnsureSince = time.Time{}
		same(t, d, found(t, l, "card:1"))
		got, err := l.FindByMessage(t.Context(), "D0DM", "1790000000.000100")
		require.NoError(t, err)
		same(t, d, got)

		d.Hash = "beef"
		require.NoError(t, l.Settle(t.Context(), d))
		same(t, d, found(t, l, "card:1"))
	},
	"an error that is not text is kept as text": func(t *testing.T, s *store.Store) {
		l := s.Ledger()
		begun(t, l, "card:1")
		d := claimed(t, l, "card:1", noon)
		d.State, d.Error = delivery.Pending, "answer \xff\x00."
		require.NoError(t, l.Settle(t.Context(), d))
		assert.Equal(t, "answer \uFFFD\uFFFD.", found(t, l, "card:1").Error)
	},
	"what the ledger does not have is not found": func(t *testing.T, s *store.Store) {
		l := s.Ledger()
		begun(t, l, "card:1")
		_, err := l.Find(t.Context(), "card:2")
		coded(t, err, errs.NotFound)
		_, err = l.Claim(t.Context(), "card:2", noon, lease)
		coded(t, err, errs.NotFound)
		coded(t, l.Settle(t.Context(), delivery.Delivery{Key: "card:2", State: delivery.Pending}), errs.NotFound)
		_, err = l.FindByMessage(t.Context(), "D0DM", "1.1")
		coded(t, err, errs.NotFound)
		_, err = l.FindByMessage(t.Context(), "", "")
		coded(t, err, errs.NotFound)
	},
	"only the latest claim settles": func(t *testing.T, s *store.Store) {
		l := s.Ledger()
		begun(t, l, "card:1")
		slow := claimed(t, l, "card:1", noon)
		taken := claimed(t, l, "card:1", noon.Add(time.Hour))
		slow.State = delivery.Pending
		coded(t, l.Settle(t.Context(), slow), errs.Conflict)
		same(t, taken, found(t, l, "card:1"))
	},
	"of many who begin a delivery at once, all get the same": func(t *testing.T, s *store.Store) {
		l := s.Ledger()
		refs := make([]string, 6)
		for _, err := range together(len(refs), func(i int) error {
			d := message("card:1")
			d.Ref = fmt.Sprint("r-", i)
			d, err := l.Begin(t.Context(), d)
			refs[i] = d.Ref
			return err
		}) {
			require.NoError(t, err)
		}
		assert.Len(t, slices.Compact(refs), 1)
	},
	"of many who claim a delivery at once, one holds it": func(t *testing.T, s *store.Store) {
		l := s.Ledger()
		for i := range 20 {
			key := fmt.Sprint("card:", i)
			begun(t, l, key)
			oneWins(t, together(4, func(int) error {
				_, err := l.Claim(t.Context(), key, noon, lease)
				return err
			}))
			assert.Equal(t, 1, found(t, l, key).Attempts)
		}
	},
	"an event is first once, whoever asks": func(t *testing.T, s *store.Store) {
		l := s.Ledger()
		firsts := make([]bool, 6)
		for _, err := range together(len(firsts), func(i int) (err error) {
			firsts[i], err = l.SeenEvent(t.Context(), "Ev01", noon)
			return err
		}) {
			require.NoError(t, err)
		}
		count := 0
		for _, first := range firsts {
			if first {
				count++
			}
		}
		assert.Equal(t, 1, count)
	},
	"events are forgotten by time": func(t *testing.T, s *store.Store) {
		l := s.Ledger()
		seen := func(id string, at time.Time) bool {
			first, err := l.SeenEvent(t.Context(), id, at)
			require.NoError(t, err)
			return first
		}
		require.True(t, seen("Ev-old", noon.Add(-time.Microsecond)))
		require.True(t, seen("Ev-new", noon))
		require.NoError(t, l.ForgetEvents(t.Context(), noon))
		assert.True(t, seen("Ev-old", noon))
		assert.False(t, seen("Ev-new", noon))
	},
	"a cancelled context ends a call of the ledger": func(t *testing.T, s *store.Store) {
		ctx, cancel := context.WithCancel(t.Context())
		cancel()
		_, err := s.Ledger().Begin(ctx, message("card:1"))
		require.ErrorIs(t, err, context.Canceled)
	},
}
