package assess_test

import (
	"context"
	"errors"
	"log/slog"
	"slices"
	"strings"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"github.com/google/go-cmp/cmp"

	"cairn/internal/assess"
	"cairn/internal/clocktest"
	"cairn/internal/errs"
	"cairn/internal/maturity"
	"cairn/internal/store"
	"cairn/internal/store/storetest"
)

const (
	north  = assess.ProgrammeID("north")
	boss   = assess.UserID("U0BOSS")
	gov    = assess.UserID("U0GOV")
	deputy = assess.UserID("U0DEP")
)

var operator = assess.Actor{User: "root", Source: assess.FromCLI}

// heard is the processes' side: it remembers what it was told, and can be out of reach.
type heard struct {
	mu   sync.Mutex
	told []string
	down bool
	hold chan struct{} // whoever tells something waits for it to be closed; nil for nobody
}

func (h *heard) hear(what string) error {
	h.mu.Lock()
	hold := h.hold
	h.mu.Unlock()
	if hold != nil {
		<-hold
	}
	h.mu.Lock()
	defer h.mu.Unlock()
	if h.down {
		return errs.New(errs.Unavailable, "Nobody listens.")
	}
	h.told = append(h.told, what)
	return nil
}

func (h *heard) StartCycle(_ context.Context, id assess.CycleID) error {
	return h.hear("start " + string(id))
}

func (h *heard) NudgeCycle(_ context.Context, id assess.CycleID) error {
	return h.hear("cycle " + string(id))
}

func (h *heard) NudgeQuestionnaire(_ context.Context, id assess.QuestionnaireID) error {
	return h.hear("questionnaire " + string(id))
}

func (h *heard) AskAgain(_ context.Context, id assess.QuestionnaireID) error {
	return h.hear("again " + string(id))
}

func (h *heard) PublishDigest(_ context.Context, id assess.CycleID) error {
	return h.hear("digest " + string(id))
}

func (h *heard) TellDispute(_ context.Context, id assess.DisputeID) error {
	return h.hear("dispute " + string(id))
}

func (h *heard) TellDeparture(_ context.Context, id assess.UserID) error {
	return h.hear("departure " + string(id))
}

func (h *heard) Follow(_ context.Context, subject string) error { return h.hear("follow " + subject) }

func (h *heard) Exercise(_ context.Context, subject string) error {
	return h.hear("exercise " + subject)
}

func (h *heard) ReviewTargets(_ context.Context, id assess.ProgrammeID) error {
	return h.hear("review " + string(id))
}

func (h *heard) Schedule(_ context.Context, p assess.Programme, openings []time.Time) error {
	return h.hear("schedule " + string(p.ID) + " from " + openings[0].Format(time.RFC3339))
}

func (h *heard) setDown(down bool) {
	h.mu.Lock()
	defer h.mu.Unlock()
	h.down = down
}

func (h *heard) holdUp(until chan struct{}) {
	h.mu.Lock()
	defer h.mu.Unlock()
	h.hold = until
}

func (h *heard) all() []string {
	h.mu.Lock()
	defer h.mu.Unlock()
	return slices.Clone(h.told)
}

// bench is a service over a real database, on a clock that the test moves.
type bench struct {
	*assess.Service
	t         testing.TB
	store     *store.Store
	processes *heard

	clock *clocktest.Clock
}

func newBench(t testing.TB) *bench {
	t.Helper()
	return benchWith(t, storetest.Fresh(t))
}

func newBenchOn(t testing.TB, database string) *bench {
	t.Helper()
	db, err := store.Open(t.Context(), database)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = db.Close() })
	if _, err := db.Migrate(t.Context()); err != nil {
		t.Fatal(err)
	}
	return benchWith(t, db)
}

