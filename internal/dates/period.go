package dates

import (
	"slices"
	"time"

	"cairn/internal/calendar"
)

// days are a period of time, or a part of one, from the first to the last day.
type days struct{ first, last calendar.Date }

func (d days) single() bool { return d.first == d.last }

// middle is the day up to which people mean by "mid 2027" or "mid June": 30 June, or the 15th.
func (d days) middle() days {
	months := 12*(d.last.Year-d.first.Year) + int(d.last.Month-d.first.Month) + 1
	half := d.first.AddMonths(months / 2)
	if months%2 == 0 {
		half = half.AddDays(-1)
	} else {
		half.Day = 15
	}
	return days{half, half}
}

// monthsOf is a period of n months from the first of one.
func monthsOf(year int, month time.Month, n int) days {
	first := time.Date(year, month, 1, 0, 0, 0, 0, time.UTC)
	return days{calendar.DateOf(first), calendar.DateOf(first.AddDate(0, n, -1))}
}

// period reads a day, month, quarter, half or year, or the end, beginning or middle of one.
func period(words []string, today calendar.Date) (days, bool) {
	words = trimmed(words)
	if len(words) == 1 {
		if whole, ok := wholeWords[words[0]]; ok {
			words = whole
		}
	}
	if len(words) == 0 {
		return days{}, false
	}
	part := partOf(words[0])
	if len(words) == 1 || part == nil {
		return span(words, today)
	}
	of := trimmed(words[1:])
	p, ok := span(of, today)
	if !ok || p.single() {
		return days{}, false
	}
	if part(p).last.Before(today) && !yearGiven(of) { // the middle of this year is over
		p, _ = span(of, today.AddMonths(12))
	}
	return part(p), true
}

// partOf returns what a word such as "end" takes of a period, nil for another word.
func partOf(word string) func(days) days {
	switch {
	case slices.Contains(endWords, word):
		return func(d days) days { return days{d.last, d.last} }
	case slices.Contains(startWords, word):
		return func(d days) days { return days{d.first, d.first} }
	case slices.Contains(middleWords, word):
		return days.middle
	default:
		return nil
	}
}

// trimmed leaves out articles and what stands between the parts of a period, but not the word year where it is the period.
func trimmed(words []string) []string {
	rest := slices.DeleteFunc(slices.Clone(words), func(w string) bool { return slices.Contains(articles, w) && !slices.Contains(yearWords, w) })
	if len(rest) > 1 && slices.ContainsFunc(rest, yearOnly.MatchString) { // "des Jahres 2027"
		rest = slices.DeleteFunc(rest, func(w string) bool { return slices.Contains(yearWords, w) })
	}
	return rest
}

// yearGiven reports whether the words name a year.
func yearGiven(words []string) bool {
	return slices.ContainsFunc(words, func(w string) bool {
		return yearOnly.MatchString(w) || len(w) > 4 && (quarterAt.MatchString(w) || halfAt.MatchString(w))
	})
}

// span reads a whole period, or a day.
func span(words []string, today calendar.Date) (days, bool) {
	if len(words) == 0 {
		return days{}, false
	}
	if p, ok := named(words, today); ok {
		return p, p.last.Year <= lastYear
	}
	if p, ok := relative(words, today); ok {
		return p, true
	}
	if len(words) == 1 {
		if day, ok := slashed(words[0]); ok {
			return days{day, day}, day.Missing().IsZero()
		}
	}
	day, ok := readDay(trimFill(words), today, today)
	return days{day, day}, ok && day.Year <= lastYear
}

// named reads "2027", "June 2027", "Q2", "q2/2027", "second quarter 2027", "H1 2027". Without a year it is the first that is
// not over.
func named(words []string, today calendar.Date) (days, bool) {
	year, rest := 0, words
	for i, w := range words {
		if yearOnly.MatchString(w) {
			year, rest = number(w), slices.Concat(words[:i], words[i+1:])
			break
		}
	}
	if year != 0 && len(rest) == 0 {
		return monthsOf(year, time.January, 12), true
	}
	month, n := time.Month(0), 0
	switch {
	case len(rest) == 1 && quarterAt.MatchString(rest[0]):
		m := quarterAt.FindStringSubmatch(rest[0])
		month, n = time.Month(3*number(m[1]+m[4])-2), 3
		if in := m[2] + m[3]; in != "" {
			if year != 0 {
				return days{}, false
			}
			year = number(in)
		}
	case len(rest) == 1 && halfAt.MatchString(rest[0]):
		m := halfAt.FindStringSubmatch(rest[0])
		month, n = time.Month(6*number(m[1])-5), 6
		if m[2] != "" {
			if year != 0 {
				return days{}, false
			}
			year = number(m[2])
		}
	case len(rest) == 1:
		month, n = months[rest[0]], 1
	case len(rest) == 2 && slices.Contains(quarterWords, rest[1]) && ordinals[rest[0]] > 0:
		month, n = time.Month(3*ordinals[rest[0]]-2), 3
	case len(rest) == 2 && (slices.Contains(halfYearWords, rest[1]) || slices.Contains(halfWords, rest[1])) && (ordinals[rest[0]] == 1 || ordinals[rest[0]] == 2):
		month, n = time.Month(6*ordinals[rest[0]]-5), 6
	}
	if month == 0 {
		return days{}, false
	}
	if year != 0 {
		return monthsOf(year, month, n), true
	}
	p := monthsOf(today.Year, month, n)
	if p.last.Before(today) {
		p = monthsOf(today.Year+1, month, n)
	}
	return p, true
}

// relative reads "this quarter", "next year", "the month".
func relative(words []string, today calendar.Date) (days, bool) {
	ahead := 0
	if len(words) == 2 {
		switch {
		case slices.Contains(nextWords, words[0]) || words[0] == "kommendes":
			ahead = 1
		case !slices.Contains(thisWords, words[0]) && words[0] != "dieses" && words[0] != "laufenden":
			return days{}, false
		}
		words = words[1:]
	}
	if len(words) != 1 || !slices.Contains(singular, words[0]) {
		return days{}, false
	}
	n := 0
	switch {
	case slices.Contains(monthWords, words[0]):
		n = 1
	case slices.Contains(quarterWords, words[0]):
		n = 3
	case slices.Contains(yearWords, words[0]):
		n = 12
	case slices.Contains(weekWords, words[0]):
		monday := nextMonday(today).AddDays(7 * (ahead - 1))
		return days{monday, monday.AddDays(6)}, true
	default:
		return days{}, false
	}
	first := today.Month - (today.Month-1)%time.Month(n)
	return monthsOf(today.Year, first+time.Month(ahead*n), n), true
}

// slashed reads 31/12/2027 and 12/31/2027, where only one order can be a day, whether the calendar has it or not.
func slashed(word string) (calendar.Date, bool) {
	m := slashes.FindStringSubmatch(word)
	if m == nil {
		return calendar.Date{}, false
	}
	day, month := number(m[1]), number(m[2])
	if day <= 12 && month <= 12 && day != month {
		return calendar.Date{}, false
	}
	if day <= 12 {
		day, month = month, day
	}
	return calendar.Date{Year: number(m[3]), Month: time.Month(month), Day: day}, true
}
