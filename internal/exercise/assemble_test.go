package exercise_test

import (
	"bytes"
	"encoding/json"
	"flag"
	"os"
	"path/filepath"
	"reflect"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"cairn/internal/assess"
	"cairn/internal/exercise"
)

var update = flag.Bool("update", false, "write what the tests compare with")

// full is an exercise in which everything happened that can.
func full(s *exercise.Scenario, end time.Time) played {
	start := end.Add(-90 * time.Minute)
	lead, play := assess.BySlack(uLead), assess.BySlack(uPlay)
	said := func(u assess.UserID, h exercise.HotWash) exercise.Event {
		return exercise.Event{At: end.Add(20 * time.Minute), By: assess.BySlack(u), Kind: exercise.WasDebriefed, Person: u, Detail: exercise.Detail{HotWash: &h}}
	}
	p := played{
		scenario: s,
		observations: []exercise.Observation{
			well(s.Objectives[0].ID, "They asked for the log before they spoke."),
			slip(s.Objectives[0].ID, exercise.Minor, "The number of the provider was not at hand."),
			slip(s.Objectives[1].ID, exercise.Major, "Nobody knew who may switch it off."),
			slip(s.Objectives[1].ID, exercise.Minor, "The switch took nine minutes to find."),
		},
		more: []exercise.Event{
			{At: start.Add(21 * time.Minute), By: lead, Kind: exercise.WasPaused, Detail: exercise.Detail{Note: "Coffee"}},
			{At: start.Add(29 * time.Minute), By: lead, Kind: exercise.WasResumed},
			{At: start.Add(30 * time.Minute), By: lead, Kind: exercise.WasExtended, Detail: exercise.Detail{Minutes: 15}},
			{At: start.Add(31 * time.Minute), By: lead, Kind: exercise.WasSkipped, Detail: exercise.Detail{Inject: "never-came", Note: "It gives too much away"}},
			{At: start.Add(32 * time.Minute), By: lead, Kind: exercise.WasForced, Detail: exercise.Detail{Inject: "never-came"}},
			said(uPlay, exercise.HotWash{Ratings: map[string]exercise.Rating{s.Objectives[0].ID: exercise.Performed}, Scores: map[string]int{"real": 5, "ready": 2}, Note: "More of it."}),
			said(uWatch, exercise.HotWash{Scores: map[string]int{"real": 4, "part": 3, "ready": 2}}),
			{At: end.Add(25 * time.Minute), By: play, Kind: exercise.WasObserved, Detail: exercise.Detail{
				Observation: &exercise.Observation{ID: "O9", Objective: s.Objectives[1].ID, Kind: exercise.Improvement, Impact: exercise.Minor, Text: "I did not know that I was asked."},
				InHotWash:   true,
			}},
		},
	}
	number := 2
	for i, in := range s.Injects[1:] { // decided eight minutes after each came; the last only after the end
		d := exercise.Decision{Number: number, Inject: in.ID, What: "Decide on " + in.ID, By: uHead, Options: "Wait"}
		if len(in.Choices) > 0 {
			d.Choice = in.Choices[0].ID
		}
		at := start.Add(time.Duration(5*(i+1)+8) * time.Minute)
		if i == len(s.Injects)-2 {
			at = end.Add(10 * time.Minute)
		}
		p.more = append(p.more, exercise.Event{At: at, By: play, Kind: exercise.WasDecided, Detail: exercise.Detail{Decision: &d}})
		number++
	}
	return p
}

func (b *bureau) signFull(s *exercise.Scenario) exercise.Report {
	b.t.Helper()
	id := b.play(full(s, b.clock.Now()))
	b.clock.Add(48 * time.Hour)
	return b.sign(id, b.work("Put the provider's number on the wall"), b.work("Name who may switch it off"), exercise.Treatment{Same: "F2"},
		exercise.Treatment{Aside: "The invitation said so, and everybody else knew."})
}

func TestTheReportOfAFullExercise(t *testing.T) {
	t.Parallel()
	b := newBureau(t)
	got, err := json.MarshalIndent(b.signFull(scenario(t, "chatbot-prompt-injection")), "", "  ")
	require.NoError(t, err)
	got = append(got, '\n')
	golden := filepath.Join("testdata", "report.json")
	if *update {
		require.NoError(t, os.MkdirAll("testdata", 0o755))
		require.NoError(t, os.WriteFile(golden, got, 0o644))
	}
	want, err := os.ReadFile(golden)
	require.NoError(t, err)
	assert.Equal(t, string(want), string(got))

	var back exercise.Report
	require.NoError(t, json.NewDecoder(bytes.NewReader(got)).Decode(&back))
	again, err := json.MarshalIndent(back, "", "  ")
	require.NoError(t, err)
	assert.Equal(t, string(want), string(again)+"\n", "what is read back is what was written")
}

func TestAReportHoldsNothingOfTheFacilitators(t *testing.T) {
	t.Parallel()
	for _, s := range exercise.Embedded() {
		t.Run(s.Name, func(t *testing.T) {
			t.Parallel()
			b := newBureau(t)
			r := b.signFull(s)
			require.Len(t, r.Decisions, len(s.Injects), "everything came")
			require.NotEmpty(t, r.Signed)
			r.Signed = "" // the same once more, as one text
			said := texts(reflect.ValueOf(r))
			for _, secret := range append(s.FacilitatorTexts(), s.Title) {
				for _, text := range said {
					if strings.Contains(text, secret) {
						t.Errorf("the report says %q, which is for facilitators", secret)
					}
				}
			}
			known := strings.Join(playersRead(s), "\n")
			for _, text := range said {
				if words := strings.Fields(text); len(words) < 6 || slices.ContainsFunc(typed, func(t string) bool { return strings.HasPrefix(text, t) }) {
					continue // an id, a name, a time; or what people typed in this test
				}
				_, question, found := strings.Cut(text, ": ") // what was asked, after whom it seemed to come from
				plain := strings.TrimSuffix(text, "…")
				if !strings.Contains(known, plain) && !(found && strings.Contains(known, question)) {
					t.Errorf("the report says %q, which players were not told", text)
				}
			}
		})
	}
}

