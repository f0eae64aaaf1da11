package maturity

import (
	"fmt"
	"maps"
	"math/big"
	"slices"

	"cairn/internal/datafile"
	"cairn/internal/errs"
)

// Score scores the answers by the model's rule. It fails only for answers the model does not know: an errs.Invalid error
// with one sentence per faulty item, keyed by item id.
func (m *Model) Score(a Answers) (Result, error) {
	given, err := m.check(a)
	if err != nil {
		return Result{}, err
	}
	r := Result{Model: m.ID, Hash: m.Hash, Categories: make([]CategoryScore, len(m.categories))}
	edges := make(map[string]bounds, len(m.categories))
	for i, c := range m.categories {
		var score CategoryScore
		score, edges[c.ID] = m.scoreCategory(c, given)
		r.Categories[i] = score
	}
	r.Domains = m.domainScores(r.Categories)
	r.Overall = m.overall(r.Categories, edges)
	return r, nil
}

// ScoreCategory scores one category as Score does, without looking at the rest of the model. Answers to items of other
// categories do not matter. It fails like Score, and with errs.NotFound when the model has no such category.
func (m *Model) ScoreCategory(id string, a Answers) (CategoryScore, error) {
	c, ok := m.categoryByID[id]
	if !ok {
		return CategoryScore{}, errs.New(errs.NotFound, "There is no category %q in %s.", id, m.ID)
	}
	given, err := m.check(a)
	if err != nil {
		return CategoryScore{}, err
	}
	score, _ := m.scoreCategory(c, given)
	return score, nil
}

// given is a checked answer.
type given struct {
	value         Rat
	notApplicable bool
}

// bounds are the lowest and highest score the missing answers can still make.
type bounds struct{ low, high Rat }

func (m *Model) check(a Answers) (map[string]given, error) {
	out := make(map[string]given, len(a))
	faults := map[string]string{}
	for id, answer := range a {
		it, ok := m.itemByID[id]
		if !ok {
			faults[id] = fmt.Sprintf("There is no item %q in %s.", id, m.ID)
			continue
		}
		if answer.NotApplicable {
			if !it.MayBeNotApplicable() {
				faults[id] = fmt.Sprintf("%s cannot be answered \"not applicable\": it takes %s.", id, it.set.values())
				continue
			}
			out[id] = given{notApplicable: true}
			continue
		}
		o, ok := it.set.option(answer.Value)
		if !ok {
			faults[id] = fmt.Sprintf("%s takes %s, not %q.", id, it.set.values(), answer.Value)
			continue
		}
		v := o.rat
		if limit := m.Scoring.EvidenceCap; limit != nil && !answer.Evidenced && v.Cmp(*limit) > 0 {
			v = *limit
		}
		out[id] = given{value: v}
	}
	return out, errs.InvalidFields(faults)
}

// option finds an option by its canonical value, or by another spelling of the same number.
func (s *AnswerSet) option(value string) (AnswerOption, bool) {
	for _, o := range s.Options {
		if o.Value == value {
			return o, true
		}
	}
	return s.Option(value)
}

func (s *AnswerSet) values() string {
	values := make([]string, len(s.Options))
	for i, o := range s.Options {
		values[i] = o.Value
	}
	return datafile.OrList(values)
}

func (s *AnswerSet) min() Rat { return s.Options[0].rat }
func (s *AnswerSet) max() Rat { return s.Options[len(s.Options)-1].rat }

func (m *Model) scoreCategory(c *Category, answers map[string]given) (CategoryScore, bounds) {
	s := CategoryScore{ID: c.ID, Name: c.Name, Items: len(c.Items)}
	for _, it := range c.Items {
		switch a, ok := answers[it.ID]; {
		case !ok:
			s.Unanswered = append(s.Unanswered, it.ID)
		case a.notApplicable:
			s.Answered++
			s.NotApplicable++
		default:
			s.Answered++
		}
	}
	var b bounds
	switch {
	case !s.Measured():
		return s, b
	case m.Scoring.Method == MethodCumulative:
		m.scoreCumulative(c, answers, &s)
	default:
		b = m.scoreBands(c, answers, &s)
	}
	if s.Known() {
		s.Level = s.AtLeast
		s.LevelName = m.levelName(s.Level)
	}
	return s, b
}

func (m *Model) levelName(n int) string {
	l, _ := m.Level(n)
	return l.Name
}

// scoreBands scores a category by any method that makes a number and looks up its band.
func (m *Model) scoreBands(c *Category, answers map[string]given, s *CategoryScore) bounds {
	low, _ := m.categoryScore(c, answers, fillLow)
	high := low
	if !s.Complete() {
		high, _ = m.categoryScore(c, answers, fillHigh)
	}
	s.AtLeast, s.AtMost = m.band(low), m.band(high)
	switch {
	case s.Complete():
		s.Mean = &low
	case m.Scoring.Method != MethodSumOfLevelMeans:
		if mean, ok := m.categoryScore(c, answers, fillNone); ok {
			s.Mean = &mean
		}
	}
	from, next, ok := m.bandEdges(s.AtLeast)
	if !ok {
		return bounds{low, high}
	}
	if s.Complete() {
		progress := low.Sub(from).Quo(next.Sub(from))
		s.Progress = &progress
	}
	s.Weak = m.weakItems(c, answers, next)
	return bounds{low, high}
}

