package maturity

import "slices"

// overall applies the model's rule for the whole; nil when there is none or nothing was measured.
func (m *Model) overall(categories []CategoryScore, scores map[string]bounds) *Overall {
	rule := m.Scoring.Overall
	measured := false
	o := Overall{Rule: rule, Complete: true}
	for _, c := range categories {
		measured = measured || c.Measured()
		o.Complete = o.Complete && c.Complete()
	}
	if rule == RuleNone || !measured {
		return nil
	}
	o.Weakest = Result{Categories: categories}.Weakest()
	if rule == RuleMinimum {
		o.AtLeast, o.AtMost = m.HighestLevel(), m.HighestLevel()
		for _, c := range categories {
			if c.Measured() {
				o.AtLeast, o.AtMost = min(o.AtLeast, c.AtLeast), min(o.AtMost, c.AtMost)
			}
		}
	} else {
		low, high := map[string]Rat{}, map[string]Rat{}
		for _, c := range categories {
			if c.Measured() {
				low[c.ID], high[c.ID] = scores[c.ID].low, scores[c.ID].high
			}
		}
		least, caps := m.cap(m.meanOverTree(low), low)
		most, _ := m.cap(m.meanOverTree(high), high)
		o.AtLeast, o.AtMost = m.band(least), m.band(most)
		if o.Complete {
			o.Score, o.Caps = &least, caps
		}
	}
	if o.Complete {
		o.Level, o.LevelName = o.AtLeast, m.levelName(o.AtLeast)
	}
	return &o
}

// cap lowers the score to the model's tightest cap and returns the reasons of those that bound it.
func (m *Model) cap(score Rat, categories map[string]Rat) (Rat, []string) {
	var reasons []string
	for _, c := range m.Scoring.Caps {
		base, ok := categories[c.Category]
		if c.Category == CapLowest {
			base, ok = lowest(categories)
		}
		if !ok {
			continue // the category was not measured
		}
		limit := base.Add(c.Plus)
		switch limit.Cmp(score) {
		case -1:
			score, reasons = limit, []string{c.Reason}
		case 0:
			if len(reasons) > 0 {
				reasons = append(reasons, c.Reason)
			}
		}
	}
	return score, reasons
}

func lowest(scores map[string]Rat) (low Rat, ok bool) {
	for _, s := range scores {
		if !ok || s.Cmp(low) < 0 {
			low, ok = s, true
		}
	}
	return low, ok
}

// meanOverTree takes the mean of each group's children, up to the root. Categories that are not in scores are left out.
func (m *Model) meanOverTree(scores map[string]Rat) Rat {
	mean, _ := m.meanOfGroups(m.Groups, scores, nil)
	return mean
}

// meanOfGroups returns the mean of sibling groups and calls visit, if given, with each domain's own mean.
func (m *Model) meanOfGroups(groups []Group, scores map[string]Rat, visit func(*Group, *Rat)) (Rat, bool) {
	var mean meanOf
	for i := range groups {
		g := &groups[i]
		score, ok := scores[g.ID]
		if g.Kind == KindDomain {
			score, ok = m.meanOfGroups(g.Groups, scores, visit)
			if visit != nil {
				if ok {
					visit(g, &score)
				} else {
					visit(g, nil)
				}
			}
		}
		if ok {
			mean.add(score, g.Weight) // nil unless the rule is RuleWeighted: the linter sees to it
		}
	}
	return mean.result()
}

// domainScores returns the domains in file order, each with its mean once everything below it is complete.
func (m *Model) domainScores(categories []CategoryScore) []DomainScore {
	if !slices.ContainsFunc(m.Groups, func(g Group) bool { return g.Kind == KindDomain }) {
		return nil
	}
	scores := map[string]Rat{}
	open := map[string]bool{}
	for _, c := range categories {
		if c.Known() && c.Mean != nil {
			scores[c.ID] = *c.Mean
		}
		open[c.ID] = !c.Complete()
	}
	means := map[string]*Rat{}
	m.meanOfGroups(m.Groups, scores, func(g *Group, mean *Rat) { means[g.ID] = mean })

	var out []DomainScore
	var walk func(groups []Group) (complete bool)
	walk = func(groups []Group) bool {
		complete := true
		for i := range groups {
			g := &groups[i]
			if g.Kind != KindDomain {
				complete = complete && !open[g.ID]
				continue
			}
			at := len(out)
			out = append(out, DomainScore{ID: g.ID, Name: g.Name})
			if walk(g.Groups) {
				out[at].Mean = means[g.ID]
			} else {
				complete = false
			}
		}
		return complete
	}
	walk(m.Groups)
	return out
}
