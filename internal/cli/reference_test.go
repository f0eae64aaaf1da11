package cli_test

import (
	"context"
	"fmt"
	"go/ast"
	"go/parser"
	"go/token"
	"log/slog"
	"os"
	"reflect"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"
	"github.com/spf13/cobra"
	"github.com/spf13/pflag"

	"cairn/internal/app"
	"cairn/internal/assess"
	"cairn/internal/cli"
	"cairn/internal/config"
	"cairn/internal/maturity"
)

const (
	commandLineDoc   = "../../docs/reference/command-line.md"
	programmeFileDoc = "../../docs/reference/programme-file.md"
)

func TestEveryCommandExplainsItself(t *testing.T) {
	t.Parallel()
	for _, cmd := range ownCommands(cli.Production()) {
		if cmd.Short == "" || strings.HasSuffix(cmd.Short, ".") {
			t.Errorf("%s: the short help %q is to be a phrase without a full stop", cmd.CommandPath(), cmd.Short)
		}
		if cmd.Name() == "version" {
			continue
		}
		if cmd.Long == "" {
			t.Errorf("%s has no long help", cmd.CommandPath())
		}
		for line := range strings.Lines(cmd.Long) {
			if len([]rune(line)) > 121 {
				t.Errorf("%s: a line of the help is wider than 120 characters: %s", cmd.CommandPath(), line)
			}
		}
		if !cmd.HasSubCommands() && !strings.Contains(cmd.Example, cmd.CommandPath()) {
			t.Errorf("%s has no example of itself", cmd.CommandPath())
		}
	}
}

func TestReferenceHasEveryCommandAndFlag(t *testing.T) {
	t.Parallel()
	doc := read(t, commandLineDoc)
	headings := regexp.MustCompile("(?m)^### `([^`]*)`$").FindAllStringSubmatch(doc, -1)
	flags := make(map[string]bool)
	for _, cmd := range ownCommands(cli.Production()) {
		if cmd.HasSubCommands() {
			continue
		}
		use := strings.TrimSuffix(cmd.UseLine(), " [flags]")
		if !slices.ContainsFunc(headings, func(h []string) bool { return h[1] == use }) {
			t.Errorf("there is no heading for `%s`", use)
		}
		cmd.LocalFlags().VisitAll(func(f *pflag.Flag) {
			flags["--"+f.Name] = true
			if !strings.Contains(doc, "`--"+f.Name+" ") && !strings.Contains(doc, "`--"+f.Name+"`") {
				t.Errorf("%s: the flag --%s is not explained", cmd.CommandPath(), f.Name)
			}
		})
	}
	flags["--help"], flags["--version"] = true, true
	for _, name := range regexp.MustCompile(`--[a-z][a-z-]+`).FindAllString(doc, -1) {
		if !flags[name] {
			t.Errorf("no command has the flag %s", name)
		}
	}
	for _, h := range headings {
		name := strings.Fields(h[1])[1:]
		if cmd, _, err := cli.Production().Find(name); err != nil || !cmd.HasParent() {
			t.Errorf("there is no command for the heading %s", h[1])
		}
	}
}

// ownCommands are the commands below root but cobra's own.
func ownCommands(root *cobra.Command) (all []*cobra.Command) {
	for _, cmd := range root.Commands() {
		if cmd.Name() == "help" || cmd.Name() == "completion" {
			continue
		}
		all = append(append(all, cmd), ownCommands(cmd)...)
	}
	return all
}

func TestReferenceHasEverySetting(t *testing.T) {
	t.Parallel()
	doc := read(t, commandLineDoc)
	known := make(map[string]bool)
	_, err := config.FromEnv(func(name string) (string, bool) {
		known[name] = true
		return "", false
	})
	if err != nil {
		t.Fatal(err)
	}
	for name := range known {
		if !strings.HasSuffix(name, "_FILE") && !strings.Contains(doc, "`"+name+"`") {
			t.Errorf("the variable %s is not explained", name)
		}
	}
	for _, name := range regexp.MustCompile(`\b(CAIRN|SLACK)_[A-Z_]+\b`).FindAllString(doc, -1) {
		if !known[name] {
			t.Errorf("no program reads %s", name)
		}
	}
	for _, value := range []string{config.DefaultDatabase, config.DefaultListen, config.DefaultTaskQueue, config.DefaultSlackAPI} {
		if !strings.Contains(doc, "| `"+value+"` |") {
			t.Errorf("the default %s is missing", value)
		}
	}
}

