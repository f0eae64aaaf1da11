package bot

import (
	"context"
	"sync"
	"time"

	"golang.org/x/time/rate"

	"cairn/internal/errs"
)

// patience is how long a call waits for its turn; beyond it the caller is told when to come again.
const patience = 3 * time.Second

// methodRates holds calls below what Slack publishes for a minute: 60 s at the rate and one whole burst stay within it.
var methodRates = map[string]*struct {
	perMinute, burst int
}{
	"chat.postMessage":      {270, 20}, // "several hundred" a minute over all channels
	"chat.update":           {40, 10},  // tier 3: 50
	"conversations.history": {40, 10},
	"conversations.replies": {40, 10},
	"conversations.open":    {40, 10},
	"views.publish":         {80, 20}, // tier 4: 100
}

// perChannel is the least time between two messages in one channel.
const perChannel = time.Second

// pace spreads the calls to Slack of one process. It spares 429s and does not replace them: other processes call too.
type pace struct {
	off     bool
	methods map[string]*rate.Limiter

	mu       sync.Mutex
	channels map[string]time.Time // when the next message may be posted
}

func newPace(off bool) *pace {
	p := &pace{off: off, methods: make(map[string]*rate.Limiter), channels: make(map[string]time.Time)}
	for method, r := range methodRates {
		p.methods[method] = rate.NewLimiter(rate.Limit(float64(r.perMinute)/60), r.burst)
	}
	return p
}

// call waits for the method's turn, or returns errs.Unavailable with the time to come again.
func (p *pace) call(ctx context.Context, method string) error {
	limiter := p.methods[method]
	if p.off || limiter == nil {
		return nil
	}
	reserved := limiter.Reserve()
	delay := reserved.Delay()
	if delay > patience {
		reserved.Cancel()
		return busy(delay)
	}
	return wait(ctx, delay)
}

// turn waits for the method's turn as long as ctx allows.
func (p *pace) turn(ctx context.Context, method string) error {
	limiter := p.methods[method]
	if p.off || limiter == nil {
		return nil
	}
	return limiter.Wait(ctx)
}

// post waits for the turn of a message in a channel.
func (p *pace) post(ctx context.Context, channel string) error {
	if p.off {
		return nil
	}
	delay := p.slot(channel, time.Now())
	if delay > patience {
		return busy(delay)
	}
	if err := wait(ctx, delay); err != nil {
		return err
	}
	return p.call(ctx, "chat.postMessage")
}

// slot takes the channel's next turn and returns how far it is, or only looks when that is too far.
func (p *pace) slot(channel string, now time.Time) time.Duration {
	p.mu.Lock()
	defer p.mu.Unlock()
	if len(p.channels) > 1000 {
		for c, next := range p.channels {
			if next.Before(now) {
				delete(p.channels, c)
			}
		}
	}
	next := p.channels[channel]
	if next.Before(now) {
		next = now
	}
	delay := next.Sub(now)
	if delay <= patience {
		p.channels[channel] = next.Add(perChannel)
	}
	return delay
}

func busy(delay time.Duration) error {
	e := errs.New(errs.Unavailable, "Cairn has more to tell Slack than Slack takes at once; this waits its turn.")
	e.RetryAfter = delay
	return e
}
