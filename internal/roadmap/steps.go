package roadmap

import (
	"cmp"
	"slices"

	"cairn/internal/calendar"
	"cairn/internal/maturity"
)

// steps lists what the aims need, in the model's order: control objectives that are not in place, or the actions that the
// model names on the way up.
func (f facts) steps(aims []aim) ([]step, error) {
	if len(aims) == 0 {
		return nil, nil
	}
	var steps []step
	var err error
	if f.cumulative() {
		steps, err = f.objectives(aims)
	} else {
		steps, err = f.transitions(aims)
	}
	for i := range steps {
		s := &steps[i]
		s.place, s.Risk = i, f.programme.RiskOf(s.Category)
		if len(f.targets) == 0 {
			s.Gap = 1 // the whole's, to its next level
		}
		for _, a := range s.aims {
			if a.category == s.Category {
				s.Gap = max(s.Gap, a.level-f.standing(a.category))
			}
			if a.of != nil && !slices.Contains(s.Targets, a.of.ID) {
				s.Targets = append(s.Targets, a.of.ID)
			}
		}
	}
	return steps, err
}

func (f facts) cumulative() bool { return f.model.Scoring.Method == maturity.MethodCumulative }

// short lists the items that keep a category from a level. What a level that it stands on already would ask is left out:
// a manager may have set it by hand.
func (f facts) short(category string, level int) ([]string, error) {
	items, err := f.model.Short(category, f.position.Answers, level)
	return slices.DeleteFunc(items, func(id string) bool {
		it, _ := f.model.Item(id)
		return !it.AppliesTo(f.programme.Deployments) || f.cumulative() && it.Level <= f.standing(category)
	}), err
}

// objectives are the steps of a model whose levels build on control objectives: one for each that is not in place.
func (f facts) objectives(aims []aim) ([]step, error) {
	var steps []step
	for _, c := range f.model.Categories() {
		mine := slices.DeleteFunc(slices.Clone(aims), func(a aim) bool { return a.category != c.ID })
		if len(mine) == 0 {
			continue
		}
		top := slices.MaxFunc(mine, func(a, b aim) int { return cmp.Compare(a.level, b.level) })
		items, err := f.short(c.ID, top.level)
		if err != nil {
			return nil, err
		}
		for _, id := range items {
			it, _ := f.model.Item(id)
			serves := slices.DeleteFunc(slices.Clone(mine), func(a aim) bool { return a.level < it.Level })
			steps = append(steps, step{
				Entry: Entry{
					Key: id, Category: c.ID, Level: it.Level, Items: []string{id}, Title: it.Name, Text: it.Text,
					Answer: f.position.Answers[id].Value,
				},
				due: serves[0].due, aims: serves,
			})
			if own, ok := f.own[id]; ok {
				e := &steps[len(steps)-1].Entry
				e.Title, e.Text = cmp.Or(own.Name, e.Title), own.Text
			}
		}
	}
	return steps, nil
}

// transitions are the steps of a model that names actions for the way from each level to the next: all of those between
// where the whole stands and the highest aim, because the levels are the whole's.
func (f facts) transitions(aims []aim) ([]step, error) {
	from, top := f.whole(), f.model.LowestLevel()
	for _, a := range aims {
		from, top = min(from, f.standing(a.category)), max(top, a.level)
	}
	var steps []step
	for i := range f.model.Roadmap {
		t := &f.model.Roadmap[i]
		if t.From < from || t.To > top {
			continue
		}
		for n, action := range t.Actions {
			s := step{
				Entry: Entry{Key: action.ID, Level: t.To, Title: action.Title, Text: action.Text},
				of:    t, nth: n + 1,
			}
			if err := f.tie(&s, action.Items, aims); err != nil {
				return nil, err
			}
			steps = append(steps, s)
		}
	}
	return steps, nil
}

// whole is the level that the whole stands on: by the model's rule, or else the lowest that is known.
func (f facts) whole() int {
	if o := f.position.Result.Overall; o != nil && o.Complete && o.Rule != maturity.RuleMinimum {
		return o.Level
	}
	lowest, any := f.model.HighestLevel(), false
	for _, level := range f.position.Levels {
		lowest, any = min(lowest, level), true
	}
	if !any {
		return f.model.LowestLevel()
	}
	return lowest
}

// tie ties an action to the items that it helps: those of categories with an aim first, the widest gap before, then
// others that are short of the level it leads to.
func (f facts) tie(s *step, items []string, aims []aim) error {
	type helped struct {
		id  string
		gap int // 0 without an aim
	}
	var helps []helped
	for _, id := range items {
		it, ok := f.model.Item(id)
		if !ok {
			continue
		}
		category := it.Category().ID
		short, err := f.short(category, s.Level)
		if err != nil {
			return err
		}
		h, weak := helped{id: id}, slices.Contains(short, id)
		for _, a := range aims {
			if a.category != category || a.level < s.Level {
				continue
			}
			if short, err = f.short(category, a.level); err != nil {
				return err
			}
			if slices.Contains(short, id) {
				weak, h.gap = true, max(h.gap, a.level-f.standing(category))
				if !slices.ContainsFunc(s.aims, func(b aim) bool { return b.category == a.category && b.level == a.level }) {
					s.aims = append(s.aims, a)
				}
			}
		}
		if weak {
			helps = append(helps, h)
		}
	}
	slices.SortStableFunc(helps, func(a, b helped) int { return cmp.Compare(b.gap, a.gap) })
	for _, h := range helps {
		s.Items = append(s.Items, h.id)
	}
	first := slices.Concat(s.Items, items)
	if len(first) > 0 {
		if it, ok := f.model.Item(first[0]); ok {
			s.Category = it.Category().ID
		}
	}
	slices.SortStableFunc(s.aims, func(a, b aim) int { return a.due.Compare(b.due) })
	s.due = f.dueOf(*s, aims)
	return nil
}

// dueOf is by when an action is to be done: for its earliest aim, or else for the earliest that is beyond its level.
func (f facts) dueOf(s step, aims []aim) (due calendar.Date) {
	if len(s.aims) > 0 {
		return s.aims[0].due
	}
	for _, a := range aims {
		if a.level >= s.Level {
			return a.due
		}
	}
	return aims[len(aims)-1].due
}
