package target_test

import (
	"context"
	"log/slog"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"cairn/internal/assess"
	"cairn/internal/assess/assesstest"
	"cairn/internal/calendar"
	"cairn/internal/clocktest"
	"cairn/internal/errs"
	"cairn/internal/maturity"
	"cairn/internal/store"
	"cairn/internal/store/storetest"
	"cairn/internal/target"
)

const (
	north = assess.ProgrammeID("north") // on the five dimensions
	south = assess.ProgrammeID("south") // on control objectives
	boss  = assess.UserID("U0BOSS")     // manages both
	mon   = assess.UserID("U0MON")      // owns monitoring in both
	gov   = assess.UserID("U0GOV")      // owns the rest
	other = assess.UserID("U0OTHER")    // has no part in either
)

var operator = assess.Actor{User: "root", Source: assess.FromCLI}

const northFile = `programme: north
scope: North
model: lawlor
time_zone: Europe/London
channel: C0LEAD
managers: [U0BOSS]
categories:
  governance: {owner: U0GOV}
  technical-controls: {owner: U0GOV}
  monitoring-detection: {owner: U0MON}
  incident-response: {owner: U0GOV}
  workforce-culture: {owner: U0GOV}
cadence: {every: quarterly}
`

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

// bench is a service over a real database, on a clock that the test moves.
type bench struct {
	*target.Service
	t      testing.TB
	assess *assess.Service
	store  *store.Store
	clock  *clocktest.Clock
}

func newBench(t testing.TB) *bench {
	t.Helper()
	b := &bench{t: t, store: storetest.Fresh(t), clock: clocktest.At(time.Date(2026, 10, 1, 8, 0, 0, 0, time.UTC))} // 09:00 in London
	b.assess = assess.NewService(assess.Options{Store: b.store, Processes: assesstest.Deaf{}, Models: maturity.Find, Now: b.clock.Now, Log: slog.New(slog.DiscardHandler)})
	b.Service = target.NewService(target.Options{Store: b.store.Targets(), Programmes: b.assess, Models: maturity.Find, Now: b.clock.Now})
	t.Cleanup(func() { _ = b.assess.Wait(context.Background()) })
	for _, file := range []string{northFile, southFile} {
		p, faults := assess.ParseManifest([]byte(file), "p.yaml", maturity.Find)
		require.Empty(t, faults)
		_, err := b.assess.Apply(t.Context(), operator, p, false)
		require.NoError(t, err)
	}
	return b
}

// moveTo sets the clock to an instant in London.
func (b *bench) moveTo(at string) {
	b.t.Helper()
	london, err := time.LoadLocation("Europe/London")
	require.NoError(b.t, err)
	to, err := time.ParseInLocation("2006-01-02 15:04", at, london)
	require.NoError(b.t, err)
	b.clock.Set(to)
	require.NoError(b.t, b.assess.Wait(b.t.Context()))
}

// assessed runs a full cycle in which every item of a category is answered with the value, and returns its id.
func (b *bench) assessed(p assess.ProgrammeID, value func(item *maturity.Item) string) assess.CycleID {
	b.t.Helper()
	c := b.opened(p)
	model, err := maturity.Find(c.Model)
	require.NoError(b.t, err)
	for _, category := range model.Categories() {
		b.answered(c, category, value)
	}
	_, err = b.assess.CloseCycle(b.t.Context(), operator, p)
	require.NoError(b.t, err)
	return c.ID
}

func (b *bench) opened(p assess.ProgrammeID) assess.Cycle {
	b.t.Helper()
	c, err := b.assess.StartCycle(b.t.Context(), assess.BySlack(boss), p)
	require.NoError(b.t, err)
	return c
}

func (b *bench) answered(c assess.Cycle, category *maturity.Category, value func(item *maturity.Item) string) {
	b.t.Helper()
	in := assess.SubmitInput{Questionnaire: assess.QuestionnaireID(string(c.ID) + "/" + category.ID), Answers: make(map[string]string)}
	for _, item := range category.Items {
		in.Answers[item.ID] = value(item)
	}
	form, err := b.assess.Form(b.t.Context(), in.Questionnaire)
	require.NoError(b.t, err)
	in.Base = form.Questionnaire.Revision
	_, err = b.assess.Submit(b.t.Context(), operator, in)
	require.NoError(b.t, err)
}

