package app

import (
	"context"
	"time"

	"cairn/internal/assess"
	"cairn/internal/calendar"
	"cairn/internal/errs"
	"cairn/internal/store"
)

// AuditRecord is a record of what happened in a programme.
type AuditRecord = store.AuditRecord

// Audit returns what the ledgers hold of a programme from the beginning of a day in its zone, the oldest record first; the zero date
// means all of it. It is for operators.
func (a *App) Audit(ctx context.Context, id assess.ProgrammeID, since calendar.Date) (records []AuditRecord, err error) {
	defer errs.Wrap(&err, "app.Audit(%s)", id)
	from, err := a.beginning(ctx, id, since)
	if err != nil {
		return nil, err
	}
	return a.store.Audit(ctx, id, from)
}

// beginning is the instant at which a day begins in the zone of a programme; the zero time for the zero date.
func (a *App) beginning(ctx context.Context, id assess.ProgrammeID, day calendar.Date) (from time.Time, err error) {
	err = a.store.View(ctx, func(tx assess.Tx) error {
		p, err := tx.Programme(ctx, id)
		if err != nil {
			return err
		}
		cal, err := p.Calendar()
		if err == nil && !day.IsZero() {
			from = cal.At(day, 0)
		}
		return err
	})
	return from, err
}
