package store

import (
	"context"
	"database/sql"
	"database/sql/driver"
	"errors"
	"io"
	"io/fs"
	"net"
	"strings"

	"github.com/lib/pq"
	"github.com/lib/pq/pqerror"
	"github.com/pressly/goose/v3"
	"modernc.org/sqlite"
	sqlite3 "modernc.org/sqlite/lib"

	"cairn/internal/errs"
	"cairn/migrations"
)

// dialect is everything in which the two databases differ.
type dialect struct {
	name       string // as a person knows it
	goose      goose.Dialect
	migrations fs.FS
	hold       string             // appended to a SELECT whose rows stay as they are until the transaction ends
	share      string             // the same, where others may hold the rows so too
	viewLevel  sql.IsolationLevel // at which all statements of a View see the same state
	repeatable bool               // a collision means: run the transaction again
	object     string             // the function that makes a JSON object of names and values
	nested     string             // the function that makes a column a document within such an object
	classify   func(error) fault
}

var sqliteDialect = dialect{
	name: "SQLite", goose: goose.DialectSQLite3, migrations: migrations.SQLite, classify: classifySQLite,
	object: "json_object", nested: "json",
	// Nothing to hold or repeat: a write transaction has the whole database from its beginning, and has waited for it.
}

var postgresDialect = dialect{
	name: "PostgreSQL", goose: goose.DialectPostgres, migrations: migrations.Postgres, classify: classifyPostgres,
	object: "json_build_object", // which takes a column of JSON as it is
	// Keys never change, so what merely refers to the row need not wait as it would for FOR UPDATE.
	hold:       " FOR NO KEY UPDATE",
	share:      " FOR SHARE",
	viewLevel:  sql.LevelRepeatableRead,
	repeatable: true,
}

// fault is what a database error means to the rest of the package.
type fault int

const (
	otherFault  fault = iota
	unreachable       // no answer; the same call may work later
	collision         // the transaction lost against another and may work when run again
	full              // no space
	orphan            // a foreign key names nothing
	duplicate         // a unique index holds the same already
	noTable           // never migrated
	refused           // who we are is not allowed in
	noTLS             // the server does not speak TLS
)

// explain gives an error of the database a sentence where a person can do something about it.
func (d dialect) explain(err error) error {
	if err == nil || errors.Is(err, context.Canceled) || errors.Is(err, context.DeadlineExceeded) {
		return err
	}
	var coded *errs.Error
	if errors.As(err, &coded) {
		return err
	}
	unavailable := func(sentence string, args ...any) error {
		return errs.New(errs.Unavailable, sentence, args...).Because(err)
	}
	switch d.classify(err) {
	case unreachable:
		return unavailable("The database (%s) does not answer. Check that it runs and that the database URL is right.", d.name)
	case collision:
		return unavailable("The database (%s) is busy with other changes. Please try again.", d.name)
	case full:
		return unavailable("The database (%s) has no space left to write. Free some space and try again.", d.name)
	case noTable:
		return unavailable(unmigrated)
	case refused:
		return unavailable("The database server does not let Cairn in. Check the user with its password and rights, and the database name, in the database URL.")
	case noTLS:
		return unavailable("The database server does not offer TLS. Turn it on, or add sslmode=disable to the database URL when the network is trusted.")
	default:
		return err
	}
}

func classifySQLite(err error) fault {
	var e *sqlite.Error
	if !errors.As(err, &e) {
		return otherFault
	}
	switch code := e.Code(); code & 0xff { // the low byte is the primary code
	case sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED:
		return collision
	case sqlite3.SQLITE_FULL:
		return full
	case sqlite3.SQLITE_CONSTRAINT:
		switch code {
		case sqlite3.SQLITE_CONSTRAINT_FOREIGNKEY:
			return orphan
		case sqlite3.SQLITE_CONSTRAINT_UNIQUE:
			return duplicate
		}
	case sqlite3.SQLITE_ERROR:
		if strings.Contains(e.Error(), "no such table") { // SQLite has no code of its own for it
			return noTable
		}
	}
	return otherFault
}

func classifyPostgres(err error) fault {
	var e *pq.Error
	if !errors.As(err, &e) {
		var network net.Error
		switch {
		case errors.Is(err, pq.ErrSSLNotSupported):
			return noTLS
		case errors.As(err, &network), errors.Is(err, driver.ErrBadConn), errors.Is(err, io.EOF), errors.Is(err, io.ErrUnexpectedEOF):
			return unreachable
		}
		return otherFault
	}
	switch e.Code {
	case pqerror.TRSerializationFailure, pqerror.TRDeadlockDetected:
		return collision
	case pqerror.ForeignKeyViolation:
		return orphan
	case pqerror.UniqueViolation:
		return duplicate
	case pqerror.UndefinedTable:
		return noTable
	case pqerror.DiskFull:
		return full
	case pqerror.TooManyConnections, pqerror.AdminShutdown, pqerror.CrashShutdown, pqerror.CannotConnectNow:
		return unreachable
	case pqerror.InvalidPassword, pqerror.InvalidAuthorizationSpecification, pqerror.InvalidCatalogName, pqerror.InsufficientPrivilege:
		return refused
	}
	if e.Code.Class() == pqerror.ClassConnectionException {
		return unreachable
	}
	return otherFault
}
