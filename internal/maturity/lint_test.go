package maturity_test

import (
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"cairn/internal/errs"
	"cairn/internal/maturity"
)

// sound is a small model without faults; tests spoil it piece by piece.
const sound = `format: 1
publisher: example
name: small
version: "1.0"
title: Small
summary: Two questions.
licence: Test data.
source: {title: Test data, author: Cairn}
levels:
  - {number: 1, name: Low, summary: Not yet.}
  - {number: 2, name: High, summary: Done.}
answer_sets:
  - id: scale
    options:
      - {value: 0, label: "No"}
      - {value: 1, label: "Yes"}
tags:
  - {id: cloud, name: Cloud}
groups:
  - id: care
    kind: category
    name: Care
    descriptors:
      - {level: 1, text: Little care.}
      - {level: 2, text: Much care.}
    items:
      - id: C1
        name: First
        text: Is it there?
        applies: [cloud]
      - id: C2
        name: Second
        text: Does it work?
scoring:
  method: mean-bands
  bands:
    - {level: 1, from: 0}
    - {level: 2, from: 0.5}
  overall: minimum
roadmap:
  - from: 1
    to: 2
    focus: Begin.
    actions:
      - {id: begin, title: Begin, text: Start somewhere., items: [C1], references: [book]}
references:
  - {id: book, title: A book}
`

func TestASoundModelHasNoFaults(t *testing.T) {
	t.Parallel()
	if faults := maturity.Lint([]byte(sound), "small.yaml"); len(faults) > 0 {
		t.Errorf("faults: %v", faults)
	}
	files, err := filepath.Glob("testdata/models/*.yaml")
	if err != nil || len(files) == 0 {
		t.Fatalf("models in testdata: %v, %v", files, err)
	}
	for _, file := range files {
		data, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		if faults := maturity.Lint(data, file); len(faults) > 0 {
			t.Errorf("faults: %v", faults)
		}
	}
}

