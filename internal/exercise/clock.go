package exercise

import (
	"time"
)

// The time of an exercise runs from its start to its end and stands still in pauses. It is read off the ledger alone: what
// was written later happened later, whatever clocks the instants were read from, so that it never runs backwards.

// clock is the stretches of time in which a run was played, in order.
type clock []stretch

// stretch is a time without a pause. It has no end while it lasts.
type stretch struct{ from, to time.Time }

// pause is a stretch in which a run stood still. It has no end while it lasts.
type pause struct {
	from, to time.Time
	note     string
}

// clockOf reads when a run was played off its ledger.
func clockOf(events []Event) clock {
	var c clock
	var last time.Time
	for _, e := range events {
		if e.Kind == WasDelivered || c == nil && e.Kind != WasStarted {
			continue // an instant of Slack's clock, or one before the start
		}
		last = latest(last, e.At)
		switch open := len(c) > 0 && c[len(c)-1].to.IsZero(); {
		case !open && (e.Kind == WasStarted || e.Kind == WasResumed):
			c = append(c, stretch{from: last})
		case open && (e.Kind == WasPaused || e.Kind == WasEnded):
			c[len(c)-1].to = last
		}
		if e.Kind == WasEnded {
			return c
		}
	}
	return c
}

// elapsed is the exercise time at an instant.
func (c clock) elapsed(at time.Time) time.Duration {
	var sum time.Duration
	for _, s := range c {
		to := at
		if !s.to.IsZero() && s.to.Before(at) {
			to = s.to
		}
		sum += max(0, to.Sub(s.from))
	}
	return sum
}

// instant is the first instant at which so much time had been played, or will have been if nobody pauses; false where the
// clock stands before that.
func (c clock) instant(played time.Duration) (time.Time, bool) {
	played = max(0, played)
	for _, s := range c {
		if s.to.IsZero() || s.to.Sub(s.from) >= played {
			return s.from.Add(played), true
		}
		played -= s.to.Sub(s.from)
	}
	return time.Time{}, false
}

// elapsed is the exercise time at an instant: from the start on, pauses not counted, up to the end.
func (r *record) elapsed(at time.Time) time.Duration { return clockOf(r.events).elapsed(at) }

// length is how much exercise time the run has, with its extensions.
func (r *record) length() time.Duration {
	length := r.Length
	for _, e := range r.events {
		if e.Kind == WasExtended {
			length += minutes(e.Minutes)
		}
	}
	return length
}

// pauses lists when the run stood still, oldest first.
func (r *record) pauses() []pause {
	var all []pause
	for _, e := range r.events {
		switch n := len(all); {
		case e.Kind == WasPaused:
			all = append(all, pause{from: e.At, note: e.Note})
		case n > 0 && all[n-1].to.IsZero() && (e.Kind == WasResumed || e.Kind == WasEnded):
			all[n-1].to = latest(e.At, all[n-1].from)
		}
	}
	return all
}

func latest(a, b time.Time) time.Time {
	if b.After(a) {
		return b
	}
	return a
}
