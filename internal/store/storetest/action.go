package storetest

import (
	"context"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"cairn/internal/assess"
	"cairn/internal/errs"
	"cairn/internal/store"
	"cairn/internal/target"
)

// anAction is an open action for the target "T1" of its programme.
func anAction(id target.ActionID) target.Action {
	return target.Action{
		ID: id, Programme: id.Programme(), Kind: target.FromRoadmap, Source: "G2", Target: target.ID(id.Programme() + "/T1"),
		Category: "governance", Items: []string{"G2", "G10"},
		Work: target.Work{
			Title: "Name an owner for every “model” – 100 %", Text: "As the policy says: ' ? :name $1 日本 🪨", Owner: "U0OWNER",
			Start: day(2026, time.October, 5), Due: day(2026, time.December, 18), Issue: "https://issues.example/SEC-7?x=1",
			Element: "training",
		},
		Status: target.Doing, SetAt: noon, SetBy: assess.BySlack("U0MANAGER"), Version: 1,
	}
}

// done is the action once it is done. It says why it was dropped as well, so that no field is empty.
func done(a target.Action, at time.Time) target.Action {
	a.Status, a.Evidence, a.EndedAt, a.EndedBy = target.Done, "https://wiki.example/owners?id=1", at, assess.BySlack("U0OWNER")
	a.Why, a.Version = "“Why” – 100 %", a.Version+1
	return a
}

// addActions adds the actions as they are, and the target that they are for.
func addActions(t *testing.T, s *store.Store, all ...target.Action) {
	t.Helper()
	inTargets(t, s, func(ctx context.Context, tx target.Tx) error {
		for _, a := range all {
			if _, err := tx.Target(ctx, a.Target); errs.Is(err, errs.NotFound) {
				if err := tx.SaveTarget(ctx, aTarget(a.Target)); err != nil {
					return err
				}
			}
			if err := tx.SaveAction(ctx, a); err != nil {
				return err
			}
		}
		return nil
	})
}

