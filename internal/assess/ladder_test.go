package assess_test

import (
	"fmt"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"cairn/internal/assess"
	"cairn/internal/errs"
	"cairn/internal/maturity"
)

// round plays the processes of all questionnaires of a bench, in an order of its own, and notes what they do.
type round struct {
	*bench
	rng    *rand.Rand
	cycles []assess.Cycle
	qs     []assess.QuestionnaireID
	sent   map[assess.UserID][]time.Time // reminders, each once
	ids    map[assess.NudgeID]bool
	wakes  map[assess.QuestionnaireID]time.Time // when the process of each looks again; not there once it ended
	heard  int                                  // of what the processes were told
	log    []string
}

// newRound opens a cycle in two programmes with people in common, one run from London and one from New York.
func newRound(t *testing.T, seed uint64) *round {
	t.Helper()
	r := &round{
		bench: newBench(t), rng: rand.New(rand.NewPCG(seed, seed)),
		sent: make(map[assess.UserID][]time.Time), ids: make(map[assess.NudgeID]bool), wakes: make(map[assess.QuestionnaireID]time.Time),
	}
	west := strings.NewReplacer(
		"programme: north", "programme: west", "scope: North", "scope: West", "Europe/London", "America/New_York",
		"U0TEC", "U0GOV", "owner: U0MON", "owner: U0WOR, deputy: U0GOV", "U0INC", "U0DEP",
		"every: quarterly", "every: quarterly, at: \"10:30\"",
	).Replace(minimal) + "due_after: 7\nworking_hours: {start: \"08:00\", end: \"16:00\"}\nreminders: [half-time, 3d before, 1d before, due-morning, 2d after]\n"
	p, faults := assess.ParseManifest([]byte(west), "west.yaml", maturity.Find)
	if len(faults) > 0 {
		t.Fatal(faults)
	}
	if _, err := r.Apply(t.Context(), operator, p, false); err != nil {
		t.Fatal(err)
	}
	return r
}

// open opens a cycle of each programme, some hours apart.
func (r *round) open() {
	r.t.Helper()
	for _, id := range []assess.ProgrammeID{north, "west"} {
		c, err := r.StartCycle(r.t.Context(), operator, id)
		if err != nil {
			r.t.Fatal(err)
		}
		r.follow(c)
		r.clock.Add(time.Duration(r.rng.IntN(30)) * time.Hour)
	}
}

// follow starts the processes of a cycle.
func (r *round) follow(c assess.Cycle) {
	r.t.Helper()
	roster, err := r.Roster(r.t.Context(), c.ID)
	if err != nil {
		r.t.Fatal(err)
	}
	r.cycles, r.qs = append(r.cycles, c), append(r.qs, roster...)
	for _, q := range roster {
		r.wakes[q] = r.clock.Now()
	}
}

// look lets every process do what is due now: those whose time has come, and those that were nudged. It returns when the
// first wakes next; false when all have ended.
func (r *round) look() (time.Time, bool) {
	r.t.Helper()
	now := r.clock.Now()
	r.rng.Shuffle(len(r.qs), func(i, j int) { r.qs[i], r.qs[j] = r.qs[j], r.qs[i] })
	for _, c := range r.cycles {
		if err := r.CloseDue(r.t.Context(), c.ID, now); err != nil {
			r.t.Fatal(err)
		}
	}
	r.hear()
	var next time.Time
	for _, q := range r.qs {
		at, waits := r.wakes[q]
		if waits && !at.After(now) {
			at, waits = r.process(q, now)
		}
		if waits && (next.IsZero() || at.Before(next)) {
			next = at
		}
	}
	return next, !next.IsZero()
}

// hear wakes the processes that were nudged.
func (r *round) hear() {
	r.t.Helper()
	if err := r.Wait(r.t.Context()); err != nil {
		r.t.Fatal(err)
	}
	told := r.processes.all()
	for _, what := range told[r.heard:] {
		if q, ok := strings.CutPrefix(what, "questionnaire "); ok {
			if _, waits := r.wakes[assess.QuestionnaireID(q)]; waits {
				r.wakes[assess.QuestionnaireID(q)] = time.Time{}
			}
		}
	}
	r.heard = len(told)
}

