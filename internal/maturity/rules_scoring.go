package maturity

import "slices"

// checkScoring holds the scoring block against the items it has to score.
func (c *checker) checkScoring() {
	s := &c.m.Scoring
	if s.Method == "" {
		return // the schema has said so
	}
	cumulative := s.Method == MethodCumulative
	if cumulative {
		if len(s.Bands) > 0 {
			c.AtKey([]any{"scoring", "bands"}, "A cumulative model has no bands: its items say which level they stand for. Remove them.")
		}
		if s.Overall == RuleMean || s.Overall == RuleWeighted {
			c.At([]any{"scoring", "overall"}, "A cumulative model has no scores to take the %s of; use none or minimum.", s.Overall)
		}
	} else {
		if s.InPlace != nil {
			c.AtKey([]any{"scoring", "in_place"}, "in_place has no effect on the method %s; remove it.", s.Method)
		}
		if s.Plus {
			c.AtKey([]any{"scoring", "plus"}, "plus has no effect on the method %s; remove it.", s.Method)
		}
	}
	c.checkItemLevels()
	c.checkCaps()
	c.checkWeights()
	c.checkScale()
}

// checkItemLevels sees to it that methods which go by level have the items they need.
func (c *checker) checkItemLevels() {
	method := c.m.Scoring.Method
	if method != MethodCumulative && method != MethodSumOfLevelMeans || len(c.levels) == 0 {
		return
	}
	type place struct {
		category string
		level    int
	}
	have := map[place]bool{}
	for _, it := range c.items {
		have[place{it.category, it.Level}] = true
		if it.Level <= c.lowest() {
			c.At(it.path, "%s needs a level above %d, the lowest: that is where everyone starts.", it.ID, c.lowest())
		}
	}
	if method != MethodSumOfLevelMeans {
		return
	}
	for _, g := range c.categories {
		for _, l := range c.m.Levels[1:] {
			if !have[place{g.ID, l.Number}] {
				c.At(g.path, "%s has no item on level %d, so that its score could never be full; add one.", g.ID, l.Number)
			}
		}
	}
}

func (c *checker) checkCaps() {
	s := &c.m.Scoring
	if len(s.Caps) > 0 && (s.Overall == RuleNone || s.Overall == RuleMinimum) {
		c.AtKey([]any{"scoring", "caps"}, "Caps have no effect on the overall rule %s; remove them, or use mean or weighted.", s.Overall)
	}
	for i, limit := range s.Caps {
		if limit.Category != CapLowest {
			c.Known("category", limit.Category, "scoring", "caps", i, "category")
		}
		if limit.Plus.Sign() < 0 {
			c.At([]any{"scoring", "caps", i, "plus"}, "The margin is %s; it cannot be less than 0.", limit.Plus)
		}
	}
}

// checkWeights finds weights that nothing reads.
func (c *checker) checkWeights() {
	s := &c.m.Scoring
	var walk func(groups []Group, path []any)
	walk = func(groups []Group, path []any) {
		for i := range groups {
			g := &groups[i]
			at := append(slices.Clone(path), i)
			if g.Weight != nil {
				switch {
				case g.Kind == KindStream && s.Method != MethodSumOfLevelMeans:
					c.AtKey(append(slices.Clone(at), "weight"), "The weight of a stream has no effect on the method %s; remove it.", s.Method)
				case g.Kind != KindStream && g.Kind != "" && s.Overall != RuleWeighted:
					c.AtKey(append(slices.Clone(at), "weight"), "The weight has no effect on the overall rule %s; remove it, or use weighted.", s.Overall)
				}
			}
			walk(g.Groups, append(at, "groups"))
		}
	}
	walk(c.m.Groups, []any{"groups"})
}

