package cli

import (
	"fmt"
	"io"
	"os"
	"path/filepath"
	"strings"

	"github.com/spf13/cobra"

	"cairn/internal/errs"
	"cairn/internal/exercise"
)

func exerciseCommand() *cobra.Command {
	cmd := group(&cobra.Command{
		Use: "exercise", Short: "List exercises and write their reports; list, show and check scenarios",
		Long: `List the exercises of a programme and write their after-action reports. List and show the scenarios that can
be rehearsed, and check scenario files of your own; these work without a database.`,
	})
	cmd.AddCommand(
		listScenariosCommand(), showScenarioCommand(), lintScenariosCommand(), listExercisesCommand(), exerciseReportCommand(),
		&cobra.Command{
			Use: "schema", Short: "Print the JSON Schema of scenario files", Args: nothing,
			Long: `Print the JSON Schema of scenario files, for editors that check and complete while you write. It covers
the form of a file; "exercise lint" checks what it says as well.`,
			Example: "  cairn exercise schema > scenario.schema.json",
			RunE: func(cmd *cobra.Command, _ []string) error {
				_, err := cmd.OutOrStdout().Write(exercise.Schema())
				return err
			},
		},
	)
	return cmd
}

// folderFlag adds the flag for the organisation's own scenarios.
func folderFlag(cmd *cobra.Command) *word {
	folder := named("DIR", "")
	cmd.Flags().Var(folder, "folder", "folder with scenario files of your own")
	completeFlag(cmd, "folder", func(*cobra.Command, []string, string) ([]string, cobra.ShellCompDirective) {
		return nil, cobra.ShellCompDirectiveFilterDirs
	})
	return folder
}

// scenarios returns the library with the files of a folder, if one is named.
func scenarios(folder string) (*exercise.Library, error) {
	if folder == "" {
		return exercise.NewLibrary()
	}
	own, err := exercise.ReadFolder(os.DirFS(folder))
	if err != nil {
		return nil, wrongScenarios(folder, err)
	}
	library, err := exercise.NewLibrary(own...)
	if err != nil {
		return nil, wrongScenarios(folder, err)
	}
	return library, nil
}

func wrongScenarios(folder string, err error) error {
	return errs.New(errs.Invalid, "--folder: the scenarios in %s cannot be used.\n%s", folder, errs.Message(err))
}

func listScenariosCommand() *cobra.Command {
	cmd := &cobra.Command{
		Use: "list", Short: "List the scenarios that can be rehearsed", Args: nothing,
		Long: `List the scenarios that Cairn brings along, and those in a folder of your own, in their newest versions.
The titles tell the plots: this list is for those who plan, not for players.`,
		Example: "  cairn exercise list\n  cairn exercise list --folder scenarios",
	}
	folder := folderFlag(cmd)
	cmd.RunE = func(cmd *cobra.Command, _ []string) error {
		library, err := scenarios(folder.value)
		if err != nil {
			return err
		}
		w := table(cmd.OutOrStdout())
		fmt.Fprintln(w, "SCENARIO\tKIND\tMINUTES\tINJECTS\tTITLE")
		for _, s := range library.Newest() {
			fmt.Fprintf(w, "%s\t%s\t%d\t%d\t%s\n", s.ID, s.Kind, s.Minutes, len(s.Injects), s.Title)
		}
		return w.Flush()
	}
	return cmd
}

func showScenarioCommand() *cobra.Command {
	cmd := &cobra.Command{
		Use: "show ID", Short: "Show a scenario, for players or for facilitators", Args: exactly("the id of one scenario"),
		Long: `Show what players of a scenario are told before it begins: the brief, the roles and the objectives. With
--facilitator, show all of it: the plot, the injects with their times and conditions, notes and what is expected.`,
		Example: "  cairn exercise show compromised-agent\n  cairn exercise show compromised-agent --facilitator",
		ValidArgsFunction: func(_ *cobra.Command, args []string, _ string) ([]string, cobra.ShellCompDirective) {
			var names []string
			if len(args) == 0 {
				for _, s := range exercise.Embedded() {
					names = append(names, cobra.CompletionWithDesc(s.Name, s.Title))
				}
			}
			return names, cobra.ShellCompDirectiveNoFileComp
		},
	}
	all := cmd.Flags().Bool("facilitator", false, "show everything, which players must not see")
	folder := folderFlag(cmd)
	cmd.RunE = func(cmd *cobra.Command, args []string) error {
		library, err := scenarios(folder.value)
		if err != nil {
			return err
		}
		s, err := library.Find(args[0])
		if err != nil {
			return errs.New(errs.Invalid, "%s", errs.Message(err))
		}
		if *all {
			showScenario(cmd.OutOrStdout(), s)
		} else {
			showBrief(cmd.OutOrStdout(), s.Brief())
		}
		return nil
	}
	return cmd
}

