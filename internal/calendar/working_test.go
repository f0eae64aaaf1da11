package calendar_test

import (
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"pgregory.net/rapid"

	"cairn/internal/calendar"
)

func TestNext(t *testing.T) {
	t.Parallel()
	tests := []struct{ name, zone, from, want string }{
		{"inside hours stays", "Europe/London", "2026-10-01 11:15", "2026-10-01T11:15:00+01:00"},
		{"opening itself stays", "Europe/London", "2026-10-01 09:00", "2026-10-01T09:00:00+01:00"},
		{"early waits for opening", "Europe/London", "2026-10-01 06:00", "2026-10-01T09:00:00+01:00"},
		{"closing is outside", "Europe/London", "2026-10-01 17:30", "2026-10-02T09:00:00+01:00"},
		{"Friday evening to Monday", "Europe/London", "2026-10-02 18:00", "2026-10-05T09:00:00+01:00"},
		{"over the end of summer time", "Europe/London", "2026-10-23 18:00", "2026-10-26T09:00:00Z"},
		{"over the start of summer time", "Europe/Berlin", "2026-03-28 10:00", "2026-03-30T09:00:00+02:00"},
		{"over Christmas and its substitute day", "Europe/London", "2026-12-24 18:00", "2026-12-29T09:00:00Z"},
		{"from another zone", "America/New_York", "2026-03-06T23:00:00Z", "2026-03-09T09:00:00-04:00"},
		{"Sydney", "Australia/Sydney", "2026-10-03 12:00", "2026-10-05T09:00:00+11:00"},
		{"Lord Howe", "Australia/Lord_Howe", "2026-10-03 12:00", "2026-10-05T09:00:00+11:00"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			c := newCalendar(t, calendar.Config{Zone: tt.zone, Country: "gb"})
			assert.Equal(t, tt.want, show(c.Next(local(t, tt.zone, tt.from))))
		})
	}
}

func TestAddWorkingDays(t *testing.T) {
	t.Parallel()
	tests := []struct {
		name, zone, from string
		n                int
		want             string
	}{
		{"over a weekend", "Europe/London", "2026-10-01 14:30", 2, "2026-10-05T14:30:00+01:00"},
		{"back over a weekend", "Europe/London", "2026-10-05 14:30", -2, "2026-10-01T14:30:00+01:00"},
		{"keeps the clock when summer time ends", "Europe/London", "2026-10-23 09:00", 1, "2026-10-26T09:00:00Z"},
		{"keeps the clock when summer time starts", "Europe/London", "2026-03-27 09:00", 1, "2026-03-30T09:00:00+01:00"},
		{"New York", "America/New_York", "2026-03-06 16:00", 1, "2026-03-09T16:00:00-04:00"},
		{"Sydney, the other way round", "Australia/Sydney", "2026-04-02 09:00", 1, "2026-04-07T09:00:00+10:00"},
		{"Lord Howe", "Australia/Lord_Howe", "2026-10-02 09:00", 1, "2026-10-05T09:00:00+11:00"},
		{"leap day", "Europe/London", "2028-02-28 09:00", 1, "2028-02-29T09:00:00Z"},
		{"from a Saturday the first is Monday", "Europe/London", "2026-10-03 10:00", 1, "2026-10-05T10:00:00+01:00"},
		{"from a Sunday one back is Friday", "Europe/London", "2026-10-04 10:00", -1, "2026-10-02T10:00:00+01:00"},
		{"none, on a working day", "Europe/London", "2026-10-01 20:00", 0, "2026-10-01T20:00:00+01:00"},
		{"none, on a holiday", "Europe/London", "2026-12-25 20:00", 0, "2026-12-29T20:00:00Z"},
		{"New Year", "Europe/London", "2026-12-31 12:00", 1, "2027-01-04T12:00:00Z"},
		{"seconds too", "Europe/London", "2026-10-01T14:30:21Z", 1, "2026-10-02T15:30:21+01:00"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			country := "gb"
			if tt.zone == "Australia/Sydney" {
				country = "au-nsw" // Good Friday and Easter Monday lie between
			}
			c := newCalendar(t, calendar.Config{Zone: tt.zone, Country: country})
			assert.Equal(t, tt.want, show(c.AddWorkingDays(local(t, tt.zone, tt.from), tt.n)))
		})
	}
}

func TestATimeThatTheTargetDayLacksBecomesTheNextOne(t *testing.T) {
	t.Parallel()
	c := newCalendar(t, calendar.Config{Days: []time.Weekday{time.Saturday, time.Sunday}})
	got := c.AddWorkingDays(local(t, "Europe/London", "2026-03-28 01:30"), 1)
	assert.Equal(t, "2026-03-29T02:00:00+01:00", show(got))
}

func TestWorkingDaysBetween(t *testing.T) {
	t.Parallel()
	c := newCalendar(t, calendar.Config{Country: "gb"})
	tests := []struct {
		a, b string
		want int
	}{
		{"2026-10-01 09:00", "2026-10-01 17:00", 0},
		{"2026-10-01 17:00", "2026-10-02 08:00", 1},
		{"2026-10-02 17:00", "2026-10-04 08:00", 0},
		{"2026-10-02 17:00", "2026-10-05 08:00", 1},
		{"2026-10-05 09:00", "2026-10-01 09:00", -2},
		{"2026-12-24 09:00", "2026-12-31 09:00", 3},
		{"2026-01-01 00:00", "2026-12-31 23:00", 253},
	}
	for _, tt := range tests {
		a, b := local(t, "Europe/London", tt.a), local(t, "Europe/London", tt.b)
		assert.Equal(t, tt.want, c.WorkingDaysBetween(a, b), "%s to %s", tt.a, tt.b)
	}
}

