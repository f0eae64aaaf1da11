// Package wording holds sentences for people in a form that can be said in another language later: the English format,
// which is the key of its translations, and what fills it in. Domain packages make them; an edge says them, in English by
// String (the command line, the log) or in the language and time zone of whoever reads them (Slack).
//
// It is not a catalogue: translations live at the edge that says them.
package wording

import (
	"fmt"
	"strings"
	"time"
)

// Text is a sentence, or a part of one. The zero Text says nothing.
type Text struct {
	Format string // as fmt.Sprintf takes it
	Args   []any  // may hold Texts, Instants, Counts, Decimals, Lists and Series, which are said in the same language, and People

	english string
}

// New returns a Text made like fmt.Sprintf. The format is a constant: translators find it in the source.
func New(format string, args ...any) Text {
	return Text{Format: format, Args: args, english: fmt.Sprintf(format, args...)}
}

// Literal returns a Text that says s and has nothing to fill in.
func Literal(s string) Text {
	return Text{Format: strings.ReplaceAll(s, "%", "%%"), english: s}
}

// String returns the English text.
func (t Text) String() string { return t.english }

// IsZero reports whether the Text says nothing.
func (t Text) IsZero() bool { return t.Format == "" }

// Instant is an instant within a Text. English shows it in its own location, an edge in the reader's zone and with their
// names of months and days.
type Instant struct {
	At     time.Time
	Layout string // as time.Format takes it; a key for translations like a format
}

// At returns an instant with the layout that English shows it in.
func At(t time.Time, layout string) Instant { return Instant{At: t, Layout: layout} }

// String returns the English form.
func (i Instant) String() string { return i.At.Format(i.Layout) }

// Count is a number of things: "1 category", "5 categories". Each form holds one %d. Many is the key for translations.
type Count struct {
	N         int
	One, Many string
}

// String returns the English form.
func (c Count) String() string {
	if c.N == 1 {
		return fmt.Sprintf(c.One, c.N)
	}
	return fmt.Sprintf(c.Many, c.N)
}

// Decimal is a number that may have a fraction, in digits with a point: "2.4". English shows it as it is, an edge with the
// marks of the reader's language.
type Decimal string

// People are mentioned by their Slack ids: "<@U1>, <@U2>". Nothing else in a Text mentions anybody, whatever it says.
type People []string

// String returns the mentions, which are the same in every language.
func (p People) String() string {
	mentions := make([]string, len(p))
	for i, id := range p {
		mentions[i] = "<@" + id + ">"
	}
	return strings.Join(mentions, ", ")
}

// List joins words: "a, b and c".
type List []string

// String returns the English form.
func (l List) String() string {
	if len(l) < 2 {
		return strings.Join(l, "")
	}
	return strings.Join(l[:len(l)-1], ", ") + " and " + l[len(l)-1]
}

// Series joins what may fill in a Text, as a List joins words.
type Series []any

// String returns the English form.
func (s Series) String() string {
	words := make(List, len(s))
	for i, part := range s {
		words[i] = fmt.Sprint(part)
	}
	return words.String()
}
