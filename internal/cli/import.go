package cli

import (
	"fmt"

	"github.com/spf13/cobra"

	"cairn/internal/app"
	"cairn/internal/assess"
	"cairn/internal/errs"
	"cairn/internal/maturity"
)

func importCommand() *cobra.Command {
	cmd := group(&cobra.Command{
		Use: "import", Short: "Bring in past cycles, and models of your own",
		Long: `Bring in what happened before Cairn, so that the first digest has something to compare with, and models that you
downloaded.`,
	})
	cmd.AddCommand(importCycleCommand(), importAISMMCommand())
	return cmd
}

func importCycleCommand() *cobra.Command {
	programme := named("NAME", "")
	var opened, closed day
	cmd := &cobra.Command{
		Use: "cycle --programme NAME --opened DATE --closed DATE FILE", Short: "Import a past cycle's answers",
		Args: exactly("one file of answers"),
		Long: `Import the answers of a past cycle as if it had run here: it is recorded as closed, with its levels. The file
is one as "score" takes it, by the programme's model. A category is answered as a whole or not at all; one without
answers is recorded as missing. Nobody is asked or told anything.

The period follows from the day it opened. A period that has a cycle already is left alone, so an import can be
repeated.`,
		Example:           "  cairn import cycle --programme northwind --opened 2026-01-05 --closed 2026-01-19 q1.csv",
		ValidArgsFunction: files("csv", "yaml", "yml"),
		RunE: func(cmd *cobra.Command, args []string) error {
			data, err := readFile(cmd, args[0])
			if err != nil {
				return err
			}
			return withApp(cmd, func(a *app.App) error {
				past, err := a.Assess.Past(cmd.Context(), programme.id(), opened.String(), closed.String())
				if err != nil {
					return err
				}
				answers, faults := maturity.ReadAnswers(past.Model, data, args[0])
				if len(faults) > 0 {
					return faultsError(faults)
				}
				past.Answers = answers
				snap, err := a.Assess.ImportCycle(cmd.Context(), operator(assess.FromImport), past)
				if errs.Is(err, errs.Conflict) {
					return errs.New(errs.Conflict, "%s Nothing was imported.", errs.Message(err))
				}
				if err != nil {
					return err
				}
				fmt.Fprintf(cmd.OutOrStdout(), "Imported %s: %d of %d categories answered.\n", snap.Cycle, snap.Answered, snap.Asked)
				if o := snap.Result.Overall; o != nil && o.Complete {
					fmt.Fprintf(cmd.OutOrStdout(), "Overall level: %d %s.\n", o.Level, o.LevelName)
				}
				return nil
			})
		},
	}
	programmeFlag(cmd, programme)
	cmd.Flags().Var(&opened, "opened", "the day it opened, such as 2026-01-05")
	cmd.Flags().Var(&closed, "closed", "the day it closed")
	must(cmd, "opened", "closed")
	completeFlag(cmd, "opened", cobra.NoFileCompletions)
	completeFlag(cmd, "closed", cobra.NoFileCompletions)
	return cmd
}
