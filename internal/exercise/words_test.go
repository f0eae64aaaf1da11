package exercise_test

import (
	"testing"

	"github.com/stretchr/testify/assert"

	"cairn/internal/exercise"
	"cairn/internal/wording"
)

func TestWhatDiffersIsSaidInOtherWords(t *testing.T) {
	t.Parallel()
	for name, all := range map[string][]wording.Text{
		"states":  spoken(exercise.Planned, exercise.Running, exercise.Paused, exercise.Ended, exercise.Reviewed, exercise.Cancelled),
		"kinds":   spoken(exercise.Tabletop, exercise.Simulation),
		"parts":   spoken(exercise.NoPart, exercise.AsFacilitator, exercise.AsScribe, exercise.AsPlayer, exercise.AsObserver),
		"ratings": spoken(append(exercise.Ratings(), "")...),
		"impacts": spoken(exercise.Minor, exercise.Major, exercise.Critical),
		"lacks":   spoken(exercise.LacksInject, exercise.LacksDecision, exercise.LacksOthers),
	} {
		said := make(map[string]bool)
		for _, text := range all {
			assert.False(t, text.IsZero(), name)
			assert.False(t, said[text.String()], "%s: %q is said of two", name, text)
			said[text.String()] = true
		}
	}
	assert.True(t, exercise.LacksNothing.Words().IsZero(), "what lacks nothing has nothing said of it")
}

func spoken[T interface{ Words() wording.Text }](of ...T) []wording.Text {
	all := make([]wording.Text, len(of))
	for i, v := range of {
		all[i] = v.Words()
	}
	return all
}
