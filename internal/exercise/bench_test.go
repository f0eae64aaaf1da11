package exercise_test

import (
	"context"
	"fmt"
	"log/slog"
	"path/filepath"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"cairn/internal/assess"
	"cairn/internal/assess/assesstest"
	"cairn/internal/clocktest"
	"cairn/internal/exercise"
	"cairn/internal/maturity"
	"cairn/internal/pgtest"
	"cairn/internal/store"
)

// BenchmarkFiveYears is what is read of a programme's exercises after five years: 20 quarterly cycles, 60 revisions of the programme,
// ten exercises of 60 people that are over, and one that is planned. "begun" is since when a kind is due that was never exercised,
// "duties" what managers see on their Home tab, "due" the look of the duty's process, "overview" the list of all, "closed" what the
// digest of the cycle before tells, "part" an exercise as one person sees it, "everybody" as all 62 do.
func BenchmarkFiveYears(b *testing.B) {
	for name, database := range map[string]func() string{
		"sqlite":   func() string { return "sqlite:" + filepath.Join(b.TempDir(), "cairn.db") },
		"postgres": func() string { return pgtest.URL(b) },
	} {
		b.Run(name, func(b *testing.B) {
			o := fiveYears(b, database())
			read := func(what string, look func(context.Context) error) {
				b.Run(what, func(b *testing.B) {
					b.ReportAllocs()
					for b.Loop() {
						if err := look(b.Context()); err != nil {
							b.Fatal(err)
						}
					}
				})
			}
			by := assess.BySlack(boss)
			read("begun", func(ctx context.Context) error {
				_, err := o.Duties(ctx, by, "never")
				return err
			})
			read("duties", func(ctx context.Context) error {
				_, err := o.Duties(ctx, by, "north")
				return err
			})
			read("due", func(ctx context.Context) error {
				_, err := o.Due(ctx, northDuty, o.clock.Now())
				return err
			})
			read("overview", func(ctx context.Context) error {
				_, err := o.Overview(ctx, by, "north")
				return err
			})
			read("closed", func(ctx context.Context) error {
				_, err := o.StandingsAtClose(ctx, "c17")
				return err
			})
			read("part", func(ctx context.Context) error {
				_, err := o.View(ctx, by, "north/E11")
				return err
			})
			read("everybody", func(ctx context.Context) error {
				_, err := o.Views(ctx, "north/E11", crew().People())
				return err
			})
			read("revive", o.Revive)
		})
	}
}

// crew are 62 people with a part.
func crew() exercise.Plan {
	plan := exercise.Plan{Length: 2 * time.Hour, Facilitator: facilitator, Scribe: scribe}
	s := exercise.Embedded()[0]
	for _, o := range s.Objectives {
		plan.Objectives = append(plan.Objectives, o.ID)
	}
	for i := range 55 {
		plan.Players = append(plan.Players, exercise.Seat{User: assess.UserID(fmt.Sprintf("U0PLAYER%02d", i)), Role: s.Roles[i%len(s.Roles)].ID})
	}
	for i := range 5 {
		plan.Observers = append(plan.Observers, assess.UserID(fmt.Sprintf("U0OBSERVER%d", i)))
	}
	return plan
}

// fiveYears is a stage with two programmes that are five years old: north exercised twice a year, never did not.
func fiveYears(b *testing.B, url string) *stage {
	b.Helper()
	ctx := b.Context()
	db, err := store.Open(ctx, url)
	require.NoError(b, err)
	b.Cleanup(func() { _ = db.Close() })
	_, err = db.Migrate(ctx)
	require.NoError(b, err)
	o := &stage{db: db, clock: clocktest.At(begins.AddDate(5, 0, 0))}
	quiet := slog.New(slog.DiscardHandler)
	people := assess.NewService(assess.Options{Store: db, Processes: assesstest.Deaf{}, Models: maturity.Find, Now: o.clock.Now, Log: quiet})
	b.Cleanup(func() { _ = people.Wait(context.Background()) })
	o.Service = exercise.NewService(exercise.Options{
		Store: db.Exercises(), Programmes: still{people}, Processes: nobody{}, Models: maturity.Find, Now: o.clock.Now, Log: quiet,
	})
	p, faults := assess.ParseManifest([]byte(stageFile), "p.yaml", maturity.Find)
	require.Empty(b, faults)
	o.write(b, func(ctx context.Context, tx exercise.Tx) error {
		for _, id := range []assess.ProgrammeID{"north", "never"} {
			for month := range 60 {
				p.ID, p.Revision, p.UpdatedAt = id, month+1, begins.AddDate(0, month, 0)
				if err := tx.SaveProgramme(ctx, p); err != nil {
					return err
				}
			}
		}
		return nil
	})
	for quarter := range 20 {
		o.closed(b, assess.CycleID(fmt.Sprint("c", quarter)), begins.AddDate(0, 3*quarter, 0))
	}
	for half := range 11 {
		o.exercised(b, begins.AddDate(0, 6*half, 0), half < 10)
	}
	return o
}

