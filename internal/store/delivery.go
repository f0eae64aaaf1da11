package store

import (
	"context"
	"slices"
	"strings"
	"time"

	"github.com/jmoiron/sqlx"

	"cairn/internal/delivery"
	"cairn/internal/errs"
)

// Ledger is the ledger of outbound messages in a Store. Each method is a transaction of its own.
type Ledger struct{ store *Store }

var (
	_ delivery.Ledger = (*Ledger)(nil)
	_ delivery.Events = (*Ledger)(nil)
)

// Ledger returns the store's ledger of outbound messages.
func (s *Store) Ledger() *Ledger { return &Ledger{s} }

type deliveryRow struct {
	Key         string  `db:"key"`
	Kind        string  `db:"kind"`
	Recipient   string  `db:"recipient"`
	Ref         string  `db:"ref"`
	State       string  `db:"state"`
	Channel     string  `db:"channel"`
	TS          string  `db:"ts"`
	Hash        string  `db:"hash"`
	Error       string  `db:"error"`
	Attempts    int     `db:"attempts"`
	AttemptAt   instant `db:"attempt_at"`
	UnsureSince instant `db:"unsure_since"`
	CreatedAt   instant `db:"created_at"`
	UpdatedAt   instant `db:"updated_at"`
}

func newDeliveryRow(d delivery.Delivery) deliveryRow {
	return deliveryRow{
		Key: d.Key, Kind: d.Kind, Recipient: d.To, Ref: d.Ref, State: string(d.State),
		Channel: d.Channel, TS: d.TS, Hash: d.Hash, Error: clean(d.Error),
		Attempts: d.Attempts, AttemptAt: instant{d.AttemptAt}, UnsureSince: instant{d.UnsureSince},
		CreatedAt: instant{d.CreatedAt}, UpdatedAt: instant{d.UpdatedAt},
	}
}

// clean drops from an error what PostgreSQL does not take as text; the error may quote an answer that is not text.
func clean(text string) string {
	return strings.ReplaceAll(strings.ToValidUTF8(text, "\uFFFD"), "\x00", "\uFFFD")
}

func (r deliveryRow) delivery() delivery.Delivery {
	return delivery.Delivery{
		Key: r.Key, Kind: r.Kind, To: r.Recipient, Ref: r.Ref, State: delivery.State(r.State),
		Channel: r.Channel, TS: r.TS, Hash: r.Hash, Error: r.Error,
		Attempts: r.Attempts, AttemptAt: r.AttemptAt.Time, UnsureSince: r.UnsureSince.Time,
		CreatedAt: r.CreatedAt.Time, UpdatedAt: r.UpdatedAt.Time,
	}
}

const selectDelivery = `
	SELECT key, kind, recipient, ref, state, channel, ts, hash, error, attempts, attempt_at, unsure_since, created_at, updated_at
	FROM delivery`

// Begin implements delivery.Ledger.
func (l *Ledger) Begin(ctx context.Context, d delivery.Delivery) (begun delivery.Delivery, err error) {
	defer errs.Wrap(&err, "store.Begin(%s)", d.Key)
	fresh := delivery.Delivery{
		Key: d.Key, Kind: d.Kind, To: d.To, Ref: d.Ref, State: delivery.Pending, CreatedAt: d.CreatedAt, UpdatedAt: d.CreatedAt,
	}
	err = l.store.update(ctx, func(ctx context.Context, t tx) error {
		_, err := t.save(ctx, `
			INSERT INTO delivery (key, kind, recipient, ref, state, channel, ts, hash, error, attempts, attempt_at,
			                      unsure_since, created_at, updated_at)
			VALUES (:key, :kind, :recipient, :ref, :state, :channel, :ts, :hash, :error, :attempts, :attempt_at,
			        :unsure_since, :created_at, :updated_at)
			ON CONFLICT (key) DO NOTHING`, newDeliveryRow(fresh))
		if err != nil {
			return err
		}
		begun, err = t.delivery(ctx, d.Key)
		return err
	})
	return begun, err
}

// Claim implements delivery.Ledger.
func (l *Ledger) Claim(ctx context.Context, key string, at time.Time, lease time.Duration) (claimed delivery.Delivery, err error) {
	defer errs.Wrap(&err, "store.Claim(%s)", key)
	err = l.store.update(ctx, func(ctx context.Context, t tx) error {
		d, err := t.delivery(ctx, key)
		if err != nil {
			return err
		}
		if claimed, err = d.Claimed(at, lease); err != nil {
			return err
		}
		return t.saveDelivery(ctx, claimed)
	})
	return claimed, err
}

