package cli

import (
	"errors"
	"fmt"
	"path/filepath"
	"slices"
	"strings"

	"github.com/spf13/cobra"
	"github.com/spf13/pflag"

	"cairn/internal/assess"
	"cairn/internal/calendar"
	"cairn/internal/errs"
)

// wrong says that the command line is wrong, and where the manual of the command is.
func wrong(cmd *cobra.Command, format string, args ...any) error {
	return errs.New(errs.Invalid, "%s See `%s --help`.", fmt.Sprintf(format, args...), cmd.CommandPath())
}

// either joins words: "a, b or c".
func either(words []string) string {
	if len(words) < 2 {
		return strings.Join(words, "")
	}
	return strings.Join(words[:len(words)-1], ", ") + " or " + words[len(words)-1]
}

// endsLike says which endings there are if a file has none of them.
func endsLike(cmd *cobra.Command, file string, endings ...string) error {
	var dotted []string
	for _, e := range endings {
		dotted = append(dotted, "."+e)
	}
	if slices.Contains(dotted, strings.ToLower(filepath.Ext(file))) {
		return nil
	}
	return wrong(cmd, "The ending of %q says nothing of how to write it; use %s.", file, either(dotted))
}

// group makes a command that only has further commands below it: alone it shows its help.
func group(cmd *cobra.Command) *cobra.Command {
	cmd.SuggestionsMinimumDistance = 2
	cmd.Args = func(cmd *cobra.Command, args []string) error {
		if len(args) == 0 {
			return nil
		}
		if near := cmd.SuggestionsFor(args[0]); len(near) > 0 {
			return wrong(cmd, "There is no command \"%s %s\"; did you mean %s?", cmd.CommandPath(), args[0], strings.Join(near, " or "))
		}
		return wrong(cmd, "There is no command \"%s %s\".", cmd.CommandPath(), args[0])
	}
	cmd.RunE = func(cmd *cobra.Command, _ []string) error { return cmd.Help() }
	return cmd
}

// usageTemplate is cobra's, without the line that a group could be run by itself.
func usageTemplate(root *cobra.Command) string {
	return strings.Replace(root.UsageTemplate(), "{{if .Runnable}}", "{{if and .Runnable (not .HasAvailableSubCommands)}}", 1)
}

// mendDefaults makes the commands that cobra adds, help and completion, fail on what does not exist.
func mendDefaults(root *cobra.Command) {
	root.InitDefaultHelpCmd()
	root.InitDefaultCompletionCmd()
	for _, cmd := range root.Commands() {
		switch cmd.Name() {
		case "completion":
			group(cmd)
		case "help":
			cmd.Args = func(_ *cobra.Command, args []string) error {
				topic, rest, err := root.Find(args)
				if err != nil || len(rest) == 0 {
					return err
				}
				return topic.ValidateArgs(rest[:1])
			}
		}
	}
}

// nothing accepts no arguments.
func nothing(cmd *cobra.Command, args []string) error {
	if len(args) > 0 {
		return wrong(cmd, "\"%s\" takes no arguments, but got %q.", cmd.CommandPath(), args[0])
	}
	return nil
}

// exactly accepts one argument, which the sentence names.
func exactly(what string) cobra.PositionalArgs {
	return func(cmd *cobra.Command, args []string) error {
		if len(args) != 1 {
			return wrong(cmd, "\"%s\" takes %s, but got %s.", cmd.CommandPath(), what, counted(len(args), "argument", "arguments"))
		}
		return nil
	}
}

// flagError says in a sentence what is wrong with a flag.
func flagError(cmd *cobra.Command, err error) error {
	var (
		unknown *pflag.NotExistError
		empty   *pflag.ValueRequiredError
		invalid *pflag.InvalidValueError
	)
	switch {
	case errors.As(err, &unknown):
		name := "--" + unknown.GetSpecifiedName()
		if unknown.GetSpecifiedShortnames() != "" {
			name = "-" + unknown.GetSpecifiedName()
		}
		return wrong(cmd, "\"%s\" has no flag %s.", cmd.CommandPath(), name)
	case errors.As(err, &empty):
		return wrong(cmd, "--%s needs a value.", empty.GetFlag().Name)
	case errors.As(err, &invalid):
		if cause := invalid.Unwrap(); errs.Is(cause, errs.Invalid) {
			return errs.New(errs.Invalid, "--%s: %s", invalid.GetFlag().Name, errs.Message(cause))
		}
		return wrong(cmd, "--%s does not take %q.", invalid.GetFlag().Name, invalid.GetValue())
	default:
		return wrong(cmd, "%v.", err)
	}
}

// requireFlags says which of the flags marked as required are missing, all at once.
func requireFlags(cmd *cobra.Command) error {
	var missing []string
	cmd.Flags().VisitAll(func(f *pflag.Flag) {
		if !f.Changed && slices.Contains(f.Annotations[cobra.BashCompOneRequiredFlag], "true") {
			missing = append(missing, "--"+f.Name)
		}
	})
	if len(missing) > 0 {
		return wrong(cmd, "\"%s\" needs %s.", cmd.CommandPath(), strings.Join(missing, " and "))
	}
	return nil
}

// word is the value of a flag that takes one word; its name stands for it in the help.
type word struct{ value, name string }

func named(name, otherwise string) *word { return &word{value: otherwise, name: name} }

func (w *word) String() string { return w.value }

func (w *word) Type() string { return w.name }

func (w *word) Set(text string) error {
	w.value = text
	return nil
}

// id is the word as the short name of a programme.
func (w *word) id() assess.ProgrammeID { return assess.ProgrammeID(w.value) }

// choice is the value of a flag that takes one of a few words; the first is the default.
type choice struct {
	value string
	words []string
}

func oneOf(words ...string) *choice { return &choice{value: words[0], words: words} }

func (c *choice) String() string { return c.value }

func (c *choice) Type() string { return strings.Join(c.words, "|") }

func (c *choice) Set(word string) error {
	if !slices.Contains(c.words, word) {
		return errs.New(errs.Invalid, "It does not take %q; use %s.", word, either(c.words))
	}
	c.value = word
	return nil
}

func (c *choice) complete(*cobra.Command, []string, string) ([]string, cobra.ShellCompDirective) {
	return c.words, cobra.ShellCompDirectiveNoFileComp
}

// day is the value of a flag that takes a date.
type day struct{ calendar.Date }

func (d *day) String() string {
	if d.IsZero() {
		return ""
	}
	return d.Date.String()
}

func (d *day) Type() string { return "DATE" }

func (d *day) Set(text string) (err error) {
	d.Date, err = calendar.ParseDate(text)
	return err
}

// files completes the names of files with the given endings.
func files(endings ...string) cobra.CompletionFunc {
	return func(*cobra.Command, []string, string) ([]string, cobra.ShellCompDirective) {
		return endings, cobra.ShellCompDirectiveFilterFileExt
	}
}

// completeFlag sets how the value of a flag is completed.
func completeFlag(cmd *cobra.Command, flag string, how cobra.CompletionFunc) {
	if err := cmd.RegisterFlagCompletionFunc(flag, how); err != nil {
		panic("cli: " + err.Error()) // a flag that the command does not have
	}
}

// must marks flags of a command as required.
func must(cmd *cobra.Command, flags ...string) {
	for _, flag := range flags {
		if err := cmd.MarkFlagRequired(flag); err != nil {
			panic("cli: " + err.Error())
		}
	}
}
