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

// Work is what was done for the items of a programme between its cycles; package target keeps it.
type Work interface {
	// DoneWork lists the items that actions helped which were done since the instant and not opened again, the earliest
	// done first.
	DoneWork(ctx context.Context, p ProgrammeID, since time.Time) ([]Done, error)
}
