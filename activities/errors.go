package activities

import (
	"errors"

	"go.temporal.io/sdk/temporal"

	"cairn/internal/errs"
)

// Final lists the types of errors that the same call will meet again, however often it is repeated: a retry policy
// names them as not to be retried. What is unavailable, in conflict or unknown may pass, or be mended.
func Final() []string {
	return []string{string(errs.Invalid), string(errs.NotFound), string(errs.Forbidden), string(errs.Closed)}
}

// isFinal reports whether an error that has not crossed to Temporal yet is of a type that Final lists.
func isFinal(err error) bool {
	switch errs.CodeOf(err) {
	case errs.Invalid, errs.NotFound, errs.Forbidden, errs.Closed:
		return true
	default:
		return false
	}
}

// Sentence returns what an activity's error says to a person, without the words of those it passed through.
func Sentence(err error) string {
	var failure *temporal.ApplicationError
	var sentence string
	if errors.As(err, &failure) && failure.HasDetails() && failure.Details(&sentence) == nil {
		return sentence
	}
	return errs.Message(err)
}

// translate turns an activity's error into Temporal's: its type is the code of package errs, its details are the sentence
// for a person, and the next try waits as long as the other side asked for. Whether the type is tried again is for the
// caller's retry policy to say.
func translate(err *error) {
	var already *temporal.ApplicationError
	if *err == nil || errors.As(*err, &already) || temporal.IsCanceledError(*err) {
		return
	}
	*err = temporal.NewApplicationErrorWithOptions((*err).Error(), string(errs.CodeOf(*err)),
		temporal.ApplicationErrorOptions{NextRetryDelay: errs.RetryAfter(*err), Details: []any{errs.Message(*err)}})
}
