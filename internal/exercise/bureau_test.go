package exercise_test

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"cairn/internal/assess"
	"cairn/internal/assess/assesstest"
	"cairn/internal/calendar"
	"cairn/internal/clocktest"
	"cairn/internal/errs"
	"cairn/internal/exercise"
	"cairn/internal/maturity"
	"cairn/internal/store"
	"cairn/internal/store/storetest"
	"cairn/internal/target"
)

// The people of the bureau.
const (
	uBoss   assess.UserID = "U0BOSS"  // manages the programme
	uHead   assess.UserID = "U0HEAD"  // manages it too, and plays
	uCEO    assess.UserID = "U0CEO"   // leads
	uLead   assess.UserID = "U0LEAD"  // facilitates
	uPen    assess.UserID = "U0PEN"   // writes down
	uWatch  assess.UserID = "U0WATCH" // observes
	uPlay   assess.UserID = "U0PLAY"  // plays
	uOwner  assess.UserID = "U0INC"   // answers for a category, and had no part
	uNobody assess.UserID = "U0NOBODY"
)

// bureauFile is a programme on a model; everything is the same owner's.
func bureauFile(t testing.TB, scope, model, zone string) string {
	t.Helper()
	m, err := maturity.Find(model)
	require.NoError(t, err)
	file := fmt.Sprintf("programme: north\nscope: %s\nmodel: %s\ntime_zone: %s\nchannel: C0LEAD\nmanagers: [%s, %s]\nleaders: [%s]\n"+
		"cadence: {every: annual, start_month: february}\ncategories:\n", scope, model, zone, uBoss, uHead, uCEO)
	for _, c := range m.Categories() {
		file += fmt.Sprintf("  %s: {owner: %s}\n", c.ID, uOwner)
	}
	return file
}

// bureau is where exercises are evaluated: the use cases over a real database, on a clock that the test moves. What was
// played is put into the ledger by the test.
type bureau struct {
	*exercise.Service
	t       testing.TB
	people  *assess.Service
	targets *target.Service
	db      *store.Store
	clock   *clocktest.Clock
	fails   int // AddActionIn fails when it is called for this time; 0 for never
}

// newBureau is a programme on the five-dimension model, at nine on Thursday, 1 October 2026, in London.
func newBureau(t testing.TB) *bureau { return bureauOn(t, storetest.Fresh(t)) }

func bureauOn(t testing.TB, db *store.Store) *bureau {
	t.Helper()
	b := &bureau{t: t, db: db, clock: clocktest.At(time.Date(2026, 10, 1, 8, 0, 0, 0, time.UTC))}
	clock, quiet := b.clock.Now, slog.New(slog.DiscardHandler)
	b.people = assess.NewService(assess.Options{Store: b.db, Processes: assesstest.Deaf{}, Models: maturity.Find, Now: clock, Log: quiet})
	t.Cleanup(func() { _ = b.people.Wait(context.Background()) })
	b.targets = target.NewService(target.Options{Store: b.db.Targets(), Programmes: silent{b.people}, Models: maturity.Find, Now: clock, Log: quiet})
	b.Service = exercise.NewService(exercise.Options{
		Store: b.db.Exercises(), Programmes: silent{b.people}, Corrections: &faulty{Service: b.targets, bureau: b}, Models: maturity.Find, Now: clock, Log: quiet,
	})
	b.apply(bureauFile(t, "North", "lawlor", "Europe/London"))
	for u, name := range map[assess.UserID]string{uLead: "Lea", uWatch: "Will", uPlay: "Pat", uOwner: "Ina"} {
		require.NoError(t, b.people.Saw(t.Context(), assess.Person{ID: u, Name: name}))
	}
	require.NoError(t, b.people.Wait(t.Context()))
	return b
}

func (b *bureau) apply(file string) {
	b.t.Helper()
	p, faults := assess.ParseManifest([]byte(file), "p.yaml", maturity.Find)
	require.Empty(b.t, faults)
	_, err := b.people.Apply(b.t.Context(), assess.Actor{User: uBoss, Source: assess.FromCLI}, p, false)
	require.NoError(b.t, err)
	require.NoError(b.t, b.people.Wait(b.t.Context()))
}

// silent leaves what is committed for the processes where it is, so that a test can read it.
type silent struct{ *assess.Service }

func (silent) Deliver() {}

var errPower = errors.New("the power went out")

// faulty are the actions, in which the power goes out at a moment that the test chooses.
type faulty struct {
	*target.Service
	bureau *bureau
	calls  int
}

var _ exercise.Corrections = (*target.Service)(nil)

