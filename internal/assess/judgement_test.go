package assess_test

import (
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"cairn/internal/assess"
	"cairn/internal/errs"
	"cairn/internal/maturity"
)

const because = "The external audit of May found more than the answers say."

func (b *bench) override(by assess.Actor, c assess.CycleID, category string, level int, reason string) (assess.Override, error) {
	b.t.Helper()
	return b.Override(b.t.Context(), by, c, category, level, reason)
}

func TestOnlyAManagerOverridesALevelAndOnlyWithAReason(t *testing.T) {
	t.Parallel()
	b := onObjectives(t, "")
	c := b.start()
	_, err := b.override(assess.BySlack(owner("GOV")), c.ID, "GOV", 5, because)
	wantCode(t, err, errs.Forbidden, "<@U0BOSS>")
	for _, tt := range []struct {
		level  int
		reason string
		field  string
	}{{3, "too short", assess.FieldReason}, {3, strings.Repeat("x", 501), assess.FieldReason}, {6, because, assess.FieldLevel}, {-1, because, assess.FieldLevel}} {
		_, err := b.override(assess.BySlack(boss), c.ID, "GOV", tt.level, tt.reason)
		if errs.Fields(err)[tt.field] == "" || len(errs.Fields(err)) != 1 {
			t.Errorf("level %d because %.20q: %v, want a fault at %s", tt.level, tt.reason, err, tt.field)
		}
	}
	_, err = b.override(assess.BySlack(boss), c.ID, "XYZ", 3, because)
	wantCode(t, err, errs.NotFound, "XYZ")
	_, err = b.override(assess.BySlack(boss), c.ID, "GOV", 0, because)
	wantCode(t, err, errs.NotFound, "nothing to take back")
	_, err = b.override(assess.BySlack(boss), "north-1999-q1", "GOV", 3, because)
	wantCode(t, err, errs.NotFound, "north-1999-q1")
}

func TestAnOverrideKeepsTheComputedLevelAndCanBeTakenBack(t *testing.T) {
	t.Parallel()
	b := onObjectives(t, "")
	c := b.start()
	b.allInPlace(c, []string{"GOV"}, map[string]string{"GOV-03.1": "0"})
	o, err := b.override(assess.BySlack(boss), c.ID, "GOV", 4, "  "+because+" ")
	if err != nil || o.Level != 4 || o.Computed != 2 || o.Reason != because || o.By.User != boss {
		t.Fatalf("override %+v, %v", o, err)
	}
	f := b.form(c, "GOV")
	if f.Override == nil || f.Override.Level != 4 || f.Score.Level != 2 {
		t.Errorf("the form has %+v and computes %d", f.Override, f.Score.Level)
	}
	b.clock.Add(time.Hour)
	b.close()
	if s := b.level(c.ID, "GOV"); s.Level != 2 {
		t.Errorf("the snapshot has %d, want what was computed", s.Level)
	}
	home, err := b.Home(t.Context(), owner("GOV"))
	if err != nil || len(home.Levels) != 1 || home.Levels[0].Overrides["GOV"].Level != 4 {
		t.Errorf("the owner's home: %+v %v", home.Levels, err)
	}
	if _, err := b.override(operator, c.ID, "GOV", 0, "The auditor corrected the report."); err != nil {
		t.Fatal(err)
	}
	if f := b.form(c, "GOV"); f.Override != nil {
		t.Errorf("taken back, the form has %+v", f.Override)
	}
	if err := b.Wait(t.Context()); err != nil {
		t.Fatal(err)
	}
	told := slices.DeleteFunc(b.processes.all(), func(what string) bool { return !strings.HasPrefix(what, "digest") })
	if diff := cmp.Diff([]string{"digest north-2026-q4"}, told); diff != "" {
		t.Errorf("only the change after the close publishes the digest anew: %s", diff)
	}
	for _, entry := range []string{"slack level.overridden north-2026-q4/GOV", "cli level.override-withdrawn north-2026-q4/GOV"} {
		if !slices.Contains(b.entries(), entry) {
			t.Errorf("the journal lacks %q: %v", entry, b.entries())
		}
	}
}

func (b *bench) substitute(by assess.Actor, item, name, text, reason string) error {
	b.t.Helper()
	_, err := b.Substitute(b.t.Context(), by, north, item, name, text, reason)
	return err
}

const ownText = "Every quarter the board reads which AI systems it carries the risk of."

