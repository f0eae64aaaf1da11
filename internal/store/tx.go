package store

import (
	"context"
	"database/sql"
	"errors"
	"math/rand/v2"
	"time"

	"github.com/jmoiron/sqlx"

	"cairn/internal/assess"
	"cairn/internal/errs"
)

const (
	txTimeout = 30 * time.Second // for a transaction with its retries
	// Each collision lets at least one other transaction through, so a few more tries than there are people who act on
	// the same cycle within a moment are enough.
	maxTries   = 6
	retryPause = 5 * time.Millisecond // doubled for each try, and jittered so that two do not collide in step
)

// tx is a transaction as a value; it is what assess.Tx describes.
type tx struct {
	*sqlx.Tx
	dialect dialect
	update  bool
	limit   context.Context // ends when the transaction must; its statements end with it and with their own context
}

var _ assess.Tx = tx{}

// View runs fn in one transaction that sees one state of the database and cannot change it.
func (s *Store) View(ctx context.Context, fn func(assess.Tx) error) error {
	return s.view(ctx, func(_ context.Context, t tx) error { return fn(t) })
}

// Update runs fn in one transaction and commits it when fn returns nil. When the database makes it collide with another
// transaction, fn runs again from the start: it must not have effects outside its transaction.
func (s *Store) Update(ctx context.Context, fn func(assess.Tx) error) error {
	return s.update(ctx, func(_ context.Context, t tx) error { return fn(t) })
}

func (s *Store) view(ctx context.Context, fn func(context.Context, tx) error) error {
	if err := s.checkOnce(ctx); err != nil {
		return err
	}
	ctx, cancel := s.dialect.bounded(ctx, txTimeout)
	defer cancel()
	return s.try(ctx, s.read, &sql.TxOptions{Isolation: s.dialect.viewLevel, ReadOnly: true}, fn)
}

func (s *Store) update(ctx context.Context, fn func(context.Context, tx) error) error {
	if err := s.checkOnce(ctx); err != nil {
		return err
	}
	ctx, cancel := s.dialect.bounded(ctx, txTimeout)
	defer cancel()
	pause := retryPause
	for attempt := 1; ; attempt++ {
		err := s.try(ctx, s.write, &sql.TxOptions{}, fn)
		if err == nil || attempt == maxTries || !s.dialect.repeatable || s.dialect.classify(err) != collision {
			return err
		}
		select {
		case <-ctx.Done():
			return context.Cause(ctx)
		case <-time.After(pause/2 + rand.N(pause)):
			pause *= 2
		}
	}
}

// try runs fn in one transaction, once.
func (s *Store) try(ctx context.Context, pool *sqlx.DB, options *sql.TxOptions, fn func(context.Context, tx) error) error {
	begun, err := pool.BeginTxx(ctx, options)
	if err != nil {
		return s.dialect.failed(ctx, err)
	}
	defer func() { _ = begun.Rollback() }() // nothing to do once committed
	err = fn(ctx, tx{Tx: begun, dialect: s.dialect, update: !options.ReadOnly, limit: ctx})
	if err != nil || options.ReadOnly {
		return err
	}
	return s.dialect.failed(ctx, begun.Commit())
}

// bounded returns a context that ends after the limit, with a sentence as its cause.
func (d dialect) bounded(ctx context.Context, limit time.Duration) (context.Context, context.CancelFunc) {
	stuck := errs.New(errs.Unavailable, "The database (%s) did not answer within %s. Please try again.", d.name, limit)
	return context.WithTimeoutCause(ctx, limit, stuck)
}

// failed is what the error of a statement means: why its context ended when it has, else see explain.
func (d dialect) failed(ctx context.Context, err error) error {
	if err != nil && ctx.Err() != nil && !errors.Is(err, sql.ErrNoRows) {
		return context.Cause(ctx) // the drivers have words of their own for it
	}
	return d.explain(err)
}

