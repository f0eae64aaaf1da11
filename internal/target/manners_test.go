package target_test

import (
	"context"
	"fmt"
	"math/rand/v2"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"cairn/internal/assess"
	"cairn/internal/calendar"
	"cairn/internal/errs"
	"cairn/internal/store/storetest"
	"cairn/internal/target"
)

// village is a programme with all its processes, which wake at their own time or when they are nudged, in any order.
type village struct {
	*desk
	rand  *rand.Rand
	wakes map[string]time.Time // by the name of a process: when it looks again
	said  map[string][]string  // by person and local day: the messages that came
	about map[string]int       // by target or action: how many messages named it
	zones map[assess.UserID]string

	mu     sync.Mutex
	nudged []string // processes that were told of something since they were last heard, in the background
}

// nudge has a process look again.
func (v *village) nudge(names ...string) {
	v.mu.Lock()
	defer v.mu.Unlock()
	v.nudged = append(v.nudged, names...)
}

func (v *village) StartCycle(ctx context.Context, id assess.CycleID) error {
	v.nudge("cycle " + string(id))
	roster, err := v.assess.Roster(ctx, id)
	for _, q := range roster {
		v.nudge("questionnaire " + string(q))
	}
	return err
}

func (v *village) NudgeCycle(_ context.Context, id assess.CycleID) error {
	v.nudge("cycle " + string(id))
	return nil
}

func (v *village) NudgeQuestionnaire(_ context.Context, id assess.QuestionnaireID) error {
	v.nudge("questionnaire " + string(id))
	return nil
}

func (v *village) AskAgain(ctx context.Context, id assess.QuestionnaireID) error {
	return v.NudgeQuestionnaire(ctx, id)
}

func (v *village) Follow(_ context.Context, subject string) error {
	v.nudge("follow " + subject)
	return nil
}

func (v *village) ReviewTargets(ctx context.Context, id assess.ProgrammeID) error {
	_, err := v.ReviewProgramme(ctx, id, v.clock.Now())
	return err
}

func (v *village) PublishDigest(context.Context, assess.CycleID) error           { return nil }
func (v *village) TellDispute(context.Context, assess.DisputeID) error           { return nil }
func (v *village) TellDeparture(context.Context, assess.UserID) error            { return nil }
func (v *village) Exercise(context.Context, string) error                        { return nil }
func (v *village) Schedule(context.Context, assess.Programme, []time.Time) error { return nil }

// newVillage draws a programme with people in several zones.
func newVillage(t *testing.T, seed uint64) *village {
	t.Helper()
	v := &village{
		rand: rand.New(rand.NewPCG(seed, 1)), wakes: make(map[string]time.Time), said: make(map[string][]string),
		about: make(map[string]int), zones: make(map[assess.UserID]string),
	}
	v.desk = deskOn(t, storetest.Fresh(t), v)
	all := []string{"Europe/London", "America/Los_Angeles", "Asia/Tokyo", "Europe/Berlin"}
	for _, u := range []assess.UserID{boss, second, gov, deputy, tec} {
		v.zones[u] = all[v.rand.IntN(len(all))]
		if err := v.assess.Saw(t.Context(), assess.Person{ID: u, Zone: v.zones[u], Standing: assess.Member}); err != nil {
			t.Fatal(err)
		}
	}
	return v
}

// hear waits until the processes were told what was committed, and wakes those that were.
func (v *village) hear() {
	v.t.Helper()
	if err := v.assess.Wait(v.t.Context()); err != nil {
		v.t.Fatal(err)
	}
	v.mu.Lock()
	defer v.mu.Unlock()
	for _, name := range v.nudged {
		v.wakes[name] = v.clock.Now()
	}
	v.nudged = nil
}

// say notes that a message came to somebody now. One that comes again is the same.
func (v *village) say(u assess.UserID, what string) {
	zone := v.zones[u]
	if zone == "" {
		zone = "Europe/London"
	}
	loc, err := time.LoadLocation(zone)
	if err != nil {
		v.t.Fatal(err)
	}
	on := string(u) + " " + v.clock.Now().In(loc).Format(time.DateOnly)
	if !slices.Contains(v.said[on], what) {
		v.said[on] = append(v.said[on], what)
	}
}

