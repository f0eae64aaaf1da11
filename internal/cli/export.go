package cli

import (
	"bytes"
	"fmt"
	"os"
	"path/filepath"

	"github.com/spf13/cobra"

	"cairn/internal/app"
	"cairn/internal/assess"
	"cairn/internal/errs"
	"cairn/internal/workbook"
)

func exportCommand() *cobra.Command {
	cmd := group(&cobra.Command{
		Use: "export", Short: "Take out a programme, an assessment, a roadmap or the records for an audit",
		Long: `Take out of Cairn, as a file, how a programme is set up, what an assessment found, what is to be done, who did
what and when, or how people were asked.`,
	})
	cmd.AddCommand(exportProgrammeCommand(), exportAskingCommand(), exportAuditCommand(), exportWorkbookCommand(), exportRoadmapCommand())
	return cmd
}

func exportWorkbookCommand() *cobra.Command {
	programme, out, cycle := named("NAME", ""), named("FILE", ""), named("ID", "")
	var replace bool
	cmd := &cobra.Command{
		Use: "workbook --programme NAME --out FILE", Short: "Write an assessment as an Excel workbook", Args: nothing,
		Long: `Write an assessment as an Excel workbook: a summary with the profile, the grid of the model, and a tab for each
category with the model's columns and the status, evidence, owner and target. It shows the newest closed cycle, or the
open one where none has closed yet.

A workbook of an imported model holds its publisher's words; keep it within the organisation.`,
		Example: `  cairn export workbook --programme northwind --out northwind.xlsx
  cairn export workbook --programme northwind --cycle northwind-2026-q3 --out q3.xlsx`,
		RunE: func(cmd *cobra.Command, _ []string) error {
			if err := endsLike(cmd, out.value, "xlsx"); err != nil {
				return err
			}
			if err := mayWrite(out.value, replace); err != nil {
				return err
			}
			return withApp(cmd, func(a *app.App) error {
				assessment, err := a.Assessment(cmd.Context(), programme.id(), assess.CycleID(cycle.value))
				if err != nil {
					return err
				}
				var book bytes.Buffer
				if err := workbook.Write(&book, assessment); err != nil {
					return err
				}
				if err := writeFile(out.value, book.Bytes()); err != nil {
					return err
				}
				what := "no cycle yet"
				if assessment.Cycle != "" {
					what = assessment.Cycle
				}
				_, err = fmt.Fprintf(cmd.OutOrStdout(), "Wrote %s: %s, %s.\n", out.value, assessment.Scope, what)
				return err
			})
		},
	}
	programmeFlag(cmd, programme)
	cmd.Flags().Var(out, "out", "the file to write, ending in .xlsx")
	cmd.Flags().Var(cycle, "cycle", "id of the cycle to show")
	cmd.Flags().BoolVar(&replace, "replace", false, "write over a file that is there")
	must(cmd, "out")
	completeFlag(cmd, "out", files("xlsx"))
	completeFlag(cmd, "cycle", cobra.NoFileCompletions)
	return cmd
}

// mayWrite fails where a file is that is not to be replaced.
func mayWrite(name string, replace bool) error {
	if name == "" || replace {
		return nil
	}
	if _, err := os.Lstat(name); err == nil {
		return errs.New(errs.Invalid, "There is a file %s already. Choose another name, or say --replace.", name)
	}
	return nil
}

// writeFile writes a file as a whole or not at all. Only its owner may read it, for it names people and gaps.
func writeFile(name string, data []byte) (err error) {
	unwritable := func(err error) error {
		return errs.New(errs.Invalid, "%s cannot be written. Check the folder and your rights.", name).Because(err)
	}
	temporary, err := os.CreateTemp(filepath.Dir(name), ".cairn-*")
	if err != nil {
		return unwritable(err)
	}
	defer func() {
		if err != nil {
			_ = os.Remove(temporary.Name())
		}
	}()
	if _, err = temporary.Write(data); err != nil {
		_ = temporary.Close()
		return unwritable(err)
	}
	if err = temporary.Close(); err != nil {
		return unwritable(err)
	}
	if err = os.Rename(temporary.Name(), name); err != nil {
		return unwritable(err)
	}
	return nil
}
