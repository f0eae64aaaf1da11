package blocks_test

import (
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"cairn/bot/blocks"
	"cairn/internal/assess"
	"cairn/internal/calendar"
	"cairn/internal/maturity"
	"cairn/internal/roadmap"
	"cairn/internal/target"
	"cairn/internal/wording"
)

var today = day(2026, 10, 21)

func day(y int, m time.Month, d int) calendar.Date { return calendar.Date{Year: y, Month: m, Day: d} }

// owned is the programme with an owner for each category.
func owned(t *testing.T) assess.Programme {
	t.Helper()
	p := programme()
	for _, c := range lawlor(t).Categories() {
		if c.ID != "governance" {
			p.Assignments = append(p.Assignments, assess.Assignment{Category: c.ID, Owner: tom})
		}
	}
	p.Assignments[0].Risk = assess.RiskCritical
	return p
}

// goal is a target of the programme.
func goal(t *testing.T) target.View {
	t.Helper()
	m := lawlor(t)
	c, _ := m.Category("governance")
	return target.View{
		Target: target.Target{
			ID: "northwind/T3", Programme: "northwind", Model: m.ID, State: target.AtRisk,
			Terms: target.Terms{Category: c.ID, Level: 4, Due: day(2027, 6, 30), Owner: gus, Measure: "Level 4 in the next assessment.", Reason: "The regulator asks for it."},
		},
		In: owned(t), Of: m, CategoryOf: c, Person: assess.Person{ID: gus}, Progress: target.Progress{Level: 2}, Computed: target.AtRisk,
	}
}

// work is an action of the roadmap that somebody took on.
func work() target.Action {
	return target.Action{
		ID: "northwind/A12", Programme: "northwind", Kind: target.FromRoadmap, Source: "create-ai-inventory", Target: "northwind/T3", Category: "governance",
		Items: []string{"G2"}, Status: target.Doing, SetAt: early, SetBy: assess.BySlack(mara), Version: 3,
		Work: target.Work{
			Title: "List every AI system in use", Text: "Begin with what is bought.\nThen ask each team.", Owner: tom,
			Start: day(2026, 10, 5), Due: day(2026, 10, 16), Issue: "https://tracker.example.org/SEC-41",
		},
	}
}

func viewed(t *testing.T) target.ActionView {
	t.Helper()
	g, a := goal(t).Target, work()
	was, is := a.Work, a.Work
	was.Due = day(2026, 10, 9)
	other := is
	other.Owner, other.Title = dee, "List the AI systems <all>"
	return target.ActionView{
		Action: a, In: owned(t), Of: lawlor(t), Serves: &g, Person: assess.Person{ID: tom}, DueAt: due, Overdue: true,
		Slips: []target.Slip{{At: early, By: assess.BySlack(tom), From: was.Due, To: is.Due, Why: "The teams answer late."}},
		History: []target.Event{
			{At: opened, By: assess.BySlack(mara), Kind: target.WasSet, IsW: &was},
			{At: early, By: assess.BySlack(tom), Kind: target.WasBegun},
			{At: early, Kind: target.WasFollowedUp, Person: tom, Step: "due"},
			{At: early, By: assess.BySlack(tom), Kind: target.WasChanged, WasW: &was, IsW: &is, Note: "The teams answer late."},
			{At: early, By: assess.BySlack(dee), Kind: target.WasDone, Link: "https://wiki.example.org/systems?a=1&b=2", Note: "All that we know of."},
			{At: early, By: assess.BySlack(mara), Kind: target.WasChanged, WasW: &other, IsW: &is, Note: "Seen again in E4."},
			{At: late, By: assess.BySlack(tom), Kind: target.WasNoted, Note: "Two of five teams are through."},
		},
		MayChange: true, MayFinish: true,
	}
}

