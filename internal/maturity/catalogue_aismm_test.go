package maturity_test

import (
	"fmt"
	"os"
	"regexp"
	"slices"
	"strings"
	"testing"
	"unicode/utf8"

	"cairn/internal/maturity"
)

func aismm(t testing.TB) *maturity.Model {
	t.Helper()
	m, err := maturity.Find("aismm")
	if err != nil {
		t.Fatal(err)
	}
	return m
}

func TestTheAISMMCatalogueSaysWhoseWordsItHolds(t *testing.T) {
	t.Parallel()
	m := aismm(t)
	if m.ID != "cairn/aismm-objectives@1.0" || m.Source.Title != "CSA AI Security Maturity Model (AISMM) 1.0" {
		t.Errorf("id %s, source %q", m.ID, m.Source.Title)
	}
	for text, want := range map[string]string{m.Title: "Cairn's", m.Licence: "endorsed", m.Source.Note: "does not mean"} {
		if !strings.Contains(text, want) {
			t.Errorf("%q does not contain %q", text, want)
		}
	}
}

func TestTheAISMMCatalogueHasTheFormOfTheModel(t *testing.T) {
	t.Parallel()
	m := aismm(t)
	var domains, categories, levels []string
	for _, g := range m.Groups {
		domains = append(domains, g.Name)
	}
	for _, c := range m.Categories() {
		if c.ID != c.Short || len(c.Path) != 1 {
			t.Errorf("%s: short %q, path %v", c.ID, c.Short, c.Path)
		}
		categories = append(categories, c.Path[0][:1]+" "+c.ID)
	}
	for _, l := range m.Levels {
		levels = append(levels, fmt.Sprint(l.Number, " ", l.Name))
	}
	if want := []string{"Foundational", "Structural", "Procedural"}; !slices.Equal(domains, want) {
		t.Errorf("domains = %v, want %v", domains, want)
	}
	if got, want := strings.Join(categories, ", "), "F GOV, F ORG, F IAM, F MON, S INF, S MOD, S APP, S DAT, P RSK, P DEV, P CMP, P IR"; got != want {
		t.Errorf("categories = %s, want %s", got, want)
	}
	if want := []string{"1 Initial", "2 Repeatable", "3 Defined", "4 Capable", "5 Efficient"}; !slices.Equal(levels, want) {
		t.Errorf("levels = %v, want %v", levels, want)
	}
	if m.Scoring.Method != maturity.MethodCumulative || m.Scoring.Overall != maturity.RuleNone {
		t.Errorf("scored by %s, overall %s; want cumulative and none", m.Scoring.Method, m.Scoring.Overall)
	}
	set, ok := m.AnswerSet(m.DefaultAnswerSet)
	if !ok || !set.AllowNotApplicable || len(set.Options) != 3 {
		t.Fatalf("answer set %+v, want missing, partial, in place and not applicable", set)
	}
	for i, want := range []string{"Missing", "Partial", "In place"} {
		if set.Options[i].Label != want || set.Options[i].Meaning == "" {
			t.Errorf("answer %d is %+v, want %s with its meaning", i, set.Options[i], want)
		}
	}
}

// The main grid is read in a Slack message, five descriptions of a category at a time.
func TestEveryAISMMCategoryDescribesEveryLevelInAFewLines(t *testing.T) {
	t.Parallel()
	seen := map[string]string{}
	for _, c := range aismm(t).Categories() {
		if c.Summary == "" {
			t.Errorf("%s does not say what it covers", c.ID)
		}
		for level := 1; level <= 5; level++ {
			where := fmt.Sprintf("%s on level %d", c.ID, level)
			d, ok := c.Descriptor(level)
			if !ok || d.Text == "" || len(d.Points) < 2 || len(d.Points) > 3 {
				t.Errorf("%s is %+v, want a sentence and two or three points", where, d)
			}
			if n := utf8.RuneCountInString(d.Text + "\n" + strings.Join(d.Points, "\n")); n > 500 {
				t.Errorf("%s takes %d characters, want 500 at most", where, n)
			}
			for _, s := range append([]string{d.Text}, d.Points...) {
				if other := seen[s]; other != "" {
					t.Errorf("%s says the same as %s: %q", where, other, s)
				}
				seen[s] = where
			}
		}
	}
}

var objectiveID = regexp.MustCompile(`^(GOV|ORG|IAM|MON|INF|MOD|APP|DAT|RSK|DEV|CMP|IR)-0([2-5])\.([1-3])$`)

