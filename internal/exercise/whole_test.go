package exercise_test

import (
	"context"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"cairn/internal/assess"
	"cairn/internal/exercise"
)

// process does what the process of an exercise does, up to an instant, and lists the steps.
func (b *bureau) process(id exercise.ID, until time.Time) (steps []string) {
	b.t.Helper()
	ctx := b.t.Context()
	for range 500 {
		due, err := b.Due(ctx, id.Subject(), b.clock.Now())
		require.NoError(b.t, err)
		if due.Done {
			return append(steps, "done")
		}
		if due.At.IsZero() || due.At.After(until) {
			b.clock.Set(until)
			return steps
		}
		if due.At.After(b.clock.Now()) {
			b.clock.Set(due.At)
		}
		steps = append(steps, strings.TrimSpace(string(due.Person)+" "+due.Step))
		switch due.Deed {
		case exercise.DoPost:
			_, ok, err := b.Post(ctx, id, due.Step, b.clock.Now())
			require.NoError(b.t, err)
			require.True(b.t, ok, due.Step)
			require.NoError(b.t, b.Posted(ctx, id, due.Step, b.clock.Now()))
		case exercise.DoTell:
			_, _, err := b.Tell(ctx, id.Subject(), due.Person, due.Step, b.clock.Now())
			require.NoError(b.t, err)
		case exercise.DoTurn:
			require.NoError(b.t, b.Turn(ctx, id, due.Step, b.clock.Now()))
		case exercise.DoPublish:
			steps[len(steps)-1] = "publish"
			_, ok, err := b.Publication(ctx, id)
			require.NoError(b.t, err)
			require.True(b.t, ok)
			require.NoError(b.t, b.Published(ctx, id, "https://north.slack.example/p1", b.clock.Now()))
		}
	}
	require.Fail(b.t, "it does not come to an end", steps)
	return nil
}

// What this test plays is what people and the process do, with the use cases of all stages; the others of evaluating put what
// was played into the ledger.
func TestAnExerciseIsPlayedEvaluatedSignedAndPublished(t *testing.T) {
	t.Parallel()
	b := newBureau(t)
	ctx, lead := t.Context(), assess.BySlack(uLead)
	s := scenario(t, "chatbot-prompt-injection")
	var id exercise.ID
	b.write(func(ctx context.Context, tx exercise.Tx) (err error) {
		if id, err = tx.NewExercise(ctx, "north"); err != nil {
			return err
		}
		plan := exercise.Plan{
			Start: b.clock.Now(), Length: 90 * time.Minute, Facilitator: uLead, Scribe: uPen, Observers: []assess.UserID{uWatch}, Channel: "C0EX",
			Objectives: []string{s.Objectives[0].ID, s.Objectives[1].ID}, Players: []exercise.Seat{{User: uPlay, Role: s.Roles[0].ID}},
		}
		e := exercise.Exercise{
			ID: id, Programme: "north", Kind: exercise.Tabletop, Scenario: s, Plan: plan, State: exercise.Planned, PlannedAt: b.clock.Now().AddDate(0, 0, -14),
			PlannedBy: assess.BySlack(uBoss), Version: 1,
		}
		if err := tx.SaveExercise(ctx, e); err != nil {
			return err
		}
		_, err = tx.AddExerciseEvent(ctx, exercise.Event{
			At: e.PlannedAt, By: e.PlannedBy, Kind: exercise.WasPlanned, Exercise: id, Detail: exercise.Detail{Plan: &plan},
		})
		return err
	})
	start := b.clock.Now()
	require.NoError(t, b.Start(ctx, lead, id))
	b.process(id, start.Add(4*time.Minute))
	_, err := b.Decide(ctx, assess.BySlack(uPlay), id, exercise.Decision{Inject: s.Injects[0].ID, What: "Reproduce it first", By: uPlay})
	require.NoError(t, err)
	_, err = b.Observe(ctx, assess.BySlack(uWatch), id, slip(s.Objectives[0].ID, exercise.Minor, "Nobody thanked the reporter."))
	require.NoError(t, err)
	b.process(id, start.Add(100*time.Minute)) // which it ends within
	for _, u := range []assess.UserID{uLead, uPen, uWatch, uPlay} {
		h := exercise.HotWash{Scores: map[string]int{"real": 4}}
		if u == uPlay {
			h.Observations = []exercise.Observation{well(s.Objectives[1].ID, "We limited it instead of stopping it.")}
		}
		require.NoError(t, b.Debrief(ctx, assess.BySlack(u), id, h))
	}
	assert.Contains(t, b.process(id, b.clock.Now().AddDate(0, 0, 1)), "U0LEAD review", "everybody has filled it in")
	r := b.sign(id, b.work("Write the answer to reporters"))
	assert.Equal(t, []string{"publish", "done"}, b.process(id, b.clock.Now().AddDate(0, 0, 1)))

	assert.Equal(t, 4*time.Minute, r.Latency.Median)
	assert.Equal(t, 90*time.Minute, r.Played)
	assert.Equal(t, 4, r.Debriefed)
	assert.Equal(t, [5]int{0, 0, 0, 4, 0}, r.Scores[0].Counts)
	assert.Equal(t, []exercise.Rating{exercise.Some, exercise.Performed}, []exercise.Rating{r.Objectives[0].Rating, r.Objectives[1].Rating})
	assert.True(t, r.Objectives[1].Strengths[0].HotWash)
	assert.Equal(t, exercise.WasStarted, r.Timeline[0].Kind)
	assert.True(t, slices.ContainsFunc(r.Timeline, func(m exercise.Moment) bool { return m.Kind == exercise.WasEnded }))
	assert.Len(t, b.actions(), 1)
	require.Len(t, b.backing(), 1)
	assert.Equal(t, "I2", b.backing()[0].Item)
}