func TestWorkingTimeAndItsHalf(t *testing.T) {
	t.Parallel()
	c := newCalendar(t, calendar.Config{Country: "gb"}) // days of 8.5 hours
	tests := []struct {
		name, a, b string
		total      time.Duration
		half       string
	}{
		{"one day", "2026-10-01 09:00", "2026-10-01 17:30", 8*time.Hour + 30*time.Minute, "2026-10-01T13:15:00+01:00"},
		{"two whole days halve at the second opening", "2026-10-01 00:00", "2026-10-03 00:00", 17 * time.Hour, "2026-10-02T09:00:00+01:00"},
		{"a week", "2026-10-05 09:00", "2026-10-12 09:00", 42*time.Hour + 30*time.Minute, "2026-10-07T13:15:00+01:00"},
		{"a week with the clock change", "2026-10-22 09:00", "2026-10-29 09:00", 42*time.Hour + 30*time.Minute, "2026-10-26T13:15:00Z"},
		{"part days", "2026-10-01 16:30", "2026-10-02 10:00", 2 * time.Hour, "2026-10-02T09:00:00+01:00"},
		{"a weekend halves plainly", "2026-10-03 00:00", "2026-10-04 00:00", 0, "2026-10-03T12:00:00+01:00"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			a, b := local(t, "Europe/London", tt.a), local(t, "Europe/London", tt.b)
			assert.Equal(t, tt.total, c.WorkingTime(a, b))
			assert.Zero(t, c.WorkingTime(b, a))
			assert.Equal(t, tt.half, show(c.HalfWay(a, b)))
			assert.Equal(t, tt.half, show(c.HalfWay(b, a)))
		})
	}
}

var zones = []string{
	"Europe/London", "America/New_York", "Australia/Sydney", "Europe/Berlin", "Australia/Lord_Howe", "Pacific/Auckland",
	"America/Santiago", "Asia/Kolkata", "America/St_Johns", "UTC",
}

func drawCalendar(t *rapid.T) *calendar.Calendar {
	days := rapid.SliceOfNDistinct(rapid.Map(rapid.IntRange(0, 6), func(d int) time.Weekday { return time.Weekday(d) }), 1, 7,
		rapid.ID).Draw(t, "days")
	first := calendar.Date{Year: 2026, Month: 1, Day: 1}.AddDays(rapid.IntRange(0, 700).Draw(t, "closed from"))
	c, err := calendar.New(calendar.Config{
		Zone:    rapid.SampledFrom(zones).Draw(t, "zone"),
		Days:    days,
		Country: rapid.SampledFrom(append(calendar.Countries(), "")).Draw(t, "country"),
		Extra: []calendar.DateRange{{
			First: first, Last: first.AddDays(rapid.IntRange(0, 60).Draw(t, "closed for")), Yearly: rapid.Bool().Draw(t, "yearly"),
		}},
	})
	if err != nil {
		t.Fatal(err)
	}
	return c
}

func drawTime(t *rapid.T, label string) time.Time {
	const from, to = 1735689600, 1893456000 // 2025 to 2029
	return time.Unix(rapid.Int64Range(from, to).Draw(t, label), 0).UTC()
}

func TestPropertiesOfWorkingTime(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		c, at := drawCalendar(t), drawTime(t, "at")

		next := c.Next(at)
		if next.Before(at) || !c.InHours(next) || !c.Next(next).Equal(next) || (c.InHours(at) && !next.Equal(at)) {
			t.Fatalf("Next(%s) = %s", at, next)
		}

		n := rapid.IntRange(-40, 40).Draw(t, "n")
		day := c.AddWorkingDays(next, n) // from a working day
		if !c.IsWorkingDay(day) || day.Format("15:04:05") != next.Format("15:04:05") {
			t.Fatalf("AddWorkingDays(%s, %d) = %s", next, n, day)
		}
		if back := c.AddWorkingDays(day, -n); !back.Equal(next) {
			t.Fatalf("%d days from %s and back is %s", n, next, back)
		}
		if got := c.WorkingDaysBetween(next, day); got != n {
			t.Fatalf("%d working days between %s and %s, want %d", got, next, day, n)
		}
		if any := c.AddWorkingDays(at, n); !c.IsWorkingDay(any) {
			t.Fatalf("AddWorkingDays(%s, %d) = %s, not a working day", at, n, any)
		}

		other := at.Add(time.Duration(rapid.Int64Range(0, 60*24).Draw(t, "hours")) * time.Hour)
		half := c.HalfWay(at, other)
		if half.Before(at) || half.After(other) {
			t.Fatalf("HalfWay(%s, %s) = %s", at, other, half)
		}
		before, after := c.WorkingTime(at, half), c.WorkingTime(half, other)
		if diff := before - after; diff < -time.Second || diff > time.Second {
			t.Fatalf("HalfWay(%s, %s) = %s leaves %s before and %s after", at, other, half, before, after)
		}
		if before+after > 0 && !c.InHours(half) {
			t.Fatalf("HalfWay(%s, %s) = %s is outside working hours", at, other, half)
		}
	})
}
