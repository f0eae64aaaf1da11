package cli

import (
	_ "embed"
	"fmt"
	"os"

	"github.com/spf13/cobra"

	"cairn/internal/app"
	"cairn/internal/assess"
	"cairn/internal/config"
	"cairn/internal/maturity"
)

//go:embed example-programme.yaml
var exampleProgramme []byte

func applyCommand() *cobra.Command {
	var file string
	var dryRun, example bool
	cmd := &cobra.Command{
		Use: "apply -f FILE", Short: "Make a programme be what a file declares", Args: cobra.NoArgs,
		Long: `Make a programme be what a file declares: model, scope, people, working time, cadence and reminders.
Applying the same file again changes nothing. A cycle that is open keeps its people and dates.`,
		Example: "  cairn apply --example > programme.yaml\n  cairn apply -f programme.yaml --dry-run\n  cairn apply -f programme.yaml",
		RunE: func(cmd *cobra.Command, _ []string) error {
			out := cmd.OutOrStdout()
			if example {
				_, err := out.Write(exampleProgramme)
				return err
			}
			if file == "" {
				return usageError{fmt.Errorf("name the programme file with -f, or print an example with --example")}
			}
			data, err := readFile(cmd, file)
			if err != nil {
				return err
			}
			p, faults := assess.ParseManifest(data, file, maturity.Find)
			if len(faults) > 0 {
				return faultsError(faults)
			}
			return withApp(cmd.Context(), func(a *app.App) error {
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
				case dryRun:
					fmt.Fprintf(out, "%d changes; nothing was stored (--dry-run).\n", len(changes))
				default:
					fmt.Fprintf(out, "%s: %d changes applied.\n", p.ID, len(changes))
				}
				return nil
			})
		},
	}
	cmd.Flags().StringVarP(&file, "file", "f", "", "programme file; - reads standard input")
	cmd.Flags().BoolVar(&dryRun, "dry-run", false, "show what would change and store nothing")
	cmd.Flags().BoolVar(&example, "example", false, "print an example of a programme file")
	return cmd
}

func cycleCommand() *cobra.Command {
	var programme string
	cmd := &cobra.Command{Use: "cycle", Short: "Start, close and follow assessment cycles"}
	cmd.PersistentFlags().StringVar(&programme, "programme", "", "the programme's short name")
	_ = cmd.MarkPersistentFlagRequired("programme")
	id := func() assess.ProgrammeID { return assess.ProgrammeID(programme) }
	cmd.AddCommand(
		&cobra.Command{
			Use: "start", Short: "Open a cycle now", Args: cobra.NoArgs,
			RunE: func(cmd *cobra.Command, _ []string) error {
				return withApp(cmd.Context(), func(a *app.App) error {
					c, err := a.Assess.StartCycle(cmd.Context(), operator(assess.FromCLI), id())
					if err != nil {
						return err
					}
					fmt.Fprintf(cmd.OutOrStdout(), "Opened %s: due %s, closes %s.\n", c.ID, c.DueAt.Format(minute), c.ClosesAt.Format(minute))
					return nil
				})
			},
		},
		&cobra.Command{
			Use: "close", Short: "Close the open cycle now; what was not answered is missing", Args: cobra.NoArgs,
			RunE: func(cmd *cobra.Command, _ []string) error {
				return withApp(cmd.Context(), func(a *app.App) error {
					c, err := a.Assess.CloseCycle(cmd.Context(), operator(assess.FromCLI), id())
					if err != nil {
						return err
					}
					fmt.Fprintf(cmd.OutOrStdout(), "Closed %s.\n", c.ID)
					return nil
				})
			},
		},
		&cobra.Command{
			Use: "status", Short: "Show how far the newest cycle has come", Args: cobra.NoArgs,
			RunE: func(cmd *cobra.Command, _ []string) error {
				return withApp(cmd.Context(), func(a *app.App) error {
					st, err := a.Assess.Status(cmd.Context(), operator(assess.FromCLI), id())
					if err != nil {
						return err
					}
					printStatus(cmd, st)
					return nil
				})
			},
		},
	)
	return cmd
}

// minute is how the command line writes an instant.
const minute = "2006-01-02 15:04 MST"

func printStatus(cmd *cobra.Command, st assess.Status) {
	out := cmd.OutOrStdout()
	if st.Cycle.ID == "" {
		fmt.Fprintf(out, "%s has had no cycle yet; the next opens %s.\n", st.Programme.Scope, st.NextAt.Format(minute))
		return
	}
	fmt.Fprintf(out, "%s (%s): %d of %d answered, due %s\n", st.Cycle.ID, st.Cycle.State, st.Answered(), len(st.Lines), st.Cycle.DueAt.Format(minute))
	for _, l := range st.Lines {
		fmt.Fprintf(out, "  %-10s %-28s %s\n", l.Questionnaire.State, l.Category.Name, l.Questionnaire.Owner)
	}
}

func importCommand() *cobra.Command {
	var programme, opened, closed string
	cmd := &cobra.Command{Use: "import", Short: "Bring in what happened before Cairn"}
	cycle := &cobra.Command{
		Use: "cycle --programme NAME --opened DATE --closed DATE FILE", Short: "Import a past cycle's answers",
		Args:    exactly(1, "one file of answers"),
		Example: "  cairn import cycle --programme northwind --opened 2026-01-05 --closed 2026-01-19 q1.csv",
		RunE: func(cmd *cobra.Command, args []string) error {
			data, err := readFile(cmd, args[0])
			if err != nil {
				return err
			}
			return withApp(cmd.Context(), func(a *app.App) error {
				past, err := a.Assess.Past(cmd.Context(), assess.ProgrammeID(programme), opened, closed)
				if err != nil {
					return err
				}
				answers, faults := maturity.ReadAnswers(past.Model, data, args[0])
				if len(faults) > 0 {
					return faultsError(faults)
				}
				past.Answers = answers
				snap, err := a.Assess.ImportCycle(cmd.Context(), operator(assess.FromImport), past)
				if err != nil {
					return err
				}
				fmt.Fprintf(cmd.OutOrStdout(), "Imported %s: %d of %d categories answered.\n", snap.Cycle, snap.Answered, snap.Asked)
				return nil
			})
		},
	}
	cycle.Flags().StringVar(&programme, "programme", "", "the programme's short name")
	cycle.Flags().StringVar(&opened, "opened", "", "the day it opened, such as 2026-01-05")
	cycle.Flags().StringVar(&closed, "closed", "", "the day it closed")
	for _, name := range []string{"programme", "opened", "closed"} {
		_ = cycle.MarkFlagRequired(name)
	}
	cmd.AddCommand(cycle)
	return cmd
}

func migrateCommand() *cobra.Command {
	return &cobra.Command{
		Use: "migrate", Short: "Bring the database to this version's schema", Args: cobra.NoArgs,
		RunE: func(cmd *cobra.Command, _ []string) error {
			c, err := config.FromEnv(os.LookupEnv)
			if err != nil {
				return err
			}
			applied, err := app.Migrate(cmd.Context(), c)
			if err != nil {
				return err
			}
			if len(applied) == 0 {
				fmt.Fprintln(cmd.OutOrStdout(), "The schema is up to date.")
			}
			for _, name := range applied {
				fmt.Fprintln(cmd.OutOrStdout(), "Applied", name)
			}
			return nil
		},
	}
}
