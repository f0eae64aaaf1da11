package assess

import (
	"context"
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

// Work is what people have set out to do between cycles; package target keeps it.
type Work interface {
	// DoneWork lists the items that actions helped which were done since the instant and not opened again, the earliest
	// done first.
	DoneWork(ctx context.Context, p ProgrammeID, since time.Time) ([]Done, error)
	// WorkOf lists the open targets and actions that a person owns, in all programmes, the earliest due first: what people
	// are followed up about, by the names of NudgeFollow's subjects.
	WorkOf(ctx context.Context, u UserID) (subjects []string, err error)
}
