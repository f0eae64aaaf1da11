package cli

import (
	"fmt"
	"io"
	"slices"
	"strings"

	"github.com/spf13/cobra"

	"cairn/internal/app"
	"cairn/internal/assess"
	"cairn/internal/errs"
	"cairn/internal/maturity"
	"cairn/internal/roadmap"
)

func roadmapCommand() *cobra.Command {
	owner, category := named("USER", ""), named("ID", "")
	var why, open bool
	cmd := &cobra.Command{
		Use: "roadmap PROGRAMME", Short: "Show what is to be done, in order", Args: exactly("the short name of a programme"),
		Long: `Show what leads from where a programme stands to its targets, in order: by what depends on what, by how far each
category is from its target times what is at stake in it, and by when it is due. Days are proposed until somebody
takes a step on; then they are those of the action.`,
		Example: `  cairn roadmap northwind
  cairn roadmap northwind --category governance --why`,
		RunE: func(cmd *cobra.Command, args []string) error {
			return withApp(cmd, func(a *app.App) error {
				r, err := a.Roadmap.Roadmap(cmd.Context(), operator(assess.FromCLI), assess.ProgrammeID(args[0]))
				if err != nil {
					return err
				}
				if category.value != "" {
					if err := hasCategory(r.Model, category.value); err != nil {
						return err
					}
				}
				filter := roadmap.Filter{Owner: assess.UserID(owner.value), Category: category.value, Open: open}
				return writeRoadmap(cmd.OutOrStdout(), r, filter, why)
			})
		},
	}
	cmd.Flags().Var(owner, "owner", "only steps of this person, by Slack member id")
	cmd.Flags().Var(category, "category", "only steps for this category")
	cmd.Flags().BoolVar(&open, "open", false, "only steps that are not done")
	cmd.Flags().BoolVar(&why, "why", false, "say why each step stands where it stands")
	noCompletion(cmd, "owner", "category")
	return cmd
}

// hasCategory says which categories there are if the model has none with this id.
func hasCategory(m *maturity.Model, id string) error {
	if _, ok := m.Category(id); ok {
		return nil
	}
	var ids []string
	for _, c := range m.Categories() {
		ids = append(ids, c.ID)
	}
	return errs.New(errs.Invalid, "%s has no category %q. Its categories are %s.", m.ID, id, strings.Join(ids, ", "))
}

func writeRoadmap(out io.Writer, r roadmap.Roadmap, filter roadmap.Filter, why bool) error {
	for _, note := range r.Notes {
		fmt.Fprintln(out, unmentioned(note))
	}
	entries := r.Pick(filter)
	if len(entries) == 0 {
		none := "The roadmap has no steps."
		if len(r.Entries) > 0 {
			none = "No step of the roadmap fits what you asked for."
		}
		_, err := fmt.Fprintln(out, none)
		return err
	}
	if len(r.Notes) > 0 {
		fmt.Fprintln(out)
	}
	t := table(out)
	fmt.Fprintln(t, "STEP\tKEY\tTITLE\tCATEGORY\tLEVEL\tOWNER\tSTART\tEND\tSTATUS")
	for _, e := range entries {
		name, status := e.Category, "proposed"
		if c, ok := r.Model.Category(e.Category); ok {
			name = c.Name
		}
		if e.Action != nil {
			status = e.Action.ID.Number() + " " + string(e.Action.Status)
		}
		fmt.Fprintf(t, "%d\t%s\t%s\t%s\t%d\t%s\t%s\t%s\t%s\n", e.Position, e.Key, e.Title, name, e.Level, dash(r.Owner(e)), e.Start, e.End, status)
	}
	if err := t.Flush(); err != nil || !why {
		return err
	}
	for _, e := range entries {
		fmt.Fprintf(out, "\n%d. %s\n", e.Position, e.Title)
		for _, reason := range e.Why {
			fmt.Fprint(out, wrapped(unmentioned(reason), "   "))
		}
	}
	return nil
}

func outlookCommand() *cobra.Command {
	cmd := &cobra.Command{
		Use: "outlook PROGRAMME", Short: "Show the levels that are expected, and how right earlier outlooks were",
		Args: exactly("the short name of a programme"),
		Long: `Show the level that each category is expected to have at the next period ends, with the pessimistic and the
optimistic one in brackets where they differ, and how often what was expected earlier came true.`,
		Example: `  cairn outlook northwind`,
		RunE: func(cmd *cobra.Command, args []string) error {
			return withApp(cmd, func(a *app.App) error {
				o, err := a.Roadmap.Outlook(cmd.Context(), operator(assess.FromCLI), assess.ProgrammeID(args[0]))
				if err != nil {
					return err
				}
				return writeOutlook(cmd.OutOrStdout(), o)
			})
		},
	}
	noCompletion(cmd)
	return cmd
}

func writeOutlook(out io.Writer, o roadmap.Outlook) error {
	var periods, categories []string
	cells := map[[2]string]roadmap.Projection{}
	for _, p := range o.Ahead {
		if !slices.Contains(periods, p.Period) {
			periods = append(periods, p.Period)
		}
		if !slices.Contains(categories, p.Category) {
			categories = append(categories, p.Category)
		}
		cells[[2]string{p.Period, p.Category}] = p
	}
	if len(periods) == 0 {
		fmt.Fprintf(out, "There is no outlook for %s yet.\n", o.Programme.Scope)
	} else {
		t := table(out)
		fmt.Fprint(t, "CATEGORY\tNOW")
		for _, p := range periods {
			fmt.Fprint(t, "\t", p)
		}
		fmt.Fprintln(t)
		for _, id := range categories {
			now := "-"
			if level, ok := o.Now[id]; ok {
				now = fmt.Sprint(level)
			}
			fmt.Fprintf(t, "%s\t%s", categoryName(o, id), now)
			for _, period := range periods {
				fmt.Fprint(t, "\t", projectionText(cells[[2]string{period, id}]))
			}
			fmt.Fprintln(t)
		}
		if err := t.Flush(); err != nil {
			return err
		}
	}
	hits, within, of := o.HitRate()
	if of == 0 {
		_, err := fmt.Fprintln(out, "\nNo earlier outlook can be compared with what came yet.")
		return err
	}
	_, err := fmt.Fprintf(out, "\nOf %s that were expected earlier, %d came exactly and %d within the bounds.\n", counted(of, "level", "levels"), hits, within)
	return err
}

func categoryName(o roadmap.Outlook, id string) string {
	if c, ok := o.Model.Category(id); ok {
		return c.Name
	}
	return "Overall"
}

// projectionText is the expected level, with the bounds where they are not the same.
func projectionText(p roadmap.Projection) string {
	switch {
	case p.Period == "":
		return "-"
	case p.Pessimistic == p.Optimistic:
		return fmt.Sprint(p.Expected)
	}
	return fmt.Sprintf("%d (%d to %d)", p.Expected, p.Pessimistic, p.Optimistic)
}
