package dates_test

import (
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"cairn/internal/calendar"
	"cairn/internal/dates"
)

func day(t *testing.T, s string) calendar.Date {
	t.Helper()
	if s == "" {
		return calendar.Date{}
	}
	d, err := calendar.ParseDate(s)
	require.NoError(t, err)
	return d
}

func TestAbsencesAreReadAsPeopleWriteThem(t *testing.T) {
	t.Parallel()
	today := day(t, "2026-11-24") // a Tuesday
	for text, want := range map[string][2]string{
		"until Friday":                   {"2026-11-24", "2026-11-27"},
		"till fri":                       {"2026-11-24", "2026-11-27"},
		"bis Freitag":                    {"2026-11-24", "2026-11-27"},
		"until Tuesday":                  {"2026-11-24", "2026-12-01"},
		"until next Friday":              {"2026-11-24", "2026-12-04"},
		"bis nächsten Freitag":           {"2026-11-24", "2026-12-04"},
		"until tomorrow":                 {"2026-11-24", "2026-11-25"},
		"bis übermorgen":                 {"2026-11-24", "2026-11-26"},
		"until 24 Dec":                   {"2026-11-24", "2026-12-24"},
		"until Dec 24th":                 {"2026-11-24", "2026-12-24"},
		"until the 24th of December":     {"2026-11-24", "2026-12-24"},
		"until Friday, 27 November":      {"2026-11-24", "2026-11-27"},
		"bis zum 24. Dezember":           {"2026-11-24", "2026-12-24"},
		"bis einschließlich 24.12.":      {"2026-11-24", "2026-12-24"},
		"bis 24.12.2026":                 {"2026-11-24", "2026-12-24"},
		"bis 2.1.":                       {"2026-11-24", "2027-01-02"},
		"until 2026-12-24":               {"2026-11-24", "2026-12-24"},
		"24 Dec - 2 Jan":                 {"2026-12-24", "2027-01-02"},
		"24 Dec – 2 Jan":                 {"2026-12-24", "2027-01-02"},
		"24. Dez bis 2. Jan":             {"2026-12-24", "2027-01-02"},
		"24.12.-2.1.":                    {"2026-12-24", "2027-01-02"},
		"24 - 27 Dec":                    {"2026-12-24", "2026-12-27"},
		"24.-27.12.":                     {"2026-12-24", "2026-12-27"},
		"from 24 Dec until 2 Jan":        {"2026-12-24", "2027-01-02"},
		"vom 24.12. bis zum 2.1.":        {"2026-12-24", "2027-01-02"},
		"2026-12-24 - 2027-01-02":        {"2026-12-24", "2027-01-02"},
		"tomorrow to Friday":             {"2026-11-25", "2026-11-27"},
		"24 December 2026 to 2 Jan 2027": {"2026-12-24", "2027-01-02"},
		"tomorrow":                       {"2026-11-25", "2026-11-25"},
		"Friday":                         {"2026-11-27", "2026-11-27"},
		"from Friday":                    {"2026-11-27", ""},
		"ab Freitag":                     {"2026-11-27", ""},
		"today":                          {"2026-11-24", "2026-11-24"},
		"for 2 weeks":                    {"2026-11-24", "2026-12-07"},
		"for three days":                 {"2026-11-24", "2026-11-26"},
		"für eine Woche":                 {"2026-11-24", "2026-11-30"},
		"2 weeks":                        {"2026-11-24", "2026-12-07"},
		"this week":                      {"2026-11-24", "2026-11-29"},
		"next week":                      {"2026-11-30", "2026-12-06"},
		"nächste Woche":                  {"2026-11-30", "2026-12-06"},
		"back on Monday":                 {"2026-11-24", "2026-11-29"},
		"zurück am 2. Januar":            {"2026-11-24", "2027-01-01"},
		"on":                             {"2026-11-24", ""},
		"now":                            {"2026-11-24", ""},
	} {
		got, ok := dates.ReadSpan(text, today)
		if assert.True(t, ok, "%q was not understood", text) {
			assert.Equal(t, dates.Span{First: day(t, want[0]), Last: day(t, want[1])}, got, text)
		}
	}
	for _, text := range []string{
		"until", "until the cows come home", "Dec", "24", "24/12", "until 24/12", "31 Feb", "until 2026-13-01", "for 0 days", "for 9999 weeks", "2 Jan - 24",
		"next", "from", "-", "until -", "back", "friday friday", "2026-12-24 - 2026-12-20", "32.12.", "for weeks",
	} {
		got, ok := dates.ReadSpan(text, today)
		assert.False(t, ok, "%q was read as %s to %s", text, got.First, got.Last)
	}
}

func FuzzSpan(f *testing.F) {
	for _, seed := range []string{"until Friday", "24 Dec - 2 Jan", "24.-27.12.", "back on Monday", "for 2 weeks", "vom 1. bis 3.", "- -", ".-", "0. 0.", "next friday - next week"} {
		f.Add(seed)
	}
	today := calendar.Date{Year: 2026, Month: 11, Day: 24}
	f.Fuzz(func(t *testing.T, text string) {
		got, ok := dates.ReadSpan(text, today)
		if ok && !got.Last.IsZero() && got.Last.Before(got.First) {
			t.Fatalf("%q is read as %s to %s", text, got.First, got.Last)
		}
	})
}
