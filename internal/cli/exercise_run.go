package cli

import (
	"bytes"
	"cmp"
	"encoding/json"
	"fmt"
	"io"
	"path/filepath"
	"strconv"
	"strings"
	"time"

	"github.com/spf13/cobra"

	"cairn/internal/afteraction"
	"cairn/internal/app"
	"cairn/internal/assess"
	"cairn/internal/exercise"
)

func listExercisesCommand() *cobra.Command {
	cmd := &cobra.Command{
		Use: "runs PROGRAMME", Short: "List the exercises of a programme, and when the next is due", Args: exactly("the short name of a programme"),
		Long: `List the exercises of a programme: those to come first, then those that are over, the newest first. Names tell
nothing of the plots. Below stands when the next of each kind has to take place.`,
		Example: "  cairn exercise runs northwind",
		RunE: func(cmd *cobra.Command, args []string) error {
			return withApp(cmd, func(a *app.App) error {
				o, err := a.Exercise.Overview(cmd.Context(), operator(assess.FromCLI), assess.ProgrammeID(args[0]))
				if err != nil {
					return err
				}
				return writeExercises(cmd.OutOrStdout(), o)
			})
		},
	}
	noCompletion(cmd)
	return cmd
}

func writeExercises(out io.Writer, o exercise.Overview) error {
	zone, err := time.LoadLocation(o.In.Zone)
	if err != nil {
		zone = time.UTC
	}
	if len(o.Exercises) == 0 {
		fmt.Fprintln(out, "There are no exercises.")
	} else {
		t := table(out)
		fmt.Fprintln(t, "ID\tNAME\tKIND\tSTATE\tSTART\tFACILITATOR\tREPORT")
		for _, v := range o.Exercises {
			start := v.Plan.Start
			if !v.StartedAt.IsZero() {
				start = v.StartedAt
			}
			fmt.Fprintf(t, "%s\t%s\t%s\t%s\t%s\t%s\t%s\n", v.ID.Number(), v.Name, v.Kind.Words(), v.State.Words(),
				start.In(zone).Format("2006-01-02 15:04"), v.Plan.Facilitator, cmp.Or(v.Link, "-"))
		}
		if err := t.Flush(); err != nil {
			return err
		}
	}
	for _, d := range o.Duties {
		fmt.Fprintf(out, "A %s is due by %s (%s).\n", d.Kind.Words(), d.DueAt.Add(-time.Nanosecond).In(zone).Format(time.DateOnly), dutyText(d))
	}
	return nil
}

// dutyText says how a duty to exercise stands.
func dutyText(d exercise.Duty) string {
	switch {
	case d.Status == exercise.DutyOverdue:
		return "overdue"
	case d.Status == exercise.DutyArmed && d.Planned != nil:
		return d.Planned.ID.Number() + " is on its way"
	case d.Status == exercise.DutyDue:
		return counted(d.Days, "day", "days") + " left, none is planned"
	default:
		return counted(d.Days, "day", "days") + " left"
	}
}

// reportEndings are those of the files that a report can be written as.
var reportEndings = []string{"html", "docx", "json"}

func exerciseReportCommand() *cobra.Command {
	out := named("FILE", "")
	var replace bool
	cmd := &cobra.Command{
		Use: "report PROGRAMME ID --out FILE", Short: "Write the after-action report of an exercise as a page, a Word document or data",
		Args: two("the short name of a programme and an exercise"),
		Long: `Write the after-action report of an exercise by its number, such as E2, as the ending of FILE says: .html is a
page in one file that prints on A4, .docx is for Word and LibreOffice, .json is for programs. A report that its
facilitator has not signed yet is marked as a draft. Of one that was signed it is checked that the record still
says what was signed; its .json is that to the letter, and its SHA-256 the one at the end of the other two.`,
		Example: "  cairn exercise report northwind E2 --out report.html\n  cairn exercise report northwind E2 --out report.docx --replace",
		RunE: func(cmd *cobra.Command, args []string) error {
			ending := strings.TrimPrefix(strings.ToLower(filepath.Ext(out.value)), ".")
			if err := endsLike(cmd, out.value, reportEndings...); err != nil {
				return err
			}
			if err := mayWrite(out.value, replace); err != nil {
				return err
			}
			return withApp(cmd, func(a *app.App) error {
				r, err := a.Exercise.Report(cmd.Context(), operator(assess.FromCLI), exerciseID(args))
				if err != nil {
					return err
				}
				var file bytes.Buffer
				write := afteraction.HTML
				switch ending {
				case "docx":
					write = afteraction.DOCX
				case "json":
					write = reportJSON
				}
				if err := write(&file, r); err != nil {
					return err
				}
				if err := writeFile(out.value, file.Bytes()); err != nil {
					return err
				}
				state := "signed"
				if r.Draft {
					state = "a draft that is not signed"
				}
				_, err = fmt.Fprintf(cmd.OutOrStdout(), "Wrote %s: %s (%s), %s.\n", out.value, r.Name, r.ID.Number(), state)
				return err
			})
		},
	}
	cmd.Flags().Var(out, "out", "the file to write, ending in .html, .docx or .json")
	cmd.Flags().BoolVar(&replace, "replace", false, "write over a file that is there")
	must(cmd, "out")
	noCompletion(cmd)
	completeFlag(cmd, "out", files(reportEndings...))
	return cmd
}

// reportJSON writes a report as it was signed, to the letter, so that its hash can be checked; a draft in the same form.
func reportJSON(out io.Writer, r exercise.Report) error {
	if r.Signed != "" {
		_, err := io.WriteString(out, r.Signed)
		return err
	}
	return json.NewEncoder(out).Encode(r)
}

// exerciseID reads the arguments PROGRAMME E2; the number is taken in any case, and without its letter.
func exerciseID(args []string) exercise.ID {
	number := strings.ToUpper(args[1])
	if _, err := strconv.Atoi(number); err == nil {
		number = "E" + number
	}
	return exercise.ID(args[0] + "/" + number)
}
