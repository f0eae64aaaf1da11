package exercise

import "time"

// elapsed is the exercise time at an instant: from the start on, pauses not counted, up to the end.
func (r *record) elapsed(at time.Time) time.Duration {
	if r.StartedAt.IsZero() || at.Before(r.StartedAt) {
		return 0
	}
	if !r.EndedAt.IsZero() && at.After(r.EndedAt) {
		at = r.EndedAt
	}
	var paused time.Duration
	var since time.Time
	for _, e := range r.events {
		switch {
		case e.At.After(at):
		case e.Kind == WasPaused:
			since = e.At
		case e.Kind == WasResumed && !since.IsZero():
			paused += e.At.Sub(since)
			since = time.Time{}
		}
	}
	if !since.IsZero() {
		paused += at.Sub(since)
	}
	return at.Sub(r.StartedAt) - paused
}

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
