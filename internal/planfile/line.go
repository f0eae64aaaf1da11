package planfile

import (
	"slices"
	"strings"
	"time"

	"cairn/internal/assess"
	"cairn/internal/calendar"
	"cairn/internal/roadmap"
	"cairn/internal/target"
)

// line is a step of the roadmap, or an action that is none.
type line struct {
	position int    // 0 for an action that is no step
	key      string // of the step; what an action answers, or ""
	category string // id; "" for none
	level    int    // 0 for none
	title    string
	entry    *roadmap.Entry // nil for an action that is no step
	targets  []target.ID
	items    []string // ids of the questions or objectives that it helps
	owner    assess.UserID
	start    calendar.Date
	due      calendar.Date
	action   *target.Action // nil while nobody took it on
	overdue  bool
	risk     assess.Risk // "" where there is no category
}

// status is how far a step is.
func (l line) status() target.ActionStatus {
	if l.action == nil {
		return target.Proposed
	}
	return l.action.Status
}

// why are the reasons of a step's place, in the reader's language.
func (l line) why(to Reader) string {
	if l.entry == nil {
		return ""
	}
	said := make([]string, len(l.entry.Why))
	for i, w := range l.entry.Why {
		said[i] = to.text(w)
	}
	return strings.Join(said, " ")
}

// lines lists the steps that a filter picks in their order, then the other actions.
func lines(m roadmap.Roadmap, f roadmap.Filter) (all []line) {
	for _, e := range m.Pick(f) {
		all = append(all, stepLine(m, e))
	}
	for _, a := range m.Loose {
		if f.Owner != "" && f.Owner != a.Owner || f.Category != "" && f.Category != a.Category || f.Open && !a.Open() {
			continue
		}
		l := line{key: a.Source, category: a.Category}
		if a.Category != "" {
			l.risk = m.Programme.RiskOf(a.Category)
		}
		l.take(a, m)
		all = append(all, l)
	}
	return all
}

func stepLine(m roadmap.Roadmap, e roadmap.Entry) line {
	l := line{
		position: e.Position, key: e.Key, category: e.Category, level: e.Level, title: e.Title, entry: &e, targets: e.Targets, items: e.Items,
		owner: m.Owner(e), start: e.Start, due: e.End, risk: e.Risk,
	}
	if e.Action != nil {
		l.take(*e.Action, m)
	}
	return l
}

// take says what somebody took on.
func (l *line) take(a target.Action, m roadmap.Roadmap) {
	l.action, l.title, l.owner, l.start, l.due, l.items = &a, a.Title, a.Owner, a.Start, a.Due, a.Items
	if a.Target != "" && !slices.Contains(l.targets, a.Target) {
		l.targets = append(slices.Clip(l.targets), a.Target)
	}
	if l.start.IsZero() && !a.SetAt.IsZero() {
		l.start = dayOf(m, a.SetAt)
	}
	l.overdue = a.Open() && a.Due.Before(m.Today)
}

// dayOf is the day of an instant where the programme is.
func dayOf(m roadmap.Roadmap, at time.Time) calendar.Date {
	if zone, err := time.LoadLocation(m.Programme.Zone); err == nil {
		at = at.In(zone)
	}
	return calendar.DateOf(at)
}
