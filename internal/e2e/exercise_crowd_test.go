package e2e

import (
	"context"
	"flag"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"cairn/internal/assess"
	"cairn/internal/exercise"
	"cairn/internal/pgtest"
	"cairn/internal/slacksim"
)

// cast is how many people the load story of an exercise has: a few among the other stories, sixty with `make load`.
var cast = flag.Int("cast", 8, "how many people the load story of an exercise has")

func TestManyPeopleExerciseWithinSlacksLimitsOnSQLite(t *testing.T) {
	t.Parallel()
	tellExercise(t, "", *cast)
}

func TestManyPeopleExerciseWithinSlacksLimitsOnPostgreSQL(t *testing.T) {
	t.Parallel()
	tellExercise(t, pgtest.URL(t), *cast)
}

// tellExercise tells of an exercise of many people, of whom all do at once what is theirs to do: reply, decide, observe, say how
// it was. Cairn keeps Slack's limits in real time, as in production, so what people wait for takes as long as it would there.
func tellExercise(t *testing.T, database string, n int) {
	c := &exerciseCrowd{
		T: t, story: &story{database: database, data: filepath.Join(t.TempDir(), "data")}, began: time.Now(), took: map[string][]time.Duration{},
	}
	defer c.measured() // also of a story that fails
	c.open(n)
	c.invite()
	c.play()
	c.busyMinute()
	c.hotWash()
	c.sign()
	c.checkPeople()
	c.checkChannel()
	c.checkSlack()
	c.must(c.story.manners(t.Context(), nil))
	c.must(c.story.unspoiled(t.Context(), nil))
}

type exerciseCrowd struct {
	*testing.T
	story *story
	plan  exercise.Plan
	id    exercise.ID
	began time.Time // in wall time

	mu   sync.Mutex
	took map[string][]time.Duration // what people waited for
}

const (
	crowdLead   = assess.UserID("U40000")
	crowdScribe = assess.UserID("U40001")

	busy = 50 * time.Second // at the most, within which everybody decides or observes, or says how it was
	soon = 15 * time.Second // in which what the facilitator brings has to be in the channel, whatever else is to be said
)

// What the injects of the scenario are known by in the channel, with the minutes of those that come by time.
const (
	injectFirst    = "Up from last week"
	injectMeasured = "I ran the 60 questions we launched with" // at 14
	injectProvider = "Thank you for your request"              // at 34
	injectHurt     = "Man, 71, mixed lawn weedkiller"          // once they chose a warning
)

func (c *exerciseCrowd) must(err error) {
	c.Helper()
	if err != nil {
		c.Fatal(err)
	}
}

func (c *exerciseCrowd) report(format string, args ...any) {
	c.Logf("%5.1f s: %s", time.Since(c.began).Seconds(), fmt.Sprintf(format, args...))
}

func (c *exerciseCrowd) do(what func(context.Context, []string) error, args ...string) {
	c.Helper()
	ctx, cancel := context.WithTimeout(c.Context(), 5*time.Minute)
	defer cancel()
	c.must(what(ctx, args))
}

// rest waits until nobody has anything to do, however long Slack takes for it.
func (c *exerciseCrowd) rest() {
	c.Helper()
	ctx, cancel := context.WithTimeout(c.Context(), 10*time.Minute)
	defer cancel()
	for {
		err := c.story.world.Settle(ctx) // gives up when nothing is done for a while, such as while a turn at Slack is waited for
		if err == nil {
			return
		}
		if ctx.Err() != nil {
			c.Fatal(err)
		}
	}
}

// waited keeps how long somebody waited for something.
func (c *exerciseCrowd) waited(what string, d time.Duration) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.took[what] = append(c.took[what], d)
}

