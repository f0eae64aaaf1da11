package assess_test

import (
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"cairn/internal/assess"
	"cairn/internal/errs"
	"cairn/internal/maturity"
)

// at moves the clock to an instant in London.
func (b *bench) at(local string) time.Time {
	b.t.Helper()
	london, err := time.LoadLocation("Europe/London")
	if err != nil {
		b.t.Fatal(err)
	}
	to, err := time.ParseInLocation("2006-01-02 15:04", local, london)
	if err != nil {
		b.t.Fatal(err)
	}
	b.clock.Set(to)
	return to
}

// due is what the process of a questionnaire is told now, in words.
func (b *bench) due(q assess.QuestionnaireID) string {
	b.t.Helper()
	due, err := b.Due(b.t.Context(), q, b.clock.Now())
	if err != nil {
		b.t.Fatal(err)
	}
	when := "now"
	if due.At.After(b.clock.Now()) {
		when = due.At.UTC().Format("2006-01-02 15:04")
	}
	return strings.TrimSpace(fmt.Sprintf("%s %s %s %s", when, due.Deed, due.Person, due.Step))
}

func (b *bench) wantDue(q assess.QuestionnaireID, want string) {
	b.t.Helper()
	if got := b.due(q); got != want {
		b.t.Errorf("due at %s: %q, want %q", b.clock.Now().UTC().Format("2006-01-02 15:04"), got, want)
	}
}

// ask puts the card of a questionnaire to a person.
func (b *bench) ask(q assess.QuestionnaireID, u assess.UserID) assess.Card {
	b.t.Helper()
	card, ok, err := b.Begin(b.t.Context(), q, u, assess.StepAsk, b.clock.Now())
	if err != nil || !ok {
		b.t.Fatalf("asking %s: %v %v", u, ok, err)
	}
	return card
}

func (b *bench) remind(q assess.QuestionnaireID, u assess.UserID, step string) assess.Reminder {
	b.t.Helper()
	r, ok, err := b.Remind(b.t.Context(), q, u, step, b.clock.Now())
	if err != nil || !ok {
		b.t.Fatalf("reminding %s: %v %v", u, ok, err)
	}
	return r
}

// records are those of a questionnaire, in words.
func (b *bench) records(q assess.QuestionnaireID) (lines []string) {
	b.t.Helper()
	for _, a := range b.allAskings() {
		if a.Questionnaire == q {
			lines = append(lines, strings.TrimSpace(fmt.Sprintf("%s %s %s", a.Person, a.Kind, a.Step)))
		}
	}
	return lines
}

// shared applies a programme in which one person owns two categories, and starts a cycle.
func (b *bench) shared() (first, second assess.QuestionnaireID) {
	b.t.Helper()
	p, faults := assess.ParseManifest([]byte(strings.Replace(minimal, "U0TEC", "U0GOV", 1)), "p.yaml", maturity.Find)
	if len(faults) > 0 {
		b.t.Fatal(faults)
	}
	if _, err := b.Apply(b.t.Context(), operator, p, false); err != nil {
		b.t.Fatal(err)
	}
	c := b.start()
	return assess.QuestionnaireID(string(c.ID) + "/governance"), assess.QuestionnaireID(string(c.ID) + "/technical-controls")
}

