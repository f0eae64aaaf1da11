package assess_test

import (
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"cairn/internal/assess"
	"cairn/internal/errs"
	"cairn/internal/maturity"
)

// declared is the sample programme with other settings.
func declared(t *testing.T, settings string) assess.Programme {
	t.Helper()
	p, faults := assess.ParseManifest([]byte(minimal+settings), "p.yaml", maturity.Find)
	if len(faults) > 0 {
		t.Fatal(faults)
	}
	return p
}

// stored is the programme as it stands.
func (b *bench) stored() (p assess.Programme) {
	b.t.Helper()
	err := b.store.View(b.t.Context(), func(tx assess.Tx) (err error) {
		p, err = tx.Programme(b.t.Context(), north)
		return err
	})
	if err != nil {
		b.t.Fatal(err)
	}
	return p
}

// inSlack changes the stored programme as its manager does it in Slack.
func (b *bench) inSlack(change func(*assess.Programme)) {
	b.t.Helper()
	p := b.stored()
	change(&p)
	if _, err := b.Apply(b.t.Context(), assess.BySlack(boss), p, false); err != nil {
		b.t.Fatal(err)
	}
}

func TestAFileDoesNotUndoWhatWasSetInSlack(t *testing.T) {
	t.Parallel()
	b := newBench(t)
	b.inSlack(func(p *assess.Programme) { p.Window = 7 })
	b.inSlack(func(p *assess.Programme) { p.Assignments[0].Deputy = ""; p.Scope = "The North" })

	changes, err := b.Apply(t.Context(), operator, declared(t, "reminders: []\n"), false)
	wantCode(t, err, errs.Conflict, "this would undo it: scope, categories.governance.deputy and due_after.")
	if len(changes) != 4 {
		t.Errorf("changes %v; a refusal shows what it refused", changes)
	}
	found := assess.ConflictsOf(err)
	if found == nil || found.Stands != 3 {
		t.Fatalf("conflicts %+v", found)
	}
	at := b.clock.Now()
	want := []assess.Conflict{
		{Setting: "scope", Declared: "North", Stands: "The North", By: assess.BySlack(boss), At: at, Revision: 3},
		{Setting: "categories.governance.deputy", Declared: "U0DEP", By: assess.BySlack(boss), At: at, Revision: 3},
		{Setting: "due_after", Declared: "10 working days", Stands: "7 working days", By: assess.BySlack(boss), At: at, Revision: 2},
	}
	if diff := cmp.Diff(want, found.List); diff != "" {
		t.Error(diff)
	}
	if b.stored().Revision != 3 {
		t.Error("a refused declaration was stored")
	}
	if _, err := b.Apply(t.Context(), operator, declared(t, "reminders: []\n"), true); assess.ConflictsOf(err) == nil {
		t.Errorf("a dry run does not show the conflicts: %v", err)
	}
}

func TestAFileThatTakesOverWhatWasSetInSlackIsApplied(t *testing.T) {
	t.Parallel()
	b := newBench(t)
	b.inSlack(func(p *assess.Programme) { p.Window = 7 })
	if _, err := b.Apply(t.Context(), operator, declared(t, "due_after: 7\ngrace: 9\n"), false); err != nil {
		t.Fatal(err)
	}
	// That file is the base of the next one, so what was set in Slack before it may be changed by a file again.
	if _, err := b.Apply(t.Context(), operator, declared(t, "due_after: 8\ngrace: 9\n"), false); err != nil {
		t.Error(err)
	}
	if p := b.stored(); p.Revision != 4 || p.Window != 8 || p.Grace != 9 || p.UpdatedBy != operator {
		t.Errorf("stored %+v", p)
	}
}

func TestOverwritingUndoesWhatWasSetInSlackAndTheJournalSaysSo(t *testing.T) {
	t.Parallel()
	b := newBench(t)
	b.inSlack(func(p *assess.Programme) { p.Window = 7 })
	if _, err := b.Overwrite(t.Context(), operator, declared(t, ""), false); err != nil {
		t.Fatal(err)
	}
	if b.stored().Window != 10 {
		t.Error("what was set in Slack still stands")
	}
	entries, err := b.Entries(t.Context(), operator, north, 1)
	if err != nil || len(entries) != 1 || entries[0].Detail["overwrote"] != "due_after" {
		t.Errorf("journal %+v %v", entries, err)
	}
}