// open makes the people, a fifth of whom observe, and the channel.
func (c *exerciseCrowd) open(n int) {
	c.do(c.story.open, "limits", "patient")
	c.Cleanup(func() { c.must(c.story.world.Close()) })
	file := filepath.Join(c.TempDir(), "northwind.yaml")
	c.must(os.WriteFile(file, []byte(northwind), 0o600))
	c.do(c.story.apply, file)
	library, err := exercise.NewLibrary()
	c.must(err)
	sc, err := library.Find("output-drift")
	c.must(err)
	start, err := inLondon("2031-10-14 14:00")
	c.must(err)
	c.plan = exercise.Plan{Start: start, Length: sc.Length(), Facilitator: crowdLead, Scribe: crowdScribe, Channel: "C0DRILL"}
	for _, o := range sc.Objectives {
		c.plan.Objectives = append(c.plan.Objectives, o.ID)
	}
	channel := []string{c.plan.Channel}
	for i := range n {
		u := assess.UserID(fmt.Sprintf("U4%04d", i))
		c.story.world.Slack.AddUser(slacksim.User{ID: string(u), Name: fmt.Sprintf("player%d", i), RealName: fmt.Sprintf("Player %d", i), TZ: "Europe/London"})
		channel = append(channel, string(u))
		switch {
		case u == crowdLead, u == crowdScribe:
		case i%5 == 4:
			c.plan.Observers = append(c.plan.Observers, u)
		default:
			c.plan.Players = append(c.plan.Players, exercise.Seat{User: u, Role: sc.Roles[i%len(sc.Roles)].ID})
		}
	}
	c.do(c.story.join, channel...)
	c.report("%d players, %d observers, a scribe and a facilitator", len(c.plan.Players), len(c.plan.Observers))
}

// deciders are those who log decisions, in this story.
func (c *exerciseCrowd) deciders() []assess.UserID {
	all := []assess.UserID{crowdScribe}
	for _, seat := range c.plan.Players {
		all = append(all, seat.User)
	}
	return all
}

// invite plans the exercise, and everybody replies at once to the invitation.
func (c *exerciseCrowd) invite() {
	c.do(c.story.advance, "2031-10-02 09:30")
	e, err := c.story.world.App.Exercise.Plan(c.Context(), assess.BySlack("U0MARA"), "northwind", exercise.Draft{
		Kind: exercise.Tabletop, Scenario: "output-drift", Plan: c.plan,
	})
	c.must(err)
	c.id = e.ID
	c.do(c.story.advance, "2031-10-03 10:00")
	c.report("all are invited")
	c.together(c.plan.People(), busy/4, func(u string) error {
		_, err := c.press(u, "exercise.yes")
		return err
	})
	c.rest()
	for u, said := range c.view().Replies {
		if said.Reply != exercise.Yes {
			c.Errorf("%s replied and counts as %q", u, said.Reply)
		}
	}
	c.report("all have replied")
}

func (c *exerciseCrowd) view() exercise.View {
	c.Helper()
	v, err := c.story.world.App.Exercise.View(c.Context(), operator, c.id)
	c.must(err)
	return v
}

// together has people do something, spread evenly over a time.
func (c *exerciseCrowd) together(people []assess.UserID, spread time.Duration, act func(u string) error) {
	c.Helper()
	var acting sync.WaitGroup
	failed := make([]error, len(people))
	for i, u := range people {
		acting.Go(func() {
			select {
			case <-time.After(spread * time.Duration(i) / time.Duration(len(people))):
			case <-c.Context().Done():
			}
			failed[i] = act(string(u))
		})
	}
	acting.Wait()
	for i, err := range failed {
		if err != nil {
			c.Errorf("%s: %v", people[i], err)
		}
	}
	if c.Failed() {
		c.FailNow()
	}
}

// press presses a button of the newest direct message that has it.
func (c *exerciseCrowd) press(u, action string) (slacksim.Seen, error) {
	dm, _ := c.story.world.Slack.DM(u)
	for _, m := range slices.Backward(c.story.world.Slack.Messages(dm.ID)) {
		if strings.Contains(string(m.Blocks), `"`+action+`"`) {
			return c.pressOn(u, m, action)
		}
	}
	return slacksim.Seen{}, fmt.Errorf("no message has %s", action)
}

