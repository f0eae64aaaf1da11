package feed_test

import (
	"context"
	"fmt"
	"log/slog"
	"net/url"
	"path"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"cairn/internal/assess"
	"cairn/internal/assess/assesstest"
	"cairn/internal/calendar"
	"cairn/internal/clocktest"
	"cairn/internal/errs"
	"cairn/internal/exercise"
	"cairn/internal/feed"
	"cairn/internal/maturity"
	"cairn/internal/store"
	"cairn/internal/store/storetest"
	"cairn/internal/target"
)

const (
	north = assess.ProgrammeID("north")
	south = assess.ProgrammeID("south")
	boss  = assess.UserID("U0BOSS") // manages both
	gov   = assess.UserID("U0GOV")  // owns governance in the north, and nothing in the south
	rest  = assess.UserID("U0REST") // owns all else
	other = assess.UserID("U0OTHER")
)

const file = `programme: NAME
scope: The NAME
model: lawlor
time_zone: UTC
channel: C0LEAD
managers: [U0BOSS]
categories:
  governance: {owner: OWNER}
  technical-controls: {owner: U0REST}
  monitoring-detection: {owner: U0REST}
  incident-response: {owner: U0REST}
  workforce-culture: {owner: U0REST}
cadence: {every: quarterly}
`

// world is the services over a real database.
type world struct {
	*feed.Service
	*testing.T
	assess *assess.Service
	target *target.Service
	store  *store.Store

	exercise *exercise.Service
	clock    *clocktest.Clock
	at       string
}

func newWorld(t *testing.T) *world {
	t.Helper()
	w := &world{T: t, store: storetest.Fresh(t), clock: clocktest.At(time.Date(2026, 10, 1, 9, 0, 0, 0, time.UTC)), at: "https://cairn.example.org"}
	now, log := w.clock.Now, slog.New(slog.DiscardHandler)
	w.assess = assess.NewService(assess.Options{Store: w.store, Processes: assesstest.Deaf{}, Models: maturity.Find, Now: now, Log: log})
	t.Cleanup(func() { _ = w.assess.Wait(context.Background()) })
	w.target = target.NewService(target.Options{Store: w.store.Targets(), Programmes: w.assess, Processes: assesstest.Deaf{}, Models: maturity.Find, Now: now, Log: log})
	library, err := exercise.NewLibrary()
	require.NoError(t, err)
	w.exercise = exercise.NewService(exercise.Options{
		Store: w.store.Exercises(), Programmes: w.assess, Corrections: w.target, Processes: assesstest.Deaf{}, Models: maturity.Find, Library: library, Now: now, Log: log,
	})
	w.Service = feed.NewService(feed.Options{Store: w.store.Feeds(), Targets: w.target, Exercises: w.exercise, Now: now, At: func() string { return w.at }})
	w.declare(north, gov)
	w.declare(south, rest)
	return w
}

// declare makes a programme whose governance somebody owns.
func (w *world) declare(name assess.ProgrammeID, owner assess.UserID) {
	w.Helper()
	p, faults := assess.ParseManifest([]byte(strings.NewReplacer("NAME", string(name), "OWNER", string(owner)).Replace(file)), "p.yaml", maturity.Find)
	require.Empty(w, faults)
	_, err := w.assess.Apply(w.Context(), assess.Actor{User: "root", Source: assess.FromCLI}, p, false)
	require.NoError(w, err)
}

// sets sets a target and gives an action, and returns their ids.
func (w *world) sets(p assess.ProgrammeID, category string, owner assess.UserID) (target.ID, target.ActionID) {
	w.Helper()
	due := calendar.Date{Year: 2027, Month: time.June, Day: 30}
	t, err := w.target.Set(w.Context(), assess.BySlack(boss), p, target.Terms{
		Category: category, Level: 3, Due: due, Owner: owner, Measure: "The next assessment says so.", Reason: "Customers have asked for it.",
	}, "")
	require.NoError(w, err)
	a, err := w.target.AddAction(w.Context(), assess.BySlack(boss), target.Action{
		Programme: p, Category: category, Target: t.ID, Work: target.Work{Title: "Name an owner for every model", Owner: owner, Due: due},
	})
	require.NoError(w, err)
	return t.ID, a.ID
}

