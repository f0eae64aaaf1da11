package afteraction

import (
	"cmp"
	"fmt"
	"regexp"
	"strconv"
	"strings"
	"time"
	"unicode"
	"unicode/utf8"

	"cairn/internal/assess"
	"cairn/internal/calendar"
	"cairn/internal/exercise"
)

// ratingMeaning says what a rating stands for.
func ratingMeaning(r exercise.Rating) string {
	switch r {
	case exercise.Performed:
		return "It was achieved, and nothing else suffered for it."
	case exercise.Some:
		return "It was achieved and nothing else suffered, but it could have gone better or faster."
	case exercise.MajorOnes:
		return "It was achieved at the cost of something else."
	case exercise.Unable:
		return "It was not achieved."
	default:
		return "Nobody noted anything on it, so nothing is said of it."
	}
}

// kindWords says how people took part.
func kindWords(k exercise.Kind) string {
	words := capital(k.Words().String())
	switch k {
	case exercise.Tabletop:
		return words + " (people talked through what they would do)"
	case exercise.Simulation:
		return words + " (people did it, on systems like the real ones)"
	default:
		return words
	}
}

// named is what somebody is called, or their Slack id.
func named(r exercise.Report, u assess.UserID) string { return cmp.Or(r.Names[u], string(u)) }

// day is "3 December 2026".
func day(d calendar.Date) string { return onDay(d, "2 January 2006") }

// due is "3 Dec 2026".
func due(d calendar.Date) string {
	if d.IsZero() {
		return ""
	}
	return onDay(d, "2 Jan 2006")
}

func onDay(d calendar.Date, layout string) string {
	return time.Date(d.Year, d.Month, d.Day, 0, 0, 0, 0, time.UTC).Format(layout)
}

// elapsed is exercise time as minutes from the start: "+0:07", "+1:32".
func elapsed(d time.Duration) string {
	m := int(max(d, 0).Minutes())
	return fmt.Sprintf("+%d:%02d", m/60, m%60)
}

// lasting is a length of time: "40 s", "7 min", "1 h 30 min".
func lasting(d time.Duration) string {
	if d < time.Minute {
		return strconv.Itoa(int(d.Seconds())) + " s"
	}
	m := int(d.Round(time.Minute).Minutes())
	switch {
	case m < 60:
		return fmt.Sprintf("%d min", m)
	case m%60 == 0:
		return fmt.Sprintf("%d h", m/60)
	default:
		return fmt.Sprintf("%d h %d min", m/60, m%60)
	}
}

// counted is "1 decision", "3 decisions", "no decisions".
func counted(n int, one, many string) string {
	switch n {
	case 0:
		return "no " + many
	case 1:
		return "1 " + one
	default:
		return strconv.Itoa(n) + " " + many
	}
}

// capital is a text with a capital first.
func capital(s string) string {
	first, size := utf8.DecodeRuneInString(s)
	return string(unicode.ToUpper(first)) + s[size:]
}

// mention is somebody as Slack writes them in a text.
var mention = regexp.MustCompile(`<@([UW][A-Z0-9]+)(?:\|[^>]*)?>`)

// typed is a text of somebody as a file can hold it: without control characters and empty ends, with people by name.
func typed(r exercise.Report, s string) string {
	s = strings.ReplaceAll(strings.ToValidUTF8(s, "\uFFFD"), "\r\n", "\n")
	s = mention.ReplaceAllStringFunc(s, func(m string) string {
		return "@" + named(r, assess.UserID(mention.FindStringSubmatch(m)[1]))
	})
	return strings.TrimSpace(strings.Map(func(c rune) rune {
		switch {
		case c == '\n':
			return c
		case unicode.IsControl(c) || c == '\u2028' || c == '\u2029':
			return ' '
		case c == '\uFFFE' || c == '\uFFFF': // no XML has them
			return '\uFFFD'
		default:
			return c
		}
	}, s))
}
