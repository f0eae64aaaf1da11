package assess_test

import (
	"context"
	"slices"
	"testing"

	"github.com/google/go-cmp/cmp"

	"cairn/internal/assess"
	"cairn/internal/errs"
)

func (b *bench) disputes(q assess.QuestionnaireID) []string {
	b.t.Helper()
	var list []string
	for _, d := range b.read(q).Disputes {
		list = append(list, string(d.Item)+" "+string(d.First.By)+" "+d.First.Value+" "+string(d.Second.By)+" "+d.Second.Value)
	}
	return list
}

func TestTwoAnswersFarApartAreADispute(t *testing.T) {
	t.Parallel()
	b := newBench(t)
	c := b.start()
	q := id(c, "governance")
	b.save(deputy, q, map[string]string{"G1": "4", "G2": "2", "G3": "3"})
	b.save(deputy, q, map[string]string{"G1": "1"})                      // of their own
	b.save(gov, q, map[string]string{"G1": "3", "G2": "3", "G3": "1"})   // two steps, one, two
	b.save(deputy, q, map[string]string{"G1": "1"})                      // the same two values again
	b.save(gov, q, map[string]string{"G1": "4", "G4": "4"})              // another value; a first answer
	b.save(deputy, q, map[string]string{"G4": "", "G3": "1", "G2": "3"}) // taken back; as it is
	want := []string{"G1 U0DEP 1 U0GOV 3", "G3 U0DEP 3 U0GOV 1", "G1 U0DEP 1 U0GOV 4"}
	if diff := cmp.Diff(want, b.disputes(q)); diff != "" {
		t.Error(diff)
	}
	first := b.read(q).Disputes[0]
	if first.ID != "north-2026-q4/governance/G1/1" || first.Owner != gov || first.First.Revision != 2 || first.Second.Revision != 3 {
		t.Errorf("dispute %+v", first)
	}
}

func TestObjectivesAreDisputedBetweenInPlaceAndMissing(t *testing.T) {
	t.Parallel()
	b := onObjectives(t, "")
	q := id(b.start(), "GOV")
	own := owner("GOV")
	b.delegate(own, q, "", ada)
	b.save(ada, q, map[string]string{"GOV-02.1": "0", "GOV-02.2": "0", "GOV-02.3": "1"})
	options := b.read(q).Items[0].Options()
	partial := options[1].Value
	_, err := b.Submit(t.Context(), assess.BySlack(own), assess.SubmitInput{
		Questionnaire: q, Base: 1, Partial: true, Answers: map[string]string{"GOV-02.1": "1", "GOV-02.2": partial},
	})
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff([]string{"GOV-02.1 U0ADA 0 U0GOV 1"}, b.disputes(q)); diff != "" || len(options) != 3 {
		t.Errorf("options %v %s", options, diff)
	}
}

func TestAnOperatorsAnswersAreNoDispute(t *testing.T) {
	t.Parallel()
	b := newBench(t)
	q := id(b.start(), "governance")
	for i, by := range []assess.Actor{operator, assess.BySlack(gov), operator} {
		_, err := b.Submit(t.Context(), by, assess.SubmitInput{
			Questionnaire: q, Base: i, Partial: true, Answers: map[string]string{"G1": []string{"0", "4", "0"}[i]},
		})
		if err != nil {
			t.Fatal(err)
		}
	}
	if got := b.disputes(q); got != nil {
		t.Errorf("disputes %v", got)
	}
}

func TestALevelPickedInAQuickCycleIsDisputed(t *testing.T) {
	t.Parallel()
	b := newBench(t)
	c := b.startKind(assess.Quick)
	q := id(c, "governance")
	for i, by := range []assess.UserID{deputy, gov} {
		_, err := b.Submit(t.Context(), assess.BySlack(by), assess.SubmitInput{
			Questionnaire: q, Base: i, Answers: map[string]string{assess.ItemLevel: []string{"1", "4"}[i], assess.ItemConfidence: []string{"low", "high"}[i]},
		})
		if err != nil {
			t.Fatal(err)
		}
	}
	if diff := cmp.Diff([]string{"level U0DEP 1 U0GOV 4"}, b.disputes(q)); diff != "" {
		t.Error(diff)
	}
	wantCode(t, b.Settle(t.Context(), assess.BySlack(gov), b.read(q).Disputes[0].ID, "9", because), errs.Invalid, "level")
	if err := b.Settle(t.Context(), assess.BySlack(gov), b.read(q).Disputes[0].ID, "2", because); err != nil {
		t.Fatal(err)
	}
	if f := b.read(q); f.Score.Level != 2 || f.Latest.Answers[assess.ItemConfidence] != "high" {
		t.Errorf("level %d, %v", f.Score.Level, f.Latest.Answers)
	}
}

