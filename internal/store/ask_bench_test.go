package store_test

import (
	"fmt"
	"path/filepath"
	"testing"
	"time"

	"cairn/internal/assess"
	"cairn/internal/pgtest"
	"cairn/internal/store"
)

// BenchmarkAsking is what is asked of the database before one person gets one reminder, in an organisation of 500 owners
// after three years of quarters, with a question in ten given to somebody else.
func BenchmarkAsking(b *testing.B) {
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
			fillYears(b, s, at)
			const who, q = assess.UserID("U250"), assess.QuestionnaireID("c12/250")
			view := func(b *testing.B, fn func(assess.Tx) (int, error)) {
				for b.Loop() {
					err := s.View(ctx, func(tx assess.Tx) error {
						n, err := fn(tx)
						if err == nil && n == 0 {
							err = fmt.Errorf("found nothing")
						}
						return err
					})
					if err != nil {
						b.Fatal(err)
					}
				}
			}
			b.Run("open", func(b *testing.B) {
				view(b, func(tx assess.Tx) (int, error) { found, err := tx.OpenQuestionnaires(ctx, who); return len(found), err })
			})
			b.Run("of-questionnaire", func(b *testing.B) {
				view(b, func(tx assess.Tx) (int, error) { found, err := tx.Askings(ctx, q); return len(found), err })
			})
			b.Run("of-person", func(b *testing.B) {
				view(b, func(tx assess.Tx) (int, error) {
					found, err := tx.AskingsOf(ctx, who, at.AddDate(0, 0, -1))
					return len(found), err
				})
			})
			b.Run("record", func(b *testing.B) {
				step := 0
				for b.Loop() {
					step++
					err := s.Update(ctx, func(tx assess.Tx) error {
						if _, err := tx.Person(ctx, who); err != nil {
							return err
						}
						_, err := tx.AddAsking(ctx, assess.Asking{
							At: at, Kind: assess.WasNudged, Programme: "p", Questionnaire: q, Person: who, Step: fmt.Sprint("again ", step),
						})
						return err
					})
					if err != nil {
						b.Fatal(err)
					}
				}
			})
		})
	}
}

// fillYears adds twelve cycles of 500 questionnaires with ten records each; the last is open.
func fillYears(b *testing.B, s *store.Store, at time.Time) {
	b.Helper()
	ctx := b.Context()
	for n := 1; n <= 12; n++ {
		opened := at.AddDate(0, -3*(12-n), -10)
		err := s.Update(ctx, func(tx assess.Tx) error {
			if n == 1 {
				if err := tx.SaveProgramme(ctx, assess.Programme{ID: "p", Revision: 1, UpdatedAt: at}); err != nil {
					return err
				}
			}
			c := assess.Cycle{
				ID: assess.CycleID(fmt.Sprint("c", n)), Programme: "p", State: assess.CycleClosed, OpenedAt: opened, DueAt: opened,
				ClosesAt: opened, ClosedAt: opened, Version: 1,
			}
			if n == 12 {
				c.State, c.ClosedAt = assess.CycleOpen, time.Time{}
			}
			var qs []assess.Questionnaire
			for i := range 500 {
				q := assess.Questionnaire{
					ID: assess.QuestionnaireID(fmt.Sprint(c.ID, "/", i)), Cycle: c.ID, Category: fmt.Sprint(i),
					Owner: assess.UserID(fmt.Sprint("U", i)), State: assess.Waiting, DueAt: at, Version: 1,
				}
				if i%10 == 0 {
					q.Handed = []assess.Handed{{Item: "G1", To: assess.UserID(fmt.Sprint("U", i+1)), By: q.Owner, At: at}}
				}
				qs = append(qs, q)
			}
			if err := tx.AddCycle(ctx, c, qs); err != nil {
				return err
			}
			for _, q := range qs {
				for step := range 10 {
					_, err := tx.AddAsking(ctx, assess.Asking{
						At: opened.AddDate(0, 0, step+1), Kind: assess.WasNudged, Programme: "p", Questionnaire: q.ID, Person: q.Owner,
						Step: fmt.Sprint(step),
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
}
