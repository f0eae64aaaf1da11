package blocks_test

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/slack-go/slack"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"cairn/bot/blocks"
	"cairn/internal/assess"
	"cairn/internal/calendar"
	"cairn/internal/errs"
	"cairn/internal/maturity"
)

// setup is one of a programme on a model, with who answers for so many categories.
func setup(t *testing.T, model string, named int) assess.Setup {
	t.Helper()
	m, err := maturity.Find(model)
	require.NoError(t, err)
	p := programme()
	p.Model, p.Assignments, p.Window, p.Grace, p.CheckIn, p.Country = m.ID, nil, 10, 5, 12, "gb-eng"
	p.Cadence = calendar.Cadence{Every: calendar.Quarterly, StartMonth: time.January, At: calendar.MustClock("09:00")}
	s := assess.Setup{
		Draft: assess.Draft{ID: "U0MARA/1790841600000", By: mara, Programme: p, Step: assess.SetupBasics, Version: 3, UpdatedAt: early},
		Model: m,
	}
	for _, id := range []string{assess.SetupBasics, assess.SetupApplies, assess.SetupTime} {
		s.Steps = append(s.Steps, assess.SetupStep{ID: id})
	}
	for i, c := range m.Categories() {
		step := assess.SetupStep{ID: assess.CategoryStep(c.ID), Category: c}
		if i < named {
			s.Programme.Assignments = append(s.Programme.Assignments, assess.Assignment{Category: c.ID, Owner: gus, Deputy: dee})
		} else {
			step.Faults = make(errs.Faults)
			step.Faults.Add("categories."+c.ID+".owner", "Say who owns %s.", c.Name)
		}
		s.Steps = append(s.Steps, step)
	}
	return s
}

// blank is a setup of which nothing is said.
func blank(t *testing.T) assess.Setup {
	t.Helper()
	s := setup(t, "lawlor", 0)
	s.Model, s.Steps = nil, s.Steps[:3]
	s.Programme.ID, s.Programme.Scope, s.Programme.Model, s.Programme.Channel, s.Programme.Country = "", "", "", "", ""
	s.Steps[0].Faults = make(errs.Faults)
	s.Steps[0].Faults.Add("scope", "Say what is assessed.")
	return s
}

// review is what a setup would lead to for so many people.
func review(t *testing.T, s assess.Setup, people int) blocks.Review {
	t.Helper()
	pre := assess.Preview{
		Setup: s, Programme: s.Programme, Kind: assess.Full, OpensAt: opened, DueAt: due, ClosesAt: closes,
		NextAt: time.Date(2027, 1, 4, 9, 0, 0, 0, time.UTC), Unknown: []assess.UserID{tom},
	}
	c := s.Model.Categories()[0]
	for i := range people {
		pre.Asked = append(pre.Asked, assess.Recipient{
			Person: assess.Person{ID: assess.UserID(fmt.Sprintf("U0P%d", i))}, Zone: "America/New_York", Questions: 5, DueAt: due,
			Parts: []assess.PreviewPart{{Model: s.Model, Category: c, Questions: 5}},
			Cards: []time.Time{opened.Add(5 * time.Hour)}, Reminders: []time.Time{opened.Add(7 * 24 * time.Hour), due.Add(-4 * time.Hour)},
		})
	}
	pre.Told = []assess.Told{
		{Person: assess.Person{ID: dee}, Zone: "Europe/London", At: due.Add(48 * time.Hour), AsDeputy: true, Of: []assess.UserID{"U0P0"}},
		{Person: assess.Person{ID: mara}, Zone: "Europe/Berlin", At: due.Add(96 * time.Hour), Of: []assess.UserID{"U0P0", "U0P1"}},
	}
	return blocks.Review{Preview: pre, Start: s.Base == 0}
}