// always answers every item alike.
func always(value string) func(*maturity.Item) string {
	return func(*maturity.Item) string { return value }
}

// upTo has the objectives of a level and below in place, in some category or in all.
func upTo(level int, category string) func(*maturity.Item) string {
	return func(item *maturity.Item) string {
		options := item.Options()
		if item.Level <= level && (category == "" || item.Category().ID == category) {
			return options[len(options)-1].Value
		}
		return options[0].Value
	}
}

func day(t testing.TB, s string) calendar.Date {
	t.Helper()
	d, err := calendar.ParseDate(s)
	require.NoError(t, err)
	return d
}

const reason = "The regulator asks for it from 2028 on."

// terms of a target for monitoring.
func (b *bench) terms(category string, level int, due string) target.Terms {
	return target.Terms{Category: category, Level: level, Due: day(b.t, due), Reason: reason}
}

func (b *bench) set(p assess.ProgrammeID, category string, level int, due string) target.Target {
	b.t.Helper()
	t, err := b.Set(b.t.Context(), assess.BySlack(boss), p, b.terms(category, level, due), "")
	require.NoError(b.t, err)
	return t
}

func (b *bench) view(id target.ID) target.View {
	b.t.Helper()
	v, err := b.View(b.t.Context(), assess.BySlack(boss), id)
	require.NoError(b.t, err)
	return v
}

// verbs lists what the journal says of a target, oldest first.
func (b *bench) verbs(id target.ID) []string {
	b.t.Helper()
	var verbs []string
	require.NoError(b.t, b.store.View(b.t.Context(), func(tx assess.Tx) error {
		entries, err := tx.Entries(b.t.Context(), id.Programme(), 1000)
		for i := len(entries) - 1; i >= 0; i-- {
			if entries[i].Subject == string(id) {
				verbs = append(verbs, strings.TrimPrefix(entries[i].Verb, "target."))
			}
		}
		return err
	}))
	return verbs
}

// entry is the newest entry of the journal about a target with a verb.
func (b *bench) entry(id target.ID, verb string) (found assess.Entry) {
	b.t.Helper()
	require.NoError(b.t, b.store.View(b.t.Context(), func(tx assess.Tx) error {
		entries, err := tx.Entries(b.t.Context(), id.Programme(), 1000)
		for _, e := range slices.Backward(entries) {
			if e.Subject == string(id) && e.Verb == "target."+verb {
				found = e
			}
		}
		return err
	}))
	return found
}

func letters(v target.Verdict) map[string]bool {
	ok := make(map[string]bool)
	for _, c := range v.Criteria {
		ok[c.Letter] = c.OK
	}
	return ok
}

func says(v target.Verdict, letter string) string {
	for _, c := range v.Criteria {
		if c.Letter == letter {
			return c.Says.String()
		}
	}
	return ""
}

func TestAGoalWithoutLevelAndDayIsRefusedLetterByLetter(t *testing.T) {
	t.Parallel()
	b := newBench(t)
	v, err := b.Propose(t.Context(), assess.BySlack(mon), south, "improve AI monitoring")
	require.NoError(t, err)
	assert.False(t, v.OK())
	assert.Equal(t, map[string]bool{"S": false, "M": false, "A": false, "R": true, "T": false}, letters(v))
	assert.Equal(t, "The category is taken to be Security Monitoring. Name the level to reach, from Level 2 to Level 5.", says(v, "S"))
	assert.Equal(t, "Without a level nobody can tell when it is reached.", says(v, "M"))
	assert.Equal(t, "Name the day, such as “by 2027-10-01” or “within 12 months”.", says(v, "T"))
	assert.Contains(t, says(v, "R"), "A lower one can be")
}

