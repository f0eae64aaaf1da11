package blocks_test

import (
	"cairn/bot/blocks"
	"cairn/internal/assess"
	"cairn/internal/exercise"
	"cairn/internal/target"
)

func init() {
	surfaces = append(surfaces, reviewSurfaces...)
	mute = append(mute, "AlertSigned", "AlertRepublished", "ReportComing", "ReportNotSent", "ReportSent", "ReportUsage")
}

var reviewSurfaces = []surface{
	{"ReviewView", func(r blocks.Reader, v victim) any {
		return blocks.ReviewView(r, v.review(), blocks.ReviewState{}, blocks.Alert{})
	}},
	{"ReviewSummary", func(r blocks.Reader, v victim) any {
		return blocks.ReviewSummary(r, v.review(), blocks.ReviewState{})
	}},
	{"ReviewRate", func(r blocks.Reader, v victim) any {
		w := v.review()
		return blocks.ReviewRate(r, w, w.Objectives[0], blocks.ReviewState{})
	}},
	{"ReviewTreat", func(r blocks.Reader, v victim) any {
		w := v.review()
		return blocks.ReviewTreat(r, w, w.Findings[0], "", blocks.ReviewState{})
	}},
	{"ReviewTreat", func(r blocks.Reader, v victim) any {
		w := v.review()
		return blocks.ReviewTreat(r, w, w.Findings[0], blocks.TreatSame, blocks.ReviewState{})
	}},
	{"ReviewDue", func(r blocks.Reader, v victim) any { return blocks.ReviewDue(r, v.review(), exercise.StepReview) }},
	{"ReviewLate", func(r blocks.Reader, v victim) any {
		return blocks.ReviewLate(r, v.exercise(exercise.Ended), exercise.StepReviewLate)
	}},
	{"Shelved", func(r blocks.Reader, v victim) any { return blocks.Shelved(r, v.refused()) }},
	{"Unpublished", func(r blocks.Reader, v victim) any { return blocks.Unpublished(r, v.refused()) }},
	{"Exercise", func(r blocks.Reader, v victim) any { return blocks.Exercise(r, v.refused()) }},
	{"Report", func(r blocks.Reader, v victim) any { return blocks.Report(r, v.report()) }},
	{"ReportComment", func(r blocks.Reader, v victim) any {
		return blocks.Message{Text: blocks.ReportComment(r, v.report())}
	}},
	{"ExerciseTrends", func(r blocks.Reader, v victim) any {
		line := exercise.TrendLine{ID: "northwind/E1", Name: v.Words, Kind: exercise.Tabletop, At: begins, Rated: []exercise.RatedGoal{{Goal: exercise.Goal{Text: v.Words}, Rating: exercise.Some}}, ByCategory: map[string]exercise.Rating{"governance": exercise.Some}}
		return blocks.ExerciseTrends(r, exercise.Trends{In: v.Status.Programme, Exercises: []exercise.TrendLine{line}}, v.Status.Model)
	}},
}

// review is one in which all words are the attack.
func (v victim) review() exercise.Review {
	bad := exercise.Noted{Observation: exercise.Observation{ID: "O1", Objective: "o", Kind: exercise.Improvement, Impact: exercise.Major, Text: v.Words}, At: early}
	work := target.Work{Title: v.Words, Text: v.Words, Owner: gus, Due: day(2027, 1, 29), Element: "planning"}
	return exercise.Review{
		View: v.exercise(exercise.Ended), Summary: v.Words, DueAt: begins.AddDate(0, 1, 0), Elements: target.Elements(),
		Objectives: []exercise.ReviewObjective{{Goal: exercise.Goal{ID: "o", Text: v.Words}, Improvements: []exercise.Noted{bad}, Ceiling: exercise.MajorOnes, Final: exercise.MajorOnes, Why: v.Words}},
		Findings: []exercise.Finding{
			{ID: "F1", Noted: bad, Treatment: &exercise.Treatment{Work: &work, Before: "northwind/E1/F1"}}, {ID: "F2", Noted: bad, Treatment: &exercise.Treatment{Aside: v.Words}},
		},
		Earlier: []exercise.EarlierFinding{{Key: "northwind/E1/F1", Text: v.Words}},
	}
}

// refused is an exercise whose report Slack refused.
func (v victim) refused() exercise.View {
	e := v.exercise(exercise.Reviewed)
	e.Manages, e.Refused = true, &exercise.Refusal{Reason: v.Words, At: late, GivenUp: true}
	return e
}

func (v victim) report() exercise.Report {
	w := v.review()
	return exercise.Report{
		ID: "northwind/E1", Name: v.Words, Kind: exercise.Tabletop, Scope: v.Words, Summary: v.Words, StartedAt: begins, SignedBy: mara,
		Objectives: []exercise.ReportObjective{{Goal: w.Objectives[0].Goal, Rating: exercise.Some}}, Names: map[assess.UserID]string{gus: v.Words},
		Plan: []exercise.Correction{{Action: "northwind/A1", Work: *w.Findings[0].Treatment.Work}},
	}
}
