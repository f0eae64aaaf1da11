package maturity_test

import (
	"bytes"
	"encoding/json"
	"flag"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"cairn/internal/maturity"
)

var update = flag.Bool("update", false, "rewrite the golden files")

func golden(t *testing.T, name string, got []byte) {
	t.Helper()
	file := filepath.Join("testdata", "golden", name)
	if *update {
		if err := os.MkdirAll(filepath.Dir(file), 0o755); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(file, got, 0o644); err != nil {
			t.Fatal(err)
		}
		return
	}
	want, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(string(want), string(got)); diff != "" {
		t.Errorf("%s (-want +got):\n%s", file, diff)
	}
}

func TestReports(t *testing.T) {
	t.Parallel()
	complete := all(t, "3", "G1=2 G2=2 G3=2 I1=1 I2=2 I3=1 I4=2 I5=1 W1=4 W2=4 W3=4")
	partial := all(t, "3", "I1=1 I2=1 I3=1 I4=1 I5=1")
	delete(partial, "W5")
	delete(partial, "W4")
	for _, tt := range []struct {
		name    string
		model   *maturity.Model
		answers maturity.Answers
	}{
		{"lawlor-complete", lawlor(t), complete},
		{"lawlor-partial", lawlor(t), partial},
		{"lawlor-nothing", lawlor(t), nil},
		{"sans-capped", model(t, "sans-like"), answer("P1=5! P2=5! U1=4! U2=4! G1=2! G2=1!")},
		{"aismm-profile", model(t, "aismm-like"), answer("MOD-02.1=1 MOD-02.2=n/a MOD-03.1=0.5 MOD-04.1=0 APP-02.1=1")},
	} {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			r := score(t, tt.model, tt.answers)
			next := tt.model.NextActions(r, 3)
			golden(t, tt.name+".txt", []byte(maturity.RenderText(tt.model, r, next)))
			data, err := maturity.RenderJSON(r, next)
			if err != nil {
				t.Fatal(err)
			}
			golden(t, tt.name+".json", data)
			var back maturity.Report
			if err := json.Unmarshal(data, &back); err != nil {
				t.Fatal(err)
			}
			if diff := cmp.Diff(r, back.Result); diff != "" {
				t.Errorf("read back (-want +got):\n%s", diff)
			}
		})
	}
}

func TestTheJSONReportHasTheAgreedShape(t *testing.T) {
	t.Parallel()
	r := score(t, lawlor(t), all(t, "3", "G1=2 G2=2 G3=2 G4=3 I1=1 I2=2 I3=1 I4=2 I5=1"))
	data, err := maturity.RenderJSON(r, nil)
	if err != nil {
		t.Fatal(err)
	}
	var got struct {
		Model      string
		Categories []struct {
			ID        string
			Mean      string
			Level     int
			LevelName string `json:"level_name"`
			Answered  int
			Items     int
		}
		Overall struct {
			Level   int
			Weakest []string
		}
	}
	if err := json.NewDecoder(bytes.NewReader(data)).Decode(&got); err != nil {
		t.Fatal(err)
	}
	g := got.Categories[0]
	if got.Model != "lawlor/ai-security-maturity@1.0" || g.ID != "governance" || g.Mean != "2.4" || g.Level != 3 || g.LevelName != "Defined" || g.Answered != 5 || g.Items != 5 {
		t.Errorf("model %q, first category %+v", got.Model, g)
	}
	if got.Overall.Level != 2 || !slices.Equal(got.Overall.Weakest, []string{"incident-response"}) {
		t.Errorf("overall = %+v", got.Overall)
	}
}

func titles(actions []maturity.Action) (ids []string) {
	for _, a := range actions {
		id := a.ID
		if len(a.Helps) > 0 {
			id += " helps " + strings.Join(a.Helps, ",")
		}
		ids = append(ids, id)
	}
	return ids
}

func TestNextActionsFollowTheSourceAndSayWhatTheyHelp(t *testing.T) {
	t.Parallel()
	m := lawlor(t)
	r := score(t, m, all(t, "3", "M1=1 M2=1 M3=1 M4=1 M5=2 G4=1"))
	want := []string{
		"align-policy-to-framework",
		"deploy-guardrails",
		"structured-logging helps M1,M2,M4",
		"build-risk-register",
		"role-specific-training",
	}
	if diff := cmp.Diff(want, titles(m.NextActions(r, 0))); diff != "" {
		t.Errorf("all (-want +got):\n%s", diff)
	}
	want = []string{"align-policy-to-framework", "structured-logging helps M1,M2,M4"}
	if diff := cmp.Diff(want, titles(m.NextActions(r, 2))); diff != "" {
		t.Errorf("two, of which the one that helps is kept (-want +got):\n%s", diff)
	}
	again := titles(m.NextActions(r, 0))
	if len(again) != 5 || again[2] != want[1] {
		t.Errorf("a limited call changed the roadmap: %v", again)
	}
}

func TestNextActionsAtTheEnds(t *testing.T) {
	t.Parallel()
	m := lawlor(t)
	if got := m.NextActions(score(t, m, all(t, "4", "")), 0); len(got) != 0 {
		t.Errorf("on the top level: %v, want none", titles(got))
	}
	if got := m.NextActions(score(t, m, nil), 0); len(got) != 0 {
		t.Errorf("with nothing answered: %v, want none", titles(got))
	}
	governance := answer("G1=3 G2=3 G3=3 G4=3 G5=3")
	if got := m.NextActions(score(t, m, governance), 1); len(got) != 1 || got[0].ID != "pursue-certification" {
		t.Errorf("with one dimension complete on level 4: %v, want the first action out of level 4", titles(got))
	}
}
