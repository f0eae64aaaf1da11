package storetest

import (
	"context"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"cairn/internal/assess"
	"cairn/internal/assess/assesstest"
	"cairn/internal/errs"
	"cairn/internal/exercise"
	"cairn/internal/maturity"
	"cairn/internal/store"
	"cairn/internal/target"
)

// happened is a record with every field.
func happened(id exercise.ID) exercise.Event {
	plan, work := anExercise("p/E1").Plan, anAction("p/A1").Work
	seen := exercise.Observation{
		ID: "O3", Objective: "contain", Kind: exercise.Improvement, Impact: exercise.Major, Text: "“Nobody” called – 100 %\n' ? :name $1 🪨", Inject: "call",
	}
	return exercise.Event{
		Seq: 1, At: noon, By: assess.BySlack("U0LEAD"), Kind: exercise.WasTold, Exercise: id, Person: "U0PLAYER", Step: "invite#2",
		Detail: exercise.Detail{
			Plan: &plan, Reply: exercise.Maybe, Inject: "call", Minutes: 15,
			Decision: &exercise.Decision{
				Number: 2, Inject: "call", Choice: "block", What: "Block it", By: "U0OTHER", Why: "It leaks.", Options: "Wait",
			},
			Observation: &seen,
			HotWash: &exercise.HotWash{
				Ratings: map[string]exercise.Rating{"contain": exercise.Some}, Observations: []exercise.Observation{seen}, Scores: map[string]int{"useful": 5}, Note: "More of it.",
			},
			InHotWash: true, Objective: "contain", Rating: exercise.MajorOnes, Finding: "F1",
			Treatment: &exercise.Treatment{Work: &work, Same: "F2", Aside: "It was the room.", Before: "p/E1/F2"},
			Action:    target.ActionID("p/A1"), Report: "{\"name\":\"A & B <c>\\u0000 \u2028 \\u003c\",  \"at\":1}", Hash: "5f1d", Link: "https://northwind.slack.example/archives/C1/p2", Note: "“As” typed – 100 %",
		},
	}
}

// addHappened adds the events and returns those that are new.
func addHappened(t *testing.T, s *store.Store, all ...exercise.Event) (added []exercise.Event) {
	t.Helper()
	inExercises(t, s, func(ctx context.Context, tx exercise.Tx) error {
		added = nil
		for _, e := range all {
			isNew, err := tx.AddExerciseEvent(ctx, e)
			if err != nil {
				return err
			}
			if isNew {
				added = append(added, e)
			}
		}
		return nil
	})
	return added
}

func eventsOf(t *testing.T, s *store.Store, id exercise.ID) []exercise.Event {
	t.Helper()
	return ofExercises(t, s, func(ctx context.Context, tx exercise.Tx) ([]exercise.Event, error) { return tx.ExerciseEvents(ctx, id) })
}

