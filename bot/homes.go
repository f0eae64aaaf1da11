package bot

import (
	"context"
	"errors"
	"log/slog"
	"slices"
	"sync"
	"time"

	"github.com/slack-go/slack"

	"cairn/internal/assess"
	"cairn/internal/delivery"
)

// homes keeps people's Home tabs up to date, one after the other and at Slack's pace. What changes while a tab waits to be
// published is published with it, and one that shows what its owner would see stays as it is. The queue is not kept when the
// program ends: a tab is published when it is opened, too.
type homes struct {
	client     *slack.Client
	programmes Programmes
	targets    Targets
	exercises  Rehearsals
	digests    Digests
	readers    *readers
	tabs       delivery.Homes
	pace       *pace
	tasks      *tasks
	log        *slog.Logger
	now        func() time.Time

	mu         sync.Mutex
	queue      []assess.UserID
	waiting    map[assess.UserID]bool // those in the queue
	publishing bool
}

// publish brings the Home tabs of the people up to date, soon.
func (h *homes) publish(users ...assess.UserID) {
	h.mu.Lock()
	defer h.mu.Unlock()
	for _, u := range users {
		if u == "" || h.waiting[u] {
			continue
		}
		if h.waiting == nil {
			h.waiting = make(map[assess.UserID]bool)
		}
		h.waiting[u] = true
		h.queue = append(h.queue, u)
	}
	h.start()
}

// resume goes on with what waited for a turn that may have come.
func (h *homes) resume() {
	h.mu.Lock()
	defer h.mu.Unlock()
	h.start()
}

// start begins to publish unless somebody does. The caller holds mu.
func (h *homes) start() {
	if h.publishing || len(h.queue) == 0 {
		return
	}
	h.publishing = true
	h.tasks.start("Home tabs", h.drain)
}

// drain brings the tabs in the queue up to date. One that fails is left as it is until it is opened.
func (h *homes) drain(ctx context.Context) error {
	for u, ok := h.next(); ok; u, ok = h.next() {
		err := again(ctx, h.tasks.tries, func(ctx context.Context) error { return h.renew(ctx, u) })
		if errors.Is(err, errNoTurn) || ctx.Err() != nil {
			h.rest(ctx, u)
			return nil
		}
		if err != nil {
			h.log.Warn("a Home tab stays as it is until it is opened", "user", u, "error", err)
		}
	}
	return nil
}

// next takes the person whose tab is next from the queue; whatever changes from now on brings them into it again. Without one,
// publishing ends.
func (h *homes) next() (assess.UserID, bool) {
	h.mu.Lock()
	defer h.mu.Unlock()
	if len(h.queue) == 0 {
		h.publishing = false
		return "", false
	}
	u := h.queue[0]
	h.queue = h.queue[1:]
	delete(h.waiting, u)
	return u, true
}

// rest leaves the queue, with the person who was next, as it is: to a task of its own when the time of this one is over, else until
// it is resumed.
func (h *homes) rest(ctx context.Context, u assess.UserID) {
	h.mu.Lock()
	defer h.mu.Unlock()
	if !h.waiting[u] {
		h.waiting[u] = true
		h.queue = slices.Insert(h.queue, 0, u)
	}
	h.publishing = false
	if ctx.Err() != nil {
		h.start()
	}
}
