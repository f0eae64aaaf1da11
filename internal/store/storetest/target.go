package storetest

import (
	"context"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"cairn/internal/assess"
	"cairn/internal/calendar"
	"cairn/internal/errs"
	"cairn/internal/store"
	"cairn/internal/target"
)

func day(year int, month time.Month, d int) calendar.Date {
	return calendar.Date{Year: year, Month: month, Day: d}
}

// aTarget is an open target that its owner's manager says is at risk.
func aTarget(id target.ID) target.Target {
	return target.Target{
		ID: id, Programme: id.Programme(), Model: "cairn/lawlor@1",
		Terms: target.Terms{
			Category: "governance", Level: 4, Due: day(2027, time.October, 29), Owner: "U0OWNER",
			Measure: "Every “G” question scores 3 or more – 100 %", Reason: "Customers ask for it: ' ? :name $1 日本 🪨",
		},
		Base: target.Base{Level: 2, Share: 1.0 / 3}, SetAt: noon, SetBy: assess.BySlack("U0MANAGER"),
		State: target.OnTrack, Since: noon.Add(time.Minute),
		Override: &target.Override{State: target.AtRisk, Reason: "The vendor is late.", By: assess.BySlack("U0MANAGER"), At: noon.Add(time.Hour)},
		Warnings: []target.Warning{
			{
				Code: target.DependencyMissing, On: "data", OnLevel: 3, Note: "Data comes first.", Accepted: "It is planned elsewhere.",
				By: "U0MANAGER", At: noon.Add(2 * time.Hour),
			},
			{Code: target.TooSteep},
		},
		Version: 1,
	}
}

// reached is the target after the answers of the cycle reached it. It is closed as well, so that no field is empty.
func reached(of target.Target, by assess.CycleID) target.Target {
	of.State, of.EndedAt, of.EndedBy = target.Reached, noon.Add(3*time.Hour), assess.Actor{User: "U0MANAGER", Source: assess.FromSchedule}
	of.Why, of.Cycle, of.Version = "“Why” – 100 %", by, of.Version+1
	return of
}

// inTargets runs fn in an Update of the store of targets.
func inTargets(t *testing.T, s *store.Store, fn func(context.Context, target.Tx) error) {
	t.Helper()
	require.NoError(t, s.Targets().Update(t.Context(), func(tx target.Tx) error { return fn(t.Context(), tx) }))
}

// ofTargets returns what one method of a transaction of the store of targets returns.
func ofTargets[V any](t *testing.T, s *store.Store, get func(context.Context, target.Tx) (V, error)) V {
	t.Helper()
	var got V
	require.NoError(t, s.Targets().View(t.Context(), func(tx target.Tx) (err error) {
		got, err = get(t.Context(), tx)
		return err
	}))
	return got
}

// addTargets adds the targets as they are.
func addTargets(t *testing.T, s *store.Store, all ...target.Target) {
	t.Helper()
	inTargets(t, s, func(ctx context.Context, tx target.Tx) error {
		for _, one := range all {
			if err := tx.SaveTarget(ctx, one); err != nil {
				return err
			}
		}
		return nil
	})
}

// addProgrammes adds programmes without cycles.
func addProgrammes(t *testing.T, s *store.Store, ids ...assess.ProgrammeID) {
	t.Helper()
	update(t, s, func(tx assess.Tx) error {
		for _, id := range ids {
			if err := tx.SaveProgramme(t.Context(), programme(id)); err != nil {
				return err
			}
		}
		return nil
	})
}

