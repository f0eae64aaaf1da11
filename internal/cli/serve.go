package cli

import (
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/spf13/cobra"

	"cairn/internal/app"
)

// stopTimeout bounds how long a program waits for what is under way when it is told to stop.
const stopTimeout = 30 * time.Second

func serveCommand() *cobra.Command {
	return &cobra.Command{
		Use: "serve", Short: "Take Slack's requests", Args: nothing,
		Long: `Take Slack's requests over HTTP on CAIRN_LISTEN and answer them from the database. Any number of these may
run side by side behind a load balancer; at least one worker must run too. It prints "ready" with its address once it
listens. GET /healthz answers "ok" while it serves, and GET /readyz says whether all that it needs answers. SIGTERM and
Ctrl-C let it finish what is under way.

With SLACK_APP_TOKEN it connects to Slack by Socket Mode instead, and needs no address that Slack reaches. It keeps
two connections; Slack allows ten, so run at most four of these. CAIRN_LISTEN then answers calendar programs and the
probes alone, GET /healthz with 503 while no connection is open.

SLACK_BOT_TOKEN must be set, and SLACK_SIGNING_SECRET or SLACK_APP_TOKEN.`,
		Example: "  CAIRN_DATABASE=postgres://cairn@db.example/cairn CAIRN_LISTEN=:8080 cairn serve",
		RunE: func(cmd *cobra.Command, _ []string) error {
			return runApp(cmd, func(o *app.Options) { o.Intake = true })
		},
	}
}

func workerCommand() *cobra.Command {
	return &cobra.Command{
		Use: "worker", Short: "Run the processes: ask, remind, close, report", Args: nothing,
		Long: `Run the processes that Temporal hands out on CAIRN_TASK_QUEUE. Any number may run side by side. Temporal is
found through TEMPORAL_ADDRESS, TEMPORAL_NAMESPACE, TEMPORAL_TLS_… or a profile, as its SDK reads them. It prints
"ready" once it works. With CAIRN_WORKER_LISTEN it answers GET /healthz and GET /readyz there. SIGTERM and Ctrl-C let it
finish what is under way; what is not finished another worker takes up.

SLACK_BOT_TOKEN must be set, and SLACK_SIGNING_SECRET or SLACK_APP_TOKEN.`,
		Example: "  CAIRN_DATABASE=postgres://cairn@db.example/cairn TEMPORAL_ADDRESS=temporal.example:7233 cairn worker",
		RunE: func(cmd *cobra.Command, _ []string) error {
			return runApp(cmd, func(o *app.Options) { o.Worker = true })
		},
	}
}

// runApp runs a part of Cairn until the command's context ends.
func runApp(cmd *cobra.Command, part func(*app.Options)) error {
	o, err := installation(true)
	if err != nil {
		return err
	}
	part(&o)
	return RunApp(cmd, o)
}

// RunApp starts an App, says when it is ready, and stops it cleanly when the command's context ends.
func RunApp(cmd *cobra.Command, o app.Options) (err error) {
	ctx := cmd.Context()
	if o.Log == nil {
		o.Log = o.Config.Logger()
	}
	a, err := app.New(ctx, o)
	if err != nil {
		return err
	}
	defer func() {
		stopping, cancel := context.WithTimeout(context.WithoutCancel(ctx), stopTimeout)
		defer cancel()
		err = errors.Join(err, a.Stop(stopping))
	}()
	if err := a.Start(ctx); err != nil {
		return err
	}
	ready := "ready"
	if addr := a.Addr(); addr != "" {
		ready += " http://" + addr
	}
	fmt.Fprintln(cmd.OutOrStdout(), ready)
	select {
	case <-ctx.Done():
		return nil
	case err := <-a.Failed():
		return err
	}
}
