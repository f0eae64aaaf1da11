package roadmap

import (
	"cmp"
	"slices"
)

// graph says, for each step by its index, which come before it.
type graph [][]int

// order puts the steps in order and returns what comes before each, by the new order. The most pressing step comes first,
// that with the widest gap times its risk, and before it all that has to come before it, the most pressing first again;
// then the next. Among equals comes the lower level, the earlier due day, and what the model has first.
//
// Lower levels come before higher ones: of a category where its levels build on each other, or of the whole where the
// model's way leads from level to level. What a category's level assumes of another comes before it, as far as it is a
// step. So a step of a category never comes later because more is at stake there; the property tests say so.
func (f facts) order(steps []step) graph {
	g := f.levelsFirst(steps)
	f.dependencies(steps, g)
	all := make([]int, len(steps))
	for i := range all {
		all[i] = i
	}
	pressing := func(i, j int) int { return pressing(steps[i], steps[j]) }
	slices.SortFunc(all, pressing)
	var order []int
	placed := make([]bool, len(steps))
	var place func(i, forwards int)
	place = func(i, forwards int) {
		if placed[i] {
			return
		}
		before := g.before(i, placed)
		slices.SortFunc(before, pressing)
		for _, j := range before {
			place(j, forwards)
		}
		placed[i] = true
		order = append(order, i)
		if s := &steps[i]; f.cumulative() && steps[forwards].weight() > s.weight() {
			s.forwards, s.weighs = steps[forwards].Category, steps[forwards].weight()
		}
	}
	for _, i := range all {
		place(i, i)
	}
	return rearrange(steps, g, order)
}

// before lists what comes before a step, however indirectly, and is not placed.
func (g graph) before(i int, placed []bool) (all []int) {
	seen := make([]bool, len(g))
	var walk func(i int)
	walk = func(i int) {
		for _, j := range g[i] {
			if !seen[j] && !placed[j] {
				seen[j] = true
				all = append(all, j)
				walk(j)
			}
		}
	}
	walk(i)
	return all
}

// pressing compares how pressing two steps are, the more pressing first.
func pressing(a, b step) int {
	return cmp.Or(cmp.Compare(b.weight(), a.weight()), cmp.Compare(a.Level, b.Level), a.due.Compare(b.due), byPlace(a, b))
}

// weight is the gap times what is at stake.
func (s step) weight() int { return s.Gap * s.Risk.Weight() }

// levelsFirst says that lower levels come first.
func (f facts) levelsFirst(steps []step) graph {
	g := make(graph, len(steps))
	for i := range steps {
		s := &steps[i]
		for _, other := range steps {
			if f.sameLadder(*s, other) && other.Level < s.Level {
				s.lowers = max(s.lowers, other.Level)
			}
		}
		for j, other := range steps {
			if f.sameLadder(*s, other) && other.Level == s.lowers && s.lowers != 0 {
				g[i] = append(g[i], j)
			}
		}
	}
	return g
}

// sameLadder reports whether the levels of two steps build on each other.
func (f facts) sameLadder(a, b step) bool { return !f.cumulative() || a.Category == b.Category }

// dependencies adds what the model's dependencies put before each step. One on a level is met before the lowest step of
// the category from that level on; the others come after that one. A dependency that would close a circle is left out.
func (f facts) dependencies(steps []step, g graph) {
	for _, d := range f.model.Dependencies {
		if f.standing(d.On) >= d.OnLevel && f.knows(d.On) || f.standing(d.Category) >= d.Level && f.knows(d.Category) {
			continue // reached, or past it
		}
		var first []int
		for j, s := range steps {
			if s.Category == d.On && s.Level <= d.OnLevel {
				first = append(first, j)
			}
		}
		for i := range steps {
			s := &steps[i]
			if s.Category != d.Category || s.Level < d.Level || f.lowerOf(steps, *s) >= d.Level {
				continue
			}
			if !f.aimedAt(d.On, d.OnLevel) {
				s.missing = append(s.missing, d)
			}
			w := wait{Dependency: d}
			for _, j := range first {
				if !g.leads(i, j) {
					g[i] = append(g[i], j)
					w.after = append(w.after, steps[j].Key)
				}
			}
			if len(w.after) > 0 {
				s.waits = append(s.waits, w)
			}
		}
	}
	for i := range steps {
		for _, w := range steps[i].waits {
			for _, key := range w.after {
				if !slices.Contains(steps[i].After, key) {
					steps[i].After = append(steps[i].After, key)
				}
			}
		}
	}
}

// lowerOf is the next lower level of a step's category that has steps; 0 for none.
func (f facts) lowerOf(steps []step, s step) (level int) {
	for _, other := range steps {
		if other.Category == s.Category && other.Level < s.Level {
			level = max(level, other.Level)
		}
	}
	return level
}

// aimedAt reports whether a target asks for the level of the category.
func (f facts) aimedAt(category string, level int) bool {
	for _, t := range f.targets {
		if t.Category == category && t.Level >= level {
			return true
		}
	}
	return false
}

// leads reports whether from comes before to already, or is it.
func (g graph) leads(from, to int) bool {
	seen := make([]bool, len(g))
	var walk func(i int) bool
	walk = func(i int) bool {
		if i == from {
			return true
		}
		if seen[i] {
			return false
		}
		seen[i] = true
		return slices.ContainsFunc(g[i], walk)
	}
	return walk(to)
}

// rearrange brings the steps into the order and returns the graph in it.
func rearrange(steps []step, g graph, order []int) graph {
	at := make([]int, len(order))
	sorted := make([]step, len(order))
	for i, old := range order {
		at[old], sorted[i] = i, steps[old]
	}
	copy(steps, sorted)
	out := make(graph, len(order))
	for i, old := range order {
		for _, j := range g[old] {
			out[i] = append(out[i], at[j])
		}
	}
	return out
}
