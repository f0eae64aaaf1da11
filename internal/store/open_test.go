package store_test

import (
	"context"
	"net/url"
	"os"
	"path/filepath"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"cairn/internal/assess"
	"cairn/internal/errs"
	"cairn/internal/store"
)

func TestAWrongURLIsRefusedWithASentence(t *testing.T) {
	t.Parallel()
	notADatabase := filepath.Join(t.TempDir(), "note.txt")
	require.NoError(t, os.WriteFile(notADatabase, []byte("This is a note, long enough to be told from a database file."), 0o600))
	for given, want := range map[string]string{
		"":                              `must start with "sqlite:" or "postgres://"`,
		"cairn.db":                      `must start with "sqlite:" or "postgres://"`,
		"mysql://u:secret@h/d":          `must start with "sqlite:" or "postgres://"`,
		"sqlite:":                       "names no file",
		"sqlite://":                     "names no file",
		"sqlite:/no/such/folder/c.db":   "/no/such/folder is not a folder",
		"sqlite:" + notADatabase:        "note.txt cannot be opened",
		"sqlite:" + t.TempDir():         "cannot be opened",
		"postgres://u:secret@h:port/db": "not one of PostgreSQL's",
		"postgres://u:secret@h/db?sslmode=perhaps": "not one of PostgreSQL's",
	} {
		_, err := store.Open(t.Context(), given)
		require.Error(t, err, given)
		assert.Equal(t, errs.Invalid, errs.CodeOf(err), "%s: %v", given, err)
		assert.Contains(t, errs.Message(err), want, given)
		assert.NotContains(t, err.Error(), "secret", given)
	}
}

func TestAServerThatDoesNotAnswerIsUnavailable(t *testing.T) {
	t.Parallel()
	_, err := store.Open(t.Context(), "postgres://u:secret@127.0.0.1:1/db?sslmode=disable") // nobody listens there, ever
	assert.Equal(t, errs.Unavailable, errs.CodeOf(err), "%v", err)
	assert.Contains(t, errs.Message(err), "does not answer")
	assert.NotContains(t, err.Error(), "secret")
}

func TestAServerThatRefusesSaysWhatToCheck(t *testing.T) {
	t.Parallel()
	at, err := url.Parse(databases["postgres"](t))
	require.NoError(t, err)
	at.Path = "/no_such_database"
	_, err = store.Open(t.Context(), at.String())
	assert.Equal(t, errs.Unavailable, errs.CodeOf(err), "%v", err)
	assert.Contains(t, errs.Message(err), "database name")
}

func TestOpeningEndsWithItsContext(t *testing.T) {
	t.Parallel()
	ended, cancel := context.WithCancel(t.Context())
	cancel()
	for name, database := range databases {
		_, err := store.Open(ended, database(t))
		assert.ErrorIs(t, err, context.Canceled, name)
		assert.False(t, errs.Is(err, errs.Invalid), name)
	}
}

func TestAFileMayHaveAnyName(t *testing.T) {
	t.Parallel()
	path := filepath.Join(t.TempDir(), "50% of #1? ü.db")
	migrated(t, "sqlite:"+path)
	info, err := os.Stat(path)
	require.NoError(t, err)
	assert.Equal(t, os.FileMode(0o600), info.Mode(), "others on the machine may not read it")
}

func TestAFileWaitsForTheDiskAndLetsReadersThrough(t *testing.T) {
	t.Parallel()
	s := migrated(t, databases["file"](t))
	for pragma, want := range map[string]string{
		"journal_mode": "wal", "synchronous": "2", "foreign_keys": "1", "recursive_triggers": "1", "busy_timeout": "5000",
	} {
		var got string
		require.NoError(t, s.DB().GetContext(t.Context(), &got, "PRAGMA "+pragma))
		assert.Equal(t, want, got, pragma)
	}
}

func TestMemoryIsPrivateToItsStore(t *testing.T) {
	t.Parallel()
	migrated(t, "sqlite::memory:")
	assert.True(t, errs.Is(open(t, ":memory:").Check(t.Context()), errs.Unavailable))
}

func TestWhatWasCommittedIsThereForTheNextStore(t *testing.T) {
	t.Parallel()
	for _, name := range []string{"file", "postgres"} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			url := databases[name](t)
			first, err := store.Open(t.Context(), url)
			require.NoError(t, err)
			_, err = first.Migrate(t.Context())
			require.NoError(t, err)
			fill(t, first)
			second := open(t, url)
			_, err = second.Ledger().SeenEvent(t.Context(), "Ev1", time.Unix(0, 0))
			require.NoError(t, err)
			again, err := first.Ledger().SeenEvent(t.Context(), "Ev1", time.Unix(0, 0))
			require.NoError(t, err)
			assert.False(t, again, "the stores share the database")
			require.NoError(t, first.Close())
			require.NoError(t, second.View(t.Context(), func(tx assess.Tx) error {
				_, err := tx.Programme(t.Context(), "p")
				return err
			}))
		})
	}
}