func lintScenariosCommand() *cobra.Command {
	return &cobra.Command{
		Use: "lint FILE|FOLDER...", Short: "Check scenario files and list every fault with its line",
		Args: func(cmd *cobra.Command, args []string) error {
			if len(args) == 0 {
				return wrong(cmd, "\"%s\" takes one or more files, but got none.", cmd.CommandPath())
			}
			return nil
		},
		Long: `Check scenario files: their form, that ids resolve, that every inject can come before the end, that nothing
meant for facilitators stands where players read, and that no two have the same id and version. Of a folder
its files that end in .yaml or .yml are checked. Every fault is listed with its line, and the exit code is 2.
A dash reads standard input.`,
		Example:           "  cairn exercise lint our-scenario.yaml",
		ValidArgsFunction: files("yaml", "yml"),
		RunE: func(cmd *cobra.Command, args []string) error {
			args, err := scenarioFiles(args)
			if err != nil {
				return err
			}
			var (
				faults faultsError
				all    []*exercise.Scenario
			)
			for _, name := range args {
				data, err := readFile(cmd, name)
				if err != nil {
					return err
				}
				if found := exercise.Lint(data, name); len(found) > 0 {
					faults = append(faults, found...)
					continue
				}
				s, err := exercise.Load(data, name)
				if err != nil {
					return err
				}
				all = append(all, s)
				conditional := 0
				for _, in := range s.Injects {
					if in.When != nil {
						conditional++
					}
				}
				fmt.Fprintf(
					cmd.OutOrStdout(), "%s: %s has no faults (%d minutes, %s, %d of them conditional, %s).\n",
					name, s.ID, s.Minutes, counted(len(s.Injects), "inject", "injects"), conditional, counted(len(s.Objectives), "objective", "objectives"),
				)
			}
			if len(faults) > 0 {
				return faults
			}
			_, err = exercise.NewLibrary(all...) // as the folder is read when Cairn starts
			return err
		},
	}
}

// scenarioFiles puts the scenario files of each folder in its place.
func scenarioFiles(args []string) ([]string, error) {
	var all []string
	for _, name := range args {
		if at, err := os.Stat(name); err != nil || !at.IsDir() {
			all = append(all, name) // one that cannot be read is said to be so where it is read
			continue
		}
		entries, err := os.ReadDir(name)
		if err != nil {
			return nil, err
		}
		before := len(all)
		for _, e := range entries {
			if ext := filepath.Ext(e.Name()); !e.IsDir() && (ext == ".yaml" || ext == ".yml") {
				all = append(all, filepath.Join(name, e.Name()))
			}
		}
		if len(all) == before {
			return nil, errs.New(errs.Invalid, "The folder %s has no files that end in .yaml or .yml.", name)
		}
	}
	return all, nil
}

// showBrief prints what players may read. It takes no scenario, so that it can print nothing else.
func showBrief(out io.Writer, b exercise.Brief) {
	fmt.Fprintf(out, "%s (%d minutes)\n\n%s\nRoles\n", b.Title, b.Minutes, wrapped(b.Text, ""))
	for _, r := range b.Roles {
		fmt.Fprintf(out, "  %s (%s)\n%s", r.Name, r.ID, wrapped(r.Text, "    "))
	}
	fmt.Fprintln(out, "\nObjectives")
	for _, o := range b.Objectives {
		fmt.Fprintf(out, "  %s\n%s", o.ID, wrapped(o.Text, "    "))
	}
}

