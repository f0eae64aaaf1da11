package cli

import (
	"encoding/json"
	"fmt"

	"github.com/spf13/cobra"

	"cairn/internal/app"
	"cairn/internal/crosswalk"
	"cairn/internal/errs"
	"cairn/internal/maturity"
)

func crosswalkCommand() *cobra.Command {
	model, category, aicm := named("MODEL", "aismm"), named("ID", ""), named("VERSION", "")
	framework := oneOf(append([]string{"all"}, crosswalk.Frameworks()...)...)
	format := oneOf("text", "json", "csv")
	var level int
	cmd := &cobra.Command{
		Use: "crosswalk --category ID --level N", Short: "Show which controls of other frameworks a target level asks for", Args: nothing,
		Long: `Show which controls should be in place for a category to stand on a level: those that its objectives on that
level and below map to, by framework and edition, each with the objectives that ask for it.

CSA numbered controls of the AICM anew between 1.0.3 and 1.1.0. With --aicm-version the ids are given in that edition,
whichever the model cites. A model that was imported is looked up in the database; others work offline.`,
		Example: `  cairn model crosswalk --category MOD --level 4
  cairn model crosswalk --category MOD --level 4 --framework aicm --aicm-version 1.0.3
  cairn model crosswalk --model csa/aismm --category IR --level 3 --format csv > ir.csv`,
		RunE: func(cmd *cobra.Command, _ []string) error {
			return withModel(cmd, model.value, func(m *maturity.Model) error {
				asked := framework.value
				if asked == "all" {
					asked = ""
				}
				x, err := crosswalk.For(m, category.value, level, asked)
				if err == nil && aicm.value != "" {
					x, err = x.InAICM(aicm.value)
				}
				if errs.Is(err, errs.NotFound) {
					return errs.New(errs.Invalid, "%s", errs.Message(err))
				}
				if err != nil {
					return err
				}
				return printCrosswalk(cmd, x, format.value)
			})
		},
	}
	cmd.Flags().Var(model, "model", "the model, by id or short name")
	cmd.Flags().Var(category, "category", "the category, by its id such as MOD")
	cmd.Flags().IntVar(&level, "level", 0, "number of the target level")
	cmd.Flags().Var(framework, "framework", "only this framework")
	cmd.Flags().Var(aicm, "aicm-version", "give ids of the AICM in this edition, 1.0.3 or 1.1.0 (as the model cites them)")
	cmd.Flags().Var(format, "format", "how to print it")
	must(cmd, "category", "level")
	completeFlag(cmd, "model", completeModels)
	completeFlag(cmd, "framework", framework.complete)
	completeFlag(cmd, "format", format.complete)
	completeFlag(cmd, "aicm-version", func(*cobra.Command, []string, string) ([]string, cobra.ShellCompDirective) {
		return crosswalk.AICMVersions(), cobra.ShellCompDirectiveNoFileComp
	})
	completeFlag(cmd, "category", cobra.NoFileCompletions)
	completeFlag(cmd, "level", cobra.NoFileCompletions)
	return cmd
}

func printCrosswalk(cmd *cobra.Command, x crosswalk.Crosswalk, format string) error {
	out := cmd.OutOrStdout()
	switch format {
	case "json":
		data, err := json.MarshalIndent(x, "", "  ")
		if err != nil {
			return err
		}
		_, err = fmt.Fprintf(out, "%s\n", data)
		return err
	case "csv":
		return x.WriteCSV(out)
	default:
		return x.WriteText(out)
	}
}

// withModel runs fn with a model: one that comes with Cairn, offline, or else one of the configured database.
func withModel(cmd *cobra.Command, name string, fn func(*maturity.Model) error) error {
	m, offline := findModel(name)
	if offline == nil {
		return fn(m)
	}
	err := withApp(cmd, func(a *app.App) error {
		m, err := a.Library.Find(name)
		if errs.Is(err, errs.NotFound) {
			return errs.New(errs.Invalid, "%s", errs.Message(err))
		}
		if err != nil {
			return err
		}
		return fn(m)
	})
	if errs.Is(err, errs.Unavailable) {
		return errs.New(errs.Invalid, "%s Imported models could not be looked up: %s", errs.Message(offline), errs.Message(err))
	}
	return err
}
