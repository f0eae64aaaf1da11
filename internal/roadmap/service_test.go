package roadmap_test

import (
	"context"
	"log/slog"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"cairn/internal/assess"
	"cairn/internal/assess/assesstest"
	"cairn/internal/calendar"
	"cairn/internal/clocktest"
	"cairn/internal/errs"
	"cairn/internal/maturity"
	"cairn/internal/roadmap"
	"cairn/internal/store"
	"cairn/internal/store/storetest"
	"cairn/internal/target"
)

const (
	south = assess.ProgrammeID("south")
	mon   = assess.UserID("U0MON")
	gov   = assess.UserID("U0GOV")
)

var (
	operator = assess.Actor{User: "operator", Source: assess.FromCLI}
	boss     = assess.BySlack("U0BOSS")
)

const southFile = `programme: south
scope: South
model: aismm
time_zone: Europe/London
channel: C0LEAD
managers: [U0BOSS]
categories:
  GOV: {owner: U0GOV}
  ORG: {owner: U0GOV}
  IAM: {owner: U0GOV}
  MON: {owner: U0MON}
  INF: {owner: U0GOV}
  MOD: {owner: U0GOV}
  APP: {owner: U0GOV}
  DAT: {owner: U0GOV}
  RSK: {owner: U0GOV}
  DEV: {owner: U0GOV}
  CMP: {owner: U0GOV}
  IR: {owner: U0GOV}
cadence: {every: quarterly}
`

// bench is the use cases over a real database, on a clock that the test moves.
type bench struct {
	*roadmap.Service
	t       *testing.T
	assess  *assess.Service
	targets *target.Service
	store   *store.Store
	clock   *clocktest.Clock
}

// newBench has a programme on control objectives, which begins on the second of October.
func newBench(t *testing.T) *bench {
	t.Helper()
	b := &bench{t: t, store: storetest.Fresh(t), clock: clocktest.At(time.Date(2026, time.October, 2, 8, 0, 0, 0, time.UTC))}
	clock := b.clock.Now
	b.assess = assess.NewService(assess.Options{Store: b.store, Processes: assesstest.Deaf{}, Models: maturity.Find, Now: clock, Log: slog.New(slog.DiscardHandler)})
	b.targets = target.NewService(target.Options{Store: b.store.Targets(), Programmes: b.assess, Models: maturity.Find, Now: clock})
	b.Service = roadmap.NewService(roadmap.Options{
		Store: b.store.Roadmap(), Targets: b.targets, Programmes: b.assess, Models: maturity.Find, Now: clock,
	})
	t.Cleanup(func() { _ = b.assess.Wait(context.Background()) })
	p, faults := assess.ParseManifest([]byte(southFile), "p.yaml", maturity.Find)
	require.Empty(t, faults)
	_, err := b.assess.Apply(t.Context(), operator, p, false)
	require.NoError(t, err)
	return b
}

// at moves the clock to noon of a day.
func (b *bench) at(day string) {
	b.t.Helper()
	d, err := time.Parse("2006-01-02", day)
	require.NoError(b.t, err)
	require.NoError(b.t, b.assess.Wait(b.t.Context()))
	b.clock.Set(d.Add(12 * time.Hour))
}

// assessed runs a full cycle now in which each category has all objectives in place up to a level, 2 unless it is said.
func (b *bench) assessed(levels map[string]int) assess.CycleID {
	b.t.Helper()
	ctx := b.t.Context()
	c, err := b.assess.StartCycle(ctx, operator, south)
	require.NoError(b.t, err)
	m, err := maturity.Find(c.Model)
	require.NoError(b.t, err)
	for _, category := range m.Categories() {
		level, ok := levels[category.ID]
		if !ok {
			level = 2
		}
		in := assess.SubmitInput{Questionnaire: assess.QuestionnaireID(string(c.ID) + "/" + category.ID), Answers: make(map[string]string)}
		for _, it := range category.Items {
			in.Answers[it.ID] = "0"
			if it.Level <= level {
				in.Answers[it.ID] = "1"
			}
		}
		_, err := b.assess.Submit(ctx, operator, in)
		require.NoError(b.t, err)
	}
	_, err = b.assess.CloseCycle(ctx, operator, south)
	require.NoError(b.t, err)
	return c.ID
}

