package assess

import (
	"context"
	"slices"
	"time"
)

// Done is an item of the model that an action helped, once the action is done.
type Done struct {
	Item   string // item id
	Action string // what people call the action: "A12"
	Title  string
	Link   string // what shows it
	At     time.Time
}

// addDone adds to an open form what was done for its items since they were last answered: the newest work for each. An
// answer from before it cannot simply be confirmed.
func addDone(ctx context.Context, tx Tx, f Form) (Form, error) {
	if !f.Open() || f.Quick {
		return f, nil
	}
	all, err := tx.DoneWork(ctx, f.Programme.ID, time.Time{})
	if err != nil {
		return f, err
	}
	asked := f.asked()
	for _, done := range all {
		if !slices.Contains(asked, done.Item) || !done.At.After(f.answeredAt(done.Item)) {
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

// Work is what people have set out to do between cycles; package target keeps it.
type Work interface {
	// DoneWork lists the items that actions helped which were done since the instant and not opened again, the earliest
	// done first.
	DoneWork(ctx context.Context, p ProgrammeID, since time.Time) ([]Done, error)
	// WorkOf lists the open targets and actions that a person owns, in all programmes, the earliest due first: what people
	// are followed up about, by the names of NudgeFollow's subjects.
	WorkOf(ctx context.Context, u UserID) (subjects []string, err error)
	// WorkIn lists the open targets and actions of a programme in the same way.
	WorkIn(ctx context.Context, p ProgrammeID) (subjects []string, err error)
}