var targetTests = map[string]func(*testing.T, *store.Store){
	"a target is read back as set, and as it became": func(t *testing.T, s *store.Store) {
		c, _ := opened(t, s)
		set := aTarget("p/T1")
		addTargets(t, s, set)
		one := func(ctx context.Context, tx target.Tx) (target.Target, error) { return tx.Target(ctx, set.ID) }
		same(t, set, ofTargets(t, s, one))

		became := reached(set, c.ID)
		filled(t, became)
		filled(t, became.Terms)
		filled(t, became.Base)
		filled(t, *became.Override)
		filled(t, became.Warnings[0])
		addTargets(t, s, became)
		same(t, became, ofTargets(t, s, one))

		bare := target.Target{
			ID: "p/T2", Programme: "p", Terms: target.Terms{Level: 1, Due: day(2027, time.January, 1)}, SetAt: noon, State: target.Missed,
			Since: noon, Version: 1,
		}
		addTargets(t, s, bare)
		same(t, bare, ofTargets(t, s, func(ctx context.Context, tx target.Tx) (target.Target, error) { return tx.Target(ctx, bare.ID) }))
	},
	"a text of a target is kept as text whatever it is": func(t *testing.T, s *store.Store) {
		addProgrammes(t, s, "p")
		set := aTarget("p/T1")
		const odd, kept = "zero \x00 and \xff", "zero \uFFFD and \uFFFD"
		set.Measure, set.Reason, set.Why, set.Override.Reason, set.Warnings[0].Accepted = odd, odd, odd, odd, odd
		addTargets(t, s, set)
		set.Measure, set.Reason, set.Why, set.Override.Reason, set.Warnings[0].Accepted = kept, kept, kept, kept, kept
		same(t, set, ofTargets(t, s, func(ctx context.Context, tx target.Tx) (target.Target, error) { return tx.Target(ctx, set.ID) }))
	},
	"targets and actions are numbered from one in each programme, each on their own": func(t *testing.T, s *store.Store) {
		addProgrammes(t, s, "p", "q")
		var ids []string
		for _, p := range []assess.ProgrammeID{"p", "p", "q"} {
			inTargets(t, s, func(ctx context.Context, tx target.Tx) error {
				id, err := tx.NewTarget(ctx, p)
				require.NoError(t, err)
				of := aTarget(id)
				of.Level = len(ids) + 1
				require.NoError(t, tx.SaveTarget(ctx, of))
				action, err := tx.NewAction(ctx, p)
				require.NoError(t, err)
				work := anAction(action)
				work.Source, work.Target = "", id
				ids = append(ids, string(id), string(action))
				return tx.SaveAction(ctx, work)
			})
		}
		assert.Equal(t, []string{"p/T1", "p/A1", "p/T2", "p/A2", "q/T1", "q/A1"}, ids)
	},
	"numbers of what ended are not given again": func(t *testing.T, s *store.Store) {
		c, _ := opened(t, s)
		set := aTarget("p/T9")
		addTargets(t, s, set, reached(set, c.ID))
		inTargets(t, s, func(ctx context.Context, tx target.Tx) error {
			id, err := tx.NewTarget(ctx, "p")
			assert.Equal(t, target.ID("p/T10"), id)
			return err
		})
	},
	"of many who set targets and actions at once, each gets a number": func(t *testing.T, s *store.Store) {
		addProgrammes(t, s, "p")
		for _, err := range together(8, func(i int) error {
			return s.Targets().Update(t.Context(), func(tx target.Tx) error {
				id, err := tx.NewTarget(t.Context(), "p")
				if err != nil {
					return err
				}
				of := aTarget(id)
				of.Level = i + 1
				if err := tx.SaveTarget(t.Context(), of); err != nil {
					return err
				}
				action, err := tx.NewAction(t.Context(), "p")
				if err != nil {
					return err
				}
				work := anAction(action)
				work.Source, work.Target = "", id
				return tx.SaveAction(t.Context(), work)
			})
		}) {
			require.NoError(t, err)
		}
		for i, of := range ofTargets(t, s, func(ctx context.Context, tx target.Tx) ([]target.Target, error) { return tx.Targets(ctx, "p", false) }) {
			assert.Equal(t, []string{"T1", "T2", "T3", "T4", "T5", "T6", "T7", "T8"}[i], of.ID.Number())
		}
		assert.Len(t, ofTargets(t, s, func(ctx context.Context, tx target.Tx) ([]target.Action, error) { return tx.Actions(ctx, "p", false) }), 8)
	},
	"targets of a programme are listed by number, those that ended when asked for": func(t *testing.T, s *store.Store) {
		c, _ := opened(t, s)
		addProgrammes(t, s, "q")
		ended := aTarget("p/T10")
		second, other := aTarget("p/T2"), aTarget("q/T1")
		addTargets(t, s, ended, reached(ended, c.ID), second, other)
		list := func(p assess.ProgrammeID, ended bool) (ids []target.ID) {
			for _, of := range ofTargets(t, s, func(ctx context.Context, tx target.Tx) ([]target.Target, error) { return tx.Targets(ctx, p, ended) }) {
				ids = append(ids, of.ID)
			}
			return ids
		}
		assert.Equal(t, []target.ID{"p/T2", "p/T10"}, list("p", true))
		assert.Equal(t, []target.ID{"p/T2"}, list("p", false))
		assert.Equal(t, []target.ID{"q/T1"}, list("q", true))
		assert.Empty(t, list("other", true))
	},
	"open targets of an owner are listed by due day, across programmes": func(t *testing.T, s *store.Store) {
		c, _ := opened(t, s)
		addProgrammes(t, s, "q")
		late, soon, other, ended := aTarget("p/T1"), aTarget("q/T1"), aTarget("p/T2"), aTarget("p/T3")
		soon.Due, soon.State = day(2027, time.March, 1), target.Missed
		other.Owner, other.Category = "U0DATA", "data"
		ended.Level = 5
		addTargets(t, s, late, soon, other, ended, reached(ended, c.ID))
		list := func(u assess.UserID) (ids []target.ID) {
			for _, of := range ofTargets(t, s, func(ctx context.Context, tx target.Tx) ([]target.Target, error) { return tx.OpenTargets(ctx, u) }) {
				ids = append(ids, of.ID)
			}
			return ids
		}
		assert.Equal(t, []target.ID{"q/T1", "p/T1"}, list("U0OWNER"))
		assert.Equal(t, []target.ID{"q/T1", "p/T1", "p/T2"}, list(""))
		assert.Empty(t, list("U0NOBODY"))
	},
	"of two who change a target that both saw, one wins and the other is told": func(t *testing.T, s *store.Store) {
		addProgrammes(t, s, "p")
		set := aTarget("p/T1")
		addTargets(t, s, set)
		set.Level, set.Version = 5, 2
		oneWins(t, together(2, func(int) error {
			return s.Targets().Update(t.Context(), func(tx target.Tx) error { return tx.SaveTarget(t.Context(), set) })
		}))
	},
	"those who read a target to change it wait for each other": func(t *testing.T, s *store.Store) {
		addProgrammes(t, s, "p")
		addTargets(t, s, aTarget("p/T1"))
		for _, err := range together(6, func(int) error {
			return s.Targets().Update(t.Context(), func(tx target.Tx) error {
				of, err := tx.Target(t.Context(), "p/T1")
				if err != nil {
					return err
				}
				of.Version++
				return tx.SaveTarget(t.Context(), of)
			})
		}) {
			require.NoError(t, err)
		}
		got := ofTargets(t, s, func(ctx context.Context, tx target.Tx) (target.Target, error) { return tx.Target(ctx, "p/T1") })
		assert.Equal(t, 7, got.Version)
	},
	"a category has one open target for a level, and the transaction goes on": func(t *testing.T, s *store.Store) {
		c, _ := opened(t, s)
		first, same, higher := aTarget("p/T1"), aTarget("p/T2"), aTarget("p/T2")
		higher.Level = 5
		inTargets(t, s, func(ctx context.Context, tx target.Tx) error {
			require.NoError(t, tx.SaveTarget(ctx, first))
			coded(t, tx.SaveTarget(ctx, same), errs.Conflict)
			coded(t, tx.SaveTarget(ctx, first), errs.Conflict)
			return tx.SaveTarget(ctx, higher)
		})
		higher.Level, higher.Version = first.Level, 2
		err := s.Targets().Update(t.Context(), func(tx target.Tx) error { return tx.SaveTarget(t.Context(), higher) })
		coded(t, err, errs.Conflict)
		assert.Contains(t, errs.Message(err), `"governance" reach level 4`)
		addTargets(t, s, reached(first, c.ID), higher)
	},
	"a target that is not there is not found": func(t *testing.T, s *store.Store) {
		addProgrammes(t, s, "p")
		for name, fn := range map[string]func(target.Tx) error{
			"read": func(tx target.Tx) error { _, err := tx.Target(t.Context(), "p/nothing"); return err },
			"save": func(tx target.Tx) error {
				of := aTarget("p/T7")
				of.Version = 2
				return tx.SaveTarget(t.Context(), of)
			},
			"add": func(tx target.Tx) error { return tx.SaveTarget(t.Context(), aTarget("nothing/T1")) },
			"reached by": func(tx target.Tx) error {
				of := reached(aTarget("p/T1"), "nothing")
				of.Version = 1
				return tx.SaveTarget(t.Context(), of)
			},
			"number": func(tx target.Tx) error { _, err := tx.NewTarget(t.Context(), "nothing"); return err },
			"of an action": func(tx target.Tx) error {
				_, err := tx.NewAction(t.Context(), "nothing")
				return err
			},
		} {
			err := s.Targets().Update(t.Context(), fn)
			coded(t, err, errs.NotFound)
			assert.Regexp(t, "nothing|p/T7", errs.Message(err), name)
		}
	},
	"who set a target and when is never changed, nor is its number": func(t *testing.T, s *store.Store) {
		addProgrammes(t, s, "p", "q")
		set := aTarget("p/T1")
		addTargets(t, s, set)
		for name, change := range map[string]func(*target.Target){
			"when":      func(of *target.Target) { of.SetAt = noon.Add(time.Hour) },
			"who":       func(of *target.Target) { of.SetBy.User = "U0OTHER" },
			"programme": func(of *target.Target) { of.Programme = "q" },
		} {
			of := set
			of.Version = 2
			change(&of)
			err := s.Targets().Update(t.Context(), func(tx target.Tx) error { return tx.SaveTarget(t.Context(), of) })
			require.Error(t, err, name)
		}
	},
	"an id that is not its programme's is refused": func(t *testing.T, s *store.Store) {
		addProgrammes(t, s, "p")
		for _, id := range []target.ID{"p/A1", "p/T", "p/T0", "p/T01", "q/T1", "T1"} {
			of := aTarget(id)
			of.Programme = "p"
			err := s.Targets().Update(t.Context(), func(tx target.Tx) error { return tx.SaveTarget(t.Context(), of) })
			require.Error(t, err, "%s", id)
		}
	},
}