// pressOn presses a button of a message, and fails unless the bot took it in time.
func (c *exerciseCrowd) pressOn(u string, m slacksim.Message, action string) (slacksim.Seen, error) {
	pressed := time.Now()
	seen, err := c.story.world.Slack.Click(c.Context(), u, m.Channel, m.TS, action, "")
	c.waited("from a press to its answer", time.Since(pressed))
	if err == nil && seen.Error != "" {
		err = fmt.Errorf("%s was refused: %s", action, seen.Error)
	}
	return seen, err
}

// fill sends the form that somebody has before them.
func (c *exerciseCrowd) fill(u string, seen slacksim.Seen, values ...string) error {
	if seen.View == nil {
		return fmt.Errorf("no form opened: %+v", seen)
	}
	sent := time.Now()
	seen, err := c.story.world.Slack.Submit(c.Context(), u, seen.View.ID, inputs(values))
	c.waited("from a form to its answer", time.Since(sent))
	if err == nil && (seen.Error != "" || len(seen.Errors) > 0) {
		err = fmt.Errorf("the form was refused: %s %v", seen.Error, seen.Errors)
	}
	return err
}

// said lists the messages of the channel that contain a text.
func (c *exerciseCrowd) said(text string) (found []slacksim.Message) {
	for _, m := range c.story.world.Slack.Messages(c.plan.Channel) {
		if strings.Contains(m.Text, text) {
			found = append(found, m)
		}
	}
	return found
}

// comes waits until a text is in the channel, and returns how long after an instant Slack took it.
func (c *exerciseCrowd) comes(text string, after time.Time) (time.Duration, error) {
	ctx, cancel := context.WithTimeout(c.Context(), 5*time.Minute) // a channel takes a message a second
	defer cancel()
	if err := c.story.world.Slack.Await(ctx, func() bool { return len(c.said(text)) > 0 }); err != nil {
		return 0, fmt.Errorf("%q does not come: %w", text, err)
	}
	return messageTime(c.said(text)[0].TS).Sub(after), nil
}

// offered measures from a post in the channel until the controls offer the inject after it.
func (c *exerciseCrowd) offered(inject, after string) error {
	ctx, cancel := context.WithTimeout(c.Context(), time.Minute)
	defer cancel()
	value := fmt.Sprintf("%q", string(c.id)+"|"+inject)
	dm, _ := c.story.world.Slack.DM(string(crowdLead))
	if err := c.story.world.Slack.Await(ctx, func() bool {
		return slices.ContainsFunc(c.story.world.Slack.Messages(dm.ID), func(m slacksim.Message) bool { return strings.Contains(string(m.Blocks), value) })
	}); err != nil {
		return fmt.Errorf("the controls do not offer %s: %w", inject, err)
	}
	c.waited("from a post until the controls show it, in the busy minute", c.story.world.Clock.Now().Sub(messageTime(c.said(after)[0].TS)))
	return nil
}

// brought presses a button of the controls, and measures until what it brings is in the channel.
func (c *exerciseCrowd) brought(when, action, text string) error {
	pressed := c.story.world.Clock.Now()
	if _, err := c.press(string(crowdLead), action); err != nil {
		return err
	}
	took, err := c.comes(text, pressed)
	c.waited("from a press to the post, "+when, took)
	if err == nil && took > soon {
		err = fmt.Errorf("%s took %s to bring %q", action, took, text)
	}
	return err
}

// play starts the exercise and waits for the inject of minute 14.
func (c *exerciseCrowd) play() {
	c.do(c.story.advance, "2031-10-14 13:50")
	c.must(c.brought("at the start", "exercise.run.start", injectFirst))
	c.rest()
	c.do(c.story.advance, "14m")
	c.falls("at rest", 14, injectMeasured)
	c.rest()
	c.report("it is played")
}

// falls measures from a minute of the exercise until its inject is in the channel.
func (c *exerciseCrowd) falls(when string, minute int, text string) {
	c.Helper()
	took, err := c.comes(text, c.view().StartedAt.Add(time.Duration(minute)*time.Minute))
	c.must(err)
	c.waited("from its minute to the post, "+when, took)
	if took > soon {
		c.Errorf("%q came %s after its minute", text, took)
	}
}

