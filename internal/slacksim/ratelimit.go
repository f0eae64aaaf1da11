package slacksim

import (
	"math"
	"time"
)

// rate is a number of calls allowed in any window of the given length.
type rate struct {
	calls int
	per   time.Duration
}

// Slack's published limits. The tiers promise at least so many calls a minute; here they are exact.
var (
	tier1 = rate{1, time.Minute}
	tier2 = rate{20, time.Minute}
	tier3 = rate{50, time.Minute}
	tier4 = rate{100, time.Minute}

	// A channel takes one message a second with short bursts; all channels together several hundred a minute.
	perChannel   = rate{3, 3 * time.Second}
	perWorkspace = rate{300, time.Minute}
)

// limiter remembers recent calls by key.
type limiter struct{ calls map[string][]time.Time }

func newLimiter() *limiter { return &limiter{calls: map[string][]time.Time{}} }

// take counts a call at now and returns 0, or the whole seconds to wait if the limit is reached; a refused call does not
// count.
func (l *limiter) take(key string, r rate, now time.Time) int {
	calls := l.calls[key]
	for len(calls) > 0 && now.Sub(calls[0]) >= r.per {
		calls = calls[1:]
	}
	if len(calls) >= r.calls {
		l.calls[key] = calls
		return max(1, int(math.Ceil(calls[0].Add(r.per).Sub(now).Seconds())))
	}
	l.calls[key] = append(calls, now)
	return 0
}

// countPost counts a bot's message in a channel and keeps the most there were within one second. The caller holds mu.
func (w *Workspace) countPost(channel string) {
	now := w.opt.Clock()
	recent := w.recent[channel]
	for len(recent) > 0 && now.Sub(recent[0]) >= time.Second {
		recent = recent[1:]
	}
	recent = append(recent, now)
	w.recent[channel] = recent
	w.counters.Posts[channel]++
	w.counters.PeakPerSecond[channel] = max(w.counters.PeakPerSecond[channel], len(recent))
}
