package exercise_test

import (
	"context"
	"encoding/json"
	"slices"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"cairn/internal/assess"
	"cairn/internal/exercise"
)

// without puts an exercise on the bureau's ledger in which nothing of some kinds happened.
func (b *bureau) without(kinds ...exercise.EventKind) exercise.ID {
	b.t.Helper()
	return b.play(played{not: func(e exercise.Event) bool { return slices.Contains(kinds, e.Kind) }})
}

// duty is how the duty to hold tabletops stands.
func (b *bureau) duty() exercise.Duty {
	b.t.Helper()
	all, err := b.Duties(b.t.Context(), assess.BySlack(uBoss), "north")
	require.NoError(b.t, err)
	require.Len(b.t, all, 1)
	return all[0]
}

func TestAnExerciseCountsWhenAnInjectCameAPlayerDecidedAndNotOnlyTheFacilitatorWasThere(t *testing.T) {
	t.Parallel()
	decision := &exercise.Decision{Number: 1, What: "Tell the on-call lead", By: uPlay}
	byLead := exercise.Event{By: assess.BySlack(uLead), Kind: exercise.WasDecided, Detail: exercise.Detail{Decision: decision}}
	alone := func(e exercise.Event) bool { return e.Kind == exercise.WasDecided && e.By.User != uLead }
	for name, c := range map[string]struct {
		played played
		lacks  exercise.Lack
	}{
		"all of it": {},
		"no inject came": {
			played{not: func(e exercise.Event) bool { return e.Kind == exercise.WasReleased || e.Kind == exercise.WasDelivered }}, exercise.LacksInject,
		},
		"nothing at all": {
			played{not: func(e exercise.Event) bool { return e.Inject != "" || e.Kind == exercise.WasDecided }}, exercise.LacksInject,
		},
		"nothing was decided": {
			played{observations: []exercise.Observation{well(goal(0), "They listened.")}, not: func(e exercise.Event) bool { return e.Kind == exercise.WasDecided }},
			exercise.LacksDecision,
		},
		"the facilitator was alone": {played{not: alone, more: []exercise.Event{byLead}}, exercise.LacksOthers},
		"the facilitator wrote down what a player decided, and the observer saw it": {
			played{not: alone, more: []exercise.Event{byLead}, observations: []exercise.Observation{well(goal(0), "They knew.")}}, exercise.LacksNothing,
		},
		"and the player said so in the hot wash": {
			played{not: alone, more: []exercise.Event{byLead, {By: assess.BySlack(uPlay), Kind: exercise.WasDebriefed, Person: uPlay, Detail: exercise.Detail{HotWash: &exercise.HotWash{Note: "Good."}}}}},
			exercise.LacksNothing,
		},
		"it was decided after the end, while the hot wash was open": {
			played{not: alone, more: []exercise.Event{{By: assess.BySlack(uPlay), Kind: exercise.WasDecided, Detail: exercise.Detail{Decision: decision}}}},
			exercise.LacksNothing,
		},
		"the hot wash is open, and more can be added": {played{open: true, not: alone}, exercise.LacksNothing},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			b := newBureau(t)
			v, err := b.View(t.Context(), assess.BySlack(uPlay), b.play(c.played))
			require.NoError(t, err)
			assert.Equal(t, c.lacks, v.Lacks)
		})
	}
}

