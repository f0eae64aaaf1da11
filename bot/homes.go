package bot

import (
	"context"
	"log/slog"
	"sync"

	"github.com/slack-go/slack"

	"cairn/bot/blocks"
	"cairn/internal/assess"
)

// homes keeps people's Home tabs up to date. What changes while a tab waits to be published is published with it.
type homes struct {
	client     *slack.Client
	programmes Programmes
	readers    *readers
	pace       *pace
	tasks      *tasks
	log        *slog.Logger

	mu      sync.Mutex
	waiting map[assess.UserID]bool // asked for and not begun
}

// publish brings the Home tabs of the people up to date, soon.
func (h *homes) publish(users ...assess.UserID) {
	for _, u := range users {
		if u == "" || !h.enqueue(u) {
			continue
		}
		h.tasks.start("home of "+string(u), func(ctx context.Context) error {
			err := h.pace.turn(ctx, "views.publish")
			h.begin(u)
			if err != nil {
				h.log.Info("a Home tab stays as it is until it is opened, because there is too much to publish", "user", u)
				return nil
			}
			return h.show(ctx, u, "")
		})
	}
}

// opened publishes a Home tab that its owner has just opened; hash is that of the view they see, if any.
func (h *homes) opened(u assess.UserID, hash string) {
	h.tasks.start("home of "+string(u), func(ctx context.Context) error { return h.show(ctx, u, hash) })
}

// enqueue reports whether nobody else is about to publish the tab.
func (h *homes) enqueue(u assess.UserID) bool {
	h.mu.Lock()
	defer h.mu.Unlock()
	if h.waiting[u] {
		return false
	}
	if h.waiting == nil {
		h.waiting = make(map[assess.UserID]bool)
	}
	h.waiting[u] = true
	return true
}

// begin says that the facts are about to be read: whatever changes from now on needs another publication.
func (h *homes) begin(u assess.UserID) {
	h.mu.Lock()
	defer h.mu.Unlock()
	delete(h.waiting, u)
}

// show reads what the person sees and publishes it. When the tab has changed since the given hash, what changed it may
// be older than what was just read, so the facts are read once more and published whatever the tab holds.
func (h *homes) show(ctx context.Context, u assess.UserID, hash string) error {
	home, err := h.programmes.Home(ctx, u)
	if err != nil {
		return err
	}
	view := blocks.Home(h.readers.reader(ctx, u), home)
	if err := blocks.CheckHome(view); err != nil {
		return err
	}
	request := slack.PublishViewContextRequest{UserID: string(u), View: view}
	if hash != "" {
		request.Hash = &hash
	}
	_, err = h.client.PublishViewContext(ctx, request)
	if slackError(err) == "hash_conflict" && hash != "" {
		return h.show(ctx, u, "")
	}
	return explain(err, string(u))
}
