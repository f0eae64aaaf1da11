package exercise_test

import (
	"context"
	"fmt"
	"log/slog"
	"slices"
	"strings"
	"testing"
	"time"

	"cairn/internal/assess"
	"cairn/internal/assess/assesstest"
	"cairn/internal/clocktest"
	"cairn/internal/errs"
	"cairn/internal/exercise"
	"cairn/internal/maturity"
	"cairn/internal/store"
	"cairn/internal/store/storetest"
	"cairn/internal/target"
)

// More people of the desk, beside those of the stage.
const (
	second assess.UserID = "U0SECOND" // manages it too
	ann    assess.UserID = "U0ANN"    // plays
)

// grey is the scenario that is planned at the desk.
const grey = "unapproved-ai-tool"

// desk is the use cases of exercises over a real database, as people use them, on a clock that the test moves.
type desk struct {
	*exercise.Service
	t       testing.TB
	assess  *assess.Service
	targets *target.Service
	db      *store.Store
	clock   *clocktest.Clock
	stays   []exercise.Subject    // with what processes were to stay
	channel exercise.ChannelState // what Slack says of every channel
	refuses error                 // or what it answers instead
	asked   int                   // how often it was asked
}

// newDesk is a programme with two managers, at nine on Thursday, 1 October 2026, in London. Nobody keeps public holidays.
func newDesk(t testing.TB) *desk {
	t.Helper()
	b := &desk{
		t: t, db: storetest.Fresh(t), clock: clocktest.At(inLondon(t, "2026-10-01 09:00")),
		channel: exercise.ChannelState{Name: "exercises", Joined: true},
	}
	quiet := slog.New(slog.DiscardHandler)
	b.assess = assess.NewService(assess.Options{Store: b.db, Processes: assesstest.Deaf{}, Models: maturity.Find, Now: b.clock.Now, Log: quiet})
	b.targets = target.NewService(target.Options{
		Store: b.db.Targets(), Programmes: still{b.assess}, Processes: assesstest.Deaf{}, Models: maturity.Find, Now: b.clock.Now, Log: quiet,
	})
	t.Cleanup(func() { _ = b.assess.Wait(context.Background()) })
	library, err := exercise.NewLibrary()
	b.must(err)
	b.Service = exercise.NewService(exercise.Options{
		Store: b.db.Exercises(), Programmes: still{b.assess}, Corrections: b.targets, Processes: b, Models: maturity.Find,
		Library: library, Channels: b, Now: b.clock.Now, Log: quiet,
	})
	file := strings.Replace(stageFile, "managers: [U0BOSS]", "managers: [U0BOSS, U0SECOND]", 1)
	p, faults := assess.ParseManifest([]byte(file), "p.yaml", maturity.Find)
	if len(faults) > 0 {
		t.Fatal(faults)
	}
	_, err = b.assess.Apply(t.Context(), assess.Actor{User: boss, Source: assess.FromCLI}, p, false)
	b.must(err)
	b.must(b.assess.Wait(t.Context())) // who is told of it reads the clock
	return b
}

func (b *desk) StayWithExercise(_ context.Context, s exercise.Subject) error {
	b.stays = append(b.stays, s)
	return nil
}

func (b *desk) ChannelOf(context.Context, string, []assess.UserID) (exercise.ChannelState, error) {
	b.asked++
	return b.channel, b.refuses
}

func (b *desk) must(err error) {
	b.t.Helper()
	if err != nil {
		b.t.Fatal(err)
	}
}

// at moves the clock to an instant in London.
func (b *desk) at(local string) time.Time {
	b.t.Helper()
	b.clock.Set(inLondon(b.t, local))
	return b.clock.Now()
}

func inLondon(t testing.TB, local string) time.Time {
	t.Helper()
	loc, err := time.LoadLocation("Europe/London")
	if err != nil {
		t.Fatal(err)
	}
	at, err := time.ParseInLocation("2006-01-02 15:04", local, loc)
	if err != nil {
		t.Fatal(err)
	}
	return at
}

