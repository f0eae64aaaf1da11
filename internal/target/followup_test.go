package target_test

import (
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"cairn/internal/assess"
	"cairn/internal/assess/assesstest"
	"cairn/internal/pgtest"
	"cairn/internal/store"
	"cairn/internal/target"
)

func TestATargetOfWhichNobodySpeaksIsFollowedUpAtItsSetPointsMonthlyAtMostOnceManagersKnowUntilItIsMissed(t *testing.T) {
	t.Parallel()
	b := newDesk(t)
	id := b.set(gov, gov, 2, "2027-09-30")
	equal(t, []string{
		"2027-04-01 13:15 T1 is at risk",
		"2027-04-01 13:15 U0GOV: check in of T1",
		"2027-04-06 09:00 U0GOV: remind of T1",
		"2027-04-09 09:00 U0GOV: remind of T1",
		"2027-04-13 09:00 U0BOSS: silent of T1",
		"2027-04-13 09:00 U0SECOND: silent of T1",
		"2027-07-01 15:22 U0GOV: check in of T1",
		"2027-07-13 09:00 U0BOSS: silent of T1",
		"2027-07-13 09:00 U0SECOND: silent of T1",
		"2027-09-16 09:00 U0GOV: check in of T1",
		"2027-09-28 09:00 U0BOSS: silent of T1",
		"2027-09-28 09:00 U0SECOND: silent of T1",
		"2027-09-30 17:30 T1 is missed",
		"2027-10-01 09:00 U0BOSS: missed of T1",
		"2027-10-01 09:00 U0SECOND: missed of T1",
		"2027-10-18 09:00 U0GOV: renew of T1",
		"2027-11-18 09:00 U0GOV: renew of T1",
	}, b.pass("2028-12-31 00:00", id.Subject()))
}

func TestAnOwnerWhoAnsweredIsAskedFourTimesForAnotherDayOnceTheTargetIsMissed(t *testing.T) {
	t.Parallel()
	b := newDesk(t)
	id := b.set(gov, gov, 2, "2027-09-30")
	b.at("2027-09-25 10:00")
	b.checkIn(gov, id, "2027-09-30")
	b.pass("2027-09-30 18:00", id.Subject())
	equal(t, []string{
		"2027-10-01 09:00 U0GOV: renew of T1",
		"2027-10-01 09:00 U0BOSS: missed of T1",
		"2027-10-01 09:00 U0SECOND: missed of T1",
		"2027-10-08 09:00 U0GOV: renew of T1",
		"2027-10-15 09:00 U0GOV: renew of T1",
		"2027-10-29 09:00 U0GOV: renew of T1",
	}, b.pass("2028-12-31 00:00", id.Subject()))
}

func (b *desk) checkIn(u assess.UserID, id target.ID, expected string) {
	b.t.Helper()
	if err := b.CheckIn(b.t.Context(), assess.BySlack(u), id, day(b.t, expected), assess.ConfidenceHigh, ""); err != nil {
		b.t.Fatal(err)
	}
}

func (b *desk) see(u assess.UserID, who assess.Person) {
	b.t.Helper()
	who.ID = u
	if err := b.assess.Saw(b.t.Context(), who); err != nil {
		b.t.Fatal(err)
	}
}

// again is a message as it is now.
func (b *desk) again(id assess.NudgeID) target.FollowUp {
	b.t.Helper()
	f, ok, err := b.FollowUpAgain(b.t.Context(), id)
	if err != nil || !ok {
		b.t.Fatalf("%s: %v %v", id, ok, err)
	}
	return f
}

func TestWhoeverIsGivenATargetHearsOfItOnTheNextWorkingMorning(t *testing.T) {
	t.Parallel()
	b := newDesk(t)
	b.at("2026-10-02 16:00") // a Friday
	b.wantDue(b.set(boss, gov, 2, "2027-09-30").Subject(), "2026-10-05 09:00 follow up U0GOV start")
	b.wantDue(b.set(gov, gov, 3, "2027-09-30").Subject(), "2027-04-02 04:45 review")
}

func TestACheckInShortlyBeforeASetPointStandsInForIt(t *testing.T) {
	t.Parallel()
	b := newDesk(t)
	id := b.set(gov, gov, 2, "2027-09-30")
	b.at("2027-03-01 10:00") // a month before half time
	b.checkIn(gov, id, "2027-09-01")
	b.wantDue(id.Subject(), "2027-04-01 13:15 follow up U0GOV half")
	b.at("2027-03-16 10:00") // a twentieth of the time before it
	b.checkIn(gov, id, "2027-09-01")
	if due := b.due(id.Subject()); !strings.HasSuffix(due, "follow up U0GOV quarter") {
		t.Errorf("due %q, want the next point", due)
	}
}

