package roadmap

import (
	"fmt"
	"reflect"
	"slices"
	"strings"
	"time"

	"pgregory.net/rapid"

	"cairn/internal/assess"
	"cairn/internal/calendar"
	"cairn/internal/maturity"
	"cairn/internal/target"
)

// today is a Wednesday.
var today = calendar.Date{Year: 2026, Month: time.November, Day: 18}

func model(t tb, id string) *maturity.Model {
	t.Helper()
	m, err := maturity.Find(id)
	if err != nil {
		t.Fatal(err)
	}
	return m
}

// sample is a programme on a model that is nowhere in particular, with all its answers.
func sample(t tb, m *maturity.Model, answers maturity.Answers) facts {
	t.Helper()
	p := assess.Programme{
		ID: "north", Scope: "North", Model: m.ID, Zone: "Europe/London",
		Cadence: calendar.Cadence{Every: calendar.Quarterly, StartMonth: time.January},
	}
	for _, c := range m.Categories() {
		p.Assignments = append(p.Assignments, assess.Assignment{Category: c.ID, Owner: assess.UserID("U0" + c.Short)})
	}
	cal, err := p.Calendar()
	if err != nil {
		t.Fatal(err)
	}
	result, err := m.Score(answers)
	if err != nil {
		t.Fatal(err)
	}
	f := facts{programme: p, model: m, cal: cal, today: today}
	f.position = assess.Position{Model: m, Answers: answers, Result: result, Levels: make(map[string]int), AsOf: time.Date(2026, 10, 20, 0, 0, 0, 0, time.UTC)}
	f.position.Snapshot = &assess.Snapshot{TakenAt: f.position.AsOf, Model: m.ID, Result: result}
	f.position.Heard = make(map[string]time.Time)
	for _, c := range result.Categories {
		if c.Answered > 0 {
			f.position.Levels[c.ID], f.position.Heard[c.ID] = c.AtLeast, f.position.AsOf
		}
	}
	return f
}

// allOf answers every item with the highest value, but those named.
func allOf(m *maturity.Model, but map[string]string) maturity.Answers {
	answers := make(maturity.Answers)
	for _, c := range m.Categories() {
		for _, it := range c.Items {
			options := it.Options()
			answers[it.ID] = maturity.Answer{Value: options[len(options)-1].Value}
			for prefix, value := range but {
				if strings.HasPrefix(it.ID, prefix) {
					answers[it.ID] = maturity.Answer{Value: value}
				}
			}
		}
	}
	return answers
}

// aimFor adds a target to the facts.
func (f *facts) aimFor(category string, level int, due calendar.Date) {
	id := target.ID(fmt.Sprintf("north/T%d", len(f.targets)+1))
	f.targets = append(f.targets, target.View{
		Target: target.Target{
			ID: id, Programme: "north", Model: f.model.ID, State: target.OnTrack,
			Terms: target.Terms{Category: category, Level: level, Due: due, Owner: "U0OWNER"},
		},
		In: f.programme, Of: f.model, Computed: target.OnTrack,
	})
}

func (f *facts) weigh(category string, r assess.Risk) {
	f.programme.Assignments = slices.Clone(f.programme.Assignments)
	for i := range f.programme.Assignments {
		if f.programme.Assignments[i].Category == category {
			f.programme.Assignments[i].Risk = r
		}
	}
}

// drawFacts draws where a programme may stand: answers, risks, targets, and actions that were taken on.
func drawFacts(t *rapid.T, models []*maturity.Model) facts {
	m := models[rapid.IntRange(0, len(models)-1).Draw(t, "model")]
	categories := m.Categories()
	answers := make(maturity.Answers)
	for _, c := range m.Categories() {
		known := rapid.IntRange(0, 9).Draw(t, c.ID) > 0
		good := rapid.IntRange(m.LowestLevel(), m.HighestLevel()).Draw(t, c.ID+" good up to")
		for _, it := range c.Items {
			options := it.Options()
			switch {
			case !known:
			case it.Level != 0 && it.Level <= good:
				answers[it.ID] = maturity.Answer{Value: options[len(options)-1].Value}
			default:
				answers[it.ID] = maturity.Answer{Value: options[rapid.IntRange(0, len(options)-1).Draw(t, it.ID)].Value}
			}
		}
	}
	f := sample(t, m, answers)
	for _, c := range m.Categories() {
		f.weigh(c.ID, rapid.SampledFrom(append(assess.Risks(), "")).Draw(t, c.ID+" risk"))
	}
	for range rapid.IntRange(0, 8).Draw(t, "targets") {
		c := categories[rapid.IntRange(0, len(categories)-1).Draw(t, "target")]
		level := rapid.IntRange(m.LowestLevel()+1, m.HighestLevel()).Draw(t, "level")
		f.aimFor(c.ID, level, today.AddDays(rapid.IntRange(0, 900).Draw(t, "due in")))
	}
	return f
}

// tb is what a test and a property have in common.
type tb interface {
	Helper()
	Fatal(args ...any)
}

type targetView = target.View

// everything lets cmp look into unexported fields.
func everything(reflect.Type) bool { return true }
