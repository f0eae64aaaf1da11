package cli

import (
	"fmt"
	"io"
	"os"
	"strings"
	"text/tabwriter"

	"github.com/spf13/cobra"

	"cairn/internal/app"
	"cairn/internal/config"
	"cairn/internal/errs"
	"cairn/internal/maturity"
)

func modelCommand() *cobra.Command {
	cmd := group(&cobra.Command{
		Use: "model", Short: "List, show and check maturity models",
		Long: `List and show the maturity models that Cairn brings along and those that you imported, and check model files of
your own. For what Cairn brings along these commands work offline; imported models are in the database.`,
	})
	cmd.AddCommand(
		crosswalkCommand(),
		&cobra.Command{
			Use: "list", Short: "List the models that there are", Args: nothing,
			Long: `List the models that Cairn brings along and, where there is a database, those that were imported into it. A
model is named by its id, by its id without the version, or by its short name.`,
			Example: "  cairn model list",
			RunE: func(cmd *cobra.Command, _ []string) error {
				imported, err := importedModels(cmd)
				if err != nil {
					fmt.Fprintf(cmd.ErrOrStderr(), "Imported models could not be looked up: %s\n", errs.Message(err))
				}
				return listModels(cmd.OutOrStdout(), imported)
			},
		},
		&cobra.Command{
			Use: "show MODEL", Short: "Show a model's levels, categories and items", Args: exactly("the name of one model"),
			Long: `Show a model's levels, its categories with what they cover, and the items of each with their ids. A model that was
imported is looked up in the database.`,
			Example:           "  cairn model show lawlor",
			ValidArgsFunction: completeModels,
			RunE: func(cmd *cobra.Command, args []string) error {
				return withModel(cmd, args[0], func(m *maturity.Model) error {
					showModel(cmd.OutOrStdout(), m)
					return nil
				})
			},
		},
		&cobra.Command{
			Use: "lint FILE", Short: "Check a model file and list every fault with its line", Args: exactly("one file"),
			Long: `Check a model file: its form, that ids are unique and references resolve, that the scoring rule can be
worked out. Every fault is listed with its line, and the exit code is 2. A dash reads standard input.`,
			Example:           "  cairn model lint our-model.yaml",
			ValidArgsFunction: files("yaml", "yml"),
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
				fmt.Fprintf(cmd.OutOrStdout(), "%s: %s has no faults (%s, %s in %s).\n",
					args[0], m.ID, counted(len(m.Levels), "level", "levels"), counted(itemsOf(m), "item", "items"), counted(len(m.Categories()), "category", "categories"))
				return nil
			},
		},
		&cobra.Command{
			Use: "schema", Short: "Print the JSON Schema of model files", Args: nothing,
			Long: `Print the JSON Schema of model files, for editors that check and complete while you write. It covers the
form of a file; "model lint" checks what it says as well.`,
			Example: "  cairn model schema > model.schema.json",
			RunE: func(cmd *cobra.Command, _ []string) error {
				_, err := cmd.OutOrStdout().Write(maturity.Schema())
				return err
			},
		},
	)
	return cmd
}

// findModel finds a model that the command line names.
func findModel(name string) (*maturity.Model, error) {
	m, err := maturity.Find(name)
	if errs.Is(err, errs.NotFound) {
		return nil, errs.New(errs.Invalid, "%s", errs.Message(err))
	}
	return m, err
}

// completeModels offers short names and ids.
func completeModels(_ *cobra.Command, args []string, _ string) ([]string, cobra.ShellCompDirective) {
	var names []string
	if len(args) > 0 {
		return nil, cobra.ShellCompDirectiveNoFileComp
	}
	for _, m := range maturity.Embedded() {
		for _, name := range append(m.Alias, m.ID) {
			names = append(names, cobra.CompletionWithDesc(name, m.Title))
		}
	}
	return names, cobra.ShellCompDirectiveNoFileComp
}

func itemsOf(m *maturity.Model) int {
	n := 0
	for _, c := range m.Categories() {
		n += len(c.Items)
	}
	return n
}

// importedModels are those of the configured database. None where there is no database yet, as before anything is set up.
func importedModels(cmd *cobra.Command) (models []*maturity.Model, err error) {
	c, err := config.FromEnv(os.LookupEnv)
	if err != nil || databaseExists(c.Database) != nil {
		return nil, err
	}
	err = withApp(cmd, func(a *app.App) error {
		models = a.Library.Imported()
		return nil
	})
	return models, err
}

func listModels(out io.Writer, imported []*maturity.Model) error {
	w := table(out)
	fmt.Fprintln(w, "MODEL\tSHORT NAME\tFROM\tCATEGORIES\tITEMS\tTITLE")
	list := func(from string, models []*maturity.Model) {
		for _, m := range models {
			fmt.Fprintf(w, "%s\t%s\t%s\t%d\t%d\t%s\n", m.ID, strings.Join(m.Alias, ", "), from, len(m.Categories()), itemsOf(m), m.Title)
		}
	}
	list("Cairn", maturity.Embedded())
	list("imported", imported)
	return w.Flush()
}

// table aligns columns that are separated by tabs.
func table(out io.Writer) *tabwriter.Writer { return tabwriter.NewWriter(out, 0, 4, 2, ' ', 0) }

// textWidth is where prose on a terminal is broken.
const textWidth = 100

func showModel(out io.Writer, m *maturity.Model) {
	fmt.Fprintf(out, "%s\n%s\n\n%s", m.Title, m.ID, wrapped(m.Summary, ""))
	if m.Source.Title != "" {
		fmt.Fprintf(out, "\nAfter: %s, %q, %s, %s\n", m.Source.Author, m.Source.Title, m.Source.Publication, m.Source.Date)
	}
	fmt.Fprintln(out, "\nLevels")
	for _, l := range m.Levels {
		fmt.Fprintf(out, "  %d %s\n%s", l.Number, l.Name, wrapped(l.Summary, "    "))
	}
	for _, c := range m.Categories() {
		fmt.Fprintf(out, "\n%s (%s)\n%s", c.Name, c.ID, wrapped(c.Summary, "  "))
		longest := 0
		for _, item := range c.Items {
			longest = max(longest, len(item.ID))
		}
		for _, item := range c.Items {
			text := wrapped(item.Text, strings.Repeat(" ", longest+6))
			fmt.Fprintf(out, "    %-*s  %s", longest, item.ID, strings.TrimLeft(text, " "))
		}
	}
}

// wrapped breaks text into lines of at most textWidth characters that begin with the indent and end with a newline.
func wrapped(text, indent string) string {
	var b strings.Builder
	width := 0
	for _, word := range strings.Fields(text) {
		switch n := len([]rune(word)); {
		case width == 0:
			b.WriteString(indent)
			width = len(indent) + n
		case width+1+n > textWidth:
			b.WriteString("\n" + indent)
			width = len(indent) + n
		default:
			b.WriteByte(' ')
			width += 1 + n
		}
		b.WriteString(word)
	}
	if width > 0 {
		b.WriteByte('\n')
	}
	return b.String()
}
