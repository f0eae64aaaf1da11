package blocks_test

import (
	"time"

	"cairn/bot/blocks"
	"cairn/internal/assess"
	"cairn/internal/exercise"
	"cairn/internal/target"
)

func init() { surfaces = append(surfaces, exerciseSurfaces...) }

var exerciseSurfaces = []surface{
	{"Exercises", func(r blocks.Reader, v victim) any { return blocks.Exercises(r, v.exercises()) }},
	{"Exercises", func(r blocks.Reader, v victim) any {
		return blocks.Exercises(r, exercise.Overview{In: v.Status.Programme, MayPlan: true})
	}},
	{"ExercisesView", func(r blocks.Reader, v victim) any { return blocks.ExercisesView(r, v.exercises()) }},
	{"Exercise", func(r blocks.Reader, v victim) any { return blocks.Exercise(r, v.exercise(exercise.Planned)) }},
	{"Exercise", func(r blocks.Reader, v victim) any { return blocks.Exercise(r, v.exercise(exercise.Cancelled)) }},
	{"Exercise", func(r blocks.Reader, v victim) any { return blocks.Exercise(r, v.exercise(exercise.Reviewed)) }},
	{"ExerciseView", func(r blocks.Reader, v victim) any { return blocks.ExerciseView(r, v.exercise(exercise.Planned)) }},
	{"NoExercise", func(r blocks.Reader, v victim) any { return blocks.NoExercise(r, v.Words, v.Status.Programme) }},
	{"Ready", func(r blocks.Reader, v victim) any {
		c := exercise.Control{View: v.exercise(exercise.Planned)}
		for _, check := range checks() {
			check.Roles, check.Items = sameWords(v.Words, len(check.Roles)), sameWords(v.Words, len(check.Items))
			c.Readiness.Checks = append(c.Readiness.Checks, check)
		}
		return blocks.Ready(r, c)
	}},
	{"Digest", func(r blocks.Reader, v victim) any {
		d := v.Digest
		d.Exercises.Held = []exercise.Held{{ID: "northwind/E2", Name: v.Words, Kind: exercise.Tabletop, At: begins, Signed: true, Ratings: exercise.Ratings()}}
		d.Exercises.Duties = v.exercises().Duties
		return blocks.Digest(r, d, blocks.Picture{})
	}},
	{"DutyNotice", func(r blocks.Reader, v victim) any { return blocks.DutyNotice(r, v.exercises().Duties[0]) }},
	{"DutyNotice", func(r blocks.Reader, v victim) any { return blocks.DutyNotice(r, v.exercises().Duties[1]) }},
	{"Introduced", func(r blocks.Reader, v victim) any {
		return blocks.Introduced(r, v.Waiting.Programme, blocks.DutyNotice(r, v.exercises().Duties[0]))
	}},
	{"Invitation", func(r blocks.Reader, v victim) any { return blocks.Invitation(r, v.exercise(exercise.Planned)) }},
	{"Invitation", func(r blocks.Reader, v victim) any { return blocks.Invitation(r, v.exercise(exercise.Cancelled)) }},
	{"Invitation", func(r blocks.Reader, v victim) any { return blocks.Invitation(r, v.exercise(exercise.Running)) }},
	{"NewDate", func(r blocks.Reader, v victim) any {
		return blocks.NewDate(r, v.exercise(exercise.Planned), exercise.Plan{}, v.Words)
	}},
	{"ExerciseOff", func(r blocks.Reader, v victim) any { return blocks.ExerciseOff(r, v.exercise(exercise.Cancelled)) }},
	{"ReplyAsked", func(r blocks.Reader, v victim) any { return blocks.ReplyAsked(r, v.exercise(exercise.Planned)) }},
	{"Tomorrow", func(r blocks.Reader, v victim) any { return blocks.Tomorrow(r, v.exercise(exercise.Planned)) }},
	{"Unled", func(r blocks.Reader, v victim) any {
		e := v.exercise(exercise.Planned)
		e.Replies = map[assess.UserID]exercise.Replied{e.Plan.Facilitator: {Reply: exercise.No, Note: v.Words}}
		return blocks.Unled(r, e)
	}},
	{"CalendarFile", func(r blocks.Reader, v victim) any {
		return blocks.Message{Text: blocks.CalendarFile(r, v.exercise(exercise.Planned), true)}
	}},
	{"CalendarTitle", func(r blocks.Reader, v victim) any {
		return blocks.Notice(r, blocks.Alert{Headline: blocks.CalendarTitle(r, v.exercise(exercise.Planned))})
	}},
	{"AlertFixPlan", func(r blocks.Reader, v victim) any {
		return blocks.Notice(r, blocks.AlertFixPlan(r, sentence(r, v)))
	}},
	{"PlanExercise", func(r blocks.Reader, v victim) any { return blocks.PlanExercise(r, v.plan(blocks.ExerciseWhat)) }},
	{"PlanExercise", func(r blocks.Reader, v victim) any { return blocks.PlanExercise(r, v.plan(blocks.ExerciseWhen)) }},
	{"PlanExercise", func(r blocks.Reader, v victim) any { return blocks.PlanExercise(r, v.plan(blocks.ExerciseWho)) }},
	{"PlanExercise", func(r blocks.Reader, v victim) any {
		return blocks.PlanExercise(r, v.plan(blocks.ExerciseReview))
	}},
	{"ExercisePlanned", func(r blocks.Reader, v victim) any { return blocks.ExercisePlanned(r, v.exercise(exercise.Planned)) }},
	{"ReplanExercise", func(r blocks.Reader, v victim) any {
		w := v.exercise(exercise.Planned)
		c := exercise.Changing{View: w, Goals: w.Brief.Objectives}
		return blocks.ReplanExercise(r, c, blocks.ExerciseRef{}, w.Plan, v.Words, blocks.Alert{})
	}},
	{"ExerciseReplanned", func(r blocks.Reader, v victim) any {
		return blocks.ExerciseReplanned(r, v.exercise(exercise.Planned), exercise.Doubts{Off: badTime()})
	}},
	{"CancelExercise", func(r blocks.Reader, v victim) any {
		return blocks.CancelExercise(r, v.exercise(exercise.Planned), blocks.ExerciseRef{})
	}},
	{"ExerciseCancelled", func(r blocks.Reader, v victim) any {
		return blocks.ExerciseCancelled(r, v.exercise(exercise.Planned))
	}},
	{"DeclineExercise", func(r blocks.Reader, v victim) any {
		return blocks.DeclineExercise(r, v.exercise(exercise.Planned), blocks.ExerciseRef{})
	}},
	{"ExerciseDeclined", func(r blocks.Reader, v victim) any {
		return blocks.ExerciseDeclined(r, v.exercise(exercise.Planned))
	}},
	{"ExerciseReplied", func(r blocks.Reader, v victim) any {
		return blocks.ExerciseReplied(r, v.exercise(exercise.Planned), exercise.Yes)
	}},
	{"Home", func(r blocks.Reader, v victim) any {
		return blocks.Home(r, assess.Home{}, target.Mine{}, blocks.Rehearsals{Mine: v.exercises().Exercises, Duties: v.exercises().Duties, Late: []exercise.View{v.refused()}}, nil)
	}},
}

