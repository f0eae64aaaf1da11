package store

import (
	"context"
	"time"

	"cairn/internal/delivery"
	"cairn/internal/errs"
)

var _ delivery.Homes = (*Ledger)(nil)

type homeRow struct {
	Person   string  `db:"person"`
	Shown    string  `db:"shown"`
	Attempts int     `db:"attempts"`
	HeldAt   instant `db:"held_at"`
}

// ClaimHome implements delivery.Homes.
func (l *Ledger) ClaimHome(ctx context.Context, person string, at time.Time, lease time.Duration) (claimed delivery.Home, err error) {
	defer errs.Wrap(&err, "store.ClaimHome(%s)", person)
	err = l.store.update(ctx, func(ctx context.Context, t tx) error {
		if _, err := t.exec(ctx, `INSERT INTO home (person, shown, attempts) VALUES (?, '', 0) ON CONFLICT (person) DO NOTHING`, person); err != nil {
			return err
		}
		h, err := t.home(ctx, person)
		if err != nil {
			return err
		}
		if claimed, err = h.Claimed(at, lease); err != nil {
			return err
		}
		return t.saveHome(ctx, claimed)
	})
	return claimed, err
}

// SettleHome implements delivery.Homes.
func (l *Ledger) SettleHome(ctx context.Context, person string, attempt int, shown string) (err error) {
	defer errs.Wrap(&err, "store.SettleHome(%s)", person)
	return l.store.update(ctx, func(ctx context.Context, t tx) error {
		h, err := t.home(ctx, person)
		if err != nil {
			return err
		}
		return t.saveHome(ctx, h.Settled(attempt, shown))
	})
}

func (t tx) home(ctx context.Context, person string) (delivery.Home, error) {
	var row homeRow
	err := t.get(ctx, &row, t.held(`SELECT person, shown, attempts, held_at FROM home WHERE person = ?`), person)
	return delivery.Home{Person: row.Person, Shown: row.Shown, Attempts: row.Attempts, HeldAt: row.HeldAt.Time}, err
}

func (t tx) saveHome(ctx context.Context, h delivery.Home) error {
	_, err := t.save(ctx, `UPDATE home SET shown = :shown, attempts = :attempts, held_at = :held_at WHERE person = :person`,
		homeRow{Person: h.Person, Shown: h.Shown, Attempts: h.Attempts, HeldAt: instant{h.HeldAt}})
	return err
}
