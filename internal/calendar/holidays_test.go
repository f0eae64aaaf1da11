package calendar_test

import (
	"strings"
	"testing"
	"time"

	"github.com/rickar/cal/v2"
	"github.com/stretchr/testify/assert"

	"cairn/internal/calendar"
)

func TestPublicHolidays(t *testing.T) {
	t.Parallel()
	tests := []struct{ country, date, want string }{
		{"gb", "2026-12-25", "Christmas Day"},
		{"gb", "2026-12-28", "Boxing Day (substitute day)"}, // Boxing Day on a Saturday
		{"gb", "2026-12-26", "Boxing Day"},
		{"gb", "2022-01-03", "New Year's Day (substitute day)"},
		{"gb", "2021-12-28", "Boxing Day (substitute day)"}, // both Christmas days move
		{"gb", "2026-12-24", ""},
		{"gb", "2026-04-03", "Good Friday"},
		{"gb", "2022-05-30", ""},                                // the spring holiday moved for the jubilee
		{"us", "2021-12-31", "New Year's Day (substitute day)"}, // 1 January 2022 is a Saturday
		{"us", "2026-07-03", "Independence Day (substitute day)"},
		{"us", "2026-11-26", "Thanksgiving Day"},
		{"ie", "2026-02-02", "Saint Brigid’s Day"},
		{"de", "2026-10-03", "Tag der Deutschen Einheit"},
		{"de", "2026-11-01", ""},
		{"de-by", "2026-01-06", "Heilige Drei Könige"},
		{"de", "2026-01-06", ""},
		{"fr", "2026-07-14", "Fête Nationale"},
		{"dk", "2023-05-05", "Store bededag"}, // abolished after 2023
		{"dk", "2024-04-26", ""},
		{"ch", "2026-03-19", ""}, // kept in a few cantons only
		{"ch-ti", "2026-03-19", "Josefstag"},
		{"ca", "2026-07-01", "Canada Day"},
		{"au", "2026-06-08", ""},
		{"au-nsw", "2026-06-08", "Queen's Birthday"},
		{"nz", "2026-07-10", "Matariki"},
		{"nz", "2021-07-02", ""},
		{"nz", "2036-07-18", ""}, // beyond the dates we carry
		{"pl", "2025-12-24", "Wigilia Bożego Narodzenia"},
		{"pl", "2024-12-24", ""},
		{"fi", "2026-06-19", "Juhannusaatto"},
		{"fi", "2026-06-20", "Juhannuspäivä"},
		{"fi", "2026-10-31", "Pyhäinpäivä"},
		{"fi", "2025-06-20", "Juhannusaatto"},
		{"fi", "2026-05-14", "Helatorstai"},
		{"se", "2026-06-19", "Midsommarafton"},
		{"GB", "2026-12-25", "Christmas Day"},
		{"", "2026-12-25", ""},
	}
	for _, tt := range tests {
		t.Run(tt.country+" "+tt.date, func(t *testing.T) {
			t.Parallel()
			c := newCalendar(t, calendar.Config{Country: tt.country})
			noon := c.At(date(t, tt.date), calendar.MustClock("12:00"))
			name, ok := c.Holiday(noon)
			assert.Equal(t, tt.want, name)
			assert.Equal(t, tt.want != "", ok)
			if ok {
				assert.False(t, c.IsWorkingDay(noon))
			}
		})
	}
}

func TestEveryCountryKeepsNewYearsDayAndLeavesMostDaysForWork(t *testing.T) {
	t.Parallel()
	for _, country := range calendar.Countries() {
		t.Run(country, func(t *testing.T) {
			t.Parallel()
			assert.Equal(t, strings.ToLower(country), country)
			c := newCalendar(t, calendar.Config{Country: country})
			for year := 2024; year <= 2035; year++ {
				first := time.Date(year, time.January, 1, 12, 0, 0, 0, time.UTC)
				_, ok := c.Holiday(first)
				assert.True(t, ok, "%d", year)
				days := c.WorkingDaysBetween(first, first.AddDate(1, 0, 0))
				assert.True(t, days >= 235 && days <= 258, "%d working days in %d", days, year)
			}
		})
	}
}

func TestOwnClosures(t *testing.T) {
	t.Parallel()
	c := newCalendar(t, calendar.Config{
		Days: []time.Weekday{0, 1, 2, 3, 4, 5, 6},
		Extra: []calendar.DateRange{
			{First: date(t, "2026-06-05"), Name: "Company day"},
			{First: date(t, "2025-12-27"), Last: date(t, "2026-01-02"), Name: "Year end", Yearly: true},
			{First: date(t, "2024-02-29"), Name: "Leap day", Yearly: true},
			{First: date(t, "2026-08-03"), Last: date(t, "2026-08-07")},
			{First: date(t, "2025-02-20"), Last: date(t, "2024-02-29").AddDays(365), Name: "Ski week"},
		},
	})
	tests := map[string]string{
		"2026-06-05": "Company day",
		"2027-06-05": "",
		"2026-12-26": "",
		"2026-12-27": "Year end",
		"2026-12-31": "Year end",
		"2027-01-02": "Year end",
		"2027-01-03": "",
		"2019-01-01": "Year end",
		"2028-02-29": "Leap day",
		"2027-02-28": "",
		"2027-03-01": "",
		"2026-08-02": "",
		"2026-08-03": "Closed",
		"2026-08-07": "Closed",
		"2026-08-08": "",
		"2025-02-28": "Ski week",
	}
	for day, want := range tests {
		name, ok := c.Holiday(c.At(date(t, day), calendar.MustClock("12:00")))
		assert.Equal(t, want, name, day)
		assert.Equal(t, want != "", ok, day)
	}
}

func TestHolidaysDoNotDependOnTheMachinesZone(t *testing.T) {
	t.Parallel()
	assert.Same(t, time.UTC, cal.DefaultLoc)
}
