package digest_test

import (
	"context"
	"log/slog"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"cairn/internal/assess"
	"cairn/internal/assess/assesstest"
	"cairn/internal/calendar"
	"cairn/internal/clocktest"
	"cairn/internal/digest"
	"cairn/internal/exercise"
	"cairn/internal/maturity"
	"cairn/internal/roadmap"
	"cairn/internal/store"
	"cairn/internal/store/storetest"
	"cairn/internal/target"
)

const southFile = `programme: south
scope: South
model: lawlor
time_zone: Europe/London
channel: C0LEAD
managers: [U0BOSS]
categories:
  governance: {owner: U0GOV}
  technical-controls: {owner: U0TEC}
  monitoring-detection: {owner: U0MON}
  incident-response: {owner: U0INC}
  workforce-culture: {owner: U0WOR}
cadence: {every: quarterly}
`

var boss = assess.BySlack("U0BOSS")

// bench is the use cases over a real database, on a clock that the test moves.
type bench struct {
	*digest.Service
	t        *testing.T
	store    *store.Store
	assess   *assess.Service
	targets  *target.Service
	roadmaps *roadmap.Service
	clock    *clocktest.Clock
}

func newBench(t *testing.T) *bench {
	t.Helper()
	s := storetest.Fresh(t)
	b := &bench{t: t, store: s, clock: clocktest.At(time.Date(2026, time.October, 2, 9, 0, 0, 0, time.UTC))}
	clock := b.clock.Now
	b.assess = assess.NewService(assess.Options{Store: s, Processes: assesstest.Deaf{}, Models: maturity.Find, Now: clock, Log: slog.New(slog.DiscardHandler)})
	t.Cleanup(func() { _ = b.assess.Wait(context.Background()) })
	b.targets = target.NewService(target.Options{Store: s.Targets(), Programmes: b.assess, Models: maturity.Find, Now: clock})
	b.roadmaps = roadmap.NewService(roadmap.Options{Store: s.Roadmap(), Targets: b.targets, Programmes: b.assess, Models: maturity.Find, Now: clock})
	exercises := exercise.NewService(exercise.Options{Store: s.Exercises(), Programmes: b.assess, Models: maturity.Find, Now: clock})
	b.Service = digest.NewService(digest.Options{Store: s, Models: maturity.Find, Targets: b.targets, Roadmaps: b.roadmaps, Exercises: exercises})
	_, err := b.assess.Apply(t.Context(), assess.Actor{User: "root", Source: assess.FromCLI}, parsed(t, southFile), false)
	require.NoError(t, err)
	return b
}

func parsed(t *testing.T, file string) assess.Programme {
	t.Helper()
	p, faults := assess.ParseManifest([]byte(file), "p.yaml", maturity.Find)
	require.Empty(t, faults)
	return p
}

// on moves the clock to ten o'clock of a day.
func (b *bench) on(d string) {
	b.t.Helper()
	at, err := time.Parse("2006-01-02", d)
	require.NoError(b.t, err)
	require.NoError(b.t, b.assess.Wait(b.t.Context()))
	b.clock.Set(at.Add(10 * time.Hour))
}

// assessed runs a full cycle in which all questions of a category have the value, and does what the process does then.
func (b *bench) assessed(values map[string]string) assess.CycleID {
	b.t.Helper()
	c := b.answered(values)
	b.closed(c)
	return c
}

// answered starts a full cycle in which all questions of a category have the value.
func (b *bench) answered(values map[string]string) assess.CycleID {
	b.t.Helper()
	ctx := b.t.Context()
	c, err := b.assess.StartCycle(ctx, boss, "south")
	require.NoError(b.t, err)
	for _, category := range model(b.t).Categories() {
		in := assess.SubmitInput{Questionnaire: assess.QuestionnaireID(string(c.ID) + "/" + category.ID), Answers: make(map[string]string)}
		for _, it := range category.Items {
			in.Answers[it.ID] = "1"
			if v, ok := values[category.ID]; ok {
				in.Answers[it.ID] = v
			}
		}
		_, err = b.assess.Submit(ctx, assess.Actor{User: "root", Source: assess.FromCLI}, in)
		require.NoError(b.t, err)
	}
	return c.ID
}

// closed closes a cycle and does what the process does then.
func (b *bench) closed(c assess.CycleID) {
	b.t.Helper()
	ctx := b.t.Context()
	_, err := b.assess.CloseCycle(ctx, boss, "south")
	require.NoError(b.t, err)
	b.clock.Add(time.Minute)
	_, err = b.targets.ReviewProgramme(ctx, "south", b.clock.Now())
	require.NoError(b.t, err)
	require.NoError(b.t, b.roadmaps.Record(ctx, c))
}

func (b *bench) set(category string, level int, due string) target.ID {
	b.t.Helper()
	day, err := calendar.ParseDate(due)
	require.NoError(b.t, err)
	t, err := b.targets.Set(b.t.Context(), boss, "south", target.Terms{Category: category, Level: level, Due: day, Reason: "Customers ask for proof of it."}, "")
	require.NoError(b.t, err)
	return t.ID
}

