package storetest

import (
	"context"
	"fmt"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"cairn/internal/assess"
	"cairn/internal/errs"
	"cairn/internal/store"
)

func person(id assess.UserID) assess.Person {
	return assess.Person{
		ID: id, Name: "Ada “Owner” Öztürk 🪨", Zone: "Europe/Berlin", Locale: "de-DE", Standing: assess.Guest, Admin: true,
		Status:  assess.SlackStatus{Emoji: ":palm_tree:", Text: "Away ? :name $1", Since: noon, Until: noon.Add(72 * time.Hour)},
		Absence: assess.Absence{Since: noon.Add(time.Hour), Until: noon.Add(48 * time.Hour)},
		SeenAt:  noon.Add(time.Minute), Version: 1,
	}
}

func seen(t *testing.T, s *store.Store, id assess.UserID) assess.Person {
	t.Helper()
	return read(t, s, func(ctx context.Context, tx assess.Tx) (assess.Person, error) { return tx.Person(ctx, id) })
}

var personTests = map[string]func(*testing.T, *store.Store){
	"a person is read back as Slack told": func(t *testing.T, s *store.Store) {
		p := person("U0OWNER")
		filled(t, p)
		filled(t, p.Status)
		filled(t, p.Absence)
		update(t, s, func(tx assess.Tx) error { return tx.SavePerson(t.Context(), p) })
		same(t, p, seen(t, s, p.ID))
		p = assess.Person{ID: p.ID, Version: 2}
		update(t, s, func(tx assess.Tx) error { return tx.SavePerson(t.Context(), p) })
		same(t, p, seen(t, s, p.ID))
	},
	"somebody unknown is empty, also while held": func(t *testing.T, s *store.Store) {
		want := assess.Person{ID: "U0NEW"}
		same(t, want, seen(t, s, "U0NEW"))
		update(t, s, func(tx assess.Tx) error {
			for range 2 {
				p, err := tx.Person(t.Context(), "U0NEW")
				require.NoError(t, err)
				same(t, want, p)
			}
			nobody, err := tx.Person(t.Context(), "")
			same(t, assess.Person{}, nobody)
			return err
		})
		same(t, want, seen(t, s, "U0NEW"))
		p := person("U0NEW")
		update(t, s, func(tx assess.Tx) error { return tx.SavePerson(t.Context(), p) })
		same(t, p, seen(t, s, "U0NEW"))
	},
	"a person is saved over the version before only": func(t *testing.T, s *store.Store) {
		save := func(version int) error {
			p := person("U0OWNER")
			p.Version = version
			return s.Update(t.Context(), func(tx assess.Tx) error { return tx.SavePerson(t.Context(), p) })
		}
		coded(t, save(0), errs.Conflict)
		coded(t, save(2), errs.Conflict)
		require.NoError(t, save(1))
		coded(t, save(1), errs.Conflict)
		coded(t, save(3), errs.Conflict)
		require.NoError(t, save(2))
	},
	"people are found by id, but for those unknown": func(t *testing.T, s *store.Store) {
		want := map[assess.UserID]assess.Person{}
		ids := []assess.UserID{"U0HELD", "U0NOBODY"}
		update(t, s, func(tx assess.Tx) error {
			for i := range 1100 {
				p := person(assess.UserID(fmt.Sprint("U", i)))
				want[p.ID], ids = p, append(ids, p.ID)
				if err := tx.SavePerson(t.Context(), p); err != nil {
					return err
				}
			}
			_, err := tx.Person(t.Context(), "U0HELD")
			return err
		})
		find := func(ids ...assess.UserID) map[assess.UserID]assess.Person {
			return read(t, s, func(ctx context.Context, tx assess.Tx) (map[assess.UserID]assess.Person, error) {
				return tx.PeopleByID(ctx, ids)
			})
		}
		same(t, want, find(ids...))
		same(t, map[assess.UserID]assess.Person{"U7": want["U7"]}, find("U7", "U7"))
		assert.Empty(t, find())
	},
	"what Slack tells of a person is kept as text whatever it is": func(t *testing.T, s *store.Store) {
		p := person("U0OWNER")
		p.Name, p.Status.Text = "zero \x00", "broken \xff"
		update(t, s, func(tx assess.Tx) error { return tx.SavePerson(t.Context(), p) })
		got := seen(t, s, p.ID)
		assert.Equal(t, "zero \uFFFD", got.Name)
		assert.Equal(t, "broken \uFFFD", got.Status.Text)
	},
	"updates that read a person first wait for each other, also when nobody knew the person": func(t *testing.T, s *store.Store) {
		const writers, times = 6, 4
		for _, err := range together(writers, func(int) error {
			for range times {
				err := s.Update(t.Context(), func(tx assess.Tx) error {
					p, err := tx.Person(t.Context(), "U0NEW")
					if err != nil {
						return err
					}
					p.Version++
					return tx.SavePerson(t.Context(), p)
				})
				if err != nil {
					return err
				}
			}
			return nil
		}) {
			require.NoError(t, err)
		}
		assert.Equal(t, writers*times, seen(t, s, "U0NEW").Version)
	},
}
