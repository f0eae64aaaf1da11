package cli

import (
	_ "embed"
	"fmt"

	"github.com/spf13/cobra"

	"cairn/internal/app"
	"cairn/internal/assess"
	"cairn/internal/errs"
	"cairn/internal/maturity"
)

//go:embed example-programme.yaml
var exampleProgramme []byte

func applyCommand() *cobra.Command {
	file := named("FILE", "")
	var dryRun, example bool
	cmd := &cobra.Command{
		Use: "apply -f FILE", Short: "Make a programme be what a file declares", Args: nothing,
		Long: `Make a programme be what a file declares: model, scope, people, working time, cadence and reminders.
The changes are listed: + for what is new, ~ for what differs, - for what goes. Applying the same file again
changes nothing. A file with faults changes nothing either: each is listed with its line, and the exit code
is 2. A cycle that is open keeps its owners, model and dates.`,
		Example: `  cairn apply --example > programme.yaml
  cairn apply -f programme.yaml --dry-run
  cairn apply -f programme.yaml`,
		RunE: func(cmd *cobra.Command, _ []string) error {
			if example {
				_, err := cmd.OutOrStdout().Write(exampleProgramme)
				return err
			}
			if file.value == "" {
				return wrong(cmd, "Name the programme file with -f, or print an example of one with --example.")
			}
			data, err := readFile(cmd, file.value)
			if err != nil {
				return err
			}
			return applyFile(cmd, data, file.value, dryRun)
		},
	}
	cmd.Flags().VarP(file, "file", "f", "programme file; - reads standard input")
	cmd.Flags().BoolVar(&dryRun, "dry-run", false, "show what would change and store nothing")
	cmd.Flags().BoolVar(&example, "example", false, "print an example of a programme file")
	completeFlag(cmd, "file", files("yaml", "yml"))
	return cmd
}

// applyFile checks a programme file and applies it. A file on a model that comes with Cairn is checked before anything is
// opened, so that its faults are told even without a database.
func applyFile(cmd *cobra.Command, data []byte, name string, dryRun bool) error {
	imported := false
	p, faults := assess.ParseManifest(data, name, func(id string) (*maturity.Model, error) {
		m, err := maturity.Find(id)
		imported = imported || err != nil
		return m, err
	})
	if len(faults) > 0 && !imported {
		return faultsError(faults)
	}
	return withApp(cmd, func(a *app.App) error {
		if imported {
			if p, faults = assess.ParseManifest(data, name, a.Library.Find); len(faults) > 0 {
				return faultsError(faults)
			}
		}
		return apply(cmd, a, p, dryRun)
	})
}

func apply(cmd *cobra.Command, a *app.App, p assess.Programme, dryRun bool) error {
	out := cmd.OutOrStdout()
	changes, err := a.Assess.Apply(cmd.Context(), operator(assess.FromCLI), p, dryRun)
	if err != nil {
		return err
	}
	for _, c := range changes {
		fmt.Fprintln(out, c)
	}
	switch {
	case len(changes) == 0:
		fmt.Fprintf(out, "%s is as declared; nothing changes.\n", p.ID)
		return nil
	case dryRun:
		fmt.Fprintf(out, "%s: %s to make; nothing was stored.\n", p.ID, counted(len(changes), "change", "changes"))
	default:
		fmt.Fprintf(out, "%s: %s made.\n", p.ID, counted(len(changes), "change", "changes"))
	}
	if err := noteOpenCycle(cmd, a, p.ID); err != nil || dryRun {
		return err
	}
	tell(cmd, a)
	return nil
}

// noteOpenCycle says that an open cycle goes on as it began.
func noteOpenCycle(cmd *cobra.Command, a *app.App, id assess.ProgrammeID) error {
	st, err := a.Assess.Status(cmd.Context(), operator(assess.FromCLI), id)
	switch {
	case errs.Is(err, errs.NotFound): // a dry run of a new programme
		return nil
	case err != nil:
		return err
	case st.Cycle.State == assess.CycleOpen:
		fmt.Fprintf(cmd.OutOrStdout(), "The open cycle %s keeps its owners, model and dates.\n", st.Cycle.ID)
	}
	return nil
}