func TestADayThatThereIsNotIsSaidToBeNone(t *testing.T) {
	t.Parallel()
	b := newBench(t)
	for text, want := range map[string]string{
		"Level 4 in Security Monitoring by 2027-02-30":     "There is no 30 February 2027: that month has 28 days. Name another day, such as “by 2027-02-28”.",
		"Level 4 in Security Monitoring by 29 Feb 2027":    "There is no 29 February 2027: that month has 28 days. Name another day, such as “by 2027-02-28”.",
		"Stufe 4 in Security Monitoring bis zum 31. April": "There is no 31 April 2027: that month has 30 days. Name another day, such as “by 2027-04-30”.",
		"Level 4 in Security Monitoring by 31 June 2026":   "There is no 31 June 2026: that month has 30 days. Name another day, such as “by 2027-10-01”.",
		"Level 4 in Security Monitoring by 2027-13-01":     "There is no month 13: a year has twelve. Name another day, such as “by 2027-10-01”.",
	} {
		v, err := b.Propose(t.Context(), assess.BySlack(mon), south, text)
		require.NoError(t, err)
		assert.Equal(t, want, says(v, "T"), text)
		assert.False(t, letters(v)["T"], text)
		assert.Equal(t, "MON", v.Terms.Category, text)
		assert.Equal(t, 4, v.Level, text)
	}
}

func TestAGoalIsUnderstoodAsTypedAndFilledIn(t *testing.T) {
	t.Parallel()
	b := newBench(t)
	v, err := b.Propose(t.Context(), assess.BySlack(boss), south, "Please reach Level 4 within 12 months in Security Monitoring")
	require.NoError(t, err)
	assert.True(t, v.OK(), "%v", v.Criteria)
	assert.Equal(t, "MON", v.Terms.Category)
	assert.Equal(t, 4, v.Level)
	assert.Equal(t, "2027-10-01", v.Due.String())
	assert.Equal(t, mon, v.Owner, "the category's owner, while nobody else is named")
	assert.Empty(t, v.Measure, "the model's rule is kept as such")
	aismm, err := maturity.Find("aismm")
	require.NoError(t, err)
	assert.Equal(t, "All objectives up to Level 4 are in place in the next assessment.", v.ReachedWhen(aismm).String())
	assert.Equal(t, "Level 4 (Capable) in Security Monitoring; <@U0MON> is accountable.", says(v, "S"))
	assert.Equal(t, "By 2027-10-01, which is 12 months away.", says(v, "T"))
	assert.True(t, v.MayAccept)

	five, err := b.Propose(t.Context(), assess.BySlack(mon), north, "Monitoring and Detection to 4 by Q2 2027")
	require.NoError(t, err)
	lawlor, err := maturity.Find("lawlor")
	require.NoError(t, err)
	assert.Equal(t, "The category scores 3.0 or more in the next assessment.", five.ReachedWhen(lawlor).String())
	kept := target.Terms{Level: 4, Measure: "The category scores 3.0 or more in the next assessment."}
	assert.Empty(t, kept.OwnMeasure(lawlor), "one that was kept in words is the rule still")
	kept.Measure = "The auditor says so."
	assert.Equal(t, "The auditor says so.", kept.ReachedWhen(lawlor).String())
	assert.False(t, five.MayAccept)
}

func TestAFormNeedsTheReasonThatASentenceMayLeaveOpen(t *testing.T) {
	t.Parallel()
	b := newBench(t)
	in := b.terms("MON", 3, "2027-06-30")
	in.Reason = ""
	v, err := b.Check(t.Context(), assess.BySlack(mon), south, in, "")
	require.NoError(t, err)
	assert.False(t, letters(v)["R"])
	_, err = b.Set(t.Context(), assess.BySlack(mon), south, in, "")
	assert.Equal(t, []string{target.FieldReason}, fields(err))
}

func fields(err error) []string {
	var all []string
	for field := range errs.FaultsOf(err) {
		all = append(all, field)
	}
	return all
}

func TestATargetIsSetWithItsEventJournalAndNudge(t *testing.T) {
	t.Parallel()
	b := newBench(t)
	set := b.set(south, "MON", 3, "2027-06-30")
	assert.EqualValues(t, "south/T1", set.ID)
	v := b.view(set.ID)
	assert.Equal(t, target.OnTrack, v.Standing())
	assert.Equal(t, mon, v.Owner)
	assert.Equal(t, []string{"set"}, b.verbs(set.ID))
	assert.Equal(t, "2027-06-30 17:30", v.DueAt.Format("2006-01-02 15:04"))
	assert.EqualValues(t, "south/T2", b.set(south, "GOV", 2, "2027-06-30").ID)
	all, err := b.List(t.Context(), assess.BySlack(mon), south, target.Filter{Category: "MON"})
	require.NoError(t, err)
	require.Len(t, all, 1)
	assert.True(t, all[0].MayCheckIn)
	assert.False(t, all[0].MayJudge)
}

