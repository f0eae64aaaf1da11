package exercise_test

import (
	"context"
	"fmt"
	"slices"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"cairn/internal/assess"
	"cairn/internal/exercise"
	"cairn/internal/maturity"
)

const northDuty exercise.Subject = "north/duty"

// declare makes the programme exercise so often, in so many months; 0 for never.
func (b *stage) declare(t require.TestingT, tabletop, simulation int) {
	b.write(t, func(ctx context.Context, tx exercise.Tx) error {
		p, err := tx.Programme(ctx, "north")
		if err != nil {
			return err
		}
		p.Rehearsals = assess.Rehearsals{Tabletop: tabletop, Simulation: simulation}
		p.Revision, p.UpdatedAt = p.Revision+1, b.clock.Now()
		return tx.SaveProgramme(ctx, p)
	})
}

// had puts an exercise into the programme that started at an instant and is as far as the state says; it took an hour.
func (b *stage) had(t require.TestingT, kind exercise.Kind, state exercise.State, start time.Time) (id exercise.ID) {
	b.write(t, func(ctx context.Context, tx exercise.Tx) error {
		var err error
		if id, err = tx.NewExercise(ctx, "north"); err != nil {
			return err
		}
		e := exercise.Exercise{
			ID: id, Programme: "north", Kind: kind, Scenario: exercise.Embedded()[0], State: state, Version: 1,
			Plan:      exercise.Plan{Start: start, Length: time.Hour, Facilitator: facilitator, Channel: "C0" + id.Number()},
			PlannedAt: start.AddDate(0, 0, -20), PlannedBy: assess.BySlack(boss),
		}
		end := start.Add(time.Hour)
		switch state {
		case exercise.Running, exercise.Paused:
			e.StartedAt = start
		case exercise.Ended:
			e.StartedAt, e.EndedAt = start, end
		case exercise.Reviewed:
			e.StartedAt, e.EndedAt, e.ReviewedAt = start, end, end.AddDate(0, 0, 10)
		case exercise.Cancelled:
			e.EndedAt = start.AddDate(0, 0, -1)
		}
		if err := tx.SaveExercise(ctx, e); err != nil || e.EndedAt.IsZero() || state == exercise.Cancelled {
			return err
		}
		return happened(ctx, tx, e)
	})
	return id
}

// happened adds to the ledger of an exercise what makes it count: its first inject, and what a player decided on it.
func happened(ctx context.Context, tx exercise.Tx, e exercise.Exercise) error {
	first := e.Scenario.Injects[0].ID
	d := exercise.Decision{Number: 1, Inject: first, What: "Tell the on-call lead", By: player}
	for _, had := range []exercise.Event{
		{Kind: exercise.WasStarted, By: assess.BySlack(facilitator)},
		{Kind: exercise.WasReleased, Step: exercise.StepInject + first, Detail: exercise.Detail{Inject: first}},
		{Kind: exercise.WasDecided, By: assess.BySlack(scribe), Detail: exercise.Detail{Decision: &d}},
	} {
		had.Exercise, had.At = e.ID, e.StartedAt
		if _, err := tx.AddExerciseEvent(ctx, had); err != nil {
			return err
		}
	}
	return nil
}

func (b *stage) duty(t require.TestingT, kind exercise.Kind) *exercise.Duty {
	all, err := b.Duties(context.Background(), assess.BySlack(boss), "north")
	require.NoError(t, err)
	for _, d := range all {
		if d.Kind == kind {
			return &d
		}
	}
	return nil
}

// telling lets the process of the duty do what falls due until an instant, and lists what was said when in London.
func (b *stage) telling(t require.TestingT, until time.Time) (said []string) {
	ctx := context.Background()
	london, err := time.LoadLocation("Europe/London")
	require.NoError(t, err)
	for range 1000 {
		due, err := b.Due(ctx, northDuty, b.clock.Now())
		require.NoError(t, err)
		if due.At.IsZero() || due.At.After(until) {
			b.clock.Set(until)
			return said
		}
		if due.Deed == "" {
			require.True(t, due.At.After(b.clock.Now()), "it would look again at once")
			b.clock.Set(due.At)
			continue
		}
		if due.At.After(b.clock.Now()) {
			b.clock.Set(due.At)
		}
		n, ok, err := b.Tell(ctx, northDuty, due.Person, due.Step, b.clock.Now())
		require.NoError(t, err)
		require.True(t, ok, "%+v", due)
		require.Equal(t, due.Person, n.To.ID)
		said = append(said, fmt.Sprintf("%s %s %s %d", b.clock.Now().In(london).Format("2006-01-02 15:04"), due.Person, due.Step, n.Duty.Days))
	}
	require.Fail(t, "it does not come to an end", said)
	return nil
}

