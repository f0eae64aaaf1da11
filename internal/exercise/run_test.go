package exercise_test

import (
	"context"
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"golang.org/x/sync/errgroup"

	"cairn/internal/assess"
	"cairn/internal/errs"
	"cairn/internal/exercise"
)

var lead = assess.BySlack(facilitator)

// blueDoor is the scenario of scenario_test.go: "call" at minute 0, "quiet" without a decision after 10, "worse" 5 after the choice "wait".
func blueDoor(t testing.TB) *exercise.Scenario {
	t.Helper()
	s, err := exercise.Load([]byte(sound), "s.yaml")
	require.NoError(t, err)
	return s
}

func TestAnExerciseStartsFromAnHourBeforeItsTimeToADayAfter(t *testing.T) {
	t.Parallel()
	b := newStage(t)
	id := b.put(t, blueDoor(t), 30*time.Minute)
	for _, tt := range []struct {
		minute float64
		by     assess.UserID
		code   errs.Code
		part   string
	}{
		{0, player, errs.Forbidden, "<@U0LEAD>"},
		{0, boss, errs.Forbidden, "<@U0LEAD>"},
		{-60.1, facilitator, errs.Closed, "1 October 2026 at 10:00, and people come for that. It can be started from 1 October 2026 at 09:00"},
		{24*60 + 0.1, facilitator, errs.Closed, "more than a day ago"},
	} {
		b.at(tt.minute)
		wantError(t, b.Start(t.Context(), assess.BySlack(tt.by), id), tt.code, tt.part)
	}
	b.at(-60)
	require.NoError(t, b.Start(t.Context(), lead, id))
	b.at(-50)
	require.NoError(t, b.Start(t.Context(), lead, id), "a second click changes nothing")
	e := b.state(t, id)
	assert.Equal(t, exercise.Running, e.State)
	assert.Equal(t, begins.Add(-time.Hour), e.StartedAt)
}

func TestTwoExercisesAreNotPlayedInOneChannel(t *testing.T) {
	t.Parallel()
	b := newStage(t)
	first, second := b.started(t, blueDoor(t), 30*time.Minute), b.put(t, blueDoor(t), 30*time.Minute)
	b.write(t, func(ctx context.Context, tx exercise.Tx) error {
		e, err := tx.Exercise(ctx, second)
		if err != nil {
			return err
		}
		e.Channel, e.Version = "C0E1", 2
		return tx.SaveExercise(ctx, e)
	})
	wantError(t, b.Start(t.Context(), lead, second), errs.Conflict, "E1 is being played in the same channel")
	require.NoError(t, b.End(t.Context(), lead, first, "The other one matters more."))
	require.NoError(t, b.Start(t.Context(), lead, second))
}

func TestARunIsSaidInTheChannelToTheSecond(t *testing.T) {
	t.Parallel()
	b := newStage(t)
	id := b.started(t, blueDoor(t), 30*time.Minute)
	assert.Equal(t, []string{"0s brief", "0s inject:call", "10m0s inject:quiet", "20m0s near-end#1", "30m0s time-up", "30m0s ended"}, b.pass(t, id, 60))
	assert.Equal(t, "nothing", b.due(t, id))
	e := b.state(t, id)
	assert.Equal(t, exercise.Ended, e.State)
	assert.Empty(t, e.Why)
	assert.Equal(t, begins.Add(30*time.Minute), e.EndedAt)
}

func TestTimeStandsStillInAPause(t *testing.T) {
	t.Parallel()
	b := newStage(t)
	id := b.started(t, blueDoor(t), 30*time.Minute)
	b.pass(t, id, 4)
	require.NoError(t, b.Pause(t.Context(), lead, id, "The alarm went off."))
	require.NoError(t, b.Pause(t.Context(), lead, id, "Again."))
	assert.Equal(t, []string{"4m0s paused#1", "1h4m0s still#1"}, b.pass(t, id, 90))
	v, err := b.View(t.Context(), assess.BySlack(player), id)
	require.NoError(t, err)
	assert.Equal(t, 4*time.Minute, v.Elapsed)
	assert.Equal(t, 26*time.Minute, v.Left)
	require.NoError(t, b.Resume(t.Context(), lead, id))
	require.NoError(t, b.Resume(t.Context(), lead, id))
	assert.Equal(t, []string{"1h30m0s resumed#1", "1h36m0s inject:quiet", "1h46m0s near-end#1"}, b.pass(t, id, 110))
	require.NoError(t, b.Extend(t.Context(), lead, id, 20))
	assert.Equal(t, []string{"1h50m0s extended#1", "2h6m0s near-end#2", "2h16m0s time-up", "2h16m0s ended"}, b.pass(t, id, 300))
}

