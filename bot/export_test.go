package bot

import (
	"context"
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
var NewPace = newPace

// Call waits for a method's turn.
func (p *Pace) Call(ctx context.Context, method, about string) error {
	return p.call(ctx, method, about)
}

// Post waits for the turn of a message in a channel.
func (p *Pace) Post(ctx context.Context, channel, about string) error {
	return p.post(ctx, channel, about)
}

// Turns counts the turns that are kept.
func (p *Pace) Turns() int { return len(p.turns) }

// Keyed lets one at a time do something about the same key.
type Keyed = keyed

// Take holds a key.
func (k *Keyed) Take(ctx context.Context, key string) (func(), error) { return k.take(ctx, key) }

// Outcomes of a call.
const (
	Done    = done
	Refused = refused
	Unknown = unknown
)

// Turn waits until the socket may open another connection.
func (s *Socket) Turn(ctx context.Context) error { return s.turn(ctx) }

// PostLast waits for the turn of a message that lets all others in the channel go first.
func (p *Pace) PostLast(ctx context.Context, channel, about string) error {
	return p.postLast(ctx, channel, about)
}