func TestOnePersonWithTwoQuestionnairesHasOneCardAndOneReminder(t *testing.T) {
	t.Parallel()
	b := newBench(t)
	first, second := b.shared()
	b.wantDue(first, "now ask U0GOV ask")
	for _, q := range []assess.QuestionnaireID{first, second, first} { // an activity may run twice
		if card := b.ask(q, gov); len(card.Parts) != 2 || !card.First {
			t.Errorf("the card has %d parts, first %v", len(card.Parts), card.First)
		}
	}
	b.at("2026-10-08 13:15")
	b.wantDue(first, "now remind U0GOV half-time")
	r := b.remind(first, gov, "half-time")
	if len(r.Forms) != 2 || !slices.Equal(r.Steps, []string{"half-time", "half-time"}) || r.ID != "U0GOV:2026-10-08" || r.Card != first.Cycle() {
		t.Errorf("the reminder %s has %d forms by %v in the thread of %s", r.ID, len(r.Forms), r.Steps, r.Card)
	}
	b.wantDue(second, "2026-10-13 08:00 remind U0GOV 2d before")
	if again := b.remind(second, gov, "half-time"); again.ID != r.ID || len(again.Forms) != 2 {
		t.Errorf("the second process reminds by %s of %d", again.ID, len(again.Forms))
	}
	if _, err := b.Submit(t.Context(), assess.BySlack(gov), assess.SubmitInput{Questionnaire: first, Answers: b.answers("governance", "2")}); err != nil {
		t.Fatal(err)
	}
	if again := b.remind(first, gov, "half-time"); len(again.Forms) != 1 || again.Forms[0].Questionnaire.ID != second {
		t.Errorf("what was answered is still in the reminder: %d forms", len(again.Forms))
	}
}

func TestWhatWasOverdueWhenNoticedIsSaidOnce(t *testing.T) {
	t.Parallel()
	b := newBench(t)
	q := assess.QuestionnaireID(string(b.start().ID) + "/technical-controls")
	b.ask(q, "U0TEC")
	b.at("2026-10-15 10:00") // due today; nothing ran since
	b.wantDue(q, "now remind U0TEC due-morning")
	if r := b.remind(q, "U0TEC", "due-morning"); !slices.Equal(r.Steps, []string{"due-morning"}) {
		t.Errorf("it speaks of %v", r.Steps)
	}
	want := []string{"U0TEC asked ask", "U0TEC dropped half-time", "U0TEC dropped 2d before", "U0TEC nudged due-morning"}
	if diff := cmp.Diff(want, b.records(q)); diff != "" {
		t.Error(diff)
	}
	b.wantDue(q, "2026-10-16 08:00 remind U0TEC 1d after")
	if r := b.remind(q, "U0TEC", "half-time"); r.ID != "U0TEC:2026-10-15" {
		t.Errorf("the dropped step brings %s", r.ID)
	}
}

func TestALateAskTakesTheDaysRemindersAlong(t *testing.T) {
	t.Parallel()
	b := newBench(t)
	q := assess.QuestionnaireID(string(b.start().ID) + "/technical-controls")
	b.at("2026-10-08 12:00")
	b.wantDue(q, "now ask U0TEC ask")
	b.ask(q, "U0TEC")
	b.wantDue(q, "2026-10-13 08:00 remind U0TEC 2d before")
}

func TestACardWaitsForThePersonsWorkingDay(t *testing.T) {
	t.Parallel()
	b := newBench(t)
	if err := b.Saw(t.Context(), assess.Person{ID: "U0TEC", Zone: "America/New_York", Standing: assess.Member}); err != nil {
		t.Fatal(err)
	}
	c := b.start()
	q := assess.QuestionnaireID(string(c.ID) + "/technical-controls")
	b.wantDue(q, "2026-10-01 13:00 ask U0TEC ask")
	if _, ok, err := b.Begin(t.Context(), q, "U0TEC", assess.StepAsk, b.clock.Now()); ok || err != nil {
		t.Errorf("the card was put at four in the morning: %v", err)
	}
	f, err := b.Form(t.Context(), q)
	if due := f.Questionnaire.DueAt.UTC().Format("2006-01-02 15:04"); err != nil || due != "2026-10-15 21:30" {
		t.Errorf("due %s, want the end of New York's day (%v)", due, err)
	}
	if closes := c.ClosesAt.UTC().Format("2006-01-02 15:04"); closes != "2026-10-22 21:30" {
		t.Errorf("the cycle closes %s, want after the grace of the last", closes)
	}
}

