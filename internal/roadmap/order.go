package roadmap

import (
	"cmp"
	"slices"
)

// graph says, for each step by its index, which come before it.
type graph [][]int

// order puts the steps in order and returns what comes before each, by the new order. Lower levels come first: of a
// category where its levels build on each other, or of the whole where the model's way leads from level to level. What a
// category's level assumes of another comes before it, as far as it is a step. Among what is free to come next, the widest
// gap times its risk does, its own or that of what waits for it; then the lower level, the earlier due day, and what the
// model has first.
//
// A step of a category never comes later because more is at stake there: the property tests say so.
func (f facts) order(steps []step) graph {
	g := f.levelsFirst(steps)
	f.dependencies(steps, g)
	f.inherit(steps, g)
	var order []int
	left := len(steps)
	done := make([]bool, len(steps))
	for ; left > 0; left-- {
		next := -1
		for i := range steps {
			free := !done[i] && !slices.ContainsFunc(g[i], func(j int) bool { return !done[j] })
			if free && (next < 0 || before(steps[i], steps[next])) {
				next = i
			}
		}
		done[next] = true // there is one: g has no cycle
		order = append(order, next)
	}
	return rearrange(steps, g, order)
}

// before reports whether a comes before b when both are free to come next.
func before(a, b step) bool {
	return cmp.Or(
		cmp.Compare(b.weighs, a.weighs), cmp.Compare(a.Level, b.Level), a.due.Compare(b.due), byPlace(a, b),
	) < 0
}

// weight is the gap times what is at stake.
func (s step) weight() int { return s.Gap * s.Risk.Weight() }

// inherit gives to each step the weight of what waits for it, where that is more than its own: what holds up something
// grave is as pressing. Where the model's way leads from level to level everything waits for everything, and says nothing.
func (f facts) inherit(steps []step, g graph) {
	var pass func(i, weighs int, from string)
	pass = func(i, weighs int, from string) {
		if steps[i].weighs >= weighs {
			return
		}
		steps[i].weighs, steps[i].forwards = weighs, from
		for _, j := range g[i] {
			pass(j, weighs, from)
		}
	}
	for i := range steps {
		steps[i].weighs = steps[i].weight()
	}
	if !f.cumulative() {
		return
	}
	for i, s := range steps {
		for _, j := range g[i] {
			pass(j, s.weight(), s.Category)
		}
	}
}

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
