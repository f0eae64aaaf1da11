package calendar

import (
	"fmt"
	"time"

	"cairn/internal/errs"
)

// Period is how long one round of assessment stands.
type Period string

// The periods a cadence may have.
const (
	Quarterly Period = "quarterly"
	Annual    Period = "annual"
)

func (p Period) months() time.Month {
	if p == Quarterly {
		return 3
	}
	return 12
}

// Cadence says when cycles open: on the first working day of each period.
type Cadence struct {
	Every      Period     `json:"every"                yaml:"every"`
	StartMonth time.Month `json:"start_month,omitzero" yaml:"start_month,omitempty"` // of the year, and of its first quarter; January if 0
	At         Clock      `json:"at,omitzero"          yaml:"at,omitempty"`          // local; 09:00 if 0
}

// Check is nil for a usable cadence, else [errs.Invalid] with a sentence for each of "every", "start_month" and "at".
func (c Cadence) Check() error {
	faults := make(errs.Faults)
	if c.Every != Quarterly && c.Every != Annual {
		faults.Add("every", "%q is not a cadence; choose %q or %q.", c.Every, Quarterly, Annual)
	}
	if c.StartMonth < 0 || c.StartMonth > time.December {
		faults.Add("start_month", "There is no month %d; use 1 (January) to 12 (December).", int(c.StartMonth))
	}
	if problem := checkOpening(c.clock()); !problem.IsZero() {
		faults["at"] = problem
	}
	return faults.Err()
}

func (c Cadence) clock() Clock {
	if c.At == 0 {
		return defaultOpening
	}
	return c.At
}

// PeriodOf labels the period that t lies in by its first month: "2026" for a year, "2026-Q4" for a quarter, where Q1 to Q4
// are always the quarters of the calendar year. With years from April, the quarter April to June is therefore Q2; with
// quarters from February, November to January is Q4 of the year it starts in. Labels sort in time order and never repeat.
func (c Cadence) PeriodOf(t time.Time, loc *time.Location) string {
	first := c.firstDay(DateOf(t.In(loc)))
	if c.Every == Quarterly {
		return fmt.Sprintf("%04d-Q%d", first.Year, (first.Month+2)/3)
	}
	return fmt.Sprintf("%04d", first.Year)
}

// PeriodStart is the first instant of the period that t lies in.
func (c Cadence) PeriodStart(t time.Time, loc *time.Location) time.Time {
	return instant(c.firstDay(DateOf(t.In(loc))), 0, loc)
}

// PeriodEnd is the first instant after the period that t lies in, which is the start of the next.
func (c Cadence) PeriodEnd(t time.Time, loc *time.Location) time.Time {
	return instant(c.nextFirstDay(c.firstDay(DateOf(t.In(loc)))), 0, loc)
}

// Openings are the next n instants after the given one at which cycles open: the first working day of each period, at
// the cadence's time. A period without a working day is left out. The cadence must have passed [Cadence.Check].
func (c *Calendar) Openings(cadence Cadence, after time.Time, n int) []time.Time {
	const maxPeriodsEach = 8 // two years, see maxSearch
	var openings []time.Time
	first := cadence.firstDay(c.Date(after))
	for range (n + 1) * maxPeriodsEach {
		if len(openings) >= n {
			break
		}
		next := cadence.nextFirstDay(first)
		if day := c.nextWorking(first, 1); day.Before(next) {
			if open := c.At(day, cadence.clock()); open.After(after) {
				openings = append(openings, open)
			}
		}
		first = next
	}
	return openings
}

// firstDay is the first day of the period that d lies in.
func (c Cadence) firstDay(d Date) Date {
	into := (d.Month - max(c.StartMonth, time.January) + 12) % c.Every.months() // months since the period began
	return DateOf(time.Date(d.Year, d.Month-into, 1, 0, 0, 0, 0, time.UTC))
}

// nextFirstDay is the first day of the period after the one that starts on first.
func (c Cadence) nextFirstDay(first Date) Date {
	return DateOf(time.Date(first.Year, first.Month+c.Every.months(), 1, 0, 0, 0, 0, time.UTC))
}