func TestADeputyTakesOverWhileTheOwnerIsAwayAndGivesBack(t *testing.T) {
	t.Parallel()
	b := newBench(t)
	ctx := t.Context()
	q := assess.QuestionnaireID(string(b.start().ID) + "/governance")
	b.ask(q, gov)
	b.at("2026-10-05 10:00")
	if _, err := b.Away(ctx, assess.BySlack(gov), time.Time{}, b.clock.Now().AddDate(0, 0, 7)); err != nil {
		t.Fatal(err)
	}
	b.wantDue(q, "now offer U0DEP offer 2026-10-05")
	for range 2 {
		o, ok, err := b.Offering(ctx, q, deputy, "offer 2026-10-05", b.clock.Now())
		if err != nil || !ok || len(o.Forms) != 1 || o.Owner.ID != gov || !o.Absence.Until.Equal(b.clock.Now().AddDate(0, 0, 7)) {
			t.Fatalf("offering %+v: %v", o.Absence, err)
		}
	}
	b.wantDue(q, "2026-10-08 12:15") // to record that half time is held
	st, err := b.Status(ctx, operator, north)
	if err != nil || st.Lines[0].Absent == nil || st.Lines[1].Absent != nil {
		t.Errorf("the managers see %+v of the absence (%v)", st.Lines[0].Absent, err)
	}
	wantCode(t, b.TakeOver(ctx, assess.BySlack("U0TEC"), q), errs.Forbidden, "deputy")
	if err := b.TakeOver(ctx, assess.BySlack(deputy), q); err != nil {
		t.Fatal(err)
	}
	wantCode(t, b.Decline(ctx, assess.BySlack(deputy), q), errs.Conflict, "taken these questions over")
	b.wantDue(q, "now ask U0DEP ask 2026-10-05T09:00:00Z")
	if _, ok, err := b.Begin(ctx, q, deputy, "ask 2026-10-05T09:00:00Z", b.clock.Now()); !ok || err != nil {
		t.Fatal(ok, err)
	}
	if err := b.GiveBack(ctx, q, b.clock.Now()); err != nil {
		t.Fatal(err)
	}
	if f, err := b.Form(ctx, q); err != nil || f.Questionnaire.Asks() != deputy || f.Absent == nil {
		t.Fatalf("given back while the owner is away: %v", err)
	}
	b.at("2026-10-07 11:00")
	if err := b.Back(ctx, assess.BySlack(gov)); err != nil {
		t.Fatal(err)
	}
	b.wantDue(q, "now giveback U0GOV")
	for range 2 {
		if err := b.GiveBack(ctx, q, b.clock.Now()); err != nil {
			t.Fatal(err)
		}
	}
	b.wantDue(q, "now remind U0GOV ask 2026-10-07T10:00:00Z")
	want := []string{"U0GOV asked ask", "U0DEP offered offer 2026-10-05", "U0DEP handed over", "U0DEP asked ask 2026-10-05T09:00:00Z", "U0GOV handed back"}
	if diff := cmp.Diff(want, b.records(q)); diff != "" {
		t.Error(diff)
	}
	wantCode(t, b.TakeOver(ctx, assess.BySlack(deputy), q), errs.Conflict, "is back")
	wantCode(t, b.Back(ctx, assess.BySlack(gov)), errs.Conflict, "Slack status")
}