func TestAISMMObjectivesAreNumberedByCategoryAndLevel(t *testing.T) {
	t.Parallel()
	total := 0
	for _, c := range aismm(t).Categories() {
		count, last := map[int]int{}, 0
		for _, it := range c.Items {
			total++
			count[it.Level]++
			parts := objectiveID.FindStringSubmatch(it.ID)
			if parts == nil {
				t.Errorf("the id %q has not the form MOD-03.1", it.ID)
				continue
			}
			if want := fmt.Sprintf("%s-%02d.%d", c.ID, it.Level, count[it.Level]); it.ID != want {
				t.Errorf("%s should be %s", it.ID, want)
			}
			if it.Level < last {
				t.Errorf("%s stands after objectives of level %d", it.ID, last)
			}
			last = it.Level
		}
		for level := 2; level <= 5; level++ {
			if count[level] < 1 || count[level] > 3 {
				t.Errorf("%s has %d objectives on level %d, want one to three", c.ID, count[level], level)
			}
		}
	}
	if total < 80 || total > 110 {
		t.Errorf("%d objectives, want 80 to 110", total)
	}
}

// An organisation with one type of deployment can still be measured: no level goes without an applicable objective.
func TestAISMMMeasuresEveryLevelForEveryTypeOfDeployment(t *testing.T) {
	t.Parallel()
	m := aismm(t)
	var tags []string
	for _, tag := range m.Tags {
		tags = append(tags, tag.ID)
	}
	if want := []string{"self-hosted", "paas", "api-saas"}; !slices.Equal(tags, want) {
		t.Fatalf("tags = %v, want %v", tags, want)
	}
	for _, tag := range tags {
		left := 0
		for _, c := range m.Categories() {
			for level := 2; level <= 5; level++ {
				applicable := func(it *maturity.Item) bool { return it.Level == level && it.AppliesTo([]string{tag}) }
				if !slices.ContainsFunc(c.Items, applicable) {
					t.Errorf("%s has nothing on level %d that applies to %s", c.ID, level, tag)
				}
			}
			for _, it := range c.Items {
				if !it.AppliesTo([]string{tag}) {
					left++
				}
			}
		}
		if left == 0 {
			t.Errorf("no objective is left out for %s alone; the tag tells nothing", tag)
		}
	}
}

var (
	sentenceEnd = regexp.MustCompile(`[.!?](?:\s+|$)`)
	// words that two assessors would read in two ways
	unmeasurable = regexp.MustCompile(`(?i)\b(appropriate|adequate|robust|regular|regularly|periodic|periodically|as needed|sufficient|best practices?|timely|where possible|effective|effectively|reasonable)\b`)
	figure       = regexp.MustCompile(`\d|\b(daily|weekly|monthly)\b|\b(one|two|three|four|five|six|seven|ten) (working )?(minute|hour|day|week|month)`)
)

func TestEveryAISMMObjectiveCanBeAssessed(t *testing.T) {
	t.Parallel()
	names := map[string]string{}
	for _, it := range itemsOf(aismm(t)) {
		if other := names[it.Name]; other != "" {
			t.Errorf("%s and %s are both called %q", other, it.ID, it.Name)
		}
		names[it.Name] = it.ID
		if n := utf8.RuneCountInString(it.Name); n > 60 {
			t.Errorf("%s: the name has %d characters, want 60 at most", it.ID, n)
		}
		if n := utf8.RuneCountInString(it.Text); n > 420 {
			t.Errorf("%s: the text has %d characters, want 420 at most", it.ID, n)
		}
		if n := len(sentences(it.Text)); n < 1 || n > 3 {
			t.Errorf("%s is told in %d sentences, want one to three", it.ID, n)
		}
		if word := unmeasurable.FindString(it.Text); word != "" {
			t.Errorf("%s: nobody can measure %q", it.ID, word)
		}
		if it.Level >= 4 && !figure.MatchString(it.Text) {
			t.Errorf("%s is on level %d and gives neither a threshold nor a period", it.ID, it.Level)
		}
		if it.Kind != maturity.KindObjective || it.AnswerSet != "status" || it.Mode == "" {
			t.Errorf("%s: kind %q, answers %q, mode %q", it.ID, it.Kind, it.AnswerSet, it.Mode)
		}
		if !strings.HasPrefix(it.Help, "Partial: ") {
			t.Errorf("%s does not say what counts as partial: %q", it.ID, it.Help)
		}
		if n := len(sentences(it.Rationale)); n != 1 {
			t.Errorf("%s gives its rationale in %d sentences, want one", it.ID, n)
		}
		if n := len(sentences(it.Description)); n < 3 {
			t.Errorf("%s has a description of %d sentences, want three at least", it.ID, n)
		}
		if n := len(it.Evidence); n < 2 || n > 4 {
			t.Errorf("%s lists %d pieces of evidence, want two to four", it.ID, n)
		}
	}
}

