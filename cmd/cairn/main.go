package main

import (
	"context"
	"os"
	"os/signal"
	"syscall"
	_ "time/tzdata" // a slim container has no time zones of its own

	"cairn/internal/cli"
)

func main() { os.Exit(run()) }

func run() int {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	defer stop()
	root := cli.Root("cairn", "Runs an organisation's AI-security maturity programme in Slack")
	root.AddCommand(cli.Serve(), cli.Worker())
	return cli.Run(ctx, root, os.Args[1:])
}