func TestWhatCannotBeATargetIsRefusedFieldByField(t *testing.T) {
	t.Parallel()
	b := newBench(t)
	b.set(south, "MON", 3, "2027-06-30")
	for name, tt := range map[string]struct {
		change func(*target.Terms)
		field  string
	}{
		"no such category":       {func(in *target.Terms) { in.Category = "XXX" }, target.FieldCategory},
		"a level above all":      {func(in *target.Terms) { in.Level = 6 }, target.FieldLevel},
		"the level of everybody": {func(in *target.Terms) { in.Level = 1 }, target.FieldLevel},
		"the same again":         {func(in *target.Terms) { in.Category = "MON"; in.Level = 3 }, target.FieldLevel},
		"today":                  {func(in *target.Terms) { in.Due = day(t, "2026-10-01") }, target.FieldDue},
		"no day":                 {func(in *target.Terms) { in.Due = calendar.Date{} }, target.FieldDue},
		"too far":                {func(in *target.Terms) { in.Due = day(t, "2031-10-02") }, target.FieldDue},
		"a short reason":         {func(in *target.Terms) { in.Reason = "because" }, target.FieldReason},
		"a long measure":         {func(in *target.Terms) { in.Measure = strings.Repeat("x", 501) }, target.FieldMeasure},
	} {
		in := b.terms("GOV", 3, "2027-06-30")
		tt.change(&in)
		_, err := b.Set(t.Context(), assess.BySlack(boss), south, in, "")
		assert.Contains(t, errs.FaultsOf(err), tt.field, name)
	}
}

func TestOnlyManagersAndTheCategorysOwnerSetTargets(t *testing.T) {
	t.Parallel()
	b := newBench(t)
	for by, may := range map[assess.Actor]bool{assess.BySlack(boss): true, assess.BySlack(mon): true, operator: true, assess.BySlack(gov): false, assess.BySlack(other): false} {
		set, err := b.Set(t.Context(), by, south, b.terms("MON", 3, "2027-06-30"), "")
		if may {
			require.NoError(t, err)
			require.NoError(t, b.Close(t.Context(), by, set.ID, "Not wanted after all."))
		} else {
			assert.True(t, errs.Is(err, errs.Forbidden), "%s: %v", by.User, err)
		}
	}
	set := b.set(south, "MON", 3, "2027-06-30")
	_, err := b.View(t.Context(), assess.BySlack(other), set.ID)
	assert.True(t, errs.Is(err, errs.Forbidden))
	_, err = b.List(t.Context(), assess.BySlack(other), south, target.Filter{})
	assert.True(t, errs.Is(err, errs.Forbidden))
	_, err = b.Set(t.Context(), assess.BySlack(mon), south, b.terms("MON", 4, "2027-06-30"), "I take the risk of that myself.")
	assert.True(t, errs.Is(err, errs.Forbidden), "warnings are accepted by managers")
}

func TestWarningsAreGuidanceThatAManagerAccepts(t *testing.T) {
	t.Parallel()
	b := newBench(t)
	b.assessed(south, upTo(1, ""))
	set, err := b.Set(t.Context(), assess.BySlack(mon), south, b.terms("MON", 4, "2027-03-01"), "")
	require.NoError(t, err)
	var codes []target.WarningCode
	for _, w := range set.Warnings {
		codes = append(codes, w.Code)
		assert.NotEmpty(t, w.Says(b.view(set.ID).Of, set.Terms).String())
	}
	assert.Equal(t, []target.WarningCode{target.TooSteep, target.DependencyMissing, target.DependencyMissing, target.DependencyMissing}, codes)
	mine, err := b.Mine(t.Context(), boss)
	require.NoError(t, err)
	require.Len(t, mine.Watched, 1, "warnings that nobody accepted are for the manager")

	b.set(south, "GOV", 3, "2027-02-01")
	assert.Len(t, b.view(set.ID).Warnings, 3, "one dependency is planned now")

	assert.True(t, errs.Is(b.Accept(t.Context(), assess.BySlack(mon), set.ID, reason), errs.Forbidden))
	require.NoError(t, b.Accept(t.Context(), assess.BySlack(boss), set.ID, reason))
	assert.Empty(t, b.view(set.ID).Unaccepted())
	b.set(south, "IAM", 3, "2027-02-01")
	assert.Len(t, b.view(set.ID).Warnings, 3, "what was accepted is shown whatever came of it")
	assert.True(t, errs.Is(b.Accept(t.Context(), assess.BySlack(boss), set.ID, reason), errs.NotFound))
	assert.Equal(t, []string{"set", "warnings-accepted"}, b.verbs(set.ID))
}