// draft is what the boss fills in for a tabletop that begins at an instant in London.
func (b *desk) draft(start string) exercise.Draft {
	return exercise.Draft{
		Kind: exercise.Tabletop, Scenario: grey, Plan: exercise.Plan{
			Objectives: []string{"establish", "notify"}, Start: inLondon(b.t, start), Length: 90 * time.Minute,
			Facilitator: facilitator, Scribe: scribe, Observers: []assess.UserID{observer}, Channel: "C0EXERCISE",
			Players: []exercise.Seat{{User: player, Role: "incident-lead"}, {User: ann, Role: "security"}},
		},
	}
}

// plan plans one, as the boss.
func (b *desk) plan(start string) exercise.ID {
	b.t.Helper()
	e, err := b.Plan(b.t.Context(), assess.BySlack(boss), "north", b.draft(start))
	b.must(err)
	return e.ID
}

// replan changes the plan, as the boss.
func (b *desk) replan(id exercise.ID, why string, change func(*exercise.Plan)) {
	b.t.Helper()
	b.must(b.tryReplan(boss, id, why, change))
}

func (b *desk) tryReplan(by assess.UserID, id exercise.ID, why string, change func(*exercise.Plan)) error {
	b.t.Helper()
	v := b.view(id, boss)
	plan := v.Plan
	change(&plan)
	return b.Replan(b.t.Context(), assess.BySlack(by), id, v.Edition, plan, why)
}

func (b *desk) reply(id exercise.ID, reply exercise.Reply, people ...assess.UserID) {
	b.t.Helper()
	for _, u := range people {
		b.must(b.Reply(b.t.Context(), assess.BySlack(u), id, reply, ""))
	}
}

func (b *desk) view(id exercise.ID, u assess.UserID) exercise.View {
	b.t.Helper()
	v, err := b.View(b.t.Context(), assess.BySlack(u), id)
	b.must(err)
	return v
}

// saw is that Slack told of somebody.
func (b *desk) saw(u assess.UserID, zone string, s assess.Standing) {
	b.t.Helper()
	b.must(b.assess.Saw(b.t.Context(), assess.Person{ID: u, Zone: zone, Standing: s}))
}

// ledger reads what happened.
func (b *desk) ledger(id exercise.ID) (events []exercise.Event) {
	b.t.Helper()
	b.must(b.db.Exercises().View(b.t.Context(), func(tx exercise.Tx) (err error) {
		events, err = tx.ExerciseEvents(b.t.Context(), id)
		return err
	}))
	return events
}

// due is what the process of a subject is told now, in words and in London's time.
func (b *desk) due(s exercise.Subject) string {
	b.t.Helper()
	due, err := b.Due(b.t.Context(), s, b.clock.Now())
	b.must(err)
	when := "now"
	switch {
	case due.Done:
		return "done"
	case due.Deed == "":
		return "nothing"
	case due.At.After(b.clock.Now()):
		when = b.local(due.At)
	}
	return strings.Join(strings.Fields(fmt.Sprintf("%s %s %s %s", when, due.Deed, due.Person, due.Step)), " ")
}

func (b *desk) local(t time.Time) string {
	return t.In(inLondon(b.t, "2026-10-01 09:00").Location()).Format("2006-01-02 15:04")
}

// contacted has something else of Cairn come to a person at an instant.
func (b *desk) contacted(u assess.UserID, at time.Time) {
	b.t.Helper()
	b.must(b.db.Exercises().Update(b.t.Context(), func(tx exercise.Tx) error {
		_, err := tx.AddAsking(b.t.Context(), assess.Asking{
			At: at, By: assess.Actor{Source: assess.FromSchedule}, Kind: assess.WasFollowedUp, Programme: "north", Person: u,
		})
		return err
	}))
}

