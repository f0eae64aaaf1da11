package exercise_test

import (
	"slices"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"golang.org/x/sync/errgroup"

	"cairn/internal/assess"
	"cairn/internal/errs"
	"cairn/internal/exercise"
)

// running is an exercise that began at ten on 21 October 2026 and whose controls are handed out; the second manager plays in it if asked.
func (b *desk) running(secondPlays bool) exercise.ID {
	b.t.Helper()
	d := b.draft("2026-10-21 10:00")
	if secondPlays {
		d.Players[1].User = second
	}
	e, err := b.Plan(b.t.Context(), assess.BySlack(boss), "north", d)
	b.must(err)
	b.pass(e.ID, "2026-10-21 10:00")
	b.must(b.Start(b.t.Context(), assess.BySlack(facilitator), e.ID))
	return e.ID
}

func (b *desk) takesOver(u assess.UserID, id exercise.ID) {
	b.t.Helper()
	b.must(b.TakeOver(b.t.Context(), assess.BySlack(u), id, b.view(id, u).Plan.Facilitator))
}

func TestAManagerTakesOverAnExerciseThatIsPlayed(t *testing.T) {
	t.Parallel()
	b, untouched := newDesk(t), newDesk(t)
	id := b.running(false)
	b.pass(id, "2026-10-21 10:10")
	require.True(t, b.view(id, boss).TakesOver)
	b.takesOver(boss, id)
	b.takesOver(boss, id) // again changes nothing

	v := b.view(id, boss)
	assert.Equal(t, boss, v.Plan.Facilitator)
	assert.Equal(t, exercise.AsFacilitator, v.Part)
	assert.False(t, v.TakesOver)
	assert.Equal(t, 1, v.Edition, "its plan is not another one, about which everybody is told")
	require.Len(t, v.Handovers, 1)
	assert.Equal(t, facilitator, v.Handovers[0].From)
	assert.Equal(t, boss, v.Handovers[0].To)
	assert.Equal(t, exercise.NoPart, v.Handovers[0].Was)
	assert.True(t, v.Handovers[0].At.Equal(b.clock.Now()))

	_, err := b.Control(t.Context(), assess.BySlack(boss), id)
	require.NoError(t, err, "the controls are theirs at once")
	_, err = b.Control(t.Context(), lead, id)
	wantError(t, err, errs.Forbidden, "<@U0BOSS>, holds its controls")
	wantError(t, b.Pause(t.Context(), lead, id, ""), errs.Forbidden, "<@U0BOSS>, holds its controls")
	assert.Equal(t, exercise.NoPart, b.view(id, facilitator).Part, "who led it may still look at it")

	equal(t, []string{
		"2026-10-21 10:10 taken-over#1", "2026-10-21 10:10 U0BOSS controls#1", "2026-10-21 10:10 U0LEAD taken-over#1",
	}, b.pass(id, "2026-10-21 10:10"))
	told := func(b *desk, id exercise.ID) (all []string) {
		b.pass(id, "2026-10-21 13:00")
		for _, in := range b.view(id, boss).Delivered {
			all = append(all, in.Elapsed.String()+" "+in.ID)
		}
		return all
	}
	other := untouched.running(false)
	assert.NotEmpty(t, told(untouched, other))
	equal(t, told(untouched, other), told(b, id))
}

func TestWhoMayTakeAnExerciseOver(t *testing.T) {
	t.Parallel()
	b := newDesk(t)
	ctx := t.Context()
	id := b.plan("2026-10-21 10:00")
	take := func(u assess.UserID) error { return b.TakeOver(ctx, assess.BySlack(u), id, facilitator) }
	wantError(t, take(boss), errs.Closed, "has not begun")
	b.pass(id, "2026-10-21 10:00")
	b.must(b.Start(ctx, lead, id))
	for _, u := range []assess.UserID{scribe, observer, player, stranger, ""} {
		wantError(t, take(u), errs.Forbidden, "only be taken over by a manager of North: <@U0BOSS>")
		assert.False(t, u == scribe && b.view(id, u).TakesOver)
	}
	wantError(t, b.TakeOver(ctx, assess.Actor{Source: assess.FromCLI}, id, facilitator), errs.Forbidden, "only be taken over by a manager")
	_, err := b.TakingOver(ctx, assess.BySlack(player), id)
	wantError(t, err, errs.Forbidden, "only be taken over by a manager")
	v, err := b.TakingOver(ctx, assess.BySlack(boss), id)
	require.NoError(t, err)
	assert.Equal(t, facilitator, v.Plan.Facilitator)
	b.must(take(boss))
	_, err = b.TakingOver(ctx, assess.BySlack(boss), id)
	wantError(t, err, errs.Closed, "You facilitate E1 already")

	cancelled := b.plan("2026-10-29 10:00")
	b.must(b.Cancel(ctx, lead, cancelled, "There is a real incident."))
	wantError(t, b.TakeOver(ctx, assess.BySlack(boss), cancelled, facilitator), errs.Closed, "was cancelled")
}

