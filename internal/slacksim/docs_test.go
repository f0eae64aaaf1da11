package slacksim_test

import (
	"os"
	"regexp"
	"testing"

	"github.com/stretchr/testify/require"
)

func TestTheReferencePageAndTheControlInterfaceAgree(t *testing.T) {
	t.Parallel()
	paths := func(file string) map[string]bool {
		text, err := os.ReadFile(file)
		require.NoError(t, err)
		out := map[string]bool{}
		for _, m := range regexp.MustCompile("[\"` ](/sim/[a-z-]+)[\"`]").FindAllStringSubmatch(string(text), -1) {
			out[m[1]] = true
		}
		return out
	}
	served := paths("control.go")
	require.NotEmpty(t, served)
	require.Equal(t, served, paths("../../docs/reference/simulated-workspace.md"))
}
