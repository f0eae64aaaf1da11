package cli

import (
	"fmt"
	"io"
	"strings"

	"github.com/spf13/cobra"

	"cairn/internal/app"
	"cairn/internal/assess"
	"cairn/internal/maturity"
	"cairn/internal/roadmap"
)

func whatIfCommand() *cobra.Command {
	cmd := &cobra.Command{
		Use: "what-if PROGRAMME [ITEM=VALUE...]", Short: "Show the levels that other answers would make",
		Long: `Show the levels that a programme would have with other answers, and what reaches the next level of the whole
for the least: the fewest points raised and then the fewest items, or the objectives that are in the way. Nothing
is stored.

An item is named by its id, a value by its number or its label: G4=3, MON-03.1=in-place, GOV-02.1=n/a. Without
any, only what reaches the next level is shown.`,
		Example: `  cairn what-if northwind
  cairn what-if northwind G4=3 I2=3`,
		Args: atLeast("the short name of a programme"),
		RunE: func(cmd *cobra.Command, args []string) error {
			return withApp(cmd, func(a *app.App) error {
				w, err := a.Roadmap.WhatIf(cmd.Context(), operator(assess.FromCLI), assess.ProgrammeID(args[0]), strings.Join(args[1:], " "))
				if err != nil {
					return err
				}
				return writeWhatIf(cmd.OutOrStdout(), w)
			})
		},
	}
	cmd.ValidArgsFunction = cobra.NoFileCompletions
	return cmd
}

// atLeast accepts one argument, which the sentence names, and any more.
func atLeast(what string) cobra.PositionalArgs {
	return func(cmd *cobra.Command, args []string) error {
		if len(args) == 0 {
			return wrong(cmd, "\"%s\" takes %s, but got no argument.", cmd.CommandPath(), what)
		}
		return nil
	}
}

func writeWhatIf(out io.Writer, w roadmap.WhatIf) error {
	if len(w.Changes) > 0 {
		fmt.Fprintf(out, "%s, if it were so:\n", w.Programme.Scope)
		if err := writeChanges(out, w.Model, w.Changes, "  "); err != nil {
			return err
		}
		fmt.Fprintln(out)
		if err := writeLevels(out, w); err != nil {
			return err
		}
		fmt.Fprintf(out, "\nThe next level, from the answers as they are:\n")
	} else {
		fmt.Fprintf(out, "The next level of %s:\n", w.Programme.Scope)
	}
	for _, text := range w.Cheapest.Explain() {
		fmt.Fprintf(out, "  %s\n", text)
	}
	for i, set := range w.Cheapest.Sets {
		if len(w.Cheapest.Sets) > 1 {
			fmt.Fprintf(out, "\nSet %d:\n", i+1)
		} else {
			fmt.Fprintln(out)
		}
		if err := writeChanges(out, w.Model, set.Changes, "  "); err != nil {
			return err
		}
	}
	return nil
}

// writeLevels shows each category's level now and then, and the whole's where the model has a rule for it.
func writeLevels(out io.Writer, w roadmap.WhatIf) error {
	t := table(out)
	fmt.Fprintln(t, "CATEGORY\tNOW\tTHEN")
	for i, before := range w.Before.Categories {
		fmt.Fprintf(t, "%s\t%s\t%s\n", before.Name, before.LevelText(w.Model), w.After.Categories[i].LevelText(w.Model))
	}
	if w.Before.Overall != nil && w.After.Overall != nil {
		fmt.Fprintf(t, "Overall\t%s\t%s\n", w.Before.Overall.LevelText(w.Model), w.After.Overall.LevelText(w.Model))
	}
	return t.Flush()
}

// writeChanges lists changes, a line each.
func writeChanges(out io.Writer, m *maturity.Model, changes []maturity.Change, indent string) error {
	t := table(out)
	for _, c := range changes {
		it, ok := m.Item(c.Item)
		if !ok {
			continue // changes come from the model
		}
		from := "unanswered"
		if c.Had {
			from = valueText(it, c.From)
		}
		to := valueText(it, c.To)
		if c.To.Evidenced && !c.From.Evidenced {
			to += ", with evidence"
		}
		fmt.Fprintf(t, "%s%s %s\t%s\t-> %s\n", indent, it.ID, it.Name, from, to)
	}
	return t.Flush()
}

// valueText is how an answer is typed, with its label where that says more.
func valueText(it *maturity.Item, a maturity.Answer) string {
	if a.NotApplicable {
		return "not applicable"
	}
	for _, o := range it.Options() {
		if o.Value != a.Value {
			continue
		}
		if it.Kind == maturity.KindObjective {
			return o.Label
		}
		return o.Value
	}
	return a.Value
}
