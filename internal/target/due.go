package target

import (
	"context"
	"time"

	"cairn/internal/assess"
	"cairn/internal/calendar"
	"cairn/internal/errs"
)

// DueAt is the instant until which there is time for something that is due on a day, in the calendar of its owner: the end
// of work on the last working day until then, or, when that was past already when the day was set, on the next one.
func DueAt(cal *calendar.Calendar, day calendar.Date, set time.Time) time.Time {
	end := cal.Hours().End
	if due := cal.AddWorkingDays(cal.At(day.AddDays(1), end), -1); due.After(set) {
		return due
	}
	return cal.At(cal.Date(cal.Next(set)), end)
}

// lookAgain is how long a process waits for somebody who is out of office without an end. Their return is told to it.
const lookAgain = 7 * 24 * time.Hour

// Due says what the process of a target or an action has to do next at the given time, for whomever. Once a step was taken,
// or [Service.Undelivered] says that it cannot be, it does not come up again.
func (s *Service) Due(ctx context.Context, subject Subject, now time.Time) (due Due, err error) {
	defer errs.Wrap(&err, "target.Due(%s)", subject)
	err = s.store.View(ctx, func(tx Tx) error {
		c, err := newCasting(tx).course(ctx, subject)
		if err != nil {
			return err
		}
		if due = (Due{Done: true}); !c.open() {
			return nil
		}
		turn, err := s.turn(ctx, tx, c, now)
		if err != nil {
			return err
		}
		if due = (Due{}); !turn.IsZero() {
			due = Due{At: turn, Deed: DoReview}
		}
		if due.Deed == DoReview && !turn.After(now) {
			return nil // how it stands decides who is told
		}
		for _, u := range c.told() {
			next, ok, err := s.next(ctx, tx, c, u, now)
			if err != nil {
				return err
			}
			if ok && (due.At.IsZero() || next.At.Before(due.At)) {
				due = next
			}
		}
		return nil
	})
	return due, err
}

// next is what is to be said to a person first; false for nothing.
func (s *Service) next(ctx context.Context, tx Tx, c course, u assess.UserID, now time.Time) (Due, bool, error) {
	left := c.rungs(u)
	if len(left) == 0 {
		return Due{}, false, nil
	}
	at := left[0].at
	if !at.After(now) {
		var err error
		if at, err = s.programmes.FreeDay(ctx, tx, c.programme, c.person(u), now); err != nil {
			return Due{}, false, err
		}
		if at.IsZero() {
			return Due{At: now.Add(lookAgain)}, true, nil
		}
	}
	by := dueBy(left, c.calendars[u], at)
	return Due{At: at, Deed: DoFollowUp, Person: u, Step: by[len(by)-1].step}, true, nil
}

// turn is when a target stands otherwise than is recorded, though nobody says anything: now, or on a coming instant until its
// day is past. It is the zero time for never, and for an action. Time alone makes nothing better, so the instant is searched
// by halves, to the minute.
func (s *Service) turn(ctx context.Context, tx Tx, c course, now time.Time) (time.Time, error) {
	if c.target == nil || c.target.State == Missed {
		return time.Time{}, nil
	}
	sc, err := s.scene(ctx, tx, c.programme.ID, now)
	if err != nil {
		return now, err
	}
	turned := func(at time.Time) bool {
		then := *sc
		then.now = at
		state, _, _ := then.standing(*c.target, c.events, c.calendars[c.owner()])
		return state != c.target.State
	}
	if turned(now) {
		return now, nil
	}
	before, after := now, c.dueAt().Add(time.Minute)
	if !after.After(now) || !turned(after) {
		return time.Time{}, nil
	}
	for after.Sub(before) > time.Minute {
		if half := before.Add(after.Sub(before) / 2); turned(half) {
			after = half
		} else {
			before = half
		}
	}
	return after, nil
}