func TestAPlayerWhoTakesOverStopsPlaying(t *testing.T) {
	t.Parallel()
	b := newDesk(t)
	ctx, by := t.Context(), assess.BySlack(second)
	id := b.running(true)
	b.pass(id, "2026-10-21 10:05")
	_, err := b.Decide(ctx, by, id, exercise.Decision{What: "We call the supplier."})
	require.NoError(t, err)
	b.takesOver(second, id)

	v := b.view(id, second)
	assert.Equal(t, exercise.AsPlayer, v.Handovers[0].Was)
	assert.Empty(t, v.Plan.RolesOf(second))
	require.Len(t, v.Log, 1)
	assert.Equal(t, second, v.Log[0].By, "what they decided stays")
	for _, of := range []assess.UserID{"", second} {
		_, err = b.Decide(ctx, by, id, exercise.Decision{What: "We wait.", By: of})
		wantError(t, err, errs.Invalid, "one of those who play")
	}
	_, err = b.Decide(ctx, by, id, exercise.Decision{What: "We wait.", By: player})
	require.NoError(t, err, "they write down what others decide, as each facilitator does")
	b.must(b.End(ctx, by, id, "We have seen enough."))
	b.pass(id, "2026-10-26 12:00")
	report, err := b.Report(ctx, by, id)
	require.NoError(t, err)
	assert.Equal(t, exercise.LacksNothing, report.Lacks, "a player decided, who did not facilitate it then")
	i := slices.IndexFunc(report.People, func(p exercise.Participant) bool { return p.User == second })
	assert.Equal(t, exercise.AsPlayer, report.People[i].Was)
	assert.NotEmpty(t, report.People[i].Roles)
}

func TestOfTwoManagersWhoTakeOverAtOnceOneDoesAndTheOtherIsToldWho(t *testing.T) {
	t.Parallel()
	b := newDesk(t)
	id := b.running(false)
	var failed [2]error
	var both errgroup.Group
	for i, u := range []assess.UserID{boss, second} {
		both.Go(func() error {
			failed[i] = b.TakeOver(ctx(), assess.BySlack(u), id, facilitator)
			return nil
		})
	}
	require.NoError(t, both.Wait())
	v := b.view(id, boss)
	require.Len(t, v.Handovers, 1)
	won, lost := 0, 1
	if v.Plan.Facilitator == second {
		won, lost = 1, 0
	}
	require.NoError(t, failed[won])
	wantError(t, failed[lost], errs.Conflict, "<@"+string(v.Plan.Facilitator)+"> took E1 over on 21 October 2026 at 10:00, while you had this open")
}

func TestAnExerciseIsTakenOverInAPause(t *testing.T) {
	t.Parallel()
	b := newDesk(t)
	id := b.running(false)
	b.pass(id, "2026-10-21 10:04")
	b.must(b.Pause(t.Context(), lead, id, ""))
	b.pass(id, "2026-10-21 10:30")
	b.takesOver(second, id)
	equal(t, []string{
		"2026-10-21 10:30 taken-over#1", "2026-10-21 10:30 U0SECOND controls#1", "2026-10-21 10:30 U0LEAD taken-over#1", "2026-10-21 11:04 U0SECOND still#1",
	}, b.pass(id, "2026-10-21 11:10"))
	assert.Equal(t, exercise.Paused, b.view(id, second).State)
	b.must(b.Resume(t.Context(), assess.BySlack(second), id))
	assert.Equal(t, 4*time.Minute, b.view(id, second).Elapsed)
}

func TestWhoTakesOverAfterTheEndEvaluates(t *testing.T) {
	t.Parallel()
	b := newDesk(t)
	ctx := t.Context()
	id := b.endedWithSecond()
	b.pass(id, "2026-10-28 20:00")
	wantError(t, b.TakeOver(ctx, assess.BySlack(second), id, facilitator), errs.Forbidden, "You played in E1, so you cannot evaluate it")
	assert.False(t, b.view(id, second).TakesOver)
	_, err := b.Review(ctx, assess.BySlack(boss), id)
	wantError(t, err, errs.Forbidden, "<@U0LEAD>")
	b.takesOver(boss, id)
	_, err = b.Review(ctx, assess.BySlack(boss), id)
	require.NoError(t, err)
	_, err = b.Review(ctx, lead, id)
	wantError(t, err, errs.Forbidden, "evaluated by its facilitator, <@U0BOSS>")
	equal(t, []string{"2026-10-29 09:00 U0BOSS review", "2026-10-29 09:00 U0LEAD taken-over#1"}, b.pass(id, "2026-10-29 09:00"))
}

