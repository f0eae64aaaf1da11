package workflows_test

import (
	"context"
	"fmt"
	"log/slog"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"go.temporal.io/sdk/testsuite"

	"cairn/activities"
	"cairn/internal/assess"
	"cairn/internal/calendar"
	"cairn/internal/digest"
	"cairn/internal/errs"
	"cairn/internal/exercise"
	"cairn/internal/maturity"
	"cairn/internal/roadmap"
	"cairn/internal/store"
	"cairn/internal/store/storetest"
	"cairn/internal/target"
	"cairn/workflows"
)

// The cycle of these tests opens on Thursday 1 October 2026 at 09:00 in London. Its questionnaires are due on Thursday
// the 15th at 17:30, and it closes on Tuesday the 20th at 17:30.
const (
	cycle      assess.CycleID         = "harbour-2026-q4"
	governance assess.QuestionnaireID = "harbour-2026-q4/governance"
	boss       assess.UserID          = "UMANAGER1"
	deputyBoss assess.UserID          = "UMANAGER2"
)

var categories = []string{"governance", "technical-controls", "monitoring-detection", "incident-response", "workforce-culture"}

// harbour is the programme of these tests.
func harbour() assess.Programme {
	p := assess.Programme{
		ID: "harbour", Scope: "Harbour Freight", Model: "lawlor/ai-security-maturity@1.0",
		Zone: "Europe/London", Days: []time.Weekday{time.Monday, time.Tuesday, time.Wednesday, time.Thursday, time.Friday},
		Hours:   calendar.Hours{Start: 9 * 60, End: 17*60 + 30},
		Channel: "CLEADERS", Managers: []assess.UserID{boss, deputyBoss},
		Cadence: calendar.Cadence{Every: calendar.Quarterly, StartMonth: time.January, At: 9 * 60},
		Window:  10, Grace: 3,
		Reminders: []assess.Step{
			{Kind: assess.HalfTime},
			{Kind: assess.BeforeDue, Days: 2},
			{Kind: assess.DueMorning},
			{Kind: assess.AfterDue, Days: 1},
		},
		Escalate: assess.Step{Kind: assess.AfterDue, Days: 2},
	}
	for _, c := range categories {
		p.Assignments = append(p.Assignments, assess.Assignment{Category: c, Owner: owner(c)})
	}
	return p
}

func owner(category string) assess.UserID {
	return assess.UserID("U" + strings.ToUpper(strings.ReplaceAll(category, "-", "")))
}

// world is everything around one process under test: the real use cases over a real database, and what people were
// told. The process's clock is the only clock.
type world struct {
	t       *testing.T
	env     *testsuite.TestWorkflowEnvironment
	facts   *store.Store
	service *assess.Service
	targets *target.Service
	road    *roadmap.Service
	drills  *exercise.Service
	lost    int // records of injects that Slack has are lost so often, because the process is killed
	people  *people
	others  *others
	models  assess.Models // to be changed before the process runs
	outage  func() error  // of the database, when a cycle's progress is asked for; nil for none
	closing func()        // happens just before the cycle is closed; nil for nothing
}

// faulty is the use cases on a database that is out of order now and then.
type faulty struct {
	*assess.Service
	world *world
}

func (f faulty) Progress(ctx context.Context, c assess.CycleID, now time.Time) (assess.Progress, error) {
	if f.world.outage != nil {
		if err := f.world.outage(); err != nil {
			return assess.Progress{}, err
		}
	}
	return f.Service.Progress(ctx, c, now)
}

func (f faulty) CloseDue(ctx context.Context, c assess.CycleID, now time.Time) error {
	if happens := f.world.closing; happens != nil {
		f.world.closing = nil
		happens()
	}
	return f.Service.CloseDue(ctx, c, now)
}

// reviewed are the use cases of targets whose reviews end when everybody was told of what they changed: the clock of these
// tests would not wait for that.
type reviewed struct {
	*target.Service
	world *world
}

func (r reviewed) Review(ctx context.Context, id target.ID, now time.Time) error {
	defer r.world.settle()
	return r.Service.Review(ctx, id, now)
}

