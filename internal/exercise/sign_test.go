package exercise_test

import (
	"context"
	"crypto/sha256"
	"encoding/json"
	"fmt"
	"path/filepath"
	"slices"
	"sync"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"cairn/internal/assess"
	"cairn/internal/errs"
	"cairn/internal/exercise"
	"cairn/internal/pgtest"
	"cairn/internal/store"
	"cairn/internal/target"
)

// goal is the id of an objective of the first scenario.
func goal(n int) string { return exercise.Embedded()[0].Objectives[n].ID }

func TestAReportIsSignedWhenNothingIsMissingAndStaysAsItIs(t *testing.T) {
	t.Parallel()
	b := newBureau(t)
	ctx, by := t.Context(), assess.BySlack(uLead)
	id := b.play(played{observations: []exercise.Observation{slip(goal(0), exercise.Minor, "Nobody knew who may switch it off.")}})
	err := b.SignOff(ctx, by, id)
	fields := errs.Fields(err)
	assert.Contains(t, fields[exercise.FieldSummary], "what the exercise showed")
	assert.Contains(t, fields[exercise.FieldRating+":"+goal(0)], "final rating")
	assert.Contains(t, fields[exercise.FieldFinding+":F1"], "F1")
	assert.Len(t, b.review(id).Missing, len(fields))

	r := b.sign(id, b.work("Name who may switch it off"))
	assert.False(t, r.Draft)
	assert.Equal(t, uLead, r.SignedBy)
	assert.Equal(t, b.clock.Now(), r.SignedAt)
	assert.Equal(t, exercise.Reviewed, b.review(id).State)
	assert.Empty(t, b.review(id).Missing)
	events := len(b.ledger(id))
	require.NoError(t, b.SignOff(ctx, by, id), "which it is")
	refused(t, b.Summarise(ctx, by, id, "They found it slowly and told everybody."), errs.Closed, "signed on 1 October 2026")
	refused(t, b.Rate(ctx, by, id, goal(0), exercise.Unable, ""), errs.Closed, "stays as it is")
	refused(t, b.Treat(ctx, by, id, "F1", b.work("Something else")), errs.Closed, "stays as it is")
	assert.Len(t, b.ledger(id), events)
}

func TestACorrectiveActionSaysWhereItComesFromAndWhatItServes(t *testing.T) {
	t.Parallel()
	b := newBureau(t)
	id := b.play(played{observations: []exercise.Observation{
		slip(goal(0), exercise.Minor, "One."), slip(goal(1), exercise.Minor, "Two."), slip(goal(1), exercise.Minor, "Three."),
	}})
	r := b.sign(id, b.work("Mend one"), exercise.Treatment{Same: "F1"}, exercise.Treatment{Aside: "It was the room, not us."})
	all := b.actions()
	require.Len(t, all, 1)
	a := all[0]
	assert.Equal(t, target.Corrective, a.Kind)
	assert.Equal(t, "exercise/north/E1/F1", a.Source)
	assert.Equal(t, "incident-response", a.Category, "of the first item that the objective exercises")
	assert.Empty(t, a.Items, "being done, it proves nothing about an item")
	assert.Equal(t, target.Work{Title: "Mend one", Owner: uOwner, Due: a.Due, Element: "planning"}, a.Work)
	assert.Equal(t, uLead, a.SetBy.User)

	require.Len(t, r.Plan, 1)
	assert.Equal(t, a.ID, r.Plan[0].Action)
	assert.Equal(t, target.ToDo, r.Plan[0].Status)
	assert.Equal(t, []exercise.SetAside{
		{Finding: "F2", Issue: "Two.", Same: "F1"}, {Finding: "F3", Issue: "Three.", Why: "It was the room, not us."},
	}, r.Aside)
	var answered []string
	for _, f := range b.review(id).Findings {
		answered = append(answered, f.ID+" "+string(f.Action))
	}
	assert.Equal(t, []string{"F1 north/A1", "F2 north/A1", "F3 "}, answered)
}

