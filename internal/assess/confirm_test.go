package assess_test

import (
	"os"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"cairn/internal/assess"
	"cairn/internal/errs"
	"cairn/internal/maturity"
)

// answered is a bench whose governance was answered in a cycle that has closed.
func answered(t *testing.T) *bench {
	t.Helper()
	b := newBench(t)
	c := b.start()
	answers := b.answers("governance", "2")
	_, err := b.Submit(t.Context(), assess.BySlack(gov), assess.SubmitInput{
		Questionnaire: id(c, "governance"), Answers: answers, Notes: map[string]string{"G1": "Since the board met."},
		Comment: "As agreed", Evidence: "https://wiki.example/policy",
	})
	if err != nil {
		t.Fatal(err)
	}
	b.nextQuarter()
	return b
}

// nextQuarter closes the open cycle and moves the clock on by three months.
func (b *bench) nextQuarter() {
	b.t.Helper()
	b.close()
	b.clock.Set(b.clock.Now().AddDate(0, 3, 0))
}

func (b *bench) confirm(by assess.UserID, q assess.QuestionnaireID, base int) (assess.Receipt, error) {
	b.t.Helper()
	return b.Confirm(b.t.Context(), assess.BySlack(by), q, base)
}

func TestLastTimesAnswersAreConfirmedInOneTap(t *testing.T) {
	t.Parallel()
	b := answered(t)
	given := b.clock.Now().AddDate(0, -3, 0)
	c := b.start()
	q := id(c, "governance")
	f := b.read(q)
	if len(f.Marks) != 0 || len(f.StillTrue) != 5 || f.Before.By != gov || f.Before.Notes["G1"] != "Since the board met." || !f.Before.Since["G1"].Equal(given) {
		t.Fatalf("before %+v, marks %v, still true %v", f.Before, f.Marks, f.StillTrue)
	}
	_, err := b.confirm("U0TEC", q, 0)
	wantCode(t, err, errs.Forbidden, "<@U0GOV>")
	for i := range 2 {
		r, err := b.confirm(gov, q, 0)
		if err != nil || r.Changed != (i == 0) || !r.Form.Submitted() || r.Form.Score.Level != 3 {
			t.Fatalf("confirming, time %d: changed %v, %+v %v", i+1, r.Changed, r.Form.Questionnaire, err)
		}
	}
	got := b.read(q).Latest
	if len(got.Confirmed) != 5 || !got.Since["G1"].Equal(given) || got.Notes["G1"] == "" || got.Comment != "" || got.Evidence != "https://wiki.example/policy" {
		t.Errorf("what was confirmed: %+v", got)
	}
	if diff := cmp.Diff([]string{"confirmed U0GOV->U0GOV"}, b.ledger(q)); diff != "" {
		t.Error(diff)
	}
	// A year after an answer was given, a confirmation of it is no answer any more.
	b.nextQuarter()
	b.clock.Set(given.AddDate(1, 0, 1))
	c = b.start()
	f = b.form(c, "governance")
	if f.Marks["G1"] != assess.MarkOld || len(f.Marks) != 5 || len(f.StillTrue) != 0 {
		t.Errorf("after a year: marks %v, still true %v", f.Marks, f.StillTrue)
	}
	_, err = b.confirm(gov, id(c, "governance"), 0)
	wantCode(t, err, errs.Conflict, "cannot simply be confirmed")
}

func TestWhatWasNeverAnsweredHasNoMarks(t *testing.T) {
	t.Parallel()
	b := answered(t)
	if f := b.form(b.start(), "technical-controls"); f.Marks != nil || f.StillTrue != nil || f.Before.Period != "" {
		t.Errorf("marks %v, still true %v, before %+v", f.Marks, f.StillTrue, f.Before)
	}
}

