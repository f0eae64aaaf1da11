package assess_test

import (
	"testing"
	"time"

	"github.com/stretchr/testify/assert"

	"cairn/internal/assess"
	"cairn/internal/calendar"
)

func TestDaysOffAreReadAsPeopleWriteThem(t *testing.T) {
	t.Parallel()
	day := func(year int, month time.Month, day int) calendar.Date {
		return calendar.Date{Year: year, Month: month, Day: day}
	}
	for text, want := range map[string]calendar.DateRange{
		"2026-12-24":                            {First: day(2026, 12, 24)},
		" 2026-12-24  Company day ":             {First: day(2026, 12, 24), Name: "Company day"},
		"24.12.2026, Betriebsausflug":           {First: day(2026, 12, 24), Name: "Betriebsausflug"},
		"2026-12-24 to 2027-01-01 Company":      {First: day(2026, 12, 24), Last: day(2027, 1, 1), Name: "Company"},
		"24.12.2026 bis 1.1.2027: Ferien":       {First: day(2026, 12, 24), Last: day(2027, 1, 1), Name: "Ferien"},
		"2026-12-24 – 2026-12-31":               {First: day(2026, 12, 24), Last: day(2026, 12, 31)},
		"2026-12-24 - 2026-12-31":               {First: day(2026, 12, 24), Last: day(2026, 12, 31)},
		"12-24 Company day":                     {First: day(2025, 12, 24), Name: "Company day", Yearly: true},
		"12-24 to 01-01":                        {First: day(2025, 12, 24), Last: day(2026, 1, 1), Yearly: true},
		"24.12. bis 31.12. Betriebsferien":      {First: day(2025, 12, 24), Last: day(2025, 12, 31), Name: "Betriebsferien", Yearly: true},
		"2026-12-24 2026 is nearly over":        {First: day(2026, 12, 24), Name: "2026 is nearly over"},
		"2026-12-24 to the end of all patience": {First: day(2026, 12, 24), Name: "to the end of all patience"},
	} {
		got, unread := assess.ReadClosures(text, nil, 2025)
		assert.Equal(t, []calendar.DateRange{want}, got, text)
		assert.Empty(t, unread, text)
	}
}

func TestALineThatIsNoDayOffIsNotGuessedAt(t *testing.T) {
	t.Parallel()
	got, unread := assess.ReadClosures("Christmas\n\n2026-12-24\n2026-12-24 to 12-31\n12-24 to 2026-12-31\n2026-12-244\n24.12", nil, 2026)
	assert.Equal(t, []string{"Christmas", "2026-12-24 to 12-31", "12-24 to 2026-12-31", "2026-12-244", "24.12"}, unread)
	assert.Len(t, got, 1)
}

func TestDaysOffThatNobodyTouchedStayAsTheyWereDeclared(t *testing.T) {
	t.Parallel()
	kept := []calendar.DateRange{
		{First: calendar.Date{Year: 2019, Month: 12, Day: 24}, Last: calendar.Date{Year: 2020, Month: 1, Day: 1}, Name: "Company holidays", Yearly: true},
		{First: calendar.Date{Year: 2026, Month: 5, Day: 4}},
	}
	for _, to := range []string{"to", "bis"} {
		text := assess.ClosureLine(kept[0], to) + "\n" + assess.ClosureLine(kept[1], to)
		got, unread := assess.ReadClosures(text, kept, 2026)
		assert.Empty(t, unread)
		assert.Equal(t, kept, got)
	}
}