// way is a roadmap with a step that was taken on, one that waits for another, and an action that is no step.
func way(t *testing.T) roadmap.Roadmap {
	t.Helper()
	m, a := lawlor(t), work()
	loose := target.Action{
		ID: "northwind/A7", Programme: "northwind", Kind: target.Own, Category: "workforce-culture", Status: target.ToDo,
		Work: target.Work{Title: "Show the new starters the policy", Owner: dee, Due: day(2026, 12, 1)},
	}
	return roadmap.Roadmap{
		Programme: owned(t), Model: m, AsOf: closed, Today: today, Targets: []target.View{goal(t)}, Loose: []target.Action{loose},
		Notes: []wording.Text{wording.Literal("No target is set for four categories.")},
		Entries: []roadmap.Entry{
			{
				Position: 1, Key: "create-ai-inventory", Category: "governance", Level: 2, Items: []string{"G2"}, Title: "List every AI system in use",
				Text: "Nothing can be protected that nobody knows of.", Targets: []target.ID{"northwind/T3"}, Gap: 2, Risk: assess.RiskCritical,
				Why: []wording.Text{wording.Literal("Governance is two levels below its target.")}, Start: a.Start, End: a.Due, Action: &a,
			},
			{
				Position: 2, Key: "monitor-usage", Category: "monitoring-detection", Level: 2, Items: []string{"M1", "M2"}, Title: "Record what models are asked",
				Text: "Keep what goes in and what comes out.", Gap: 1, Risk: assess.RiskNormal, After: []string{"create-ai-inventory"},
				Why: []wording.Text{
					wording.Literal("Monitoring and Detection is one level below its target."),
					wording.Literal("It comes after step 1, because an inventory says what to watch."),
				},
				Start: day(2026, 11, 2), End: day(2026, 12, 18),
			},
			{
				Position: 3, Key: "appoint-owner", Category: "governance", Level: 2, Items: []string{"G1"}, Title: "Name who is accountable", Gap: 2, Risk: assess.RiskCritical,
				Targets: []target.ID{"northwind/T3"}, Why: []wording.Text{wording.Literal("The source names it third.")}, Start: day(2026, 12, 1), End: day(2027, 1, 29),
			},
		},
	}
}

// longWay is a roadmap of so many steps.
func longWay(t *testing.T, steps int) roadmap.Roadmap {
	t.Helper()
	m := way(t)
	e := m.Entries[1]
	m.Entries, m.Loose = nil, nil
	for i := range steps {
		e.Position, e.Key = i+1, "step-"+string(rune('a'+i%26))+string(rune('a'+i/26))
		e.Category = m.Model.Categories()[i%5].ID
		m.Entries = append(m.Entries, e)
	}
	return m
}

func page(p roadmap.Roadmap) blocks.RoadmapPage {
	return blocks.RoadmapPage{Programme: p.Programme.ID}
}

func TestRoadmapGolden(t *testing.T) {
	t.Parallel()
	g := &golden{name: "roadmap"}
	m := way(t)
	g.message(t, "to a manager", blocks.Roadmap(english(mara), m, page(m)))
	filtered := page(m)
	filtered.Owner, filtered.Category = tom, "governance"
	g.message(t, "what is with one person in one category, to a reader", blocks.Roadmap(english("U0LEADER"), m, filtered))
	empty := roadmap.Roadmap{Programme: m.Programme, Model: m.Model, Today: today, Notes: []wording.Text{wording.Literal("There are no answers yet.")}}
	g.message(t, "before the first answers", blocks.Roadmap(english(mara), empty, page(m)))
	done := roadmap.Roadmap{Programme: m.Programme, Model: m.Model, Today: today, AsOf: closed, Open: "northwind-2026-q4", Targets: m.Targets}
	g.message(t, "when all is in place", blocks.Roadmap(english(gus), done, page(m)))
	g.modal(t, "as a view", blocks.RoadmapView(english(gus), m, page(m)), nil)
	o := blocks.Opened{Programme: "northwind", Key: "monitor-usage"}
	g.modal(t, "a step, to assign it", blocks.Position(english(mara), m, m.Entries[1], o), nil)
	g.modal(t, "a step, to look at", blocks.Position(english("U0LEADER"), m, m.Entries[2], o), nil)
	asks := objectives(t)
	item, profile := asks.Items[0], m
	profile.Programme.Assignments = []assess.Assignment{{Category: "MOD", Owner: gus}}
	profile.Model, profile.Targets, profile.Loose = asks.Model, nil, nil
	profile.Entries = []roadmap.Entry{{
		Position: 1, Key: item.ID, Category: "MOD", Level: item.Level, Items: []string{item.ID}, Title: item.Name, Text: item.Text, Answer: "0.5",
		Why: []wording.Text{wording.Literal("It is half in place.")}, Start: day(2026, 11, 2), End: day(2026, 12, 18),
	}}
	g.message(t, "by objectives", blocks.Roadmap(english(mara), profile, page(m)))
	g.modal(t, "an objective, to assign it", blocks.Position(english(gus), profile, profile.Entries[0], o), nil)
	g.modal(t, "assigned", blocks.Assigned(english(mara), m.Programme, work()), nil)
	g.modal(t, "risks", blocks.Risks(english(mara), m.Programme, m.Model, o), nil)
	g.modal(t, "risks weighed", blocks.Weighed(english(mara), m.Programme), nil)
	g.message(t, "neither person nor category", blocks.NotOnRoadmap(english(mara), "nobdoy", m.Model))
	g.compare(t)
}

