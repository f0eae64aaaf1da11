package maturity_test

import (
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"cairn/internal/errs"
	"cairn/internal/maturity"
)

// model loads a small model from testdata.
func model(t testing.TB, name string) *maturity.Model {
	t.Helper()
	file := filepath.Join("testdata", "models", name+".yaml")
	data, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	m, err := maturity.Load(data, file)
	if err != nil {
		t.Fatal(err)
	}
	return m
}

func lawlor(t testing.TB) *maturity.Model {
	t.Helper()
	m, err := maturity.Find("lawlor")
	if err != nil {
		t.Fatal(err)
	}
	return m
}

// answer makes answers of "G1=3 G2=n/a P1=4!", where ! marks evidence.
func answer(text string) maturity.Answers {
	a := maturity.Answers{}
	for _, field := range strings.Fields(text) {
		id, value, _ := strings.Cut(field, "=")
		value, evidenced := strings.CutSuffix(value, "!")
		if value == "n/a" {
			a[id] = maturity.Answer{NotApplicable: true}
			continue
		}
		a[id] = maturity.Answer{Value: value, Evidenced: evidenced}
	}
	return a
}

// all answers every item of the five-dimension model with the value, then the exceptions on top.
func all(t testing.TB, value, exceptions string) maturity.Answers {
	t.Helper()
	a := maturity.Answers{}
	for _, c := range lawlor(t).Categories() {
		for _, it := range c.Items {
			a[it.ID] = maturity.Answer{Value: value}
		}
	}
	for id, v := range answer(exceptions) {
		a[id] = v
	}
	return a
}

func score(t testing.TB, m *maturity.Model, a maturity.Answers) maturity.Result {
	t.Helper()
	r, err := m.Score(a)
	if err != nil {
		t.Fatal(err)
	}
	return r
}

func category(t testing.TB, r maturity.Result, id string) maturity.CategoryScore {
	t.Helper()
	c, ok := r.Category(id)
	if !ok {
		t.Fatalf("the result has no category %q", id)
	}
	return c
}

func TestADimensionsMeanFallsIntoAHalfOpenBand(t *testing.T) {
	t.Parallel()
	for _, tt := range []struct {
		answers string // G1 to G5
		mean    string
		level   int
		name    string
	}{
		{"0 0 0 0 0", "0", 1, "Ad Hoc"},
		{"1 1 1 1 0", "0.8", 1, "Ad Hoc"},
		{"1 1 1 1 1", "1", 2, "Developing"},
		{"2 2 2 2 1", "1.8", 2, "Developing"},
		{"2 2 2 2 2", "2", 3, "Defined"},
		{"3 3 3 3 2", "2.8", 3, "Defined"},
		{"3 3 3 3 3", "3", 4, "Managed"},
		{"4 4 3 3 3", "3.4", 4, "Managed"},
		{"4 4 4 3 3", "3.6", 5, "Optimising"},
		{"4 4 4 4 3", "3.8", 5, "Optimising"},
		{"4 4 4 4 4", "4", 5, "Optimising"},
		{"4 4 0 0 0", "1.6", 2, "Developing"},
	} {
		t.Run(tt.mean, func(t *testing.T) {
			t.Parallel()
			a := maturity.Answers{}
			for i, v := range strings.Fields(tt.answers) {
				a[fmt.Sprintf("G%d", i+1)] = maturity.Answer{Value: v}
			}
			got := category(t, score(t, lawlor(t), a), "governance")
			if got.Mean == nil || got.Mean.String() != tt.mean {
				t.Errorf("mean = %v, want %s", got.Mean, tt.mean)
			}
			if got.Level != tt.level || got.LevelName != tt.name || got.AtLeast != tt.level || got.AtMost != tt.level {
				t.Errorf("level = %d %s (%d to %d), want %d %s", got.Level, got.LevelName, got.AtLeast, got.AtMost, tt.level, tt.name)
			}
			if !got.Known() || got.Answered != 5 || got.Items != 5 {
				t.Errorf("known = %v, answered %d of %d, want a known level from 5 of 5", got.Known(), got.Answered, got.Items)
			}
		})
	}
}

func TestTheWholeStandsOnItsLowestDimension(t *testing.T) {
	t.Parallel()
	r := score(t, lawlor(t), all(t, "4", "I1=1 I2=1 I3=1 I4=1 I5=2 W1=1 W2=1 W3=1 W4=1 W5=1 M1=3 M2=3"))
	want := &maturity.Overall{
		Level: 2, LevelName: "Developing", AtLeast: 2, AtMost: 2, Complete: true, Rule: maturity.RuleMinimum,
		Weakest: []string{"workforce-culture", "incident-response"}, // 1 before 1.2
	}
	if diff := cmp.Diff(want, r.Overall); diff != "" {
		t.Errorf("overall (-want +got):\n%s", diff)
	}
}

func TestTheWeakestStandInFileOrderWhenTheirMeansAreEqual(t *testing.T) {
	t.Parallel()
	r := score(t, lawlor(t), all(t, "4", "W1=1 W2=1 W3=1 W4=1 W5=1 T1=1 T2=1 T3=1 T4=1 T5=1 I1=0 I2=1 I3=1 I4=1 I5=2"))
	want := []string{"technical-controls", "incident-response", "workforce-culture"}
	if got := r.Overall.Weakest; !slices.Equal(got, want) {
		t.Errorf("weakest = %v, want %v", got, want)
	}
}