func TestAnExerciseThatDoesNotCountIsSignedAndPublishedAndFulfilsNothing(t *testing.T) {
	t.Parallel()
	b := newBureau(t)
	was := b.duty()
	b.clock.Set(b.clock.Now().AddDate(0, 1, 0))
	id := b.without(exercise.WasDecided)
	assert.Equal(t, exercise.LacksDecision, b.review(id).Lacks, "the facilitator reads it before they sign")
	assert.Nil(t, b.duty().Planned, "nothing can make it count any more, so it is not waited for")
	draft := b.report(id)
	assert.Equal(t, exercise.LacksDecision, draft.Lacks)

	r := b.sign(id)
	require.NoError(t, b.Published(t.Context(), id, "https://north.slack.example/p1", b.clock.Now()))
	assert.Equal(t, exercise.LacksDecision, r.Lacks)
	for _, item := range r.Items {
		assert.False(t, item.Backs, item.ID)
	}
	assert.Empty(t, b.backing(), "it is evidence for nothing")
	assert.Empty(t, b.shown(b.asks(), "incident-response"), "nor shown to the owner")
	assert.Equal(t, was.DueAt, b.duty().DueAt)
	assert.Nil(t, b.duty().Last)

	b.clock.Set(b.clock.Now().AddDate(0, 1, 0))
	held := b.publishes(exercise.Tabletop)
	b.clock.Set(b.clock.Now().AddDate(0, 1, 0))
	b.sign(b.without(exercise.WasReleased, exercise.WasDelivered))
	require.NotNil(t, b.duty().Last)
	assert.Equal(t, held, b.duty().Last.ID, "the newest that counts, and not the newest")
	assert.Len(t, b.backing(), 1)
}

func TestThatTheHotWashIsClosedIsToldToTheDutyWhichAnExerciseMayNotFulfilAfterAll(t *testing.T) {
	t.Parallel()
	b := newBureau(t)
	id := b.play(played{open: true, not: func(e exercise.Event) bool { return e.Kind == exercise.WasDecided }})
	assert.Equal(t, id, b.duty().Planned.ID, "something may still be decided")
	before := len(b.nudges())
	b.clock.Set(b.clock.Now().AddDate(0, 0, 7))
	require.NoError(t, b.Turn(t.Context(), id, exercise.StepDraft, b.clock.Now()))
	var told []string
	for _, n := range b.nudges()[before:] {
		told = append(told, n.Subject)
	}
	assert.Contains(t, told, string(exercise.DutyOf("north")))
	assert.Nil(t, b.duty().Planned)
}

func TestTrendsAndTheDigestSayThatAnExerciseDoesNotCountAndCompareNothingOfIt(t *testing.T) {
	t.Parallel()
	b := newBureau(t)
	id := b.play(played{
		observations: []exercise.Observation{slip(goal(0), exercise.Critical, "Nobody came.")},
		not:          func(e exercise.Event) bool { return e.Kind == exercise.WasDecided },
	})
	b.sign(id, b.work("Invite them earlier"))
	got, err := b.Trends(t.Context(), assess.BySlack(uBoss), "north")
	require.NoError(t, err)
	require.Len(t, got.Exercises, 1)
	line := got.Exercises[0]
	assert.Equal(t, exercise.LacksDecision, line.Lacks)
	assert.Empty(t, line.Ratings)
	assert.Empty(t, line.ByCategory)
	assert.Equal(t, 1, got.Open, "what is to be mended is to be mended all the same")
	assert.Len(t, line.Actions, 1)

	st, err := b.Standings(t.Context(), "north", time.Time{}, b.clock.Now())
	require.NoError(t, err)
	require.Len(t, st.Held, 1)
	assert.Equal(t, exercise.LacksDecision, st.Held[0].Lacks)
}

func TestAReportThatWasSignedBeforeThisWasAskedSaysItBesideWhatWasSigned(t *testing.T) {
	t.Parallel()
	b := newBureau(t)
	id := b.without(exercise.WasDecided)
	old := exercise.Report{ID: id, Items: []exercise.ReportItem{{ID: "I2", Name: "Playbooks are tested", Backs: true}}}
	text, err := json.Marshal(old)
	require.NoError(t, err)
	b.write(func(ctx context.Context, tx exercise.Tx) error {
		e, err := tx.Exercise(ctx, id)
		if err != nil {
			return err
		}
		e.State, e.ReviewedAt, e.Version = exercise.Reviewed, b.clock.Now(), e.Version+1
		return tx.SaveExercise(ctx, e)
	})
	b.add(id, exercise.Event{By: assess.BySlack(uLead), Kind: exercise.WasSigned, Detail: exercise.Detail{Report: string(text), Hash: exercise.HashOf(string(text))}})
	r := b.report(id)
	assert.Equal(t, exercise.LacksDecision, r.Lacks)
	assert.False(t, r.Items[0].Backs)
	assert.Nil(t, b.duty().Last)
}
