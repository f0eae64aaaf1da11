package store_test

import (
	"path/filepath"
	"testing"

	"github.com/stretchr/testify/require"

	"cairn/internal/pgtest"
	"cairn/internal/store"
	"cairn/internal/store/storetest"
)

// databases are the kinds of database a store works with: each gives the URL of an empty one of a test's own.
var databases = map[string]func(t *testing.T) string{
	"memory":   func(*testing.T) string { return "sqlite::memory:" },
	"file":     func(t *testing.T) string { return "sqlite:" + filepath.Join(t.TempDir(), "cairn.db") },
	"postgres": func(t *testing.T) string { return pgtest.URL(t) },
}

// open opens a store that is closed when the test ends.
func open(t *testing.T, url string) *store.Store {
	t.Helper()
	s, err := store.Open(t.Context(), url)
	require.NoError(t, err)
	t.Cleanup(func() { require.NoError(t, s.Close()) })
	return s
}

// migrated is open with the schema in place.
func migrated(t *testing.T, url string) *store.Store {
	t.Helper()
	s := open(t, url)
	_, err := s.Migrate(t.Context())
	require.NoError(t, err)
	return s
}

func TestConformance(t *testing.T) {
	t.Parallel()
	t.Run("memory", func(t *testing.T) {
		t.Parallel()
		storetest.Run(t, func(t *testing.T) *store.Store { return migrated(t, "sqlite::memory:") })
	})
	t.Run("file", func(t *testing.T) {
		t.Parallel()
		storetest.Run(t, func(t *testing.T) *store.Store { return storetest.Fresh(t) })
	})
	t.Run("postgres", func(t *testing.T) {
		t.Parallel()
		template := pgtest.URL(t)
		require.NoError(t, migrated(t, template).Close())
		storetest.Run(t, func(t *testing.T) *store.Store { return open(t, pgtest.Copy(t, template)) })
	})
}
