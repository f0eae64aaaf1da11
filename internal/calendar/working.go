package calendar

import "time"

// IsWorkingDay reports whether people work on the date of t in the calendar's zone.
func (c *Calendar) IsWorkingDay(t time.Time) bool { return c.works(c.Date(t)) }

// Holiday names the public holiday or own closure on the date of t, if there is one. A weekend is neither.
func (c *Calendar) Holiday(t time.Time) (name string, ok bool) { return c.holiday(c.Date(t)) }

func (c *Calendar) works(d Date) bool {
	if !c.weekdays[d.Weekday()] {
		return false
	}
	_, off := c.holiday(d)
	return !off
}

func (c *Calendar) holiday(d Date) (name string, ok bool) {
	if name, ok = publicHolidays(c.country, d.Year)[d]; ok {
		return name, true
	}
	for _, r := range c.extra {
		if r.contains(d) {
			return r.name(), true
		}
	}
	return "", false
}

// nextWorking is d itself if it is a working day, else the first one after it; with step -1, before it.
func (c *Calendar) nextWorking(d Date, step int) Date {
	for range maxSearch {
		if c.works(d) {
			break
		}
		d = d.AddDays(step)
	}
	return d
}

func (c *Calendar) opening(d Date) time.Time { return c.At(d, c.hours.Start) }
func (c *Calendar) closing(d Date) time.Time { return c.At(d, c.hours.End) }

// InHours reports whether t lies in the working hours of a working day: from the opening up to, not including, closing.
func (c *Calendar) InHours(t time.Time) bool {
	d := c.Date(t)
	return c.works(d) && !t.Before(c.opening(d)) && t.Before(c.closing(d))
}

// Next is t itself if it lies in working hours, else the next instant at which work starts.
func (c *Calendar) Next(t time.Time) time.Time {
	d := c.nextWorking(c.Date(t), 1)
	if open := c.opening(d); !t.After(open) {
		return open
	}
	if t.Before(c.closing(d)) {
		return t.In(c.loc)
	}
	return c.opening(c.nextWorking(d.AddDays(1), 1))
}

// AddWorkingDays is the same wall-clock time n working days after the date of t, or before it for a negative n. With
// n = 0 it is t's own date if that is a working day, else the next one. The result is always on a working day; only a
// time which the clocks jump over on that day becomes the first instant after the jump.
func (c *Calendar) AddWorkingDays(t time.Time, n int) time.Time {
	t = t.In(c.loc)
	d, step := DateOf(t), 1
	if n == 0 {
		d = c.nextWorking(d, step)
	}
	if n < 0 {
		n, step = -n, -1
	}
	for range n {
		d = c.nextWorking(d.AddDays(step), step)
	}
	if d == DateOf(t) {
		return t
	}
	return instant(d, sinceMidnight(t), c.loc)
}

// WorkingDaysBetween counts the working days after the date of a, up to and including the date of b; the same day gives
// 0, tomorrow 1 if it is a working day. When b is before a it is minus the working days from the date of b up to, not
// including, that of a. So it is the n which takes AddWorkingDays from a to b, if b is a working day.
func (c *Calendar) WorkingDaysBetween(a, b time.Time) int {
	from, to := c.Date(a), c.Date(b)
	n := 0
	for d := from; d.Before(to); {
		d = d.AddDays(1)
		if c.works(d) {
			n++
		}
	}
	for d := from; to.Before(d); {
		d = d.AddDays(-1)
		if c.works(d) {
			n--
		}
	}
	return n
}

// WorkingTime is the time within working hours from a to b; 0 if b is not after a.
func (c *Calendar) WorkingTime(a, b time.Time) time.Duration {
	var total time.Duration
	c.eachShift(a, b, func(from, to time.Time) bool {
		total += to.Sub(from)
		return true
	})
	return total
}

// HalfWay is the instant at which half of the working time from a to b has passed, always within working hours. With no
// working time between, it is the plain middle. The order of a and b does not matter.
func (c *Calendar) HalfWay(a, b time.Time) time.Time {
	if b.Before(a) {
		a, b = b, a
	}
	half := a.Add(b.Sub(a) / 2)
	left := c.WorkingTime(a, b) / 2
	c.eachShift(a, b, func(from, to time.Time) bool {
		shift := to.Sub(from)
		if left < shift {
			half = from.Add(left)
			return false
		}
		left -= shift
		return true
	})
	return half.In(c.loc)
}

// eachShift calls yield with the working time of each working day between a and b, in order, until it returns false.
func (c *Calendar) eachShift(a, b time.Time, yield func(from, to time.Time) bool) {
	for d, last := c.Date(a), c.Date(b); !last.Before(d); d = d.AddDays(1) {
		if !c.works(d) {
			continue
		}
		from, to := c.opening(d), c.closing(d)
		if from.Before(a) {
			from = a
		}
		if to.After(b) {
			to = b
		}
		if from.Before(to) && !yield(from, to) {
			return
		}
	}
}
