package bot

import (
	"context"

	"cairn/internal/assess"
	"cairn/internal/exercise"
)

// Exercises are exercises as people may see them; exercise.Service has them.
type Exercises interface {
	View(ctx context.Context, by assess.Actor, id exercise.ID) (exercise.View, error)
	// Views is View for each of several people.
	Views(ctx context.Context, id exercise.ID, people []assess.UserID) ([]exercise.View, error)
	Overview(ctx context.Context, by assess.Actor, p assess.ProgrammeID) (exercise.Overview, error)
	// Joined lists the programmes in whose exercises somebody has a part, or had one.
	Joined(ctx context.Context, u assess.UserID) ([]assess.Programme, error)
	// In lists what is being played in a channel, as the person may see it.
	In(ctx context.Context, by assess.Actor, channel string) ([]exercise.View, error)
	Trends(ctx context.Context, by assess.Actor, p assess.ProgrammeID) (exercise.Trends, error)
}

// Rehearsals are what the Home tab says of exercises; exercise.Service has them.
type Rehearsals interface {
	// Mine lists what somebody has a part in that is not over, in all programmes, by start.
	Mine(ctx context.Context, u assess.UserID) ([]exercise.View, error)
	// Duties says how a programme's duties to exercise stand.
	Duties(ctx context.Context, by assess.Actor, p assess.ProgrammeID) ([]exercise.Duty, error)
	// Outstanding lists the exercises of a programme whose report should be there, and those that are played without a facilitator.
	Outstanding(ctx context.Context, by assess.Actor, p assess.ProgrammeID) ([]exercise.View, error)
}

// ExercisePlans are what people do before an exercise; exercise.Service has them. Faults come as errs.Invalid with fields by the
// Field constants of package exercise.
type ExercisePlans interface {
	// Planning is what the form of a new exercise needs; errs.Forbidden for who may not plan.
	Planning(ctx context.Context, by assess.Actor, p assess.ProgrammeID) (exercise.Planning, error)
	Plan(ctx context.Context, by assess.Actor, p assess.ProgrammeID, d exercise.Draft) (exercise.Exercise, error)
	// CheckPlan says what of a draft Plan would refuse, or what is worth a second look, and plans nothing.
	CheckPlan(ctx context.Context, by assess.Actor, p assess.ProgrammeID, d exercise.Draft) (exercise.Doubts, error)
	// Changing is for who may change or cancel an exercise, Invited for who may reply to their invitation; errs.Forbidden for
	// others, errs.Closed once it has begun.
	Changing(ctx context.Context, by assess.Actor, id exercise.ID) (exercise.Changing, error)
	Invited(ctx context.Context, by assess.Actor, id exercise.ID) (exercise.View, error)
	// Replan takes the edition that was shown, and fails with errs.Conflict where there is a newer one.
	Replan(ctx context.Context, by assess.Actor, id exercise.ID, seen int, plan exercise.Plan, why string) error
	Cancel(ctx context.Context, by assess.Actor, id exercise.ID, why string) error
	Reply(ctx context.Context, by assess.Actor, id exercise.ID, r exercise.Reply, note string) error
	Prepared(ctx context.Context, by assess.Actor, id exercise.ID) error
}

// ExerciseRuns are what the facilitator does while an exercise is played, and how somebody else becomes it; exercise.Service has them.
type ExerciseRuns interface {
	Control(ctx context.Context, by assess.Actor, id exercise.ID) (exercise.Control, error)
	Start(ctx context.Context, by assess.Actor, id exercise.ID) error
	Pause(ctx context.Context, by assess.Actor, id exercise.ID, note string) error
	Resume(ctx context.Context, by assess.Actor, id exercise.ID) error
	// Next has the next inject come now; inject "" for whichever is next. It is returned.
	Next(ctx context.Context, by assess.Actor, id exercise.ID, inject string) (string, error)
	Skip(ctx context.Context, by assess.Actor, id exercise.ID, inject, why string) error
	Extend(ctx context.Context, by assess.Actor, id exercise.ID, minutes int) error
	End(ctx context.Context, by assess.Actor, id exercise.ID, why string) error
	// TakingOver is an exercise for whoever may take it over; errs.Forbidden for others, errs.Closed where there is nothing to take over.
	TakingOver(ctx context.Context, by assess.Actor, id exercise.ID) (exercise.View, error)
	// TakeOver takes the facilitator who was shown, and fails with errs.Conflict where somebody else took it over since.
	TakeOver(ctx context.Context, by assess.Actor, id exercise.ID, from assess.UserID) error
}

// ExerciseNotes are what those with a part put on record while it is played, and right after; exercise.Service has them.
type ExerciseNotes interface {
	Decide(ctx context.Context, by assess.Actor, id exercise.ID, d exercise.Decision) (exercise.Logged, error)
	// Watch is what observers look for.
	Watch(ctx context.Context, by assess.Actor, id exercise.ID) (exercise.Watch, error)
	// Watches is what each of the people has as an observer, in their order.
	Watches(ctx context.Context, id exercise.ID, people []assess.UserID) ([]exercise.Watch, error)
	Observe(ctx context.Context, by assess.Actor, id exercise.ID, o exercise.Observation) (exercise.Noted, error)
	Retract(ctx context.Context, by assess.Actor, id exercise.ID, observation, why string) error
	// Debriefing is what the form of the hot wash needs, with what the person said before.
	Debriefing(ctx context.Context, by assess.Actor, id exercise.ID) (exercise.Debriefing, error)
	Debrief(ctx context.Context, by assess.Actor, id exercise.ID, h exercise.HotWash) error
}

// ExerciseReviews are how an exercise is evaluated; exercise.Service has them.
type ExerciseReviews interface {
	// Review is for the facilitator, once the report is drafted.
	Review(ctx context.Context, by assess.Actor, id exercise.ID) (exercise.Review, error)
	Summarise(ctx context.Context, by assess.Actor, id exercise.ID, text string) error
	Rate(ctx context.Context, by assess.Actor, id exercise.ID, objective string, r exercise.Rating, why string) error
	Treat(ctx context.Context, by assess.Actor, id exercise.ID, finding string, t exercise.Treatment) error
	// SignOff freezes the report and has its corrective actions made, all or nothing.
	SignOff(ctx context.Context, by assess.Actor, id exercise.ID) error
	// Republish has a signed report that Slack refused be tried anew; for the facilitator and managers.
	Republish(ctx context.Context, by assess.Actor, id exercise.ID) error
	// Shelve has one that Slack refused for good stay unpublished; for managers.
	Shelve(ctx context.Context, by assess.Actor, id exercise.ID) error
	// Report is for whoever had a part, managers and leaders once it is signed; before that for the facilitator, marked as a draft.
	Report(ctx context.Context, by assess.Actor, id exercise.ID) (exercise.Report, error)
}