func TestReferenceHasEveryKindOfRecordOfTheLedger(t *testing.T) {
	t.Parallel()
	_, row, ok := strings.Cut(read(t, commandLineDoc), "| `kind` |")
	if !ok {
		t.Fatal("the columns of cairn export asking are not explained")
	}
	row, _, _ = strings.Cut(row, "\n")
	kinds := regexp.MustCompile(`AskingKind = "([^"]+)"`).FindAllStringSubmatch(read(t, "../assess/asking.go"), -1)
	if len(kinds) == 0 {
		t.Fatal("no kinds were found")
	}
	for _, kind := range kinds {
		if !strings.Contains(row, "`"+kind[1]+"`") {
			t.Errorf("the kind %q is not explained", kind[1])
		}
	}
}

func TestReferenceHasEverySettingOfAProgramme(t *testing.T) {
	t.Parallel()
	doc := read(t, programmeFileDoc)
	explained := make(map[string]bool)
	for _, row := range regexp.MustCompile("(?m)^\\| `([a-z_.ID]+)` \\| (required|nobody|none|`)").FindAllStringSubmatch(doc, -1) {
		explained[row[1]] = true
	}
	declared := make(map[string]bool)
	manifestSettings(t, declared)
	for name := range declared {
		if !explained[name] {
			t.Errorf("the setting %s has no row in a table", name)
		}
	}
	for name := range explained {
		if !declared[name] {
			t.Errorf("a programme file has no setting %s", name)
		}
	}
}

// manifestSettings reads the names of the settings from the declaration of the file's shape, which package assess keeps
// to itself.
func manifestSettings(t *testing.T, names map[string]bool) {
	t.Helper()
	file, err := parser.ParseFile(token.NewFileSet(), "../assess/manifest.go", nil, 0)
	if err != nil {
		t.Fatal(err)
	}
	structs := make(map[string]*ast.StructType)
	ast.Inspect(file, func(n ast.Node) bool {
		if spec, ok := n.(*ast.TypeSpec); ok {
			if s, ok := spec.Type.(*ast.StructType); ok {
				structs[spec.Name.Name] = s
			}
		}
		return true
	})
	var walk func(prefix string, s *ast.StructType)
	walk = func(prefix string, s *ast.StructType) {
		for _, field := range s.Fields.List {
			if field.Tag == nil {
				continue
			}
			key, _, _ := strings.Cut(reflect.StructTag(strings.Trim(field.Tag.Value, "`")).Get("yaml"), ",")
			name := prefix + key
			switch kind := field.Type.(type) {
			case *ast.Ident:
				if inner, ok := structs[kind.Name]; ok {
					walk(name+".", inner)
					continue
				}
			case *ast.MapType:
				if value, ok := kind.Value.(*ast.Ident); ok && structs[value.Name] != nil {
					walk(name+".ID.", structs[value.Name])
				}
			}
			names[name] = true
		}
	}
	root, ok := structs["manifest"]
	if !ok {
		t.Fatal("package assess no longer declares manifest")
	}
	walk("", root)
}

func TestReferenceStatesTheDefaultsOfAProgramme(t *testing.T) {
	t.Parallel()
	least, full := examples(t)
	if diff := cmp.Diff(least, full, cmpopts.EquateEmpty()); diff != "" {
		t.Errorf("the defaults that are written out are not those of what is left out (-left out +written out):\n%s", diff)
	}
}

func TestTheHolidaysOfTheReferenceCanBeDeclared(t *testing.T) {
	t.Parallel()
	doc := read(t, programmeFileDoc)
	p := parse(t, block(t, doc, "yaml")+block(t, doc, "yaml holidays"))
	if p.Country != "gb" || len(p.Holidays) != 2 || !p.Holidays[1].Yearly {
		t.Errorf("the holidays were read as %s %+v", p.Country, p.Holidays)
	}
}

