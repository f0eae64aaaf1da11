package digest

import (
	"slices"

	"cairn/internal/maturity"
)

// Profile says how the categories of a model stand together where the model gives no level for the whole. It counts the
// levels as set; one that is not known yet counts as the least it can be, one without any answer not at all.
type Profile struct {
	Spread           // over all categories
	Domains []Domain // in the model's order; empty in a flat model
}

// Spread is the lowest and the median level of some categories. The median of an even number is the lower of the two in
// the middle: levels are steps, and between two of them nothing is reached.
type Spread struct {
	Minimum int
	Median  int
	Lowest  []string // names of the categories at the minimum, unless all are
	Counted int      // categories with a level; Minimum and Median mean nothing when 0
	Unsure  int      // of them, those whose unanswered items may still raise it
}

// Domain is the spread of the categories of one domain.
type Domain struct {
	Name string
	Spread
}

// profile makes the profile of the categories, which may come in any order.
func profile(m *maturity.Model, levels []Standing) Profile {
	p := Profile{Spread: spread(levels)}
	for _, c := range m.Categories() {
		if len(c.Path) == 0 || slices.ContainsFunc(p.Domains, func(d Domain) bool { return d.Name == c.Path[0] }) {
			continue
		}
		within := slices.DeleteFunc(slices.Clone(levels), func(s Standing) bool { return s.Domain != c.Path[0] })
		p.Domains = append(p.Domains, Domain{Name: c.Path[0], Spread: spread(within)})
	}
	return p
}

func spread(levels []Standing) Spread {
	var s Spread
	var counted []int
	for _, l := range levels {
		if !l.Answered {
			continue
		}
		if !l.Known() {
			s.Unsure++
		}
		counted = append(counted, l.AtLeast)
	}
	if s.Counted = len(counted); s.Counted == 0 {
		return s
	}
	slices.Sort(counted)
	s.Minimum, s.Median = counted[0], counted[(len(counted)-1)/2]
	for _, l := range levels {
		if l.Answered && l.AtLeast == s.Minimum {
			s.Lowest = append(s.Lowest, l.Name)
		}
	}
	if len(s.Lowest) == s.Counted {
		s.Lowest = nil
	}
	return s
}

// mostNamed is how many categories a sentence names before it counts them.
const mostNamed = 3