func TestEachFaultIsNamedWithItsLine(t *testing.T) {
	t.Parallel()
	for _, tt := range []struct {
		name, old, new string
		want           []string
	}{
		// What the schema finds.
		{"a misspelt key", "title: Small", "titel: Small", []string{
			`1: The file lacks the key "title"; add it.`,
			`5: The file has an unknown key "titel"; did you mean "title"?`,
		}},
		{"a version without quotes", `version: "1.0"`, "version: 1.0", []string{`4: version is a number where text is expected; put it in quotes.`}},
		{"a bad slug", "name: small", "name: Small One", []string{`3: name is "Small One"; use lower-case letters and digits, with single hyphens between words.`}},
		{"an empty value", "summary: Two questions.", "summary:", []string{`6: summary is empty; give it a value or leave the key out.`}},
		{"blank text", "summary: Two questions.", `summary: " "`, []string{`6: summary is " "; write something.`}},
		{"a wrong choice", "method: mean-bands", "method: average", []string{`35: scoring.method is "average"; use mean-bands, sum-of-level-means, weighted-percent or cumulative.`}},
		{"a list where text belongs", "text: Is it there?", "text: [a]", []string{`29: groups[0].items[0].text is a list where text is expected.`}},
		{"another format", "format: 1", "format: 2", []string{`1: format is "2"; use 1.`}},
		{"a number that is not plain", "from: 0.5", "from: 5e-1", []string{`38: scoring.bands[1].from is "5e-1"; write a plain decimal such as 3 or 0.25.`}},
		{"a hexadecimal level", "number: 2", "number: 0x2", []string{`11: levels[1].number is text where a whole number is expected.`}},
		{"a web address without its scheme", "title: A book", "title: A book, url: example.org", []string{`47: references[0].url is "example.org"; write a whole http or https address.`}},
		{"too few options", "      - {value: 1, label: \"Yes\"}\n", "", []string{`15: answer_sets[0].options has 1 entry and needs at least 2.`}},

		// What YAML allows and the format does not.
		{"a key given twice", "title: Small", "title: Small\ntitle: Large", []string{`6: The key "title" is given twice; the first is on line 5.`}},
		{"an anchor and an alias", "title: Small\nsummary: Two questions.", "title: &t Small\nsummary: *t", []string{
			`5: The anchor &t is not supported; write the text out where it is needed.`,
			`6: The alias *t is not supported; write the text out.`,
			`6: summary is empty; give it a value or leave the key out.`,
		}},
		{"a second document", "references:\n", "---\nreferences:\n", []string{
			`45: There is no reference "book"; mend or remove it.`,
			`46: A second document starts here; keep one document in a file.`,
		}},
		{"broken YAML", "title: Small", "title: [Small", []string{`5: This is not valid YAML: did not find expected ',' or ']'.`}},

		// What only the rules see.
		{"a level left out", "number: 2", "number: 3", []string{`11: Level 3 follows level 1; number the levels upwards without a gap.`}},
		{"levels that start too high", "levels:\n  - {number: 1, name: Low", "levels:\n  - {number: 2, name: Low", []string{
			`10: The lowest level is 2; start at 0 or 1.`,
			`11: Level 2 follows level 2; number the levels upwards without a gap.`,
		}},
		{"a single level", "  - {number: 1, name: Low, summary: Not yet.}\n", "", []string{
			`10: The lowest level is 2; start at 0 or 1.`,
			`10: levels has 1 entry and needs at least 2.`,
		}},
		{"two levels of one name", "name: High", "name: Low", []string{`11: Two levels are called "Low"; give each its own name.`}},
		{"options out of order", "{value: 1, label: \"Yes\"}", "{value: -1, label: \"Yes\"}", []string{
			`16: The option -1 does not come after 0; order the options by value, each once.`,
		}},
		{"an item given twice", "id: C2", "id: C1", []string{`31: The item id "C1" is given twice; the first is on line 27.`}},
		{"an unknown answer set", "text: Does it work?", "text: Does it work?\n        answer_set: scael", []string{`34: There is no answer set "scael"; did you mean "scale"?`}},
		{"an unknown tag", "applies: [cloud]", "applies: [clowd]", []string{`30: There is no tag "clowd"; did you mean "cloud"?`}},
		{"an objective without a level", "text: Does it work?", "text: Does it work?\n        kind: objective", []string{`31: The objective C2 is tied to no level; give it one.`}},
		{"a level that is not there", "text: Does it work?", "text: Does it work?\n        level: 7", []string{`34: There is no level 7; the levels are 1 to 2.`}},
		{"a category without items", "    items:\n      - id: C1", "  - id: more\n    kind: category\n    name: More\n    items:\n      - id: C1", []string{`20: The category "care" has no items; add some or remove it.`}},
		{"a stream at the root", "kind: category", "kind: stream", []string{
			`20: The tree has no category; give the groups that get a level kind: category.`,
			`21: A stream cannot stand at the root; put it in a category.`,
		}},
		{"items in a domain", "kind: category", "kind: domain", []string{
			`20: The domain "care" is empty; put a category in it or remove it.`,
			`20: The tree has no category; give the groups that get a level kind: category.`,
			`26: The domain "care" holds items; put them in a category, which is what gets a level.`,
		}},
		{"a descriptor left out", "      - {level: 2, text: Much care.}\n", "", []string{`23: care has no descriptor for level 2; describe every level or none.`}},
		{"a descriptor given twice", "{level: 2, text: Much care.}", "{level: 1, text: Much care.}", []string{
			`23: care has no descriptor for level 2; describe every level or none.`,
			`25: care has two descriptors for level 1; keep one.`,
		}},
		{"a weight of nothing", "text: Does it work?", "text: Does it work?\n        weight: 0", []string{`34: The weight is 0; weights are greater than 0.`}},
		{"a weight that nothing reads", "name: Care", "name: Care\n    weight: 2", []string{`23: The weight has no effect on the overall rule minimum; remove it, or use weighted.`}},
		{"bands that leave a gap below", "{level: 1, from: 0}", "{level: 1, from: 0.1}", []string{`37: The first band begins at 0.1 but scores begin at 0; begin it there, so that every score has a level.`}},
		{"bands out of order", "from: 0.5", "from: 0", []string{`38: The band begins at 0, not above the one before it at 0; order the bands upwards.`}},
		{"a band out of reach", "from: 0.5", "from: 1.5", []string{`38: The band begins at 1.5 but scores end at 1, so that nobody could reach it.`}},
		{"a level without a band", "    - {level: 2, from: 0.5}\n", "", []string{`36: Level 2 has no band; give each level one.`}},
		{"a band too many", "from: 0.5}", "from: 0.5}\n    - {level: 2, from: 0.6}", []string{`39: There are 3 bands for 2 levels; remove this one.`}},
		{"no bands", "  bands:\n    - {level: 1, from: 0}\n    - {level: 2, from: 0.5}\n", "", []string{`35: The method mean-bands needs bands that say where each level begins; add them.`}},
		{"bands in a cumulative model", "method: mean-bands", "method: cumulative", []string{
			`27: C1 needs a level above 1, the lowest: that is where everyone starts.`,
			`31: C2 needs a level above 1, the lowest: that is where everyone starts.`,
			`36: A cumulative model has no bands: its items say which level they stand for. Remove them.`,
		}},
		{"caps that cannot bind", "overall: minimum", "overall: minimum\n  caps: [{category: lowest, plus: 1, reason: So.}]", []string{`40: Caps have no effect on the overall rule minimum; remove them, or use mean or weighted.`}},
		{"a cap on nothing", "overall: minimum", "overall: mean\n  caps: [{category: govern, plus: -1, reason: So.}]", []string{
			`40: There is no category "govern"; mend or remove it.`,
			`40: The margin is -1; it cannot be less than 0.`,
		}},
		{"an evidence cap off the scale", "overall: minimum", "overall: minimum\n  evidence_cap: 7", []string{`40: evidence_cap is 7; the answers go from 0 to 1.`}},
		{"an option of another method", "overall: minimum", "overall: minimum\n  plus: true", []string{`40: plus has no effect on the method mean-bands; remove it.`}},
		{"an action for an unknown item", "items: [C1]", "items: [C7]", []string{`45: There is no item "C7"; mend or remove it.`}},
		{"an unknown reference", "references: [book]", "references: [boook]", []string{`45: There is no reference "boook"; did you mean "book"?`}},
		{"a transition that skips", "from: 1\n    to: 2", "from: 1\n    to: 1", []string{`42: The transition leads from level 1 to 1; it must lead to the next level, 2.`}},
		{"a transition left out", "from: 1\n    to: 2", "from: 2\n    to: 2", []string{
			`40: The roadmap has no transition out of level 1; add it.`,
			`41: Level 2 is the highest; nothing leads out of it. Remove the transition.`,
		}},
		{"a dependency on oneself", "references:\n", "dependencies: [{category: care, level: 2, on: care, on_level: 9}]\nreferences:\n", []string{
			`46: There is no level 9; the levels are 1 to 2.`,
			`46: care depends on itself; name another category.`,
		}},
	} {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			if !strings.Contains(sound, tt.old) {
				t.Fatalf("the sound model does not contain %q", tt.old)
			}
			var got []string
			for _, f := range maturity.Lint([]byte(strings.Replace(sound, tt.old, tt.new, 1)), "m.yaml") {
				if f.Line < 1 || f.Column < 1 {
					t.Errorf("fault without a place: %+v", f)
				}
				got = append(got, strings.TrimPrefix(f.String(), "m.yaml:"))
			}
			slices.Sort(got)
			want := slices.Sorted(slices.Values(tt.want))
			if !slices.Equal(got, want) {
				t.Errorf("faults:\n%s\nwant:\n%s", strings.Join(got, "\n"), strings.Join(want, "\n"))
			}
		})
	}
}

