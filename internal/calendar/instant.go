package calendar

import "time"

// instant is the moment at which the clocks of loc show d and the given time since midnight: the first instant after the
// jump when they never show it, the first of the two when they show it twice. time.Date leaves both cases open.
func instant(d Date, clock time.Duration, loc *time.Location) time.Time {
	want := d.utc().Add(clock) // what the clocks should show, written as if in UTC
	t := time.Date(d.Year, d.Month, d.Day, 0, 0, int(clock/time.Second), int(clock%time.Second), loc)
	start, end := t.ZoneBounds()
	switch shown := wall(t); {
	case shown.Before(want):
		return end // t is before the jump
	case shown.After(want):
		return start // t is after the jump
	case start.IsZero():
		return t
	}
	_, before := start.Add(-1).Zone()
	_, after := t.Zone()
	if earlier := t.Add(-time.Duration(before-after) * time.Second); earlier.Before(start) && wall(earlier).Equal(want) {
		return earlier.In(loc)
	}
	return t
}

// wall is what the clocks show at t, written as if in UTC.
func wall(t time.Time) time.Time { return DateOf(t).utc().Add(sinceMidnight(t)) }

// sinceMidnight is the time of day that the clocks show at t.
func sinceMidnight(t time.Time) time.Duration {
	h, m, s := t.Clock()
	return time.Duration(h)*time.Hour + time.Duration(m)*time.Minute + time.Duration(s)*time.Second +
		time.Duration(t.Nanosecond())
}
