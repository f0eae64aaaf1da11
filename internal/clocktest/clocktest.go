// Package clocktest has the clock of tests: it stands still until it is moved by hand.
package clocktest

import (
	"sync"
	"time"
)

// Clock is a clock that tests move. What is delivered in the background may read it at the same time.
type Clock struct {
	mu  sync.Mutex
	now time.Time
}

// At returns a clock that shows an instant.
func At(now time.Time) *Clock { return &Clock{now: now} }

// Now returns what the clock shows.
func (c *Clock) Now() time.Time {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.now
}

// Set moves the clock to an instant.
func (c *Clock) Set(to time.Time) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.now = to
}

// Add moves the clock by a duration.
func (c *Clock) Add(d time.Duration) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.now = c.now.Add(d)
}