var exerciseEventTests = map[string]func(*testing.T, *store.Store){
	"an event of an exercise is read back as added, with the next number": func(t *testing.T, s *store.Store) {
		addProgrammes(t, s, "p")
		addExercises(t, s, anExercise("p/E1"))
		full, bare := happened("p/E1"), exercise.Event{At: noon, Kind: exercise.WasStarted, Exercise: "p/E1", Seq: 99}
		filled(t, full)
		filled(t, full.Detail)
		filled(t, *full.Decision)
		filled(t, *full.Observation)
		filled(t, *full.HotWash)
		filled(t, *full.Treatment)
		filled(t, *full.Plan)
		filled(t, *full.Treatment.Work)
		addHappened(t, s, full, bare)
		bare.Seq = 2
		same(t, []exercise.Event{full, bare}, eventsOf(t, s, "p/E1"))
	},
	"a step is recorded once for an exercise and person, by whatever way it was done": func(t *testing.T, s *store.Store) {
		addProgrammes(t, s, "p")
		addExercises(t, s, anExercise("p/E1"), anExercise("p/E2"))
		with := func(change func(*exercise.Event)) exercise.Event {
			e := happened("p/E1")
			change(&e)
			return e
		}
		news := []exercise.Event{
			happened("p/E1"),
			with(func(e *exercise.Event) { e.Step = "invite#3" }),
			with(func(e *exercise.Event) { e.Person = "U0OTHER" }),
			with(func(e *exercise.Event) { e.Person, e.Kind, e.Step = "", exercise.WasReleased, "inject:call" }),
			with(func(e *exercise.Event) { e.Person, e.Kind, e.Step = "", exercise.WasDelivered, "inject:call" }),
			with(func(e *exercise.Event) { e.Kind = exercise.WasUndelivered }),
			with(func(e *exercise.Event) { e.Person, e.Kind, e.Step = "", exercise.WasUndelivered, "inject:call" }),
		}
		require.Len(t, addHappened(t, s, news...), len(news))
		again := []exercise.Event{
			with(func(e *exercise.Event) { e.Kind, e.Note = exercise.WasReleased, "" }),
			with(func(e *exercise.Event) { e.Person, e.Kind, e.Step = "", exercise.WasTold, "inject:call" }),
		}
		assert.Empty(t, addHappened(t, s, append(again, news...)...))
		got := eventsOf(t, s, "p/E1")
		for i := range got {
			news[i].Seq, got[i].Seq = 0, 0
		}
		same(t, news, got)
		assert.Len(t, addHappened(t, s, happened("p/E2")), 1)
	},
	"what of an exercise is no step is recorded as often as it happens": func(t *testing.T, s *store.Store) {
		addProgrammes(t, s, "p")
		addExercises(t, s, anExercise("p/E1"))
		e := happened("p/E1")
		e.Kind, e.Step = exercise.WasObserved, ""
		assert.Len(t, addHappened(t, s, e, e, e), 3)
	},
	"of many who release an inject at once, one does": func(t *testing.T, s *store.Store) {
		addProgrammes(t, s, "p")
		addExercises(t, s, anExercise("p/E1"))
		added := make([]bool, 6)
		for _, err := range together(len(added), func(i int) error {
			return s.Exercises().Update(t.Context(), func(tx exercise.Tx) (err error) {
				if _, err := tx.Exercise(t.Context(), "p/E1"); err != nil {
					return err
				}
				e := exercise.Event{At: noon, Kind: exercise.WasReleased, Exercise: "p/E1", Step: "inject:call"}
				added[i], err = tx.AddExerciseEvent(t.Context(), e)
				return err
			})
		}) {
			require.NoError(t, err)
		}
		won := 0
		for _, isNew := range added {
			if isNew {
				won++
			}
		}
		assert.Equal(t, 1, won)
	},
	"events of exercises are listed by exercise and by programme": func(t *testing.T, s *store.Store) {
		addProgrammes(t, s, "p", "q")
		addExercises(t, s, anExercise("p/E1"), anExercise("p/E2"), anExercise("q/E1"))
		for i, id := range []exercise.ID{"p/E2", "q/E1", "p/E1", "p/E2"} {
			e := exercise.Event{At: noon, Kind: exercise.WasExtended, Exercise: id, Detail: exercise.Detail{Minutes: i + 1}}
			require.Len(t, addHappened(t, s, e), 1)
		}
		minutes := func(all []exercise.Event) (found []int) {
			for _, e := range all {
				found = append(found, e.Minutes)
			}
			return found
		}
		assert.Equal(t, []int{1, 4}, minutes(eventsOf(t, s, "p/E2")))
		assert.Empty(t, eventsOf(t, s, "p/E9"))
		in := ofExercises(t, s, func(ctx context.Context, tx exercise.Tx) ([]exercise.Event, error) {
			return tx.ExerciseEventsIn(ctx, "p")
		})
		assert.Equal(t, []int{1, 3, 4}, minutes(in))
	},
	"an event of an exercise that is not there is not found": func(t *testing.T, s *store.Store) {
		addProgrammes(t, s, "p")
		for _, id := range []exercise.ID{"p/E404", "404/E1"} {
			err := s.Exercises().Update(t.Context(), func(tx exercise.Tx) error {
				_, err := tx.AddExerciseEvent(t.Context(), happened(id))
				return err
			})
			coded(t, err, errs.NotFound)
			assert.Contains(t, errs.Message(err), "404")
		}
	},
	"a text of an exercise is kept as text whatever it is": func(t *testing.T, s *store.Store) {
		addProgrammes(t, s, "p")
		const odd, kept = "zero \x00 and \xff and \\u0000", "zero \uFFFD and \uFFFD and \\u0000"
		planned := anExercise("p/E1")
		addExercises(t, s, planned)
		became := played(planned)
		became.Why = odd
		addExercises(t, s, became)
		became.Why = kept
		same(t, became, oneExercise(t, s, "p/E1"))
		set := func(e exercise.Event, text string) exercise.Event {
			decision, seen, washed, treated := *e.Decision, *e.Observation, *e.HotWash, *e.Treatment
			decision.What, seen.Text, washed.Note, treated.Aside, e.Note, e.Link = text, text, text, text, text, text
			e.Decision, e.Observation, e.HotWash, e.Treatment = &decision, &seen, &washed, &treated
			return e
		}
		addHappened(t, s, set(happened("p/E1"), odd))
		same(t, []exercise.Event{set(happened("p/E1"), kept)}, eventsOf(t, s, "p/E1"))
	},
	"what is said about a duty is recorded once for a person and step, and beside it that it did not arrive": func(t *testing.T, s *store.Store) {
		addProgrammes(t, s, "p", "q")
		first := exercise.DutyEvent{
			Seq: 1, At: noon, Programme: "p", Kind: exercise.WasTold, Person: "U0MANAGER", Step: "due-30:tabletop#2027-03-01", Note: "“Note” – 100 % 🪨",
		}
		filled(t, first)
		undelivered, other, elsewhere := first, first, first
		undelivered.Kind, other.Person, elsewhere.Programme = exercise.WasUndelivered, "U0SECOND", "q"
		begun := exercise.DutyEvent{At: noon, Programme: "p", Kind: exercise.WasBegun, Step: "tabletop"}
		add := func(e exercise.DutyEvent) (added bool) {
			inExercises(t, s, func(ctx context.Context, tx exercise.Tx) (err error) {
				added, err = tx.AddDutyEvent(ctx, e)
				return err
			})
			return added
		}
		for _, e := range []exercise.DutyEvent{first, undelivered, other, begun, elsewhere} {
			assert.True(t, add(e))
		}
		for _, e := range []exercise.DutyEvent{first, undelivered, begun} {
			assert.False(t, add(e))
		}
		got := ofExercises(t, s, func(ctx context.Context, tx exercise.Tx) ([]exercise.DutyEvent, error) {
			return tx.DutyEvents(ctx, "p")
		})
		undelivered.Seq, other.Seq, begun.Seq = 2, 3, 4
		same(t, []exercise.DutyEvent{first, undelivered, other, begun}, got)
		err := s.Exercises().Update(t.Context(), func(tx exercise.Tx) error {
			_, err := tx.AddDutyEvent(t.Context(), exercise.DutyEvent{At: noon, Programme: "404", Kind: exercise.WasTold, Step: "due"})
			return err
		})
		coded(t, err, errs.NotFound)
	},
	"all who tell a manager of a duty at once get the one message": func(t *testing.T, s *store.Store) {
		p := programme("p")
		p.Managers, p.Days, p.Holidays, p.Rehearsals = []assess.UserID{"U0MANAGER"}, []time.Weekday{time.Monday}, nil, assess.Rehearsals{Tabletop: 12}
		update(t, s, func(tx assess.Tx) error { return tx.SaveProgramme(t.Context(), p) })
		people := assess.NewService(assess.Options{Store: s, Processes: assesstest.Deaf{}, Models: maturity.Find})
		service := exercise.NewService(exercise.Options{Store: s.Exercises(), Programmes: people, Models: maturity.Find})
		due, err := service.Due(t.Context(), exercise.DutyOf("p"), noon)
		require.NoError(t, err)
		require.Equal(t, exercise.DoTell, due.Deed)
		told := make([]bool, 6)
		for _, err := range together(len(told), func(i int) (err error) {
			told[i], err = service.Claim(t.Context(), exercise.DutyOf("p"), due.Person, due.Step, due.At)
			return err
		}) {
			require.NoError(t, err)
		}
		assert.NotContains(t, told, false)
		log := read(t, s, func(ctx context.Context, tx assess.Tx) ([]assess.Asking, error) {
			return tx.AskingsOf(ctx, due.Person, time.Time{})
		})
		assert.Len(t, log, 1)
	},
	"a duty is declared since the last declaration without it": func(t *testing.T, s *store.Store) {
		months := []assess.Rehearsals{{Tabletop: 12}, {}, {Tabletop: 6}, {Tabletop: 12, Simulation: 24}}
		for i, r := range months {
			p := programme("p")
			p.Revision, p.Rehearsals, p.UpdatedAt = i+1, r, noon.AddDate(0, i, 0)
			update(t, s, func(tx assess.Tx) error { return tx.SaveProgramme(t.Context(), p) })
		}
		addProgrammes(t, s, "q")
		declared := func(revision int, kind exercise.Kind) exercise.Declared {
			return ofExercises(t, s, func(ctx context.Context, tx exercise.Tx) (exercise.Declared, error) {
				return tx.DutyDeclared(ctx, "p", revision, kind)
			})
		}
		since := func(at time.Time) exercise.Declared { return exercise.Declared{Since: at, Said: at} }
		same(t, since(noon), declared(1, exercise.Tabletop))
		assert.Zero(t, declared(2, exercise.Tabletop))
		same(t, since(noon.AddDate(0, 2, 0)), declared(3, exercise.Tabletop))
		same(t, since(noon.AddDate(0, 2, 0)), declared(4, exercise.Tabletop))
		assert.Zero(t, declared(3, exercise.Simulation))
		same(t, since(noon.AddDate(0, 3, 0)), declared(4, exercise.Simulation))
	},
}