// process does all that is due for a questionnaire, and returns when it looks again; false when it has ended.
func (r *round) process(q assess.QuestionnaireID, now time.Time) (time.Time, bool) {
	r.t.Helper()
	const most = 20
	for range most {
		due, err := r.Due(r.t.Context(), q, now)
		if err != nil {
			r.t.Fatal(err)
		}
		if due.Done {
			delete(r.wakes, q)
			return due.At, false
		}
		if due.At.After(now) {
			r.wakes[q] = due.At
			return due.At, true
		}
		r.do(q, due, now)
	}
	r.t.Fatalf("%s spins at %s:\n%s", q, now, strings.Join(r.log, "\n"))
	return now, false
}

func (r *round) do(q assess.QuestionnaireID, due assess.Due, now time.Time) {
	r.t.Helper()
	ctx := r.t.Context()
	r.log = append(r.log, fmt.Sprintf("%s %s %s %s %s", now.UTC().Format("2006-01-02 15:04"), q, due.Deed, due.Person, due.Step))
	var ok bool
	var err error
	switch due.Deed {
	case assess.DoAsk:
		_, ok, err = r.Begin(ctx, q, due.Person, due.Step, now)
	case assess.DoRemind:
		var reminder assess.Reminder
		if reminder, ok, err = r.Remind(ctx, q, due.Person, due.Step, now); ok {
			r.reminded(reminder, now)
		}
	case assess.DoOffer:
		_, ok, err = r.Offering(ctx, q, due.Person, due.Step, now)
	case assess.DoEscalate:
		_, ok, err = r.Escalation(ctx, q, due.Person, due.Step, now)
	case assess.DoGiveBack:
		ok, err = true, r.GiveBack(ctx, q, now)
	default:
		r.t.Fatalf("%s is told to do nothing at once: %+v", q, due)
	}
	if err != nil || !ok {
		r.t.Fatalf("%+v of %s was not done: %v\n%s", due, q, err, strings.Join(r.log, "\n"))
	}
	if cal := r.calendarOf(q, due.Person); !cal(now) {
		r.t.Errorf("%s of %s came to %s at %s, outside their hours", due.Deed, q, due.Person, now)
	}
}

// calendarOf returns whether an instant lies in a person's working hours.
func (r *round) calendarOf(q assess.QuestionnaireID, u assess.UserID) func(time.Time) bool {
	f, err := r.Form(r.t.Context(), q)
	if err != nil {
		r.t.Fatal(err)
	}
	who, err := r.Person(r.t.Context(), u)
	if err != nil {
		r.t.Fatal(err)
	}
	cal, err := f.Programme.CalendarOf(who)
	if err != nil {
		r.t.Fatal(err)
	}
	return cal.InHours
}

// reminded checks that a reminder is the only one of its day, by the clock that its person has now.
func (r *round) reminded(reminder assess.Reminder, now time.Time) {
	r.t.Helper()
	if r.ids[reminder.ID] {
		return // the same again
	}
	r.ids[reminder.ID] = true
	cal, err := reminder.Forms[0].Programme.CalendarOf(reminder.To)
	if err != nil {
		r.t.Fatal(err)
	}
	for _, before := range r.sent[reminder.To.ID] {
		if reminder.To.Zone != "" && cal.Date(before) == cal.Date(now) {
			r.t.Errorf("%s was reminded at %s and at %s\n%s", reminder.To.ID, before, now, strings.Join(r.log, "\n"))
		}
	}
	r.sent[reminder.To.ID] = append(r.sent[reminder.To.ID], now)
}

// play runs all processes to their end, with what act does in between.
func (r *round) play(act func()) {
	r.t.Helper()
	const most = 1000
	for range most {
		next, more := r.look()
		if !more {
			return
		}
		if act != nil && r.rng.IntN(3) > 0 {
			if gap := next.Sub(r.clock.Now()); gap > time.Minute {
				r.clock.Set(r.clock.Now().Add(time.Duration(r.rng.Int64N(int64(gap)))))
			}
			act()
			continue
		}
		r.clock.Set(next)
	}
	r.t.Fatalf("it does not end:\n%s", strings.Join(r.log, "\n"))
}