func (b *bench) set(category string, level int, due calendar.Date) target.Target {
	b.t.Helper()
	t, err := b.targets.Set(b.t.Context(), boss, south, target.Terms{
		Category: category, Level: level, Due: due, Reason: "The regulator asks for it from 2028 on.",
	}, "")
	require.NoError(b.t, err)
	return t
}

func (b *bench) roadmap() roadmap.Roadmap {
	b.t.Helper()
	r, err := b.Roadmap(b.t.Context(), boss, south)
	require.NoError(b.t, err)
	return r
}

func order(r roadmap.Roadmap) (keys []string) {
	for _, e := range r.Entries {
		keys = append(keys, e.Key)
	}
	return keys
}

func date(y int, m time.Month, d int) calendar.Date { return calendar.Date{Year: y, Month: m, Day: d} }

func wantCode(t *testing.T, err error, code errs.Code, words string) {
	t.Helper()
	if errs.CodeOf(err) != code || !strings.Contains(errs.Message(err), words) {
		t.Errorf("%v: %v, want %s with %q", errs.CodeOf(err), err, code, words)
	}
}

func TestTheRoadmapFollowsFromAnswersTargetsAndRisks(t *testing.T) {
	t.Parallel()
	b := newBench(t)
	b.assessed(map[string]int{"IAM": 1, "MON": 2})
	b.at("2026-11-18")
	b.set("MON", 3, date(2027, time.November, 19))
	b.set("IAM", 2, date(2027, time.March, 31))
	assert.Equal(t, []string{"IAM-02.1", "IAM-02.2", "MON-03.1", "MON-03.2"}, order(b.roadmap()))

	require.NoError(t, b.SetRisks(t.Context(), boss, south, map[string]assess.Risk{"MON": assess.RiskCritical}))
	r := b.roadmap()
	assert.Equal(t, []string{"MON-03.1", "MON-03.2", "IAM-02.1", "IAM-02.2"}, order(r))
	assert.Len(t, r.Targets, 2)
	assert.Equal(t, date(2026, time.November, 18), r.Today)
	for _, e := range r.Entries {
		assert.NotEmpty(t, e.Why)
		assert.Len(t, e.Targets, 1)
	}
	err := b.SetRisks(t.Context(), assess.BySlack(mon), south, map[string]assess.Risk{"MON": assess.RiskLow})
	wantCode(t, err, errs.Forbidden, "Only the managers of South")
}

func TestOnlyPeopleWithAPartSeeTheRoadmapAndTheOutlook(t *testing.T) {
	t.Parallel()
	b := newBench(t)
	b.assessed(nil)
	_, err := b.Roadmap(t.Context(), assess.BySlack("U0OTHER"), south)
	wantCode(t, err, errs.Forbidden, "a part in South")
	_, err = b.Outlook(t.Context(), assess.BySlack("U0OTHER"), south)
	wantCode(t, err, errs.Forbidden, "a part in South")
	_, err = b.Roadmap(t.Context(), operator, "nowhere")
	wantCode(t, err, errs.NotFound, "nowhere")
	_, err = b.Roadmap(t.Context(), assess.BySlack(mon), south)
	assert.NoError(t, err)
}

func TestAStepThatIsAdoptedIsAnActionWithTheProposedDaysOfTheCategorysOwner(t *testing.T) {
	t.Parallel()
	b := newBench(t)
	b.assessed(nil)
	b.at("2026-11-18")
	goal := b.set("MON", 3, date(2027, time.November, 19))
	e, ok := b.roadmap().Entry("MON-03.1")
	require.True(t, ok)
	a, err := b.Adopt(t.Context(), boss, south, "MON-03.1", target.Work{Issue: "https://tracker.example/7"})
	require.NoError(t, err)
	want := target.Work{Title: e.Title, Text: e.Text, Owner: mon, Start: e.Start, Due: e.End, Issue: "https://tracker.example/7"}
	if diff := cmp.Diff(want, a.Work); diff != "" {
		t.Error(diff)
	}
	assert.Equal(t, target.FromRoadmap, a.Kind)
	assert.Equal(t, "MON-03.1", a.Source)
	assert.Equal(t, goal.ID, a.Target)
	assert.Equal(t, []string{"MON-03.1"}, a.Items)

	e, _ = b.roadmap().Entry("MON-03.1")
	require.NotNil(t, e.Action)
	assert.Equal(t, a.ID, e.Action.ID)
	assert.True(t, e.Taken())
	_, err = b.Adopt(t.Context(), boss, south, "MON-03.1", target.Work{})
	wantCode(t, err, errs.Conflict, "is taken on already: A1, by <@U0MON>")
	_, err = b.Adopt(t.Context(), boss, south, "MON-09.9", target.Work{})
	wantCode(t, err, errs.NotFound, `"MON-09.9" is not a step of the roadmap of South now`)
	_, err = b.Adopt(t.Context(), assess.BySlack(gov), south, "MON-03.2", target.Work{})
	wantCode(t, err, errs.Forbidden, "")
	own, err := b.Adopt(t.Context(), boss, south, "MON-03.2", target.Work{Title: "Our way", Owner: gov, Due: date(2027, time.May, 3)})
	require.NoError(t, err)
	assert.Equal(t, "Our way", own.Title)
	assert.Equal(t, gov, own.Owner)
	assert.Equal(t, date(2027, time.May, 3), own.Due)
	assert.Zero(t, own.Start, "its own day is before those proposed")
}

