package dates

import (
	"slices"
	"strconv"
	"strings"

	"cairn/internal/calendar"
)

// Span is some days in a row. Last, a day of it too, is zero for until further notice.
type Span struct{ First, Last calendar.Date }

// Over reports whether a text says that an absence is over: "back", "off", "aus".
func Over(text string) bool {
	word := strings.ToLower(strings.TrimSpace(text))
	return slices.Contains(overWords, word) || slices.Contains(backWords, word)
}

// ReadSpan reads the days of an absence; today is the person's. It is false for what it does not understand.
func ReadSpan(text string, today calendar.Date) (Span, bool) {
	words := tokens(text)
	if len(words) == 1 && slices.Contains(openWords, words[0]) {
		return Span{First: today}, true
	}
	s, rest := Span{First: today}, words
	switch {
	case len(rest) > 1 && slices.Contains(backWords, rest[0]): // "back on Monday"
		day, ok := readDay(trimFill(rest[1:]), today, today)
		return Span{today, day.AddDays(-1)}, ok && today.Before(day)
	case len(rest) > 1 && slices.Contains(untilWords, rest[0]):
		day, ok := readDay(trimFill(rest[1:]), today, today)
		s.Last = day
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
		s = Span{day, day}
		if from {
			s.Last = calendar.Date{}
		}
		return s, ok
	}
	return readRange(trimFill(rest[:i]), trimFill(rest[i+1:]), today)
}

// readRange reads "24 Dec" and "2 Jan", or "24" and "27 Dec".
func readRange(left, right []string, today calendar.Date) (Span, bool) {
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
		return Span{}, false
	}
	last, ok := readDay(right, first, today)
	return Span{first, last}, ok && !last.Before(first)
}

// readFor reads "2 weeks" and "3 days", beginning today.
func readFor(words []string, today calendar.Date) (Span, bool) {
	if len(words) != 2 {
		return Span{}, false
	}
	n, ok := countWords[words[0]]
	if !ok {
		var err error
		if n, err = strconv.Atoi(words[0]); err != nil || n < 1 || n > 400 {
			return Span{}, false
		}
	}
	switch {
	case slices.Contains(weekWords, words[1]):
		n *= 7
	case !slices.Contains(dayWords, words[1]):
		return Span{}, false
	}
	return Span{today, today.AddDays(n - 1)}, true
}

// readWeek reads "this week" and "next week", from Monday to Sunday.
func readWeek(words []string, today calendar.Date) (Span, bool) {
	if len(words) != 2 || !slices.Contains(weekWords, words[1]) {
		return Span{}, false
	}
	monday := nextMonday(today)
	switch {
	case slices.Contains(nextWords, words[0]):
		return Span{monday, monday.AddDays(6)}, true
	case slices.Contains(thisWords, words[0]):
		return Span{today, monday.AddDays(-1)}, true
	default:
		return Span{}, false
	}
}
