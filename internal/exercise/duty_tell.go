package exercise

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"time"

	"cairn/internal/assess"
	"cairn/internal/calendar"
)

// overdueEvery is how many days apart managers are told that an exercise is overdue.
const overdueEvery = 30

// dutyRung is something that is to be said about a duty, from one instant to another. Once its time is past it is left out.
type dutyRung struct {
	step        string
	from, until time.Time
}

// dutyDue is what is to be said next about a programme's duties, and to which manager. Where an exercise is planned in time
// there is nothing to say; it is looked at again when there would be.
func (s *Service) dutyDue(ctx context.Context, tx Tx, p assess.ProgrammeID, now time.Time) (Due, error) {
	d, err := s.desk(ctx, tx, p, now)
	if err != nil {
		return Due{}, err
	}
	var next Due
	first := func(due Due) {
		if next.At.IsZero() || due.At.Before(next.At) {
			next = due
		}
	}
	for _, duty := range d.duties {
		for _, u := range d.in.Managers {
			who, cal := d.people[u], d.calendars[u]
			if !who.MayBeAsked() {
				continue
			}
			for _, g := range duty.rungs(cal, now) {
				at := cal.Next(latest(g.from, now))
				switch {
				case d.said(u, g.step) || !at.Before(g.until):
					continue
				case duty.quiet(at):
					if g.from.After(now) {
						first(Due{At: g.from})
					}
					continue
				}
				if !at.After(now) {
					free, err := s.programmes.FreeDay(ctx, tx, d.in, who, now)
					if err != nil {
						return Due{}, err
					}
					if g.canWait(now, free) {
						at = free
					}
				}
				first(Due{At: at, Deed: DoTell, Person: u, Step: g.step})
			}
		}
	}
	return next, nil
}

// dutyTell claims what a step says about a duty to a manager, and returns it. It is false when that is not to be said any more.
func (s *Service) dutyTell(ctx context.Context, p assess.ProgrammeID, person assess.UserID, step string, now time.Time) (n Notice, ok bool, err error) {
	err = s.store.Update(ctx, func(tx Tx) error {
		n, ok = Notice{}, false
		if _, err := tx.Person(ctx, person); err != nil { // nothing but the person is held: who tells them the same waits here
			return err
		}
		d, err := s.desk(ctx, tx, p, now)
		if err != nil {
			return err
		}
		duty := d.says(person, step)
		if duty == nil || duty.quiet(now) {
			return nil
		}
		n = Notice{Subject: DutyOf(p), To: d.people[person], Step: step, Edition: 1, Duty: duty}
		message := MessageKey(n.Subject, step, person)
		if told := d.told(person, step); told != nil {
			ok = true
			n.First, err = introduces(ctx, tx, person, told.At, message)
			return err
		}
		rungs := duty.rungs(d.calendars[person], now)
		i := slices.IndexFunc(rungs, func(g dutyRung) bool { return g.step == step && g.holds(now) })
		if i < 0 {
			return nil
		}
		canWait := func(free time.Time) bool { return rungs[i].canWait(now, free) }
		w := assess.Word{Programme: d.in, To: person, At: now, Waits: canWait, Message: message}
		if taken, err := s.programmes.TakeDay(ctx, tx, w); err != nil || !taken {
			return err
		}
		if ok, err = tx.AddDutyEvent(ctx, DutyEvent{At: now, Programme: p, Kind: WasTold, Person: person, Step: step}); err != nil || !ok {
			return err
		}
		if n.First, err = introduces(ctx, tx, person, now, message); err != nil {
			return err
		}
		return tx.AddEntry(ctx, assess.Entry{
			At: now, Actor: bySchedule, Verb: "exercise.told", Programme: p, Subject: string(DutyOf(p)),
			Detail: map[string]string{"person": string(person), "step": step},
		})
	})
	if err != nil || !ok {
		return Notice{}, false, err
	}
	return n, true, nil
}

