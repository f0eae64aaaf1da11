// Package idle counts work in the background so that others can wait until there is none. Unlike with a
// sync.WaitGroup, work may begin while somebody waits.
package idle

import (
	"context"
	"sync"
)

// Group is work that runs in the background. The zero value is idle.
type Group struct {
	mu      sync.Mutex
	running int
	idle    chan struct{} // closed when running falls to zero; nil while idle
}

// Go runs fn in the background.
func (g *Group) Go(fn func()) {
	g.mu.Lock()
	defer g.mu.Unlock()
	if g.running == 0 {
		g.idle = make(chan struct{})
	}
	g.running++
	go func() {
		defer g.done()
		fn()
	}()
}

func (g *Group) done() {
	g.mu.Lock()
	defer g.mu.Unlock()
	if g.running--; g.running == 0 {
		close(g.idle)
		g.idle = nil
	}
}

// Wait returns when nothing runs, or with the context's error if that ends first.
func (g *Group) Wait(ctx context.Context) error {
	g.mu.Lock()
	idle := g.idle
	g.mu.Unlock()
	if idle == nil {
		return nil
	}
	select {
	case <-idle:
		return nil
	case <-ctx.Done():
		return ctx.Err()
	}
}
