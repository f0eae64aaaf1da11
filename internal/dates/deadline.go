package dates

import (
	"regexp"
	"slices"
	"strconv"
	"strings"

	"cairn/internal/calendar"
)

// Deadline is the last day that a sentence gives for something.
type Deadline struct {
	Day  calendar.Date
	Said string // the words that gave it, in lower case
	Rest string // the other words, in lower case
}

// Bounds on what is read.
const (
	maxWords  = 120  // of a sentence
	maxPhrase = 9    // words that give a day
	maxCount  = 1000 // of "within 1000 days"
	lastYear  = 2199
)

var (
	byWords       = []string{"by", "until", "till", "bis", "spätestens", "on", "at", "am", "zum", "due", "for", "-"}
	withinWords   = []string{"within", "in", "inside", "binnen", "innerhalb"}
	beforeWords   = []string{"before", "vor"}
	articles      = []string{"the", "of", "a", "on", "at", "in", "im", "am", "der", "des", "dem", "den", "das", "die", "vom", "von", "zum", "calendar", "than", "later", "jahr", "jahres", "year", "as"}
	endWords      = []string{"end", "ende", "eo", "close", "ends"}
	startWords    = []string{"start", "beginning", "begin", "anfang", "beginn"}
	middleWords   = []string{"mid", "middle", "mitte"}
	monthWords    = []string{"month", "months", "monat", "monate", "monaten", "monats"}
	quarterWords  = []string{"quarter", "quarters", "quartal", "quartale", "quartalen", "quartals"}
	yearWords     = []string{"year", "years", "jahr", "jahre", "jahren", "jahres"}
	halfYearWords = []string{"halfyear", "halbjahr", "halbjahre", "halbjahren"}
	singular      = []string{"day", "week", "month", "quarter", "year", "tag", "woche", "monat", "monats", "quartal", "quartals", "halbjahr", "jahr", "jahres"}
	halfWords     = []string{"half", "halbes", "halben", "halbe"}
	wholeWords    = map[string][]string{ // one word for several
		"year-end": {"end", "this", "year"}, "yearend": {"end", "this", "year"}, "eoy": {"end", "this", "year"}, "jahresende": {"end", "this", "year"},
		"quarter-end": {"end", "this", "quarter"}, "eoq": {"end", "this", "quarter"}, "quartalsende": {"end", "this", "quarter"},
		"month-end": {"end", "this", "month"}, "eom": {"end", "this", "month"}, "monatsende": {"end", "this", "month"},
	}
	ordinals = map[string]int{
		"first": 1, "second": 2, "third": 3, "fourth": 4, "1st": 1, "2nd": 2, "3rd": 3, "4th": 4, "1.": 1, "2.": 2, "3.": 3, "4.": 4,
		"erstes": 1, "zweites": 2, "drittes": 3, "viertes": 4, "ersten": 1, "zweiten": 2, "dritten": 3, "vierten": 4,
	}
	moreCounts = map[string]int{
		"an": 1, "einer": 1, "einem": 1, "eines": 1, "five": 5, "six": 6, "seven": 7, "eight": 8, "nine": 9, "ten": 10, "twelve": 12, "eighteen": 18,
		"fünf": 5, "sechs": 6, "sieben": 7, "acht": 8, "neun": 9, "zehn": 10, "zwölf": 12, "achtzehn": 18,
	}
)

var (
	yearOnly  = regexp.MustCompile(`^20\d\d$`)
	quarterAt = regexp.MustCompile(`^(?:q([1-4])(?:[/-](20\d\d))?|(20\d\d)[/-]?q([1-4]))$`)
	halfAt    = regexp.MustCompile(`^h([12])(?:[/-](20\d\d))?$`)
	slashes   = regexp.MustCompile(`^(\d{1,2})/(\d{1,2})/(20\d\d)$`)
)

// Read reads one last day by itself: "31 December 2027", "in 12 months", "end of Q2", "2027", "bis Ende 2027". A period of
// time means its last day; "before" it means the day before its first. Where the year is left open it is the first that
// is not over. It is false for what it does not understand.
func Read(text string, today calendar.Date) (calendar.Date, bool) {
	words := sentence(text)
	if len(words) > maxPhrase {
		return calendar.Date{}, false
	}
	if day, ok := phrase(words, today); ok {
		return day, true
	}
	if found, ok := ahead(words, today); ok {
		return found, true
	}
	day, ok := period(words, today)
	return day.last, ok
}

// Find looks for a last day in a sentence. What follows a word such as "by" or "within" goes before a bare date, and the
// longer words before the shorter.
func Find(text string, today calendar.Date) (Deadline, bool) {
	words := sentence(text)
	words = words[:min(len(words), maxWords)]
	for _, read := range []func([]string, calendar.Date) (calendar.Date, bool){phrase, bare} {
		for i := range words {
			for n := min(maxPhrase, len(words)-i); n > 0; n-- {
				if day, ok := read(words[i:i+n], today); ok && !cutsDay(words, i, i+n) {
					rest := slices.Concat(words[:i], words[i+n:])
					return Deadline{Day: day, Said: strings.Join(words[i:i+n], " "), Rest: strings.Join(rest, " ")}, true
				}
			}
		}
	}
	return Deadline{}, false
}

