package calendar_test

import (
	"encoding/json"
	"sync"
	"testing"
	"time"
	_ "time/tzdata"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"go.yaml.in/yaml/v3"

	"cairn/internal/calendar"
	"cairn/internal/errs"
)

func newCalendar(t testing.TB, cfg calendar.Config) *calendar.Calendar {
	t.Helper()
	if cfg.Zone == "" {
		cfg.Zone = "Europe/London"
	}
	c, err := calendar.New(cfg)
	require.NoError(t, err)
	return c
}

// local reads "2006-01-02 15:04" as the clocks of zone show it, or an instant with its offset.
func local(t testing.TB, zone, s string) time.Time {
	t.Helper()
	if at, err := time.Parse(time.RFC3339, s); err == nil {
		return at
	}
	loc, err := time.LoadLocation(zone)
	require.NoError(t, err)
	at, err := time.ParseInLocation("2006-01-02 15:04", s, loc)
	require.NoError(t, err)
	return at
}

func date(t testing.TB, s string) calendar.Date {
	t.Helper()
	d, err := calendar.ParseDate(s)
	require.NoError(t, err)
	return d
}

func show(at time.Time) string { return at.Format(time.RFC3339) }

func TestNewReportsEveryFaultOfItsConfigAtOnce(t *testing.T) {
	t.Parallel()
	_, err := calendar.New(calendar.Config{
		Zone:    "Europe/Londno",
		Days:    []time.Weekday{time.Monday, 7},
		Hours:   calendar.Hours{Start: calendar.MustClock("17:00"), End: calendar.MustClock("09:00")},
		Country: "xx",
		Extra: []calendar.DateRange{
			{First: date(t, "2026-12-24")},
			{First: date(t, "2026-12-31"), Last: date(t, "2026-12-24"), Name: "Year end"},
		},
	})
	require.True(t, errs.Is(err, errs.Invalid))
	fields := errs.Fields(err)
	assert.Len(t, fields, 5)
	assert.Contains(t, fields["zone"], `"Europe/Londno"`)
	assert.Contains(t, fields["days"], "number 7")
	assert.Contains(t, fields["hours"], "09:00, which is not after")
	assert.Contains(t, fields["country"], "gb-eng")
	assert.Contains(t, fields["extra[1]"], `"Year end"`)
}

func TestNewRefuses(t *testing.T) {
	t.Parallel()
	clock, day := calendar.MustClock, func(s string) calendar.Date { return date(t, s) }
	tests := map[string]struct {
		cfg   calendar.Config
		field string
		say   string
	}{
		"no zone":              {calendar.Config{}, "zone", "No time zone"},
		"the machine's zone":   {calendar.Config{Zone: "Local"}, "zone", "machine to machine"},
		"opening at night":     {calendar.Config{Zone: "UTC", Hours: calendar.Hours{Start: clock("02:59"), End: clock("12:00")}}, "hours", "02:59"},
		"closing past the day": {calendar.Config{Zone: "UTC", Hours: calendar.Hours{Start: clock("09:00"), End: 24 * 60}}, "hours", "outside the day"},
		"a date that does not exist": {
			calendar.Config{Zone: "UTC", Extra: []calendar.DateRange{{First: calendar.Date{Year: 2026, Month: 2, Day: 29}}}},
			"extra[0]", "does not exist",
		},
		"a closure without dates": {
			calendar.Config{Zone: "UTC", Extra: []calendar.DateRange{{Name: "Party"}}}, "extra[0]", "no first day",
		},
		"a mistyped year": {
			calendar.Config{Zone: "UTC", Extra: []calendar.DateRange{{First: day("0226-01-02")}}}, "extra[0]", "0226",
		},
		"a yearly closure of a year": {
			calendar.Config{Zone: "UTC", Extra: []calendar.DateRange{{First: day("2026-01-01"), Last: day("2027-01-01"), Yearly: true}}},
			"extra[0]", "a year or more",
		},
		"a year without work": {
			calendar.Config{Zone: "UTC", Extra: []calendar.DateRange{{First: day("2031-01-01"), Last: day("2031-12-31")}}},
			"days", "2031",
		},
		"nothing left between yearly closures": {
			calendar.Config{Zone: "UTC", Days: []time.Weekday{time.Tuesday}, Extra: []calendar.DateRange{
				{First: day("2026-01-01"), Last: day("2026-06-30"), Yearly: true},
				{First: day("2026-07-03"), Last: day("2026-12-31"), Yearly: true},
			}},
			"days", "No working day is left in",
		},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			_, err := calendar.New(tt.cfg)
			require.Error(t, err)
			assert.Len(t, errs.Fields(err), 1)
			assert.Contains(t, errs.Fields(err)[tt.field], tt.say)
		})
	}
}

func TestDefaultsAreMondayToFridayNineToHalfPastFive(t *testing.T) {
	t.Parallel()
	c := newCalendar(t, calendar.Config{})
	assert.Equal(t, "09:00-17:30", c.Hours().String())
	assert.Equal(t, "Europe/London", c.Location().String())
	assert.True(t, c.IsWorkingDay(local(t, "Europe/London", "2026-10-02 12:00")))  // Friday
	assert.False(t, c.IsWorkingDay(local(t, "Europe/London", "2026-10-03 12:00"))) // Saturday
	assert.True(t, c.IsWorkingDay(local(t, "Europe/London", "2026-12-25 12:00")), "no country, no holiday")
}

