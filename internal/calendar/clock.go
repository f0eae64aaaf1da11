package calendar

import (
	"fmt"
	"time"

	"cairn/internal/errs"
	"cairn/internal/wording"
)

// Clock is a local time of day in whole minutes since midnight, 00:00 to 23:59.
type Clock int

// MustClock is [ParseClock] for constants; it panics on a bad one.
func MustClock(s string) Clock {
	c, err := ParseClock(s)
	if err != nil {
		panic(err)
	}
	return c
}

// ParseClock reads a 24-hour time such as "09:00" or "9:00".
func ParseClock(s string) (Clock, error) {
	t, err := time.Parse("15:04", s)
	if err != nil {
		return 0, errs.New(errs.Invalid, "%q is not a time of day; write hours and minutes, such as 09:00.", s)
	}
	return Clock(t.Hour()*60 + t.Minute()), nil
}

// String prints the clock as "15:04".
func (c Clock) String() string { return fmt.Sprintf("%02d:%02d", int(c)/60, int(c)%60) }

// MarshalText prints the clock as "15:04".
func (c Clock) MarshalText() ([]byte, error) { return []byte(c.String()), nil }

// UnmarshalText reads what [ParseClock] reads.
func (c *Clock) UnmarshalText(text []byte) error {
	parsed, err := ParseClock(string(text))
	if err != nil {
		return err
	}
	*c = parsed
	return nil
}

// Opening times stay within these, so that nothing opens while clocks change.
const (
	earliestOpening Clock = 3 * 60
	latestOpening   Clock = 23 * 60
	defaultOpening  Clock = 9 * 60
	defaultClosing  Clock = 17*60 + 30
)

func checkOpening(c Clock) (problem wording.Text) {
	if c < earliestOpening || c > latestOpening {
		return wording.New("Opening at %s is not possible, because clocks may change at night; choose a time from %s to %s.",
			c, earliestOpening, latestOpening)
	}
	return wording.Text{}
}

// Hours are the working hours of a day: from Start up to, and not including, End, by the local wall clock.
type Hours struct {
	Start Clock `json:"start" yaml:"start"`
	End   Clock `json:"end"   yaml:"end"`
}

// String prints the hours as "09:00-17:30".
func (h Hours) String() string { return h.Start.String() + "-" + h.End.String() }

func (h Hours) check() (problem wording.Text) {
	if h.Start < 0 || h.End >= 24*60 {
		return wording.New("Working hours lie outside the day; write them as 09:00 and 17:30.")
	}
	if h.Start >= h.End {
		return wording.New("Working hours end at %s, which is not after their start at %s; let them end later on the same day.",
			h.End, h.Start)
	}
	return checkOpening(h.Start)
}
