package slacksim

import "time"

// expiring holds what is handed out for a while, such as trigger ids. What has expired is kept for an hour longer, so
// that its use gets the right error, and is forgotten in sweeps whose cost is spread over the additions.
type expiring[T any] struct {
	items   map[string]*T
	expires func(*T) time.Time
	sweepAt int // the size at which to sweep next
}

func newExpiring[T any](expires func(*T) time.Time) *expiring[T] {
	return &expiring[T]{items: map[string]*T{}, expires: expires, sweepAt: 1024}
}

func (e *expiring[T]) put(id string, item *T, now time.Time) {
	if len(e.items) >= e.sweepAt {
		for id, item := range e.items {
			if now.Sub(e.expires(item)) > time.Hour {
				delete(e.items, id)
			}
		}
		e.sweepAt = 2*len(e.items) + 1024
	}
	e.items[id] = item
}
