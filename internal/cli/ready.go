package cli

import (
	"context"
	"io"
	"net"
	"net/http"
	"os"
	"time"

	"github.com/spf13/cobra"

	"cairn/internal/config"
	"cairn/internal/errs"
)

const (
	readyTimeout = 10 * time.Second // for a running Cairn to say whether it is ready; it needs three at most
	longestReply = 64 << 10
)

func readyCommand() *cobra.Command {
	var worker, alive bool
	cmd := &cobra.Command{
		Use: "ready", Short: "Ask the Cairn that runs here whether it is ready", Args: nothing,
		Long: `Ask the Cairn that runs on this machine, or in this container, whether all that it needs answers: the database
with its schema, Temporal, and Slack with the token. It prints a line for each, and the exit code is 1 when one does not
answer. It asks GET /readyz at CAIRN_LISTEN, and is meant for probes where there is no other program that asks.`,
		Example: "  cairn ready\n  cairn ready --worker --alive",
		RunE: func(cmd *cobra.Command, _ []string) error {
			c, err := config.FromEnv(os.LookupEnv)
			if err != nil {
				return err
			}
			variable, address, path := "CAIRN_LISTEN", c.Listen, "/readyz"
			if worker {
				variable, address = "CAIRN_WORKER_LISTEN", c.WorkerListen
			}
			if address == "" {
				return errs.New(errs.Invalid, "%s: Set it to the address at which the worker answers, such as 127.0.0.1:8081, for the worker and here.", variable)
			}
			if alive {
				path = "/healthz"
			}
			return askReady(cmd, address, path)
		},
	}
	cmd.Flags().BoolVar(&worker, "worker", false, "ask the worker, at CAIRN_WORKER_LISTEN")
	cmd.Flags().BoolVar(&alive, "alive", false, "ask only whether it runs, at /healthz")
	return cmd
}

// askReady prints what a running Cairn answers, and fails unless it is 200.
func askReady(cmd *cobra.Command, listen, path string) error {
	ctx, cancel := context.WithTimeout(cmd.Context(), readyTimeout)
	defer cancel()
	request, err := http.NewRequestWithContext(ctx, http.MethodGet, "http://"+fromHere(listen)+path, nil)
	if err != nil {
		return err
	}
	direct := &http.Client{Transport: &http.Transport{Proxy: nil}} // it is this machine
	reply, err := direct.Do(request)
	if err != nil {
		return errs.New(errs.Unavailable, "Nothing answers at %s. Cairn does not run here, or listens elsewhere.", request.URL).Because(err)
	}
	defer reply.Body.Close()
	if _, err := io.Copy(cmd.OutOrStdout(), io.LimitReader(reply.Body, longestReply)); err != nil {
		return errs.New(errs.Unavailable, "The answer of %s broke off.", request.URL).Because(err)
	}
	if reply.StatusCode != http.StatusOK {
		return errs.New(errs.Unavailable, "%s answers %s.", request.URL, reply.Status)
	}
	return nil
}

// fromHere is the address at which this machine reaches one that a program listens on.
func fromHere(listen string) string {
	host, port, err := net.SplitHostPort(listen)
	switch {
	case err != nil:
		return listen
	case host == "", host == "0.0.0.0":
		host = "127.0.0.1" // by number: an empty container knows no localhost
	case host == "::":
		host = "::1"
	}
	return net.JoinHostPort(host, port)
}