func date(year int, month time.Month, day int) time.Time {
	return time.Date(year, month, day, 9, 0, 0, 0, time.UTC)
}

func TestManagersHearOfADuty60And30And7DaysBeforeAndThenEvery30(t *testing.T) {
	t.Parallel()
	b := newStage(t)
	assert.Equal(t, []string{
		"2027-08-02 09:00 U0BOSS due-60:tabletop#2027-10-01 60",
		"2027-09-01 09:00 U0BOSS due-30:tabletop#2027-10-01 30",
		"2027-09-24 09:00 U0BOSS due-7:tabletop#2027-10-01 7",
		"2027-10-04 09:00 U0BOSS overdue:tabletop#2027-10-01 -3",
		"2027-11-01 09:00 U0BOSS overdue-2:tabletop#2027-10-01 -31",
		"2027-12-01 09:00 U0BOSS overdue-3:tabletop#2027-10-01 -61",
	}, b.telling(t, date(2027, 12, 15)))
}

func TestADutyThatIsFoundLateIsToldOnceAndNotForWhatWasMissed(t *testing.T) {
	t.Parallel()
	b := newStage(t)
	b.clock.Set(date(2027, 9, 29).Add(8 * time.Hour)) // 18:00 in London: after work
	assert.Equal(t, []string{
		"2027-09-30 09:00 U0BOSS due-7:tabletop#2027-10-01 1",
		"2027-10-04 09:00 U0BOSS overdue:tabletop#2027-10-01 -3",
	}, b.telling(t, date(2027, 10, 20)))
}

func TestEachDutyIsToldToEachManagerOnADayOfItsOwn(t *testing.T) {
	t.Parallel()
	b := newStage(t)
	b.declare(t, 12, 12)
	b.write(t, func(ctx context.Context, tx exercise.Tx) error {
		p, err := tx.Programme(ctx, "north")
		if err != nil {
			return err
		}
		p.Managers = append(p.Managers, "U0SECOND", "U0GONE")
		p.Revision++
		if err := tx.SaveProgramme(ctx, p); err != nil {
			return err
		}
		return tx.SavePerson(ctx, assess.Person{ID: "U0GONE", Standing: assess.Gone, SeenAt: b.clock.Now(), Version: 1})
	})
	assert.Equal(t, []string{
		"2027-08-02 09:00 U0BOSS due-60:tabletop#2027-10-01 60",
		"2027-08-02 09:00 U0SECOND due-60:tabletop#2027-10-01 60",
		"2027-08-03 09:00 U0BOSS due-60:simulation#2027-10-01 59",
		"2027-08-03 09:00 U0SECOND due-60:simulation#2027-10-01 59",
	}, b.telling(t, date(2027, 8, 20)))
}

func TestNothingIsSaidWhileAnExerciseIsPlannedInTimeOrWaitsForItsReport(t *testing.T) {
	t.Parallel()
	for state, start := range map[exercise.State]time.Time{
		exercise.Planned: date(2027, 10, 1), exercise.Running: date(2027, 7, 1), exercise.Paused: date(2027, 7, 1), exercise.Ended: date(2027, 7, 1),
	} {
		b := newStage(t)
		b.clock.Set(date(2027, 7, 2))
		b.had(t, exercise.Tabletop, state, start)
		assert.Empty(t, b.telling(t, date(2027, 9, 28)), state)
		if d := b.duty(t, exercise.Tabletop); d.Status != exercise.DutyArmed || d.Planned == nil {
			t.Errorf("%s: %+v", state, d)
		}
	}
}

func TestAnExerciseThatIsPlannedTooLateIsNoReasonForSilenceUntilItIsTooLateAnyway(t *testing.T) {
	t.Parallel()
	b := newStage(t)
	b.clock.Set(date(2027, 9, 20))
	b.had(t, exercise.Tabletop, exercise.Planned, date(2027, 11, 1).Add(time.Hour))
	assert.Equal(t, []string{
		"2027-09-20 10:00 U0BOSS due-30:tabletop#2027-10-01 11",
		"2027-09-24 09:00 U0BOSS due-7:tabletop#2027-10-01 7",
	}, b.telling(t, date(2027, 10, 30)))
	assert.Equal(t, exercise.DutyOverdue, b.duty(t, exercise.Tabletop).Status, "it is shown nevertheless")
}

