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
	"cairn/internal/target"
)

// followed is a record with every field, of a target's owner who was asked when half of the time had gone.
func followed(s target.Subject) target.Event {
	was, is := aTarget("p/T1").Terms, aTarget("p/T1").Terms
	is.Due = day(2028, time.February, 29)
	wasW, isW := anAction("p/A1").Work, anAction("p/A1").Work
	isW.Owner = "U0DATA"
	return target.Event{
		Seq: 1, At: noon, By: assess.BySlack("U0MANAGER"), Kind: target.WasFollowedUp, Subject: s, Was: &was, Is: &is, WasW: &wasW, IsW: &isW,
		Expected: day(2027, time.December, 1), Confidence: assess.ConfidenceLow, State: target.OffTrack, Cycle: "p-1", Person: "U0OWNER",
		Step: "half", Nudge: "U0OWNER:2026-10-01", Link: "https://wiki.example/owners?id=1", Note: "“Until” the audit – 100 %\n' ? :name $1 🪨",
	}
}

// followable adds what events are about: the targets p/T1 and q/T1, the action p/A1 and the cycle p-1.
func followable(t *testing.T, s *store.Store) {
	t.Helper()
	opened(t, s)
	addProgrammes(t, s, "q")
	addActions(t, s, anAction("p/A1"))
	addTargets(t, s, aTarget("q/T1"))
}

// addEvents adds the events and returns those that are new.
func addEvents(t *testing.T, s *store.Store, all ...target.Event) (added []target.Event) {
	t.Helper()
	inTargets(t, s, func(ctx context.Context, tx target.Tx) error {
		added = nil
		for _, e := range all {
			isNew, err := tx.AddEvent(ctx, e)
			if err != nil {
				return err
			}
			if isNew {
				added = append(added, e)
			}
		}
		return nil
	})
	return added
}

// unordered takes the numbers off, which have gaps where an event was there already.
func unordered(all []target.Event) []target.Event {
	for i := range all {
		all[i].Seq = 0
	}
	return all
}

