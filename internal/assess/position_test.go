package assess_test

import (
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"cairn/internal/assess"
	"cairn/internal/maturity"
)

// position is where the programme stands now.
func (b *bench) position() (pos assess.Position) {
	b.t.Helper()
	err := b.store.View(b.t.Context(), func(tx assess.Tx) error {
		p, err := tx.Programme(b.t.Context(), north)
		if err != nil {
			return err
		}
		pos, err = b.Position(b.t.Context(), tx, p)
		return err
	})
	if err != nil {
		b.t.Fatal(err)
	}
	return pos
}

// answerAll gives one value to every item of a category of the model with control objectives.
func (b *bench) answerAll(c assess.Cycle, category, value string) {
	b.t.Helper()
	answers := make(map[string]string)
	for _, item := range b.form(c, category).Items {
		answers[item.ID] = value
	}
	if _, err := b.give(c, category, assess.SubmitInput{Answers: answers}); err != nil {
		b.t.Fatal(err)
	}
}

func (b *bench) wantLevels(want map[string]int) {
	b.t.Helper()
	if diff := cmp.Diff(want, b.position().Levels); diff != "" {
		b.t.Error(diff)
	}
}

func TestBeforeAnythingIsAnsweredNoLevelIsKnown(t *testing.T) {
	t.Parallel()
	b := onObjectives(t, "")
	pos := b.position()
	if len(pos.Levels) != 0 || pos.Snapshot != nil || pos.Open != "" || !pos.AsOf.IsZero() || len(pos.Result.Categories) != len(categories) {
		t.Errorf("%+v", pos)
	}
	b.startKind(assess.Full)
	b.wantLevels(map[string]int{})
}

func TestWhatIsSubmittedCountsAtOnceAndWhatIsSavedDoesNot(t *testing.T) {
	t.Parallel()
	b := onObjectives(t, "")
	c := b.startKind(assess.Full)
	b.answerAll(c, "MON", "1")
	saved := map[string]string{b.form(c, "GOV").Items[0].ID: "1"}
	if _, err := b.give(c, "GOV", assess.SubmitInput{Answers: saved, Partial: true}); err != nil {
		t.Fatal(err)
	}
	pos := b.position()
	if diff := cmp.Diff(map[string]int{"MON": 5}, pos.Levels); diff != "" || pos.Open != c.ID || !pos.AsOf.Equal(b.clock.Now()) {
		t.Error(diff, pos.Open, pos.AsOf)
	}
	if _, counted := pos.Answers[b.form(c, "GOV").Items[0].ID]; counted {
		t.Error("what was saved on the way counts")
	}
}

func TestAnOpenFullCycleReplacesACategoryOnlyOnceThatIsAnswered(t *testing.T) {
	t.Parallel()
	b := onObjectives(t, "")
	first := b.startKind(assess.Full)
	b.answerAll(first, "MON", "1")
	b.answerAll(first, "GOV", "1")
	b.close()
	pos := b.position()
	if pos.Snapshot == nil || pos.Snapshot.Cycle != first.ID || pos.Before != nil || pos.Open != "" {
		t.Errorf("after the close: %+v", pos)
	}
	b.clock.Set(b.clock.Now().AddDate(0, 1, 0))
	second := b.startKind(assess.Full)
	b.wantLevels(map[string]int{"MON": 5, "GOV": 5})
	b.answerAll(second, "MON", "0")
	b.wantLevels(map[string]int{"MON": 1, "GOV": 5})
	pos = b.position()
	if gov, _ := pos.Result.Category("GOV"); gov.Level != 5 || !pos.AsOf.Equal(b.clock.Now()) || pos.Open != second.ID {
		t.Errorf("in the result %+v, as of %s", gov, pos.AsOf)
	}
	b.close()
	pos = b.position()
	if pos.Before == nil || pos.Before.Cycle != first.ID || pos.Open != "" {
		t.Errorf("the snapshot before: %+v", pos.Before)
	}
	b.wantLevels(map[string]int{"MON": 1, "GOV": 5}) // of the other the full cycle has no word, so it stays as it was
}

func TestWhatNobodyAnsweredInTheNewestCycleStaysAsItWasLastKnown(t *testing.T) {
	t.Parallel()
	b := onObjectives(t, "")
	first := b.startKind(assess.Full)
	b.answerAll(first, "MON", "1")
	b.answerAll(first, "GOV", "1")
	b.close()
	if _, err := b.Override(t.Context(), assess.BySlack(boss), first.ID, "GOV", 3, "The committee has met once."); err != nil {
		t.Fatal(err)
	}
	known := b.position()
	b.clock.Set(b.clock.Now().AddDate(0, 3, 0))
	b.startKind(assess.Full)
	b.close()
	b.wantLevels(map[string]int{"MON": 5, "GOV": 3})
	pos := b.position()
	if diff := cmp.Diff(known.Answers, pos.Answers); diff != "" {
		t.Error(diff)
	}
	if mon, _ := pos.Result.Category("MON"); mon.Level != 5 {
		t.Errorf("by the answers MON is at %d, want 5", mon.Level)
	}
	if !pos.AsOf.Equal(known.AsOf) {
		t.Errorf("as of %s, when nobody answered; want %s", pos.AsOf, known.AsOf)
	}
	if !pos.Earlier["MON"].Equal(known.Snapshot.TakenAt) || len(pos.Earlier) != 2 {
		t.Errorf("known earlier: %v, want both since %s", pos.Earlier, known.Snapshot.TakenAt)
	}
	for range 9 { // however long ago it was
		b.clock.Set(b.clock.Now().AddDate(0, 3, 0))
		b.startKind(assess.Full)
		b.close()
	}
	b.wantLevels(map[string]int{"MON": 5, "GOV": 3})
	b.clock.Set(b.clock.Now().AddDate(0, 3, 0))
	third := b.startKind(assess.Full)
	b.answerAll(third, "MON", "0")
	b.wantLevels(map[string]int{"MON": 1, "GOV": 3})
	if _, still := b.position().Earlier["MON"]; still {
		t.Error("there is a fresh word about MON")
	}
}

