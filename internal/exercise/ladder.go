package exercise

import (
	"slices"
	"time"

	"cairn/internal/assess"
	"cairn/internal/calendar"
)

const (
	leastNotice  = time.Hour          // an invitation, or a cancellation, that working time would bring later than this before the start comes at once
	controlsLead = 30 * time.Minute   // how long before the start controls and what to look for are handed out
	lateAfter    = 15 * time.Minute   // after the planned start: the facilitator hears that it has not begun
	lapsesAfter  = 24 * time.Hour     // after the planned start: what has not begun is cancelled
	atOnceFor    = time.Hour          // for how long what belongs to the run may come outside working time
	nearDays     = 25                 // days after which the facilitator is told that the time is nearly up
	hotWashDays  = 3                  // working days from the end for which the hot wash is open
	remindDays   = 5                  // working days after which an unsigned report is brought up again
	overdueTimes = 12                 // how often it is said, 30 days apart, that a report is not signed
	replyDays    = 2                  // working days after which who has not replied is asked again
	step3        = StepReady + "-3"   // three working days before the start
	step1        = StepReady + "-1"   // the last working day before it
	stepReply2   = StepReply + "-2"   // the day before that
	stepNearly   = StepReview + "-25" // see nearDays
	waitDays     = 2                  // working days that an invitation waits for a day on which nothing else comes
	leftDays     = 2                  // working days that have to be left before the start then
)

// rung is something that is to be said to a person, and from when to when.
type rung struct {
	step   string
	at     time.Time
	until  time.Time // from here on it is pointless; zero for never
	freely time.Time // up to here it may come outside working time, because it belongs to the run
	before time.Time // a start which it must precede, even outside working time; zero for none
	steers bool      // it moves to a day on which nothing else comes to the person, where there is time for that
}

// when is the instant at which the rung can be said, now or later; false when it has become pointless.
func (g rung) when(cal *calendar.Calendar, now time.Time) (time.Time, bool) {
	at := latest(g.at, now)
	next := cal.Next(at)
	tooLate := at.Before(g.before) && next.After(g.before.Add(-leastNotice))
	if at.After(g.freely) && !tooLate {
		at = next
	}
	return at, g.until.IsZero() || at.Before(g.until)
}

// rungs lists what is left to be said to a person as things stand, before and after the run and where it touches it. What is
// said while it is played follows from its clock; see liveDue.
func (r *record) rungs(u assess.UserID) []rung {
	if who, known := r.people[u]; !known || !who.MayBeAsked() {
		return nil
	}
	var all []rung
	switch {
	case r.State == Planned || r.State.Live():
		if in, ok := r.invite(u); ok {
			all = []rung{in}
		} else {
			all = append(r.approach(u), r.unled(u)...)
		}
	case r.State == Ended:
		all = r.aftermath(u)
	case r.State == Cancelled:
		all = r.cancelled(u)
	case r.State == Reviewed:
		all = r.unpublished(u)
	}
	all = append(append(all, r.leaderless(u)...), r.handed(u)...)
	return slices.DeleteFunc(all, func(g rung) bool { return r.taken(u, g.step) != nil })
}

// term returns the edition that set the present start, and when.
func (r *record) term() (edition int, since time.Time) {
	var start time.Time
	for i, e := range r.plans() {
		if !e.Plan.Start.Equal(start) {
			start, since, edition = e.Plan.Start, e.At, i+1
		}
	}
	return edition, since
}

// known is the newest plan that somebody knows, because they were told or made it themselves, and since when. It is nil while
// they were never invited.
func (r *record) known(u assess.UserID) (plan *Plan, since time.Time) {
	for i, e := range r.plans() {
		if had := r.taken(u, numbered(StepInvite, i+1)); had != nil {
			plan, since = e.Plan, had.At
		} else if plan != nil && e.By.User == u && !e.By.Operator() {
			plan, since = e.Plan, e.At
		}
	}
	return plan, since
}

// concerns reports whether somebody who knows one plan has to be told of another.
func concerns(u assess.UserID, was, is Plan) bool {
	part := is.PartOf(u)
	switch {
	case part != was.PartOf(u) || !slices.Equal(is.RolesOf(u), was.RolesOf(u)):
		return true
	case part == NoPart:
		return false
	default:
		return !is.Start.Equal(was.Start) || is.Length != was.Length || is.Channel != was.Channel ||
			part.ReadsNotes() && !slices.Equal(is.Objectives, was.Objectives)
	}
}

