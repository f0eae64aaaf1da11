package dates_test

import (
	"fmt"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"pgregory.net/rapid"

	"cairn/internal/calendar"
	"cairn/internal/dates"
)

func TestALastDayIsReadAsPeopleWriteIt(t *testing.T) {
	t.Parallel()
	today := day(t, "2026-11-24") // a Tuesday
	for text, want := range map[string]string{
		"within 12 months":              "2027-11-24",
		"in 12 Monaten":                 "2027-11-24",
		"innerhalb von 12 Monaten":      "2027-11-24",
		"innerhalb eines Jahres":        "2027-11-24",
		"binnen sechs Monaten":          "2027-05-24",
		"in the next 18 months":         "2028-05-24",
		"18 months":                     "2028-05-24",
		"in two years":                  "2028-11-24",
		"within a year":                 "2027-11-24",
		"in a year from now":            "2027-11-24",
		"a year from now":               "2027-11-24",
		"in half a year":                "2027-05-24",
		"in einem halben Jahr":          "2027-05-24",
		"within 3 quarters":             "2027-08-24",
		"in 90 days":                    "2027-02-22",
		"in 6 weeks":                    "2027-01-05",
		"by 31 December 2027":           "2027-12-31",
		"by December 31, 2027":          "2027-12-31",
		"by the 1st of March":           "2027-03-01",
		"on 2027-06-30":                 "2027-06-30",
		"2027-06-30":                    "2027-06-30",
		"bis 30.6.2027":                 "2027-06-30",
		"bis zum 30. Juni 2027":         "2027-06-30",
		"bis spätestens 30. Juni 2027":  "2027-06-30",
		"by 31/12/2027":                 "2027-12-31",
		"by 12/31/2027":                 "2027-12-31",
		"by June 2027":                  "2027-06-30",
		"by June":                       "2027-06-30",
		"by the end of June":            "2027-06-30",
		"by December":                   "2026-12-31",
		"by November":                   "2026-11-30",
		"bis Ende Februar 2028":         "2028-02-29",
		"by mid June 2027":              "2027-06-15",
		"Mitte 2027":                    "2027-06-30",
		"by the start of 2028":          "2028-01-01",
		"by Q2 2027":                    "2027-06-30",
		"by q2/2027":                    "2027-06-30",
		"by 2027-Q2":                    "2027-06-30",
		"by Q4":                         "2026-12-31",
		"by Q3":                         "2027-09-30",
		"by the end of Q3 2027":         "2027-09-30",
		"by the second quarter of 2027": "2027-06-30",
		"bis zum 2. Quartal 2027":       "2027-06-30",
		"by H1 2027":                    "2027-06-30",
		"by the end of 2027":            "2027-12-31",
		"bis Ende 2027":                 "2027-12-31",
		"bis Ende des Jahres 2027":      "2027-12-31",
		"by 2027":                       "2027-12-31",
		"in 2027":                       "2027-12-31",
		"2027":                          "2027-12-31",
		"before 2028":                   "2027-12-31",
		"before 1 June 2027":            "2027-05-31",
		"vor Juni 2027":                 "2027-05-31",
		"by the end of the year":        "2026-12-31",
		"by year-end":                   "2026-12-31",
		"bis Jahresende":                "2026-12-31",
		"by the end of next year":       "2027-12-31",
		"bis Ende nächsten Jahres":      "2027-12-31",
		"by the end of this quarter":    "2026-12-31",
		"by the end of next quarter":    "2027-03-31",
		"by next Friday":                "2026-12-04",
		"by Friday":                     "2026-11-27",
		"no later than 30 June 2027":    "2027-06-30",
		"tomorrow":                      "2026-11-25",
	} {
		got, ok := dates.Read(text, today)
		if assert.True(t, ok, "%q was not understood", text) {
			assert.Equal(t, want, got.String(), text)
		}
		if found, ok := dates.Find("Reach Level 4 in Security Monitoring "+text, today); ok || len(text) > 10 {
			assert.Equal(t, want, found.Day.String(), "in a sentence: %s", text)
			assert.Equal(t, "reach level 4 in security monitoring", found.Rest, text)
		}
	}
	for _, text := range []string{
		"", "soon", "by 03/04/2027", "by 31 February 2027", "by 2027-02-30", "within months", "within 0 months", "within 9999 years", "in", "by", "by the end", "by the end of",
		"by the end of 31 December 2027", "Q5 2027", "by half", "innerhalb", "no later than", "by Q2/2027 2028", "by 32.12.2027", "in a half month",
	} {
		got, ok := dates.Read(text, today)
		assert.False(t, ok, "%q was read as %s", text, got)
	}
}