// wake runs one process until it waits again.
func (v *village) wake(name string) {
	v.t.Helper()
	delete(v.wakes, name)
	kind, id, _ := strings.Cut(name, " ")
	for range 30 {
		var at time.Time
		var acted bool
		switch kind {
		case "follow":
			at, acted = v.followNow(target.Subject(id))
		case "questionnaire":
			at, acted = v.askNow(assess.QuestionnaireID(id))
		case "cycle":
			if err := v.assess.CloseDue(v.t.Context(), assess.CycleID(id), v.clock.Now()); err != nil {
				v.t.Fatal(err)
			}
			p, err := v.assess.Progress(v.t.Context(), assess.CycleID(id), v.clock.Now())
			if err != nil {
				v.t.Fatal(err)
			}
			at = p.At
		}
		if acted {
			continue
		}
		if at.After(v.clock.Now()) {
			v.wakes[name] = at
		}
		v.hear()
		return
	}
	v.t.Fatalf("%s does not come to rest at %s", name, v.clock.Now())
}

func (v *village) followNow(s target.Subject) (time.Time, bool) {
	ctx, now := v.t.Context(), v.clock.Now()
	due, err := v.Due(ctx, s, now)
	if err != nil {
		v.t.Fatal(err)
	}
	if due.Done || due.Deed == "" || due.At.After(now) {
		return due.At, false
	}
	if due.Deed == target.DoReview {
		id, _ := s.Target()
		if err := v.Review(ctx, id, now); err != nil {
			v.t.Fatal(err)
		}
		return due.At, true
	}
	f, ok, err := v.FollowUp(ctx, s, due.Person, due.Step, now)
	if err != nil || !ok {
		v.t.Fatalf("%s with %s about %s at %s: %v %v", due.Step, due.Person, s, now, ok, err)
	}
	if v.rand.IntN(10) == 0 { // the activity runs again
		if again, ok, err := v.FollowUp(ctx, s, due.Person, due.Step, now); err != nil || !ok || again.ID != f.ID || len(again.Parts) != len(f.Parts) {
			v.t.Fatalf("again it is %s, %v %v", again.ID, ok, err)
		}
	}
	v.say(f.To.ID, fmt.Sprintf("follow-up %s of %d", f.ID, len(f.Parts))) // a second claim of the day would add to it
	for _, p := range f.Parts {
		v.about[string(p.Subject)+" "+string(f.To.ID)]++
	}
	return due.At, true
}

func (v *village) askNow(q assess.QuestionnaireID) (time.Time, bool) {
	ctx, now := v.t.Context(), v.clock.Now()
	due, err := v.assess.Due(ctx, q, now)
	if err != nil {
		v.t.Fatal(err)
	}
	if due.Done || due.Deed == "" || due.At.After(now) {
		return due.At, false
	}
	ok, what := true, ""
	switch due.Deed {
	case assess.DoAsk:
		_, ok, err = v.assess.Begin(ctx, q, due.Person, due.Step, now)
		what = "card of " + string(q.Cycle())
	case assess.DoRemind:
		var r assess.Reminder
		r, ok, err = v.assess.Remind(ctx, q, due.Person, due.Step, now)
		what = "reminder " + string(r.ID)
	case assess.DoOffer:
		_, ok, err = v.assess.Offering(ctx, q, due.Person, due.Step, now)
		what = "offer " + due.Step
	case assess.DoEscalate:
		_, ok, err = v.assess.Escalation(ctx, q, due.Person, due.Step, now)
		what = "escalation of " + string(q.Cycle())
		if v.had(due.Person, what) { // it is brought up to date
			return due.At, true
		}
	case assess.DoGiveBack:
		err = v.assess.GiveBack(ctx, q, now)
		return due.At, err == nil
	}
	if err != nil || !ok {
		v.t.Fatalf("%s %s of %s at %s: %v %v", due.Deed, due.Step, q, now, ok, err)
	}
	v.say(due.Person, what)
	return due.At, true
}

func (v *village) had(u assess.UserID, what string) bool {
	for on, all := range v.said {
		if strings.HasPrefix(on, string(u)+" ") && slices.Contains(all, what) {
			return true
		}
	}
	return false
}

// run lets the processes do what is due until an instant. Of those that wake together any may be the first.
func (v *village) run(until time.Time) {
	v.t.Helper()
	for {
		v.hear()
		var next []string
		var at time.Time
		for name, wakes := range v.wakes {
			if at.IsZero() || wakes.Before(at) {
				next, at = nil, wakes
			}
			if wakes.Equal(at) {
				next = append(next, name)
			}
		}
		if len(next) == 0 || at.After(until) {
			v.clock.Set(until)
			return
		}
		if at.After(v.clock.Now()) {
			v.clock.Set(at)
		}
		slices.Sort(next)
		v.wake(next[v.rand.IntN(len(next))])
	}
}

