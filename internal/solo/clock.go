package solo

import (
	"sync/atomic"
	"time"
)

// Clock is wall time plus an offset that only grows. The demo and the stories
// share one: the Temporal server, the database's timestamps and the simulated
// Slack all read it, so after a skip they agree.
//
// The zero value, and a nil Clock, show wall time. A Clock is safe for
// concurrent use.
type Clock struct {
	offset atomic.Int64 // nanoseconds ahead of the wall clock
}

// Now returns the current instant of this clock, in UTC.
func (c *Clock) Now() time.Time {
	return time.Now().Add(c.Offset()).UTC()
}

// Offset returns how far the clock is ahead of the wall clock.
func (c *Clock) Offset() time.Duration {
	if c == nil {
		return 0
	}
	return time.Duration(c.offset.Load())
}

// SetOffset moves the clock to d ahead of the wall clock. A clock never goes
// back: a d at or below the present offset changes nothing.
func (c *Clock) SetOffset(d time.Duration) {
	for {
		old := c.offset.Load()
		if int64(d) <= old || c.offset.CompareAndSwap(old, int64(d)) {
			return
		}
	}
}
