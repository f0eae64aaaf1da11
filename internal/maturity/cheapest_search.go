package maturity

import (
	"cmp"
	"math"
	"math/big"
	"slices"
	"sort"
)

// A score is linear in what its items count, so that the cheapest set is that of a knapsack turned round: for each item take
// one of its raises or none, until each category has risen by what it needs and the whole by what that needs, at the lowest
// price. Prices and gains are brought to whole numbers first, so that nothing is rounded.
//
// For every item the search knows the front of what the items after it can bring: the highest gain at each price. With that
// it finds the lowest price, and then walks only into sets that have that price.

const (
	searchBound = 500_000 // entries of fronts that are weighed up at most: half a second
	countBound  = 100_000 // places at which sets are counted at most
)

// solution is what a search found.
type solution struct {
	price price
	unit  *big.Int // what a point is in units of the price
	sets  []RaiseSet
	ways  int // how many sets have the price; math.MaxInt for more than could be counted
}

func (s solution) points() Rat {
	return Rat{new(big.Rat).SetFrac(big.NewInt(s.price.cost), s.unit)}
}

func (s solution) items() int { return s.price.items }

// price is what a set costs: points first, then items.
type price struct {
	cost  int64
	items int
}

func (p price) compare(q price) int {
	return cmp.Or(cmp.Compare(p.cost, q.cost), cmp.Compare(p.items, q.items))
}
func (p price) plus(q price) price  { return price{p.cost + q.cost, p.items + q.items} }
func (p price) minus(q price) price { return price{p.cost - q.cost, p.items - q.items} }

// point of a front: what is gained at a price.
type point struct {
	price
	own   int64 // by the category's score, up to what is of use
	whole int64 // by the whole's
}

// front holds points by rising price, each with a higher gain than all before it.
type front []point

// within returns the last point that costs at most p: the one with the highest gain.
func (f front) within(p price) (point, bool) {
	i := sort.Search(len(f), func(i int) bool { return f[i].compare(p) > 0 })
	if i == 0 {
		return point{}, false
	}
	return f[i-1], true
}

// best keeps the points that no cheaper one equals by the gain.
func best(points []point, gain func(point) int64) front {
	slices.SortFunc(points, func(a, b point) int {
		return cmp.Or(a.compare(b.price), cmp.Compare(gain(b), gain(a)))
	})
	kept := points[:0]
	for _, p := range points {
		if len(kept) == 0 || gain(p) > gain(kept[len(kept)-1]) {
			kept = append(kept, p)
		}
	}
	return slices.Clip(front(kept))
}

// stage is a category in whole numbers.
type stage struct {
	items  [][]step
	need   int64   // of own gain
	useful int64   // own gain beyond it is of no use
	fronts []front // of the items from each on; the last is of none
	after  front   // of all later categories, by the whole's gain
}

// step is one way of raising an item.
type step struct {
	point
	change Change
}

type searcher struct {
	stages []stage
	need   int64 // of the whole
	room   *int  // entries that may still be weighed up
	counts map[place]int
}

// search finds the sets of the lowest price with which each category rises by what it needs, and the whole by need. It is
// false when that would take more work than there is room for, or too large numbers, or cannot be reached.
func search(categories []raising, need Rat, room *int) (solution, bool) {
	s := searcher{room: room, counts: map[place]int{}}
	unit, ok := s.scale(categories, need)
	if !ok || !s.build() {
		return solution{}, false
	}
	out := solution{unit: unit}
	all := s.before(0)
	i := slices.IndexFunc(all, func(p point) bool { return p.whole >= s.need })
	if i < 0 {
		return solution{}, false
	}
	out.price = all[i].price
	start := s.enter(place{left: out.price, whole: s.need})
	s.list(start, nil, &out.sets)
	out.ways = s.count(start)
	return out, true
}

// scale brings prices and gains to whole numbers and returns the unit of the price.
func (s *searcher) scale(categories []raising, need Rat) (*big.Int, bool) {
	cost, whole := newScale(), newScale()
	whole.take(need)
	for _, c := range categories {
		for _, it := range c.items {
			for _, o := range it.options {
				cost.take(o.cost)
				whole.take(o.gain.Mul(c.weight))
			}
		}
	}
	s.need = max(0, whole.of(need))
	for _, c := range categories {
		own := newScale()
		own.take(c.need)
		for _, it := range c.items {
			for _, o := range it.options {
				own.take(o.gain)
			}
		}
		st := stage{need: max(0, own.of(c.need))}
		st.useful = st.need
		if need.Sign() > 0 && c.weight.Sign() > 0 {
			st.useful = max(st.useful, own.ceil(need.Quo(c.weight)))
		}
		for _, it := range c.items {
			var steps []step
			for _, o := range it.options {
				steps = append(steps, step{
					point{price{cost.of(o.cost), 1}, own.of(o.gain), whole.of(o.gain.Mul(c.weight))}, o.change,
				})
			}
			st.items = append(st.items, steps)
		}
		if own.large {
			return nil, false
		}
		s.stages = append(s.stages, st)
	}
	return cost.unit, !cost.large && !whole.large
}

// scale turns rational numbers into whole ones by a common denominator.
type scale struct {
	unit  *big.Int // the denominator
	large bool     // a number became too large to be added up safely
}

func newScale() *scale { return &scale{unit: big.NewInt(1)} }

// take makes the unit fit a number.
func (s *scale) take(a Rat) {
	d := a.big().Denom()
	gcd := new(big.Int).GCD(nil, nil, s.unit, d)
	s.unit.Mul(s.unit, new(big.Int).Quo(d, gcd))
}

