package maturity_test

import (
	"os"
	"strings"
	"testing"

	"cairn/internal/maturity"
)

// The examples of the reference page are read by the code they describe.
func TestTheExamplesOfTheReferencePageAreSound(t *testing.T) {
	t.Parallel()
	page, err := os.ReadFile("../../docs/reference/model-format.md")
	if err != nil {
		t.Fatal(err)
	}
	blocks := map[string][]string{}
	for _, part := range strings.Split(string(page), "```")[1:] {
		language, body, _ := strings.Cut(part, "\n")
		blocks[language] = append(blocks[language], body)
	}
	if len(blocks["yaml"]) != 2 || len(blocks["csv"]) != 1 {
		t.Fatalf("the page has %d examples in YAML and %d in CSV, want 2 and 1", len(blocks["yaml"]), len(blocks["csv"]))
	}
	m, err := maturity.Load([]byte(blocks["yaml"][0]), "small.yaml")
	if err != nil {
		t.Fatal(err)
	}
	for file, data := range map[string]string{"a.csv": blocks["csv"][0], "a.yaml": blocks["yaml"][1]} {
		a, faults := maturity.ReadAnswers(m, []byte(data), file)
		if len(faults) > 0 {
			t.Fatalf("faults: %v", faults)
		}
		if c := category(t, score(t, m, a), "care"); c.Mean.String() != "0.75" || c.Level != 2 || !a["C1"].Evidenced {
			t.Errorf("%s scores %s, level %d; want 0.75, level 2", file, c.Mean, c.Level)
		}
	}
}
