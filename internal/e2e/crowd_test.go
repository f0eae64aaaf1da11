package e2e

import (
	"context"
	"flag"
	"fmt"
	"log/slog"
	"slices"
	"strings"
	"testing"
	"time"

	"cairn/internal/assess"
	"cairn/internal/calendar"
	"cairn/internal/delivery"
	"cairn/internal/demo"
	"cairn/internal/maturity"
	"cairn/internal/pgtest"
	"cairn/internal/slacksim"
)

// owners is how many people the load story has. It is told with a hundred among the other stories; `make load` tells it
// with five hundred.
var owners = flag.Int("owners", 50, "how many owners the load story has")

func TestManyOwnersAreAskedWithinSlacksLimitsAndNobodyIsNaggedOnSQLite(t *testing.T) {
	t.Parallel()
	tellCrowd(t, "", *owners)
}

func TestManyOwnersAreAskedWithinSlacksLimitsAndNobodyIsNaggedOnPostgreSQL(t *testing.T) {
	t.Parallel()
	tellCrowd(t, pgtest.URL(t), *owners)
}

// tellCrowd tells of a quarter in an organisation with many owners. Their cycles open by schedule; a third answers early,
// some are away, promise or acknowledge, some are late, and the rest never answers.
func tellCrowd(t *testing.T, database string, owners int) {
	c := &crowd{t: t, owners: owners, began: time.Now()}
	c.open(database)
	c.until("2031-10-03 12:00") // the cycles open on 1 October
	c.answer(func(i int) bool { return i%3 == 0 })
	for i := range owners {
		ctx, u := t.Context(), crowdOwner(i)
		switch i % 15 {
		case 1:
			c.must(c.world.Slack.SetStatus(ctx, u, ":palm_tree:", "On leave", crowdTime(t, "2031-10-13 08:00")))
		case 4, 5:
			for _, part := range c.mine(i) {
				_, err := c.world.App.Assess.Promise(ctx, assess.BySlack(assess.UserID(u)), part.Form.Questionnaire.ID, crowdTime(t, "2031-10-09 15:00"))
				c.must(err)
			}
		case 7:
			for _, part := range c.mine(i) {
				c.must(c.world.App.Assess.Acknowledge(ctx, assess.BySlack(assess.UserID(u)), part.Form.Questionnaire.ID))
			}
		}
	}
	c.until("2031-10-09 08:00")
	c.answer(func(i int) bool { return i%15 == 4 })
	c.until("2031-10-16 12:00") // all was due the evening before
	c.answer(func(i int) bool { return i%15 == 2 })
	c.until("2031-10-25 12:00")

	c.checkSlack()
	c.checkPeople()
	c.checkLedger()
}

// crowd is a World with many owners.
type crowd struct {
	t          *testing.T
	world      *demo.World
	owners     int
	programmes []assess.ProgrammeID
	began      time.Time // in wall time
}

// crowdZones are where people are; London has as many as all others together, and opens at one instant.
var crowdZones = []string{
	"Europe/Berlin", "America/New_York", "America/Los_Angeles", "America/Sao_Paulo", "Asia/Kolkata",
	"Asia/Tokyo", "Australia/Sydney", "Africa/Johannesburg", "Pacific/Auckland",
}

func crowdZone(i int) string {
	if i%2 == 0 {
		return "Europe/London"
	}
	return crowdZones[i/2%len(crowdZones)]
}

func crowdOwner(i int) string   { return fmt.Sprintf("U5%05d", i) }
func crowdManager(i int) string { return fmt.Sprintf("U7%05d", i) }

// seat is the owner of a category. There is a fifth more categories than owners: half of those more are in further
// programmes of owners that have one, the others of people who own two in the same programme.
func (c *crowd) seat(programme, category int) int {
	s := programme*len(crowdCategories) + category
	switch more := s - c.owners; {
	case more < 0:
		return s
	case more < c.owners/10:
		return more
	default:
		return c.owners/5 + programme*3 + category/2
	}
}

