package blocks_test

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"cairn/bot/blocks"
	"cairn/internal/assess"
	"cairn/internal/exercise"
	"cairn/internal/target"
)

func observed(id, objective string, kind exercise.ObservationKind, impact exercise.Impact, text string) exercise.Noted {
	return exercise.Noted{
		Observation: exercise.Observation{ID: id, Objective: objective, Kind: kind, Impact: impact, Text: text},
		At:          begins.Add(20 * time.Minute), By: "U0OTTO", Part: exercise.AsObserver,
	}
}

// evaluated is the review of the rehearsal: an objective rated, one rated too well by now, and findings with every kind of answer.
func evaluated(t *testing.T) exercise.Review {
	t.Helper()
	v := inState(rehearsal(t, mara), exercise.Ended)
	v.Now = v.EndedAt.AddDate(0, 0, 6)
	one, two := v.Brief.Objectives[0], v.Brief.Objectives[1]
	strength := observed("O1", one.ID, exercise.Strength, "", "Reproduced it before anybody spoke of blame.")
	unclear := observed("O2", two.ID, exercise.Improvement, exercise.Major, "Nobody knew who may take the tool away.")
	washed := observed("O3", two.ID, exercise.Improvement, exercise.Minor, "The call tree was out of date.")
	washed.HotWash, washed.Part = true, exercise.AsPlayer
	action := target.Action{ID: "northwind/A3", Work: target.Work{Title: "Name who may limit the assistant", Owner: tom, Due: day(2026, 3, 1), Element: "organisation"}}
	return exercise.Review{
		View:    v,
		Summary: "The team was quick to confirm.\nTwo things have to change.",
		Objectives: []exercise.ReviewObjective{
			{
				Goal: one, Strengths: []exercise.Noted{strength}, Ceiling: exercise.Performed, Proposed: exercise.Some,
				Ratings: map[assess.UserID]exercise.Rating{gus: exercise.Some, tom: exercise.Performed, "U0OTTO": exercise.Some},
			},
			{Goal: two, Improvements: []exercise.Noted{unclear, washed}, Ceiling: exercise.MajorOnes, Proposed: exercise.MajorOnes, Final: exercise.Some, Why: "It went well in the end."},
			{Goal: exercise.Goal{ID: "unseen", Text: "Tell the customers."}, Ceiling: exercise.NotObserved, Proposed: exercise.NotObserved, Final: exercise.NotObserved},
		},
		Findings: []exercise.Finding{
			{ID: "F1", Noted: unclear, Proposed: "northwind/E1/F2"},
			{ID: "F2", Noted: washed, Treatment: &exercise.Treatment{Work: &target.Work{Title: "Mend the call tree", Owner: gus, Due: day(2027, 1, 29), Element: "planning"}, Before: "northwind/E1/F2"}},
			{ID: "F3", Noted: washed, Treatment: &exercise.Treatment{Same: "F2"}},
			{ID: "F4", Noted: washed, Treatment: &exercise.Treatment{Aside: "It was the drill's own fault."}},
		},
		Earlier:  []exercise.EarlierFinding{{Key: "northwind/E1/F2", Text: "Nobody could say who decides.", At: early, Action: &action}},
		Missing:  []exercise.Missing{{Kind: exercise.MissingRating, ID: one.ID}, {Kind: exercise.MissingRating, ID: two.ID}, {Kind: exercise.MissingFinding, ID: "F1"}},
		DueAt:    v.EndedAt.AddDate(0, 0, 30),
		Elements: target.Elements(),
	}
}

// signed is the review once its report is signed.
func signed(t *testing.T) exercise.Review {
	t.Helper()
	v := evaluated(t)
	v.View, v.Missing = inState(v.View, exercise.Reviewed), nil
	v.SignedAt = v.EndedAt.AddDate(0, 0, 7)
	v.Findings[1].Action = "northwind/A9"
	return v
}

// published is the report of the rehearsal.
func published(t *testing.T) exercise.Report {
	t.Helper()
	v := signed(t)
	r := exercise.Report{
		ID: v.ID, Name: v.Name, Kind: v.Kind, Scope: v.In.Scope, Programme: v.In.ID, Summary: v.Summary, Zone: "Europe/Berlin", Channel: "C0EXERCISE",
		StartedAt: v.StartedAt, EndedAt: v.EndedAt, SignedBy: mara, SignedAt: v.SignedAt, Names: map[assess.UserID]string{gus: "Gus *Grün*"},
		Decisions: make([]exercise.Logged, 3), Latency: exercise.Latencies{Count: 2, Median: 6*time.Minute + 20*time.Second, Longest: 14 * time.Minute},
		Plan: []exercise.Correction{
			{Finding: "F2", Action: "northwind/A9", Again: "E1/F2", Work: *v.Findings[1].Treatment.Work},
			{Finding: "F5", Action: "northwind/A10", Work: target.Work{Title: "Tell the help desk", Owner: tom, Due: day(2027, 2, 1)}},
		},
	}
	for _, o := range v.Objectives {
		r.Objectives = append(r.Objectives, exercise.ReportObjective{Goal: o.Goal, Rating: o.Final})
	}
	r.Objectives[0].Rating = exercise.Performed
	return r
}

