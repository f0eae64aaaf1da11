package bot

import (
	"context"
	"log/slog"
	"sync"

	"github.com/slack-go/slack"

	"cairn/bot/blocks"
	"cairn/internal/assess"
	"cairn/internal/digest"
	"cairn/internal/errs"
	"cairn/internal/exercise"
)

// homes keeps people's Home tabs up to date, one after the other and at Slack's pace. What changes while a tab waits to be
// published is published with it. The queue is not kept when the program ends: a tab is published when it is opened, too.
type homes struct {
	client     *slack.Client
	programmes Programmes
	targets    Targets
	exercises  Exercises
	digests    Digests
	readers    *readers
	pace       *pace
	tasks      *tasks
	log        *slog.Logger

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

// drain publishes the tabs in the queue. One that fails is left as it is until it is opened.
func (h *homes) drain(ctx context.Context) error {
	for u, ok := h.next(); ok; u, ok = h.next() {
		if err := h.pace.turnCome(ctx, "views.publish", string(u)); err != nil {
			h.rest(ctx)
			return nil
		}
		h.begin(u)
		if err := again(ctx, h.tasks.tries, func(ctx context.Context) error { return h.show(ctx, u, "") }); err != nil {
			h.log.Warn("a Home tab stays as it is until it is opened", "user", u, "error", err)
		}
	}
	return nil
}

// next returns the person whose tab is to be published next, who stays in the queue. Without one, publishing ends.
func (h *homes) next() (assess.UserID, bool) {
	h.mu.Lock()
	defer h.mu.Unlock()
	if len(h.queue) == 0 {
		h.publishing = false
		return "", false
	}
	return h.queue[0], true
}

// begin says that the facts are about to be read: whatever changes from now on needs another publication.
func (h *homes) begin(u assess.UserID) {
	h.mu.Lock()
	defer h.mu.Unlock()
	h.queue = h.queue[1:]
	delete(h.waiting, u)
}

// rest leaves the queue as it is: to a task of its own when the time of this one is over, else until it is resumed.
func (h *homes) rest(ctx context.Context) {
	h.mu.Lock()
	defer h.mu.Unlock()
	h.publishing = false
	if ctx.Err() != nil {
		h.start()
	}
}

// opened publishes a Home tab that its owner has just opened; hash is that of the view they see, if any.
func (h *homes) opened(u assess.UserID, hash string) {
	h.tasks.start("home of "+string(u), func(ctx context.Context) error { return h.show(ctx, u, hash) })
}

// show reads what the person sees and publishes it. When the tab has changed since the given hash, what changed it may
// be older than what was just read, so the facts are read once more and published whatever the tab holds.
func (h *homes) show(ctx context.Context, u assess.UserID, hash string) error {
	home, err := h.programmes.Home(ctx, u)
	if err != nil {
		return err
	}
	reports, err := h.reports(ctx, home)
	if err != nil {
		return err
	}
	mine, err := h.targets.Mine(ctx, u)
	if err != nil {
		return err
	}
	rehearsals, err := h.rehearsals(ctx, u, home)
	if err != nil {
		return err
	}
	view := blocks.Home(h.readers.reader(ctx, u), home, mine, rehearsals, reports)
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

// reports are the newest digests of the programmes whose results the person reads; one that has none yet has none here.
func (h *homes) reports(ctx context.Context, home assess.Home) ([]digest.Digest, error) {
	var all []digest.Digest
	for _, p := range home.Leads[:min(len(home.Leads), blocks.HomeReports)] {
		d, err := h.digests.Latest(ctx, assess.BySlack(home.Who.ID), p.ID, "")
		if errs.Is(err, errs.NotFound) {
			continue
		}
		if err != nil {
			return nil, err
		}
		all = append(all, d)
	}
	return all, nil
}

// rehearsals are the exercises in which the person has a part, and the duties to exercise of the programmes they run.
func (h *homes) rehearsals(ctx context.Context, u assess.UserID, home assess.Home) (x blocks.Rehearsals, err error) {
	if h.exercises == nil {
		return x, nil
	}
	if x.Mine, err = h.exercises.Mine(ctx, u); err != nil {
		return x, err
	}
	for _, st := range home.Runs[:min(len(home.Runs), blocks.HomeDuties)] {
		duties, err := h.exercises.Duties(ctx, assess.BySlack(u), st.Programme.ID)
		if err != nil {
			return x, err
		}
		x.Duties = append(x.Duties, duties...)
		late, err := h.exercises.Outstanding(ctx, assess.BySlack(u), st.Programme.ID)
		if err != nil {
			return x, err
		}
		for _, v := range late {
			if v.State != exercise.Ended || v.Part != exercise.AsFacilitator { // theirs is among what they have a part in
				x.Late = append(x.Late, v)
			}
		}
	}
	return x, nil
}