// checkScale sees to it that the bands cover exactly what the items can score.
func (c *checker) checkScale() {
	low, high, ok := c.itemScale()
	if !ok {
		return
	}
	s := &c.m.Scoring
	for key, limit := range map[string]*Rat{"evidence_cap": s.EvidenceCap, "in_place": s.InPlace} {
		if limit != nil && (limit.Cmp(low) < 0 || limit.Cmp(high) > 0) {
			c.At([]any{"scoring", key}, "%s is %s; the answers go from %s to %s.", key, limit, low, high)
		}
	}
	switch s.Method {
	case MethodCumulative:
		return
	case MethodWeightedPercent:
		low, high = NewRat(0, 1), NewRat(100, 1)
	case MethodSumOfLevelMeans:
		if len(c.levels) == 0 {
			return
		}
		n := NewRat(int64(len(c.m.Levels)-1), 1)
		low, high = low.Mul(n), high.Mul(n)
	}
	c.checkBands(low, high)
}

// itemScale returns the lowest and highest answer. Where answers are averaged as they are, all items must share both.
func (c *checker) itemScale() (low, high Rat, ok bool) {
	method := c.m.Scoring.Method
	averaged := method == MethodMeanBands || method == MethodSumOfLevelMeans
	var first string
	for _, it := range c.items {
		if it.set == nil || len(it.set.Options) < 2 {
			continue
		}
		if method == MethodSumOfLevelMeans && (it.set.AllowNotApplicable || len(it.Applies) > 0) {
			c.At(it.path, "%s may be not applicable, which the method %s cannot leave out of a sum; forbid it, or use another method.", it.ID, method)
		}
		if !ok {
			low, high, ok, first = it.set.min(), it.set.max(), true, it.ID
			continue
		}
		same := it.set.min().Equal(low) && it.set.max().Equal(high)
		if averaged && !same {
			c.At(it.path, "%s is answered from %s to %s but %s from %s to %s; items that are averaged need one scale (or the method %s).",
				it.ID, it.set.min(), it.set.max(), first, low, high, MethodWeightedPercent)
			continue
		}
		if !averaged && !same {
			low, high = minRat(low, it.set.min()), maxRat(high, it.set.max())
		}
	}
	return low, high, ok
}

func minRat(a, b Rat) Rat {
	if b.Cmp(a) < 0 {
		return b
	}
	return a
}

func maxRat(a, b Rat) Rat {
	if b.Cmp(a) > 0 {
		return b
	}
	return a
}

func (c *checker) checkBands(low, high Rat) {
	bands := c.m.Scoring.Bands
	if len(bands) == 0 {
		c.At([]any{"scoring"}, "The method %s needs bands that say where each level begins; add them.", c.m.Scoring.Method)
		return
	}
	for i, b := range bands {
		at := []any{"scoring", "bands", i, "from"}
		switch {
		case i == 0 && !b.From.Equal(low):
			c.At(at, "The first band begins at %s but scores begin at %s; begin it there, so that every score has a level.", b.From, low)
		case i > 0 && b.From.Cmp(bands[i-1].From) <= 0:
			c.At(at, "The band begins at %s, not above the one before it at %s; order the bands upwards.", b.From, bands[i-1].From)
		case b.From.Cmp(high) > 0:
			c.At(at, "The band begins at %s but scores end at %s, so that nobody could reach it.", b.From, high)
		}
	}
	if len(c.levels) == 0 {
		return
	}
	for i, l := range c.m.Levels {
		switch {
		case i >= len(bands):
			c.AtKey([]any{"scoring", "bands"}, "Level %d has no band; give each level one.", l.Number)
		case bands[i].Level != l.Number:
			c.At([]any{"scoring", "bands", i, "level"}, "Band %d is for level %d; the levels in order make it level %d.", i+1, bands[i].Level, l.Number)
		}
	}
	for i := len(c.m.Levels); i < len(bands); i++ {
		c.At([]any{"scoring", "bands", i}, "There are %d bands for %d levels; remove this one.", len(bands), len(c.m.Levels))
	}
}