// examples are the two programmes of the reference: with all that may be left out, and with the defaults instead.
func examples(t *testing.T) (least, full assess.Programme) {
	t.Helper()
	doc := read(t, programmeFileDoc)
	short, defaults := block(t, doc, "yaml"), block(t, doc, "yaml defaults")
	return parse(t, short), parse(t, regexp.MustCompile("(?m)^cadence:.*\n").ReplaceAllString(short, "")+defaults)
}

func parse(t *testing.T, text string) assess.Programme {
	t.Helper()
	p, faults := assess.ParseManifest([]byte(text), "example.yaml", maturity.Find)
	if len(faults) > 0 {
		t.Fatalf("the example has faults: %v", faults)
	}
	return p
}

func TestReferenceStatesTheDatesOfACycle(t *testing.T) {
	t.Parallel()
	ctx := t.Context()
	p, _ := examples(t)
	opens := time.Date(2026, time.October, 1, 8, 0, 0, 0, time.UTC) // 09:00 in London
	a, err := app.New(ctx, app.Options{
		Config: config.Config{Database: "sqlite::memory:"}, Migrate: true,
		Now: func() time.Time { return opens }, Log: slog.New(slog.DiscardHandler),
	})
	if err != nil {
		t.Fatal(err)
	}
	defer func() {
		stopped, cancel := context.WithCancel(ctx)
		cancel() // nothing that is left matters
		_ = a.Stop(stopped)
	}()
	operator := assess.Actor{Source: assess.FromCLI}
	if _, err := a.Assess.Apply(ctx, operator, p, false); err != nil {
		t.Fatal(err)
	}
	if _, err := a.Assess.StartCycle(ctx, operator, p.ID); err != nil {
		t.Fatal(err)
	}
	st, err := a.Assess.Status(ctx, operator, p.ID)
	if err != nil {
		t.Fatal(err)
	}
	type date struct {
		what string
		at   time.Time
	}
	dates := []date{{"opens", opens}, {"due", st.Cycle.DueAt}, {"closes", st.Cycle.ClosesAt}}
	q := st.Lines[0].Questionnaire.ID
	for now := opens; ; {
		due, err := a.Assess.Due(ctx, q, now)
		if err != nil {
			t.Fatal(err)
		}
		if due.Deed == "" {
			break
		}
		if now = due.At; len(dates) > 20 {
			t.Fatal("the steps do not end")
		}
		switch due.Deed {
		case assess.DoAsk:
			_, _, err = a.Assess.Begin(ctx, q, due.Person, due.Step, now)
		case assess.DoRemind:
			_, _, err = a.Assess.Remind(ctx, q, due.Person, due.Step, now)
			dates = append(dates, date{due.Step, now})
		case assess.DoEscalate:
			_, _, err = a.Assess.Escalation(ctx, q, due.Person, due.Step, now)
			dates = append(dates, date{strings.Replace(due.Step, "-", ": ", 1), now}) // as the file has it
		default:
			t.Fatalf("nobody is away, and yet there is %+v", due)
		}
		if err != nil {
			t.Fatal(err)
		}
	}
	slices.SortStableFunc(dates, func(a, b date) int { return a.at.Compare(b.at) })
	london, err := time.LoadLocation(p.Zone)
	if err != nil {
		t.Fatal(err)
	}
	want := "| what | when |\n|---|---|\n"
	for _, d := range dates {
		want += fmt.Sprintf("| %s | %s |\n", d.what, d.at.In(london).Format("Mon 2 Jan 2006 15:04"))
	}
	if !strings.Contains(read(t, programmeFileDoc), want) {
		t.Errorf("the dates are to be these:\n%s", want)
	}
}

func read(t *testing.T, file string) string {
	t.Helper()
	data, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	return string(data)
}

// block returns the text of the document's first code block of a kind.
func block(t *testing.T, doc, kind string) string {
	t.Helper()
	_, rest, ok := strings.Cut(doc, "```"+kind+"\n")
	if !ok {
		t.Fatalf("there is no block of %s", kind)
	}
	text, _, _ := strings.Cut(rest, "```")
	return text
}
