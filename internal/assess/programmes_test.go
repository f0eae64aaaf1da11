package assess_test

import (
	"slices"
	"testing"

	"cairn/internal/assess"
	"cairn/internal/errs"
)

func TestAllProgrammesAreListedForOperatorsOnly(t *testing.T) {
	t.Parallel()
	b := newBench(t)
	all, err := b.AllProgrammes(t.Context(), operator)
	if err != nil || !slices.Contains(all, north) {
		t.Errorf("%v, %v", all, err)
	}
	if _, err := b.AllProgrammes(t.Context(), assess.BySlack(boss)); !errs.Is(err, errs.Forbidden) {
		t.Errorf("a manager of one of them: %v", err)
	}
}
