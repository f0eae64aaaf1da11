package cli

import (
	"fmt"

	"github.com/spf13/cobra"

	"cairn/internal/app"
	"cairn/internal/assess"
)

func exportProgrammeCommand() *cobra.Command {
	out := named("FILE", "")
	var replace bool
	cmd := &cobra.Command{
		Use: "programme NAME", Short: "Write how a programme is set up as a file", Args: exactly("the short name of a programme"),
		Long: `Write the programme file that declares a programme as it stands, whichever way it was set up, on standard
output or with --out into a file. Defaults are written out, so that the file keeps its meaning.

The file says which revision of the programme it holds. "cairn apply" then refuses it when somebody has changed
meanwhile what it would undo.`,
		Example: `  cairn export programme northwind
  cairn export programme northwind --out northwind.yaml --replace`,
		RunE: func(cmd *cobra.Command, args []string) error {
			if err := mayWrite(out.value, replace); err != nil {
				return err
			}
			return withApp(cmd, func(a *app.App) error {
				file, err := a.Assess.Manifest(cmd.Context(), operator(assess.FromCLI), assess.ProgrammeID(args[0]))
				if err != nil {
					return err
				}
				return writeOut(cmd, out.value, file, fmt.Sprintf("Wrote %s: the programme %s.", out.value, args[0]))
			})
		},
	}
	outFlags(cmd, out, &replace, "yaml", "yml")
	cmd.ValidArgsFunction = cobra.NoFileCompletions
	return cmd
}

// outFlags adds the flags that name the file to write, in place of standard output.
func outFlags(cmd *cobra.Command, out *word, replace *bool, endings ...string) {
	cmd.Flags().Var(out, "out", "the file to write; standard output if left out")
	cmd.Flags().BoolVar(replace, "replace", false, "write over a file that is there")
	completeFlag(cmd, "out", files(endings...))
}

// writeOut writes to the file and says so, or without a name to standard output.
func writeOut(cmd *cobra.Command, name string, data []byte, said string) error {
	if name == "" {
		_, err := cmd.OutOrStdout().Write(data)
		return err
	}
	if err := writeFile(name, data); err != nil {
		return err
	}
	_, err := fmt.Fprintln(cmd.OutOrStdout(), said)
	return err
}
