package target

import (
	"time"

	"cairn/internal/assess"
	"cairn/internal/calendar"
)

// What an owner who says nothing is still asked, however often others change the day.
const (
	patience       = 4 // messages about a target without a word back: from the last of them on they come seldom. Once managers heard of the silence they do anyway
	patienceAction = 7 // the same about an action: all of its ladder
	seldomMonths   = 1 // that lie between two of those that come seldom, at least
	seldomMost     = 6 // that come seldom; then none comes
)

// Silence is for how long, and to how many messages, the owner of a target or an action has said nothing.
type Silence struct {
	Since  time.Time // when the first of the messages went out; zero while none waits for a word
	Asked  int       // messages since
	Seldom bool      // there is at most one a month now
	Over   bool      // there is none any more, until they say something or somebody else gets it

	last   time.Time // when the last message went out
	seldom int       // messages since they come seldom
}

// silenceOf reads from a ledger how long an owner has been silent. What others do to a target, such as moving its day, is no
// word of the owner: it would start all reminders anew, each time. Patience is how many messages go out before they come seldom.
func silenceOf(owner assess.UserID, events []Event, patience int) Silence {
	var s Silence
	for _, e := range events {
		switch {
		case e.heardFrom(owner):
			s = Silence{}
		case e.Kind != WasFollowedUp:
		case e.Person == owner:
			if s.Asked++; s.Asked == 1 {
				s.Since = e.At
			}
			if s.Seldom {
				s.seldom++
			}
			s.last = e.At
		case kindOf(e.Step) == stepSilent && s.Asked > 0:
			s.Seldom = true
		}
		s.Seldom = s.Seldom || s.Asked >= patience
	}
	s.Over = s.seldom >= seldomMost
	return s
}

// heardFrom reports whether an event is a word of the owner, or was entered in their place, or made them the owner.
func (e Event) heardFrom(owner assess.UserID) bool {
	switch e.Kind {
	case WasCheckedIn, WasBegun, WasNoted, WasDone:
		return true
	case WasChanged:
		if e.owned() {
			return true
		}
	}
	return e.By.User == owner && !e.By.Operator()
}

func (c course) silence() Silence {
	if c.target != nil {
		return silenceOf(c.owner(), c.events, patience)
	}
	return silenceOf(c.owner(), c.events, patienceAction)
}

// spaced puts off what is to be said to a silent owner until it may be said. Of what falls due together the newest is said.
func (s Silence) spaced(rungs []rung, cal *calendar.Calendar) []rung {
	switch {
	case s.Over:
		return nil
	case !s.Seldom:
		return rungs
	}
	first := opens(cal, cal.Next(s.last.AddDate(0, seldomMonths, 0)))
	for i := range rungs {
		rungs[i].at = later(rungs[i].at, first)
	}
	return rungs
}