func TestNothingIsConfirmedWhenSomethingSuggestsAChange(t *testing.T) {
	t.Parallel()
	tests := map[string]func(*bench) assess.QuestionnaireID{
		"another owner": func(b *bench) assess.QuestionnaireID {
			b.apply(strings.Replace(minimal, "owner: U0GOV, deputy: U0DEP", "owner: U0NEW", 1))
			return id(b.start(), "governance")
		},
		"a level that a manager set": func(b *bench) assess.QuestionnaireID {
			if _, err := b.Override(b.t.Context(), assess.BySlack(boss), "north-2026-q4", "governance", 2, "The auditors see it lower."); err != nil {
				b.t.Fatal(err)
			}
			return id(b.start(), "governance")
		},
		"an answer saved already": func(b *bench) assess.QuestionnaireID {
			q := id(b.start(), "governance")
			b.save(gov, q, map[string]string{"G1": "3"})
			return q
		},
		"an answer that nobody signed off": func(b *bench) assess.QuestionnaireID {
			c := b.start()
			b.delegate(gov, id(c, "governance"), "", ada)
			if _, err := b.submit(ada, c, "governance", "2", 0); err != nil {
				b.t.Fatal(err)
			}
			b.nextQuarter()
			return id(b.start(), "governance")
		},
		"a dispute that was not settled": func(b *bench) assess.QuestionnaireID {
			c := b.start()
			for i, by := range []assess.UserID{deputy, gov} {
				if _, err := b.submit(by, c, "governance", []string{"1", "3"}[i], i); err != nil {
					b.t.Fatal(err)
				}
			}
			b.nextQuarter()
			return id(b.start(), "governance")
		},
	}
	for name, arrange := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			b := answered(t)
			b.t = t
			q := arrange(b)
			if f := b.read(q); f.StillTrue != nil || f.Before.Period == "" {
				t.Errorf("%v may be confirmed, before %s", f.StillTrue, f.Before.Period)
			}
		})
	}
}

func TestADeputyOfThenWhoOwnsItNowMayConfirm(t *testing.T) {
	t.Parallel()
	b := answered(t)
	b.apply(strings.Replace(minimal, "owner: U0GOV, deputy: U0DEP", "owner: U0NEW, deputy: U0GOV", 1))
	if f := b.form(b.start(), "governance"); len(f.StillTrue) != 5 {
		t.Errorf("still true %v, though the deputy answered as the owner then", f.StillTrue)
	}
}

func TestWhoAnsweredAsTheDeputyMayConfirmAsTheOwner(t *testing.T) {
	t.Parallel()
	b := newBench(t)
	if _, err := b.submit(deputy, b.start(), "governance", "2", 0); err != nil {
		t.Fatal(err)
	}
	b.nextQuarter()
	b.apply(strings.Replace(minimal, "owner: U0GOV, deputy: U0DEP", "owner: U0DEP", 1))
	if f := b.form(b.start(), "governance"); len(f.StillTrue) != 5 {
		t.Errorf("still true %v, though the owner answered as the deputy then", f.StillTrue)
	}
}

func TestWhatADelegateAnsweredAndTheOwnerSignedMayBeConfirmed(t *testing.T) {
	t.Parallel()
	b := newBench(t)
	c := b.start()
	q := id(c, "governance")
	b.delegate(gov, q, "", ada)
	if _, err := b.submit(ada, c, "governance", "2", 0); err != nil {
		t.Fatal(err)
	}
	if _, err := b.SignOff(t.Context(), assess.BySlack(gov), q, 1); err != nil {
		t.Fatal(err)
	}
	b.nextQuarter()
	c = b.start()
	if f := b.form(c, "governance"); len(f.StillTrue) != 5 || f.Before.By != ada {
		t.Fatalf("still true %v of %s", f.StillTrue, f.Before.By)
	}
	// A delegate may confirm too; it is for the owner to sign.
	b.delegate(gov, id(c, "governance"), "", ben)
	if r, err := b.confirm(ben, id(c, "governance"), 0); err != nil || r.Form.Questionnaire.State != assess.ToSign {
		t.Errorf("%s %v", r.Form.Questionnaire.State, err)
	}
}

func TestAQuestionHandedToSomebodyIsLeftOutOfAConfirmation(t *testing.T) {
	t.Parallel()
	b := answered(t)
	q := id(b.start(), "governance")
	b.delegate(gov, q, "G4", ada)
	r, err := b.confirm(gov, q, 0)
	if err != nil || r.Form.Questionnaire.State != assess.Waiting || len(r.Form.Latest.Answers) != 4 || r.Form.Latest.Answers["G4"] != "" {
		t.Errorf("%+v %v", r.Form.Latest, err)
	}
	_, err = b.confirm(ada, q, 1)
	wantCode(t, err, errs.Forbidden, "You were given some")
}