// nobody are no processes.
type nobody struct{}

func (nobody) StayWithExercise(context.Context, exercise.Subject) error { return nil }

// closed puts a cycle that has closed into the programme.
func (b *stage) closed(t testing.TB, id assess.CycleID, at time.Time) {
	m, err := maturity.Find("lawlor")
	require.NoError(t, err)
	answers := make(maturity.Answers)
	for _, c := range m.Categories() {
		for _, item := range c.Items {
			answers[item.ID] = maturity.Answer{Value: "3"}
		}
	}
	result, err := m.Score(answers)
	require.NoError(t, err)
	b.write(t, func(ctx context.Context, tx exercise.Tx) error {
		c := assess.Cycle{ID: id, Programme: "north", State: assess.CycleClosed, OpenedAt: at.AddDate(0, 0, -14), DueAt: at, ClosesAt: at, ClosedAt: at, Version: 1}
		if err := tx.AddCycle(ctx, c, nil); err != nil {
			return err
		}
		return tx.AddSnapshot(ctx, assess.Snapshot{Cycle: id, Programme: "north", TakenAt: at, Model: m.ID, Result: result})
	})
}

// exercised puts an exercise of the crew into the programme as it stands in the ledger: everybody was told five times, and replied.
// One that is over was played as well, and its report is signed.
func (b *stage) exercised(t testing.TB, start time.Time, over bool) {
	b.write(t, func(ctx context.Context, tx exercise.Tx) error {
		id, err := tx.NewExercise(ctx, "north")
		if err != nil {
			return err
		}
		plan := crew()
		plan.Start, plan.Channel = start, "C0"+id.Number()
		at := start.AddDate(0, 0, -14)
		e := exercise.Exercise{
			ID: id, Programme: "north", Kind: exercise.Tabletop, Scenario: exercise.Embedded()[0], Plan: plan, State: exercise.Planned,
			PlannedAt: at, PlannedBy: assess.BySlack(boss), Version: 1,
		}
		if over {
			e.State, e.StartedAt, e.EndedAt, e.ReviewedAt = exercise.Reviewed, start, start.Add(2*time.Hour), start.AddDate(0, 0, 20)
		}
		if err := tx.SaveExercise(ctx, e); err != nil {
			return err
		}
		events := []exercise.Event{{Kind: exercise.WasPlanned, At: at, Detail: exercise.Detail{Plan: &plan}}}
		add := func(at time.Time, e exercise.Event) { e.At = at; events = append(events, e) }
		for _, u := range plan.People() {
			add(at, exercise.Event{Kind: exercise.WasTold, Person: u, Step: exercise.StepInvite + "#1"})
			add(at.AddDate(0, 0, 1), exercise.Event{Kind: exercise.WasReplied, Person: u, Detail: exercise.Detail{Reply: exercise.Yes}})
			if !over {
				continue
			}
			for _, step := range []string{exercise.StepTomorrow + "#1", exercise.StepHotWash, exercise.StepHotWashNow} {
				add(start, exercise.Event{Kind: exercise.WasTold, Person: u, Step: step})
			}
			add(e.EndedAt.AddDate(0, 0, 1), exercise.Event{Kind: exercise.WasDebriefed, By: assess.BySlack(u), Person: u, Detail: exercise.Detail{HotWash: &exercise.HotWash{
				Scores: map[string]int{"useful": 4}, Note: "The switch was hard to find.",
			}}})
		}
		if over {
			add(e.StartedAt, exercise.Event{Kind: exercise.WasStarted})
			for i, in := range e.Scenario.Injects {
				minute := start.Add(time.Duration(5*i) * time.Minute)
				add(minute, exercise.Event{Kind: exercise.WasReleased, Step: exercise.StepInject + in.ID, Detail: exercise.Detail{Inject: in.ID}})
				add(minute, exercise.Event{Kind: exercise.WasDelivered, Step: exercise.StepInject + in.ID, Detail: exercise.Detail{Inject: in.ID}})
				add(minute.Add(2*time.Minute), exercise.Event{Kind: exercise.WasDecided, By: assess.BySlack(scribe), Detail: exercise.Detail{Decision: &exercise.Decision{
					Number: i + 1, Inject: in.ID, What: "Switch it off.", By: facilitator, Why: "It leaks.",
				}}})
			}
			add(e.EndedAt, exercise.Event{Kind: exercise.WasEnded})
			add(e.ReviewedAt, exercise.Event{Kind: exercise.WasSigned})
		}
		for _, event := range events {
			event.Exercise = id
			if _, err := tx.AddExerciseEvent(ctx, event); err != nil {
				return err
			}
		}
		return nil
	})
}
