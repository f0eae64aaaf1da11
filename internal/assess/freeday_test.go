package assess_test

import (
	"slices"
	"testing"
	"time"

	"cairn/internal/assess"
)

// freeDay is the first instant from now on at which somebody may be followed up, in London; "" for none.
func (b *bench) freeDay(u assess.UserID) (local string) {
	b.t.Helper()
	err := b.store.View(b.t.Context(), func(tx assess.Tx) error {
		p, err := tx.Programme(b.t.Context(), north)
		if err != nil {
			return err
		}
		who, err := tx.Person(b.t.Context(), u)
		if err != nil {
			return err
		}
		at, err := b.FreeDay(b.t.Context(), tx, p, who, b.clock.Now())
		if !at.IsZero() {
			london, _ := time.LoadLocation("Europe/London")
			local = at.In(london).Format("2006-01-02 15:04")
		}
		return err
	})
	if err != nil {
		b.t.Fatal(err)
	}
	return local
}

func (b *bench) wantFree(u assess.UserID, want string) {
	b.t.Helper()
	if got := b.freeDay(u); got != want {
		b.t.Errorf("at %s %s may be followed up at %q, want %q", b.clock.Now().UTC().Format("2006-01-02 15:04"), u, got, want)
	}
}

// followUp records that somebody was followed up now.
func (b *bench) followUp(u assess.UserID) {
	b.t.Helper()
	err := b.store.Update(b.t.Context(), func(tx assess.Tx) error {
		_, err := tx.AddAsking(b.t.Context(), assess.Asking{
			At: b.clock.Now(), By: assess.Actor{Source: assess.FromSchedule}, Kind: assess.WasFollowedUp, Programme: north, Person: u,
			Nudge: assess.NudgeID(string(u) + ":" + b.clock.Now().Format(time.DateOnly)),
		})
		return err
	})
	if err != nil {
		b.t.Fatal(err)
	}
}

func TestAFollowUpWaitsForADayWithoutQuestionnaires(t *testing.T) {
	t.Parallel()
	b := newBench(t)
	b.at("2026-10-03 10:00") // a Saturday
	b.wantFree("U0TEC", "2026-10-05 09:00")
	b.at("2026-10-05 10:00")
	b.wantFree("U0TEC", "2026-10-05 10:00")
	q := id(b.start(), "technical-controls")
	b.wantFree("U0TEC", "2026-10-06 09:00") // the card comes today
	b.ask(q, "U0TEC")
	b.wantFree("U0TEC", "2026-10-06 09:00")
	b.at("2026-10-12 09:00")
	b.wantFree("U0TEC", "2026-10-13 09:00") // half time is this afternoon
	b.at("2026-10-12 14:00")
	b.remind(q, "U0TEC", "half-time")
	b.wantFree("U0TEC", "2026-10-13 09:00")
	b.at("2026-10-15 12:00") // two days before it is due; the reminder is late
	b.wantFree("U0TEC", "2026-10-16 09:00")
	b.wantFree(boss, "2026-10-15 12:00")
}

func TestAFollowUpWaitsForTheDayAfterACycleIsToOpen(t *testing.T) {
	t.Parallel()
	b := newBench(t)
	b.at("2027-04-01 08:30") // the quarter's first working morning
	b.wantFree("U0TEC", "2027-04-02 09:00")
	b.wantFree(boss, "2027-04-01 09:00")
}

func TestAManagerIsToldOfWhatIsOverdueBeforeTheyAreFollowedUp(t *testing.T) {
	t.Parallel()
	b := newBench(t)
	c := b.start()
	b.at("2026-10-20 09:00")
	b.wantFree(boss, "2026-10-20 09:00")
	b.at("2026-10-21 08:00")
	b.wantFree(boss, "2026-10-22 09:00") // they are told at nine
	b.at("2026-10-21 09:00")
	if _, ok, err := b.Escalation(t.Context(), id(c, "governance"), boss, assess.StepEscalateManager, b.clock.Now()); !ok || err != nil {
		t.Fatal(ok, err)
	}
	b.wantFree(boss, "2026-10-22 09:00")
	b.at("2026-10-22 09:00")
	b.wantFree(boss, "2026-10-22 09:00") // further ones come into the same message
}

func TestADeputyIsOfferedAnAbsenceBeforeTheyAreFollowedUp(t *testing.T) {
	t.Parallel()
	b := newBench(t)
	q := id(b.start(), "governance")
	b.ask(q, gov)
	b.at("2026-10-05 10:00")
	b.wantFree(deputy, "2026-10-05 10:00")
	if _, err := b.Away(t.Context(), assess.BySlack(gov), time.Time{}, b.clock.Now().AddDate(0, 0, 7)); err != nil {
		t.Fatal(err)
	}
	b.wantFree(deputy, "2026-10-06 09:00")
	b.wantFree(gov, "2026-10-12 10:00")
}

