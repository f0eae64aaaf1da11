package target_test

import (
	"fmt"
	"testing"

	"github.com/stretchr/testify/require"

	"cairn/internal/assess"
	"cairn/internal/maturity"
)

// BenchmarkMine is what a manager's Home asks for: every target of the control objectives open, each checked in on ten times.
func BenchmarkMine(b *testing.B) {
	w := newBench(b)
	w.assessed(south, upTo(1, ""))
	model, err := maturity.Find("aismm")
	require.NoError(b, err)
	for _, c := range model.Categories() {
		for level := 2; level <= 5; level++ {
			t := w.set(south, c.ID, level, "2028-06-30")
			for i := range 10 {
				require.NoError(b, w.CheckIn(b.Context(), assess.BySlack(boss), t.ID, day(b, "2028-06-01"), "high", fmt.Sprint("check-in ", i)))
			}
		}
	}
	b.Run("Mine", func(b *testing.B) {
		for b.Loop() {
			mine, err := w.Mine(b.Context(), boss)
			require.NoError(b, err)
			require.NotEmpty(b, mine.Watched)
		}
	})
	b.Run("View", func(b *testing.B) {
		for b.Loop() {
			_, err := w.View(b.Context(), assess.BySlack(boss), "south/T1")
			require.NoError(b, err)
		}
	})
	b.Run("Review", func(b *testing.B) {
		for b.Loop() {
			_, err := w.ReviewProgramme(b.Context(), south, w.clock.Now())
			require.NoError(b, err)
		}
	})
	b.Run("Propose", func(b *testing.B) {
		for b.Loop() {
			_, err := w.Propose(b.Context(), assess.BySlack(boss), south, "Level 4 in Security Monitoring by June 2028 or never")
			require.NoError(b, err)
		}
	})
}
