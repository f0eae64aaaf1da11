package cli

import (
	"fmt"
	"io"
	"maps"
	"regexp"
	"strconv"
	"strings"

	"github.com/spf13/cobra"

	"cairn/internal/app"
	"cairn/internal/assess"
	"cairn/internal/errs"
	"cairn/internal/maturity"
	"cairn/internal/target"
	"cairn/internal/wording"
)

func targetCommand() *cobra.Command {
	cmd := group(&cobra.Command{
		Use: "target", Short: "Set, list, show and close targets",
		Long: `Set, list, show and close the targets of a programme: levels that a category is to reach by a day. Their
owners are asked in Slack how they stand, and their states follow from the answers.`,
	})
	cmd.AddCommand(targetListCommand(), targetSetCommand(), targetShowCommand(), targetCloseCommand())
	return cmd
}

func targetListCommand() *cobra.Command {
	owner, category := named("USER", ""), named("ID", "")
	var all bool
	cmd := &cobra.Command{
		Use: "list PROGRAMME", Short: "List the targets of a programme", Args: exactly("the short name of a programme"),
		Long: `List the open targets of a programme, with how far each is and how it stands; with --all those that were
reached or closed too.`,
		Example: `  cairn target list northwind
  cairn target list northwind --owner U0GOVERN --all`,
		RunE: func(cmd *cobra.Command, args []string) error {
			return withApp(cmd, func(a *app.App) error {
				if category.value != "" {
					_, m, err := programmeOf(cmd, a, assess.ProgrammeID(args[0]))
					if err == nil {
						err = hasCategory(m, category.value)
					}
					if err != nil {
						return err
					}
				}
				filter := target.Filter{Owner: assess.UserID(owner.value), Category: category.value, Ended: all}
				targets, err := a.Target.List(cmd.Context(), operator(assess.FromCLI), assess.ProgrammeID(args[0]), filter)
				if err != nil {
					return err
				}
				return writeTargets(cmd.OutOrStdout(), targets)
			})
		},
	}
	cmd.Flags().Var(owner, "owner", "only targets of this person, by Slack member id")
	cmd.Flags().Var(category, "category", "only targets for this category")
	cmd.Flags().BoolVar(&all, "all", false, "those that were reached or closed too")
	noCompletion(cmd, "owner", "category")
	return cmd
}

// noCompletion keeps the shell from offering files for the arguments and the flags.
func noCompletion(cmd *cobra.Command, flags ...string) {
	cmd.ValidArgsFunction = cobra.NoFileCompletions
	for _, flag := range flags {
		completeFlag(cmd, flag, cobra.NoFileCompletions)
	}
}

func writeTargets(out io.Writer, targets []target.View) error {
	if len(targets) == 0 {
		_, err := fmt.Fprintln(out, "There are no targets.")
		return err
	}
	t := table(out)
	fmt.Fprintln(t, "ID\tCATEGORY\tLEVEL\tBY\tOWNER\tPROGRESS\tSTATE")
	for _, v := range targets {
		fmt.Fprintf(t, "%s\t%s\t%d\t%s\t%s\t%s\t%s\n", v.ID.Number(), v.CategoryOf.Name, v.Level, v.Due, v.Owner, progressText(v.Progress), v.Standing())
	}
	return t.Flush()
}

// progressText says how far a target is in the terms of its model.
func progressText(p target.Progress) string {
	switch {
	case p.Needed > 0:
		return fmt.Sprintf("%d of %d in place", p.InPlace, p.Needed)
	case p.Mean != nil && p.Wanted != nil:
		return fmt.Sprintf("%s of %s", p.Mean.Decimal(2), p.Wanted.Decimal(2))
	}
	return "-"
}

