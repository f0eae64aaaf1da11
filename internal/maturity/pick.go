package maturity

import (
	"fmt"

	"cairn/internal/errs"
)

// ScoreLevels makes a result of levels that somebody picked by the categories' descriptors, without answers to items. A
// category that is not in levels has none; each counts as one item. The whole has a level only where the model's rule is
// the minimum, because the other rules need scores. It fails, as errs.Invalid by category id, for what the model lacks.
func (m *Model) ScoreLevels(levels map[string]int) (Result, error) {
	faults := map[string]string{}
	for id, n := range levels {
		if _, ok := m.categoryByID[id]; !ok {
			faults[id] = fmt.Sprintf("There is no category %q in %s.", id, m.ID)
		} else if _, ok := m.Level(n); !ok {
			faults[id] = fmt.Sprintf("There is no level %d in %s; its levels are %d to %d.", n, m.ID, m.LowestLevel(), m.HighestLevel())
		}
	}
	if err := errs.InvalidFields(faults); err != nil {
		return Result{}, err
	}
	r := Result{Model: m.ID, Hash: m.Hash, Categories: make([]CategoryScore, len(m.categories))}
	for i, c := range m.categories {
		s := CategoryScore{ID: c.ID, Name: c.Name, Items: 1, AtLeast: m.LowestLevel(), AtMost: m.HighestLevel()}
		if n, ok := levels[c.ID]; ok {
			s.Answered, s.Level, s.LevelName, s.AtLeast, s.AtMost = 1, n, m.levelName(n), n, n
		}
		r.Categories[i] = s
	}
	r.Domains = m.domainScores(r.Categories)
	if m.Scoring.Overall == RuleMinimum {
		r.Overall = m.overall(r.Categories, nil)
	}
	return r, nil
}
