package store_test

import (
	"os"
	"path/filepath"
	"testing"

	"github.com/stretchr/testify/require"

	"cairn/internal/assess"
	"cairn/internal/store"
)

// BenchmarkStart is what a program does with its SQLite file before it serves: "empty" makes all tables, "migrated" finds them there.
func BenchmarkStart(b *testing.B) {
	begin := func(path string) {
		s, err := store.Open(b.Context(), "sqlite:"+path)
		require.NoError(b, err)
		_, err = s.Migrate(b.Context())
		require.NoError(b, err)
		require.NoError(b, s.View(b.Context(), func(assess.Tx) error { return nil }))
		require.NoError(b, s.Close())
	}
	path := filepath.Join(b.TempDir(), "cairn.db")
	b.Run("empty", func(b *testing.B) {
		b.ReportAllocs()
		for b.Loop() {
			begin(path)
			b.StopTimer()
			require.NoError(b, os.Remove(path))
			b.StartTimer()
		}
	})
	begin(path)
	b.Run("migrated", func(b *testing.B) {
		b.ReportAllocs()
		for b.Loop() {
			begin(path)
		}
	})
}