func TestADayThatWasTakenSinceADutyFellDueIsLeftToWhatTookIt(t *testing.T) {
	t.Parallel()
	b := newStage(t)
	b.clock.Set(date(2027, 8, 2))
	due, err := b.Due(t.Context(), northDuty, b.clock.Now())
	require.NoError(t, err)
	require.False(t, due.At.After(b.clock.Now()), "the day is free")
	b.write(t, func(ctx context.Context, tx exercise.Tx) error {
		_, err := tx.AddAsking(ctx, assess.Asking{
			At: b.clock.Now(), By: assess.Actor{Source: assess.FromSchedule}, Kind: assess.WasFollowedUp, Programme: "north", Person: due.Person,
		})
		return err
	})
	_, ok, err := b.Tell(t.Context(), northDuty, due.Person, due.Step, b.clock.Now())
	require.NoError(t, err)
	assert.False(t, ok)
	assert.Equal(t, []string{"2027-08-03 09:00 U0BOSS due-60:tabletop#2027-10-01 59"}, b.telling(t, date(2027, 8, 20)))
}

func TestADayThatADutyTookNamesItsMessage(t *testing.T) {
	t.Parallel()
	b := newStage(t)
	b.telling(t, date(2027, 8, 15))
	assert.Equal(t, []string{"exercise:north/duty:due-60:tabletop#2027-10-01:U0BOSS"}, tookDays(t, b.db, boss))
}

func TestWhatHasBeenClaimedIsNotSaidOnceThereIsNothingToDo(t *testing.T) {
	t.Parallel()
	b := newStage(t)
	b.clock.Set(date(2027, 8, 2))
	const step = "due-60:tabletop#2027-10-01"
	tell := func(u assess.UserID, step string) (exercise.Notice, bool) {
		n, ok, err := b.Tell(t.Context(), northDuty, u, step, b.clock.Now())
		require.NoError(t, err)
		return n, ok
	}
	n, ok := tell(boss, step)
	require.True(t, ok)
	assert.Equal(t, northDuty, n.Subject)
	again, ok := tell(boss, step)
	require.True(t, ok)
	assert.Equal(t, n, again)
	for _, other := range []struct {
		u    assess.UserID
		step string
	}{
		{player, step}, {boss, "due-30:tabletop#2027-10-01"}, {boss, "due-60:simulation#2027-10-01"}, {boss, "due-60:tabletop#2027-09-01"}, {boss, "nonsense"},
	} {
		_, ok := tell(other.u, other.step)
		assert.False(t, ok, "%+v", other)
	}
	b.had(t, exercise.Tabletop, exercise.Planned, date(2027, 9, 1))
	_, ok = tell(boss, step)
	assert.False(t, ok)
}

func TestTheFirstNoticeOfADutyIntroducesCairnToAManagerWhomItHasNeverWritten(t *testing.T) {
	t.Parallel()
	b := newStage(t)
	for _, want := range []struct {
		at         time.Time
		step       string
		introduces bool
	}{
		{date(2027, 8, 2), "due-60:tabletop#2027-10-01", true},
		{date(2027, 8, 2).Add(time.Hour), "due-60:tabletop#2027-10-01", true}, // asked again it is the same message
		{date(2027, 9, 1), "due-30:tabletop#2027-10-01", false},
	} {
		b.clock.Set(want.at)
		n, ok, err := b.Tell(t.Context(), northDuty, boss, want.step, b.clock.Now())
		require.NoError(t, err)
		require.True(t, ok, want.step)
		assert.Equal(t, want.introduces, n.First, want.step)
	}
}

func TestThatADutyDidNotReachSomebodyDoesNotBringItUpAgain(t *testing.T) {
	t.Parallel()
	b := newStage(t)
	b.clock.Set(date(2027, 8, 2))
	_, ok, err := b.Tell(t.Context(), northDuty, boss, "due-60:tabletop#2027-10-01", b.clock.Now())
	require.True(t, ok)
	require.NoError(t, err)
	require.NoError(t, b.Undelivered(t.Context(), northDuty, boss, "due-60:tabletop#2027-10-01", "not in Slack", b.clock.Now()))
	due, err := b.Due(t.Context(), northDuty, b.clock.Now())
	require.NoError(t, err)
	assert.Equal(t, "due-30:tabletop#2027-10-01", due.Step)
}

