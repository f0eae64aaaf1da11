package exercise_test

import (
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"cairn/internal/assess"
	"cairn/internal/errs"
	"cairn/internal/exercise"
)

// closeHotWash lets the time pass in which the hot wash is open.
func (b *stage) closeHotWash(t require.TestingT, id exercise.ID) {
	b.clock.Set(begins.AddDate(0, 0, 7))
	require.NoError(t, b.Turn(ctx(), id, exercise.StepDraft, b.clock.Now()))
}

// ended plays an exercise up to a minute and ends it.
func (b *stage) ended(t testing.TB) exercise.ID {
	t.Helper()
	id := b.started(t, blueDoor(t), 30*time.Minute)
	b.pass(t, id, 5)
	require.NoError(t, b.End(t.Context(), lead, id, "Enough for today."))
	return id
}

func seen(kind exercise.ObservationKind, impact exercise.Impact, text string) exercise.Observation {
	return exercise.Observation{Objective: "stop", Kind: kind, Impact: impact, Text: text}
}

func TestWhoWatchesNotesWhatTheySeeAndTakesItBack(t *testing.T) {
	t.Parallel()
	b := newStage(t)
	id := b.started(t, blueDoor(t), 30*time.Minute)
	b.pass(t, id, 2)
	o := seen(exercise.Strength, exercise.Major, " They asked first. ")
	o.Inject = "call"
	n, err := b.Observe(t.Context(), assess.BySlack(observer), id, o)
	require.NoError(t, err)
	assert.Equal(t, exercise.Noted{
		Observation: exercise.Observation{ID: "O1", Objective: "stop", Kind: exercise.Strength, Text: "They asked first.", Inject: "call"},
		At:          b.clock.Now(), By: observer, Part: exercise.AsObserver,
	}, n, "a strength has no impact")
	n, err = b.Observe(t.Context(), assess.BySlack(scribe), id, seen(exercise.Improvement, exercise.Minor, "Nobody had the number."))
	require.NoError(t, err)
	assert.Equal(t, "O2", n.ID)

	wantError(t, b.Retract(t.Context(), assess.BySlack(scribe), id, "O1", "It is wrong."), errs.Forbidden, "by whoever made it")
	wantError(t, b.Retract(t.Context(), assess.BySlack(observer), id, "O9", "It is wrong."), errs.Forbidden, "by whoever made it")
	wantError(t, b.Retract(t.Context(), assess.BySlack(observer), id, "O1", ""), errs.Invalid, "Say why")
	require.NoError(t, b.Retract(t.Context(), assess.BySlack(observer), id, "O1", "It was another team."))
	require.NoError(t, b.Retract(t.Context(), assess.BySlack(observer), id, "O1", "Again."))
	n, err = b.Observe(t.Context(), assess.BySlack(observer), id, seen(exercise.Strength, "", "They were quick."))
	require.NoError(t, err)
	assert.Equal(t, "O3", n.ID, "a number is not given again")
	w, err := b.Watch(t.Context(), assess.BySlack(observer), id)
	require.NoError(t, err)
	require.Len(t, w.Noted, 1)
	assert.Equal(t, "O3", w.Noted[0].ID)

	for part, tt := range map[string]struct {
		by   assess.UserID
		o    exercise.Observation
		code errs.Code
	}{
		"in the hot wash":           {player, seen(exercise.Strength, "", "Good."), errs.Forbidden},
		"noted by its observers":    {boss, seen(exercise.Strength, "", "Good."), errs.Forbidden},
		"Say whether it went well":  {observer, seen("", "", "Good."), errs.Invalid},
		"Say how much it weighed":   {observer, seen(exercise.Improvement, "huge", "Bad."), errs.Invalid},
		"Say what was to be seen":   {observer, seen(exercise.Strength, "", " "), errs.Invalid},
		"Choose the objective":      {observer, exercise.Observation{Objective: "other", Kind: exercise.Strength, Text: "Good."}, errs.Invalid},
		"the injects that have com": {scribe, exercise.Observation{Objective: "stop", Kind: exercise.Strength, Text: "Good.", Inject: "worse"}, errs.Invalid},
	} {
		_, err := b.Observe(t.Context(), assess.BySlack(tt.by), id, tt.o)
		wantError(t, err, tt.code, part)
	}
}

func TestTheHotWashIsForEverybodyFromTheEndUntilItCloses(t *testing.T) {
	t.Parallel()
	b := newStage(t)
	id := b.started(t, blueDoor(t), 30*time.Minute)
	say := exercise.HotWash{Note: "It went well."}
	b.pass(t, id, 5)
	wantError(t, b.Debrief(t.Context(), assess.BySlack(player), id, say), errs.Conflict, "E1 is still being played")
	require.NoError(t, b.End(t.Context(), lead, id, "Enough for today."))
	wantError(t, b.Debrief(t.Context(), assess.BySlack(boss), id, say), errs.Forbidden, "those who had a part")
	d, err := b.Debriefing(t.Context(), assess.BySlack(player), id)
	require.NoError(t, err)
	assert.Equal(t, []string{"What took long?"}, d.Questions)
	assert.Len(t, d.Statements, 3)
	assert.Equal(t, map[string]exercise.Rating{"stop": exercise.NotObserved}, d.Ceilings)
	assert.Nil(t, d.Said)
	for _, u := range []assess.UserID{player, scribe, observer} {
		require.NoError(t, b.Debrief(t.Context(), assess.BySlack(u), id, say))
	}
	require.NoError(t, b.Turn(t.Context(), id, exercise.StepDraft, b.clock.Now()), "the facilitator is waited for")
	require.NoError(t, b.Debrief(t.Context(), assess.BySlack(player), id, exercise.HotWash{Note: "It went quite well."}))
	require.NoError(t, b.Debrief(t.Context(), lead, id, say))
	require.NoError(t, b.Turn(t.Context(), id, exercise.StepDraft, b.clock.Now()))
	wantError(t, b.Debrief(t.Context(), assess.BySlack(player), id, say), errs.Closed, "tell <@U0LEAD>")
	_, err = b.Debriefing(t.Context(), assess.BySlack(player), id)
	wantError(t, err, errs.Closed, "is closed")
}