func benchWith(t testing.TB, db *store.Store) *bench {
	t.Helper()
	b := &bench{t: t, store: db, processes: &heard{}, clock: clocktest.At(time.Date(2026, 10, 1, 8, 0, 0, 0, time.UTC))} // 09:00 in London
	b.Service = assess.NewService(assess.Options{Store: db, Processes: b.processes, Models: maturity.Find, Now: b.clock.Now, Log: slog.New(slog.DiscardHandler), SetupUsers: []assess.UserID{"U0NAMED"}})
	t.Cleanup(func() { _ = b.Wait(context.Background()) }) // before the database closes
	p, faults := assess.ParseManifest([]byte(minimal), "p.yaml", maturity.Find)
	if len(faults) > 0 {
		t.Fatal(faults)
	}
	if _, err := b.Apply(t.Context(), operator, p, false); err != nil {
		t.Fatal(err)
	}
	return b
}

func (b *bench) start() assess.Cycle {
	b.t.Helper()
	c, err := b.StartCycle(b.t.Context(), assess.BySlack(boss), north)
	if err != nil {
		b.t.Fatal(err)
	}
	return c
}

// answers gives every item of a category the same value.
func (b *bench) answers(category, value string) map[string]string {
	b.t.Helper()
	model, err := maturity.Find("lawlor")
	if err != nil {
		b.t.Fatal(err)
	}
	c, ok := model.Category(category)
	if !ok {
		b.t.Fatalf("no category %s", category)
	}
	values := make(map[string]string)
	for _, item := range c.Items {
		values[item.ID] = value
	}
	return values
}

func (b *bench) submit(by assess.UserID, c assess.Cycle, category, value string, base int) (assess.Receipt, error) {
	b.t.Helper()
	return b.Submit(b.t.Context(), assess.BySlack(by), assess.SubmitInput{
		Questionnaire: assess.QuestionnaireID(string(c.ID) + "/" + category), Base: base, Answers: b.answers(category, value),
	})
}

func (b *bench) entries() []string {
	b.t.Helper()
	var verbs []string
	err := b.store.View(b.t.Context(), func(tx assess.Tx) error {
		entries, err := tx.Entries(b.t.Context(), north, 100)
		for _, e := range slices.Backward(entries) {
			verbs = append(verbs, string(e.Actor.Source)+" "+e.Verb+" "+e.Subject)
		}
		return err
	})
	if err != nil {
		b.t.Fatal(err)
	}
	return verbs
}

func wantCode(t *testing.T, err error, code errs.Code, part string) {
	t.Helper()
	if !errs.Is(err, code) || !strings.Contains(errs.Message(err), part) {
		t.Errorf("error = %v (%s), want %s with %q", err, errs.CodeOf(err), code, part)
	}
}

func TestApplyingTheSameProgrammeAgainChangesNothing(t *testing.T) {
	t.Parallel()
	b := newBench(t)
	p, _ := assess.ParseManifest([]byte(minimal), "p.yaml", maturity.Find)
	if changes, err := b.Apply(t.Context(), operator, p, false); err != nil || len(changes) != 0 {
		t.Errorf("changes %v, error %v; want none", changes, err)
	}
	p.Window, p.Assignments[0].Deputy = 5, ""
	for range 2 { // a dry run stores nothing, so the second shows the same
		changes, err := b.Apply(t.Context(), operator, p, true)
		var lines []string
		for _, c := range changes {
			lines = append(lines, c.String())
		}
		want := []string{"- categories.governance.deputy: U0DEP", "~ due_after: 10 working days -> 5 working days"}
		if err != nil || !cmp.Equal(want, lines) {
			t.Errorf("dry run: %v %s", err, cmp.Diff(want, lines))
		}
	}
}

func TestOnlyAManagerStartsACycleAndOnlyOneIsOpen(t *testing.T) {
	t.Parallel()
	b := newBench(t)
	_, err := b.StartCycle(t.Context(), assess.BySlack(gov), north)
	wantCode(t, err, errs.Forbidden, "<@U0BOSS>")
	c := b.start()
	if c.ID != "north-2026-q4" || c.Period != "2026-Q4" {
		t.Errorf("cycle %s of %s", c.ID, c.Period)
	}
	_, err = b.StartCycle(t.Context(), assess.BySlack(boss), north)
	wantCode(t, err, errs.Conflict, "open already")
	_, err = b.StartCycle(t.Context(), operator, "south")
	wantCode(t, err, errs.NotFound, "south")
	if err := b.Wait(t.Context()); err != nil {
		t.Fatal(err)
	}
	want := []string{"exercise north/duty", "schedule north from 2027-01-01T09:00:00Z", "start north-2026-q4", "schedule north from 2027-01-01T09:00:00Z"}
	if diff := cmp.Diff(want, b.processes.all()); diff != "" {
		t.Error(diff)
	}
}