// invite asks somebody to take part, or tells them what has changed since they were told: that they are no longer needed,
// among others. Nothing else is said to them before.
func (r *record) invite(u assess.UserID) (rung, bool) {
	knows, _ := r.known(u)
	plans := r.plans()
	is := *plans[len(plans)-1].Plan // who took it over since knows, and who led it is told otherwise
	if knows == nil && (r.PartOf(u) == NoPart || is.PartOf(u) == NoPart) || knows != nil && !concerns(u, *knows, is) {
		return rung{}, false
	}
	g := rung{step: numbered(StepInvite, len(plans)), at: plans[len(plans)-1].At, before: r.Start, steers: true}
	if r.State.Live() {
		g.freely = r.StartedAt.Add(lapsesAfter)
	}
	return g, true
}

// approach lists what is said to somebody who was invited until the exercise begins.
func (r *record) approach(u assess.UserID) []rung {
	part, cal := r.PartOf(u), r.calendars[u]
	reply := r.reply(u)
	if part == NoPart || reply == No && part != AsFacilitator {
		return nil
	}
	n, since := r.term()
	_, told := r.known(u)
	since = latest(since, told)
	morning := func(days int) time.Time { return opens(cal, cal.AddWorkingDays(r.Start, -days)) }
	var all []rung
	add := func(g rung) {
		g.step = numbered(g.step, n)
		all = append(all, g)
	}
	last := morning(1)
	if step, ok := map[Part]string{AsFacilitator: StepControls, AsObserver: StepWatch}[part]; ok {
		g := rung{step: step, at: r.Start.Add(-controlsLead), freely: r.Start.Add(atOnceFor)}
		if r.State.Live() {
			g.at, g.freely = r.StartedAt, r.StartedAt.Add(lapsesAfter)
		}
		add(g)
	}
	if r.State.Live() {
		return all
	}
	if part == AsFacilitator {
		add(rung{step: StepLate, at: r.Start.Add(lateAfter), freely: r.Start.Add(atOnceFor)})
		for _, g := range []rung{{step: step3, at: morning(3), until: last}, {step: step1, at: last, until: r.Start.Add(-controlsLead)}} {
			if g.at.After(since) {
				add(g)
			}
		}
	} else if endOfDay := cal.At(cal.Date(last).AddDays(1), 0); last.After(since) && cal.Date(told) != cal.Date(last) {
		add(rung{step: StepTomorrow, at: last, until: endOfDay})
	}
	if reply == Yes || reply == No {
		return all
	}
	first, again := opens(cal, cal.AddWorkingDays(told, replyDays)), morning(2)
	until := last
	if again.After(first) {
		add(rung{step: stepReply2, at: again, until: last})
		until = again
	}
	if first.After(since) {
		add(rung{step: StepReply, at: first, until: until, steers: true})
	}
	return all
}

// unled tells the managers that the facilitator has declined or can no longer be asked, once for each facilitator and start.
func (r *record) unled(u assess.UserID) []rung {
	gone := !r.people[r.Facilitator].MayBeAsked()
	if r.State != Planned || u == r.Facilitator || !r.programme.IsManager(u) || !gone && r.reply(r.Facilitator) != No {
		return nil
	}
	n, _ := r.term()
	for i, e := range r.plans() {
		if i >= n && e.Plan.Facilitator != r.plans()[i-1].Plan.Facilitator {
			n = i + 1
		}
	}
	since := r.replies()[r.Facilitator].At
	if gone {
		since = r.plans()[n-1].At
	}
	return []rung{{step: numbered(StepUnled, n), at: since, before: r.Start}}
}

// leaderless tells the managers once of each facilitator that they can no longer be asked: at once while it is played, which a manager
// can take over or end, and in working time before its report is signed. Who evaluates it in their place reads it with the draft.
func (r *record) leaderless(u assess.UserID) []rung {
	if u == r.Facilitator || !r.programme.IsManager(u) || r.people[r.Facilitator].MayBeAsked() {
		return nil
	}
	step := StepLeft
	if n := len(r.handovers()); n > 0 {
		step = numbered(StepLeft, n+1)
	}
	switch {
	case r.State.Live():
		return []rung{{step: step, at: r.StartedAt, freely: r.now}}
	case r.State == Ended && (!r.drafted() || !r.reviews(assess.BySlack(u))):
		return []rung{{step: step, at: r.EndedAt}}
	default:
		return nil
	}
}

