package e2e

import (
	"context"
	"flag"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	enumspb "go.temporal.io/api/enums/v1"
	"go.temporal.io/sdk/client"

	"cairn/internal/assess"
	"cairn/internal/calendar"
	"cairn/internal/pgtest"
	"cairn/internal/slacksim"
	"cairn/internal/target"
	"cairn/workflows"
)

// targets is how many targets the load story and the benchmark of targets have: a few among the other stories, two hundred
// with `make load`.
var targets = flag.Int("targets", 20, "how many targets the load story of targets has")

func TestManyTargetsAreSeenThroughTwoYearsOnSQLite(t *testing.T) {
	t.Parallel()
	tellGoals(t, "", *targets)
}

func TestManyTargetsAreSeenThroughTwoYearsOnPostgreSQL(t *testing.T) {
	t.Parallel()
	tellGoals(t, pgtest.URL(t), *targets)
}

// BenchmarkTwoYearsOfTargets measures what following up targets costs: Temporal's events for each of them, and the messages
// that people get.
func BenchmarkTwoYearsOfTargets(b *testing.B) {
	for _, db := range databases {
		b.Run(db.name, func(b *testing.B) {
			for b.Loop() {
				cost := tellGoals(b, db.url(b), *targets)
				b.ReportMetric(cost.events, "events/target")
				b.ReportMetric(cost.mostEvents, "most-events/target")
				b.ReportMetric(cost.messages, "messages/target")
				b.ReportMetric(cost.mostMessages, "most-messages/person")
			}
		})
	}
}

// Every programme of the story has so many targets, and every owner about so many of all.
const (
	goalsInProgramme = 40
	goalsOfOwner     = 5
)

// goalCost is what the targets of a story cost in two years.
type goalCost struct {
	events, mostEvents     float64 // of a target's process
	messages, mostMessages float64 // that follow up a target, and to one person
}

// tellGoals tells of the targets of an organisation through two years. Some owners answer whatever they are asked, some late,
// some never; some targets are given up, some get a new day when they are missed, and nobody is bothered more than promised.
func tellGoals(t testing.TB, database string, n int) goalCost {
	g := &goalCrowd{TB: t, story: &story{database: database, data: filepath.Join(t.TempDir(), "data")}, began: time.Now()}
	g.open(n)
	g.set(n)
	for month := range 24 {
		g.live(month)
		g.must(g.story.world.Skip(t.Context(), 365*24*time.Hour/12))
		g.report("month %d", month+1)
	}
	g.must(g.story.manners(t.Context(), nil))
	g.check()
	return g.cost()
}

type goalCrowd struct {
	testing.TB
	story *story
	goals []target.ID
	began time.Time // in wall time
}

func (g *goalCrowd) must(err error) {
	g.Helper()
	if err != nil {
		g.Fatal(err)
	}
}

func (g *goalCrowd) report(format string, args ...any) {
	g.Logf("%5.1f s: %s", time.Since(g.began).Seconds(), fmt.Sprintf(format, args...))
}

func goalOwner(i int) string   { return fmt.Sprintf("U6%05d", i) }
func goalManager(p int) string { return fmt.Sprintf("U8%05d", p) }

// open makes the people and declares the programmes.
func (g *goalCrowd) open(n int) {
	ctx := g.Context()
	g.must(g.story.open(ctx, nil))
	g.Cleanup(func() { g.must(g.story.world.Close()) })
	for i := range n/goalsOfOwner + 1 {
		g.story.world.Slack.AddUser(slacksim.User{ID: goalOwner(i), Name: fmt.Sprintf("owner%d", i), RealName: fmt.Sprintf("Owner %d", i), TZ: crowdZone(i)})
	}
	for p := range (n + goalsInProgramme - 1) / goalsInProgramme {
		g.story.world.Slack.AddUser(slacksim.User{ID: goalManager(p), Name: fmt.Sprintf("manager%d", p), RealName: fmt.Sprintf("Manager %d", p), TZ: crowdZone(p)})
		var m strings.Builder
		fmt.Fprintf(&m, "programme: goals-%d\nscope: Unit %d\nmodel: aismm\ntime_zone: Europe/London\nchannel: C0LEADERS\nmanagers: [%s]\n"+
			"cadence: {every: annual}\ncategories:\n", p, p, goalManager(p))
		for i, category := range goalCategories {
			fmt.Fprintf(&m, "  %s: {owner: %s}\n", category, goalOwner((p*len(goalCategories)+i)%(n/goalsOfOwner)))
		}
		file := filepath.Join(g.TempDir(), "goals.yaml")
		g.must(os.WriteFile(file, []byte(m.String()), 0o600))
		g.must(g.story.apply(ctx, []string{file}))
	}
	g.report("declared")
}

var goalCategories = []string{"GOV", "ORG", "IAM", "MON", "INF", "MOD", "APP", "DAT", "RSK", "DEV", "CMP", "IR"}

