// Package errs is Cairn's one way to say that something went wrong.
//
// An error is either coded, with a sentence for the person who caused it or can mend it, or it is internal: an
// ordinary Go error that a person only hears of as "something went wrong here". Each edge maps codes once: Slack to a
// text, Temporal to retryable or not, the command line to an exit code. A sentence keeps its parts, so that an edge can say
// it in another language.
package errs

import (
	"errors"
	"fmt"
	"maps"
	"slices"
	"strings"
	"time"

	"cairn/internal/wording"
)

// Code classes an error by what the person or the caller can do about it.
type Code string

// The codes. An error without one is Internal.
const (
	Invalid     Code = "invalid"     // the input is wrong: mend it and try again
	NotFound    Code = "not_found"   // what was named does not exist
	Forbidden   Code = "forbidden"   // this person may not do this
	Conflict    Code = "conflict"    // somebody else changed it first: look again
	Closed      Code = "closed"      // too late: the thing has ended
	Unavailable Code = "unavailable" // a system Cairn needs does not answer: the same call may work later
	Internal    Code = "internal"    // a defect or an unknown failure
)

// Error is a coded error. Text is a whole sentence for a person: what is wrong, where, and how to mend it.
type Error struct {
	Code   Code
	Text   wording.Text
	Faults Faults // for Invalid: a sentence for each faulty field
	Err    error  // the cause, for the log; may be nil

	RetryAfter time.Duration // for Unavailable: how long the other side asks us to wait; 0 if it did not say
}

// New returns a coded error with a sentence made like fmt.Sprintf.
func New(code Code, format string, args ...any) *Error {
	return &Error{Code: code, Text: wording.New(format, args...)}
}

// Faults are what is wrong with the fields of an input: a sentence each, keyed by the field's name.
type Faults map[string]wording.Text

// Add says what is wrong with a field, in a sentence made like fmt.Sprintf, in place of what was said before.
func (f Faults) Add(field, format string, args ...any) { f[field] = wording.New(format, args...) }

// Err returns an Invalid error that carries the faults, or nil when there are none.
func (f Faults) Err() error {
	if len(f) == 0 {
		return nil
	}
	sentences := make([]string, 0, len(f))
	for _, name := range slices.Sorted(maps.Keys(f)) {
		sentences = append(sentences, name+": "+f[name].String())
	}
	return &Error{Code: Invalid, Text: wording.Literal(strings.Join(sentences, " ")), Faults: f}
}

// InvalidFields is Faults for those who read English, such as whoever writes a configuration.
func InvalidFields(fields map[string]string) error {
	faults := make(Faults, len(fields))
	for name, sentence := range fields {
		faults[name] = wording.Literal(sentence)
	}
	return faults.Err()
}

// Because returns a copy of e that carries cause for the log.
func (e *Error) Because(cause error) *Error {
	with := *e
	with.Err = cause
	return &with
}

// Error returns the sentence, with the cause where there is one.
func (e *Error) Error() string {
	if e.Err != nil {
		return e.Text.String() + " (" + e.Err.Error() + ")"
	}
	return e.Text.String()
}

// Unwrap returns the cause.
func (e *Error) Unwrap() error { return e.Err }

// CodeOf returns the code of the first coded error in err's tree, or Internal. A nil error has no code ("").
func CodeOf(err error) Code {
	if err == nil {
		return ""
	}
	var coded *Error
	if errors.As(err, &coded) {
		return coded.Code
	}
	return Internal
}

// Is reports whether err carries code.
func Is(err error, code Code) bool { return err != nil && CodeOf(err) == code }

// Text returns the sentence a person may read: the coded error's own, or a plain admission for an internal one.
func Text(err error) wording.Text {
	var coded *Error
	if errors.As(err, &coded) {
		return coded.Text
	}
	return wording.New("Something went wrong on Cairn's side. Nothing was lost; please try again in a minute.")
}

// Message returns that sentence in English.
func Message(err error) string { return Text(err).String() }

// FaultsOf returns the sentences per field of an Invalid error, or nil.
func FaultsOf(err error) Faults {
	var coded *Error
	if errors.As(err, &coded) {
		return coded.Faults
	}
	return nil
}

// Fields returns those sentences in English.
func Fields(err error) map[string]string {
	faults := FaultsOf(err)
	if len(faults) == 0 {
		return nil
	}
	fields := make(map[string]string, len(faults))
	for name, text := range faults {
		fields[name] = text.String()
	}
	return fields
}

// RetryAfter returns how long the other side asked us to wait before trying again, or 0.
func RetryAfter(err error) time.Duration {
	var coded *Error
	if errors.As(err, &coded) {
		return coded.RetryAfter
	}
	return 0
}

// Wrap adds the operation's name to *err when it is not nil. Use it once per exported function:
//
//	func (s *Store) Cycle(id string) (c Cycle, err error) {
//		defer errs.Wrap(&err, "store.Cycle(%s)", id)
func Wrap(err *error, format string, args ...any) {
	if *err != nil {
		*err = fmt.Errorf("%s: %w", fmt.Sprintf(format, args...), *err)
	}
}