func (w *world) makes(u assess.UserID, p assess.ProgrammeID) feed.Made {
	w.Helper()
	made, err := w.Make(w.Context(), assess.BySlack(u), p)
	require.NoError(w, err)
	return made
}

// secret is the part of an address that nobody can guess.
func secret(t *testing.T, address string) string {
	t.Helper()
	u, err := url.Parse(address)
	require.NoError(t, err)
	dir, name := path.Split(u.Path)
	require.Equal(t, feed.Path, dir)
	found, ok := strings.CutSuffix(name, feed.Ending)
	require.True(t, ok)
	return found
}

// reads lists the ids that stand at an address.
func (w *world) reads(address string) (ids []string) {
	w.Helper()
	a, err := w.Read(w.Context(), secret(w.T, address))
	require.NoError(w, err)
	for _, t := range a.Targets {
		ids = append(ids, string(t.ID))
	}
	for _, action := range a.Actions {
		ids = append(ids, string(action.ID))
	}
	return ids
}

// isNowhere checks that nothing is at an address, and that the error says the same as for a guess.
func (w *world) isNowhere(address string) {
	w.Helper()
	_, guessed := w.Read(w.Context(), "AAAAAAAAAAAAAAAAAAAAAAAAAA")
	_, err := w.Read(w.Context(), secret(w.T, address))
	assert.True(w, errs.Is(err, errs.NotFound), "%v", err)
	assert.Equal(w, errs.Message(guessed), errs.Message(err))
	assert.NotContains(w, err.Error(), secret(w.T, address)[:6])
}

// becomes says what Slack says of somebody.
func (w *world) becomes(u assess.UserID, s assess.Standing) {
	w.Helper()
	require.NoError(w, w.assess.Saw(w.Context(), assess.Person{ID: u, Standing: s, SeenAt: w.clock.Now()}))
}

func TestAnAddressOfOnesOwnShowsWhatIsTheirsInAllProgrammes(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	t1, a1 := w.sets(north, "governance", gov)
	w.sets(north, "technical-controls", rest)
	t2, a2 := w.sets(south, "governance", gov)
	made := w.makes(gov, "")
	assert.True(t, strings.HasPrefix(made.Address, "https://cairn.example.org/calendar/"), made.Address)
	assert.ElementsMatch(t, []string{string(t1), string(a1), string(t2), string(a2)}, w.reads(made.Address), "also where they have no other part")
}

func TestAnAddressOfAProgrammeShowsAllOfIt(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	t1, a1 := w.sets(north, "governance", gov)
	t2, a2 := w.sets(north, "technical-controls", rest)
	w.sets(south, "governance", rest)
	assert.ElementsMatch(t, []string{string(t1), string(a1), string(t2), string(a2)}, w.reads(w.makes(gov, north).Address))
}

func TestASecretCannotBeGuessedNorReadFromTheDatabase(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	one, two := secret(t, w.makes(gov, "").Address), secret(t, w.makes(gov, north).Address)
	assert.NotEqual(t, one, two)
	assert.Len(t, one, 26, "5 bits each")
	f, err := w.Feed(t.Context(), assess.BySlack(gov), "")
	require.NoError(t, err)
	assert.NotContains(t, strings.ToUpper(string(f.Hash)), one[:6])
	require.NoError(t, w.store.View(t.Context(), func(tx assess.Tx) error {
		for _, p := range []assess.ProgrammeID{"", north} {
			entries, err := tx.Entries(t.Context(), p, 0)
			require.NoError(t, err)
			for _, e := range entries {
				for _, text := range e.Detail {
					assert.NotContains(t, text, one)
					assert.NotContains(t, text, two)
				}
			}
		}
		return nil
	}))
}

