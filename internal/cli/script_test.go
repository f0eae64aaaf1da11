package cli_test

import (
	"context"
	"database/sql"
	"encoding/json"
	"errors"
	"flag"
	"fmt"
	"net"
	"os"
	"os/exec"
	"reflect"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/rogpeppe/go-internal/testscript"

	"cairn/internal/assess"
	"cairn/internal/cli"
	"cairn/internal/delivery"
	"cairn/internal/store"
)

var update = flag.Bool("update", false, "write what the commands print into the stories")

func TestMain(m *testing.M) {
	testscript.Main(m, map[string]func(){
		"cairn": func() { os.Exit(cli.Main(cli.Production())) },
	})
}

// TestStories runs the program as an operator does. Temporal takes connections and never answers, which is the worst it
// can do to a command.
func TestStories(t *testing.T) {
	t.Parallel()
	testscript.Run(t, testscript.Params{
		Dir: "testdata", UpdateScripts: *update, RequireExplicitExec: false, RequireUniqueNames: true,
		Setup: func(env *testscript.Env) error {
			silent, err := net.Listen("tcp", "127.0.0.1:0")
			if err != nil {
				return err
			}
			env.Defer(func() { _ = silent.Close() })
			env.Setenv("TEMPORAL_ADDRESS", silent.Addr().String())
			env.Setenv("SLACK_API_URL", "http://127.0.0.1:1/") // nobody is there: no test reaches Slack
			return nil
		},
		Cmds: map[string]func(*testscript.TestScript, bool, []string){
			"code":   code,
			"within": within,
			"json":   contains,
			"nudges": nudges,
			"schema": schema,
			"slack":  inSlack,
			"asked":  asked,
			"ahead":  ahead,
		},
	})
}

// code N COMMAND…: the command ends with exit code N.
func code(ts *testscript.TestScript, neg bool, args []string) {
	if neg || len(args) < 2 {
		ts.Fatalf("usage: code N COMMAND…")
	}
	want, err := strconv.Atoi(args[0])
	ts.Check(err)
	got := 0
	if err := ts.Exec(args[1], args[2:]...); err != nil {
		var exit *exec.ExitError
		if !errors.As(err, &exit) {
			ts.Fatalf("%v", err)
		}
		got = exit.ExitCode()
	}
	if got != want {
		ts.Fatalf("exit code %d, not %d", got, want)
	}
}

// within DURATION COMMAND…: the command succeeds and takes no longer.
func within(ts *testscript.TestScript, neg bool, args []string) {
	if neg || len(args) < 2 {
		ts.Fatalf("usage: within DURATION COMMAND…")
	}
	most, err := time.ParseDuration(args[0])
	ts.Check(err)
	began := time.Now()
	ts.Check(ts.Exec(args[1], args[2:]...))
	if took := time.Since(began); took > most {
		ts.Fatalf("took %s, more than %s", took, most)
	}
}

// ahead DAYS NAME: sets a variable to the day that is so many days from now.
func ahead(ts *testscript.TestScript, neg bool, args []string) {
	if neg || len(args) != 2 {
		ts.Fatalf("usage: ahead DAYS NAME")
	}
	days, err := strconv.Atoi(args[0])
	ts.Check(err)
	ts.Setenv(args[1], time.Now().AddDate(0, 0, days).Format(time.DateOnly))
}

// json FILE: the JSON printed last has at least what the file has; lists agree in length.
func contains(ts *testscript.TestScript, neg bool, args []string) {
	if neg || len(args) != 1 {
		ts.Fatalf("usage: json FILE")
	}
	var got, want any
	ts.Check(json.Unmarshal([]byte(ts.ReadFile("stdout")), &got))
	ts.Check(json.Unmarshal([]byte(ts.ReadFile(args[0])), &want))
	if err := subset("", want, got); err != nil {
		ts.Fatalf("%v", err)
	}
}

func subset(path string, want, got any) error {
	switch want := want.(type) {
	case map[string]any:
		got, _ := got.(map[string]any)
		for key, value := range want {
			if err := subset(path+"."+key, value, got[key]); err != nil {
				return err
			}
		}
		return nil
	case []any:
		got, _ := got.([]any)
		if len(got) != len(want) {
			return fmt.Errorf("%s has %d elements, not %d", path, len(got), len(want))
		}
		for i := range want {
			if err := subset(fmt.Sprintf("%s[%d]", path, i), want[i], got[i]); err != nil {
				return err
			}
		}
		return nil
	default:
		if !reflect.DeepEqual(got, want) {
			return fmt.Errorf("%s is %v, not %v", path, got, want)
		}
		return nil
	}
}