func TestTheScheduleOpensOneCycleAPeriod(t *testing.T) {
	t.Parallel()
	b := newBench(t)
	for range 2 {
		id, opened, err := b.OpenScheduled(t.Context(), north, b.clock.Now())
		if id != "north-2026-q4" || !opened || err != nil {
			t.Errorf("OpenScheduled = %s %v %v", id, opened, err)
		}
	}
	// The next quarter's opening finds the cycle still open, and leaves it alone.
	if _, opened, err := b.OpenScheduled(t.Context(), north, b.clock.Now().AddDate(0, 3, 0)); opened || err != nil {
		t.Errorf("a second cycle opened beside an open one: %v %v", opened, err)
	}
	if _, err := b.CloseCycle(t.Context(), assess.BySlack(boss), north); err != nil {
		t.Fatal(err)
	}
	if _, opened, err := b.OpenScheduled(t.Context(), north, b.clock.Now()); opened || err != nil {
		t.Errorf("the closed cycle of the period was opened again: %v %v", opened, err)
	}
}

func TestTheRosterIsFrozenWhenTheCycleOpens(t *testing.T) {
	t.Parallel()
	b := newBench(t)
	c := b.start()
	p, _ := assess.ParseManifest([]byte(strings.Replace(minimal, "U0GOV", "U0NEW", 1)), "p.yaml", maturity.Find)
	if _, err := b.Apply(t.Context(), operator, p, false); err != nil {
		t.Fatal(err)
	}
	if _, err := b.submit("U0NEW", c, "governance", "2", 0); !errs.Is(err, errs.Forbidden) {
		t.Errorf("the new owner answered a cycle that opened before: %v", err)
	}
	if _, err := b.submit(gov, c, "governance", "2", 0); err != nil {
		t.Errorf("the owner when it opened could not answer: %v", err)
	}
}

func TestSubmitting(t *testing.T) {
	t.Parallel()
	b := newBench(t)
	c := b.start()

	_, err := b.submit("U0TEC", c, "governance", "2", 0)
	wantCode(t, err, errs.Forbidden, "<@U0GOV>, <@U0DEP>")

	r, err := b.submit(deputy, c, "governance", "2", 0)
	if err != nil || !r.Changed || r.Form.Score.Level != 3 || r.Form.Questionnaire.Revision != 1 {
		t.Fatalf("the deputy's answers: %+v %v", r, err)
	}
	if r, err = b.submit(deputy, c, "governance", "2", 0); err != nil || r.Changed {
		t.Errorf("the same answers again: changed %v, error %v; want neither", r.Changed, err)
	}
	_, err = b.submit(gov, c, "governance", "4", 0)
	wantCode(t, err, errs.Conflict, "<@U0DEP>")
	if r, err = b.submit(gov, c, "governance", "3", 1); err != nil || r.Form.Score.Level != 4 {
		t.Errorf("changing the answers that were shown: %+v %v", r.Form.Score, err)
	}

	if _, err := b.CloseCycle(t.Context(), assess.BySlack(boss), north); err != nil {
		t.Fatal(err)
	}
	_, err = b.submit(gov, c, "governance", "1", 2)
	wantCode(t, err, errs.Closed, "closed on 1 October 2026")

	want := []string{
		"cli programme.applied north", "slack cycle.opened north-2026-q4",
		"slack questionnaire.submitted north-2026-q4/governance", "slack questionnaire.changed north-2026-q4/governance",
		"slack cycle.closed north-2026-q4",
	}
	if diff := cmp.Diff(want, b.entries()); diff != "" {
		t.Error(diff)
	}
}

