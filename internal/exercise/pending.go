package exercise

import (
	"cmp"
	"slices"
	"time"
)

// Course is what happened in a run so far, in exercise time: from the start, pauses not counted.
type Course struct {
	Delivered map[string]time.Duration // by inject
	Skipped   map[string]bool          // injects that will not be delivered
	Decisions []Taken                  // in the order in which they were logged
}

// Taken is a decision that was logged on an inject. The choice is empty when it was another than those offered.
type Taken struct {
	Inject, Choice string
	At             time.Duration
}

// Turn is an inject with the time at which it is to be delivered.
type Turn struct {
	Inject *Inject
	At     time.Duration
}

// Pending returns what is to be delivered as things stand, the soonest first: injects that were neither delivered nor
// skipped and whose time is known. What still waits for a decision is left out; what comes for want of one is listed
// until somebody decides. Only what is due before the end of the run is ever delivered, which is the caller's to hold,
// because a run can be extended.
func (s *Scenario) Pending(c Course) []Turn {
	var turns []Turn
	for i := range s.Injects {
		in := &s.Injects[i]
		if _, delivered := c.Delivered[in.ID]; delivered || c.Skipped[in.ID] {
			continue
		}
		if at, known := s.due(in, c); known {
			turns = append(turns, Turn{Inject: in, At: at})
		}
	}
	slices.SortStableFunc(turns, func(a, b Turn) int { return cmp.Compare(a.At, b.At) })
	return turns
}

// due returns when an inject is to be delivered, if that can be said yet.
func (s *Scenario) due(in *Inject, c Course) (time.Duration, bool) {
	if in.When == nil {
		return minutes(*in.At), true
	}
	w, wait := in.When, minutes(in.When.After)
	switch {
	case w.Choice != "":
		of, _, ok := s.Choice(w.Choice)
		if !ok {
			return 0, false
		}
		first, ok := c.first(of.ID, func(t Taken) bool { return t.Choice != "" })
		return first.At + wait, ok && first.Choice == w.Choice
	case w.Decided != "":
		first, ok := c.first(w.Decided, func(Taken) bool { return true })
		return first.At + wait, ok
	case w.Undecided != "":
		at, delivered := c.Delivered[w.Undecided]
		first, decided := c.first(w.Undecided, func(Taken) bool { return true })
		return at + wait, delivered && (!decided || first.At >= at+wait)
	case w.Delivered != "":
		at, delivered := c.Delivered[w.Delivered]
		return at + wait, delivered
	default:
		at, delivered := c.Delivered[w.Undelivered]
		return minutes(w.By), !delivered || at > minutes(w.By)
	}
}

// first returns the first decision on an inject that is of the kind asked for.
func (c Course) first(inject string, is func(Taken) bool) (Taken, bool) {
	i := slices.IndexFunc(c.Decisions, func(t Taken) bool { return t.Inject == inject && is(t) })
	if i < 0 {
		return Taken{}, false
	}
	return c.Decisions[i], true
}

func minutes(n int) time.Duration { return time.Duration(n) * time.Minute }
