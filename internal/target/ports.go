package target

import (
	"context"
	"time"

	"cairn/internal/assess"
)

// Store keeps the facts; see assess.Store, whose rules hold here too.
type Store interface {
	View(ctx context.Context, fn func(Tx) error) error
	Update(ctx context.Context, fn func(Tx) error) error
}

// Tx is a transaction as a value.
type Tx interface {
	assess.Tx
	Targets
	Actions
	Events
}

// Targets of programmes.
type Targets interface {
	// NewTarget returns the next free id of a programme, and holds the programme until the Update ends.
	NewTarget(ctx context.Context, p assess.ProgrammeID) (ID, error)
	// Target holds the row in an Update. Read targets before people.
	Target(ctx context.Context, id ID) (Target, error)
	Targets(ctx context.Context, p assess.ProgrammeID, ended bool) ([]Target, error) // by number; with ended those too
	OpenTargets(ctx context.Context, owner assess.UserID) ([]Target, error)          // of all programmes, by due day; owner "" for all
	SaveTarget(ctx context.Context, t Target) error                                  // version 1 is new; else expects t.Version-1 in the store
}

// Actions of programmes.
type Actions interface {
	NewAction(ctx context.Context, p assess.ProgrammeID) (ActionID, error)
	Action(ctx context.Context, id ActionID) (Action, error)
	Actions(ctx context.Context, p assess.ProgrammeID, ended bool) ([]Action, error)
	OpenActions(ctx context.Context, owner assess.UserID) ([]Action, error)
	SaveAction(ctx context.Context, a Action) error // errs.Conflict when another open action of the programme has its Source
}

// Events are the ledger of targets and actions. It is only ever added to.
type Events interface {
	// AddEvent adds a record and reports whether it was new: a step of a subject and person is recorded once, as done or
	// dropped; WasUndelivered stands beside that, once a step.
	AddEvent(ctx context.Context, e Event) (added bool, err error)
	Events(ctx context.Context, s Subject) ([]Event, error)                                          // oldest first
	EventsIn(ctx context.Context, p assess.ProgrammeID, since time.Time, limit int) ([]Event, error) // oldest first; limit 0 for all
	EventsBy(ctx context.Context, n assess.NudgeID) ([]Event, error)                                 // that one message carried, oldest first
}

// Programmes is what package assess knows and does; assess.Service has it.
type Programmes interface {
	// Position is where a programme's categories stand by what is answered now.
	Position(ctx context.Context, tx assess.Tx, p assess.Programme) (assess.Position, error)
	// PositionAtClose is where a programme stood when a cycle had just closed.
	PositionAtClose(ctx context.Context, tx assess.Tx, c assess.CycleID) (assess.Position, error)
	// FreeDay is the first instant from at on, in the person's working time, at which they may be followed up: not out of
	// office, and on a day on which nothing of Cairn has come to them nor anything of their questionnaires will.
	FreeDay(ctx context.Context, tx assess.Tx, p assess.Programme, who assess.Person, at time.Time) (time.Time, error)
	// TakeDay takes a person's day for a word in an Update, and reports whether it did.
	TakeDay(ctx context.Context, tx assess.Tx, w assess.Word) (taken bool, err error)
	// Deliver starts to tell the processes what was committed.
	Deliver()
}

// Processes are what stays with targets and actions.
type Processes interface {
	// StayWith makes sure that the process of an open target or action runs. One that runs is left alone.
	StayWith(ctx context.Context, subject string) error
}