func TestEveryFaultOfASubmissionIsKeyedToItsInput(t *testing.T) {
	t.Parallel()
	b := newBench(t)
	c := b.start()
	answers := b.answers("governance", "3")
	delete(answers, "G1")
	answers["G2"], answers["T1"] = "5", "1"
	_, err := b.Submit(t.Context(), assess.BySlack(gov), assess.SubmitInput{
		Questionnaire: assess.QuestionnaireID(string(c.ID) + "/governance"), Answers: answers,
		Comment: strings.Repeat("x", assess.MaxComment+1), Evidence: "javascript:alert(1)",
	})
	fields := errs.Fields(err)
	for _, name := range []string{"G1", "G2", "T1", assess.FieldComment, assess.FieldEvidence} {
		if fields[name] == "" {
			t.Errorf("%s is not reported: %v", name, fields)
		}
	}
	if len(fields) != 5 || !errs.Is(err, errs.Invalid) {
		t.Errorf("fields %v", fields)
	}
}

func TestLinksThatBackAnswers(t *testing.T) {
	t.Parallel()
	b := newBench(t)
	c := b.start()
	tests := map[string]bool{
		"https://wiki.example/ai-policy": true, "https://northwind.slack.com/archives/C1/p1": true, " https://a.example ": true,
		"ftp://a.example": false, "wiki/page": false, "https://": false, "https://a.example/|<!channel>": false,
	}
	base := 0
	for link, good := range tests {
		in := assess.SubmitInput{
			Questionnaire: assess.QuestionnaireID(string(c.ID) + "/governance"), Base: base,
			Answers: b.answers("governance", "3"), Evidence: link,
		}
		r, err := b.Submit(t.Context(), assess.BySlack(gov), in)
		if good != (err == nil) {
			t.Errorf("%q: error %v, want accepted %v", link, err, good)
		}
		if err == nil {
			base = r.Form.Questionnaire.Revision
		}
	}
}

func TestTwoWhoSubmitAtOnceDoNotOverwriteEachOther(t *testing.T) {
	t.Parallel()
	b := newBench(t)
	c := b.start()
	var wg sync.WaitGroup
	errors := make([]error, 2)
	for i, by := range []assess.UserID{gov, deputy} {
		wg.Go(func() { _, errors[i] = b.submit(by, c, "governance", []string{"1", "3"}[i], 0) })
	}
	wg.Wait()
	if (errors[0] == nil) == (errors[1] == nil) {
		t.Fatalf("one of the two must win: %v", errors)
	}
	wantCode(t, cmpOr(errors[0], errors[1]), errs.Conflict, "Nothing was overwritten")
}

func cmpOr(a, b error) error {
	if a != nil {
		return a
	}
	return b
}

func TestNudgesAreToldOnceThoughSeveralDeliveriesAreAskedFor(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		b := newBench(t)
		c := b.start()
		if err := b.Wait(t.Context()); err != nil {
			t.Fatal(err)
		}
		before := len(b.processes.all())
		hold := make(chan struct{})
		b.processes.holdUp(hold)
		for i, category := range []string{"governance", "technical-controls", "monitoring-detection"} {
			if _, err := b.Submit(t.Context(), operator, assess.SubmitInput{
				Questionnaire: assess.QuestionnaireID(string(c.ID) + "/" + category), Answers: b.answers(category, "2"),
			}); err != nil {
				t.Fatal(i, err)
			}
			synctest.Wait() // the delivery has gone as far as it can
		}
		close(hold)
		if err := b.Wait(t.Context()); err != nil {
			t.Fatal(err)
		}
		if told := b.processes.all()[before:]; len(told) != 3 {
			t.Errorf("told %q, want each of three questionnaires once", told)
		}
	})
}

