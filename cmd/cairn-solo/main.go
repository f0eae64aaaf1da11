// Cairn-solo is Cairn in one process: the Temporal server is embedded, and both keep their data in SQLite files.
//
// `cairn-solo demo` adds a simulated Slack workspace with a made-up organisation, to see and try everything without an
// account anywhere. `cairn-solo serve` serves a real workspace of a small team. `cairn-solo temporal` runs the Temporal
// server alone. The other commands are those of cairn; they use the same database file.
package main

import (
	"os"
	_ "time/tzdata" // a slim container has no time zones of its own

	"cairn/internal/solocli"
)

func main() { os.Exit(solocli.Main()) }
