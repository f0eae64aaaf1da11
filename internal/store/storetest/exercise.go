package storetest

import (
	"context"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"cairn/internal/assess"
	"cairn/internal/errs"
	"cairn/internal/exercise"
	"cairn/internal/store"
)

// anExercise is a planned tabletop in which U0PLAYER has two roles.
func anExercise(id exercise.ID) exercise.Exercise {
	scenario := exercise.Embedded()[0]
	return exercise.Exercise{
		ID: id, Programme: id.Programme(), Kind: exercise.Tabletop, Scenario: scenario,
		Plan: exercise.Plan{
			Objectives: []string{scenario.Objectives[1].ID, scenario.Objectives[0].ID}, Start: noon.Add(14 * 24 * time.Hour), Length: 95 * time.Minute,
			Facilitator: "U0LEAD", Scribe: "U0SCRIBE",
			Players: []exercise.Seat{
				{User: "U0PLAYER", Role: scenario.Roles[0].ID}, {User: "U0OTHER", Role: scenario.Roles[0].ID}, {User: "U0PLAYER", Role: scenario.Roles[1].ID},
			},
			Observers: []assess.UserID{"U0WATCH", "U0AUDIT"}, Channel: "C0EXERCISE",
		},
		State: exercise.Planned, PlannedAt: noon, PlannedBy: assess.BySlack("U0MANAGER"), Version: 1,
	}
}

// played is the exercise once its report is signed. It says why it ended before its time as well, so that no field is empty.
func played(e exercise.Exercise) exercise.Exercise {
	e.State, e.StartedAt, e.EndedAt = exercise.Reviewed, noon.Add(time.Hour), noon.Add(2*time.Hour)
	e.ReviewedAt, e.Why, e.Version = noon.Add(3*time.Hour), "“Fire” alarm – 100 %\n' ? :name $1 日本 🪨", e.Version+1
	return e
}

// inExercises runs fn in an Update of the store of exercises.
func inExercises(t *testing.T, s *store.Store, fn func(context.Context, exercise.Tx) error) {
	t.Helper()
	require.NoError(t, s.Exercises().Update(t.Context(), func(tx exercise.Tx) error { return fn(t.Context(), tx) }))
}

// ofExercises returns what one method of a transaction of the store of exercises returns.
func ofExercises[V any](t *testing.T, s *store.Store, get func(context.Context, exercise.Tx) (V, error)) V {
	t.Helper()
	var got V
	require.NoError(t, s.Exercises().View(t.Context(), func(tx exercise.Tx) (err error) {
		got, err = get(t.Context(), tx)
		return err
	}))
	return got
}

// saveExercise saves the exercise as it is.
func saveExercise(t *testing.T, s *store.Store, e exercise.Exercise) error {
	t.Helper()
	return s.Exercises().Update(t.Context(), func(tx exercise.Tx) error { return tx.SaveExercise(t.Context(), e) })
}

// addExercises saves the exercises as they are.
func addExercises(t *testing.T, s *store.Store, all ...exercise.Exercise) {
	t.Helper()
	for _, e := range all {
		require.NoError(t, saveExercise(t, s, e))
	}
}

func oneExercise(t *testing.T, s *store.Store, id exercise.ID) exercise.Exercise {
	t.Helper()
	return ofExercises(t, s, func(ctx context.Context, tx exercise.Tx) (exercise.Exercise, error) { return tx.Exercise(ctx, id) })
}

// numbers are what people call the exercises.
func numbers(all []exercise.Exercise) []string {
	var names []string
	for _, e := range all {
		names = append(names, string(e.ID))
	}
	return names
}