func TestOnlyAManagerSubstitutesAnObjectiveAndInFullWords(t *testing.T) {
	t.Parallel()
	b := onObjectives(t, "")
	wantCode(t, b.substitute(assess.BySlack(owner("GOV")), "GOV-03.1", "Board", ownText, because), errs.Forbidden, "<@U0BOSS>")
	wantCode(t, b.substitute(operator, "GOV-09.9", "Board", ownText, because), errs.NotFound, "GOV-09.9")
	wantCode(t, b.substitute(operator, "GOV-03.1", "", "", because), errs.NotFound, "nothing to take back")
	err := b.substitute(operator, "GOV-03.1", " ", strings.Repeat("x", 421), "short")
	for _, field := range []string{assess.FieldName, assess.FieldText, assess.FieldReason} {
		if errs.Fields(err)[field] == "" {
			t.Errorf("%s is not reported: %v", field, err)
		}
	}
	onScale := newBench(t)
	wantCode(t, onScale.substitute(operator, "G1", "Ours", ownText, because), errs.Invalid, "only control objectives")
}

func TestASubstitutionShowsInFormsAndSnapshotsUnderTheModelsId(t *testing.T) {
	t.Parallel()
	b := onObjectives(t, "")
	c := b.start()
	b.mustGive(c, "GOV", assess.SubmitInput{
		Answers: map[string]string{"GOV-03.1": "1", "GOV-03.2": "1"}, Notes: map[string]string{"GOV-03.1": "About the model's own words"},
	})
	if err := b.substitute(assess.BySlack(boss), "GOV-03.1", "Board", ownText, because); err != nil {
		t.Fatal(err)
	}
	f := b.form(c, "GOV")
	i := slices.IndexFunc(f.Items, func(item *maturity.Item) bool { return item.ID == "GOV-03.1" })
	if item := f.Items[i]; item.Name != "Board" || item.Text != ownText || item.Level != 3 || item.Rationale != "" {
		t.Errorf("the form shows %+v", item)
	}
	if s := f.Substitutions["GOV-03.1"]; s.Reason != because || s.By.User != boss {
		t.Errorf("the form names %+v", s)
	}
	// The answer was about other words.
	if _, answered := f.Latest.Answers["GOV-03.1"]; answered || len(f.Latest.Notes) != 0 || len(f.Latest.Answers) != 1 || f.Latest.By != boss || !f.Submitted() {
		t.Errorf("after the substitution the answers are %v with notes %v by %s", f.Latest.Answers, f.Latest.Notes, f.Latest.By)
	}
	model, err := maturity.Find("aismm")
	if err != nil {
		t.Fatal(err)
	}
	if item, _ := model.Item("GOV-03.1"); item.Text == ownText {
		t.Error("the substitution changed the shared model")
	}
	b.clock.Add(time.Hour)
	b.close()
	b.clock.Add(time.Hour)
	if err := b.substitute(operator, "GOV-03.1", "", "", "The model's words fit after all."); err != nil {
		t.Fatal(err)
	}
	if subs := b.snapshot(c.ID).Substitutions; len(subs) != 1 || subs[0].Text != ownText {
		t.Errorf("the snapshot has %+v", subs)
	}
	if f := b.form(c, "GOV"); f.Substitutions["GOV-03.1"].Text != ownText {
		t.Error("the form of a closed cycle lost the words that were answered")
	}
}

func TestAFormThatShowsTheWordsBeforeIsOutOfDate(t *testing.T) {
	t.Parallel()
	b := onObjectives(t, "")
	c := b.start()
	open := b.form(c, "GOV")
	if err := b.substitute(operator, "GOV-03.1", "Board", ownText, because); err != nil {
		t.Fatal(err)
	}
	in := assess.SubmitInput{Questionnaire: open.Questionnaire.ID, Base: open.Questionnaire.Revision, Answers: map[string]string{"GOV-03.1": "1"}}
	_, err := b.Submit(t.Context(), assess.BySlack(owner("GOV")), in)
	wantCode(t, err, errs.Conflict, "what it asks was changed")
	if f := b.form(c, "GOV"); f.Latest != nil || f.Submitted() {
		t.Errorf("the substitution answered for the owner: %+v", f.Latest)
	}
	b.mustGive(c, "GOV", assess.SubmitInput{Answers: in.Answers})
	if other := b.form(c, "IR"); other.Questionnaire.Revision != 0 {
		t.Error("the substitution made another category's form out of date")
	}
}