// Settle implements delivery.Ledger.
func (l *Ledger) Settle(ctx context.Context, outcome delivery.Delivery) (err error) {
	defer errs.Wrap(&err, "store.Settle(%s)", outcome.Key)
	return l.store.update(ctx, func(ctx context.Context, t tx) error {
		d, err := t.delivery(ctx, outcome.Key)
		if err != nil {
			return err
		}
		settled, err := d.Settled(outcome)
		if err != nil {
			return err
		}
		return t.saveDelivery(ctx, settled)
	})
}

// Find implements delivery.Ledger.
func (l *Ledger) Find(ctx context.Context, key string) (found delivery.Delivery, err error) {
	defer errs.Wrap(&err, "store.Find(%s)", key)
	err = l.store.view(ctx, func(ctx context.Context, t tx) error {
		found, err = t.delivery(ctx, key)
		return err
	})
	return found, err
}

// FindAll returns those deliveries of the keys that there are, by key.
func (l *Ledger) FindAll(ctx context.Context, keys []string) (found map[string]delivery.Delivery, err error) {
	defer errs.Wrap(&err, "store.FindAll")
	found = make(map[string]delivery.Delivery, len(keys))
	err = l.store.view(ctx, func(ctx context.Context, t tx) error {
		for some := range slices.Chunk(keys, rowsAtOnce) {
			query, args, err := sqlx.In(selectDelivery+` WHERE key IN (?)`, some)
			if err != nil {
				return err
			}
			var rows []deliveryRow
			if err := t.list(ctx, &rows, query, args...); err != nil {
				return err
			}
			for _, row := range rows {
				found[row.Key] = row.delivery()
			}
		}
		return nil
	})
	return found, err
}

// FindByMessage implements delivery.Ledger.
func (l *Ledger) FindByMessage(ctx context.Context, channel, ts string) (found delivery.Delivery, err error) {
	defer errs.Wrap(&err, "store.FindByMessage(%s, %s)", channel, ts)
	err = l.store.view(ctx, func(ctx context.Context, t tx) error {
		missing := errs.New(errs.NotFound, "There is no delivery for the message %s in %s.", ts, channel)
		query := selectDelivery + ` WHERE channel = ? AND ts = ? AND ts <> '' ORDER BY updated_at DESC LIMIT 1`
		found, err = one(ctx, t, deliveryRow.delivery, missing, query, channel, ts)
		return err
	})
	return found, err
}

func (t tx) delivery(ctx context.Context, key string) (delivery.Delivery, error) {
	missing := errs.New(errs.NotFound, "There is no delivery %q.", key)
	return one(ctx, t, deliveryRow.delivery, missing, t.held(selectDelivery+` WHERE key = ?`), key)
}

func (t tx) saveDelivery(ctx context.Context, d delivery.Delivery) error {
	_, err := t.save(ctx, `
		UPDATE delivery
		SET state = :state, channel = :channel, ts = :ts, hash = :hash, error = :error, attempts = :attempts,
		    attempt_at = :attempt_at, unsure_since = :unsure_since, updated_at = :updated_at
		WHERE key = :key`, newDeliveryRow(d))
	return err
}

// SeenEvent implements delivery.Events.
func (l *Ledger) SeenEvent(ctx context.Context, id string, at time.Time) (first bool, err error) {
	defer errs.Wrap(&err, "store.SeenEvent(%s)", id)
	err = l.store.update(ctx, func(ctx context.Context, t tx) error {
		n, err := t.exec(ctx, `INSERT INTO seen_event (id, at) VALUES (?, ?) ON CONFLICT (id) DO NOTHING`, id, instant{at})
		first = n > 0
		return err
	})
	return first, err
}

// ForgetEvents implements delivery.Events.
func (l *Ledger) ForgetEvents(ctx context.Context, before time.Time) (err error) {
	defer errs.Wrap(&err, "store.ForgetEvents")
	return l.store.update(ctx, func(ctx context.Context, t tx) error {
		_, err := t.exec(ctx, `DELETE FROM seen_event WHERE at < ?`, instant{before})
		return err
	})
}
