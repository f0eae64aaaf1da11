package bot

import (
	"context"
	"sync"
)

// bundle does in the background what brings something up to date. For each key it is done by one at a time, and whoever asks for it
// while somebody waits to begin leaves it to them, who has yet to read the facts. The zero value is ready.
type bundle struct {
	doing   keyed
	mu      sync.Mutex
	waiting map[string]bool
}

// soon has something done after now.
func (b *bundle) soon(t *tasks, key string, do func(ctx context.Context) error) {
	if !b.wait(key) {
		return
	}
	t.start("what shows "+key, func(ctx context.Context) error {
		done, err := b.doing.take(ctx, key)
		b.begin(key)
		if err != nil {
			return err
		}
		defer done()
		return do(ctx)
	})
}

// wait reports whether nobody waits to begin yet, who waits from then on.
func (b *bundle) wait(key string) bool {
	b.mu.Lock()
	defer b.mu.Unlock()
	if b.waiting[key] {
		return false
	}
	if b.waiting == nil {
		b.waiting = make(map[string]bool)
	}
	b.waiting[key] = true
	return true
}

// begin says that the facts are about to be read: whatever changes from now on is another's to show.
func (b *bundle) begin(key string) {
	b.mu.Lock()
	defer b.mu.Unlock()
	delete(b.waiting, key)
}