// weakItems lists the answered items that pull the category below the score next.
func (m *Model) weakItems(c *Category, answers map[string]given, next Rat) []string {
	var weak []string
	level := 0 // by level means: only the lowest level that is not full holds the category back
	for _, it := range c.Items {
		a, ok := answers[it.ID]
		if !ok || a.notApplicable {
			continue
		}
		switch m.Scoring.Method {
		case MethodSumOfLevelMeans:
			if a.value.Cmp(it.set.max()) >= 0 {
				continue
			}
			if len(weak) == 0 || it.Level < level {
				weak, level = nil, it.Level
			}
			if it.Level == level {
				weak = append(weak, it.ID)
			}
		default:
			if m.points(it, a.value).Cmp(next) < 0 {
				weak = append(weak, it.ID)
			}
		}
	}
	return weak
}

// fill says what stands in for an unanswered item.
type fill int

const (
	fillNone fill = iota // nothing: it is left out
	fillLow              // the lowest answer
	fillHigh             // the highest answer
)

// value returns what the item counts, and whether it counts at all.
func value(it *Item, answers map[string]given, f fill) (Rat, bool) {
	a, ok := answers[it.ID]
	switch {
	case ok:
		return a.value, !a.notApplicable
	case f == fillLow:
		return it.set.min(), true
	case f == fillHigh:
		return it.set.max(), true
	}
	return Rat{}, false
}

// points returns what an answer is worth on the scale of the bands.
func (m *Model) points(it *Item, v Rat) Rat {
	if m.Scoring.Method != MethodWeightedPercent {
		return v
	}
	return share(it.set, v).Mul(NewRat(100, 1))
}

// share returns where v lies on the set's scale, 0 to 1.
func share(s *AnswerSet, v Rat) Rat { return v.Sub(s.min()).Quo(s.max().Sub(s.min())) }

// categoryScore returns the category's number, and whether any item counted.
func (m *Model) categoryScore(c *Category, answers map[string]given, f fill) (Rat, bool) {
	if m.Scoring.Method != MethodSumOfLevelMeans {
		var mean meanOf
		for _, it := range c.Items {
			if v, ok := value(it, answers, f); ok {
				mean.add(m.points(it, v), it.Weight)
			}
		}
		return mean.result()
	}
	var sum Rat
	counted := false
	for _, level := range m.Levels {
		var streams meanOf
		for i := range c.Streams {
			var stream meanOf
			for _, it := range c.Streams[i].Items {
				if it.Level != level.Number {
					continue
				}
				if v, ok := value(it, answers, f); ok {
					stream.add(v, it.Weight)
				}
			}
			if mean, ok := stream.result(); ok {
				streams.add(mean, &c.Streams[i].Weight)
			}
		}
		if mean, ok := streams.result(); ok {
			sum = sum.Add(mean)
			counted = true
		}
	}
	return sum, counted
}

// meanOf gathers a weighted mean in place; a nil weight is 1.
type meanOf struct{ sum, weight big.Rat }

var one = big.NewRat(1, 1)

func (m *meanOf) add(v Rat, weight *Rat) {
	if weight == nil {
		m.sum.Add(&m.sum, v.big())
		m.weight.Add(&m.weight, one)
		return
	}
	m.sum.Add(&m.sum, new(big.Rat).Mul(v.big(), weight.big()))
	m.weight.Add(&m.weight, weight.big())
}

func (m *meanOf) result() (Rat, bool) {
	if m.weight.Sign() == 0 {
		return Rat{}, false
	}
	return Rat{new(big.Rat).Quo(&m.sum, &m.weight)}, true
}

// band returns the level whose half-open interval holds the score.
func (m *Model) band(score Rat) int {
	level := m.Scoring.Bands[0].Level
	for _, b := range m.Scoring.Bands[1:] {
		if score.Cmp(b.From) < 0 {
			break
		}
		level = b.Level
	}
	return level
}

// bandEdges returns where a level's band starts and where the next one does; false for the top band.
func (m *Model) bandEdges(level int) (from, next Rat, ok bool) {
	for i, b := range m.Scoring.Bands[:len(m.Scoring.Bands)-1] {
		if b.Level == level {
			return b.From, m.Scoring.Bands[i+1].From, true
		}
	}
	return Rat{}, Rat{}, false
}

// Weakest returns the ids of the categories whose level is known and lowest, lowest mean first, in file order on ties.
func (r Result) Weakest() []string {
	var weakest []CategoryScore
	for _, c := range r.Categories {
		switch {
		case !c.Known():
		case len(weakest) > 0 && c.Level > weakest[0].Level:
		case len(weakest) > 0 && c.Level == weakest[0].Level:
			weakest = append(weakest, c)
		default:
			weakest = []CategoryScore{c}
		}
	}
	slices.SortStableFunc(weakest, func(a, b CategoryScore) int {
		if a.Mean == nil || b.Mean == nil {
			return 0
		}
		return a.Mean.Cmp(*b.Mean)
	})
	ids := make([]string, len(weakest))
	for i, c := range weakest {
		ids[i] = c.ID
	}
	return ids
}

// Exclude returns a copy of the answers in which every item that does not apply where the tags are in use is not
// applicable. With no tags it leaves nothing out.
func (m *Model) Exclude(a Answers, tags []string) Answers {
	out := maps.Clone(a)
	if out == nil {
		out = Answers{}
	}
	for id, it := range m.itemByID {
		if !it.AppliesTo(tags) {
			out[id] = Answer{NotApplicable: true}
		}
	}
	return out
}