func TestAnAnsweredCheckInIsNotRemindedAndItsMessageSaysSo(t *testing.T) {
	t.Parallel()
	b := newDesk(t)
	id := b.set(boss, gov, 2, "2027-09-30")
	b.at("2026-10-02 09:00")
	f := b.follow(id.Subject(), gov, "start")
	if len(f.Parts) != 1 || f.Parts[0].Ask != target.AskCheckIn || f.Parts[0].Settled || f.Parts[0].Target == nil {
		t.Errorf("it asks %+v", f.Parts)
	}
	b.wantDue(id.Subject(), "2026-10-07 09:00 follow up U0GOV remind1 start")
	b.at("2026-10-05 10:00")
	b.checkIn(gov, id, "2027-09-01")
	b.wantDue(id.Subject(), "2027-04-01 13:15 follow up U0GOV half")
	f = b.again(f.ID)
	if !f.Parts[0].Settled || f.Parts[0].Answer == nil || f.Parts[0].Answer.Expected != day(t, "2027-09-01") {
		t.Errorf("after the answer it asks %+v", f.Parts[0])
	}
	ids, err := b.FollowUpsOf(t.Context(), id.Subject())
	if err != nil || !slices.Equal(ids, []assess.NudgeID{"U0GOV:2026-10-02"}) {
		t.Errorf("messages that name it: %v %v", ids, err)
	}
	b.at("2026-12-24 10:00")
	if ids, err = b.FollowUpsOf(t.Context(), id.Subject()); err != nil || len(ids) != 0 {
		t.Errorf("after months: %v %v", ids, err)
	}
}

func TestAllThatIsDueForAPersonIsOneMessage(t *testing.T) {
	t.Parallel()
	b := newDesk(t)
	first, second, action := b.set(boss, gov, 2, "2027-09-30"), b.set(boss, gov, 3, "2027-06-30"), b.give(boss, gov, "2026-12-18")
	b.at("2026-10-02 09:00")
	f := b.follow(first.Subject(), gov, "start")
	if len(f.Parts) != 3 || f.ID != "U0GOV:2026-10-02" {
		t.Fatalf("%s has %d parts", f.ID, len(f.Parts))
	}
	if again := b.follow(second.Subject(), gov, "start"); again.ID != f.ID || len(again.Parts) != 3 {
		t.Errorf("the second process gets %s of %d", again.ID, len(again.Parts))
	}
	b.wantDue(action.Subject(), "2026-12-04 09:00 follow up U0GOV two-weeks")
	if err := b.FinishAction(t.Context(), assess.BySlack(gov), action, "https://wiki.example/x", ""); err != nil {
		t.Fatal(err)
	}
	if f = b.again(f.ID); f.Parts[0].Settled || !f.Parts[2].Settled || f.Parts[2].Answer.Kind != target.WasDone {
		t.Errorf("what is settled does not come last: %+v", f.Parts)
	}
	if _, ok, err := b.FollowUp(t.Context(), first.Subject(), gov, "half", b.clock.Now()); ok || err != nil {
		t.Errorf("what is not due was asked: %v", err)
	}
}

func TestAManagerHearsOfEverythingInTheirProgrammeInOneMessage(t *testing.T) {
	t.Parallel()
	b := newDesk(t)
	missed, late := b.set(gov, gov, 2, "2026-10-09"), b.give(gov, gov, "2026-10-05")
	b.pass("2026-10-09 18:00", missed.Subject())
	b.at("2026-10-12 09:00")
	f := b.follow(missed.Subject(), boss, "told-missed")
	var asks []target.Ask
	for _, p := range f.Parts {
		asks = append(asks, p.Ask)
	}
	if !slices.Equal(asks, []target.Ask{target.TellMissed, target.TellOverdue}) {
		t.Errorf("it tells %v", asks)
	}
	if err := b.Close(t.Context(), assess.BySlack(gov), missed, "It is not worth it any more."); err != nil {
		t.Fatal(err)
	}
	if f = b.again(f.ID); f.Parts[0].Ask != target.TellOverdue || !f.Parts[1].Settled || f.Parts[1].Answer.Kind != target.WasClosed {
		t.Errorf("after the close: %+v", f.Parts)
	}
	b.wantDue(missed.Subject(), "done")
	b.wantDue(late.Subject(), "now follow up U0SECOND late")
}