// changed is a setup that changes what is there; with conflicts when others did meanwhile.
func changed(t *testing.T, conflicts bool) assess.Setup {
	t.Helper()
	s := setup(t, "lawlor", 5)
	s.Base = 4
	s.Changes = []assess.Change{
		{Setting: "scope", Old: "Northwind", New: "Northwind Bank"},
		{Setting: "channel", Old: "C0OLD", New: "C0LEADERS"},
		{Setting: "managers", Old: "U0TOM, U0MARA", New: "U0MARA"},
		{Setting: "categories.governance.owner", Old: "U0TOM", New: "U0GUS"},
		{Setting: "categories.governance.deputy", New: "U0DEE"},
		{Setting: "holidays.country", Old: "de"},
		{Setting: "escalate.deputy", Old: "2d after", New: "3d after"},
		{Setting: "people.U0TOM", New: "country de"},
	}
	if conflicts {
		s.Conflicts = []assess.Conflict{
			{Setting: "categories.governance.owner", Declared: "U0GUS", Stands: "U0TOM", By: assess.BySlack(tom), At: early, Revision: 5},
			{Setting: "grace", Declared: "5 working days", By: assess.Actor{Source: assess.FromCLI}, At: early, Revision: 6},
		}
	}
	return s
}

func TestSetupGolden(t *testing.T) {
	t.Parallel()
	g := &golden{name: "setup"}
	r := zoned(t, mara, "en-GB", "Europe/London")
	page := func(name string, s assess.Setup, step string) {
		g.modal(t, name, blocks.SetupPage(r, s, step, maturity.Embedded(), blocks.Alert{}), nil)
	}
	page("a new one", blank(t), assess.SetupBasics)
	page("what applies", setup(t, "aismm", 0), assess.SetupApplies)
	page("when people work", withDaysOff(setup(t, "lawlor", 0)), assess.SetupTime)
	page("who answers for the first category", setup(t, "lawlor", 0), "category/governance")
	page("who answers for the next", setup(t, "lawlor", 1), "category/technical-controls")
	g.modal(t, "all pages", blocks.SetupList(r, setup(t, "lawlor", 2), blocks.AlertNotReady(r)), nil)
	g.modal(t, "all pages of a change, with a conflict", blocks.SetupList(r, changed(t, true), blocks.Alert{}), nil)
	g.modal(t, "review", blocks.SetupReview(r, review(t, setup(t, "lawlor", 5), 8), blocks.AlertTestSent(r)), nil)
	running := review(t, changed(t, false), 1)
	running.Preview.Open = cycle()
	g.modal(t, "review of a change", blocks.SetupReview(r, running, blocks.Alert{}), nil)
	g.modal(t, "review of a conflict", blocks.SetupReview(r, review(t, changed(t, true), 1), blocks.Alert{}), nil)
	g.modal(t, "review of nothing", blocks.SetupReview(r, blocks.Review{Preview: assess.Preview{Setup: setup(t, "lawlor", 5), Nothing: true}}, blocks.Alert{}), nil)
	done := assess.Finished{Programme: setup(t, "lawlor", 5).Programme, Cycle: cycle()}
	done.Programme.Revision = 1
	g.modal(t, "started", blocks.SetupDone(r, done, time.Time{}), nil)
	g.modal(t, "saved", blocks.SetupDone(r, assess.Finished{Programme: programme(), Changes: make([]assess.Change, 1)}, due), nil)
	g.modal(t, "discarded", blocks.SetupDiscarded(r), nil)
	g.message(t, "test", blocks.TestCard(r, assess.Card{
		Programme: programme(), Cycle: cycle(), To: assess.Person{ID: gus}, First: true, Parts: []assess.Part{{Form: waiting(t), Role: assess.Answers}},
	}, early))
	german := zoned(t, mara, "de-DE", "Europe/Berlin")
	g.modal(t, "when people work, in German", blocks.SetupPage(german, setup(t, "lawlor", 0), assess.SetupTime, nil, blocks.Alert{}), nil)
	g.modal(t, "review, in German", blocks.SetupReview(german, review(t, setup(t, "lawlor", 5), 1), blocks.Alert{}), nil)
	g.compare(t)
}

