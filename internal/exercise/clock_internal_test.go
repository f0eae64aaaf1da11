package exercise

import (
	"slices"
	"testing"
	"time"

	"pgregory.net/rapid"
)

// TestExerciseTimeNeverRunsBackwards has people and processes write to a ledger whose clocks differ. Time goes on with the
// ledger, stands still in pauses, and what had been played stays played.
func TestExerciseTimeNeverRunsBackwards(t *testing.T) {
	t.Parallel()
	start := time.Date(2026, 10, 1, 9, 0, 0, 0, time.UTC)
	rapid.Check(t, func(t *rapid.T) {
		kinds := []EventKind{WasPaused, WasResumed, WasReleased, WasDecided, WasEnded}
		events := []Event{{At: start, Kind: WasStarted}}
		last, now := start, start
		for range rapid.IntRange(0, 12).Draw(t, "events") {
			now = now.Add(time.Duration(rapid.IntRange(0, 600).Draw(t, "later")) * time.Second)
			skewed := now.Add(time.Duration(rapid.IntRange(-120, 120).Draw(t, "skew")) * time.Second)
			had := clockOf(events).elapsed(last)
			events = append(events, Event{At: skewed, Kind: rapid.SampledFrom(kinds).Draw(t, "kind")})
			c := clockOf(events)
			if got := c.elapsed(last); got != had {
				t.Fatalf("%v had been played at %v, and then %v", had, last, got)
			}
			if last = latest(last, skewed); c.elapsed(last) < had {
				t.Fatalf("time ran back from %v to %v", had, c.elapsed(last))
			}
			at := start.Add(time.Duration(rapid.IntRange(0, 7200).Draw(t, "at")) * time.Second)
			if was, is := c.elapsed(at), c.elapsed(at.Add(time.Second)); is < was || is > was+time.Second {
				t.Fatalf("from %v to %v within a second", was, is)
			}
			if when, ok := c.instant(c.elapsed(at)); !ok || c.elapsed(when) != c.elapsed(at) || when.After(latest(at, start)) {
				t.Fatalf("%v is reached at %v, which is %v (%t)", c.elapsed(at), when, c.elapsed(when), ok)
			}
		}
		if i := slices.IndexFunc(events, func(e Event) bool { return e.Kind == WasEnded }); i >= 0 {
			if a, b := clockOf(events), clockOf(events[:i+1]); !slices.Equal(a, b) {
				t.Fatalf("after the end it went on: %v, %v", a, b)
			}
		}
	})
}
