package cli

import (
	"encoding/json"
	"fmt"
	"io"
	"strings"
	"time"

	"github.com/spf13/cobra"

	"cairn/internal/app"
	"cairn/internal/assess"
)

func cycleCommand() *cobra.Command {
	cmd := group(&cobra.Command{
		Use: "cycle", Short: "Start, close and follow assessment cycles",
		Long: `Start, close and follow the assessment cycles of a programme. Cycles open by themselves at the programme's
cadence, and close when everybody has answered or the time is over; these commands are for the rest.`,
	})
	cmd.AddCommand(cycleStartCommand(), cycleCloseCommand(), cycleStatusCommand())
	return cmd
}

// programmeFlag adds the flag that names a programme.
func programmeFlag(cmd *cobra.Command, programme *word) {
	cmd.Flags().Var(programme, "programme", "short name of the programme, as its file has it")
	must(cmd, "programme")
	completeFlag(cmd, "programme", cobra.NoFileCompletions)
}

func cycleStartCommand() *cobra.Command {
	programme := named("NAME", "")
	kind := oneOf(string(assess.Full), string(assess.Quick), string(assess.CheckIn))
	cmd := &cobra.Command{
		Use: "start --programme NAME", Short: "Open a cycle now", Args: nothing,
		Long: `Open a cycle now, with the owners that the programme has at this moment. The owners are asked as soon as a
worker runs. While a cycle is open no other can be started.

A full cycle asks everything that applies. A quick one asks for a level in each category, by the model's descriptions. A
check-in asks what kept the categories from their next level when they were last assessed; without a full assessment to
build on, a full cycle opens in its place.`,
		Example: `  cairn cycle start --programme northwind
  cairn cycle start --programme northwind --kind quick`,
		RunE: func(cmd *cobra.Command, _ []string) error {
			return withApp(cmd, func(a *app.App) error {
				c, err := a.Assess.StartCycleOf(cmd.Context(), operator(assess.FromCLI), programme.id(), assess.CycleKind(kind.value))
				if err != nil {
					return err
				}
				if string(c.Kind) != kind.value {
					fmt.Fprintln(cmd.ErrOrStderr(), "There is no full assessment to check in on yet, so a full cycle was opened.")
				}
				if err := showStatus(cmd, a, programme.id(), "is now"); err != nil {
					return err
				}
				tell(cmd, a)
				return nil
			})
		},
	}
	programmeFlag(cmd, programme)
	cmd.Flags().Var(kind, "kind", "how much to ask")
	completeFlag(cmd, "kind", kind.complete)
	return cmd
}

func cycleCloseCommand() *cobra.Command {
	programme := named("NAME", "")
	cmd := &cobra.Command{
		Use: "close --programme NAME", Short: "Close the open cycle now; what was not answered is missing", Args: nothing,
		Long: `Close the open cycle now and freeze its levels. What was not answered is recorded as missing and can no
longer be answered. A worker sends the digest to the leadership channel.`,
		Example: "  cairn cycle close --programme northwind",
		RunE: func(cmd *cobra.Command, _ []string) error {
			return withApp(cmd, func(a *app.App) error {
				if _, err := a.Assess.CloseCycle(cmd.Context(), operator(assess.FromCLI), programme.id()); err != nil {
					return err
				}
				if err := showStatus(cmd, a, programme.id(), "is now"); err != nil {
					return err
				}
				tell(cmd, a)
				return nil
			})
		},
	}
	programmeFlag(cmd, programme)
	return cmd
}

func cycleStatusCommand() *cobra.Command {
	programme := named("NAME", "")
	format := oneOf("text", "json")
	cmd := &cobra.Command{
		Use: "status --programme NAME", Short: "Show how far the newest cycle has come", Args: nothing,
		Long: `Show how far the programme's newest cycle has come: who has answered, who is missing, when it is due. Times
are in the programme's time zone; in JSON they are RFC 3339.`,
		Example: `  cairn cycle status --programme northwind
  cairn cycle status --programme northwind --format json`,
		RunE: func(cmd *cobra.Command, _ []string) error {
			return withApp(cmd, func(a *app.App) error {
				if format.value == "text" {
					return showStatus(cmd, a, programme.id(), "is")
				}
				st, err := a.Assess.Status(cmd.Context(), operator(assess.FromCLI), programme.id())
				if err != nil {
					return err
				}
				return writeJSON(cmd.OutOrStdout(), newStatusReport(st))
			})
		},
	}
	programmeFlag(cmd, programme)
	cmd.Flags().Var(format, "format", "how to print it")
	completeFlag(cmd, "format", format.complete)
	return cmd
}

// showStatus prints how far the newest cycle has come; the verb is "is", or "is now" when that is the news.
func showStatus(cmd *cobra.Command, a *app.App, id assess.ProgrammeID, verb string) error {
	st, err := a.Assess.Status(cmd.Context(), operator(assess.FromCLI), id)
	if err != nil {
		return err
	}
	return writeStatus(cmd.OutOrStdout(), newStatusReport(st), verb)
}

// statusReport is how far a programme's newest cycle has come, as JSON has it. Instants are in the programme's zone.
type statusReport struct {
	Programme   assess.ProgrammeID `json:"programme"`
	Scope       string             `json:"scope"`
	NextOpening time.Time          `json:"next_opening,omitzero"`
	Cycle       *cycleReport       `json:"cycle,omitempty"`  // none before the first
	Beside      *cycleReport       `json:"beside,omitempty"` // on the model that the programme leaves
}