func TestUnansweredIsNotZero(t *testing.T) {
	t.Parallel()
	a := all(t, "3", "")
	delete(a, "M2")
	delete(a, "M4")
	r := score(t, lawlor(t), a)
	got := category(t, r, "monitoring-detection")
	mean := maturity.NewRat(3, 1)
	want := maturity.CategoryScore{
		ID: "monitoring-detection", Name: "Monitoring and Detection", Mean: &mean,
		AtLeast: 2, AtMost: 4, // 9/5 and 17/5
		Answered: 3, Items: 5, Unanswered: []string{"M2", "M4"},
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("category (-want +got):\n%s", diff)
	}
	o := r.Overall
	if o == nil || o.Complete || o.Level != 0 || o.LevelName != "" || o.AtLeast != 2 || o.AtMost != 4 {
		t.Errorf("overall = %+v, want no level, at least 2, at most 4", o)
	}
}

func TestNothingAnsweredMeansNothingKnown(t *testing.T) {
	t.Parallel()
	r := score(t, lawlor(t), nil)
	for _, c := range r.Categories {
		if c.Mean != nil || c.Level != 0 || c.AtLeast != 1 || c.AtMost != 5 || c.Complete() {
			t.Errorf("%s = %+v, want no mean, no level, 1 to 5", c.ID, c)
		}
	}
	if r.Overall.Complete || r.Overall.AtLeast != 1 || r.Overall.AtMost != 5 || len(r.Overall.Weakest) != 0 {
		t.Errorf("overall = %+v, want 1 to 5 and nobody weakest", r.Overall)
	}
}

func TestScoreRefusesAnswersTheModelDoesNotKnowAllAtOnce(t *testing.T) {
	t.Parallel()
	_, err := lawlor(t).Score(answer("G1=3 G9=3 G2=5 G3=-1 G4=x G5=n/a T1="))
	if !errs.Is(err, errs.Invalid) {
		t.Fatalf("err = %v, want errs.Invalid", err)
	}
	want := map[string]string{
		"G9": `There is no item "G9" in lawlor/ai-security-maturity@1.0.`,
		"G2": `G2 takes 0, 1, 2, 3 or 4, not "5".`,
		"G3": `G3 takes 0, 1, 2, 3 or 4, not "-1".`,
		"G4": `G4 takes 0, 1, 2, 3 or 4, not "x".`,
		"G5": `G5 cannot be answered "not applicable": it takes 0, 1, 2, 3 or 4.`,
		"T1": `T1 takes 0, 1, 2, 3 or 4, not "".`,
	}
	if diff := cmp.Diff(want, errs.Fields(err)); diff != "" {
		t.Errorf("fields (-want +got):\n%s", diff)
	}
}

func TestAResultSurvivesJSON(t *testing.T) {
	t.Parallel()
	partial := all(t, "3", "G1=1")
	delete(partial, "W5")
	for name, r := range map[string]maturity.Result{
		"complete": score(t, lawlor(t), all(t, "3", "I1=1 G1=4 G2=4")),
		"partial":  score(t, lawlor(t), partial),
		"samm":     score(t, model(t, "samm-like"), answer("T1=0 T2=0 T3=0 RA1=1")),
		"aismm":    score(t, model(t, "aismm-like"), answer("APP-02.1=n/a APP-04.1=n/a MOD-02.1=0.5")),
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			data, err := json.Marshal(r)
			if err != nil {
				t.Fatal(err)
			}
			var back maturity.Result
			if err := json.Unmarshal(data, &back); err != nil {
				t.Fatal(err)
			}
			if diff := cmp.Diff(r, back); diff != "" {
				t.Errorf("after a round trip through %s (-want +got):\n%s", data, diff)
			}
		})
	}
}

func TestJSONNeverGivesALevelThatIsNotKnown(t *testing.T) {
	t.Parallel()
	a := all(t, "3", "")
	delete(a, "W5")
	data, err := json.Marshal(score(t, lawlor(t), a))
	if err != nil {
		t.Fatal(err)
	}
	var raw struct {
		Categories []map[string]any
		Overall    map[string]any
	}
	if err := json.Unmarshal(data, &raw); err != nil {
		t.Fatal(err)
	}
	for _, c := range raw.Categories {
		_, level := c["level"]
		_, least := c["at_least"]
		open := c["id"] == "workforce-culture"
		if level == open || least != open {
			t.Errorf("%v: level given %v, at_least given %v; want one or the other", c["id"], level, least)
		}
	}
	if _, level := raw.Overall["level"]; level || raw.Overall["at_least"] != 3.0 {
		t.Errorf("overall = %v, want no level and at_least 3", raw.Overall)
	}
}

func TestAnswersNeedNotBeSpeltCanonically(t *testing.T) {
	t.Parallel()
	r := score(t, lawlor(t), answer("G1=3.0 G2=03 G3=3 G4=3.00 G5=+3"))
	if c := category(t, r, "governance"); c.Level != 4 {
		t.Errorf("level = %d, want 4", c.Level)
	}
}

func BenchmarkScore(b *testing.B) {
	m := lawlor(b)
	a := all(b, "3", "I1=1 G1=4 W3=2")
	b.ReportAllocs()
	for b.Loop() {
		if _, err := m.Score(a); err != nil {
			b.Fatal(err)
		}
	}
}

func BenchmarkLoad(b *testing.B) {
	data, err := os.ReadFile("catalogue/lawlor-1.0.yaml")
	if err != nil {
		b.Fatal(err)
	}
	b.ReportAllocs()
	for b.Loop() {
		if _, err := maturity.Load(data, "lawlor-1.0.yaml"); err != nil {
			b.Fatal(err)
		}
	}
}
