package storetest

import (
	"sync"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"cairn/internal/delivery"
	"cairn/internal/errs"
	"cairn/internal/store"
)

func homeClaimed(t *testing.T, l *store.Ledger, person string, at time.Time) delivery.Home {
	t.Helper()
	h, err := l.ClaimHome(t.Context(), person, at, lease)
	require.NoError(t, err)
	return h
}

var homeTests = map[string]func(*testing.T, *store.Store){
	"what a Home tab shows is kept, for each person": func(t *testing.T, s *store.Store) {
		l := s.Ledger()
		same(t, delivery.Home{Person: "U0OWNER", Attempts: 1, HeldAt: noon}, homeClaimed(t, l, "U0OWNER", noon))
		require.NoError(t, l.SettleHome(t.Context(), "U0OWNER", 1, "f00d"))
		again := homeClaimed(t, l, "U0OWNER", noon.Add(time.Second))
		filled(t, again)
		same(t, delivery.Home{Person: "U0OWNER", Shown: "f00d", Attempts: 2, HeldAt: noon.Add(time.Second)}, again)
		assert.Empty(t, homeClaimed(t, l, "U0DATA", noon).Shown)
	},
	"one of many who publish a Home tab at once holds it, until it is settled or the lease is over": func(t *testing.T, s *store.Store) {
		l := s.Ledger()
		var wg sync.WaitGroup
		failed := make([]error, 8)
		for i := range failed {
			wg.Go(func() { _, failed[i] = l.ClaimHome(t.Context(), "U0OWNER", noon, lease) })
		}
		wg.Wait()
		held := 0
		for _, err := range failed {
			if err == nil {
				held++
				continue
			}
			coded(t, err, errs.Conflict)
		}
		assert.Equal(t, 1, held)
		taken := homeClaimed(t, l, "U0OWNER", noon.Add(lease))
		require.NoError(t, l.SettleHome(t.Context(), "U0OWNER", taken.Attempts, "f00d"))
		require.NoError(t, l.SettleHome(t.Context(), "U0OWNER", 1, "beef"))
		assert.Empty(t, homeClaimed(t, l, "U0OWNER", noon.Add(lease)).Shown, "two have published")
	},
}
