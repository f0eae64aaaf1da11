package storetest

import (
	"context"
	"os"
	"path/filepath"
	"sync"
	"testing"

	"github.com/stretchr/testify/require"

	"cairn/internal/store"
)

// Fresh returns a new, empty, migrated store on SQLite, closed when the test ends. Its file is a copy of one that is
// migrated once in a test program: a hundred tests do not wait for the same migrations.
func Fresh(t testing.TB) *store.Store {
	t.Helper()
	image, err := migrated()
	require.NoError(t, err)
	path := filepath.Join(t.TempDir(), "cairn.db")
	require.NoError(t, os.WriteFile(path, image, 0o600))
	s, err := store.Open(t.Context(), "sqlite:"+path)
	require.NoError(t, err)
	t.Cleanup(func() { _ = s.Close() })
	return s
}

// migrated is the file of a database without any facts.
var migrated = sync.OnceValues(func() (image []byte, err error) {
	dir, err := os.MkdirTemp("", "cairn-*")
	if err != nil {
		return nil, err
	}
	defer os.RemoveAll(dir)
	path := filepath.Join(dir, "cairn.db")
	s, err := store.Open(context.Background(), "sqlite:"+path)
	if err != nil {
		return nil, err
	}
	if _, err := s.Migrate(context.Background()); err != nil {
		_ = s.Close()
		return nil, err
	}
	if err := s.Close(); err != nil { // writes everything into the one file
		return nil, err
	}
	return os.ReadFile(path)
})
