package e2e

import (
	"flag"
	"testing"
	"time"

	"github.com/rogpeppe/go-internal/testscript"

	"cairn/internal/demo"
	"cairn/internal/pgtest"
	"cairn/internal/slacksim"
)

var update = flag.Bool("update", false, "rewrite what stories expect")

// began is when every story begins: a Wednesday, 09:00 in London.
var began = time.Date(2031, time.October, 1, 8, 0, 0, 0, time.UTC)

func TestStoriesOnSQLite(t *testing.T) {
	t.Parallel()
	tell(t, func() string { return "" })
}

func TestStoriesOnPostgreSQL(t *testing.T) {
	t.Parallel()
	tell(t, func() string { return pgtest.URL(t) })
}

// tell runs every story in a world of its own, on a fresh database.
func tell(t *testing.T, database func() string) {
	testscript.Run(t, testscript.Params{
		Dir:                 "testdata",
		UpdateScripts:       *update,
		RequireExplicitExec: true,
		RequireUniqueNames:  true,
		Cmds:                commands,
		Setup: func(env *testscript.Env) error {
			s := &story{database: database(), data: env.WorkDir + "/data"}
			env.Values[storyKey{}] = s
			env.Defer(func() {
				if s.world != nil {
					if err := s.world.Close(); err != nil {
						env.T().Log("closing the world:", err)
					}
				}
			})
			return nil
		},
	})
}

type storyKey struct{}

// story is what the commands of one story share.
type story struct {
	database string // URL; "" for SQLite in the data directory
	data     string
	world    *demo.World
	kinds    []string // of the world, for a restart
	forms    map[string]*slacksim.View
	reply    string // what the person who acted last saw
	record   recording
}
