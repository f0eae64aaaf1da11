package exercise

import (
	"context"
	"time"

	"cairn/internal/assess"
	"cairn/internal/target"
)

// Store keeps the facts; see assess.Store, whose rules hold here too.
type Store interface {
	View(ctx context.Context, fn func(Tx) error) error
	Update(ctx context.Context, fn func(Tx) error) error
}

// Tx is a transaction as a value.
type Tx interface {
	target.Tx
	Exercises
	Events
	Backing
}

// Exercises of programmes.
type Exercises interface {
	// NewExercise returns the next free id of a programme, and holds the programme until the Update ends.
	NewExercise(ctx context.Context, p assess.ProgrammeID) (ID, error)
	// Exercise holds the row in an Update. Read exercises before targets, and both before people.
	Exercise(ctx context.Context, id ID) (Exercise, error)
	Exercises(ctx context.Context, p assess.ProgrammeID) ([]Exercise, error)                   // all, by number
	ExercisesOf(ctx context.Context, u assess.UserID) ([]Exercise, error)                      // not over, in which somebody has a part, by start
	PastExercisesOf(ctx context.Context, u assess.UserID, since time.Time) ([]Exercise, error) // likewise, over and ended at since or later
	LiveExercises(ctx context.Context, channel string) ([]Exercise, error)                     // being played in a channel
	SaveExercise(ctx context.Context, e Exercise) error                                        // version 1 is new; else expects e.Version-1 in the store
}

// Events are the ledgers of exercises. They are only ever added to.
type Events interface {
	// AddExerciseEvent adds a record and reports whether it was new; see Event for what is unique.
	AddExerciseEvent(ctx context.Context, e Event) (added bool, err error)
	ExerciseEvents(ctx context.Context, id ID) ([]Event, error)                  // oldest first
	ExerciseEventsIn(ctx context.Context, p assess.ProgrammeID) ([]Event, error) // of all exercises of a programme, oldest first
	DutyEvents(ctx context.Context, p assess.ProgrammeID) ([]DutyEvent, error)   // oldest first
	// AddDutyEvent likewise: a step is told once for a programme and person; WasUndelivered stands beside it.
	AddDutyEvent(ctx context.Context, e DutyEvent) (added bool, err error)
	// DutyDeclared looks back from a revision of a programme that declares a duty of the kind.
	DutyDeclared(ctx context.Context, p assess.ProgrammeID, revision int, kind Kind) (Declared, error)
}

// Backing is which items of the model finished exercises are evidence for. It is only ever added to; package assess reads it
// among the work that was done (DoneWork).
type Backing interface {
	AddBacking(ctx context.Context, b Backed) error // what is there already stays
}

// Backed is an item of the model for which a finished exercise is evidence.
type Backed struct {
	Exercise    ID
	Item        string
	Answer      string    // what it bears out at the least, in the answers of the model; "" for nothing in particular
	Kind        Kind      // of the exercise
	At          time.Time // when the exercise took place; see Exercise.HeldAt
	Until       time.Time // until when it counts
	PublishedAt time.Time // when its report was
	Link        string    // to the published report
}

// DutyEvent is a record of what was said to somebody about a programme's duty to exercise, or of when it began.
type DutyEvent struct {
	Seq       int64 // set by the store
	At        time.Time
	Programme assess.ProgrammeID
	Kind      EventKind // WasTold, WasUndelivered or WasBegun
	Person    assess.UserID
	Step      string
	Note      string
}

// Programmes is what package assess knows and does; assess.Service has it.
type Programmes interface {
	// FreeDay is the first instant from at on at which a person may be told something; see target.Programmes.
	FreeDay(ctx context.Context, tx assess.Tx, p assess.Programme, who assess.Person, at time.Time) (time.Time, error)
	// TakeDay takes a person's day for a word in an Update, and reports whether it did.
	TakeDay(ctx context.Context, tx assess.Tx, w assess.Word) (taken bool, err error)
	// Deliver starts to tell the processes what was committed.
	Deliver()
}

// Corrections are the corrective actions of findings, within a transaction of ours; target.Service has them. Faults come as
// errs.Invalid with fields by those of actions.
type Corrections interface {
	// CheckWork says what is wrong with the work of a new action of a programme.
	CheckWork(ctx context.Context, tx target.Tx, p assess.ProgrammeID, w target.Work) error
	// AddActionIn is AddAction by whoever the exercise lets.
	AddActionIn(ctx context.Context, tx target.Tx, by assess.Actor, a target.Action) (target.Action, error)
	// ReopenActionIn and NoteActionIn likewise. Reopened, an action says what is to be done now, as far as it is given. One
	// that is open is not reopened: it stays as it is, and is returned.
	ReopenActionIn(ctx context.Context, tx target.Tx, by assess.Actor, id target.ActionID, w target.Work, why string) (target.Action, error)
	NoteActionIn(ctx context.Context, tx target.Tx, by assess.Actor, id target.ActionID, note string) error
}

// Channels is what can be learned of a channel in Slack; bot.Bot is one.
type Channels interface {
	// ChannelOf says whether Cairn can post in a channel and who of the people are not in it.
	ChannelOf(ctx context.Context, channel string, people []assess.UserID) (ChannelState, error)
}

// ChannelState is what Slack says of a channel.
type ChannelState struct {
	Name    string // without the #
	Joined  bool   // Cairn is a member and can post
	Missing []assess.UserID
}

// Processes are what stays with exercises.
type Processes interface {
	// StayWithExercise makes sure that the process of an exercise that is not over, or of a programme's duty, runs. One that
	// runs is left alone.
	StayWithExercise(ctx context.Context, s Subject) error
}
