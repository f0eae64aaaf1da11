package maturity_test

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"cairn/internal/maturity"
)

// smallModel draws a model of a few items: either method of means, each rule for the whole, weights, caps, and a cap on
// answers without evidence.
func smallModel(rt *rapid.T) *maturity.Model {
	var b strings.Builder
	b.WriteString(`format: 1
publisher: example
name: drawn
version: "1"
title: Drawn
summary: Drawn at random.
licence: Test data.
source: {title: Test data, author: Cairn}
levels: [{number: 1, name: A, summary: A.}, {number: 2, name: B, summary: B.}, {number: 3, name: C, summary: C.}]
answer_sets:
  - {id: even, allow_not_applicable: true, options: [{value: 0, label: a}, {value: 1, label: b}, {value: 2, label: c}, {value: 3, label: d}]}
  - {id: uneven, options: [{value: 0, label: a}, {value: 0.5, label: b}, {value: 3, label: d}]}
default_answer_set: even
groups:
`)
	percent := rapid.Bool().Draw(rt, "percent")
	rule := rapid.SampledFrom([]string{"none", "minimum", "mean", "weighted"}).Draw(rt, "rule")
	weight := rapid.SampledFrom([]string{"", ", weight: 2", ", weight: 0.5", ", weight: 1.7"})
	categories := rapid.IntRange(1, 3).Draw(rt, "categories")
	left := 6
	for i := range categories {
		w := ""
		if rule == "weighted" {
			w = weight.Draw(rt, "category weight")
		}
		fmt.Fprintf(&b, "  - {id: c%d, kind: category, name: C%d%s, items: [", i, i, w)
		items := rapid.IntRange(1, min(3, left-(categories-1-i))).Draw(rt, "items")
		left -= items
		for j := range items {
			set := rapid.SampledFrom([]string{"even", "uneven"}).Draw(rt, "set")
			fmt.Fprintf(&b, "{id: C%d.%d, name: N, text: T, answer_set: %s%s}, ", i, j, set, weight.Draw(rt, "weight"))
		}
		b.WriteString("]}\n")
	}
	bands := rapid.SampledFrom([]string{"1|2", "0.4|2.9", "1.25|3", "0.1|0.2"}).Draw(rt, "bands")
	method := "mean-bands"
	if percent {
		method, bands = "weighted-percent", rapid.SampledFrom([]string{"33|67", "50|100", "0.5|12.5"}).Draw(rt, "percent bands")
	}
	second, third, _ := strings.Cut(bands, "|")
	fmt.Fprintf(&b, "scoring:\n  method: %s\n  bands: [{level: 1, from: 0}, {level: 2, from: %s}, {level: 3, from: %s}]\n  overall: %s\n", method, second, third, rule)
	if limit := rapid.SampledFrom([]string{"", "1", "1.5", "0"}).Draw(rt, "evidence cap"); limit != "" {
		fmt.Fprintf(&b, "  evidence_cap: %s\n", limit)
	}
	if caps := rapid.SampledFrom([]string{"", "lowest", "c0"}).Draw(rt, "cap"); caps != "" && (rule == "mean" || rule == "weighted") {
		fmt.Fprintf(&b, "  caps: [{category: %s, plus: %s, reason: R.}]\n", caps, rapid.SampledFrom([]string{"0", "0.5", "10"}).Draw(rt, "plus"))
	}
	m, err := maturity.Load([]byte(b.String()), "drawn.yaml")
	if err != nil {
		rt.Fatalf("%v\n%s", err, b.String())
	}
	return m
}

// anyComplete draws an answer to every item.
func anyComplete(rt *rapid.T, m *maturity.Model) maturity.Answers {
	a := maturity.Answers{}
	for _, it := range itemsOf(m) {
		a[it.ID] = anyAnswer(rt, m, it)
	}
	return a
}

