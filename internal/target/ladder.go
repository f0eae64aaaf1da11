package target

import (
	"fmt"
	"slices"
	"strings"
	"time"

	"cairn/internal/assess"
	"cairn/internal/calendar"
)

// Names of the steps. What comes again because the day, the level or the owner was changed n times ends in "#n".
const (
	stepStart    = "start"     // the owner hears of a target that somebody else set
	stepHalf     = "half"      // half of its working time has passed
	stepQuarter  = "quarter"   // a quarter of it is left
	stepTwoWeeks = "two-weeks" // ten working days are left; of actions too
	stepDue      = "due"       // the morning of the due day; of actions too

	stepRemind = "remind" // followed by 1 or 2 and the point that was not answered
	stepSilent = "silent" // followed by that point: managers hear that the owner does not answer
	stepMissed = "missed" // the owner is asked for another day
	stepRenew  = "renew"  // followed by 1 to 3: and asked again
	stepTell   = "told-missed"
	stepRisk   = "risk" // followed by the instant since which it is off track
	stepGone   = "gone" // followed by the owner who cannot be asked any more; of actions too

	stepAssigned = "assigned" // the owner hears of an action that somebody else gave them
	stepTwoDays  = "two-days" // two working days are left
	stepOverdue  = "overdue"  // followed by 1 to 3
	stepLate     = "late"     // managers hear that it is overdue
)

// setPoints are the steps at which the owner of a target is asked how it stands.
var setPoints = []string{stepStart, stepHalf, stepQuarter, stepTwoWeeks, stepDue}

const (
	recentDays  = 5    // working days for which a word of the owner stands in for a check-in, or
	recentShare = 0.05 // this share of the time, whichever is more
)

var (
	remindAfter = []int{3, 6}      // working days after a check-in was asked
	silentAfter = 8                // and then the managers hear of it
	renewAfter  = []int{5, 10, 20} // working days after the owner was first asked for another day
)

// again marks the steps of a term that is not the first, so that they come again.
func (t term) again(step string) string {
	if t.times == 0 {
		return step
	}
	return fmt.Sprintf("%s#%d", step, t.times)
}

// kindOf returns the name of a step without what is specific to this one: "remind" of "remind1 half#2".
func kindOf(step string) string {
	name, _, _ := strings.Cut(step, " ")
	name, _, _ = strings.Cut(name, "#")
	return strings.TrimRight(name, "0123456789")
}

// targetOwner lists what the owner of a target is asked: at its set points while there is time, twice again while they do
// not answer, and for another day once it is missed.
func (c course) targetOwner() []rung {
	cal, t, due := c.calendars[c.owner()], c.term(), c.dueAt()
	if c.target.State == Missed {
		first := nextMorning(cal, due)
		all := []rung{{t.again(stepMissed), first}}
		for i, days := range renewAfter {
			all = append(all, rung{t.again(fmt.Sprint(stepRenew, i+1)), opens(cal, cal.AddWorkingDays(first, days))})
		}
		return all
	}
	points := c.points(cal, t, due)
	all := slices.DeleteFunc(slices.Clone(points), func(p rung) bool { return c.spoke(t, cal, due, p) })
	asked, next := c.unheard(t, points, due)
	if asked == nil || c.silence().Seldom {
		return all
	}
	for i, days := range remindAfter {
		at := opens(cal, cal.AddWorkingDays(asked.At, days))
		if at.Before(next) {
			all = append(all, rung{fmt.Sprintf("%s%d %s", stepRemind, i+1, asked.Step), at})
		}
	}
	return all
}