func TestAPauseThatIsOverBeforeItWasSaidIsNotMentioned(t *testing.T) {
	t.Parallel()
	b := newStage(t)
	id := b.started(t, blueDoor(t), 30*time.Minute)
	require.NoError(t, b.Pause(t.Context(), lead, id, ""))
	b.at(1)
	require.NoError(t, b.Resume(t.Context(), lead, id))
	assert.Equal(t, []string{"1m0s brief", "1m0s inject:call"}, b.pass(t, id, 10))
}

func TestARunThatNobodyResumesEndsAfterADay(t *testing.T) {
	t.Parallel()
	b := newStage(t)
	id := b.started(t, blueDoor(t), 30*time.Minute)
	b.pass(t, id, 5)
	require.NoError(t, b.Pause(t.Context(), lead, id, ""))
	assert.Equal(t, []string{"5m0s paused#1", "1h5m0s still#1", "24h5m0s time-up", "24h5m0s ended"}, b.pass(t, id, 48*60))
	assert.Equal(t, exercise.WhyPausedADay, b.state(t, id).Why)
}

func TestAnInjectComesWhenItIsCalledForAndNotWhenItIsSkipped(t *testing.T) {
	t.Parallel()
	b := newStage(t)
	id := b.started(t, blueDoor(t), 30*time.Minute)
	b.pass(t, id, 3)
	came, err := b.Next(t.Context(), lead, id, "")
	require.NoError(t, err)
	assert.Equal(t, "quiet", came, "the soonest")
	came, err = b.Next(t.Context(), lead, id, "worse")
	require.NoError(t, err)
	assert.Equal(t, "worse", came, "whatever it waits for")
	assert.Equal(t, []string{"3m0s inject:worse", "3m0s inject:quiet"}, b.pass(t, id, 4), "in the scenario's order when called for together")
	came, err = b.Next(t.Context(), lead, id, "quiet")
	require.NoError(t, err, "a second click changes nothing")
	assert.Equal(t, "quiet", came)
	assert.Equal(t, "20m0s tell U0LEAD near-end#1", b.due(t, id))
	_, err = b.Next(t.Context(), lead, id, "")
	wantError(t, err, errs.Closed, "Nothing is to come any more")
	_, err = b.Next(t.Context(), lead, id, "nonsense")
	wantError(t, err, errs.Invalid, "one of the injects")

	other := b.started(t, blueDoor(t), 30*time.Minute)
	wantError(t, b.Skip(t.Context(), lead, other, "call", "no"), errs.Invalid, "Say why in at least 5 characters")
	require.NoError(t, b.Skip(t.Context(), lead, other, "call", "We have no time."))
	assert.Equal(t, []string{"0s brief"}, b.pass(t, other, 3))
	for range 2 {
		_, err = b.Next(t.Context(), lead, other, "call")
		require.NoError(t, err, "which takes the skipping back")
		require.NoError(t, b.Skip(t.Context(), lead, other, "call", "We have no time."), "and skipping takes that back")
	}
	assert.Equal(t, "20m0s tell U0LEAD near-end#1", b.due(t, other))
	_, err = b.Next(t.Context(), lead, other, "call")
	require.NoError(t, err)
	assert.Equal(t, []string{"3m0s inject:call"}, b.pass(t, other, 4))
	wantError(t, b.Skip(t.Context(), lead, other, "call", "We have no time."), errs.Invalid, "has come already")
}

func TestNoInjectIsCalledForInAPause(t *testing.T) {
	t.Parallel()
	b := newStage(t)
	id := b.started(t, blueDoor(t), 30*time.Minute)
	b.pass(t, id, 3)
	_, err := b.Next(t.Context(), lead, id, "worse")
	require.NoError(t, err)
	require.NoError(t, b.Pause(t.Context(), lead, id, ""))
	_, err = b.Next(t.Context(), lead, id, "quiet")
	wantError(t, err, errs.Closed, "E1 is paused. Resume it first")
	assert.Equal(t, []string{"3m0s paused#1"}, b.pass(t, id, 10), "what was called for waits too")
	require.NoError(t, b.Resume(t.Context(), lead, id))
	assert.Equal(t, []string{"10m0s resumed#1", "10m0s inject:worse"}, b.pass(t, id, 11))
}