// showScenario prints everything, for facilitators.
func showScenario(out io.Writer, s *exercise.Scenario) {
	fmt.Fprintf(out, "%s\n%s, %s, %d minutes\nFor facilitators only.\n\n%s", s.Title, s.ID, kindText(s.Kind), s.Minutes, wrapped(s.Summary, ""))
	for _, m := range s.Threats {
		fmt.Fprint(out, wrapped(fmt.Sprintf("%s %s: %s", m.Framework, m.Version, strings.Join(m.IDs, ", ")), "  "))
	}
	fmt.Fprintf(out, "\nNotes\n%s", wrapped(s.Facilitator.Notes, "  "))
	list(out, "\nTo prepare", s.Facilitator.Prepare, "  ")
	list(out, "\nTo have ready for a simulation", s.Facilitator.Simulate, "  ")
	fmt.Fprintln(out, "\nA finished run is evidence for")
	for _, l := range s.Backs {
		kind := ""
		if l.Kind != "" {
			kind = ", as a " + string(l.Kind)
		}
		fmt.Fprintf(out, "  %s: %s%s\n", l.Model, strings.Join(l.Items, ", "), kind)
	}
	fmt.Fprintln(out, "\nObjectives")
	for _, o := range s.Objectives {
		fmt.Fprintf(out, "  %s\n%s", o.ID, wrapped(o.Text, "    "))
		for _, l := range o.Exercises {
			fmt.Fprint(out, wrapped(fmt.Sprintf("exercises %s: %s", l.Model, strings.Join(l.Items, ", ")), "    "))
		}
		list(out, "    look for", o.Expected, "    ")
	}
	fmt.Fprintln(out, "\nWhat players are told")
	showBrief(out, s.Brief())
	for i := range s.Injects {
		showInject(out, s, &s.Injects[i])
	}
	list(out, "\nTo ask after the end", s.Debrief, "  ")
}

func kindText(k exercise.Kind) string {
	if k == exercise.Either {
		return "tabletop or simulation"
	}
	return string(k)
}

func showInject(out io.Writer, s *exercise.Scenario, in *exercise.Inject) {
	to := "all"
	if len(in.To) > 0 {
		to = strings.Join(in.To, ", ")
	}
	fmt.Fprintf(out, "\n%s: %s\n  From: %s. To: %s. Objectives: %s.\n", in.ID, comes(s, in), in.From, to, strings.Join(in.Objectives, ", "))
	for _, part := range exercise.Passages(in.Message) {
		if !part.Fixed {
			fmt.Fprint(out, wrapped(part.Text, "  | "))
			continue
		}
		for line := range strings.SplitSeq(part.Text, "\n") {
			fmt.Fprintf(out, "  |   %s\n", line)
		}
	}
	list(out, "  To discuss", in.Questions, "  ")
	var choices []string
	for _, c := range in.Choices {
		choices = append(choices, fmt.Sprintf("%s (%s)", c.Text, c.ID))
	}
	list(out, "  To decide", choices, "  ")
	fmt.Fprintf(out, "  Notes\n%s", wrapped(in.Facilitator.Notes, "    "))
	list(out, "  Expected", in.Facilitator.Expected, "  ")
	if in.Facilitator.Simulate != "" {
		fmt.Fprintf(out, "  In a simulation\n%s", wrapped(in.Facilitator.Simulate, "    "))
	}
}

// comes says in words when an inject comes.
func comes(s *exercise.Scenario, in *exercise.Inject) string {
	if in.When == nil {
		return fmt.Sprintf("at minute %d", *in.At)
	}
	w := *in.When
	after := "at once"
	if w.After > 0 {
		after = counted(w.After, "minute", "minutes")
	}
	switch {
	case w.Choice != "":
		_, choice, _ := s.Choice(w.Choice)
		return fmt.Sprintf("%s after the decision %q", after, choice.Text)
	case w.Decided != "":
		return fmt.Sprintf("%s after any decision on %s", after, w.Decided)
	case w.Undecided != "":
		return fmt.Sprintf("when %s is undecided %s after its delivery", w.Undecided, after)
	case w.Delivered != "":
		return fmt.Sprintf("%s after %s", after, w.Delivered)
	default:
		return fmt.Sprintf("at minute %d, when %s has not come", w.By, w.Undelivered)
	}
}

// list prints a heading and a line for each text, and nothing when there is none.
func list(out io.Writer, heading string, texts []string, indent string) {
	if len(texts) == 0 {
		return
	}
	fmt.Fprintln(out, heading)
	for _, text := range texts {
		lines := wrapped(text, indent+"    ")
		fmt.Fprint(out, indent+"  - "+lines[min(len(lines), len(indent)+4):])
	}
}
