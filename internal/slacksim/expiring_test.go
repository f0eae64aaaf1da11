package slacksim

import (
	"strconv"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
)

func TestWhatExpiredLongAgoIsForgotten(t *testing.T) {
	t.Parallel()
	now := time.Date(2026, 10, 1, 8, 0, 0, 0, time.UTC)
	e := newExpiring(func(at *time.Time) time.Time { return *at })
	for i := range 1024 {
		at := now.Add(-2 * time.Hour)
		if i == 0 {
			at = now.Add(-time.Minute)
		}
		e.put(strconv.Itoa(i), &at, now)
	}
	e.put("next", &now, now)
	require.Len(t, e.items, 2, "the one that expired a minute ago is still known, and the new one")
	require.Contains(t, e.items, "0")
}