func TestMakingAnAddressIsAudited(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	w.makes(gov, north)
	require.NoError(t, w.store.View(t.Context(), func(tx assess.Tx) error {
		entries, err := tx.Entries(t.Context(), north, 1)
		require.NoError(t, err)
		require.Len(t, entries, 1)
		assert.Equal(t, "calendar.made", entries[0].Verb)
		assert.Equal(t, assess.BySlack(gov), entries[0].Actor)
		return nil
	}))
}

func TestANewAddressEndsTheOneBeforeAndNoOther(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	w.sets(north, "governance", gov)
	first, own, colleague := w.makes(gov, north), w.makes(gov, ""), w.makes(rest, north)
	assert.False(t, first.Ended)
	next := w.makes(gov, north)
	assert.True(t, next.Ended)
	w.isNowhere(first.Address)
	for _, made := range []feed.Made{next, own, colleague} {
		_, err := w.Read(t.Context(), secret(t, made.Address))
		require.NoError(t, err)
	}
}

func TestASecretIsReadInAnyCase(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	_, err := w.Read(t.Context(), strings.ToLower(secret(t, w.makes(gov, north).Address)))
	require.NoError(t, err)
}

func TestWhoLeftOrLostTheirPartReadsNothing(t *testing.T) {
	t.Parallel()
	for _, standing := range []assess.Standing{assess.Gone, assess.Guest, assess.Bot} {
		w := newWorld(t)
		w.sets(north, "governance", gov)
		all := []feed.Made{w.makes(gov, north), w.makes(gov, "")}
		w.becomes(gov, standing)
		for _, made := range all {
			w.isNowhere(made.Address)
		}
		_, err := w.Make(t.Context(), assess.BySlack(gov), north)
		assert.True(t, errs.Is(err, errs.Forbidden), "%v", err)
		w.becomes(gov, assess.Member)
		w.reads(all[0].Address)
	}
	w := newWorld(t)
	all := []feed.Made{w.makes(gov, north), w.makes(gov, "")}
	w.declare(north, rest)
	for _, made := range all {
		w.isNowhere(made.Address)
	}
}

func TestWhoHasNoPartGetsNoAddress(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	for _, p := range []assess.ProgrammeID{"", north, "nowhere"} {
		_, err := w.Make(t.Context(), assess.BySlack(other), p)
		require.Error(t, err)
		assert.Contains(t, []errs.Code{errs.Forbidden, errs.NotFound}, errs.CodeOf(err))
		_, err = w.Feed(t.Context(), assess.BySlack(other), p)
		require.Error(t, err)
	}
	_, err := w.Make(t.Context(), assess.BySlack(gov), south)
	require.True(t, errs.Is(err, errs.Forbidden), "%v", err)
	assert.Contains(t, errs.Message(err), "<@U0BOSS>")
}

func TestWithoutAnAddressOfCairnsItSaysWhatIsMissing(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	w.at = ""
	_, err := w.Feed(t.Context(), assess.BySlack(gov), "")
	assert.Contains(t, errs.Message(err), "CAIRN_PUBLIC_URL")
	_, err = w.Make(t.Context(), assess.BySlack(gov), "")
	assert.Contains(t, errs.Message(err), "CAIRN_PUBLIC_URL")
}

func TestWhatEndedIsAtTheAddressToo(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	_, action := w.sets(north, "governance", gov)
	require.NoError(t, w.target.FinishAction(t.Context(), assess.BySlack(gov), action, "https://wiki.example.org/ai", ""))
	assert.Contains(t, w.reads(w.makes(gov, "").Address), string(action), "how long it stays is for what writes the calendar")
}

