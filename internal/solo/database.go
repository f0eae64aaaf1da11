package solo

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"os"
	"time"

	"github.com/google/uuid"
	"go.temporal.io/server/common/config"
	sqliteplugin "go.temporal.io/server/common/persistence/sql/sqlplugin/sqlite"
	"go.temporal.io/server/schema/sqlite"
	"google.golang.org/protobuf/types/known/durationpb"
	_ "modernc.org/sqlite" // the driver, also the server's
)

// busyTimeout is how long a connection waits for another's transaction.
const busyTimeout = 10 * time.Second

// database is our own connection to the server's SQLite file, beside the one
// the server holds: for the schema, the clock's offset and the reading of due
// instants. In WAL mode its reads never wait for the server nor hold it up.
type database struct {
	*sql.DB
	file string // absolute
}

// openDatabase opens or creates the file and brings its schema up to date.
func openDatabase(ctx context.Context, file string) (*database, error) {
	// The file is created here, not by SQLite, for its mode: only its owner reads it.
	f, err := os.OpenFile(file, os.O_RDWR|os.O_CREATE, 0o600)
	if err != nil {
		return nil, fmt.Errorf("open the Temporal database: %w", err)
	}
	if err := f.Close(); err != nil {
		return nil, fmt.Errorf("open the Temporal database: %w", err)
	}
	pragmas := fmt.Sprintf("_pragma=busy_timeout(%d)&_pragma=journal_mode(wal)&_txlock=immediate", busyTimeout.Milliseconds())
	db, err := sql.Open("sqlite", "file:"+file+"?"+pragmas)
	if err != nil {
		return nil, fmt.Errorf("open the Temporal database %s: %w", file, err)
	}
	d := &database{DB: db, file: file}
	if err := d.migrate(ctx); err != nil {
		_ = d.Close()
		return nil, err
	}
	return d, nil
}

// offset returns the stored offset of the clock, zero if time was never skipped.
func (d *database) offset(ctx context.Context) (time.Duration, error) {
	var ns int64
	if err := d.QueryRowContext(ctx, `SELECT clock_offset_ns FROM cairn`).Scan(&ns); err != nil {
		return 0, fmt.Errorf("read the clock of the Temporal database %s: %w", d.file, err)
	}
	return time.Duration(ns), nil
}

// saveOffset stores the offset the clock is about to have. Like the clock, what is
// stored never goes back.
func (d *database) saveOffset(ctx context.Context, offset time.Duration) error {
	if _, err := d.ExecContext(ctx, `UPDATE cairn SET clock_offset_ns = max(clock_offset_ns, ?)`, int64(offset)); err != nil {
		return fmt.Errorf("store the clock of the Temporal database %s: %w", d.file, err)
	}
	return nil
}

// ensureNamespace creates the namespace if it is missing.
func ensureNamespace(cfg *config.SQL, name string, retention time.Duration) error {
	ns, err := sqlite.NewNamespaceConfig(clusterName, name, false, nil)
	if err != nil {
		return fmt.Errorf("describe the namespace %s: %w", name, err)
	}
	ns.Detail.Config.Retention = durationpb.New(retention)
	if err := sqlite.CreateNamespaces(cfg, ns); err != nil {
		return fmt.Errorf("create the namespace %s: %w", name, err)
	}
	return nil
}

// namespaceID returns the id under which the server stores a namespace's rows.
func (d *database) namespaceID(ctx context.Context, name string) (uuid.UUID, error) {
	var id uuid.UUID
	if err := d.QueryRowContext(ctx, `SELECT id FROM namespaces WHERE name = ?`, name).Scan(&id); err != nil {
		return id, fmt.Errorf("find the namespace %s in the Temporal database %s: %w", name, d.file, err)
	}
	return id, nil
}

// close folds the write-ahead log into the file, so that a copy of the file
// alone is a whole copy, and closes our connection. The server's plugin keeps
// its own connection open, idle, until the process ends.
func (d *database) close() error {
	ctx, cancel := context.WithTimeout(context.Background(), busyTimeout)
	defer cancel()
	_, err := d.ExecContext(ctx, `PRAGMA wal_checkpoint(TRUNCATE)`)
	return errors.Join(err, d.Close())
}

// sqlConfig is the server's connection to the file. One connection: SQLite has
// one writer, and more of them only wait for each other.
func sqlConfig(file string, synchronous string) *config.SQL {
	return &config.SQL{
		PluginName:   sqliteplugin.PluginName,
		DatabaseName: file,
		ConnectAttributes: map[string]string{
			"mode":         "rwc",
			"journal_mode": "wal",
			"synchronous":  synchronous,
			"busy_timeout": fmt.Sprint(busyTimeout.Milliseconds()),
		},
	}
}
