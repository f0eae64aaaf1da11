// Package activities is what the processes of package workflows ask of the rest of Cairn: a fact to be read or
// recorded, a message to be delivered, another process to be told.
//
// Every activity may run twice, because Temporal repeats what it is not sure of. The use cases behind them are
// therefore idempotent, messages go through the delivery ledger, and an activity that writes to a person reads the
// facts again on every try, so that nobody is reminded of what they have just done.
//
// Arguments and results carry ids and instants, which Temporal keeps in its histories; answers stay in the database.
// The time comes from the workflow. A clock is looked at in one place only, hours.go: a try that comes late must not wake
// anybody. Errors cross to Temporal in errors.go, once.
//
// The package declares what it needs as small interfaces and knows neither the store nor Slack nor the workflows.
package activities

import (
	"context"
	"time"

	"cairn/internal/assess"
	"cairn/internal/digest"
	"cairn/internal/target"
)

// Cycles are the use cases around a cycle; assess.Service has them.
type Cycles interface {
	OpenScheduled(ctx context.Context, p assess.ProgrammeID, at time.Time) (assess.CycleID, bool, error)
	Roster(ctx context.Context, c assess.CycleID) ([]assess.QuestionnaireID, error)
	Everybody(ctx context.Context, c assess.CycleID) ([]assess.UserID, error)
	Progress(ctx context.Context, c assess.CycleID, now time.Time) (assess.Progress, error)
	CloseDue(ctx context.Context, c assess.CycleID, now time.Time) error
}

// Asking is the use cases of asking people; assess.Service has them. Each records what it allows, and returns false when
// it is not to be done any more; asked again for what it has recorded, it returns the same.
type Asking interface {
	Due(ctx context.Context, q assess.QuestionnaireID, now time.Time) (assess.Due, error)
	Begin(ctx context.Context, q assess.QuestionnaireID, person assess.UserID, step string, now time.Time) (assess.Card, bool, error)
	Remind(ctx context.Context, q assess.QuestionnaireID, person assess.UserID, step string, now time.Time) (assess.Reminder, bool, error)
	Offering(ctx context.Context, q assess.QuestionnaireID, deputy assess.UserID, step string, now time.Time) (assess.Offering, bool, error)
	Escalation(ctx context.Context, q assess.QuestionnaireID, person assess.UserID, step string, now time.Time) (assess.Escalation, bool, error)
	GiveBack(ctx context.Context, q assess.QuestionnaireID, now time.Time) error
	Undelivered(ctx context.Context, q assess.QuestionnaireID, person assess.UserID, step, reason string, now time.Time) error
}

// Matters are what people are told of outside the course of a questionnaire; assess.Service has them.
type Matters interface {
	Dispute(ctx context.Context, d assess.DisputeID) (assess.DisputeView, error)
	Departure(ctx context.Context, u assess.UserID) ([]assess.DepartureNotice, error)
}

// Goals are the use cases of following targets and actions; target.Service has them. FollowUp records what it allows, and
// returns false when nothing is to be said any more; asked again for what it has recorded, it returns the same message.
type Goals interface {
	Due(ctx context.Context, s target.Subject, now time.Time) (target.Due, error)
	FollowUp(ctx context.Context, s target.Subject, person assess.UserID, step string, now time.Time) (target.FollowUp, bool, error)
	Undelivered(ctx context.Context, s target.Subject, person assess.UserID, step, reason string, now time.Time) error
	// Review judges one target anew; ReviewProgramme holds all of a programme against what is answered now, and ReviewAfter
	// those of a cycle's. All nudge the processes of the targets that changed.
	Review(ctx context.Context, id target.ID, now time.Time) error
	ReviewProgramme(ctx context.Context, p assess.ProgrammeID, now time.Time) (target.Reviewed, error)
	ReviewAfter(ctx context.Context, c assess.CycleID, now time.Time) error
}

// Outlooks keeps what is expected of the coming quarters; roadmap.Service is one.
type Outlooks interface {
	// Record keeps what a closed cycle lets expect. Once it is kept it stays.
	Record(ctx context.Context, c assess.CycleID) error
}

// Messenger writes to people, at most once for each occasion; bot.Messenger is one.
type Messenger interface {
	Card(ctx context.Context, c assess.Card) error
	Remind(ctx context.Context, r assess.Reminder) error
	Offer(ctx context.Context, o assess.Offering) error
	Escalate(ctx context.Context, e assess.Escalation) error
	// Refresh brings every message about a questionnaire up to date that was sent, and the Home tabs that show it.
	Refresh(ctx context.Context, q assess.QuestionnaireID) error
	// Homes brings people's Home tabs up to date, soon.
	Homes(people ...assess.UserID)
	Dispute(ctx context.Context, d assess.DisputeView) error
	Departure(ctx context.Context, n assess.DepartureNotice) error
	Digest(ctx context.Context, d digest.Digest) error
}

// FollowUps writes to people about targets and actions, at most once for each occasion; bot.Messenger is one.
type FollowUps interface {
	FollowUp(ctx context.Context, f target.FollowUp) error
	// RefreshFollowUps brings every message about a target or an action up to date that was sent, and the Home tabs that
	// show it.
	RefreshFollowUps(ctx context.Context, s target.Subject) error
}

// Directory looks up in Slack what is not known of people who have a role; bot.Bot is one.
type Directory interface {
	LookUp(ctx context.Context) error
}

// Digests composes what leadership reads; digest.Service is one.
type Digests interface {
	OfCycle(ctx context.Context, c assess.CycleID) (digest.Digest, error)
}

// Processes starts and nudges other processes; workflows.Client is one.
type Processes interface {
	StartCycle(ctx context.Context, c assess.CycleID) error
	StartQuestionnaires(ctx context.Context, ids []assess.QuestionnaireID) error
	NudgeCycle(ctx context.Context, c assess.CycleID) error
	NudgeQuestionnaire(ctx context.Context, q assess.QuestionnaireID) error
}

// Ports are the other sides of the activities. All are required.
type Ports struct {
	Cycles    Cycles
	Asking    Asking
	Matters   Matters
	Goals     Goals
	Outlooks  Outlooks
	Messenger Messenger
	FollowUps FollowUps
	Directory Directory
	Digests   Digests
	Processes Processes
	Now       func() time.Time // see hours.go

	Exercises  Exercises
	Exercisers Exercisers
}

// Activities are registered with a worker as they are: each exported method is an activity of its name.
type Activities struct {
	cycles    Cycles
	asking    Asking
	matters   Matters
	goals     Goals
	outlooks  Outlooks
	messenger Messenger
	followUps FollowUps
	directory Directory
	digests   Digests
	processes Processes
	now       func() time.Time

	exercises  Exercises
	exercisers Exercisers
}

// New returns the activities over the given ports.
func New(p Ports) *Activities {
	return &Activities{
		cycles: p.Cycles, asking: p.Asking, matters: p.Matters, goals: p.Goals, outlooks: p.Outlooks,
		messenger: p.Messenger, followUps: p.FollowUps, directory: p.Directory, digests: p.Digests, processes: p.Processes, now: p.Now,
		exercises: p.Exercises, exercisers: p.Exercisers,
	}
}