func TestExercisesAreInTheCalendarsOfThoseWhoMaySeeThem(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	s := exercise.Embedded()[0]
	e, err := w.exercise.Plan(t.Context(), assess.BySlack(boss), north, exercise.Draft{Kind: exercise.Tabletop, Scenario: s.ID, Plan: exercise.Plan{
		Objectives: []string{s.Objectives[0].ID}, Start: w.clock.Now().AddDate(0, 0, 20), Length: time.Hour, Facilitator: boss,
		Players: []exercise.Seat{{User: other, Role: s.Roles[0].ID}, {User: gov, Role: s.Roles[1].ID}}, Channel: "C0EXERCISE",
	}})
	require.NoError(t, err)
	read := func(u assess.UserID, p assess.ProgrammeID) []exercise.View {
		made, err := w.Make(t.Context(), assess.BySlack(u), p)
		require.NoError(t, err)
		a, err := w.Read(t.Context(), strings.TrimSuffix(path.Base(made.Address), feed.Ending))
		require.NoError(t, err)
		return a.Exercises
	}
	require.Len(t, read(other, ""), 1, "who only plays has a calendar of their own")
	assert.Equal(t, e.ID, read(other, "")[0].ID)
	assert.Equal(t, exercise.AsPlayer, read(other, "")[0].Part)
	assert.Len(t, read(boss, north), 1)
	assert.Empty(t, read(boss, south))
	assert.Empty(t, read(rest, ""), "who has no part in it")
	require.NoError(t, w.exercise.Reply(t.Context(), assess.BySlack(gov), e.ID, exercise.No, ""))
	assert.Empty(t, read(gov, ""), "who declined")
	assert.Len(t, read(gov, north), 1, "it takes place all the same")
}

func TestWhatBecomesOfAnExerciseIsInTheCalendarsOfThoseWhoHaveAPart(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	ctx := t.Context()
	s := exercise.Embedded()[0]
	plans := func(days int) exercise.ID {
		e, err := w.exercise.Plan(ctx, assess.BySlack(boss), north, exercise.Draft{Kind: exercise.Tabletop, Scenario: s.ID, Plan: exercise.Plan{
			Objectives: []string{s.Objectives[0].ID}, Start: w.clock.Now().AddDate(0, 0, days), Length: time.Hour, Facilitator: boss,
			Players: []exercise.Seat{{User: other, Role: s.Roles[0].ID}, {User: gov, Role: s.Roles[1].ID}}, Channel: "C0EXERCISE",
		}})
		require.NoError(t, err)
		return e.ID
	}
	replan := func(id exercise.ID, change func(*exercise.Plan)) {
		v, err := w.exercise.View(ctx, assess.BySlack(boss), id)
		require.NoError(t, err)
		change(&v.Plan)
		require.NoError(t, w.exercise.Replan(ctx, assess.BySlack(boss), id, v.Edition, v.Plan, "Another day suits us better."))
	}
	id := plans(20)
	address := w.makes(other, "").Address
	says := func() (all []string) {
		a, err := w.Read(ctx, secret(t, address))
		require.NoError(t, err)
		for _, v := range a.Exercises {
			all = append(all, fmt.Sprintf("%s %s, edition %d", v.ID.Number(), v.State, v.Edition))
		}
		return all
	}
	assert.Equal(t, []string{"E1 planned, edition 1"}, says())
	replan(id, func(p *exercise.Plan) { p.Start = p.Start.AddDate(0, 0, 2) })
	assert.Equal(t, []string{"E1 planned, edition 2"}, says(), "on another day")
	for range 9 {
		plans(30)
		w.clock.Add(time.Minute)
	}
	assert.Len(t, says(), 10, "however many there are")

	replan("north/E2", func(p *exercise.Plan) { p.Players = p.Players[1:] })
	require.NoError(t, w.exercise.Reply(ctx, assess.BySlack(other), "north/E3", exercise.No, ""))
	require.NoError(t, w.exercise.Cancel(ctx, assess.BySlack(boss), id, "The auditors come that day."))
	all := says()
	assert.Len(t, all, 8, "without the one that they were left out of, and the one that they declined")
	assert.Equal(t, "E1 cancelled, edition 2", all[0], "so that it is seen that it does not take place")
	replan("north/E3", func(p *exercise.Plan) { p.Start = p.Start.AddDate(0, 0, 1) })
	assert.Len(t, says(), 9, "they are asked anew")

	w.clock.Add(30*24*time.Hour + time.Minute)
	assert.NotContains(t, strings.Join(says(), "\n"), "E1 ", "it was cancelled more than 30 days ago")
}