func TestANewWordingAndANewQuestionAreMarkedAndTheOthersConfirmed(t *testing.T) {
	t.Parallel()
	b := onObjectives(t, "deployment_types: [api-saas]\n")
	c := b.start()
	answers := make(map[string]string)
	for _, item := range b.form(c, "MOD").Items {
		answers[item.ID] = "1"
	}
	answers["MOD-02.1"] = assess.NotApplicable
	b.mustGive(c, "MOD", assess.SubmitInput{Answers: answers, Notes: map[string]string{"MOD-02.1": "We host no model ourselves."}})
	b.nextQuarter()
	b.apply(objectives("")) // all deployments, so more applies
	_, err := b.Substitute(t.Context(), operator, north, "MOD-03.1", "Our register of models",
		"Every model is in our own register before it is used.", "Our register goes further.")
	if err != nil {
		t.Fatal(err)
	}
	c = b.start()
	f := b.form(c, "MOD")
	marks := make(map[string]assess.Mark)
	for _, item := range f.Items {
		marks[item.ID] = assess.MarkNew
	}
	for _, item := range []string{"MOD-02.1", "MOD-03.2", "MOD-04.2", "MOD-05.1"} {
		delete(marks, item)
	}
	marks["MOD-03.1"] = assess.MarkChanged
	if diff := cmp.Diff(marks, f.Marks); diff != "" {
		t.Error(diff)
	}
	r, err := b.confirm(owner("MOD"), id(c, "MOD"), 0)
	if err != nil || r.Form.Questionnaire.State != assess.Waiting {
		t.Fatalf("%s %v", r.Form.Questionnaire.State, err)
	}
	want := map[string]string{"MOD-02.1": assess.NotApplicable, "MOD-03.2": "1", "MOD-04.2": "1", "MOD-05.1": "1"}
	if diff := cmp.Diff(want, r.Form.Latest.Answers); diff != "" || r.Form.Latest.Notes["MOD-02.1"] == "" || len(r.Form.Marks) == 0 {
		t.Errorf("notes %v, marks %v %s", r.Form.Latest.Notes, r.Form.Marks, diff)
	}
}

func TestAfterACheckInTheAnswersOfTheFullCycleBeforeAreRemembered(t *testing.T) {
	t.Parallel()
	b := onObjectives(t, "")
	b.allInPlace(b.start(), []string{"GOV"}, map[string]string{"GOV-02.2": "0"})
	b.nextQuarter()
	check := b.startKind(assess.CheckIn)
	b.allInPlace(check, []string{"GOV"}, nil)
	asked := itemIDs(b.form(check, "GOV"))
	b.nextQuarter()
	f := b.form(b.start(), "GOV")
	if len(asked) == 0 || len(asked) == len(f.Items) || len(f.StillTrue) != len(f.Items) || f.Before.Answers["GOV-02.2"] != "1" {
		t.Errorf("of %d asked in the check-in: still true %v, marks %v, %v", len(asked), f.StillTrue, f.Marks, f.Before.Answers)
	}
}

func TestAQuickCycleIsConfirmedToo(t *testing.T) {
	t.Parallel()
	b := newBench(t)
	for range 2 {
		c := b.startKind(assess.Quick)
		f := b.form(c, "governance")
		if f.Before.Period == "" {
			_, err := b.Submit(t.Context(), assess.BySlack(gov), assess.SubmitInput{
				Questionnaire: id(c, "governance"), Notes: map[string]string{assess.ItemLevel: "Between two and three."},
				Answers: map[string]string{assess.ItemLevel: "2", assess.ItemConfidence: assess.ConfidenceHigh},
			})
			if err != nil {
				t.Fatal(err)
			}
			b.nextQuarter()
			continue
		}
		r, err := b.confirm(gov, id(c, "governance"), 0)
		if err != nil || !r.Form.Submitted() || r.Form.Latest.Answers[assess.ItemLevel] != "2" || r.Form.Latest.Notes[assess.ItemLevel] == "" {
			t.Errorf("%+v %v", r.Form.Latest, err)
		}
	}
}