func TestAnAnswerSurvivesProcessesOutOfReachAndTheSweepTellsThem(t *testing.T) {
	t.Parallel()
	b := newBench(t)
	c := b.start()
	if err := b.Wait(t.Context()); err != nil {
		t.Fatal(err)
	}
	b.processes.setDown(true)
	if _, err := b.submit(gov, c, "governance", "2", 0); err != nil {
		t.Fatal(err)
	}
	if err := b.Wait(t.Context()); err != nil {
		t.Fatal(err)
	}
	if err := b.Sweep(t.Context()); !errs.Is(err, errs.Unavailable) {
		t.Errorf("Sweep = %v, want unavailable", err)
	}
	b.processes.setDown(false)
	before := b.Told()
	if err := b.Sweep(t.Context()); err != nil {
		t.Fatal(err)
	}
	if told := b.processes.all(); told[len(told)-1] != "questionnaire north-2026-q4/governance" || b.Told() != before+1 {
		t.Errorf("told %v", told)
	}
	if err := b.Sweep(t.Context()); err != nil || b.Told() != before+1 {
		t.Errorf("a nudge was repeated after it was delivered: %v", err)
	}
}

func TestACycleClosesWhenAllHaveAnswered(t *testing.T) {
	t.Parallel()
	b := newBench(t)
	c := b.start()
	owners := map[string]assess.UserID{
		"governance": gov, "technical-controls": "U0TEC", "monitoring-detection": "U0MON", "incident-response": "U0INC",
	}
	for category, owner := range owners {
		if _, err := b.submit(owner, c, category, "3", 0); err != nil {
			t.Fatal(err)
		}
	}
	if err := b.CloseDue(t.Context(), c.ID, b.clock.Now()); err != nil {
		t.Fatal(err)
	}
	p, err := b.Progress(t.Context(), c.ID, b.clock.Now())
	if err != nil || p.Close || p.Closed || !p.At.Equal(c.ClosesAt) {
		t.Fatalf("with one answer missing: %+v %v, want to wait until %s", p, err, c.ClosesAt)
	}
	if _, err := b.submit("U0WOR", c, "workforce-culture", "1", 0); err != nil {
		t.Fatal(err)
	}
	if p, err = b.Progress(t.Context(), c.ID, b.clock.Now()); err != nil || !p.Close || p.Reason != assess.AllAnswered {
		t.Fatalf("with all answers: %+v %v", p, err)
	}
	for range 2 { // twice, as an activity may
		if err := b.CloseDue(t.Context(), c.ID, b.clock.Now()); err != nil {
			t.Fatal(err)
		}
	}
	snap := b.snapshot(c.ID)
	if snap.Answered != 5 || len(snap.Missing) != 0 || snap.Result.Overall.Level != 2 || snap.ModelHash != c.ModelHash {
		t.Errorf("snapshot %+v", snap)
	}
}

func (b *bench) snapshot(c assess.CycleID) (snap assess.Snapshot) {
	b.t.Helper()
	err := b.store.View(b.t.Context(), func(tx assess.Tx) (err error) {
		snap, err = tx.Snapshot(b.t.Context(), c)
		return err
	})
	if err != nil {
		b.t.Fatal(err)
	}
	return snap
}

func TestACycleClosesAfterItsGraceAndMissingAnswersAreNotZero(t *testing.T) {
	t.Parallel()
	b := newBench(t)
	c := b.start()
	if _, err := b.submit(gov, c, "governance", "3", 0); err != nil {
		t.Fatal(err)
	}
	if err := b.CloseDue(t.Context(), c.ID, c.ClosesAt); err != nil {
		t.Fatal(err)
	}
	snap := b.snapshot(c.ID)
	want := []string{"technical-controls", "monitoring-detection", "incident-response", "workforce-culture"}
	if snap.Answered != 1 || !cmp.Equal(want, snap.Missing) {
		t.Errorf("answered %d, missing %v", snap.Answered, snap.Missing)
	}
	if o := snap.Result.Overall; o == nil || o.Complete || o.AtLeast != 1 || o.AtMost != 4 {
		t.Errorf("overall %+v, want bounds 1 to 4 and no level", o)
	}
	due, err := b.Due(t.Context(), assess.QuestionnaireID(string(c.ID)+"/incident-response"), c.ClosesAt)
	if err != nil || !due.Done {
		t.Errorf("a questionnaire goes on after the close: %+v %v", due, err)
	}
}

