package cli

import (
	"bytes"
	"fmt"
	"io"
	"path/filepath"
	"time"

	"github.com/spf13/cobra"

	"cairn/internal/app"
	"cairn/internal/assess"
	"cairn/internal/crosswalk"
	"cairn/internal/errs"
	"cairn/internal/library"
	"cairn/internal/workbook"
)

// licenceNotice is what whoever imports CSA's files has to accept.
const licenceNotice = `The AI Security Maturity Model is the Cloud Security Alliance's. Its downloads may be used for your own information,
not commercially; they may not be changed or passed on, and their notices stay. What you import stays in your own
database. Exports and digests that show its words are yours to keep within the organisation. Read the terms that came
with your download, and import with --accept-licence if you keep to them.
`

func importAISMMCommand() *cobra.Command {
	book, details := named("FILE", ""), named("FILE", "")
	aicm, version := named("VERSION", ""), named("VERSION", "")
	var dryRun, accept bool
	cmd := &cobra.Command{
		Use: "aismm --workbook FILE", Short: "Import CSA's own AISMM workbook as a model", Args: nothing,
		Long: `Import the workbook of the CSA AI Security Maturity Model that you downloaded, with its document of details if you
have it, as a model in your own database. Tables are recognised by their content, wherever they are. A report says what
was found; with problems nothing is imported, and the exit code is 2. --dry-run only reports, and needs no database.

The model is then named csa/aismm@VERSION in programme files.`,
		Example: `  cairn import aismm --workbook AISMM.xlsx --details AISMM_Control_Objectives_Details.md --dry-run
  cairn import aismm --workbook AISMM.xlsx --details AISMM_Control_Objectives_Details.md --accept-licence`,
		RunE: func(cmd *cobra.Command, _ []string) error {
			in, err := readWorkbook(cmd, book.value, details.value, workbook.Options{AICMVersion: aicm.value, Version: version.value})
			if err != nil {
				return err
			}
			if err := in.Report.WriteText(cmd.OutOrStdout()); err != nil {
				return err
			}
			switch {
			case in.Model == nil:
				return errs.New(errs.Invalid, "Nothing was imported: %s. Mend what the report lists.", counted(len(in.Report.Problems), "problem", "problems"))
			case dryRun:
				fmt.Fprintln(cmd.OutOrStdout(), "\nNothing was stored (--dry-run).")
				return nil
			case !accept:
				fmt.Fprintf(cmd.ErrOrStderr(), "\n%s", licenceNotice)
				return errs.New(errs.Invalid, "Nothing was imported: the licence has not been accepted (--accept-licence).")
			}
			return withApp(cmd, func(a *app.App) error { return keepModel(cmd, a, in) })
		},
	}
	cmd.Flags().Var(book, "workbook", "the workbook, an .xlsx file")
	cmd.Flags().Var(details, "details", "the document of details, a Markdown file")
	cmd.Flags().Var(aicm, "aicm-version", "edition of the AICM that the mappings cite, 1.0.3 or 1.1.0 (as the workbook says, else 1.0.3)")
	cmd.Flags().Var(version, "model-version", "version that the model gets (as the workbook says, else 1.0)")
	cmd.Flags().BoolVar(&dryRun, "dry-run", false, "report what is in the files and store nothing")
	cmd.Flags().BoolVar(&accept, "accept-licence", false, "say that you keep to the licence of the files")
	must(cmd, "workbook")
	completeFlag(cmd, "workbook", files("xlsx"))
	completeFlag(cmd, "details", files("md"))
	completeFlag(cmd, "aicm-version", func(*cobra.Command, []string, string) ([]string, cobra.ShellCompDirective) {
		return crosswalk.AICMVersions(), cobra.ShellCompDirectiveNoFileComp
	})
	completeFlag(cmd, "model-version", cobra.NoFileCompletions)
	return cmd
}

// readWorkbook reads the files that the command line names.
func readWorkbook(cmd *cobra.Command, book, details string, o workbook.Options) (workbook.Import, error) {
	data, err := readFile(cmd, book)
	if err != nil {
		return workbook.Import{}, err
	}
	o.Book = filepath.Base(book)
	var more io.Reader
	if details != "" {
		data, err := readFile(cmd, details)
		if err != nil {
			return workbook.Import{}, err
		}
		o.Details, more = filepath.Base(details), bytes.NewReader(data)
	}
	return workbook.Read(bytes.NewReader(data), more, o)
}

func keepModel(cmd *cobra.Command, a *app.App, in workbook.Import) error {
	var sources []library.Source
	for _, s := range in.Report.Sources {
		sources = append(sources, library.Source{Name: s.Name, SHA256: s.SHA256})
	}
	m, added, err := a.Library.Add(cmd.Context(), operator(assess.FromImport), time.Now(), in.File, sources)
	if err != nil {
		return err
	}
	if !added {
		fmt.Fprintf(cmd.OutOrStdout(), "\n%s is here already, the same; nothing changes.\n", m.ID)
		return nil
	}
	fmt.Fprintf(cmd.OutOrStdout(), "\nImported %s with %s. Name it in a programme file: model: %s\n",
		m.ID, counted(itemsOf(m), "objective", "objectives"), m.ID)
	return nil
}