func TestALevelThatAManagerSetCountsUntilThereIsAFreshWord(t *testing.T) {
	t.Parallel()
	b := onObjectives(t, "")
	first := b.startKind(assess.Full)
	b.answerAll(first, "MON", "1")
	b.close()
	set := func(c assess.Cycle, level int) {
		t.Helper()
		if _, err := b.Override(t.Context(), assess.BySlack(boss), c.ID, "MON", level, "The logs are not read by anybody."); err != nil {
			t.Fatal(err)
		}
	}
	set(first, 2)
	b.wantLevels(map[string]int{"MON": 2})
	if mon, _ := b.position().Result.Category("MON"); mon.Level != 5 {
		t.Errorf("the result says %d, want what the answers say", mon.Level)
	}
	b.clock.Set(b.clock.Now().AddDate(0, 1, 0))
	second := b.startKind(assess.Full)
	b.answerAll(second, "MON", "1")
	b.wantLevels(map[string]int{"MON": 5})
	set(second, 3)
	b.wantLevels(map[string]int{"MON": 3})
}

func TestAQuickCycleSaysLevelsAndLeavesTheAnswers(t *testing.T) {
	t.Parallel()
	b := onObjectives(t, "")
	pick := func(level string) {
		t.Helper()
		c := b.startKind(assess.Quick)
		if _, err := b.give(c, "MON", assess.SubmitInput{Answers: map[string]string{assess.ItemLevel: level, assess.ItemConfidence: "high"}}); err != nil {
			t.Fatal(err)
		}
	}
	pick("3")
	b.wantLevels(map[string]int{"MON": 3})
	b.close()
	b.wantLevels(map[string]int{"MON": 3})
	if pos := b.position(); len(pos.Answers) != 0 {
		t.Errorf("answers %v of a programme in which only levels were picked", pos.Answers)
	} else if mon, _ := pos.Result.Category("MON"); mon.Level != 3 {
		t.Errorf("the result says %+v", mon)
	}
	b.clock.Set(b.clock.Now().AddDate(0, 1, 0))
	b.answerAll(b.startKind(assess.Full), "MON", "1")
	b.close()
	b.clock.Set(b.clock.Now().AddDate(0, 1, 0))
	pick("2")
	pos := b.position()
	if mon, _ := pos.Result.Category("MON"); pos.Levels["MON"] != 2 || mon.Level != 5 {
		t.Errorf("level %d, by the answers %d", pos.Levels["MON"], mon.Level)
	}
}

func TestAnObjectiveThatWasGivenOtherWordsHasNoAnswer(t *testing.T) {
	t.Parallel()
	b := onObjectives(t, "")
	c := b.startKind(assess.Full)
	item := b.form(c, "MON").Items[0].ID
	b.answerAll(c, "MON", "1")
	b.close()
	b.clock.Add(24 * time.Hour)
	if _, err := b.Substitute(t.Context(), assess.BySlack(boss), north, item, "Our own", "Our own words for it.", "We do it in another way."); err != nil {
		t.Fatal(err)
	}
	if _, counted := b.position().Answers[item]; counted {
		t.Error("the answer to other words counts")
	}
}

func TestWhatAppliesToNothingInUseIsLeftOut(t *testing.T) {
	t.Parallel()
	b := onObjectives(t, "deployment_types: [api-saas]\n")
	b.answerAll(b.startKind(assess.Full), "MOD", "1")
	pos := b.position()
	mod, _ := pos.Model.Category("MOD")
	for _, item := range mod.Items {
		if a := pos.Answers[item.ID]; !item.AppliesTo([]string{"api-saas"}) && a != (maturity.Answer{NotApplicable: true}) {
			t.Errorf("%s counts: %+v", item.ID, a)
		}
	}
	if want, err := pos.Model.Score(pos.Answers); err != nil || !cmp.Equal(want, pos.Result) {
		t.Errorf("the result is not that of the answers: %v", err)
	}
}

