package pgtest_test

import (
	"database/sql"
	"testing"

	_ "github.com/lib/pq"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"cairn/internal/pgtest"
)

func open(t *testing.T, url string) *sql.DB {
	t.Helper()
	db, err := sql.Open("postgres", url)
	require.NoError(t, err)
	t.Cleanup(func() { require.NoError(t, db.Close()) })
	return db
}

func TestEachTestHasADatabaseOfItsOwn(t *testing.T) {
	t.Parallel()
	one, other := open(t, pgtest.URL(t)), open(t, pgtest.URL(t))
	_, err := one.ExecContext(t.Context(), "CREATE TABLE mine (id TEXT)")
	require.NoError(t, err)
	_, err = other.ExecContext(t.Context(), "SELECT id FROM mine")
	assert.ErrorContains(t, err, "does not exist")
}

func TestACopyHasWhatTheFirstHadAndIsItsOwn(t *testing.T) {
	t.Parallel()
	url := pgtest.URL(t)
	first, err := sql.Open("postgres", url)
	require.NoError(t, err)
	_, err = first.ExecContext(t.Context(), "CREATE TABLE mine (id TEXT)")
	require.NoError(t, err)
	require.NoError(t, first.Close())
	copied := open(t, pgtest.Copy(t, url))
	_, err = copied.ExecContext(t.Context(), "INSERT INTO mine VALUES ('1')")
	require.NoError(t, err)
	var count int
	require.NoError(t, open(t, url).QueryRowContext(t.Context(), "SELECT count(*) FROM mine").Scan(&count))
	assert.Zero(t, count)
}

func TestTheDatabaseIsDroppedWhenItsTestEnds(t *testing.T) {
	t.Parallel()
	var url string
	t.Run("user", func(t *testing.T) {
		url = pgtest.URL(t)
		require.NoError(t, open(t, url).PingContext(t.Context()))
	})
	assert.ErrorContains(t, open(t, url).PingContext(t.Context()), "does not exist")
}