// set lets the managers set the targets, which are due between three months and two years from now.
func (g *goalCrowd) set(n int) {
	ctx := g.Context()
	for i := range n {
		p, k := i/goalsInProgramme, i%goalsInProgramme
		got, err := g.story.world.App.Target.Set(ctx, assess.BySlack(assess.UserID(goalManager(p))), assess.ProgrammeID(fmt.Sprintf("goals-%d", p)), target.Terms{
			Category: goalCategories[k%len(goalCategories)], Level: 2 + k/len(goalCategories),
			Due:   g.today().AddDays(90 + (i*37)%640),
			Owner: assess.UserID(goalOwner(i % max(1, n/goalsOfOwner))), Measure: "The objectives are in place.", Reason: "It fits what is at stake here.",
		}, "")
		g.must(err)
		g.goals = append(g.goals, got.ID)
	}
	g.must(g.story.world.Settle(ctx))
	g.report("%d targets", n)
}

// live lets people do what they do in a month.
func (g *goalCrowd) live(month int) {
	ctx, targets := g.Context(), g.story.world.App.Target
	for i, id := range g.goals {
		v, err := targets.View(ctx, operator, id)
		g.must(err)
		manager := assess.BySlack(assess.UserID(goalManager(i / goalsInProgramme)))
		switch late := v.State == target.Missed; {
		case !v.Open() || i%5 == 0: // nobody minds it
		case i%5 == 3 && month == 7:
			g.must(targets.Close(ctx, manager, id, "We will buy this instead of building it."))
		case late && i%5 == 2:
			terms := v.Terms
			terms.Due = g.today().AddDays(100)
			g.must(targets.Change(ctx, manager, id, v.Edition, terms, "The people were needed elsewhere.", ""))
		case late && i%5 == 4:
			g.must(targets.Close(ctx, manager, id, "It was the wrong level for us."))
		case v.Asked != nil && !late:
			expected, confidence := v.Due, assess.ConfidenceHigh
			if i%5 == 2 {
				expected, confidence = v.Due.AddDays(40), assess.ConfidenceLow
			}
			g.must(targets.CheckIn(ctx, assess.BySlack(v.Owner), id, expected, confidence, ""))
		}
	}
	g.must(g.story.world.Settle(ctx))
}

// check fails unless every target has got where it must be by now.
func (g *goalCrowd) check() {
	states := map[target.State]int{}
	for _, id := range g.goals {
		v, err := g.story.world.App.Target.View(g.Context(), operator, id)
		g.must(err)
		states[v.State]++
		if v.Open() && v.DueAt.Before(g.story.world.Clock.Now()) != (v.State == target.Missed) {
			g.Errorf("%s was due %s and is %s", id, v.DueAt, v.State)
		}
		met := map[string]bool{}
		for _, e := range v.History {
			met[e.Step] = met[e.Step] || e.Kind == target.WasFollowedUp || e.Kind == target.WasDropped
			if e.Kind == target.WasUndelivered {
				g.Errorf("%s: %s to %s was not delivered: %s", id, e.Step, e.Person, e.Note)
			}
		}
		if v.State == target.Missed && len(v.Slips) == 0 && v.DueAt.AddDate(0, 2, 0).Before(g.story.world.Clock.Now()) {
			for _, step := range []string{"start", "half", "missed", "told-missed", "renew1", "renew2", "renew3"} {
				if !met[step] {
					g.Errorf("%s is missed, and %s was neither done nor dropped: %v", id, step, met)
				}
			}
		}
	}
	g.report("%v", states)
}

// cost counts Temporal's events and the messages.
func (g *goalCrowd) cost() (c goalCost) {
	ctx := context.WithoutCancel(g.Context())
	temporal, err := client.Dial(g.story.world.Server.ClientOptions())
	g.must(err)
	defer temporal.Close()
	for _, id := range g.goals {
		events := 0.0
		all := temporal.GetWorkflowHistory(ctx, workflows.TargetWorkflowID(id), "", false, enumspb.HISTORY_EVENT_FILTER_TYPE_ALL_EVENT)
		for all.HasNext() {
			_, err := all.Next()
			g.must(err)
			events++
		}
		c.events += events / float64(len(g.goals))
		c.mostEvents = max(c.mostEvents, events)
	}
	records, err := g.story.askings(ctx)
	g.must(err)
	sent := map[assess.UserID]float64{}
	for _, r := range records {
		if r.Kind != assess.WasFollowedUp {
			continue
		}
		sent[r.Person]++
		c.messages += 1 / float64(len(g.goals))
		c.mostMessages = max(c.mostMessages, sent[r.Person])
	}
	g.report("%+v", c)
	return c
}

func (g *goalCrowd) today() calendar.Date { return calendar.DateOf(g.story.world.Clock.Now()) }
