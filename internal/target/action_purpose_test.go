package target_test

import (
	"slices"
	"testing"

	"cairn/internal/assess"
	"cairn/internal/errs"
	"cairn/internal/target"
)

func TestAnActionForATargetBelongsToItsCategoryUnlessItNamesAnother(t *testing.T) {
	t.Parallel()
	b := newDesk(t)
	ctx, by := t.Context(), assess.BySlack(boss)
	id := b.set(boss, gov, 3, "2027-09-30")
	work := target.Work{Title: "Name owners", Due: day(t, "2026-12-18")}
	a, err := b.AddAction(ctx, by, target.Action{Programme: north, Target: id, Items: []string{"G2"}, Work: work})
	if err != nil || a.Category != "governance" || a.Owner != gov {
		t.Errorf("it is of %q and with %s (%v)", a.Category, a.Owner, err)
	}
	v, err := b.View(ctx, by, id)
	if err != nil || len(v.Actions) != 1 || v.Actions[0].ID != a.ID {
		t.Errorf("the target shows %v (%v)", v.Actions, err)
	}
	a, err = b.AddAction(ctx, by, target.Action{Programme: north, Target: id, Category: "monitoring-detection", Work: work})
	if err != nil || a.Category != "monitoring-detection" {
		t.Errorf("it is of %q (%v)", a.Category, err)
	}
}

func TestWhatAnActionIsForIsChangedWithItsWordsAndKeptInTheRecord(t *testing.T) {
	t.Parallel()
	b := newDesk(t)
	ctx, by := t.Context(), assess.BySlack(gov)
	aim := b.set(boss, gov, 3, "2027-09-30")
	id := b.give(gov, gov, "2026-12-18")
	was := b.action(id)
	change := func(seen int, p *target.Purpose) error { return b.ChangeAction(ctx, by, id, seen, was.Work, p, "") }
	shown := func() target.ActionView {
		t.Helper()
		v, err := b.ActionView(ctx, by, id)
		if err != nil {
			t.Fatal(err)
		}
		return v
	}

	if err := change(1, &target.Purpose{Target: aim, Items: []string{"G3", "G1"}}); err != nil {
		t.Fatal(err)
	}
	v := shown()
	if v.Serves == nil || v.Serves.ID != aim || !slices.Equal(v.Items, []string{"G3", "G1"}) || v.Edition != 2 {
		t.Errorf("it serves %v and helps %v in edition %d", v.Serves, v.Items, v.Edition)
	}
	wantCode(t, change(1, &target.Purpose{}), errs.Conflict, "was changed while")
	if err := change(1, &target.Purpose{Target: aim, Items: []string{"G1", "G3"}}); err != nil || shown().Edition != 2 {
		t.Errorf("the same in another order changes nothing: %v", err)
	}
	if err := change(1, nil); err != nil || shown().Serves == nil {
		t.Errorf("what is not said of its purpose leaves it: %v", err)
	}

	if err := b.Close(ctx, assess.BySlack(boss), aim, "The regulator has changed its mind."); err != nil {
		t.Fatal(err)
	}
	if err := change(2, &target.Purpose{Target: aim, Items: []string{"G1"}}); err != nil {
		t.Errorf("a target that has ended since is no fault: %v", err)
	}
	if err := change(3, &target.Purpose{}); err != nil {
		t.Fatal(err)
	}
	if v = shown(); v.Serves != nil || len(v.Items) != 0 {
		t.Errorf("it still serves %v and helps %v", v.Serves, v.Items)
	}
	wantCode(t, change(4, &target.Purpose{Target: aim}), errs.Invalid, "no open target")
}

func TestAnActionOfNoCategoryTakesThatOfTheTargetItIsGiven(t *testing.T) {
	t.Parallel()
	b := newDesk(t)
	aim := b.set(boss, gov, 3, "2027-09-30")
	work := target.Work{Title: "Order the scanner", Owner: tec, Due: day(t, "2026-12-18")}
	a, err := b.AddAction(t.Context(), assess.BySlack(boss), target.Action{Programme: north, Work: work})
	if err != nil {
		t.Fatal(err)
	}
	if err := b.ChangeAction(t.Context(), assess.BySlack(tec), a.ID, 1, a.Work, &target.Purpose{Target: aim}, ""); err != nil {
		t.Fatal(err)
	}
	if got := b.action(a.ID).Category; got != "governance" {
		t.Errorf("it is of %q", got)
	}
}

func TestAnActionServesNoTargetThatIsNotThereOpenAndOfItsProgramme(t *testing.T) {
	t.Parallel()
	b := newDesk(t)
	ctx, by := t.Context(), assess.BySlack(boss)
	id := b.give(boss, gov, "2026-12-18")
	work := b.action(id).Work
	for _, aim := range []target.ID{"north/T9", "south/T1"} {
		_, err := b.AddAction(ctx, by, target.Action{Programme: north, Category: "governance", Target: aim, Items: []string{"X9"}, Work: work})
		other := b.ChangeAction(ctx, by, id, 1, work, &target.Purpose{Target: aim, Items: []string{"X9"}}, "")
		for _, err := range []error{err, other} {
			if errs.Fields(err)[target.FieldTarget] == "" || errs.Fields(err)[target.FieldItems] == "" {
				t.Errorf("%s: not said beside the inputs: %v", aim, err)
			}
		}
	}
}
