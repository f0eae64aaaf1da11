package errs_test

import (
	"errors"
	"fmt"
	"testing"

	"cairn/internal/errs"
)

func TestCodeAndMessageSurviveWrapping(t *testing.T) {
	t.Parallel()
	err := fmt.Errorf("store.Cycle(c1): %w", errs.New(errs.NotFound, "There is no cycle %q.", "c1"))
	if got := errs.CodeOf(err); got != errs.NotFound {
		t.Errorf("CodeOf = %q, want not_found", got)
	}
	if got, want := errs.Message(err), `There is no cycle "c1".`; got != want {
		t.Errorf("Message = %q, want %q", got, want)
	}
}

func TestAnUncodedErrorIsInternalAndSaysNothingOfItself(t *testing.T) {
	t.Parallel()
	err := errors.New("pq: password authentication failed")
	if got := errs.CodeOf(err); got != errs.Internal {
		t.Errorf("CodeOf = %q, want internal", got)
	}
	if msg := errs.Message(err); msg == err.Error() {
		t.Errorf("an internal error's text reached the person: %q", msg)
	}
}

func TestNilHasNoCode(t *testing.T) {
	t.Parallel()
	if errs.CodeOf(nil) != "" || errs.Is(nil, errs.Internal) || errs.InvalidFields(nil) != nil {
		t.Error("nil was taken for an error")
	}
}

func TestInvalidFieldsNamesEachFieldInOrder(t *testing.T) {
	t.Parallel()
	err := errs.InvalidFields(map[string]string{"b": "Too big.", "a": "Missing."})
	if got, want := err.Error(), "a: Missing. b: Too big."; got != want {
		t.Errorf("Error = %q, want %q", got, want)
	}
	if errs.Fields(err)["b"] != "Too big." {
		t.Error("Fields lost a sentence")
	}
}

func TestASentenceKeepsItsParts(t *testing.T) {
	t.Parallel()
	err := fmt.Errorf("apply: %w", errs.New(errs.NotFound, "There is no cycle %q.", "c1"))
	if got := errs.Text(err); got.Format != "There is no cycle %q." || len(got.Args) != 1 || got.Args[0] != "c1" {
		t.Errorf("Text = %#v", got)
	}
	faults := make(errs.Faults)
	faults.Add("comment", "Shorten the comment to %d characters.", 1000)
	err = fmt.Errorf("submit: %w", faults.Err())
	if got := errs.FaultsOf(err)["comment"]; got.Format != "Shorten the comment to %d characters." {
		t.Errorf("FaultsOf = %#v", got)
	}
	if got, want := errs.Fields(err)["comment"], "Shorten the comment to 1000 characters."; got != want {
		t.Errorf("Fields = %q, want %q", got, want)
	}
	if errs.Faults(nil).Err() != nil {
		t.Error("no faults were taken for an error")
	}
}

func TestWrapKeepsNilAndCause(t *testing.T) {
	t.Parallel()
	cause := errors.New("disk full")
	run := func(fail bool) (err error) {
		defer errs.Wrap(&err, "save(%d)", 7)
		if fail {
			return cause
		}
		return nil
	}
	if err := run(false); err != nil {
		t.Errorf("Wrap made an error of nil: %v", err)
	}
	if err := run(true); !errors.Is(err, cause) || err.Error() != "save(7): disk full" {
		t.Errorf("Wrap = %v", err)
	}
}
