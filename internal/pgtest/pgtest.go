// Package pgtest gives a test a PostgreSQL database of its own.
//
// [URL] makes a fresh database, and [Copy] a copy of one, on the server that CAIRN_TEST_POSTGRES names; without that, on
// a throwaway cluster which is started once for each test process from the installed server programs, listens on a Unix
// socket only, and is stopped and removed when the process ends, however it ends. Where there is no server to run, the
// test is skipped with a sentence; with CI=true it fails instead.
//
// It is for tests only: no production code imports it.
package pgtest

import (
	"context"
	"crypto/rand"
	"database/sql"
	"errors"
	"fmt"
	"net/url"
	"os"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/lib/pq"
	"github.com/lib/pq/pqerror"
)

// Variable is the environment variable that names a server for tests: a URL whose user may make databases.
const Variable = "CAIRN_TEST_POSTGRES"

const (
	startLimit = 3 * time.Minute
	adminLimit = 2 * time.Minute
)

// errNone says that there is no server to run, as opposed to one that fails.
var errNone = errors.New("PostgreSQL is not installed")

// server is the URL of the server's maintenance database.
var server = sync.OnceValues(func() (string, error) {
	if named := os.Getenv(Variable); named != "" {
		return named, nil
	}
	return startCluster()
})

// URL returns the URL of a new, empty database, which is dropped when the test ends.
func URL(tb testing.TB) string {
	tb.Helper()
	return made(tb, "")
}

// Copy returns the URL of a new database that begins as a copy of one that [URL] made, to which nobody is connected.
func Copy(tb testing.TB, of string) string {
	tb.Helper()
	source, err := url.Parse(of)
	if err != nil {
		tb.Fatalf("The URL of the database to copy is none: %v.", err)
	}
	return made(tb, " TEMPLATE "+pq.QuoteIdentifier(strings.TrimPrefix(source.Path, "/")))
}

func made(tb testing.TB, how string) string {
	tb.Helper()
	admin, err := server()
	if errors.Is(err, errNone) && os.Getenv("CI") != "true" {
		tb.Skipf("%v; install its server (Debian: postgresql), or name one in %s.", err, Variable)
	}
	if err != nil {
		tb.Fatalf("No PostgreSQL for this test: %v.", err)
	}
	name := "cairn_test_" + strings.ToLower(rand.Text()[:16])
	if err := execute(admin, "CREATE DATABASE "+pq.QuoteIdentifier(name)+how); err != nil {
		tb.Fatalf("Cannot make a database for this test: %v.", err)
	}
	tb.Cleanup(func() {
		if err := execute(admin, "DROP DATABASE "+pq.QuoteIdentifier(name)+" WITH (FORCE)"); err != nil {
			tb.Errorf("Cannot drop this test's database: %v.", err)
		}
	})
	named, err := url.Parse(admin)
	if err != nil {
		tb.Fatalf("%s is not a URL: %v.", Variable, err)
	}
	named.Path = "/" + name
	return named.String()
}

// execute runs a statement on a connection of its own. A connection that was closed can be there for a while yet: the server waits
// five seconds for it to go, and on a busy machine that may not be enough, so it is asked again.
func execute(server, statement string) error {
	db, err := sql.Open("postgres", server)
	if err != nil {
		return err
	}
	defer db.Close()
	ctx, cancel := context.WithTimeout(context.Background(), adminLimit)
	defer cancel()
	for {
		_, err := db.ExecContext(ctx, statement)
		if inUse := new(pq.Error); errors.As(err, &inUse) && inUse.Code == pqerror.ObjectInUse && ctx.Err() == nil {
			continue
		}
		if err != nil {
			return fmt.Errorf("%s: %w", statement, err)
		}
		return nil
	}
}