func TestADutyRunsAnewFromTheNewestExerciseWithASignedReport(t *testing.T) {
	t.Parallel()
	b := newStage(t)
	d := b.duty(t, exercise.Tabletop)
	assert.Nil(t, d.Last)
	assert.Equal(t, time.Date(2027, 10, 1, 23, 0, 0, 0, time.UTC), d.DueAt.UTC(), "the end of the day in London")
	assert.Equal(t, "2027-10-01", d.Day.String())

	b.clock.Set(date(2027, 3, 1))
	newest := b.had(t, exercise.Tabletop, exercise.Reviewed, time.Date(2027, 2, 28, 22, 30, 0, 0, time.UTC))
	b.had(t, exercise.Tabletop, exercise.Reviewed, date(2026, 11, 2))
	b.had(t, exercise.Tabletop, exercise.Cancelled, date(2027, 2, 1))
	d = b.duty(t, exercise.Tabletop)
	require.NotNil(t, d.Last)
	assert.Equal(t, newest, d.Last.ID)
	assert.Equal(t, "2028-02-28", d.Day.String())
	assert.Equal(t, exercise.DutyMet, d.Status)
	assert.Equal(t, 364, d.Days)
}

func TestADutyCountsFromWhenItWasDeclared(t *testing.T) {
	t.Parallel()
	b := newStage(t)
	assert.Nil(t, b.duty(t, exercise.Simulation))
	b.clock.Set(date(2028, 5, 2))
	b.declare(t, 12, 24)
	b.clock.Set(date(2028, 6, 2))
	b.declare(t, 12, 36)
	assert.Equal(t, "2031-05-02", b.duty(t, exercise.Simulation).Day.String(), "there was a duty before, if another one")
	assert.Equal(t, "2027-10-01", b.duty(t, exercise.Tabletop).Day.String())
	b.clock.Set(date(2028, 7, 2))
	b.declare(t, 12, 0)
	b.clock.Set(date(2028, 8, 2))
	b.declare(t, 12, 12)
	assert.Equal(t, "2029-08-02", b.duty(t, exercise.Simulation).Day.String(), "there was none for a while")
}

func TestAProgrammeWithoutDutiesHearsOfNothing(t *testing.T) {
	t.Parallel()
	b := newStage(t)
	b.declare(t, 0, 0)
	due, err := b.Due(t.Context(), northDuty, b.clock.Now())
	require.NoError(t, err)
	assert.Equal(t, exercise.Due{}, due)
	duties, err := b.Duties(t.Context(), assess.BySlack(boss), "north")
	require.NoError(t, err)
	assert.Empty(t, duties)
}

func TestWhateverTabletopsTookPlaceASimulationIsDueAsBefore(t *testing.T) {
	t.Parallel()
	kinds := []exercise.Kind{exercise.Tabletop, exercise.Simulation}
	states := []exercise.State{
		exercise.Planned, exercise.Running, exercise.Paused, exercise.Ended, exercise.Reviewed, exercise.Cancelled,
	}
	rapid.Check(t, func(rt *rapid.T) {
		b := newStage(t)
		b.declare(rt, 12, 24)
		b.clock.Set(begins.AddDate(0, 0, rapid.IntRange(0, 1000).Draw(rt, "now")))
		own := rapid.SampledFrom(kinds).Draw(rt, "the duty")
		other := kinds[1-slices.Index(kinds, own)]
		put := func(kind exercise.Kind) {
			days := rapid.IntRange(-600, 600).Draw(rt, "days")
			b.had(rt, kind, rapid.SampledFrom(states).Draw(rt, "state"), b.clock.Now().AddDate(0, 0, days))
		}
		for range rapid.IntRange(0, 2).Draw(rt, "of its own kind") {
			put(own)
		}
		before := b.duty(rt, own)
		for range rapid.IntRange(1, 4).Draw(rt, "of the other kind") {
			put(other)
		}
		require.Equal(rt, before, b.duty(rt, own))
	})
}

func TestNoTabletopIsEvidenceOfASimulation(t *testing.T) {
	t.Parallel()
	// What the models ask of each kind alone, in their own words.
	simulated := map[string][]string{"lawlor": nil, "cairn/aismm-objectives": {"IR-04.1"}}
	discussed := map[string][]string{"lawlor": nil, "cairn/aismm-objectives": {"IR-03.2"}}
	for name := range simulated {
		m, err := maturity.Find(name)
		require.NoError(t, err)
		for _, s := range exercise.Embedded() {
			tabletop, simulation := s.BackedBy(m.ID, exercise.Tabletop), s.BackedBy(m.ID, exercise.Simulation)
			for _, id := range simulated[name] {
				assert.NotContains(t, tabletop, id, "%s as a tabletop", s.ID)
			}
			for _, id := range discussed[name] {
				assert.NotContains(t, simulation, id, "%s as a simulation", s.ID)
			}
			for _, id := range slices.Concat(tabletop, simulation) {
				_, known := m.Item(id)
				assert.True(t, known, "%s backs %s", s.ID, id)
			}
		}
	}
}
