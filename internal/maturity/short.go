package maturity

import "cairn/internal/errs"

// Short lists the items of a category that are short of a level, in file order: those that are unanswered, and those whose
// answer is below what the level asks of each single item. What is not applicable is left out. Where items are tied to
// levels, only those up to the level count. A model of means asks of the mean, not of each item, so a category may reach
// the level while an item is short of it. It fails like [Model.ScoreCategory].
func (m *Model) Short(category string, a Answers, level int) ([]string, error) {
	c, ok := m.categoryByID[category]
	if !ok {
		return nil, errs.New(errs.NotFound, "There is no category %q in %s.", category, m.ID)
	}
	given, err := m.check(a)
	if err != nil {
		return nil, err
	}
	var short []string
	for _, it := range c.Items {
		if it.Level > level && m.tiesItems() {
			continue
		}
		answer, answered := given[it.ID]
		if !answered || !answer.notApplicable && !m.enough(it, answer.value, level) {
			short = append(short, it.ID)
		}
	}
	return short, nil
}

// tiesItems reports whether the model asks for an item on its own level.
func (m *Model) tiesItems() bool {
	return m.Scoring.Method == MethodCumulative || m.Scoring.Method == MethodSumOfLevelMeans
}

// enough reports whether an answer is all that the level asks of its item.
func (m *Model) enough(it *Item, v Rat, level int) bool {
	switch m.Scoring.Method {
	case MethodCumulative:
		return m.inPlace(it, v)
	case MethodSumOfLevelMeans:
		return v.Cmp(it.set.max()) >= 0
	}
	for _, b := range m.Scoring.Bands {
		if b.Level == level {
			return m.points(it, v).Cmp(b.From) >= 0
		}
	}
	return true
}
