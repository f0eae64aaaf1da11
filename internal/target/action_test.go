package target_test

import (
	"strings"
	"testing"

	"cairn/internal/assess"
	"cairn/internal/errs"
	"cairn/internal/target"
)

func TestAnActionIsRemindedUntilItIsDoneAndManagersHearThatItIsLate(t *testing.T) {
	t.Parallel()
	b := newDesk(t)
	id := b.give(boss, gov, "2026-11-13")
	equal(t, []string{
		"2026-10-02 09:00 U0GOV: action of A1", // somebody else gave it to them
		"2026-10-30 09:00 U0GOV: action of A1",
		"2026-11-11 09:00 U0GOV: action of A1",
		"2026-11-13 09:00 U0GOV: action of A1",
		"2026-11-17 09:00 U0GOV: overdue of A1",
		"2026-11-20 09:00 U0BOSS: late of A1",
		"2026-11-20 09:00 U0SECOND: late of A1",
		"2026-11-24 09:00 U0GOV: overdue of A1",
		"2026-12-08 09:00 U0GOV: overdue of A1",
	}, b.pass("2028-01-01 00:00", id.Subject()))
	b.wantDue(id.Subject(), "nothing")
	if err := b.FinishAction(t.Context(), assess.BySlack(gov), id, "https://wiki.example/owners", ""); err != nil {
		t.Fatal(err)
	}
	b.wantDue(id.Subject(), "done")
}

func TestAShortActionOfOnesOwnIsNotAnnounced(t *testing.T) {
	t.Parallel()
	b := newDesk(t)
	id := b.give(gov, gov, "2026-10-09")
	b.wantDue(id.Subject(), "2026-10-07 09:00 follow up U0GOV two-days")
	tight := b.give(gov, gov, "2026-10-01")
	b.wantDue(tight.Subject(), "2026-10-05 09:00 follow up U0GOV overdue1")
}

func TestAnotherDayOrOwnerBringsTheRemindersOfAnActionAgain(t *testing.T) {
	t.Parallel()
	b := newDesk(t)
	ctx := t.Context()
	id := b.give(gov, gov, "2026-10-09")
	b.pass("2026-10-09 12:00", id.Subject())
	v, err := b.ActionView(ctx, assess.BySlack(gov), id)
	if err != nil {
		t.Fatal(err)
	}
	w := v.Work
	w.Due = day(t, "2026-10-16")
	if err := b.NoteAction(ctx, assess.BySlack(gov), id, "Half of it is there."); err != nil { // which makes no form of it old
		t.Fatal(err)
	}
	wantCode(t, b.ChangeAction(ctx, assess.BySlack(gov), id, v.Edition, w, nil, ""), errs.Invalid, "why")
	if err := b.ChangeAction(ctx, assess.BySlack(gov), id, v.Edition, w, nil, "The vendor is late with it."); err != nil {
		t.Fatal(err)
	}
	b.wantDue(id.Subject(), "2026-10-14 09:00 follow up U0GOV two-days#1")
	w.Owner = tec
	wantCode(t, b.ChangeAction(ctx, assess.BySlack(gov), id, v.Edition, w, nil, ""), errs.Conflict, "was changed while")
	if err := b.ChangeAction(ctx, assess.BySlack(gov), id, v.Edition+1, w, nil, ""); err != nil {
		t.Fatal(err)
	}
	b.wantDue(id.Subject(), "2026-10-12 09:00 follow up U0TEC assigned#2")
	if v, err = b.ActionView(ctx, assess.BySlack(tec), id); err != nil || len(v.Slips) != 1 || v.Slips[0].Why != "The vendor is late with it." || !v.MayFinish {
		t.Errorf("it shows %+v (%v)", v.Slips, err)
	}
}

func TestWhoMayDoWhatWithAnAction(t *testing.T) {
	t.Parallel()
	b := newDesk(t)
	ctx := t.Context()
	add := func(u assess.UserID) error {
		_, err := b.AddAction(ctx, assess.BySlack(u), target.Action{
			Programme: north, Category: "governance", Work: target.Work{Title: "Name owners", Due: day(t, "2026-12-18")},
		})
		return err
	}
	for _, u := range []assess.UserID{boss, gov, deputy} {
		if err := add(u); err != nil {
			t.Errorf("%s: %v", u, err)
		}
	}
	wantCode(t, add(tec), errs.Forbidden, "managers of North")
	id := b.give(boss, mon, "2026-12-18")
	for _, u := range []assess.UserID{boss, gov, deputy, mon} {
		if err := b.NoteAction(ctx, assess.BySlack(u), id, "A word."); err != nil {
			t.Errorf("%s: %v", u, err)
		}
	}
	wantCode(t, b.BeginAction(ctx, assess.BySlack(tec), id), errs.Forbidden, "<@U0MON>")
	wantCode(t, b.FinishAction(ctx, assess.BySlack(gov), id, "https://wiki.example/x", ""), errs.Forbidden, "said by its owner")
	_, err := b.ActionView(ctx, assess.BySlack("U0STRANGER"), id)
	wantCode(t, err, errs.Forbidden, "")
	own, err := b.ListActions(ctx, assess.BySlack(gov), north, target.Filter{Owner: gov})
	if err != nil || len(own) != 3 {
		t.Errorf("what names nobody is not the category owner's: %d (%v)", len(own), err)
	}
}

