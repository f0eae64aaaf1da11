package store

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"net/url"
	"os"
	"path/filepath"
	"strings"
	"time"

	"github.com/jmoiron/sqlx"
	"github.com/lib/pq"
	_ "modernc.org/sqlite" // driver "sqlite"

	"cairn/internal/errs"
)

const (
	pingTimeout    = 10 * time.Second
	connectTimeout = 10 * time.Second // PostgreSQL, unless the URL says otherwise
	busyTimeout    = 5 * time.Second  // SQLite: how long to wait for another process's write
	maxReaders     = 8                // SQLite
	maxConns       = 16               // PostgreSQL, per process; its own default limit is 100 for all
	connLifetime   = 30 * time.Minute // so that a failed-over or drained server is left in time
)

// Open connects to the database that the URL names:
//
//	sqlite:PATH       a file, made when missing; PATH may be relative
//	sqlite::memory:   a private database that ends with the Store; for tests (":memory:" alone is the same)
//	postgres://…      a PostgreSQL server, as libpq writes it, such as postgres://cairn@db.example/cairn?sslmode=verify-full
//
// It fails with a sentence when the URL is wrong or the database cannot be reached. It does not look at the schema:
// [Store.Check] does, and every use of a database without the right schema says what to run.
func Open(ctx context.Context, url string) (*Store, error) {
	scheme, rest, _ := strings.Cut(url, ":")
	switch {
	case url == ":memory:", url == "sqlite::memory:":
		return openMemory(ctx)
	case scheme == "sqlite" && strings.Trim(rest, "/") != "":
		return openFile(ctx, rest)
	case scheme == "postgres" || scheme == "postgresql":
		return openPostgres(ctx, url)
	case scheme == "sqlite":
		return nil, errs.New(errs.Invalid, `The database URL names no file; write "sqlite:" and a path, such as sqlite:cairn.db.`)
	default: // the URL may hold a password, so it is not shown
		return nil, errs.New(errs.Invalid, `The database URL must start with "sqlite:" or "postgres://", such as sqlite:cairn.db or postgres://cairn@localhost/cairn.`)
	}
}

func openMemory(ctx context.Context) (*Store, error) {
	// The one connection is the database: it must neither be shared nor expire.
	db, err := openSQLite(ctx, ":memory:", url.Values{"_txlock": {"immediate"}}, 1)
	if err != nil {
		return nil, err
	}
	return &Store{dialect: sqliteDialect, write: db, read: db}, nil
}

func openFile(ctx context.Context, path string) (*Store, error) {
	path = filepath.Clean(path)
	if dir := filepath.Dir(path); !isDir(dir) {
		return nil, errs.New(errs.Invalid, "The database file %s cannot be made: %s is not a folder. Make it first, or name another path.", path, dir)
	}
	if err := private(path); err != nil {
		return nil, unopened(path, err)
	}
	name := "file:" + (&url.URL{Path: path}).EscapedPath() // "?", "#" and "%" may be part of a path
	write, err := openSQLite(ctx, name, url.Values{
		"_txlock": {"immediate"}, // a write transaction that began by reading could not wait for its turn
		// Readers and the writer do not wait for each other.
		"_journal_mode": {"WAL"},
		// A person was told that the answer is kept, so a commit waits for the disk: with NORMAL a power cut could
		// take the last ones.
		"_synchronous": {"FULL"},
	}, 1)
	if err != nil {
		return nil, unopened(path, err)
	}
	read, err := openSQLite(ctx, name, url.Values{"_query_only": {"on"}}, maxReaders)
	if err != nil {
		_ = write.Close()
		return nil, unopened(path, err)
	}
	return &Store{dialect: sqliteDialect, write: write, read: read}, nil
}

// private makes a missing file so that only its owner may read it; SQLite gives its other files the same mode.
func private(path string) error {
	f, err := os.OpenFile(path, os.O_RDWR|os.O_CREATE, 0o600)
	if err != nil {
		return err
	}
	return f.Close()
}

func isDir(path string) bool {
	info, err := os.Stat(path)
	return err == nil && info.IsDir()
}

func unopened(path string, err error) error {
	if errs.CodeOf(err) != errs.Internal || errors.Is(err, context.Canceled) || errors.Is(err, context.DeadlineExceeded) {
		return err
	}
	return errs.New(errs.Invalid, "The database file %s cannot be opened; check that it is Cairn's SQLite database and may be read and written.", path).Because(err)
}

// openSQLite opens a pool of at most limit connections that never expire.
func openSQLite(ctx context.Context, name string, options url.Values, limit int) (*sqlx.DB, error) {
	options.Set("_busy_timeout", fmt.Sprint(busyTimeout.Milliseconds()))
	options.Set("_foreign_keys", "on")
	options.Set("_pragma", "recursive_triggers(on)") // or INSERT OR REPLACE would go around the append-only triggers
	options.Set("_dqs", "false")                     // a misspelt column in double quotes is an error, not a text
	options.Set("_error_rc", "true")                 // messages that belong to the error
	db, err := sqlx.Open("sqlite", name+"?"+options.Encode())
	if err != nil {
		return nil, err
	}
	db.SetMaxOpenConns(limit)
	db.SetMaxIdleConns(limit)
	return reached(ctx, db, sqliteDialect)
}

func openPostgres(ctx context.Context, url string) (*Store, error) {
	config, err := pq.NewConfig(url)
	if err != nil { // the cause may quote the URL, which may hold a password
		return nil, errs.New(errs.Invalid, "The database URL is not one of PostgreSQL's; write it like postgres://cairn@localhost:5432/cairn?sslmode=require.")
	}
	if config.ConnectTimeout == 0 {
		config.ConnectTimeout = connectTimeout
	}
	config.BinaryParameters = true // one round trip a statement, and no prepared statements for a pooler to lose
	if config.ApplicationName == "" {
		config.ApplicationName = "cairn"
	}
	connector, err := pq.NewConnectorConfig(config)
	if err != nil {
		return nil, errs.New(errs.Invalid, "The database URL has options that do not fit together.").Because(err)
	}
	db := sqlx.NewDb(sql.OpenDB(connector), "postgres")
	db.SetMaxOpenConns(maxConns)
	db.SetMaxIdleConns(maxConns / 2)
	db.SetConnMaxLifetime(connLifetime)
	if db, err = reached(ctx, db, postgresDialect); err != nil {
		return nil, err
	}
	return &Store{dialect: postgresDialect, write: db, read: db}, nil
}

// reached returns db once it answers, and closes it when it does not.
func reached(ctx context.Context, db *sqlx.DB, d dialect) (*sqlx.DB, error) {
	ctx, cancel := d.bounded(ctx, pingTimeout)
	defer cancel()
	if err := d.failed(ctx, db.PingContext(ctx)); err != nil {
		_ = db.Close()
		return nil, err
	}
	return db, nil
}
