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

var programmeTests = map[string]func(*testing.T, *store.Store){
	"a programme is read back as declared": func(t *testing.T, s *store.Store) {
		p := programme("p")
		filled(t, p)
		update(t, s, func(tx assess.Tx) error { return tx.SaveProgramme(t.Context(), p) })
		same(t, p, read(t, s, func(ctx context.Context, tx assess.Tx) (assess.Programme, error) { return tx.Programme(ctx, "p") }))
	},
	"a programme that is not there is not found": func(t *testing.T, s *store.Store) {
		err := s.View(t.Context(), func(tx assess.Tx) error {
			_, err := tx.Programme(t.Context(), "nobody")
			return err
		})
		coded(t, err, errs.NotFound)
		assert.Contains(t, errs.Message(err), `"nobody"`)
	},
	"programmes are listed by id, in the revision in force": func(t *testing.T, s *store.Store) {
		update(t, s, func(tx assess.Tx) error {
			for _, id := range []assess.ProgrammeID{"b", "c", "a"} {
				if err := tx.SaveProgramme(t.Context(), programme(id)); err != nil {
					return err
				}
			}
			return nil
		})
		changed := programme("b")
		changed.Revision, changed.Scope, changed.Assignments, changed.UpdatedAt = 2, "Northwind Group", nil, noon.Add(time.Hour)
		update(t, s, func(tx assess.Tx) error { return tx.SaveProgramme(t.Context(), changed) })
		got := read(t, s, func(ctx context.Context, tx assess.Tx) ([]assess.Programme, error) { return tx.Programmes(ctx) })
		same(t, []assess.Programme{programme("a"), changed, programme("c")}, got)
	},
	"earlier revisions of a programme stay as they were declared": func(t *testing.T, s *store.Store) {
		first, second := programme("p"), programme("p")
		second.Revision, second.Scope, second.People, second.UpdatedAt = 2, "Northwind Group", nil, noon.Add(time.Hour)
		second.UpdatedBy = assess.BySlack("U0SECOND")
		at := func(id assess.ProgrammeID, revision int) (p assess.Programme, err error) {
			err = s.View(t.Context(), func(tx assess.Tx) (err error) {
				p, err = tx.ProgrammeAt(t.Context(), id, revision)
				return err
			})
			return p, err
		}
		for _, p := range []assess.Programme{first, second} {
			update(t, s, func(tx assess.Tx) error { return tx.SaveProgramme(t.Context(), p) })
		}
		for _, want := range []assess.Programme{first, second} {
			got, err := at("p", want.Revision)
			require.NoError(t, err)
			same(t, want, got)
		}
		_, err := at("p", 3)
		coded(t, err, errs.NotFound)
		assert.Contains(t, errs.Message(err), "revision 3")
		_, err = at("nobody", 1)
		coded(t, err, errs.NotFound)
	},
	"only the next revision of a programme can be saved": func(t *testing.T, s *store.Store) {
		save := func(revision int) error {
			p := programme("p")
			p.Revision = revision
			return s.Update(t.Context(), func(tx assess.Tx) error { return tx.SaveProgramme(t.Context(), p) })
		}
		coded(t, save(2), errs.Conflict)
		require.NoError(t, save(1))
		coded(t, save(1), errs.Conflict)
		coded(t, save(3), errs.Conflict)
		require.NoError(t, save(2))
	},
}
