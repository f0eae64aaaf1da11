package store_test

import (
	"context"
	"fmt"
	"io/fs"
	"slices"
	"sync"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"cairn/internal/assess"
	"cairn/internal/errs"
	"cairn/internal/store"
	"cairn/migrations"
)

// onEach runs the test on a store of each kind of database, not migrated yet.
func onEach(t *testing.T, test func(t *testing.T, s *store.Store)) {
	t.Parallel()
	for name, database := range databases {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			test(t, open(t, database(t)))
		})
	}
}

func steps(t *testing.T) []string {
	t.Helper()
	names, err := fs.Glob(migrations.Postgres, "*.sql")
	require.NoError(t, err)
	return names
}

func use(ctx context.Context, s *store.Store) error {
	return s.View(ctx, func(tx assess.Tx) error {
		_, err := tx.Programmes(ctx)
		return err
	})
}

func TestMigrationsGoUpDownAndUpAgain(t *testing.T) {
	onEach(t, func(t *testing.T, s *store.Store) {
		all := steps(t)
		latest := int64(len(all))
		for range 2 {
			status, err := s.Status(t.Context())
			require.NoError(t, err)
			assert.Equal(t, store.Schema{Current: 0, Latest: latest, Pending: all}, status)

			applied, err := s.Migrate(t.Context())
			require.NoError(t, err)
			assert.Equal(t, all, applied)
			require.NoError(t, use(t.Context(), s))
			status, err = s.Status(t.Context())
			require.NoError(t, err)
			assert.Equal(t, store.Schema{Current: latest, Latest: latest}, status)

			applied, err = s.Migrate(t.Context())
			require.NoError(t, err)
			assert.Empty(t, applied)

			require.NoError(t, s.Down(t.Context()))
			assert.Equal(t, []string{"schema_version"}, tables(t, s), "down leaves nothing of ours")
		}
	})
}

// before0009 is what a database may hold whose schema is version 8.
var before0009 = []string{
	`INSERT INTO programme VALUES ('p', 1)`,
	`INSERT INTO programme_revision VALUES ('p', 1, '2026-10-01T08:00:00.000000Z', '{"scope": "Northwind Bank"}')`,
	`INSERT INTO cycle (id, programme, scope, model, model_hash, kind, period, state, opened_at, opened_by_user, opened_by_source,
		due_at, closes_at, reason, version)
	 VALUES ('c', 'p', '', '', '', '', '', 'open', '2026-10-01T08:00:00.000000Z', '', '', '2026-10-09T08:00:00.000000Z', '2026-10-10T08:00:00.000000Z', '', 1)`,
	`INSERT INTO questionnaire (id, cycle, position, category, owner, deputy, state, due_at, revision, version)
	 VALUES ('done', 'c', 0, 'a', 'U0OWNER', '', 'submitted', '2026-10-09T08:00:00.000000Z', 1, 2),
	        ('lost', 'c', 1, 'b', 'U0OWNER', '', 'missed', '2026-10-09T08:00:00.000000Z', 0, 1)`,
	`INSERT INTO submission VALUES ('done', 1, 'U0OWNER', 'slack', '2026-10-02T08:00:00.000000Z', '', '')`,
	`INSERT INTO answer VALUES ('done', 1, 'G1', '3')`,
	`INSERT INTO asked (questionnaire, step, at, sent) VALUES ('lost', 'half-time', '2026-10-05T08:00:00.000000Z', 1 = 0)`,
	`INSERT INTO asked (questionnaire, step, at, sent) VALUES ('lost', 'due-morning', '2026-10-09T08:00:00.000000Z', 1 = 1),
	        ('lost', 'escalate', '2026-10-12T08:00:00.000000Z', 1 = 1)`,
}

func TestWhatWasThereBeforeAMigrationStays(t *testing.T) {
	onEach(t, func(t *testing.T, s *store.Store) {
		ctx := t.Context()
		require.NoError(t, s.UpTo(ctx, 8))
		for _, statement := range before0009 {
			_, err := s.DB().ExecContext(ctx, statement)
			require.NoError(t, err, statement)
		}
		look := func() {
			_, err := s.Migrate(ctx)
			require.NoError(t, err)
			require.NoError(t, s.View(ctx, func(tx assess.Tx) error {
				p, err := tx.Programme(ctx, "p")
				require.NoError(t, err)
				assert.Equal(t, assess.DefaultAwayRule(), p.Away, "it declared none")
				assert.Equal(t, assess.DefaultRehearsals(), p.Rehearsals, "nor this")
				assert.Zero(t, p.UpdatedBy)
				qs, err := tx.Questionnaires(ctx, "c")
				require.NoError(t, err)
				require.Len(t, qs, 2)
				assert.Equal(t, assess.Submitted, qs[0].State)
				assert.Equal(t, assess.Missed, qs[1].State)
				assert.Equal(t, assess.UserID("U0OWNER"), qs[0].Asks())
				assert.Nil(t, qs[0].Handed)
				sub, err := tx.Submission(ctx, "done")
				require.NoError(t, err)
				assert.Equal(t, map[string]string{"G1": "3"}, sub.Answers)
				assert.Nil(t, sub.Since)
				assert.Nil(t, sub.Wording)
				asked, err := tx.Askings(ctx, "lost")
				require.NoError(t, err)
				var told []string
				for _, a := range asked {
					told = append(told, fmt.Sprintf("%s %s %s of %s", a.Kind, a.Step, a.Person, a.From))
				}
				assert.Equal(t, []string{"dropped half-time U0OWNER of ", "nudged due-morning U0OWNER of ", "escalated escalate  of U0OWNER"}, told)
				return nil
			}))
		}
		look()
		require.NoError(t, s.Update(ctx, func(tx assess.Tx) error {
			q, err := tx.Questionnaire(ctx, "lost")
			require.NoError(t, err)
			q.State, q.Version = assess.ToSign, q.Version+1
			return tx.SaveQuestionnaire(ctx, q)
		}))
		require.NoError(t, s.DownTo(ctx, 8))
		var states []string
		require.NoError(t, s.DB().SelectContext(ctx, &states, `SELECT state FROM questionnaire ORDER BY position`))
		assert.Equal(t, []string{"submitted", "waiting"}, states, "what nobody signed off waits again")
		_, err := s.DB().ExecContext(ctx, `UPDATE questionnaire SET state = 'missed' WHERE id = 'lost'`)
		require.NoError(t, err)
		look()
	})
}