func TestWhatFallsDueWhileAwayIsHeldAndSaidOnceOnReturn(t *testing.T) {
	t.Parallel()
	b := newBench(t)
	ctx := t.Context()
	q := assess.QuestionnaireID(string(b.start().ID) + "/technical-controls")
	b.ask(q, "U0TEC")
	until := b.at("2026-10-14 00:00")
	b.at("2026-10-07 12:00")
	if err := b.Saw(ctx, assess.Person{ID: "U0TEC", Status: assess.SlackStatus{Emoji: ":palm_tree:", Until: until}}); err != nil {
		t.Fatal(err)
	}
	b.wantDue(q, "2026-10-08 12:15")
	b.at("2026-10-08 13:15")
	b.wantDue(q, "2026-10-13 08:00")
	b.at("2026-10-13 09:00")
	b.wantDue(q, "2026-10-14 08:00 remind U0TEC 2d before")
	b.wantDue(q, "2026-10-14 08:00 remind U0TEC 2d before")
	b.at("2026-10-14 09:00")
	b.remind(q, "U0TEC", "2d before")
	want := []string{"U0TEC asked ask", "U0TEC held half-time", "U0TEC held 2d before", "U0TEC dropped half-time", "U0TEC nudged 2d before"}
	if diff := cmp.Diff(want, b.records(q)); diff != "" {
		t.Error(diff)
	}
}

func TestAManagersRequestWaitsForAFreeDay(t *testing.T) {
	t.Parallel()
	b := newBench(t)
	ctx := t.Context()
	q := assess.QuestionnaireID(string(b.start().ID) + "/technical-controls")
	_, err := b.Request(ctx, assess.BySlack(boss), q)
	wantCode(t, err, errs.Conflict, "for the first time")
	b.ask(q, "U0TEC")
	_, err = b.Request(ctx, assess.BySlack("U0TEC"), q)
	wantCode(t, err, errs.Forbidden, "ask for a reminder")
	at, err := b.Request(ctx, assess.BySlack(boss), q)
	if want := "2026-10-02 08:00"; err != nil || at.UTC().Format("2006-01-02 15:04") != want {
		t.Errorf("on the day of the card it is for %s (%v), want %s", at, err, want)
	}
	_, err = b.Request(ctx, assess.BySlack(boss), q)
	wantCode(t, err, errs.Conflict, "2 October at 09:00")
	b.at("2026-10-02 09:00")
	r := b.remind(q, "U0TEC", "request 2026-10-01T08:00:00Z")
	if len(r.Forms) != 1 {
		t.Errorf("%d forms", len(r.Forms))
	}
	if at, err = b.Request(ctx, assess.BySlack(boss), q); err != nil || at.UTC().Format("2006-01-02 15:04") != "2026-10-05 08:00" {
		t.Errorf("after a nudge on a Friday: %s %v, want Monday", at, err)
	}
}

func TestAPromiseCarriesItsInstantIntoTheReminder(t *testing.T) {
	t.Parallel()
	b := newBench(t)
	ctx := t.Context()
	q := assess.QuestionnaireID(string(b.start().ID) + "/technical-controls")
	b.ask(q, "U0TEC")
	_, err := b.Promise(ctx, assess.BySlack("U0INC"), q, b.clock.Now().Add(24*time.Hour))
	wantCode(t, err, errs.Forbidden, "<@U0TEC>")
	at, err := b.Promise(ctx, assess.BySlack("U0TEC"), q, b.clock.Now().AddDate(0, 0, 8).Add(time.Hour))
	if err != nil {
		t.Fatal(err)
	}
	b.wantDue(q, "2026-10-09 09:00 remind U0TEC promise 2026-10-09T09:00:00Z")
	b.clock.Set(at)
	r := b.remind(q, "U0TEC", "promise 2026-10-09T09:00:00Z")
	if !r.Kept[0].Equal(at) {
		t.Errorf("the reminder knows of promises %v", r.Kept)
	}
	all, err := b.Ledger(ctx, assess.BySlack(boss), north, time.Time{}, 0)
	if err != nil || slices.ContainsFunc(all, func(a assess.Asking) bool { return a.Kind == assess.WasPromised }) {
		t.Errorf("managers see promises (%v)", err)
	}
	_, err = b.Ledger(ctx, assess.BySlack("U0TEC"), north, time.Time{}, 0)
	wantCode(t, err, errs.Forbidden, "")
}