var eventTests = map[string]func(*testing.T, *store.Store){
	"an event is read back as added, with the next number": func(t *testing.T, s *store.Store) {
		followable(t, s)
		full, bare := followed("p/T1"), target.Event{At: noon, Kind: target.WasNoted, Subject: "p/T1", Seq: 99}
		filled(t, full)
		filled(t, *full.Is)
		filled(t, *full.IsW)
		addEvents(t, s, full, bare)
		bare.Seq = 2
		same(t, []target.Event{full, bare}, ofTargets(t, s, func(ctx context.Context, tx target.Tx) ([]target.Event, error) {
			return tx.Events(ctx, "p/T1")
		}))
		action := followed("p/A1")
		action.IsW.Start = day(0, 0, 0)
		addEvents(t, s, action)
		action.Seq = 3
		same(t, []target.Event{action}, ofTargets(t, s, func(ctx context.Context, tx target.Tx) ([]target.Event, error) {
			return tx.Events(ctx, "p/A1")
		}))
	},
	"a step is recorded once for a target or action and person, by whatever way it was done": func(t *testing.T, s *store.Store) {
		followable(t, s)
		for _, first := range []target.Event{followed("p/T1"), followed("p/A1")} {
			with := func(change func(*target.Event)) target.Event {
				e := first
				change(&e)
				return e
			}
			news := []target.Event{
				first,
				with(func(e *target.Event) { e.Step = "due" }),
				with(func(e *target.Event) { e.Person = "U0DEPUTY" }),
				with(func(e *target.Event) { e.Kind = target.WasUndelivered }),
			}
			require.Len(t, addEvents(t, s, news...), len(news))
			assert.Empty(t, addEvents(t, s,
				with(func(e *target.Event) { e.At, e.Note, e.Nudge = noon.Add(time.Hour), "", "U0OWNER:2026-10-02" }),
				with(func(e *target.Event) { e.Kind = target.WasDropped }),
				with(func(e *target.Event) { e.Kind = target.WasUndelivered }),
			))
			got := ofTargets(t, s, func(ctx context.Context, tx target.Tx) ([]target.Event, error) { return tx.Events(ctx, first.Subject) })
			same(t, unordered(news), unordered(got))
		}
		assert.Len(t, addEvents(t, s, followed("q/T1")), 1)
	},
	"what of a target is no step is recorded as often as it happens": func(t *testing.T, s *store.Store) {
		followable(t, s)
		e := followed("p/T1")
		e.Kind, e.Step = target.WasCheckedIn, ""
		assert.Len(t, addEvents(t, s, e, e, e), 3)
	},
	"of many who record a step of a target at once, one does": func(t *testing.T, s *store.Store) {
		followable(t, s)
		added := make([]bool, 6)
		for _, err := range together(len(added), func(i int) error {
			return s.Targets().Update(t.Context(), func(tx target.Tx) (err error) {
				if _, err := tx.Target(t.Context(), "p/T1"); err != nil {
					return err
				}
				if _, err := tx.Person(t.Context(), "U0OWNER"); err != nil {
					return err
				}
				added[i], err = tx.AddEvent(t.Context(), followed("p/T1"))
				return err
			})
		}) {
			require.NoError(t, err)
		}
		won := 0
		for _, isNew := range added {
			if isNew {
				won++
			}
		}
		assert.Equal(t, 1, won)
	},
	"events are listed by target or action, by programme since an instant and by message": func(t *testing.T, s *store.Store) {
		followable(t, s)
		add := func(subject target.Subject, nudge assess.NudgeID, after time.Duration, note string) {
			e := target.Event{At: noon.Add(after), Kind: target.WasNoted, Subject: subject, Nudge: nudge, Note: note}
			require.Len(t, addEvents(t, s, e), 1)
		}
		add("p/T1", "U0A:1", 0, "a")
		add("q/T1", "U0A:1", time.Hour, "b")
		add("p/A1", "U0A:1", 2*time.Hour, "c")
		add("p/T1", "U0B:1", 2*time.Hour, "d")
		add("p/A1", "", 3*time.Hour, "e")
		notes := func(list func(context.Context, target.Tx) ([]target.Event, error)) (all string) {
			for _, e := range ofTargets(t, s, list) {
				all += e.Note
			}
			return all
		}
		of := func(subject target.Subject) string {
			return notes(func(ctx context.Context, tx target.Tx) ([]target.Event, error) { return tx.Events(ctx, subject) })
		}
		in := func(p assess.ProgrammeID, since time.Time, limit int) string {
			return notes(func(ctx context.Context, tx target.Tx) ([]target.Event, error) {
				return tx.EventsIn(ctx, p, since, limit)
			})
		}
		by := func(n assess.NudgeID) string {
			return notes(func(ctx context.Context, tx target.Tx) ([]target.Event, error) { return tx.EventsBy(ctx, n) })
		}
		assert.Equal(t, "ad", of("p/T1"))
		assert.Equal(t, "ce", of("p/A1"))
		assert.Empty(t, of("p/T2"))
		assert.Equal(t, "acde", in("p", time.Time{}, 0))
		assert.Equal(t, "b", in("q", time.Time{}, 0))
		assert.Equal(t, "ac", in("p", time.Time{}, 2))
		assert.Equal(t, "cde", in("p", noon.Add(2*time.Hour), 0))
		assert.Equal(t, "c", in("p", noon.Add(time.Microsecond), 1))
		assert.Empty(t, in("other", time.Time{}, 0))
		assert.Equal(t, "abc", by("U0A:1"))
		assert.Equal(t, "d", by("U0B:1"))
		assert.Empty(t, by(""))
	},
	"an event about something that is not there is not found": func(t *testing.T, s *store.Store) {
		followable(t, s)
		for name, change := range map[string]func(*target.Event){
			"target":    func(e *target.Event) { e.Subject = "p/T404" },
			"action":    func(e *target.Event) { e.Subject = "p/A404" },
			"neither":   func(e *target.Event) { e.Subject = "p/404" },
			"cycle":     func(e *target.Event) { e.Cycle = "404" },
			"programme": func(e *target.Event) { e.Subject, e.Cycle = "404/T1", "" },
		} {
			e := followed("p/T1")
			change(&e)
			err := s.Targets().Update(t.Context(), func(tx target.Tx) error {
				_, err := tx.AddEvent(t.Context(), e)
				return err
			})
			coded(t, err, errs.NotFound)
			assert.Contains(t, errs.Message(err), "404", name)
		}
	},
	"a note of an event is kept as text whatever it is": func(t *testing.T, s *store.Store) {
		followable(t, s)
		e := followed("p/T1")
		const odd, kept = "zero \x00 and \xff", "zero \uFFFD and \uFFFD"
		e.Note, e.Link, e.Is.Reason, e.IsW.Text = odd, odd, odd, odd
		addEvents(t, s, e)
		e.Note, e.Link, e.Is.Reason, e.IsW.Text = kept, kept, kept, kept
		same(t, []target.Event{e}, ofTargets(t, s, func(ctx context.Context, tx target.Tx) ([]target.Event, error) { return tx.Events(ctx, "p/T1") }))
	},
	"that somebody was followed up is a record of the reminder ledger without a questionnaire": func(t *testing.T, s *store.Store) {
		opened(t, s)
		a := assess.Asking{
			Seq: 1, At: noon, By: assess.Actor{Source: assess.FromSchedule}, Kind: assess.WasFollowedUp, Programme: "p", Person: "U0OWNER",
			Nudge: "U0OWNER:2026-10-01",
		}
		require.Len(t, addAskings(t, s, a), 1)
		same(t, []assess.Asking{a}, read(t, s, func(ctx context.Context, tx assess.Tx) ([]assess.Asking, error) {
			return tx.AskingsOf(ctx, "U0OWNER", noon)
		}))
	},
}