func TestSigningDoesAllOrNothing(t *testing.T) {
	t.Parallel()
	b := newBureau(t)
	ctx, by := t.Context(), assess.BySlack(uLead)
	first := b.play(played{observations: []exercise.Observation{slip(goal(0), exercise.Minor, "Nobody knew who may switch it off.")}})
	r := b.sign(first, b.work("Name who may switch it off"))
	require.NoError(t, b.targets.FinishAction(ctx, assess.BySlack(uOwner), r.Plan[0].Action, "https://wiki.example/switch", ""))
	b.clock.Set(b.clock.Now().AddDate(0, 6, 0))
	id := b.play(played{observations: []exercise.Observation{
		slip(goal(0), exercise.Minor, "Nobody knew who may switch it off."), slip(goal(0), exercise.Minor, "Two."),
		slip(goal(0), exercise.Minor, "Three."), slip(goal(0), exercise.Minor, "Four."),
	}})
	b.evaluate(id, b.again("Rehearse the switch", "north/E1/F1"), b.work("Mend two"), b.work("Mend three"), b.work("Mend four"))
	before, was, nudges := b.ledger(id), b.action(r.Plan[0].Action), b.nudges()
	b.fails = 1 + 3 // one was made for the first exercise, and this is the third of the second
	require.ErrorIs(t, b.SignOff(ctx, by, id), errPower)
	assert.Equal(t, before, b.ledger(id))
	assert.Equal(t, was, b.action(r.Plan[0].Action))
	assert.Len(t, b.actions(), 1)
	assert.Equal(t, nudges, b.nudges())
	assert.Equal(t, exercise.Ended, b.review(id).State)

	require.NoError(t, b.SignOff(ctx, by, id), "the power is back")
	assert.Len(t, b.actions(), 4)
	assert.Equal(t, target.Doing, b.action(r.Plan[0].Action).Status)
}

// nudges are what waits to be told to processes.
func (b *bureau) nudges() (all []assess.Nudge) {
	b.t.Helper()
	b.write(func(ctx context.Context, tx exercise.Tx) (err error) {
		all, err = tx.Nudges(ctx, 0)
		return err
	})
	return all
}

func TestOfAllWhoSignAtOnceEachReportIsSignedOnceAndAnActionOpenedAgainOnce(t *testing.T) {
	t.Parallel()
	for name, database := range map[string]func(*testing.T) string{
		"postgres": func(t *testing.T) string { return pgtest.URL(t) },
		"sqlite":   func(t *testing.T) string { return "sqlite:" + filepath.Join(t.TempDir(), "cairn.db") },
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			db, err := store.Open(t.Context(), database(t))
			require.NoError(t, err)
			t.Cleanup(func() { _ = db.Close() })
			_, err = db.Migrate(t.Context())
			require.NoError(t, err)
			b := bureauOn(t, db)
			seen := played{observations: []exercise.Observation{slip(goal(0), exercise.Minor, "One."), slip(goal(0), exercise.Minor, "Two.")}}
			for _, row := range b.sign(b.play(seen), b.work("Mend one"), b.work("Mend two")).Plan {
				require.NoError(t, b.targets.FinishAction(t.Context(), assess.BySlack(uOwner), row.Action, "https://wiki.example/done", ""))
			}
			b.clock.Set(b.clock.Now().AddDate(0, 6, 0))
			again := []exercise.ID{b.play(seen), b.play(seen)} // the second holds the actions in the other order
			b.evaluate(again[0], b.again("Mend one well", "north/E1/F1"), b.again("Mend two well", "north/E1/F2"))
			b.evaluate(again[1], b.again("Mend two well", "north/E1/F2"), b.again("Mend one well", "north/E1/F1"))

			var all sync.WaitGroup
			start := make(chan struct{})
			for _, id := range slices.Concat(again, again) {
				all.Go(func() {
					<-start
					assert.NoError(t, b.SignOff(t.Context(), assess.BySlack(uLead), id), id)
				})
			}
			close(start)
			all.Wait()
			for _, id := range again {
				signed := slices.DeleteFunc(b.ledger(id), func(e exercise.Event) bool { return e.Kind != exercise.WasSigned })
				assert.Len(t, signed, 1, id)
			}
			actions := b.actions()
			assert.Len(t, actions, 2)
			for _, a := range actions {
				var kinds []target.EventKind
				for _, e := range b.action(a.ID).History {
					kinds = append(kinds, e.Kind)
				}
				assert.Equal(t, []target.EventKind{target.WasSet, target.WasDone, target.WasReopened, target.WasChanged, target.WasNoted}, kinds, a.ID)
			}
		})
	}
}