// The statements of this package are written with ? and :name; the methods below are the only ones that send them.

// get reads one row into dest. It returns sql.ErrNoRows as it is.
func (t tx) get(ctx context.Context, dest any, query string, args ...any) error {
	return t.send(ctx, func(ctx context.Context) error { return t.GetContext(ctx, dest, t.Rebind(query), args...) })
}

// one reads the row that a query finds as the value that it holds, or returns what is said where there is none.
func one[R, V any](ctx context.Context, t tx, value func(R) V, missing error, query string, args ...any) (V, error) {
	var row R
	err := t.get(ctx, &row, query, args...)
	if err != nil {
		var none V
		if errors.Is(err, sql.ErrNoRows) {
			err = missing
		}
		return none, err
	}
	return value(row), nil
}

// list reads all rows into dest, a pointer to a slice.
func (t tx) list(ctx context.Context, dest any, query string, args ...any) error {
	return t.send(ctx, func(ctx context.Context) error { return t.SelectContext(ctx, dest, t.Rebind(query), args...) })
}

// many reads all rows that a query finds as the values that they hold; no rows are a nil slice.
func many[R, V any](ctx context.Context, t tx, value func(R) V, query string, args ...any) ([]V, error) {
	var found []R
	err := t.list(ctx, &found, query, args...)
	return each(found, value), err
}

// each maps rows to the values that they hold.
func each[R, V any](found []R, value func(R) V) []V {
	var values []V
	for _, row := range found {
		values = append(values, value(row))
	}
	return values
}

// exec runs a statement and returns how many rows it changed.
func (t tx) exec(ctx context.Context, query string, args ...any) (changed int64, err error) {
	return t.change(ctx, func(ctx context.Context) (sql.Result, error) { return t.ExecContext(ctx, t.Rebind(query), args...) })
}

// save is exec for a statement whose parameters are the columns of a row, or of each row of a slice.
func (t tx) save(ctx context.Context, query string, row any) (changed int64, err error) {
	return t.change(ctx, func(ctx context.Context) (sql.Result, error) { return t.NamedExecContext(ctx, query, row) })
}

func (t tx) change(ctx context.Context, run func(context.Context) (sql.Result, error)) (changed int64, err error) {
	if !t.update {
		return 0, errReadOnly
	}
	err = t.send(ctx, func(ctx context.Context) error {
		result, err := run(ctx)
		if err != nil {
			return err
		}
		changed, err = result.RowsAffected()
		return err
	})
	return changed, err
}

// send runs a statement until its own context or the transaction's ends.
func (t tx) send(ctx context.Context, run func(context.Context) error) error {
	if t.limit.Err() != nil {
		return context.Cause(t.limit)
	}
	ctx, cancel := context.WithCancelCause(ctx)
	defer cancel(nil)
	defer context.AfterFunc(t.limit, func() { cancel(context.Cause(t.limit)) })()
	return t.dialect.failed(ctx, run(ctx))
}

var errReadOnly = errors.New("a change inside store.View; use store.Update")

// held returns the query of rows that must not change before an Update ends.
func (t tx) held(query string) string {
	if t.update {
		return query + t.dialect.hold
	}
	return query
}

// shared returns the query of rows that must not change before an Update ends, and that others may rely on so too.
func (t tx) shared(query string) string {
	if t.update {
		return query + t.dialect.share
	}
	return query
}

// unlimited stands for "as many as there are" in LIMIT, in both dialects.
const unlimited = 1<<31 - 1

// rows returns a LIMIT for the limit of a port's method, where 0 means all.
func rows(limit int) int {
	if limit <= 0 {
		return unlimited
	}
	return limit
}

// ofProgramme returns the WHERE clause for the rows of a programme, or none for "", which means all.
func ofProgramme(p assess.ProgrammeID) (where string, args []any) {
	if p == "" {
		return "", nil
	}
	return " WHERE programme = ?", []any{p}
}