// of returns a number that the unit fits.
func (s *scale) of(a Rat) int64 { return s.ceil(a) }

// ceil returns a number in units, rounded up.
func (s *scale) ceil(a Rat) int64 {
	n := new(big.Rat).Mul(a.big(), new(big.Rat).SetInt(s.unit))
	up, rest := new(big.Int).QuoRem(n.Num(), n.Denom(), new(big.Int))
	if rest.Sign() > 0 {
		up.Add(up, big.NewInt(1))
	}
	if up.CmpAbs(big.NewInt(1<<40)) > 0 { // a million of them can be added up
		s.large = true
		return 0
	}
	return up.Int64()
}

// build makes the fronts, the last category's first; false when they become too large.
func (s *searcher) build() bool {
	after := front{{}}
	for i := len(s.stages) - 1; i >= 0; i-- {
		st := &s.stages[i]
		st.after = after
		st.fronts = make([]front, len(st.items)+1)
		st.fronts[len(st.items)] = front{{}}
		for j := len(st.items) - 1; j >= 0; j-- {
			rest := st.fronts[j+1]
			if *s.room -= len(rest) * (1 + len(st.items[j])); *s.room < 0 {
				return false
			}
			points := slices.Clone(rest)
			for _, o := range st.items[j] {
				for _, p := range rest {
					points = append(points, st.sum(o.point, p, s.need))
				}
			}
			st.fronts[j] = best(points, func(p point) int64 { return p.own })
		}
		if *s.room -= len(st.fronts[0]) * len(after); *s.room < 0 {
			return false
		}
		after = s.before(i)
	}
	return true
}

// sum adds two points of a category.
func (st *stage) sum(a, b point, need int64) point {
	return point{a.plus(b.price), min(a.own+b.own, st.useful), min(a.whole+b.whole, need)}
}

// before is the front of a category and all later ones, by the whole's gain.
func (s *searcher) before(i int) front {
	if i == len(s.stages) {
		return front{{}}
	}
	st := &s.stages[i]
	var points []point
	for _, a := range st.fronts[0] {
		if a.own < st.need {
			continue
		}
		for _, b := range st.after {
			points = append(points, point{price: a.plus(b.price), whole: min(a.whole+b.whole, s.need)})
		}
	}
	return best(points, func(p point) int64 { return p.whole })
}

// place is where a walk through the items stands, with what is left to spend and to gain.
type place struct {
	stage, item int
	left        price
	own, whole  int64
}

// open reports whether what comes from the place on can gain what is left within the price. It then has that price exactly,
// because no set is cheaper than the cheapest.
func (s *searcher) open(at place) bool {
	if at.stage == len(s.stages) {
		return at.whole == 0 && at.left.compare(price{}) >= 0
	}
	st := &s.stages[at.stage]
	for _, a := range st.fronts[at.item] {
		if a.compare(at.left) > 0 {
			return false
		}
		if a.own < at.own {
			continue
		}
		if b, ok := st.after.within(at.left.minus(a.price)); ok && a.whole+b.whole >= at.whole {
			return true
		}
	}
	return false
}

// next returns the place after the item was raised by the step, or left alone.
func (s *searcher) next(at place, o *step) place {
	at.item++
	if o != nil {
		at.left = at.left.minus(o.price)
		at.own, at.whole = max(0, at.own-o.own), max(0, at.whole-o.whole)
	}
	if at.item < len(s.stages[at.stage].items) || at.own > 0 {
		return at
	}
	return s.enter(place{stage: at.stage + 1, left: at.left, whole: at.whole})
}

// enter returns the place before the first item of a stage, or of a later one where that has nothing to raise.
func (s *searcher) enter(at place) place {
	for ; at.stage < len(s.stages); at.stage++ {
		if st := &s.stages[at.stage]; len(st.items) > 0 || st.need > 0 {
			at.own = st.need
			return at
		}
	}
	return at
}

// list walks into the sets in the model's order until MaxSets are found.
func (s *searcher) list(at place, chosen []Change, found *[]RaiseSet) {
	if len(*found) == MaxSets || !s.open(at) {
		return
	}
	if at.stage == len(s.stages) {
		*found = append(*found, RaiseSet{slices.Clone(chosen)})
		return
	}
	if st := &s.stages[at.stage]; at.item < len(st.items) {
		for i := range st.items[at.item] {
			o := &st.items[at.item][i]
			s.list(s.next(at, o), append(chosen, o.change), found)
		}
		s.list(s.next(at, nil), chosen, found)
	}
}

// count returns how many sets there are from the place on; math.MaxInt once there are too many places.
func (s *searcher) count(at place) int {
	if !s.open(at) {
		return 0
	}
	if at.stage == len(s.stages) {
		return 1
	}
	if n, ok := s.counts[at]; ok {
		return n
	}
	if len(s.counts) >= countBound {
		return math.MaxInt
	}
	st := &s.stages[at.stage]
	n := 0
	if at.item < len(st.items) {
		n = s.count(s.next(at, nil))
		for i := range st.items[at.item] {
			if n == math.MaxInt {
				break
			}
			n = saturatedAdd(n, s.count(s.next(at, &st.items[at.item][i])))
		}
	}
	s.counts[at] = n
	return n
}

func saturatedAdd(a, b int) int {
	if a > math.MaxInt-b {
		return math.MaxInt
	}
	return a + b
}

func saturatedMul(a, b int) int {
	if a != 0 && b > math.MaxInt/a {
		return math.MaxInt
	}
	return a * b
}
