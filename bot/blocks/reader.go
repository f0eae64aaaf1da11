package blocks

import (
	"maps"
	"reflect"
	"slices"
	"strconv"
	"strings"
	"time"

	numbers "golang.org/x/text/number"

	"cairn/internal/assess"
	"cairn/internal/calendar"
	"cairn/internal/errs"
	"cairn/internal/maturity"
	"cairn/internal/wording"
)

// Reader is who a message or view is for: its words are in the reader's language, its instants in their time zone. Every
// function that makes text takes a Reader first. Make one with [NewReader]; the zero Reader reads English.
type Reader struct {
	User assess.UserID // "" for a channel

	tongue *tongue
	zone   *time.Location // nil while unknown
}

// NewReader returns the reader with a Slack locale, such as "de-DE", and a time zone. A locale that is "" or that Cairn
// does not speak means English. A nil zone means that of the programme which a message is about.
func NewReader(user assess.UserID, locale string, zone *time.Location) Reader {
	l := speak(locale)
	return Reader{User: user, tongue: &l, zone: zone}
}

// At returns the reader in a zone that is known to be theirs.
func (r Reader) At(zone *time.Location) Reader {
	r.zone = zone
	return r
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

func (r Reader) language() tongue {
	if r.tongue == nil {
		return speak("")
	}
	return *r.tongue
}

// say fills a text in. Every word that a person reads passes through here: the English text is the key of its translation.
// Numbers are written as the reader's language writes them; a year or an id is given as a string.
func (r Reader) say(text string, args ...any) string {
	said := make([]any, len(args))
	for i, arg := range args {
		said[i] = r.part(arg)
	}
	return r.language().printer.Sprintf(text, said...)
}

// part says what a text is filled in with.
func (r Reader) part(arg any) any {
	switch v := arg.(type) {
	case wording.Text:
		return r.text(v)
	case wording.Count:
		return r.say(v.Many, v.N)
	case wording.List:
		return r.list(v)
	case wording.Series:
		return r.series(v, r.part)
	case wording.Decimal:
		return r.decimal(v)
	case wording.Instant:
		return r.instant(v.At, v.Layout)
	case calendar.Date:
		return r.day(v)
	default:
		return arg
	}
}

// text says a sentence of the domain.
func (r Reader) text(t wording.Text) string {
	if t.IsZero() {
		return ""
	}
	return r.say(t.Format, t.Args...)
}

// Says says a sentence of the domain as it is, for a file: nothing in it is markup.
func (r Reader) Says(t wording.Text) string { return r.text(t) }

// list joins words: "a, b and c".
func (r Reader) list(words []string) string {
	if len(words) < 2 {
		return strings.Join(words, "")
	}
	last := len(words) - 1
	return r.say(wordList, strings.Join(words[:last], ", "), words[last])
}

// series says parts and joins them like words.
func (r Reader) series(parts wording.Series, say func(any) any) string {
	words := make([]string, len(parts))
	for i, part := range parts {
		words[i] = r.language().printer.Sprint(say(part))
	}
	return r.list(words)
}

// decimal writes a number as the reader's language does, with the places that it has: "2,4" in German.
func (r Reader) decimal(d wording.Decimal) string {
	n, err := strconv.ParseFloat(string(d), 64)
	if err != nil { // no number after all: as it is
		return string(d)
	}
	_, fraction, _ := strings.Cut(string(d), ".")
	return r.language().printer.Sprint(numbers.Decimal(n, numbers.Scale(len(fraction))))
}

// mean shows a score with at most two places, cut off so that it never reads as more than it is.
func (r Reader) mean(m maturity.Rat) string { return r.decimal(wording.Decimal(m.Decimal(2))) }

// when shows an instant in the zone of whoever looks at it; a client that cannot shows it in the reader's.
func (r Reader) when(t time.Time) string {
	return r.say(wordInstant, strconv.FormatInt(t.Unix(), 10), r.at(t))
}

// at shows an instant in the reader's zone, for the text that screen readers and notifications use.
func (r Reader) at(t time.Time) string { return r.instant(t.UTC(), wordMoment) }

// instant shows an instant by a layout, which is translated like a text.
func (r Reader) instant(t time.Time, layout string) string {
	if r.zone != nil {
		t = t.In(r.zone)
	}
	return r.language().format(t, r.say(layout))
}

// day shows a day, which is the same in every zone.
func (r Reader) day(d calendar.Date) string {
	return r.language().format(time.Date(d.Year, d.Month, d.Day, 12, 0, 0, 0, time.UTC), r.say(wordDay))
}

// tamed says a sentence of the domain in which nothing that people typed or named formats or mentions. What is left of
// markup are the mentions that the domain makes.
func (r Reader) tamed(t wording.Text) string {
	if t.IsZero() {
		return ""
	}
	args := make([]any, len(t.Args))
	for i, arg := range t.Args {
		args[i] = r.tamedPart(arg)
	}
	return r.say(t.Format, args...)
}

func (r Reader) tamedPart(arg any) any {
	switch v := arg.(type) {
	case wording.Text:
		return r.tamed(v)
	case wording.List:
		words := make(wording.List, len(v))
		for i, s := range v {
			words[i] = tame(s)
		}
		return words
	case wording.Series:
		return r.series(v, r.tamedPart)
	case wording.People, wording.Instant, wording.Count, wording.Decimal, calendar.Date:
		return arg
	}
	if v := reflect.ValueOf(arg); v.Kind() == reflect.String { // also ids and other named strings
		return tame(v.String())
	}
	return arg
}

// Error says to the reader what went wrong: the sentence of a coded error, or those of an input's faults one after the
// other, or a plain admission. Blocks show it through [Sentence].
func (r Reader) Error(err error) string {
	faults := r.Faults(err)
	if len(faults) == 0 {
		return r.tamed(errs.Text(err))
	}
	var all []string
	for _, field := range slices.Sorted(maps.Keys(faults)) {
		all = append(all, faults[field])
	}
	return strings.Join(all, " ")
}

// Faults says to the reader what is wrong with each field of an input, or nil when err names none.
func (r Reader) Faults(err error) map[string]string {
	faults := errs.FaultsOf(err)
	if len(faults) == 0 {
		return nil
	}
	said := make(map[string]string, len(faults))
	for field, text := range faults {
		said[field] = r.tamed(text)
	}
	return said
}
