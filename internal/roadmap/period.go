package roadmap

import (
	"time"

	"cairn/internal/calendar"
)

// noon stands for a day where an instant of it is needed.
var noon = calendar.MustClock("12:00")

// period is a period of a programme's cadence.
type period struct {
	name       string        // "2027-Q1"
	last       calendar.Date // included
	begin, end time.Time     // end is the first instant after it
}

// periods are the present period and those after it, n in all.
func (f facts) periods(n int) []period {
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
	p.last = cal.Date(p.end).AddDays(-1)
	return p
}

// periodEnding is the period whose last day is given.
func (f facts) periodEnding(last calendar.Date) period {
	return periodOf(f.programme.Cadence, f.cal, f.cal.At(last, noon))
}
