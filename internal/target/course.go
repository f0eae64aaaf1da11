package target

import (
	"slices"
	"time"

	"cairn/internal/assess"
	"cairn/internal/calendar"
)

// course is a target or an action with all that decides who is asked or told about it, and when.
type course struct {
	subject   Subject
	programme assess.Programme
	target    *Target // of a target
	action    *Action // of an action
	events    []Event // oldest first
	people    map[assess.UserID]assess.Person
	calendars map[assess.UserID]*calendar.Calendar
}

// rung is a step of somebody's ladder with the instant from which it falls due.
type rung struct {
	step string
	at   time.Time
}

func (c course) owner() assess.UserID {
	if c.target != nil {
		return c.target.Owner
	}
	return c.action.Owner
}

func (c course) open() bool {
	if c.target != nil {
		return c.target.Open()
	}
	return c.action.Open()
}

// due is the last day of what it is about.
func (c course) due() calendar.Date {
	if c.target != nil {
		return c.target.Due
	}
	return c.action.Due
}

// dueAt is the instant at which it is due, in its owner's calendar.
func (c course) dueAt() time.Time {
	if c.target != nil {
		return c.target.dueAt(c.events, c.calendars[c.owner()])
	}
	return c.action.dueAt(c.events, c.calendars[c.owner()])
}

func (c course) person(u assess.UserID) assess.Person {
	if who, ok := c.people[u]; ok {
		return who
	}
	return assess.Person{ID: u}
}

// told lists whom a course may have something to say to: its owner, then the managers, who are not told about themselves.
func (c course) told() []assess.UserID {
	all := []assess.UserID{c.owner()}
	for _, u := range c.programme.Managers {
		if !slices.Contains(all, u) {
			all = append(all, u)
		}
	}
	return slices.DeleteFunc(all, func(u assess.UserID) bool { return !c.person(u).MayBeAsked() })
}

// term is the time that the present day and owner give.
type term struct {
	since time.Time
	by    assess.Actor // who set it
	times int          // how often there was another before
}

// term finds when and by whom it was last said what is to be done, by when and by whom.
func (c course) term() term {
	var t term
	if c.target != nil {
		t = term{since: c.target.SetAt, by: c.target.SetBy}
	} else {
		t = term{since: c.action.SetAt, by: c.action.SetBy}
	}
	for _, e := range c.events {
		if e.Kind == WasReopened || e.Kind == WasChanged && e.moves() {
			t = term{since: e.At, by: e.By, times: t.times + 1}
		}
	}
	return t
}

// moves reports whether a change is of the level, the day or the owner.
func (e Event) moves() bool {
	switch {
	case e.Was != nil && e.Is != nil:
		return e.Was.Level != e.Is.Level || e.Was.Due != e.Is.Due || e.Was.Owner != e.Is.Owner
	case e.WasW != nil && e.IsW != nil:
		return e.WasW.Due != e.IsW.Due || e.WasW.Owner != e.IsW.Owner
	default:
		return false
	}
}

// rungs lists what is left of a person's ladder, in the order in which it falls due. A step that was taken or dropped is not
// in it, nor is one that has become pointless.
func (c course) rungs(u assess.UserID) []rung {
	if !c.open() || !c.person(u).MayBeAsked() {
		return nil
	}
	var all []rung
	switch {
	case u == c.owner() && c.target != nil:
		all = c.targetOwner()
	case u == c.owner():
		all = c.actionOwner()
	case !c.programme.IsManager(u):
		return nil
	case c.target != nil:
		all = c.targetManager(u)
	default:
		all = c.actionManager(u)
	}
	all = slices.DeleteFunc(all, func(r rung) bool { return c.taken(u, r.step) != nil })
	slices.SortStableFunc(all, func(a, b rung) int { return a.at.Compare(b.at) })
	if u == c.owner() {
		return c.silence().spaced(all, c.calendars[u])
	}
	return all
}

// taken is the record that a step was taken or dropped for a person; nil while it was not.
func (c course) taken(u assess.UserID, step string) *Event {
	for i, e := range c.events {
		if e.Person == u && e.Step == step && (e.Kind == WasFollowedUp || e.Kind == WasDropped) {
			return &c.events[i]
		}
	}
	return nil
}

// dueBy lists those of the rungs that fall due by the end of the day of t.
func dueBy(rungs []rung, cal *calendar.Calendar, t time.Time) []rung {
	today, n := cal.Date(t), 0
	for n < len(rungs) && !today.Before(cal.Date(rungs[n].at)) {
		n++
	}
	return rungs[:n]
}

// opens is the start of work on the day of t.
func opens(cal *calendar.Calendar, t time.Time) time.Time {
	return cal.At(cal.Date(t), cal.Hours().Start)
}

// nextMorning is the start of the next working day after that of t.
func nextMorning(cal *calendar.Calendar, t time.Time) time.Time {
	return opens(cal, cal.AddWorkingDays(t, 1))
}

func later(a, b time.Time) time.Time {
	if b.After(a) {
		return b
	}
	return a
}