func TestTheHighestLevelAcrossTheBoardIsWarnedOf(t *testing.T) {
	t.Parallel()
	b := newBench(t)
	for i, category := range []string{"governance", "technical-controls", "incident-response"} {
		in := b.terms(category, 5, "2029-06-30")
		set, err := b.Set(t.Context(), assess.BySlack(boss), north, in, "")
		require.NoError(t, err)
		top := false
		for _, w := range set.Warnings {
			top = top || w.Code == target.TopEverywhere
		}
		assert.Equal(t, i == 2, top, "three of five are more than half")
	}
}

func TestALaterDayIsASlipWithAReason(t *testing.T) {
	t.Parallel()
	b := newBench(t)
	set := b.set(south, "MON", 3, "2027-06-30")
	in := set.Terms
	in.Due = day(t, "2027-09-30")
	err := b.Change(t.Context(), assess.BySlack(mon), set.ID, set.Version, in, "", "")
	assert.Equal(t, []string{target.FieldWhy}, fields(err))
	b.moveTo("2027-01-11 10:00")
	require.NoError(t, b.Change(t.Context(), assess.BySlack(mon), set.ID, set.Version, in, "The log store comes in June.", ""))
	v := b.view(set.ID)
	assert.Equal(t, target.Changed, v.Standing())
	require.Len(t, v.Slips, 1)
	assert.Equal(t, "2027-06-30 to 2027-09-30: The log store comes in June.", v.Slips[0].From.String()+" to "+v.Slips[0].To.String()+": "+v.Slips[0].Why)

	err = b.Change(t.Context(), assess.BySlack(boss), set.ID, set.Version, set.Terms, "Back to what it was.", "")
	assert.True(t, errs.Is(err, errs.Conflict), "the form showed what was before: %v", err)
	require.NoError(t, b.Change(t.Context(), assess.BySlack(boss), set.ID, set.Version, in, "", ""), "the same again changes nothing")
	assert.Equal(t, []string{"set", "changed"}, b.verbs(set.ID))

	require.NoError(t, b.CheckIn(t.Context(), assess.BySlack(mon), set.ID, day(t, "2027-09-01"), assess.ConfidenceHigh, ""))
	assert.Equal(t, target.OnTrack, b.view(set.ID).Standing(), "something was heard")
}

func TestOnlyAChangeOfItsTermsMakesTheFormOfATargetOld(t *testing.T) {
	t.Parallel()
	b := newBench(t)
	set := b.set(south, "MON", 3, "2027-06-30")
	shown := b.view(set.ID).Edition
	require.NoError(t, b.CheckIn(t.Context(), assess.BySlack(mon), set.ID, day(t, "2027-08-30"), assess.ConfidenceHigh, ""))
	require.NoError(t, b.SetState(t.Context(), assess.BySlack(boss), set.ID, target.AtRisk, "The team was halved last week."))
	require.Greater(t, b.view(set.ID).Version, set.Version)
	in := set.Terms
	in.Due = day(t, "2027-09-30")
	require.NoError(t, b.Change(t.Context(), assess.BySlack(mon), set.ID, shown, in, "The log store comes in June.", ""))
	assert.Equal(t, shown+1, b.view(set.ID).Edition)
	in.Due = day(t, "2027-10-30")
	assert.Equal(t, errs.Conflict, errs.CodeOf(b.Change(t.Context(), assess.BySlack(boss), set.ID, shown, in, "The log store is late.", "")))
}

