package maturity

import (
	"math"
	"slices"
)

// MaxSets is how many equally cheap sets are named.
const MaxSets = 5

// Cheapest is the least that reaches the next level of the whole: in a model of scores the fewest points raised and then the
// fewest items, in a cumulative model the objectives that block. Where the model has no rule for the whole, it is as if that
// were the lowest of the complete categories.
type Cheapest struct {
	From int // level now; 0 while it is not known
	To   int // level that is reached at the least, From+1 unless nothing that applies is asked there; 0 when there is none above

	Points Rat         // models of scores: how many points are raised in all, in percent of an item's scale with MethodWeightedPercent
	Sets   []RaiseSet  // equally cheap ones, in the model's order, at most MaxSets
	More   int         // how many further sets are equally cheap
	Beyond bool        // there are even more: counting ended at its bound
	Steps  []RaiseStep // what each category needs, where each has to reach the level by itself; in the model's order

	Blocked    []string // ids of the categories that are not complete; without Sets they are why nothing can be said
	Unanswered []string // ids of their unanswered items
	Stuck      []string // ids of the lowest categories that no answer can raise, because nothing above applies
	Undecided  bool     // the search ended at its bound: no set is named rather than a wrong one

	Objectives bool     // of a cumulative model: the changes are objectives that block, and there is no other set
	Halfway    []string // ids of those that are partly in place
	Evidence   bool     // a set asks for evidence where there is none
}

// RaiseSet is one set of changes that reaches the next level.
type RaiseSet struct {
	Changes []Change // in the model's order
}

// RaiseStep is what one category needs.
type RaiseStep struct {
	Category string // id
	Name     string
	To       int // level
	Points   Rat // models of scores
	Items    int
	Ways     int // how many equally cheap sets there are for this category; math.MaxInt for more than could be counted
}

// Cheapest searches for the least that reaches the next level of the whole. The search is exact; should it become too large,
// it says so in Undecided. It fails as Score does.
func (m *Model) Cheapest(now Answers) (Cheapest, error) {
	r, err := m.Score(now)
	if err != nil {
		return Cheapest{}, err
	}
	out := Cheapest{Objectives: m.Scoring.Method == MethodCumulative}
	for _, c := range r.Categories {
		if !c.Complete() {
			out.Blocked = append(out.Blocked, c.ID)
			out.Unanswered = append(out.Unanswered, c.Unanswered...)
		}
	}
	if m.Scoring.Overall != RuleNone && len(out.Blocked) > 0 {
		return out, nil
	}
	from, ok := r.standing()
	if !ok {
		return out, nil
	}
	out.From = from
	switch {
	case out.Objectives:
		m.raiseObjectives(now, r, &out)
	case m.Scoring.Overall == RuleMean || m.Scoring.Overall == RuleWeighted:
		err = m.raiseWhole(now, &out)
	default:
		err = m.raiseLowest(now, r, &out)
	}
	for _, s := range out.Sets {
		out.Evidence = out.Evidence || slices.ContainsFunc(s.Changes, func(c Change) bool { return c.To.Evidenced && !c.From.Evidenced })
	}
	return out, err
}

// raiseLowest finds, for each of the lowest categories, the cheapest sets that reach the next band. They are independent of
// each other, so that every set of one goes with every set of the others.
func (m *Model) raiseLowest(now Answers, r Result, out *Cheapest) error {
	_, next, ok := m.bandEdges(out.From)
	if !ok {
		return nil
	}
	out.To = m.band(next)
	given, err := m.check(now)
	if err != nil {
		return err
	}
	sets, ways, room := []RaiseSet{{}}, 1, searchBound
	for _, score := range r.Categories {
		if !score.Known() || score.Level != out.From {
			continue
		}
		c := m.categoryByID[score.ID]
		one := m.raising(c, now, given)
		one.need = next.Sub(*score.Mean)
		s, ok := search([]raising{one}, Rat{}, &room)
		if !ok {
			*out = Cheapest{From: out.From, To: out.To, Blocked: out.Blocked, Unanswered: out.Unanswered, Undecided: true}
			return nil
		}
		out.Points = out.Points.Add(s.points())
		out.Steps = append(out.Steps, RaiseStep{Category: c.ID, Name: c.Name, To: out.To, Points: s.points(), Items: s.items(), Ways: s.ways})
		sets, ways = combined(sets, s.sets), saturatedMul(ways, s.ways)
	}
	out.Sets = sets
	out.count(ways)
	return nil
}