// newWorld opens the cycle of these tests and sets the clock to the given time, "Jan 2 15:04" in London.
func newWorld(t *testing.T, now string, change ...func(*assess.Programme)) *world {
	t.Helper()
	w := newEmptyWorld(t, "Oct 1 09:00", change...)
	if id, opened, err := w.service.OpenScheduled(t.Context(), "harbour", w.env.Now()); err != nil || !opened || id != cycle {
		t.Fatalf("OpenScheduled = %q, %t, %v", id, opened, err)
	}
	w.settle()
	w.env.SetStartTime(london(t, now))
	return w
}

// newEmptyWorld declares the programme of these tests, and no more.
func newEmptyWorld(t *testing.T, now string, change ...func(*assess.Programme)) *world {
	t.Helper()
	w := &world{t: t, models: maturity.Find}
	var suite testsuite.WorkflowTestSuite
	suite.SetLogger(quiet{})
	w.env = suite.NewTestWorkflowEnvironment()
	w.env.SetTestTimeout(2 * time.Minute) // of real time; a loaded machine may be slow
	w.env.SetStartTime(london(t, now))
	w.others = &others{env: w.env}

	w.facts = storetest.Fresh(t)
	models := func(id string) (*maturity.Model, error) { return w.models(id) }
	w.service = assess.NewService(assess.Options{
		Store: w.facts, Processes: w.others, Models: models, Now: w.env.Now, Log: slog.New(slog.DiscardHandler),
	})
	t.Cleanup(func() { _ = w.service.Wait(context.Background()) })
	w.targets = target.NewService(target.Options{
		Store: w.facts.Targets(), Programmes: w.service, Processes: w.others, Models: models, Now: w.env.Now, Log: slog.New(slog.DiscardHandler),
	})
	w.road = roadmap.NewService(roadmap.Options{Store: w.facts.Roadmap(), Targets: w.targets, Programmes: w.service, Models: models, Now: w.env.Now})
	w.drills = exercise.NewService(exercise.Options{
		Store: w.facts.Exercises(), Programmes: w.service, Corrections: w.targets, Processes: w.others, Models: models, Library: theLibrary(t),
		Now: w.env.Now, Log: slog.New(slog.DiscardHandler),
	})
	digests := digest.NewService(digest.Options{Store: w.facts, Models: models, Targets: w.targets, Roadmaps: w.road, Exercises: w.drills})
	w.people = &people{env: w.env, service: w.service, targets: w.targets, drills: w.drills, shown: make(map[string]string)}
	workflows.Register(w.env, activities.New(activities.Ports{
		Cycles: faulty{w.service, w}, Asking: w.service, Matters: w.service, Goals: reviewed{w.targets, w}, Outlooks: w.road,
		Messenger: w.people, FollowUps: w.people, Directory: w.people, Digests: digests, Processes: w.others, Now: w.env.Now,
		Exercises: settled{w.drills, w}, Exercisers: w.people,
	}))
	p := harbour()
	for _, f := range change {
		f(&p)
	}
	if _, err := w.service.Apply(t.Context(), assess.Actor{Source: assess.FromCLI}, p, false); err != nil {
		t.Fatal(err)
	}
	w.settle()
	return w
}

// london reads "Jan 2 15:04" of 2026 in London.
func london(t *testing.T, clock string) time.Time {
	t.Helper()
	zone, err := time.LoadLocation("Europe/London")
	if err != nil {
		t.Fatal(err)
	}
	at, err := time.ParseInLocation("2006 Jan 2 15:04", "2026 "+clock, zone)
	if err != nil {
		t.Fatal(err)
	}
	return at
}

func clock(at time.Time) string {
	zone, err := time.LoadLocation("Europe/London")
	if err != nil {
		panic(err) // london has loaded it before
	}
	return at.In(zone).Format("Jan 2 15:04")
}

// at lets something happen at a time while the process runs.
func (w *world) at(when string, what func()) {
	w.env.RegisterDelayedCallback(what, london(w.t, when).Sub(w.env.Now()))
}

// askEverybody puts the card to every owner, as their processes do when the cycle opens. What they read is forgotten.
func (w *world) askEverybody() *world {
	w.t.Helper()
	opened := london(w.t, "Oct 1 09:00")
	for _, c := range categories {
		q := assess.QuestionnaireID(string(cycle) + "/" + c)
		card, ok, err := w.service.Begin(w.t.Context(), q, owner(c), assess.StepAsk, opened)
		if err != nil || !ok {
			w.t.Fatalf("Begin(%s) = %t, %v", q, ok, err)
		}
		if err := w.people.Card(w.t.Context(), card); err != nil {
			w.t.Fatal(err)
		}
	}
	w.people.letters = nil
	return w
}