func TestTheReportNamesBothFacilitators(t *testing.T) {
	t.Parallel()
	b := newDesk(t)
	ctx := t.Context()
	id := b.running(false)
	b.pass(id, "2026-10-21 10:05")
	_, err := b.Observe(ctx, lead, id, exercise.Observation{Objective: "notify", Kind: exercise.Strength, Text: "They asked for the contract."})
	require.NoError(t, err)
	b.takesOver(boss, id)
	at := b.clock.Now()
	b.must(b.End(ctx, assess.BySlack(boss), id, "We have seen enough."))
	b.pass(id, "2026-10-27 12:00")
	r, err := b.Report(ctx, assess.BySlack(boss), id)
	require.NoError(t, err)
	of := func(u assess.UserID) exercise.Participant {
		i := slices.IndexFunc(r.People, func(p exercise.Participant) bool { return p.User == u })
		require.GreaterOrEqual(t, i, 0, "%s", u)
		return r.People[i]
	}
	assert.Equal(t, exercise.AsFacilitator, of(boss).Part)
	assert.True(t, of(boss).Since.Equal(at))
	assert.Equal(t, exercise.AsFacilitator, of(facilitator).Part)
	assert.True(t, of(facilitator).Until.Equal(at))
	i := slices.IndexFunc(r.Timeline, func(m exercise.Moment) bool { return m.Kind == exercise.WasTakenOver })
	require.GreaterOrEqual(t, i, 0)
	assert.Equal(t, boss, r.Timeline[i].By)
	assert.Equal(t, facilitator, r.Timeline[i].Of)
	i = slices.IndexFunc(r.Objectives, func(o exercise.ReportObjective) bool { return o.ID == "notify" })
	assert.Equal(t, exercise.AsFacilitator, r.Objectives[i].Strengths[0].Part, "what was noted is told by the part of then")
	assert.Equal(t, exercise.LacksDecision, r.Lacks)
}

func TestWhatFacilitatorsNotedOneAfterTheOtherIsNoWordOfSomebodyElse(t *testing.T) {
	t.Parallel()
	b := newDesk(t)
	ctx := t.Context()
	id := b.running(false)
	b.pass(id, "2026-10-21 10:05")
	for _, u := range []assess.UserID{facilitator, boss} {
		_, err := b.Decide(ctx, assess.BySlack(u), id, exercise.Decision{What: "We call the supplier.", By: player})
		require.NoError(t, err)
		if u == facilitator {
			b.takesOver(boss, id)
		}
	}
	b.must(b.End(ctx, assess.BySlack(boss), id, "We have seen enough."))
	b.pass(id, "2026-10-27 12:00")
	assert.Equal(t, exercise.LacksOthers, b.view(id, boss).Lacks)
}

func TestManagersHearOfEachFacilitatorWhoIsGoneAndHaveItBeforeThem(t *testing.T) {
	t.Parallel()
	b := newDesk(t)
	id := b.running(false)
	outstanding := func() int {
		all, err := b.Outstanding(t.Context(), assess.BySlack(second), "north")
		b.must(err)
		return len(all)
	}
	b.pass(id, "2026-10-21 10:05")
	assert.Zero(t, outstanding())
	b.saw(facilitator, "", assess.Gone)
	equal(t, []string{"2026-10-21 10:05 U0BOSS left", "2026-10-21 10:05 U0SECOND left"}, b.leftTo(id, "2026-10-21 10:06"))
	assert.Equal(t, 1, outstanding())
	b.takesOver(boss, id)
	assert.Zero(t, outstanding())
	equal(t, []string{"2026-10-21 10:06 taken-over#1", "2026-10-21 10:06 U0BOSS controls#1"}, b.pass(id, "2026-10-21 10:06")) // who is gone is told nothing
	b.saw(boss, "", assess.Gone)
	equal(t, []string{"2026-10-21 10:06 U0SECOND left#2"}, b.pass(id, "2026-10-21 10:06"))
	b.takesOver(second, id)
	b.saw(facilitator, "", assess.Member)
	equal(t, []string{"2026-10-21 10:06 taken-over#2", "2026-10-21 10:06 U0SECOND controls#1", "2026-10-21 10:06 U0LEAD taken-over#1"}, b.pass(id, "2026-10-21 10:06"))
	require.Len(t, b.view(id, second).Handovers, 2)
}