// anything is an act of anybody; what is refused with a sentence is fine.
func (r *round) anything() {
	r.t.Helper()
	ctx, now := r.t.Context(), r.clock.Now()
	people := []assess.UserID{gov, deputy, "U0TEC", "U0MON", "U0INC", "U0WOR", boss}
	zones := []string{"Europe/London", "America/New_York", "Asia/Tokyo", "Australia/Sydney", "America/Los_Angeles"}
	u, q := people[r.rng.IntN(len(people))], r.qs[r.rng.IntN(len(r.qs))]
	what := r.rng.IntN(18)
	f, err := r.Form(ctx, q)
	if err != nil {
		r.t.Fatal(err)
	}
	part := f.Questionnaire
	if what >= 8 && what <= 10 && part.Deputy != "" {
		u = part.Deputy
	} else if r.rng.IntN(4) > 0 {
		u = part.Asks()
	}
	soon := func() time.Time { return now.Add(time.Duration(1+r.rng.IntN(10*24)) * time.Hour) }
	by, other := assess.BySlack(u), people[r.rng.IntN(len(people))]
	item := ""
	if r.rng.IntN(2) == 0 {
		item = f.Items[r.rng.IntN(len(f.Items))].ID
	}
	switch what {
	case 0:
		err = r.Acknowledge(ctx, by, q)
	case 1, 2:
		_, err = r.Promise(ctx, by, q, soon())
	case 3:
		_, err = r.Request(ctx, assess.BySlack(boss), q)
	case 4:
		_, err = r.Away(ctx, by, time.Time{}, soon())
	case 5:
		err = r.Back(ctx, by)
	case 6:
		err = r.Saw(ctx, assess.Person{ID: u, Zone: zones[r.rng.IntN(len(zones))], Standing: assess.Member})
	case 7:
		until := soon()
		if r.rng.IntN(4) == 0 {
			until = time.Time{}
		}
		err = r.Saw(ctx, assess.Person{ID: u, Zone: zones[r.rng.IntN(len(zones))], Status: assess.SlackStatus{Emoji: ":palm_tree:", Until: until}})
	case 8, 9, 10:
		err = r.TakeOver(ctx, by, q)
	case 11, 12:
		err = r.Delegate(ctx, by, q, item, other, "")
	case 13:
		err = r.HandBack(ctx, assess.BySlack(other), q, item, "")
	case 14:
		err = r.Reassign(ctx, assess.BySlack(boss), q, other, "somebody else knows this better")
	case 15:
		_, err = r.Extend(ctx, assess.BySlack(boss), q, soon(), "the auditors are in the house")
	case 16:
		_, err = r.SignOff(ctx, assess.BySlack(part.Owner), q, part.Revision)
	case 17:
		in := assess.SubmitInput{Questionnaire: q, Base: part.Revision, Answers: r.answers(part.Category, "2")}
		if in.Partial = r.rng.IntN(2) == 0; in.Partial {
			in.Answers = map[string]string{f.Items[0].ID: "1"}
		}
		_, err = r.Submit(ctx, by, in)
	}
	if err != nil && errs.CodeOf(err) == errs.Internal {
		r.t.Fatalf("act %d by %s on %s: %v", what, u, q, err)
	}
	r.log = append(r.log, fmt.Sprintf("%s %s act %d by %s: %v", now.UTC().Format("2006-01-02 15:04"), q, what, u, err))
}

func TestWhateverHappensNobodyIsRemindedTwiceADayOrOutsideTheirHoursAndAllEnds(t *testing.T) {
	t.Parallel()
	for seed := range uint64(4) {
		t.Run(fmt.Sprint(seed), func(t *testing.T) {
			t.Parallel()
			r := newRound(t, seed)
			r.open()
			r.play(r.anything)
			for _, c := range r.cycles {
				if p, err := r.Progress(t.Context(), c.ID, r.clock.Now()); err != nil || !p.Closed {
					t.Errorf("the cycle %s is open: %v", c.ID, err)
				}
			}
		})
	}
}