// count notes how many sets there are beside the named ones.
func (c *Cheapest) count(ways int) {
	c.Beyond = ways == math.MaxInt
	c.More = ways - len(c.Sets)
}

// combined puts each of the first sets together with each of the second, the first MaxSets of them.
func combined(first, second []RaiseSet) []RaiseSet {
	var all []RaiseSet
	for _, a := range first {
		for _, b := range second {
			if len(all) < MaxSets {
				all = append(all, RaiseSet{slices.Concat(a.Changes, b.Changes)})
			}
		}
	}
	return all
}

// raiseWhole finds the cheapest sets that bring the mean over all categories to the next band, with every cap out of the way.
func (m *Model) raiseWhole(now Answers, out *Cheapest) error {
	_, next, ok := m.bandEdges(out.From)
	if !ok {
		return nil
	}
	out.To = m.band(next)
	given, err := m.check(now)
	if err != nil {
		return err
	}
	scores := map[string]Rat{}
	for _, c := range m.categories {
		if score, ok := m.categoryScore(c, given, fillNone); ok {
			scores[c.ID] = score
		}
	}
	mean, room := m.meanOverTree(scores), searchBound
	var all []raising
	for _, c := range m.categories {
		score, ok := scores[c.ID]
		if !ok {
			continue
		}
		one := m.raising(c, now, given)
		one.need = m.uncapped(c, next, score)
		scores[c.ID] = score.Add(NewRat(1, 1)) // the mean is linear in each category's score
		one.weight = m.meanOverTree(scores).Sub(mean)
		scores[c.ID] = score
		all = append(all, one)
	}
	s, ok := search(all, next.Sub(mean), &room)
	if !ok {
		out.Undecided = true
		return nil
	}
	out.Points, out.Sets = s.points(), s.sets
	out.count(s.ways)
	return nil
}

// uncapped is how much the category's score has to rise for no cap on it to hold the whole below next.
func (m *Model) uncapped(c *Category, next, score Rat) (need Rat) {
	for _, limit := range m.Scoring.Caps {
		if limit.Category != c.ID && limit.Category != CapLowest {
			continue
		}
		if more := next.Sub(limit.Plus).Sub(score); more.Cmp(need) > 0 {
			need = more
		}
	}
	return need
}

// raising is a category as a search sees it: what each item can be raised to, what that costs and brings.
type raising struct {
	items  []raisable // in the model's order, those that can be raised
	need   Rat        // how much the category's score has to rise at the least
	weight Rat        // how much the whole rises with the category's score
}

type raisable struct{ options []raise } // in the order in which sets are listed

// raise is one way of raising an item.
type raise struct {
	change Change
	cost   Rat // points
	gain   Rat // of the category's score
}

// raising lists what can be raised in a category.
func (m *Model) raising(c *Category, now Answers, answers map[string]given) (out raising) {
	score, _ := m.categoryScore(c, answers, fillNone)
	for _, it := range c.Items {
		a, ok := answers[it.ID]
		if !ok || a.notApplicable {
			continue
		}
		is, _ := it.set.option(now[it.ID].Value)
		top := it.set.max()
		if a.value.Cmp(top) >= 0 {
			continue
		}
		answers[it.ID] = given{value: top}
		full, _ := m.categoryScore(c, answers, fillNone) // linear in each item, so that the rest follows in proportion
		answers[it.ID] = a
		each := full.Sub(score).Quo(top.Sub(a.value))
		var one raisable
		for _, o := range it.set.Options {
			if o.rat.Cmp(is.rat) < 0 || o.rat.Cmp(a.value) <= 0 {
				continue // no raise
			}
			to := Answer{Value: o.Value, Evidenced: now[it.ID].Evidenced}
			if limit := m.Scoring.EvidenceCap; limit != nil && o.rat.Cmp(*limit) > 0 {
				to.Evidenced = true
			}
			one.options = append(one.options, raise{
				change: Change{Item: it.ID, From: now[it.ID], Had: true, To: to},
				cost:   m.points(it, o.rat).Sub(m.points(it, is.rat)),
				gain:   each.Mul(o.rat.Sub(a.value)),
			})
		}
		slices.SortStableFunc(one.options, func(a, b raise) int { return a.cost.Cmp(b.cost) })
		out.items = append(out.items, one)
	}
	return out
}

