package solo_test

import (
	"context"
	"database/sql"
	"os"
	"path/filepath"
	"strconv"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
	enumspb "go.temporal.io/api/enums/v1"
	"go.temporal.io/sdk/client"

	"cairn/internal/solo"
)

func TestARestartKeepsOpenWorkflows(t *testing.T) {
	t.Parallel()
	file := filepath.Join(t.TempDir(), "made", "temporal.db")
	first := start(t, solo.Options{File: file, Durable: true, TimeSkipping: true})
	started := first.Clock().Now()
	_, err := first.SignalWithStartWorkflow(t.Context(), "pending", "word", "kept", client.StartWorkflowOptions{TaskQueue: queue}, remember, 7*day)
	require.NoError(t, err)
	first.skip(t, 3*day)
	first.Stop()
	data, err := os.ReadFile(file)
	require.NoError(t, err)
	backup := filepath.Join(t.TempDir(), "temporal.db")
	require.NoError(t, os.WriteFile(backup, data, 0o600))

	// Of a server that was stopped, the one file is a whole copy.
	clock := &solo.Clock{}
	f := start(t, solo.Options{File: backup, Durable: true, TimeSkipping: true, Clock: clock})

	require.WithinDuration(t, started.Add(3*day), clock.Now(), slack, "the clock goes on where it stood")
	require.Equal(t, "kept", query(t, f, "pending"))
	f.skip(t, 3*day)
	require.Equal(t, enumspb.WORKFLOW_EXECUTION_STATUS_RUNNING, status(t, f, "pending"))
	f.skip(t, 2*day)
	require.WithinDuration(t, started.Add(7*day), closedAt(t, f, "pending"), slack)
}

func TestAKilledProcessLosesNothing(t *testing.T) {
	t.Parallel()
	file := filepath.Join(t.TempDir(), "temporal.db")
	_, kill := startOtherProcess(t, file)
	kill()

	f := start(t, solo.Options{File: file, TimeSkipping: true})

	require.InDelta(t, 3*day, f.Clock().Offset(), float64(12*time.Hour))
	require.Equal(t, "kept", query(t, f, "pending"))
	require.Equal(t, enumspb.WORKFLOW_EXECUTION_STATUS_RUNNING, status(t, f, "busy"), "it was killed in the middle")
	f.skip(t, 5*day)
	for _, id := range []string{"pending", "busy"} {
		require.Equal(t, enumspb.WORKFLOW_EXECUTION_STATUS_COMPLETED, status(t, f, id), id)
	}
	f.Stop()
	var check string
	require.NoError(t, open(t, file).QueryRow(`PRAGMA integrity_check`).Scan(&check))
	require.Equal(t, "ok", check)
}

func TestADatabaseHasOneServerAtATime(t *testing.T) {
	t.Parallel()
	file := filepath.Join(t.TempDir(), "temporal.db")
	pid, kill := startOtherProcess(t, file)

	_, err := solo.Start(t.Context(), solo.Options{File: file, TimeSkipping: true})
	require.ErrorContains(t, err, file+" is in use by process "+strconv.Itoa(pid))
	require.ErrorContains(t, err, "stop that one first")

	kill()
	f := start(t, solo.Options{File: file, TimeSkipping: true})
	_, err = solo.Start(t.Context(), solo.Options{File: file, TimeSkipping: true})
	require.ErrorContains(t, err, "in use by process "+strconv.Itoa(os.Getpid()), "nor two in one process")
	f.Stop()
}