// lowestOf is the level that counts as the whole's; false while nothing is measured.
func lowestOf(m *maturity.Model, r maturity.Result) (int, bool) {
	if m.Scoring.Overall != maturity.RuleNone {
		return levelOfWhole(r.Overall)
	}
	low, found := 0, false
	for _, c := range r.Categories {
		if c.Known() && (!found || c.Level < low) {
			low, found = c.Level, true
		}
	}
	return low, found
}

func levelOfWhole(o *maturity.Overall) (int, bool) {
	if o == nil {
		return 0, false
	}
	return o.Level, o.Complete
}

// brute tries every set of raises of the items, and returns the cheapest that are good.
type brute struct {
	m     *maturity.Model
	items []*maturity.Item
	now   maturity.Answers
	good  func(maturity.Answers) bool

	points maturity.Rat
	count  int
	sets   [][]maturity.Change
}

func (b *brute) run(t interface{ Fatal(...any) }) *brute {
	b.try(t, b.items, maturity.Rat{}, nil)
	return b
}

func (b *brute) try(t interface{ Fatal(...any) }, rest []*maturity.Item, points maturity.Rat, changes []maturity.Change) {
	if len(b.sets) > 0 && points.Cmp(b.points) > 0 {
		return
	}
	if len(rest) == 0 {
		after := maturity.Answers{}
		for id, a := range b.now {
			after[id] = a
		}
		for _, c := range changes {
			after[c.Item] = c.To
		}
		if !b.good(after) {
			return
		}
		if less := points.Cmp(b.points); len(b.sets) == 0 || less < 0 || less == 0 && len(changes) < b.count {
			b.points, b.count, b.sets = points, len(changes), nil
		}
		if points.Equal(b.points) && len(changes) == b.count {
			b.sets = append(b.sets, slices.Clone(changes))
		}
		return
	}
	it := rest[0]
	is := b.now[it.ID]
	if !is.NotApplicable {
		options := it.Options()
		span := number(t, options[len(options)-1].Value).Sub(number(t, options[0].Value))
		for _, o := range options {
			more := number(t, o.Value).Sub(number(t, is.Value))
			to := maturity.Answer{Value: o.Value, Evidenced: is.Evidenced}
			if limit := b.m.Scoring.EvidenceCap; limit != nil && number(t, o.Value).Cmp(*limit) > 0 {
				to.Evidenced = true
			}
			if more.Sign() < 0 || more.Sign() == 0 && to.Evidenced == is.Evidenced {
				continue
			}
			if b.m.Scoring.Method == maturity.MethodWeightedPercent {
				more = more.Quo(span).Mul(maturity.NewRat(100, 1))
			}
			b.try(t, rest[1:], points.Add(more), append(changes, maturity.Change{Item: it.ID, From: is, Had: true, To: to}))
		}
	}
	b.try(t, rest[1:], points, changes)
}

func number(t interface{ Fatal(...any) }, s string) maturity.Rat {
	r, err := maturity.ParseRat(s)
	if err != nil {
		t.Fatal(err)
	}
	return r
}

// named are the sets as the search names them.
func (b *brute) named() []maturity.RaiseSet {
	var sets []maturity.RaiseSet
	for _, s := range b.sets[:min(len(b.sets), maturity.MaxSets)] {
		sets = append(sets, maturity.RaiseSet{Changes: s})
	}
	return sets
}

func TestTheCheapestSetsAreThoseThatTryingAllSetsFinds(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(rt *rapid.T) {
		m := smallModel(rt)
		now := anyComplete(rt, m)
		got, err := m.Cheapest(now)
		if err != nil {
			rt.Fatal(err)
		}
		from, ok := lowestOf(m, score(t, m, now))
		if !ok || from == m.HighestLevel() {
			if got.To != 0 || got.Sets != nil || got.From != from {
				rt.Fatalf("nothing is above level %d (known %v), and yet there is %+v", from, ok, got)
			}
			return
		}
		want := (&brute{m: m, items: itemsOf(m), now: now, good: func(a maturity.Answers) bool {
			level, _ := lowestOf(m, score(t, m, a))
			return level > from
		}}).run(rt)
		if got.From != from || got.To != from+1 || got.Undecided || got.Beyond || !got.Points.Equal(want.points) || len(got.Sets)+got.More != len(want.sets) {
			rt.Fatalf("%+v,\nwant %d to %d, %s points on %d items, %d sets: %v", got, from, from+1, want.points, want.count, len(want.sets), want.sets)
		}
		if diff := cmp.Diff(want.named(), got.Sets); diff != "" {
			rt.Fatalf("the sets (-want +got):\n%s", diff)
		}
	})
}

