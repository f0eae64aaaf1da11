package cli

import (
	"bytes"
	"fmt"
	"path/filepath"
	"strings"

	"github.com/spf13/cobra"

	"cairn/internal/app"
	"cairn/internal/assess"
	"cairn/internal/errs"
	"cairn/internal/planfile"
	"cairn/internal/roadmap"
)

// roadmapEndings are those of the files that a roadmap can be written as.
var roadmapEndings = []string{"csv", "xlsx", "ics", "png", "svg"}

func exportRoadmapCommand() *cobra.Command {
	programme, out := named("NAME", ""), named("FILE", "")
	var replace bool
	cmd := &cobra.Command{
		Use: "roadmap --programme NAME --out FILE", Short: "Write a roadmap as a table, a workbook, a calendar or a picture", Args: nothing,
		Long: `Write what is to be done for the targets of a programme, in order and with its days, as the ending of FILE says:

  .csv        a row for each step and each other action, for programs
  .xlsx       an Excel workbook of the steps, and of the targets with how they stand and how their days moved
  .ics        the due days of targets and actions, for a calendar program
  .png, .svg  a picture of targets, steps and actions over time

Days of steps that nobody has taken on are proposed: they are spread evenly over the time that is left.`,
		Example: `  cairn export roadmap --programme northwind --out roadmap.xlsx
  cairn export roadmap --programme northwind --out roadmap.svg --replace`,
		RunE: func(cmd *cobra.Command, _ []string) error {
			ending := strings.TrimPrefix(strings.ToLower(filepath.Ext(out.value)), ".")
			if err := endsLike(cmd, out.value, roadmapEndings...); err != nil {
				return err
			}
			if err := mayWrite(out.value, replace); err != nil {
				return err
			}
			return withApp(cmd, func(a *app.App) error {
				m, err := a.Roadmap.Roadmap(cmd.Context(), operator(assess.FromCLI), programme.id())
				if err != nil {
					return err
				}
				if (ending == "png" || ending == "svg") && len(m.Entries)+len(m.Loose)+len(m.Targets) == 0 {
					return errs.New(errs.Conflict, "The roadmap of %s is empty, so there is nothing to draw yet.", m.Programme.Scope)
				}
				file, err := roadmapFile(cmd, a, m, ending)
				if err != nil {
					return err
				}
				if err := writeFile(out.value, file); err != nil {
					return err
				}
				_, err = fmt.Fprintf(cmd.OutOrStdout(), "Wrote %s: %s, %s and %s.\n", out.value, m.Programme.Scope,
					counted(len(m.Entries), "step", "steps"), counted(len(m.Targets), "target", "targets"))
				return err
			})
		},
	}
	programmeFlag(cmd, programme)
	cmd.Flags().Var(out, "out", "the file to write, ending in .csv, .xlsx, .ics, .png or .svg")
	cmd.Flags().BoolVar(&replace, "replace", false, "write over a file that is there")
	must(cmd, "out")
	completeFlag(cmd, "out", files(roadmapEndings...))
	return cmd
}

// roadmapFile is a roadmap as a file with an ending.
func roadmapFile(cmd *cobra.Command, a *app.App, m roadmap.Roadmap, ending string) ([]byte, error) {
	var file bytes.Buffer
	to := planfile.Reader{Name: func(u assess.UserID) string {
		who, err := a.Assess.Person(cmd.Context(), u)
		if err != nil {
			return "" // their id says it
		}
		return who.Name
	}}
	var err error
	switch ending {
	case "csv":
		err = planfile.CSV(&file, m, to)
	case "xlsx":
		err = planfile.XLSX(&file, m, to)
	case "ics":
		agenda, feedErr := a.Feed.Agenda(cmd.Context(), operator(assess.FromCLI), m.Programme.ID)
		if feedErr != nil {
			return nil, feedErr
		}
		err = planfile.ICS(&file, planfile.Agenda{Scope: agenda.Of.Scope, Now: agenda.Now, Targets: agenda.Targets, Actions: agenda.Actions, Exercises: agenda.Exercises}, to)
	case "png":
		return planfile.Gantt(m, roadmap.Filter{}, to).PNG()
	case "svg":
		return planfile.Gantt(m, roadmap.Filter{}, to).SVG()
	default:
		return nil, errs.New(errs.Invalid, "A roadmap cannot be written as .%s.", ending)
	}
	return file.Bytes(), err
}