func TestARunIsExtendedByMinutesUpToEightHours(t *testing.T) {
	t.Parallel()
	b := newStage(t)
	id := b.started(t, blueDoor(t), 345*time.Minute)
	for _, more := range []int{-5, 0, 4, 121} {
		wantError(t, b.Extend(t.Context(), lead, id, more), errs.Invalid, "Extend it by 5 to 120 minutes")
	}
	require.NoError(t, b.Extend(t.Context(), lead, id, 120))
	wantError(t, b.Extend(t.Context(), lead, id, 20), errs.Invalid, "extend this one by up to 15 minutes")
	require.NoError(t, b.Extend(t.Context(), lead, id, 15))
	wantError(t, b.Extend(t.Context(), lead, id, 5), errs.Invalid, "cannot be extended any further")
}

func TestARunIsEndedByItsFacilitatorOrAManagerWhoDoesNotPlay(t *testing.T) {
	t.Parallel()
	b := newStage(t)
	id := b.put(t, blueDoor(t), 30*time.Minute)
	b.at(0)
	wantError(t, b.End(t.Context(), lead, id, "Enough."), errs.Closed, "E1 has not begun")
	require.NoError(t, b.Start(t.Context(), lead, id))
	b.pass(t, id, 5)
	wantError(t, b.End(t.Context(), assess.BySlack(player), id, "Enough."), errs.Forbidden, "<@U0LEAD>")
	wantError(t, b.End(t.Context(), lead, id, " "), errs.Invalid, "Say why")
	require.NoError(t, b.End(t.Context(), assess.BySlack(boss), id, "There is a real incident."))
	require.NoError(t, b.End(t.Context(), lead, id, ""), "it has ended")
	e := b.state(t, id)
	assert.Equal(t, "There is a real incident.", e.Why)
	assert.Equal(t, []string{"5m0s ended"}, b.pass(t, id, 100))
	wantError(t, b.Pause(t.Context(), lead, id, ""), errs.Closed, "E1 ended on 1 October 2026 at 10:05")

	other := b.started(t, blueDoor(t), 30*time.Minute)
	b.at(30)
	require.NoError(t, b.End(t.Context(), lead, other, ""), "its time is up")
}

func TestAfterACrashWhatWasClaimedIsSaidOnceAndFirst(t *testing.T) {
	t.Parallel()
	b := newStage(t)
	id := b.started(t, blueDoor(t), 30*time.Minute)
	b.pass(t, id, 0)
	b.at(10)
	first, ok, err := b.Post(t.Context(), id, "inject:quiet", b.clock.Now())
	require.NoError(t, err)
	require.True(t, ok)
	b.at(12) // nobody knows whether it is in the channel
	assert.Equal(t, "10m0s post inject:quiet", b.due(t, id))
	again, ok, err := b.Post(t.Context(), id, "inject:quiet", b.clock.Now())
	require.NoError(t, err)
	require.True(t, ok)
	assert.Equal(t, first, again)
	require.NoError(t, b.Posted(t.Context(), id, "inject:quiet", begins.Add(10*time.Minute+2*time.Second)))
	require.NoError(t, b.Posted(t.Context(), id, "inject:quiet", b.clock.Now()))
	_, ok, err = b.Post(t.Context(), id, "inject:quiet", b.clock.Now())
	require.NoError(t, err)
	assert.False(t, ok, "Slack has it")
	v, err := b.View(t.Context(), lead, id)
	require.NoError(t, err)
	assert.Equal(t, 10*time.Minute+2*time.Second, v.Delivered[1].Elapsed, "since Slack has it")
}

func TestWhatWasClaimedWaitsForAPauseAndDoesNotComeAfterTheEnd(t *testing.T) {
	t.Parallel()
	b := newStage(t)
	id := b.started(t, blueDoor(t), 30*time.Minute)
	b.pass(t, id, 0)
	b.at(10)
	_, ok, err := b.Post(t.Context(), id, "inject:quiet", b.clock.Now())
	require.NoError(t, err)
	require.True(t, ok)
	b.at(11)
	require.NoError(t, b.Pause(t.Context(), lead, id, ""))
	assert.Equal(t, []string{"11m0s paused#1"}, b.pass(t, id, 20))
	_, ok, err = b.Post(t.Context(), id, "inject:quiet", b.clock.Now())
	require.NoError(t, err)
	assert.False(t, ok)
	require.NoError(t, b.Resume(t.Context(), lead, id))
	assert.Equal(t, []string{"20m0s resumed#1", "20m0s inject:quiet"}, b.pass(t, id, 21))

	other := b.started(t, blueDoor(t), 30*time.Minute)
	b.pass(t, other, 0)
	b.at(10)
	_, _, err = b.Post(t.Context(), other, "inject:quiet", b.clock.Now())
	require.NoError(t, err)
	require.NoError(t, b.End(t.Context(), lead, other, "Enough for today."))
	assert.Equal(t, []string{"10m0s settle inject:quiet", "10m0s ended"}, b.pass(t, other, 60))
}