func TestNoSentenceServesTwoAISMMObjectives(t *testing.T) {
	t.Parallel()
	seen := map[string]string{}
	for _, it := range itemsOf(aismm(t)) {
		parts := append([]string{it.Text, it.Help, it.Rationale, it.Description}, it.Evidence...)
		for _, part := range parts {
			for _, s := range sentences(part) {
				key := strings.ToLower(s)
				if other := seen[key]; other != "" {
					t.Errorf("%s repeats %s: %q", it.ID, other, s)
				}
				seen[key] = it.ID
			}
		}
	}
}

// sentences splits text at full stops, question and exclamation marks that a space or the end follows.
func sentences(text string) []string {
	return slices.DeleteFunc(sentenceEnd.Split(text, -1), func(s string) bool { return s == "" })
}

func TestMappingsPointAtWhatExists(t *testing.T) {
	t.Parallel()
	known := knownIDs(t)
	check := func(where string, mappings []maturity.Mapping) {
		frameworks := map[string]bool{}
		for _, mp := range mappings {
			if frameworks[mp.Framework] {
				t.Errorf("%s cites %s twice; give all its ids in one mapping", where, mp.Framework)
			}
			frameworks[mp.Framework] = true
			for i, id := range mp.IDs {
				if !known[reference{mp.Framework, mp.Version, id}] {
					t.Errorf("%s cites %q, which %s %s does not have", where, id, mp.Framework, mp.Version)
				}
				if slices.Contains(mp.IDs[:i], id) {
					t.Errorf("%s cites %s of %s twice", where, id, mp.Framework)
				}
			}
		}
	}
	for _, m := range maturity.Embedded() {
		for _, c := range m.Categories() {
			check(m.ID+" "+c.ID, c.Frameworks)
		}
		for _, it := range itemsOf(m) {
			check(m.ID+" "+it.ID, it.Mappings)
		}
	}
}

// Below Level 3 an objective may lack a counterpart by design: it is short of what the frameworks ask for.
func TestAISMMObjectivesFromLevel3OnMapToTheFrameworks(t *testing.T) {
	t.Parallel()
	cited := map[string]int{}
	for _, it := range itemsOf(aismm(t)) {
		maps := map[string]bool{}
		for _, mp := range it.Mappings {
			maps[mp.Framework] = true
			cited[mp.Framework]++
		}
		if it.Level >= 3 && !(maps["CSA AICM"] && maps["NIST AI RMF"] && maps["ISO/IEC 42001"]) {
			t.Errorf("%s maps to %v, want AICM, NIST AI RMF and ISO/IEC 42001 among them", it.ID, it.Mappings)
		}
	}
	for _, framework := range []string{"OWASP Top 10 for LLM Applications", "OWASP Top 10 for Agentic Applications", "MITRE ATLAS"} {
		if cited[framework] == 0 {
			t.Errorf("no objective cites %s", framework)
		}
	}
}

type reference struct{ framework, version, id string }

// knownIDs reads the ids that the frameworks have, in the editions that models may cite.
func knownIDs(t *testing.T) map[reference]bool {
	t.Helper()
	known := map[reference]bool{}
	for _, row := range rows(t, "testdata/ids/aicm-1.1.0.tsv") {
		known[reference{"CSA AICM", "1.1.0", row[0]}] = true
	}
	for _, row := range rows(t, "testdata/ids/references.tsv") {
		known[reference{row[1], row[2], row[0]}] = true
	}
	return known
}

// rows reads a file of tab-separated values.
func rows(t *testing.T, file string) [][]string {
	t.Helper()
	data, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	var rows [][]string
	for line := range strings.Lines(string(data)) {
		rows = append(rows, strings.Split(strings.TrimSuffix(line, "\n"), "\t"))
	}
	return rows
}

// That they never go round is the linter's business: a model with a cycle does not load.
func TestAISMMDependenciesExplainThemselves(t *testing.T) {
	t.Parallel()
	m := aismm(t)
	type edge struct {
		category, on   string
		level, onLevel int
	}
	edges, notes := map[edge]bool{}, map[string]bool{}
	for _, d := range m.Dependencies {
		e := edge{d.Category, d.On, d.Level, d.OnLevel}
		if edges[e] {
			t.Errorf("%v is given twice", e)
		}
		if d.Note == "" || notes[d.Note] {
			t.Errorf("%v has the note %q, want one of its own", e, d.Note)
		}
		edges[e], notes[d.Note] = true, true
		if d.OnLevel > d.Level || d.OnLevel < 2 {
			t.Errorf("%v: a level assumes at most its equal, and nothing below 2", e)
		}
	}
	if n := len(m.Dependencies); n < 15 || n > 30 {
		t.Errorf("%d dependencies, want 15 to 30", n)
	}
}
