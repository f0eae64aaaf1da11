package blocks

import (
	"strconv"
	"strings"
	"time"

	"golang.org/x/text/language"
	"golang.org/x/text/message"

	"cairn/internal/assess"
	"cairn/internal/errs"
)

// Reader is who a message or view is for: its words are in the reader's language, its instants in their time zone. Every
// function that makes text takes a Reader first. Make one with [NewReader].
type Reader struct {
	User assess.UserID // "" for a channel

	printer *message.Printer
	zone    *time.Location // nil while unknown
}

// NewReader returns the reader with a Slack locale, such as "de-DE", and a time zone. A locale that is "" or that Cairn
// does not speak means English. A nil zone means that of the programme which a message is about.
func NewReader(user assess.UserID, locale string, zone *time.Location) Reader {
	return Reader{User: user, printer: message.NewPrinter(language.BritishEnglish), zone: zone}
}

// in returns the reader with a programme's zone, where their own is unknown.
func (r Reader) in(zone string) Reader {
	if r.zone != nil {
		return r
	}
	if loc, err := time.LoadLocation(zone); err == nil { // one that does not load was refused with its programme
		r.zone = loc
	}
	return r
}

// say fills a text in. Every word that a person reads passes through here: the English text is the key of its translation.
// Numbers are written as the reader's language writes them; a year or an id is given as a string.
func (r Reader) say(text string, args ...any) string {
	return r.printer.Sprintf(text, args...)
}

// count says how many: "1 question", "5 questions".
func (r Reader) count(n int, one, many string) string {
	if n == 1 {
		return r.say(one, n)
	}
	return r.say(many, n)
}

// list joins words: "a, b and c".
func (r Reader) list(words []string) string {
	if len(words) < 2 {
		return strings.Join(words, "")
	}
	last := len(words) - 1
	return r.say(wordList, strings.Join(words[:last], ", "), words[last])
}

// when shows an instant in the zone of whoever looks at it; a client that cannot shows it in the reader's.
func (r Reader) when(t time.Time) string {
	return r.say(wordInstant, strconv.FormatInt(t.Unix(), 10), r.at(t))
}

// at shows an instant in the reader's zone, for the text that screen readers and notifications use.
func (r Reader) at(t time.Time) string {
	loc := r.zone
	if loc == nil {
		loc = time.UTC
	}
	return t.In(loc).Format("Mon 2 Jan 2006, 15:04 MST")
}

// Error says to the reader what went wrong: the sentence of a coded error, or a plain admission for any other.
func (r Reader) Error(err error) string { return errs.Message(err) }

// Faults says to the reader what is wrong with each field of an input, or nil when err names none.
func (r Reader) Faults(err error) map[string]string { return errs.Fields(err) }