func TestTheCheapestSetsOfTheFiveDimensionsAreThoseThatTryingAllFinds(t *testing.T) {
	t.Parallel()
	m := lawlor(t)
	rapid.Check(t, func(rt *rapid.T) {
		now := anyComplete(rt, m)
		got, err := m.Cheapest(now)
		if err != nil {
			rt.Fatal(err)
		}
		before := score(t, m, now)
		from := before.Overall.Level
		if from == m.HighestLevel() {
			return
		}
		points, sets, items := maturity.Rat{}, 1, 0
		for _, c := range m.Categories() { // each category has to get there by itself
			if is, _ := before.Category(c.ID); is.Level > from {
				continue
			}
			one := (&brute{m: m, items: c.Items, now: now, good: func(a maturity.Answers) bool {
				s, err := m.ScoreCategory(c.ID, a)
				return err == nil && s.Level > from
			}}).run(rt)
			points, sets, items = points.Add(one.points), sets*len(one.sets), items+one.count
		}
		if !got.Points.Equal(points) || len(got.Sets)+got.More != sets || len(got.Sets[0].Changes) != items {
			rt.Fatalf("%+v,\nwant %s points on %d items, %d sets", got, points, items, sets)
		}
		for _, s := range got.Sets {
			after, err := m.WhatIf(now, s.Changes)
			if err != nil || after.Overall.Level != got.To {
				rt.Fatalf("%v leads to level %d, %v; want %d", s, after.Overall.Level, err, got.To)
			}
		}
	})
}

func TestTheCheapestSetsReachTheNextLevelOfEveryModel(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(rt *rapid.T) {
		m := anyModel(t, rt)
		now := anyComplete(rt, m)
		got, err := m.Cheapest(now)
		if err != nil {
			rt.Fatal(err)
		}
		for _, s := range got.Sets {
			after, err := m.WhatIf(now, s.Changes)
			if err != nil {
				rt.Fatal(err)
			}
			reached, _ := lowestOf(m, after)
			if m.Scoring.Method == maturity.MethodCumulative { // a category that cannot rise holds nothing up
				reached = got.To
				for _, step := range got.Steps {
					if c, _ := after.Category(step.Category); c.Level < step.To {
						rt.Fatalf("%s stands on %d, want %d", step.Category, c.Level, step.To)
					}
				}
			}
			if reached < got.To || got.To <= got.From { // evidence that costs nothing may lead further
				rt.Fatalf("from %d the set %v reaches %d, want %d at least", got.From, s, reached, got.To)
			}
			for i := range s.Changes { // none is left over
				fewer := slices.Delete(slices.Clone(s.Changes), i, i+1)
				if r, _ := m.WhatIf(now, fewer); m.Scoring.Method != maturity.MethodCumulative {
					if level, _ := lowestOf(m, r); level >= got.To {
						rt.Fatalf("%v is not needed in %v", s.Changes[i], s)
					}
				}
			}
		}
	})
}

func TestWhatBlocksTheLowestCategoriesIsAllThatTheyNeed(t *testing.T) {
	t.Parallel()
	m := model(t, "aismm-like")
	rapid.Check(t, func(rt *rapid.T) {
		now := anyComplete(rt, m)
		got, err := m.Cheapest(now)
		if err != nil {
			rt.Fatal(err)
		}
		for _, s := range got.Sets {
			for i := range s.Changes {
				fewer := slices.Delete(slices.Clone(s.Changes), i, i+1)
				after, err := m.WhatIf(now, fewer)
				if err != nil {
					rt.Fatal(err)
				}
				it, _ := m.Item(s.Changes[i].Item)
				if c, _ := after.Category(it.Category().ID); c.Level >= got.To {
					rt.Fatalf("%s is not needed for level %d of %s", it.ID, got.To, c.ID)
				}
			}
		}
	})
}