func TestDependenciesMayNotRunInACircle(t *testing.T) {
	t.Parallel()
	data, err := os.ReadFile("testdata/models/aismm-like.yaml")
	if err != nil {
		t.Fatal(err)
	}
	// MOD 2 needs APP 4, and APP 4 needs MOD 3, which comes after MOD 2.
	circle := string(data) + "  - {category: MOD, level: 2, on: APP, on_level: 4}\n"
	want := "Level 4 of APP and level 3 of MOD depend on each other; remove one of the dependencies between them."
	if faults := maturity.Lint([]byte(circle), "m.yaml"); len(faults) != 2 || faults[0].Message != want {
		t.Errorf("faults = %v, want two, the first %q", faults, want)
	}
	// MOD 4 needs APP 4, which needs MOD 3: that can be climbed.
	ladder := string(data) + "  - {category: MOD, level: 4, on: APP, on_level: 4}\n"
	if faults := maturity.Lint([]byte(ladder), "m.yaml"); len(faults) > 0 {
		t.Errorf("faults = %v, want none", faults)
	}
}

func TestSumOfLevelMeansNeedsAnItemOnEveryLevelAndNoneLeftOut(t *testing.T) {
	t.Parallel()
	data, err := os.ReadFile("testdata/models/samm-like.yaml")
	if err != nil {
		t.Fatal(err)
	}
	text := strings.Replace(string(data), `          - {id: W2, level: 2, name: W2, text: "Seen always?"}`+"\n", "", 1)
	text = strings.Replace(text, "  - id: cadence\n", "  - id: cadence\n    allow_not_applicable: true\n", 1)
	var got []string
	for _, f := range maturity.Lint([]byte(text), "m.yaml") {
		got = append(got, f.Message)
	}
	want := []string{
		"RA2 may be not applicable, which the method sum-of-level-means cannot leave out of a sum; forbid it, or use another method.",
		"watch has no item on level 2, so that its score could never be full; add one.",
	}
	if !slices.Equal(got, want) {
		t.Errorf("faults:\n%s\nwant:\n%s", strings.Join(got, "\n"), strings.Join(want, "\n"))
	}
}

