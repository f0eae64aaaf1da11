package storetest

import (
	"context"
	"fmt"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"cairn/internal/assess"
	"cairn/internal/assess/assesstest"
	"cairn/internal/errs"
	"cairn/internal/maturity"
	"cairn/internal/store"
)

// nudged is a record of the half-time reminder of a questionnaire.
func nudged(q assess.QuestionnaireID) assess.Asking {
	return assess.Asking{
		Seq: 1, At: noon, By: assess.Actor{User: "U0MANAGER", Source: assess.FromSchedule}, Kind: assess.WasNudged, Programme: "p",
		Questionnaire: q, Person: "U0OWNER", From: "U0DEPUTY", Item: "G2", Step: "half-time", Nudge: "U0OWNER:2026-10-01",
		Until: noon.Add(time.Hour), Note: "“Until” the audit – 100 %\n' ? :name $1 🪨",
	}
}

// addAskings adds the records, numbers those that are new from 1 on and returns them.
func addAskings(t *testing.T, s *store.Store, all ...assess.Asking) []assess.Asking {
	t.Helper()
	var added []assess.Asking
	update(t, s, func(tx assess.Tx) error {
		added = nil
		for _, a := range all {
			isNew, err := tx.AddAsking(t.Context(), a)
			if err != nil {
				return err
			}
			if a.Seq = int64(len(added) + 1); isNew {
				added = append(added, a)
			}
		}
		return nil
	})
	return added
}

// unnumbered takes the numbers off, which have gaps where a record was there already.
func unnumbered(all []assess.Asking) []assess.Asking {
	for i := range all {
		all[i].Seq = 0
	}
	return all
}

