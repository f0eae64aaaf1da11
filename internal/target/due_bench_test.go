package target_test

import (
	"fmt"
	"testing"

	"cairn/internal/assess"
	"cairn/internal/target"
)

// Five years are the longest that a target may take; what it costs to look grows with its days.
func BenchmarkDue(b *testing.B) {
	for _, due := range []string{"2027-09-30", "2031-09-30"} {
		b.Run(fmt.Sprint("until ", due), func(b *testing.B) {
			d := newDesk(b)
			id := d.set(boss, gov, 2, due)
			for b.Loop() {
				if _, err := d.Due(b.Context(), id.Subject(), d.clock.Now()); err != nil {
					b.Fatal(err)
				}
			}
		})
	}
}

// A manager's message is made of all that is open in the programme.
func BenchmarkFollowUpOfAManagerWithTwoHundredActions(b *testing.B) {
	d := newDesk(b)
	var last target.ActionID
	for range 200 {
		last = d.give(boss, gov, "2026-10-01")
	}
	d.at("2026-10-08 09:00")
	f := d.follow(last.Subject(), second, "late")
	if len(f.Parts) != 200 {
		b.Fatalf("%d parts", len(f.Parts))
	}
	for b.Loop() {
		if _, ok, err := d.FollowUpAgain(b.Context(), assess.NudgeID(f.ID)); err != nil || !ok {
			b.Fatal(err)
		}
	}
}
