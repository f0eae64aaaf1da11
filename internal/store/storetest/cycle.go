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

func cycleIDs(cycles []assess.Cycle) []assess.CycleID {
	var ids []assess.CycleID
	for _, c := range cycles {
		ids = append(ids, c.ID)
	}
	return ids
}

// addCycles adds the programmes "p" and "q" with open cycles: "p-1" and "q-1" opened at noon, "p-2" an hour later.
func addCycles(t *testing.T, s *store.Store) {
	t.Helper()
	later := cycle("p-2", "p")
	later.OpenedAt = noon.Add(time.Hour)
	update(t, s, func(tx assess.Tx) error {
		for _, p := range []assess.ProgrammeID{"p", "q"} {
			if err := tx.SaveProgramme(t.Context(), programme(p)); err != nil {
				return err
			}
		}
		for _, c := range []assess.Cycle{later, cycle("p-1", "p"), cycle("q-1", "q")} {
			if err := tx.AddCycle(t.Context(), c, nil); err != nil {
				return err
			}
		}
		return nil
	})
}

var cycleTests = map[string]func(*testing.T, *store.Store){
	"a cycle is read back as opened and as closed": func(t *testing.T, s *store.Store) {
		c, _ := opened(t, s)
		one := func(ctx context.Context, tx assess.Tx) (assess.Cycle, error) { return tx.Cycle(ctx, c.ID) }
		same(t, c, read(t, s, one))
		c = closed(c)
		c.DueAt, c.ClosesAt = c.DueAt.Add(time.Hour), c.ClosesAt.Add(time.Hour)
		filled(t, c)
		update(t, s, func(tx assess.Tx) error { return tx.SaveCycle(t.Context(), c) })
		same(t, c, read(t, s, one))
	},
	"times are UTC to the microsecond, whatever they were": func(t *testing.T, s *store.Store) {
		c := cycle("p-1", "p")
		c.OpenedAt = time.Date(2026, 10, 25, 1, 30, 0, 123456789, time.FixedZone("east", 5*3600))
		c.DueAt = time.Date(1969, 12, 31, 23, 59, 59, 999999999, time.UTC)
		c.ClosesAt = time.Date(2026, 10, 1, 0, 0, 0, 0, time.UTC)
		update(t, s, func(tx assess.Tx) error {
			require.NoError(t, tx.SaveProgramme(t.Context(), programme("p")))
			return tx.AddCycle(t.Context(), c, nil)
		})
		got := read(t, s, func(ctx context.Context, tx assess.Tx) (assess.Cycle, error) { return tx.Cycle(ctx, c.ID) })
		assert.Equal(t, time.Date(2026, 10, 24, 20, 30, 0, 123456000, time.UTC), got.OpenedAt)
		assert.Equal(t, time.Date(1969, 12, 31, 23, 59, 59, 999999000, time.UTC), got.DueAt)
		assert.Equal(t, c.ClosesAt, got.ClosesAt)
		assert.True(t, got.ClosedAt.IsZero())
	},
	"a cycle that is not there is not found": func(t *testing.T, s *store.Store) {
		for name, fn := range map[string]func(assess.Tx) error{
			"read": func(tx assess.Tx) error { _, err := tx.Cycle(t.Context(), "nothing"); return err },
			"save": func(tx assess.Tx) error { return tx.SaveCycle(t.Context(), cycle("nothing", "p")) },
			"of a programme that is not there": func(tx assess.Tx) error {
				return tx.AddCycle(t.Context(), cycle("nothing-1", "nothing"), nil)
			},
		} {
			err := s.Update(t.Context(), fn)
			coded(t, err, errs.NotFound)
			assert.Contains(t, errs.Message(err), "nothing", name)
		}
	},
	"a cycle id is taken once, and the transaction goes on": func(t *testing.T, s *store.Store) {
		c, _ := opened(t, s)
		update(t, s, func(tx assess.Tx) error {
			coded(t, tx.AddCycle(t.Context(), c, nil), errs.Conflict)
			return tx.AddCycle(t.Context(), cycle("p-2", "p"), nil)
		})
	},
	"a cycle is saved over the version before only": func(t *testing.T, s *store.Store) {
		c, _ := opened(t, s)
		for _, stale := range []int{0, 1, 3} {
			c.Version = stale
			coded(t, s.Update(t.Context(), func(tx assess.Tx) error { return tx.SaveCycle(t.Context(), c) }), errs.Conflict)
		}
		c.Version = 2
		update(t, s, func(tx assess.Tx) error { return tx.SaveCycle(t.Context(), c) })
	},
	"what is frozen at the opening cannot be saved differently": func(t *testing.T, s *store.Store) {
		c, qs := opened(t, s)
		for name, change := range map[string]func(*assess.Cycle){
			"scope":  func(c *assess.Cycle) { c.Scope = "Elsewhere" },
			"model":  func(c *assess.Cycle) { c.Model = "other/model@1" },
			"hash":   func(c *assess.Cycle) { c.ModelHash = "beef" },
			"kind":   func(c *assess.Cycle) { c.Kind = "quick" },
			"tags":   func(c *assess.Cycle) { c.Deployments = nil },
			"period": func(c *assess.Cycle) { c.Period = "2027-Q1" },
			"opened": func(c *assess.Cycle) { c.OpenedAt = noon.Add(1) },
			"opener": func(c *assess.Cycle) { c.OpenedBy.User = "U0OTHER" },
			"source": func(c *assess.Cycle) { c.OpenedBy.Source = assess.FromCLI },
		} {
			changed := c
			changed.Version++
			change(&changed)
			if changed.OpenedAt != c.OpenedAt {
				changed.OpenedAt = noon.Add(time.Microsecond)
			}
			err := s.Update(t.Context(), func(tx assess.Tx) error { return tx.SaveCycle(t.Context(), changed) })
			assert.ErrorContains(t, err, "frozen", name)
		}
		for name, change := range map[string]func(*assess.Questionnaire){
			"category":    func(q *assess.Questionnaire) { q.Category = "other" },
			"fewer items": func(q *assess.Questionnaire) { q.Items = q.Items[:1] },
			"all items":   func(q *assess.Questionnaire) { q.Items = nil },
		} {
			q := qs[0]
			q.Version++
			change(&q)
			err := s.Update(t.Context(), func(tx assess.Tx) error { return tx.SaveQuestionnaire(t.Context(), q) })
			assert.ErrorContains(t, err, "frozen", name)
		}
	},
	"cycles are listed the newest opening first, of one programme or all": func(t *testing.T, s *store.Store) {
		addCycles(t, s)
		list := func(p assess.ProgrammeID, limit int) []assess.CycleID {
			return cycleIDs(read(t, s, func(ctx context.Context, tx assess.Tx) ([]assess.Cycle, error) { return tx.Cycles(ctx, p, limit) }))
		}
		assert.Equal(t, []assess.CycleID{"p-2", "p-1"}, list("p", 10))
		assert.Equal(t, []assess.CycleID{"p-2"}, list("p", 1))
		assert.Equal(t, []assess.CycleID{"p-2", "q-1", "p-1"}, list("", 0))
		assert.Empty(t, list("other", 10))
	},
	"open cycles are listed the oldest first": func(t *testing.T, s *store.Store) {
		addCycles(t, s)
		open := func() []assess.CycleID {
			return cycleIDs(read(t, s, func(ctx context.Context, tx assess.Tx) ([]assess.Cycle, error) { return tx.OpenCycles(ctx) }))
		}
		assert.Equal(t, []assess.CycleID{"p-1", "q-1", "p-2"}, open())
		update(t, s, func(tx assess.Tx) error { return tx.SaveCycle(t.Context(), closed(cycle("q-1", "q"))) })
		assert.Equal(t, []assess.CycleID{"p-1", "p-2"}, open())
	},
}