func TestATargetsOwnerMovesItsDayAndNothingElse(t *testing.T) {
	t.Parallel()
	b := newBench(t)
	in := b.terms("MON", 3, "2027-06-30")
	in.Owner = other
	set, err := b.Set(t.Context(), assess.BySlack(boss), south, in, "")
	require.NoError(t, err)
	in = set.Terms
	in.Level = 2
	assert.True(t, errs.Is(b.Change(t.Context(), assess.BySlack(other), set.ID, 1, in, reason, ""), errs.Forbidden))
	in.Level, in.Due = 3, day(t, "2027-07-30")
	require.NoError(t, b.Change(t.Context(), assess.BySlack(other), set.ID, 1, in, reason, ""))
	in.Category = "GOV"
	err = b.Change(t.Context(), assess.BySlack(boss), set.ID, 2, in, reason, "")
	assert.Contains(t, errs.FaultsOf(err), target.FieldCategory)
}

func TestACheckInIsTheOwnersAndCanPutATargetAtRisk(t *testing.T) {
	t.Parallel()
	b := newBench(t)
	set := b.set(south, "MON", 3, "2027-06-30")
	err := b.CheckIn(t.Context(), assess.BySlack(gov), set.ID, day(t, "2027-06-01"), assess.ConfidenceHigh, "")
	assert.True(t, errs.Is(err, errs.Forbidden))
	err = b.CheckIn(t.Context(), assess.BySlack(mon), set.ID, day(t, "2026-09-30"), "sure", strings.Repeat("x", 1001))
	assert.ElementsMatch(t, []string{target.FieldExpected, target.FieldConfidence, target.FieldNote}, fields(err))

	for range 2 { // a form that is sent twice
		require.NoError(t, b.CheckIn(t.Context(), assess.BySlack(mon), set.ID, day(t, "2027-07-07"), assess.ConfidenceLow, "Two of five sources."))
	}
	v := b.view(set.ID)
	assert.Len(t, v.CheckIns, 1)
	assert.Equal(t, target.AtRisk, v.Standing())
	assert.Equal(t, "at risk", b.entry(set.ID, "checked-in").Detail["became"])
	require.Len(t, v.Signs, 2)
	assert.Equal(t, "Its owner expects it on 2027-07-07, 7 days after its day.", v.Signs[0].Says.String())
	require.NoError(t, b.CheckIn(t.Context(), assess.BySlack(mon), set.ID, day(t, "2027-08-30"), assess.ConfidenceHigh, ""))
	assert.Equal(t, target.OffTrack, b.view(set.ID).Standing())
}

func TestAManagersStateStandsUntilTheNextWord(t *testing.T) {
	t.Parallel()
	b := newBench(t)
	set := b.set(south, "MON", 3, "2027-06-30")
	assert.True(t, errs.Is(b.SetState(t.Context(), assess.BySlack(mon), set.ID, target.AtRisk, reason), errs.Forbidden))
	assert.ElementsMatch(t, []string{target.FieldState, target.FieldReason}, fields(b.SetState(t.Context(), assess.BySlack(boss), set.ID, target.Missed, "no")))
	assert.True(t, errs.Is(b.SetState(t.Context(), assess.BySlack(boss), set.ID, "", ""), errs.NotFound))
	require.NoError(t, b.SetState(t.Context(), assess.BySlack(boss), set.ID, target.OffTrack, "The team was halved last week."))
	v := b.view(set.ID)
	assert.Equal(t, target.OffTrack, v.Standing())
	assert.Equal(t, target.OnTrack, v.Computed, "what was computed is kept beside it")
	require.NoError(t, b.CheckIn(t.Context(), assess.BySlack(mon), set.ID, day(t, "2027-06-01"), assess.ConfidenceHigh, ""))
	assert.Equal(t, target.OnTrack, b.view(set.ID).Standing())
	require.NoError(t, b.SetState(t.Context(), assess.BySlack(boss), set.ID, target.AtRisk, reason))
	require.NoError(t, b.SetState(t.Context(), assess.BySlack(boss), set.ID, "", ""))
	assert.Nil(t, b.view(set.ID).Override)
	assert.Equal(t, []string{"set", "state-set", "checked-in", "state-set", "state-lifted"}, b.verbs(set.ID))
}

