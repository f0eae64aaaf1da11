package assess_test

import (
	"slices"
	"testing"
	"time"

	"cairn/internal/assess"
)

func (b *bench) revive() []string {
	b.t.Helper()
	if err := b.Wait(b.t.Context()); err != nil {
		b.t.Fatal(err)
	}
	before := len(b.processes.all())
	if err := b.Revive(b.t.Context()); err != nil {
		b.t.Fatal(err)
	}
	if err := b.Wait(b.t.Context()); err != nil {
		b.t.Fatal(err)
	}
	return b.processes.all()[before:]
}

func TestReviveStartsTheProcessesOfOpenAndLatelyClosedCycles(t *testing.T) {
	t.Parallel()
	b := newBench(t)
	c := b.start()
	if got := b.revive(); !slices.Contains(got, "start "+string(c.ID)) || !slices.Contains(got, "schedule north from 2027-01-01T09:00:00Z") {
		t.Errorf("with an open cycle it told %v", got)
	}
	if _, err := b.CloseCycle(t.Context(), assess.BySlack(boss), north); err != nil {
		t.Fatal(err)
	}
	if got := b.revive(); !slices.Contains(got, "start "+string(c.ID)) {
		t.Errorf("with a cycle closed just now it told %v: its digest may be missing", got)
	}
	b.clock.Add(49 * time.Hour)
	if got := b.revive(); slices.Contains(got, "start "+string(c.ID)) {
		t.Errorf("two days after the close it told %v", got)
	}
}

func TestReviveMakesUpForAMissedOpeningWithinAWeek(t *testing.T) {
	t.Parallel()
	for late, want := range map[time.Duration]bool{
		5 * time.Minute: false, time.Hour: true, 6 * 24 * time.Hour: true, 8 * 24 * time.Hour: false,
	} {
		b := newBench(t)                                                   // applied on 1 October at 09:00, which is not after an opening
		b.clock.Set(time.Date(2027, 1, 1, 9, 0, 0, 0, time.UTC).Add(late)) // a Friday, and no holidays are kept
		if opened := slices.Contains(b.revive(), "start north-2027-q1"); opened != want {
			t.Errorf("%s late: opened %v, want %v", late, opened, want)
		}
	}
}

func TestReviveDoesNotOpenACycleForAProgrammeAppliedAfterTheOpening(t *testing.T) {
	t.Parallel()
	b := newBench(t)
	b.clock.Set(b.clock.Now().Add(3 * time.Hour)) // the opening of 1 October, 09:00, was when the programme was applied
	if got := b.revive(); slices.ContainsFunc(got, func(what string) bool { return what[:5] == "start" }) {
		t.Errorf("it told %v", got)
	}
}
