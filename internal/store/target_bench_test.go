package store_test

import (
	"fmt"
	"path/filepath"
	"testing"
	"time"

	"cairn/internal/assess"
	"cairn/internal/calendar"
	"cairn/internal/pgtest"
	"cairn/internal/store"
	"cairn/internal/target"
)

// BenchmarkTargets is what is asked of the database about targets, in a programme that has 200 of them with forty events
// each, of twenty owners, and half of them ended.
func BenchmarkTargets(b *testing.B) {
	for name, url := range map[string]func() string{
		"file":     func() string { return "sqlite:" + filepath.Join(b.TempDir(), "cairn.db") },
		"postgres": func() string { return pgtest.URL(b) },
	} {
		b.Run(name, func(b *testing.B) {
			ctx, at := b.Context(), time.Unix(1790000000, 0)
			s, err := store.Open(ctx, url())
			if err != nil {
				b.Fatal(err)
			}
			defer s.Close()
			if _, err := s.Migrate(ctx); err != nil {
				b.Fatal(err)
			}
			fillTargets(b, s, at)
			for query, find := range map[string]func(target.Tx) (int, error){
				"open-of-owner": func(tx target.Tx) (int, error) { found, err := tx.OpenTargets(ctx, "U7"); return len(found), err },
				"open":          func(tx target.Tx) (int, error) { found, err := tx.OpenTargets(ctx, ""); return len(found), err },
				"of-programme":  func(tx target.Tx) (int, error) { found, err := tx.Targets(ctx, "p", true); return len(found), err },
				"events":        func(tx target.Tx) (int, error) { found, err := tx.Events(ctx, "p/T108"); return len(found), err },
				"events-by":     func(tx target.Tx) (int, error) { found, err := tx.EventsBy(ctx, "U7:20"); return len(found), err },
				"events-since": func(tx target.Tx) (int, error) {
					found, err := tx.EventsIn(ctx, "p", at.AddDate(0, 0, 7*38), 0)
					return len(found), err
				},
			} {
				b.Run(query, func(b *testing.B) {
					for b.Loop() {
						err := s.Targets().View(ctx, func(tx target.Tx) error {
							n, err := find(tx)
							if err == nil && n == 0 {
								err = fmt.Errorf("found nothing")
							}
							return err
						})
						if err != nil {
							b.Fatal(err)
						}
					}
				})
			}
			b.Run("check-in", func(b *testing.B) {
				for b.Loop() {
					if err := s.Targets().Update(ctx, func(tx target.Tx) error { return checkIn(b, tx, at) }); err != nil {
						b.Fatal(err)
					}
				}
			})
		})
	}
}

// checkIn is the transaction of an owner who says how a target stands.
func checkIn(b *testing.B, tx target.Tx, at time.Time) error {
	ctx := b.Context()
	of, err := tx.Target(ctx, "p/T108")
	if err != nil {
		return err
	}
	if _, err := tx.Events(ctx, of.ID.Subject()); err != nil {
		return err
	}
	if of.Version++; of.Version%2 == 0 {
		of.State = target.AtRisk
	} else {
		of.State = target.OnTrack
	}
	if err := tx.SaveTarget(ctx, of); err != nil {
		return err
	}
	// With a step it is recorded once: what is read does not grow with the number of rounds.
	_, err = tx.AddEvent(ctx, target.Event{
		At: at, By: assess.BySlack(of.Owner), Kind: target.WasCheckedIn, Subject: of.ID.Subject(), Step: "benchmark",
		Expected: of.Due, Confidence: assess.ConfidenceLow,
	})
	if err != nil {
		return err
	}
	if err := tx.AddEntry(ctx, assess.Entry{At: at, Verb: "target.checked-in", Programme: "p", Subject: string(of.ID)}); err != nil {
		return err
	}
	return tx.AddNudge(ctx, assess.Nudge{Kind: assess.NudgeFollow, Subject: string(of.ID), At: at})
}

// fillTargets adds 200 targets, the first hundred of them ended, with an event a week.
func fillTargets(b *testing.B, s *store.Store, at time.Time) {
	b.Helper()
	ctx := b.Context()
	err := s.Targets().Update(ctx, func(tx target.Tx) error {
		if err := tx.SaveProgramme(ctx, assess.Programme{ID: "p", Revision: 1, UpdatedAt: at}); err != nil {
			return err
		}
		var all []target.Target
		for i := range 200 {
			of := target.Target{
				ID: target.ID(fmt.Sprintf("p/T%d", i+1)), Programme: "p", Model: "m", SetAt: at, State: target.OnTrack, Since: at, Version: 1,
				Terms: target.Terms{
					Category: fmt.Sprint(i % 100), Level: 4, Due: calendar.DateOf(at).AddDays(300 + i), Owner: assess.UserID(fmt.Sprint("U", i%20)),
					Measure: "The category scores 3.0 or more in the next assessment.", Reason: "Customers ask for it.",
				},
			}
			if i < 100 {
				of.State, of.EndedAt = target.Closed, at
			}
			all = append(all, of)
			if err := tx.SaveTarget(ctx, of); err != nil {
				return err
			}
		}
		for week := range 40 {
			for _, of := range all {
				_, err := tx.AddEvent(ctx, target.Event{
					At: at.AddDate(0, 0, 7*week), Kind: target.WasFollowedUp, Subject: of.ID.Subject(), Person: of.Owner,
					Step: fmt.Sprint("step ", week), Nudge: assess.NudgeID(fmt.Sprint(of.Owner, ":", week)),
				})
				if err != nil {
					return err
				}
			}
		}
		return nil
	})
	if err != nil {
		b.Fatal(err)
	}
}