var crowdCategories = []string{"governance", "technical-controls", "monitoring-detection", "incident-response", "workforce-culture"}

const (
	managed = 6 // programmes a manager runs
	// within is how soon after its instant a message has to be there.
	within = time.Hour
)

func (c *crowd) must(err error) {
	c.t.Helper()
	if err != nil {
		c.t.Fatal(err)
	}
}

// crowdTime reads an instant in UTC.
func crowdTime(t *testing.T, text string) time.Time {
	t.Helper()
	at, err := time.Parse("2006-01-02 15:04", text)
	if err != nil {
		t.Fatal(err)
	}
	return at
}

// open makes the people and declares the programmes, on the day before their cycles open.
func (c *crowd) open(database string) {
	t := c.t
	var err error
	c.world, err = demo.Open(t.Context(), demo.Options{
		Database: database, Data: t.TempDir(), RateLimits: true, Start: crowdTime(t, "2031-09-30 06:00"), Log: slog.New(slog.DiscardHandler),
	})
	c.must(err)
	t.Cleanup(func() { c.must(c.world.Close()) })
	demo.AddPeople(c.world.Slack)
	for i := range c.owners {
		c.world.Slack.AddUser(slacksim.User{ID: crowdOwner(i), Name: fmt.Sprintf("owner%d", i), RealName: fmt.Sprintf("Owner %d", i), TZ: crowdZone(i)})
	}
	count := c.owners * 6 / 5 / len(crowdCategories)
	for i := range count/managed + 1 {
		c.world.Slack.AddUser(slacksim.User{ID: crowdManager(i), Name: fmt.Sprintf("manager%d", i), RealName: fmt.Sprintf("Manager %d", i), TZ: crowdZone(i)})
	}
	for p := range count {
		file := c.manifest(p)
		programme, faults := assess.ParseManifest([]byte(file), "crowd.yaml", maturity.Find)
		if len(faults) > 0 {
			t.Fatal(faults, file)
		}
		_, err := c.world.App.Assess.Apply(t.Context(), assess.Actor{Source: assess.FromCLI}, programme, false)
		c.must(err)
		c.programmes = append(c.programmes, programme.ID)
	}
	c.must(c.world.Settle(t.Context()))
	c.report("declared")
}

func (c *crowd) manifest(p int) string {
	zones := []string{"Europe/London", "America/New_York", "Asia/Kolkata"}
	var m strings.Builder
	fmt.Fprintf(&m, "programme: crowd-%d\nscope: Unit %d\nmodel: lawlor\ntime_zone: %s\nchannel: C0LEADERS\nmanagers: [%s]\n"+
		"cadence: {every: quarterly, at: \"09:00\"}\ndue_after: 10\ngrace: 5\nescalate: {deputy: 2d after, manager: 3d after}\ncategories:\n",
		p, p, zones[p%len(zones)], crowdManager(p/managed))
	for i, category := range crowdCategories {
		owner, deputy := c.seat(p, i), c.seat(p, (i+2)%len(crowdCategories))
		fmt.Fprintf(&m, "  %s: {owner: %s, deputy: %s}\n", category, crowdOwner(owner), crowdOwner(deputy))
	}
	return m.String()
}

// until moves the clock, a day at a time.
func (c *crowd) until(text string) {
	c.t.Helper()
	at := crowdTime(c.t, text)
	for {
		now := c.world.Clock.Now()
		if !now.Before(at) {
			return
		}
		c.must(c.world.Skip(c.t.Context(), min(24*time.Hour, at.Sub(now))))
		c.report(c.world.Clock.Now().UTC().Format("2 January 15:04"))
	}
}

func (c *crowd) report(what string) {
	c.t.Logf("%5.1f s: %s", time.Since(c.began).Seconds(), what)
}

// mine lists what waits for an owner.
func (c *crowd) mine(i int) []assess.Part {
	c.t.Helper()
	parts, err := c.world.App.Assess.Mine(c.t.Context(), assess.UserID(crowdOwner(i)))
	c.must(err)
	return slices.DeleteFunc(parts, func(p assess.Part) bool { return !p.Waits() })
}