func (f *faulty) AddActionIn(ctx context.Context, tx target.Tx, by assess.Actor, a target.Action) (target.Action, error) {
	if f.calls++; f.calls == f.bureau.fails {
		return a, errPower
	}
	return f.Service.AddActionIn(ctx, tx, by, a)
}

// write changes the facts in one transaction.
func (b *bureau) write(do func(ctx context.Context, tx exercise.Tx) error) {
	b.t.Helper()
	ctx := b.t.Context()
	require.NoError(b.t, b.db.Exercises().Update(ctx, func(tx exercise.Tx) error { return do(ctx, tx) }))
}

// played is what happened in an exercise.
type played struct {
	scenario     *exercise.Scenario // the first of the embedded ones, unless given
	kind         exercise.Kind      // a tabletop, unless given
	observations []exercise.Observation
	more         []exercise.Event          // beside what every exercise has, before its hot wash closes
	open         bool                      // the hot wash is not closed
	not          func(exercise.Event) bool // of what every exercise has; nil for all of it
}

func slip(objective string, i exercise.Impact, text string) exercise.Observation {
	return exercise.Observation{Objective: objective, Kind: exercise.Improvement, Impact: i, Text: text}
}

func well(objective, text string) exercise.Observation {
	return exercise.Observation{Objective: objective, Kind: exercise.Strength, Text: text}
}

// play has an exercise be played in the hour and a half before now: every inject comes, five minutes apart, the first gets a
// decision three minutes later, and the observer notes what is given.
func (b *bureau) play(p played) exercise.ID {
	b.t.Helper()
	var id exercise.ID
	if p.scenario == nil {
		p.scenario = exercise.Embedded()[0]
	}
	if p.kind == "" {
		p.kind = exercise.Tabletop
	}
	start := b.clock.Now().Add(-90 * time.Minute)
	plan := exercise.Plan{
		Start: start, Length: 90 * time.Minute, Facilitator: uLead, Scribe: uPen, Observers: []assess.UserID{uWatch}, Channel: "C0EX",
		Players: []exercise.Seat{{User: uPlay, Role: p.scenario.Roles[0].ID}, {User: uHead, Role: p.scenario.Roles[1].ID}},
	}
	for _, o := range p.scenario.Objectives {
		plan.Objectives = append(plan.Objectives, o.ID)
	}
	b.write(func(ctx context.Context, tx exercise.Tx) (err error) {
		if id, err = tx.NewExercise(ctx, "north"); err != nil {
			return err
		}
		e := exercise.Exercise{
			ID: id, Programme: "north", Kind: p.kind, Scenario: p.scenario, Plan: plan, State: exercise.Ended, PlannedAt: start.AddDate(0, 0, -14),
			PlannedBy: assess.BySlack(uBoss), StartedAt: start, EndedAt: b.clock.Now(), Version: 1,
		}
		if err := tx.SaveExercise(ctx, e); err != nil {
			return err
		}
		for _, e := range p.events(id, plan, start, b.clock.Now()) {
			if _, err := tx.AddExerciseEvent(ctx, e); err != nil {
				return err
			}
		}
		return nil
	})
	return id
}

// events is the ledger of what was played.
func (p played) events(id exercise.ID, plan exercise.Plan, start, end time.Time) []exercise.Event {
	lead, watch, schedule := assess.BySlack(uLead), assess.BySlack(uWatch), assess.Actor{Source: assess.FromSchedule}
	all := []exercise.Event{
		{At: start.AddDate(0, 0, -14), By: assess.BySlack(uBoss), Kind: exercise.WasPlanned, Detail: exercise.Detail{Plan: &plan}},
		{At: start.AddDate(0, 0, -13), By: assess.BySlack(uPlay), Kind: exercise.WasReplied, Person: uPlay, Detail: exercise.Detail{Reply: exercise.Yes}},
		{At: start, By: lead, Kind: exercise.WasStarted},
	}
	for i, in := range p.scenario.Injects {
		at := start.Add(time.Duration(5*i) * time.Minute)
		step := exercise.StepInject + in.ID
		all = append(all,
			exercise.Event{At: at, By: schedule, Kind: exercise.WasReleased, Step: step, Detail: exercise.Detail{Inject: in.ID}},
			exercise.Event{At: at, By: schedule, Kind: exercise.WasDelivered, Step: step, Detail: exercise.Detail{Inject: in.ID}})
		if i == 0 {
			d := exercise.Decision{Number: 1, Inject: in.ID, What: "Tell the on-call lead", By: uPlay, Why: "They decide"}
			all = append(all, exercise.Event{At: at.Add(3 * time.Minute), By: assess.BySlack(uPen), Kind: exercise.WasDecided, Detail: exercise.Detail{Decision: &d}})
		}
	}
	for i, o := range p.observations {
		o.ID = fmt.Sprintf("O%d", i+1)
		all = append(all, exercise.Event{At: end.Add(-time.Minute), By: watch, Kind: exercise.WasObserved, Detail: exercise.Detail{Observation: &o}})
	}
	all = append(all, exercise.Event{At: end, By: schedule, Kind: exercise.WasEnded})
	if p.not != nil {
		all = slices.DeleteFunc(all, p.not)
	}
	all = append(all, p.more...)
	for i := range all {
		if all[i].At.IsZero() {
			all[i].At = end
		}
	}
	slices.SortStableFunc(all, func(a, b exercise.Event) int { return a.At.Compare(b.At) })
	if !p.open {
		all = append(all, exercise.Event{At: end, By: schedule, Kind: exercise.WasDrafted, Step: exercise.StepDraft})
	}
	for i := range all {
		all[i].Exercise = id
	}
	return all
}

