package storetest

import (
	"context"
	"fmt"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"cairn/internal/assess"
	"cairn/internal/store"
)

func entry(p assess.ProgrammeID, verb string) assess.Entry {
	return assess.Entry{
		At: noon, Actor: assess.BySlack("U0MANAGER"), Verb: verb, Programme: p, Subject: string(p) + "-1",
		Detail: map[string]string{"period": "2026-Q4", "why": `"quoted"`},
	}
}

var journalTests = map[string]func(*testing.T, *store.Store){
	"an entry is read back as written, with the next number": func(t *testing.T, s *store.Store) {
		first, second := entry("p", "cycle.opened"), assess.Entry{At: noon, Actor: assess.Actor{Source: assess.FromCLI}, Verb: "cycle.closed", Programme: "p"}
		first.Seq = 99 // the store's own number counts
		update(t, s, func(tx assess.Tx) error {
			require.NoError(t, tx.AddEntry(t.Context(), first))
			return tx.AddEntry(t.Context(), second)
		})
		filled(t, first)
		first.Seq, second.Seq = 1, 2
		got := read(t, s, func(ctx context.Context, tx assess.Tx) ([]assess.Entry, error) { return tx.Entries(ctx, "p", 10) })
		same(t, []assess.Entry{second, first}, got)
	},
	"entries are listed the newest first, of one programme or all": func(t *testing.T, s *store.Store) {
		update(t, s, func(tx assess.Tx) error {
			for i, p := range []assess.ProgrammeID{"p", "q", "p", ""} {
				if err := tx.AddEntry(t.Context(), entry(p, fmt.Sprint(i))); err != nil {
					return err
				}
			}
			return nil
		})
		list := func(p assess.ProgrammeID, limit int) (verbs string) {
			for _, e := range read(t, s, func(ctx context.Context, tx assess.Tx) ([]assess.Entry, error) { return tx.Entries(ctx, p, limit) }) {
				verbs += e.Verb
			}
			return verbs
		}
		assert.Equal(t, "20", list("p", 10))
		assert.Equal(t, "2", list("p", 1))
		assert.Equal(t, "3210", list("", 0))
		assert.Empty(t, list("other", 10))
	},
	"nudges wait in order until they are dropped": func(t *testing.T, s *store.Store) {
		want := []assess.Nudge{
			{ID: 1, Kind: assess.NudgeStart, Subject: "p-1", At: noon},
			{ID: 2, Kind: assess.NudgeQuestionnaire, Subject: "p-1/data", At: noon},
			{ID: 3, Kind: assess.NudgeQuestionnaire, Subject: "p-1/data", At: noon},
		}
		update(t, s, func(tx assess.Tx) error {
			for _, n := range want {
				filled(t, n)
				n.ID = 99 // the store's own number counts
				if err := tx.AddNudge(t.Context(), n); err != nil {
					return err
				}
			}
			return nil
		})
		list := func(limit int) []assess.Nudge {
			return read(t, s, func(ctx context.Context, tx assess.Tx) ([]assess.Nudge, error) { return tx.Nudges(ctx, limit) })
		}
		same(t, want, list(0))
		same(t, want[:2], list(2))
		for range 2 { // another process may have dropped it before
			update(t, s, func(tx assess.Tx) error { return tx.DropNudge(t.Context(), 2) })
		}
		same(t, []assess.Nudge{want[0], want[2]}, list(10))
	},
}