// withDaysOff gives a setup days off of its own, once and every year.
func withDaysOff(s assess.Setup) assess.Setup {
	s.Programme.Holidays = []calendar.DateRange{
		{First: calendar.Date{Year: 2026, Month: 12, Day: 24}, Last: calendar.Date{Year: 2027, Month: 1, Day: 1}, Name: "Company holidays", Yearly: true},
		{First: calendar.Date{Year: 2026, Month: 5, Day: 15}},
	}
	return s
}

func TestASettingOfAChangeIsCalledWhatItIs(t *testing.T) {
	t.Parallel()
	s := changed(t, false)
	for setting, want := range map[string]string{
		"leaders": "Leaders: <@U0MARA>", "exercises.tabletop": "A tabletop exercise takes place: U0MARA",
		"exercises.simulation": "A simulation takes place: U0MARA", "categories.governance.risk": "What is at stake in Governance: U0MARA",
		"categories.governance.owner": "Owner of Governance: <@U0MARA>", "holidays.dates": "Days off of its own: U0MARA",
	} {
		s.Changes = []assess.Change{{Setting: setting, New: "U0MARA"}}
		raw := string(asYAML(t, blocks.SetupReview(reader, review(t, s, 1), blocks.Alert{})))
		assert.Contains(t, raw, want, setting)
	}
}

func TestDaysOffTooManyToShowAreNotAskedFor(t *testing.T) {
	t.Parallel()
	s := setup(t, "lawlor", 0)
	for range 200 {
		s.Programme.Holidays = append(s.Programme.Holidays, calendar.DateRange{First: calendar.Date{Year: 2026, Month: 5, Day: 15}, Name: "A long weekend"})
	}
	page := blocks.SetupPage(reader, s, assess.SetupTime, nil, blocks.Alert{})
	require.NoError(t, blocks.CheckModal(page))
	assert.NotContains(t, string(asYAML(t, page)), "holidays.dates")
}

func TestASetupFitsItsViewsWithTheLongestNames(t *testing.T) {
	t.Parallel()
	for _, locale := range []string{"en-GB", "de-DE"} {
		r := zoned(t, mara, locale, "Europe/London")
		s := setup(t, "aismm", 12)
		s.Programme.Scope = strings.Repeat("&", 80)
		for range 40 {
			s.Programme.Managers = append(s.Programme.Managers, "U0123456789")
			s.Changes = append(s.Changes, assess.Change{Setting: "people.U0123456789", Old: strings.Repeat("&", 4000), New: strings.Repeat("<", 4000)})
			s.Conflicts = append(s.Conflicts, assess.Conflict{Setting: "categories.gov.owner", Declared: strings.Repeat("&", 400), At: early})
		}
		many := make([]*maturity.Model, 120)
		for i := range many {
			m := *s.Model
			m.ID, m.Title, m.Summary = fmt.Sprintf("p/%s@%d", strings.Repeat("n", 60), i), strings.Repeat("W", 200), strings.Repeat("W", 5000)
			many[i] = &m
		}
		for _, step := range s.Steps {
			assert.NoError(t, blocks.CheckModal(blocks.SetupPage(r, s, step.ID, many, blocks.Alert{})), step.ID)
		}
		assert.NoError(t, blocks.CheckModal(blocks.SetupList(r, s, blocks.Alert{})))
		assert.NoError(t, blocks.CheckModal(blocks.SetupReview(r, review(t, s, 1), blocks.Alert{})), "conflicts")
		s.Conflicts, s.Base = nil, 4
		v := review(t, s, 500)
		for i := range v.Preview.Asked {
			for range 12 {
				v.Preview.Asked[i].Parts = append(v.Preview.Asked[i].Parts, v.Preview.Asked[i].Parts[0])
				v.Preview.Asked[i].Reminders = append(v.Preview.Asked[i].Reminders, due)
			}
			v.Preview.Unknown = append(v.Preview.Unknown, v.Preview.Asked[i].Person.ID)
			v.Preview.Told = append(v.Preview.Told, v.Preview.Told[0])
		}
		for _, v.People = range []int{0, 6, 494, 499, 5000, -3} {
			assert.NoError(t, blocks.CheckModal(blocks.SetupReview(r, v, blocks.Alert{})), v.People)
		}
		c := assess.Card{Programme: programme(), Cycle: cycle(), To: assess.Person{ID: gus}, First: true}
		for range 60 {
			c.Parts = append(c.Parts, assess.Part{Form: waiting(t), Role: assess.Answers})
		}
		assert.NoError(t, blocks.Check(blocks.TestCard(r, c, early)))
	}
}