func targetSetCommand() *cobra.Command {
	category, owner, due := named("ID", ""), named("USER", ""), new(day)
	measure, reason, accept := named("TEXT", ""), named("TEXT", ""), named("TEXT", "")
	level := 0
	var check bool
	cmd := &cobra.Command{
		Use: "set PROGRAMME [SENTENCE...]", Short: "Set a target, by a sentence or by flags",
		Long: `Set a target by a sentence, by flags, or by both; a flag counts before the sentence. The target is checked letter
by letter: specific, measurable, achievable, relevant, time-bound. What is missing is said, and nothing is stored.

Owner and measure are proposed where they are left out: the category's owner, and the model's own rule. What may be
hard to achieve is a warning and does not stop it; --accept records why it is taken on all the same.`,
		Example: `  cairn target set northwind "Reach Level 4 in Monitoring within 12 months" --reason "Customers ask us for proof."
  cairn target set northwind --category governance --level 3 --due 2027-06-30 --reason "It fits how we use AI." --check`,
		Args: atLeast("the short name of a programme"),
		RunE: func(cmd *cobra.Command, args []string) error {
			return withApp(cmd, func(a *app.App) error {
				ctx, by, id := cmd.Context(), operator(assess.FromCLI), assess.ProgrammeID(args[0])
				given := map[string]func(*target.Terms){
					"category": func(t *target.Terms) { t.Category = category.value },
					"level":    func(t *target.Terms) { t.Level = level },
					"due":      func(t *target.Terms) { t.Due = due.Date },
					"owner":    func(t *target.Terms) { t.Owner = assess.UserID(owner.value) },
					"measure":  func(t *target.Terms) { t.Measure = measure.value },
					"reason":   func(t *target.Terms) { t.Reason = reason.value },
				}
				verdict, err := checkTarget(cmd, a, id, strings.Join(args[1:], " "), given)
				if err != nil {
					return err
				}
				if check || !verdict.OK() {
					if err := showVerdict(cmd, a, id, verdict); err != nil {
						return err
					}
				}
				if !verdict.OK() {
					return errs.New(errs.Invalid, "The target is not set: add what is missing to the sentence, or by flags.")
				}
				if check {
					return nil
				}
				t, err := a.Target.Set(ctx, by, id, verdict.Terms, accept.value)
				if err != nil {
					return err
				}
				if err := showTarget(cmd, a, t.ID); err != nil {
					return err
				}
				tell(cmd, a)
				return nil
			})
		},
	}
	cmd.Flags().Var(category, "category", "the category, by id")
	cmd.Flags().IntVar(&level, "level", 0, "the level to reach")
	cmd.Flags().Var(due, "due", "the last day, such as 2027-06-30")
	cmd.Flags().Var(owner, "owner", "who is accountable, by Slack member id; the category's owner if left out")
	cmd.Flags().Var(measure, "measure", "how one will see that it is reached; the model's rule if left out")
	cmd.Flags().Var(reason, "reason", "why this level is right for the organisation")
	cmd.Flags().Var(accept, "accept", "why warnings are accepted")
	cmd.Flags().BoolVar(&check, "check", false, "only say what the check found")
	noCompletion(cmd, "category", "level", "due", "owner", "measure", "reason", "accept")
	return cmd
}

// checkTarget checks the target that a sentence and flags describe. What a sentence alone leaves out is said of the
// sentence; a flag counts before it.
func checkTarget(cmd *cobra.Command, a *app.App, id assess.ProgrammeID, sentence string, given map[string]func(*target.Terms)) (v target.Verdict, err error) {
	ctx, by := cmd.Context(), operator(assess.FromCLI)
	maps.DeleteFunc(given, func(flag string, _ func(*target.Terms)) bool { return !cmd.Flags().Changed(flag) })
	if sentence != "" {
		if v, err = a.Target.Propose(ctx, by, id, sentence); err != nil || len(given) == 0 && !v.OK() {
			return v, err
		}
	}
	terms := v.Terms
	for _, set := range given {
		set(&terms)
	}
	if terms.Category != v.Terms.Category && given["owner"] == nil {
		terms.Owner = "" // the other category has an owner of its own
	}
	if (terms.Category != v.Terms.Category || terms.Level != v.Terms.Level) && given["measure"] == nil {
		terms.Measure = ""
	}
	return a.Target.Check(ctx, by, id, terms, "")
}

// programmeOf returns how a programme stands, and its model.
func programmeOf(cmd *cobra.Command, a *app.App, id assess.ProgrammeID) (assess.Status, *maturity.Model, error) {
	st, err := a.Assess.Status(cmd.Context(), operator(assess.FromCLI), id)
	if err != nil {
		return st, nil, err
	}
	m, err := a.Library.Find(st.Programme.Model)
	return st, m, err
}

// showVerdict prints what a check found, a line a letter.
func showVerdict(cmd *cobra.Command, a *app.App, id assess.ProgrammeID, v target.Verdict) error {
	st, m, err := programmeOf(cmd, a, id)
	if err != nil {
		return err
	}
	t := table(cmd.OutOrStdout())
	for _, c := range v.Criteria {
		mark, says := "ok", unmentioned(c.Says)
		if !c.OK {
			mark = "missing"
		}
		if c.Letter == "R" && v.Reason == "" { // a sentence leaves the reason to a form
			mark, says = "missing", "Say with --reason why this level is right for "+st.Programme.Scope+"."
		}
		fmt.Fprintf(t, "%s\t%s\t%s\n", c.Letter, mark, says)
	}
	for _, w := range v.Warnings {
		fmt.Fprintf(t, "\twarning\t%s\n", unmentioned(w.Says(m, v.Terms)))
	}
	return t.Flush()
}