func TestAMissedTargetIsAskedForAnotherDayUntilItHasOne(t *testing.T) {
	t.Parallel()
	b := newDesk(t)
	id := b.set(gov, gov, 2, "2026-10-30")
	b.pass("2026-10-26 12:00", id.Subject())
	b.checkIn(gov, id, "2026-10-30")
	b.pass("2026-11-03 12:00", id.Subject())
	b.wantDue(id.Subject(), "2026-11-09 09:00 follow up U0GOV renew1")
	v, err := b.View(t.Context(), operator, id)
	if err != nil {
		t.Fatal(err)
	}
	terms := v.Terms
	terms.Due = day(t, "2026-12-18")
	if err := b.Change(t.Context(), assess.BySlack(gov), id, v.Edition, terms, "The vendor is late with it.", ""); err != nil {
		t.Fatal(err)
	}
	if due := b.due(id.Subject()); !strings.HasSuffix(due, "follow up U0GOV half#1") {
		t.Errorf("due %q, want the points of the new time", due)
	}
	if f := b.again("U0GOV:2026-11-02"); !f.Parts[0].Settled || f.Parts[0].Ask != target.AskRenew || f.Parts[0].Answer.Kind != target.WasChanged {
		t.Errorf("the message says %+v", f.Parts[0])
	}
}

func TestManagersHearOnceThatATargetIsOffTrackAndNotWhatTheySaidThemselves(t *testing.T) {
	t.Parallel()
	b := newDesk(t)
	id := b.set(gov, gov, 2, "2027-09-30")
	b.at("2026-10-05 10:00")
	if err := b.SetState(t.Context(), assess.BySlack(boss), id, target.OffTrack, "The budget was cut."); err != nil {
		t.Fatal(err)
	}
	b.wantDue(id.Subject(), "now follow up U0SECOND risk 2026-10-05T09:00:00Z")
	f := b.follow(id.Subject(), second, "risk 2026-10-05T09:00:00Z")
	b.wantDue(id.Subject(), "2027-04-01 13:15 follow up U0GOV half")
	if err := b.SetState(t.Context(), assess.BySlack(boss), id, "", "The budget is back."); err != nil {
		t.Fatal(err)
	}
	if f = b.again(f.ID); f.Parts[0].Ask != target.TellRisk || !f.Parts[0].Settled {
		t.Errorf("the message says %+v", f.Parts[0])
	}
}

func TestNobodyAsksAnOwnerWhoIsGoneAndManagersHearOfIt(t *testing.T) {
	t.Parallel()
	b := newDesk(t)
	id := b.set(boss, gov, 2, "2027-09-30")
	b.at("2026-10-01 12:00")
	b.see(gov, assess.Person{Standing: assess.Gone})
	b.wantDue(id.Subject(), "now follow up U0BOSS gone U0GOV")
	f := b.follow(id.Subject(), boss, "gone U0GOV")
	b.follow(id.Subject(), second, "gone U0GOV")
	if _, ok, err := b.FollowUp(t.Context(), id.Subject(), gov, "start", b.clock.Now()); ok || err != nil {
		t.Errorf("who is gone was asked: %v", err)
	}
	if due := b.due(id.Subject()); strings.Contains(due, "follow up") {
		t.Errorf("due %q", due)
	}
	v, err := b.View(t.Context(), operator, id)
	if err != nil {
		t.Fatal(err)
	}
	terms := v.Terms
	terms.Owner = tec
	if err := b.Change(t.Context(), assess.BySlack(boss), id, v.Edition, terms, "Another team has it now.", ""); err != nil {
		t.Fatal(err)
	}
	b.wantDue(id.Subject(), "2026-10-02 09:00 follow up U0TEC start#1")
	if f = b.again(f.ID); !f.Parts[0].Settled {
		t.Error("with another owner it is not settled")
	}
}

func TestAFollowUpWaitsForTheOwnersReturnAndTheirZone(t *testing.T) {
	t.Parallel()
	b := newDesk(t)
	id := b.set(boss, gov, 2, "2027-09-30")
	b.see(gov, assess.Person{Zone: "America/New_York", Standing: assess.Member})
	b.wantDue(id.Subject(), "2026-10-02 14:00 follow up U0GOV start")
	b.see(gov, assess.Person{Zone: "Asia/Tokyo", Standing: assess.Member})
	b.wantDue(id.Subject(), "2026-10-02 01:00 follow up U0GOV start")
	if _, err := b.assess.Away(t.Context(), assess.BySlack(gov), time.Time{}, inLondon(t, "2026-10-12 00:00")); err != nil {
		t.Fatal(err)
	}
	b.at("2026-10-02 09:00")
	b.wantDue(id.Subject(), "2026-10-12 01:00 follow up U0GOV start")
	if _, ok, err := b.FollowUp(t.Context(), id.Subject(), gov, "start", b.clock.Now()); ok || err != nil {
		t.Errorf("who is away was asked: %v", err)
	}
	if _, err := b.assess.Away(t.Context(), assess.BySlack(gov), time.Time{}, time.Time{}); err != nil {
		t.Fatal(err)
	}
	b.wantDue(id.Subject(), "2026-10-09 09:00") // to look again
}