func TestWhatWasSeenBeforeReopensItsActionInsteadOfMakingAnother(t *testing.T) {
	t.Parallel()
	const again = "Seen again in E2: Nobody knew who may switch it off, again."
	for name, c := range map[string]struct {
		between  func(b *bureau, id target.ActionID) // what became of the first action
		first    func(b *bureau) exercise.Treatment  // how the first finding was answered; a corrective action, unless given
		actions  int
		reopened bool
		status   target.ActionStatus // of the first action, in the end
		happened target.EventKind    // to it last
	}{
		"done": {
			between: func(b *bureau, id target.ActionID) {
				require.NoError(b.t, b.targets.FinishAction(b.t.Context(), assess.BySlack(uOwner), id, "https://wiki.example/switch", ""))
			},
			actions: 1, reopened: true, status: target.Doing, happened: target.WasChanged,
		},
		"dropped": {
			between: func(b *bureau, id target.ActionID) {
				require.NoError(b.t, b.targets.DropAction(b.t.Context(), assess.BySlack(uOwner), id, "It is not needed."))
			},
			actions: 1, reopened: true, status: target.Doing, happened: target.WasChanged,
		},
		"still open": {actions: 1, status: target.ToDo, happened: target.WasNoted},
		"it never had one": {
			first:   func(*bureau) exercise.Treatment { return exercise.Treatment{Aside: "It was the room, not us."} },
			actions: 1, status: target.ToDo, happened: target.WasSet,
		},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			b := newBureau(t)
			answer := b.work("Name who may switch it off")
			if c.first != nil {
				answer = c.first(b)
			}
			b.sign(b.play(played{observations: []exercise.Observation{slip(goal(0), exercise.Minor, "Nobody knew who may switch it off.")}}), answer)
			if c.between != nil {
				c.between(b, b.actions()[0].ID)
			}
			b.clock.Set(b.clock.Now().AddDate(0, 6, 0))
			id := b.play(played{observations: []exercise.Observation{slip(goal(0), exercise.Minor, "Nobody knew who may switch it off, again.")}})
			assert.Equal(t, "north/E1/F1", b.review(id).Findings[0].Proposed)
			r := b.sign(id, b.again("Rehearse the switch", "north/E1/F1"))

			all := b.actions()
			require.Len(t, all, c.actions)
			a := b.action(all[0].ID)
			last := a.History[len(a.History)-1]
			assert.Equal(t, c.status, a.Status)
			assert.Equal(t, c.happened, last.Kind)
			if last.Kind != target.WasSet {
				assert.Equal(t, again, last.Note)
			}
			row := r.Plan[0]
			assert.Equal(t, exercise.Correction{
				Finding: "F1", Objective: exercise.Embedded()[0].Objectives[0].Goal, Issue: "Nobody knew who may switch it off, again.",
				Impact: exercise.Minor, Again: "E1/F1", Reopened: c.reopened, Action: a.ID, Work: a.Work, Status: a.Status,
			}, row, "the report says what the action says")
			if c.reopened {
				assert.Equal(t, "Rehearse the switch", a.Title)
			}
		})
	}
}

func TestWhatWasSeenBeforeGetsANewActionWhenTheFirstIsGone(t *testing.T) {
	t.Parallel()
	b := newBureau(t)
	first := b.play(played{observations: []exercise.Observation{slip(goal(0), exercise.Minor, "One.")}})
	b.sign(first, exercise.Treatment{Aside: "It was the room, not us."})
	b.add(first, exercise.Event{Kind: exercise.WasAnswered, Detail: exercise.Detail{Finding: "F1", Action: "north/A99"}}) // of which nothing is left
	b.clock.Set(b.clock.Now().AddDate(0, 6, 0))
	id := b.play(played{observations: []exercise.Observation{slip(goal(0), exercise.Minor, "One.")}})
	r := b.sign(id, b.again("Mend one", "north/E1/F1"))
	require.Len(t, b.actions(), 1)
	assert.Equal(t, b.actions()[0].ID, r.Plan[0].Action)
	assert.False(t, r.Plan[0].Reopened)
}

func TestTwoFindingsThatWereOneBeforeReopenItsActionOnce(t *testing.T) {
	t.Parallel()
	b := newBureau(t)
	first := b.play(played{observations: []exercise.Observation{slip(goal(0), exercise.Minor, "One."), slip(goal(0), exercise.Minor, "Two.")}})
	r := b.sign(first, b.work("Mend one"), exercise.Treatment{Same: "F1"})
	require.NoError(t, b.targets.FinishAction(t.Context(), assess.BySlack(uOwner), r.Plan[0].Action, "https://wiki.example/one", ""))
	b.clock.Set(b.clock.Now().AddDate(0, 6, 0))
	id := b.play(played{observations: []exercise.Observation{slip(goal(0), exercise.Minor, "One more."), slip(goal(0), exercise.Minor, "Two more.")}})
	b.sign(id, b.again("Mend it", "north/E1/F1"), b.again("Mend it well", "north/E1/F2"))
	a := b.action(r.Plan[0].Action)
	var kinds []target.EventKind
	for _, e := range a.History {
		kinds = append(kinds, e.Kind)
	}
	assert.Equal(t, []target.EventKind{target.WasSet, target.WasDone, target.WasReopened, target.WasChanged, target.WasNoted}, kinds)
	assert.Equal(t, "Mend it", a.Title)
}

