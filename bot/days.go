package bot

import (
	"regexp"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/go-playground/locales"
	"github.com/go-playground/locales/de"
	"github.com/go-playground/locales/en_GB"

	"cairn/internal/calendar"
)

// Days of an absence, as people write them in English or German: "until Friday", "24 Dec - 2 Jan", "for 2 weeks",
// "back on Monday", "bis 2. Januar". The last day is a day away. No library reads them: the one that knows both languages
// takes a quarter of a second and eighty megabytes whenever a program starts that holds it.

// span is an absence in days. Last is zero for until further notice.
type span struct{ first, last calendar.Date }

// words of the sentences, in both languages.
var (
	untilWords = []string{"until", "till", "til", "through", "to", "bis"}
	fromWords  = []string{"from", "since", "starting", "ab", "von", "vom", "seit"}
	backWords  = []string{"back", "zurück", "zurueck"}
	forWords   = []string{"for", "für", "fuer"}
	fillWords  = []string{"on", "the", "of", "zum", "zur", "am", "im", "den", "dem", "der", "including", "einschließlich", "and", "i'm", "away"}
	overWords  = []string{"off", "over", "clear", "none", "aus", "ende", "beendet"}
	openWords  = []string{"on", "now", "away", "an", "jetzt", "weg"}
	nextWords  = []string{"next", "nächste", "nächsten", "nächster", "nächstes", "kommende", "kommenden"}
	thisWords  = []string{"this", "diese", "diesen", "dieser"}
	weekWords  = []string{"week", "weeks", "woche", "wochen"}
	dayWords   = []string{"day", "days", "tag", "tage", "tagen"}
	countWords = map[string]int{
		"a": 1, "one": 1, "two": 2, "three": 3, "four": 4, "ein": 1, "eine": 1, "einen": 1, "zwei": 2, "drei": 3, "vier": 4,
	}
	relativeDays = map[string]int{"today": 0, "heute": 0, "tomorrow": 1, "morgen": 1, "übermorgen": 2, "uebermorgen": 2}
)

// names finds days of the week and months by their names and what they are cut to, in both languages.
var weekdays, months = names()

func names() (weekdays map[string]time.Weekday, months map[string]time.Month) {
	weekdays, months = make(map[string]time.Weekday), make(map[string]time.Month)
	key := func(name string) string { return strings.ToLower(strings.TrimRight(name, ".")) }
	for _, l := range []locales.Translator{en_GB.New(), de.New()} {
		for d := time.Sunday; d <= time.Saturday; d++ {
			weekdays[key(l.WeekdayWide(d))] = d
			weekdays[key(l.WeekdayAbbreviated(d))] = d
		}
		for m := time.January; m <= time.December; m++ {
			months[key(l.MonthWide(m))] = m
			months[key(l.MonthAbbreviated(m))] = m
			months[key(string([]rune(l.MonthWide(m))[:3]))] = m
		}
	}
	weekdays["sonnabend"] = time.Saturday
	return weekdays, months
}

var (
	dash    = regexp.MustCompile(`\s*[–—]\s*|\s+-\s*|\s*-\s+`) // not that of 2026-12-24
	dotDash = regexp.MustCompile(`\.-`)                        // "24.-27.12."
	numeric = regexp.MustCompile(`^(\d{1,2})\.(\d{1,2})\.(\d{2}|\d{4})?$`)
	nth     = regexp.MustCompile(`^(\d{1,2})(?:st|nd|rd|th|\.)?$`)
)

