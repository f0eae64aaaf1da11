package blocks_test

import (
	"cairn/bot/blocks"
	"cairn/internal/assess"
	"cairn/internal/calendar"
	"cairn/internal/maturity"
	"cairn/internal/roadmap"
	"cairn/internal/target"
	"cairn/internal/wording"
)

func init() { surfaces = append(surfaces, roadmapSurfaces...) }

var roadmapSurfaces = []surface{
	{"Roadmap", func(r blocks.Reader, v victim) any {
		return blocks.Roadmap(r, v.way(), blocks.RoadmapPage{Programme: "p"})
	}},
	{"Roadmap", func(r blocks.Reader, v victim) any {
		return blocks.Roadmap(r, v.way(), blocks.RoadmapPage{Programme: "p", Owner: tom, Category: "A"})
	}},
	{"RoadmapView", func(r blocks.Reader, v victim) any {
		return blocks.RoadmapView(r, v.way(), blocks.RoadmapPage{Programme: "p"})
	}},
	{"NotOnRoadmap", func(r blocks.Reader, v victim) any { return blocks.NotOnRoadmap(r, v.Words, v.Status.Model) }},
	{"Position", func(r blocks.Reader, v victim) any {
		return blocks.Position(english(gus), v.way(), v.way().Entries[1], blocks.Opened{Programme: "p"})
	}},
	{"Position", func(r blocks.Reader, v victim) any {
		return blocks.Position(r, v.way(), v.way().Entries[0], blocks.Opened{Programme: "p"})
	}},
	{"Assigned", func(r blocks.Reader, v victim) any { return blocks.Assigned(r, v.Status.Programme, v.action().Action) }},
	{"Risks", func(r blocks.Reader, v victim) any {
		return blocks.Risks(r, v.Status.Programme, v.Status.Model, blocks.Opened{Programme: "p"})
	}},
	{"Weighed", func(r blocks.Reader, v victim) any { return blocks.Weighed(r, v.Status.Programme) }},
	{"ActionView", func(r blocks.Reader, v victim) any {
		return blocks.ActionView(r, v.action(), blocks.Opened{Programme: "p"})
	}},
	{"ActionView", func(r blocks.Reader, v victim) any {
		dropped := v.action()
		dropped.Status, dropped.Why, dropped.EndedAt = target.Dropped, v.Words, late
		return blocks.ActionView(r, dropped, blocks.Opened{Programme: "p"})
	}},
	{"FinishAction", func(r blocks.Reader, v victim) any {
		return blocks.FinishAction(r, v.action(), blocks.Opened{Programme: "p"})
	}},
	{"ChangeAction", func(r blocks.Reader, v victim) any {
		return blocks.ChangeAction(r, v.action(), []target.View{v.Target}, blocks.Opened{Programme: "p"}, blocks.AlertChanged(r))
	}},
	{"NoteAction", func(r blocks.Reader, v victim) any {
		return blocks.NoteAction(r, v.action(), blocks.Opened{Programme: "p"})
	}},
	{"DropAction", func(r blocks.Reader, v victim) any {
		return blocks.DropAction(r, v.action(), blocks.Opened{Programme: "p"})
	}},
	{"ReopenAction", func(r blocks.Reader, v victim) any {
		return blocks.ReopenAction(r, v.action(), blocks.Opened{Programme: "p"})
	}},
	{"AddAction", func(r blocks.Reader, v victim) any {
		return blocks.AddAction(r, blocks.NewActionForm(r, v.Status, []target.View{v.Target}, blocks.Opened{Programme: "p"}).About("A"))
	}},
	{"Actions", func(r blocks.Reader, v victim) any {
		return blocks.Actions(r, v.Status.Programme, []target.ActionView{v.action()})
	}},
	{"Actions", func(r blocks.Reader, v victim) any { return blocks.Actions(r, v.Status.Programme, nil) }},
	{"ActionAdded", func(r blocks.Reader, v victim) any {
		return blocks.ActionAdded(r, v.Status.Programme, v.action().Action)
	}},
	{"ActionBegun", func(r blocks.Reader, v victim) any { return blocks.ActionBegun(r, v.action()) }},
	{"WhatIf", func(r blocks.Reader, v victim) any { return blocks.WhatIf(r, v.whatIf()) }},
	{"WhatIfFault", func(r blocks.Reader, v victim) any { return blocks.WhatIfFault(r, v.Status.Model, sentence(r, v)) }},
	{"Outlook", func(r blocks.Reader, v victim) any { return blocks.Outlook(r, v.outlook()) }},
	{"OutlookView", func(r blocks.Reader, v victim) any { return blocks.OutlookView(r, v.outlook()) }},
	{"Digest", func(r blocks.Reader, v victim) any {
		st := target.Standings{At: closed, Reached: []target.View{v.Target}, Open: []target.View{v.Target, v.Missed}, Actions: []target.ActionView{v.action()}}
		return blocks.Digest(r, v.Digest.With(st, v.way(), v.outlook()), blocks.Picture{})
	}},
}

