package assess_test

import (
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"cairn/internal/assess"
	"cairn/internal/errs"
	"cairn/internal/maturity"
)

const risky = "  governance: {owner: U0GOV, deputy: U0DEP, risk: critical}\n"

// atStake is the minimal programme with another line for governance.
func atStake(t *testing.T, governance string) assess.Programme {
	t.Helper()
	lines := strings.SplitAfter(minimal, "\n")
	for i, line := range lines {
		if strings.HasPrefix(line, "  governance:") {
			lines[i] = governance
		}
	}
	p, faults := assess.ParseManifest([]byte(strings.Join(lines, "")), "p.yaml", maturity.Find)
	if len(faults) > 0 {
		t.Fatal(faults)
	}
	return p
}

func TestARiskIsNormalUnlessTheFileSaysOtherwise(t *testing.T) {
	t.Parallel()
	p := atStake(t, risky)
	if got := p.RiskOf("governance"); got != assess.RiskCritical || got.Weight() != 4 {
		t.Errorf("governance is %q", got)
	}
	if got := p.RiskOf("technical-controls"); got != assess.RiskNormal || got.Weight() != 2 {
		t.Errorf("a category without a risk is %q", got)
	}
	plain := atStake(t, strings.Replace(risky, ", risk: critical", "", 1))
	said := atStake(t, strings.Replace(risky, "critical", "normal", 1))
	if diff := cmp.Diff(plain, said); diff != "" {
		t.Errorf("normal is not what is left out: %s", diff)
	}
	_, faults := assess.ParseManifest([]byte(strings.ReplaceAll(minimal, "owner: U0GOV", "risk: huge, owner: U0GOV")), "p.yaml", maturity.Find)
	if len(faults) == 0 || !strings.Contains(faults[0].Message, `.risk: "huge" is not one of low, normal, high, critical.`) {
		t.Errorf("faults %v", faults)
	}
}

func TestARiskSetInSlackIsARevisionThatAFileDoesNotUndoUnseen(t *testing.T) {
	t.Parallel()
	b := newBench(t)
	changes, err := b.SetRisks(t.Context(), manager, north, map[string]assess.Risk{"governance": assess.RiskHigh, "technical-controls": assess.RiskNormal})
	if err != nil || len(changes) != 1 || changes[0].String() != "+ categories.governance.risk: high" {
		t.Fatalf("%v %v", changes, err)
	}
	p := b.stored()
	if p.Revision != 2 || p.RiskOf("governance") != assess.RiskHigh || p.UpdatedBy != manager {
		t.Errorf("revision %d by %v: %+v", p.Revision, p.UpdatedBy, p.Assignments)
	}
	if changes, err = b.SetRisks(t.Context(), manager, north, map[string]assess.Risk{"governance": assess.RiskHigh}); err != nil || len(changes) > 0 {
		t.Errorf("setting it again: %v %v", changes, err)
	}
	other := atStake(t, strings.Replace(risky, "critical", "low", 1))
	_, err = b.Apply(t.Context(), operator, other, true)
	wantCode(t, err, errs.Conflict, "categories.governance.risk")
}

func TestOnlyManagersSayWhatIsAtStakeAndOnlyOfCategoriesThatThereAre(t *testing.T) {
	t.Parallel()
	b := newBench(t)
	_, err := b.SetRisks(t.Context(), assess.BySlack(gov), north, map[string]assess.Risk{"governance": assess.RiskLow})
	wantCode(t, err, errs.Forbidden, "Only the managers of North may say what is at stake")
	_, err = b.SetRisks(t.Context(), manager, north, map[string]assess.Risk{"governance": "huge", "data": assess.RiskLow})
	wantCode(t, err, errs.Invalid, "")
	if faults := errs.FaultsOf(err); len(faults) != 2 {
		t.Errorf("faults %v", faults)
	}
	if p := b.stored(); p.Revision != 1 {
		t.Errorf("a faulty change was stored: revision %d", p.Revision)
	}
}

func TestAPageThatNamesAnOwnerLeavesTheRiskAlone(t *testing.T) {
	t.Parallel()
	b := newBench(t)
	if _, err := b.Apply(t.Context(), operator, atStake(t, risky), false); err != nil {
		t.Fatal(err)
	}
	s, err := b.StartDraft(t.Context(), manager, north)
	if err != nil {
		t.Fatal(err)
	}
	s = b.turn(s, assess.SetupCategoryPage{Category: "governance", Owner: "U0NEW"})
	if _, err := b.SetRisks(t.Context(), manager, north, map[string]assess.Risk{"governance": assess.RiskLow}); err != nil {
		t.Fatal(err)
	}
	if s, err = b.ResolveDraft(t.Context(), manager, s.ID, s.Version, false); err != nil {
		t.Fatal(err)
	}
	if _, err := b.FinishDraft(t.Context(), manager, s.ID, s.Version, false); err != nil {
		t.Fatal(err)
	}
	if a := b.stored().Assignments[0]; a.Owner != "U0NEW" || a.Risk != assess.RiskLow {
		t.Errorf("after both changes: %+v", a)
	}
}
