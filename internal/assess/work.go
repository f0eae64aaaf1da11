package assess

import (
	"context"
	"slices"
	"time"
)

// Done is an item of the model that an action helped, once the action is done, or for which a finished exercise is evidence.
type Done struct {
	Item     string // item id
	Answer   string // what an exercise bears out at the least, in the model's answers; "" for nothing in particular
	Action   string // what people call the action or exercise: "A12", "E2"
	Title    string
	Link     string    // what shows it: of an exercise, its published report
	At       time.Time // since when it shows: the action was done, or the report published
	Exercise string    // the kind of the exercise, "tabletop" or "simulation"; "" for an action
	Held     time.Time // when the exercise took place, by its start; zero for an action
	Until    time.Time // until when it counts; zero for ever
}

// Counts reports whether what was done says something at an instant.
func (d Done) Counts(at time.Time) bool { return d.Until.IsZero() || at.Before(d.Until) }

// addDone adds to an open form what was done for its items since they were last answered: the newest work for each. An
// answer from before it cannot simply be confirmed. An exercise that counts no more says nothing.
func addDone(ctx context.Context, tx Tx, f Form, now time.Time) (Form, error) {
	if !f.Open() || f.Quick {
		return f, nil
	}
	all, err := tx.DoneWork(ctx, f.Programme.ID, time.Time{})
	if err != nil {
		return f, err
	}
	asked := f.asked()
	for _, done := range all {
		if !done.Counts(now) || !slices.Contains(asked, done.Item) || !done.At.After(f.answeredAt(done.Item)) {
			continue
		}
		if f.Done == nil {
			f.Done = make(map[string]Done)
		}
		f.Done[done.Item] = done
	}
	f.StillTrue = slices.DeleteFunc(f.StillTrue, func(item string) bool { _, done := f.Done[item]; return done })
	return f, nil
}

// answeredAt is when an item was last answered, in this cycle or before; the zero time for never.
func (f Form) answeredAt(item string) time.Time {
	if f.Latest != nil && f.Latest.Answers[item] != "" {
		return f.Latest.since(item)
	}
	return f.Before.Since[item]
}

// ShownBy is the link that shows the newest of the work done for the form's items; "" for none.
func (f Form) ShownBy() string {
	var newest Done
	for _, item := range f.asked() {
		if done, ok := f.Done[item]; ok && done.At.After(newest.At) {
			newest = done
		}
	}
	return newest.Link
}

// Work is what people have set out to do between cycles; packages target and exercise keep it.
type Work interface {
	// DoneWork lists the items that actions helped which were done since the instant and not opened again, and those for
	// which exercises are evidence that were published since, the earliest first.
	DoneWork(ctx context.Context, p ProgrammeID, since time.Time) ([]Done, error)
	// WorkOf lists the open targets and actions that a person owns, in all programmes, the earliest due first: what people
	// are followed up about, by the names of NudgeFollow's subjects.
	WorkOf(ctx context.Context, u UserID) (subjects []string, err error)
	// WorkIn lists the open targets and actions of a programme in the same way.
	WorkIn(ctx context.Context, p ProgrammeID) (subjects []string, err error)
	// Rehearsing lists everybody with a part in an exercise that is not over, in all programmes.
	Rehearsing(ctx context.Context) ([]UserID, error)
	// RehearsalsOf lists the exercises that are not over in which somebody has a part, in all programmes.
	RehearsalsOf(ctx context.Context, u UserID) (exercises []string, err error)
	// RehearsalsIn lists those of a programme.
	RehearsalsIn(ctx context.Context, p ProgrammeID) (exercises []string, err error)
}