func TestAnEscalationIsOneMessageAPersonACycle(t *testing.T) {
	t.Parallel()
	b := newBench(t)
	ctx := t.Context()
	c := b.start()
	gq, tq := assess.QuestionnaireID(string(c.ID)+"/governance"), assess.QuestionnaireID(string(c.ID)+"/technical-controls")
	b.at("2026-10-21 09:00")
	if _, ok, err := b.Escalation(ctx, gq, boss, "", b.clock.Now()); ok || err != nil {
		t.Errorf("told of nothing: %v %v", ok, err)
	}
	for i, q := range []assess.QuestionnaireID{tq, gq, tq} {
		e, ok, err := b.Escalation(ctx, q, boss, assess.StepEscalateManager, b.clock.Now())
		if err != nil || !ok || len(e.Forms) != min(i+1, 2) || e.AsDeputy || !e.First {
			t.Fatalf("escalation %d: %v %v, %d forms", i, ok, err, len(e.Forms))
		}
		if i > 0 && e.Forms[0].Questionnaire.ID != gq {
			t.Errorf("the first is %s, want the model's order", e.Forms[0].Questionnaire.ID)
		}
	}
	if all, err := b.Escalations(ctx, gq); err != nil || len(all) != 1 || all[0].To.ID != boss {
		t.Errorf("messages that mention it: %+v %v", all, err)
	}
}

func TestWhatSlackRefusedDoesNotComeUpAgain(t *testing.T) {
	t.Parallel()
	b := newBench(t)
	q := assess.QuestionnaireID(string(b.start().ID) + "/technical-controls")
	b.ask(q, "U0TEC")
	for range 2 {
		if err := b.Undelivered(t.Context(), q, "U0TEC", assess.StepAsk, "user_disabled", b.clock.Now()); err != nil {
			t.Fatal(err)
		}
	}
	b.wantDue(q, "2026-10-08 12:15 remind U0TEC half-time")
	if diff := cmp.Diff([]string{"U0TEC asked ask", "U0TEC undelivered ask"}, b.records(q)); diff != "" {
		t.Error(diff)
	}
}

func TestWhatSlackTellsIsMergedAndNudgesWhatItTouches(t *testing.T) {
	t.Parallel()
	b := newBench(t)
	ctx := t.Context()
	c := b.start()
	if err := b.Wait(ctx); err != nil {
		t.Fatal(err)
	}
	told := len(b.processes.all())
	see := func(p assess.Person) assess.Person {
		t.Helper()
		p.ID = deputy
		if err := b.Saw(ctx, p); err != nil {
			t.Fatal(err)
		}
		if err := b.Wait(ctx); err != nil {
			t.Fatal(err)
		}
		who, err := b.Person(ctx, deputy)
		if err != nil {
			t.Fatal(err)
		}
		return who
	}
	nudged := func(want int) {
		t.Helper()
		all := b.processes.all()[told:]
		if len(all) != want || want > 0 && all[want-1] != "questionnaire "+string(c.ID)+"/governance" {
			t.Errorf("it told %v, want %d", all, want)
		}
	}
	since := b.clock.Now()
	see(assess.Person{Name: "Dee", Locale: "de-DE", Zone: "Europe/Berlin", Standing: assess.Member})
	nudged(1)
	b.clock.Set(since.Add(time.Hour))
	who := see(assess.Person{Name: "Dee Puty", Zone: "Europe/Berlin", Standing: assess.Member})
	nudged(1)
	if who.Locale != "de-DE" || who.Name != "Dee Puty" || who.Version != 2 {
		t.Errorf("%+v", who)
	}
	who = see(assess.Person{Zone: "Europe/Berlin", Standing: assess.Member, Status: assess.SlackStatus{Text: "Urlaub"}})
	nudged(2)
	b.clock.Set(since.Add(2 * time.Hour))
	who = see(assess.Person{Zone: "Europe/Berlin", Standing: assess.Member, Status: assess.SlackStatus{Text: "Urlaub bis Montag", Emoji: ":palm_tree:"}})
	if !who.Status.Since.Equal(since.Add(time.Hour)) {
		t.Errorf("an absence under other words began at %s", who.Status.Since)
	}
	if who = see(assess.Person{Name: "Old", SeenAt: since}); who.Name == "Old" {
		t.Error("what was told before replaced what is newer")
	}
	unseen, err := b.Unseen(ctx, b.clock.Now())
	if err != nil || slices.Contains(unseen, deputy) || !slices.Contains(unseen, boss) || len(unseen) != 6 {
		t.Errorf("unseen %v %v", unseen, err)
	}
}

