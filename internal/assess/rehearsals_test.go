package assess_test

import (
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"cairn/internal/assess"
	"cairn/internal/maturity"
)

func TestAProgrammeFileSaysHowOftenIsExercised(t *testing.T) {
	t.Parallel()
	for text, want := range map[string]assess.Rehearsals{
		"":                                       {Tabletop: 12},
		"exercises: {simulation: every 2 years}": {Tabletop: 12, Simulation: 24},
		"exercises: {tabletop: never}":           {},
		"exercises: {tabletop: half-yearly, simulation: ''}": {Tabletop: 6},
		"exercises: {tabletop: Quarterly, simulation: every 3 years}": {
			Tabletop: 3, Simulation: 36,
		},
	} {
		p, faults := assess.ParseManifest([]byte(minimal+text+"\n"), "p.yaml", maturity.Find)
		if len(faults) > 0 || p.Rehearsals != want {
			t.Errorf("%q: %+v %v", text, p.Rehearsals, faults)
		}
	}
	for _, text := range []string{"tabletop: monthly", "simulation: every 4 years", "tabletop: 12"} {
		_, faults := assess.ParseManifest([]byte(minimal+"exercises: {"+text+"}\n"), "p.yaml", maturity.Find)
		if len(faults) != 1 || !strings.Contains(faults[0].Message, "exercises."+strings.Split(text, ":")[0]+": ") || !strings.Contains(faults[0].Message, "every 3 years") {
			t.Errorf("%q: %v", text, faults)
		}
	}
}

func TestEveryFrequencyHasAWordOfItsOwn(t *testing.T) {
	t.Parallel()
	seen := make(map[string]bool)
	for _, f := range assess.Frequencies() {
		if seen[f.Word] || assess.FrequencyOf(f.Months) != f.Word {
			t.Errorf("%q stands for %d months, which are called %q", f.Word, f.Months, assess.FrequencyOf(f.Months))
		}
		seen[f.Word] = true
	}
	if word := assess.FrequencyOf(5); word != "" {
		t.Errorf("5 months are called %q", word)
	}
}

func TestHowOftenIsExercisedIsAChangeThatTheDutyHearsOf(t *testing.T) {
	t.Parallel()
	b := newBench(t)
	p, _ := assess.ParseManifest([]byte(minimal+"exercises: {simulation: every 2 years}\n"), "p.yaml", maturity.Find)
	changes, err := b.Apply(t.Context(), operator, p, false)
	if want := []assess.Change{{Setting: "exercises.simulation", Old: "never", New: "every 2 years"}}; err != nil || !cmp.Equal(want, changes) {
		t.Errorf("%v %s", err, cmp.Diff(want, changes))
	}
	if err := b.Wait(t.Context()); err != nil {
		t.Fatal(err)
	}
	told := b.processes.all()
	if n := strings.Count(strings.Join(told, "\n"), "exercise north/duty"); n != 2 { // declared, and changed
		t.Errorf("told %v", told)
	}
}

func TestASetupKeepsHowOftenIsExercisedAndMayChangeIt(t *testing.T) {
	t.Parallel()
	b := newBench(t)
	b.apply(minimal + "exercises: {tabletop: half-yearly, simulation: every 3 years}\n")
	s, err := b.StartDraft(t.Context(), manager, north)
	if err != nil {
		t.Fatal(err)
	}
	s = b.turn(s, assess.SetupCategoryPage{Category: "governance", Owner: "U0MINE"})
	want := assess.Rehearsals{Tabletop: 6, Simulation: 36}
	if s.Programme.Rehearsals != want {
		t.Errorf("another page made it %+v", s.Programme.Rehearsals)
	}
	c := s.Programme.Cadence
	s = b.turn(s, assess.SetupAppliesPage{
		Every: c.Every, StartMonth: c.StartMonth, At: c.At, CheckIn: 12, Rehearsals: assess.Rehearsals{Tabletop: 12, Simulation: 36},
	})
	// Meanwhile somebody else changes the other kind: both stay.
	b.apply(minimal + "exercises: {tabletop: half-yearly, simulation: never}\n")
	if s, err = b.ResolveDraft(t.Context(), manager, s.ID, s.Version, false); err != nil {
		t.Fatal(err)
	}
	done, err := b.FinishDraft(t.Context(), manager, s.ID, s.Version, false)
	if want := (assess.Rehearsals{Tabletop: 12}); err != nil || done.Programme.Rehearsals != want {
		t.Errorf("stored %+v: %v", done.Programme.Rehearsals, err)
	}
}
