// Package cli is Cairn's command line: the commands that the production program and the all-in-one program share.
//
// A command reads its flags, calls one use case and prints what came of it. What a person got wrong ends with exit
// code 2 and a sentence (a line for each fault of a file); everything else that fails ends with exit code 1.
package cli

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"os/signal"
	"os/user"
	"syscall"

	"github.com/spf13/cobra"

	"cairn/internal/app"
	"cairn/internal/assess"
	"cairn/internal/config"
	"cairn/internal/errs"
	"cairn/internal/maturity"
	"cairn/internal/version"
)

// Root returns a program with the shared commands. The caller adds its own.
func Root(name, short string) *cobra.Command {
	root := &cobra.Command{
		Use: name, Short: short, Version: version.String(),
		SilenceUsage: true, SilenceErrors: true,
	}
	root.SetVersionTemplate("{{.Name}} {{.Version}}\n")
	root.AddCommand(modelCommand(), scoreCommand(), applyCommand(), cycleCommand(), importCommand(), migrateCommand())
	return root
}

// Production returns the program cairn, which needs a Temporal service.
func Production() *cobra.Command {
	root := Root("cairn", "Runs an organisation's AI-security maturity programme in Slack")
	root.AddCommand(serveCommand(), workerCommand())
	return root
}

// Main executes the program with the process's arguments until it ends or is told to stop, and returns its exit code.
func Main(root *cobra.Command) int {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	defer stop()
	return Run(ctx, root, os.Args[1:])
}

// Run executes the program and returns its exit code.
func Run(ctx context.Context, root *cobra.Command, args []string) int {
	root.SetArgs(args)
	err := root.ExecuteContext(ctx)
	var faults faultsError
	switch {
	case err == nil:
		return 0
	case errors.Is(err, context.Canceled):
		return 130
	case errors.As(err, &faults):
		for _, fault := range faults {
			fmt.Fprintln(root.ErrOrStderr(), fault)
		}
		return 2
	}
	fmt.Fprintf(root.ErrOrStderr(), "%s: %s\n", root.Name(), sentence(err))
	if code := errs.CodeOf(err); code == errs.Invalid || code == errs.Internal && isUsage(err) {
		return 2
	}
	return 1
}

// sentence is what the operator reads: for an internal error the whole of it, because nobody else can mend it.
func sentence(err error) string {
	if errs.CodeOf(err) == errs.Internal {
		return err.Error()
	}
	var coded *errs.Error
	if errors.As(err, &coded) && coded.Err != nil {
		return coded.Error()
	}
	return errs.Message(err)
}

// usageError marks an error in the words of the command itself.
type usageError struct{ error }

func isUsage(err error) bool {
	var usage usageError
	return errors.As(err, &usage)
}

// faultsError is a file with faults, a line each.
type faultsError []maturity.Fault

func (f faultsError) Error() string { return fmt.Sprintf("%d faults", len(f)) }

// operator is whoever runs the command.
func operator(source assess.Source) assess.Actor {
	by := assess.Actor{Source: source}
	if u, err := user.Current(); err == nil {
		by.User = assess.UserID(u.Username)
	}
	return by
}

// withApp runs fn with the use cases of the configured installation, without serving or working.
func withApp(ctx context.Context, fn func(*app.App) error) (err error) {
	c, err := config.FromEnv(os.LookupEnv)
	if err != nil {
		return err
	}
	temporal, err := app.TemporalFromEnv()
	if err != nil {
		return err
	}
	a, err := app.New(ctx, app.Options{Config: c, Temporal: temporal, Log: c.Logger()})
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, a.Stop(context.WithoutCancel(ctx))) }()
	return fn(a)
}

// readFile reads a file named by a flag; "-" is standard input.
func readFile(cmd *cobra.Command, name string) ([]byte, error) {
	const most = 10 << 20
	in := cmd.InOrStdin()
	if name != "-" {
		f, err := os.Open(name)
		if err != nil {
			return nil, errs.New(errs.Invalid, "The file cannot be read: %v.", err)
		}
		defer f.Close()
		in = f
	}
	data, err := io.ReadAll(io.LimitReader(in, most+1))
	if err == nil && len(data) > most {
		return nil, errs.New(errs.Invalid, "%s is larger than 10 MiB; that is not a file for this command.", name)
	}
	return data, err
}

// exactly checks the number of arguments with a sentence instead of a count.
func exactly(n int, what string) cobra.PositionalArgs {
	return func(cmd *cobra.Command, args []string) error {
		if len(args) != n {
			return usageError{fmt.Errorf("%s takes %s; see `%s --help`", cmd.CommandPath(), what, cmd.CommandPath())}
		}
		return nil
	}
}
