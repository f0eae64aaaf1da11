package blocks_test

import (
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"

	"cairn/bot/blocks"
	"cairn/internal/exercise"
)

func TestWhoeverReadsOfAnExerciseThatDoesNotCountReadsSoAndWhy(t *testing.T) {
	t.Parallel()
	const says = "It does not count as an exercise held:"
	for lacks, why := range map[exercise.Lack]string{
		exercise.LacksNothing: "", exercise.LacksInject: "no inject came", exercise.LacksDecision: "no decision of a player", exercise.LacksOthers: "nobody but its facilitator",
	} {
		v, rep, trends, digest := evaluated(t), published(t), compared(t), rehearsedDigest(t)
		v.Lacks, rep.Lacks, trends.Exercises[1].Lacks = lacks, lacks, lacks
		for i := range digest.Exercises.Held {
			digest.Exercises.Held[i].Lacks = lacks
		}
		r := english(mara)
		report := blocks.Report(r, rep)
		for where, text := range map[string]string{
			"the review before it is signed": string(asYAML(t, blocks.ReviewView(r, v, blocks.ReviewState{ID: v.ID}, blocks.Alert{}))),
			"the report":                     string(asYAML(t, report.Blocks)),
			"the report as it is read out":   report.Text,
			"the exercise":                   blocks.Exercise(r, v.View).Text,
			"the trends":                     blocks.ExerciseTrends(r, trends, lawlor(t)).Text,
			"the digest":                     blocks.Digest(r, digest, blocks.Picture{}).Text,
		} {
			if lacks == exercise.LacksNothing {
				assert.NotContains(t, text, "not count as an exercise held", where)
				continue
			}
			text = strings.Join(strings.Fields(text), " ")
			assert.Contains(t, text, says, where)
			assert.Contains(t, text, why, where)
		}
	}
}