// compared are three exercises side by side, the last of which is not signed.
func compared(t *testing.T) exercise.Trends {
	t.Helper()
	line := func(id exercise.ID, at time.Time, median time.Duration) exercise.TrendLine {
		return exercise.TrendLine{
			ID: id, Name: "Copper Finch", Kind: exercise.Tabletop, At: at, Latency: exercise.Latencies{Count: 4, Median: median, Longest: 2 * median},
			Ratings:    map[exercise.Rating]int{exercise.Performed: 1, exercise.MajorOnes: 2, exercise.NotObserved: 1},
			ByCategory: map[string]exercise.Rating{"governance": exercise.MajorOnes}, Actions: map[target.ActionStatus]int{target.Done: 2, target.Doing: 1}, Overdue: 1,
		}
	}
	last := exercise.TrendLine{ID: "northwind/E3", Name: "Night Ferry", Kind: exercise.Simulation, At: begins}
	rated := []exercise.RatedGoal{{Goal: exercise.Goal{ID: "a", Text: "Turn an outside report into a confirmed finding."}, Rating: exercise.MajorOnes}, {Goal: exercise.Goal{ID: "b", Text: "Tell the customers."}}}
	second := line("northwind/E2", begins.AddDate(-1, 0, 0), 5*time.Minute)
	second.ByCategory = map[string]exercise.Rating{"governance": exercise.Some, "incident-response": exercise.NotObserved}
	second.Rated = rated
	return exercise.Trends{
		In: programme(), Exercises: []exercise.TrendLine{line("northwind/E1", begins.AddDate(-2, 0, 0), 9*time.Minute), second, last},
		Open: 2, Overdue: 1, Done: 4, Repeated: 1, Now: begins,
	}
}

func TestExerciseReviewGolden(t *testing.T) {
	t.Parallel()
	g := &golden{name: "exercise-review"}
	r, v := english(mara), evaluated(t)
	s := blocks.ReviewState{ID: v.ID}
	ready := evaluated(t)
	ready.Missing = nil
	bare := exercise.Review{View: v.View, DueAt: v.DueAt, Missing: []exercise.Missing{{Kind: exercise.MissingSummary}}}
	bare.Now = bare.DueAt.AddDate(0, 0, 2)
	g.modal(t, "the review", blocks.ReviewView(r, v, s, blocks.Alert{}), nil)
	g.modal(t, "ready to be signed", blocks.ReviewView(r, ready, s, blocks.Alert{}), nil)
	g.modal(t, "with nothing in it, and late", blocks.ReviewView(r, bare, s, blocks.Alert{}), nil)
	g.modal(t, "signed", blocks.ReviewView(r, signed(t), s, blocks.AlertSigned(r)), nil)
	refused := signed(t)
	refused.Refused = &exercise.Refusal{Reason: "The channel is archived.", At: late}
	g.modal(t, "signed and refused", blocks.ReviewView(r, refused, s, blocks.AlertRepublished(r)), nil)
	given := refused
	given.Refused = &exercise.Refusal{Reason: "The channel is archived.", At: late, GivenUp: true}
	g.message(t, "signed and given up", blocks.ReviewDue(r, given, exercise.StepReview))
	g.message(t, "unpublished", blocks.Unpublished(r, given.View))
	shelved := given
	shelved.Refused = &exercise.Refusal{Reason: "The channel is archived.", At: late, GivenUp: true, Shelved: true}
	g.message(t, "unpublished, and left so", blocks.Unpublished(r, shelved.View))
	g.message(t, "left unpublished", blocks.Shelved(r, shelved.View))
	g.message(t, "unpublished, asked for anew", blocks.Unpublished(r, signed(t).View))
	given.Refused, given.Link = nil, "https://northwind.slack.example/p1"
	g.message(t, "unpublished, published since", blocks.Unpublished(r, given.View))
	g.modal(t, "summary", blocks.ReviewSummary(r, v, s), nil)
	g.modal(t, "rating", blocks.ReviewRate(r, v, v.Objectives[1], s), nil)
	g.modal(t, "rating of what nobody saw", blocks.ReviewRate(r, v, v.Objectives[2], s), nil)
	g.modal(t, "answer to a finding that seems to repeat another", blocks.ReviewTreat(r, v, v.Findings[0], "", s), nil)
	g.modal(t, "answer as before", blocks.ReviewTreat(r, v, v.Findings[2], "", s), nil)
	g.modal(t, "answer turned to nothing", blocks.ReviewTreat(r, v, v.Findings[2], blocks.TreatAside, s), nil)
	for _, step := range []string{exercise.StepReview, exercise.StepReviewNow, exercise.StepReviewLate} {
		g.message(t, "told at "+step, blocks.ReviewDue(r, v, step))
	}
	alone := evaluated(t)
	alone.Gone = []assess.UserID{alone.Plan.Facilitator}
	g.message(t, "a manager told in the facilitator's place", blocks.ReviewDue(english(tom), alone, exercise.StepReview))
	g.message(t, "told once signed", blocks.ReviewDue(r, signed(t), exercise.StepReview))
	g.message(t, "a manager told that it is late", blocks.ReviewLate(english(tom), v.View, exercise.StepReviewLate))
	g.message(t, "a manager told so again", blocks.ReviewLate(english(tom), v.View, exercise.StepReviewLate+"#3"))
	g.message(t, "a manager told that it is signed", blocks.ReviewLate(english(tom), signed(t).View, exercise.StepReviewLate))
	g.message(t, "report", blocks.Report(blocks.NewReader("", "", nil), published(t)))
	g.message(t, "trends", blocks.ExerciseTrends(r, compared(t), lawlor(t)))
	g.message(t, "trends of none", blocks.ExerciseTrends(r, exercise.Trends{In: programme()}, lawlor(t)))
	g.compare(t)
}

