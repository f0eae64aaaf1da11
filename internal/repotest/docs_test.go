package repotest

import (
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/spf13/cobra"
	"github.com/spf13/pflag"

	"cairn/internal/cli"
	"cairn/internal/config"
)

// root is the repository, seen from this package.
const root = "../.."

// texts returns the files below the root that end in one of the suffixes, by path.
func texts(t *testing.T, suffixes ...string) map[string]string {
	t.Helper()
	found := make(map[string]string)
	err := filepath.WalkDir(root, func(path string, d fs.DirEntry, err error) error {
		switch {
		case err != nil:
			return err
		case d.IsDir() && path != root && (strings.HasPrefix(d.Name(), ".") || d.Name() == "testdata" || d.Name() == "bin"):
			return filepath.SkipDir
		case !slices.Contains(suffixes, filepath.Ext(path)):
			return nil
		}
		data, err := os.ReadFile(path)
		found[path] = string(data)
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	if len(found) == 0 {
		t.Fatalf("there are no files ending in %v below the repository's root", suffixes)
	}
	return found
}

var (
	link    = regexp.MustCompile(`\]\(([^()\s]+)\)`)
	heading = regexp.MustCompile(`(?m)^#+ +(.+)$`)
	dropped = regexp.MustCompile(`[^\p{L}\p{N} _-]`)
)

func TestLinksInTheDocumentsResolve(t *testing.T) {
	t.Parallel()
	documents := texts(t, ".md")
	checked := 0
	for path, text := range documents {
		for _, found := range link.FindAllStringSubmatch(withoutFences(text), -1) {
			target, fragment, _ := strings.Cut(found[1], "#")
			if strings.Contains(target, ":") {
				continue // another site
			}
			checked++
			file := path
			if target != "" {
				file = filepath.Join(filepath.Dir(path), filepath.FromSlash(target))
			}
			if _, err := os.Stat(file); err != nil {
				t.Errorf("%s links to %s, which is not there", path, found[1])
				continue
			}
			if fragment != "" && !slices.Contains(anchors(documents[file]), fragment) {
				t.Errorf("%s links to %s, but no heading there makes that anchor", path, found[1])
			}
		}
	}
	if checked == 0 {
		t.Error("no link was found; mend the expression")
	}
}

// anchors lists the fragments that the headings of a document make.
func anchors(text string) (all []string) {
	for _, found := range heading.FindAllStringSubmatch(withoutFences(text), -1) {
		words := dropped.ReplaceAllString(strings.ToLower(found[1]), "")
		all = append(all, strings.ReplaceAll(strings.TrimSpace(words), " ", "-"))
	}
	return all
}

// fence matches a block of code between lines of three backticks.
var fence = regexp.MustCompile("(?ms)^ *```[^\n]*\n(.*?)^ *```")

func withoutFences(text string) string { return fence.ReplaceAllString(text, "") }

// Commands stand in blocks of code (fenced, or indented by four) and between single backticks. They begin a line, or
// follow another command or what sets their environment.
var (
	indented = regexp.MustCompile(`(?m)^ {4}(.+)$`)
	inline   = regexp.MustCompile("`([^`\n]+)`")
	started  = regexp.MustCompile(`(?:^(?:\$ )?|[|;&] *|^ExecStart=|^sudo -u cairn (?:env )?)(?:[A-Z_]+=\S+ +)*` +
		`(?:go run \./cmd/|(?:/usr/local/)?bin/)?(cairn|cairn-solo|make)((?: +[^\s#|>;&()]+)+)`)
)

func code(text string) (lines []string) {
	for _, found := range fence.FindAllStringSubmatch(text, -1) {
		lines = append(lines, strings.Split(found[1], "\n")...)
	}
	for _, expression := range []*regexp.Regexp{indented, inline} {
		for _, found := range expression.FindAllStringSubmatch(withoutFences(text), -1) {
			lines = append(lines, found[1])
		}
	}
	return lines
}

func TestCommandsInTheDocumentsExist(t *testing.T) {
	t.Parallel()
	makefile, err := os.ReadFile(filepath.Join(root, "Makefile"))
	if err != nil {
		t.Fatal(err)
	}
	production, solo := cli.Production(), soloProgram(t)
	checked := 0
	for path, text := range texts(t, ".md", ".service") {
		lines := code(text)
		if filepath.Ext(path) == ".service" {
			lines = strings.Split(text, "\n")
		}
		for _, line := range lines {
			line, _, _ = strings.Cut(line, " #") // a comment
			for _, found := range started.FindAllStringSubmatch(line, -1) {
				program, args := found[1], strings.Fields(found[2])
				if args[0] == "…" || args[0] == "%i" {
					continue // any command
				}
				checked++
				var err error
				switch program {
				case "make":
					if !strings.Contains(string(makefile), "\n"+args[0]+":") {
						err = fmt.Errorf("the Makefile has no target %q", args[0])
					}
				case "cairn":
					err = accepts(production, args)
				default:
					err = accepts(solo, args)
				}
				if err != nil {
					t.Errorf("%s: `%s%s`: %v", path, program, found[2], err)
				}
			}
		}
	}
	if checked < 20 {
		t.Errorf("only %d commands were found; mend the expressions", checked)
	}
}

// accepts reports what a program does not know of a command line: a command, or a flag. An argument is not looked at.
func accepts(program *cobra.Command, args []string) error {
	command, rest := program, args
	for len(rest) > 0 && !strings.HasPrefix(rest[0], "-") && command.HasSubCommands() {
		i := slices.IndexFunc(command.Commands(), func(c *cobra.Command) bool { return c.Name() == rest[0] || c.HasAlias(rest[0]) })
		if i < 0 {
			return fmt.Errorf("%s has no command %q", command.CommandPath(), rest[0])
		}
		command, rest = command.Commands()[i], rest[1:]
	}
	command.InitDefaultHelpFlag()
	program.InitDefaultVersionFlag()
	for _, arg := range rest {
		name, _, _ := strings.Cut(strings.TrimLeft(arg, "-"), "=")
		var flag *pflag.Flag
		switch {
		case !strings.HasPrefix(arg, "-") || arg == "-":
			continue
		case strings.HasPrefix(arg, "--"):
			flag = command.Flags().Lookup(name)
			if flag == nil {
				flag = command.InheritedFlags().Lookup(name)
			}
		default:
			flag = command.Flags().ShorthandLookup(name)
		}
		if flag == nil {
			return fmt.Errorf("%s has no flag %s", command.CommandPath(), arg)
		}
	}
	return nil
}

var (
	function = regexp.MustCompile(`(?ms)^func \w+\(\) \*cobra\.Command \{\n(.*?)^\}`)
	usage    = regexp.MustCompile(`Use: +"([a-z-]+)`)
	declared = regexp.MustCompile(`\.Flags\(\)\.\w+Var\(&[\w.]+, "([a-z-]+)"`)
)

// soloProgram returns cairn-solo with the commands and flags that its source declares. The package itself links the
// Temporal server, which takes minutes to compile.
func soloProgram(t *testing.T) *cobra.Command {
	t.Helper()
	source, err := os.ReadFile(filepath.Join(root, "internal", "solocli", "solocli.go"))
	if err != nil {
		t.Fatal(err)
	}
	program := cli.Root("cairn-solo", "")
	for _, body := range function.FindAllSubmatch(source, -1) {
		use := usage.FindSubmatch(body[1])
		if use == nil {
			continue // the function that joins them
		}
		command := &cobra.Command{Use: string(use[1]), Run: func(*cobra.Command, []string) {}}
		for _, flag := range declared.FindAllSubmatch(body[1], -1) {
			command.Flags().String(string(flag[1]), "", "")
		}
		program.AddCommand(command)
	}
	if err := accepts(program, []string{"demo", "--autoplay"}); err != nil {
		t.Fatalf("the commands of cairn-solo are not read rightly: %v", err)
	}
	return program
}

// settingsPage has the tables of all environment variables.
const settingsPage = root + "/docs/how-to/run-production.md"

func TestTheSettingsPageNamesEveryVariableThatIsRead(t *testing.T) {
	t.Parallel()
	read := make(map[string]bool)
	_, err := config.FromEnv(func(name string) (string, bool) {
		read[name] = true
		return "", false
	})
	if err != nil {
		t.Fatal(err)
	}
	data, err := os.ReadFile(settingsPage)
	if err != nil {
		t.Fatal(err)
	}
	named := make(map[string]bool)
	for _, found := range regexp.MustCompile("(?m)^\\| `((?:CAIRN|SLACK)_[A-Z_]+)` \\|").FindAllSubmatch(data, -1) {
		named[string(found[1])] = true
	}
	for name := range read {
		if base, isFile := strings.CutSuffix(name, "_FILE"); !named[name] && (!isFile || !read[base]) {
			t.Errorf("%s is read, but the settings page has no row for it", name)
		}
	}
	for name := range named {
		if !read[name] {
			t.Errorf("the settings page has a row for %s, which nothing reads", name)
		}
	}
}

func TestTheSettingsPageStatesTheDefaults(t *testing.T) {
	t.Parallel()
	data, err := os.ReadFile(settingsPage)
	if err != nil {
		t.Fatal(err)
	}
	for name, value := range map[string]string{
		"CAIRN_DATABASE": config.DefaultDatabase, "CAIRN_LISTEN": config.DefaultListen,
		"CAIRN_TASK_QUEUE": config.DefaultTaskQueue, "SLACK_API_URL": config.DefaultSlackAPI,
	} {
		if row := "| `" + name + "` | `" + value + "` |"; !strings.Contains(string(data), row) {
			t.Errorf("the settings page does not state %s as the default of %s", value, name)
		}
	}
}