func TestAnswersOfAnEarlierVersionOfTheModelAreRememberedAndMarked(t *testing.T) {
	t.Parallel()
	for name, answer := range map[string]func(*bench){
		"answered": func(b *bench) {
			if _, err := b.submit(gov, b.start(), "governance", "2", 0); err != nil {
				b.t.Fatal(err)
			}
			b.nextQuarter()
		},
		"imported": func(b *bench) {
			past, err := b.Past(b.t.Context(), north, "2026-07-01", "2026-07-20")
			if err != nil {
				b.t.Fatal(err)
			}
			past.Answers = make(maturity.Answers)
			for item := range b.answers("governance", "2") {
				past.Answers[item] = maturity.Answer{Value: "2"}
			}
			if _, err := b.ImportCycle(b.t.Context(), operator, past); err != nil {
				b.t.Fatal(err)
			}
		},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			b := newBench(t)
			answer(b)
			second := secondVersion(t)
			find := func(id string) (*maturity.Model, error) {
				if id == second.ID {
					return second, nil
				}
				return maturity.Find(id)
			}
			b.Service = assess.NewService(assess.Options{Store: b.store, Processes: b.processes, Models: find, Now: b.clock.Now})
			p, faults := assess.ParseManifest([]byte(strings.Replace(minimal, "lawlor", second.ID, 1)), "p.yaml", find)
			if len(faults) > 0 {
				t.Fatal(faults)
			}
			if _, err := b.Apply(t.Context(), operator, p, false); err != nil {
				t.Fatal(err)
			}
			f := b.form(b.start(), "governance")
			if f.Cycle.Model != second.ID || f.Before.Answers["G2"] != "2" {
				t.Fatalf("cycle on %s, before %+v", f.Cycle.Model, f.Before)
			}
			if diff := cmp.Diff(map[string]assess.Mark{"G1": assess.MarkChanged}, f.Marks); diff != "" || len(f.StillTrue) != 4 {
				t.Errorf("still true %v %s", f.StillTrue, diff)
			}
		})
	}
}

// secondVersion is the model with another wording of one question.
func secondVersion(t *testing.T) *maturity.Model {
	t.Helper()
	data, err := os.ReadFile("../maturity/catalogue/lawlor-1.0.yaml")
	if err != nil {
		t.Fatal(err)
	}
	text := strings.Replace(string(data), `version: "1.0"`, `version: "1.1"`, 1)
	text = strings.Replace(text, "Is there a security policy written specifically for AI?", "Is there an approved security policy for AI?", 1)
	m, err := maturity.Load([]byte(text), "lawlor-1.1.yaml")
	if err != nil {
		t.Fatal(err)
	}
	return m
}

func TestAnswersFromBeforeWordingsWereKeptCountAsChangedWithTheModel(t *testing.T) {
	t.Parallel()
	for hash, want := range map[string]int{"": 5, "another": 0} {
		b := newBench(t)
		c := b.start()
		past := b.clock.Now().AddDate(0, -6, 0)
		if hash == "" {
			hash = c.ModelHash
		}
		b.close()
		err := b.store.Update(t.Context(), func(tx assess.Tx) error {
			old := assess.Cycle{
				ID: "north-2026-q2", Programme: north, Scope: "North", Model: c.Model, ModelHash: hash, Kind: assess.Full, Period: "2026-Q2",
				State: assess.CycleClosed, OpenedAt: past, DueAt: past, ClosesAt: past, ClosedAt: past, Version: 1,
			}
			q := assess.Questionnaire{ID: id(old, "governance"), Cycle: old.ID, Category: "governance", Owner: gov, State: assess.Submitted, DueAt: past, Version: 1, Revision: 1}
			if err := tx.AddCycle(t.Context(), old, []assess.Questionnaire{q}); err != nil {
				return err
			}
			return tx.AddSubmission(t.Context(), assess.Submission{
				Questionnaire: q.ID, Revision: 1, By: gov, At: past, Source: assess.FromSlack, Answers: b.answers("governance", "2"),
			})
		})
		if err != nil {
			t.Fatal(err)
		}
		b.clock.Add(time.Hour)
		f := b.form(b.start(), "governance")
		if len(f.StillTrue) != want || len(f.Marks) != 5-want {
			t.Errorf("still true %v, marks %v", f.StillTrue, f.Marks)
		}
	}
}
