package exercise_test

import (
	"context"
	"fmt"
	"log/slog"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"cairn/internal/assess"
	"cairn/internal/assess/assesstest"
	"cairn/internal/clocktest"
	"cairn/internal/errs"
	"cairn/internal/exercise"
	"cairn/internal/maturity"
	"cairn/internal/store"
	"cairn/internal/store/storetest"
)

// The people of the stage.
const (
	boss        assess.UserID = "U0BOSS" // manages the programme
	facilitator assess.UserID = "U0LEAD"
	scribe      assess.UserID = "U0SCRIBE"
	observer    assess.UserID = "U0WATCH"
	player      assess.UserID = "U0GOV"
	stranger    assess.UserID = "U0OTHER"
)

// stageFile is a programme in London. Nobody keeps public holidays.
const stageFile = `programme: north
scope: North
model: lawlor
time_zone: Europe/London
channel: C0LEAD
managers: [U0BOSS]
categories:
  governance: {owner: U0GOV, deputy: U0DEP}
  technical-controls: {owner: U0TEC}
  monitoring-detection: {owner: U0MON}
  incident-response: {owner: U0INC}
  workforce-culture: {owner: U0WOR}
cadence: {every: annual, start_month: february}
`

// begins is when what is put on the stage is to start: ten on Thursday, 1 October 2026, in London.
var begins = time.Date(2026, 10, 1, 9, 0, 0, 0, time.UTC)

// stage is the use cases over a real database, on a clock that the test moves, with the process played by the test.
type stage struct {
	*exercise.Service
	db    *store.Store
	clock *clocktest.Clock
}

func newStage(t testing.TB) *stage {
	t.Helper()
	b := &stage{db: storetest.Fresh(t), clock: clocktest.At(begins.Add(-time.Hour))}
	clock := b.clock.Now
	quiet := slog.New(slog.DiscardHandler)
	people := assess.NewService(assess.Options{Store: b.db, Processes: assesstest.Deaf{}, Models: maturity.Find, Now: clock, Log: quiet})
	t.Cleanup(func() { _ = people.Wait(context.Background()) })
	b.Service = exercise.NewService(exercise.Options{
		Store: b.db.Exercises(), Programmes: still{people}, Models: maturity.Find, Now: clock, Log: quiet,
	})
	p, faults := assess.ParseManifest([]byte(stageFile), "p.yaml", maturity.Find)
	require.Empty(t, faults)
	_, err := people.Apply(t.Context(), assess.Actor{User: boss, Source: assess.FromCLI}, p, false)
	require.NoError(t, err)
	require.NoError(t, people.Wait(t.Context())) // it reads the clock that the test moves
	return b
}

// still does not start to tell processes: the test plays them, at its own pace.
type still struct{ *assess.Service }

func (still) Deliver() {}

// put plans an exercise of a scenario: its facilitator, scribe and observer, and a player of all roles.
func (b *stage) put(t require.TestingT, s *exercise.Scenario, length time.Duration) exercise.ID {
	var id exercise.ID
	b.write(t, func(ctx context.Context, tx exercise.Tx) error {
		var err error
		if id, err = tx.NewExercise(ctx, "north"); err != nil {
			return err
		}
		plan := exercise.Plan{
			Start: begins, Length: length, Facilitator: facilitator, Scribe: scribe, Observers: []assess.UserID{observer}, Channel: "C0" + id.Number(),
		}
		for _, o := range s.Objectives {
			plan.Objectives = append(plan.Objectives, o.ID)
		}
		for _, r := range s.Roles {
			plan.Players = append(plan.Players, exercise.Seat{User: player, Role: r.ID})
		}
		by := assess.BySlack(boss)
		if err := tx.SaveExercise(ctx, exercise.Exercise{
			ID: id, Programme: "north", Kind: exercise.Tabletop, Scenario: s, Plan: plan, State: exercise.Planned,
			PlannedAt: begins.AddDate(0, 0, -14), PlannedBy: by, Version: 1,
		}); err != nil {
			return err
		}
		_, err = tx.AddExerciseEvent(ctx, exercise.Event{At: begins.AddDate(0, 0, -14), By: by, Kind: exercise.WasPlanned, Exercise: id, Detail: exercise.Detail{Plan: &plan}})
		return err
	})
	return id
}