// readSpan reads the days of an absence; today is the person's. It is false for what it does not understand.
func readSpan(text string, today calendar.Date) (span, bool) {
	words := dayTokens(text)
	if len(words) == 1 && slices.Contains(openWords, words[0]) {
		return span{first: today}, true
	}
	s, rest := span{first: today}, words
	switch {
	case len(rest) > 1 && slices.Contains(backWords, rest[0]): // "back on Monday"
		day, ok := readDay(trimFill(rest[1:]), today, today)
		return span{today, day.AddDays(-1)}, ok && today.Before(day)
	case len(rest) > 1 && slices.Contains(untilWords, rest[0]):
		day, ok := readDay(trimFill(rest[1:]), today, today)
		s.last = day
		return s, ok
	case len(rest) > 1 && slices.Contains(forWords, rest[0]):
		return readFor(rest[1:], today)
	}
	if found, ok := readFor(rest, today); ok {
		return found, true
	}
	if found, ok := readWeek(rest, today); ok {
		return found, true
	}
	from := len(rest) > 1 && slices.Contains(fromWords, rest[0])
	if from {
		rest = rest[1:]
	}
	i := slices.IndexFunc(rest, func(w string) bool { return w == "-" || slices.Contains(untilWords, w) })
	if i < 0 { // one day, or from a day on
		day, ok := readDay(trimFill(rest), today, today)
		s = span{day, day}
		if from {
			s.last = calendar.Date{}
		}
		return s, ok
	}
	return readRange(trimFill(rest[:i]), trimFill(rest[i+1:]), today)
}

// readRange reads "24 Dec" and "2 Jan", or "24" and "27 Dec".
func readRange(left, right []string, today calendar.Date) (span, bool) {
	first, ok := readDay(left, today, today)
	if !ok && len(left) == 1 && len(right) > 1 { // the month, and year, of the last day
		first, ok = readDay(append(left, right[1:]...), today, today)
	}
	if !ok && len(left) == 1 && len(right) > 0 { // "24.-27.12."
		if m := numeric.FindStringSubmatch(right[0]); m != nil && nth.MatchString(left[0]) {
			first, ok = readDay([]string{strings.TrimRight(left[0], ".") + "." + m[2] + "." + m[3]}, today, today)
		}
	}
	if !ok || len(right) == 0 {
		return span{}, false
	}
	last, ok := readDay(right, first, today)
	return span{first, last}, ok && !last.Before(first)
}

// readFor reads "2 weeks" and "3 days", beginning today.
func readFor(words []string, today calendar.Date) (span, bool) {
	if len(words) != 2 {
		return span{}, false
	}
	n, ok := countWords[words[0]]
	if !ok {
		var err error
		if n, err = strconv.Atoi(words[0]); err != nil || n < 1 || n > 400 {
			return span{}, false
		}
	}
	switch {
	case slices.Contains(weekWords, words[1]):
		n *= 7
	case !slices.Contains(dayWords, words[1]):
		return span{}, false
	}
	return span{today, today.AddDays(n - 1)}, true
}

// readWeek reads "this week" and "next week", from Monday to Sunday.
func readWeek(words []string, today calendar.Date) (span, bool) {
	if len(words) != 2 || !slices.Contains(weekWords, words[1]) {
		return span{}, false
	}
	monday := nextMonday(today)
	switch {
	case slices.Contains(nextWords, words[0]):
		return span{monday, monday.AddDays(6)}, true
	case slices.Contains(thisWords, words[0]):
		return span{today, monday.AddDays(-1)}, true
	default:
		return span{}, false
	}
}

// nextMonday is the first Monday after a day.
func nextMonday(day calendar.Date) calendar.Date {
	for day = day.AddDays(1); day.Weekday() != time.Monday; {
		day = day.AddDays(1)
	}
	return day
}

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

// dayTokens splits a sentence into words in lower case, and dashes.
func dayTokens(text string) []string {
	text = dash.ReplaceAllString(dotDash.ReplaceAllString(strings.ToLower(text), ". - "), " - ")
	return trimFill(strings.FieldsFunc(text, func(r rune) bool { return r == ' ' || r == ',' || r == '\t' || r == '!' || r == '`' }))
}

// trimFill leaves out words that mean nothing here, unless nothing else is there.
func trimFill(words []string) []string {
	rest := slices.DeleteFunc(slices.Clone(words), func(w string) bool { return slices.Contains(fillWords, w) })
	if len(rest) == 0 {
		return words
	}
	return rest
}