// aftermath lists what is said to somebody once the exercise has been played: the hot wash to all who did not decline, then
// what keeps the report from being signed to the facilitator, and in the end to the managers.
func (r *record) aftermath(u assess.UserID) []rung {
	var all []rung
	cal, end := r.calendars[u], r.EndedAt
	drafted := r.find(WasDrafted)
	if drafted == nil {
		if !slices.Contains(r.awaited(), u) {
			return nil
		}
		again := latest(nextOpening(cal, end), end.Add(atOnceFor))
		return []rung{
			{step: StepHotWash, at: end, until: again, freely: end.Add(atOnceFor)},
			{step: StepHotWashNow, at: again},
		}
	}
	late := r.signBy()
	if r.reviews(assess.BySlack(u)) {
		again := opens(cal, cal.AddWorkingDays(drafted.At, remindDays))
		nearly := cal.At(cal.Date(end).AddDays(nearDays), cal.Hours().Start)
		all = append(all,
			rung{step: StepReview, at: drafted.At, until: again},
			rung{step: StepReviewNow, at: again, until: nearly},
			rung{step: stepNearly, at: nearly, until: late})
	}
	if u == r.Facilitator || r.programme.IsManager(u) {
		all = append(all, r.overdue()...)
	}
	return all
}

// overdue says that the report is not signed when it should be, and from then on every 30 days for a year.
func (r *record) overdue() []rung {
	all := []rung{{step: StepReviewLate, at: r.signBy()}}
	for n := 2; n <= overdueTimes; n++ {
		next := rung{step: numbered(StepReviewLate, n), at: r.EndedAt.AddDate(0, 0, n*reviewDays)}
		all[len(all)-1].until = next.at
		all = append(all, next)
	}
	return all
}

// awaited lists those whose hot wash is waited for: everybody with a part who can be asked, did not decline and has not filled
// it in.
func (r *record) awaited() []assess.UserID {
	return slices.DeleteFunc(r.People(), func(u assess.UserID) bool {
		said := slices.ContainsFunc(r.events, func(e Event) bool { return e.Kind == WasDebriefed && e.Person == u })
		return said || !r.people[u].MayBeAsked() || r.reply(u) == No && u != r.Facilitator
	})
}

// hotWashUntil is when the hot wash closes, if nobody else fills it in: at once when everybody has.
func (r *record) hotWashUntil() time.Time {
	closes := r.calendars[r.Facilitator].AddWorkingDays(r.EndedAt, hotWashDays)
	filled := r.EndedAt
	said := false
	for _, e := range r.events {
		if e.Kind == WasDebriefed {
			filled, said = latest(filled, e.At), true
		}
	}
	if said && len(r.awaited()) == 0 && filled.Before(closes) {
		return filled
	}
	return closes
}

// cancelled tells those who were invited that it does not take place; the managers too when that is because nobody began it.
// Who cancelled it knows.
func (r *record) cancelled(u assess.UserID) []rung {
	e := r.find(WasCancelled)
	if e == nil {
		return nil
	}
	lapsed := e.Step == StepLapse
	knows, _ := r.known(u)
	invited := knows != nil && knows.PartOf(u) != NoPart
	switch {
	case lapsed && (invited || r.programme.IsManager(u)):
		return []rung{{step: StepLapse, at: e.At}}
	case !lapsed && invited && (e.By.User != u || e.By.Operator()):
		return []rung{{step: StepCancelled, at: e.At, before: r.Start}}
	default:
		return nil
	}
}

// find returns the newest record of a kind; nil for none.
func (r *record) find(kind EventKind) *Event {
	for i, e := range slices.Backward(r.events) {
		if e.Kind == kind {
			return &r.events[i]
		}
	}
	return nil
}

// turn is when the time alone makes another state of the exercise, and which, but for what happens in the run.
func (r *record) turn() (step string, at time.Time) {
	switch {
	case r.State == Planned:
		return StepLapse, r.Start.Add(lapsesAfter)
	case r.State == Ended && r.find(WasDrafted) == nil:
		return StepDraft, r.hotWashUntil()
	default:
		return "", time.Time{}
	}
}

// opens is the start of work on the day of t.
func opens(cal *calendar.Calendar, t time.Time) time.Time {
	return cal.At(cal.Date(t), cal.Hours().Start)
}

// nextOpening is the first start of work after t.
func nextOpening(cal *calendar.Calendar, t time.Time) time.Time {
	if next := opens(cal, cal.Next(t)); next.After(t) {
		return next
	}
	return opens(cal, cal.AddWorkingDays(t, 1))
}
