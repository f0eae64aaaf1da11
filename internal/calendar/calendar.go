package calendar

import (
	"errors"
	"fmt"
	"slices"
	"strings"
	"time"
)

// Config says what a calendar is made of. The zero value of a field means its default.
type Config struct {
	Zone    string         // IANA name such as "Europe/London"; required
	Days    []time.Weekday // working days; Monday to Friday by default
	Hours   Hours          // working hours; 09:00-17:30 by default
	Country string         // whose public holidays: a code from [Countries], "gb" or "de-by"; none by default
	Extra   []DateRange    // the organisation's own closures
}

// FieldError is one fault of a [Config] or [Cadence]. Field names the faulty part in lower case ("zone", "extra[2]"),
// so that a reader of a file can point to its line.
type FieldError struct {
	Field   string
	Problem string // a sentence without its capital and full stop
}

// Error is the problem, after the field.
func (e *FieldError) Error() string { return e.Field + ": " + e.Problem }

// Calendar is working time in one place. Build one with [New].
type Calendar struct {
	loc      *time.Location
	weekdays [7]bool // by time.Weekday
	hours    Hours
	country  string
	extra    []DateRange
}

// maxSearch bounds the search for a working day. [New] proves that every year has one, so two in a row are at most two
// years apart.
const maxSearch = 2 * 366

// New checks cfg and builds the calendar. The error joins one [*FieldError] for each fault found.
func New(cfg Config) (*Calendar, error) {
	var faults []error
	fault := func(field string, err error) {
		if err != nil {
			faults = append(faults, &FieldError{Field: field, Problem: err.Error()})
		}
	}
	c := &Calendar{
		hours:   cfg.Hours,
		country: strings.ToLower(strings.TrimSpace(cfg.Country)),
		extra:   slices.Clone(cfg.Extra),
	}
	var err error
	c.loc, err = loadZone(cfg.Zone)
	fault("zone", err)
	if len(cfg.Days) == 0 {
		cfg.Days = []time.Weekday{time.Monday, time.Tuesday, time.Wednesday, time.Thursday, time.Friday}
	}
	for _, d := range cfg.Days {
		if d < time.Sunday || d > time.Saturday {
			fault("days", fmt.Errorf("there is no weekday number %d; use 0 (Sunday) to 6 (Saturday)", int(d)))
			continue
		}
		c.weekdays[d] = true
	}
	if c.hours == (Hours{}) {
		c.hours = Hours{Start: defaultOpening, End: defaultClosing}
	}
	fault("hours", c.hours.check())
	fault("country", checkCountry(c.country))
	for i, r := range c.extra {
		fault(fmt.Sprintf("extra[%d]", i), r.check())
	}
	if len(faults) == 0 {
		fault("days", c.checkEveryYearWorks())
	}
	if len(faults) > 0 {
		return nil, errors.Join(faults...)
	}
	return c, nil
}

func loadZone(name string) (*time.Location, error) {
	switch name {
	case "":
		return nil, errors.New("no time zone is given; name one of the IANA database, such as Europe/London")
	case "Local": // would depend on the machine
		return nil, errors.New("the time zone \"Local\" differs between machines; name one of the IANA database, such as Europe/London")
	}
	loc, err := time.LoadLocation(name)
	if err != nil {
		return nil, fmt.Errorf("the time zone %q is not known; name one of the IANA database, such as Europe/London", name)
	}
	return loc, nil
}

func (c *Calendar) checkEveryYearWorks() error {
	for year := firstYear; year <= lastYear; year++ {
		d, end := Date{year, time.January, 1}, Date{year + 1, time.January, 1}
		for d != end && !c.works(d) {
			d = d.AddDays(1)
		}
		if d == end {
			return fmt.Errorf("no working day is left in %d; shorten the closures or add weekdays", year)
		}
	}
	return nil
}

// Location is the calendar's time zone.
func (c *Calendar) Location() *time.Location { return c.loc }

// Hours are the calendar's working hours.
func (c *Calendar) Hours() Hours { return c.hours }

// Date is the date of t in the calendar's zone.
func (c *Calendar) Date(t time.Time) Date { return DateOf(t.In(c.loc)) }

// At is the instant of a wall-clock time on a date. A time that the clocks jump over gives the first instant after the
// jump, a time that happens twice the first of the two.
func (c *Calendar) At(d Date, clock Clock) time.Time {
	return instant(d, time.Duration(clock)*time.Minute, c.loc)
}