func (b *stage) write(t require.TestingT, do func(context.Context, exercise.Tx) error) {
	ctx := context.Background()
	require.NoError(t, b.db.Exercises().Update(ctx, func(tx exercise.Tx) error { return do(ctx, tx) }))
}

// ledger reads what happened.
func (b *stage) ledger(t require.TestingT, id exercise.ID) (events []exercise.Event) {
	ctx := context.Background()
	require.NoError(t, b.db.Exercises().View(ctx, func(tx exercise.Tx) (err error) {
		events, err = tx.ExerciseEvents(ctx, id)
		return err
	}))
	return events
}

func (b *stage) state(t require.TestingT, id exercise.ID) (e exercise.Exercise) {
	ctx := context.Background()
	require.NoError(t, b.db.Exercises().View(ctx, func(tx exercise.Tx) (err error) {
		e, err = tx.Exercise(ctx, id)
		return err
	}))
	return e
}

// at moves the clock to a minute after the planned start.
func (b *stage) at(minute float64) {
	b.clock.Set(begins.Add(time.Duration(minute * float64(time.Minute))))
}

// due is what the process is told now: minutes after the planned start, and what.
func (b *stage) due(t require.TestingT, id exercise.ID) string {
	due, err := b.LiveDue(context.Background(), id, b.clock.Now())
	require.NoError(t, err)
	if due.Deed == "" {
		return "nothing"
	}
	return strings.TrimSpace(fmt.Sprintf("%v %s %s", due.At.Sub(begins), due.Deed, strings.TrimSpace(string(due.Person)+" "+due.Step)))
}

// pass lets the process do what falls due up to a minute after the planned start, and lists what it did.
func (b *stage) pass(t require.TestingT, id exercise.ID, until float64) (done []string) {
	ctx, end := context.Background(), begins.Add(time.Duration(until*float64(time.Minute)))
	for range 1000 {
		due, err := b.LiveDue(ctx, id, b.clock.Now())
		require.NoError(t, err)
		if due.Deed == "" || due.At.After(end) {
			b.clock.Set(end)
			return done
		}
		if due.At.After(b.clock.Now()) {
			b.clock.Set(due.At)
		}
		what := due.Step
		if due.Deed == exercise.DoSettle {
			what = "settle " + what
		}
		done = append(done, strings.TrimSpace(fmt.Sprintf("%v %s", b.clock.Now().Sub(begins).Round(time.Second), what)))
		b.do(t, id, due)
	}
	require.Fail(t, "it does not come to an end", done)
	return nil
}

// do does what is due, as a process does.
func (b *stage) do(t require.TestingT, id exercise.ID, due exercise.Due) (p exercise.Post) {
	ctx := context.Background()
	switch due.Deed {
	case exercise.DoPost:
		var ok bool
		var err error
		p, ok, err = b.Post(ctx, id, due.Step, b.clock.Now())
		require.NoError(t, err)
		require.True(t, ok, due.Step)
		require.NoError(t, b.Posted(ctx, id, due.Step, b.clock.Now()))
	case exercise.DoTell:
		_, ok, err := b.Tell(ctx, id.Subject(), due.Person, due.Step, b.clock.Now())
		require.NoError(t, err)
		require.True(t, ok, due.Step)
	case exercise.DoTurn:
		require.NoError(t, b.Turn(ctx, id, due.Step, b.clock.Now()))
	case exercise.DoSettle: // Slack never had it
		require.NoError(t, b.Undelivered(ctx, id.Subject(), "", due.Step, "It ended before.", b.clock.Now()))
	}
	return p
}

// started puts an exercise on the stage and starts it on time.
func (b *stage) started(t require.TestingT, s *exercise.Scenario, length time.Duration) exercise.ID {
	id := b.put(t, s, length)
	b.at(0)
	require.NoError(t, b.Start(context.Background(), assess.BySlack(facilitator), id))
	return id
}

func wantError(t *testing.T, err error, code errs.Code, part string) {
	t.Helper()
	if !errs.Is(err, code) || !strings.Contains(errs.Message(err)+fmt.Sprint(errs.Fields(err)), part) {
		t.Errorf("error = %v (%s), want %s with %q", err, errs.CodeOf(err), code, part)
	}
}

// ctx is for checks that have no testing.T of their own.
func ctx() context.Context { return context.Background() }
