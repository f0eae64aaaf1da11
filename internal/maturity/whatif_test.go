package maturity_test

import (
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"cairn/internal/errs"
	"cairn/internal/maturity"
)

func TestChangesAreReadAsPeopleTypeThem(t *testing.T) {
	t.Parallel()
	five, objectives, shown := lawlor(t), model(t, "aismm-like"), model(t, "sans-like")
	for _, tt := range []struct {
		name, text string
		m          *maturity.Model
		want       string
	}{
		{"as the manual has it", "G4=3 I2=3", five, "G4=3 I2=3"},
		{"in any order, in the model's", "I2=3 G4=3", five, "G4=3 I2=3"},
		{"with commas, blanks and colons", " g4 = 3,i2:3 ; w1= 0.0 ", five, "G4=3 I2=3 W1=0"},
		{"by label", "G4=fully implemented I2=Not-Started", five, "G4=3 I2=0"},
		{"objectives", "MOD-03.1=in-place app-02.1=partial MOD-02.2=n/a", objectives, "MOD-02.2=n/a MOD-03.1=1 APP-02.1=0.5"},
		{"objectives in words", "MOD-03.1 = in place, APP-02.1 = \"Missing\"", objectives, "MOD-03.1=1 APP-02.1=0"},
		{"with evidence where that counts", "P1=4", shown, "P1=4!"},
		{"nothing", "  ", five, ""},
	} {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			got, err := tt.m.ParseChanges(tt.text, maturity.Answers{})
			if err != nil {
				t.Fatal(err)
			}
			var fields []string
			for _, c := range got {
				value := c.To.Value
				if c.To.NotApplicable {
					value = "n/a"
				}
				if c.To.Evidenced {
					value += "!"
				}
				fields = append(fields, c.Item+"="+value)
			}
			if text := strings.Join(fields, " "); text != tt.want {
				t.Errorf("%q is read as %q, want %q", tt.text, text, tt.want)
			}
		})
	}
}

func TestWhatIsNoChangeIsSaidPieceByPiece(t *testing.T) {
	t.Parallel()
	five, objectives := lawlor(t), model(t, "aismm-like")
	for _, tt := range []struct {
		text string
		m    *maturity.Model
		want map[string]string
	}{
		{"raise G4 to 3", five, map[string]string{"raise G4 to 3": `"raise G4 to 3" is no change. Write the item and its value, such as G1=4.`}},
		{"MON", objectives, map[string]string{"MON": `"MON" is no change. Write the item and its value, such as MOD-02.1=in-place.`}},
		{"G9=3 X=1 G4=3", five, map[string]string{"G9": `There is no item "G9"; there are G1 to G5.`, "X": `There is no item "X"; there are G1 to W5.`}},
		{"G4=7 I2=", five, map[string]string{"G4": `G4 cannot be "7"; give it one of these: 0, 1, 2, 3, 4.`, "I2": "I2 has no value; give it one of these: 0, 1, 2, 3, 4."}},
		{"MOD-02.1=done", objectives, map[string]string{"MOD-02.1": `MOD-02.1 cannot be "done"; give it one of these: missing, partial, in-place, n/a.`}},
		{"G4=3 g4=2", five, map[string]string{"g4": "G4 is there twice; keep one."}},
		{"G4=n/a", five, map[string]string{"G4": `G4 cannot be "n/a"; give it one of these: 0, 1, 2, 3, 4.`}},
	} {
		got, err := tt.m.ParseChanges(tt.text, nil)
		if !errs.Is(err, errs.Invalid) || got != nil {
			t.Errorf("%q: %v, %v", tt.text, got, err)
		}
		if diff := cmp.Diff(tt.want, errs.Fields(err)); diff != "" {
			t.Errorf("%q (-want +got):\n%s", tt.text, diff)
		}
	}
}

func TestChangesKnowWhatTheyChange(t *testing.T) {
	t.Parallel()
	m := model(t, "sans-like")
	now := answer("P1=3 P2=2!")
	got, err := m.ParseChanges("P1=3 P2=4 U1=1", now)
	if err != nil {
		t.Fatal(err)
	}
	want := []maturity.Change{
		{Item: "P1", From: now["P1"], Had: true, To: maturity.Answer{Value: "3", Evidenced: true}},
		{Item: "P2", From: now["P2"], Had: true, To: maturity.Answer{Value: "4", Evidenced: true}},
		{Item: "U1", To: maturity.Answer{Value: "1", Evidenced: true}},
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
	if !got[0].Evidence() || got[1].Evidence() || got[2].Evidence() {
		t.Errorf("evidence alone is %v, %v, %v; want true, false, false", got[0].Evidence(), got[1].Evidence(), got[2].Evidence())
	}
}

func TestWhatIfScoresTheAnswersWithTheChanges(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(rt *rapid.T) {
		m := anyModel(t, rt)
		now := someAnswers(rt, m)
		after := maturity.Answers{}
		for id, a := range now {
			after[id] = a
		}
		var changes []maturity.Change
		for _, it := range rapid.SliceOfNDistinct(rapid.SampledFrom(itemsOf(m)), 0, 3, func(it *maturity.Item) string { return it.ID }).Draw(rt, "items") {
			from, had := now[it.ID]
			to := anyAnswer(rt, m, it)
			after[it.ID] = to
			changes = append(changes, maturity.Change{Item: it.ID, From: from, Had: had, To: to})
		}
		before := score(t, m, now)
		got, err := m.WhatIf(now, changes)
		if err != nil {
			rt.Fatal(err)
		}
		if diff := cmp.Diff(score(t, m, after), got); diff != "" {
			rt.Fatalf("(-want +got):\n%s", diff)
		}
		if diff := cmp.Diff(before, score(t, m, now)); diff != "" {
			rt.Fatalf("the answers themselves were changed:\n%s", diff)
		}
	})
}

func FuzzParseChanges(f *testing.F) {
	for _, text := range []string{"G4=3 I2=3", "G4 = fully implemented, I2:0", "=", "==3", "G4==3", "g4=\xff", "G4=3=I2"} {
		f.Add(text)
	}
	m := lawlor(f)
	f.Fuzz(func(t *testing.T, text string) {
		changes, err := m.ParseChanges(text, nil)
		if err != nil {
			if !errs.Is(err, errs.Invalid) || len(errs.FaultsOf(err)) == 0 || changes != nil {
				t.Fatalf("%q: %v, %v", text, changes, err)
			}
			return
		}
		if _, err := m.WhatIf(nil, changes); err != nil {
			t.Fatalf("%q was read as %v, which cannot be scored: %v", text, changes, err)
		}
	})
}