type cycleReport struct {
	ID         assess.CycleID     `json:"id"`
	Kind       assess.CycleKind   `json:"kind"`
	Period     string             `json:"period"`
	Model      string             `json:"model"`
	State      assess.CycleState  `json:"state"`
	OpenedAt   time.Time          `json:"opened_at"`
	DueAt      time.Time          `json:"due_at"`
	ClosesAt   time.Time          `json:"closes_at"`
	ClosedAt   time.Time          `json:"closed_at,omitzero"`
	Reason     assess.CloseReason `json:"reason,omitempty"` // why it closed
	Answered   int                `json:"answered"`
	Asked      int                `json:"asked"`
	Categories []categoryReport   `json:"categories"`
}

type categoryReport struct {
	ID         string                    `json:"id"`
	Name       string                    `json:"name"`
	State      assess.QuestionnaireState `json:"state"`
	Owner      assess.UserID             `json:"owner"`
	Deputy     assess.UserID             `json:"deputy,omitempty"`
	AnsweredBy assess.UserID             `json:"answered_by,omitempty"`
	AnsweredAt time.Time                 `json:"answered_at,omitzero"`
}

func newStatusReport(st assess.Status) statusReport {
	loc, err := time.LoadLocation(st.Programme.Zone)
	if err != nil {
		loc = time.UTC // a programme's zone was checked when it was applied
	}
	in := func(t time.Time) time.Time {
		if t.IsZero() {
			return t
		}
		return t.In(loc).Truncate(time.Second)
	}
	r := statusReport{Programme: st.Programme.ID, Scope: st.Programme.Scope, NextOpening: in(st.NextAt)}
	if st.Cycle.ID == "" {
		return r
	}
	r.Scope = st.Cycle.Scope
	r.Cycle = newCycleReport(st, in)
	if st.Beside != nil {
		r.Beside = newCycleReport(*st.Beside, in)
	}
	return r
}

func newCycleReport(st assess.Status, in func(time.Time) time.Time) *cycleReport {
	c := st.Cycle
	r := &cycleReport{
		ID: c.ID, Kind: c.Kind, Period: c.Period, Model: c.Model, State: c.State, Reason: c.Reason,
		OpenedAt: in(c.OpenedAt), DueAt: in(c.DueAt), ClosesAt: in(c.ClosesAt), ClosedAt: in(c.ClosedAt),
		Answered: st.Answered(), Asked: len(st.Lines), Categories: []categoryReport{},
	}
	for _, l := range st.Lines {
		q := l.Questionnaire
		line := categoryReport{ID: q.Category, Name: l.Category.Name, State: q.State, Owner: q.Owner, Deputy: q.Deputy}
		if l.Latest != nil && q.Answered() {
			line.AnsweredBy, line.AnsweredAt = l.Latest.By, in(l.Latest.At)
		}
		r.Categories = append(r.Categories, line)
	}
	return r
}

// minute is how the command line writes an instant.
const minute = "2006-01-02 15:04 MST"

func writeStatus(out io.Writer, r statusReport, verb string) error {
	next := "no further cycle is planned"
	if !r.NextOpening.IsZero() {
		next = "the next opens " + r.NextOpening.Format(minute)
	}
	c := r.Cycle
	if c == nil {
		fmt.Fprintf(out, "%s has had no cycle yet; %s.\n", r.Scope, next)
		return nil
	}
	if err := writeCycle(out, c, r.Scope, verb, next); err != nil || r.Beside == nil {
		return err
	}
	fmt.Fprintln(out)
	return writeCycle(out, r.Beside, r.Scope, verb, next)
}

func writeCycle(out io.Writer, c *cycleReport, scope, verb, next string) error {
	kind := ""
	if c.Kind != assess.Full {
		kind = string(c.Kind) + ", "
	}
	fmt.Fprintf(out, "%s (%s) %s %s%s: %d of %d answered.\n", c.ID, scope, verb, kind, c.State, c.Answered, c.Asked)
	if c.State == assess.CycleOpen {
		fmt.Fprintf(out, "Due %s; closes %s at the latest.\n", c.DueAt.Format(minute), c.ClosesAt.Format(minute))
	} else {
		fmt.Fprintf(out, "Closed %s (%s); %s.\n", c.ClosedAt.Format(minute), c.Reason, next)
	}
	fmt.Fprintln(out)
	w := table(out)
	fmt.Fprintln(w, "CATEGORY\tSTATE\tOWNER\tDEPUTY\tANSWERED")
	for _, l := range c.Categories {
		answered := "-"
		if l.AnsweredBy != "" {
			answered = l.AnsweredAt.Format(minute) + " by " + string(l.AnsweredBy)
		}
		fmt.Fprintln(w, strings.Join([]string{l.Name, string(l.State), string(l.Owner), dash(l.Deputy), answered}, "\t"))
	}
	return w.Flush()
}

func dash(u assess.UserID) string {
	if u == "" {
		return "-"
	}
	return string(u)
}

func writeJSON(out io.Writer, v any) error {
	e := json.NewEncoder(out)
	e.SetEscapeHTML(false)
	e.SetIndent("", "  ")
	return e.Encode(v)
}
