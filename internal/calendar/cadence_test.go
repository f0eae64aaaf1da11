package calendar_test

import (
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"cairn/internal/calendar"
	"cairn/internal/errs"
)

func TestOpenings(t *testing.T) {
	t.Parallel()
	quarterly := calendar.Cadence{Every: calendar.Quarterly}
	tests := []struct {
		name, zone, country string
		cadence             calendar.Cadence
		after               string
		want                []string
	}{
		{
			"the first of January is a holiday and clocks change between quarters", "Europe/London", "gb", quarterly,
			"2026-09-01 12:00",
			[]string{
				"2026-10-01T09:00:00+01:00", "2027-01-04T09:00:00Z", "2027-04-01T09:00:00+01:00",
				"2027-07-01T09:00:00+01:00", "2027-10-01T09:00:00+01:00",
			},
		},
		{
			"New York", "America/New_York", "us", quarterly, "2025-12-31 12:00",
			[]string{"2026-01-02T09:00:00-05:00", "2026-04-01T09:00:00-04:00", "2026-07-01T09:00:00-04:00"},
		},
		{
			"Sydney, on a public holiday", "Australia/Sydney", "au-nsw", quarterly, "2028-08-01 12:00",
			[]string{"2028-10-03T09:00:00+11:00"}, // 1 Oct is a Sunday, 2 Oct Labour Day
		},
		{
			"Berlin, the Easter weekend", "Europe/Berlin", "de", quarterly, "2018-03-01 12:00",
			[]string{"2018-04-03T09:00:00+02:00"},
		},
		{
			"Lord Howe", "Australia/Lord_Howe", "au-nsw", quarterly, "2026-09-01 12:00",
			[]string{"2026-10-01T09:00:00+10:30", "2027-01-04T09:00:00+11:00"},
		},
		{
			"an opening itself is not after itself", "Europe/London", "gb", quarterly, "2026-10-01 09:00",
			[]string{"2027-01-04T09:00:00Z"},
		},
		{
			"just before it is", "Europe/London", "gb", quarterly, "2026-10-01 08:59", []string{"2026-10-01T09:00:00+01:00"},
		},
		{
			"annual from April, at its own hour", "Europe/London", "gb",
			calendar.Cadence{Every: calendar.Annual, StartMonth: time.April, At: calendar.MustClock("10:30")},
			"2026-04-02 12:00",
			[]string{"2027-04-01T10:30:00+01:00", "2028-04-03T10:30:00+01:00"},
		},
		{
			"quarters from February", "Europe/London", "",
			calendar.Cadence{Every: calendar.Quarterly, StartMonth: time.February},
			"2028-01-15 12:00",
			[]string{"2028-02-01T09:00:00Z", "2028-05-01T09:00:00+01:00", "2028-08-01T09:00:00+01:00", "2028-11-01T09:00:00Z"},
		},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			require.NoError(t, tt.cadence.Check())
			c := newCalendar(t, calendar.Config{Zone: tt.zone, Country: tt.country})
			got := []string{}
			for _, at := range c.Openings(tt.cadence, local(t, tt.zone, tt.after), len(tt.want)) {
				got = append(got, show(at))
			}
			assert.Equal(t, tt.want, got)
		})
	}
}

func TestAPeriodWithoutWorkHasNoOpening(t *testing.T) {
	t.Parallel()
	c := newCalendar(t, calendar.Config{Extra: []calendar.DateRange{{First: date(t, "2027-03-15"), Last: date(t, "2027-07-20")}}})
	got := c.Openings(calendar.Cadence{Every: calendar.Quarterly}, local(t, "Europe/London", "2027-01-10 12:00"), 2)
	require.Len(t, got, 2)
	assert.Equal(t, "2027-07-21T09:00:00+01:00", show(got[0]))
	assert.Equal(t, "2027-10-01T09:00:00+01:00", show(got[1]))
	assert.Empty(t, c.Openings(calendar.Cadence{Every: calendar.Quarterly}, got[0], 0))
}

