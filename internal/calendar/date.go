package calendar

import (
	"fmt"
	"regexp"
	"strconv"
	"time"

	"cairn/internal/errs"
	"cairn/internal/wording"
)

// Date is a day of the civil calendar, without a time or a zone.
type Date struct {
	Year  int
	Month time.Month
	Day   int
}

// DateOf is the date that t shows in its own location.
func DateOf(t time.Time) Date {
	y, m, d := t.Date()
	return Date{y, m, d}
}

// dateShaped is written like a date, whether there is such a day or not.
var dateShaped = regexp.MustCompile(`^(\d{4})-(\d{2})-(\d{2})$`)

// ParseDate reads a date such as "2026-10-01".
func ParseDate(s string) (Date, error) {
	t, err := time.Parse(time.DateOnly, s)
	if err != nil {
		if m := dateShaped.FindStringSubmatch(s); m != nil {
			year, _ := strconv.Atoi(m[1]) // digits by the expression
			month, _ := strconv.Atoi(m[2])
			day, _ := strconv.Atoi(m[3])
			return Date{}, errs.New(errs.Invalid, "%q is not a date. %s", s, Date{year, time.Month(month), day}.Missing())
		}
		return Date{}, errs.New(errs.Invalid, "%q is not a date; write year, month and day, such as 2026-10-01.", s)
	}
	return DateOf(t), nil
}

// String prints the date as "2006-01-02".
func (d Date) String() string { return fmt.Sprintf("%04d-%02d-%02d", d.Year, d.Month, d.Day) }

// MarshalText prints the date as "2006-01-02".
func (d Date) MarshalText() ([]byte, error) { return []byte(d.String()), nil }

// UnmarshalText reads what [ParseDate] reads.
func (d *Date) UnmarshalText(text []byte) error {
	parsed, err := ParseDate(string(text))
	if err != nil {
		return err
	}
	*d = parsed
	return nil
}

// IsZero reports whether the date was never set.
func (d Date) IsZero() bool { return d == Date{} }

// AddDays is the date n days later, or earlier for a negative n.
func (d Date) AddDays(n int) Date { return DateOf(d.utc().AddDate(0, 0, n)) }

// AddMonths is the same day n months later, or the last of the month where it has no such day.
func (d Date) AddMonths(n int) Date {
	last := DateOf(time.Date(d.Year, d.Month+time.Month(n)+1, 0, 0, 0, 0, 0, time.UTC))
	return Date{Year: last.Year, Month: last.Month, Day: min(d.Day, last.Day)}
}

// DaysUntil counts the days from d to e; negative when e is before d.
func (d Date) DaysUntil(e Date) int { return int(e.utc().Sub(d.utc()) / (24 * time.Hour)) }

// Weekday is the day of the week.
func (d Date) Weekday() time.Weekday { return d.utc().Weekday() }

// Compare is -1 when d is before e, +1 when it is after, 0 when they are the same.
func (d Date) Compare(e Date) int { return d.utc().Compare(e.utc()) }

// Before reports whether d is before e.
func (d Date) Before(e Date) bool { return d.Compare(e) < 0 }

func (d Date) utc() time.Time { return time.Date(d.Year, d.Month, d.Day, 0, 0, 0, 0, time.UTC) }

func (d Date) exists() bool { return DateOf(d.utc()) == d }

// Missing says why a date is not in the calendar, as 30 February is not; the zero Text when it is, and for the zero Date.
func (d Date) Missing() wording.Text {
	switch {
	case d.IsZero(), d.exists():
		return wording.Text{}
	case d.Month < time.January || d.Month > time.December:
		return wording.New("There is no month %d: a year has twelve.", int(d.Month))
	default:
		middle := time.Date(d.Year, d.Month, 15, 12, 0, 0, 0, time.UTC) // in that month wherever it is read
		return wording.New("There is no %d %s: that month has %d days.", d.Day, wording.At(middle, "January 2006"), d.LastOfMonth().Day)
	}
}

// LastOfMonth is the last day of the date's month.
func (d Date) LastOfMonth() Date {
	return DateOf(time.Date(d.Year, d.Month+1, 0, 0, 0, 0, 0, time.UTC))
}

// DateRange is a closure of the organisation's own: the days First to Last, both included.
type DateRange struct {
	First Date   `json:"first"          yaml:"first"`
	Last  Date   `json:"last,omitzero"  yaml:"last,omitempty"` // none: a single day
	Name  string `json:"name,omitempty" yaml:"name,omitempty"` // what people call it, shown with the date
	// Yearly repeats the range on the same days of every year, before and after First's year too. A day that a year
	// lacks, 29 February, is left out of that year.
	Yearly bool `json:"yearly,omitempty" yaml:"yearly,omitempty"`
}

// One-off closures are held to these years, so that New can prove that work resumes after each.
const firstYear, lastYear = 2000, 2099

func (r DateRange) last() Date {
	if r.Last.IsZero() {
		return r.First
	}
	return r.Last
}

func (r DateRange) name() string {
	if r.Name == "" {
		return "Closed"
	}
	return r.Name
}

func (r DateRange) contains(d Date) bool {
	first, last := r.First, r.last()
	if !r.Yearly {
		return !d.Before(first) && !last.Before(d)
	}
	span := last.Year - first.Year // 1 for a range across New Year
	for start := d.Year - span; start <= d.Year; start++ {
		from := Date{start, first.Month, first.Day}
		to := Date{start + span, last.Month, last.Day}
		if !to.exists() {
			to.Day-- // 29 February becomes the 28th; a range of that one day becomes empty
		}
		if !d.Before(DateOf(from.utc())) && !to.Before(d) {
			return true
		}
	}
	return false
}

func (r DateRange) check() (problem wording.Text) {
	first, last := r.First, r.last()
	switch {
	case r.First.IsZero():
		return wording.New("The closure %q has no first day; write a date such as 2026-12-24.", r.name())
	case !first.exists() || !last.exists():
		return wording.New("The closure %q has a date that does not exist (%s to %s); write real dates.", r.name(), first, last)
	case last.Before(first):
		return wording.New("The closure %q ends on %s, before it starts on %s; swap the two dates.", r.name(), last, first)
	case r.Yearly && !last.Before(Date{first.Year + 1, first.Month, first.Day}):
		return wording.New("The yearly closure %q lasts a year or more (%s to %s); make it shorter.", r.name(), first, last)
	case !r.Yearly && (first.Year < firstYear || last.Year > lastYear):
		return wording.New("The closure %q (%s to %s) lies outside the years %s to %s; correct its year.",
			r.name(), first, last, strconv.Itoa(firstYear), strconv.Itoa(lastYear))
	}
	return wording.Text{}
}
