package roadmap

import (
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"cairn/internal/assess"
	"cairn/internal/maturity"
	"cairn/internal/target"
)

// shown writes a roadmap, a line for each entry.
func shown(r Roadmap) string {
	var b strings.Builder
	for _, e := range r.Entries {
		fmt.Fprintf(&b, "%d %s %s-%s", e.Position, e.Key, e.Start, e.End)
		if len(e.After) > 0 {
			fmt.Fprintf(&b, " after %s", strings.Join(e.After, " "))
		}
		b.WriteByte('\n')
	}
	return b.String()
}

func whyOf(t *testing.T, r Roadmap, key string) (said []string) {
	t.Helper()
	e, ok := r.Entry(key)
	if !ok {
		t.Fatalf("no entry %s in %v", key, keys(r))
	}
	for _, w := range e.Why {
		said = append(said, w.String())
	}
	return said
}

// watched is an organisation whose monitoring is to reach Level 4, which assumes identities and rules of Level 3.
func watched(t *testing.T) facts {
	t.Helper()
	m := model(t, "aismm")
	f := sample(t, m, allOf(m, map[string]string{
		"MON-03": "0", "MON-04": "0.5", "IAM-02.1": "0", "IAM-03": "0", "GOV-03": "0", "ORG-03": "0",
	}))
	f.aimFor("MON", 4, day(2027, 11, 20))
	f.aimFor("IAM", 3, day(2027, 3, 31))
	f.aimFor("GOV", 3, day(2027, 6, 30))
	f.weigh("MON", assess.RiskCritical)
	return f
}

func TestObjectivesAreOrderedByDependenciesThenByGapAndRisk(t *testing.T) {
	t.Parallel()
	r := build(t, watched(t))
	want := `1 GOV-03.1 2026-11-18-2026-12-09
2 GOV-03.2 2026-12-10-2026-12-31
3 GOV-03.3 2027-01-01-2027-01-22
4 MON-03.1 2027-01-25-2027-03-24 after GOV-03.1 GOV-03.2 GOV-03.3
5 MON-03.2 2027-03-25-2027-05-24 after GOV-03.1 GOV-03.2 GOV-03.3
6 IAM-02.1 2026-11-18-2026-12-21
7 IAM-03.1 2027-01-25-2027-02-15 after GOV-03.1 GOV-03.2 GOV-03.3
8 IAM-03.2 2027-02-16-2027-03-09 after GOV-03.1 GOV-03.2 GOV-03.3
9 IAM-03.3 2027-03-10-2027-03-31 after GOV-03.1 GOV-03.2 GOV-03.3
10 MON-04.1 2027-05-25-2027-07-22 after IAM-02.1 IAM-03.1 IAM-03.2 IAM-03.3
11 MON-04.2 2027-07-23-2027-09-21 after IAM-02.1 IAM-03.1 IAM-03.2 IAM-03.3
12 MON-04.3 2027-09-22-2027-11-19 after IAM-02.1 IAM-03.1 IAM-03.2 IAM-03.3
`
	if diff := cmp.Diff(want, shown(r)); diff != "" {
		t.Error(diff)
	}
	first := []string{
		"Governance stands on Level 2, and target T3 asks for Level 3 by 2027-06-30.",
		"1 level to go at normal risk: that weighs 2.",
		"Security Monitoring waits for it: that weighs 8 and moves it forward.",
	}
	if diff := cmp.Diff(first, whyOf(t, r, "GOV-03.1")); diff != "" {
		t.Error(diff)
	}
	last := []string{
		"Security Monitoring stands on Level 2, and target T1 asks for Level 4 by 2027-11-20.",
		"2 levels to go at critical risk: that weighs 8.",
		"Levels build on each other, so it comes after what Level 3 still lacks.",
		"It comes after IAM-02.1, IAM-03.1, IAM-03.2 and IAM-03.3: Level 4 of Security Monitoring assumes Level 3 of IAM.",
		"A behaviour baseline needs one identity for each agent; shared accounts blur it.",
		"Level 4 of Security Monitoring assumes Level 3 of Organization Management, which is neither reached nor a target.",
	}
	if diff := cmp.Diff(last, whyOf(t, r, "MON-04.1")); diff != "" {
		t.Error(diff)
	}
	e, _ := r.Entry("MON-04.1")
	if e.Gap != 2 || e.Risk != assess.RiskCritical || e.Answer != "0.5" || !slices.Equal(e.Targets, []target.ID{"north/T1"}) || e.Level != 4 {
		t.Errorf("%+v", e)
	}
}