func TestItemsThatAreAveragedNeedOneScale(t *testing.T) {
	t.Parallel()
	data, err := os.ReadFile("testdata/models/percent-like.yaml")
	if err != nil {
		t.Fatal(err)
	}
	text := strings.Replace(string(data), "weighted-percent\n", "mean-bands\n", 1)
	faults := maturity.Lint([]byte(text), "m.yaml")
	want := "B is answered from 0 to 1 but A from 1 to 5; items that are averaged need one scale (or the method weighted-percent)."
	if !slices.ContainsFunc(faults, func(f maturity.Fault) bool { return f.Message == want }) {
		t.Errorf("faults = %v, want one that says %q", faults, want)
	}
}

func TestLoadGivesEveryFaultInOneError(t *testing.T) {
	t.Parallel()
	_, err := maturity.Load([]byte(strings.NewReplacer("title: Small", "titel: Small", "from: 0.5", "from: 7").Replace(sound)), "m.yaml")
	if !errs.Is(err, errs.Invalid) {
		t.Fatalf("err = %v, want errs.Invalid", err)
	}
	if got := strings.Count(errs.Message(err), "m.yaml:"); got != 3 {
		t.Errorf("%d faults in:\n%v\nwant 3", got, err)
	}
}

func TestFilesThatAreNoModelGetAFault(t *testing.T) {
	t.Parallel()
	for name, data := range map[string]string{
		"empty":       "",
		"only spaces": "  \n\n",
		"a comment":   "# nothing here\n",
		"a list":      "- a\n",
		"a word":      "model",
		"null":        "~",
		"UTF-16":      "\xff\xfea\x00",
		"binary":      "\x00\x01\x02",
		"too large":   strings.Repeat("#", 9<<20),
		"deep":        "groups: " + strings.Repeat("[", 500) + strings.Repeat("]", 500),
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			if faults := maturity.Lint([]byte(data), "m.yaml"); len(faults) == 0 {
				t.Error("no fault")
			}
		})
	}
}

func FuzzLint(f *testing.F) {
	f.Add([]byte(sound))
	f.Add([]byte(strings.Replace(sound, "number: 2", "number: 9", 1)))
	f.Add([]byte("levels: [1, {number: x}]\ngroups: [{kind: category, groups: [{kind: domain}]}]\nscoring: {method: cumulative, caps: [{}]}"))
	f.Add([]byte("scoring: {method: weighted-percent, overall: mean, bands: [{level: 1, from: 1e999999999}]}"))
	f.Add([]byte("a: &a [*a]\n? {b: c}\n: d\n<<: *a"))
	files, err := filepath.Glob("testdata/models/*.yaml")
	if err != nil {
		f.Fatal(err)
	}
	for _, file := range files {
		data, err := os.ReadFile(file)
		if err != nil {
			f.Fatal(err)
		}
		f.Add(data)
	}
	f.Fuzz(func(t *testing.T, data []byte) {
		m, err := maturity.Load(data, "m.yaml")
		if err != nil {
			return
		}
		// What the linter passes can be scored, shown and read back.
		r, err := m.Score(nil)
		if err != nil {
			t.Fatalf("a sound model cannot score nothing: %v", err)
		}
		a := maturity.Answers{}
		for _, c := range m.Categories() {
			for _, it := range c.Items {
				set, _ := m.AnswerSet(it.AnswerSet)
				a[it.ID] = maturity.Answer{Value: set.Options[len(set.Options)-1].Value, Evidenced: true}
			}
		}
		full, err := m.Score(a)
		if err != nil {
			t.Fatalf("a sound model cannot score its own answers: %v", err)
		}
		for _, r := range []maturity.Result{r, full} {
			next := m.NextActions(r, 3)
			_ = maturity.RenderText(m, r, next)
			if _, err := maturity.RenderJSON(r, next); err != nil {
				t.Fatal(err)
			}
		}
	})
}