func TestTheAccountableOwnerSettlesADisputeAndBothAnswersAreKept(t *testing.T) {
	t.Parallel()
	b := newBench(t)
	c := b.start()
	q := id(c, "governance")
	b.delegate(gov, q, "G1", ada)
	b.save(ada, q, map[string]string{"G1": "0"})
	r, err := b.Submit(t.Context(), assess.BySlack(deputy), assess.SubmitInput{
		Questionnaire: q, Base: 1, Answers: b.answers("governance", "3"), Notes: map[string]string{"G1": "It was approved."},
	})
	if err != nil || len(r.Form.Unsettled()) != 1 {
		t.Fatalf("disputes %v, %v", r.Form.Disputes, err)
	}
	dispute := r.Form.Disputes[0].ID

	v, err := b.Dispute(t.Context(), dispute)
	if err != nil || v.Asked.ID != "G1" || v.FirstNote != "" || v.SecondNote != "It was approved." || v.Accountable != gov {
		t.Errorf("view %+v %v", v.Dispute, err)
	}
	settle := func(by assess.UserID, value, reason string) error {
		return b.Settle(t.Context(), assess.BySlack(by), dispute, value, reason)
	}
	wantCode(t, settle(deputy, "1", because), errs.Forbidden, "<@U0GOV>")
	if fields := errs.Fields(settle(gov, "9", "short")); fields["G1"] == "" || fields[assess.FieldReason] == "" {
		t.Errorf("faults %v", fields)
	}
	wantCode(t, b.Settle(t.Context(), assess.BySlack(gov), "north-2026-q4/governance/G1/9", "1", because), errs.NotFound, "G1/9")
	wantCode(t, b.Settle(t.Context(), assess.BySlack(gov), "nonsense", "1", because), errs.NotFound, "nonsense")
	for range 2 { // the same again changes nothing
		if err := settle(gov, "2", because); err != nil {
			t.Fatal(err)
		}
	}
	wantCode(t, settle(gov, "1", because), errs.Conflict, "settled already by <@U0GOV>")
	f := b.read(q)
	if got := f.Latest; got.By != gov || got.Revision != 3 || got.Answers["G1"] != "2" || got.Answers["G2"] != "3" || len(f.Unsettled()) != 0 || !f.Submitted() {
		t.Errorf("after the settlement: %+v", got)
	}
	if d := f.Disputes[0]; d.First.Value != "0" || d.Second.Value != "3" || d.Settled.Reason != because {
		t.Errorf("the dispute: %+v", d)
	}
	err = b.store.View(t.Context(), func(tx assess.Tx) error {
		all, err := tx.Revisions(t.Context(), q)
		var values []string
		for _, sub := range all {
			values = append(values, string(sub.By)+" "+sub.Answers["G1"])
		}
		if diff := cmp.Diff([]string{"U0ADA 0", "U0DEP 3", "U0GOV 2"}, values); diff != "" {
			t.Error(diff)
		}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	want := []string{"slack answer.disputed " + string(dispute), "slack answer.dispute-settled " + string(dispute)}
	got := slices.DeleteFunc(b.entries(), func(e string) bool { return !slices.Contains(want, e) })
	if diff := cmp.Diff(want, got); diff != "" {
		t.Error(diff)
	}
}

func TestADisputeTellsItsPeopleAndTheSettlementToo(t *testing.T) {
	t.Parallel()
	b := newBench(t)
	q := id(b.start(), "governance")
	b.save(deputy, q, map[string]string{"G1": "0"})
	if err := b.Wait(t.Context()); err != nil {
		t.Fatal(err)
	}
	b.processes.setDown(true) // so that the nudges stay to be counted
	b.save(gov, q, map[string]string{"G1": "4"})
	if err := b.Settle(t.Context(), assess.BySlack(gov), b.read(q).Disputes[0].ID, "4", because); err != nil {
		t.Fatal(err)
	}
	if err := b.Wait(t.Context()); err != nil {
		t.Fatal(err)
	}
	told := 0
	err := b.store.View(t.Context(), func(tx assess.Tx) error { return count(t.Context(), tx, assess.NudgeDispute, &told) })
	if err != nil || told != 2 {
		t.Errorf("%d nudges about the dispute, %v; want one when it came up and one when it was settled", told, err)
	}
}

func count(ctx context.Context, tx assess.Tx, kind assess.NudgeKind, n *int) error {
	nudges, err := tx.Nudges(ctx, 100)
	for _, nudge := range nudges {
		if nudge.Kind == kind {
			*n++
		}
	}
	return err
}

func TestADisputeThatIsNotSettledIsInTheSnapshotAndTheNewestAnswerCounts(t *testing.T) {
	t.Parallel()
	b := newBench(t)
	c := b.start()
	q := id(c, "governance")
	for i, by := range []assess.UserID{deputy, gov} {
		if _, err := b.submit(by, c, "governance", []string{"0", "3"}[i], i); err != nil {
			t.Fatal(err)
		}
	}
	b.close()
	snap := b.snapshot(c.ID)
	if score, _ := snap.Result.Category("governance"); !slices.Equal(snap.Disputed, []string{"governance"}) || score.Level != 4 {
		t.Errorf("disputed %v, %+v", snap.Disputed, score)
	}
	wantCode(t, b.Settle(t.Context(), assess.BySlack(gov), b.read(q).Disputes[0].ID, "1", because), errs.Closed, "closed")
}