var exerciseTests = map[string]func(*testing.T, *store.Store){
	"an exercise is read back as planned, and as it became": func(t *testing.T, s *store.Store) {
		addProgrammes(t, s, "p")
		planned := anExercise("p/E1")
		addExercises(t, s, planned)
		same(t, planned, oneExercise(t, s, planned.ID))
		became := played(planned)
		filled(t, became)
		filled(t, became.Plan)
		addExercises(t, s, became)
		same(t, became, oneExercise(t, s, planned.ID))
	},
	"every scenario that comes with Cairn is kept as it was": func(t *testing.T, s *store.Store) {
		addProgrammes(t, s, "p")
		e := anExercise("p/E1")
		for i, scenario := range exercise.Embedded() {
			e.ID, e.Scenario, e.Version = exercise.ID("p/E"+string(rune('1'+i))), scenario, 1
			addExercises(t, s, e)
			got := oneExercise(t, s, e.ID)
			same(t, e, got)
			got.Version++
			addExercises(t, s, got) // what was read is what is frozen
		}
	},
	"exercises are numbered from one in each programme": func(t *testing.T, s *store.Store) {
		addProgrammes(t, s, "p", "q")
		var ids []exercise.ID
		for _, p := range []assess.ProgrammeID{"p", "p", "q"} {
			inExercises(t, s, func(ctx context.Context, tx exercise.Tx) error {
				id, err := tx.NewExercise(ctx, p)
				require.NoError(t, err)
				ids = append(ids, id)
				return tx.SaveExercise(ctx, anExercise(id))
			})
		}
		assert.Equal(t, []exercise.ID{"p/E1", "p/E2", "q/E1"}, ids)
	},
	"of many who plan exercises at once, each gets a number": func(t *testing.T, s *store.Store) {
		addProgrammes(t, s, "p")
		for _, err := range together(6, func(int) error {
			return s.Exercises().Update(t.Context(), func(tx exercise.Tx) error {
				id, err := tx.NewExercise(t.Context(), "p")
				if err != nil {
					return err
				}
				return tx.SaveExercise(t.Context(), anExercise(id))
			})
		}) {
			require.NoError(t, err)
		}
		all := ofExercises(t, s, func(ctx context.Context, tx exercise.Tx) ([]exercise.Exercise, error) { return tx.Exercises(ctx, "p") })
		assert.Equal(t, []string{"p/E1", "p/E2", "p/E3", "p/E4", "p/E5", "p/E6"}, numbers(all))
	},
	"exercises are listed by programme, by person and by channel": func(t *testing.T, s *store.Store) {
		addProgrammes(t, s, "p", "q")
		late, over, live, other := anExercise("p/E1"), anExercise("p/E2"), anExercise("p/E10"), anExercise("q/E1")
		late.Start = noon.Add(30 * 24 * time.Hour)
		live.Start = noon.Add(24 * time.Hour)
		other.Start, other.Facilitator, other.Scribe, other.Observers, other.Channel = noon, "U0ELSE", "", nil, "C0OTHER"
		addExercises(t, s, late, over, played(over), live, other)
		ended, cancelled := anExercise("q/E2"), anExercise("q/E3")
		addExercises(t, s, ended, cancelled)
		live.State, live.StartedAt, live.Version = exercise.Paused, noon, 2
		ended.State, ended.StartedAt, ended.EndedAt, ended.Version = exercise.Ended, noon, noon, 2
		cancelled.State, cancelled.EndedAt, cancelled.Version = exercise.Cancelled, noon, 2
		addExercises(t, s, live, ended, cancelled)

		list := func(get func(context.Context, exercise.Tx) ([]exercise.Exercise, error)) []string {
			return numbers(ofExercises(t, s, get))
		}
		of := func(u assess.UserID) []string {
			return list(func(ctx context.Context, tx exercise.Tx) ([]exercise.Exercise, error) { return tx.ExercisesOf(ctx, u) })
		}
		at := func(channel string) []string {
			return list(func(ctx context.Context, tx exercise.Tx) ([]exercise.Exercise, error) {
				return tx.LiveExercises(ctx, channel)
			})
		}
		assert.Equal(t, []string{"p/E1", "p/E2", "p/E10"}, list(func(ctx context.Context, tx exercise.Tx) ([]exercise.Exercise, error) {
			return tx.Exercises(ctx, "p")
		}))
		assert.Equal(t, []string{"p/E10", "q/E2", "p/E1"}, of("U0LEAD"))
		assert.Equal(t, []string{"q/E1", "p/E10", "q/E2", "p/E1"}, of("U0PLAYER"))
		assert.Equal(t, []string{"p/E10", "q/E2", "p/E1"}, of("U0AUDIT"))
		assert.Equal(t, []string{"q/E1"}, of("U0ELSE"))
		assert.Empty(t, of("U0NOBODY"))
		assert.Empty(t, of(""), "that nobody writes is nobody's part")
		past := func(u assess.UserID, since time.Time) []string {
			return list(func(ctx context.Context, tx exercise.Tx) ([]exercise.Exercise, error) {
				return tx.PastExercisesOf(ctx, u, since)
			})
		}
		assert.ElementsMatch(t, []string{"p/E2", "q/E3"}, past("U0LEAD", noon))
		assert.Equal(t, []string{"p/E2"}, past("U0LEAD", noon.Add(2*time.Hour)), "the other was cancelled before")
		assert.Empty(t, past("U0LEAD", noon.Add(3*time.Hour)))
		assert.Empty(t, past("U0ELSE", noon))
		assert.Equal(t, []string{"p/E10"}, at("C0EXERCISE"))
		assert.Empty(t, at("C0OTHER"))

		subjects := read(t, s, func(ctx context.Context, tx assess.Tx) ([]string, error) { return tx.RehearsalsOf(ctx, "U0LEAD") })
		assert.Equal(t, []string{"p/E10", "q/E2", "p/E1"}, subjects)
		subjects = read(t, s, func(ctx context.Context, tx assess.Tx) ([]string, error) { return tx.RehearsalsIn(ctx, "p") })
		assert.Equal(t, []string{"p/E10", "p/E1"}, subjects)
		people := read(t, s, func(ctx context.Context, tx assess.Tx) ([]assess.UserID, error) { return tx.Rehearsing(ctx) })
		assert.Equal(t, []assess.UserID{"U0AUDIT", "U0ELSE", "U0LEAD", "U0OTHER", "U0PLAYER", "U0SCRIBE", "U0WATCH"}, people)
	},
	"whoever is dropped from a plan has no part any more, and whoever comes has one": func(t *testing.T, s *store.Store) {
		addProgrammes(t, s, "p")
		e := anExercise("p/E1")
		addExercises(t, s, e)
		e.Scribe, e.Facilitator, e.Players, e.Version = "", "U0SCRIBE", e.Players[1:2], 2
		addExercises(t, s, e)
		for u, has := range map[assess.UserID]bool{"U0LEAD": false, "U0SCRIBE": true, "U0PLAYER": false, "U0OTHER": true, "U0WATCH": true} {
			all := ofExercises(t, s, func(ctx context.Context, tx exercise.Tx) ([]exercise.Exercise, error) { return tx.ExercisesOf(ctx, u) })
			assert.Equal(t, has, len(all) == 1, "%s", u)
		}
	},
	"what was frozen when an exercise was planned is never changed": func(t *testing.T, s *store.Store) {
		addProgrammes(t, s, "p", "q")
		planned := anExercise("p/E1")
		addExercises(t, s, planned)
		changed := *planned.Scenario
		changed.Summary += " More."
		later := *planned.Scenario
		later.Hash = "beef"
		for name, change := range map[string]func(*exercise.Exercise){
			"kind":      func(e *exercise.Exercise) { e.Kind = exercise.Simulation },
			"scenario":  func(e *exercise.Exercise) { e.Scenario = &changed },
			"hash":      func(e *exercise.Exercise) { e.Scenario = &later },
			"when":      func(e *exercise.Exercise) { e.PlannedAt = noon.Add(time.Hour) },
			"who":       func(e *exercise.Exercise) { e.PlannedBy.User = "U0OTHER" },
			"programme": func(e *exercise.Exercise) { e.Programme = "q" },
		} {
			e := planned
			e.Version = 2
			change(&e)
			assert.ErrorContains(t, saveExercise(t, s, e), "refused", name)
		}
		same(t, planned, oneExercise(t, s, planned.ID))
	},
	"an exercise is one of the two kinds, and its state tells what happened": func(t *testing.T, s *store.Store) {
		addProgrammes(t, s, "p")
		for name, change := range map[string]func(*exercise.Exercise){
			"kind":      func(e *exercise.Exercise) { e.Kind = exercise.Either },
			"state":     func(e *exercise.Exercise) { e.State = "over" },
			"started":   func(e *exercise.Exercise) { e.State = exercise.Running },
			"ended":     func(e *exercise.Exercise) { e.State, e.StartedAt = exercise.Ended, noon },
			"reviewed":  func(e *exercise.Exercise) { e.State, e.StartedAt, e.EndedAt = exercise.Reviewed, noon, noon },
			"cancelled": func(e *exercise.Exercise) { e.State = exercise.Cancelled },
			"planned":   func(e *exercise.Exercise) { e.StartedAt = noon },
			"number":    func(e *exercise.Exercise) { e.ID = "p/E01" },
			"letter":    func(e *exercise.Exercise) { e.ID = "p/T1" },
		} {
			e := anExercise("p/E1")
			change(&e)
			require.Error(t, saveExercise(t, s, e), name)
		}
	},
	"of two who change an exercise that both saw, one wins and the other is told": func(t *testing.T, s *store.Store) {
		addProgrammes(t, s, "p")
		e := anExercise("p/E1")
		addExercises(t, s, e)
		e.Channel, e.Version = "C0OTHER", 2
		oneWins(t, together(2, func(int) error {
			return s.Exercises().Update(t.Context(), func(tx exercise.Tx) error { return tx.SaveExercise(t.Context(), e) })
		}))
	},
	"of two who start exercises in one channel at once, one does and the other is told": func(t *testing.T, s *store.Store) {
		addProgrammes(t, s, "p", "q")
		ids := []exercise.ID{"p/E1", "q/E1"}
		addExercises(t, s, anExercise(ids[0]), anExercise(ids[1]))
		oneWins(t, together(2, func(i int) error {
			return s.Exercises().Update(t.Context(), func(tx exercise.Tx) error {
				e := anExercise(ids[i])
				e.State, e.StartedAt, e.Version = exercise.Running, noon, 2
				return tx.SaveExercise(t.Context(), e)
			})
		}))
	},
	"those who read an exercise to change it wait for each other": func(t *testing.T, s *store.Store) {
		addProgrammes(t, s, "p")
		addExercises(t, s, anExercise("p/E1"))
		for _, err := range together(6, func(int) error {
			return s.Exercises().Update(t.Context(), func(tx exercise.Tx) error {
				e, err := tx.Exercise(t.Context(), "p/E1")
				if err != nil {
					return err
				}
				e.Version++
				return tx.SaveExercise(t.Context(), e)
			})
		}) {
			require.NoError(t, err)
		}
		assert.Equal(t, 7, oneExercise(t, s, "p/E1").Version)
	},
	"an exercise that is not there is not found": func(t *testing.T, s *store.Store) {
		addProgrammes(t, s, "p")
		for name, fn := range map[string]func(exercise.Tx) error{
			"read": func(tx exercise.Tx) error { _, err := tx.Exercise(t.Context(), "p/nothing"); return err },
			"save": func(tx exercise.Tx) error {
				e := anExercise("p/E7")
				e.Version = 2
				return tx.SaveExercise(t.Context(), e)
			},
			"add":    func(tx exercise.Tx) error { return tx.SaveExercise(t.Context(), anExercise("nothing/E1")) },
			"number": func(tx exercise.Tx) error { _, err := tx.NewExercise(t.Context(), "nothing"); return err },
		} {
			err := s.Exercises().Update(t.Context(), fn)
			coded(t, err, errs.NotFound)
			assert.Regexp(t, "nothing|p/E7", errs.Message(err), name)
		}
	},
}