// revision is how often a questionnaire was answered, or what it asks was changed.
func (w *world) revision(q assess.QuestionnaireID) int {
	w.t.Helper()
	form, err := w.service.Form(w.t.Context(), q)
	if err != nil {
		w.t.Error(err)
	}
	return form.Questionnaire.Revision
}

// answer lets the owner of a category answer all its questions.
func (w *world) answer(category string) { w.answerBut(category, "") }

// answerBut is answer without one of the questions.
func (w *world) answerBut(category, left string) {
	w.t.Helper()
	q := assess.QuestionnaireID(string(cycle) + "/" + category)
	form, err := w.service.Form(w.t.Context(), q)
	if err != nil {
		w.t.Error(err)
		return
	}
	answers := map[string]string{}
	for _, item := range form.Category.Items {
		if item.ID != left {
			answers[item.ID] = "3"
		}
	}
	_, err = w.service.Submit(w.t.Context(), assess.BySlack(owner(category)), assess.SubmitInput{
		Questionnaire: q, Base: form.Questionnaire.Revision, Answers: answers,
	})
	if err != nil {
		w.t.Error(err)
	}
	w.settle()
}

// settle waits until the nudges of what was just done are delivered.
func (w *world) settle() {
	w.t.Helper()
	if err := w.service.Wait(w.t.Context()); err != nil {
		w.t.Error(err)
	}
}

// closeByManager lets a manager close the cycle.
func (w *world) closeByManager() {
	w.t.Helper()
	if _, err := w.service.CloseCycle(w.t.Context(), assess.BySlack(boss), "harbour"); err != nil {
		w.t.Error(err)
	}
	w.settle()
}

// runQuestionnaire runs the process of the governance questionnaire to its end, which must be a good one.
func (w *world) runQuestionnaire() {
	w.t.Helper()
	w.others.self = workflows.QuestionnaireWorkflowID(governance)
	w.env.ExecuteWorkflow(workflows.Questionnaire, workflows.QuestionnaireInput{Questionnaire: governance})
	w.ended()
}

// runCycle runs the process of the cycle to its end, which must be a good one.
func (w *world) runCycle() {
	w.t.Helper()
	w.others.self = workflows.CycleWorkflowID(cycle)
	w.env.ExecuteWorkflow(workflows.Cycle, workflows.CycleInput{Cycle: cycle})
	w.ended()
}

func (w *world) ended() {
	w.t.Helper()
	w.settle() // what it did last is still being told
	if !w.env.IsWorkflowCompleted() {
		w.t.Fatal("the process has not ended")
	}
	if err := w.env.GetWorkflowError(); err != nil {
		w.t.Fatal(err)
	}
}

// view reads facts.
func (w *world) view(read func(tx assess.Tx) error) {
	w.t.Helper()
	if err := w.facts.View(w.t.Context(), read); err != nil {
		w.t.Fatal(err)
	}
}

// recorded fails the test unless the governance questionnaire's records are these: "kind person: step".
func (w *world) recorded(want ...string) {
	w.t.Helper()
	var got []string
	w.view(func(tx assess.Tx) error {
		all, err := tx.Askings(w.t.Context(), governance)
		for _, a := range all {
			got = append(got, fmt.Sprintf("%s %s: %s", a.Kind, a.Person, a.Step))
		}
		return err
	})
	if !slices.Equal(got, want) {
		w.t.Errorf("recorded\n\t%s\nwant\n\t%s", strings.Join(got, "\n\t"), strings.Join(want, "\n\t"))
	}
}

// theCycle reads the cycle.
func (w *world) theCycle() (c assess.Cycle) {
	w.t.Helper()
	w.view(func(tx assess.Tx) (err error) {
		c, err = tx.Cycle(w.t.Context(), cycle)
		return err
	})
	return c
}

// said fails the test unless people were told exactly these things, in this order.
func (w *world) said(want ...string) {
	w.t.Helper()
	if got := w.people.told(); !slices.Equal(got, want) {
		w.t.Errorf("people were told\n\t%s\nwant\n\t%s", strings.Join(got, "\n\t"), strings.Join(want, "\n\t"))
	}
}

