package storetest

import (
	"context"
	"testing"

	"github.com/stretchr/testify/assert"

	"cairn/internal/assess"
	"cairn/internal/errs"
	"cairn/internal/store"
)

var judgementTests = map[string]func(*testing.T, *store.Store){
	"overrides of a cycle are kept, every one, in the order they were made": func(t *testing.T, s *store.Store) {
		addCycles(t, s)
		want := []assess.Override{
			override("p-1", "governance", 4), override("p-1", "data", 2), override("p-1", "governance", 3), override("p-1", "governance", 0),
		}
		filled(t, want[0])
		update(t, s, func(tx assess.Tx) error {
			for _, o := range append(want, override("p-2", "data", 5)) {
				if err := tx.AddOverride(t.Context(), o); err != nil {
					return err
				}
			}
			return nil
		})
		list := func(c assess.CycleID) []assess.Override {
			return read(t, s, func(ctx context.Context, tx assess.Tx) ([]assess.Override, error) { return tx.Overrides(ctx, c) })
		}
		same(t, want, list("p-1"))
		assert.Empty(t, list("q-1"))
	},
	"substitutions of a programme are kept, every one, in the order they were made": func(t *testing.T, s *store.Store) {
		addCycles(t, s)
		withdrawn := substitution("p", "G1")
		withdrawn.Name, withdrawn.Text = "", ""
		want := []assess.Substitution{substitution("p", "G2"), substitution("p", "G1"), withdrawn}
		filled(t, want[0])
		update(t, s, func(tx assess.Tx) error {
			for _, sub := range append(want, substitution("q", "G2")) {
				if err := tx.AddSubstitution(t.Context(), sub); err != nil {
					return err
				}
			}
			return nil
		})
		got := read(t, s, func(ctx context.Context, tx assess.Tx) ([]assess.Substitution, error) {
			return tx.Substitutions(ctx, "p")
		})
		same(t, want, got)
	},
	"a judgement about something that is not there is not found": func(t *testing.T, s *store.Store) {
		opened(t, s)
		for name, fn := range map[string]func(assess.Tx) error{
			"override":     func(tx assess.Tx) error { return tx.AddOverride(t.Context(), override("nothing", "data", 2)) },
			"substitution": func(tx assess.Tx) error { return tx.AddSubstitution(t.Context(), substitution("nothing", "G1")) },
		} {
			err := s.Update(t.Context(), fn)
			coded(t, err, errs.NotFound)
			assert.Contains(t, errs.Message(err), `"nothing"`, name)
		}
	},
	"a judgement whose words cannot be stored is refused by its fields": func(t *testing.T, s *store.Store) {
		opened(t, s)
		err := s.Update(t.Context(), func(tx assess.Tx) error {
			o := override("p-1", "data", 2)
			o.Reason = "zero \x00 byte"
			return tx.AddOverride(t.Context(), o)
		})
		assert.Len(t, errs.Fields(err), 1)
		err = s.Update(t.Context(), func(tx assess.Tx) error {
			sub := substitution("p", "G1")
			sub.Name, sub.Text, sub.Reason = "\x00", "\xff", "\x00"
			return tx.AddSubstitution(t.Context(), sub)
		})
		assert.Len(t, errs.Fields(err), 3)
	},
}