func TestTheZoneOfAProgrammeIsOfferedEvenWhereItIsRare(t *testing.T) {
	t.Parallel()
	s := setup(t, "lawlor", 0)
	for _, zone := range []string{"Europe/London", "Antarctica/Troll"} {
		s.Programme.Zone = zone
		raw := string(asYAML(t, blocks.SetupPage(reader, s, assess.SetupBasics, maturity.Embedded(), blocks.Alert{})))
		assert.Contains(t, raw, "value: "+zone)
		assert.Regexp(t, `initial_option:\s+text:\s+emoji: false\s+text: `+zone, raw)
	}
}

func TestEveryZoneAndCountryOfAMenuIsOneThatAProgrammeTakes(t *testing.T) {
	t.Parallel()
	s := setup(t, "lawlor", 0)
	options := func(step, block string) (all []string) {
		for _, b := range blocks.SetupPage(reader, s, step, maturity.Embedded(), blocks.Alert{}).Blocks.BlockSet {
			if in, ok := b.(*slack.InputBlock); ok && in.BlockID == block {
				for _, o := range in.Element.(*slack.SelectBlockElement).Options {
					all = append(all, o.Value)
				}
			}
		}
		require.NotEmpty(t, all)
		return all
	}
	for _, zone := range options(assess.SetupBasics, "time_zone") {
		_, err := calendar.New(calendar.Config{Zone: zone, Days: s.Programme.Days, Hours: s.Programme.Hours})
		assert.NoError(t, err, zone)
	}
	for _, country := range options(assess.SetupTime, "holidays.country") {
		_, err := calendar.New(calendar.Config{Zone: "UTC", Days: s.Programme.Days, Hours: s.Programme.Hours, Country: blocks.Country(country)})
		assert.NoError(t, err, country)
	}
}

func TestTheButtonsOfATestDoNothing(t *testing.T) {
	t.Parallel()
	m := blocks.TestCard(reader, assess.Card{
		Programme: programme(), Cycle: cycle(), To: assess.Person{ID: gus},
		Parts: []assess.Part{{Form: waiting(t), Role: assess.Answers}, {Form: waiting(t), Role: assess.Answers}},
	}, early)
	raw := string(asYAML(t, m.Blocks))
	assert.Contains(t, raw, "action_id: "+blocks.ActionSetupTried)
	assert.NotContains(t, raw, "action_id: questionnaire")
	assert.NotContains(t, raw, "value: ")
}

func TestASetupsStateComesBackAsItWas(t *testing.T) {
	t.Parallel()
	want := blocks.SetupState{Draft: "U0MARA/1", Version: 7, Step: "category/governance", Start: true, People: 6}
	got, err := blocks.DecodeSetupState(want.Encode())
	require.NoError(t, err)
	assert.Equal(t, want, got)
	for _, broken := range []string{"", "{}", "nonsense"} {
		_, err := blocks.DecodeSetupState(broken)
		require.Error(t, err, broken)
	}
}

// setupOf is a setup with what a victim wrote.
func setupOf(v victim, base int) assess.Setup {
	f := v.Waiting
	faults := make(errs.Faults)
	faults.Add("scope", "There is a programme %q already, for %s.", "north", v.Words)
	s := assess.Setup{
		Draft: assess.Draft{ID: "U0MARA/1", By: mara, Base: base, Programme: f.Programme, Version: 1}, Model: f.Model,
		Steps: []assess.SetupStep{
			{ID: assess.SetupBasics},
			{ID: assess.SetupApplies, Faults: faults},
			{ID: assess.SetupTime},
			{ID: assess.CategoryStep(f.Category.ID), Category: f.Category},
		},
		Changes:   []assess.Change{{Setting: "scope", Old: v.Words, New: v.Words}, {Setting: "categories." + f.Category.ID + ".owner", New: "U0GUS"}},
		Conflicts: nil,
	}
	s.Programme.Assignments = []assess.Assignment{{Category: f.Category.ID, Owner: gus, Deputy: dee}}
	return s
}

