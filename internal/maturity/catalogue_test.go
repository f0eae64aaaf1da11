package maturity_test

import (
	"slices"
	"strings"
	"testing"

	"cairn/internal/errs"
	"cairn/internal/maturity"
)

func TestEveryEmbeddedModelLoadsAndHasItsOwnNames(t *testing.T) {
	t.Parallel()
	owner := map[string]string{}
	for _, m := range maturity.Embedded() {
		if len(m.Hash) != 64 {
			t.Errorf("%s has the hash %q, want 64 hex digits", m.ID, m.Hash)
		}
		for _, alias := range m.Alias {
			if o, taken := owner[alias]; taken && o != m.Publisher+"/"+m.Name {
				t.Errorf("the alias %q means both %s and %s", alias, o, m.ID)
			}
			owner[alias] = m.Publisher + "/" + m.Name
		}
	}
	if len(owner) == 0 {
		t.Error("no embedded model has an alias")
	}
}

func TestFind(t *testing.T) {
	t.Parallel()
	for _, name := range []string{"lawlor", "lawlor/ai-security-maturity", "lawlor/ai-security-maturity@1.0"} {
		m, err := maturity.Find(name)
		if err != nil || m.ID != "lawlor/ai-security-maturity@1.0" {
			t.Errorf("Find(%q) = %v, %v", name, m, err)
		}
	}
	for _, name := range []string{"", "nobody", "lawlor/ai-security-maturity@9.9"} {
		_, err := maturity.Find(name)
		if !errs.Is(err, errs.NotFound) || !strings.Contains(errs.Message(err), "lawlor/ai-security-maturity@1.0 (lawlor)") {
			t.Errorf("Find(%q): %v, want errs.NotFound that lists the known models", name, err)
		}
	}
}

func TestTheFiveDimensionModelIsWhole(t *testing.T) {
	t.Parallel()
	m := lawlor(t)
	var ids []string
	for _, c := range m.Categories() {
		ids = append(ids, c.ID)
		if c.Summary == "" || len(c.Frameworks) == 0 || len(c.Path) != 0 {
			t.Errorf("%s: summary %q, frameworks %v, path %v", c.ID, c.Summary, c.Frameworks, c.Path)
		}
		if len(c.Items) != 5 {
			t.Errorf("%s has %d questions, want 5", c.ID, len(c.Items))
		}
		for i, it := range c.Items {
			if want := c.Short + string(rune('1'+i)); it.ID != want {
				t.Errorf("question %d of %s is %s, want %s", i+1, c.ID, it.ID, want)
			}
			if !strings.HasSuffix(it.Text, "?") || !strings.HasPrefix(it.Help, "3: ") || !strings.Contains(it.Help, " 4: ") || len(it.Evidence) == 0 {
				t.Errorf("%s: text %q, help %q, evidence %q; want a question, what counts as 3 and as 4, and evidence", it.ID, it.Text, it.Help, it.Evidence)
			}
			if it.Kind != maturity.KindQuestion || it.AnswerSet != "scale-0-4" || it.Category() != c {
				t.Errorf("%s: kind %q, answer set %q", it.ID, it.Kind, it.AnswerSet)
			}
		}
		for _, l := range m.Levels {
			if d, ok := c.Descriptor(l.Number); !ok || d.Text == "" || len(d.Points) < 2 {
				t.Errorf("%s on level %d = %+v, want a sentence and indicators", c.ID, l.Number, d)
			}
		}
	}
	if want := []string{"governance", "technical-controls", "monitoring-detection", "incident-response", "workforce-culture"}; !slices.Equal(ids, want) {
		t.Errorf("dimensions = %v, want %v", ids, want)
	}
	var names []string
	for _, l := range m.Levels {
		names = append(names, l.Name)
		if l.Summary == "" || l.TypicalOrganisation == "" {
			t.Errorf("level %d says nothing of itself or its typical organisation", l.Number)
		}
	}
	if want := []string{"Ad Hoc", "Developing", "Defined", "Managed", "Optimising"}; !slices.Equal(names, want) {
		t.Errorf("levels = %v, want %v", names, want)
	}
	if l, _ := m.Level(1); l.PrimaryRisk == "" {
		t.Error("level 1 lacks its main risk")
	}
	set, _ := m.AnswerSet("scale-0-4")
	for i, o := range set.Options {
		if o.Value != string(rune('0'+i)) || o.Label == "" || o.Meaning == "" {
			t.Errorf("option %d = %+v", i, o)
		}
	}
	if len(set.Options) != 5 || len(m.FirstSteps) != 3 || m.Source.Author != "Paul Lawlor" || m.Source.Date != "2026-02-21" {
		t.Errorf("%d options, %d first steps, source %+v", len(set.Options), len(m.FirstSteps), m.Source)
	}
}

func TestTheRoadmapOfTheFiveDimensionModelHelpsEveryQuestion(t *testing.T) {
	t.Parallel()
	m := lawlor(t)
	helped := map[string]bool{}
	var counts []int
	for i, tr := range m.Roadmap {
		if tr.From != i+1 || tr.To != i+2 || tr.Focus == "" {
			t.Errorf("transition %d leads from %d to %d with focus %q", i, tr.From, tr.To, tr.Focus)
		}
		counts = append(counts, len(tr.Actions))
		for _, a := range tr.Actions {
			if len(a.Items) == 0 {
				t.Errorf("%s helps no question", a.ID)
			}
			for _, id := range a.Items {
				helped[id] = true
			}
		}
	}
	if want := []int{5, 5, 5, 4}; !slices.Equal(counts, want) {
		t.Errorf("actions per transition = %v, want %v", counts, want)
	}
	for _, it := range itemsOf(m) {
		if !helped[it.ID] {
			t.Errorf("no action helps %s", it.ID)
		}
	}
}

func TestAppliesTo(t *testing.T) {
	t.Parallel()
	m := model(t, "aismm-like")
	for _, tt := range []struct {
		item string
		tags []string
		want bool
	}{
		{"MOD-02.1", []string{"saas"}, true},
		{"MOD-02.2", []string{"saas"}, false},
		{"MOD-02.2", []string{"saas", "self-hosted"}, true},
		{"MOD-02.2", nil, true},
	} {
		it, ok := m.Item(tt.item)
		if !ok || it.AppliesTo(tt.tags) != tt.want {
			t.Errorf("%s applies to %v = %v, want %v", tt.item, tt.tags, !tt.want, tt.want)
		}
	}
	c, _ := m.Category("MOD")
	if !slices.Equal(c.Path, []string{"Structural"}) {
		t.Errorf("path of MOD = %v, want Structural", c.Path)
	}
}
