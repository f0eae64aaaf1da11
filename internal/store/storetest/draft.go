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

// draft is a change of the programme "p".
func draft(id assess.DraftID, by assess.UserID) assess.Draft {
	p := programme("p")
	p.Revision, p.UpdatedAt, p.UpdatedBy = 0, time.Time{}, assess.Actor{}
	return assess.Draft{ID: id, By: by, Base: 3, Programme: p, Step: "owners/governance", Version: 1, UpdatedAt: noon}
}

func saveDraft(t *testing.T, s *store.Store, d assess.Draft) error {
	t.Helper()
	return s.Update(t.Context(), func(tx assess.Tx) error { return tx.SaveDraft(t.Context(), d) })
}

func draftsOf(t *testing.T, s *store.Store, u assess.UserID) []assess.Draft {
	t.Helper()
	return read(t, s, func(ctx context.Context, tx assess.Tx) ([]assess.Draft, error) { return tx.Drafts(ctx, u) })
}

var draftTests = map[string]func(*testing.T, *store.Store){
	"a draft is read back as saved": func(t *testing.T, s *store.Store) {
		d := draft("U0MANAGER/1", "U0MANAGER")
		filled(t, d)
		filled(t, d.Programme, "Revision", "UpdatedAt", "UpdatedBy")
		one := func(ctx context.Context, tx assess.Tx) (assess.Draft, error) { return tx.Draft(ctx, d.ID) }
		require.NoError(t, saveDraft(t, s, d))
		same(t, d, read(t, s, one))
		d.Version, d.Step, d.Programme.Scope, d.UpdatedAt = 2, "preview", "Northwind Group", noon.Add(time.Hour)
		require.NoError(t, saveDraft(t, s, d))
		same(t, d, read(t, s, one))
	},
	"a draft may know nothing of its programme yet": func(t *testing.T, s *store.Store) {
		d := assess.Draft{ID: "U0MANAGER/1", By: "U0MANAGER", Version: 1, UpdatedAt: noon}
		require.NoError(t, saveDraft(t, s, d))
		same(t, []assess.Draft{d}, draftsOf(t, s, "U0MANAGER"))
	},
	"drafts are listed of one person, the newest change first": func(t *testing.T, s *store.Store) {
		early, late, other := draft("U0A/1", "U0A"), draft("U0A/2", "U0A"), draft("U0B/1", "U0B")
		early.UpdatedAt = noon.Add(time.Hour)
		for _, d := range []assess.Draft{early, late, other} {
			require.NoError(t, saveDraft(t, s, d))
		}
		same(t, []assess.Draft{early, late}, draftsOf(t, s, "U0A"))
		assert.Empty(t, draftsOf(t, s, "U0NOBODY"))
	},
	"a draft is saved over the version before only": func(t *testing.T, s *store.Store) {
		d := draft("U0A/1", "U0A")
		require.NoError(t, saveDraft(t, s, d))
		for _, stale := range []int{1, 3} {
			d.Version = stale
			coded(t, saveDraft(t, s, d), errs.Conflict)
		}
		d.Version = 2
		require.NoError(t, saveDraft(t, s, d))
	},
	"a draft that is not there is not found": func(t *testing.T, s *store.Store) {
		err := s.View(t.Context(), func(tx assess.Tx) error {
			_, err := tx.Draft(t.Context(), "nothing")
			return err
		})
		coded(t, err, errs.NotFound)
		gone := draft("nothing", "U0A")
		gone.Version = 2
		coded(t, saveDraft(t, s, gone), errs.NotFound)
	},
	"a draft is dropped, whoever dropped it before": func(t *testing.T, s *store.Store) {
		require.NoError(t, saveDraft(t, s, draft("U0A/1", "U0A")))
		for range 2 {
			update(t, s, func(tx assess.Tx) error { return tx.DropDraft(t.Context(), "U0A/1") })
		}
		assert.Empty(t, draftsOf(t, s, "U0A"))
	},
}
