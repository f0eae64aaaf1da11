package assess

import (
	"cmp"
	"fmt"
	"slices"
	"strings"
	"time"

	"cairn/internal/calendar"
)

// rung is a step of somebody's ladder with the instant at which it falls due.
type rung struct {
	step string
	at   time.Time
}

// dueAt is the end of the working day, in the calendar of whoever answers, that lies the programme's Window after the
// opening.
func (p Programme) dueAt(cal *calendar.Calendar, opened time.Time) time.Time {
	return cal.At(cal.Date(cal.AddWorkingDays(opened, p.Window)), cal.Hours().End)
}

// instant is when a step falls due for somebody who was asked at since and has until due. It lies in the calendar's
// working hours.
func (s Step) instant(cal *calendar.Calendar, since, due time.Time) time.Time {
	morning := lastMorning(cal, due)
	switch s.Kind {
	case HalfTime:
		return cal.Next(cal.HalfWay(since, due))
	case BeforeDue:
		return opens(cal, cal.AddWorkingDays(morning, -s.Days))
	case AfterDue:
		return opens(cal, cal.AddWorkingDays(morning, s.Days))
	default: // DueMorning
		return morning
	}
}

// opens is the start of work on the day of t.
func opens(cal *calendar.Calendar, t time.Time) time.Time {
	return cal.At(cal.Date(t), cal.Hours().Start)
}

// lastMorning is the start of the last working day that begins before t. It is the morning of the due day, wherever in
// the world that day ends.
func lastMorning(cal *calendar.Calendar, t time.Time) time.Time {
	if open := opens(cal, t); cal.IsWorkingDay(t) && open.Before(t) {
		return open
	}
	return opens(cal, cal.AddWorkingDays(t, -1))
}

// again marks the steps of a questionnaire that was given more time, so that they come again.
func (q Questionnaire) again(step string) string {
	if q.Extended == 0 {
		return step
	}
	return fmt.Sprintf("%s#%d", step, q.Extended)
}

// stamp makes a step's name unique by an instant.
func stamp(step string, at time.Time) string { return step + " " + at.UTC().Format(time.RFC3339) }

// isStep reports whether a step has the name, whatever follows it.
func isStep(step, name string) bool {
	rest, ok := strings.CutPrefix(step, name)
	return ok && (rest == "" || rest[0] == ' ' || rest[0] == '#')
}

// fixed reports whether a step was named by somebody, not by the programme's ladder: a later one does not overtake it.
func fixed(step string) bool {
	return isStep(step, StepAsk) || isStep(step, StepPromise) || isStep(step, StepRequest) || isStep(step, StepSignOff)
}

// rungs lists what is left of the person's ladder, in the order in which it falls due. What would fall due before they
// were asked, or when the cycle has closed, would say nothing and is left out.
func (d duty) rungs() []rung {
	var left []rung
	add := func(step string, at time.Time) {
		if at.Before(d.cycle.ClosesAt) && !d.done(step) {
			left = append(left, rung{step, at})
		}
	}
	add(d.asking(), d.cal.Next(d.since))
	for _, step := range d.programme.Reminders {
		if at := step.instant(d.cal, d.since, d.questionnaire.DueAt); at.After(d.since) {
			add(d.questionnaire.again(step.String()), at)
		}
	}
	if at := d.promised(); !at.IsZero() {
		add(stamp(StepPromise, at), at)
	}
	for _, a := range d.records {
		if a.Kind == WasRequested && a.Person == d.person.ID {
			add(stamp(StepRequest, a.At), a.Until)
		}
	}
	slices.SortStableFunc(left, func(a, b rung) int { // on one morning, half time says less than the due day
		return cmp.Or(a.at.Compare(b.at), boolOrder(!isStep(a.step, string(HalfTime)), !isStep(b.step, string(HalfTime))))
	})
	return left
}

// by lists those of the rungs that fall due by the end of the day of t.
func by(rungs []rung, cal *calendar.Calendar, t time.Time) []rung {
	today := cal.Date(t)
	n := 0
	for n < len(rungs) && !today.Before(cal.Date(rungs[n].at)) {
		n++
	}
	return rungs[:n]
}