func TestOfWhatAStepBuildsOnTheMostPressingComesFirst(t *testing.T) {
	t.Parallel()
	f := watched(t)
	f.aimFor("ORG", 3, day(2027, 9, 30))
	f.weigh("ORG", assess.RiskHigh)
	f.weigh("IAM", assess.RiskLow)
	r := build(t, f)
	at := func(key string) int { e, _ := r.Entry(key); return e.Position }
	if at("ORG-03.1") == 0 || at("ORG-03.1") > at("IAM-02.1") || at("IAM-03.3") > at("MON-04.1") {
		t.Errorf("%v", keys(r))
	}
}

// improving is an organisation on the five-dimension model, with its lowest dimensions on Level 2.
func improving(t *testing.T) facts {
	t.Helper()
	m := model(t, "lawlor")
	return sample(t, m, allOf(m, map[string]string{"G": "2", "T": "1", "I": "2", "M": "2", "W": "2"}))
}

func TestActionsComeInTheSourcesOrderWithinEachStepOfTheWay(t *testing.T) {
	t.Parallel()
	f := improving(t)
	for _, c := range f.model.Categories() {
		f.aimFor(c.ID, 4, day(2027, 11, 20))
	}
	f.aimFor("technical-controls", 3, day(2027, 6, 30))
	var source []string
	for _, tr := range f.model.Roadmap[1:3] {
		for _, a := range tr.Actions {
			source = append(source, a.ID)
		}
	}
	// Technical controls have two levels to go, the others one: what helps them comes first.
	three, four := []string{"deploy-guardrails", "role-specific-training"}, []string{"automate-red-teaming", "internal-red-team"}
	want := slices.Concat(three, without(source[:5], three...), four, without(source[5:], four...))
	r := build(t, f)
	if diff := cmp.Diff(want, keys(r)); diff != "" {
		t.Error(diff)
	}
	if diff := cmp.Diff([]string{
		"Technical Controls stands on Level 2, and target T6 asks for Level 3 by 2027-06-30.",
		"Technical Controls stands on Level 2, and target T2 asks for Level 4 by 2027-11-20.",
		"2 levels to go at normal risk: that weighs 4.",
		"It is step 2 of 5 that the model names from Level 2 to Level 3.",
	}, whyOf(t, r, "deploy-guardrails")); diff != "" {
		t.Error(diff)
	}
	f.targets = f.targets[:0]
	f.aimFor("governance", 4, day(2027, 11, 20))
	r = build(t, f)
	if len(r.Entries) != 10 || r.Entries[0].Category != "governance" {
		t.Errorf("the way of the whole belongs to every target: %v", keys(r))
	}
	if diff := cmp.Diff([]string{
		"It helps with M5 and M4, which are weak for Level 4; no target asks for it.",
		"It is step 3 of 5 that the model names from Level 3 to Level 4.",
	}, whyOf(t, r, "drift-monitoring")); diff != "" {
		t.Error(diff)
	}
}

func without(list []string, gone ...string) []string {
	return slices.DeleteFunc(slices.Clone(list), func(s string) bool { return slices.Contains(gone, s) })
}