// cutsDay reports whether some words of a sentence leave out the day beside a month: of "31 February 2027", which is no day,
// they would make all of February.
func cutsDay(words []string, from, to int) bool {
	beside := func(day, month int) bool {
		return day >= 0 && day < len(words) && nth.MatchString(words[day]) && months[strings.TrimRight(words[month], ".")] > 0
	}
	return beside(from-1, from) || beside(to, to-1)
}

// bare reads a last day that no word introduces: with a number in it, or one that can mean nothing else. A year alone, a month
// or a day of the week could.
func bare(words []string, today calendar.Date) (calendar.Date, bool) {
	digits := slices.ContainsFunc(words, func(w string) bool { return strings.ContainsAny(w, "0123456789") })
	_, whole := wholeWords[words[0]]
	switch {
	case len(words) == 1 && yearOnly.MatchString(words[0]):
		return calendar.Date{}, false
	case len(words) > 2 && words[len(words)-2] == "from" && words[len(words)-1] == "now", digits && len(words) > 1:
		if day, ok := ahead(words, today); ok {
			return day, true
		}
	case digits, whole, len(words) > 1 && (partOf(words[0]) != nil || slices.Contains(nextWords, words[0])):
	default:
		return calendar.Date{}, false
	}
	p, ok := period(words, today)
	return p.last, ok
}

// sentence splits a text into words in lower case, without what ends sentences.
func sentence(text string) []string {
	text = dash.ReplaceAllString(strings.ToLower(text), " - ")
	var words []string
	for _, w := range strings.FieldsFunc(text, func(r rune) bool { return strings.ContainsRune(" ,;:!?()\"'`\t\n\r“”„", r) }) {
		if !numeric.MatchString(w) && !nth.MatchString(w) {
			w = strings.TrimRight(w, ".")
		}
		if w != "" {
			words = append(words, w)
		}
	}
	return words
}

// phrase reads a last day that a word such as "by" introduces.
func phrase(words []string, today calendar.Date) (calendar.Date, bool) {
	if len(words) > 2 && (words[0] == "no" || words[0] == "not") && words[1] == "later" && words[2] == "than" {
		return phrase(append([]string{"by"}, words[3:]...), today)
	}
	if len(words) < 2 {
		return calendar.Date{}, false
	}
	first, rest := words[0], words[1:]
	switch {
	case slices.Contains(beforeWords, first):
		p, ok := period(rest, today.AddDays(1))
		return p.first.AddDays(-1), ok && !p.first.IsZero()
	case slices.Contains(withinWords, first):
		if day, ok := ahead(rest, today); ok {
			return day, true
		}
		p, ok := period(rest, today)
		return p.last, ok && !p.single() // "in June", but "on 3 June"
	case slices.Contains(byWords, first):
		if slices.Contains(byWords, rest[0]) || slices.Contains(beforeWords, rest[0]) { // "bis zum", "bis spätestens"
			return phrase(rest, today)
		}
		p, ok := period(rest, today)
		return p.last, ok
	default:
		return calendar.Date{}, false
	}
}

// ahead reads how much time is left: "12 months", "half a year", "den nächsten 2 Jahren".
func ahead(words []string, today calendar.Date) (calendar.Date, bool) {
	words = slices.DeleteFunc(slices.Clone(words), func(w string) bool {
		return slices.Contains([]string{"the", "of", "from", "now", "von", "der", "den", "dem", "time", "about"}, w) || slices.Contains(nextWords, w)
	})
	n := 1
	half, counted := false, len(words) == 1 && slices.Contains(singular, words[0])
	for len(words) > 1 {
		counted = true
		if slices.Contains(halfWords, words[0]) {
			half = true
		} else if c, ok := count(words[0]); ok {
			n = c
		} else {
			return calendar.Date{}, false
		}
		words = words[1:]
	}
	if len(words) != 1 || !counted {
		return calendar.Date{}, false
	}
	day, ok := today, true
	switch unit := words[0]; {
	case half && slices.Contains(yearWords, unit):
		day = today.AddMonths(6)
	case half:
		ok = false
	case slices.Contains(dayWords, unit):
		day = today.AddDays(n)
	case slices.Contains(weekWords, unit):
		day = today.AddDays(7 * n)
	case slices.Contains(monthWords, unit):
		day = today.AddMonths(n)
	case slices.Contains(quarterWords, unit):
		day = today.AddMonths(3 * n)
	case slices.Contains(halfYearWords, unit):
		day = today.AddMonths(6 * n)
	case slices.Contains(yearWords, unit):
		day = today.AddMonths(12 * n)
	default:
		ok = false
	}
	return day, ok && today.Before(day) && day.Year <= lastYear
}

// count reads a number of months, weeks and so on.
func count(word string) (int, bool) {
	if n, ok := countWords[word]; ok {
		return n, true
	}
	if n, ok := moreCounts[word]; ok {
		return n, true
	}
	n, err := strconv.Atoi(word)
	return n, err == nil && n > 0 && n <= maxCount
}
