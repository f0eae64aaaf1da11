package main

import (
	"os"
	_ "time/tzdata" // a slim container has no time zones of its own

	"cairn/internal/cli"
)

func main() { os.Exit(cli.Main(cli.Production())) }
