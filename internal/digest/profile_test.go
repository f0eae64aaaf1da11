package digest_test

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"

	"cairn/internal/assess"
	"cairn/internal/digest"
	"cairn/internal/maturity"
)

func objectives(t *testing.T) *maturity.Model {
	t.Helper()
	m, err := maturity.Find("aismm")
	if err != nil {
		t.Fatal(err)
	}
	return m
}

// onObjectives scores "GOV3 ORG2 …": all objectives up to that level in place, those above it missing. A category with
// "?" behind it has the ones above unanswered; one that is left out is not answered at all.
func onObjectives(t *testing.T, m *maturity.Model, period, levels string) digest.Found {
	t.Helper()
	answers := make(maturity.Answers)
	s := assess.Snapshot{
		Cycle: assess.CycleID("north-" + strings.ToLower(period)), Scope: "Northwind Retail", Period: period, Model: m.ID,
		Kind: assess.Full, TakenAt: time.Date(2026, 10, 15, 9, 0, 0, 0, time.UTC), Asked: len(m.Categories()),
	}
	stands := make(map[string]string)
	for _, word := range strings.Fields(levels) {
		i := strings.IndexAny(word, "12345")
		stands[word[:i]] = word[i:]
	}
	for _, c := range m.Categories() {
		level, ok := stands[c.ID]
		if !ok {
			s.Missing = append(s.Missing, c.ID)
			continue
		}
		s.Answered++
		for _, item := range c.Items {
			switch {
			case item.Level <= int(level[0]-'0'):
				answers[item.ID] = maturity.Answer{Value: "1"}
			case !strings.HasSuffix(level, "?"):
				answers[item.ID] = maturity.Answer{Value: "0"}
			}
		}
	}
	result, err := m.Score(answers)
	if err != nil {
		t.Fatal(err)
	}
	s.Result = result
	return digest.Found{Snapshot: s}
}

const allOnTwo = "GOV2 ORG2 IAM2 MON2 INF2 MOD2 APP2 DAT2 RSK2 DEV2 CMP2 IR2"

func TestTheTakeawayOfAModelWithoutAWholeIsItsProfile(t *testing.T) {
	t.Parallel()
	tests := map[string]struct{ now, before, want string }{
		"first": {
			strings.Replace(allOnTwo, "IR2", "IR1", 1), "",
			"Northwind Retail: lowest Level 1 (Incident Response), median Level 2.",
		},
		"three rose": {
			"GOV3 ORG3 IAM3 MON2 INF2 MOD2 APP2 DAT2 RSK2 DEV2 CMP2 IR1", strings.Replace(allOnTwo, "IR2", "IR1", 1),
			"Northwind Retail: lowest Level 1 (Incident Response), median Level 2; 3 categories rose.",
		},
		"one each way": {
			"GOV3 ORG2 IAM2 MON2 INF2 MOD2 APP2 DAT2 RSK2 DEV2 CMP2 IR1", allOnTwo,
			"Northwind Retail: lowest Level 1 (Incident Response), median Level 2; 1 category rose and 1 category fell.",
		},
		"level": {
			allOnTwo, allOnTwo, "Northwind Retail: every category at Level 2.",
		},
		"many low": {
			"GOV1 ORG1 IAM1 MON1 INF2 MOD2 APP2 DAT2 RSK2 DEV2 CMP2 IR5", "",
			"Northwind Retail: lowest Level 1 (4 categories), median Level 2.",
		},
		"not all answered": {
			"GOV2? ORG3 IAM3", "",
			"Northwind Retail: lowest Level 2 (Governance), median Level 3, 1 category with objectives unanswered.",
		},
		"nobody": {
			"", allOnTwo, "Nobody answered in 2026-Q4, so nothing is known of Northwind Retail: all 12 questionnaires are missing.",
		},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			m := objectives(t)
			var before *digest.Found
			if tt.before != "" {
				f := onObjectives(t, m, "2026-Q3", tt.before)
				before = &f
			}
			got := digest.Compose(m, assess.Programme{}, onObjectives(t, m, "2026-Q4", tt.now), before)
			if diff := cmp.Diff(tt.want, got.Takeaway.String()); diff != "" {
				t.Error(diff)
			}
			if got.Overall.Name != "" {
				t.Errorf("a single level for the whole: %+v", got.Overall)
			}
		})
	}
}

func TestTheProfileCountsLevelsAndDomains(t *testing.T) {
	t.Parallel()
	m := objectives(t)
	d := digest.Compose(m, assess.Programme{}, onObjectives(t, m, "2026-Q4", "GOV4 ORG3 IAM1 MON2 INF5 MOD5 APP2 RSK3? DEV3"), nil)
	want := digest.Profile{
		Spread: digest.Spread{Minimum: 1, Median: 3, Lowest: []string{"IAM"}, Counted: 9, Unsure: 1},
		Domains: []digest.Domain{
			{Name: "Foundational", Spread: digest.Spread{Minimum: 1, Median: 2, Lowest: []string{"IAM"}, Counted: 4}},
			{Name: "Structural", Spread: digest.Spread{Minimum: 2, Median: 5, Lowest: []string{"Application Security"}, Counted: 3}},
			{Name: "Procedural", Spread: digest.Spread{Minimum: 3, Median: 3, Counted: 2, Unsure: 1}},
		},
	}
	if diff := cmp.Diff(want, d.Profile, cmpopts.EquateEmpty()); diff != "" {
		t.Error(diff)
	}
}