func TestADigestProposesNoStepThatWasDoneSinceTheAnswers(t *testing.T) {
	t.Parallel()
	b := newBench(t)
	b.set("governance", 3, "2027-06-30")
	b.assessed(nil)
	titles := func(steps []digest.Step) (all []string) {
		for _, s := range steps {
			all = append(all, s.Title)
		}
		return all
	}

	b.on("2027-01-05")
	second := b.answered(nil)
	m, err := b.roadmaps.Roadmap(t.Context(), boss, "south")
	require.NoError(t, err)
	step := m.Entries[0]
	b.clock.Add(time.Hour)
	a, err := b.roadmaps.Adopt(t.Context(), boss, "south", step.Key, target.Work{Owner: "U0GOV"})
	require.NoError(t, err)
	require.NoError(t, b.targets.FinishAction(t.Context(), boss, a.ID, "https://wiki.example.org/done", ""))
	done := b.clock.Now()
	b.clock.Add(time.Hour)
	b.closed(second)

	says := func() {
		t.Helper()
		d := of(t, b.Service, second)
		assert.NotContains(t, titles(d.Next), step.Title)
		require.Equal(t, []string{step.Title}, titles(d.Done), "done after the answers and before the close")
		assert.Equal(t, a.ID.Number(), d.Done[0].Action)
		assert.Equal(t, done, d.Done[0].Ended.In(done.Location()))
	}
	says()

	b.on("2027-04-05")
	third := b.assessed(nil) // which still find the step wanting
	d := of(t, b.Service, third)
	assert.Contains(t, titles(d.Next), step.Title, "who answered since did not see it help")
	assert.Empty(t, d.Done)
	says()
	require.NoError(t, b.targets.ReopenAction(t.Context(), boss, a.ID, "The page is empty again."))
	says()
}

func TestADigestSaysHowTheTargetsStoodAndGoesOnSayingSo(t *testing.T) {
	t.Parallel()
	b := newBench(t)
	first := b.assessed(nil)
	d := of(t, b.Service, first)
	assert.True(t, d.Targets.Empty())
	assert.Empty(t, d.Outlook.Ahead, "nothing leads anywhere without targets")
	assert.Equal(t, "from Level 2 to Level 3", d.NextFor.String())

	reached, missed, open := b.set("governance", 3, "2027-06-30"), b.set("incident-response", 3, "2026-12-15"), b.set("monitoring-detection", 3, "2027-03-26")
	b.on("2027-01-05")
	second := b.assessed(map[string]string{"governance": "2"})
	d = of(t, b.Service, second)
	assert.Equal(t, "South stands at Level 2 (Developing), as in 2026-Q4, held there by Technical Controls (1), Monitoring and Detection (1), "+
		"Incident Response (1) and Workforce and Culture (1); Governance rose. The target of Level 3 in Governance is reached.", d.Takeaway.String())
	require.Len(t, d.Targets.Reached, 1)
	assert.Equal(t, reached, d.Targets.Reached[0].ID)
	require.Len(t, d.Targets.In(target.Missed), 1)
	assert.Equal(t, missed, d.Targets.In(target.Missed)[0].ID)
	assert.Equal(t, "towards the targets", d.NextFor.String())
	require.Len(t, d.Next, 3)
	assert.NotEmpty(t, d.Next[0].Owner)
	assert.False(t, d.Next[0].Due.IsZero())
	require.NotEmpty(t, d.Outlook.Ahead)
	assert.Equal(t, "2027-Q1", d.Outlook.Ahead[0].Period)
	again := of(t, b.Service, first)
	assert.True(t, again.Targets.Empty(), "the targets were set after it")

	b.on("2027-01-20")
	require.NoError(t, b.targets.Close(t.Context(), boss, missed, "Nobody needs it any more."))
	require.NoError(t, b.targets.CheckIn(t.Context(), boss, open, calendar.Date{Year: 2027, Month: time.May, Day: 3}, assess.ConfidenceLow, ""))
	r, err := b.roadmaps.Roadmap(t.Context(), boss, "south")
	require.NoError(t, err)
	_, err = b.roadmaps.Adopt(t.Context(), boss, "south", r.Entries[0].Key, target.Work{})
	require.NoError(t, err)
	b.set("workforce-culture", 4, "2027-12-15")
	b.on("2027-04-05")
	third := b.assessed(map[string]string{"governance": "2", "monitoring-detection": "2"})

	again = of(t, b.Service, second)
	assert.Equal(t, d.Takeaway.String(), again.Takeaway.String())
	assert.Equal(t, ids(d.Targets.Open), ids(again.Targets.Open))
	assert.Empty(t, cmp.Diff(d.Next, again.Next))
	assert.Empty(t, cmp.Diff(d.Outlook.Ahead, again.Outlook.Ahead))
	assert.Empty(t, again.Outlook.Past, "no expectation had come due")

	d = of(t, b.Service, third)
	assert.Equal(t, []string{"T3 reached"}, ids(d.Targets.Reached))
	hits, _, of := d.Outlook.HitRate()
	assert.Positive(t, of)
	assert.Positive(t, hits)
	assert.Equal(t, 3, len(d.Next))
	latest, err := b.Latest(t.Context(), operator, "south", "")
	require.NoError(t, err)
	assert.Equal(t, d.Takeaway.String(), latest.Takeaway.String())
}

func TestADigestNamesAFewReachedTargetsAndCountsMany(t *testing.T) {
	t.Parallel()
	m := model(t)
	of := func(categories ...string) string {
		var st target.Standings
		for _, c := range categories {
			st.Reached = append(st.Reached, target.View{Target: target.Target{Terms: target.Terms{Category: c, Level: 3}}})
		}
		return digest.Digest{}.With(st, roadmap.Roadmap{Model: m}, roadmap.Outlook{}).Takeaway.String()
	}
	assert.Empty(t, of())
	assert.Equal(t, " The target of Level 3 in Governance is reached.", of("governance"))
	assert.Equal(t, " The targets in Governance and Incident Response are reached.", of("governance", "incident-response"))
	assert.Equal(t, " 4 targets are reached.", of("governance", "incident-response", "technical-controls", "governance"))
}

func ids(views []target.View) []string {
	var all []string
	for _, v := range views {
		all = append(all, v.ID.Number()+" "+string(v.Standing()))
	}
	return all
}
