package dates

import (
	"slices"
	"strconv"
	"strings"
	"time"

	"cairn/internal/calendar"
)

// readDay reads one day, the first from the earliest on where the words leave the year open. A day of the week is one after
// the earliest; the next one that of the week after today's.
func readDay(words []string, earliest, today calendar.Date) (calendar.Date, bool) {
	switch {
	case len(words) == 1:
		if n, ok := relativeDays[words[0]]; ok {
			return today.AddDays(n), true
		}
		if weekday, ok := weekdays[strings.TrimRight(words[0], ".")]; ok {
			return weekdayAfter(weekday, earliest), true
		}
	case len(words) == 2 && slices.Contains(nextWords, words[0]):
		if weekday, ok := weekdays[words[1]]; ok {
			return weekdayAfter(weekday, nextMonday(today).AddDays(-1)), true
		}
	case len(words) == 2 && slices.Contains(thisWords, words[0]):
		return readDay(words[1:], earliest, today)
	}
	if len(words) > 2 || len(words) == 2 && strings.ContainsAny(words[1], "0123456789") {
		if _, ok := weekdays[strings.TrimRight(words[0], ".")]; ok { // "Friday 27 November" says it twice
			return readDay(words[1:], earliest, today)
		}
	}
	date, ok := written(words, earliest)
	return date, ok && date.Missing().IsZero()
}

// written reads a day that is written with its number: "2027-02-28", "28.2.2027", "28 Feb", "February 28, 2027". It may be one
// that the calendar does not have.
func written(words []string, earliest calendar.Date) (calendar.Date, bool) {
	if len(words) == 1 {
		if m := iso.FindStringSubmatch(words[0]); m != nil {
			return calendar.Date{Year: number(m[1]), Month: time.Month(number(m[2])), Day: number(m[3])}, true
		}
		if m := numeric.FindStringSubmatch(words[0]); m != nil {
			return dated(m[1], time.Month(number(m[2])), m[3], earliest)
		}
	}
	if len(words) < 2 || len(words) > 3 {
		return calendar.Date{}, false
	}
	year := ""
	if len(words) == 3 {
		year = words[2]
	}
	for _, order := range [][2]string{{words[0], words[1]}, {words[1], words[0]}} {
		m := nth.FindStringSubmatch(order[0])
		month, ok := months[strings.TrimRight(order[1], ".")]
		if m != nil && ok {
			return dated(m[1], month, year, earliest)
		}
	}
	return calendar.Date{}, false
}

// FindMissing looks in a sentence for a day that the calendar does not have, such as 30 February 2027 or 31 April. Said are
// its words, in lower case.
func FindMissing(text string, today calendar.Date) (day calendar.Date, said string, ok bool) {
	words := sentence(text)
	words = words[:min(len(words), maxWords)]
	for i := 0; i < len(words); i++ {
		for n := min(3, len(words)-i); n > 0; n-- { // the longest first: "29 Feb 2028" is one, "29 Feb" of 2027 not
			day, ok := written(words[i:i+n], today)
			if !ok && n == 1 {
				day, ok = slashed(words[i])
			}
			if !ok {
				continue
			}
			version := day.Month > time.December && strings.HasSuffix(words[i], ".") // "1.13.", at the end of a sentence
			if !version && !day.Missing().IsZero() {
				return day, strings.Join(words[i:i+n], " "), true
			}
			i += n - 1
			break
		}
	}
	return calendar.Date{}, "", false
}

// weekdayAfter is the first day after another that is the given day of the week.
func weekdayAfter(weekday time.Weekday, day calendar.Date) calendar.Date {
	for day = day.AddDays(1); day.Weekday() != weekday; {
		day = day.AddDays(1)
	}
	return day
}

// dated makes a date of a day and month, which the calendar may not have; without a year the first from the earliest on.
func dated(day string, month time.Month, year string, earliest calendar.Date) (calendar.Date, bool) {
	y := earliest.Year
	switch {
	case year == "":
	case strings.Trim(year, "0123456789") != "":
		return calendar.Date{}, false
	case len(year) == 2:
		y = 2000 + number(year)
	case len(year) == 4:
		y = number(year)
	default:
		return calendar.Date{}, false
	}
	date := calendar.Date{Year: y, Month: month, Day: number(day)}
	if year == "" && date.Before(earliest) {
		date.Year++
	}
	return date, true
}

func number(s string) int {
	n, _ := strconv.Atoi(s) // digits by the expression that found it
	return n
}

// nextMonday is the first Monday after a day.
func nextMonday(day calendar.Date) calendar.Date {
	for day = day.AddDays(1); day.Weekday() != time.Monday; {
		day = day.AddDays(1)
	}
	return day
}
