package assess_test

import (
	"slices"
	"testing"
	"time"

	"cairn/internal/assess"
	"cairn/internal/errs"
)

func at(t *testing.T, text string) time.Time {
	t.Helper()
	instant, err := time.Parse("2006-01-02 15:04 MST", text)
	if err != nil {
		t.Fatal(err)
	}
	return instant
}

// A cycle that opens on Thursday 1 October 2026 is due on the 15th and closes three working days later.
func TestAManagerGivesAnOwnerMoreTime(t *testing.T) {
	t.Parallel()
	b := newBench(t)
	b.know(assess.Person{ID: gov, Zone: "America/New_York"})
	c := b.start()
	q := id(c, "governance")
	extend := func(by assess.UserID, until, reason string) (time.Time, error) {
		return b.Extend(t.Context(), assess.BySlack(by), q, at(t, until), reason)
	}
	_, err := extend(gov, "2026-10-22 12:00 UTC", because)
	wantCode(t, err, errs.Forbidden, "<@U0BOSS>")
	for until, reason := range map[string]string{"2026-10-22 12:00 UTC": "short", "2026-09-30 12:00 UTC": because} {
		if _, err := extend(boss, until, reason); !errs.Is(err, errs.Invalid) || len(errs.Fields(err)) != 1 {
			t.Errorf("until %s because %q: %v", until, reason, err)
		}
	}
	_, err = extend(boss, "2026-10-09 12:00 UTC", because)
	wantCode(t, err, errs.Invalid, "Choose a later day")
	_, err = extend(boss, "2027-02-01 12:00 UTC", because)
	wantCode(t, err, errs.Invalid, "60 working days")

	due, err := extend(boss, "2026-10-24 12:00 UTC", because) // a Saturday
	if want := at(t, "2026-10-26 21:30 UTC"); err != nil || !due.Equal(want) {
		t.Fatalf("due %s %v, want the end of Monday in New York, %s", due, err, want)
	}
	f := b.read(q)
	if f.Questionnaire.Extended != 1 || !f.Questionnaire.DueAt.Equal(due) || !f.Cycle.DueAt.Equal(c.DueAt) {
		t.Errorf("questionnaire %+v, cycle due %s", f.Questionnaire, f.Cycle.DueAt)
	}
	if want := at(t, "2026-10-29 17:30 UTC"); f.Cycle.ClosesAt.Before(want) {
		t.Errorf("the cycle closes %s, before its grace of three working days is over, %s", f.Cycle.ClosesAt, want)
	}
	if got := b.form(c, "technical-controls").Questionnaire; got.Extended != 0 {
		t.Errorf("another owner was given more time: %+v", got)
	}
	if !slices.Equal(b.ledger(q), []string{"extended ->U0GOV"}) || !slices.Contains(b.entries(), "slack cycle.extended north-2026-q4") {
		t.Errorf("ledger %v, journal %v", b.ledger(q), b.entries())
	}
	if _, err := b.submit(gov, c, "governance", "2", 0); err != nil {
		t.Fatal(err)
	}
	_, err = extend(boss, "2026-11-02 12:00 UTC", because)
	wantCode(t, err, errs.Conflict, "no more time")
	b.close()
	_, err = extend(boss, "2026-11-02 12:00 UTC", because)
	wantCode(t, err, errs.Closed, "closed")
}

func TestAManagerGivesAllWhoHaveNotAnsweredMoreTime(t *testing.T) {
	t.Parallel()
	b := newBench(t)
	c := b.start()
	if _, err := b.submit(gov, c, "governance", "2", 0); err != nil {
		t.Fatal(err)
	}
	later, soon := at(t, "2026-11-03 12:00 UTC"), at(t, "2026-10-20 12:00 UTC")
	if _, err := b.Extend(t.Context(), assess.BySlack(boss), id(c, "technical-controls"), later, because); err != nil {
		t.Fatal(err)
	}
	due, err := b.ExtendAll(t.Context(), assess.BySlack(boss), c.ID, soon, because)
	if want := at(t, "2026-10-20 16:30 UTC"); err != nil || !due.Equal(want) {
		t.Errorf("due %s %v, want %s", due, err, want)
	}
	for category, extended := range map[string]int{"governance": 0, "technical-controls": 1, "monitoring-detection": 1, "workforce-culture": 1} {
		if got := b.form(c, category).Questionnaire; got.Extended != extended {
			t.Errorf("%s was extended %d times, want %d", category, got.Extended, extended)
		}
	}
	if got := b.form(c, "technical-controls").Questionnaire.DueAt; !got.After(later) {
		t.Errorf("who had more time already has less: %s", got)
	}
	_, err = b.ExtendAll(t.Context(), assess.BySlack(boss), c.ID, soon, because)
	wantCode(t, err, errs.NotFound, "nobody was given more time")
}
