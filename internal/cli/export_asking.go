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

func exportAskingCommand() *cobra.Command {
	out, since, format := named("FILE", ""), new(day), oneOf("csv", "jsonl")
	var replace bool
	cmd := &cobra.Command{
		Use: "asking PROGRAMME", Short: "Write how people were asked, as proof", Args: exactly("the short name of a programme"),
		Long: `Write the reminder ledger of a programme, the oldest record first: who was asked, reminded and told, what
they said to that (seen, promised, handed over, away), and for each message what became of it in Slack. The
ledger is only ever added to, so it is proof of how people were asked.

Instants are RFC 3339 in UTC.`,
		Example: `  cairn export asking northwind
  cairn export asking northwind --since 2026-10-01 --format jsonl --out asking.jsonl`,
		RunE: func(cmd *cobra.Command, args []string) error {
			if err := mayWrite(out.value, replace); err != nil {
				return err
			}
			return withApp(cmd, func(a *app.App) error {
				records, err := a.Asking(cmd.Context(), assess.ProgrammeID(args[0]), since.Date)
				if err != nil {
					return err
				}
				var file bytes.Buffer
				if format.value == "csv" {
					err = writeAskingCSV(&file, records)
				} else {
					err = writeAskingLines(&file, records)
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

// askingLine is a record of the reminder ledger as it is written out.
type askingLine struct {
	Seq           int64                  `json:"seq"`
	At            time.Time              `json:"at"`
	Kind          assess.AskingKind      `json:"kind"`
	Person        assess.UserID          `json:"person"`
	From          assess.UserID          `json:"from,omitempty"`
	By            assess.UserID          `json:"by,omitempty"`
	Via           assess.Source          `json:"via"`
	Questionnaire assess.QuestionnaireID `json:"questionnaire,omitempty"`
	Item          string                 `json:"item,omitempty"`
	Step          string                 `json:"step,omitempty"`
	Until         time.Time              `json:"until,omitzero"`
	Note          string                 `json:"note,omitempty"`
	Message       *messageLine           `json:"message,omitempty"` // none for what is not told by a message
}

// messageLine is what became of a message in Slack.
type messageLine struct {
	Key     string    `json:"key"`
	State   string    `json:"state"` // "none" when the ledger of messages has none
	Channel string    `json:"channel,omitempty"`
	TS      string    `json:"ts,omitempty"`
	SentAt  time.Time `json:"sent_at,omitzero"`
}

func newAskingLine(r app.AskingRecord) askingLine {
	in := func(t time.Time) time.Time { return t.UTC().Truncate(time.Second) }
	line := askingLine{
		Seq: r.Seq, At: in(r.At), Kind: r.Kind, Person: r.Person, From: r.From, By: r.By.User, Via: r.By.Source,
		Questionnaire: r.Questionnaire, Item: r.Item, Step: r.Step, Note: r.Note,
	}
	if !r.Until.IsZero() {
		line.Until = in(r.Until)
	}
	if r.Key != "" {
		line.Message = &messageLine{Key: r.Key, State: r.State, Channel: r.Channel, TS: r.TS}
		if !r.SentAt.IsZero() {
			line.Message.SentAt = in(r.SentAt)
		}
	}
	return line
}

func writeAskingLines(out *bytes.Buffer, records []app.AskingRecord) error {
	e := json.NewEncoder(out)
	e.SetEscapeHTML(false)
	for _, r := range records {
		if err := e.Encode(newAskingLine(r)); err != nil {
			return err
		}
	}
	return nil
}

func writeAskingCSV(out *bytes.Buffer, records []app.AskingRecord) error {
	w := csv.NewWriter(out)
	lines := [][]string{{
		"seq", "at", "kind", "person", "from", "by", "via", "questionnaire", "item", "step", "until", "note",
		"message", "state", "channel", "ts", "sent_at",
	}}
	stamp := func(t time.Time) string {
		if t.IsZero() {
			return ""
		}
		return t.Format(time.RFC3339)
	}
	for _, r := range records {
		l := newAskingLine(r)
		m := l.Message
		if m == nil {
			m = new(messageLine)
		}
		lines = append(lines, []string{
			fmt.Sprint(l.Seq), stamp(l.At), string(l.Kind), inert.Text(string(l.Person)), inert.Text(string(l.From)), inert.Text(string(l.By)), string(l.Via),
			inert.Text(string(l.Questionnaire)), inert.Text(l.Item), inert.Text(l.Step), stamp(l.Until), inert.Text(l.Note),
			inert.Text(m.Key), m.State, inert.Text(m.Channel), m.TS, stamp(m.SentAt),
		})
	}
	return w.WriteAll(lines)
}
