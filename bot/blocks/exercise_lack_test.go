package blocks_test

import (
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

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

func TestTheDayOfAnExerciseIsThatOfItsProgrammeWhereverTheReaderIs(t *testing.T) {
	t.Parallel()
	kiritimati, err := time.LoadLocation("Pacific/Kiritimati")
	require.NoError(t, err)
	trends, report, digest := compared(t), published(t), rehearsedDigest(t)
	began := time.Date(2026, 11, 18, 22, 30, 0, 0, time.UTC) // it goes on past midnight in London, and it is the 19th further east
	trends.Exercises, report.StartedAt, report.EndedAt = trends.Exercises[:1], began, began.Add(2*time.Hour)
	trends.Exercises[0].At, digest.Exercises.Held = began, digest.Exercises.Held[:1]
	trends.In.Zone, report.Zone, digest.Zone = "Europe/London", "Europe/London", "Europe/London"
	digest.Exercises.Held[0].At = began
	r := blocks.NewReader(mara, "en-GB", kiritimati)
	for where, text := range map[string]string{
		"trends": blocks.ExerciseTrends(r, trends, lawlor(t)).Text, "report": blocks.Report(r, report).Text, "digest": blocks.Digest(r, digest, blocks.Picture{}).Text,
	} {
		assert.Contains(t, text, "18 Nov 2026", where)
		assert.NotContains(t, text, "19 Nov 2026", where)
	}
}
