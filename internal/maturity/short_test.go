package maturity_test

import (
	"testing"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"cairn/internal/errs"
	"cairn/internal/maturity"
)

func short(t *testing.T, m *maturity.Model, category string, a maturity.Answers, level int) []string {
	t.Helper()
	items, err := m.Short(category, a, level)
	if err != nil {
		t.Fatal(err)
	}
	return items
}

func TestAnObjectiveIsShortOfALevelUnlessItIsInPlace(t *testing.T) {
	t.Parallel()
	m := find(t, "aismm")
	c, _ := m.Category("MON")
	answers := maturity.Answers{}
	for _, it := range c.Items {
		answers[it.ID] = maturity.Answer{Value: "1"}
	}
	var levelTwo []string
	for _, it := range c.Items {
		if it.Level == 2 {
			levelTwo = append(levelTwo, it.ID)
		}
	}
	answers[levelTwo[0]] = maturity.Answer{Value: "0.5"}
	if diff := cmp.Diff(levelTwo[:1], short(t, m, "MON", answers, 5)); diff != "" {
		t.Error(diff)
	}
	delete(answers, levelTwo[0])
	if diff := cmp.Diff(levelTwo[:1], short(t, m, "MON", answers, 2)); diff != "" {
		t.Errorf("unanswered: %s", diff)
	}
	answers[levelTwo[0]] = maturity.Answer{NotApplicable: true}
	if _, err := m.Score(answers); err == nil { // where the model allows it
		if got := short(t, m, "MON", answers, 5); len(got) > 0 {
			t.Errorf("what does not apply is short: %v", got)
		}
	}
	if diff := cmp.Diff(levelTwo, short(t, m, "MON", nil, 2)); diff != "" {
		t.Errorf("of nothing: %s", diff)
	}
}

func TestAScoreIsShortOfALevelBelowTheStartOfItsBand(t *testing.T) {
	t.Parallel()
	m := find(t, "lawlor")
	answers := maturity.Answers{"G1": {Value: "3"}, "G2": {Value: "2"}, "G3": {Value: "4"}, "G4": {Value: "0"}}
	for level, want := range map[int][]string{
		1: {"G5"}, 3: {"G4", "G5"}, 4: {"G2", "G4", "G5"}, 5: {"G1", "G2", "G4", "G5"},
	} {
		if diff := cmp.Diff(want, short(t, m, "governance", answers, level)); diff != "" {
			t.Errorf("level %d: %s", level, diff)
		}
	}
	if _, err := m.Short("nothing", answers, 2); errs.CodeOf(err) != errs.NotFound {
		t.Errorf("of no category: %v", err)
	}
}

func TestACategoryWithNothingShortOfALevelHasIt(t *testing.T) {
	t.Parallel()
	models := []*maturity.Model{find(t, "lawlor"), find(t, "aismm")}
	rapid.Check(t, func(rt *rapid.T) {
		m := models[rapid.IntRange(0, len(models)-1).Draw(rt, "model")]
		c := m.Categories()[rapid.IntRange(0, len(m.Categories())-1).Draw(rt, "category")]
		level := rapid.IntRange(m.LowestLevel(), m.HighestLevel()).Draw(rt, "level")
		answers := maturity.Answers{}
		for _, it := range c.Items {
			answers[it.ID] = maturity.Answer{Value: it.Options()[rapid.IntRange(0, len(it.Options())-1).Draw(rt, it.ID)].Value}
		}
		items, err := m.Short(c.ID, answers, level)
		if err != nil {
			rt.Fatal(err)
		}
		score, err := m.ScoreCategory(c.ID, answers)
		if err != nil {
			rt.Fatal(err)
		}
		has := score.Level >= level
		if len(items) == 0 && !has || m.Scoring.Method == maturity.MethodCumulative && len(items) > 0 && has {
			rt.Fatalf("level %d, short of %d: %v", score.Level, level, items)
		}
	})
}