// mention is a person as Slack's messages name them.
var mention = regexp.MustCompile(`<@([A-Z0-9]+)>`)

// unmentioned says a text with people by their Slack member ids, as the command line names them.
func unmentioned(text wording.Text) string { return mention.ReplaceAllString(text.String(), "$1") }

func targetShowCommand() *cobra.Command {
	cmd := &cobra.Command{
		Use: "show PROGRAMME ID", Short: "Show a target: how it stands, and how it came to",
		Long:    `Show one target by its number, such as T3: its terms, how far it is, what its state follows from, and its history.`,
		Example: `  cairn target show northwind T3`,
		Args:    two("the short name of a programme and a target"),
		RunE: func(cmd *cobra.Command, args []string) error {
			return withApp(cmd, func(a *app.App) error { return showTarget(cmd, a, targetID(args)) })
		},
	}
	noCompletion(cmd)
	return cmd
}

func targetCloseCommand() *cobra.Command {
	why := named("TEXT", "")
	cmd := &cobra.Command{
		Use: "close PROGRAMME ID", Short: "Close a target that is given up",
		Long: `Close a target that is not pursued any more, with the reason. It stays in the history. A target that is reached
closes by itself.`,
		Example: `  cairn target close northwind T3 --why "The product is being retired."`,
		Args:    two("the short name of a programme and a target"),
		RunE: func(cmd *cobra.Command, args []string) error {
			return withApp(cmd, func(a *app.App) error {
				id := targetID(args)
				if err := a.Target.Close(cmd.Context(), operator(assess.FromCLI), id, why.value); err != nil {
					return err
				}
				fmt.Fprintf(cmd.OutOrStdout(), "%s is closed.\n", id.Number())
				tell(cmd, a)
				return nil
			})
		},
	}
	cmd.Flags().Var(why, "why", "why it is given up")
	must(cmd, "why")
	noCompletion(cmd, "why")
	return cmd
}

// two accepts two arguments, which the sentence names.
func two(what string) cobra.PositionalArgs {
	return func(cmd *cobra.Command, args []string) error {
		if len(args) != 2 {
			return wrong(cmd, "\"%s\" takes %s, but got %s.", cmd.CommandPath(), what, counted(len(args), "argument", "arguments"))
		}
		return nil
	}
}

// targetID reads the arguments PROGRAMME T3; the number is taken in any case, and without its letter.
func targetID(args []string) target.ID {
	number := strings.ToUpper(args[1])
	if _, err := strconv.Atoi(number); err == nil {
		number = "T" + number
	}
	return target.ID(args[0] + "/" + number)
}

func showTarget(cmd *cobra.Command, a *app.App, id target.ID) error {
	v, err := a.Target.View(cmd.Context(), operator(assess.FromCLI), id)
	if err != nil {
		return err
	}
	return writeTarget(cmd.OutOrStdout(), v)
}

func writeTarget(out io.Writer, v target.View) error {
	fmt.Fprintf(out, "%s: Level %d in %s by %s, %s\n\n", v.ID.Number(), v.Level, v.CategoryOf.Name, v.Due, v.Standing())
	t := table(out)
	row := func(name, value string) { fmt.Fprintf(t, "%s\t%s\n", name, value) }
	row("Owner", string(v.Owner))
	row("Measure", v.ReachedWhen(v.Of).String())
	row("Reason", v.Reason)
	row("Progress", progressText(v.Progress))
	if v.Override != nil && v.Computed != v.Standing() {
		row("Set by hand", fmt.Sprintf("%s (computed: %s), because: %s", v.Override.State, v.Computed, v.Override.Reason))
	}
	for _, s := range v.Signs {
		row("Sign", fmt.Sprintf("%s: %s", s.State, unmentioned(s.Says)))
	}
	for _, w := range v.Warnings {
		text := unmentioned(w.Says(v.Of, v.Terms))
		if w.Accepted != "" {
			text += " Accepted: " + w.Accepted
		}
		row("Warning", text)
	}
	for _, s := range v.Slips {
		row("Moved", fmt.Sprintf("from %s to %s: %s", s.From, s.To, s.Why))
	}
	for _, c := range v.CheckIns {
		row("Checked in", fmt.Sprintf("%s by %s: expected %s, confidence %s", c.At.UTC().Format("2006-01-02"), c.By, c.Expected, c.Confidence))
	}
	for _, a := range v.Actions {
		row("Action", fmt.Sprintf("%s %s, %s by %s, %s", a.ID.Number(), a.Title, a.Owner, a.Due, a.Status))
	}
	if v.Why != "" {
		row("Closed", v.Why)
	}
	return t.Flush()
}