func TestAPastDayIsMissedAndWaitsForANewOne(t *testing.T) {
	t.Parallel()
	b := newBench(t)
	set := b.set(south, "MON", 3, "2027-01-02") // a Saturday: the Friday is a holiday nowhere declared
	b.moveTo("2027-01-01 17:31")
	require.NoError(t, b.Review(t.Context(), set.ID, b.clock.Now()))
	require.NoError(t, b.Review(t.Context(), set.ID, b.clock.Now()), "again")
	v := b.view(set.ID)
	assert.Equal(t, target.Missed, v.State)
	assert.Equal(t, []string{"set", "missed"}, b.verbs(set.ID))
	assert.True(t, errs.Is(b.CheckIn(t.Context(), assess.BySlack(mon), set.ID, day(t, "2027-02-01"), assess.ConfidenceHigh, ""), errs.Closed))
	assert.True(t, errs.Is(b.SetState(t.Context(), assess.BySlack(boss), set.ID, target.OnTrack, reason), errs.Closed))
	late, err := b.List(t.Context(), assess.BySlack(boss), south, target.Filter{Overdue: true})
	require.NoError(t, err)
	assert.Len(t, late, 1)

	in := set.Terms
	in.Due = day(t, "2027-03-31")
	require.NoError(t, b.Change(t.Context(), assess.BySlack(mon), set.ID, v.Edition, in, "One source was late.", ""))
	assert.Equal(t, target.Changed, b.view(set.ID).State)
	require.NoError(t, b.Close(t.Context(), assess.BySlack(mon), set.ID, "The service is switched off."))
	assert.Equal(t, target.Closed, b.view(set.ID).State)
	assert.True(t, errs.Is(b.Close(t.Context(), assess.BySlack(mon), set.ID, "The service is switched off."), errs.Closed))
}

func TestATargetOfObjectivesIsReachedAtOnce(t *testing.T) {
	t.Parallel()
	b := newBench(t)
	b.assessed(south, upTo(1, ""))
	set := b.set(south, "MON", 2, "2027-06-30")
	b.moveTo("2027-01-04 10:00")
	c := b.opened(south)
	model, err := maturity.Find(c.Model)
	require.NoError(t, err)
	category, _ := model.Category("MON")
	left := ""
	for _, item := range category.Items {
		if item.Level == 2 {
			left = item.ID
		}
	}
	almost := func(item *maturity.Item) string {
		if item.ID == left {
			return item.Options()[0].Value
		}
		return upTo(2, "")(item)
	}
	b.answered(c, category, almost)
	r, err := b.ReviewProgramme(t.Context(), south, b.clock.Now())
	require.NoError(t, err)
	assert.Empty(t, r.Reached)
	v := b.view(set.ID)
	assert.Equal(t, []string{left}, v.Progress.Left)
	assert.Equal(t, v.Progress.Needed-1, v.Progress.InPlace)

	b.answered(c, category, upTo(2, ""))
	r, err = b.ReviewProgramme(t.Context(), south, b.clock.Now())
	require.NoError(t, err)
	assert.Equal(t, []target.ID{set.ID}, r.Reached)
	v = b.view(set.ID)
	assert.Equal(t, target.Reached, v.State)
	assert.Equal(t, c.ID, v.Cycle)
}

func TestALevelThatIsOnlyPickedReachesATargetAtTheClose(t *testing.T) {
	t.Parallel()
	b := newBench(t)
	b.assessed(south, upTo(1, ""))
	set := b.set(south, "MON", 2, "2027-06-30")
	b.moveTo("2027-01-04 10:00")
	c, err := b.assess.StartCycleOf(t.Context(), assess.BySlack(boss), south, assess.Quick)
	require.NoError(t, err)
	_, err = b.assess.Submit(t.Context(), operator, assess.SubmitInput{
		Questionnaire: assess.QuestionnaireID(string(c.ID) + "/MON"), Answers: map[string]string{assess.ItemLevel: "2", assess.ItemConfidence: assess.ConfidenceHigh},
	})
	require.NoError(t, err)
	r, err := b.ReviewProgramme(t.Context(), south, b.clock.Now())
	require.NoError(t, err)
	assert.Empty(t, r.Reached, "it can still be picked otherwise, and no objective says it")
	_, err = b.assess.CloseCycle(t.Context(), operator, south)
	require.NoError(t, err)
	r, err = b.ReviewProgramme(t.Context(), south, b.clock.Now())
	require.NoError(t, err)
	assert.Equal(t, []target.ID{set.ID}, r.Reached)
}