func TestASentenceWithoutADayHasNone(t *testing.T) {
	t.Parallel()
	today := day(t, "2026-11-24")
	for _, text := range []string{
		"improve AI monitoring", "Reach Level 4 in Security Monitoring", "We may reach level 3 in IAM", "get data security to 4", "the sun will march on", "level 3 as soon as possible",
		"Level 4 in IAM by 31 February 2027", "Level 4 in IAM by February 31, 2027", "Level 4 in IAM by 30th Feb", "Level 4 in IAM by 2027-02-30",
		"Level 4 in IAM bis 31. November 2027", "Level 4 in IAM by 32 June",
	} {
		found, ok := dates.Find(text, today)
		assert.False(t, ok, "%q was read as %s because of %q", text, found.Day, found.Said)
	}
}

func TestADayThatTheCalendarDoesNotHaveIsFound(t *testing.T) {
	t.Parallel()
	today := day(t, "2026-11-24")
	for text, want := range map[string]string{
		"Level 4 in IAM by 2027-02-30":           "2027-02-30",
		"Level 4 in IAM by 31 April":             "2027-04-31",
		"Level 4 in IAM by 29 Feb 2027":          "2027-02-29",
		"Level 4 in IAM by February 30, 2028":    "2028-02-30",
		"Stufe 4 in IAM bis zum 31. April 2027":  "2027-04-31",
		"Stufe 4 in IAM bis 30.02.2027":          "2027-02-30",
		"Level 4 in IAM by 02/30/2027":           "2027-02-30",
		"Level 4 in IAM by 31/04/2027, I think.": "2027-04-31",
		"Level 4 in IAM by 2027-13-01":           "2027-13-01",
		"Level 4 in IAM by 32 June":              "2027-06-32",
		"Level 4 in IAM by 29 Feb 2028":          "", // a leap year
		"Level 4 in IAM by 28 Feb 2027":          "",
		"Level 4 in IAM by 03/04/2027":           "", // one of two days, both of which there are
		"Level 4 in IAM as of version 1.13.":     "",
		"Level 4 in IAM":                         "",
	} {
		found, said, ok := dates.FindMissing(text, today)
		assert.Equal(t, want != "", ok, "%q: %s", text, said)
		if ok {
			assert.Equal(t, want, found.String(), text)
			_, read := dates.Find(text, today)
			assert.False(t, read, text)
		}
	}
}

func TestADayWithAWordBeforeItCountsMoreThanABareOne(t *testing.T) {
	t.Parallel()
	found, ok := dates.Find("after the audit of 3 March 2027, by Q4 2027", day(t, "2026-11-24"))
	assert.True(t, ok)
	assert.Equal(t, "2027-12-31", found.Day.String())
	assert.Equal(t, "by q4 2027", found.Said)
}

func TestAnyDayIsFoundAgainInASentence(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		today := calendar.Date{Year: 2026, Month: 11, Day: 24}.AddDays(rapid.IntRange(0, 2000).Draw(t, "today"))
		want := today.AddDays(rapid.IntRange(0, 3000).Draw(t, "ahead"))
		at := time.Date(want.Year, want.Month, want.Day, 0, 0, 0, 0, time.UTC)
		layout := rapid.SampledFrom([]string{"2 January 2006", "January 2, 2006", "2 Jan 2006", "2006-01-02", "02.01.2006", "2.1.2006", "Monday, 2 January 2006"}).Draw(t, "layout")
		word := rapid.SampledFrom([]string{"by", "on", "bis", "bis zum", "until", "no later than"}).Draw(t, "word")
		text := fmt.Sprintf("Reach it %s %s for the bank", word, at.Format(layout))
		found, ok := dates.Find(text, today)
		if !ok || found.Day != want {
			t.Fatalf("%q is read as %s (%v)", text, found.Day, ok)
		}
	})
}

func FuzzDeadline(f *testing.F) {
	for _, seed := range []string{"within 12 months", "by the end of Q2 2027", "bis Ende des Jahres 2027", "mid of mid", "before -", "by - - -", "31/12/2027", "2027-q9", "\x80"} {
		f.Add(seed)
	}
	today := calendar.Date{Year: 2026, Month: 11, Day: 24}
	f.Fuzz(func(t *testing.T, text string) {
		for _, read := range []func() (calendar.Date, bool){
			func() (calendar.Date, bool) { return dates.Read(text, today) },
			func() (calendar.Date, bool) { d, ok := dates.Find(text, today); return d.Day, ok },
		} {
			if day, ok := read(); ok {
				if _, err := calendar.ParseDate(day.String()); err != nil {
					t.Fatalf("%q is read as %v", text, day)
				}
			}
		}
	})
}
