package store

import (
	"context"
	"database/sql"
	"errors"
	"slices"

	"github.com/jmoiron/sqlx"

	"cairn/internal/assess"
	"cairn/internal/errs"
)

type personRow struct {
	ID           string  `db:"id"`
	Name         string  `db:"name"`
	Zone         string  `db:"zone"`
	Locale       string  `db:"locale"`
	Standing     string  `db:"standing"`
	Admin        bool    `db:"admin"`
	StatusEmoji  string  `db:"status_emoji"`
	StatusText   string  `db:"status_text"`
	StatusSince  instant `db:"status_since"`
	StatusUntil  instant `db:"status_until"`
	AbsenceSince instant `db:"absence_since"`
	AbsenceUntil instant `db:"absence_until"`
	SeenAt       instant `db:"seen_at"`
	Version      int     `db:"version"`
}

func newPersonRow(p assess.Person) personRow {
	return personRow{
		ID: string(p.ID), Name: clean(p.Name), Zone: clean(p.Zone), Locale: clean(p.Locale), Standing: string(p.Standing), Admin: p.Admin,
		StatusEmoji: clean(p.Status.Emoji), StatusText: clean(p.Status.Text),
		StatusSince: instant{p.Status.Since}, StatusUntil: instant{p.Status.Until},
		AbsenceSince: instant{p.Absence.Since}, AbsenceUntil: instant{p.Absence.Until},
		SeenAt: instant{p.SeenAt}, Version: p.Version,
	}
}

func (r personRow) person() assess.Person {
	return assess.Person{
		ID: assess.UserID(r.ID), Name: r.Name, Zone: r.Zone, Locale: r.Locale, Standing: assess.Standing(r.Standing), Admin: r.Admin,
		Status: assess.SlackStatus{
			Emoji: r.StatusEmoji, Text: r.StatusText, Since: r.StatusSince.Time, Until: r.StatusUntil.Time,
		},
		Absence: assess.Absence{Since: r.AbsenceSince.Time, Until: r.AbsenceUntil.Time},
		SeenAt:  r.SeenAt.Time, Version: r.Version,
	}
}

const selectPerson = `
	SELECT id, name, zone, locale, standing, admin, status_emoji, status_text, status_since, status_until,
	       absence_since, absence_until, seen_at, version
	FROM person`

// Person returns the person, or the zero Person with the ID for somebody unknown. In an Update nobody else reads or
// changes the person in one until that ends: somebody unknown gets an empty row to hold.
func (t tx) Person(ctx context.Context, id assess.UserID) (_ assess.Person, err error) {
	defer errs.Wrap(&err, "store.Person(%s)", id)
	row, err := t.person(ctx, id)
	if errors.Is(err, sql.ErrNoRows) && t.update && id != "" {
		if _, err := t.exec(ctx, `INSERT INTO person (id) VALUES (?) ON CONFLICT (id) DO NOTHING`, id); err != nil {
			return assess.Person{}, err
		}
		row, err = t.person(ctx, id) // another's row, when two met here
	}
	if errors.Is(err, sql.ErrNoRows) {
		return assess.Person{ID: id}, nil
	}
	return row.person(), err
}

func (t tx) person(ctx context.Context, id assess.UserID) (row personRow, err error) {
	err = t.get(ctx, &row, t.held(selectPerson+` WHERE id = ?`), id)
	return row, err
}

// PeopleByID returns those of the people who are known.
func (t tx) PeopleByID(ctx context.Context, ids []assess.UserID) (_ map[assess.UserID]assess.Person, err error) {
	defer errs.Wrap(&err, "store.PeopleByID")
	people := make(map[assess.UserID]assess.Person, len(ids))
	for some := range slices.Chunk(ids, rowsAtOnce) {
		query, args, err := sqlx.In(selectPerson+` WHERE version > 0 AND id IN (?)`, some)
		if err != nil {
			return nil, err
		}
		var found []personRow
		if err := t.list(ctx, &found, query, args...); err != nil {
			return nil, err
		}
		for _, row := range found {
			people[assess.UserID(row.ID)] = row.person()
		}
	}
	return people, nil
}

// SavePerson replaces version p.Version-1, or adds version 1 of somebody unknown.
func (t tx) SavePerson(ctx context.Context, p assess.Person) (err error) {
	defer errs.Wrap(&err, "store.SavePerson(%s)", p.ID)
	row := newPersonRow(p)
	if p.Version == 1 {
		if _, err := t.exec(ctx, `INSERT INTO person (id) VALUES (?) ON CONFLICT (id) DO NOTHING`, row.ID); err != nil {
			return err
		}
	}
	n, err := t.save(ctx, `
		UPDATE person
		SET name = :name, zone = :zone, locale = :locale, standing = :standing, admin = :admin,
		    status_emoji = :status_emoji, status_text = :status_text, status_since = :status_since, status_until = :status_until,
		    absence_since = :absence_since, absence_until = :absence_until, seen_at = :seen_at, version = :version
		WHERE id = :id AND version = :version - 1`, row)
	if err == nil && n == 0 {
		return errs.New(errs.Conflict, "What is known about <@%s> was changed by somebody else meanwhile. Repeat the change.", p.ID)
	}
	return err
}