func tables(t *testing.T, s *store.Store) []string {
	t.Helper()
	query := `SELECT name FROM sqlite_schema WHERE type = 'table' AND name NOT LIKE 'sqlite_%'`
	if s.DB().DriverName() == "postgres" {
		query = `SELECT table_name FROM information_schema.tables WHERE table_schema = current_schema()
			UNION ALL SELECT routine_name FROM information_schema.routines WHERE routine_schema = current_schema()`
	}
	var names []string
	require.NoError(t, s.DB().SelectContext(t.Context(), &names, query))
	slices.Sort(names)
	return names
}

func TestADatabaseThatIsNotMigratedSaysWhatToRun(t *testing.T) {
	onEach(t, func(t *testing.T, s *store.Store) {
		require.NoError(t, s.Ping(t.Context()))
		_, ledgerErr := s.Ledger().Find(t.Context(), "card:1")
		for _, err := range []error{s.Check(t.Context()), use(t.Context(), s), ledgerErr} {
			assert.Equal(t, errs.Unavailable, errs.CodeOf(err), "%v", err)
			assert.Equal(t, "The database has no tables of Cairn's yet. Run: cairn migrate", errs.Message(err))
		}
		assert.Empty(t, tables(t, s), "looking makes nothing")
	})
}

func TestASchemaOfAnotherVersionIsNotUsed(t *testing.T) {
	onEach(t, func(t *testing.T, s *store.Store) {
		_, err := s.Migrate(t.Context())
		require.NoError(t, err)
		set := func(query string) {
			_, err := s.DB().ExecContext(t.Context(), query)
			require.NoError(t, err)
		}
		latest := len(steps(t))
		set(fmt.Sprintf("DELETE FROM schema_version WHERE version_id = %d", latest))
		err = s.Check(t.Context())
		assert.True(t, errs.Is(err, errs.Unavailable), "%v", err)
		assert.Equal(t, fmt.Sprintf("The database's schema is version %d and this program needs version %d. Run: cairn migrate", latest-1, latest), errs.Message(err))

		set(fmt.Sprintf("INSERT INTO schema_version (version_id, is_applied) VALUES (%d, TRUE), (900, TRUE)", latest))
		err = s.Check(t.Context())
		assert.True(t, errs.Is(err, errs.Unavailable), "%v", err)
		assert.Equal(t, fmt.Sprintf("The database's schema is version 900 and this program only knows version %d. Run a newer Cairn.", latest), errs.Message(err))
		_, err = s.Migrate(t.Context())
		assert.ErrorContains(t, err, "Run a newer Cairn")
	})
}

func TestProcessesMayMigrateAtOnce(t *testing.T) {
	t.Parallel()
	for _, name := range []string{"file", "postgres"} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			url := databases[name](t)
			var all sync.WaitGroup
			applied := make([][]string, 4)
			for i := range applied {
				s := open(t, url)
				all.Go(func() {
					var err error
					applied[i], err = s.Migrate(t.Context())
					assert.NoError(t, err)
					assert.NoError(t, use(t.Context(), s))
				})
			}
			all.Wait()
			assert.ElementsMatch(t, steps(t), slices.Concat(applied...), "each step is applied once")
		})
	}
}

// TestBothDialectsHaveTheSameColumns compares what was made, not what was written.
func TestBothDialectsHaveTheSameColumns(t *testing.T) {
	t.Parallel()
	columns := func(s *store.Store, query string) []string {
		_, err := s.Migrate(t.Context())
		require.NoError(t, err)
		var found []string
		require.NoError(t, s.DB().SelectContext(t.Context(), &found, query))
		require.NotEmpty(t, found)
		slices.Sort(found)
		return found
	}
	postgres := columns(open(t, databases["postgres"](t)), `
		SELECT table_name || '.' || column_name || ' ' || (is_nullable = 'YES') FROM information_schema.columns
		WHERE table_schema = current_schema() AND table_name <> 'schema_version'`)
	sqlite := columns(open(t, databases["memory"](t)), `
		SELECT t.name || '.' || c.name || ' ' || iif(c."notnull" OR c.type = 'INTEGER' AND c.pk, 'false', 'true')
		FROM sqlite_schema t, pragma_table_info(t.name) c
		WHERE t.type = 'table' AND t.name NOT LIKE 'sqlite_%' AND t.name <> 'schema_version'`)
	assert.Equal(t, postgres, sqlite)
}

func TestIdsAreOrderedByTheirBytes(t *testing.T) {
	t.Parallel()
	s := migrated(t, databases["postgres"](t)) // SQLite has no other order
	var others []string
	require.NoError(t, s.DB().SelectContext(t.Context(), &others, `
		SELECT table_name || '.' || column_name FROM information_schema.columns
		WHERE table_schema = current_schema() AND column_name IN ('id', 'programme', 'cycle', 'questionnaire', 'key', 'target', 'action', 'exercise')
		  AND data_type = 'text' AND collation_name IS DISTINCT FROM 'C'`))
	assert.Empty(t, others)
}