func TestLastTimesAnswersComeFromTheNewestEarlierCycle(t *testing.T) {
	t.Parallel()
	b := newBench(t)
	for quarter, value := range map[string]string{"2026-04-01": "1", "2026-07-01": "2"} {
		past, err := b.Past(t.Context(), north, quarter, quarter[:8]+"20")
		if err != nil {
			t.Fatal(err)
		}
		past.Answers = make(maturity.Answers)
		for item := range b.answers("governance", value) {
			past.Answers[item] = maturity.Answer{Value: value}
		}
		if _, err := b.ImportCycle(t.Context(), operator, past); err != nil {
			t.Fatal(err)
		}
		_, err = b.ImportCycle(t.Context(), operator, past)
		wantCode(t, err, errs.Conflict, "")
	}
	c := b.start()
	f, err := b.OpenForm(t.Context(), assess.BySlack(gov), assess.QuestionnaireID(string(c.ID)+"/governance"))
	if err != nil || f.Before.Period != "2026-Q3" || f.Before.Answers["G1"] != "2" || f.Latest != nil {
		t.Errorf("before %+v, error %v", f.Before, err)
	}
	f, err = b.Form(t.Context(), assess.QuestionnaireID(string(c.ID)+"/incident-response"))
	if err != nil || f.Before.Period != "" {
		t.Errorf("a category never answered has %+v, error %v", f.Before, err)
	}
}

func TestAnImportInPartIsRefusedWhole(t *testing.T) {
	t.Parallel()
	b := newBench(t)
	past, err := b.Past(t.Context(), north, "2026-07-01", "2026-07-20")
	if err != nil {
		t.Fatal(err)
	}
	past.Answers = maturity.Answers{"G1": {Value: "3"}}
	_, err = b.ImportCycle(t.Context(), operator, past)
	wantCode(t, err, errs.Invalid, "answered in part")
	err = b.store.View(t.Context(), func(tx assess.Tx) error {
		cycles, err := tx.Cycles(t.Context(), north, 10)
		if len(cycles) > 0 {
			t.Errorf("a refused import left %v", cycles)
		}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
}

func TestHomeShowsWhatAPersonHasToDoAndWhatTheyRun(t *testing.T) {
	t.Parallel()
	b := newBench(t)
	c := b.start()
	if _, err := b.submit("U0WOR", c, "workforce-culture", "3", 0); err != nil {
		t.Fatal(err)
	}
	home, err := b.Home(t.Context(), gov)
	if err != nil || len(home.Parts) != 1 || len(home.Runs) != 0 || len(home.Levels) != 0 {
		t.Errorf("the owner's home: %d open, %d runs, %v", len(home.Parts), len(home.Runs), err)
	}
	home, err = b.Home(t.Context(), boss)
	if err != nil || len(home.Parts) != 0 || len(home.Runs) != 1 || home.Runs[0].Answered() != 1 {
		t.Errorf("the manager's home: %+v %v", home, err)
	}
	if home, err = b.Home(t.Context(), "U0OUT"); err != nil || len(home.Parts)+len(home.Runs)+len(home.Levels) != 0 {
		t.Errorf("an outsider's home: %+v %v", home, err)
	}
	_, err = b.Status(t.Context(), assess.BySlack("U0OUT"), north)
	wantCode(t, err, errs.Forbidden, "<@U0BOSS>")
	if _, err := b.CloseCycle(t.Context(), assess.BySlack(boss), north); err != nil {
		t.Fatal(err)
	}
	if home, err = b.Home(t.Context(), gov); err != nil || len(home.Parts) != 0 || len(home.Levels) != 1 {
		t.Errorf("the owner's home after the close: %+v %v", home, err)
	}
	if _, err := b.CloseCycle(t.Context(), assess.BySlack(boss), north); !errors.As(err, new(*errs.Error)) {
		t.Errorf("closing twice = %v, want a sentence", err)
	}
}
