package target

import (
	"cmp"
	"slices"
	"strings"
	"unicode"

	"cairn/internal/maturity"
	"cairn/internal/spelling"
)

// likely is from which share of a category's telling words on a text may mean it.
const likely = 0.25

// readCategory finds the category that a text names: by its id or short name, by its name, or, where one is nearer than all
// others, by words like those of its name.
func (s *sentence) readCategory(text string, m *maturity.Model) {
	named := namedIn(text, m)
	if len(named) == 0 {
		s.Candidates = nearest(text, m)
	} else {
		s.Candidates, s.Sure = named, len(named) == 1
	}
	if len(s.Candidates) == 1 {
		s.Category = s.Candidates[0]
	}
}

// namedIn lists the categories that a text names, in the model's order. A name within a longer one that is there too does
// not count: "Data Security" is not Security.
func namedIn(text string, m *maturity.Model) []*maturity.Category {
	words := spaced(text)
	var found []*maturity.Category
	for _, c := range m.Categories() {
		name := spaced(c.Name)
		if strings.Contains(words, name) {
			found = append(found, c)
		}
	}
	found = slices.DeleteFunc(found, func(c *maturity.Category) bool {
		name := spaced(c.Name)
		return slices.ContainsFunc(found, func(other *maturity.Category) bool {
			return other != c && len(spaced(other.Name)) > len(name) && strings.Contains(spaced(other.Name), name) &&
				strings.Count(words, name) <= strings.Count(words, spaced(other.Name))
		})
	})
	if len(found) > 0 {
		return found
	}
	for _, c := range m.Categories() {
		if strings.Contains(words, spaced(c.ID)) || shortIn(text, c.Short) {
			found = append(found, c)
		}
	}
	return found
}

// shortIn reports whether a text holds the short name of a category as a word. One or two letters are also words of
// sentences, so they have to be in capitals, and a single one beside what shows that it is meant.
func shortIn(text, short string) bool {
	words := strings.FieldsFunc(text, func(r rune) bool { return !unicode.IsLetter(r) && !unicode.IsDigit(r) })
	for i, w := range words {
		switch {
		case short == "":
		case len(short) > 2 && strings.EqualFold(w, short), len(short) == 2 && w == short:
			return true
		case len(short) == 1 && w == short:
			if len(words) == 1 || i > 0 && slices.Contains(placeWords, strings.ToLower(words[i-1])) ||
				i == 0 && (short != "I" || len(words) > 1 && slices.Contains(placeWords, strings.ToLower(words[1]))) {
				return true
			}
		}
	}
	return false
}

// placeWords stand before a category, or between it and its level.
var placeWords = []string{"in", "of", "for", "on", "category", "dimension", "bring", "take", "get", "raise", "im", "bei", "für", "to", "at", "auf", "level"}

// spaced returns the words of a text in lower case with a space around each.
func spaced(text string) string { return " " + strings.Join(wordsOf(text), " ") + " " }

// wordsOf lists the words of a text in lower case. An ampersand reads as "and".
func wordsOf(text string) []string {
	text = strings.ReplaceAll(strings.ToLower(text), "&", " and ")
	return strings.FieldsFunc(text, func(r rune) bool { return !unicode.IsLetter(r) && !unicode.IsDigit(r) })
}

// idle are words that tell no category from another.
var idle = []string{
	"and", "the", "in", "of", "for", "to", "our", "ai", "reach", "improve", "get", "with", "by", "level", "maturity", "better", "we", "want", "und", "die",
	"der", "das", "ki", "in", "bis", "verbessern", "erreichen", "wollen",
}

// nearest lists the categories with a word like one that was typed, if any tells: the one whose name it tells best, alone
// when none comes near it.
func nearest(text string, m *maturity.Model) []*maturity.Category {
	type hit struct {
		category *maturity.Category
		share    float64
	}
	rare := make(map[string]float64) // how much a word tells: less, the more categories have it
	for _, c := range m.Categories() {
		for _, w := range telling(c.Name) {
			rare[w]++
		}
	}
	typed := telling(text)
	var hits []hit
	for _, c := range m.Categories() {
		var have, of float64
		for _, w := range telling(c.Name) {
			tells := 1 / rare[w]
			of += tells
			if slices.ContainsFunc(typed, func(t string) bool { return alike(t, w) }) {
				have += tells
			}
		}
		if of > 0 && have > 0 {
			hits = append(hits, hit{c, have / of})
		}
	}
	slices.SortStableFunc(hits, func(a, b hit) int { return cmp.Compare(b.share, a.share) })
	var found []*maturity.Category
	for _, h := range hits {
		if h.share >= likely && h.share > 0.6*hits[0].share && len(found) < 4 {
			found = append(found, h.category)
		}
	}
	return found
}

// telling lists the words of a text that tell something, each once.
func telling(text string) []string {
	words := slices.DeleteFunc(wordsOf(text), func(w string) bool { return slices.Contains(idle, w) || len(w) < 2 })
	slices.Sort(words)
	return slices.Compact(words)
}

// alike reports whether two words are one, or a form or a slip of the other.
func alike(typed, word string) bool {
	if typed == word {
		return true
	}
	short, long := typed, word
	if len(short) > len(long) {
		short, long = long, short
	}
	if len(short) >= 4 && strings.HasPrefix(long, short) || len(short) >= 6 && strings.HasPrefix(long, short[:len(short)-2]) && len(long)-len(short) < 4 {
		return true
	}
	return len(short) >= 5 && spelling.Distance(typed, word) <= 1+len(short)/9
}
