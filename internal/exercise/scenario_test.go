package exercise_test

import (
	"fmt"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"cairn/internal/exercise"
)

// TestWhatPlayersGetHoldsNothingForFacilitators looks at all that the two types for players carry, whatever fields they have.
func TestWhatPlayersGetHoldsNothingForFacilitators(t *testing.T) {
	t.Parallel()
	for _, s := range exercise.Embedded() {
		var b strings.Builder
		fmt.Fprintf(&b, "%+v", s.Brief())
		for _, in := range s.Injects {
			fmt.Fprintf(&b, "%+v", in.PlayerInject)
		}
		secrets := s.FacilitatorTexts()
		if len(secrets) < 20 {
			t.Errorf("%s has %d texts for facilitators; mend the test", s.Name, len(secrets))
		}
		for _, secret := range append(secrets, s.Title) {
			if strings.Contains(b.String(), secret) {
				t.Errorf("%s: players would read %q", s.Name, secret)
			}
		}
	}
}

func TestBriefTellsPlayersWhoTheyAreAndWhatForButNotThePlot(t *testing.T) {
	t.Parallel()
	s, err := exercise.Load([]byte(sound), "s.yaml")
	if err != nil {
		t.Fatal(err)
	}
	want := exercise.Brief{
		Opening: exercise.Opening{Title: "Blue Door", Text: "It is Monday."}, Minutes: 30,
		Roles:      []exercise.Role{{ID: "lead", Name: "Lead", Text: "Decides."}, {ID: "desk", Name: "Desk", Text: "Helps."}},
		Objectives: []exercise.Goal{{ID: "stop", Text: "Stop the leak."}},
	}
	if diff := cmp.Diff(want, s.Brief()); diff != "" {
		t.Error(diff)
	}
}

func TestAFrozenScenarioIsTheSameWhenThawed(t *testing.T) {
	t.Parallel()
	for _, s := range exercise.Embedded() {
		data, err := exercise.Freeze(s)
		if err != nil {
			t.Fatal(err)
		}
		back, err := exercise.Thaw(data, s.Hash)
		if err != nil {
			t.Fatal(err)
		}
		if diff := cmp.Diff(s, back); diff != "" {
			t.Errorf("%s: %s", s.Name, diff)
		}
	}
}

func TestEitherKindCanBeRunAsBothAndTheOthersOnlyAsThemselves(t *testing.T) {
	t.Parallel()
	for _, tt := range []struct {
		kind, as exercise.Kind
		want     bool
	}{
		{exercise.Tabletop, exercise.Tabletop, true},
		{exercise.Tabletop, exercise.Simulation, false},
		{exercise.Simulation, exercise.Tabletop, false},
		{exercise.Either, exercise.Tabletop, true},
		{exercise.Either, exercise.Simulation, true},
		{exercise.Either, exercise.Either, false},
	} {
		if got := tt.kind.RunAs(tt.as); got != tt.want {
			t.Errorf("%s run as %s = %t", tt.kind, tt.as, got)
		}
	}
}

func TestPartsTellLogsFromProse(t *testing.T) {
	t.Parallel()
	got := exercise.Passages("The log:\n\n```\n  a  1\n\n  b  2  \n```\nWhat now?\n```\n```\n")
	want := []exercise.Passage{{Text: "The log:"}, {Fixed: true, Text: "  a  1\n\n  b  2"}, {Text: "What now?"}}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Error(diff)
	}
}

func TestProseFlowsAsFarAsItsParagraph(t *testing.T) {
	t.Parallel()
	got := exercise.Passages("It stops\nat noon.\n\nDear all,\nplease:\n- read this\n- and\n  that\n1. now")
	want := []exercise.Passage{{Text: "It stops at noon.\n\nDear all, please:\n- read this\n- and that\n1. now"}}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Error(diff)
	}
}