// action is one whose words are all the attack.
func (v victim) action() target.ActionView {
	w := target.Work{Title: v.Words, Text: v.Words, Owner: tom, Due: day(2026, 10, 16), Issue: "https://tracker.example.org/1"}
	return target.ActionView{
		Action: target.Action{ID: "p/A1", Programme: "p", Kind: target.Own, Category: "A", Items: []string{"A1"}, Status: target.ToDo, Work: w},
		In:     v.Status.Programme, Of: v.Status.Model, Serves: &target.Target{ID: "p/T1", Terms: target.Terms{Category: "A", Level: 1, Due: w.Due}},
		Slips:     []target.Slip{{From: w.Due, To: w.Due, Why: v.Words}},
		History:   []target.Event{{At: early, Kind: target.WasNoted, By: assess.BySlack(tom), Note: v.Words}, {At: early, Kind: target.WasChanged, By: assess.BySlack(tom), WasW: &w, IsW: &w, Note: v.Words}},
		MayChange: true, MayFinish: true,
	}
}

// way is a roadmap on a model and of actions whose words are all the attack.
func (v victim) way() roadmap.Roadmap {
	p, a := v.Status.Programme, v.action().Action
	p.Assignments = []assess.Assignment{{Category: "A", Owner: gus, Risk: assess.RiskHigh}}
	why := []wording.Text{wording.New("%s stands below its target.", v.Words)}
	return roadmap.Roadmap{
		Programme: p, Model: v.Status.Model, AsOf: closed, Today: day(2026, 10, 21), Loose: []target.Action{a},
		Targets: []target.View{{Target: target.Target{ID: "p/T1", State: target.OnTrack, Terms: target.Terms{Category: "A", Level: 1, Due: a.Due, Owner: gus}}, Progress: target.Progress{Level: 1}, Computed: target.OnTrack}},
		Notes:   why,
		Entries: []roadmap.Entry{
			{Position: 1, Key: "A1", Category: "A", Items: []string{"A1"}, Answer: "1", Title: v.Words, Text: v.Words, Why: why, End: a.Due, Action: &a},
			{Position: 2, Key: "x", Category: "A", Items: []string{"A1", "A2"}, Title: v.Words, Text: v.Words, Why: why, End: a.Due, Targets: []target.ID{"p/T1"}},
		},
	}
}

func (v victim) whatIf() roadmap.WhatIf {
	m := v.Status.Model
	low, high := maturity.Answer{Value: "0"}, maturity.Answer{Value: "1"}
	before, _ := m.Score(maturity.Answers{"A1": low, "A2": low})
	after, _ := m.Score(maturity.Answers{"A1": high, "A2": high})
	raise := []maturity.Change{{Item: "A1", From: low, Had: true, To: high}, {Item: "A2", To: high}}
	return roadmap.WhatIf{
		Programme: v.Status.Programme, Model: m, Changes: raise, Before: before, After: after,
		Cheapest: maturity.Cheapest{To: 1, Sets: []maturity.RaiseSet{{Changes: raise}, {Changes: raise}}},
	}
}

func (v victim) outlook() roadmap.Outlook {
	p := roadmap.Projection{Period: "2026-Q4", End: calendar.Date{Year: 2026, Month: 12, Day: 31}, Category: "A", Expected: 1, Optimistic: 2}
	return roadmap.Outlook{
		Programme: v.Status.Programme, Model: v.Status.Model, Now: map[string]int{"A": 0}, Ahead: []roadmap.Projection{p},
		Past: []roadmap.Outcome{{Projection: p, Actual: 2}},
	}
}