// act lets somebody do something, if it may be done.
func (v *village) act(ids []target.ID, actions []target.ActionID) {
	v.t.Helper()
	ctx := v.t.Context()
	today := calendar.DateOf(v.clock.Now())
	id, action := ids[v.rand.IntN(len(ids))], actions[v.rand.IntN(len(actions))]
	var err error
	switch v.rand.IntN(8) {
	case 0, 1:
		err = v.CheckIn(ctx, assess.BySlack(boss), id, today.AddDays(v.rand.IntN(200)), assess.Confidences()[v.rand.IntN(3)], "")
	case 2:
		var view target.View
		if view, err = v.View(ctx, operator, id); err == nil {
			terms := view.Terms
			terms.Due = today.AddDays(20 + v.rand.IntN(300))
			err = v.Change(ctx, assess.BySlack(boss), id, view.Edition, terms, "The vendor is late with it.", "")
		}
	case 3:
		err = v.NoteAction(ctx, assess.BySlack(boss), action, "It goes well.")
	case 4:
		var view target.ActionView
		if view, err = v.ActionView(ctx, operator, action); err == nil {
			w := view.Work
			w.Due, w.Owner = today.AddDays(10+v.rand.IntN(60)), []assess.UserID{gov, tec, boss}[v.rand.IntN(3)]
			err = v.ChangeAction(ctx, assess.BySlack(boss), action, view.Edition, w, nil, "There is more to it than we thought.")
		}
	case 5:
		u := []assess.UserID{gov, tec, second}[v.rand.IntN(3)]
		_, err = v.assess.Away(ctx, assess.BySlack(u), time.Time{}, v.clock.Now().AddDate(0, 0, 1+v.rand.IntN(20)))
	case 6:
		_, err = v.assess.StartCycle(ctx, assess.BySlack(boss), north)
	case 7:
		if v.rand.IntN(4) == 0 {
			err = v.FinishAction(ctx, assess.BySlack(boss), action, "https://wiki.example/shown", "")
		}
	}
	if err != nil && !errs.Is(err, errs.Closed) && !errs.Is(err, errs.Conflict) && !errs.Is(err, errs.Invalid) {
		v.t.Fatal(err)
	}
}

func TestHoweverMuchThereIsToSayNobodyGetsTwoMessagesOnADayAndNothingDueIsLost(t *testing.T) {
	t.Parallel()
	for seed := range 3 {
		t.Run(fmt.Sprint(seed), func(t *testing.T) {
			t.Parallel()
			v := newVillage(t, uint64(seed))
			owners := []assess.UserID{gov, tec, boss}
			var ids []target.ID
			var actions []target.ActionID
			for n := range 4 {
				due := calendar.DateOf(v.clock.Now()).AddDays(3 + v.rand.IntN(300)).String()
				ids = append(ids, v.set([]assess.UserID{boss, gov}[v.rand.IntN(2)], owners[v.rand.IntN(3)], 2+n, due))
				actions = append(actions, v.give(boss, owners[v.rand.IntN(3)], calendar.DateOf(v.clock.Now()).AddDays(v.rand.IntN(120)).String()))
				v.clock.Add(time.Duration(v.rand.IntN(100)) * time.Hour)
			}
			for range 25 {
				v.run(v.clock.Now().Add(time.Duration(1+v.rand.IntN(30*24*60)) * time.Minute))
				v.act(ids, actions)
			}
			v.run(v.clock.Now().AddDate(3, 0, 0))
			for on, all := range v.said {
				if len(all) > 1 {
					t.Errorf("%s: %v", on, all)
				}
			}
			for name, at := range v.wakes {
				if kind, _, _ := strings.Cut(name, " "); kind == "follow" {
					t.Errorf("after years %s waits until %s", name, at)
				}
			}
			for _, id := range ids {
				v.complete(id)
			}
			for name, n := range v.about {
				if n > 60 {
					t.Errorf("%s: %d messages", name, n)
				}
			}
		})
	}
}

// complete checks that who has to know of a target that is missed for years has been told.
func (v *village) complete(id target.ID) {
	v.t.Helper()
	view, err := v.View(v.t.Context(), operator, id)
	if err != nil {
		v.t.Fatal(err)
	}
	if view.State != target.Missed {
		v.t.Errorf("%s is %s", id, view.State)
		return
	}
	since := 0
	for i, e := range view.History {
		if e.State == target.Missed && e.Kind == target.WasJudged {
			since = i
		}
	}
	asks, told := 0, make(map[assess.UserID]bool)
	for _, e := range view.History[since:] {
		switch {
		case e.Kind != target.WasFollowedUp && e.Kind != target.WasDropped:
		case e.Person == view.Owner:
			asks++
		default:
			told[e.Person] = true
		}
	}
	if managers := slices.DeleteFunc([]assess.UserID{boss, second}, func(u assess.UserID) bool { return u == view.Owner || told[u] }); asks != 4 || len(managers) > 0 {
		v.t.Errorf("%s was asked for %d times once it was missed, and %v were not told", id, asks, managers)
	}
}
