// Package repotest holds the rules of the repository as tests: which way imports point, what a file may be.
package repotest

import (
	"bytes"
	"encoding/json"
	"errors"
	"io"
	"os/exec"
	"slices"
	"strings"
	"sync"
	"testing"
)

// rule says what a package and everything it imports may never reach. Entries are import-path prefixes; those without a
// dot in their first element are our own.
type rule struct {
	of    []string // package paths below the module; a trailing /... takes those below too
	never []string
}

var (
	edges   = []string{"cairn/internal/store", "cairn/bot", "cairn/workflows", "cairn/activities"}
	drivers = []string{"github.com/jmoiron/sqlx", "github.com/lib/pq", "modernc.org/sqlite"}
	slackGo = []string{"github.com/slack-go/slack"}
	sdk     = []string{"go.temporal.io/sdk", "go.temporal.io/api"}
	server  = []string{"go.temporal.io/server"}
)

var rules = []rule{
	{of: []string{"internal/wording", "internal/version", "migrations"}, never: []string{"cairn/"}},
	{of: []string{"internal/datafile"}, never: concat([]string{"cairn/internal/maturity", "cairn/internal/assess", "net/http"}, edges, drivers, slackGo, sdk)},
	{of: []string{"internal/errs"}, never: concat([]string{"cairn/internal/maturity", "cairn/internal/assess"}, edges, drivers, slackGo, sdk)},
	{
		of:    []string{"internal/maturity"},
		never: concat([]string{"cairn/internal/assess", "cairn/internal/calendar", "net/http"}, edges, drivers, slackGo, sdk),
	},
	{
		of: []string{
			"internal/calendar", "internal/assess", "internal/digest", "internal/chart", "internal/delivery",
			"internal/workbook", "internal/crosswalk", "internal/library", "internal/target", "internal/roadmap", "internal/planfile", "internal/feed",
			"internal/exercise", "internal/afteraction", "internal/sheets",
		},
		never: concat(edges, drivers, slackGo, sdk, server),
	},
	{of: []string{"internal/store"}, never: concat([]string{"cairn/bot", "cairn/workflows", "cairn/activities"}, slackGo, sdk, server)},
	{of: []string{"activities"}, never: concat([]string{"cairn/internal/store", "cairn/bot", "cairn/workflows"}, drivers, slackGo, server)},
	{of: []string{"workflows"}, never: concat([]string{"cairn/internal/store", "cairn/bot"}, drivers, slackGo, server)},
	{of: []string{"bot", "bot/blocks"}, never: concat([]string{"cairn/internal/store", "cairn/workflows", "cairn/activities"}, drivers, sdk, server)},
	{of: []string{"internal/app", "internal/cli", "cmd/cairn"}, never: concat([]string{"cairn/internal/solo"}, server)},
}

// alone lists packages that import none of ours but their own parts.
var alone = []string{"internal/slacksim"}

func concat(lists ...[]string) []string { return slices.Concat(lists...) }

type listed struct {
	ImportPath string
	Deps       []string
	Imports    []string
}

// listing is every package of the module with all that it reaches, tests not included.
var listing = sync.OnceValues(func() (map[string]listed, error) {
	out, err := exec.Command("go", "list", "-json=ImportPath,Deps,Imports", "cairn/...").Output()
	if err != nil {
		return nil, err
	}
	all := make(map[string]listed)
	for decoder := json.NewDecoder(bytes.NewReader(out)); ; {
		var p listed
		if err := decoder.Decode(&p); errors.Is(err, io.EOF) {
			return all, nil
		} else if err != nil {
			return nil, err
		}
		all[p.ImportPath] = p
	}
})

func TestImportsPointTheRightWay(t *testing.T) {
	t.Parallel()
	all, err := listing()
	if err != nil {
		t.Fatal(err)
	}
	for _, r := range rules {
		for _, name := range r.of {
			p, ok := all["cairn/"+name]
			if !ok {
				t.Errorf("there is no package cairn/%s; mend the rule", name)
			}
			for _, dep := range p.Deps {
				if i := slices.IndexFunc(r.never, func(prefix string) bool { return within(dep, prefix) }); i >= 0 {
					t.Errorf("cairn/%s reaches %s, which it must not (%s)", name, dep, r.never[i])
				}
			}
		}
	}
}

func TestTheSimulatorKnowsNothingOfUs(t *testing.T) {
	t.Parallel()
	all, err := listing()
	if err != nil {
		t.Fatal(err)
	}
	for _, name := range alone {
		for path, p := range all {
			if !within(path, "cairn/"+name) {
				continue
			}
			for _, dep := range p.Imports {
				if within(dep, "cairn/") && !within(dep, "cairn/"+name) {
					t.Errorf("%s imports %s", path, dep)
				}
			}
		}
	}
}

func TestOnlySoloImportsTheTemporalServer(t *testing.T) {
	t.Parallel()
	all, err := listing()
	if err != nil {
		t.Fatal(err)
	}
	for path, p := range all {
		for _, dep := range p.Imports {
			if within(dep, "go.temporal.io/server") && path != "cairn/internal/solo" {
				t.Errorf("%s imports %s; only cairn/internal/solo may", path, dep)
			}
		}
	}
}

// within reports whether path is the prefix or lies below it.
func within(path, prefix string) bool {
	return path == prefix || strings.HasPrefix(path, strings.TrimSuffix(prefix, "/")+"/")
}

func TestProgramsCarryNoTestingCode(t *testing.T) {
	t.Parallel()
	all, err := listing()
	if err != nil {
		t.Fatal(err)
	}
	helpers := []string{"cairn/internal/pgtest", "cairn/internal/browsertest", "cairn/internal/store/storetest", "cairn/internal/clocktest"}
	for _, program := range []string{"cairn/cmd/cairn", "cairn/cmd/cairn-solo"} {
		for _, dep := range all[program].Deps {
			if slices.Contains(helpers, dep) {
				t.Errorf("%s reaches %s", program, dep)
			}
		}
	}
}