func TestManagersHearOfSomebodyWhoLeftWithWhatTheyHad(t *testing.T) {
	t.Parallel()
	b := newBench(t)
	ctx := t.Context()
	c := b.start()
	q := assess.QuestionnaireID(string(c.ID) + "/technical-controls")
	if all, err := b.Departure(ctx, "U0TEC"); err != nil || len(all) != 0 {
		t.Errorf("of somebody who is there: %v %v", all, err)
	}
	if err := b.Saw(ctx, assess.Person{ID: "U0TEC", Standing: assess.Gone}); err != nil {
		t.Fatal(err)
	}
	all, err := b.Departure(ctx, "U0TEC")
	if err != nil || len(all) != 1 || all[0].To.ID != boss || len(all[0].Open) != 1 || all[0].Open[0].Questionnaire.ID != q {
		t.Fatalf("%+v %v", all, err)
	}
	if held := all[0].Programmes; len(held) != 1 || len(held[0].Owns) != 1 || held[0].Owns[0].ID != "technical-controls" || held[0].Manager {
		t.Errorf("roles %+v", held)
	}
	b.wantDue(q, "2026-10-21 08:00 escalate U0BOSS escalate-manager")
	_, err = b.Request(ctx, assess.BySlack(boss), q)
	wantCode(t, err, errs.Conflict, "Reassign")
	if err := b.Saw(ctx, assess.Person{ID: boss, Standing: assess.Guest}); err != nil {
		t.Fatal(err)
	}
	if all, err = b.Departure(ctx, "U0TEC"); err != nil || len(all) != 0 {
		t.Errorf("a manager who cannot be written to is told: %+v %v", all, err)
	}
	if slices.ContainsFunc(b.entries(), func(e string) bool { return strings.Contains(e, "person.left") }) {
		t.Error("a person is no part of a programme's journal")
	}
}

func TestWhoWasHandedSomeQuestionsIsRemindedUntilThoseAreAnswered(t *testing.T) {
	t.Parallel()
	b := newBench(t)
	ctx := t.Context()
	q := assess.QuestionnaireID(string(b.start().ID) + "/technical-controls")
	b.ask(q, "U0TEC")
	f, err := b.Form(ctx, q)
	if err != nil {
		t.Fatal(err)
	}
	item := f.Items[1].ID
	b.at("2026-10-02 18:00")
	if err := b.Delegate(ctx, assess.BySlack("U0TEC"), q, item, deputy, ""); err != nil {
		t.Fatal(err)
	}
	b.wantDue(q, "2026-10-05 08:00 ask U0DEP ask 2026-10-02T17:00:00Z")
	b.at("2026-10-05 09:00")
	if _, ok, err := b.Begin(ctx, q, deputy, "ask 2026-10-02T17:00:00Z", b.clock.Now()); !ok || err != nil {
		t.Fatal(ok, err)
	}
	b.at("2026-10-13 09:00")
	b.remind(q, "U0TEC", "2d before")
	if r := b.remind(q, deputy, "2d before"); !slices.Equal(r.Items[0], []string{item}) {
		t.Errorf("it speaks of %v", r.Items)
	}
	in := assess.SubmitInput{Questionnaire: q, Answers: map[string]string{item: "2"}, Partial: true}
	if _, err := b.Submit(ctx, assess.BySlack(deputy), in); err != nil {
		t.Fatal(err)
	}
	b.wantDue(q, "2026-10-15 08:00 remind U0TEC due-morning")
	wantCode(t, b.Acknowledge(ctx, assess.BySlack(deputy), q), errs.Forbidden, "<@U0TEC>")
	b.at("2026-10-15 09:00")
	if _, ok, err := b.Remind(ctx, q, deputy, "due-morning", b.clock.Now()); ok || err != nil {
		t.Errorf("who has answered is reminded: %v", err)
	}
}

