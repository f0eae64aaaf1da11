// Package cli is Cairn's command line: the commands that the production program and the all-in-one program share.
//
// A command reads its flags, calls one use case and prints what came of it: results on standard output, everything else
// on standard error. The exit code is 0 when it was done, 2 when the command line or a file given to it is wrong, 1 when
// it could not be done as things stand, and 130 when it was interrupted. What is wrong is said in a sentence each, and a
// file's faults with file and line. docs/reference/command-line.md is the manual; a test keeps it complete.
package cli

import (
	"context"
	"errors"
	"fmt"
	"io"
	"maps"
	"os"
	"os/signal"
	"slices"
	"syscall"

	"github.com/spf13/cobra"

	"cairn/internal/errs"
	"cairn/internal/maturity"
	"cairn/internal/version"
)

// The exit codes.
const (
	exitDone        = 0
	exitFailed      = 1   // it could not be done as things stand
	exitWrong       = 2   // the command line or a file is wrong
	exitInterrupted = 130 // as shells count: 128 and SIGINT
)

// The groups of commands in the help.
const (
	groupOffline   = "offline"
	groupProgramme = "programme"
	groupRun       = "run"
)

// Root returns a program with the shared commands. The caller adds its own; those without a group are ones that run Cairn.
func Root(name, short string) *cobra.Command {
	root := group(&cobra.Command{
		Use: name, Short: short, Long: short + ".", Version: version.String(),
		SilenceUsage: true, SilenceErrors: true,
	})
	root.SetVersionTemplate(versionLine)
	root.SetUsageTemplate(usageTemplate(root))
	root.SetFlagErrorFunc(flagError)
	root.AddGroup(
		&cobra.Group{ID: groupOffline, Title: "Models, scores and scenarios, offline:"},
		&cobra.Group{ID: groupProgramme, Title: "Programmes:"},
		&cobra.Group{ID: groupRun, Title: "Running Cairn:"},
	)
	addTo(root, groupOffline, modelCommand(), scoreCommand(), exerciseCommand())
	addTo(root, groupProgramme, applyCommand(), cycleCommand(), targetCommand(), roadmapCommand(), whatIfCommand(), outlookCommand(), importCommand(), exportCommand())
	root.AddCommand(migrateCommand(), readyCommand(), versionCommand())
	mendDefaults(root)
	return root
}

func addTo(root *cobra.Command, group string, commands ...*cobra.Command) {
	for _, cmd := range commands {
		cmd.GroupID = group
		root.AddCommand(cmd)
	}
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
	context.AfterFunc(ctx, stop) // a second Ctrl-C does not wait
	return Run(ctx, root, os.Args[1:])
}

// Run executes the program and returns its exit code.
func Run(ctx context.Context, root *cobra.Command, args []string) int {
	root.SetArgs(args)
	out := &output{to: root.OutOrStdout()}
	root.SetOut(out)
	for _, cmd := range root.Commands() {
		if cmd.GroupID == "" && !slices.Contains([]string{"help", "completion", "version"}, cmd.Name()) {
			cmd.GroupID = groupRun
		}
	}
	began := false
	root.PersistentPreRunE = func(cmd *cobra.Command, _ []string) error {
		began = true
		return requireFlags(cmd)
	}
	err := root.ExecuteContext(ctx)
	if err == nil && out.err != nil {
		err = errs.New(errs.Unavailable, "The output could not be written: %v.", out.err)
	}
	if err == nil {
		return exitDone
	}
	if ctx.Err() != nil && errors.Is(err, context.Canceled) {
		return exitInterrupted
	}
	var faults faultsError
	if errors.As(err, &faults) {
		for _, fault := range faults {
			fmt.Fprintln(root.ErrOrStderr(), fault)
		}
		return exitWrong
	}
	for _, sentence := range sentences(err) {
		fmt.Fprintf(root.ErrOrStderr(), "%s: %s\n", root.Name(), sentence)
	}
	if !began || errs.Is(err, errs.Invalid) {
		return exitWrong
	}
	return exitFailed
}

// sentences are what the operator reads, one a line: each faulty setting on its own; an internal error as a whole with
// the cause, because nobody else can mend it.
func sentences(err error) []string {
	var (
		coded   *errs.Error
		refused undoing
	)
	switch {
	case errors.As(err, &refused):
		return refused.sentences()
	case !errors.As(err, &coded):
		return []string{err.Error()}
	case len(coded.Faults) > 0:
		var lines []string
		for _, name := range slices.Sorted(maps.Keys(coded.Faults)) {
			lines = append(lines, name+": "+coded.Faults[name].String())
		}
		return lines
	default:
		return []string{coded.Error()}
	}
}

// faultsError is a file with faults, a line each.
type faultsError []maturity.Fault

func (f faultsError) Error() string { return counted(len(f), "fault", "faults") }

// output remembers that something could not be written, so that a full disk does not look like success.
type output struct {
	to  io.Writer
	err error
}

func (o *output) Write(p []byte) (int, error) {
	n, err := o.to.Write(p)
	if err != nil && o.err == nil {
		o.err = err
	}
	return n, err
}

// counted writes a number with its noun.
func counted(n int, one, many string) string {
	if n == 1 {
		return "1 " + one
	}
	return fmt.Sprintf("%d %s", n, many)
}

const versionLine = "{{.Name}} {{.Version}}\n"

func versionCommand() *cobra.Command {
	return &cobra.Command{
		Use: "version", Short: "Print the version", Args: nothing,
		Run: func(cmd *cobra.Command, _ []string) {
			fmt.Fprintln(cmd.OutOrStdout(), cmd.Root().Name(), cmd.Root().Version)
		},
	}
}
