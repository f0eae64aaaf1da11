package roadmap

import (
	"cmp"
	"slices"

	"cairn/internal/assess"
	"cairn/internal/calendar"
	"cairn/internal/maturity"
	"cairn/internal/target"
	"cairn/internal/wording"
)

// facts are what a roadmap and an outlook are made of.
type facts struct {
	programme assess.Programme
	model     *maturity.Model
	position  assess.Position
	own       map[string]assess.Substitution // the organisation's own objectives, by item id
	targets   []target.View                  // open
	actions   []target.Action                // ended ones too
	cal       *calendar.Calendar             // the programme's
	today     calendar.Date
}

// aim is a level that a category is to reach: its target's, or where there are no targets the next one.
type aim struct {
	of       *target.View // nil where there are no targets
	category string
	level    int
	due      calendar.Date // for planning; see facts.aims
}

// step is an entry with what only its making needs.
type step struct {
	Entry
	place    int           // in the model
	due      calendar.Date // of the earliest aim
	aims     []aim         // it serves, the earliest due first
	of       *maturity.Transition
	nth      int    // of the transition's actions, from 1
	forwards string // the category that moves it forward, because it waits for it; "" for none
	weighs   int    // the weight of what waits for it
	// Why it comes after others.
	waits   []wait
	lowers  int                   // the level of its category that comes before; 0 for none
	missing []maturity.Dependency // neither reached nor a target
}

// wait is a dependency of the model that puts a step after others.
type wait struct {
	maturity.Dependency
	after []string // keys
}

// roadmap builds the roadmap. Equal facts give equal roadmaps.
func (f facts) roadmap() (Roadmap, error) {
	r := Roadmap{
		Programme: f.programme, Model: f.model, AsOf: f.position.AsOf, Open: f.position.Open, Today: f.today,
		Targets: slices.Clone(f.targets),
	}
	slices.SortStableFunc(r.Targets, func(a, b target.View) int { return a.Due.Compare(b.Due) })
	f.targets = r.Targets
	aims := f.aims()
	steps, err := f.steps(aims)
	if err != nil {
		return r, err
	}
	g := f.order(steps)
	f.take(steps, &r)
	f.sequence(steps, g)
	for i, s := range steps {
		s.Position = i + 1
		s.Why = f.why(s)
		r.Entries = append(r.Entries, s.Entry)
	}
	r.Notes = f.notes(aims)
	return r, nil
}

// standing is where a category stands; the lowest level while that is not known.
func (f facts) standing(category string) int {
	if level, ok := f.position.Levels[category]; ok {
		return level
	}
	return f.model.LowestLevel()
}

// aims lists what is to be reached, the earliest due first. A target whose day is past is planned for the end of the next
// period, as everything is where there are no targets: then the lowest categories are to reach their next level.
func (f facts) aims() []aim {
	var aims []aim
	next := f.nextPeriodEnd()
	for i := range f.targets {
		t := &f.targets[i]
		if f.standing(t.Category) >= t.Level && f.knows(t.Category) {
			continue // reached by the answers; the next snapshot says so
		}
		a := aim{of: t, category: t.Category, level: t.Level, due: t.Due}
		if a.due.Before(f.today) {
			a.due = next
		}
		aims = append(aims, a)
	}
	if len(f.targets) == 0 {
		lowest := f.model.HighestLevel()
		for _, level := range f.position.Levels {
			lowest = min(lowest, level)
		}
		for _, c := range f.model.Categories() {
			if f.knows(c.ID) && f.standing(c.ID) == lowest && lowest < f.model.HighestLevel() {
				aims = append(aims, aim{category: c.ID, level: lowest + 1, due: next})
			}
		}
	}
	slices.SortStableFunc(aims, func(a, b aim) int { return a.due.Compare(b.due) })
	return aims
}

func (f facts) knows(category string) bool {
	_, ok := f.position.Levels[category]
	return ok
}

// nextPeriodEnd is the last day of the period after the present one.
func (f facts) nextPeriodEnd() calendar.Date { return f.periods(2)[1].last }

// take puts to each step what it became, and lists the open actions that are no step.
func (f facts) take(steps []step, r *Roadmap) {
	taken := make(map[target.ActionID]bool)
	for i := range steps {
		for j := range f.actions {
			a := &f.actions[j]
			if a.Source != steps[i].Key || a.Kind != target.FromRoadmap || !f.counts(*a) {
				continue
			}
			if had := steps[i].Action; had == nil || a.Open() || !had.Open() && a.EndedAt.After(had.EndedAt) {
				steps[i].Action = a
			}
			taken[a.ID] = true
		}
	}
	for _, a := range f.actions {
		if a.Open() && !taken[a.ID] {
			r.Loose = append(r.Loose, a)
		}
	}
}

// counts reports whether an action still says something of its step: it is open, or was done since its category was last
// answered for. After that the answers say whether it helped.
func (f facts) counts(a target.Action) bool {
	if a.Open() || a.Status != target.Done {
		return a.Open()
	}
	return f.position.Since(a.Category, a.EndedAt)
}

// notes says what a reader of the whole has to know.
func (f facts) notes(aims []aim) []wording.Text {
	var notes []wording.Text
	switch p := f.position; {
	case p.Snapshot == nil && len(p.Levels) == 0 && len(f.targets) == 0:
		return []wording.Text{wording.New("Nothing has been assessed yet and there are no targets, so there is nothing to put in order.")}
	case p.Snapshot == nil && len(p.Levels) == 0:
		notes = append(notes, wording.New("Nothing has been assessed yet, so all that the targets need is listed."))
	case len(p.Answers) == 0:
		notes = append(notes, wording.New("Only levels have been picked so far, not single answers, so all that is needed above them is listed."))
	}
	if len(f.targets) == 0 {
		notes = append(notes, wording.New("There are no targets yet. This is what leads from the lowest level to the next."))
	}
	if len(aims) > 0 {
		notes = append(notes, wording.New("The days proposed assume that each step is as much work as any other, and that every category moves by itself."))
	}
	return notes
}

// byPlace orders steps as the model has them.
func byPlace(a, b step) int { return cmp.Compare(a.place, b.place) }