func TestWhatIsSaidAnewInTheHotWashTakesThePlaceOfWhatWasSaid(t *testing.T) {
	t.Parallel()
	b := newStage(t)
	id := b.ended(t)
	good, bad, worse := seen(exercise.Strength, "", "Quick."), seen(exercise.Improvement, exercise.Minor, "Loud."), seen(exercise.Improvement, exercise.Major, "Loud.")
	say := func(all ...exercise.Observation) {
		t.Helper()
		require.NoError(t, b.Debrief(t.Context(), assess.BySlack(player), id, exercise.HotWash{Observations: all, Scores: map[string]int{"real": 4, "part": 0}}))
	}
	have := func() (ids []string) {
		t.Helper()
		c, err := b.Control(t.Context(), lead, id)
		require.NoError(t, err)
		for _, n := range c.Observations {
			assert.True(t, n.HotWash)
			assert.Equal(t, player, n.By)
			ids = append(ids, n.ID)
		}
		return ids
	}
	say(good, bad)
	assert.Equal(t, []string{"O1", "O2"}, have())
	before := len(b.ledger(t, id))
	say(good, bad)
	assert.Len(t, b.ledger(t, id), before, "the same said again is nothing new")
	say(good, worse)
	assert.Equal(t, []string{"O1", "O3"}, have())
	d, err := b.Debriefing(t.Context(), assess.BySlack(player), id)
	require.NoError(t, err)
	assert.Equal(t, &exercise.HotWash{Observations: []exercise.Observation{good, worse}, Scores: map[string]int{"real": 4}}, d.Said)
	assert.Equal(t, exercise.NotObserved, d.Ceilings["stop"], "what they say themselves is in their form")
	d, err = b.Debriefing(t.Context(), assess.BySlack(observer), id)
	require.NoError(t, err)
	assert.Equal(t, exercise.MajorOnes, d.Ceilings["stop"])
	assert.Equal(t, []assess.UserID{player}, d.Debriefed)
}

func TestAFormOfTheHotWashSaysWhatIsWrongWithWhichField(t *testing.T) {
	t.Parallel()
	b := newStage(t)
	id := b.ended(t)
	err := b.Debrief(t.Context(), assess.BySlack(player), id, exercise.HotWash{})
	assert.Contains(t, errs.Fields(err), "note")
	err = b.Debrief(t.Context(), assess.BySlack(player), id, exercise.HotWash{
		Observations: []exercise.Observation{{Kind: exercise.Strength, Text: "Quick."}, {Kind: exercise.Improvement, Objective: "stop", Text: "Loud."}},
		Scores:       map[string]int{"real": 6, "nonsense": 3}, Ratings: map[string]exercise.Rating{"stop": "X"},
	})
	var fields []string
	for field := range errs.Fields(err) {
		fields = append(fields, field)
	}
	assert.ElementsMatch(t, []string{"strength:objective", "improvement:impact", "score:real", "score:nonsense", "rating:stop"}, fields)
}

// TestNoRatingOfTheHotWashIsAboveWhatWasObserved says anything in the form, and holds what is taken against what is in the
// ledger then.
func TestNoRatingOfTheHotWashIsAboveWhatWasObserved(t *testing.T) {
	t.Parallel()
	b := newStage(t)
	small := blueDoor(t)
	observation := rapid.Custom(func(t *rapid.T) exercise.Observation {
		if rapid.Bool().Draw(t, "strength") {
			return seen(exercise.Strength, "", "Good.")
		}
		return seen(exercise.Improvement, rapid.SampledFrom([]exercise.Impact{exercise.Minor, exercise.Major, exercise.Critical}).Draw(t, "impact"), "Bad.")
	})
	rapid.Check(t, func(t *rapid.T) {
		id := b.started(t, small, 30*time.Minute)
		for _, o := range rapid.SliceOfN(observation, 0, 2).Draw(t, "noted") {
			_, err := b.Observe(ctx(), assess.BySlack(observer), id, o)
			require.NoError(t, err)
		}
		require.NoError(t, b.End(ctx(), lead, id, "Enough for today."))
		for range rapid.IntRange(1, 3).Draw(t, "forms") {
			who := rapid.SampledFrom([]assess.UserID{player, scribe}).Draw(t, "who")
			rating := rapid.SampledFrom(exercise.Ratings()).Draw(t, "rating")
			err := b.Debrief(ctx(), assess.BySlack(who), id, exercise.HotWash{
				Observations: rapid.SliceOfN(observation, 0, 2).Draw(t, "said"), Ratings: map[string]exercise.Rating{"stop": rating},
			})
			c, cerr := b.Control(ctx(), lead, id)
			require.NoError(t, cerr)
			var all []exercise.Observation
			for _, n := range c.Observations {
				all = append(all, n.Observation)
			}
			switch ceiling := exercise.Ceiling(all); {
			case err == nil:
				require.False(t, rating.Exceeds(ceiling), "%s was taken above %s", rating, ceiling)
			default:
				require.Contains(t, errs.Fields(err), "rating:stop")
			}
		}
	})
}
