package target_test

import (
	"testing"

	"cairn/internal/target"
)

func TestAStateIsSaidInWordsOfItsOwn(t *testing.T) {
	t.Parallel()
	said := make(map[string]bool)
	differ := func(words string) {
		t.Helper()
		if words == "" || said[words] {
			t.Errorf("%q says no state, or two", words)
		}
		said[words] = true
	}
	for _, s := range []target.State{target.OnTrack, target.AtRisk, target.OffTrack, target.Changed, target.Missed, target.Reached, target.Closed} {
		differ(s.Words().String())
	}
	clear(said)
	for _, s := range []target.ActionStatus{target.Proposed, target.ToDo, target.Doing, target.Done, target.Dropped} {
		differ(s.Words().String())
	}
	clear(said)
	for _, element := range target.Elements() {
		differ(target.ElementWords(element).String())
	}
	if words := target.ElementWords(""); !words.IsZero() {
		t.Errorf("an action that is about no element is said to be about %q", words)
	}
}
