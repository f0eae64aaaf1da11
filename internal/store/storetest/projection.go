package storetest

import (
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"cairn/internal/assess"
	"cairn/internal/errs"
	"cairn/internal/roadmap"
	"cairn/internal/store"
)

func projection(c assess.CycleID, period, category string) roadmap.Projection {
	return roadmap.Projection{
		Cycle: c, MadeAt: noon, Period: period, End: day(2027, time.March, 31), Category: category, Pessimistic: 1, Expected: 2, Optimistic: 3,
	}
}

func addProjections(t *testing.T, s *store.Store, p assess.ProgrammeID, all ...roadmap.Projection) {
	t.Helper()
	require.NoError(t, s.Roadmap().Update(t.Context(), func(tx roadmap.Tx) error { return tx.AddProjections(t.Context(), p, all) }))
}

func projections(t *testing.T, s *store.Store, p assess.ProgrammeID) (all []roadmap.Projection) {
	t.Helper()
	require.NoError(t, s.Roadmap().View(t.Context(), func(tx roadmap.Tx) (err error) {
		all, err = tx.Projections(t.Context(), p)
		return err
	}))
	return all
}

var projectionTests = map[string]func(*testing.T, *store.Store){
	"projections are read back as made, in the order they were added": func(t *testing.T, s *store.Store) {
		addCycles(t, s)
		full := projection("p-1", "2027-Q1", "governance")
		filled(t, full)
		whole, later, other := projection("p-1", "2027-Q1", ""), projection("p-2", "2027-Q1", "governance"), projection("q-1", "2027-Q1", "")
		later.MadeAt, later.Expected = noon.Add(time.Hour), 3
		addProjections(t, s, "p", whole, full)
		addProjections(t, s, "q", other)
		addProjections(t, s, "p", later)
		addProjections(t, s, "p")
		same(t, []roadmap.Projection{whole, full, later}, projections(t, s, "p"))
		same(t, []roadmap.Projection{other}, projections(t, s, "q"))
		assert.Empty(t, projections(t, s, "other"))
	},
	"what was expected first of a cycle, period and category stays": func(t *testing.T, s *store.Store) {
		addCycles(t, s)
		first, next := projection("p-1", "2027-Q1", "governance"), projection("p-1", "2027-Q2", "governance")
		addProjections(t, s, "p", first)
		again := first
		again.Expected = 5
		addProjections(t, s, "p", again, next)
		same(t, []roadmap.Projection{first, next}, projections(t, s, "p"))
	},
	"a projection from a cycle that is not there is not found": func(t *testing.T, s *store.Store) {
		addCycles(t, s)
		for _, p := range []assess.ProgrammeID{"p", "nothing"} {
			err := s.Roadmap().Update(t.Context(), func(tx roadmap.Tx) error {
				return tx.AddProjections(t.Context(), p, []roadmap.Projection{projection("nothing-1", "2027-Q1", "")})
			})
			coded(t, err, errs.NotFound)
			assert.Contains(t, errs.Message(err), "nothing-1")
		}
	},
}
