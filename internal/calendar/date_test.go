package calendar_test

import (
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"cairn/internal/calendar"
)

func TestMonthsLaterIsTheSameDayOrTheLastOfTheMonth(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		day    string
		months int
		want   string
	}{
		{"2026-11-22", 6, "2027-05-22"},
		{"2026-11-30", 3, "2027-02-28"},
		{"2027-11-30", 3, "2028-02-29"},
		{"2028-02-29", 60, "2033-02-28"},
		{"2026-12-31", 1, "2027-01-31"},
		{"2027-01-31", -2, "2026-11-30"},
		{"2027-01-31", 0, "2027-01-31"},
	} {
		day, err := calendar.ParseDate(c.day)
		require.NoError(t, err)
		assert.Equal(t, c.want, day.AddMonths(c.months).String(), "%s and %d months", c.day, c.months)
	}
}

func TestDaysAreCountedFromOneDateToAnother(t *testing.T) {
	t.Parallel()
	march := calendar.Date{Year: 2027, Month: 3, Day: 27} // clocks go forward the day after
	assert.Equal(t, 3, march.DaysUntil(calendar.Date{Year: 2027, Month: 3, Day: 30}))
	assert.Equal(t, -366, calendar.Date{Year: 2029, Month: 1, Day: 1}.DaysUntil(calendar.Date{Year: 2028, Month: 1, Day: 1}))
	assert.Zero(t, march.DaysUntil(march))
}