func TestWhatFellDueTogetherIsSaidOnce(t *testing.T) {
	t.Parallel()
	b := newDesk(t)
	id := b.set(gov, gov, 2, "2027-09-30")
	b.at("2027-09-16 09:00") // nothing ran since
	if err := b.Review(t.Context(), id, b.clock.Now()); err != nil {
		t.Fatal(err)
	}
	b.wantDue(id.Subject(), "now follow up U0GOV two-weeks")
	b.follow(id.Subject(), gov, "two-weeks")
	equal(t, []string{"U0GOV dropped step half", "U0GOV dropped step quarter", "U0GOV followed up two-weeks"}, b.steps(id.Subject()))
	if f := b.follow(id.Subject(), gov, "half"); f.ID != "U0GOV:2027-09-16" {
		t.Errorf("the dropped step brings %s", f.ID)
	}
}

func TestOfProcessesThatFollowUpAtOnceOneComposesAndAllHaveTheSame(t *testing.T) {
	t.Parallel()
	for name, database := range map[string]func(*testing.T) string{
		"postgres": func(t *testing.T) string { return pgtest.URL(t) },
		"sqlite":   func(t *testing.T) string { return "sqlite:" + filepath.Join(t.TempDir(), "cairn.db") },
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			db, err := store.Open(t.Context(), database(t))
			if err != nil {
				t.Fatal(err)
			}
			t.Cleanup(func() { _ = db.Close() })
			if _, err := db.Migrate(t.Context()); err != nil {
				t.Fatal(err)
			}
			b := deskOn(t, db, assesstest.Deaf{})
			subjects := []target.Subject{
				b.set(boss, gov, 2, "2027-09-30").Subject(), b.set(boss, gov, 3, "2027-06-30").Subject(),
				b.give(boss, gov, "2026-12-18").Subject(), b.give(boss, gov, "2026-12-17").Subject(),
			}
			now := b.at("2026-10-02 09:00")
			var all sync.WaitGroup
			start := make(chan struct{})
			for _, s := range slices.Concat(subjects, subjects, subjects) {
				step := "start"
				if _, ok := s.Action(); ok {
					step = "assigned"
				}
				all.Go(func() {
					<-start
					f, ok, err := b.FollowUp(t.Context(), s, gov, step, now)
					if err != nil || !ok || f.ID != "U0GOV:2026-10-02" || len(f.Parts) != len(subjects) {
						t.Errorf("%s: %v %v, %s of %d", s, ok, err, f.ID, len(f.Parts))
					}
				})
			}
			close(start)
			all.Wait()
		})
	}
}

func TestTheFirstMessageToSomebodyIntroducesCairnOnceWhateverItIsAbout(t *testing.T) {
	t.Parallel()
	b := newDesk(t)
	id := b.set(boss, gov, 2, "2027-09-30")
	b.at("2026-10-02 09:00")
	first := b.follow(id.Subject(), gov, "start")
	b.at("2026-10-07 09:00")
	second := b.follow(id.Subject(), gov, "remind1 start")
	if !first.First || second.First || !b.again(first.ID).First {
		t.Errorf("introduced by the first %t, by the second %t, by the first shown again %t", first.First, second.First, b.again(first.ID).First)
	}
	if _, err := b.assess.StartCycle(t.Context(), assess.BySlack(boss), north); err != nil {
		t.Fatal(err)
	}
	b.at("2026-10-08 09:00")
	for u, introduces := range map[assess.UserID]bool{gov: false, tec: true} {
		q := assess.QuestionnaireID("north-2026/governance")
		if u == tec {
			q = "north-2026/technical-controls"
		}
		card, ok, err := b.assess.Begin(t.Context(), q, u, assess.StepAsk, b.clock.Now())
		if err != nil || !ok || card.First != introduces {
			t.Errorf("the card of %s introduces Cairn: %t %t %v, want %t", u, card.First, ok, err, introduces)
		}
	}
	other := b.set(boss, tec, 3, "2027-09-30")
	b.at("2026-10-09 09:00")
	if f := b.follow(other.Subject(), tec, "start"); f.First {
		t.Error("who had a card is introduced to Cairn again")
	}
}