func TestWhatIsHeardOfARoadmapSaysForWhomAndWhenEachStepIs(t *testing.T) {
	t.Parallel()
	m := way(t)
	m.Programme.Assignments = slices.DeleteFunc(m.Programme.Assignments, func(a assess.Assignment) bool { return a.Category == "monitoring-detection" })
	heard := blocks.Roadmap(english(mara), m, blocks.RoadmapPage{Programme: m.Programme.ID}).Text
	for _, want := range []string{
		"1 of them assigned. 1. List every AI system in use: A12 · in progress · <@U0TOM>, overdue since 16 Oct 2026. 3. Name who",
		"Name who is accountable: Not assigned. Proposed for <@U0GUS>: 1 Dec 2026 to 29 Jan 2027. 2. Record",
		"Record what models are asked: Not assigned, and its category has no owner. Proposed: 2 Nov 2026 to 18 Dec 2026.",
		"Show the new starters the policy: A7 · to do · <@U0DEE>, due 1 Dec 2026.",
	} {
		assert.Contains(t, heard, want)
	}
}

func TestActionGolden(t *testing.T) {
	t.Parallel()
	g := &golden{name: "action"}
	v, o := viewed(t), blocks.Opened{Programme: "northwind", Action: "northwind/A12", Edition: 3}
	ended := v
	ended.Status, ended.Evidence, ended.EndedAt, ended.EndedBy, ended.Overdue = target.Done, "https://wiki.example.org/inventory", late, assess.BySlack(tom), false
	dropped := v
	dropped.Status, dropped.Why, dropped.EndedAt, dropped.EndedBy, dropped.MayChange = target.Dropped, "The vendor does it for us.", late, assess.BySlack(mara), false
	fresh := v
	fresh.Status, fresh.Overdue, fresh.Start, fresh.Slips, fresh.History = target.ToDo, false, day(2026, 11, 2), nil, v.History[:1]
	g.modal(t, "overdue", blocks.ActionView(english(tom), v, o), nil)
	g.modal(t, "not begun", blocks.ActionView(english(tom), fresh, o), nil)
	g.modal(t, "of an exercise, opened again", blocks.ActionView(english(tom), reopenedWork(t), o), nil)
	g.modal(t, "done", blocks.ActionView(english(mara), ended, o), nil)
	g.modal(t, "dropped, to a reader", blocks.ActionView(english("U0LEADER"), dropped, o), nil)
	g.modal(t, "to mark done", blocks.FinishAction(english(tom), v, o), nil)
	g.modal(t, "to change", blocks.ChangeAction(english(tom), v, []target.View{goal(t)}, o, blocks.AlertChanged(english(tom))), nil)
	g.modal(t, "to note", blocks.NoteAction(english(tom), v, o), nil)
	g.modal(t, "to drop", blocks.DropAction(english(tom), v, o), nil)
	g.modal(t, "to reopen", blocks.ReopenAction(english(tom), ended, o), nil)
	st := status(t)
	form := blocks.NewActionForm(english(mara), st, []target.View{goal(t)}, o)
	g.modal(t, "to add", blocks.AddAction(english(mara), form), nil)
	g.modal(t, "to add, for a target", blocks.AddAction(english(mara), form.Serve("northwind/T3", mara)), nil)
	g.modal(t, "added", blocks.ActionAdded(english(mara), st.Programme, work()), nil)
	g.message(t, "list", blocks.Actions(english(mara), owned(t), []target.ActionView{v, fresh}))
	g.message(t, "empty list", blocks.Actions(english(mara), owned(t), nil))
	g.message(t, "begun", blocks.ActionBegun(english(tom), v))
	g.message(t, "how to name one", blocks.ActionUsage(reader))
	g.compare(t)
}

// imagined is what changes of a quarter's answers would lead to.
func imagined(t *testing.T, changes ...maturity.Change) roadmap.WhatIf {
	t.Helper()
	m := lawlor(t)
	answers, after := make(maturity.Answers), make(maturity.Answers)
	for _, c := range m.Categories() {
		for _, item := range c.Items {
			answers[item.ID] = maturity.Answer{Value: "1"}
			after[item.ID] = answers[item.ID]
		}
	}
	for i, c := range changes {
		changes[i].From, changes[i].Had = answers[c.Item], true
		after[c.Item] = c.To
	}
	before, err := m.Score(answers)
	require.NoError(t, err)
	then, err := m.Score(after)
	require.NoError(t, err)
	cheapest, err := m.Cheapest(answers)
	require.NoError(t, err)
	return roadmap.WhatIf{Programme: owned(t), Model: m, Changes: changes, Before: before, After: then, Cheapest: cheapest}
}