func TestWhatSlackHadBeforeTheEndCameAlsoWhenItsRecordIsLateAndWhatItHadNotNeverDid(t *testing.T) {
	t.Parallel()
	for _, there := range []bool{true, false} {
		b := newStage(t)
		id := b.started(t, blueDoor(t), 30*time.Minute)
		b.pass(t, id, 0)
		b.at(10)
		_, ok, err := b.Post(t.Context(), id, "inject:quiet", b.clock.Now())
		require.NoError(t, err)
		require.True(t, ok)
		_, ok, err = b.Unsettled(t.Context(), id, "inject:quiet")
		require.NoError(t, err)
		assert.False(t, ok, "the run goes on, and it is posted")
		taken := b.clock.Now().Add(time.Second)
		b.at(12)
		require.NoError(t, b.End(t.Context(), lead, id, "Enough for today."))
		came := func() (all []string) {
			v, err := b.View(t.Context(), lead, id)
			require.NoError(t, err)
			for _, told := range v.Delivered {
				all = append(all, told.ID)
			}
			return all
		}
		assert.Equal(t, []string{"call"}, came(), "nobody knows yet")
		assert.Equal(t, "12m0s settle inject:quiet", b.due(t, id), "before it is said that it has ended")
		p, ok, err := b.Unsettled(t.Context(), id, "inject:quiet")
		require.NoError(t, err)
		require.True(t, ok)
		assert.Equal(t, "inject:quiet", p.Step)
		if there {
			require.NoError(t, b.Posted(t.Context(), id, p.Step, taken))
			assert.Equal(t, []string{"call", "quiet"}, came())
		} else {
			require.NoError(t, b.Undelivered(t.Context(), id.Subject(), "", p.Step, "It ended before.", b.clock.Now()))
			assert.Equal(t, []string{"call"}, came())
		}
		c, err := b.Control(t.Context(), lead, id)
		require.NoError(t, err)
		assert.Empty(t, c.Undelivered, "nobody can read it out any more")
		_, ok, err = b.Unsettled(t.Context(), id, "inject:quiet")
		require.NoError(t, err)
		assert.False(t, ok)
		assert.Equal(t, []string{"12m0s ended"}, b.pass(t, id, 13))
	}
}

func TestWhatSlackRefusedBeforeTheEndWasReadOut(t *testing.T) {
	t.Parallel()
	b := newStage(t)
	id := b.started(t, blueDoor(t), 30*time.Minute)
	b.pass(t, id, 0)
	b.at(10)
	_, _, err := b.Post(t.Context(), id, "inject:quiet", b.clock.Now())
	require.NoError(t, err)
	require.NoError(t, b.Undelivered(t.Context(), id.Subject(), "", "inject:quiet", "The channel is archived.", b.clock.Now()))
	require.NoError(t, b.End(t.Context(), lead, id, "Enough for today."))
	v, err := b.View(t.Context(), lead, id)
	require.NoError(t, err)
	assert.Len(t, v.Delivered, 2)
}

func TestNothingIsSaidOutOfTurn(t *testing.T) {
	t.Parallel()
	b := newStage(t)
	id := b.put(t, blueDoor(t), 30*time.Minute)
	never := func(step string, minute float64) {
		t.Helper()
		_, ok, err := b.Post(t.Context(), id, step, begins.Add(time.Duration(minute*float64(time.Minute))))
		require.NoError(t, err)
		assert.False(t, ok, "%s at %v", step, minute)
	}
	never("brief", 0)
	b.at(0)
	require.NoError(t, b.Start(t.Context(), lead, id))
	never("inject:call", 0)
	never("ended", 0)
	b.pass(t, id, 5)
	never("inject:quiet", 9.99)
	never("inject:worse", 9)
	never("inject:nonsense", 9)
	never("paused#1", 9)
	require.NoError(t, b.Pause(t.Context(), lead, id, ""))
	never("inject:quiet", 11)
}

