package storetest

import (
	"context"
	"testing"

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
}
