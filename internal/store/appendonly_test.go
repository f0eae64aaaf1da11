package store_test

import (
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"cairn/internal/assess"
	"cairn/internal/calendar"
	"cairn/internal/exercise"
	"cairn/internal/library"
	"cairn/internal/roadmap"
	"cairn/internal/store"
	"cairn/internal/target"
)

// fill adds one row to every append-only table.
func fill(t *testing.T, s *store.Store) {
	t.Helper()
	at := time.Date(2026, 10, 1, 12, 0, 0, 0, time.UTC)
	ctx := t.Context()
	err := s.Update(ctx, func(tx assess.Tx) error {
		require.NoError(t, tx.SaveProgramme(ctx, assess.Programme{ID: "p", Revision: 1, UpdatedAt: at}))
		require.NoError(t, tx.AddCycle(ctx,
			assess.Cycle{ID: "c", Programme: "p", State: assess.CycleOpen, OpenedAt: at, DueAt: at, ClosesAt: at, Version: 1},
			[]assess.Questionnaire{{ID: "q", Cycle: "c", State: assess.Waiting, DueAt: at, Version: 1}}))
		require.NoError(t, tx.AddSubmission(ctx, assess.Submission{Questionnaire: "q", Revision: 1, At: at, Answers: map[string]string{"G1": "1"}, Notes: map[string]string{"G1": "n"}}))
		require.NoError(t, tx.AddOverride(ctx, assess.Override{Cycle: "c", At: at}))
		require.NoError(t, tx.AddSubstitution(ctx, assess.Substitution{Programme: "p", At: at}))
		_, err := tx.AddAsking(ctx, assess.Asking{Kind: assess.WasNudged, Programme: "p", Questionnaire: "q", At: at})
		require.NoError(t, err)
		require.NoError(t, tx.AddDispute(ctx, assess.Dispute{ID: "d", Questionnaire: "q", At: at}))
		require.NoError(t, tx.AddSettlement(ctx, assess.Settlement{Dispute: "d", At: at}))
		return tx.AddSnapshot(ctx, assess.Snapshot{Cycle: "c", Programme: "p", TakenAt: at})
	})
	require.NoError(t, err)
	require.NoError(t, s.Roadmap().Update(ctx, func(tx roadmap.Tx) error {
		require.NoError(t, tx.SaveTarget(ctx, target.Target{
			ID: "p/T1", Programme: "p", Terms: target.Terms{Level: 1, Due: calendar.DateOf(at)}, SetAt: at, State: target.OnTrack, Since: at, Version: 1,
		}))
		_, err := tx.AddEvent(ctx, target.Event{At: at, Kind: target.WasSet, Subject: "p/T1"})
		require.NoError(t, err)
		return tx.AddProjections(ctx, "p", []roadmap.Projection{{Cycle: "c", MadeAt: at, End: calendar.DateOf(at)}})
	}))
	require.NoError(t, s.Exercises().Update(ctx, func(tx exercise.Tx) error {
		require.NoError(t, tx.SaveExercise(ctx, exercise.Exercise{
			ID: "p/E1", Programme: "p", Kind: exercise.Tabletop, Scenario: exercise.Embedded()[0], Plan: exercise.Plan{Start: at},
			State: exercise.Planned, PlannedAt: at, Version: 1,
		}))
		_, err := tx.AddExerciseEvent(ctx, exercise.Event{At: at, Kind: exercise.WasPlanned, Exercise: "p/E1"})
		require.NoError(t, err)
		_, err = tx.AddDutyEvent(ctx, exercise.DutyEvent{At: at, Programme: "p", Kind: exercise.WasTold, Step: "due-60"})
		require.NoError(t, err)
		return tx.AddBacking(ctx, exercise.Backed{Exercise: "p/E1", Item: "I2", Kind: exercise.Tabletop, At: at, Until: at, PublishedAt: at})
	}))
	require.NoError(t, s.Models().AddModel(ctx, library.Record{ID: "csa/aismm@1.0", ImportedAt: at}, assess.Entry{At: at, Verb: "model.imported"}))
}

// appendOnly names a column of each table whose rows are never changed.
var appendOnly = map[string]string{
	"programme_revision": "body", "submission": "comment", "answer": "value", "snapshot": "result", "entry": "verb",
	"note": "text", "level_override": "level", "substitution": "text", "model": "body",
	"asking": "kind", "dispute": "item", "settlement": "value", "target_event": "note", "projection": "expected",
	"exercise_event": "detail", "duty_event": "note", "exercise_backing": "link",
}

func TestTheDatabaseRefusesToChangeWhatIsAppendOnly(t *testing.T) {
	onEach(t, func(t *testing.T, s *store.Store) {
		_, err := s.Migrate(t.Context())
		require.NoError(t, err)
		fill(t, s)
		for table, column := range appendOnly {
			statements := []string{
				"UPDATE " + table + " SET " + column + " = " + column,
				"DELETE FROM " + table,
			}
			if s.DB().DriverName() == "postgres" {
				statements = append(statements, "TRUNCATE "+table+" CASCADE")
			} else {
				statements = append(statements, "INSERT OR REPLACE INTO "+table+" SELECT * FROM "+table)
			}
			for _, statement := range statements {
				_, err := s.DB().ExecContext(t.Context(), statement)
				assert.ErrorContains(t, err, "append-only", statement)
			}
			var rows int
			require.NoError(t, s.DB().GetContext(t.Context(), &rows, "SELECT COUNT(*) FROM "+table))
			assert.Equal(t, 1, rows, table)
		}
	})
}

func TestTheDatabaseRefusesRowsThatReferToNothing(t *testing.T) {
	onEach(t, func(t *testing.T, s *store.Store) {
		_, err := s.Migrate(t.Context())
		require.NoError(t, err)
		_, err = s.DB().ExecContext(t.Context(), "INSERT INTO answer (questionnaire, revision, item, value) VALUES ('q', 1, 'G1', '1')")
		require.Error(t, err)
		assert.Contains(t, strings.ToLower(err.Error()), "foreign key")
	})
}