func TestOnlyWhatWasSignedOfExercisesBeforeCountsAsSeenBefore(t *testing.T) {
	t.Parallel()
	b := newBureau(t)
	unsigned := b.play(played{observations: []exercise.Observation{slip(goal(0), exercise.Minor, "Nobody knew who may switch it off.")}})
	b.clock.Set(b.clock.Now().AddDate(0, 1, 0))
	later := b.play(played{observations: []exercise.Observation{slip(goal(0), exercise.Minor, "Nobody knew who may switch it off.")}})
	assert.Empty(t, b.review(later).Earlier)
	b.sign(later, b.work("Name who may switch it off"))
	assert.Empty(t, b.review(unsigned).Earlier, "which took place first")
	refused(t, b.Treat(t.Context(), assess.BySlack(uLead), unsigned, "F1", b.again("Do it", "north/E2/F1")), errs.Invalid, "E2/F1")
}

func TestAnActionWhoseDayHasComeKeepsItsFindingFromBeingSigned(t *testing.T) {
	t.Parallel()
	b := newBureau(t)
	id := b.play(played{observations: []exercise.Observation{slip(goal(0), exercise.Minor, "One."), slip(goal(0), exercise.Minor, "Two.")}})
	soon := b.work("Mend two")
	soon.Work.Due = soon.Work.Due.AddDays(-50)
	b.evaluate(id, b.work("Mend one"), soon)
	b.clock.Set(b.clock.Now().AddDate(0, 0, 20))
	err := b.SignOff(t.Context(), assess.BySlack(uLead), id)
	assert.Len(t, errs.Fields(err), 1)
	assert.Contains(t, errs.Fields(err)[exercise.FieldFinding+":F2"], "2026-10-11 is past")
	assert.Empty(t, b.actions())
}

func TestASignedReportIsTheSameForEverWhateverChangesAroundIt(t *testing.T) {
	t.Parallel()
	b := newBureau(t)
	ctx := t.Context()
	id := b.play(played{observations: []exercise.Observation{well(goal(0), "They asked."), slip(goal(1), exercise.Major, "Customers waited.")}})
	signed := b.sign(id, b.work("Answer customers first"))
	assert.Equal(t, signed.Seal, fmt.Sprintf("%x", sha256.Sum256([]byte(signed.Signed))), "whoever has what was signed can check its hash")

	b.clock.Set(b.clock.Now().AddDate(0, 1, 0))
	require.NoError(t, b.people.Saw(ctx, assess.Person{ID: uWatch, Name: "Wilma", Zone: "Asia/Tokyo"}))
	b.apply(bureauFile(t, "The North", "cairn/aismm-objectives", "Europe/Berlin"))
	require.NoError(t, b.targets.FinishAction(ctx, assess.BySlack(uOwner), signed.Plan[0].Action, "https://wiki.example/first", ""))
	later := b.report(id)
	assert.Equal(t, target.Done, later.Plan[0].Status, "what became of it since is told beside")
	later.Plan[0].Status = signed.Plan[0].Status
	assert.Equal(t, signed, later)
}

func TestAReportThatIsNotWhatWasSignedIsNotShown(t *testing.T) {
	t.Parallel()
	b := newBureau(t)
	id := b.play(played{})
	text, err := json.Marshal(exercise.Report{ID: id, Summary: "All went well."})
	require.NoError(t, err)
	b.write(func(ctx context.Context, tx exercise.Tx) error {
		e, err := tx.Exercise(ctx, id)
		if err != nil {
			return err
		}
		e.State, e.ReviewedAt, e.Version = exercise.Reviewed, b.clock.Now(), e.Version+1
		return tx.SaveExercise(ctx, e)
	})
	b.add(id, exercise.Event{Kind: exercise.WasSigned, Detail: exercise.Detail{Report: string(text), Hash: fmt.Sprintf("%064d", 0)}})
	_, err = b.Report(t.Context(), assess.BySlack(uLead), id)
	refused(t, err, errs.Internal, "not what was signed on 1 October 2026")
	_, _, err = b.Publication(t.Context(), id)
	refused(t, err, errs.Internal, "not what was signed")
}

