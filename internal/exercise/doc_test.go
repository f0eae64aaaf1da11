package exercise_test

import (
	"os"
	"strings"
	"testing"

	"cairn/internal/exercise"
)

// The example of the reference page is read by the code it describes.
func TestTheExampleOfTheReferencePageIsSound(t *testing.T) {
	t.Parallel()
	page, err := os.ReadFile("../../docs/reference/scenario-format.md")
	if err != nil {
		t.Fatal(err)
	}
	_, example, found := strings.Cut(string(page), "\n```yaml\n")
	example, _, closed := strings.Cut(example, "\n```\n")
	if !found || !closed {
		t.Fatal("the page has no example in YAML")
	}
	if faults := exercise.Lint([]byte(example), "example.yaml"); len(faults) > 0 {
		t.Errorf("faults: %v", faults)
	}
}