// raiseObjectives names what blocks the lowest categories of a cumulative model: all that is not in place on the next level
// on which anything applies.
func (m *Model) raiseObjectives(now Answers, r Result, out *Cheapest) {
	var set RaiseSet
	to := m.HighestLevel()
	known, stuck := []CategoryScore{}, map[string]bool{}
	for _, c := range r.Categories {
		if c.Known() {
			known = append(known, c)
			_, can := m.nextMeasured(c)
			stuck[c.ID] = !can
		}
	}
	if m.Scoring.Overall == RuleNone { // a category that cannot rise holds nothing up
		out.From = lowestLevel(known, func(c CategoryScore) bool { return !stuck[c.ID] }, out.From)
	}
	for _, c := range known {
		switch {
		case stuck[c.ID] && c.Level <= out.From:
			if c.Level < m.HighestLevel() {
				out.Stuck = append(out.Stuck, c.ID)
			}
		case c.Level == out.From:
			next, _ := m.nextMeasured(c)
			changes := m.blocking(now, m.categoryByID[c.ID], next)
			set.Changes = append(set.Changes, changes...)
			out.Steps = append(out.Steps, RaiseStep{Category: c.ID, Name: c.Name, To: next, Items: len(changes), Ways: 1})
			to = min(to, next)
		case c.Level > out.From:
			to = min(to, c.Level)
		}
	}
	if len(set.Changes) == 0 || m.Scoring.Overall == RuleMinimum && len(out.Stuck) > 0 {
		out.Steps = nil
		return
	}
	out.To, out.Sets = to, []RaiseSet{set}
	for _, c := range set.Changes {
		it := m.itemByID[c.Item]
		if o, ok := it.set.option(c.From.Value); ok && o.rat.Cmp(it.set.min()) > 0 {
			out.Halfway = append(out.Halfway, c.Item)
		}
	}
}

func lowestLevel(scores []CategoryScore, counts func(CategoryScore) bool, otherwise int) int {
	level, found := otherwise, false
	for _, c := range scores {
		if counts(c) && (!found || c.Level < level) {
			level, found = c.Level, true
		}
	}
	return level
}

// nextMeasured is the lowest level above the category's on which anything applies.
func (m *Model) nextMeasured(c CategoryScore) (int, bool) {
	for _, l := range m.Levels {
		if l.Number > c.Level && !slices.Contains(c.NotMeasured, l.Number) {
			return l.Number, true
		}
	}
	return 0, false
}

// blocking lists what is answered and not in place up to the level.
func (m *Model) blocking(now Answers, c *Category, level int) []Change {
	var changes []Change
	for _, it := range c.Items {
		a, answered := now[it.ID]
		if !answered || a.NotApplicable || it.Level > level {
			continue
		}
		if is, ok := it.set.option(a.Value); ok && m.counts(it, a, is.rat) {
			continue
		}
		for _, o := range it.set.Options {
			if m.inPlace(it, o.rat) {
				changes = append(changes, m.change(now, it, Answer{Value: o.Value}))
				break
			}
		}
	}
	return changes
}

// counts reports whether an answer is in place, with what an answer without evidence may count at most.
func (m *Model) counts(it *Item, a Answer, v Rat) bool {
	if limit := m.Scoring.EvidenceCap; limit != nil && !a.Evidenced && v.Cmp(*limit) > 0 {
		v = *limit
	}
	return m.inPlace(it, v)
}
