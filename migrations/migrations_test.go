package migrations_test

import (
	"fmt"
	"io/fs"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"cairn/migrations"
)

func names(t *testing.T, dialect fs.FS) []string {
	t.Helper()
	found, err := fs.Glob(dialect, "*.sql")
	require.NoError(t, err)
	require.NotEmpty(t, found)
	return found
}

func TestBothDialectsHaveTheSameSteps(t *testing.T) {
	t.Parallel()
	assert.Equal(t, names(t, migrations.Postgres), names(t, migrations.SQLite))
}

func TestStepsAreNumberedWithoutGaps(t *testing.T) {
	t.Parallel()
	for i, name := range names(t, migrations.Postgres) {
		assert.Regexp(t, fmt.Sprintf(`^%04d_[a-z_]+\.sql$`, i+1), name)
	}
}