// reviewOf is a review with what a victim wrote.
func reviewOf(v victim, base int) blocks.Review {
	s := setupOf(v, base)
	return blocks.Review{Preview: assess.Preview{
		Setup: s, Programme: s.Programme, Kind: assess.Full, OpensAt: opened, DueAt: due, ClosesAt: closes, NextAt: closes, Unknown: []assess.UserID{tom},
		Asked: []assess.Recipient{{
			Person: assess.Person{ID: gus, Name: v.Words}, Zone: "Europe/London", Parts: []assess.PreviewPart{{Model: s.Model, Category: v.Waiting.Category}},
		}},
		NotToAsk: []assess.Person{{ID: tom, Name: v.Words}},
		Told:     []assess.Told{{Person: assess.Person{ID: mara, Name: v.Words}, Zone: "Europe/London", At: due, Of: []assess.UserID{gus}}},
	}}
}

var setupSurfaces = []surface{
	{"SetupPage", func(r blocks.Reader, v victim) any {
		return blocks.SetupPage(r, setupOf(v, 0), assess.SetupBasics, []blocks.Offered{v.Waiting.Model}, blocks.Alert{})
	}},
	{"SetupPage", func(r blocks.Reader, v victim) any {
		return blocks.SetupPage(r, setupOf(v, 3), assess.SetupApplies, nil, blocks.Alert{})
	}},
	{"SetupPage", func(r blocks.Reader, v victim) any {
		return blocks.SetupPage(r, setupOf(v, 0), assess.CategoryStep(v.Waiting.Category.ID), nil, blocks.Alert{})
	}},
	{"SetupList", func(r blocks.Reader, v victim) any { return blocks.SetupList(r, setupOf(v, 3), blocks.Alert{}) }},
	{"SetupReview", func(r blocks.Reader, v victim) any { return blocks.SetupReview(r, reviewOf(v, 0), blocks.Alert{}) }},
	{"SetupReview", func(r blocks.Reader, v victim) any { return blocks.SetupReview(r, reviewOf(v, 3), blocks.Alert{}) }},
	{"SetupReview", func(r blocks.Reader, v victim) any {
		review := reviewOf(v, 3)
		review.Preview.Conflicts = []assess.Conflict{{Setting: "scope", Declared: v.Words, Stands: v.Words, By: assess.BySlack(tom), At: early}}
		return blocks.SetupReview(r, review, blocks.Alert{})
	}},
	{"SetupDone", func(r blocks.Reader, v victim) any {
		return blocks.SetupDone(r, assess.Finished{Programme: v.Waiting.Programme, Cycle: v.Waiting.Cycle}, due)
	}},
	{"AlertNotKept", func(r blocks.Reader, v victim) any {
		faults := make(errs.Faults)
		faults.Add("scope", "There is a programme %q already, for %s.", "north", v.Words)
		return blocks.Notice(r, blocks.AlertNotKept(r, setupOf(v, 0), assess.CategoryStep(v.Waiting.Category.ID), faults.Err()))
	}},
	{"NoSetup", func(r blocks.Reader, v victim) any { return blocks.NoSetup(r, v.Words) }},
	{"TestCard", func(r blocks.Reader, v victim) any {
		c := assess.Card{Programme: v.Waiting.Programme, Cycle: v.Waiting.Cycle, To: assess.Person{ID: gus}, First: true}
		c.Parts = []assess.Part{{Form: v.Waiting, Role: assess.Answers}, {Form: v.Objectives, Role: assess.Answers}}
		return blocks.TestCard(r, c, early)
	}},
}

func init() { // beside the other surfaces, which are attacked one by one
	surfaces = append(surfaces, setupSurfaces...)
	mute = append(mute, "AlertNotReady", "AlertTestSent", "TestNothing", "TestPressed", "SetupDiscarded", "Country", "FirstSetupPage", "NextSetupPage")
}
