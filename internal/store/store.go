// Package store keeps Cairn's facts in SQLite or PostgreSQL.
//
// Protocol: [Open] a database by its URL, [Store.Migrate] it where that is wanted (PostgreSQL is migrated by the
// operator's command, not by a serving process), then use it. [Store.View] and [Store.Update] run a function in one
// transaction, with the transaction as a value: package assess declares what it offers. [Store.Targets],
// [Store.Roadmap] and [Store.Exercises] do so for packages target, roadmap and exercise. [Store.Ledger] is the ledger of outbound messages. A Store is
// safe for concurrent use, by several processes too.
//
// Stored shape: the tables of package migrations, one file here for each aggregate. Programmes are JSON documents, one
// row a revision; the rest is relational. Revisions, submissions, answers, notes, the reminder ledger, disputes,
// snapshots, judgements, the ledgers of targets, actions and exercises, what exercises are evidence for, projections and the
// journal are append-only, and the database refuses to change them; so it does for what is frozen when a cycle opens, when a
// target or an action is set, or when an exercise is planned.
// Instants are UTC and keep microseconds; a finer time is cut off. A version column decides between two who change a row
// at once. What Slack says of a person and a manager's drafts are kept as they were last.
//
// Errors: errs.NotFound and errs.Conflict carry a sentence about the thing that was named; errs.Unavailable says that
// the database does not answer or is not migrated. Whatever else goes wrong is internal.
//
// What it is not: it holds no rule about who may do what or when, it reads no clock, and it waits for nobody longer than
// half a minute.
package store

import (
	"context"
	"sync/atomic"

	"github.com/jmoiron/sqlx"

	"cairn/internal/assess"
)

// Store is a database of Cairn's. Close it when done.
type Store struct {
	dialect dialect
	write   *sqlx.DB // SQLite: one connection, so that writers queue in Go and not in the file's lock
	read    *sqlx.DB // PostgreSQL, and SQLite in memory: the same pool as write
	fits    atomic.Bool
}

var _ assess.Store = (*Store)(nil)

// Close releases the connections. Transactions that still run fail.
func (s *Store) Close() error {
	err := s.write.Close()
	if s.read != s.write {
		if readErr := s.read.Close(); err == nil {
			err = readErr
		}
	}
	return err
}

// Ping reports whether the database answers.
func (s *Store) Ping(ctx context.Context) error {
	ctx, cancel := s.dialect.bounded(ctx, pingTimeout)
	defer cancel()
	return s.dialect.failed(ctx, s.read.PingContext(ctx))
}