func TestAnOlderDatabaseIsBroughtUpToDateWhereverItIsMoved(t *testing.T) {
	t.Parallel()
	old := filepath.Join(t.TempDir(), "temporal.db")
	first := start(t, solo.Options{File: old})
	first.run(t, "pending", remember, time.Millisecond)
	require.NoError(t, first.Settle(t.Context()))
	first.Stop()
	file := filepath.Join(t.TempDir(), "moved.db")
	require.NoError(t, os.Rename(old, file))
	db := open(t, file)
	// As version 0.8 had it.
	_, err := db.Exec(`
		DROP TABLE chasm_node_maps; -- 0.9
		DROP TABLE tasks_v2;        -- 0.10
		DROP TABLE task_queues_v2;
		DROP TABLE current_chasm_executions; -- 0.11
		UPDATE cairn SET schema_version = 'v0.8'`)
	require.NoError(t, err)

	f := start(t, solo.Options{File: file})

	var tables int
	var version string
	require.NoError(t, db.QueryRow(`SELECT count(*) FROM sqlite_master
		WHERE name IN ('chasm_node_maps', 'tasks_v2', 'task_queues_v2', 'current_chasm_executions')`).Scan(&tables))
	require.NoError(t, db.QueryRow(`SELECT schema_version FROM cairn`).Scan(&version))
	require.Equal(t, 4, tables)
	require.Equal(t, "v0.11", version)
	require.NoError(t, f.SignalWorkflow(t.Context(), "pending", "", "word", "still here"))
	require.NoError(t, f.Settle(t.Context()))
	var word string
	require.NoError(t, f.GetWorkflow(t.Context(), "pending", "").Get(t.Context(), &word))
	require.Equal(t, "still here", word)
}

func TestAFileThatCannotBeServedIsLeftAsItWas(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		statements string
		want       string
	}{
		"another program's":   {`CREATE TABLE answers (id INTEGER)`, "is not a Temporal database"},
		"another Temporal's":  {`CREATE TABLE executions (id INTEGER)`, "was not made by Cairn"},
		"a newer Cairn's":     {ours + `INSERT INTO cairn VALUES (1, 'v0.99', 0)`, "run the newer Cairn"},
		"one with no version": {ours + `INSERT INTO cairn VALUES (1, 'new', 0)`, `"new", is not one`},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			file := filepath.Join(t.TempDir(), "temporal.db")
			db := open(t, file)
			_, err := db.Exec(c.statements)
			require.NoError(t, err)
			before := schemaOf(t, db)

			_, err = solo.Start(t.Context(), solo.Options{File: file})

			require.ErrorContains(t, err, c.want)
			require.ErrorContains(t, err, file)
			require.Equal(t, before, schemaOf(t, db))
		})
	}
}

const ours = `
	CREATE TABLE executions (id INTEGER);
	CREATE TABLE cairn (id INTEGER PRIMARY KEY, schema_version TEXT, clock_offset_ns INTEGER);
	`

func TestAPathThatSQLiteWouldMisreadIsRefused(t *testing.T) {
	t.Parallel()
	_, err := solo.Start(t.Context(), solo.Options{File: filepath.Join(t.TempDir(), "50%?", "temporal.db")})
	require.ErrorContains(t, err, "choose another directory")
}

func TestADatabaseThatIsAheadNeedsTimeSkipping(t *testing.T) {
	t.Parallel()
	file := filepath.Join(t.TempDir(), "temporal.db")
	f := start(t, solo.Options{File: file, TimeSkipping: true})
	f.skip(t, day)
	f.Stop()
	_, err := solo.Start(t.Context(), solo.Options{File: file})
	require.ErrorContains(t, err, "ahead of the wall clock")

	clock := &solo.Clock{}
	clock.SetOffset(30 * day)
	f = start(t, solo.Options{File: file, TimeSkipping: true, Clock: clock})
	require.Equal(t, 30*day, clock.Offset(), "a clock that is further ahead stays so")
	require.WithinDuration(t, clock.Now(), instant(t, f.run(t, "now", tellTime)), slack)
	f.Stop()
	f = start(t, solo.Options{File: file, TimeSkipping: true})
	require.Equal(t, 30*day, f.Clock().Offset(), "and the file has learnt of it")
}

func query(t *testing.T, f *fixture, id string) (word string) {
	t.Helper()
	ctx, cancel := context.WithTimeout(t.Context(), soon)
	defer cancel()
	value, err := f.QueryWorkflow(ctx, id, "", "word")
	require.NoError(t, err)
	require.NoError(t, value.Get(&word))
	return word
}

// open is a second look at a database.
func open(t *testing.T, file string) *sql.DB {
	t.Helper()
	db, err := sql.Open("sqlite", "file:"+file+"?_pragma=busy_timeout(10000)")
	require.NoError(t, err)
	t.Cleanup(func() { _ = db.Close() })
	return db
}

func schemaOf(t *testing.T, db *sql.DB) (all string) {
	t.Helper()
	require.NoError(t, db.QueryRow(`SELECT group_concat(sql) FROM sqlite_master`).Scan(&all))
	return all
}
