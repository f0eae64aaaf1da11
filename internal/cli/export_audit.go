package cli

import (
	"bytes"
	"encoding/csv"
	"encoding/json"
	"fmt"
	"time"

	"github.com/spf13/cobra"

	"cairn/internal/app"
	"cairn/internal/assess"
	"cairn/internal/inert"
)

func exportAuditCommand() *cobra.Command {
	out, since, format := named("FILE", ""), new(day), oneOf("csv", "jsonl")
	var replace bool
	cmd := &cobra.Command{
		Use: "audit PROGRAMME", Short: "Write who did what and when, for an auditor", Args: exactly("the short name of a programme"),
		Long: `Write the ledgers of a programme, the oldest record first: the journal of who changed what, every answer with
its note and evidence, also those that were changed since, and what happened to targets, actions and exercises.
Records are only ever added, so together they say why a level is what it is. How people were asked stands in
a ledger of its own: see "cairn export asking".

Instants are RFC 3339 in UTC.`,
		Example: `  cairn export audit northwind --out audit.csv
  cairn export audit northwind --since 2026-10-01 --format jsonl --out audit.jsonl`,
		RunE: func(cmd *cobra.Command, args []string) error {
			if err := mayWrite(out.value, replace); err != nil {
				return err
			}
			return withApp(cmd, func(a *app.App) error {
				records, err := a.Audit(cmd.Context(), assess.ProgrammeID(args[0]), since.Date)
				if err != nil {
					return err
				}
				var file bytes.Buffer
				if format.value == "csv" {
					err = writeAuditCSV(&file, records)
				} else {
					err = writeAuditLines(&file, records)
				}
				if err != nil {
					return err
				}
				return writeOut(cmd, out.value, file.Bytes(), fmt.Sprintf("Wrote %s: %s.", out.value, counted(len(records), "record", "records")))
			})
		},
	}
	cmd.Flags().Var(since, "since", "the first day to write, in the programme's time zone; the very first if left out")
	cmd.Flags().Var(format, "format", "a table, or a JSON object a line")
	outFlags(cmd, out, &replace, "csv", "jsonl")
	completeFlag(cmd, "since", cobra.NoFileCompletions)
	completeFlag(cmd, "format", format.complete)
	cmd.ValidArgsFunction = cobra.NoFileCompletions
	return cmd
}

// auditLine is a record of a ledger as it is written out.
type auditLine struct {
	At      time.Time       `json:"at"`
	Ledger  string          `json:"ledger"`
	Seq     int64           `json:"seq"`
	By      assess.UserID   `json:"by,omitempty"`
	Via     assess.Source   `json:"via"`
	What    string          `json:"what"`
	Subject string          `json:"subject"`
	Person  assess.UserID   `json:"person,omitempty"`
	Step    string          `json:"step,omitempty"`
	Detail  json.RawMessage `json:"detail"`
}

func newAuditLine(r app.AuditRecord) auditLine {
	return auditLine{
		At: r.At.UTC().Truncate(time.Second), Ledger: r.Ledger, Seq: r.Seq, By: r.By.User, Via: r.By.Source, What: r.What,
		Subject: r.Subject, Person: r.Person, Step: r.Step, Detail: r.Detail,
	}
}

func writeAuditLines(out *bytes.Buffer, records []app.AuditRecord) error {
	e := json.NewEncoder(out)
	e.SetEscapeHTML(false)
	for _, r := range records {
		if err := e.Encode(newAuditLine(r)); err != nil {
			return err
		}
	}
	return nil
}

func writeAuditCSV(out *bytes.Buffer, records []app.AuditRecord) error {
	w := csv.NewWriter(out)
	lines := [][]string{{"at", "ledger", "seq", "by", "via", "what", "subject", "person", "step", "detail"}}
	for _, r := range records {
		l := newAuditLine(r)
		lines = append(lines, []string{
			l.At.Format(time.RFC3339), l.Ledger, fmt.Sprint(l.Seq), inert.Text(string(l.By)), string(l.Via), l.What, inert.Text(l.Subject),
			inert.Text(string(l.Person)), inert.Text(l.Step), string(l.Detail),
		})
	}
	return w.WriteAll(lines)
}