func TestACheckInDoesNotCarryAnAnswerToOtherWords(t *testing.T) {
	t.Parallel()
	b := onObjectives(t, "")
	b.assessed(map[string]string{"IR-02.1": "0"})
	if err := b.substitute(operator, "GOV-03.1", "Board", ownText, because); err != nil {
		t.Fatal(err)
	}
	b.clock.Add(time.Hour)
	c := b.startKind(assess.CheckIn)
	if diff := cmp.Diff(map[string][]string{"IR": {"IR-02.1"}, "GOV": {"GOV-03.1"}}, b.asked(c)); diff != "" {
		t.Error(diff)
	}
	if s := b.form(c, "GOV").Score; s.Known() || s.AtLeast != 2 {
		t.Errorf("GOV is %+v, want at least 2 until the new words are answered", s)
	}
}

// leaving is a programme file that has moved to control objectives.
func leaving() string {
	return objectives(`overlap:
  model: lawlor
  categories:
    governance: {owner: U0GOV}
    technical-controls: {owner: U0TEC}
    monitoring-detection: {owner: U0MON}
    incident-response: {owner: U0INC}
    workforce-culture: {owner: U0WOR}
`)
}

func TestAProgrammeThatMovesOpensOneCycleOnTheModelItLeaves(t *testing.T) {
	t.Parallel()
	b := newBench(t)
	b.start() // on the five dimensions
	b.clock.Add(time.Hour)
	b.close()
	b.apply(leaving())
	b.clock.Set(b.clock.Now().AddDate(0, 3, 0))
	if _, opened, err := b.OpenScheduled(t.Context(), north, b.clock.Now()); !opened || err != nil {
		t.Fatal(opened, err)
	}
	st, err := b.Status(t.Context(), operator, north)
	if err != nil || st.Cycle.ID != "north-2027-q1" || len(st.Lines) != 12 || st.Beside == nil {
		t.Fatalf("%s with %d categories, %v", st.Cycle.ID, len(st.Lines), err)
	}
	beside := st.Beside
	if beside.Cycle.ID != "north-2027-q1-overlap" || beside.Cycle.Model != "lawlor/ai-security-maturity@1.0" || len(beside.Lines) != 5 || beside.Model.ID != beside.Cycle.Model {
		t.Errorf("beside: %+v", beside.Cycle)
	}
	_, err = b.StartCycle(t.Context(), assess.BySlack(boss), north)
	wantCode(t, err, errs.Conflict, "open already")
	if err := b.Wait(t.Context()); err != nil {
		t.Fatal(err)
	}
	if told := b.processes.all(); !slices.Contains(told, "start north-2027-q1-overlap") {
		t.Errorf("nobody starts the process of the other cycle: %v", told)
	}

	// Each closes for itself, the one on the programme's model first when a manager says so.
	b.clock.Add(time.Hour)
	b.close()
	if p, err := b.Progress(t.Context(), beside.Cycle.ID, b.clock.Now()); err != nil || p.Closed {
		t.Errorf("the other cycle closed with the first: %+v %v", p, err)
	}
	if _, err := b.submit(gov, beside.Cycle, "governance", "2", 0); err != nil {
		t.Errorf("the other cycle takes no answers: %v", err)
	}
	b.clock.Add(time.Hour)
	b.close()
	if p, err := b.Progress(t.Context(), beside.Cycle.ID, b.clock.Now()); err != nil || !p.Closed {
		t.Errorf("the other cycle is still open: %+v %v", p, err)
	}
	if err := b.Wait(t.Context()); err != nil {
		t.Fatal(err)
	}
	if told := b.processes.all(); !slices.Contains(told, "digest north-2027-q1") {
		t.Errorf("the digest that went out first does not name the other: %v", told)
	}

	b.clock.Set(b.clock.Now().AddDate(0, 3, 0))
	b.start()
	if st, err = b.Status(t.Context(), operator, north); err != nil || st.Beside != nil || st.Cycle.ID != "north-2027-q2" {
		t.Errorf("a second cycle beside %s: %+v %v", st.Cycle.ID, st.Beside, err)
	}
}

func TestOwnersOnTheModelThatIsLeftAreKnownToTheProgramme(t *testing.T) {
	t.Parallel()
	b := newBench(t)
	b.apply(leaving())
	if _, err := b.Status(t.Context(), assess.BySlack("U0WOR"), north); err != nil {
		t.Errorf("the owner of a category of the other model is a stranger: %v", err)
	}
}