func TestWhicheverProcessComesFirstTheSameIsSaid(t *testing.T) {
	t.Parallel()
	var want []string
	for seed := range uint64(4) {
		r := newRound(t, 7)
		r.open()
		r.rng = rand.New(rand.NewPCG(seed, 1))
		r.play(nil)
		var got []string
		for _, a := range r.allAskings() {
			if a.Kind == assess.WasNudged || a.Kind == assess.WasAsked || a.Kind == assess.WasEscalated {
				got = append(got, fmt.Sprintf("%s %s of %s: %s on %s", a.Person, a.Kind, a.Questionnaire, a.Step, a.At.Format(time.DateOnly)))
			}
		}
		slices.Sort(got)
		if want == nil {
			want = got
		}
		if diff := cmp.Diff(want, got); diff != "" || len(got) < 30 {
			t.Errorf("of %d records: %s", len(got), diff)
		}
	}
}

// allAskings is all that was recorded.
func (b *bench) allAskings() (all []assess.Asking) {
	b.t.Helper()
	for _, p := range []assess.ProgrammeID{north, "west"} {
		some, err := b.Ledger(b.t.Context(), operator, p, time.Time{}, 0)
		if err != nil && !errs.Is(err, errs.NotFound) {
			b.t.Fatal(err)
		}
		all = append(all, some...)
	}
	return all
}

// The deputy of one category owns another. On the due morning of the one, the other has been overdue for two days.
func TestWhoIsRemindedHearsOfWhatOthersOweOnAnotherDay(t *testing.T) {
	t.Parallel()
	for name, reminderFirst := range map[string]bool{"the reminder looks first": true, "the other looks first": false} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			b := newBench(t)
			both := strings.Replace(minimal, "U0TEC", "U0DEP", 1) + "reminders: [2d after]\nescalate: {deputy: 2d after}\n"
			p, faults := assess.ParseManifest([]byte(both), "p.yaml", maturity.Find)
			if len(faults) > 0 {
				t.Fatal(faults)
			}
			if _, err := b.Apply(t.Context(), operator, p, false); err != nil {
				t.Fatal(err)
			}
			c := b.start()
			theirs, others := assess.QuestionnaireID(c.ID+"/technical-controls"), assess.QuestionnaireID(c.ID+"/governance")
			if _, ok, err := b.Begin(t.Context(), theirs, deputy, assess.StepAsk, b.clock.Now()); err != nil || !ok {
				t.Fatal(ok, err)
			}
			f, err := b.Form(t.Context(), others)
			if err != nil {
				t.Fatal(err)
			}
			cal, err := f.Programme.Calendar()
			if err != nil {
				t.Fatal(err)
			}
			morning := cal.At(cal.Date(cal.AddWorkingDays(f.Questionnaire.DueAt, 2)), cal.Hours().Start)
			remind := func() {
				if r, ok, err := b.Remind(t.Context(), theirs, deputy, "2d after", morning); err != nil || !ok || len(r.Forms) != 1 {
					t.Errorf("the reminder: %v, %v, %d", ok, err, len(r.Forms))
				}
			}
			if reminderFirst {
				remind()
			}
			if _, ok, err := b.Escalation(t.Context(), others, deputy, assess.StepEscalateDeputy, morning); ok || err != nil {
				t.Errorf("told on the day of a reminder: %v, %v", ok, err)
			}
			if !reminderFirst {
				remind()
			}
			next := cal.Next(cal.At(cal.Date(morning).AddDays(1), 0))
			for _, now := range []time.Time{morning, next} {
				due, err := b.Due(t.Context(), others, now)
				for err == nil && due.Person != deputy && !due.At.After(now) { // the owner's own comes first
					if due.Deed == assess.DoAsk {
						_, _, err = b.Begin(t.Context(), others, due.Person, due.Step, now)
					} else {
						_, _, err = b.Remind(t.Context(), others, due.Person, due.Step, now)
					}
					if err == nil {
						due, err = b.Due(t.Context(), others, now)
					}
				}
				if err != nil || due.Deed != assess.DoEscalate || !due.At.Equal(next) {
					t.Errorf("at %s: %+v, %v; want the deputy told at %s", now, due, err, next)
				}
			}
			if _, ok, err := b.Escalation(t.Context(), others, deputy, assess.StepEscalateDeputy, next); !ok || err != nil {
				t.Errorf("not told on the next day: %v, %v", ok, err)
			}
		})
	}
}
