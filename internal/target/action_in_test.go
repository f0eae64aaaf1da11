package target_test

import (
	"errors"
	"testing"

	"cairn/internal/assess"
	"cairn/internal/errs"
	"cairn/internal/target"
)

// in runs an act of another domain in a transaction of its own.
func (b *desk) in(do func(tx target.Tx) error) error {
	return b.db.Targets().Update(b.t.Context(), do)
}

func (b *desk) action(id target.ActionID) target.ActionView {
	b.t.Helper()
	v, err := b.ActionView(b.t.Context(), operator, id)
	if err != nil {
		b.t.Fatal(err)
	}
	return v
}

func TestAnotherDomainAddsActionsByItsOwnLeaveAndTheRulesOfActions(t *testing.T) {
	t.Parallel()
	b := newDesk(t)
	ctx, stranger := t.Context(), assess.BySlack("U0STRANGER")
	work := target.Work{Title: "  Rehearse the switch ", Owner: tec, Due: day(t, "2026-12-18"), Element: "exercise"}
	a := target.Action{Programme: north, Kind: target.Corrective, Source: "exercise/north/E1/F1", Category: "incident-response", Work: work}
	_, err := b.AddAction(ctx, stranger, a)
	wantCode(t, err, errs.Forbidden, "managers of North")
	var made target.Action
	if err := b.in(func(tx target.Tx) (err error) {
		if err := b.CheckWork(ctx, tx, north, work); err != nil {
			return err
		}
		made, err = b.AddActionIn(ctx, tx, stranger, a)
		return err
	}); err != nil {
		t.Fatal(err)
	}
	v := b.action(made.ID)
	if v.Kind != target.Corrective || v.Source != a.Source || v.Title != "Rehearse the switch" || v.SetBy != stranger || v.Version != made.Version {
		t.Errorf("it is %+v", v.Action)
	}
	b.wantDue(made.ID.Subject(), "2026-10-02 09:00 follow up U0TEC assigned")

	work.Due, work.Element = day(t, "2026-09-18"), "hope"
	a.Work = work
	for name, do := range map[string]func(tx target.Tx) error{
		"check": func(tx target.Tx) error { return b.CheckWork(ctx, tx, north, work) },
		"add":   func(tx target.Tx) error { _, err := b.AddActionIn(ctx, tx, stranger, a); return err },
	} {
		err := b.in(do)
		if fields := errs.Fields(err); !errs.Is(err, errs.Invalid) || fields[target.FieldDue] == "" || fields[target.FieldElement] == "" || len(fields) != 2 {
			t.Errorf("%s: %v %v", name, err, fields)
		}
	}
}

func TestWhatAnotherDomainDoesToActionsIsUndoneWithItsTransaction(t *testing.T) {
	t.Parallel()
	b := newDesk(t)
	ctx, gone := t.Context(), errors.New("the power went out")
	id := b.give(gov, gov, "2026-12-18")
	if err := b.FinishAction(ctx, assess.BySlack(gov), id, "https://wiki.example/owners", ""); err != nil {
		t.Fatal(err)
	}
	before := b.action(id)
	err := b.in(func(tx target.Tx) error {
		if _, err := b.AddActionIn(ctx, tx, operator, target.Action{
			Programme: north, Work: target.Work{Title: "One more", Owner: gov, Due: day(t, "2026-12-18")},
		}); err != nil {
			return err
		}
		if _, err := b.ReopenActionIn(ctx, tx, operator, id, target.Work{}, "Seen again in E2: nobody knew."); err != nil {
			return err
		}
		if err := b.NoteActionIn(ctx, tx, operator, id, "A word."); err != nil {
			return err
		}
		return gone
	})
	if !errors.Is(err, gone) {
		t.Fatal(err)
	}
	after := b.action(id)
	if after.Status != target.Done || after.Version != before.Version || len(after.History) != len(before.History) {
		t.Errorf("it is %+v", after.Action)
	}
	if all, err := b.ListActions(ctx, operator, north, target.Filter{Ended: true}); err != nil || len(all) != 1 {
		t.Errorf("there are %d actions (%v)", len(all), err)
	}
}

func TestAnActionThatIsReopenedByAnotherDomainSaysWhatIsToBeDoneNow(t *testing.T) {
	t.Parallel()
	b := newDesk(t)
	ctx, why := t.Context(), "Seen again in E2: nobody knew who may switch it off."
	id := b.give(gov, gov, "2026-10-30")
	if err := b.FinishAction(ctx, assess.BySlack(gov), id, "https://wiki.example/owners", ""); err != nil {
		t.Fatal(err)
	}
	b.at("2027-03-01 10:00")
	reopen := func(w target.Work) (a target.Action, err error) {
		err = b.in(func(tx target.Tx) (err error) {
			a, err = b.ReopenActionIn(ctx, tx, assess.BySlack("U0FAC"), id, w, why)
			return err
		})
		return a, err
	}
	_, err := reopen(target.Work{Title: "Name and rehearse owners"})
	wantCode(t, err, errs.Invalid, "is past") // the day of the first time
	a, err := reopen(target.Work{Title: "Name and rehearse owners", Owner: tec, Due: day(t, "2027-04-30"), Element: "training"})
	if err != nil {
		t.Fatal(err)
	}
	v := b.action(id)
	if v.Status != target.Doing || v.Title != "Name and rehearse owners" || v.Owner != tec || v.Due != day(t, "2027-04-30") || v.Evidence != "" {
		t.Errorf("it is %+v", v.Action)
	}
	if a.Version != v.Version || a.Work != v.Work || a.Status != v.Status {
		t.Errorf("returned is %+v, stored %+v", a, v.Action)
	}
	if len(v.Slips) != 1 || v.Slips[0].Why != why {
		t.Errorf("the later day is not kept with its reason: %+v", v.Slips)
	}
	b.wantDue(id.Subject(), "2027-03-02 09:00 follow up U0TEC assigned#2")

	again, err := reopen(target.Work{Title: "Something else", Owner: gov, Due: day(t, "2027-05-28")})
	if err != nil || again.Version != v.Version || b.action(id).Work != v.Work {
		t.Errorf("one that is open does not stay as it is: %+v (%v)", b.action(id).Action, err)
	}
}

func TestANoteOfAnotherDomainIsKeptWithTheAction(t *testing.T) {
	t.Parallel()
	b := newDesk(t)
	id := b.give(gov, gov, "2026-12-18")
	note := func(text string) error {
		return b.in(func(tx target.Tx) error { return b.NoteActionIn(t.Context(), tx, assess.BySlack("U0FAC"), id, text) })
	}
	wantCode(t, note(""), errs.Invalid, "Write the note")
	if err := note("Seen again in E2."); err != nil {
		t.Fatal(err)
	}
	history := b.action(id).History
	if last := history[len(history)-1]; last.Kind != target.WasNoted || last.Note != "Seen again in E2." || last.By.User != "U0FAC" {
		t.Errorf("it is %+v", last)
	}
}
