package storetest

import (
	"context"
	"errors"
	"sync"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"cairn/internal/assess"
	"cairn/internal/errs"
	"cairn/internal/store"
)

var transactionTests = map[string]func(*testing.T, *store.Store){
	"an update that fails changes nothing and returns its error unchanged": func(t *testing.T, s *store.Store) {
		mine := errors.New("mine")
		err := s.Update(t.Context(), func(tx assess.Tx) error {
			require.NoError(t, tx.SaveProgramme(t.Context(), programme("p")))
			require.NoError(t, tx.AddEntry(t.Context(), assess.Entry{At: noon, Verb: "programme.applied"}))
			return mine
		})
		assert.Same(t, mine, err)
		assert.Same(t, mine, s.View(t.Context(), func(assess.Tx) error { return mine }))
		assert.Empty(t, read(t, s, func(ctx context.Context, tx assess.Tx) ([]assess.Programme, error) { return tx.Programmes(ctx) }))
		assert.Empty(t, read(t, s, func(ctx context.Context, tx assess.Tx) ([]assess.Entry, error) { return tx.Entries(ctx, "", 0) }))
	},
	"an update that panics changes nothing and leaves the store usable": func(t *testing.T, s *store.Store) {
		assert.PanicsWithValue(t, "boom", func() {
			_ = s.Update(t.Context(), func(tx assess.Tx) error {
				require.NoError(t, tx.SaveProgramme(t.Context(), programme("p")))
				panic("boom")
			})
		})
		update(t, s, func(tx assess.Tx) error { return tx.SaveProgramme(t.Context(), programme("p")) })
	},
	"an update sees its own changes": func(t *testing.T, s *store.Store) {
		update(t, s, func(tx assess.Tx) error {
			require.NoError(t, tx.SaveProgramme(t.Context(), programme("p")))
			_, err := tx.Programme(t.Context(), "p")
			return err
		})
	},
	"a view cannot change anything": func(t *testing.T, s *store.Store) {
		c, _ := opened(t, s)
		err := s.View(t.Context(), func(tx assess.Tx) error { return tx.SaveCycle(t.Context(), closed(c)) })
		require.Error(t, err)
		err = s.View(t.Context(), func(tx assess.Tx) error { return tx.DropNudge(t.Context(), 1) })
		require.Error(t, err)
		same(t, c, read(t, s, func(ctx context.Context, tx assess.Tx) (assess.Cycle, error) { return tx.Cycle(ctx, c.ID) }))
	},
	"a cancelled context ends a transaction without a change": func(t *testing.T, s *store.Store) {
		ended, cancel := context.WithCancel(t.Context())
		cancel()
		err := s.Update(ended, func(assess.Tx) error { t.Error("began although the context had ended"); return nil })
		require.ErrorIs(t, err, context.Canceled)

		ctx, cancel := context.WithCancel(t.Context())
		err = s.Update(ctx, func(tx assess.Tx) error {
			require.NoError(t, tx.SaveProgramme(ctx, programme("p")))
			cancel()
			return nil
		})
		require.ErrorIs(t, err, context.Canceled)
		err = s.Update(t.Context(), func(tx assess.Tx) error {
			_, err := tx.Programme(ctx, "p")
			return err
		})
		require.ErrorIs(t, err, context.Canceled)
		assert.Empty(t, read(t, s, func(ctx context.Context, tx assess.Tx) ([]assess.Programme, error) { return tx.Programmes(ctx) }))
		update(t, s, func(tx assess.Tx) error { return tx.SaveProgramme(t.Context(), programme("p")) })
	},
	"a caller's deadline is reported as such": func(t *testing.T, s *store.Store) {
		ctx, cancel := context.WithDeadline(t.Context(), time.Unix(0, 0))
		defer cancel()
		require.ErrorIs(t, s.View(ctx, func(assess.Tx) error { return nil }), context.DeadlineExceeded)
	},
	"updates that read a cycle first wait for each other": func(t *testing.T, s *store.Store) {
		c, _ := opened(t, s)
		const people, times = 6, 4
		errors := together(people, func(int) error {
			for range times {
				err := s.Update(t.Context(), func(tx assess.Tx) error {
					c, err := tx.Cycle(t.Context(), c.ID)
					if err != nil {
						return err
					}
					c.Version++
					return tx.SaveCycle(t.Context(), c)
				})
				if err != nil {
					return err
				}
			}
			return nil
		})
		for _, err := range errors {
			require.NoError(t, err)
		}
		got := read(t, s, func(ctx context.Context, tx assess.Tx) (assess.Cycle, error) { return tx.Cycle(ctx, c.ID) })
		assert.Equal(t, 1+people*times, got.Version)
	},
	"of two who submit on what both saw, one wins and the other is told": func(t *testing.T, s *store.Store) {
		_, qs := opened(t, s)
		q := read(t, s, func(ctx context.Context, tx assess.Tx) (assess.Questionnaire, error) {
			return tx.Questionnaire(ctx, qs[0].ID)
		})
		q.State, q.Revision, q.Version = assess.Submitted, 1, q.Version+1
		oneWins(t, together(2, func(i int) error {
			return s.Update(t.Context(), func(tx assess.Tx) error {
				if err := tx.SaveQuestionnaire(t.Context(), q); err != nil {
					return err
				}
				sub := submission(q.ID, 1)
				sub.By = []assess.UserID{"U0OWNER", "U0DEPUTY"}[i]
				return tx.AddSubmission(t.Context(), sub)
			})
		}))
	},
	"of two who add the same revision, one wins and the other is told": func(t *testing.T, s *store.Store) {
		_, qs := opened(t, s)
		oneWins(t, together(2, func(int) error {
			return s.Update(t.Context(), func(tx assess.Tx) error { return tx.AddSubmission(t.Context(), submission(qs[0].ID, 1)) })
		}))
	},
	"of two who open the same cycle, one wins and the other is told": func(t *testing.T, s *store.Store) {
		update(t, s, func(tx assess.Tx) error { return tx.SaveProgramme(t.Context(), programme("p")) })
		c := cycle("p-1", "p")
		oneWins(t, together(2, func(int) error {
			return s.Update(t.Context(), func(tx assess.Tx) error {
				return tx.AddCycle(t.Context(), c, []assess.Questionnaire{questionnaire(c.ID, "governance")})
			})
		}))
		assert.Len(t, read(t, s, func(ctx context.Context, tx assess.Tx) ([]assess.Questionnaire, error) {
			return tx.Questionnaires(ctx, c.ID)
		}), 1)
	},
	"of two who declare the same revision of a programme, one wins and the other is told": func(t *testing.T, s *store.Store) {
		for revision := range 2 {
			oneWins(t, together(2, func(int) error {
				p := programme("p")
				p.Revision = revision + 1
				return s.Update(t.Context(), func(tx assess.Tx) error { return tx.SaveProgramme(t.Context(), p) })
			}))
		}
	},
}

// together runs fn n times at once and returns the errors.
func together(n int, fn func(i int) error) []error {
	errors := make([]error, n)
	start := make(chan struct{})
	var all sync.WaitGroup
	for i := range n {
		all.Go(func() {
			<-start
			errors[i] = fn(i)
		})
	}
	close(start)
	all.Wait()
	return errors
}

// oneWins asserts that one of the errors is nil and the others are conflicts.
func oneWins(t *testing.T, errors []error) {
	t.Helper()
	won := 0
	for _, err := range errors {
		if err == nil {
			won++
		} else {
			coded(t, err, errs.Conflict)
		}
	}
	assert.Equal(t, 1, won, "%v", errors)
}