func TestAFileWithARevisionIsBasedOnIt(t *testing.T) {
	t.Parallel()
	b := newBench(t)
	b.apply(minimal + "due_after: 7\n") // revision 2
	b.apply(minimal + "due_after: 7\ngrace: 9\n")

	_, err := b.Apply(t.Context(), operator, declared(t, "revision: 2\ndue_after: 8\n"), false)
	wantCode(t, err, errs.Conflict, "this would undo it: grace.")
	if strings.Contains(errs.Message(err), "due_after") {
		t.Errorf("a setting that stands as it did in the base is called a conflict: %v", err)
	}
	_, err = b.Apply(t.Context(), operator, declared(t, "revision: 4\n"), false)
	wantCode(t, err, errs.Conflict, "based on revision 4 of north, which has had only 3")
	if _, err := b.Apply(t.Context(), operator, declared(t, "revision: 2\ndue_after: 8\ngrace: 9\n"), false); err != nil {
		t.Errorf("a file that undoes nothing is refused: %v", err)
	}
}

func TestASettingThatWasSetBackIsNoConflict(t *testing.T) {
	t.Parallel()
	b := newBench(t)
	b.inSlack(func(p *assess.Programme) { p.Window = 7 })
	b.inSlack(func(p *assess.Programme) { p.Window = 10 })
	if _, err := b.Apply(t.Context(), operator, declared(t, "due_after: 8\n"), false); err != nil {
		t.Error(err)
	}
}

func TestAFileDoesNotUndoAProgrammeThatWasSetUpInSlack(t *testing.T) {
	t.Parallel()
	b := newBench(t)
	p := declared(t, "")
	p.ID, p.Window = "south", 7
	if _, err := b.Apply(t.Context(), assess.BySlack(boss), p, false); err != nil { // who runs another programme may
		t.Fatal(err)
	}
	p.Window = 8
	_, err := b.Apply(t.Context(), operator, p, false)
	wantCode(t, err, errs.Conflict, "this would undo it: due_after.")
}

func TestWhoDeclaresFromSlackIsBasedOnWhatTheySaw(t *testing.T) {
	t.Parallel()
	b := newBench(t)
	seen := b.stored()
	b.apply(minimal + "grace: 9\n")
	seen.Window = 7
	_, err := b.Apply(t.Context(), assess.BySlack(boss), seen, false)
	wantCode(t, err, errs.Conflict, "this would undo it: grace.")

	fresh := declared(t, "due_after: 7\n")
	_, err = b.Apply(t.Context(), assess.BySlack(boss), fresh, false)
	wantCode(t, err, errs.Conflict, `There is a programme "north" already`)
}

func TestWhoMayDeclareFromSlack(t *testing.T) {
	t.Parallel()
	b := newBench(t)
	p := b.stored()
	p.Window, p.Managers = 7, []assess.UserID{gov}
	_, err := b.Apply(t.Context(), assess.BySlack(gov), p, false)
	wantCode(t, err, errs.Forbidden, "Only the managers of North may change how it is set up: <@U0BOSS>")

	south := declared(t, "")
	south.ID = "south"
	_, err = b.Apply(t.Context(), assess.BySlack(gov), south, true)
	wantCode(t, err, errs.Forbidden, "may set up a programme")
	for _, by := range []assess.UserID{boss, "U0ADMIN", "U0NAMED"} {
		b.know(assess.Person{ID: "U0ADMIN", Admin: true})
		if _, err := b.Apply(t.Context(), assess.BySlack(by), south, true); err != nil {
			t.Errorf("%s may not set up a programme: %v", by, err)
		}
		if may, err := b.MaySetUp(t.Context(), assess.BySlack(by)); err != nil || !may {
			t.Errorf("%s: MaySetUp = %v %v", by, may, err)
		}
	}
	if may, err := b.MaySetUp(t.Context(), assess.BySlack(gov)); err != nil || may {
		t.Errorf("MaySetUp = %v %v for somebody who may not", may, err)
	}
}

// know stores what Slack told about a person.
func (b *bench) know(who assess.Person) {
	b.t.Helper()
	err := b.store.Update(b.t.Context(), func(tx assess.Tx) error {
		had, err := tx.Person(b.t.Context(), who.ID)
		if err != nil {
			return err
		}
		who.SeenAt, who.Version = b.clock.Now(), had.Version+1
		return tx.SavePerson(b.t.Context(), who)
	})
	if err != nil {
		b.t.Fatal(err)
	}
}