// dutyDesk is what decides who is told of a programme's duties.
type dutyDesk struct {
	in        assess.Programme
	duties    []Duty
	events    []DutyEvent
	people    map[assess.UserID]assess.Person
	calendars map[assess.UserID]*calendar.Calendar
}

func (s *Service) desk(ctx context.Context, tx Tx, p assess.ProgrammeID, now time.Time) (d dutyDesk, err error) {
	if d.in, err = tx.Programme(ctx, p); err != nil {
		return d, err
	}
	if d.duties, err = s.duties(ctx, tx, d.in, now); err != nil || len(d.duties) == 0 {
		return d, err
	}
	if d.events, err = tx.DutyEvents(ctx, p); err != nil {
		return d, err
	}
	known, err := tx.PeopleByID(ctx, d.in.Managers)
	if err != nil {
		return d, err
	}
	d.people, d.calendars = make(map[assess.UserID]assess.Person), make(map[assess.UserID]*calendar.Calendar)
	for _, u := range d.in.Managers {
		who := known[u]
		who.ID = u
		d.people[u] = who
		if d.calendars[u], err = d.in.CalendarOf(who); err != nil {
			return d, err
		}
	}
	return d, nil
}

// said reports whether a step was said to a person.
func (d dutyDesk) said(u assess.UserID, step string) bool { return d.told(u, step) != nil }

// told is the record that a step was said to a person; nil while it was not.
func (d dutyDesk) told(u assess.UserID, step string) *DutyEvent {
	for i, e := range d.events {
		if e.Person == u && e.Step == step && e.Kind == WasTold {
			return &d.events[i]
		}
	}
	return nil
}

// says returns the duty of which a step tells a manager; nil when it is none of theirs.
func (d dutyDesk) says(u assess.UserID, step string) *Duty {
	if !d.in.IsManager(u) || !d.people[u].MayBeAsked() {
		return nil
	}
	for i, duty := range d.duties {
		if strings.HasSuffix(step, duty.stepName()) {
			return &d.duties[i]
		}
	}
	return nil
}

// quiet reports whether managers have nothing to do at an instant: an exercise is planned in time, or waits for its report; or
// one is planned at all, once it can no longer be in time.
func (d Duty) quiet(at time.Time) bool {
	return d.Status == DutyArmed || d.Planned != nil && !at.Before(d.DueAt)
}

// stepName ends the steps of a duty with the day on which it is due, so that of another day is told anew.
func (d Duty) stepName() string { return fmt.Sprintf(":%s#%s", d.Kind, d.Day) }

// holds reports whether the rung is to be said now.
func (g dutyRung) holds(now time.Time) bool { return !now.Before(g.from) && now.Before(g.until) }

// canWait reports whether the rung is still to be said on a free day to come.
func (g dutyRung) canWait(now, free time.Time) bool { return free.After(now) && free.Before(g.until) }

// rungs lists what is to be said about a duty to somebody with the calendar, now and later: 60, 30 and 7 days before it is
// due, and from the day after on every 30 days, up to the next after now.
func (d Duty) rungs(cal *calendar.Calendar, now time.Time) []dutyRung {
	name := d.stepName()
	from := func(days int) time.Time { return cal.At(d.Day.AddDays(days), 0) }
	all := []dutyRung{
		{step: StepDue60 + name, from: from(-dutyWarns), until: from(-30)},
		{step: StepDue30 + name, from: from(-30), until: from(-7)},
		{step: StepDue7 + name, from: from(-7), until: d.DueAt},
	}
	step := StepOverdue
	for n := 1; ; n++ {
		g := dutyRung{step: step + name, from: latest(from(1+overdueEvery*(n-1)), d.DueAt), until: from(1 + overdueEvery*n)}
		all = append(all, g)
		if g.from.After(now) {
			return all
		}
		step = fmt.Sprintf("%s-%d", StepOverdue, n+1)
	}
}