// people receive messages and note when each came. They stand where Slack does; bot and slacksim have tests of their own.
// Like Slack's messages, a card or escalation that says the same as before comes to nobody's notice.
type people struct {
	env     interface{ Now() time.Time }
	service *assess.Service
	targets *target.Service
	drills  *exercise.Service

	mu      sync.Mutex
	letters []string
	tries   int

	refreshed int                       // how often what people have of exercises was brought up to date
	shown     map[string]string         // what each card and escalation says
	refuse    func(letter string) error // nil for none
}

func (p *people) told() []string {
	p.mu.Lock()
	defer p.mu.Unlock()
	return slices.Clone(p.letters)
}

func (p *people) tell(format string, args ...any) error {
	return p.show("", fmt.Sprintf(format, args...))
}

// show tells what is said under the key, unless it is said there already.
func (p *people) show(key, letter string) error {
	p.mu.Lock()
	defer p.mu.Unlock()
	if key != "" && p.shown[key] == letter {
		return nil
	}
	p.tries++
	if p.refuse != nil {
		if err := p.refuse(letter); err != nil {
			return err
		}
	}
	p.shown[key] = letter
	p.letters = append(p.letters, clock(p.env.Now())+" "+letter)
	return nil
}

func (p *people) shows(key string) bool {
	p.mu.Lock()
	defer p.mu.Unlock()
	return p.shown[key] != ""
}

func cardKey(c assess.Card) string { return "card " + string(c.To.ID) }

func (p *people) Card(_ context.Context, c assess.Card) error {
	var parts []string
	for _, part := range c.Parts {
		parts = append(parts, string(part.Form.Questionnaire.State))
	}
	closed := ""
	if c.Cycle.State == assess.CycleClosed {
		closed = ", cycle closed"
	}
	return p.show(cardKey(c), fmt.Sprintf("card for %s: %s%s", c.To.ID, strings.Join(parts, " and "), closed))
}

func (p *people) Remind(ctx context.Context, r assess.Reminder) error {
	card, err := p.service.Card(ctx, r.Card, r.To.ID)
	if err != nil {
		return err
	}
	if err := p.Card(ctx, card); err != nil {
		return err
	}
	return p.show(string(r.ID), fmt.Sprintf("remind %s: %s", r.To.ID, strings.Join(r.Steps, " and ")))
}

func (p *people) Offer(_ context.Context, o assess.Offering) error {
	return p.tell("offer %s what %s leaves", o.To.ID, o.Owner.ID)
}

func escalationKey(e assess.Escalation) string { return "escalation " + string(e.To.ID) }

func (p *people) Escalate(_ context.Context, e assess.Escalation) error {
	var forms []string
	for _, f := range e.Forms {
		forms = append(forms, fmt.Sprintf("%s is late (%s)", f.Questionnaire.Owner, f.Questionnaire.State))
	}
	return p.show(escalationKey(e), fmt.Sprintf("tell %s that %s", e.To.ID, strings.Join(forms, " and ")))
}

func (p *people) Refresh(ctx context.Context, q assess.QuestionnaireID) error {
	cards, err := p.service.Cards(ctx, q)
	if err != nil {
		return err
	}
	for _, c := range cards {
		if !p.shows(cardKey(c)) {
			continue
		}
		if err := p.Card(ctx, c); errs.Is(err, errs.Unavailable) {
			return err
		}
	}
	escalations, err := p.service.Escalations(ctx, q)
	if err != nil {
		return err
	}
	for _, e := range escalations {
		if !p.shows(escalationKey(e)) {
			continue
		}
		if err := p.Escalate(ctx, e); errs.Is(err, errs.Unavailable) {
			return err
		}
	}
	return nil
}

func (p *people) Homes(...assess.UserID) {}

func (p *people) Dispute(_ context.Context, d assess.DisputeView) error {
	if d.Dispute.Settled != nil {
		return p.tell("%s is settled", d.Dispute.ID)
	}
	return p.tell("%s is to be settled by %s", d.Dispute.ID, d.Accountable)
}

func (p *people) Departure(_ context.Context, n assess.DepartureNotice) error {
	return p.tell("tell %s that %s has left", n.To.ID, n.Who.ID)
}

