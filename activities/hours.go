package activities

import (
	"time"

	"cairn/internal/assess"
	"cairn/internal/errs"
)

// awake returns errs.Unavailable until the person's next working time when it is not theirs now: what Slack held up for
// hours is delivered in the morning, not at night.
func (a *Activities) awake(p assess.Programme, who assess.Person) error {
	cal, err := p.CalendarOf(who)
	if err != nil {
		return err
	}
	now := a.now()
	morning := cal.Next(now)
	if !morning.After(now) {
		return nil
	}
	later := errs.New(errs.Unavailable, "It is outside the working hours of <@%s>; this waits until they begin.", who.ID)
	later.RetryAfter = morning.Sub(now)
	return later
}

// timely returns errs.Closed when a message of a day, claimed at an instant, is out of that day or its hours: it was held
// up, and the person hears of it by the next step instead. Nobody is written to twice on the day to which it would have
// to move.
func (a *Activities) timely(p assess.Programme, to assess.Person, claimed time.Time) error {
	cal, err := p.CalendarOf(to)
	if err != nil {
		return err
	}
	now := a.now()
	if cal.Next(now).After(now) || cal.Date(now) != cal.Date(claimed) {
		return errs.New(errs.Closed, "Slack could not be reached on the day of this reminder.")
	}
	return nil
}
