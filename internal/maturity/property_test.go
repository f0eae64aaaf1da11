package maturity_test

import (
	"maps"
	"slices"
	"testing"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"cairn/internal/errs"
	"cairn/internal/maturity"
)

var modelNames = []string{"lawlor", "samm-like", "sans-like", "aismm-like", "percent-like"}

func anyModel(t *testing.T, rt *rapid.T) *maturity.Model {
	name := rapid.SampledFrom(modelNames).Draw(rt, "model")
	if name == "lawlor" {
		return lawlor(t)
	}
	return model(t, name)
}

func itemsOf(m *maturity.Model) []*maturity.Item {
	var items []*maturity.Item
	for _, c := range m.Categories() {
		items = append(items, c.Items...)
	}
	return items
}

// anyAnswer draws an answer the item can be given.
func anyAnswer(rt *rapid.T, m *maturity.Model, it *maturity.Item) maturity.Answer {
	set, _ := m.AnswerSet(it.AnswerSet)
	n := len(set.Options)
	if set.AllowNotApplicable {
		n++
	}
	i := rapid.IntRange(0, n-1).Draw(rt, it.ID)
	if i == len(set.Options) {
		return maturity.Answer{NotApplicable: true}
	}
	return maturity.Answer{Value: set.Options[i].Value, Evidenced: rapid.Bool().Draw(rt, it.ID+" evidence")}
}

// someAnswers draws answers for each item with a chance of leaving it out.
func someAnswers(rt *rapid.T, m *maturity.Model) maturity.Answers {
	a := maturity.Answers{}
	holes := rapid.SampledFrom([]int{0, 1, 3}).Draw(rt, "holes")
	for _, it := range itemsOf(m) {
		if holes == 0 || rapid.IntRange(0, holes).Draw(rt, it.ID+" given") == 0 {
			a[it.ID] = anyAnswer(rt, m, it)
		}
	}
	return a
}

func TestRaisingAnAnswerNeverLowersALevel(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(rt *rapid.T) {
		m := anyModel(t, rt)
		before := someAnswers(rt, m)
		it := rapid.SampledFrom(itemsOf(m)).Draw(rt, "item")
		set, _ := m.AnswerSet(it.AnswerSet)
		low := rapid.IntRange(0, len(set.Options)-2).Draw(rt, "low")
		high := rapid.IntRange(low+1, len(set.Options)-1).Draw(rt, "high")
		evidenced := rapid.Bool().Draw(rt, "evidenced")
		after := maps.Clone(before)
		before[it.ID] = maturity.Answer{Value: set.Options[low].Value, Evidenced: evidenced}
		after[it.ID] = maturity.Answer{Value: set.Options[high].Value, Evidenced: evidenced}

		b, a := score(t, m, before), score(t, m, after)
		for i := range b.Categories {
			if x, y := b.Categories[i], a.Categories[i]; y.AtLeast < x.AtLeast || y.AtMost < x.AtMost || y.Level < x.Level {
				rt.Fatalf("raising %s from %s to %s lowered %s: %+v to %+v", it.ID, set.Options[low].Value, set.Options[high].Value, x.ID, x, y)
			}
		}
		if b.Overall != nil && (a.Overall.AtLeast < b.Overall.AtLeast || a.Overall.AtMost < b.Overall.AtMost) {
			rt.Fatalf("raising %s lowered the whole: %+v to %+v", it.ID, b.Overall, a.Overall)
		}
	})
}

func TestEveryCompletionLiesBetweenAtLeastAndAtMost(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(rt *rapid.T) {
		m := anyModel(t, rt)
		partial := someAnswers(rt, m)
		whole := maps.Clone(partial)
		for _, it := range itemsOf(m) {
			if _, ok := whole[it.ID]; !ok {
				whole[it.ID] = anyAnswer(rt, m, it)
			}
		}
		p, w := score(t, m, partial), score(t, m, whole)
		for i, c := range w.Categories {
			if !c.Complete() {
				rt.Fatalf("%s is not complete with every item answered", c.ID)
			}
			before := p.Categories[i]
			if before.Known() && (before.AtLeast != before.Level || before.AtMost != before.Level) {
				rt.Fatalf("%s is known and has bounds: %+v", c.ID, before)
			}
			if c.Known() && (c.Level < before.AtLeast || c.Level > before.AtMost) {
				rt.Fatalf("%s became level %d, outside %d to %d", c.ID, c.Level, before.AtLeast, before.AtMost)
			}
		}
		if w.Overall != nil && (w.Overall.Level < p.Overall.AtLeast || w.Overall.Level > p.Overall.AtMost) {
			rt.Fatalf("the whole became level %d, outside %d to %d", w.Overall.Level, p.Overall.AtLeast, p.Overall.AtMost)
		}
	})
}

func TestTheOrderOfAnswersNeverMatters(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(rt *rapid.T) {
		m := anyModel(t, rt)
		a := someAnswers(rt, m)
		ids := slices.Sorted(maps.Keys(a))
		shuffled := maturity.Answers{}
		for _, i := range rapid.Permutation(ids).Draw(rt, "order") {
			shuffled[i] = a[i]
		}
		first, second := score(t, m, a), score(t, m, shuffled)
		if diff := cmp.Diff(first, second); diff != "" {
			rt.Fatalf("another order scores otherwise:\n%s", diff)
		}
		if diff := cmp.Diff(m.NextActions(first, 2), m.NextActions(second, 2)); diff != "" {
			rt.Fatalf("another order leads elsewhere:\n%s", diff)
		}
	})
}

func TestALevelWithNothingApplicableIsNeverCredited(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(rt *rapid.T) {
		m := model(t, "aismm-like")
		r := score(t, m, someAnswers(rt, m))
		for _, c := range r.Categories {
			if c.Known() && c.Level > m.LowestLevel() && slices.Contains(c.NotMeasured, c.Level) {
				rt.Fatalf("%s stands on level %d, which was not measured", c.ID, c.Level)
			}
		}
	})
}

func TestRatWritesWhatItReads(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(rt *rapid.T) {
		r := maturity.NewRat(rapid.Int64().Draw(rt, "num"), rapid.Int64Range(1, 1<<40).Draw(rt, "den"))
		text, err := r.MarshalText()
		if err != nil {
			rt.Fatal(err)
		}
		var back maturity.Rat
		if err := back.UnmarshalText(text); err != nil {
			rt.Fatal(err)
		}
		if !back.Equal(r) {
			rt.Fatalf("%s came back as %s", r, back)
		}
	})
}

func TestACategoryScoresAloneAsItDoesAmongAll(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(rt *rapid.T) {
		m := anyModel(t, rt)
		a := someAnswers(rt, m)
		all, err := m.Score(a)
		if err != nil {
			rt.Fatal(err)
		}
		for _, want := range all.Categories {
			got, err := m.ScoreCategory(want.ID, a)
			if err != nil {
				rt.Fatal(err)
			}
			if diff := cmp.Diff(want, got); diff != "" {
				rt.Errorf("%s alone (-among all +alone):\n%s", want.ID, diff)
			}
		}
	})
}

func TestACategoryThatTheModelLacksHasNoScore(t *testing.T) {
	t.Parallel()
	if _, err := lawlor(t).ScoreCategory("astrology", nil); !errs.Is(err, errs.NotFound) {
		t.Errorf("%v, want an errs.NotFound", err)
	}
}
