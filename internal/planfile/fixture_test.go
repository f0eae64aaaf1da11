package planfile_test

import (
	"fmt"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"cairn/internal/assess"
	"cairn/internal/calendar"
	"cairn/internal/maturity"
	"cairn/internal/planfile"
	"cairn/internal/roadmap"
	"cairn/internal/target"
	"cairn/internal/wording"
)

const gus, tom = assess.UserID("U0GUS"), assess.UserID("U0TOM")

var (
	noon  = time.Date(2026, 11, 2, 12, 0, 0, 0, time.UTC)
	today = date(2026, 11, 2)
)

func date(year int, month time.Month, day int) calendar.Date {
	return calendar.Date{Year: year, Month: month, Day: day}
}

// english names one of two people.
var english = planfile.Reader{Name: func(u assess.UserID) string {
	if u == gus {
		return "Gus Grün"
	}
	return ""
}}

func lawlor(t *testing.T) *maturity.Model {
	t.Helper()
	m, err := maturity.Find("lawlor")
	require.NoError(t, err)
	return m
}

func bank() assess.Programme {
	return assess.Programme{
		ID: "northwind", Scope: "Northwind Bank", Zone: "UTC",
		Assignments: []assess.Assignment{{Category: "governance", Owner: gus, Risk: assess.RiskCritical}, {Category: "monitoring-detection", Owner: tom}},
	}
}

func goal(t *testing.T) target.View {
	t.Helper()
	m := lawlor(t)
	c, _ := m.Category("governance")
	return target.View{
		Target: target.Target{
			ID: "northwind/T3", Programme: "northwind", Model: m.ID, State: target.AtRisk, SetAt: noon.AddDate(0, -2, 0), Version: 4,
			Terms: target.Terms{
				Category: c.ID, Level: 4, Due: date(2027, 6, 30), Owner: gus, Measure: "Level 4; seen by audit,\nin writing.", Reason: "The regulator asks for it.",
			},
		},
		In: bank(), Of: m, CategoryOf: c, Computed: target.AtRisk, Signs: []target.Sign{{State: target.AtRisk, Says: wording.New("Its owner expects it %d days late.", 12)}},
		Progress: target.Progress{Level: 2, Share: 0.4567},
		CheckIns: []target.CheckIn{{At: noon, By: gus, Expected: date(2027, 7, 12), Confidence: assess.ConfidenceLow}},
		Slips:    []target.Slip{{At: noon, From: date(2027, 3, 31), To: date(2027, 6, 30), Why: "The vendor is late."}},
		History: []target.Event{
			{At: noon.AddDate(0, -2, 0), Kind: target.WasSet}, {At: noon.AddDate(0, 0, -3), Kind: target.WasCheckedIn}, {At: noon, Kind: target.WasFollowedUp},
		},
	}
}

// action is the work on a step.
func action(status target.ActionStatus) target.Action {
	a := target.Action{
		ID: "northwind/A12", Programme: "northwind", Kind: target.FromRoadmap, Source: "create-ai-inventory", Target: "northwind/T3", Category: "governance",
		Items: []string{"G1", "G2"}, Status: status, SetAt: noon.AddDate(0, -1, 0), Version: 3,
		Work: target.Work{
			Title: "List every AI system in use", Text: "Begin with what is bought.", Owner: tom, Start: date(2026, 10, 5), Due: date(2026, 12, 18),
			Issue: "https://tracker.example.org/SEC-41?a=1,2;b",
		},
	}
	if status.Ended() {
		a.EndedAt = noon.AddDate(0, 0, -1)
	}
	if status == target.Done {
		a.Evidence = "https://wiki.example.org/ai"
	}
	return a
}

// way is a roadmap with a step that was taken on, one that was not, and an action that is no step and overdue.
func way(t *testing.T) roadmap.Roadmap {
	t.Helper()
	a := action(target.Doing)
	return roadmap.Roadmap{
		Programme: bank(), Model: lawlor(t), AsOf: noon, Today: today, Targets: []target.View{goal(t)},
		Loose: []target.Action{{
			ID: "northwind/A7", Programme: "northwind", Kind: target.Own, Category: "workforce-culture", Target: "northwind/T3", Items: []string{"W2"}, Status: target.ToDo, SetAt: noon.AddDate(0, -2, 0),
			Work: target.Work{Title: "Show the new starters the policy", Owner: gus, Due: date(2026, 10, 1)},
		}},
		Entries: []roadmap.Entry{
			{
				Position: 1, Key: "create-ai-inventory", Category: "governance", Level: 2, Title: "An inventory", Targets: []target.ID{"northwind/T3"}, Gap: 2,
				Risk: assess.RiskCritical, Why: []wording.Text{wording.New("It is first."), wording.New("It weighs %d.", 16)}, Action: &a,
			},
			{
				Position: 2, Key: "monitor-usage", Category: "monitoring-detection", Level: 2, Title: "Record what models are asked", Risk: assess.RiskNormal,
				Start: date(2026, 11, 2), End: date(2027, 1, 29),
			},
		},
	}
}

// long is a roadmap of so many steps, in the model's five categories in turn, each with a target.
func long(t *testing.T, steps int) roadmap.Roadmap {
	t.Helper()
	m := way(t)
	e := m.Entries[1]
	m.Entries, m.Loose, m.Targets = nil, nil, nil
	for i := range steps {
		e.Position, e.Key, e.Title = i+1, fmt.Sprintf("step-%d", i+1), fmt.Sprintf("Step %d", i+1)
		e.Category = m.Model.Categories()[i%5].ID
		m.Entries = append(m.Entries, e)
	}
	for i, c := range m.Model.Categories() {
		v := goal(t)
		v.ID, v.Category = target.ID(fmt.Sprintf("northwind/T%d", i+1)), c.ID
		m.Targets = append(m.Targets, v)
	}
	return m
}