// answer lets some owners answer all that waits for them, from their cards; thirty forms a minute.
func (c *crowd) answer(who func(i int) bool) {
	c.t.Helper()
	ctx, n := c.t.Context(), 0
	for i := range c.owners {
		if !who(i) {
			continue
		}
		u := crowdOwner(i)
		for _, part := range c.mine(i) {
			id := string(part.Form.Questionnaire.ID)
			seen, err := c.world.Slack.Click(ctx, u, c.dm(u), c.card(u, id), demo.ActionAnswer, id)
			c.must(err)
			if seen.View == nil {
				c.t.Fatalf("%s saw %s instead of a form", u, seen.Error)
			}
			values := make(map[string]map[string]any)
			for _, item := range demo.FormItems(seen.View) {
				values[item] = map[string]any{"value": "2"}
			}
			seen, err = c.world.Slack.Submit(ctx, u, seen.View.ID, values)
			c.must(err)
			if seen.Error != "" || len(seen.Errors) > 0 {
				c.t.Fatalf("%s was refused: %s %v", u, seen.Error, seen.Errors)
			}
			if n++; n%30 == 0 {
				c.must(c.world.Skip(ctx, time.Minute))
			}
		}
	}
	c.report(fmt.Sprintf("%d answers", n))
}

func (c *crowd) dm(u string) string {
	dm, _ := c.world.Slack.DM(u)
	return dm.ID
}

// card is the ts of the message from which a questionnaire can be answered.
func (c *crowd) card(u, questionnaire string) string {
	c.t.Helper()
	for _, m := range slices.Backward(c.world.Slack.Messages(c.dm(u))) {
		if (m.ThreadTS == "" || m.ThreadTS == m.TS) && strings.Contains(string(m.Blocks), `"`+questionnaire+`"`) {
			return m.TS
		}
	}
	c.t.Fatalf("%s has no card for %s", u, questionnaire)
	return ""
}

// checkSlack fails if Slack had to refuse a call, or was called more often than it publishes.
func (c *crowd) checkSlack() {
	c.t.Helper()
	stats := c.world.Slack.Stats()
	if n, over := stats.RateLimited(), stats.OverLimit(); n > 0 || len(over) > 0 {
		c.t.Errorf("%d calls were answered 429; over the limit: %q", n, over)
	}
	for name, m := range stats.Methods {
		c.t.Logf("%s: %d calls, %d a minute at most of %d; %d times 429", name, m.Calls, m.PeakPerMinute, m.PerMinute, m.RateLimited)
	}
}

// checkPeople fails if anybody got more than one card a cycle, two nudges on one day, a nudge on a day on which something
// else came, or anything at all outside their hours.
func (c *crowd) checkPeople() {
	c.t.Helper()
	for i := range c.owners {
		u := crowdOwner(i)
		who, err := c.world.App.Assess.Person(c.t.Context(), assess.UserID(u))
		c.must(err)
		if who.Zone != crowdZone(i) {
			c.t.Errorf("%s is taken to live in %q, not in %s", u, who.Zone, crowdZone(i))
		}
		zone, err := time.LoadLocation(crowdZone(i))
		c.must(err)
		nudges, others := map[string]int{}, map[string]int{}
		for _, m := range c.world.Slack.Messages(c.dm(u)) {
			at := messageTime(m.TS).In(zone)
			day := at.Format(time.DateOnly)
			if m.ThreadTS != "" && m.ThreadTS != m.TS {
				nudges[day]++
			} else {
				others[day]++
			}
			if clock := at.Format("15:04"); clock < "09:00" || clock > "17:30" || at.Weekday() == time.Saturday || at.Weekday() == time.Sunday {
				c.t.Errorf("%s was written to at %s: %s", u, at, m.Text)
			}
		}
		for day, n := range nudges {
			if n > 1 || others[day] > 0 {
				c.t.Errorf("%s got %d nudges and %d other messages on %s", u, n, others[day], day)
			}
		}
	}
}