func TestWhatIfGolden(t *testing.T) {
	t.Parallel()
	g := &golden{name: "what-if"}
	two := func(item string) maturity.Change {
		return maturity.Change{Item: item, To: maturity.Answer{Value: "4"}}
	}
	g.message(t, "raised", blocks.WhatIf(reader, imagined(t, two("G1"), two("G2"), maturity.Change{Item: "I1", To: maturity.Answer{Value: "0"}})))
	g.message(t, "nothing changes", blocks.WhatIf(reader, imagined(t, maturity.Change{Item: "G1", To: maturity.Answer{Value: "1"}})))
	g.message(t, "the cheapest only", blocks.WhatIf(reader, imagined(t)))
	top := imagined(t)
	best := make(maturity.Answers)
	for _, c := range top.Model.Categories() {
		for _, item := range c.Items {
			best[item.ID] = maturity.Answer{Value: "4"}
		}
	}
	var err error
	top.Cheapest, err = top.Model.Cheapest(best)
	require.NoError(t, err)
	g.message(t, "on the top level", blocks.WhatIf(reader, top))
	g.message(t, "not understood", blocks.WhatIfFault(reader, lawlor(t), "There is no question G9. G4 takes 0, 1, 2, 3 or 4, not 7."))
	g.compare(t)
}

// heading is an outlook with one period that is over.
func heading(t *testing.T) roadmap.Outlook {
	t.Helper()
	o := roadmap.Outlook{Programme: owned(t), Model: lawlor(t), Now: map[string]int{"": 1, "governance": 2, "monitoring-detection": 1}}
	for i, p := range []struct {
		name string
		end  calendar.Date
	}{{"2026-Q4", day(2026, 12, 31)}, {"2027-Q1", day(2027, 3, 31)}, {"2027-Q2", day(2027, 6, 30)}, {"2027-Q3", day(2027, 9, 30)}} {
		for _, c := range []string{"", "governance", "monitoring-detection"} {
			o.Ahead = append(o.Ahead, roadmap.Projection{Period: p.name, End: p.end, Category: c, Pessimistic: 1, Expected: 1 + i/2, Optimistic: 2 + i/2})
		}
	}
	o.Past = []roadmap.Outcome{
		{Projection: roadmap.Projection{Period: "2026-Q3", Category: "governance", Pessimistic: 1, Expected: 2, Optimistic: 3}, Actual: 2},
		{Projection: roadmap.Projection{Period: "2026-Q3", Category: "monitoring-detection", Pessimistic: 1, Expected: 2, Optimistic: 3}, Actual: 1},
	}
	return o
}

func TestOutlookGolden(t *testing.T) {
	t.Parallel()
	g := &golden{name: "outlook"}
	g.message(t, "with a record", blocks.Outlook(reader, heading(t)))
	parts := heading(t)
	delete(parts.Now, "")
	parts.Past = nil
	g.message(t, "without a level of the whole", blocks.Outlook(reader, parts))
	g.message(t, "before there is anything", blocks.Outlook(reader, roadmap.Outlook{Programme: owned(t), Model: lawlor(t)}))
	g.modal(t, "as a view", blocks.OutlookView(reader, heading(t)), nil)
	g.compare(t)
}

func TestGermanRoadmapGolden(t *testing.T) {
	t.Parallel()
	g := &golden{name: "german-roadmap"}
	r := zoned(t, mara, "de-DE", "Europe/Berlin")
	m, v := way(t), viewed(t)
	o := blocks.Opened{Programme: "northwind"}
	g.message(t, "roadmap", blocks.Roadmap(r, m, page(m)))
	g.modal(t, "step", blocks.Position(r, m, m.Entries[1], o), nil)
	g.modal(t, "risks", blocks.Risks(r, m.Programme, m.Model, o), nil)
	g.modal(t, "action", blocks.ActionView(r, v, o), nil)
	g.modal(t, "mark done", blocks.FinishAction(r, v, o), nil)
	g.modal(t, "change", blocks.ChangeAction(r, v, []target.View{goal(t)}, o, blocks.Alert{}), nil)
	g.modal(t, "drop", blocks.DropAction(r, v, o), nil)
	g.modal(t, "reopen", blocks.ReopenAction(r, v, o), nil)
	g.modal(t, "note", blocks.NoteAction(r, v, o), nil)
	g.modal(t, "add", blocks.AddAction(r, blocks.NewActionForm(r, status(t), []target.View{goal(t)}, o).About("governance")), nil)
	g.message(t, "actions", blocks.Actions(r, owned(t), []target.ActionView{v}))
	g.message(t, "what if", blocks.WhatIf(r, imagined(t, maturity.Change{Item: "G1", To: maturity.Answer{Value: "4"}})))
	g.message(t, "outlook", blocks.Outlook(r, heading(t)))
	g.compare(t)
}

