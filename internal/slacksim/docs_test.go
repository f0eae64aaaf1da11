package slacksim_test

import (
	"os"
	"regexp"
	"testing"

	"github.com/stretchr/testify/require"
)

func TestTheReferencePageAndTheControlInterfaceAgree(t *testing.T) {
	t.Parallel()
	paths := func(files ...string) map[string]bool {
		out := map[string]bool{}
		for _, file := range files {
			text, err := os.ReadFile(file)
			require.NoError(t, err)
			for _, m := range regexp.MustCompile("[\"` ](/sim/[a-z-]+)[\"`]").FindAllStringSubmatch(string(text), -1) {
				out[m[1]] = true
			}
		}
		return out
	}
	served := paths("control.go", "control_acts.go")
	require.NotEmpty(t, served)
	require.Equal(t, served, paths("../../docs/reference/simulated-workspace.md"))
}