// points are the set points of a target's time. One that has the next within a working week after it is left out, and so is
// one that lies before the time began.
func (c course) points(cal *calendar.Calendar, t term, due time.Time) []rung {
	half := cal.HalfWay(t.since, due)
	all := []rung{{stepDue, opens(cal, due)}} // the last first
	for _, p := range []rung{
		{stepTwoWeeks, opens(cal, cal.AddWorkingDays(due, -10))},
		{stepQuarter, cal.Next(cal.HalfWay(half, due))},
		{stepHalf, cal.Next(half)},
	} {
		if next := all[len(all)-1]; p.at.After(t.since) && p.at.Before(cal.AddWorkingDays(next.at, -recentDays)) {
			all = append(all, p)
		}
	}
	if !all[0].at.After(t.since) { // it is due today
		all = all[1:]
	}
	if t.by.User != c.owner() || t.by.Operator() {
		start := rung{stepStart, nextMorning(cal, t.since)}
		all = slices.DeleteFunc(all, func(p rung) bool { return p.step == stepDue && !p.at.After(start.at) })
		if start.at.Before(due) {
			all = append(all, start)
		}
	}
	slices.SortStableFunc(all, func(a, b rung) int { return a.at.Compare(b.at) })
	for i := range all {
		all[i].step = t.again(all[i].step)
	}
	return all
}

// recent is the instant since which a word of the owner makes it needless to ask at the given one.
func recent(cal *calendar.Calendar, t term, due, at time.Time) time.Time {
	days := cal.AddWorkingDays(at, -recentDays)
	if share := at.Add(-time.Duration(recentShare * float64(due.Sub(t.since)))); share.Before(days) {
		return share
	}
	return days
}

// spoke reports whether it is needless to ask at a point: somebody checked in, or the owner set the terms, since shortly
// before it. Whoever was given a target hears of it all the same.
func (c course) spoke(t term, cal *calendar.Calendar, due time.Time, p rung) bool {
	since := recent(cal, t, due, p.at)
	if kindOf(p.step) == stepStart {
		since = t.since
	}
	return slices.ContainsFunc(c.events, func(e Event) bool {
		terms := (e.Kind == WasSet || e.Kind == WasChanged) && e.By.User == c.owner() && !e.By.Operator()
		return (e.Kind == WasCheckedIn || terms) && !e.At.Before(since)
	})
}

// unheard returns the last check-in that was asked in this term and that nothing has answered, and the instant of the next
// point, at which it is asked anyway; nil when none waits.
func (c course) unheard(t term, points []rung, due time.Time) (asked *Event, next time.Time) {
	for i, e := range c.events {
		switch {
		case e.Kind == WasCheckedIn, e.Kind == WasChanged && e.moves():
			asked = nil
		case e.Kind == WasFollowedUp && e.Person == c.owner() && isPoint(points, e.Step) && !e.At.Before(t.since):
			asked = &c.events[i]
		}
	}
	if asked == nil {
		return nil, next
	}
	next = due
	for _, p := range slices.Backward(points) {
		if p.step == asked.Step {
			break
		}
		next = p.at
	}
	return asked, next
}

func isPoint(points []rung, step string) bool {
	return slices.ContainsFunc(points, func(p rung) bool { return p.step == step })
}

// targetManager lists what a manager is told of a target that somebody else owns.
func (c course) targetManager(u assess.UserID) []rung {
	all := c.gone(u)
	cal, theirs, t, due := c.calendars[u], c.calendars[c.owner()], c.term(), c.dueAt()
	switch c.target.Standing() {
	case Missed:
		return append(all, rung{t.again(stepTell), nextMorning(cal, due)})
	case OffTrack:
		since, by := c.target.Since, assess.UserID("")
		if o := c.target.Override; o != nil {
			since, by = o.At, o.By.User
		}
		if by != u { // who set it knows
			all = append(all, rung{stepRisk + " " + since.UTC().Format(time.RFC3339), cal.Next(since)})
		}
	}
	if _, asked := unanswered(*c.target, c.events); asked == nil || !c.person(c.owner()).MayBeAsked() {
		return all // nobody needs to work out the points
	}
	asked, next := c.unheard(t, c.points(theirs, t, due), due)
	if asked == nil {
		return all
	}
	if at := opens(theirs, theirs.AddWorkingDays(asked.At, silentAfter)); at.Before(next) {
		all = append(all, rung{stepSilent + " " + asked.Step, cal.Next(at)})
	}
	return all
}

// gone is what a manager is told when the owner can no longer be asked.
func (c course) gone(u assess.UserID) []rung {
	owner := c.person(c.owner())
	if owner.MayBeAsked() {
		return nil
	}
	return []rung{{stepGone + " " + string(owner.ID), c.calendars[u].Next(later(owner.SeenAt, c.term().since))}}
}