func TestStepsStandUnderTheirCategoryInTheRoadmapsOrder(t *testing.T) {
	t.Parallel()
	m := way(t)
	text := blocks.Roadmap(english(mara), m, page(m)).Text
	order := []string{"List every AI system", "Name who is accountable", "Record what models", "Show the new starters"}
	last := -1
	for _, title := range order {
		at := strings.Index(text, title)
		assert.Greater(t, at, last, "%s comes too early in %q", title, text)
		last = at
	}
}

func TestEveryStepOfALongRoadmapIsOnOnePage(t *testing.T) {
	t.Parallel()
	m := longWay(t, 60)
	seen := make(map[string]int)
	for at := range 8 {
		shown := page(m)
		shown.Page = at
		msg := blocks.Roadmap(english(mara), m, shown)
		require.NoError(t, blocks.Check(msg))
		require.NoError(t, blocks.CheckModal(blocks.RoadmapView(english(mara), m, shown)))
		raw := string(asYAML(t, msg.Blocks))
		for _, e := range m.Entries {
			if strings.Contains(raw, "|"+e.Key+"\n") {
				seen[e.Key]++
			}
		}
	}
	assert.Len(t, seen, 60)
	for key, n := range seen {
		assert.Equal(t, 1, n, key)
	}
}

func TestAPageThatIsGoneIsTheLastOne(t *testing.T) {
	t.Parallel()
	m := longWay(t, 9)
	last, beyond := page(m), page(m)
	last.Page, beyond.Page = 1, 40
	assert.Equal(t, blocks.Roadmap(english(mara), m, last).Text, blocks.Roadmap(english(mara), m, beyond).Text)
}

func TestOnlyWhoMayAssignIsOfferedTo(t *testing.T) {
	t.Parallel()
	m := way(t)
	for _, tt := range []struct {
		who  assess.UserID
		want bool
	}{{mara, true}, {gus, false}, {dee, false}, {tom, true}, {"U0LEADER", false}, {"", false}} {
		v := blocks.Position(english(tt.who), m, m.Entries[1], blocks.Opened{Programme: "northwind"})
		assert.Equal(t, tt.want, v.Submit != nil, tt.who)
		require.NoError(t, blocks.CheckModal(v))
	}
	v := blocks.Position(english(dee), m, m.Entries[2], blocks.Opened{Programme: "northwind"})
	assert.NotNil(t, v.Submit, "the deputy of governance may assign a step of governance")
}

func TestValuesOfTheRoadmapSurviveAButton(t *testing.T) {
	t.Parallel()
	shown := blocks.RoadmapPage{Programme: "northwind", Owner: tom, Category: "governance", Page: 3}
	back, ok := blocks.ParseRoadmapPage(shown.String())
	assert.True(t, ok)
	assert.Equal(t, shown, back)
	back, ok = blocks.ParseRoadmapPick(blocks.ActionRoadmapPick + blocks.ActionMany + shown.String() + blocks.ActionMany + "category")
	assert.True(t, ok)
	assert.Equal(t, shown, back)
	v := blocks.PositionValue{Shown: shown, Key: "a|b"}
	read, ok := blocks.ParsePositionValue(v.String())
	assert.True(t, ok)
	assert.Equal(t, v, read)
	p, of := blocks.ParseRoadmapOf("northwind")
	assert.Equal(t, assess.ProgrammeID("northwind"), p)
	assert.Nil(t, of)
	o := blocks.Opened{Programme: "northwind", Key: "k", Shown: &shown, Hook: "https://hooks.slack.com/x"}
	decoded, ok := blocks.DecodeOpened(o.Encode())
	assert.True(t, ok)
	assert.Equal(t, o, decoded)
	for _, bad := range []string{"", "|||0", "northwind||", "northwind|||x", "northwind|||-1"} {
		_, ok := blocks.ParseRoadmapPage(bad)
		assert.False(t, ok, bad)
	}
	_, ok = blocks.ParsePositionValue("northwind|||0|")
	assert.False(t, ok)
	_, ok = blocks.DecodeOpened("{}")
	assert.False(t, ok)
}
