package storetest

import (
	"context"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"cairn/internal/assess"
	"cairn/internal/errs"
	"cairn/internal/exercise"
	"cairn/internal/store"
)

// backing says that the tabletop is evidence for an item.
func backing(id exercise.ID, item string) exercise.Backed {
	return exercise.Backed{
		Exercise: id, Item: item, Answer: "3", Kind: exercise.Tabletop, At: noon, Until: noon.AddDate(1, 0, 0), PublishedAt: noon.Add(48 * time.Hour),
		Link: "https://northwind.slack.example/archives/C1/p2",
	}
}

func addBacking(t *testing.T, s *store.Store, all ...exercise.Backed) {
	t.Helper()
	inExercises(t, s, func(ctx context.Context, tx exercise.Tx) error {
		for _, b := range all {
			if err := tx.AddBacking(ctx, b); err != nil {
				return err
			}
		}
		return nil
	})
}

var exerciseBackingTests = map[string]func(*testing.T, *store.Store){
	"what exercises are evidence for is read back by programme, and what is there stays": func(t *testing.T, s *store.Store) {
		addProgrammes(t, s, "p", "q")
		addExercises(t, s, anExercise("p/E1"), anExercise("p/E2"), anExercise("q/E1"))
		first, second, later := backing("p/E2", "I2"), backing("p/E2", "I3"), backing("p/E1", "I2")
		filled(t, first)
		later.PublishedAt = later.PublishedAt.Add(time.Hour)
		addBacking(t, s, later, second, first, backing("q/E1", "I2"))
		again := first
		again.Link, again.Until = "https://elsewhere.example", noon
		addBacking(t, s, again)
		done := func(b exercise.Backed) assess.Done {
			return assess.Done{
				Item: b.Item, Answer: b.Answer, Action: b.Exercise.Number(), Title: anExercise(b.Exercise).Name(), Link: b.Link, At: b.PublishedAt,
				Exercise: string(b.Kind), Held: b.At, Until: b.Until,
			}
		}
		got := read(t, s, func(ctx context.Context, tx assess.Tx) ([]assess.Done, error) {
			return tx.DoneWork(ctx, "p", time.Time{})
		})
		same(t, []assess.Done{done(first), done(second), done(later)}, got)
	},
	"a tabletop never stands as evidence of a simulation": func(t *testing.T, s *store.Store) {
		addProgrammes(t, s, "p")
		tabletop, simulation := anExercise("p/E1"), anExercise("p/E2")
		simulation.Kind = exercise.Simulation
		addExercises(t, s, tabletop, simulation)
		for _, b := range []exercise.Backed{backing("p/E2", "I2"), backing("p/E9", "I2"), backing("q/E1", "I2")} {
			err := s.Exercises().Update(t.Context(), func(tx exercise.Tx) error { return tx.AddBacking(t.Context(), b) })
			coded(t, err, errs.NotFound)
		}
		pretended := backing("p/E1", "I2")
		pretended.Kind = exercise.Simulation
		coded(t, s.Exercises().Update(t.Context(), func(tx exercise.Tx) error { return tx.AddBacking(t.Context(), pretended) }), errs.NotFound)
		addBacking(t, s, backing("p/E1", "I2"))
	},
	"what was done tells of exercises beside actions, by when it showed": func(t *testing.T, s *store.Store) {
		addProgrammes(t, s, "p", "q")
		e := anExercise("p/E1")
		addExercises(t, s, e, anExercise("q/E1"))
		early, late := anAction("p/A1"), anAction("p/A2")
		late.Source = "G3"
		b := backing("p/E1", "I2")
		addActions(t, s, early, done(early, noon.Add(time.Hour)), late, done(late, b.PublishedAt.Add(time.Hour)))
		addBacking(t, s, b, backing("q/E1", "I3"))
		since := func(at time.Time) (all []assess.Done) {
			return read(t, s, func(ctx context.Context, tx assess.Tx) ([]assess.Done, error) { return tx.DoneWork(ctx, "p", at) })
		}
		want := assess.Done{
			Item: "I2", Answer: b.Answer, Action: "E1", Title: e.Name(), Link: b.Link, At: b.PublishedAt,
			Exercise: "tabletop", Held: b.At, Until: b.Until,
		}
		filled(t, want)
		all := since(time.Time{})
		require.Len(t, all, 5)
		same(t, want, all[2])
		assert.Equal(t, "A1", all[1].Action)
		assert.Equal(t, "A2", all[3].Action)
		same(t, all[2:], since(b.PublishedAt))
		same(t, all[3:], since(b.PublishedAt.Add(time.Microsecond)))
	},
}