func TestAfterALongOutageEverythingComesInOrderAndThenTheEnd(t *testing.T) {
	t.Parallel()
	b := newStage(t)
	id := b.started(t, blueDoor(t), 30*time.Minute)
	b.at(600)
	assert.Equal(t, []string{"10h0m0s brief", "10h0m0s inject:call", "10h0m0s near-end#1", "10h0m0s time-up", "10h0m0s ended"}, b.pass(t, id, 601),
		"what waits for time after a late inject is past the end")
}

func TestAProcessThatFallsOverAfterALongOutageLosesNothingThatWasDue(t *testing.T) {
	t.Parallel()
	b := newStage(t)
	id := b.started(t, blueDoor(t), 30*time.Minute)
	b.at(600)
	due, err := b.LiveDue(t.Context(), id, b.clock.Now())
	require.NoError(t, err)
	b.do(t, id, due) // the brief
	_, claimed, err := b.Post(t.Context(), id, "inject:call", b.clock.Now())
	require.NoError(t, err)
	require.True(t, claimed)
	b.at(601)
	assert.Equal(t, []string{"10h1m0s near-end#1", "10h1m0s inject:call", "10h1m0s time-up", "10h1m0s ended"}, b.pass(t, id, 602))
}

func TestPlayersReadTheNoteOfAPauseAndTheReasonOfTheEnd(t *testing.T) {
	t.Parallel()
	b := newStage(t)
	id := b.started(t, blueDoor(t), 30*time.Minute)
	say := func(step string) exercise.Post {
		t.Helper()
		p, ok, err := b.Post(t.Context(), id, step, b.clock.Now())
		require.NoError(t, err)
		require.True(t, ok, step)
		require.NoError(t, b.Posted(t.Context(), id, step, b.clock.Now()))
		return p
	}
	brief := say("brief")
	assert.Equal(t, "Blue Door", brief.Name)
	assert.Equal(t, 30, brief.Brief.Minutes)
	assert.Equal(t, "C0E1", brief.Channel)
	assert.NotEmpty(t, brief.Seats)
	call := say("inject:call")
	assert.Equal(t, "call", call.Inject.ID)
	assert.NotEmpty(t, call.Inject.Choices)
	require.NoError(t, b.Pause(t.Context(), lead, id, "Coffee."))
	assert.Equal(t, "Coffee.", say("paused#1").Note)
	require.NoError(t, b.Resume(t.Context(), lead, id))
	say("resumed#1")
	require.NoError(t, b.Extend(t.Context(), lead, id, 15))
	assert.Equal(t, 15, say("extended#1").Minutes)
	require.NoError(t, b.End(t.Context(), lead, id, "All is said."))
	assert.Equal(t, "All is said.", say("ended").Note)
}

func TestAnInjectIsThereNoLaterThanItIsKnownToBe(t *testing.T) {
	t.Parallel()
	b := newStage(t)
	id := b.started(t, blueDoor(t), 30*time.Minute)
	b.do(t, id, exercise.Due{Deed: exercise.DoPost, Step: exercise.StepBrief})
	_, _, err := b.Post(t.Context(), id, "inject:call", b.clock.Now())
	require.NoError(t, err)
	b.at(0.5)
	require.NoError(t, b.Posted(t.Context(), id, "inject:call", b.clock.Now().Add(time.Hour)))
	assert.Equal(t, "10m30s post inject:quiet", b.due(t, id), "ten minutes from when it was known, not from an hour ahead")

	other := b.started(t, blueDoor(t), 30*time.Minute)
	b.do(t, other, exercise.Due{Deed: exercise.DoPost, Step: exercise.StepBrief})
	_, _, err = b.Post(t.Context(), other, "inject:call", b.clock.Now())
	require.NoError(t, err)
	b.at(0.5)
	require.NoError(t, b.Posted(t.Context(), other, "inject:call", b.clock.Now().Add(-time.Hour)))
	assert.Equal(t, "10m0s post inject:quiet", b.due(t, other), "nor from before it was released")
}