func TestWhatWasExpectedIsKeptAndComparedWithWhatCame(t *testing.T) {
	t.Parallel()
	b := newBench(t)
	first := b.assessed(nil)
	b.set("GOV", 3, date(2027, time.March, 31))
	b.set("MON", 3, date(2027, time.March, 31))
	require.NoError(t, b.Record(t.Context(), first))
	b.at("2026-10-09")
	b.set("ORG", 3, date(2027, time.March, 31))
	require.NoError(t, b.Record(t.Context(), first), "once it is kept it stays")
	assert.Equal(t, 4*12, b.kept())

	o, err := b.Outlook(t.Context(), assess.BySlack(gov), south)
	require.NoError(t, err)
	assert.Empty(t, o.Past)
	assert.Equal(t, 2, o.Now["GOV"])
	assert.NotContains(t, o.Now, "", "this model has no level of the whole")
	var gov []string
	for _, p := range o.Ahead {
		if p.Category == "GOV" {
			gov = append(gov, p.Period+" "+p.End.String()+" "+string(rune('0'+p.Pessimistic))+string(rune('0'+p.Expected))+string(rune('0'+p.Optimistic)))
		}
	}
	assert.Equal(t, []string{"2026-Q4 2026-12-31 222", "2027-Q1 2027-03-31 233", "2027-Q2 2027-06-30 333", "2027-Q3 2027-09-30 333"}, gov)

	b.at("2027-01-05")
	second := b.assessed(nil)
	require.NoError(t, b.Record(t.Context(), first))
	require.NoError(t, b.Record(t.Context(), second))
	assert.Equal(t, 2*4*12, b.kept())
	b.at("2027-04-02")
	o, err = b.Outlook(t.Context(), boss, south)
	require.NoError(t, err)
	assert.Empty(t, o.Past, "while the assessment after the period may still come")

	b.at("2027-04-06")
	third := b.assessed(map[string]int{"GOV": 3, "DAT": 3})
	o, err = b.Outlook(t.Context(), boss, south)
	require.NoError(t, err)
	require.Len(t, o.Past, 12, "one for each category, by the projection from before the period")
	for _, p := range o.Past {
		assert.Equal(t, "2027-Q1", p.Period)
		assert.Equal(t, first, p.Cycle)
		assert.Equal(t, third, p.By)
		expected, actual := 2, 2
		switch p.Category {
		case "GOV":
			expected, actual = 3, 3
		case "MON":
			expected = 3
		case "DAT":
			actual = 3
		}
		assert.Equal(t, expected, p.Expected, p.Category)
		assert.Equal(t, actual, p.Actual, p.Category)
	}
	hits, within, of := o.HitRate()
	assert.Equal(t, []int{10, 11, 12}, []int{hits, within, of}, "monitoring was hoped for, data was not expected")
	wantCode(t, b.Record(t.Context(), "south-2099-q1"), errs.NotFound, "south-2099-q1")
}

// kept counts the projections that are stored.
func (b *bench) kept() int {
	b.t.Helper()
	var all []roadmap.Projection
	require.NoError(b.t, b.store.Roadmap().View(b.t.Context(), func(tx roadmap.Tx) (err error) {
		all, err = tx.Projections(b.t.Context(), south)
		return err
	}))
	return len(all)
}