func TestBlockingObjectivesAreNamedWithThoseHalfWayThere(t *testing.T) {
	t.Parallel()
	m := model(t, "aismm-like")
	for _, tt := range []struct {
		name, answers string
		from, to      int
		set           string
		says          []string
	}{
		{
			"both categories at the lowest level", "MOD-02.1=0.5 MOD-02.2=1 MOD-03.1=0 MOD-04.1=0 APP-02.1=0 APP-04.1=0", 1, 2, "MOD-02.1=1 APP-02.1=1",
			[]string{
				"In the way of Level 2: 2 objectives, in Models and Applications.", "Half way there: MOD-02.1.",
				"Nothing less will do: a level holds only when all that applies on it is in place.",
			},
		},
		{"one is ahead", "MOD-02.1=1 MOD-02.2=1 MOD-03.1=0.5 MOD-04.1=0 APP-02.1=0 APP-04.1=0", 1, 2, "APP-02.1=1", []string{
			"In the way of Level 2: 1 objective, in Applications.",
			"Nothing less will do: a level holds only when all that applies on it is in place.",
		}},
		{"a level on which nothing applies is passed over", "MOD-02.1=1 MOD-02.2=1 MOD-03.1=1 MOD-04.1=1 APP-02.1=1 APP-04.1=0", 2, 4, "APP-04.1=1", nil},
		{"nothing above applies", "MOD-02.1=1 MOD-02.2=1 MOD-03.1=1 MOD-04.1=0 APP-02.1=1 APP-04.1=n/a", 3, 4, "MOD-04.1=1", nil},
		{"all is in place", "MOD-02.1=1 MOD-02.2=1 MOD-03.1=1 MOD-04.1=1 APP-02.1=1 APP-04.1=1", 4, 0, "", []string{"Level 4 is the highest."}},
		{
			"what is unanswered is named and not assumed", "MOD-02.1=1 MOD-02.2=1 MOD-03.1=1 MOD-04.1=0 APP-02.1=1", 3, 4, "MOD-04.1=1",
			[]string{
				"In the way of Level 4: 1 objective, in Models.", "Nothing less will do: a level holds only when all that applies on it is in place.",
				"Categories with unanswered items are left out. Unanswered: APP-04.1.",
			},
		},
	} {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			got, err := m.Cheapest(answer(tt.answers))
			if err != nil {
				t.Fatal(err)
			}
			var set []string
			if len(got.Sets) > 0 {
				for _, c := range got.Sets[0].Changes {
					set = append(set, c.Item+"="+c.To.Value)
				}
			}
			if got.From != tt.from || got.To != tt.to || strings.Join(set, " ") != tt.set || len(got.Sets) > 1 || got.More != 0 {
				t.Errorf("%d to %d by %v; want %d to %d by %s", got.From, got.To, set, tt.from, tt.to, tt.set)
			}
			if said := english(got); tt.says != nil && !slices.Equal(said, tt.says) {
				t.Errorf("says %q,\nwant %q", said, tt.says)
			}
		})
	}
}

func english(c maturity.Cheapest) []string {
	var said []string
	for _, text := range c.Explain() {
		said = append(said, text.String())
	}
	return said
}

