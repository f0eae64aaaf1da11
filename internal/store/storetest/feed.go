package storetest

import (
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"cairn/internal/assess"
	"cairn/internal/errs"
	"cairn/internal/feed"
	"cairn/internal/store"
)

// address is one of somebody, whose hash is 64 times a digit.
func address(digit string, u assess.UserID, p assess.ProgrammeID) feed.Feed {
	return feed.Feed{Hash: feed.Hash(strings.Repeat(digit, 64)), Person: u, Programme: p, MadeAt: noon}
}

func saveFeeds(t *testing.T, s *store.Store, all ...feed.Feed) {
	t.Helper()
	for _, f := range all {
		require.NoError(t, s.Feeds().Update(t.Context(), func(tx feed.Tx) error { return tx.SaveFeed(t.Context(), f) }))
	}
}

func feedBy(t *testing.T, s *store.Store, h feed.Hash) (f feed.Feed, err error) {
	t.Helper()
	err = s.Feeds().View(t.Context(), func(tx feed.Tx) (err error) {
		f, err = tx.Feed(t.Context(), h)
		return err
	})
	return f, err
}

func feedOf(t *testing.T, s *store.Store, u assess.UserID, p assess.ProgrammeID) (f feed.Feed, err error) {
	t.Helper()
	err = s.Feeds().View(t.Context(), func(tx feed.Tx) (err error) {
		f, err = tx.FeedOf(t.Context(), u, p)
		return err
	})
	return f, err
}

var feedTests = map[string]func(*testing.T, *store.Store){
	"an address is found by its hash, and by whose it is and for what": func(t *testing.T, s *store.Store) {
		all := []feed.Feed{address("1", "U0A", "p"), address("2", "U0A", ""), address("3", "U0B", "p")}
		filled(t, all[0])
		saveFeeds(t, s, all...)
		for _, f := range all {
			found, err := feedBy(t, s, f.Hash)
			require.NoError(t, err)
			same(t, f, found)
			found, err = feedOf(t, s, f.Person, f.Programme)
			require.NoError(t, err)
			same(t, f, found)
		}
	},
	"a new address ends the one before of the same scope, and no other": func(t *testing.T, s *store.Store) {
		old, other, next := address("1", "U0A", "p"), address("2", "U0A", ""), address("3", "U0A", "p")
		next.MadeAt = noon.Add(time.Hour)
		saveFeeds(t, s, old, other, next)
		_, err := feedBy(t, s, old.Hash)
		assert.True(t, errs.Is(err, errs.NotFound), "%v", err)
		found, err := feedOf(t, s, "U0A", "p")
		require.NoError(t, err)
		same(t, next, found)
		found, err = feedBy(t, s, other.Hash)
		require.NoError(t, err)
		same(t, other, found)
	},
	"an address that is not there is not found, and no error says which was looked for": func(t *testing.T, s *store.Store) {
		h := address("7", "U0A", "p").Hash
		_, err := feedBy(t, s, h)
		assert.True(t, errs.Is(err, errs.NotFound), "%v", err)
		assert.NotContains(t, err.Error(), string(h)[:8])
		_, err = feedOf(t, s, "U0NOBODY", "")
		assert.True(t, errs.Is(err, errs.NotFound), "%v", err)
	},
}