func TestATakenStepKeepsItsOwnDaysAndWhatFollowsWaitsForIt(t *testing.T) {
	t.Parallel()
	f := watched(t)
	f.actions = []target.Action{
		{ID: "north/A1", Kind: target.FromRoadmap, Source: "GOV-03.3", Status: target.Doing, Work: target.Work{Owner: "U0ELSE", Start: day(2026, 12, 1), Due: day(2027, 2, 26)}},
		{ID: "north/A2", Kind: target.FromRoadmap, Source: "MON-04.3", Status: target.Dropped},
		{ID: "north/A3", Kind: target.Corrective, Source: "finding", Status: target.ToDo},
		{ID: "north/A4", Kind: target.FromRoadmap, Source: "ORG-03.1", Status: target.ToDo},
		{ID: "north/A5", Kind: target.FromRoadmap, Source: "GOV-03.1", Category: "GOV", Status: target.Done, SetAt: f.position.AsOf, EndedAt: f.position.AsOf.Add(240 * time.Hour)},
		{ID: "north/A6", Kind: target.FromRoadmap, Source: "GOV-03.2", Category: "GOV", Status: target.Done, SetAt: f.position.AsOf.Add(-time.Hour), EndedAt: f.position.AsOf.Add(-time.Minute)},
	}
	r := build(t, f)
	taken, _ := r.Entry("GOV-03.3")
	if taken.Action == nil || taken.Start != day(2026, 12, 1) || taken.End != day(2027, 2, 26) || !taken.Taken() {
		t.Errorf("%+v", taken)
	}
	for _, key := range taken.laterIn(r) {
		if e, _ := r.Entry(key); e.Start.Before(taken.End) {
			t.Errorf("%s begins on %s, before what it comes after", key, e.Start)
		}
	}
	if e, _ := r.Entry("MON-04.3"); e.Action != nil {
		t.Errorf("a dropped action still has its step: %+v", e.Action)
	}
	if e, _ := r.Entry("GOV-03.1"); !e.Done() || e.End != day(2026, 10, 30) {
		t.Errorf("what was done since the snapshot: %+v", e)
	}
	if e, _ := r.Entry("GOV-03.2"); e.Action != nil {
		t.Errorf("what was done before the snapshot says that it is missing: %+v", e.Action)
	}
	var loose []target.ActionID
	for _, a := range r.Loose {
		loose = append(loose, a.ID)
	}
	if diff := cmp.Diff([]target.ActionID{"north/A3", "north/A4"}, loose); diff != "" {
		t.Error(diff)
	}
	if got := len(r.Pick(Filter{Owner: "U0ELSE"})); got != 1 {
		t.Errorf("%d entries are of who took one", got)
	}
	if got := r.Pick(Filter{Owner: "U0GOV", Open: true}); len(got) != 1 || got[0].Key != "GOV-03.2" {
		t.Errorf("open ones of the category's owner: %+v", got)
	}
	if got := len(r.Pick(Filter{Category: "MON"})); got != 5 {
		t.Errorf("%d entries of a category", got)
	}
}

// laterIn are the keys of the entries that come after the entry.
func (e Entry) laterIn(r Roadmap) (later []string) {
	for _, other := range r.Entries {
		if slices.Contains(other.After, e.Key) {
			later = append(later, other.Key)
		}
	}
	return later
}

func TestADoneStepStaysDoneUntilItsCategoryIsAnswered(t *testing.T) {
	t.Parallel()
	m := model(t, "aismm")
	f := sample(t, m, allOf(m, map[string]string{"GOV-03.1": "0"}))
	f.aimFor("GOV", 3, day(2027, 9, 30))
	done := f.position.AsOf.Add(-time.Minute)
	f.actions = []target.Action{{ID: "north/A1", Kind: target.FromRoadmap, Source: "GOV-03.1", Category: "GOV", Status: target.Done, EndedAt: done}}
	isDone := func() bool {
		t.Helper()
		r := build(t, f)
		e, ok := r.Entry("GOV-03.1")
		if !ok {
			t.Fatal("the step is gone, though the answers do not have it")
		}
		return e.Done()
	}
	if isDone() {
		t.Error("who answered since did not see it in place, so it is to do again")
	}
	f.position.Heard["GOV"] = done.Add(-time.Hour)
	if !isDone() {
		t.Error("it was done after the answers, before the cycle closed: nobody answered for the category since, so it is done still")
	}
	delete(f.position.Heard, "GOV")
	if !isDone() {
		t.Error("nobody has ever answered for the category, so it is done still")
	}
}

