package solo

import (
	"context"
	"database/sql"
	"encoding/json"
	"fmt"
	"io/fs"
	"path"
	"slices"

	"go.temporal.io/server/schema"
	"go.temporal.io/server/schema/sqlite"
	"golang.org/x/mod/semver"
)

// Where the server keeps the schema of its SQLite database: whole for a new
// file, and as one directory of changes for each version.
const (
	wholeSchema      = "sqlite/v3/temporal/schema.sql"
	visibilitySchema = "sqlite/v3/visibility/schema.sql"
	schemaChanges    = "sqlite/v3/temporal/versioned"
)

// currentSchema is the version the server in this program works with.
const currentSchema = "v" + sqlite.Version

// migrate creates the schema, or updates it to the server's version. It is one
// transaction: a process killed in the middle leaves the file as it was.
func (d *database) migrate(ctx context.Context) error {
	tx, err := d.BeginTx(ctx, nil)
	if err != nil {
		return fmt.Errorf("open the Temporal database %s: %w", d.file, err)
	}
	defer func() { _ = tx.Rollback() }()

	tables, err := tableNames(ctx, tx)
	switch {
	case err != nil:
		return fmt.Errorf("read the Temporal database %s: %w", d.file, err)
	case len(tables) == 0:
		err = createSchema(ctx, tx)
	case tables["executions"] && tables["cairn"]:
		err = updateSchema(ctx, tx)
	case tables["executions"]:
		return fmt.Errorf("the Temporal database %s was not made by Cairn, so the version of its schema is not known: name another file", d.file)
	default:
		return fmt.Errorf("%s is not a Temporal database but some other SQLite file: name another file", d.file)
	}
	if err != nil {
		return fmt.Errorf("bring the Temporal database %s up to date: %w", d.file, err)
	}
	if err := tx.Commit(); err != nil {
		return fmt.Errorf("bring the Temporal database %s up to date: %w", d.file, err)
	}
	return nil
}

func tableNames(ctx context.Context, tx *sql.Tx) (map[string]bool, error) {
	rows, err := tx.QueryContext(ctx, `SELECT name FROM sqlite_master WHERE type = 'table'`)
	if err != nil {
		return nil, err
	}
	defer func() { _ = rows.Close() }()
	names := map[string]bool{}
	for rows.Next() {
		var name string
		if err := rows.Scan(&name); err != nil {
			return nil, err
		}
		names[name] = true
	}
	return names, rows.Err()
}

func createSchema(ctx context.Context, tx *sql.Tx) error {
	for _, script := range []string{wholeSchema, visibilitySchema} {
		if err := runScript(ctx, tx, script); err != nil {
			return err
		}
	}
	const ours = `
		CREATE TABLE cairn (
			id INTEGER PRIMARY KEY CHECK (id = 1),
			schema_version TEXT NOT NULL,
			clock_offset_ns INTEGER NOT NULL);
		INSERT INTO cairn VALUES (1, ?, 0)`
	_, err := tx.ExecContext(ctx, ours, currentSchema)
	return err
}

// updateSchema applies the changes after the file's version, oldest first.
func updateSchema(ctx context.Context, tx *sql.Tx) error {
	var have string
	if err := tx.QueryRowContext(ctx, `SELECT schema_version FROM cairn`).Scan(&have); err != nil {
		return fmt.Errorf("read the version of its schema: %w", err)
	}
	if !semver.IsValid(have) {
		return fmt.Errorf("the version of its schema, %q, is not one", have)
	}
	if semver.Compare(have, currentSchema) > 0 {
		return fmt.Errorf("its schema has version %s and this program knows versions up to %s: run the newer Cairn that wrote it", have, currentSchema)
	}
	versions, err := schemaVersions()
	if err != nil {
		return err
	}
	for _, version := range versions {
		if semver.Compare(version, have) <= 0 || semver.Compare(version, currentSchema) > 0 {
			continue
		}
		if err := applyChanges(ctx, tx, version); err != nil {
			return fmt.Errorf("from schema %s to %s: %w", have, version, err)
		}
		have = version
	}
	_, err = tx.ExecContext(ctx, `UPDATE cairn SET schema_version = ?`, have)
	return err
}

func schemaVersions() ([]string, error) {
	entries, err := fs.ReadDir(schema.Assets(), schemaChanges)
	if err != nil {
		return nil, err
	}
	var versions []string
	for _, entry := range entries {
		if entry.IsDir() && semver.IsValid(entry.Name()) {
			versions = append(versions, entry.Name())
		}
	}
	slices.SortFunc(versions, semver.Compare)
	return versions, nil
}

func applyChanges(ctx context.Context, tx *sql.Tx, version string) error {
	dir := path.Join(schemaChanges, version)
	data, err := fs.ReadFile(schema.Assets(), path.Join(dir, "manifest.json"))
	if err != nil {
		return err
	}
	var manifest struct{ SchemaUpdateCqlFiles []string }
	if err := json.Unmarshal(data, &manifest); err != nil {
		return err
	}
	for _, file := range manifest.SchemaUpdateCqlFiles {
		if err := runScript(ctx, tx, path.Join(dir, file)); err != nil {
			return err
		}
	}
	return nil
}

// runScript executes one of the server's embedded SQL files.
func runScript(ctx context.Context, tx *sql.Tx, name string) error {
	script, err := fs.ReadFile(schema.Assets(), name)
	if err != nil {
		return err
	}
	if _, err := tx.ExecContext(ctx, string(script)); err != nil {
		return fmt.Errorf("%s: %w", name, err)
	}
	return nil
}