func sameWords(s string, n int) []string {
	all := make([]string, n)
	for i := range all {
		all[i] = s
	}
	return all
}

// scenario is one whose words are all the attack.
func (v victim) scenario() *exercise.Scenario {
	goal := exercise.Goal{ID: "o", Text: v.Words}
	return &exercise.Scenario{
		ID: "evil@1", Name: "evil", Kind: exercise.Either, Minutes: 60, Title: v.Words, Summary: v.Words, Opening: exercise.Opening{Title: v.Words, Text: v.Words},
		Roles: []exercise.Role{{ID: "r", Name: v.Words, Text: v.Words}}, Objectives: []exercise.Objective{{Goal: goal}},
		Facilitator: exercise.Guide{Simulate: []string{v.Words}},
	}
}

// exercise is one of that scenario, with the words of those who replied.
func (v victim) exercise(s exercise.State) exercise.View {
	plan := exercise.Plan{Start: begins, Length: time.Hour, Facilitator: mara, Players: []exercise.Seat{{User: gus, Role: "r"}}, Channel: "C0"}
	return inState(exercise.View{
		In: v.Status.Programme, ID: "northwind/E1", Kind: exercise.Tabletop, Name: v.Words, Brief: v.scenario().Brief(), Plan: plan, Edition: 2, Why: v.Words,
		For: gus, Part: exercise.AsPlayer, Manages: true, Replies: map[assess.UserID]exercise.Replied{gus: {Reply: exercise.No, Note: v.Words, At: early}},
	}, s)
}

func (v victim) exercises() exercise.Overview {
	all := []exercise.View{v.exercise(exercise.Planned), v.exercise(exercise.Running), v.exercise(exercise.Ended)}
	d := duties()
	for i := range d {
		d[i].In, d[i].Last, d[i].Planned = v.Status.Programme, &all[2], &all[0]
	}
	return exercise.Overview{In: v.Status.Programme, Exercises: all, Duties: d, MayPlan: true}
}

func (v victim) plan(page string) blocks.ExerciseForm {
	return blocks.ExerciseForm{
		Planning: exercise.Planning{In: v.Status.Programme, Scenarios: []*exercise.Scenario{v.scenario()}, Duties: v.exercises().Duties, Earliest: begins},
		State: blocks.ExerciseState{
			Programme: "northwind", Page: page, Kind: exercise.Simulation, Scenario: "evil@1", Start: begins.Unix(), Channel: "C0", Facilitator: mara,
			Players: map[string][]assess.UserID{"r": {gus}},
		},
	}
}