func (p *people) LookUp(context.Context) error { return p.tell("look people up") }

func (p *people) Digest(_ context.Context, d digest.Digest) error {
	return p.tell("digest of %s in %s: %d of %d", d.Period, d.Channel, d.Answered, d.Asked)
}

// others are the processes beside the one under test. Nudges for the one under test reach it.
type others struct {
	env *testsuite.TestWorkflowEnvironment

	mu    sync.Mutex
	self  string   // id of the process under test
	down  bool     // nothing gets through
	begun []string // ids of processes that were started
	told  []string // ids of processes that were told of something
}

// started lists the other processes that were started.
func (w *world) started() []string {
	w.t.Helper()
	w.settle()
	w.others.mu.Lock()
	defer w.others.mu.Unlock()
	return slices.Clone(w.others.begun)
}

// nudged lists the other processes that were told of something.
func (w *world) nudged() []string {
	w.t.Helper()
	w.settle()
	w.others.mu.Lock()
	defer w.others.mu.Unlock()
	return slices.Clone(w.others.told)
}

func (o *others) forget() {
	o.mu.Lock()
	defer o.mu.Unlock()
	o.begun, o.told = nil, nil
}

func (o *others) note(list *[]string, ids ...string) error {
	o.mu.Lock()
	defer o.mu.Unlock()
	if o.down {
		return errs.New(errs.Unavailable, "Temporal does not answer.")
	}
	*list = append(*list, ids...)
	return nil
}

func (o *others) nudge(id string) error {
	if err := o.note(&o.told, id); err != nil {
		return err
	}
	if id == o.self {
		o.env.SignalWorkflow(workflows.NudgeSignal, nil)
	}
	return nil
}

func (o *others) setDown(down bool) {
	o.mu.Lock()
	defer o.mu.Unlock()
	o.down = down
}

func (o *others) StartCycle(_ context.Context, id assess.CycleID) error {
	return o.note(&o.begun, workflows.CycleWorkflowID(id))
}

func (o *others) StartQuestionnaires(_ context.Context, ids []assess.QuestionnaireID) error {
	for _, id := range ids {
		if err := o.note(&o.begun, workflows.QuestionnaireWorkflowID(id)); err != nil {
			return err
		}
	}
	return nil
}

func (o *others) NudgeCycle(_ context.Context, id assess.CycleID) error {
	return o.nudge(workflows.CycleWorkflowID(id))
}

func (o *others) NudgeQuestionnaire(_ context.Context, id assess.QuestionnaireID) error {
	return o.nudge(workflows.QuestionnaireWorkflowID(id))
}

func (o *others) AskAgain(ctx context.Context, id assess.QuestionnaireID) error {
	return o.NudgeQuestionnaire(ctx, id)
}

func (o *others) PublishDigest(_ context.Context, id assess.CycleID) error {
	return o.note(&o.begun, workflows.DigestWorkflowID(id))
}

func (o *others) TellDispute(_ context.Context, id assess.DisputeID) error {
	return o.note(&o.begun, workflows.DisputeNoticeWorkflowID(id))
}

func (o *others) TellDeparture(_ context.Context, id assess.UserID) error {
	return o.note(&o.begun, workflows.DepartureNoticeWorkflowID(id))
}

func (o *others) Follow(_ context.Context, subject string) error {
	process := workflows.ActionWorkflowID(target.ActionID(subject))
	if t, ok := target.Subject(subject).Target(); ok {
		process = workflows.TargetWorkflowID(t)
	}
	return o.nudge(process)
}

func (o *others) StayWith(_ context.Context, subject string) error {
	return o.note(&o.begun, subject)
}

func (o *others) Exercise(_ context.Context, subject string) error {
	s := exercise.Subject(subject)
	if id, ok := s.Exercise(); ok {
		return o.nudge(workflows.ExerciseWorkflowID(id))
	}
	return o.nudge(workflows.DutyWorkflowID(s.Programme()))
}

func (o *others) StayWithExercise(_ context.Context, s exercise.Subject) error {
	return o.note(&o.begun, string(s))
}

func (o *others) ReviewTargets(_ context.Context, id assess.ProgrammeID) error {
	return o.nudge(workflows.ReviewWorkflowID(id))
}

func (o *others) Schedule(context.Context, assess.Programme, []time.Time) error { return nil }
