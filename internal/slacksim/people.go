package slacksim

import (
	"context"
	"regexp"
	"time"
	"unicode/utf8"
)

// This file changes people: what they say of themselves, and what an administrator makes of them.

// maxStatusText is how long a status may be, in characters.
const maxStatusText = 100

// bareStatusEmoji is the emoji Slack gives a status that has only a text.
const bareStatusEmoji = ":speech_balloon:"

var (
	emojiCode  = regexp.MustCompile(`^:[a-z0-9_+'-]+(::skin-tone-[2-6])?:$`)
	localeCode = regexp.MustCompile(`^[a-z]{2}-[A-Z]{2}$`)
)

// JoinTeam adds a person and tells the bot with team_join.
func (w *Workspace) JoinTeam(ctx context.Context, u User) (User, error) {
	w.mu.Lock()
	u = w.addUser(u)
	event := map[string]any{"type": "team_join", "user": w.userJSON(&u, true), "event_ts": w.newTS()}
	w.mu.Unlock()
	return u, w.emit(ctx, "team_join", event)
}

// ChangeUser replaces a person's details and tells the bot with user_change; see [Workspace.EditUser] to change some.
func (w *Workspace) ChangeUser(ctx context.Context, u User) error {
	u.complete()
	_, err := w.EditUser(ctx, u.ID, func(old *User) { *old = u })
	return err
}

// EditUser changes a person and tells the bot with user_change, whose user object is the whole person. Nothing is sent
// when nothing changed. An [ActError] says what no person or administrator could set; any other error is that the bot
// did not get the event, and then the change stands.
func (w *Workspace) EditUser(ctx context.Context, id string, change func(u *User)) (User, error) {
	w.mu.Lock()
	u, ok := w.users[id]
	if !ok {
		w.mu.Unlock()
		return User{}, missing("there is no user %q to change", id)
	}
	old := w.present(u)
	fresh := old
	change(&fresh)
	fresh.ID, fresh.IsBot, fresh.Updated = old.ID, old.IsBot, old.Updated
	if err := w.checkUser(&fresh); err != nil {
		w.mu.Unlock()
		return User{}, err
	}
	if fresh == old {
		w.mu.Unlock()
		return old, nil
	}
	event := w.replaceUser(fresh)
	fresh = *w.users[id]
	w.mu.Unlock()
	return fresh, w.emit(ctx, "user_change", event)
}

// SetStatus gives a person a status, such as ":palm_tree:" and "On leave". Slack clears it when the workspace's clock
// reaches expires; the zero time keeps it. An empty emoji and text clear the status now.
func (w *Workspace) SetStatus(ctx context.Context, id, emoji, text string, expires time.Time) error {
	_, err := w.EditUser(ctx, id, func(u *User) {
		u.StatusEmoji, u.StatusText, u.StatusExpiration = emoji, text, 0
		if !expires.IsZero() {
			u.StatusExpiration = expires.Unix()
		}
	})
	return err
}

// Deactivate is an administrator deactivating a person: they keep their id, cannot act, and are not written to.
func (w *Workspace) Deactivate(ctx context.Context, id string) error {
	_, err := w.EditUser(ctx, id, func(u *User) { u.Deleted = true })
	return err
}

// Reactivate is an administrator undoing a deactivation.
func (w *Workspace) Reactivate(ctx context.Context, id string) error {
	_, err := w.EditUser(ctx, id, func(u *User) { u.Deleted = false })
	return err
}

// checkUser refuses what Slack would not take, and completes a status. The caller holds mu.
func (w *Workspace) checkUser(u *User) error {
	_, zone := time.LoadLocation(u.TZ)
	switch {
	case u.IsBot:
		return misuse("%s is the bot; only people change", u.Shown())
	case u.TZ == "" || zone != nil:
		return misuse("%q is no time zone; write one such as Europe/London", u.TZ)
	case !localeCode.MatchString(u.Locale):
		return misuse("%q is no locale; write one such as en-GB", u.Locale)
	case u.IsGuest && u.IsAdmin:
		return misuse("%s cannot be a guest and an administrator at once", u.Shown())
	case utf8.RuneCountInString(u.StatusText) > maxStatusText:
		return misuse("a status has at most %d characters, not %d", maxStatusText, utf8.RuneCountInString(u.StatusText))
	case u.StatusEmoji != "" && !emojiCode.MatchString(u.StatusEmoji):
		return misuse("%q is no emoji; write its name between colons, such as :palm_tree:", u.StatusEmoji)
	case u.StatusExpiration < 0:
		return misuse("a status cannot expire at %d; write Unix seconds, or 0 for a status that stays", u.StatusExpiration)
	}
	if u.StatusText != "" && u.StatusEmoji == "" {
		u.StatusEmoji = bareStatusEmoji
	}
	if !u.hasStatus() {
		u.StatusExpiration = 0
	}
	if u.expired(w.opt.Clock()) {
		return misuse("the status would expire at %s, which has passed", time.Unix(u.StatusExpiration, 0).UTC().Format(time.RFC3339))
	}
	return nil
}

// replaceUser puts a changed person in place and returns the event that tells of it. The caller holds mu.
func (w *Workspace) replaceUser(u User) map[string]any {
	now := w.opt.Clock().Unix()
	u.Updated = now
	u = w.addUser(u)
	if u.Deleted {
		w.dropStack(u.ID, 0) // their client is signed out
	}
	w.awaitExpiry()
	return map[string]any{
		"type": "user_change", "user": w.userJSON(&u, true), "cache_ts": now, "event_ts": w.newTS(),
	}
}
