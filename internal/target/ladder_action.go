package target

import (
	"fmt"
	"time"

	"cairn/internal/assess"
	"cairn/internal/calendar"
)

const (
	longAction = 20 // working days; a longer one is announced two weeks before it is due
	lateAfter  = 5  // working days after which managers hear that it is overdue
)

var overdueAfter = []int{2, 7, 17} // working days after which the owner is reminded

// dueAt is the instant at which an action is due in its owner's calendar.
func (a Action) dueAt(events []Event, cal *calendar.Calendar) time.Time {
	set := a.SetAt
	for _, e := range events {
		if e.Kind == WasReopened || e.Kind == WasChanged && e.WasW != nil && e.IsW != nil && e.WasW.Due != e.IsW.Due {
			set = e.At
		}
	}
	return DueAt(cal, a.Due, set)
}

// Overdue reports whether the action is still to be done though its day is over in its owner's calendar. Events are its ledger.
func (a Action) Overdue(events []Event, cal *calendar.Calendar, now time.Time) bool {
	return a.Open() && now.After(a.dueAt(events, cal))
}

// actionOwner lists what the owner of an action hears: that they were given it, that it is due soon, and that it is overdue.
func (c course) actionOwner() []rung {
	cal, t, due := c.calendars[c.owner()], c.term(), c.dueAt()
	var all []rung
	first := t.since // before it, nothing needs to be said
	if t.by.User != c.owner() || t.by.Operator() {
		first = nextMorning(cal, t.since)
		all = append(all, rung{t.again(stepAssigned), first})
	}
	add := func(step string, at time.Time) {
		if at.After(first) {
			all = append(all, rung{t.again(step), at})
		}
	}
	begins := t.since
	if !c.action.Start.IsZero() {
		begins = later(begins, cal.At(c.action.Start, cal.Hours().Start))
	}
	if cal.WorkingDaysBetween(begins, due) > longAction {
		add(stepTwoWeeks, opens(cal, cal.AddWorkingDays(due, -10)))
	}
	add(stepTwoDays, opens(cal, cal.AddWorkingDays(due, -2)))
	add(stepDue, opens(cal, due))
	for i, days := range overdueAfter {
		add(fmt.Sprint(stepOverdue, i+1), opens(cal, cal.AddWorkingDays(due, days)))
	}
	return all
}

// actionManager lists what a manager is told of an action that somebody else owns.
func (c course) actionManager(u assess.UserID) []rung {
	theirs := c.calendars[c.owner()]
	at := opens(theirs, theirs.AddWorkingDays(c.dueAt(), lateAfter))
	return append(c.gone(u), rung{c.term().again(stepLate), c.calendars[u].Next(at)})
}
