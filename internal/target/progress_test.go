package target_test

import (
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"cairn/internal/assess"
	"cairn/internal/maturity"
	"cairn/internal/target"
)

func TestAnObjectivePartlyInPlaceIsHalfOfOne(t *testing.T) {
	t.Parallel()
	b := newBench(t)
	seen := 0
	b.assessed(south, func(item *maturity.Item) string { // the first objective of monitoring in place, the second partly
		options := item.Options()
		if item.Category().ID == "MON" && item.Level <= 3 {
			switch seen++; seen {
			case 1:
				return options[len(options)-1].Value
			case 2:
				return options[1].Value
			}
		}
		return options[0].Value
	})
	p := b.view(b.set(south, "MON", 3, "2027-06-30").ID).Progress
	assert.Equal(t, 1, p.InPlace)
	assert.Equal(t, 1, p.Partial)
	assert.Equal(t, seen, p.Needed)
	assert.InDelta(t, 1.5/float64(seen), p.Share, 1e-9)
	assert.Len(t, p.Left, seen-1)
	assert.Equal(t, 1, p.Level)
	assert.False(t, p.Met)
}

func TestALevelThatAManagerSetIsTheCategorysLevel(t *testing.T) {
	t.Parallel()
	b := newBench(t)
	cycle := b.assessed(south, upTo(1, ""))
	set := b.set(south, "MON", 2, "2027-06-30")
	_, err := b.assess.Override(t.Context(), assess.BySlack(boss), cycle, "MON", 2, "An auditor found it in place.")
	require.NoError(t, err)
	p := b.view(set.ID).Progress
	assert.True(t, p.Met)
	assert.InDelta(t, 1, p.Share, 0)
	r, err := b.ReviewProgramme(t.Context(), south, b.clock.Now())
	require.NoError(t, err)
	assert.Equal(t, []target.ID{set.ID}, r.Reached)
}

func TestALevelThatWasPickedIsAllThatIsKnownOfTheWay(t *testing.T) {
	t.Parallel()
	b := newBench(t)
	c, err := b.assess.StartCycleOf(t.Context(), assess.BySlack(boss), south, assess.Quick)
	require.NoError(t, err)
	_, err = b.assess.Submit(t.Context(), operator, assess.SubmitInput{
		Questionnaire: assess.QuestionnaireID(string(c.ID) + "/MON"), Answers: map[string]string{assess.ItemLevel: "2", assess.ItemConfidence: assess.ConfidenceHigh},
	})
	require.NoError(t, err)
	_, err = b.assess.CloseCycle(t.Context(), operator, south)
	require.NoError(t, err)
	p := b.view(b.set(south, "MON", 3, "2027-06-30").ID).Progress
	assert.Equal(t, 2, p.Level)
	assert.InDelta(t, 0.5, p.Share, 1e-9, "one of two levels")
	assert.Zero(t, p.Needed)
	assert.Empty(t, p.Left)
	assert.Equal(t, 0, b.view(b.set(south, "GOV", 3, "2027-06-30").ID).Progress.Level, "nothing is known of it")
}

func TestTheShareThatFellBetweenTwoSnapshotsIsATrend(t *testing.T) {
	t.Parallel()
	b := newBench(t)
	b.assessed(north, always("2"))
	b.moveTo("2027-01-04 10:00")
	b.assessed(north, always("1"))
	set := b.set(north, "governance", 4, "2028-06-30")
	v := b.view(set.ID)
	assert.InDelta(t, -1.0/3, v.Progress.Trend, 1e-9)
	assert.Equal(t, target.AtRisk, v.Standing())
	assert.Len(t, v.Signs, 1)
}

func TestAnotherLevelBeginsAnew(t *testing.T) {
	t.Parallel()
	b := newBench(t)
	b.assessed(north, always("1"))
	set, err := b.Set(t.Context(), assess.BySlack(boss), north, b.terms("governance", 5, "2027-02-01"), "It was promised to the board.")
	require.NoError(t, err)
	assert.InDelta(t, 1/3.6, set.Base.Share, 1e-9)
	require.NoError(t, b.SetState(t.Context(), assess.BySlack(boss), set.ID, target.OffTrack, reason))
	v := b.view(set.ID)
	assert.Len(t, v.Warnings, 1, "what was accepted is still shown")
	assert.Empty(t, v.Unaccepted())

	in := v.Terms
	in.Measure = "The auditor says so."
	require.NoError(t, b.Change(t.Context(), assess.BySlack(boss), set.ID, v.Edition, in, "", ""), "no day, level or owner changed: no reason is needed")
	v = b.view(set.ID)
	assert.Nil(t, v.Override, "a change of terms lifts the state that was set")
	assert.Empty(t, v.Unaccepted(), "what was accepted stays so")

	in.Due = day(t, "2027-01-15")
	require.NoError(t, b.Change(t.Context(), assess.BySlack(boss), set.ID, v.Edition, in, "The audit comes earlier.", ""))
	v = b.view(set.ID)
	assert.Len(t, v.Unaccepted(), 1, "nobody accepted that it is steeper still")

	in.Level, in.Due = 3, day(t, "2027-06-30")
	b.moveTo("2026-11-02 10:00")
	require.NoError(t, b.Change(t.Context(), assess.BySlack(boss), set.ID, v.Edition, in, "Level 3 will do for now.", ""))
	v = b.view(set.ID)
	assert.Empty(t, v.Warnings)
	assert.InDelta(t, 0.5, v.Base.Share, 1e-9)
	assert.Equal(t, b.clock.Now().UTC(), v.Started.UTC(), "its time runs from here")
	assert.Equal(t, target.Changed, v.Standing())
}