func TestTheOwnerIsAskedToSignWhatADelegateAnswered(t *testing.T) {
	t.Parallel()
	b := newBench(t)
	ctx := t.Context()
	q := assess.QuestionnaireID(string(b.start().ID) + "/technical-controls")
	b.ask(q, "U0TEC")
	b.at("2026-10-05 10:00")
	if err := b.Delegate(ctx, assess.BySlack("U0TEC"), q, "", "U0INC", ""); err != nil {
		t.Fatal(err)
	}
	b.at("2026-10-06 18:00")
	in := assess.SubmitInput{Questionnaire: q, Answers: b.answers("technical-controls", "2")}
	if _, err := b.Submit(ctx, assess.BySlack("U0INC"), in); err != nil {
		t.Fatal(err)
	}
	b.wantDue(q, "2026-10-07 08:00 remind U0TEC sign-off 2026-10-05T09:00:00Z")
	b.at("2026-10-07 09:00")
	if r := b.remind(q, "U0TEC", "sign-off 2026-10-05T09:00:00Z"); len(r.Forms) != 1 || r.Forms[0].Questionnaire.State != assess.ToSign {
		t.Errorf("the reminder: %+v", r.Steps)
	}
	if due := b.due(q); !strings.Contains(due, "remind U0TEC half-time") {
		t.Errorf("then %q, want the rest of the ladder", due)
	}
	b.at("2026-10-21 09:00")
	if _, ok, err := b.Escalation(ctx, q, boss, assess.StepEscalateManager, b.clock.Now()); ok || err != nil {
		t.Errorf("what is answered was escalated: %v", err)
	}
	if _, err := b.SignOff(ctx, assess.BySlack("U0TEC"), q, 1); err != nil {
		t.Fatal(err)
	}
	if due, err := b.Due(ctx, q, b.clock.Now()); err != nil || !due.Done {
		t.Errorf("after the signature: %+v %v", due, err)
	}
}

func TestWhoHadACardIsToldOfMoreByAReminderAndTheirCardShowsIt(t *testing.T) {
	t.Parallel()
	b := newBench(t)
	ctx := t.Context()
	c := b.start()
	q, theirs := assess.QuestionnaireID(string(c.ID)+"/technical-controls"), assess.QuestionnaireID(string(c.ID)+"/incident-response")
	b.ask(q, "U0TEC")
	b.ask(theirs, "U0INC")
	b.at("2026-10-05 10:00")
	if err := b.Delegate(ctx, assess.BySlack("U0TEC"), q, "", "U0INC", ""); err != nil {
		t.Fatal(err)
	}
	b.wantDue(q, "now remind U0INC ask 2026-10-05T09:00:00Z")
	b.remind(q, "U0INC", "ask 2026-10-05T09:00:00Z")
	cards, err := b.Cards(ctx, q)
	var whose []assess.UserID
	for _, card := range cards {
		whose = append(whose, card.To.ID)
	}
	if diff := cmp.Diff([]assess.UserID{"U0TEC", "U0INC"}, whose); err != nil || diff != "" {
		t.Error(diff, err)
	}
	b.at("2026-10-13 09:00")
	if r := b.remind(theirs, "U0INC", "2d before"); len(r.Forms) != 2 || r.Items != nil {
		t.Errorf("the reminder speaks of %d, of parts %v", len(r.Forms), r.Items)
	}
}
