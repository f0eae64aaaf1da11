package roadmap

import (
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"
	"pgregory.net/rapid"

	"cairn/internal/assess"
	"cairn/internal/maturity"
	"cairn/internal/target"
	"cairn/internal/wording"
)

func models(t tb) []*maturity.Model {
	return []*maturity.Model{model(t, "lawlor"), model(t, "aismm")}
}

func build(t tb, f facts) Roadmap {
	t.Helper()
	r, err := f.roadmap()
	if err != nil {
		t.Fatal(err)
	}
	return r
}

// keys lists the keys of entries in order.
func keys(r Roadmap) (list []string) {
	for _, e := range r.Entries {
		list = append(list, e.Key)
	}
	return list
}

func TestWhatTheModelAssumesComesFirst(t *testing.T) {
	t.Parallel()
	all := models(t)
	rapid.Check(t, func(t *rapid.T) {
		f := drawFacts(t, all)
		r := build(t, f)
		at := make(map[string]int)
		for _, e := range r.Entries {
			at[e.Key] = e.Position
		}
		for i, e := range r.Entries {
			if e.Position != i+1 || at[e.Key] != i+1 {
				t.Fatalf("position %d of %s, which is at %d", e.Position, e.Key, at[e.Key])
			}
			for _, before := range e.After {
				if at[before] >= e.Position || at[before] == 0 {
					t.Fatalf("%s at %d comes after %s at %d", e.Key, e.Position, before, at[before])
				}
			}
			for _, other := range r.Entries[:i] {
				if other.Level > e.Level && (other.Category == e.Category || len(r.Model.Roadmap) > 0) {
					t.Fatalf("%s of level %d comes before %s of level %d", other.Key, other.Level, e.Key, e.Level)
				}
			}
			if len(r.Model.Roadmap) > 0 {
				continue
			}
			for _, d := range r.Model.Dependencies { // in full: whatever is assumed and is a step comes before
				if d.Category != e.Category || d.Level > e.Level || f.standing(d.Category) >= d.Level || f.standing(d.On) >= d.OnLevel {
					continue
				}
				for _, later := range r.Entries[i:] {
					if later.Category == d.On && later.Level <= d.OnLevel {
						t.Fatalf("%s comes before %s, which it assumes", e.Key, later.Key)
					}
				}
			}
		}
	})
}

func TestEqualFactsGiveEqualRoadmaps(t *testing.T) {
	t.Parallel()
	all := models(t)
	rapid.Check(t, func(t *rapid.T) {
		f := drawFacts(t, all)
		one := build(t, f)
		f.targets = slices.Clone(f.targets)
		two := build(t, f)
		if diff := cmp.Diff(one, two, cmpopts.IgnoreFields(Roadmap{}, "Model"), cmp.Comparer(func(a, b *maturity.Model) bool { return a == b }), cmp.Exporter(everything)); diff != "" {
			t.Fatal(diff)
		}
	})
}

func TestMoreAtStakeNeverMovesACategoryBack(t *testing.T) {
	t.Parallel()
	all := models(t)
	rapid.Check(t, func(t *rapid.T) {
		f := drawFacts(t, all)
		all := f.model.Categories()
		category := all[rapid.IntRange(0, len(all)-1).Draw(t, "category")].ID
		before := build(t, f)
		for _, r := range assess.Risks() {
			if r.Weight() <= f.programme.RiskOf(category).Weight() {
				continue
			}
			f.weigh(category, r)
			after := build(t, f)
			for _, e := range before.Entries {
				moved, ok := after.Entry(e.Key)
				if !ok || e.Category == category && moved.Position > e.Position {
					t.Fatalf("%s moves from %d to %d when %s is %s\n%v\n%v", e.Key, e.Position, moved.Position, category, r, keys(before), keys(after))
				}
			}
			before = after
		}
	})
}

func TestEveryPositionSaysWhyItIsThere(t *testing.T) {
	t.Parallel()
	all := models(t)
	rapid.Check(t, func(t *rapid.T) {
		for _, e := range build(t, drawFacts(t, all)).Entries {
			if len(e.Why) == 0 || e.Title == "" || e.Key == "" || e.Category == "" {
				t.Fatalf("%+v", e)
			}
		}
	})
}

func TestTheDaysProposedLieBeforeTheDayDueAndInOrder(t *testing.T) {
	t.Parallel()
	all := models(t)
	rapid.Check(t, func(t *rapid.T) {
		f := drawFacts(t, all)
		r := build(t, f)
		for _, e := range r.Entries {
			due := f.nextPeriodEnd()
			if len(e.Targets) > 0 {
				i := slices.IndexFunc(r.Targets, func(v targetView) bool { return v.ID == e.Targets[0] })
				due = r.Targets[i].Due
			} else if len(f.targets) > 0 {
				due = r.Targets[len(r.Targets)-1].Due
			}
			if e.Start.Before(f.today) || e.End.Before(e.Start) || due.Before(e.End) {
				t.Fatalf("%s from %s to %s, due %s", e.Key, e.Start, e.End, due)
			}
			for _, other := range r.Entries[:e.Position-1] {
				if (slices.Contains(e.After, other.Key) || other.Category == e.Category) && e.Start.Before(other.End) {
					t.Fatalf("%s begins on %s, before %s ends on %s", e.Key, e.Start, other.Key, other.End)
				}
			}
		}
	})
}

func TestAStepSaysThatTheDayOfItsTargetIsPastUntilThatHasAnother(t *testing.T) {
	t.Parallel()
	m := model(t, "aismm")
	f := sample(t, m, allOf(m, map[string]string{"GOV": m.Categories()[0].Items[0].Options()[0].Value}))
	f.aimFor("GOV", 2, today.AddDays(-3))
	f.targets[0].Computed = target.Missed
	past := func() bool {
		return slices.ContainsFunc(build(t, f).Entries, func(e Entry) bool {
			return slices.ContainsFunc(e.Why, func(w wording.Text) bool { return strings.HasPrefix(w.String(), "The day of target T1 is past") })
		})
	}
	if !past() {
		t.Error("nothing is said of the day that is past")
	}
	f.targets[0].State, f.targets[0].Computed, f.targets[0].Due = target.Missed, target.Changed, today.AddDays(90) // its review is still to come
	if past() {
		t.Error("it is said of a target that has another day")
	}
}
