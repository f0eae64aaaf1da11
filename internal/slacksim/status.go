package slacksim

import (
	"context"
	"time"
)

// A status that expires is cleared by Slack, which tells the bot with user_change. Here that happens when the clock is
// said to have moved ([Workspace.ClockMoved]), and by a timer for clocks that run by themselves. Whoever asks in between
// sees no status that is over.

// minExpiryWait bounds how often the timer looks at a clock that does not run.
const minExpiryWait = time.Second

func (u *User) hasStatus() bool { return u.StatusEmoji != "" || u.StatusText != "" }

// expired reports whether the status is over.
func (u *User) expired(now time.Time) bool {
	return u.StatusExpiration != 0 && now.Unix() >= u.StatusExpiration
}

// present is the person as they are now, without a status that is over. The caller holds mu.
func (w *Workspace) present(u *User) User {
	out := *u
	if out.expired(w.opt.Clock()) {
		out.StatusEmoji, out.StatusText, out.StatusExpiration = "", "", 0
	}
	return out
}

// NextStatusExpiry returns the instant at which the next status expires; ok is false when none does. Who skips time stops
// there, so that the bot hears of it at its own time.
func (w *Workspace) NextStatusExpiry() (at time.Time, ok bool) {
	w.mu.Lock()
	defer w.mu.Unlock()
	return w.nextExpiry()
}

func (w *Workspace) nextExpiry() (at time.Time, ok bool) {
	first := int64(0)
	for _, u := range w.users {
		if s := u.StatusExpiration; s != 0 && (first == 0 || s < first) {
			first = s
		}
	}
	return time.Unix(first, 0), first != 0
}

// awaitExpiry sets the timer for the next status that expires. The caller holds mu.
func (w *Workspace) awaitExpiry() {
	if w.expiry != nil {
		w.expiry.Stop()
		w.expiry = nil
	}
	if at, ok := w.nextExpiry(); ok {
		w.expiry = time.AfterFunc(max(at.Sub(w.opt.Clock()), minExpiryWait), w.expireStatuses)
	}
}

// expireStatuses clears the statuses that are over and tells the bot of each. What the bot does not take is counted as
// undelivered.
func (w *Workspace) expireStatuses() {
	w.mu.Lock()
	now := w.opt.Clock()
	var events []map[string]any
	for _, id := range w.userOrder {
		if u := w.users[id]; u.expired(now) {
			events = append(events, w.replaceUser(w.present(u)))
		}
	}
	w.awaitExpiry()
	w.mu.Unlock()
	for _, e := range events {
		_ = w.emit(context.Background(), "user_change", e) // bounded: each attempt ends with Options.Ack
	}
}
