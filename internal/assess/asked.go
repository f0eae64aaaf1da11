package assess

import (
	"slices"
	"time"
)

// promised is the newest instant at which the person said they would answer; the zero time for none.
func promised(records []Asking, u UserID) time.Time {
	for _, a := range slices.Backward(records) {
		if a.Kind == WasPromised && a.Person == u {
			return a.Until
		}
	}
	return time.Time{}
}

// kept makes the record that somebody who answers now does so by the instant they promised; false when they promised
// nothing, or later than that.
func kept(f Form, records []Asking, by Actor, now time.Time) (Asking, bool) {
	until := promised(records, by.User)
	if until.IsZero() || now.After(until) {
		return Asking{}, false
	}
	return Asking{
		At: now, By: by, Kind: WasKept, Programme: f.Programme.ID, Questionnaire: f.Questionnaire.ID, Person: by.User, Until: until,
	}, true
}

// FirstContact is the record of the first message that Cairn wrote to a person, by all their records, oldest first; nil while
// there is none. That message introduces Cairn, whatever it is about.
func FirstContact(log []Asking) *Asking {
	for i, a := range log {
		if a.contacts() || a.hands() || a.Kind == WasEscalated {
			return &log[i]
		}
	}
	return nil
}

// introduces reports whether the cycle is what Cairn first wrote to a person about, by all their records.
func introduces(log []Asking, id CycleID) bool {
	first := FirstContact(log)
	return first == nil || first.Questionnaire != "" && first.Questionnaire.Cycle() == id
}