func TestWhatManyLogAtOnceIsNumberedOneByOne(t *testing.T) {
	t.Parallel()
	b := newStage(t)
	id := b.started(t, blueDoor(t), 30*time.Minute)
	var all errgroup.Group
	for range 6 {
		all.Go(func() error {
			_, err := b.Decide(t.Context(), assess.BySlack(player), id, exercise.Decision{What: "This."})
			return err
		})
		all.Go(func() error {
			_, err := b.Observe(t.Context(), assess.BySlack(observer), id, seen(exercise.Strength, "", "Good."))
			return err
		})
	}
	require.NoError(t, all.Wait())
	c, err := b.Control(t.Context(), lead, id)
	require.NoError(t, err)
	for i := range 6 {
		assert.Equal(t, i+1, c.Log[i].Number)
		assert.Equal(t, fmt.Sprintf("O%d", i+1), c.Observations[i].ID)
	}
}

func TestThatARunHasEndedIsSaidBeforeItsReportHoweverLate(t *testing.T) {
	t.Parallel()
	b := newStage(t)
	id := b.ended(t)
	b.closeHotWash(t, id) // the process was away until then
	require.NoError(t, b.Summarise(t.Context(), lead, id, "They stopped it, and told nobody why."))
	v, err := b.Review(t.Context(), lead, id)
	require.NoError(t, err)
	for _, o := range v.Objectives {
		require.NoError(t, b.Rate(t.Context(), lead, id, o.ID, o.Proposed, ""))
	}
	require.NoError(t, b.SignOff(t.Context(), lead, id))
	due, err := b.Due(t.Context(), id.Subject(), b.clock.Now())
	require.NoError(t, err)
	assert.Equal(t, "post ended", string(due.Deed)+" "+due.Step)
	b.do(t, id, due)
	due, err = b.Due(t.Context(), id.Subject(), b.clock.Now())
	require.NoError(t, err)
	assert.Equal(t, exercise.DoPublish, due.Deed)
}

func TestAnInjectThatWasOnItsWayWhenTheRunEndedNeverCame(t *testing.T) {
	t.Parallel()
	b := newStage(t)
	id := b.started(t, blueDoor(t), 30*time.Minute)
	next := func() exercise.Due {
		due, err := b.LiveDue(t.Context(), id, b.clock.Now())
		require.NoError(t, err)
		b.clock.Set(latest(b.clock.Now(), due.At))
		return due
	}
	b.do(t, id, next()) // the brief
	inject, is := exercise.InjectOf(next().Step)
	require.True(t, is)
	_, claimed, err := b.Post(t.Context(), id, exercise.StepInject+inject, b.clock.Now()) // Slack does not answer
	require.NoError(t, err)
	require.True(t, claimed)
	came := func() (ids []string) {
		v, err := b.View(t.Context(), assess.BySlack(player), id)
		require.NoError(t, err)
		for _, told := range v.Delivered {
			ids = append(ids, told.ID)
		}
		return ids
	}
	require.NoError(t, b.Pause(t.Context(), lead, id, ""))
	assert.Equal(t, []string{inject}, came(), "it comes once the run goes on")
	require.NoError(t, b.End(t.Context(), lead, id, "Slack is down."))
	assert.Empty(t, came())
	_, err = b.Decide(t.Context(), assess.BySlack(player), id, exercise.Decision{Inject: inject, What: "Wait"})
	wantError(t, err, errs.Invalid, "Choose one of the injects that have come.")
	b.closeHotWash(t, id)
	r, err := b.Report(t.Context(), lead, id)
	require.NoError(t, err)
	for _, m := range r.Timeline {
		assert.NotEqual(t, exercise.WasDelivered, m.Kind, "%+v", m)
	}
	assert.Empty(t, r.Latency.Open)
}

func TestWhatFellDueWhileTheProcessWasAwayComesBeforeTheEndAlsoAfterAPause(t *testing.T) {
	t.Parallel()
	b := newStage(t)
	id := b.started(t, blueDoor(t), 30*time.Minute)
	b.at(40) // the process was away since the start
	require.NoError(t, b.Pause(t.Context(), lead, id, ""))
	b.at(41)
	require.NoError(t, b.Resume(t.Context(), lead, id))
	var came []string
	for _, line := range b.pass(t, id, 60) {
		if _, step, _ := strings.Cut(line, " "); step == exercise.StepTimeUp || strings.HasPrefix(step, exercise.StepInject) {
			came = append(came, step)
		}
	}
	require.NotEmpty(t, came)
	assert.Equal(t, exercise.StepInject+"call", came[0])
	assert.Equal(t, exercise.StepTimeUp, came[len(came)-1])
}
