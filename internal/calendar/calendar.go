package calendar

import (
	"fmt"
	"slices"
	"strconv"
	"strings"
	"time"

	"cairn/internal/errs"
	"cairn/internal/wording"
)

// Config says what a calendar is made of. The zero value of a field means its default.
type Config struct {
	Zone    string         // IANA name such as "Europe/London"; required
	Days    []time.Weekday // working days; Monday to Friday by default
	Hours   Hours          // working hours; 09:00-17:30 by default
	Country string         // whose public holidays: a code from [Countries], "gb" or "de-by"; none by default
	Extra   []DateRange    // the organisation's own closures
}

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

// New checks cfg and builds the calendar. The error is [errs.Invalid] with a sentence for each faulty field: "zone",
// "days", "hours", "country", or "extra[2]" for the third closure.
func New(cfg Config) (*Calendar, error) {
	faults := make(errs.Faults)
	fault := func(field string, sentence wording.Text) {
		if !sentence.IsZero() {
			faults[field] = sentence
		}
	}
	c := &Calendar{
		hours:   cfg.Hours,
		country: strings.ToLower(strings.TrimSpace(cfg.Country)),
		extra:   slices.Clone(cfg.Extra),
	}
	var problem wording.Text
	c.loc, problem = loadZone(cfg.Zone)
	fault("zone", problem)
	if len(cfg.Days) == 0 {
		cfg.Days = []time.Weekday{time.Monday, time.Tuesday, time.Wednesday, time.Thursday, time.Friday}
	}
	for _, d := range cfg.Days {
		if d < time.Sunday || d > time.Saturday {
			fault("days", wording.New("There is no weekday number %d; use 0 (Sunday) to 6 (Saturday).", int(d)))
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
	if err := faults.Err(); err != nil {
		return nil, err
	}
	return c, nil
}

func loadZone(name string) (loc *time.Location, problem wording.Text) {
	switch name {
	case "":
		return nil, wording.New("No time zone is given; name one of the IANA database, such as Europe/London.")
	case "Local":
		return nil, wording.New("The time zone Local differs from machine to machine; name one of the IANA database, such as Europe/London.")
	}
	loc, err := time.LoadLocation(name)
	if err != nil {
		return nil, wording.New("The time zone %q is not known; name one of the IANA database, such as Europe/London.", name)
	}
	return loc, wording.Text{}
}

func (c *Calendar) checkEveryYearWorks() (problem wording.Text) {
	for year := firstYear; year <= lastYear; year++ {
		if c.nextWorking(Date{year, time.January, 1}, 1).Year != year {
			return wording.New("No working day is left in %s; shorten the closures or add weekdays.", strconv.Itoa(year))
		}
	}
	return wording.Text{}
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