var actionTests = map[string]func(*testing.T, *store.Store){
	"an action is read back as set, and as it became": func(t *testing.T, s *store.Store) {
		addProgrammes(t, s, "p")
		set := anAction("p/A1")
		addActions(t, s, set)
		one := func(ctx context.Context, tx target.Tx) (target.Action, error) { return tx.Action(ctx, set.ID) }
		same(t, set, ofTargets(t, s, one))
		became := done(set, noon.Add(time.Hour))
		filled(t, became)
		filled(t, became.Work)
		addActions(t, s, became)
		same(t, became, ofTargets(t, s, one))
		again := became
		again.Status, again.Evidence, again.EndedAt, again.EndedBy, again.Why, again.Version = target.ToDo, "", time.Time{}, assess.Actor{}, "", 3
		addActions(t, s, again)
		same(t, again, ofTargets(t, s, one))

		bare := target.Action{
			ID: "p/A2", Programme: "p", Kind: target.Own, Work: target.Work{Due: day(2027, time.January, 1)}, Status: target.ToDo,
			SetAt: noon, Version: 1,
		}
		inTargets(t, s, func(ctx context.Context, tx target.Tx) error { return tx.SaveAction(ctx, bare) })
		same(t, bare, ofTargets(t, s, func(ctx context.Context, tx target.Tx) (target.Action, error) { return tx.Action(ctx, bare.ID) }))
	},
	"a text of an action is kept as text whatever it is": func(t *testing.T, s *store.Store) {
		addProgrammes(t, s, "p")
		set := anAction("p/A1")
		const odd, kept = "zero \x00 and \xff", "zero \uFFFD and \uFFFD"
		set.Title, set.Text, set.Issue, set.Evidence, set.Why = odd, odd, odd, odd, odd
		addActions(t, s, set)
		set.Title, set.Text, set.Issue, set.Evidence, set.Why = kept, kept, kept, kept, kept
		same(t, set, ofTargets(t, s, func(ctx context.Context, tx target.Tx) (target.Action, error) { return tx.Action(ctx, set.ID) }))
	},
	"actions are listed by number in a programme and by due day of an owner": func(t *testing.T, s *store.Store) {
		addProgrammes(t, s, "p", "q")
		late, soon, other, ended := anAction("p/A10"), anAction("q/A1"), anAction("p/A2"), anAction("p/A3")
		soon.Due = day(2026, time.November, 2)
		other.Owner, other.Source = "U0DATA", "G3"
		ended.Source = "G4"
		addActions(t, s, late, soon, other, ended, done(ended, noon))
		ids := func(list func(context.Context, target.Tx) ([]target.Action, error)) (ids []target.ActionID) {
			for _, a := range ofTargets(t, s, list) {
				ids = append(ids, a.ID)
			}
			return ids
		}
		in := func(p assess.ProgrammeID, ended bool) []target.ActionID {
			return ids(func(ctx context.Context, tx target.Tx) ([]target.Action, error) { return tx.Actions(ctx, p, ended) })
		}
		of := func(u assess.UserID) []target.ActionID {
			return ids(func(ctx context.Context, tx target.Tx) ([]target.Action, error) { return tx.OpenActions(ctx, u) })
		}
		assert.Equal(t, []target.ActionID{"p/A2", "p/A10"}, in("p", false))
		assert.Equal(t, []target.ActionID{"p/A2", "p/A3", "p/A10"}, in("p", true))
		assert.Empty(t, in("other", true))
		assert.Equal(t, []target.ActionID{"q/A1", "p/A10"}, of("U0OWNER"))
		assert.Equal(t, []target.ActionID{"q/A1", "p/A2", "p/A10"}, of(""))
		assert.Empty(t, of("U0NOBODY"))
	},
	"a source has one open action in a programme, and the transaction goes on": func(t *testing.T, s *store.Store) {
		addProgrammes(t, s, "p", "q")
		first, second := anAction("p/A1"), anAction("p/A2")
		addActions(t, s, first, anAction("q/A1"))
		inTargets(t, s, func(ctx context.Context, tx target.Tx) error {
			coded(t, tx.SaveAction(ctx, second), errs.Conflict)
			coded(t, tx.SaveAction(ctx, first), errs.Conflict)
			return tx.SaveAction(ctx, done(first, noon))
		})
		addActions(t, s, second)
		again := first
		again.Version = 3
		err := s.Targets().Update(t.Context(), func(tx target.Tx) error { return tx.SaveAction(t.Context(), again) })
		coded(t, err, errs.Conflict)
		assert.Contains(t, errs.Message(err), "Name an owner")
	},
	"what has no source may be done by several actions": func(t *testing.T, s *store.Store) {
		addProgrammes(t, s, "p")
		first, second := anAction("p/A1"), anAction("p/A2")
		first.Source, second.Source = "", ""
		addActions(t, s, first, second)
	},
	"of two who take the same source on, one wins and the other is told": func(t *testing.T, s *store.Store) {
		addProgrammes(t, s, "p")
		addTargets(t, s, aTarget("p/T1"))
		oneWins(t, together(2, func(int) error {
			return s.Targets().Update(t.Context(), func(tx target.Tx) error {
				id, err := tx.NewAction(t.Context(), "p")
				if err != nil {
					return err
				}
				return tx.SaveAction(t.Context(), anAction(id))
			})
		}))
	},
	"of two who open actions of the same source again, one wins and the other is told": func(t *testing.T, s *store.Store) {
		addProgrammes(t, s, "p")
		first, second := anAction("p/A1"), anAction("p/A2")
		addActions(t, s, first, done(first, noon), second, done(second, noon))
		oneWins(t, together(2, func(i int) error {
			again := []target.Action{first, second}[i]
			again.Version = 3
			return s.Targets().Update(t.Context(), func(tx target.Tx) error { return tx.SaveAction(t.Context(), again) })
		}))
	},
	"of two who change an action that both saw, one wins and the other is told": func(t *testing.T, s *store.Store) {
		addProgrammes(t, s, "p")
		set := anAction("p/A1")
		addActions(t, s, set)
		set.Owner, set.Version = "U0DATA", 2
		oneWins(t, together(2, func(int) error {
			return s.Targets().Update(t.Context(), func(tx target.Tx) error { return tx.SaveAction(t.Context(), set) })
		}))
	},
	"an action that is not there is not found": func(t *testing.T, s *store.Store) {
		addProgrammes(t, s, "p")
		for name, fn := range map[string]func(target.Tx) error{
			"read": func(tx target.Tx) error { _, err := tx.Action(t.Context(), "p/nothing"); return err },
			"save": func(tx target.Tx) error {
				a := anAction("p/A7")
				a.Version = 2
				return tx.SaveAction(t.Context(), a)
			},
			"of no target": func(tx target.Tx) error {
				a := anAction("p/A1")
				a.Target = "p/nothing"
				return tx.SaveAction(t.Context(), a)
			},
			"of no programme": func(tx target.Tx) error {
				a := anAction("nothing/A1")
				a.Target = ""
				return tx.SaveAction(t.Context(), a)
			},
		} {
			err := s.Targets().Update(t.Context(), fn)
			coded(t, err, errs.NotFound)
			assert.Regexp(t, "nothing|p/A7", errs.Message(err), name)
		}
	},
	"where an action comes from is never changed": func(t *testing.T, s *store.Store) {
		addProgrammes(t, s, "p")
		set := anAction("p/A1")
		addActions(t, s, set)
		for name, change := range map[string]func(*target.Action){
			"when":   func(a *target.Action) { a.SetAt = noon.Add(time.Hour) },
			"kind":   func(a *target.Action) { a.Kind = target.Own },
			"source": func(a *target.Action) { a.Source = "G3" },
		} {
			a := set
			a.Version = 2
			change(&a)
			err := s.Targets().Update(t.Context(), func(tx target.Tx) error { return tx.SaveAction(t.Context(), a) })
			require.Error(t, err, name)
		}
	},
	"what was done for items is told since an instant, the earliest first, while it is done": func(t *testing.T, s *store.Store) {
		addProgrammes(t, s, "p", "q")
		late, early, elsewhere, dropped, open := anAction("p/A1"), anAction("p/A2"), anAction("q/A1"), anAction("p/A3"), anAction("p/A4")
		early.Items, early.Source, dropped.Source, open.Source = []string{"G2"}, "G3", "G4", "G5"
		given := done(dropped, noon)
		given.Status = target.Dropped
		addActions(t, s,
			late, done(late, noon.Add(time.Hour)), early, done(early, noon), elsewhere, done(elsewhere, noon), dropped, given, open)
		since := func(at time.Time) []assess.Done {
			return read(t, s, func(ctx context.Context, tx assess.Tx) ([]assess.Done, error) { return tx.DoneWork(ctx, "p", at) })
		}
		first := assess.Done{Item: "G2", Action: "A2", Title: early.Title, Link: "https://wiki.example/owners?id=1", At: noon}
		filled(t, first, "Answer", "Exercise", "Held", "Until") // which exercises have
		second, third := first, first
		second.Action, second.At = "A1", noon.Add(time.Hour)
		third.Item, third.Action, third.At = "G10", "A1", noon.Add(time.Hour)
		same(t, []assess.Done{first, second, third}, since(time.Time{}))
		same(t, []assess.Done{first, second, third}, since(noon))
		same(t, []assess.Done{second, third}, since(noon.Add(time.Microsecond)))
		again := late
		again.Version = 3
		addActions(t, s, again)
		same(t, []assess.Done{first}, since(time.Time{}))
	},
	"the work of a person or a programme is what is open of it, targets and actions alike, the earliest due first": func(t *testing.T, s *store.Store) {
		addProgrammes(t, s, "p", "q")
		later, first, elsewhere, ended, other := aTarget("p/T1"), anAction("p/A1"), anAction("q/A1"), anAction("p/A2"), anAction("p/A3")
		elsewhere.Due = day(2026, time.November, 2)
		ended.Source, other.Source, other.Owner = "G3", "G4", "U0DATA"
		addTargets(t, s, later)
		addActions(t, s, first, elsewhere, ended, done(ended, noon), other)
		of := func(u assess.UserID) []string {
			return read(t, s, func(ctx context.Context, tx assess.Tx) ([]string, error) { return tx.WorkOf(ctx, u) })
		}
		assert.Equal(t, []string{"q/A1", "p/A1", "p/T1", "q/T1"}, of("U0OWNER"))
		assert.Equal(t, []string{"p/A3"}, of("U0DATA"))
		assert.Empty(t, of("U0NOBODY"))
		in := read(t, s, func(ctx context.Context, tx assess.Tx) ([]string, error) { return tx.WorkIn(ctx, "q") })
		assert.Equal(t, []string{"q/A1", "q/T1"}, in)
	},
}