func find(t *testing.T, d digest.Digest, id string) digest.Standing {
	t.Helper()
	for _, s := range d.Levels {
		if s.ID == id {
			return s
		}
	}
	t.Fatalf("the digest has no %s", id)
	return digest.Standing{}
}

func TestBlockingObjectivesAreNamedInTheWordsThatWereAnswered(t *testing.T) {
	t.Parallel()
	m := objectives(t)
	now := onObjectives(t, m, "2026-Q4", "CMP2 IR2?")
	now.Substitutions = []assess.Substitution{{Model: m.ID, Item: "CMP-03.2", Name: "Our own", Text: "In our own words."}}
	d := digest.Compose(m, assess.Programme{}, now, nil)
	item, _ := m.Item("CMP-03.1")
	want := []digest.Objective{{ID: "CMP-03.1", Name: item.Name}, {ID: "CMP-03.2", Name: "Our own"}}
	if diff := cmp.Diff(want, find(t, d, "CMP").Blocking); diff != "" {
		t.Error(diff)
	}
	if ir := find(t, d, "IR"); len(ir.Blocking) != 0 || ir.Unanswered != 6 || ir.AtLeast != 2 || ir.Known() {
		t.Errorf("what is unanswered blocks: %+v", ir)
	}
	if len(d.Substitutions) != 1 {
		t.Errorf("the digest does not show the substitution: %v", d.Substitutions)
	}
}

func TestALevelSetByHandStandsBesideTheComputedOne(t *testing.T) {
	t.Parallel()
	m := objectives(t)
	set := func(f digest.Found, overrides ...assess.Override) digest.Found {
		f.Overrides = overrides
		return f
	}
	now := set(onObjectives(t, m, "2026-Q4", allOnTwo), assess.Override{Category: "GOV", Level: 4}, assess.Override{Category: "GOV", Level: 3, Reason: "As audited."})
	before := set(onObjectives(t, m, "2026-Q3", allOnTwo), assess.Override{Category: "IR", Level: 1}, assess.Override{Category: "MON", Level: 5}, assess.Override{Category: "MON"})
	d := digest.Compose(m, assess.Programme{}, now, &before)
	g := find(t, d, "GOV")
	if g.Level != 3 || g.LevelName != "Defined" || g.Computed != 2 || g.Override == nil || g.Override.Reason != "As audited." || g.Change() != 1 {
		t.Errorf("GOV %+v", g)
	}
	if ir := find(t, d, "IR"); ir.Before != 1 || ir.Change() != 1 || ir.Override != nil {
		t.Errorf("IR %+v, want risen from the level that was set before", ir)
	}
	if mon := find(t, d, "MON"); mon.Before != 2 {
		t.Errorf("MON %+v; an override that was taken back still counts", mon)
	}
	if want := "Northwind Retail: lowest Level 2 (11 categories), median Level 2; 2 categories rose."; d.Takeaway.String() != want {
		t.Errorf("takeaway %q", d.Takeaway)
	}
}

func TestADigestSaysWhatKindOfCycleItIsAboutAndWhatIsInUse(t *testing.T) {
	t.Parallel()
	m := objectives(t)
	for kind, want := range map[assess.CycleKind]string{assess.Full: "false false", assess.Quick: "true false", assess.CheckIn: "false true"} {
		now := onObjectives(t, m, "2026-Q4", allOnTwo)
		now.Kind, now.Deployments, now.Confidence = kind, []string{"paas"}, map[string]string{"GOV": "low"}
		d := digest.Compose(m, assess.Programme{}, now, nil)
		if got := fmt.Sprint(d.Quick, d.CheckIn); got != want || !cmp.Equal(d.Deployments, []string{"PaaS"}) || find(t, d, "GOV").Confidence != "low" {
			t.Errorf("%s: quick and check-in %s, deployments %v", kind, got, d.Deployments)
		}
	}
}

func TestACategoryInWhichNothingAppliesIsNotCounted(t *testing.T) {
	t.Parallel()
	m := objectives(t)
	answers := maturity.Answers{"GOV-02.1": {Value: "0"}}
	c, _ := m.Category("IR")
	for _, item := range c.Items {
		answers[item.ID] = maturity.Answer{NotApplicable: true}
	}
	result, err := m.Score(answers)
	if err != nil {
		t.Fatal(err)
	}
	d := digest.Compose(m, assess.Programme{}, digest.Found{Snapshot: assess.Snapshot{Model: m.ID, Scope: "N", Asked: 12, Answered: 2, Result: result}}, nil)
	if d.Profile.Counted != 1 || find(t, d, "IR").Known() {
		t.Errorf("profile %+v, IR %+v", d.Profile, find(t, d, "IR"))
	}
}

func TestACheckInThatNobodyAnsweredLeavesAllAsBefore(t *testing.T) {
	t.Parallel()
	m := objectives(t)
	now := onObjectives(t, m, "2026-Q4", allOnTwo)
	now.Kind, now.Answered, now.Asked = assess.CheckIn, 0, 4
	want := "Nobody answered the check-in of 2026-Q4, so all stands as before. " + digest.Compose(m, assess.Programme{}, onObjectives(t, m, "2026-Q4", allOnTwo), nil).Takeaway.String()
	if got := digest.Compose(m, assess.Programme{}, now, nil).Takeaway.String(); got != want {
		t.Errorf("takeaway %q, want %q", got, want)
	}
	now.Kind = assess.Full
	if got := digest.Compose(m, assess.Programme{}, now, nil).Takeaway.String(); !strings.Contains(got, "nothing is known") {
		t.Errorf("a full cycle without an answer: %q", got)
	}
}
