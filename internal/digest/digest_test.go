package digest_test

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"cairn/internal/assess"
	"cairn/internal/digest"
	"cairn/internal/maturity"
)

func model(t *testing.T) *maturity.Model {
	t.Helper()
	m, err := maturity.Find("lawlor")
	if err != nil {
		t.Fatal(err)
	}
	return m
}

// snapshot scores "G3 T2 …": every item of the dimension with that letter gets the digit. A letter left out is missing.
func snapshot(t *testing.T, m *maturity.Model, period, levels string) assess.Snapshot {
	t.Helper()
	answers := make(maturity.Answers)
	s := assess.Snapshot{Scope: "North", Period: period, Model: m.ID, Kind: assess.Full, TakenAt: time.Date(2026, 10, 15, 9, 0, 0, 0, time.UTC)}
	for _, c := range m.Categories() {
		s.Asked++
		i := strings.Index(levels, c.Short)
		if i < 0 {
			s.Missing = append(s.Missing, c.ID)
			continue
		}
		s.Answered++
		for n, item := range c.Items {
			value := levels[i+1 : i+2]
			if extra := levels[i+2:]; strings.HasPrefix(extra, "+") && n == 0 {
				value = fmt.Sprint(value[0] - '0' + 1)
			}
			answers[item.ID] = maturity.Answer{Value: value}
		}
	}
	result, err := m.Score(answers)
	if err != nil {
		t.Fatal(err)
	}
	s.Result = result
	return s
}

func TestTheTakeawaySaysWhereTheWholeStandsAndWhatMovedIt(t *testing.T) {
	t.Parallel()
	tests := map[string]struct{ now, before, want string }{
		"first cycle": {
			"G3 T2 M1 I2 W2", "",
			"North stands at Level 2 (Developing), held there by Monitoring and Detection (1).",
		},
		"risen": {
			"G3 T2 M2 I2 W2", "G3 T2 M1 I2 W2",
			"North stands at Level 3 (Defined), up from Level 2 in 2026-Q3, held there by Technical Controls (2), " +
				"Monitoring and Detection (2), Incident Response (2) and Workforce and Culture (2); Monitoring and Detection rose.",
		},
		"fallen": {
			"G0 T2 M2 I2 W2", "G3 T2 M2 I2 W2",
			"North stands at Level 1 (Ad Hoc), down from Level 3 in 2026-Q3, held there by Governance (0); Governance fell.",
		},
		"unchanged and level": {
			"G2 T2 M2 I2 W2", "G2 T2 M2 I2 W2",
			"North stands at Level 3 (Defined), as in 2026-Q3.",
		},
		"one missing": {
			"G3 T2 M2 I2", "G3 T2 M2 I2 W2",
			"North stands at Level 1 to 3: 1 category lacks answers (Workforce and Culture).",
		},
		"nobody": {
			"", "G2 T2 M2 I2 W2",
			"Nobody answered in 2026-Q4, so nothing is known of North: all 5 questionnaires are missing.",
		},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			m := model(t)
			var before *digest.Found
			if tt.before != "" {
				before = &digest.Found{Snapshot: snapshot(t, m, "2026-Q3", tt.before)}
			}
			got := digest.Compose(m, assess.Programme{}, digest.Found{Snapshot: snapshot(t, m, "2026-Q4", tt.now)}, before)
			if diff := cmp.Diff(tt.want, got.Takeaway.String()); diff != "" {
				t.Error(diff)
			}
		})
	}
}

func TestTheWeakestComeFirstAndTheUnansweredBeforeThem(t *testing.T) {
	t.Parallel()
	m := model(t)
	d := digest.Compose(m, assess.Programme{}, digest.Found{Snapshot: snapshot(t, m, "2026-Q4", "G3 T1+ M1 I2")}, nil)
	var got []string
	for _, s := range d.Levels {
		got = append(got, fmt.Sprintf("%s %s %d-%d %v", s.ID, s.Mean, s.AtLeast, s.AtMost, s.Known()))
	}
	want := []string{
		"workforce-culture  1-5 false", "monitoring-detection 1 2-2 true", "technical-controls 1.2 2-2 true",
		"incident-response 2 3-3 true", "governance 3 4-4 true",
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Error(diff)
	}
}

func TestASnapshotOnAnotherModelIsNotCompared(t *testing.T) {
	t.Parallel()
	m := model(t)
	other := snapshot(t, m, "2026-Q3", "G1 T1 M1 I1 W1")
	other.Model = "other/model@1.0"
	d := digest.Compose(m, assess.Programme{}, digest.Found{Snapshot: snapshot(t, m, "2026-Q4", "G2 T2 M2 I2 W2")}, &digest.Found{Snapshot: other})
	if d.Before != "" || d.Overall.Had || d.Levels[0].Had {
		t.Errorf("compared across models: %+v", d.Overall)
	}
}

func TestALevelSetByHandMovesAWholeThatIsTheLowest(t *testing.T) {
	t.Parallel()
	m := model(t)
	now := digest.Found{
		Snapshot:  snapshot(t, m, "2026-Q4", "G3 T2 M1 I2"),
		Overrides: []assess.Override{{Category: "monitoring-detection", Level: 3}, {Category: "workforce-culture", Level: 4}},
	}
	before := digest.Found{
		Snapshot:  snapshot(t, m, "2026-Q3", "G3 T3 M3 I3 W3"),
		Overrides: []assess.Override{{Category: "governance", Level: 1}},
	}
	d := digest.Compose(m, assess.Programme{}, now, &before)
	if o := d.Overall; !o.Known() || o.Level != 3 || o.LevelName != "Defined" || o.Before != 1 || d.NextFor.String() != "from Level 3 to Level 4" {
		t.Errorf("overall %+v, next %s; want level 3, up from 1", o, d.NextFor)
	}
	if computed := now.Result.Overall; computed.Complete || computed.AtLeast != 1 {
		t.Errorf("composing changed the snapshot: %+v", computed)
	}
	now.Overrides = now.Overrides[:1]
	if o := digest.Compose(m, assess.Programme{}, now, nil).Overall; o.Known() || o.AtLeast != 1 || o.AtMost != 3 {
		t.Errorf("with a category unanswered: %+v, want 1 to 3", o)
	}
}

func TestTheNextActionsLeadOutOfTheOverallLevel(t *testing.T) {
	t.Parallel()
	m := model(t)
	d := digest.Compose(m, assess.Programme{}, digest.Found{Snapshot: snapshot(t, m, "2026-Q4", "G3 T2 M1 I2 W2")}, nil)
	if d.NextFor.String() != "from Level 2 to Level 3" || len(d.Next) != 3 {
		t.Errorf("next %q: %d actions, want 3 from Level 2 to Level 3", d.NextFor, len(d.Next))
	}
}

func TestWhatWasNotSignedOffOrSettledIsNamed(t *testing.T) {
	t.Parallel()
	m := model(t)
	now := snapshot(t, m, "2026-Q4", "G3 T2 M1 I2 W2")
	now.Unsigned, now.Disputed = []string{"governance", "incident-response"}, []string{"workforce-culture"}
	d := digest.Compose(m, assess.Programme{}, digest.Found{Snapshot: now}, nil)
	if diff := cmp.Diff([]string{"Governance", "Incident Response"}, d.Unsigned); diff != "" {
		t.Error(diff)
	}
	if diff := cmp.Diff([]string{"Workforce and Culture"}, d.Disputed); diff != "" {
		t.Error(diff)
	}
}
