package store_test

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

// A view and an update run side by side on these; in memory they take turns.
var concurrent = []string{"file", "postgres"}

func touch(t *testing.T, s *store.Store, id assess.CycleID) {
	t.Helper()
	require.NoError(t, s.Update(t.Context(), func(tx assess.Tx) error {
		c, err := tx.Cycle(t.Context(), id)
		if err != nil {
			return err
		}
		c.Version++
		return tx.SaveCycle(t.Context(), c)
	}))
}

func TestAViewSeesOneStateWhileOthersChangeIt(t *testing.T) {
	t.Parallel()
	for _, name := range concurrent {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			s := migrated(t, databases[name](t))
			fill(t, s)
			require.NoError(t, s.View(t.Context(), func(tx assess.Tx) error {
				before, err := tx.Cycle(t.Context(), "c")
				require.NoError(t, err)
				touch(t, s, "c")
				after, err := tx.Cycle(t.Context(), "c")
				require.NoError(t, err)
				assert.Equal(t, before, after)
				return nil
			}))
		})
	}
}

func TestUpdatesThatBlockEachOtherBothSucceed(t *testing.T) {
	t.Parallel()
	s := migrated(t, databases["postgres"](t)) // SQLite runs them one after the other
	fill(t, s)
	require.NoError(t, s.Update(t.Context(), func(tx assess.Tx) error {
		c, err := tx.Cycle(t.Context(), "c")
		if err != nil {
			return err
		}
		c.ID = "d"
		return tx.AddCycle(t.Context(), c, nil)
	}))
	holds := map[assess.CycleID]chan struct{}{"c": make(chan struct{}), "d": make(chan struct{})}
	tries := make(chan struct{}, 10)
	both := func(first, second assess.CycleID) error {
		held := false
		return s.Update(t.Context(), func(tx assess.Tx) error {
			tries <- struct{}{}
			if _, err := tx.Cycle(t.Context(), first); err != nil {
				return err
			}
			if !held { // each waits, once, until the other holds what it wants
				held = true
				close(holds[first])
				<-holds[second]
			}
			_, err := tx.Cycle(t.Context(), second)
			return err
		})
	}
	other := make(chan error, 1)
	go func() { other <- both("d", "c") }()
	require.NoError(t, both("c", "d"))
	require.NoError(t, <-other)
	assert.Len(t, tries, 3, "the database ended one of the two, and it ran again")
}

func TestThoseWhoShareACycleDoNotWaitForEachOtherButAChangeDoes(t *testing.T) {
	t.Parallel()
	s := migrated(t, databases["postgres"](t)) // SQLite runs them one after the other
	fill(t, s)
	changed := make(chan struct{})
	require.NoError(t, s.Update(t.Context(), func(tx assess.Tx) error {
		before, err := tx.SharedCycle(t.Context(), "c")
		require.NoError(t, err)
		require.NoError(t, s.Update(t.Context(), func(other assess.Tx) error {
			_, err := other.SharedCycle(t.Context(), "c")
			return err
		}))
		impatient, cancel := context.WithTimeout(t.Context(), 50*time.Millisecond)
		defer cancel()
		require.Error(t, s.Update(impatient, func(other assess.Tx) error {
			_, err := other.Cycle(impatient, "c")
			return err
		}), "the cycle was held while it was shared")
		go func() {
			defer close(changed)
			touch(t, s, "c")
		}()
		after, err := tx.SharedCycle(t.Context(), "c")
		assert.Equal(t, before, after)
		return err
	}))
	<-changed
}

func TestAPersonIsHeldAlsoWhenNobodyKnewThem(t *testing.T) {
	t.Parallel()
	s := migrated(t, databases["postgres"](t)) // SQLite runs them one after the other
	other := make(chan error, 1)
	require.NoError(t, s.Update(t.Context(), func(tx assess.Tx) error {
		p, err := tx.Person(t.Context(), "U0NEW")
		require.NoError(t, err)
		impatient, cancel := context.WithTimeout(t.Context(), 50*time.Millisecond)
		defer cancel()
		require.Error(t, s.Update(impatient, func(other assess.Tx) error {
			_, err := other.Person(impatient, "U0NEW")
			return err
		}), "the person was read while another update held them")
		require.NoError(t, s.View(t.Context(), func(view assess.Tx) error {
			_, err := view.Person(t.Context(), "U0NEW")
			return err
		}), "looking waits for nobody")
		go func() {
			other <- s.Update(t.Context(), func(tx assess.Tx) error {
				p, err := tx.Person(t.Context(), "U0NEW")
				if err != nil {
					return err
				}
				p.Version++
				return tx.SavePerson(t.Context(), p)
			})
		}()
		p.Name, p.Version = "Sample", 1
		return tx.SavePerson(t.Context(), p)
	}))
	require.NoError(t, <-other)
	require.NoError(t, s.View(t.Context(), func(tx assess.Tx) error {
		p, err := tx.Person(t.Context(), "U0NEW")
		assert.Equal(t, 2, p.Version, "the second saw what the first did")
		return err
	}))
}

func TestAFileThatAnotherProcessWritesIsWaitedFor(t *testing.T) {
	t.Parallel()
	url := databases["file"](t)
	s := migrated(t, url)
	fill(t, s)
	other := open(t, url)
	done := make(chan struct{})
	require.NoError(t, s.Update(t.Context(), func(tx assess.Tx) error {
		go func() {
			defer close(done)
			touch(t, other, "c")
		}()
		c, err := tx.Cycle(t.Context(), "c")
		if err != nil {
			return err
		}
		c.Version++
		return tx.SaveCycle(t.Context(), c)
	}))
	<-done
	require.NoError(t, s.View(t.Context(), func(tx assess.Tx) error {
		c, err := tx.Cycle(t.Context(), "c")
		assert.Equal(t, 3, c.Version)
		return err
	}))
}

func TestAClosedStoreIsAnError(t *testing.T) {
	t.Parallel()
	for name, database := range databases {
		s, err := store.Open(t.Context(), database(t))
		require.NoError(t, err)
		require.NoError(t, s.Close())
		require.NoError(t, s.Close(), "closing twice is fine")
		assert.Error(t, s.Ping(t.Context()), name)
		assert.Error(t, use(t.Context(), s), name)
		assert.False(t, errs.Is(s.Ping(t.Context()), errs.Invalid), name)
	}
}
