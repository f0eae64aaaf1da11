package target

import (
	"regexp"
	"slices"
	"strconv"
	"strings"

	"cairn/internal/assess"
	"cairn/internal/calendar"
	"cairn/internal/dates"
	"cairn/internal/maturity"
)

// maxSentence is how much of what is typed is read, in bytes; the rest can only be a reason.
const maxSentence = 2000

// sentence is what somebody typed, as far as it was understood.
type sentence struct {
	Category   *maturity.Category   // nil while it is not clear which
	Candidates []*maturity.Category // which it may be, the likeliest first; with Category that one
	Sure       bool                 // the category was named, not only something like it
	Level      int
	Levelled   bool // a level was given, one of the model's or not
	Due        calendar.Date
	Missing    calendar.Date // the day that was named instead and that the calendar does not have, such as 30 February
	Owner      assess.UserID
	Measure    string
	Reason     string
}

// What introduces a level, in English and German, and the parts of a sentence that are not to be read as its goal.
var (
	mention    = regexp.MustCompile(`<@([UW][A-Z0-9]+)(?:\|[^>]*)?>`)
	levelWord  = regexp.MustCompile(`(?i)\b(to |auf |zu )?(?:maturity )?(?:level|lvl|stufe|reifegrad|reifestufe)\s*[-:=#]?\s*([0-9]{1,3}|[a-zäöüß]+)\b`)
	levelBare  = regexp.MustCompile(`(?i)(?:\bto|\bauf|\bat|\bbei|=|→|->)\s*([0-9]{1,2})\b`)
	levelShort = regexp.MustCompile(`(?i)\bL([0-9]{1,2})\b`)
	because    = regexp.MustCompile(`(?i)[,;.]?\s(?:because|since we|so that|weil|damit)\s`)
	measured   = regexp.MustCompile(`(?i)[,;.]?\s(?:measured by|gemessen an|gemessen durch)\s`)
	levelNames = map[string]int{
		"zero": 0, "one": 1, "two": 2, "three": 3, "four": 4, "five": 5, "six": 6, "seven": 7, "eight": 8, "nine": 9, "null": 0,
		"eins": 1, "zwei": 2, "drei": 3, "vier": 4, "fünf": 5, "sechs": 6, "sieben": 7, "acht": 8, "neun": 9,
	}
)

// readSentence reads a target as people type it, such as "Reach Level 4 in Security Monitoring by June 2027 because …".
// Today is where whoever is to reach it is.
func readSentence(text string, m *maturity.Model, today calendar.Date) sentence {
	var s sentence
	text = strings.Join(strings.Fields(strings.ToValidUTF8(text, " ")), " ")
	if len(text) > maxSentence {
		text = strings.ToValidUTF8(text[:maxSentence], "")
	}
	goal, reason := cutAt(text, because)
	goal, measure := cutAt(goal, measured)
	if measure == "" {
		reason, measure = cutAt(reason, measured)
	}
	s.Reason, s.Measure = reason, measure
	if found := mention.FindStringSubmatch(goal); found != nil {
		s.Owner = assess.UserID(found[1])
		goal = mention.ReplaceAllString(goal, " ")
	}
	goal = s.readLevel(goal, m)
	if d, ok := dates.Find(goal, today); ok {
		s.Due = d.Day
		goal = withoutWords(goal, d.Said)
	} else if day, said, ok := dates.FindMissing(goal, today); ok {
		s.Missing = day
		goal = withoutWords(goal, said)
	}
	if !s.Levelled {
		goal = s.readBareLevel(goal, m)
	}
	s.readCategory(goal, m)
	return s
}

// cutAt splits a text at the first match of what stands between two parts of it.
func cutAt(text string, at *regexp.Regexp) (before, after string) {
	i := at.FindStringIndex(text)
	if i == nil {
		return text, ""
	}
	return text[:i[0]], strings.TrimSpace(text[i[1]:])
}

// withoutWords takes out of a text the words that were understood, which are in lower case and without punctuation. What
// cannot be found, because its spelling was changed in reading, is left alone.
func withoutWords(text, said string) string {
	words, gone := strings.Fields(text), strings.Fields(said)
	same := func(a, b string) bool {
		return strings.Trim(strings.ToLower(a), " ,;:!?()\"'`.") == strings.Trim(b, ".")
	}
	for i := 0; i+len(gone) <= len(words); i++ {
		if slices.EqualFunc(words[i:i+len(gone)], gone, same) {
			return strings.Join(slices.Concat(words[:i], words[i+len(gone):]), " ")
		}
	}
	return text
}

// readLevel reads "Level 4", "Stufe 4" and "Level Managed", and returns the text without. Of "from Level 2 to Level 4" it
// is the one after "to".
func (s *sentence) readLevel(text string, m *maturity.Model) string {
	var best []int
	to := false
	for _, at := range levelWord.FindAllStringSubmatchIndex(text, -1) {
		n, ok := levelNumber(text[at[4]:at[5]], m)
		if ok && (!s.Levelled || !to && at[2] >= 0) {
			s.Level, s.Levelled, to, best = n, true, at[2] >= 0, at
		}
	}
	if best == nil {
		return text
	}
	text = text[:best[0]] + " " + text[best[1]:]
	return levelWord.ReplaceAllStringFunc(text, func(other string) string { // where it comes from says nothing of the goal
		if _, ok := levelNumber(levelWord.FindStringSubmatch(other)[2], m); ok {
			return " "
		}
		return other
	})
}

// levelNumber reads a level by number, by the word for it or by the model's name of it.
func levelNumber(word string, m *maturity.Model) (int, bool) {
	if n, err := strconv.Atoi(word); err == nil {
		return n, true
	}
	if n, ok := levelNames[strings.ToLower(word)]; ok {
		return n, true
	}
	for _, l := range m.Levels {
		if strings.EqualFold(l.Name, word) {
			return l.Number, true
		}
	}
	return 0, false
}

// readBareLevel reads a level without the word for it: "IAM to 3", "GOV=4", "L4", "be Managed".
func (s *sentence) readBareLevel(text string, m *maturity.Model) string {
	for _, by := range []*regexp.Regexp{levelShort, levelBare} {
		all := by.FindAllStringSubmatchIndex(text, -1)
		if len(all) == 0 {
			continue
		}
		at := all[len(all)-1] // "from 2 to 4", "L2 to L4"
		s.Level, _ = strconv.Atoi(text[at[2]:at[3]])
		s.Levelled = true
		return text[:at[0]] + " " + text[at[1]:]
	}
	for _, l := range m.Levels {
		if i := wordAt(text, l.Name); i >= 0 {
			s.Level, s.Levelled = l.Number, true
			return text[:i] + " " + text[i+len(l.Name):]
		}
	}
	return text
}

// wordAt is where a name stands in a text, whatever the case, with no letter on either side; -1 for nowhere.
func wordAt(text, name string) int {
	at := regexp.MustCompile(`(?i)(?:^|[^\pL\pN])(` + regexp.QuoteMeta(name) + `)(?:$|[^\pL\pN])`).FindStringSubmatchIndex(text)
	if at == nil || name == "" {
		return -1
	}
	return at[2]
}