var askingTests = map[string]func(*testing.T, *store.Store){
	"a record of the reminder ledger is read back as added, with the next number": func(t *testing.T, s *store.Store) {
		_, qs := opened(t, s)
		full := nudged(qs[0].ID)
		filled(t, full)
		of := assess.Asking{At: noon, By: assess.BySlack("U0OWNER"), Kind: assess.WasAway, Person: "U0OWNER", Seq: 99}
		want := addAskings(t, s, full, of)
		require.Len(t, want, 2)
		same(t, want, read(t, s, func(ctx context.Context, tx assess.Tx) ([]assess.Asking, error) {
			return tx.AskingsOf(ctx, "U0OWNER", time.Time{})
		}))
		same(t, want[:1], read(t, s, func(ctx context.Context, tx assess.Tx) ([]assess.Asking, error) { return tx.Askings(ctx, qs[0].ID) }))
		assert.Empty(t, read(t, s, func(ctx context.Context, tx assess.Tx) ([]assess.Asking, error) { return tx.Askings(ctx, "") }),
			"what concerns no questionnaire is not that of one")
	},
	"a step is recorded once for a questionnaire, person and item, by whatever way it was done": func(t *testing.T, s *store.Store) {
		_, qs := opened(t, s)
		first := nudged(qs[0].ID)
		with := func(change func(*assess.Asking)) assess.Asking {
			a := first
			change(&a)
			return a
		}
		news := []assess.Asking{
			first,
			with(func(a *assess.Asking) { a.Step = "due-morning" }),
			with(func(a *assess.Asking) { a.Item = "" }),
			with(func(a *assess.Asking) { a.Person = "U0DEPUTY" }),
			with(func(a *assess.Asking) { a.Questionnaire = qs[1].ID }),
		}
		require.Len(t, addAskings(t, s, news...), len(news))
		assert.Empty(t, addAskings(t, s,
			with(func(a *assess.Asking) { a.At, a.Note, a.Nudge = noon.Add(time.Hour), "", "U0OWNER:2026-10-02" }),
			with(func(a *assess.Asking) { a.Kind = assess.WasDropped }),
			with(func(a *assess.Asking) { a.Kind = assess.WasEscalated }),
			with(func(a *assess.Asking) { a.Kind = assess.WasOffered }),
			with(func(a *assess.Asking) { a.Kind = assess.WasAsked }),
		))
		got := read(t, s, func(ctx context.Context, tx assess.Tx) ([]assess.Asking, error) { return tx.Askings(ctx, qs[0].ID) })
		same(t, unnumbered(news[:4]), unnumbered(got))
	},
	"a step may be held once before it is done, and found undeliverable once after": func(t *testing.T, s *store.Store) {
		_, qs := opened(t, s)
		done, held, refused := nudged(qs[0].ID), nudged(qs[0].ID), nudged(qs[0].ID)
		held.Kind, refused.Kind = assess.WasHeld, assess.WasUndelivered
		added := addAskings(t, s, held, held, done, done, refused, refused, held)
		var kinds []assess.AskingKind
		for _, a := range added {
			kinds = append(kinds, a.Kind)
		}
		assert.Equal(t, []assess.AskingKind{assess.WasHeld, assess.WasNudged, assess.WasUndelivered}, kinds)
	},
	"what is no step is recorded as often as it happens": func(t *testing.T, s *store.Store) {
		_, qs := opened(t, s)
		a := nudged(qs[0].ID)
		a.Kind, a.Step = assess.WasAcknowledged, ""
		assert.Len(t, addAskings(t, s, a, a, a), 3)
	},
	"of many who record a step at once, one does": func(t *testing.T, s *store.Store) {
		_, qs := opened(t, s)
		added := make([]bool, 6)
		for _, err := range together(len(added), func(i int) error {
			return s.Update(t.Context(), func(tx assess.Tx) (err error) {
				if _, err := tx.Person(t.Context(), "U0OWNER"); err != nil {
					return err
				}
				added[i], err = tx.AddAsking(t.Context(), nudged(qs[0].ID))
				return err
			})
		}) {
			require.NoError(t, err)
		}
		count := 0
		for _, isNew := range added {
			if isNew {
				count++
			}
		}
		assert.Equal(t, 1, count)
	},
	"a person's day is taken by one of many who want it at once": func(t *testing.T, s *store.Store) {
		p := programme("p")
		p.People, p.Days, p.Holidays = nil, []time.Weekday{noon.Weekday()}, nil
		update(t, s, func(tx assess.Tx) error { return tx.SaveProgramme(t.Context(), p) })
		service := assess.NewService(assess.Options{Store: s, Processes: assesstest.Deaf{}, Models: maturity.Find})
		taken := make([]bool, 6)
		for _, err := range together(len(taken), func(i int) error {
			return s.Update(t.Context(), func(tx assess.Tx) (err error) {
				w := assess.Word{Programme: p, To: "U0NEW", At: noon, Waits: assess.HoweverLong, Message: assess.NudgeID(fmt.Sprint(i))}
				taken[i], err = service.TakeDay(t.Context(), tx, w)
				return err
			})
		}) {
			require.NoError(t, err)
		}
		log := read(t, s, func(ctx context.Context, tx assess.Tx) ([]assess.Asking, error) {
			return tx.AskingsOf(ctx, "U0NEW", time.Time{})
		})
		require.Len(t, log, 1)
		for i, did := range taken {
			assert.Equal(t, string(log[0].Nudge) == fmt.Sprint(i), did, i)
		}
	},
	"records are listed of a person or a programme, from an instant on, the oldest first": func(t *testing.T, s *store.Store) {
		addCycles(t, s)
		add := func(p assess.ProgrammeID, who assess.UserID, after time.Duration, note string) {
			a := assess.Asking{At: noon.Add(after), By: assess.BySlack(who), Kind: assess.WasAcknowledged, Programme: p, Person: who, Note: note}
			require.Len(t, addAskings(t, s, a), 1)
		}
		add("p", "U0A", 0, "a")
		add("q", "U0A", time.Hour, "b")
		add("p", "U0B", 2*time.Hour, "c")
		add("p", "U0A", 2*time.Hour, "d")
		add("", "U0A", 3*time.Hour, "e")
		add("", "U0C", 3*time.Hour, "f")
		notes := func(list func(context.Context, assess.Tx) ([]assess.Asking, error)) (all string) {
			for _, a := range read(t, s, list) {
				all += a.Note
			}
			return all
		}
		of := func(u assess.UserID, since time.Time) string {
			return notes(func(ctx context.Context, tx assess.Tx) ([]assess.Asking, error) { return tx.AskingsOf(ctx, u, since) })
		}
		in := func(p assess.ProgrammeID, since time.Time, limit int) string {
			return notes(func(ctx context.Context, tx assess.Tx) ([]assess.Asking, error) {
				return tx.AskingsIn(ctx, p, since, limit)
			})
		}
		assert.Equal(t, "abde", of("U0A", time.Time{}))
		assert.Equal(t, "bde", of("U0A", noon.Add(time.Hour)))
		assert.Equal(t, "de", of("U0A", noon.Add(time.Hour+time.Microsecond)))
		assert.Empty(t, of("U0NOBODY", time.Time{}))
		assert.Equal(t, "acde", in("p", time.Time{}, 0), "with what U0A said for all programmes; U0C has no part in this one")
		assert.Equal(t, "be", in("q", time.Time{}, 0))
		assert.Equal(t, "ac", in("p", time.Time{}, 2))
		assert.Equal(t, "cde", in("p", noon.Add(time.Minute), 10))
		assert.Equal(t, "c", in("p", noon.Add(time.Minute), 1))
		assert.Empty(t, in("other", time.Time{}, 0))
	},
	"a record about something that is not there is not found": func(t *testing.T, s *store.Store) {
		opened(t, s)
		for name, change := range map[string]func(*assess.Asking){
			"questionnaire": func(a *assess.Asking) { a.Questionnaire = "p-1/nothing" },
			"programme":     func(a *assess.Asking) { a.Programme = "nothing" },
		} {
			a := nudged("p-1/data")
			change(&a)
			err := s.Update(t.Context(), func(tx assess.Tx) error {
				_, err := tx.AddAsking(t.Context(), a)
				return err
			})
			coded(t, err, errs.NotFound)
			assert.Contains(t, errs.Message(err), "nothing", name)
		}
	},
	"a step is one of a questionnaire": func(t *testing.T, s *store.Store) {
		err := s.Update(t.Context(), func(tx assess.Tx) error {
			_, err := tx.AddAsking(t.Context(), assess.Asking{At: noon, Kind: assess.WasNudged, Person: "U0OWNER", Step: "half-time"})
			return err
		})
		require.Error(t, err)
	},
	"a note is kept as text whatever it is": func(t *testing.T, s *store.Store) {
		_, qs := opened(t, s)
		a := nudged(qs[0].ID)
		a.Note = "zero \x00 and \xff"
		addAskings(t, s, a)
		got := read(t, s, func(ctx context.Context, tx assess.Tx) ([]assess.Asking, error) { return tx.Askings(ctx, qs[0].ID) })
		assert.Equal(t, "zero \uFFFD and \uFFFD", got[0].Note)
	},
}
