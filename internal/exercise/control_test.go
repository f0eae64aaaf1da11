package exercise_test

import (
	"bytes"
	"encoding/json"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"cairn/internal/assess"
	"cairn/internal/errs"
	"cairn/internal/exercise"
)

// next says what is to come: inject, minute of the exercise, minute after the planned start.
func next(c exercise.Control) (all []string) {
	for _, coming := range c.Next {
		line := coming.ID + " at " + coming.Elapsed.String()
		if !coming.At.IsZero() {
			line += ", " + coming.At.Sub(begins).String() + " after the planned start"
		}
		if coming.Forced {
			line += ", called for"
		}
		all = append(all, line)
	}
	return all
}

func TestTheControlsShowWhatIsToComeAsThingsStand(t *testing.T) {
	t.Parallel()
	b := newStage(t)
	id := b.put(t, blueDoor(t), 30*time.Minute)
	show := func() exercise.Control {
		t.Helper()
		c, err := b.Control(t.Context(), lead, id)
		require.NoError(t, err)
		return c
	}
	c := show()
	assert.Equal(t, []string{"call at 0s, 0s after the planned start"}, next(c))
	assert.Equal(t, []string{"worse", "quiet"}, c.Waiting)
	assert.NotEmpty(t, c.Readiness.Checks, "before the start it says whether all is ready")

	b.at(5)
	require.NoError(t, b.Start(t.Context(), lead, id))
	b.pass(t, id, 7)
	c = show()
	assert.Equal(t, []string{"quiet at 10m0s, 15m0s after the planned start"}, next(c))
	assert.Equal(t, []string{"worse"}, c.Waiting)
	assert.Empty(t, c.Readiness.Checks)

	_, err := b.Decide(t.Context(), assess.BySlack(player), id, exercise.Decision{Inject: "call", Choice: "wait"})
	require.NoError(t, err)
	require.NoError(t, b.Pause(t.Context(), lead, id, ""))
	assert.Equal(t, []string{"worse at 7m0s"}, next(show()), "nobody knows when, in a pause")
	require.NoError(t, b.Resume(t.Context(), lead, id))
	require.NoError(t, b.Skip(t.Context(), lead, id, "worse", "There is no time."))
	c = show()
	assert.Empty(t, c.Next)
	assert.Equal(t, map[string]string{"worse": "There is no time."}, c.Skipped)
	assert.Empty(t, c.Waiting)
	assert.Equal(t, []exercise.RuledOut{{Inject: "quiet", On: "call", By: exercise.RuledByDecision}}, c.RuledOut)
	_, err = b.Next(t.Context(), lead, id, "worse")
	require.NoError(t, err)
	c = show()
	assert.Equal(t, []string{"worse at 2m0s, 7m0s after the planned start, called for"}, next(c))
	assert.Empty(t, c.Skipped)

	b.at(34)
	_, ok, err := b.Post(t.Context(), id, "inject:worse", b.clock.Now())
	require.NoError(t, err)
	require.True(t, ok)
	require.NoError(t, b.Undelivered(t.Context(), id.Subject(), "", "inject:worse", "The channel is archived.", b.clock.Now()))
	c = show()
	assert.Equal(t, map[string]string{"inject:worse": "The channel is archived."}, c.Undelivered)
	assert.Equal(t, "25m0s tell U0LEAD near-end#1", b.due(t, id), "the run goes on")
}

func TestAnInjectThatWouldComeAfterTheEndWaits(t *testing.T) {
	t.Parallel()
	b := newStage(t)
	id := b.started(t, blueDoor(t), 15*time.Minute)
	b.pass(t, id, 12)
	_, err := b.Next(t.Context(), lead, id, "")
	wantError(t, err, errs.Closed, "Nothing is to come any more")
	_, err = b.Decide(t.Context(), assess.BySlack(player), id, exercise.Decision{Inject: "call", Choice: "wait"})
	require.NoError(t, err)
	c, err := b.Control(t.Context(), lead, id)
	require.NoError(t, err)
	assert.Empty(t, c.Next)
	assert.Equal(t, []string{"worse"}, c.Waiting)
	require.NoError(t, b.Extend(t.Context(), lead, id, 5))
	c, err = b.Control(t.Context(), lead, id)
	require.NoError(t, err)
	assert.Equal(t, []string{"worse at 17m0s, 17m0s after the planned start"}, next(c))
}