// typed are the beginnings of what the people of a full exercise typed, and of what Cairn asks in the hot wash.
var typed = []string{
	"They asked", "The number of", "Nobody knew", "The switch took", "I did not know", "They found it", "Put the provider", "Name who", "The invitation",
	"The story could", "I knew what", "If it happened",
}

// playersRead are the texts that players have read, on one line each, and what a report may say beside them.
func playersRead(s *exercise.Scenario) []string {
	all := []string{s.Opening.Title, s.Opening.Text}
	for _, r := range s.Roles {
		all = append(all, r.Name)
	}
	for _, o := range s.Objectives {
		all = append(all, o.Goal.Text)
	}
	for _, in := range s.Injects {
		all = append(all, in.From, strings.Join(strings.Fields(in.Message), " "))
		all = append(all, in.Questions...)
		for _, c := range in.Choices {
			all = append(all, c.Text)
		}
	}
	for _, t := range s.Threats { // public names
		all = append(all, t.Framework+" "+t.Version)
	}
	return all
}

// texts are all strings in a value, of whatever depth.
func texts(v reflect.Value) (all []string) {
	switch v.Kind() {
	case reflect.String:
		return []string{v.String()}
	case reflect.Slice, reflect.Array:
		for i := range v.Len() {
			all = append(all, texts(v.Index(i))...)
		}
	case reflect.Map:
		for _, k := range v.MapKeys() {
			all = append(append(all, texts(k)...), texts(v.MapIndex(k))...)
		}
	case reflect.Struct:
		if v.Type() == reflect.TypeFor[time.Time]() {
			return nil
		}
		for i := range v.NumField() {
			all = append(all, texts(v.Field(i))...)
		}
	}
	return all
}

func TestWhatNeverCameIsNotInTheReport(t *testing.T) {
	t.Parallel()
	b := newBureau(t)
	s := *exercise.Embedded()[0]
	came := s.Injects[:2]
	all := s
	s.Injects = came // what is played
	seen := slip(s.Objectives[0].ID, exercise.Minor, "They would not have known.")
	seen.Inject = all.Injects[2].ID
	id := b.play(played{scenario: &s, observations: []exercise.Observation{seen}})
	r := b.report(id)
	for _, text := range texts(reflect.ValueOf(r)) {
		assert.NotEqual(t, all.Injects[2].ID, text)
	}
	assert.Len(t, b.review(id).Findings, 1, "though it counts")
}

func TestADraftSaysWhatIsKnownSoFar(t *testing.T) {
	t.Parallel()
	b := newBureau(t)
	id := b.play(played{observations: []exercise.Observation{slip(goal(0), exercise.Minor, "One."), slip(goal(0), exercise.Minor, "Two.")}})
	require.NoError(t, b.Treat(t.Context(), assess.BySlack(uLead), id, "F2", b.work("Mend two")))
	r := b.report(id)
	assert.True(t, r.Draft)
	assert.Empty(t, r.Seal)
	require.Len(t, r.Plan, 2)
	assert.Empty(t, r.Plan[0].Work.Title, "nothing is said of it yet")
	assert.Equal(t, "Mend two", r.Plan[1].Work.Title)
	assert.Empty(t, r.Plan[1].Action)
	assert.Empty(t, r.Objectives[0].Rating)
	assert.Equal(t, "Lea", r.Names[uLead])
	assert.Equal(t, "Ina", r.Names[uOwner], "who is to do something is named as well")
}

func TestLatencyIsTheTimeToTheFirstDecisionWithoutPauses(t *testing.T) {
	t.Parallel()
	b := newBureau(t)
	s := exercise.Embedded()[0]
	start := b.clock.Now().Add(-90 * time.Minute)
	decided := func(inject int, minute time.Duration) exercise.Event {
		d := exercise.Decision{Number: 9, Inject: s.Injects[inject].ID, What: "Go on", By: uPlay}
		return exercise.Event{At: start.Add(minute * time.Minute), By: assess.BySlack(uPen), Kind: exercise.WasDecided, Detail: exercise.Detail{Decision: &d}}
	}
	id := b.play(played{more: []exercise.Event{
		{At: start.Add(6 * time.Minute), By: assess.BySlack(uLead), Kind: exercise.WasPaused},
		{At: start.Add(16 * time.Minute), By: assess.BySlack(uLead), Kind: exercise.WasResumed},
		decided(1, 22), // which came after five minutes
		decided(1, 40),
		decided(2, 95), // after the end
	}})
	l := b.report(id).Latency
	assert.Equal(t, 2, l.Count)
	assert.Equal(t, 5*time.Minute, l.Median, "between 3 and 7 minutes")
	assert.Equal(t, 7*time.Minute, l.Longest)
	var asked int
	for _, in := range s.Injects[3:] {
		if len(in.Choices) > 0 {
			asked++
		}
	}
	assert.Len(t, l.Open, asked, "those that asked for a decision and got none: %v", l.Open)
}
