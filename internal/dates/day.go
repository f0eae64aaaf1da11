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
		if day, err := calendar.ParseDate(words[0]); err == nil {
			return day, true
		}
		if m := numeric.FindStringSubmatch(words[0]); m != nil {
			return dated(m[1], time.Month(number(m[2])), m[3], earliest)
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

// weekdayAfter is the first day after another that is the given day of the week.
func weekdayAfter(weekday time.Weekday, day calendar.Date) calendar.Date {
	for day = day.AddDays(1); day.Weekday() != weekday; {
		day = day.AddDays(1)
	}
	return day
}

// dated makes a date of a day and month; without a year the first from the earliest on.
func dated(day string, month time.Month, year string, earliest calendar.Date) (calendar.Date, bool) {
	y := earliest.Year
	switch len(year) {
	case 0:
	case 2:
		y = 2000 + number(year)
	case 4:
		y = number(year)
	default:
		return calendar.Date{}, false
	}
	date := calendar.Date{Year: y, Month: month, Day: number(day)}
	if year == "" && date.Before(earliest) {
		date.Year++
	}
	_, err := calendar.ParseDate(date.String()) // which knows what days there are
	return date, err == nil
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
