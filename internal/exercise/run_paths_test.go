package exercise_test

import (
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"cairn/internal/assess"
	"cairn/internal/exercise"
)

// act plays a scenario on the stage as play does, with the same decisions, and returns when which inject came.
func (b *stage) act(t *testing.T, s *exercise.Scenario, by decide) map[string]time.Duration {
	t.Helper()
	id := b.started(t, s, s.Length())
	came, open := map[string]time.Duration{}, map[string]time.Time{}
	choices := map[string]string{}
	for {
		due, err := b.LiveDue(t.Context(), id, b.clock.Now())
		require.NoError(t, err)
		next := due.At
		for in, at := range open {
			if at.Before(next) { // what comes in the same minute comes first
				next = at
				due = exercise.Due{At: at, Step: in}
			}
		}
		b.clock.Set(latest(b.clock.Now(), next))
		if due.Step == exercise.StepTimeUp {
			return came
		}
		inject, ok := exercise.InjectOf(due.Step)
		switch {
		case due.Deed == "":
			_, err := b.Decide(t.Context(), assess.BySlack(player), id, exercise.Decision{Inject: due.Step, Choice: choices[due.Step], What: "This."})
			require.NoError(t, err)
			delete(open, due.Step)
		case ok:
			came[inject] = b.do(t, id, due).Elapsed
			in, _ := s.Inject(inject)
			if len(in.Choices) == 0 {
				continue
			}
			if choice, after, ok := by(in); ok {
				open[inject], choices[inject] = b.clock.Now().Add(time.Duration(after)*time.Minute), choice
			}
		default:
			b.do(t, id, due)
		}
	}
}

func latest(a, b time.Time) time.Time {
	if b.After(a) {
		return b
	}
	return a
}

// TestARunTakesThePathThatTheScenarioSays plays all scenarios along some of their paths, until each inject has come.
func TestARunTakesThePathThatTheScenarioSays(t *testing.T) {
	t.Parallel()
	for _, s := range exercise.Embedded() {
		t.Run(s.Name, func(t *testing.T) {
			t.Parallel()
			b := newStage(t)
			ways := []decide{
				func(in *exercise.Inject) (string, int, bool) { return in.Choices[0].ID, 3, true },
				func(*exercise.Inject) (string, int, bool) { return "", 0, false },
			}
			for i := range s.Injects {
				ways = append(ways, towards(s, &s.Injects[i]))
			}
			seen := map[string]bool{}
			for i, way := range ways {
				if i > 1 && seen[s.Injects[i-2].ID] {
					continue
				}
				came := b.act(t, s, way)
				require.Equal(t, play(s, way).Delivered, came)
				for id := range came {
					seen[id] = true
				}
			}
			assert.Len(t, seen, len(s.Injects), "each has come once")
		})
	}
}
