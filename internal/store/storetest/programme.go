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
	"programmes are found by those whom the revision in force names": func(t *testing.T, s *store.Store) {
		named := map[assess.ProgrammeID]func(*assess.Programme){
			"a-manages":   func(p *assess.Programme) { p.Managers = []assess.UserID{"U0BOSS", "U0ANN"} },
			"b-leads":     func(p *assess.Programme) { p.Leaders = []assess.UserID{"U0ANN"} },
			"c-answers":   func(p *assess.Programme) { p.Assignments[0].Owner = "U0ANN" },
			"d-deputises": func(p *assess.Programme) { p.Overlap.Assignments[0].Deputy = "U0ANN" },
			"e-other":     func(p *assess.Programme) { p.Managers = []assess.UserID{"U0ANNA"} },
			"f-did":       func(p *assess.Programme) { p.Managers = []assess.UserID{"U0ANN"} },
		}
		for id, set := range named {
			p := programme(id)
			set(&p)
			update(t, s, func(tx assess.Tx) error { return tx.SaveProgramme(t.Context(), p) })
		}
		left := programme("f-did")
		left.Revision = 2
		update(t, s, func(tx assess.Tx) error { return tx.SaveProgramme(t.Context(), left) })
		got := read(t, s, func(ctx context.Context, tx assess.Tx) ([]assess.Programme, error) {
			return tx.ProgrammesNaming(ctx, "U0ANN")
		})
		var ids []assess.ProgrammeID
		for _, p := range got {
			assert.True(t, p.Knows("U0ANN"), p.ID)
			ids = append(ids, p.ID)
		}
		assert.Equal(t, []assess.ProgrammeID{"a-manages", "b-leads", "c-answers", "d-deputises"}, ids)
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
		on := func(instant time.Time) assess.Programme {
			return read(t, s, func(ctx context.Context, tx assess.Tx) (assess.Programme, error) {
				return tx.ProgrammeOn(ctx, "p", instant)
			})
		}
		same(t, first, on(noon.AddDate(-1, 0, 0)))
		same(t, first, on(second.UpdatedAt.Add(-time.Microsecond)))
		same(t, second, on(second.UpdatedAt))
		coded(t, s.View(t.Context(), func(tx assess.Tx) error {
			_, err := tx.ProgrammeOn(t.Context(), "nobody", noon)
			return err
		}), errs.NotFound)
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
