package digest

import (
	"slices"

	"cairn/internal/assess"
	"cairn/internal/maturity"
)

// asSet puts the levels that managers set in the place of the computed ones, for what follows from all levels together.
// A whole that is the lowest category follows them; one that is made of scores cannot, because a level has none.
func asSet(m *maturity.Model, r maturity.Result, set map[string]assess.Override) maturity.Result {
	if len(set) == 0 {
		return r
	}
	r.Categories = slices.Clone(r.Categories)
	for i, c := range r.Categories {
		o, ok := set[c.ID]
		level, known := m.Level(o.Level)
		if !ok || !known {
			continue
		}
		c.Level, c.LevelName, c.AtLeast, c.AtMost = level.Number, level.Name, level.Number, level.Number
		c.Answered, c.NotApplicable, c.Unanswered = c.Items, 0, nil
		r.Categories[i] = c
	}
	if r.Overall == nil || r.Overall.Rule != maturity.RuleMinimum {
		return r
	}
	o := maturity.Overall{
		Rule: r.Overall.Rule, Complete: true, Weakest: r.Weakest(), AtLeast: m.HighestLevel(), AtMost: m.HighestLevel(),
	}
	for _, c := range r.Categories {
		o.Complete = o.Complete && c.Complete()
		if c.Measured() {
			o.AtLeast, o.AtMost = min(o.AtLeast, c.AtLeast), min(o.AtMost, c.AtMost)
		}
	}
	if o.Complete {
		level, _ := m.Level(o.AtLeast)
		o.Level, o.LevelName = level.Number, level.Name
	}
	r.Overall = &o
	return r
}