// nudges FILE: writes the nudges that wait in cairn.db, a line each.
func nudges(ts *testscript.TestScript, neg bool, args []string) {
	if neg || len(args) != 1 {
		ts.Fatalf("usage: nudges FILE")
	}
	ctx, cancel := context.WithTimeout(context.Background(), time.Minute)
	defer cancel()
	db, err := store.Open(ctx, "sqlite:"+ts.MkAbs("cairn.db"))
	ts.Check(err)
	defer db.Close()
	var lines strings.Builder
	ts.Check(db.View(ctx, func(tx assess.Tx) error {
		waiting, err := tx.Nudges(ctx, 100)
		for _, n := range waiting {
			fmt.Fprintln(&lines, n.Kind, n.Subject)
		}
		return err
	}))
	ts.Check(os.WriteFile(ts.MkAbs(args[0]), []byte(lines.String()), 0o600))
}

// schema N: notes in cairn.db that migration N was applied.
func schema(ts *testscript.TestScript, neg bool, args []string) {
	if neg || len(args) != 1 {
		ts.Fatalf("usage: schema N")
	}
	db, err := sql.Open("sqlite", ts.MkAbs("cairn.db"))
	ts.Check(err)
	defer db.Close()
	_, err = db.ExecContext(context.Background(), "INSERT INTO schema_version (version_id, is_applied) VALUES (?, TRUE)", args[0])
	ts.Check(err)
}

// script opens cairn.db for as long as fn runs.
func script(ts *testscript.TestScript, fn func(context.Context, *store.Store) error) {
	ctx, cancel := context.WithTimeout(context.Background(), time.Minute)
	defer cancel()
	db, err := store.Open(ctx, "sqlite:"+ts.MkAbs("cairn.db"))
	ts.Check(err)
	defer db.Close()
	ts.Check(fn(ctx, db))
}

// slack USER DAYS: a manager of northwind gives owners so many days, in Slack, on 2 November 2026 at noon.
func inSlack(ts *testscript.TestScript, neg bool, args []string) {
	if neg || len(args) != 2 {
		ts.Fatalf("usage: slack USER DAYS")
	}
	days, err := strconv.Atoi(args[1])
	ts.Check(err)
	script(ts, func(ctx context.Context, db *store.Store) error {
		return db.Update(ctx, func(tx assess.Tx) error {
			p, err := tx.Programme(ctx, "northwind")
			if err != nil {
				return err
			}
			p.Window, p.Revision, p.UpdatedBy = days, p.Revision+1, assess.BySlack(assess.UserID(args[0]))
			p.UpdatedAt = time.Date(2026, time.November, 2, 12, 0, 0, 0, time.UTC)
			return tx.SaveProgramme(ctx, p)
		})
	})
}

// asked CYCLE: the owner of governance was asked by a card, promised to answer, and was to be reminded.
func asked(ts *testscript.TestScript, neg bool, args []string) {
	if neg || len(args) != 1 {
		ts.Fatalf("usage: asked CYCLE")
	}
	at := time.Date(2026, time.October, 1, 9, 30, 0, 0, time.UTC)
	q := assess.QuestionnaireID(args[0] + "/governance")
	script(ts, func(ctx context.Context, db *store.Store) error {
		err := db.Update(ctx, func(tx assess.Tx) error {
			for i, a := range []assess.Asking{
				{Kind: assess.WasAsked, Step: assess.StepAsk, By: assess.Actor{Source: assess.FromSchedule}},
				{Kind: assess.WasPromised, Until: at.AddDate(0, 0, 7), Note: "=SUM(A1)", By: assess.BySlack("U0GOVERN")},
				{Kind: assess.WasNudged, Step: "2d before", Nudge: "U0GOVERN:2026-10-13", By: assess.Actor{Source: assess.FromSchedule}},
			} {
				a.At, a.Programme, a.Questionnaire, a.Person = at.AddDate(0, 0, 4*i), "northwind", q, "U0GOVERN"
				if _, err := tx.AddAsking(ctx, a); err != nil {
					return err
				}
			}
			return nil
		})
		if err != nil {
			return err
		}
		ledger, card := db.Ledger(), delivery.Delivery{Key: "card:" + args[0] + ":U0GOVERN", Kind: "card", To: "U0GOVERN", CreatedAt: at}
		if _, err := ledger.Begin(ctx, card); err != nil {
			return err
		}
		if card, err = ledger.Claim(ctx, card.Key, at, time.Minute); err != nil {
			return err
		}
		card.State, card.Channel, card.TS, card.UpdatedAt = delivery.Sent, "D0GOVERN", "1790847000.000100", at
		return ledger.Settle(ctx, card)
	})
}
