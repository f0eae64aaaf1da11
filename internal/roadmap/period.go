package roadmap

import (
	"time"

	"cairn/internal/calendar"
)

// period is a period of a programme's cadence.
type period struct {
	name        string        // "2027-Q1"
	first, last calendar.Date // both included
	begin, end  time.Time     // end is the first instant after it
}

// periodEnds are the present period and those after it, n in all.
func (f facts) periodEnds(n int) []period {
	noon := calendar.MustClock("12:00")
	periods := make([]period, n)
	at := f.cal.At(f.today, noon)
	for i := range periods {
		periods[i] = periodOf(f.programme.Cadence, f.cal, at)
		at = periods[i].end
	}
	return periods
}

// periodOf is the period in which an instant lies.
func periodOf(c calendar.Cadence, cal *calendar.Calendar, at time.Time) period {
	zone := cal.Location()
	p := period{name: c.PeriodOf(at, zone), begin: c.PeriodStart(at, zone), end: c.PeriodEnd(at, zone)}
	p.first, p.last = cal.Date(p.begin), cal.Date(p.end).AddDays(-1)
	return p
}
