package e2e

import (
	"os"
	"testing"
	_ "time/tzdata"

	"github.com/rogpeppe/go-internal/testscript"

	"cairn/internal/cli"
	"cairn/internal/solocli"
)

// TestMain lets stories run the real programs as processes of their own: `cairn` and `cairn-solo` are this test binary.
func TestMain(m *testing.M) {
	testscript.Main(m, map[string]func(){
		"cairn":      func() { os.Exit(cli.Main(cli.Production())) },
		"cairn-solo": func() { os.Exit(solocli.Main()) },
	})
}
