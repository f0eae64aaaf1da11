package dates

import (
	"regexp"
	"slices"
	"strings"
	"time"

	"github.com/go-playground/locales"
	"github.com/go-playground/locales/de"
	"github.com/go-playground/locales/en_GB"
)

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
	iso     = regexp.MustCompile(`^(\d{4})-(\d{2})-(\d{2})$`)
	numeric = regexp.MustCompile(`^(\d{1,2})\.(\d{1,2})\.(\d{2}|\d{4})?$`)
	nth     = regexp.MustCompile(`^(\d{1,2})(?:st|nd|rd|th|\.)?$`)
)

// tokens splits a sentence into words in lower case, and dashes.
func tokens(text string) []string {
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