func TestATargetOfScoresIsReachedByTheSnapshot(t *testing.T) {
	t.Parallel()
	b := newBench(t)
	b.assessed(north, always("1"))
	set := b.set(north, "monitoring-detection", 3, "2027-06-30")
	v := b.view(set.ID)
	assert.Equal(t, 2, v.Progress.Level)
	assert.Equal(t, "1 of 2", v.Progress.Mean.String()+" of "+v.Progress.Wanted.String())
	assert.InDelta(t, 0.5, v.Progress.Share, 1e-9)
	b.moveTo("2027-01-04 10:00")
	c := b.opened(north)
	category, _ := v.Of.Category("monitoring-detection")
	b.answered(c, category, always("2"))
	r, err := b.ReviewProgramme(t.Context(), north, b.clock.Now())
	require.NoError(t, err)
	assert.Empty(t, r.Reached, "answers may still change")
	_, err = b.assess.CloseCycle(t.Context(), operator, north)
	require.NoError(t, err)
	r, err = b.ReviewProgramme(t.Context(), north, b.clock.Now())
	require.NoError(t, err)
	assert.Equal(t, []target.ID{set.ID}, r.Reached)
	assert.Equal(t, c.ID, b.view(set.ID).Cycle)
	r, err = b.ReviewProgramme(t.Context(), north, b.clock.Now())
	require.NoError(t, err)
	assert.Empty(t, r, "once")
}

func TestALevelThatIsThereAlreadyIsReachedByNewerAnswersOnly(t *testing.T) {
	t.Parallel()
	b := newBench(t)
	b.assessed(north, always("2"))
	b.moveTo("2026-11-02 10:00")
	set := b.set(north, "governance", 3, "2027-06-30")
	require.Len(t, set.Warnings, 1)
	assert.Equal(t, target.BackwardsOrSame, set.Warnings[0].Code)
	r, err := b.ReviewProgramme(t.Context(), north, b.clock.Now())
	require.NoError(t, err)
	assert.Empty(t, r)
	b.moveTo("2027-01-04 10:00")
	b.assessed(north, always("2"))
	r, err = b.ReviewProgramme(t.Context(), north, b.clock.Now())
	require.NoError(t, err)
	assert.Equal(t, []target.ID{set.ID}, r.Reached)
}

func TestMineHoldsWhatIsOwnedAndWhatAManagerHasToLookAt(t *testing.T) {
	t.Parallel()
	b := newBench(t)
	late := b.set(south, "MON", 3, "2027-01-29")
	b.set(north, "monitoring-detection", 3, "2027-06-30")
	b.set(south, "GOV", 2, "2027-06-30")
	mine, err := b.Mine(t.Context(), mon)
	require.NoError(t, err)
	require.Len(t, mine.Targets, 2)
	assert.Equal(t, late.ID, mine.Targets[0].ID, "the earliest first, whichever programme")
	assert.Empty(t, mine.Watched)
	b.moveTo("2027-02-01 10:00")
	mine, err = b.Mine(t.Context(), boss)
	require.NoError(t, err)
	assert.Empty(t, mine.Targets)
	require.NotEmpty(t, mine.Watched)
	assert.Equal(t, target.Missed, mine.Watched[0].Standing(), "the gravest first")
}

func TestATargetOfAModelThatTheProgrammeLeftCannotBeReached(t *testing.T) {
	t.Parallel()
	b := newBench(t)
	set := b.set(north, "governance", 3, "2027-06-30")
	file := strings.NewReplacer("programme: south", "programme: north", "scope: South", "scope: North").Replace(southFile)
	p, faults := assess.ParseManifest([]byte(file), "p.yaml", maturity.Find)
	require.Empty(t, faults)
	_, err := b.assess.Apply(t.Context(), operator, p, false)
	require.NoError(t, err)
	v := b.view(set.ID)
	assert.Equal(t, target.OffTrack, v.Standing())
	require.Len(t, v.Signs, 1)
	assert.Contains(t, v.Signs[0].Says.String(), "another model")
	assert.Equal(t, "Governance", v.CategoryOf.Name, "it is shown by its own model")
	r, err := b.ReviewProgramme(t.Context(), north, b.clock.Now())
	require.NoError(t, err)
	assert.Equal(t, []target.ID{set.ID}, r.Changed)
	require.NoError(t, b.Close(t.Context(), assess.BySlack(boss), set.ID, "The model is another one."))
}