func TestObjectivesAreThoseThatApplyInTheOrganisationsOwnWords(t *testing.T) {
	t.Parallel()
	f := watched(t)
	f.targets = f.targets[2:]
	f.own = map[string]assess.Substitution{"GOV-03.2": {Item: "GOV-03.2", Name: "Our council", Text: "Our council meets."}}
	r := build(t, f)
	if e, _ := r.Entry("GOV-03.2"); e.Title != "Our council" || e.Text != "Our council meets." {
		t.Errorf("%+v", e)
	}
	f.position.Levels["GOV"] = 3 // set by a manager
	if r = build(t, f); len(r.Entries) > 0 {
		t.Errorf("a level set by hand is reached: %v", keys(r))
	}
	m := model(t, "aismm")
	only := sample(t, m, nil)
	only.aimFor("INF", 5, day(2027, 6, 30))
	all := len(build(t, only).Entries)
	only.programme.Deployments = []string{"api-saas"}
	r = build(t, only)
	for _, e := range r.Entries {
		if it, _ := m.Item(e.Key); !it.AppliesTo(only.programme.Deployments) {
			t.Errorf("%s does not apply", e.Key)
		}
	}
	if len(r.Entries) == 0 || len(r.Entries) >= all {
		t.Errorf("%d of %d objectives apply", len(r.Entries), all)
	}
}

func TestWithoutTargetsTheRoadmapLeadsFromTheLowestLevelToTheNext(t *testing.T) {
	t.Parallel()
	m := model(t, "aismm")
	f := sample(t, m, allOf(m, map[string]string{"DAT-02": "0", "APP-03": "0", "DAT-04": "0"}))
	r := build(t, f)
	for _, e := range r.Entries {
		if e.Category != "DAT" || e.Level != 2 || e.Gap != 1 || len(e.Targets) > 0 || e.End.Before(e.Start) || day(2027, 3, 31).Before(e.End) {
			t.Errorf("%+v", e)
		}
	}
	if len(r.Entries) == 0 || !strings.Contains(r.Notes[0].String(), "no targets yet") {
		t.Errorf("%v %v", keys(r), r.Notes)
	}
	if diff := cmp.Diff([]string{
		"Data Security is on the lowest level, 1. This is part of what leads to the next.", "1 level to go at normal risk: that weighs 2.",
	}, whyOf(t, r, r.Entries[0].Key)); diff != "" {
		t.Error(diff)
	}

	five := improving(t)
	var next []string
	for _, a := range five.model.NextActions(five.position.Result, 0) {
		next = append(next, a.ID)
	}
	if diff := cmp.Diff(next, keys(build(t, five))); diff != "" {
		t.Errorf("not what the digest names: %s", diff)
	}
	top := sample(t, m, allOf(m, nil))
	if r := build(t, top); len(r.Entries) > 0 {
		t.Errorf("on the top level: %v", keys(r))
	}
}

func TestBeforeAnythingIsAssessedTheTargetsSayWhatIsNeeded(t *testing.T) {
	t.Parallel()
	m := model(t, "aismm")
	f := sample(t, m, nil)
	f.position = assess.Position{Model: m, Answers: maturity.Answers{}}
	if r := build(t, f); len(r.Entries) > 0 || len(r.Notes) != 1 || !strings.Contains(r.Notes[0].String(), "there are no targets") {
		t.Errorf("without targets either: %v %v", keys(r), r.Notes)
	}
	f.aimFor("GOV", 2, day(2027, 6, 30))
	r := build(t, f)
	if len(r.Entries) == 0 || r.Entries[0].Answer != "" || r.Notes[0].String() != "Nothing has been assessed yet, so all that the targets need is listed." {
		t.Errorf("%v %v", keys(r), r.Notes)
	}
	if got := whyOf(t, r, r.Entries[0].Key)[0]; got != "Governance has not been assessed, and target T1 asks for Level 2 by 2027-06-30." {
		t.Error(got)
	}
}
