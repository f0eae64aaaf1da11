package store_test

import (
	"fmt"
	"path/filepath"
	"testing"
	"time"

	"cairn/internal/assess"
	"cairn/internal/errs"
	"cairn/internal/pgtest"
	"cairn/internal/store"
)

// BenchmarkSubmission is the transaction of one person's answers: what it reads, the next revision with five answers,
// the audit entry and the nudge.
func BenchmarkSubmission(b *testing.B) {
	for name, url := range map[string]func() string{
		"memory":   func() string { return ":memory:" },
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
			err = s.Update(ctx, func(tx assess.Tx) error {
				if err := tx.SaveProgramme(ctx, assess.Programme{ID: "p", Revision: 1, UpdatedAt: at}); err != nil {
					return err
				}
				return tx.AddCycle(ctx,
					assess.Cycle{ID: "c", Programme: "p", State: assess.CycleOpen, OpenedAt: at, DueAt: at, ClosesAt: at, Version: 1},
					[]assess.Questionnaire{{ID: "q", Cycle: "c", State: assess.Waiting, DueAt: at, Version: 1}})
			})
			if err != nil {
				b.Fatal(err)
			}
			answers := make(map[string]string)
			for i := range 5 {
				answers[fmt.Sprint("G", i)] = "3"
			}
			for b.Loop() {
				err := s.Update(ctx, func(tx assess.Tx) error { return submit(b, tx, at, answers) })
				if err != nil {
					b.Fatal(err)
				}
			}
		})
	}
}

func submit(b *testing.B, tx assess.Tx, at time.Time, answers map[string]string) error {
	ctx := b.Context()
	q, err := tx.Questionnaire(ctx, "q")
	if err != nil {
		return err
	}
	if _, err := tx.Cycle(ctx, q.Cycle); err != nil {
		return err
	}
	if _, err := tx.Programme(ctx, "p"); err != nil {
		return err
	}
	if _, err := tx.Submission(ctx, q.ID); err != nil && !errs.Is(err, errs.NotFound) {
		return err
	}
	q.State, q.Revision, q.Version = assess.Submitted, q.Revision+1, q.Version+1
	if err := tx.SaveQuestionnaire(ctx, q); err != nil {
		return err
	}
	if err := tx.AddSubmission(ctx, assess.Submission{Questionnaire: q.ID, Revision: q.Revision, By: "U1", At: at, Answers: answers}); err != nil {
		return err
	}
	if err := tx.AddEntry(ctx, assess.Entry{At: at, Verb: "questionnaire.submitted", Programme: "p", Subject: string(q.ID)}); err != nil {
		return err
	}
	return tx.AddNudge(ctx, assess.Nudge{Kind: assess.NudgeQuestionnaire, Subject: string(q.ID), At: at})
}
