package target_test

import (
	"testing"

	"cairn/internal/assess"
)

// assessed answers all of governance with one value and closes the cycle.
func (b *desk) assessed(value string) {
	b.t.Helper()
	c, err := b.assess.StartCycle(b.t.Context(), assess.BySlack(boss), north)
	if err != nil {
		b.t.Fatal(err)
	}
	b.answer(c, value)
	if _, err := b.assess.CloseCycle(b.t.Context(), assess.BySlack(boss), north); err != nil {
		b.t.Fatal(err)
	}
}

func (b *desk) answer(c assess.Cycle, value string) {
	b.t.Helper()
	f := b.form(c)
	in := assess.SubmitInput{Questionnaire: f.Questionnaire.ID, Base: f.Questionnaire.Revision, Answers: make(map[string]string)}
	for _, item := range f.Items {
		in.Answers[item.ID] = value
	}
	if _, err := b.assess.Submit(b.t.Context(), assess.BySlack(gov), in); err != nil {
		b.t.Fatal(err)
	}
}

func (b *desk) form(c assess.Cycle) assess.Form {
	b.t.Helper()
	f, err := b.assess.Form(b.t.Context(), assess.QuestionnaireID(string(c.ID)+"/governance"))
	if err != nil {
		b.t.Fatal(err)
	}
	return f
}

func TestWhatWasDoneSinceTheLastAnswerIsShownInTheFormAndNotSimplyConfirmed(t *testing.T) {
	t.Parallel()
	b := newDesk(t)
	by := assess.BySlack(gov)
	old := b.give(boss, gov, "2026-12-18")
	if err := b.FinishAction(t.Context(), by, old, "https://wiki.example/before", ""); err != nil {
		t.Fatal(err)
	}
	b.at("2026-10-02 09:00")
	b.assessed("2")
	id := b.give(boss, gov, "2026-12-18")
	b.at("2026-11-02 09:00")
	if err := b.FinishAction(t.Context(), by, id, "https://wiki.example/owners", ""); err != nil {
		t.Fatal(err)
	}
	b.at("2027-02-01 09:00")
	c, err := b.assess.StartCycle(t.Context(), assess.BySlack(boss), north)
	if err != nil {
		t.Fatal(err)
	}
	f := b.form(c)
	want := assess.Done{Item: "G2", Action: "A2", Title: "Name an owner for every model", Link: "https://wiki.example/owners", At: b.clock.Now()}
	if done := f.Done["G2"]; len(f.Done) != 1 || done.Link != want.Link || done.Action != want.Action || done.Title != want.Title || f.ShownBy() != want.Link {
		t.Errorf("done %+v, want %+v", f.Done, want)
	}
	if len(f.StillTrue) != len(f.Items)-1 {
		t.Errorf("%v may be confirmed", f.StillTrue)
	}
	if err := b.ReopenAction(t.Context(), by, id, "It was only a draft."); err != nil {
		t.Fatal(err)
	}
	if f := b.form(c); len(f.Done) != 0 || len(f.StillTrue) != len(f.Items) {
		t.Errorf("opened again, it is still done: %+v", f.Done)
	}
	if err := b.FinishAction(t.Context(), by, id, "https://wiki.example/owners", ""); err != nil {
		t.Fatal(err)
	}
	b.at("2027-02-02 09:00")
	b.answer(c, "3")
	if f := b.form(c); len(f.Done) != 0 {
		t.Errorf("after an answer it is still shown: %+v", f.Done)
	}
}
