package assess

import (
	"cmp"
	"context"
	"slices"
	"time"

	"cairn/internal/maturity"
)

// carryDepth is how many earlier cycles are searched for the full one that a check-in builds on.
const carryDepth = 40

// score is how the category of a form stands by what is answered.
func (s *Service) score(ctx context.Context, tx Tx, f Form) (maturity.CategoryScore, error) {
	if f.Quick {
		subs := make(map[QuestionnaireID]Submission)
		if f.Latest != nil {
			subs[f.Questionnaire.ID] = *f.Latest
		}
		result, _, err := picked(f.Model, []Questionnaire{f.Questionnaire}, subs)
		score, _ := result.Category(f.Category.ID)
		return score, err
	}
	answers, err := carried(ctx, tx, f.Cycle, f.Model, f.Category.ID)
	if err != nil {
		return maturity.CategoryScore{}, err
	}
	if f.Latest != nil {
		for item, value := range f.Latest.Answers {
			answers[item] = modelAnswer(value, f.Latest.Evidence != "")
		}
	}
	for _, item := range f.Category.Items {
		if !item.AppliesTo(f.Cycle.Deployments) {
			answers[item.ID] = maturity.Answer{NotApplicable: true}
		}
	}
	return f.Model.ScoreCategory(f.Category.ID, answers)
}

// picked makes the result of a quick cycle, and the confidence behind each level.
func picked(m *maturity.Model, qs []Questionnaire, subs map[QuestionnaireID]Submission) (maturity.Result, map[string]string, error) {
	levels, confidence := make(map[string]int), make(map[string]string)
	for _, q := range qs {
		answers := subs[q.ID].Answers
		if level, ok := pickedLevel(m, answers[ItemLevel]); ok {
			levels[q.Category] = level.Number
		}
		if sure := answers[ItemConfidence]; sure != "" {
			confidence[q.Category] = sure
		}
	}
	result, err := m.ScoreLevels(levels)
	return result, confidence, err
}

// carried returns the answers that a check-in builds on: those of the newest full cycle before it on the same model,
// and of the check-ins since. Any other cycle builds on nothing. With a category it looks at that one only.
func carried(ctx context.Context, tx Tx, c Cycle, m *maturity.Model, category string) (maturity.Answers, error) {
	answers := make(maturity.Answers)
	if c.Kind != CheckIn {
		return answers, nil
	}
	chain, err := assessedBefore(ctx, tx, c)
	if err != nil {
		return nil, err
	}
	reworded, err := rewordings(ctx, tx, c)
	if err != nil {
		return nil, err
	}
	for _, earlier := range slices.Backward(chain) { // the oldest first, so that the newest counts
		subs, err := submissionsOf(ctx, tx, earlier.ID, category)
		if err != nil {
			return nil, err
		}
		for _, sub := range subs {
			for item, value := range sub.Answers {
				_, known := m.Item(item)
				if known && !sub.At.Before(reworded[item]) {
					answers[item] = modelAnswer(value, sub.Evidence != "")
				}
			}
		}
	}
	return answers, nil
}

// assessedBefore lists, the newest first, the closed cycles whose answers still hold when c opens: those on its model
// back to the newest full one. Without a full one there are none.
func assessedBefore(ctx context.Context, tx Tx, c Cycle) ([]Cycle, error) {
	cycles, err := tx.Cycles(ctx, c.Programme, carryDepth)
	if err != nil {
		return nil, err
	}
	var chain []Cycle
	for _, earlier := range cycles {
		if earlier.State != CycleClosed || earlier.Model != c.Model || earlier.Kind == Quick || !earlier.OpenedAt.Before(c.OpenedAt) {
			continue
		}
		chain = append(chain, earlier)
		if earlier.Kind == Full {
			return chain, nil
		}
	}
	return nil, nil
}

// submissionsOf returns the latest submissions of a cycle, or of one category of it.
func submissionsOf(ctx context.Context, tx Tx, c CycleID, category string) ([]Submission, error) {
	if category == "" {
		return tx.Submissions(ctx, c)
	}
	sub, err := latestOf(ctx, tx, questionnaireID(c, category))
	if sub == nil || err != nil {
		return nil, err
	}
	return []Submission{*sub}, nil
}

// rewordings says when each objective of a cycle's model was last given other words: an answer from before was about
// something else.
func rewordings(ctx context.Context, tx Tx, c Cycle) (map[string]time.Time, error) {
	all, err := tx.Substitutions(ctx, c.Programme)
	if err != nil {
		return nil, err
	}
	at := make(map[string]time.Time)
	for _, s := range all {
		if s.Model == c.Model {
			at[s.Item] = s.At
		}
	}
	return at, nil
}

// gaps picks what a check-in asks, at most limit items by category: what keeps each category from its next level and
// what is unanswered up to there, the lowest categories first.
func gaps(m *maturity.Model, r maturity.Result, limit int) map[string][]string {
	scores := slices.Clone(r.Categories)
	slices.SortStableFunc(scores, func(a, b maturity.CategoryScore) int { return cmp.Compare(a.AtLeast, b.AtLeast) })
	by := make(map[string][]string)
	for _, score := range scores {
		items := inTheWay(m, score)
		items = items[:min(len(items), limit)]
		if limit -= len(items); len(items) > 0 {
			by[score.ID] = items
		}
	}
	return by
}

// inTheWay lists the items between a category and its next level, the lowest level first.
func inTheWay(m *maturity.Model, score maturity.CategoryScore) []string {
	level := func(id string) int {
		item, _ := m.Item(id)
		return item.Level
	}
	byLevel := func(a, b string) int { return cmp.Compare(level(a), level(b)) }
	items := slices.Concat(score.Weak, score.Unanswered)
	if len(items) == 0 {
		return nil
	}
	upTo := level(slices.MinFunc(items, byLevel))
	if len(score.Weak) > 0 {
		upTo = max(upTo, level(score.Weak[0])) // what blocks is asked whatever is unanswered below it
	}
	items = slices.DeleteFunc(items, func(id string) bool { return level(id) > upTo })
	slices.SortStableFunc(items, byLevel)
	return items
}
