package bot

import (
	"context"
	"sync"
	"time"

	"golang.org/x/time/rate"

	"cairn/internal/errs"
)

const (
	patience = 3 * time.Second // how long a call waits for its turn; beyond it the caller is told when to come again
	kept     = 5 * time.Second // for how long after its time the turn of one who was told to come again is kept

	// perChannel is the least time between two messages in one channel. Slack takes one a second; a little more leaves room
	// for a message that takes longer on its way than those after it.
	perChannel = 1200 * time.Millisecond
)

// methodRates holds calls below what Slack publishes for a minute. 65 s at the rate and one whole burst stay within it, so
// calls may be some seconds late on their way, a burst before them too.
var methodRates = map[string]*struct {
	perMinute, burst int
}{
	"chat.postMessage":      {250, 20}, // "several hundred" a minute over all channels
	"chat.update":           {36, 8},   // tier 3: 50
	"conversations.history": {36, 8},
	"conversations.replies": {36, 8},
	"conversations.open":    {36, 8},
	"conversations.info":    {36, 8},
	"conversations.members": {72, 16}, // tier 4
	"users.info":            {72, 16}, // tier 4: 100
	"users.list":            {14, 4},  // tier 2: 20
	"views.publish":         {72, 16}, // tier 4
}

// pace spreads the calls to Slack of one process. It spares 429s and does not replace them: other processes call too.
//
// Who must wait longer than patience is told to come again, and has a turn then: a thousand messages at once are two
// tries each, and do not crowd in again and again.
type pace struct {
	off      bool
	now      func() time.Time
	patience time.Duration
	methods  map[string]*rate.Limiter

	mu       sync.Mutex
	channels map[string]time.Time // from when on turns are to be had
	posted   map[string]time.Time // when the newest message in a channel was let through
	turns    map[string]time.Time // of those who were told to come again
}

// newPace returns a pace by the given clock. Without patience nobody waits in place, which is for clocks that are moved by
// hand.
func newPace(now func() time.Time, patience time.Duration) *pace {
	p := &pace{
		now: now, patience: patience,
		methods: make(map[string]*rate.Limiter), channels: make(map[string]time.Time), posted: make(map[string]time.Time), turns: make(map[string]time.Time),
	}
	for method, r := range methodRates {
		p.methods[method] = rate.NewLimiter(rate.Limit(float64(r.perMinute)/60), r.burst)
	}
	return p
}

// call waits for the turn of a method's call, or returns errs.Unavailable with the time to come again. What the call is
// about tells the caller apart from others.
func (p *pace) call(ctx context.Context, method, about string) error {
	return p.wait(ctx, method, "", about)
}

// turnCome is call for work in the background, which waits in place for as long as ctx allows.
func (p *pace) turnCome(ctx context.Context, method, about string) error {
	for {
		err := p.call(ctx, method, about)
		if err == nil || p.patience == 0 || ctx.Err() != nil {
			return err
		}
		if err := wait(ctx, errs.RetryAfter(err)); err != nil {
			return err
		}
	}
}

// post waits for the turn of a message in a channel.
func (p *pace) post(ctx context.Context, channel, about string) error {
	return p.wait(ctx, "chat.postMessage", channel, about)
}

// postLast is post for what lets everything else that is to be said in the channel go first: it takes a turn only when one is
// free at once.
func (p *pace) postLast(ctx context.Context, channel, about string) error {
	if p.off {
		return nil
	}
	for waited := time.Duration(0); ; {
		delay := p.taken(channel)
		switch {
		case delay <= 0:
			return p.post(ctx, channel, about)
		case waited+delay > p.patience:
			return comeAgain(delay)
		}
		if err := wait(ctx, delay); err != nil {
			return err
		}
		waited += delay
	}
}

// taken is for how long the turns in a channel are taken.
func (p *pace) taken(channel string) time.Duration {
	p.mu.Lock()
	defer p.mu.Unlock()
	return p.channels[channel].Sub(p.now())
}

func (p *pace) wait(ctx context.Context, method, channel, about string) error {
	if p.off || p.methods[method] == nil {
		return nil
	}
	delay := p.turn(method, channel, about)
	if delay <= p.patience {
		return wait(ctx, delay)
	}
	return comeAgain(delay)
}

// comeAgain tells somebody who would have to wait for too long when there is a turn.
func comeAgain(delay time.Duration) error {
	busy := errs.New(errs.Unavailable, "Cairn has more to tell Slack than Slack takes at once; this waits its turn.")
	busy.RetryAfter = delay
	return busy
}

// turn takes the next turn, or the one that the caller was given before, and returns how far it is. One that is too far to
// wait for is kept.
func (p *pace) turn(method, channel, about string) time.Duration {
	p.mu.Lock()
	defer p.mu.Unlock()
	now, who := p.now(), method+" "+about
	at, given := p.turns[who]
	if !given || now.Sub(at) > kept {
		at = p.next(method, channel, now)
	}
	if newest, ok := p.posted[channel]; ok && at.Before(newest.Add(perChannel)) {
		at = newest.Add(perChannel) // somebody came late for the turn before
	}
	delay := max(0, at.Sub(now))
	if delay > p.patience {
		p.turns[who] = at
	} else {
		delete(p.turns, who)
		if channel != "" {
			p.posted[channel] = now.Add(delay)
		}
	}
	p.forget(now)
	return delay
}

// next takes the next turn of a method and, for a message, of its channel.
func (p *pace) next(method, channel string, now time.Time) time.Time {
	at := now.Add(p.methods[method].ReserveN(now, 1).DelayFrom(now))
	if channel == "" {
		return at
	}
	if free := p.channels[channel]; free.After(at) {
		at = free
	}
	p.channels[channel] = at.Add(perChannel)
	return at
}

// forget drops what is past, once there is much of it.
func (p *pace) forget(now time.Time) {
	const much = 1000
	for _, past := range []map[string]time.Time{p.channels, p.posted, p.turns} {
		if len(past) <= much {
			continue
		}
		for key, at := range past {
			if now.Sub(at) > kept {
				delete(past, key)
			}
		}
	}
}
