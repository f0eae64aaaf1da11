// Package errs is Cairn's one way to say that something went wrong.
//
// An error is either coded, with a sentence for the person who caused it or can mend it, or it is internal: an
// ordinary Go error that a person only hears of as "something went wrong here". Each edge maps codes once: Slack to a
// text, Temporal to retryable or not, the command line to an exit code.
package errs

import (
	"errors"
	"fmt"
	"maps"
	"slices"
	"strings"
	"time"
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

// Error is a coded error. Message is a whole sentence for a person: what is wrong, where, and how to mend it.
type Error struct {
	Code    Code
	Message string
	Fields  map[string]string // for Invalid: a sentence for each faulty field, keyed by the field's name
	Err     error             // the cause, for the log; may be nil

	RetryAfter time.Duration // for Unavailable: how long the other side asks us to wait; 0 if it did not say
}

// New returns a coded error with a sentence made like fmt.Sprintf.
func New(code Code, format string, args ...any) *Error {
	return &Error{Code: code, Message: fmt.Sprintf(format, args...)}
}

// InvalidFields returns an Invalid error that carries one sentence a field, or nil when there is no faulty field.
func InvalidFields(fields map[string]string) error {
	if len(fields) == 0 {
		return nil
	}
	sentences := make([]string, 0, len(fields))
	for _, name := range slices.Sorted(maps.Keys(fields)) {
		sentences = append(sentences, name+": "+fields[name])
	}
	return &Error{Code: Invalid, Message: strings.Join(sentences, " "), Fields: fields}
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
		return e.Message + " (" + e.Err.Error() + ")"
	}
	return e.Message
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

// Message returns the sentence a person may read: the coded error's own, or a plain admission for an internal one.
func Message(err error) string {
	var coded *Error
	if errors.As(err, &coded) {
		return coded.Message
	}
	return "Something went wrong on Cairn's side. Nothing was lost; please try again in a minute."
}

// Fields returns the sentences per field of an Invalid error, or nil.
func Fields(err error) map[string]string {
	var coded *Error
	if errors.As(err, &coded) {
		return coded.Fields
	}
	return nil
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