func TestTheDayIsTheDayInTheCalendarsZone(t *testing.T) {
	t.Parallel()
	c := newCalendar(t, calendar.Config{Zone: "Australia/Sydney"})
	sundayInLondon := local(t, "Europe/London", "2026-10-04 20:00") // Monday 06:00 in Sydney
	assert.True(t, c.IsWorkingDay(sundayInLondon))
	assert.Equal(t, "2026-10-05", c.Date(sundayInLondon).String())
}

func TestAtFollowsTheClocksThroughTheirChanges(t *testing.T) {
	t.Parallel()
	tests := []struct{ zone, date, clock, want string }{
		{"Europe/London", "2026-03-29", "01:30", "2026-03-29T02:00:00+01:00"}, // skipped: the first instant after
		{"Europe/London", "2026-03-29", "09:00", "2026-03-29T09:00:00+01:00"},
		{"Europe/London", "2026-10-25", "01:30", "2026-10-25T01:30:00+01:00"}, // twice: the first
		{"Europe/London", "2026-10-25", "02:00", "2026-10-25T02:00:00Z"},
		{"Europe/Berlin", "2026-03-29", "02:15", "2026-03-29T03:00:00+02:00"},
		{"Europe/Berlin", "2026-10-25", "02:15", "2026-10-25T02:15:00+02:00"},
		{"America/New_York", "2026-03-08", "02:59", "2026-03-08T03:00:00-04:00"},
		{"America/New_York", "2026-11-01", "01:00", "2026-11-01T01:00:00-04:00"},
		{"Australia/Sydney", "2026-10-04", "02:30", "2026-10-04T03:00:00+11:00"},
		{"Australia/Sydney", "2026-04-05", "02:30", "2026-04-05T02:30:00+11:00"},
		{"Australia/Lord_Howe", "2026-10-04", "02:10", "2026-10-04T02:30:00+11:00"}, // half an hour only
		{"Australia/Lord_Howe", "2026-04-05", "01:45", "2026-04-05T01:45:00+11:00"},
		{"America/Santiago", "2026-09-06", "00:00", "2026-09-06T01:00:00-03:00"}, // the day starts at one
		{"America/Nuuk", "2026-03-28", "23:30", "2026-03-29T00:00:00-01:00"},     // in the evening
		{"UTC", "2028-02-29", "09:00", "2028-02-29T09:00:00Z"},
	}
	for _, tt := range tests {
		t.Run(tt.zone+" "+tt.date+" "+tt.clock, func(t *testing.T) {
			t.Parallel()
			c := newCalendar(t, calendar.Config{Zone: tt.zone})
			assert.Equal(t, tt.want, show(c.At(date(t, tt.date), calendar.MustClock(tt.clock))))
		})
	}
}

func TestACalendarMayBeSharedByGoroutines(t *testing.T) {
	t.Parallel()
	c := newCalendar(t, calendar.Config{Country: "nz"})
	start := local(t, "Europe/London", "2030-01-01 12:00")
	want := c.AddWorkingDays(start, 500)
	var wg sync.WaitGroup
	for range 8 {
		wg.Go(func() { assert.Equal(t, want, c.AddWorkingDays(start, 500)) })
	}
	wg.Wait()
}

func TestClocksDatesAndClosuresReadAndPrintAsPeopleWriteThem(t *testing.T) {
	t.Parallel()
	type file struct {
		Hours   calendar.Hours       `json:"hours"   yaml:"hours"`
		Closed  calendar.DateRange   `json:"closed"  yaml:"closed"`
		Cadence calendar.Cadence     `json:"cadence" yaml:"cadence"`
		More    []calendar.DateRange `json:"more"    yaml:"more"`
	}
	const text = `hours:
    start: "09:00"
    end: "17:30"
closed:
    first: 2026-12-24
    last: 2027-01-01
    name: Year end
    yearly: true
cadence:
    every: quarterly
    start_month: 4
    at: "10:30"
more:
    - first: 2026-06-05
`
	var got file
	require.NoError(t, yaml.Unmarshal([]byte(text), &got))
	assert.Equal(t, file{
		Hours: calendar.Hours{Start: 9 * 60, End: 17*60 + 30},
		Closed: calendar.DateRange{
			First: calendar.Date{Year: 2026, Month: 12, Day: 24}, Last: calendar.Date{Year: 2027, Month: 1, Day: 1},
			Name: "Year end", Yearly: true,
		},
		Cadence: calendar.Cadence{Every: calendar.Quarterly, StartMonth: time.April, At: 10*60 + 30},
		More:    []calendar.DateRange{{First: calendar.Date{Year: 2026, Month: 6, Day: 5}}},
	}, got)

	data, err := json.Marshal(got)
	require.NoError(t, err)
	assert.JSONEq(t, `{"hours":{"start":"09:00","end":"17:30"},
		"closed":{"first":"2026-12-24","last":"2027-01-01","name":"Year end","yearly":true},
		"cadence":{"every":"quarterly","start_month":4,"at":"10:30"},"more":[{"first":"2026-06-05"}]}`, string(data))

	for _, bad := range []string{"", "9", "24:00", "09:60", "9am", "-1:00"} {
		_, err := calendar.ParseClock(bad)
		assert.Truef(t, errs.Is(err, errs.Invalid), "clock %q", bad)
	}
	for _, bad := range []string{"", "2026-02-29", "1.10.2026", "2026-13-01"} {
		_, err := calendar.ParseDate(bad)
		assert.Truef(t, errs.Is(err, errs.Invalid), "date %q", bad)
	}
	_, err = calendar.ParseDate("2026-02-29")
	assert.EqualError(t, err, `"2026-02-29" is not a date. There is no 29 February 2026: that month has 28 days.`)
}