func messageTime(ts string) time.Time {
	var seconds, micros int64
	if _, err := fmt.Sscanf(ts, "%d.%d", &seconds, &micros); err != nil {
		return time.Time{}
	}
	return time.Unix(seconds, micros*1000)
}

// checkLedger fails unless every questionnaire was asked once, every step of its ladder was taken or dropped, every message
// came within the hour, and every message is accounted for.
func (c *crowd) checkLedger() {
	c.t.Helper()
	ctx := context.WithoutCancel(c.t.Context())
	keys, slowest := map[string]bool{}, time.Duration(0)
	asked, kinds := map[assess.QuestionnaireID]int{}, map[assess.AskingKind]int{}
	for _, id := range c.programmes {
		records, err := c.world.App.Asking(ctx, id, calendar.Date{})
		c.must(err)
		steps := map[assess.QuestionnaireID]map[string]bool{}
		for _, r := range records {
			kinds[r.Kind]++
			q := r.Questionnaire
			if r.Kind == assess.WasAsked && r.Step == assess.StepAsk {
				asked[q]++
			}
			if r.Kind != assess.WasHeld && r.Step != "" {
				if steps[q] == nil {
					steps[q] = map[string]bool{}
				}
				steps[q][r.Step] = true
			}
			if r.Key == "" {
				continue
			}
			if r.State != string(delivery.Sent) {
				c.t.Errorf("%s of %s to %s is %s", r.Kind, q, r.Person, r.State)
			}
			if late := r.SentAt.Sub(r.At); !keys[r.Key] && late > slowest {
				slowest = late
			}
			keys[r.Key] = true
		}
		c.checkCycle(ctx, id, steps, asked)
	}
	if slowest > within {
		c.t.Errorf("a message came %s after its instant", slowest)
	}
	for i := range c.owners {
		for _, m := range c.world.Slack.Messages(c.dm(crowdOwner(i))) {
			if m.Metadata == nil {
				c.t.Errorf("%s got a message that is in no ledger: %s", crowdOwner(i), m.Text)
			}
		}
	}
	c.t.Logf("%d messages, the slowest %s after its instant; %v", len(keys), slowest, kinds)
	if posts := c.posts(); posts != len(keys) {
		c.t.Errorf("the ledger knows of %d messages to people; they have %d", len(keys), posts)
	}
}

// posts counts the messages that people have in their conversations with Cairn.
func (c *crowd) posts() (n int) {
	for _, u := range c.world.Slack.Users() {
		n += len(c.world.Slack.Messages(c.dm(u.ID)))
	}
	return n
}

// checkCycle fails unless the programme's cycle is closed and the steps of every questionnaire are done with.
func (c *crowd) checkCycle(ctx context.Context, id assess.ProgrammeID, steps map[assess.QuestionnaireID]map[string]bool, asked map[assess.QuestionnaireID]int) {
	c.t.Helper()
	status, err := c.world.App.Assess.Status(ctx, assess.Actor{Source: assess.FromCLI}, id)
	c.must(err)
	if status.Cycle.State != assess.CycleClosed || len(status.Lines) != len(crowdCategories) {
		c.t.Errorf("%s is %s with %d questionnaires", status.Cycle.ID, status.Cycle.State, len(status.Lines))
	}
	for _, line := range status.Lines {
		q := line.Questionnaire
		if asked[q.ID] != 1 {
			c.t.Errorf("%s was asked %d times", q.ID, asked[q.ID])
		}
		if q.State != assess.Missed || q.Answerer != "" {
			continue
		}
		for _, step := range []string{"half-time", "2d before", "due-morning", "1d after", assess.StepEscalateDeputy, assess.StepEscalateManager} {
			if !steps[q.ID][step] {
				c.t.Errorf("%s was not answered, and %s was neither done nor dropped", q.ID, step)
			}
		}
	}
}
