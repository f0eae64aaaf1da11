package cli

import (
	"fmt"
	"strings"
	"text/tabwriter"

	"github.com/spf13/cobra"

	"cairn/internal/errs"
	"cairn/internal/maturity"
)

func modelCommand() *cobra.Command {
	cmd := &cobra.Command{Use: "model", Short: "List, show and check maturity models"}
	cmd.AddCommand(
		&cobra.Command{
			Use: "list", Short: "List the models that Cairn brings along", Args: cobra.NoArgs,
			RunE: func(cmd *cobra.Command, _ []string) error {
				w := tabwriter.NewWriter(cmd.OutOrStdout(), 0, 4, 2, ' ', 0)
				fmt.Fprintln(w, "ID\tSHORT\tCATEGORIES\tITEMS\tTITLE")
				for _, m := range maturity.Embedded() {
					items := 0
					for _, c := range m.Categories() {
						items += len(c.Items)
					}
					fmt.Fprintf(w, "%s\t%s\t%d\t%d\t%s\n", m.ID, strings.Join(m.Alias, ", "), len(m.Categories()), items, m.Title)
				}
				return w.Flush()
			},
		},
		&cobra.Command{
			Use: "show MODEL", Short: "Show a model's levels, categories and items", Args: exactly(1, "the name of one model"),
			RunE: func(cmd *cobra.Command, args []string) error {
				m, err := maturity.Find(args[0])
				if err != nil {
					return err
				}
				showModel(cmd, m)
				return nil
			},
		},
		&cobra.Command{
			Use: "lint FILE", Short: "Check a model file and list every fault with its line", Args: exactly(1, "one file"),
			RunE: func(cmd *cobra.Command, args []string) error {
				data, err := readFile(cmd, args[0])
				if err != nil {
					return err
				}
				if faults := maturity.Lint(data, args[0]); len(faults) > 0 {
					return faultsError(faults)
				}
				m, err := maturity.Load(data, args[0])
				if err != nil {
					return err
				}
				fmt.Fprintf(cmd.OutOrStdout(), "%s: %s is a good model (%d levels, %d categories).\n", args[0], m.ID, len(m.Levels), len(m.Categories()))
				return nil
			},
		},
		&cobra.Command{
			Use: "schema", Short: "Print the JSON Schema of model files", Args: cobra.NoArgs,
			RunE: func(cmd *cobra.Command, _ []string) error {
				_, err := cmd.OutOrStdout().Write(maturity.Schema())
				return err
			},
		},
	)
	return cmd
}

func showModel(cmd *cobra.Command, m *maturity.Model) {
	w := cmd.OutOrStdout()
	fmt.Fprintf(w, "%s\n%s\n\n%s\n", m.Title, m.ID, m.Summary)
	if m.Source.Title != "" {
		fmt.Fprintf(w, "\nAfter: %s, %q, %s, %s\n", m.Source.Author, m.Source.Title, m.Source.Publication, m.Source.Date)
	}
	fmt.Fprintln(w, "\nLevels")
	for _, l := range m.Levels {
		fmt.Fprintf(w, "  %d  %s. %s\n", l.Number, l.Name, l.Summary)
	}
	for _, c := range m.Categories() {
		fmt.Fprintf(w, "\n%s (%s)\n  %s\n", c.Name, c.ID, c.Summary)
		for _, item := range c.Items {
			fmt.Fprintf(w, "  %-4s %s\n", item.ID, item.Text)
		}
	}
}

func scoreCommand() *cobra.Command {
	var model, file, format string
	cmd := &cobra.Command{
		Use: "score --model MODEL --answers FILE", Short: "Score a file of answers, offline", Args: cobra.NoArgs,
		Long: `Score a file of answers by a model's own rule. Nothing is stored and nothing is sent.

The file is CSV (item,value with or without that header) or YAML (item: value). A bad file gives
one line for each fault, with file and line, and exit code 2.`,
		Example: "  cairn score --model lawlor --answers answers.csv\n  cairn score --model lawlor --answers answers.yaml --format json",
		RunE: func(cmd *cobra.Command, _ []string) error {
			m, err := maturity.Find(model)
			if err != nil {
				return err
			}
			data, err := readFile(cmd, file)
			if err != nil {
				return err
			}
			answers, faults := maturity.ReadAnswers(m, data, file)
			if len(faults) > 0 {
				return faultsError(faults)
			}
			result, err := m.Score(answers)
			if err != nil {
				return err
			}
			next := m.NextActions(result, 5)
			switch format {
			case "text":
				fmt.Fprint(cmd.OutOrStdout(), maturity.RenderText(m, result, next))
			case "json":
				out, err := maturity.RenderJSON(result, next)
				if err != nil {
					return err
				}
				fmt.Fprintf(cmd.OutOrStdout(), "%s\n", out)
			default:
				return errs.New(errs.Invalid, "--format: use text or json, not %q.", format)
			}
			return nil
		},
	}
	cmd.Flags().StringVar(&model, "model", "lawlor", "the model, by id or short name (see `model list`)")
	cmd.Flags().StringVar(&file, "answers", "", "file of answers, CSV or YAML; - reads standard input")
	cmd.Flags().StringVar(&format, "format", "text", "text or json")
	_ = cmd.MarkFlagRequired("answers")
	return cmd
}
