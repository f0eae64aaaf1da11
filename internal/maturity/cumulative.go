package maturity

// scoreCumulative walks up the levels. A level without an applicable objective neither stops the walk nor is credited.
func (m *Model) scoreCumulative(c *Category, answers map[string]given, s *CategoryScore) {
	byLevel := map[int][]*Item{}
	for _, it := range c.Items {
		if !answers[it.ID].notApplicable {
			byLevel[it.Level] = append(byLevel[it.Level], it)
		}
	}
	lowest := m.LowestLevel()
	s.AtLeast, s.AtMost = lowest, lowest
	lowOpen, highOpen := true, true
	for _, level := range m.Levels[1:] {
		items := byLevel[level.Number]
		if len(items) == 0 {
			s.NotMeasured = append(s.NotMeasured, level.Number)
			continue
		}
		allLow, allHigh := true, true
		var missing []string
		for _, it := range items {
			v, answered := value(it, answers, fillNone)
			if answered && m.inPlace(it, v) {
				continue
			}
			allLow = false
			if answered {
				allHigh = false
				missing = append(missing, it.ID)
			}
		}
		if lowOpen = lowOpen && allLow; lowOpen {
			s.AtLeast = level.Number
		}
		if highOpen && !allHigh {
			highOpen = false
			s.Weak = missing
			if s.Complete() {
				m.progressTo(items, answers, s)
			}
		}
		if highOpen {
			s.AtMost = level.Number
		}
	}
}

func (m *Model) inPlace(it *Item, v Rat) bool {
	if m.Scoring.InPlace != nil {
		return v.Cmp(*m.Scoring.InPlace) >= 0
	}
	return v.Cmp(it.set.max()) >= 0
}

// progressTo fills in how much of the next level's items is in place, a partial one counting for its share.
func (m *Model) progressTo(items []*Item, answers map[string]given, s *CategoryScore) {
	var mean meanOf
	for _, it := range items {
		v := answers[it.ID].value
		mean.add(share(it.set, v), it.Weight)
		s.Plus = s.Plus || m.Scoring.Plus && m.inPlace(it, v)
	}
	if progress, ok := mean.result(); ok {
		s.Progress = &progress
	}
}
