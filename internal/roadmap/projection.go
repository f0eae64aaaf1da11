package roadmap

import (
	"maps"

	"cairn/internal/calendar"
	"cairn/internal/maturity"
	"cairn/internal/target"
)

// ahead is how many period ends are projected: the present one's and those after it.
const ahead = 4

// leastSlip is by how many days at least a target comes late in the pessimistic line.
const leastSlip = 30

// reckoning is when a target is expected to be reached, by each line; zero where it does not count.
type reckoning struct {
	category                          string
	level                             int
	pessimistic, expected, optimistic calendar.Date
}

// reckon says when a target is expected to be reached. Slip is by how many days the targets of the programme that moved
// came to be late; next is the last day of the next period. On track means on its day, or in the pessimistic line later by
// two slips. At risk means on its day or on that which its owner expects, and a slip later. What is off track, missed or
// just changed is expected by the optimistic line only.
func reckon(t target.View, slip int, next calendar.Date) reckoning {
	r := reckoning{category: t.Category, level: t.Level, optimistic: t.Due}
	state := t.Standing()
	if state == target.Missed {
		r.optimistic = next
	}
	late := t.Due // on its day, or on the one that was said last
	if n := len(t.CheckIns); n > 0 && late.Before(t.CheckIns[n-1].Expected) {
		late = t.CheckIns[n-1].Expected
	}
	switch state {
	case target.OnTrack:
		r.expected = t.Due
		r.pessimistic = late.AddDays(max(2*slip, leastSlip))
	case target.AtRisk:
		r.expected = late.AddDays(slip)
	}
	return r
}

// meanSlip is by how many days, rounded up, the targets that were moved to a later day were moved in all; 0 while none was.
func meanSlip(targets []target.View) int {
	days, moved := 0, 0
	for _, t := range targets {
		if len(t.Slips) == 0 {
			continue
		}
		moved++
		for _, s := range t.Slips {
			days += s.From.DaysUntil(s.To)
		}
	}
	if moved == 0 {
		return 0
	}
	return (days + moved - 1) / moved
}

// project says which level each category is expected to have at the end of the present period and those after it, the
// whole first where the model makes it the lowest category's. Nothing is expected below where it stands now. What is not
// known now is not projected.
func (f facts) project(slip int) []Projection {
	periods := f.periods(ahead)
	reckonings := make([]reckoning, len(f.targets))
	for i, t := range f.targets {
		reckonings[i] = reckon(t, slip, periods[1].last)
	}
	var all []Projection
	for _, p := range periods {
		by := func(day func(reckoning) calendar.Date) map[string]int {
			levels := maps.Clone(f.position.Levels)
			for _, r := range reckonings {
				if at := day(r); !at.IsZero() && !p.last.Before(at) {
					if now, ok := levels[r.category]; ok {
						levels[r.category] = max(now, r.level)
					}
				}
			}
			return f.withWhole(levels)
		}
		low := by(func(r reckoning) calendar.Date { return r.pessimistic })
		mid := by(func(r reckoning) calendar.Date { return r.expected })
		high := by(func(r reckoning) calendar.Date { return r.optimistic })
		for _, id := range f.projected() {
			if _, ok := mid[id]; ok {
				all = append(all, Projection{
					Period: p.name, End: p.last, Category: id, Pessimistic: low[id], Expected: mid[id], Optimistic: high[id],
				})
			}
		}
	}
	return all
}

// projected lists the ids of what may be projected: the whole first, then the categories in the model's order.
func (f facts) projected() []string {
	ids := []string{""}
	for _, c := range f.model.Categories() {
		ids = append(ids, c.ID)
	}
	return ids
}

// withWhole adds the level of the whole, where the model's rule is the minimum and every category that is measured has one.
func (f facts) withWhole(levels map[string]int) map[string]int {
	if whole, ok := wholeOf(f.model, f.position.Result, levels); ok {
		levels[""] = whole
	}
	return levels
}

// wholeOf is the level of the whole by those of the categories, where the model's rule is the minimum.
func wholeOf(m *maturity.Model, r maturity.Result, levels map[string]int) (int, bool) {
	if m.Scoring.Overall != maturity.RuleMinimum {
		return 0, false
	}
	whole, any := m.HighestLevel(), false
	for _, c := range r.Categories {
		level, ok := levels[c.ID]
		switch {
		case ok:
			whole, any = min(whole, level), true
		case c.Measured():
			return 0, false
		}
	}
	return whole, any
}