func TestTiesAreExplained(t *testing.T) {
	t.Parallel()
	const atLeast = ": nothing does it with fewer points, nor for as many points with fewer items."
	const byItself = "Each category has to get there by itself, so every choice in one goes with every choice in the others."
	for _, tt := range []struct {
		name string
		m    *maturity.Model
		now  maturity.Answers
		says []string
	}{
		{"one set", lawlor(t), all(t, "4", "G1=0"), []string{
			"Level 5 takes 2 points, on 1 item" + atLeast, "There is one such set of changes.",
		}},
		{"items of one category", lawlor(t), all(t, "2", "G1=0"), []string{
			"Level 3 takes 2 points, on 1 item" + atLeast, "There are 5 such sets of changes.",
			"Governance: 2 points on 1 item, in 5 different ways.",
		}},
		{"several categories", lawlor(t), all(t, "3", "G1=0 I1=2"), []string{
			"Level 4 takes 4 points, on 2 items" + atLeast, "There are 5 such sets of changes.",
			"Governance: 3 points on 1 item, in 1 way.", "Incident Response: 1 point on 1 item, in 5 different ways.", byItself,
		}},
		{"more than are named", lawlor(t), all(t, "2", "G1=1 I1=1"), []string{
			"Level 3 takes 2 points, on 2 items" + atLeast, "There are 25 such sets of changes; the first in the model's order are named.",
			"Governance: 1 point on 1 item, in 5 different ways.", "Incident Response: 1 point on 1 item, in 5 different ways.", byItself,
		}},
		{"the top", lawlor(t), all(t, "4", ""), []string{"Level 5 is the highest."}},
		{"nothing is assumed", lawlor(t), answer("G1=4 G2=4 G3=4 G4=4 G5=4"), []string{
			"What it takes can be reckoned once everything is answered, because nothing is assumed. Unanswered: T1, T2, T3, T4, T5, M1, M2, M3, M4, M5 and 10 more.",
		}},
		{"nothing is measured", model(t, "aismm-like"), answer("MOD-02.1=n/a MOD-02.2=n/a MOD-03.1=n/a MOD-04.1=n/a APP-02.1=n/a APP-04.1=n/a"), []string{
			"Nothing is measured, so there is no level to go on from.",
		}},
		{"nothing above applies", model(t, "aismm-like"), answer("MOD-02.1=1 MOD-02.2=1 MOD-03.1=n/a MOD-04.1=n/a APP-02.1=1 APP-04.1=n/a"), []string{
			"Nothing that applies is asked above Level 2 in MOD and APP, so no answer raises that.",
		}},
		{"a mean over the categories, with evidence", model(t, "sans-like"), answer("P1=3! P2=3! U1=5 U2=5 G1=5 G2=5!"), []string{
			"Level 4 takes no higher answer, only evidence for 2 items.",
			"A raised answer is taken to come with evidence, because the model counts less without.",
			"There are 3 such sets of changes.",
			"The whole is a mean over the categories, so points that weigh the same do as well in one as in another.",
		}},
	} {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			got, err := tt.m.Cheapest(tt.now)
			if err != nil {
				t.Fatal(err)
			}
			if diff := cmp.Diff(tt.says, english(got)); diff != "" {
				t.Errorf("of %+v (-want +got):\n%s", got.Sets, diff)
			}
		})
	}
}

func TestASearchThatBecomesTooLargeSaysSoAndNamesNothing(t *testing.T) {
	t.Parallel()
	for _, tt := range []struct {
		name, weight string
		items        int
		undecided    bool
	}{
		{"few items", "%d", 5, false},
		{"too many different prices", "%d", 100, true},
		{"numbers too large to add up", "%d.123456789", 6, true},
	} {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			m, now := oddModel(t, tt.items, tt.weight)
			got, err := m.Cheapest(now)
			if err != nil {
				t.Fatal(err)
			}
			if got.Undecided != tt.undecided || got.Undecided != (got.Sets == nil) || got.To != 2 {
				t.Errorf("from %d to %d in %d sets, undecided %v; want to 2, undecided %v", got.From, got.To, len(got.Sets), got.Undecided, tt.undecided)
			}
			if want := "What reaches Level 2 for the least would take longer to find than is allowed, so nothing is named."; tt.undecided && !slices.Equal(english(got), []string{want}) {
				t.Errorf("says %q", english(got))
			}
		})
	}
}

