package cli

import (
	"context"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"log/slog"
	"maps"
	"os"
	"os/user"
	"slices"
	"strings"
	"time"

	"github.com/spf13/cobra"
	"go.temporal.io/sdk/client"

	"cairn/internal/app"
	"cairn/internal/assess"
	"cairn/internal/config"
	"cairn/internal/errs"
	"cairn/internal/wording"
)

const (
	// tellTimeout is how long a command waits for Temporal to hear of what it stored. What was not heard by then the
	// running programs tell, so waiting longer would gain nothing.
	tellTimeout = 2 * time.Second
	// leaveTimeout is how long a command that is done waits for what it leaves to the running programs.
	leaveTimeout = 100 * time.Millisecond
)

// operator is whoever runs the command.
func operator(source assess.Source) assess.Actor {
	by := assess.Actor{Source: source}
	if u, err := user.Current(); err == nil {
		by.User = assess.UserID(u.Username)
	}
	return by
}

// withApp runs fn with the use cases of the configured installation, without serving or working.
func withApp(cmd *cobra.Command, fn func(*app.App) error) (err error) {
	ctx := cmd.Context()
	o, err := installation(false)
	if err != nil {
		return err
	}
	o.Log = slog.New(slog.DiscardHandler) // a command speaks for itself
	if o.Config.LogLevel <= slog.LevelDebug {
		o.Log = o.Config.Logger()
	}
	a, err := app.New(ctx, o)
	if err != nil {
		return err
	}
	defer func() {
		leaving, cancel := context.WithTimeout(context.WithoutCancel(ctx), leaveTimeout)
		defer cancel()
		if stopErr := a.Stop(leaving); !errors.Is(stopErr, context.DeadlineExceeded) {
			err = errors.Join(err, stopErr)
		}
	}()
	return sayKnown(ctx, a, fn(a))
}

// sayKnown adds to an error about a programme that there is not which there are.
func sayKnown(ctx context.Context, a *app.App, err error) error {
	if !errs.Is(err, errs.NotFound) {
		return err
	}
	known, listErr := a.Assess.AllProgrammes(ctx, operator(assess.FromCLI))
	if listErr != nil {
		return err // what went wrong first matters more
	}
	for _, arg := range errs.Text(err).Args {
		id, ok := arg.(assess.ProgrammeID)
		switch {
		case !ok || slices.Contains(known, id):
		case len(known) == 0:
			return errs.New(errs.NotFound, "There is no programme %q, nor any other in this database. Point CAIRN_DATABASE to the one you mean, or declare a programme with: cairn apply", id)
		default:
			names := make(wording.List, len(known))
			for i, name := range known {
				names[i] = string(name)
			}
			return errs.New(errs.NotFound, "There is no programme %q. Known programmes: %s.", id, names)
		}
	}
	return err
}

// tell waits until the processes have heard of what was stored, for tellTimeout at most, or says who will tell them.
func tell(cmd *cobra.Command, a *app.App) {
	ctx, cancel := context.WithTimeout(cmd.Context(), tellTimeout)
	defer cancel()
	err := a.Assess.Wait(ctx)
	if err == nil {
		err = a.Assess.Sweep(ctx) // finds nothing unless the telling failed
	}
	if err != nil {
		fmt.Fprintf(cmd.ErrOrStderr(), "%s, so the processes were not told yet. The change is stored; a running %s passes it on.\n",
			untold(err), cmd.Root().Name())
	}
}

// untold says why the processes were not told.
func untold(err error) string {
	if errs.Is(err, errs.Unavailable) || errors.Is(err, context.DeadlineExceeded) || errors.Is(err, context.Canceled) {
		return "Temporal does not answer"
	}
	first, _, _ := strings.Cut(err.Error(), "\n")
	return "Temporal could not be used (" + first + ")"
}

// installation reads how Cairn is set up, for a program that talks with Slack or for one that does not. The error names
// all that is missing or wrong at once.
func installation(withSlack bool) (o app.Options, err error) {
	faults := make(map[string]string)
	if o.Config, err = config.FromEnv(os.LookupEnv); err != nil {
		maps.Copy(faults, errs.Fields(err))
	}
	if withSlack {
		maps.Copy(faults, errs.Fields(o.Config.Slack.Check()))
	}
	if err := errs.InvalidFields(faults); err != nil {
		return o, err
	}
	if o.Temporal, err = app.TemporalFromEnv(); err != nil {
		return o, err
	}
	if o.Temporal.HostPort == "" {
		o.Temporal.HostPort = client.DefaultHostPort
	}
	return o, databaseExists(o.Config.Database)
}

// databaseExists fails when the database is a SQLite file that is not there. Opening it would make an empty one.
func databaseExists(url string) error {
	path, isFile := strings.CutPrefix(url, "sqlite:")
	if !isFile || path == ":memory:" {
		return nil
	}
	if _, err := os.Stat(path); errors.Is(err, fs.ErrNotExist) {
		return errs.New(errs.Unavailable, "There is no database file %s. Point CAIRN_DATABASE to the one you mean, or make it with: cairn migrate", path)
	}
	return nil
}

// readFile reads a file named on the command line; "-" is standard input.
func readFile(cmd *cobra.Command, name string) ([]byte, error) {
	const most = 10 << 20
	in := cmd.InOrStdin()
	if name != "-" {
		f, err := os.Open(name)
		if err != nil {
			return nil, unreadable(name, err)
		}
		defer f.Close()
		in = f
	}
	data, err := readAll(cmd.Context(), io.LimitReader(in, most+1))
	switch {
	case cmd.Context().Err() != nil:
		return nil, cmd.Context().Err()
	case err != nil:
		return nil, unreadable(name, err)
	case len(data) > most:
		return nil, errs.New(errs.Invalid, "%s is larger than 10 MiB; that is not a file for this command.", name)
	}
	return data, nil
}

// readAll reads to the end, or until the context ends: a read from a terminal cannot be interrupted otherwise.
func readAll(ctx context.Context, in io.Reader) ([]byte, error) {
	type result struct {
		data []byte
		err  error
	}
	read := make(chan result, 1)
	go func() {
		data, err := io.ReadAll(in)
		read <- result{data, err}
	}()
	select {
	case r := <-read:
		return r.data, r.err
	case <-ctx.Done():
		return nil, ctx.Err()
	}
}

func unreadable(name string, err error) error {
	var path *fs.PathError
	if errors.As(err, &path) {
		err = path.Err // the sentence names the file
	}
	return errs.New(errs.Invalid, "The file %s cannot be read: %v.", name, err)
}