// busyMinute has everybody decide or observe within a minute, while an inject falls due and the facilitator brings another.
func (c *exerciseCrowd) busyMinute() {
	people := append(c.deciders(), c.plan.Observers...)
	slices.Sort(people) // observers among the others
	spread := spreadOf(people)
	due := c.view().StartedAt.Add(34 * time.Minute)
	c.do(c.story.advance, due.Add(-spread/2).Sub(c.story.world.Clock.Now()).String())
	on := c.said(injectMeasured)[0]
	var steering sync.WaitGroup
	var failed error
	steering.Go(func() {
		if _, failed = c.comes(injectProvider, due); failed != nil {
			return
		}
		if failed = c.offered("label-ignored", injectProvider); failed == nil {
			failed = c.brought("in the busy minute", "exercise.run.next", injectHurt)
		}
	})
	c.together(people, spread, func(u string) error {
		if slices.Contains(c.plan.Observers, assess.UserID(u)) {
			seen, err := c.press(u, "exercise.run.observe")
			if err != nil {
				return err
			}
			return c.fill(u, seen, "objective=notice", "impact=minor", "text="+observationBy(u))
		}
		seen, err := c.pressOn(u, on, "exercise.run.decide")
		if err != nil {
			return err
		}
		return c.fill(u, seen, "choice:measured=disclaimer", "what="+decisionBy(u), "by="+string(c.plan.Players[0].User))
	})
	last := c.story.world.Clock.Now()
	steering.Wait()
	c.must(failed)
	c.falls("in the busy minute", 34, injectProvider)
	for _, u := range c.deciders() {
		took, err := c.comes(decisionBy(string(u)), last)
		c.must(err)
		c.waited("from the last decision until all are in the channel", max(0, took))
	}
	c.rest()
	c.report("all have decided and observed")
}

// spreadOf is the time in which people do what takes them a form: small casts act as densely as large ones.
func spreadOf(people []assess.UserID) time.Duration {
	return min(busy, time.Duration(len(people))*time.Second)
}

func decisionBy(u string) string    { return "This is what " + u + " has us do." }
func observationBy(u string) string { return "This is what " + u + " saw." }

// hotWash ends the exercise, and everybody says how it was.
func (c *exerciseCrowd) hotWash() {
	seen, err := c.press(string(crowdLead), "exercise.run.end")
	c.must(err)
	ended := c.story.world.Clock.Now()
	c.must(c.fill(string(crowdLead), seen, "why=We have seen what we wanted to see."))
	ctx, cancel := context.WithTimeout(c.Context(), 2*time.Minute)
	defer cancel()
	asked := func(u assess.UserID) bool { return said(c.story.world.Slack, string(u), "Fill In the Hot Wash") > 0 }
	c.must(c.story.world.Slack.Await(ctx, func() bool {
		return !slices.ContainsFunc(c.plan.People(), func(u assess.UserID) bool { return !asked(u) })
	}))
	c.waited("from the end until all have the hot wash", c.story.world.Clock.Now().Sub(ended))
	c.rest()
	c.together(c.plan.People(), spreadOf(c.plan.People()), func(u string) error {
		seen, err := c.press(u, "exercise.run.hot-wash")
		if err != nil {
			return err
		}
		return c.fill(u, seen, "score:ready=3")
	})
	c.rest()
	if n := len(c.view().Debriefed); n != len(c.plan.People()) {
		c.Errorf("%d of %d are on record with their hot wash", n, len(c.plan.People()))
	}
	c.report("all have said how it was")
}