// oddModel is a model whose items all weigh differently and have odd values, with the lowest answer to each.
func oddModel(t testing.TB, items int, weight string) (*maturity.Model, maturity.Answers) {
	t.Helper()
	now := maturity.Answers{}
	var b strings.Builder
	for i := range items {
		id := fmt.Sprintf("I%d", i)
		fmt.Fprintf(&b, "\n      - {id: %s, name: N, text: T, weight: "+weight+"}", id, 1+i)
		now[id] = maturity.Answer{Value: "0"}
	}
	m, err := maturity.Load([]byte(`format: 1
publisher: example
name: odd
version: "1"
title: Odd
summary: All weigh differently.
licence: Test data.
source: {title: Test data, author: Cairn}
levels: [{number: 1, name: A, summary: A.}, {number: 2, name: B, summary: B.}]
answer_sets: [{id: odd, options: [{value: 0, label: a}, {value: 0.1234, label: b}, {value: 1.0007, label: c}, {value: 2.7001, label: d}, {value: 4, label: e}]}]
groups:
  - id: only
    kind: category
    name: Only
    items:`+b.String()+`
scoring: {method: mean-bands, bands: [{level: 1, from: 0}, {level: 2, from: 3.1}], overall: minimum}
`), "odd.yaml")
	if err != nil {
		t.Fatal(err)
	}
	return m, now
}

// sammSized is a model of the size of OWASP SAMM: 15 practices of two streams with three questions each, on the mean of them.
func sammSized(t testing.TB) (*maturity.Model, maturity.Answers) {
	t.Helper()
	now := maturity.Answers{}
	var b strings.Builder
	for p := range 15 {
		fmt.Fprintf(&b, "\n  - id: p%d\n    kind: category\n    name: P%d\n    groups:", p, p)
		for s := range 2 {
			fmt.Fprintf(&b, "\n      - {id: p%d-%d, kind: stream, name: S, items: [", p, s)
			for l := range 3 {
				id := fmt.Sprintf("P%d.%d.%d", p, s, l+1)
				fmt.Fprintf(&b, "{id: %s, level: %d, name: N, text: T}, ", id, l+1)
				now[id] = maturity.Answer{Value: []string{"0", "0.25", "0.5", "1"}[(p+s+2*l)%3]}
			}
			b.WriteString("]}")
		}
	}
	m, err := maturity.Load([]byte(`format: 1
publisher: example
name: large
version: "1"
title: Large
summary: As large as SAMM.
licence: Test data.
source: {title: Test data, author: Cairn}
levels: [{number: 0, name: None, summary: A.}, {number: 1, name: A, summary: A.}, {number: 2, name: B, summary: B.}, {number: 3, name: C, summary: C.}]
answer_sets: [{id: coverage, options: [{value: 0, label: a}, {value: 0.25, label: b}, {value: 0.5, label: c}, {value: 1, label: d}]}]
groups:`+b.String()+`
scoring: {method: sum-of-level-means, bands: [{level: 0, from: 0}, {level: 1, from: 1}, {level: 2, from: 2}, {level: 3, from: 3}], overall: mean}
`), "large.yaml")
	if err != nil {
		t.Fatal(err)
	}
	return m, now
}

func TestAModelAsLargeAsSAMMIsDecided(t *testing.T) {
	t.Parallel()
	m, now := sammSized(t)
	got, err := m.Cheapest(now)
	if err != nil {
		t.Fatal(err)
	}
	if got.Undecided || len(got.Sets) != maturity.MaxSets {
		t.Errorf("%+v", got)
	}
	t.Log(english(got))
	if after, err := m.WhatIf(now, got.Sets[0].Changes); err != nil || after.Overall.Level != got.To {
		t.Errorf("the first set leads to %+v, %v", after.Overall, err)
	}
}

func BenchmarkCheapestFiveDimensions(b *testing.B) {
	m, now := lawlor(b), all(b, "2", "G1=1 T2=1 M3=3 I1=0 W5=1")
	for b.Loop() {
		if _, err := m.Cheapest(now); err != nil {
			b.Fatal(err)
		}
	}
}

func BenchmarkCheapestNinetyItems(b *testing.B) {
	m, now := sammSized(b)
	for b.Loop() {
		if _, err := m.Cheapest(now); err != nil {
			b.Fatal(err)
		}
	}
}
