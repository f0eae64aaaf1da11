package slacksim

import (
	"context"
	"slices"
)

// The kinds of shortcut, in the words of an app's manifest.
const (
	GlobalShortcut  = "global"  // from the menu beside the box to write in
	MessageShortcut = "message" // from the menu of a message
)

// Shortcut is an entry in Slack's menus that the app registered. Its JSON is that of an app's manifest.
type Shortcut struct {
	Name        string `json:"name"` // as the menu shows it, at most 24 characters
	Type        string `json:"type"` // GlobalShortcut or MessageShortcut
	CallbackID  string `json:"callback_id"`
	Description string `json:"description"` // at most 150 characters
}

// Shortcut is the person running one of the app's shortcuts: a global one (channel and ts empty), or one on a message
// that everybody in the channel can see. The bot gets a trigger_id; of a message also the message and a response_url.
func (w *Workspace) Shortcut(ctx context.Context, user, callbackID, channel, ts string) (Seen, error) {
	w.mu.Lock()
	d, err := w.shortcutDelivery(user, callbackID, channel, ts)
	w.mu.Unlock()
	if err != nil {
		return Seen{}, err
	}
	answer, err := w.send(ctx, d)
	seen := w.look(user)
	if err != nil || !answer.ok() {
		w.lost()
		seen.Error, seen.Undelivered = troubleInModal, explain(answer, err)
	}
	return seen, nil
}

// shortcutDelivery prepares the interaction of a shortcut. The caller holds mu.
func (w *Workspace) shortcutDelivery(user, callbackID, channel, ts string) (delivery, error) {
	if err := w.active(user); err != nil {
		return delivery{}, err
	}
	kind, name := GlobalShortcut, "shortcut"
	if channel != "" || ts != "" {
		kind, name = MessageShortcut, "message_action"
	}
	if !slices.ContainsFunc(w.opt.Shortcuts, func(s Shortcut) bool { return s.Type == kind && s.CallbackID == callbackID }) {
		return delivery{}, missing("the app has no %s shortcut %q", kind, callbackID)
	}
	p := w.interaction(name, w.users[user])
	p["callback_id"], p["action_ts"] = callbackID, w.newTS()
	if kind == MessageShortcut {
		ch, err := w.visible(user, channel)
		if err != nil {
			return delivery{}, err
		}
		m := ch.find(ts)
		if m == nil {
			return delivery{}, missing("there is no message %s in %s that others can see too", ts, channel)
		}
		p["message"], p["message_ts"] = m, ts
		p["channel"] = map[string]any{"id": ch.ID, "name": callbackChannelName(ch)}
		p["response_url"] = w.newHook(user, channel, ts, false)
	}
	p["trigger_id"] = w.newTrigger(user, channel, false)
	return delivery{envelope: envelopeInteract, name: name, payload: p}, nil
}