func TestWhoMayReadAReportAndWhen(t *testing.T) {
	t.Parallel()
	b := newBureau(t)
	id := b.play(played{})
	may := func(u assess.UserID) error {
		_, err := b.Report(t.Context(), assess.BySlack(u), id)
		return err
	}
	assert.True(t, b.report(id).Draft)
	for _, u := range []assess.UserID{uBoss, uCEO, uPen, uWatch, uPlay, uOwner, uNobody} {
		refused(t, may(u), errs.Forbidden, "")
	}
	b.sign(id)
	for _, u := range []assess.UserID{uBoss, uHead, uCEO, uLead, uPen, uWatch, uPlay} {
		require.NoError(t, may(u), u)
	}
	refused(t, may(uOwner), errs.Forbidden, "managers and leaders of North")
	refused(t, may(uNobody), errs.Forbidden, "")
	operator := assess.Actor{Source: assess.FromCLI}
	_, err := b.Report(t.Context(), operator, id)
	require.NoError(t, err)
	_, err = b.Report(t.Context(), operator, b.play(played{open: true}))
	refused(t, err, errs.Conflict, "hot wash is still open")
}

func TestAPublishedExerciseBacksTheItemsThatAskForItsKind(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		model, kind string
		want        []string
		answer      string
	}{
		{"lawlor", "tabletop", []string{"I2"}, "3"},
		{"lawlor", "simulation", []string{"I2"}, "3"},
		{"cairn/aismm-objectives", "tabletop", []string{"IR-03.2"}, ""},
		{"cairn/aismm-objectives", "simulation", []string{"IR-04.1"}, ""},
	} {
		t.Run(c.model+" "+c.kind, func(t *testing.T) {
			t.Parallel()
			b := newBureau(t)
			if c.model != "lawlor" {
				b.apply(bureauFile(t, "North", c.model, "Europe/London"))
			}
			ctx := t.Context()
			id := b.play(played{scenario: scenario(t, "chatbot-prompt-injection"), kind: exercise.Kind(c.kind)})
			_, ok, err := b.Publication(ctx, id)
			require.NoError(t, err)
			assert.False(t, ok, "it is not signed")
			refused(t, b.Published(ctx, id, "https://north.slack.example/p1", b.clock.Now()), errs.Conflict, "is not signed")
			b.clock.Add(2 * time.Hour)
			signed := b.sign(id)
			r, ok, err := b.Publication(ctx, id)
			require.NoError(t, err)
			assert.True(t, ok)
			assert.Equal(t, signed, r)
			assert.Empty(t, b.backing())

			at := b.clock.Now().Add(time.Minute)
			for range 2 {
				require.NoError(t, b.Published(ctx, id, "https://north.slack.example/p1", at))
			}
			var items []string
			for _, row := range b.backing() {
				items = append(items, row.Item)
				assert.Equal(t, assess.Done{
					Item: row.Item, Answer: c.answer, Action: id.Number(), Title: signed.Name, Link: "https://north.slack.example/p1", At: at,
					Exercise: c.kind, Held: signed.StartedAt, Until: time.Date(2027, 10, 1, 23, 0, 0, 0, time.UTC), // the end of the day in London
				}, row)
			}
			assert.Equal(t, c.want, items)
			_, ok, err = b.Publication(ctx, id)
			require.NoError(t, err)
			assert.False(t, ok, "it is published")
			assert.Contains(t, subjects(b.nudges()), "exercise north/duty")
			v, err := b.View(ctx, assess.BySlack(uPlay), id)
			require.NoError(t, err)
			assert.Equal(t, "https://north.slack.example/p1", v.Link)
		})
	}
}

func scenario(t testing.TB, name string) *exercise.Scenario {
	t.Helper()
	for _, s := range exercise.Embedded() {
		if s.Name == name {
			return s
		}
	}
	t.Fatalf("there is no scenario %s", name)
	return nil
}

func subjects(nudges []assess.Nudge) (all []string) {
	for _, n := range nudges {
		all = append(all, string(n.Kind)+" "+n.Subject)
	}
	return all
}

// backing is for what exercises are evidence.
func (b *bureau) backing() (all []assess.Done) {
	b.t.Helper()
	b.write(func(ctx context.Context, tx exercise.Tx) (err error) {
		all, err = tx.DoneWork(ctx, "north", time.Time{})
		return err
	})
	return slices.DeleteFunc(all, func(d assess.Done) bool { return d.Exercise == "" })
}
