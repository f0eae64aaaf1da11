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

// perMinute is the rate as calls a minute; 0 for no limit.
func (r rate) perMinute() int {
	if r.per == 0 {
		return 0
	}
	return int(time.Duration(r.calls) * time.Minute / r.per)
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

// recent remembers by key when something happened lately.
type recent map[string][]time.Time

// add notes something at now and returns how often it has happened within the span that ends there.
func (r recent) add(key string, now time.Time, span time.Duration) int {
	at := r[key]
	for len(at) > 0 && now.Sub(at[0]) >= span {
		at = at[1:]
	}
	r[key] = append(at, now)
	return len(r[key])
}

// countPost counts a bot's message in a channel and keeps the most there were within one second. The caller holds mu.
func (w *Workspace) countPost(channel string) {
	w.counters.Posts[channel]++
	w.counters.PeakPerSecond[channel] = max(w.counters.PeakPerSecond[channel], w.posts.add(channel, w.opt.Clock(), time.Second))
}

// countCall counts a call of a method and keeps the most there were within one minute. The caller holds mu.
func (w *Workspace) countCall(method string) {
	w.counters.Calls[method]++
	w.counters.PeakPerMinute[method] = max(w.counters.PeakPerMinute[method], w.calls.add(method, w.opt.Clock(), time.Minute))
}