func TestEveryFindingIsOnSomePageOfTheReview(t *testing.T) {
	t.Parallel()
	v := evaluated(t)
	v.Findings = nil
	for i := range 30 {
		v.Findings = append(v.Findings, exercise.Finding{ID: fmt.Sprintf("F%d", i+1), Noted: observed("O1", "x", exercise.Improvement, exercise.Minor, strings.Repeat("long ", 200))})
	}
	shown := ""
	for page := range 3 {
		view := blocks.ReviewView(english(mara), v, blocks.ReviewState{Page: page}, blocks.Alert{})
		require.NoError(t, blocks.CheckModal(view))
		shown += string(asYAML(t, view))
	}
	for _, f := range v.Findings {
		assert.Contains(t, shown, "northwind/E2|"+f.ID+"\n")
	}
	last := blocks.ReviewView(english(mara), v, blocks.ReviewState{Page: 99}, blocks.Alert{})
	assert.Contains(t, string(asYAML(t, last)), "*Findings 25 to 30 of 30*", "a page that is not there is the last")
}

func TestOnlyRatingsThatTheObservationsBearAreOffered(t *testing.T) {
	t.Parallel()
	v := evaluated(t)
	for ceiling, offered := range map[exercise.Rating][]exercise.Rating{
		exercise.Performed: {exercise.Performed, exercise.Some, exercise.MajorOnes, exercise.Unable, exercise.NotObserved},
		exercise.MajorOnes: {exercise.MajorOnes, exercise.Unable, exercise.NotObserved}, exercise.NotObserved: {exercise.NotObserved},
	} {
		o := v.Objectives[0]
		o.Ceiling, o.Proposed = ceiling, ceiling
		form := string(asYAML(t, blocks.ReviewRate(english(mara), v, o, blocks.ReviewState{})))
		for _, rating := range exercise.Ratings() {
			assert.Equal(t, contains(offered, rating), strings.Contains(form, "value: "+string(rating)+"\n") || strings.Contains(form, `value: "`+string(rating)+"\"\n"), "%s of %s", rating, ceiling)
		}
	}
}

func contains(all []exercise.Rating, r exercise.Rating) bool {
	for _, o := range all {
		if o == r {
			return true
		}
	}
	return false
}

func TestExercisesOfAnotherKindAreNotComparedInSpeed(t *testing.T) {
	t.Parallel()
	c := compared(t)
	c.Exercises[2].Latency = exercise.Latencies{Count: 1, Median: time.Hour, Longest: time.Hour}
	text := blocks.ExerciseTrends(english(mara), c, lawlor(t)).Text
	assert.Equal(t, 1, strings.Count(text, "quicker than before"))
	assert.NotContains(t, text, "slower than before")
}
