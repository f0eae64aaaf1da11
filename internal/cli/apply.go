package cli

import (
	"cmp"
	_ "embed"
	"fmt"
	"strings"
	"time"

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
	var dryRun, overwrite, example bool
	cmd := &cobra.Command{
		Use: "apply -f FILE", Short: "Make a programme be what a file declares", Args: nothing,
		Long: `Make a programme be what a file declares: model, scope, people, working time, cadence and reminders.
The changes are listed: + for what is new, ~ for what differs, - for what goes. Applying the same file again
changes nothing. A file with faults changes nothing either: each is listed with its line, and the exit code
is 2. A cycle that is open keeps its owners, model and dates.

The file declares the whole programme, so it would undo what managers set in Slack after it was written. Such a file is
refused with what stands there now, unless --overwrite is said. "cairn export programme" writes a file that has it all.`,
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
			return applyFile(cmd, data, file.value, application{dryRun: dryRun, overwrite: overwrite})
		},
	}
	cmd.Flags().VarP(file, "file", "f", "programme file; - reads standard input")
	cmd.Flags().BoolVar(&dryRun, "dry-run", false, "show what would change and store nothing")
	cmd.Flags().BoolVar(&overwrite, "overwrite", false, "undo what was set by another way since the file's base")
	cmd.Flags().BoolVar(&example, "example", false, "print an example of a programme file")
	completeFlag(cmd, "file", files("yaml", "yml"))
	return cmd
}

// application is how a file is applied.
type application struct{ dryRun, overwrite bool }

// applyFile checks a programme file and applies it. A file on a model that comes with Cairn is checked before anything is
// opened, so that its faults are told even without a database.
func applyFile(cmd *cobra.Command, data []byte, name string, how application) error {
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
		return apply(cmd, a, p, how)
	})
}

func apply(cmd *cobra.Command, a *app.App, p assess.Programme, how application) error {
	out, do := cmd.OutOrStdout(), a.Assess.Apply
	if how.overwrite {
		do = a.Assess.Overwrite
	}
	changes, err := do(cmd.Context(), operator(assess.FromCLI), p, how.dryRun)
	if found := assess.ConflictsOf(err); found != nil {
		return undoing{found, p}
	} else if err != nil {
		return err
	}
	for _, c := range changes {
		fmt.Fprintln(out, c)
	}
	switch {
	case len(changes) == 0:
		fmt.Fprintf(out, "%s is as declared; nothing changes.\n", p.ID)
		return nil
	case how.dryRun:
		fmt.Fprintf(out, "%s: %s to make; nothing was stored.\n", p.ID, counted(len(changes), "change", "changes"))
	default:
		fmt.Fprintf(out, "%s: %s made.\n", p.ID, counted(len(changes), "change", "changes"))
		if err := noteRevision(cmd, a, p); err != nil {
			return err
		}
	}
	if err := noteOpenCycle(cmd, a, p.ID); err != nil || how.dryRun {
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

// noteRevision says on which revision the file is to be based from now on, where it says so itself.
func noteRevision(cmd *cobra.Command, a *app.App, p assess.Programme) error {
	if p.Revision == 0 {
		return nil
	}
	st, err := a.Assess.Status(cmd.Context(), operator(assess.FromCLI), p.ID)
	if err == nil {
		fmt.Fprintf(cmd.OutOrStdout(), "Write \"revision: %d\" into the file, on which its next change is based.\n", st.Programme.Revision)
	}
	return err
}

// undoing is the refusal of a file that would undo what was set by another way.
type undoing struct {
	*assess.Conflicts
	declared assess.Programme
}

// sentences are the refusal in lines: what would be undone, and how to go on.
func (u undoing) sentences() []string {
	base := "the last file that was applied"
	if u.declared.Revision > 0 {
		base = fmt.Sprintf("revision %d, on which the file is based", u.declared.Revision)
	}
	lines := []string{fmt.Sprintf("%s was changed since %s. The file would undo this:", u.Programme, base)}
	in := time.UTC
	if loc, err := time.LoadLocation(u.declared.Zone); err == nil {
		in = loc
	}
	for _, c := range u.List {
		lines = append(lines, fmt.Sprintf("  %s: %s since revision %d (%s, %s); the file says %s",
			c.Setting, cmp.Or(c.Stands, "nothing"), c.Revision, by(c.By), c.At.In(in).Format(minute), cmp.Or(c.Declared, "nothing")))
	}
	return append(lines, fmt.Sprintf("Take it over into the file, or write the file anew with `cairn export programme %s`. "+
		"To undo it all the same, say --overwrite.", u.Programme))
}

// by says who acted and by which way.
func by(who assess.Actor) string {
	ways := map[assess.Source]string{
		assess.FromSlack: "in Slack", assess.FromCLI: "on the command line", assess.FromSchedule: "by schedule", assess.FromImport: "by an import",
	}
	return strings.TrimSpace(string(who.User) + " " + ways[who.Source])
}
