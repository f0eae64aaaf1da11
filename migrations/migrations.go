// Package migrations holds the schema of Cairn's database as numbered SQL files, embedded, in two dialects.
//
// The files are goose's: each has an Up and a Down part and runs in one transaction. A number means the same step in
// both dialects. Once a release has shipped a file it is frozen; what comes later is another file.
//
// Three conventions hold everywhere. Instants are UTC to the microsecond: TIMESTAMPTZ in PostgreSQL, text such as
// 2026-10-01T08:00:00.000000Z in SQLite, where text order is time order. Ids are ordered by their bytes, whatever the
// server's locale. Tables whose rows are facts that were true when written (revisions, submissions, answers, notes,
// what was asked, disputes, snapshots, managers' judgements, what happened to targets, actions and exercises, what
// exercises are evidence for, projections, the journal) are append-only, and the database itself refuses to change them.
package migrations

import (
	"embed"
	"io/fs"
)

//go:embed postgres/*.sql sqlite/*.sql
var files embed.FS

// Postgres and SQLite are the files of each dialect, at the root: "0001_programme.sql" and on.
var (
	Postgres = dialect("postgres")
	SQLite   = dialect("sqlite")
)

func dialect(name string) fs.FS {
	sub, err := fs.Sub(files, name)
	if err != nil {
		panic(err) // only for a malformed name
	}
	return sub
}
