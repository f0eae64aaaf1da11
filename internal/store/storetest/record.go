package storetest

import (
	"context"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"cairn/internal/assess"
	"cairn/internal/errs"
	"cairn/internal/store"
)

var recordTests = map[string]func(*testing.T, *store.Store){
	"a snapshot is read back as frozen": func(t *testing.T, s *store.Store) {
		c, _ := opened(t, s)
		snap := snapshot(c.ID, "p")
		filled(t, snap)
		update(t, s, func(tx assess.Tx) error { return tx.AddSnapshot(t.Context(), snap) })
		same(t, snap, read(t, s, func(ctx context.Context, tx assess.Tx) (assess.Snapshot, error) { return tx.Snapshot(ctx, c.ID) }))
	},
	"a snapshot that is not there is not found": func(t *testing.T, s *store.Store) {
		c, _ := opened(t, s)
		err := s.View(t.Context(), func(tx assess.Tx) error {
			_, err := tx.Snapshot(t.Context(), c.ID)
			return err
		})
		coded(t, err, errs.NotFound)
		err = s.Update(t.Context(), func(tx assess.Tx) error { return tx.AddSnapshot(t.Context(), snapshot("nothing-1", "p")) })
		coded(t, err, errs.NotFound)
		assert.Contains(t, errs.Message(err), `"nothing-1"`)
	},
	"a cycle has one snapshot": func(t *testing.T, s *store.Store) {
		c, _ := opened(t, s)
		add := func() error {
			return s.Update(t.Context(), func(tx assess.Tx) error { return tx.AddSnapshot(t.Context(), snapshot(c.ID, "p")) })
		}
		require.NoError(t, add())
		coded(t, add(), errs.Conflict)
	},
	"snapshots are listed the newest first, of one programme or all": func(t *testing.T, s *store.Store) {
		addCycles(t, s)
		earlier := snapshot("p-2", "p")
		earlier.TakenAt = noon
		update(t, s, func(tx assess.Tx) error {
			for _, snap := range []assess.Snapshot{snapshot("q-1", "q"), snapshot("p-1", "p"), earlier} {
				if err := tx.AddSnapshot(t.Context(), snap); err != nil {
					return err
				}
			}
			return nil
		})
		list := func(p assess.ProgrammeID, limit int) []assess.CycleID {
			var ids []assess.CycleID
			for _, snap := range read(t, s, func(ctx context.Context, tx assess.Tx) ([]assess.Snapshot, error) {
				return tx.Snapshots(ctx, p, limit)
			}) {
				ids = append(ids, snap.Cycle)
			}
			return ids
		}
		assert.Equal(t, []assess.CycleID{"p-1", "p-2"}, list("p", 10))
		assert.Equal(t, []assess.CycleID{"p-1"}, list("p", 1))
		assert.Equal(t, []assess.CycleID{"q-1", "p-1", "p-2"}, list("", 0))
		assert.Empty(t, list("other", 10))
	},
	"the close before an instant is that of the last cycle but for overlaps": func(t *testing.T, s *store.Store) {
		addProgrammes(t, s, "p", "q")
		for i, id := range []assess.CycleID{"p-1", "p-2", "p-2-overlap", "p-3"} {
			snap := snapshot(id, "p")
			snap.TakenAt = noon.Add(time.Duration(i) * time.Hour)
			update(t, s, func(tx assess.Tx) error {
				if err := tx.AddCycle(t.Context(), cycle(id, "p"), nil); err != nil {
					return err
				}
				return tx.AddSnapshot(t.Context(), snap)
			})
		}
		before := func(p assess.ProgrammeID, at time.Time) time.Time {
			return read(t, s, func(ctx context.Context, tx assess.Tx) (time.Time, error) { return tx.ClosedBefore(ctx, p, at) })
		}
		same(t, noon.Add(time.Hour), before("p", noon.Add(3*time.Hour)))
		same(t, noon, before("p", noon.Add(time.Hour)))
		assert.Zero(t, before("p", noon))
		assert.Zero(t, before("q", noon.AddDate(1, 0, 0)))
	},
}