// add adds an event to the ledger of an exercise.
func (b *bureau) add(id exercise.ID, e exercise.Event) {
	b.t.Helper()
	e.Exercise, e.At = id, b.clock.Now()
	b.write(func(ctx context.Context, tx exercise.Tx) error {
		_, err := tx.AddExerciseEvent(ctx, e)
		return err
	})
}

// work is a corrective action that can be made.
func (b *bureau) work(title string) exercise.Treatment {
	w := target.Work{Title: title, Owner: uOwner, Due: calendar.DateOf(b.clock.Now()).AddDays(60), Element: "planning"}
	return exercise.Treatment{Work: &w}
}

// again is such an action for what was seen before.
func (b *bureau) again(title, before string) exercise.Treatment {
	t := b.work(title)
	t.Before = before
	return t
}

// evaluate summarises an exercise, gives each objective the best rating that it can have, and treats its findings.
func (b *bureau) evaluate(id exercise.ID, treatments ...exercise.Treatment) {
	b.t.Helper()
	ctx, by := b.t.Context(), assess.BySlack(uLead)
	require.NoError(b.t, b.Summarise(ctx, by, id, "They found it fast and told nobody outside for an hour."))
	for _, o := range b.review(id).Objectives {
		require.NoError(b.t, b.Rate(ctx, by, id, o.ID, o.Proposed, ""))
	}
	for i, t := range treatments {
		require.NoError(b.t, b.Treat(ctx, by, id, fmt.Sprintf("F%d", i+1), t))
	}
}

// sign evaluates an exercise and signs its report.
func (b *bureau) sign(id exercise.ID, treatments ...exercise.Treatment) exercise.Report {
	b.t.Helper()
	b.evaluate(id, treatments...)
	require.NoError(b.t, b.SignOff(b.t.Context(), assess.BySlack(uLead), id))
	return b.report(id)
}

func (b *bureau) review(id exercise.ID) exercise.Review {
	b.t.Helper()
	v, err := b.Review(b.t.Context(), assess.BySlack(uLead), id)
	require.NoError(b.t, err)
	return v
}

func (b *bureau) report(id exercise.ID) exercise.Report {
	b.t.Helper()
	r, err := b.Report(b.t.Context(), assess.BySlack(uLead), id)
	require.NoError(b.t, err)
	return r
}

func (b *bureau) ledger(id exercise.ID) (events []exercise.Event) {
	b.t.Helper()
	b.write(func(ctx context.Context, tx exercise.Tx) (err error) {
		events, err = tx.ExerciseEvents(ctx, id)
		return err
	})
	return events
}

// actions lists all actions of the programme, by number.
func (b *bureau) actions() (all []target.Action) {
	b.t.Helper()
	b.write(func(ctx context.Context, tx exercise.Tx) (err error) {
		all, err = tx.Actions(ctx, "north", true)
		return err
	})
	return all
}

func (b *bureau) action(id target.ActionID) target.ActionView {
	b.t.Helper()
	v, err := b.targets.ActionView(b.t.Context(), assess.Actor{Source: assess.FromCLI}, id)
	require.NoError(b.t, err)
	return v
}

// refused checks that an act was refused with a sentence.
func refused(t testing.TB, err error, code errs.Code, part string) {
	t.Helper()
	if !errs.Is(err, code) || !strings.Contains(errs.Message(err)+fmt.Sprint(errs.Fields(err)), part) {
		t.Errorf("error = %v (%s), want %s with %q", err, errs.CodeOf(err), code, part)
	}
}