func TestThePlotIsForTheFacilitatorAndTheObserversAlone(t *testing.T) {
	t.Parallel()
	b := newStage(t)
	id := b.started(t, blueDoor(t), 30*time.Minute)
	for _, u := range []assess.UserID{boss, scribe, observer, player, stranger} {
		_, err := b.Control(t.Context(), assess.BySlack(u), id)
		wantError(t, err, errs.Forbidden, "Only the facilitator of E1, <@U0LEAD>")
	}
	for _, u := range []assess.UserID{boss, scribe, player, stranger} {
		_, err := b.Watch(t.Context(), assess.BySlack(u), id)
		wantError(t, err, errs.Forbidden, "for them and its facilitator, <@U0LEAD>")
	}
	for _, u := range []assess.UserID{observer, facilitator} {
		w, err := b.Watch(t.Context(), assess.BySlack(u), id)
		require.NoError(t, err)
		assert.Len(t, w.Injects, 3)
		assert.Equal(t, []string{"Stops it."}, w.Objectives[0].Expected)
	}
	require.NoError(t, b.End(t.Context(), lead, id, "Enough for today."))
	_, err := b.Control(t.Context(), assess.BySlack(player), id)
	wantError(t, err, errs.Forbidden, "Only the facilitator")
}

// secret reports what facilitators alone may read in what somebody gets, and what has not come yet.
func secret(t *testing.T, s *exercise.Scenario, gets any, came map[string]bool) string {
	t.Helper()
	all := append(s.FacilitatorTexts(), s.Title)
	for _, in := range s.Injects {
		if !came[in.ID] {
			all = append(all, in.Message)
		}
	}
	text := plain(t, gets)
	for _, part := range all {
		if strings.Contains(text, strings.Trim(plain(t, part), "\"\n")) {
			return part
		}
	}
	return ""
}

func plain(t *testing.T, v any) string {
	t.Helper()
	var b bytes.Buffer
	e := json.NewEncoder(&b)
	e.SetEscapeHTML(false)
	require.NoError(t, e.Encode(v))
	return b.String()
}

// TestNothingThatPlayersGetTellsThePlot plays every scenario and looks at all that is said in the channel and shown to players
// on the way.
func TestNothingThatPlayersGetTellsThePlot(t *testing.T) {
	t.Parallel()
	for _, s := range exercise.Embedded() {
		t.Run(s.Name, func(t *testing.T) {
			t.Parallel()
			b := newStage(t)
			id := b.started(t, s, s.Length())
			came := map[string]bool{}
			shown := func(what any) {
				t.Helper()
				if found := secret(t, s, what, came); found != "" {
					t.Fatalf("after %d injects players read %q", len(came), found)
				}
			}
			for {
				due, err := b.LiveDue(t.Context(), id, b.clock.Now())
				require.NoError(t, err)
				if due.Deed == "" {
					break
				}
				b.clock.Set(latest(b.clock.Now(), due.At))
				if in, ok := exercise.InjectOf(due.Step); ok {
					came[in] = true
				}
				shown(b.do(t, id, due))
				v, err := b.View(t.Context(), assess.BySlack(player), id)
				require.NoError(t, err)
				shown(v)
			}
			require.NotEmpty(t, came)
			_, err := b.Observe(t.Context(), assess.BySlack(observer), id, exercise.Observation{Objective: s.Objectives[0].ID, Kind: exercise.Strength, Text: "Good."})
			require.NoError(t, err)
			d, err := b.Debriefing(t.Context(), assess.BySlack(player), id)
			require.NoError(t, err)
			shown(d)
			c, err := b.Control(t.Context(), lead, id)
			require.NoError(t, err)
			require.NotEmpty(t, secret(t, s, c, came), "the controls do tell it")
		})
	}
}

func TestAnInjectThatWhatHappenedRulesOutDoesNotWaitAndCanStillBeCalledFor(t *testing.T) {
	t.Parallel()
	b := newStage(t)
	s := blueDoor(t)
	s.Injects = append(slices.Clone(s.Injects), exercise.Inject{PlayerInject: exercise.PlayerInject{ID: "after", From: "Kim", Message: "And then?"}, When: &exercise.Condition{Delivered: "worse"}})
	id := b.started(t, s, 30*time.Minute)
	show := func() exercise.Control {
		t.Helper()
		c, err := b.Control(t.Context(), lead, id)
		require.NoError(t, err)
		return c
	}
	b.pass(t, id, 1)
	assert.Equal(t, []string{"worse", "after"}, show().Waiting)
	assert.Empty(t, show().RuledOut)
	_, err := b.Decide(t.Context(), assess.BySlack(player), id, exercise.Decision{Inject: "call", Choice: "block"})
	require.NoError(t, err)
	c := show()
	assert.Empty(t, c.Waiting)
	assert.Equal(t, []exercise.RuledOut{
		{Inject: "worse", On: "call", Choice: "block", By: exercise.RuledByChoice},
		{Inject: "quiet", On: "call", By: exercise.RuledByDecision},
		{Inject: "after", On: "worse", By: exercise.RuledByAbsence},
	}, c.RuledOut)
	_, err = b.Next(t.Context(), lead, id, "worse")
	require.NoError(t, err)
	c = show()
	assert.Equal(t, []string{"after"}, c.Waiting, "it may come after all")
	assert.Equal(t, []exercise.RuledOut{{Inject: "quiet", On: "call", By: exercise.RuledByDecision}}, c.RuledOut)
}
