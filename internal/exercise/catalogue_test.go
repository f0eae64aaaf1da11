package exercise_test

import (
	"regexp"
	"slices"
	"strings"
	"testing"

	"cairn/internal/crosswalk"
	"cairn/internal/exercise"
	"cairn/internal/maturity"
)

func TestTheCatalogueHasTheScenariosThatAreAskedFor(t *testing.T) {
	t.Parallel()
	var names []string
	for _, s := range exercise.Embedded() {
		names = append(names, s.Name)
		if len(s.Hash) != 64 || s.ID != s.Name+"@"+s.Version {
			t.Errorf("%s has the id %q and the hash %q", s.Name, s.ID, s.Hash)
		}
	}
	want := []string{
		"chatbot-prompt-injection", "compromised-agent", "model-supply-chain", "output-drift",
		"poisoned-mcp-tool", "rag-indirect-injection", "training-data-poisoning", "unapproved-ai-tool",
	}
	if !slices.Equal(names, want) {
		t.Errorf("scenarios = %v, want %v", names, want)
	}
}

func TestEveryScenarioIsWorthRunning(t *testing.T) {
	t.Parallel()
	for _, s := range exercise.Embedded() {
		timed, conditional := 0, map[string]bool{}
		for _, in := range s.Injects {
			if in.When == nil {
				timed++
			} else {
				conditional[in.When.Choice+in.When.Undecided] = true
			}
			if len(in.Questions) == 0 {
				t.Errorf("%s: %s asks nothing", s.Name, in.ID)
			}
		}
		if s.Minutes < 60 || s.Minutes > 120 || timed < 5 || timed > 10 || len(conditional) < 2 {
			t.Errorf("%s takes %d minutes with %d timed injects and %d conditions", s.Name, s.Minutes, timed, len(conditional))
		}
		if last := s.Injects[len(s.Injects)-1]; last.At == nil || *last.At > s.Minutes-10 {
			t.Errorf("%s does not end with a timed inject that leaves ten minutes", s.Name)
		}
		if s.BackedBy("lawlor/ai-security-maturity@1.0", exercise.Tabletop) == nil {
			t.Errorf("%s is no evidence that the playbook was exercised", s.Name)
		}
		tabletop, simulation := s.BackedBy("cairn/aismm-objectives", exercise.Tabletop), s.BackedBy("cairn/aismm-objectives", exercise.Simulation)
		if slices.Contains(tabletop, "IR-04.1") || slices.Contains(simulation, "IR-03.2") {
			t.Errorf("%s: a tabletop backs %v, a simulation %v", s.Name, tabletop, simulation)
		}
	}
}

// TestEveryIDOfTheCatalogueIsKnown holds that the linter really judged each id, instead of knowing nothing of it.
func TestEveryIDOfTheCatalogueIsKnown(t *testing.T) {
	t.Parallel()
	for _, s := range exercise.Embedded() {
		for _, m := range s.Threats {
			for _, id := range m.IDs {
				if known, judged := crosswalk.Known(m.Framework, m.Version, id); !known || !judged {
					t.Errorf("%s: %s %s %s: known %t, judged %t", s.Name, m.Framework, m.Version, id, known, judged)
				}
			}
		}
		var links []exercise.Link
		for _, e := range s.Backs {
			links = append(links, e.Link)
		}
		for _, o := range s.Objectives {
			links = append(links, o.Exercises...)
			for _, model := range []string{"lawlor/ai-security-maturity", "cairn/aismm-objectives"} {
				if !slices.ContainsFunc(o.Exercises, func(l exercise.Link) bool { return l.Model == model }) {
					t.Errorf("%s: %s is tied to no item of %s", s.Name, o.ID, model)
				}
			}
		}
		for _, l := range links {
			m, err := maturity.Find(l.Model)
			if err != nil {
				t.Errorf("%s: %v", s.Name, err)
				continue
			}
			for _, id := range l.Items {
				if _, ok := m.Item(id); !ok {
					t.Errorf("%s: %s has no %s", s.Name, m.ID, id)
				}
			}
		}
	}
}

var (
	host    = regexp.MustCompile(`\b[a-z0-9-]+(\.[a-z0-9-]+)*\.(com|net|org|io|ai|co|eu|uk|de|example|test)\b`)
	address = regexp.MustCompile(`\b\d{1,3}(\.\d{1,3}){3}\b`)
)

func TestNobodyRealStandsInTheCatalogue(t *testing.T) {
	t.Parallel()
	hosts := 0
	for _, s := range exercise.Embedded() {
		data, err := exercise.Freeze(s)
		if err != nil {
			t.Fatal(err)
		}
		for _, found := range host.FindAllString(string(data), -1) {
			hosts++
			if !strings.HasSuffix(found, ".example") {
				t.Errorf("%s names the host %s; use one that ends in .example", s.Name, found)
			}
		}
		for _, found := range address.FindAllString(string(data), -1) {
			if !strings.HasPrefix(found, "203.0.113.") && !strings.HasPrefix(found, "198.51.100.") && !strings.HasPrefix(found, "192.0.2.") {
				t.Errorf("%s names the address %s; use one that is kept for documents", s.Name, found)
			}
		}
	}
	if hosts == 0 {
		t.Error("no host was found at all; mend the pattern")
	}
}
