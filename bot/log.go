package bot

import (
	"errors"
	"fmt"
	"maps"
	"net/url"
	"slices"
	"strings"

	"cairn/internal/errs"
)

// logFailure logs what a person caused quietly, and what Cairn has to mend loudly. Sentences quote what people typed, so of
// those that a person caused the log has the words that are Cairn's alone.
func (b *Bot) logFailure(what string, err error, args ...any) {
	switch code := errs.CodeOf(err); code {
	case errs.Internal, errs.Unavailable:
		b.log.Error(what, append(args, "error", withoutAddress(err))...)
	default:
		b.log.Info(what, append(args, "code", code, "sentence", unfilled(err))...)
	}
}

// unfilled is the sentence that a person is told of an error, before what they typed is filled in.
func unfilled(err error) string {
	faults := errs.FaultsOf(err)
	if len(faults) == 0 {
		return errs.Text(err).Format
	}
	said := make([]string, 0, len(faults))
	for _, field := range slices.Sorted(maps.Keys(faults)) {
		said = append(said, field+": "+faults[field].Format)
	}
	return strings.Join(said, " ")
}

// withoutAddress is an error as the log may have it: whoever knows an address at which Slack takes answers can answer there.
func withoutAddress(err error) error {
	var called *url.Error
	if errors.As(err, &called) {
		return fmt.Errorf("%s: %w", called.Op, called.Err)
	}
	return err
}

// verbOf is the subcommand in what was typed after /cairn, "" for anything else, which may be about a person.
func verbOf(text string) string {
	for word := range strings.FieldsSeq(text) {
		if word = strings.ToLower(word); slices.Contains(subcommands, word) {
			return word
		}
		break
	}
	return ""
}
