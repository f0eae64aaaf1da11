package maturity_test

import (
	"maps"
	"testing"

	"pgregory.net/rapid"

	"cairn/internal/errs"
	"cairn/internal/maturity"
)

func find(t *testing.T, id string) *maturity.Model {
	t.Helper()
	m, err := maturity.Find(id)
	if err != nil {
		t.Fatal(err)
	}
	return m
}

func TestPickedLevelsAreTheLevels(t *testing.T) {
	t.Parallel()
	m := find(t, "aismm")
	r, err := m.ScoreLevels(map[string]int{"GOV": 3, "IR": 1})
	if err != nil {
		t.Fatal(err)
	}
	if r.Overall != nil || len(r.Categories) != 12 || len(r.Domains) != 3 || r.Model != m.ID || r.Hash != m.Hash {
		t.Errorf("result %+v", r)
	}
	if c := category(t, r, "GOV"); !c.Known() || c.Level != 3 || c.LevelName != "Defined" || c.AtLeast != 3 || c.AtMost != 3 || c.Mean != nil {
		t.Errorf("GOV %+v", c)
	}
	if c := category(t, r, "MOD"); c.Known() || c.AtLeast != 1 || c.AtMost != 5 || c.LevelName != "" {
		t.Errorf("MOD, which nobody picked, is %+v", c)
	}
}

func TestPickedLevelsMakeAWholeWhereItsRuleIsTheMinimum(t *testing.T) {
	t.Parallel()
	m := find(t, "lawlor")
	levels := make(map[string]int)
	for i, c := range m.Categories() {
		levels[c.ID] = 2 + i%3
	}
	r, err := m.ScoreLevels(levels)
	if err != nil || r.Overall == nil || !r.Overall.Complete || r.Overall.Level != 2 || len(r.Overall.Weakest) != 2 {
		t.Errorf("overall %+v, %v; want level 2 by two categories", r.Overall, err)
	}
	delete(levels, "governance")
	if r, err = m.ScoreLevels(levels); err != nil || r.Overall.Complete || r.Overall.AtLeast != 1 || r.Overall.AtMost != 2 {
		t.Errorf("with one open: %+v, %v; want 1 to 2", r.Overall, err)
	}
}

func TestLevelsThatTheModelLacksCannotBePicked(t *testing.T) {
	t.Parallel()
	_, err := find(t, "aismm").ScoreLevels(map[string]int{"GOV": 6, "XYZ": 2, "IR": 2})
	if !errs.Is(err, errs.Invalid) || errs.Fields(err)["GOV"] == "" || errs.Fields(err)["XYZ"] == "" || len(errs.Fields(err)) != 2 {
		t.Errorf("error %v %v", err, errs.Fields(err))
	}
}

// The rules below hold for Cairn's own objectives as for the small models of property_test.go, whatever is in use.

func TestPuttingAnObjectiveInPlaceNeverLowersALevel(t *testing.T) {
	t.Parallel()
	m := find(t, "aismm")
	rapid.Check(t, func(rt *rapid.T) {
		before := someAnswers(rt, m)
		tags := deployments(rt, m)
		after := maps.Clone(before)
		after[rapid.SampledFrom(itemsOf(m)).Draw(rt, "item").ID] = maturity.Answer{Value: "1"}
		b, a := score(t, m, m.Exclude(before, tags)), score(t, m, m.Exclude(after, tags))
		for i, x := range b.Categories {
			y := a.Categories[i]
			if y.Measured() && x.Measured() && (y.AtLeast < x.AtLeast || y.AtMost < x.AtMost) {
				rt.Fatalf("%s fell: %+v to %+v", x.ID, x, y)
			}
		}
	})
}

func TestALevelOfTheCatalogueWithNothingApplicableIsNeverCredited(t *testing.T) {
	t.Parallel()
	m := find(t, "aismm")
	rapid.Check(t, func(rt *rapid.T) {
		answers := m.Exclude(someAnswers(rt, m), deployments(rt, m))
		for _, c := range score(t, m, answers).Categories {
			if c.AtLeast <= m.LowestLevel() {
				continue
			}
			inPlace := false
			for _, it := range itemsOf(m) {
				if it.Category().ID != c.ID || answers[it.ID].NotApplicable || it.Level > c.AtLeast {
					continue
				}
				if answers[it.ID].Value != "1" {
					rt.Fatalf("%s stands on level %d with %s at %q", c.ID, c.AtLeast, it.ID, answers[it.ID].Value)
				}
				inPlace = inPlace || it.Level == c.AtLeast
			}
			if !inPlace {
				rt.Fatalf("%s is credited with level %d, on which nothing applies", c.ID, c.AtLeast)
			}
		}
	})
}

func deployments(rt *rapid.T, m *maturity.Model) []string {
	var tags []string
	for _, tag := range m.Tags {
		if rapid.Bool().Draw(rt, tag.ID) {
			tags = append(tags, tag.ID)
		}
	}
	return tags
}