func TestPeriodsAreLabelledByTheirFirstMonth(t *testing.T) {
	t.Parallel()
	tests := []struct {
		every             calendar.Period
		month             time.Month
		at                string
		label, start, end string
	}{
		{calendar.Quarterly, 0, "2026-10-01 00:00", "2026-Q4", "2026-10-01T00:00:00+01:00", "2027-01-01T00:00:00Z"},
		{calendar.Quarterly, 0, "2026-09-30 23:59", "2026-Q3", "2026-07-01T00:00:00+01:00", "2026-10-01T00:00:00+01:00"},
		{calendar.Quarterly, time.January, "2028-02-29 12:00", "2028-Q1", "2028-01-01T00:00:00Z", "2028-04-01T00:00:00+01:00"},
		{calendar.Quarterly, time.April, "2026-05-01 12:00", "2026-Q2", "2026-04-01T00:00:00+01:00", "2026-07-01T00:00:00+01:00"},
		{calendar.Quarterly, time.February, "2027-01-31 12:00", "2026-Q4", "2026-11-01T00:00:00Z", "2027-02-01T00:00:00Z"},
		{calendar.Quarterly, time.December, "2026-12-01 12:00", "2026-Q4", "2026-12-01T00:00:00Z", "2027-03-01T00:00:00Z"},
		{calendar.Quarterly, time.December, "2027-02-28 12:00", "2026-Q4", "2026-12-01T00:00:00Z", "2027-03-01T00:00:00Z"},
		{calendar.Annual, 0, "2026-12-31 23:59", "2026", "2026-01-01T00:00:00Z", "2027-01-01T00:00:00Z"},
		{calendar.Annual, time.April, "2027-03-31 12:00", "2026", "2026-04-01T00:00:00+01:00", "2027-04-01T00:00:00+01:00"},
	}
	for _, tt := range tests {
		cadence := calendar.Cadence{Every: tt.every, StartMonth: tt.month}
		at := local(t, "Europe/London", tt.at)
		assert.Equal(t, tt.label, cadence.PeriodOf(at, at.Location()), tt.at)
		assert.Equal(t, tt.start, show(cadence.PeriodStart(at, at.Location())), tt.at)
		assert.Equal(t, tt.end, show(cadence.PeriodEnd(at, at.Location())), tt.at)
	}
}

func TestThePeriodDependsOnTheZone(t *testing.T) {
	t.Parallel()
	sydney, err := time.LoadLocation("Australia/Sydney")
	require.NoError(t, err)
	at := time.Date(2026, 9, 30, 20, 0, 0, 0, time.UTC)
	cadence := calendar.Cadence{Every: calendar.Quarterly}
	assert.Equal(t, "2026-Q3", cadence.PeriodOf(at, time.UTC))
	assert.Equal(t, "2026-Q4", cadence.PeriodOf(at, sydney))
}

func TestCadenceCheckSaysWhatIsWrong(t *testing.T) {
	t.Parallel()
	err := calendar.Cadence{Every: "weekly", StartMonth: 13, At: calendar.MustClock("02:30")}.Check()
	assert.True(t, errs.Is(err, errs.Invalid))
	fields := errs.Fields(err)
	assert.Len(t, fields, 3)
	assert.Contains(t, fields["every"], `"weekly"`)
	assert.Contains(t, fields["start_month"], "13")
	assert.Contains(t, fields["at"], "02:30")
	assert.NoError(t, calendar.Cadence{Every: calendar.Annual}.Check())
}

func TestPropertiesOfOpenings(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		c, after := drawCalendar(t), drawTime(t, "after")
		cadence := calendar.Cadence{
			Every:      rapid.SampledFrom([]calendar.Period{calendar.Quarterly, calendar.Annual}).Draw(t, "every"),
			StartMonth: time.Month(rapid.IntRange(0, 12).Draw(t, "start month")),
			At:         calendar.Clock(rapid.IntRange(3*60, 23*60).Draw(t, "at")),
		}
		openings := c.Openings(cadence, after, 5)
		if len(openings) != 5 {
			t.Fatalf("%d openings", len(openings))
		}
		seen := map[string]bool{}
		for _, open := range openings {
			label := cadence.PeriodOf(open, c.Location())
			start, end := cadence.PeriodStart(open, c.Location()), cadence.PeriodEnd(open, c.Location())
			switch {
			case !open.After(after), seen[label], !c.IsWorkingDay(open), open.Before(start), !open.Before(end),
				open.Format("15:04") != cadence.At.String(), c.WorkingDaysBetween(start.AddDate(0, 0, -1), open) != 1:
				t.Fatalf("opening %s of %s after %s", open, label, after)
			}
			seen[label] = true
			after = open
		}
	})
}

func BenchmarkNew(b *testing.B) {
	for b.Loop() {
		newCalendar(b, calendar.Config{Country: "gb"})
	}
}

func BenchmarkAddWorkingDays(b *testing.B) {
	c := newCalendar(b, calendar.Config{Country: "gb"})
	at := time.Date(2026, 10, 1, 9, 0, 0, 0, time.UTC)
	for b.Loop() {
		c.AddWorkingDays(at, 10)
	}
}
