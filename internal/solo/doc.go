// Package solo runs one Temporal server inside this process, on one SQLite file,
// and can move its time forward. It is what `cairn-solo` stands on: a small team
// without a Temporal cluster, the demo, and the stories of internal/e2e.
//
// # Protocol
//
// [Start] takes the database's lock, brings its schema up to date, starts the
// four Temporal services on loopback ports behind mutual TLS, waits until the
// namespace answers, and returns a [Server]. [Server.ClientOptions] is all that
// client.Dial needs; [Server.WriteClientEnv] gives the same to another process.
// [Server.Stop] ends everything and leaves one self-contained database file.
//
// With [Options.TimeSkipping] the history service reads the time from a [Clock]:
// the wall clock plus an offset. That is the whole trick. Every workflow, child
// workflow, retry and Temporal Schedule lives on that one clock, so nothing can
// drift and nothing in a workflow has to know about it. [Server.Skip] walks the
// clock from one due instant to the next and waits, at each, until the work that
// woke has been done; so events happen in the order they would have happened.
// Matching, activities and connections stay on wall time.
//
// # Stored shape
//
// Options.File is Temporal's own SQLite schema (WAL) plus one table of ours,
// cairn, with one row: the version of Temporal's schema, as the server neither
// stores nor checks it, and the offset of the clock in nanoseconds, which so
// travels with the histories it belongs to.
// Options.File+".lock" is locked while a server runs; it holds its process id.
//
// # What it is not
//
// It is not a cluster: one process, one disk, no replica. Temporal's makers
// support a server on SQLite for development and testing only; an organisation
// that depends on Cairn runs `cairn serve` and `cairn worker` against a Temporal
// service instead. Only this package, internal/e2e and cmd/cairn-solo may import
// go.temporal.io/server.
package solo
