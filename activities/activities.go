// Package activities is what the processes of package workflows ask of the rest of Cairn: a fact to be read or
// recorded, a message to be delivered, another process to be told.
//
// Every activity may run twice, because Temporal repeats what it is not sure of. The use cases behind them are
// therefore idempotent, messages go through the delivery ledger, and an activity that writes to a person reads the
// facts again on every try, so that nobody is reminded of what they have just done.
//
// Arguments and results carry ids and instants, which Temporal keeps in its histories; answers stay in the database.
// The time comes from the workflow: an activity never looks at a clock. Errors cross to Temporal in errors.go, once.
//
// The package declares what it needs as small interfaces and knows neither the store nor Slack nor the workflows.
package activities

import (
	"context"
	"time"

	"cairn/internal/assess"
	"cairn/internal/digest"
)

// Cycles are the use cases around a cycle; assess.Service has them.
type Cycles interface {
	OpenScheduled(ctx context.Context, p assess.ProgrammeID, at time.Time) (assess.CycleID, bool, error)
	Roster(ctx context.Context, c assess.CycleID) ([]assess.QuestionnaireID, error)
	Progress(ctx context.Context, c assess.CycleID, now time.Time) (assess.Progress, error)
	CloseDue(ctx context.Context, c assess.CycleID, now time.Time) error
}

// Questionnaires are the use cases around a questionnaire; assess.Service has them.
type Questionnaires interface {
	Due(ctx context.Context, q assess.QuestionnaireID, now time.Time) (assess.Due, error)
	Form(ctx context.Context, q assess.QuestionnaireID) (assess.Form, error)
	RecordAsked(ctx context.Context, q assess.QuestionnaireID, step string, dropped []string, at time.Time) error
}

// Messenger writes to people, at most once for each occasion; bot.Messenger is one.
type Messenger interface {
	Card(ctx context.Context, f assess.Form) error
	Remind(ctx context.Context, f assess.Form, step string, at time.Time) error
	Escalate(ctx context.Context, f assess.Form, manager assess.UserID, at time.Time) error
	Digest(ctx context.Context, d digest.Digest) error
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
	Cycles         Cycles
	Questionnaires Questionnaires
	Messenger      Messenger
	Digests        Digests
	Processes      Processes
}

// Activities are registered with a worker as they are: each exported method is an activity of its name.
type Activities struct {
	cycles         Cycles
	questionnaires Questionnaires
	messenger      Messenger
	digests        Digests
	processes      Processes
}

// New returns the activities over the given ports.
func New(p Ports) *Activities {
	return &Activities{
		cycles: p.Cycles, questionnaires: p.Questionnaires, messenger: p.Messenger, digests: p.Digests, processes: p.Processes,
	}
}