func TestAnActionIsBegunDoneWithALinkDroppedAndOpenedAgain(t *testing.T) {
	t.Parallel()
	b := newDesk(t)
	ctx, by := t.Context(), assess.BySlack(gov)
	id := b.give(gov, gov, "2026-12-18")
	status := func(want target.ActionStatus) {
		t.Helper()
		if v, err := b.ActionView(ctx, by, id); err != nil || v.Status != want {
			t.Errorf("it is %s (%v), want %s", v.Status, err, want)
		}
	}
	for range 2 {
		if err := b.BeginAction(ctx, by, id); err != nil {
			t.Fatal(err)
		}
	}
	status(target.Doing)
	wantCode(t, b.FinishAction(ctx, by, id, "", ""), errs.Invalid, "Paste a link")
	wantCode(t, b.FinishAction(ctx, by, id, "ftp://x", ""), errs.Invalid, "https://")
	for range 2 {
		if err := b.FinishAction(ctx, by, id, "https://wiki.example/x", "See page 2."); err != nil {
			t.Fatal(err)
		}
	}
	status(target.Done)
	wantCode(t, b.FinishAction(ctx, by, id, "https://wiki.example/y", ""), errs.Closed, "has been done")
	wantCode(t, b.DropAction(ctx, by, id, "It is not needed."), errs.Closed, "has been done")
	wantCode(t, b.ReopenAction(ctx, by, id, "no"), errs.Invalid, "reason")
	if err := b.ReopenAction(ctx, by, id, "It was only a draft."); err != nil {
		t.Fatal(err)
	}
	status(target.Doing)
	if err := b.DropAction(ctx, by, id, "It is not needed."); err != nil {
		t.Fatal(err)
	}
	status(target.Dropped)
	v, err := b.ActionView(ctx, by, id)
	var kinds []string
	for _, e := range v.History {
		kinds = append(kinds, string(e.Kind))
	}
	if err != nil || strings.Join(kinds, ", ") != "set, begun, done, reopened, closed" {
		t.Errorf("what happened: %v (%v)", kinds, err)
	}
}

func TestWhatCannotBeAnActionIsRefusedFieldByField(t *testing.T) {
	t.Parallel()
	b := newDesk(t)
	if err := b.assess.Saw(t.Context(), assess.Person{ID: tec, Standing: assess.Gone}); err != nil {
		t.Fatal(err)
	}
	_, err := b.AddAction(t.Context(), assess.BySlack(boss), target.Action{
		Programme: north, Category: "nothing", Items: []string{"X1"}, Work: target.Work{
			Owner: tec, Start: day(t, "2026-09-30"), Due: day(t, "2026-09-01"), Issue: "SEC-7", Element: "hope",
		},
	})
	for _, field := range []string{
		target.FieldCategory, target.FieldItems, target.FieldTitle, target.FieldOwner, target.FieldDue, target.FieldIssue, target.FieldElement,
	} {
		if errs.Fields(err)[field] == "" {
			t.Errorf("nothing is said of %s: %v", field, err)
		}
	}
	if _, err := b.AddAction(t.Context(), assess.BySlack(boss), target.Action{
		Programme: north, Source: "G2", Kind: target.FromRoadmap, Category: "governance", Work: target.Work{Title: "One", Due: day(t, "2026-12-18")},
	}); err != nil {
		t.Fatal(err)
	}
	_, err = b.AddAction(t.Context(), assess.BySlack(boss), target.Action{
		Programme: north, Source: "G2", Kind: target.FromRoadmap, Category: "governance", Work: target.Work{Title: "Two", Due: day(t, "2026-12-18")},
	})
	wantCode(t, err, errs.Conflict, "does")
}

func TestAProcessIsToStayWithAllThatIsOpen(t *testing.T) {
	t.Parallel()
	b := newDesk(t)
	b.set(boss, gov, 3, "2027-09-30")
	id := b.give(gov, gov, "2026-12-18")
	b.give(gov, gov, "2026-12-18")
	if err := b.DropAction(t.Context(), assess.BySlack(gov), id, "It is not needed."); err != nil {
		t.Fatal(err)
	}
	if err := b.Revive(t.Context()); err != nil {
		t.Fatal(err)
	}
	equal(t, []string{"north/T1", "north/A2"}, b.stays)
}

func TestWhatSlackRefusedDoesNotComeUpAgain(t *testing.T) {
	t.Parallel()
	b := newDesk(t)
	id := b.give(boss, gov, "2026-11-13")
	b.at("2026-10-02 09:00")
	b.follow(id.Subject(), gov, "assigned")
	for range 2 {
		if err := b.Undelivered(t.Context(), id.Subject(), gov, "assigned", "user_disabled", b.clock.Now()); err != nil {
			t.Fatal(err)
		}
	}
	b.wantDue(id.Subject(), "2026-10-30 09:00 follow up U0GOV two-weeks")
	equal(t, []string{"U0GOV followed up assigned", "U0GOV undelivered assigned"}, b.steps(id.Subject()))
}

func TestAnActionNamesTheFindingThatAskedForIt(t *testing.T) {
	t.Parallel()
	for source, want := range map[string]string{
		"exercise/northwind/E2/F1": "E2 F1", "G2": "", "": "", "exercise/": "", "exercise/northwind/E2": "", "northwind/E2/F1": "",
	} {
		exercise, finding, ok := target.Action{Source: source}.Finding()
		if got := strings.TrimSpace(exercise + " " + finding); got != want || ok != (want != "") {
			t.Errorf("%q: %q, %v", source, got, ok)
		}
	}
}