// tookDays are the messages that took a day of somebody.
func tookDays(t testing.TB, db *store.Store, u assess.UserID) (messages []string) {
	t.Helper()
	err := db.View(t.Context(), func(tx assess.Tx) error {
		log, err := tx.AskingsOf(t.Context(), u, time.Time{})
		for _, a := range log {
			if a.Kind == assess.WasFollowedUp {
				messages = append(messages, string(a.Nudge))
			}
		}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return messages
}

// endedWithSecond is an exercise that ended at once, at ten on 21 October 2026, in which the second manager played.
func (b *desk) endedWithSecond() exercise.ID {
	b.t.Helper()
	d := b.draft("2026-10-21 10:00")
	d.Players[1].User = second
	e, err := b.Plan(b.t.Context(), assess.BySlack(boss), "north", d)
	b.must(err)
	b.pass(e.ID, "2026-10-21 10:00")
	b.must(b.Start(b.t.Context(), assess.BySlack(facilitator), e.ID))
	b.must(b.End(b.t.Context(), assess.BySlack(facilitator), e.ID, "We have seen enough."))
	return e.ID
}

// tell says a step to a person now.
func (b *desk) tell(id exercise.ID, u assess.UserID, step string) exercise.Notice {
	b.t.Helper()
	n, ok, err := b.Tell(b.t.Context(), id.Subject(), u, step, b.clock.Now())
	if err != nil || !ok {
		b.t.Fatalf("%s to %s at %s: %v %v", step, u, b.local(b.clock.Now()), ok, err)
	}
	return n
}

// pass lets time pass up to an instant in London, doing what is due for an exercise, and lists what was done when.
func (b *desk) pass(id exercise.ID, until string) (done []string) {
	b.t.Helper()
	end := inLondon(b.t, until)
	for range 500 {
		due, err := b.Due(b.t.Context(), id.Subject(), b.clock.Now())
		b.must(err)
		if due.Done || due.Deed == "" || due.At.After(end) {
			b.clock.Set(end)
			return done
		}
		if due.At.After(b.clock.Now()) {
			b.clock.Set(due.At)
			continue
		}
		b.do(id, due)
		if line := strings.Join(strings.Fields(fmt.Sprintf("%s %s %s", b.local(b.clock.Now()), due.Person, due.Step)), " "); !slices.Contains(done, line) {
			done = append(done, line)
		}
	}
	b.t.Fatalf("it does not come to an end: %v", done[max(0, len(done)-5):])
	return nil
}

// do does a deed now.
func (b *desk) do(id exercise.ID, due exercise.Due) {
	b.t.Helper()
	ctx := b.t.Context()
	switch due.Deed {
	case exercise.DoTell:
		b.tell(id, due.Person, due.Step)
	case exercise.DoPost:
		_, ok, err := b.Post(ctx, id, due.Step, b.clock.Now())
		if err != nil || !ok {
			b.t.Fatalf("%s in the channel at %s: %v %v", due.Step, b.local(b.clock.Now()), ok, err)
		}
		b.must(b.Posted(ctx, id, due.Step, b.clock.Now()))
	case exercise.DoTurn:
		b.must(b.Turn(ctx, id, due.Step, b.clock.Now()))
	case exercise.DoPublish:
		_, ok, err := b.Publication(ctx, id)
		if err != nil || !ok {
			b.t.Fatalf("the report: %v %v", ok, err)
		}
		b.must(b.Published(ctx, id, "https://northwind.slack.com/archives/C0EXERCISE/p1", b.clock.Now()))
	}
}

// played plans an exercise that begins at an instant in London, has everybody come, and lets it be played to its end.
func (b *desk) played(start string) exercise.ID {
	b.t.Helper()
	id := b.plan(start)
	b.reply(id, exercise.Yes, facilitator, scribe, observer, player, ann)
	b.pass(id, start)
	b.must(b.Start(b.t.Context(), assess.BySlack(facilitator), id))
	b.pass(id, b.local(b.clock.Now().Add(10*time.Minute)))
	b.must(b.End(b.t.Context(), assess.BySlack(facilitator), id, "We have seen enough."))
	return id
}

func equal(t testing.TB, want, got []string) {
	t.Helper()
	if !slices.Equal(want, got) {
		t.Errorf("got\n  %s\nwant\n  %s", strings.Join(got, "\n  "), strings.Join(want, "\n  "))
	}
}

// faults are the fields at which an input is wrong, sorted.
func faults(err error) []string {
	var fields []string
	for f := range errs.Fields(err) {
		fields = append(fields, f)
	}
	slices.Sort(fields)
	return fields
}