func TestTargetsAreReviewedWhenAnswersStand(t *testing.T) {
	t.Parallel()
	reviews := func(b *bench) (n int) {
		t.Helper()
		if err := b.Wait(t.Context()); err != nil {
			t.Fatal(err)
		}
		for _, told := range b.processes.all() {
			if told == "review north" {
				n++
			}
		}
		return n
	}
	b := onObjectives(t, "")
	c := b.startKind(assess.Full)
	saved := map[string]string{b.form(c, "GOV").Items[0].ID: "1"}
	if _, err := b.give(c, "GOV", assess.SubmitInput{Answers: saved, Partial: true}); err != nil || reviews(b) != 0 {
		t.Errorf("saved on the way: %d reviews (%v)", reviews(b), err)
	}
	b.answerAll(c, "MON", "1")
	if n := reviews(b); n != 1 {
		t.Errorf("objectives submitted: %d reviews", n)
	}
	if err := b.Delegate(t.Context(), assess.BySlack(owner("IAM")), id(c, "IAM"), "", deputy, ""); err != nil {
		t.Fatal(err)
	}
	answers := map[string]string{b.form(c, "IAM").Items[0].ID: "1"}
	r, err := b.Submit(t.Context(), assess.BySlack(deputy), assess.SubmitInput{Questionnaire: id(c, "IAM"), Answers: answers})
	if err != nil || reviews(b) != 1 {
		t.Errorf("before the signature: %d reviews (%v)", reviews(b), err)
	}
	if _, err := b.SignOff(t.Context(), assess.BySlack(owner("IAM")), id(c, "IAM"), r.Form.Questionnaire.Revision); err != nil || reviews(b) != 2 {
		t.Errorf("signed off: %d reviews (%v)", reviews(b), err)
	}
	answers[b.form(c, "IAM").Items[0].ID] = "0"
	r, err = b.give(c, "IAM", assess.SubmitInput{Base: r.Form.Questionnaire.Revision, Answers: answers})
	if err != nil || len(r.Form.Disputes) != 1 || reviews(b) != 3 {
		t.Fatalf("answered otherwise: %d reviews, %v (%v)", reviews(b), r.Form.Disputes, err)
	}
	if err := b.Settle(t.Context(), assess.BySlack(owner("IAM")), r.Form.Disputes[0].ID, "1", because); err != nil || reviews(b) != 4 {
		t.Errorf("settled: %d reviews (%v)", reviews(b), err)
	}
	b.close()
	if n := reviews(b); n != 5 {
		t.Errorf("closed: %d reviews", n)
	}
	scores := newBench(t)
	if _, err := scores.submit(gov, scores.start(), "governance", "2", 0); err != nil || reviews(scores) != 0 {
		t.Errorf("scores wait for the snapshot: %d reviews (%v)", reviews(scores), err)
	}
}

func TestWhereAProgrammeStoodAtACloseCanBeToldLater(t *testing.T) {
	t.Parallel()
	b := onObjectives(t, "")
	var cycles []assess.CycleID
	var then []assess.Position
	for _, step := range []struct {
		kind  assess.CycleKind
		value string
	}{{assess.Full, "1"}, {assess.Quick, ""}, {assess.CheckIn, "0.5"}, {assess.Full, "0"}} {
		c := b.startKind(step.kind)
		if step.kind == assess.Quick {
			in := assess.SubmitInput{Answers: map[string]string{assess.ItemLevel: "3", assess.ItemConfidence: "high"}}
			if _, err := b.give(c, "MON", in); err != nil {
				t.Fatal(err)
			}
		} else {
			if step.kind == assess.Full {
				b.answerAll(c, "MON", step.value)
			}
			b.answerSome(c, "GOV", step.value)
		}
		b.close()
		cycles, then = append(cycles, c.ID), append(then, b.position())
		b.clock.Set(b.clock.Now().AddDate(0, 1, 0))
	}
	open := b.startKind(assess.Full)
	b.answerAll(open, "GOV", "1")
	for i, c := range cycles {
		var now assess.Position
		err := b.store.View(t.Context(), func(tx assess.Tx) (err error) {
			now, err = b.PositionAtClose(t.Context(), tx, c)
			return err
		})
		if err != nil {
			t.Fatal(err)
		}
		told := func(p assess.Position) any {
			before := assess.CycleID("")
			if p.Before != nil {
				before = p.Before.Cycle
			}
			return []any{p.Answers, p.Levels, p.Snapshot.Cycle, before, p.Open, p.AsOf, p.Heard, p.Result}
		}
		if diff := cmp.Diff(told(then[i]), told(now), cmp.Comparer(func(a, b maturity.Rat) bool { return a.Cmp(b) == 0 })); diff != "" {
			t.Errorf("%s: %s", c, diff)
		}
	}
}

// answerSome gives one value to what is asked of a category, but for one item.
func (b *bench) answerSome(c assess.Cycle, category, value string) {
	b.t.Helper()
	form := b.form(c, category)
	answers := make(map[string]string)
	for i, item := range form.Items {
		if answers[item.ID] = value; i == 0 && len(form.Items) > 1 {
			answers[item.ID] = "0"
		}
	}
	if _, err := b.give(c, category, assess.SubmitInput{Answers: answers}); err != nil {
		b.t.Fatal(err)
	}
}
