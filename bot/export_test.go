package bot

import (
	"context"
	"time"
)

// HurryPictures makes the messenger try an image again without a pause.
func (m *Messenger) HurryPictures() { m.pictures.pause = 0 }

// For tests of what has no way in from outside.
var (
	Nearest   = nearest
	OutcomeOf = outcomeOf
)

// Pace is how calls to Slack are spread.
type Pace = pace

// NewPace returns one that is on.
func NewPace() *Pace { return newPace(false) }

// Call waits for a method's turn.
func (p *Pace) Call(ctx context.Context, method string) error { return p.call(ctx, method) }

// Slot takes a channel's turn.
func (p *Pace) Slot(channel string, now time.Time) time.Duration { return p.slot(channel, now) }

// Outcomes of a call.
const (
	Done    = done
	Refused = refused
	Unknown = unknown
)

// Turn waits until the socket may open another connection.
func (s *Socket) Turn(ctx context.Context) error { return s.turn(ctx) }