// sign works through the review and signs; the report is published with all that was logged.
func (c *exerciseCrowd) sign() {
	lead, s := string(crowdLead), c.story
	c.do(s.advance, "2031-10-15 10:00")
	by := assess.BySlack(crowdLead)
	review, reviews := c.Context(), s.world.App.Exercise
	c.must(reviews.Summarise(review, by, c.id, "They measured early, and trusted a warning too much."))
	for _, o := range c.plan.Objectives {
		rating := exercise.NotObserved
		if o == "notice" {
			rating = exercise.Some
		}
		c.must(reviews.Rate(review, by, c.id, o, rating, ""))
	}
	r, err := reviews.Review(review, by, c.id)
	c.must(err)
	if len(r.Findings) != len(c.plan.Observers) {
		c.Errorf("%d observers noted what could be better, and there are %d findings", len(c.plan.Observers), len(r.Findings))
	}
	for _, f := range r.Findings {
		c.must(reviews.Treat(review, by, c.id, f.ID, exercise.Treatment{Aside: "It is part of what is planned anyway."}))
	}
	c.do(s.click, lead, "exercise.review.open")
	c.do(s.press, lead, "exercise.review.sign")
	c.do(s.shut, lead)
	if v := c.view(); v.State != exercise.Reviewed || v.Link == "" {
		c.Errorf("the report is %s, at %q", v.State, v.Link)
	}
	c.report("the report is published")
}

// checkPeople fails unless everybody got each message once.
func (c *exerciseCrowd) checkPeople() {
	slack := c.story.world.Slack
	for _, u := range c.plan.People() {
		dm, _ := slack.DM(string(u))
		var messages []string
		for _, m := range slack.Messages(dm.ID) {
			messages = append(messages, m.Text)
		}
		for _, text := range messages {
			if n := said(slack, string(u), text); n != 1 && u != crowdLead { // who hears twice what is still missing
				c.Errorf("%s has this %d times: %s", u, n, text)
			}
		}
		want := map[exercise.Part]int{exercise.AsPlayer: 4, exercise.AsScribe: 4, exercise.AsObserver: 5}[c.plan.PartOf(u)]
		if want > 0 && len(messages) != want { // the invitation with its calendar file, tomorrow, what to look for, the hot wash
			c.Errorf("%s has %d messages, want %d: %q", u, len(messages), want, messages)
		}
	}
}

// checkChannel fails unless all that was logged is in the channel and the report, once.
func (c *exerciseCrowd) checkChannel() {
	on := c.said(injectMeasured)
	for _, text := range []string{injectFirst, injectMeasured, injectProvider, injectHurt} {
		if n := len(c.said(text)); n != 1 {
			c.Errorf("%q is in the channel %d times", text, n)
		}
	}
	report := ""
	for _, m := range c.story.world.Slack.Messages(c.plan.Channel) {
		for _, f := range m.Files {
			if strings.HasSuffix(f.Name, ".html") {
				content, _ := c.story.world.Slack.FileContent(f.ID)
				report += string(content)
			}
		}
	}
	for _, u := range c.deciders() {
		text := decisionBy(string(u))
		if all := c.said(text); len(all) != 1 || all[0].ThreadTS != on[0].TS {
			c.Errorf("the decision of %s is in the channel %d times", u, len(all))
		}
		if !strings.Contains(report, text) {
			c.Errorf("the decision of %s is not in the report", u)
		}
	}
	for _, u := range c.plan.Observers {
		if !strings.Contains(report, observationBy(string(u))) {
			c.Errorf("what %s observed is not in the report", u)
		}
	}
	if n := len(c.view().Log); n != len(c.deciders()) {
		c.Errorf("%d decisions are on record, want %d", n, len(c.deciders()))
	}
}

// checkSlack fails if Slack had to refuse a call.
func (c *exerciseCrowd) checkSlack() {
	stats := c.story.world.Slack.Stats()
	if n, over := stats.RateLimited(), stats.OverLimit(); n > 0 || len(over) > 0 {
		c.Errorf("%d calls were answered 429; over the limit: %q", n, over)
	}
	for name, m := range stats.Methods {
		c.Logf("%s: %d calls, %d a minute at most of %d", name, m.Calls, m.PeakPerMinute, m.PerMinute)
	}
}

// measured tells how long people waited.
func (c *exerciseCrowd) measured() {
	for what, all := range c.took {
		slices.Sort(all)
		c.Logf("%s: median %s, %s at the most, of %d", what, all[len(all)/2].Round(time.Millisecond), all[len(all)-1].Round(time.Millisecond), len(all))
	}
}