func TestNobodyIsFollowedUpWhileAway(t *testing.T) {
	t.Parallel()
	b := newBench(t)
	b.at("2026-10-05 10:00")
	if _, err := b.Away(t.Context(), assess.BySlack(boss), time.Time{}, time.Time{}); err != nil {
		t.Fatal(err)
	}
	b.wantFree(boss, "")
	see := func(status assess.SlackStatus) {
		t.Helper()
		if err := b.Saw(t.Context(), assess.Person{ID: "U0TEC", Status: status}); err != nil {
			t.Fatal(err)
		}
	}
	see(assess.SlackStatus{Emoji: ":palm_tree:", Until: b.clock.Now().AddDate(0, 0, 1)})
	b.wantFree("U0TEC", "2026-10-06 10:00")
	see(assess.SlackStatus{Emoji: ":palm_tree:"})
	b.wantFree("U0TEC", "2026-11-02 09:00") // a status that nobody clears
	see(assess.SlackStatus{Emoji: ":house:"})
	b.wantFree("U0TEC", "2026-10-05 10:00")
}

func TestAQuestionnairesMessagesKeepClearOfAFollowUp(t *testing.T) {
	t.Parallel()
	b := newBench(t)
	b.at("2026-10-01 09:00")
	b.followUp("U0TEC")
	b.followUp(boss)
	b.wantFree("U0TEC", "2026-10-02 09:00")
	c := b.start()
	q := id(c, "technical-controls")
	b.wantDue(q, "2026-10-02 08:00 ask U0TEC ask")
	if _, ok, err := b.Begin(t.Context(), q, "U0TEC", assess.StepAsk, b.clock.Now()); ok || err != nil {
		t.Errorf("the card came on the day of a follow-up: %v", err)
	}
	b.at("2026-10-02 09:00")
	b.ask(q, "U0TEC")
	b.at("2026-10-08 09:00")
	b.followUp("U0TEC")
	b.at("2026-10-08 13:15")
	b.wantDue(q, "2026-10-09 08:00 remind U0TEC half-time")
	if _, ok, err := b.Remind(t.Context(), q, "U0TEC", "half-time", b.clock.Now()); ok || err != nil {
		t.Errorf("a reminder came on the day of a follow-up: %v", err)
	}
	b.at("2026-10-21 08:30")
	b.followUp(boss)
	b.at("2026-10-21 09:00")
	if _, ok, err := b.Escalation(t.Context(), q, boss, assess.StepEscalateManager, b.clock.Now()); ok || err != nil {
		t.Errorf("a manager was told on the day of a follow-up: %v", err)
	}
	b.at("2026-10-22 09:00")
	if _, ok, err := b.Escalation(t.Context(), q, boss, assess.StepEscalateManager, b.clock.Now()); !ok || err != nil {
		t.Errorf("and not on the next: %v", err)
	}
}

// takeDay has a word take somebody's day now.
func (b *bench) takeDay(u assess.UserID, waits func(time.Time) bool, message assess.NudgeID) (taken bool) {
	b.t.Helper()
	err := b.store.Update(b.t.Context(), func(tx assess.Tx) error {
		p, err := tx.Programme(b.t.Context(), north)
		if err != nil {
			return err
		}
		taken, err = b.TakeDay(b.t.Context(), tx, assess.Word{Programme: p, To: u, At: b.clock.Now(), Waits: waits, Message: message})
		return err
	})
	if err != nil {
		b.t.Fatal(err)
	}
	return taken
}

func TestADayIsTakenOnceByWhatCanWaitAndAlwaysByWhatCannot(t *testing.T) {
	t.Parallel()
	b := newBench(t)
	b.at("2026-10-05 10:00")
	var offered []string
	until := func(last string) func(time.Time) bool {
		return func(free time.Time) bool {
			offered = append(offered, free.UTC().Format(time.DateOnly))
			return offered[len(offered)-1] <= last
		}
	}
	for _, w := range []struct {
		message assess.NudgeID
		waits   func(time.Time) bool
		want    bool
	}{
		{"first", until("2026-10-06"), true},
		{"patient", assess.HoweverLong, false},
		{"has time until tomorrow", until("2026-10-06"), false},
		{"has none until tomorrow", until("2026-10-05"), true},
		{"now or never", nil, true},
	} {
		if taken := b.takeDay("U0TEC", w.waits, w.message); taken != w.want {
			t.Errorf("%s: the day was taken: %t", w.message, taken)
		}
	}
	if len(offered) != 2 || offered[0] != "2026-10-06" || offered[1] != "2026-10-06" {
		t.Errorf("the next free day was asked for with %v", offered)
	}
	b.wantFree("U0TEC", "2026-10-06 09:00")
	if _, err := b.Away(t.Context(), assess.BySlack(boss), time.Time{}, time.Time{}); err != nil {
		t.Fatal(err)
	}
	if b.takeDay(boss, assess.HoweverLong, "away") {
		t.Error("somebody who is away without an end was followed up")
	}
	var took []assess.NudgeID
	if err := b.store.View(t.Context(), func(tx assess.Tx) error {
		log, err := tx.AskingsOf(t.Context(), "U0TEC", time.Time{})
		for _, a := range log {
			if a.Kind != assess.WasFollowedUp || !a.At.Equal(b.clock.Now()) || a.Programme != north || a.By.Source != assess.FromSchedule {
				t.Errorf("it is recorded as %+v", a)
			}
			took = append(took, a.Nudge)
		}
		return err
	}); err != nil {
		t.Fatal(err)
	}
	if want := []assess.NudgeID{"first", "has none until tomorrow", "now or never"}; !slices.Equal(took, want) {
		t.Errorf("the day was taken by %v, want %v", took, want)
	}
}
