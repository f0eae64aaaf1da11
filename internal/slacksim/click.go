package slacksim

import (
	"cmp"
	"context"
	"fmt"
	"slices"
	"strings"

	"cairn/internal/slacksim/blockkit"
)

// Click is the person using an element of a message: pressing a button, choosing an option, picking a date. For a button
// value may be empty, or tell apart several with the same action_id; otherwise it is the option's value, the user's id,
// the date and so on, and a comma-separated list for elements that take several.
func (w *Workspace) Click(ctx context.Context, user, channel, ts, actionID, value string) (Seen, error) {
	w.mu.Lock()
	d, url, err := w.messageClick(user, channel, ts, actionID, value)
	w.mu.Unlock()
	if err != nil {
		return Seen{}, err
	}
	if d.payload == nil {
		return w.look(user), nil
	}
	answer, err := w.send(ctx, d)
	seen := w.look(user)
	seen.URL = url
	if err != nil || !answer.ok() {
		w.lost()
		seen.Undelivered = explain(answer, err)
		switch {
		case err == nil:
			seen.Error = fmt.Sprintf("This app responded with Status Code %d.", answer.status)
		case timedOut(err):
			seen.Error = actionTimeout
		default:
			seen.Error = "This app could not be reached."
		}
	}
	return seen, nil
}

// messageClick prepares the block_actions of a message; there is no payload for an input without dispatch_action, which
// the bot hears of with the next button. The caller holds mu.
func (w *Workspace) messageClick(user, channel, ts, actionID, value string) (delivery, string, error) {
	ch, err := w.visible(user, channel)
	if err != nil {
		return delivery{}, "", err
	}
	m := ch.find(ts)
	for _, e := range w.ephemerals[user] {
		if e.TS == ts && e.Channel == channel {
			m = e
		}
	}
	if m == nil {
		return delivery{}, "", missing("there is no message %s in %s for %s to click in", ts, channel, user)
	}
	e, err := findElement(mustBlocks(m.Blocks), user, actionID, value)
	if err != nil {
		return delivery{}, "", err
	}
	key := stateKey{user, channel, ts}
	action, err := w.act(user, e, value, func(v Value) {
		if w.msgState[key] == nil {
			w.msgState[key] = inputs{}
		}
		w.msgState[key].set(e, v)
	})
	if err != nil {
		return delivery{}, "", err
	}
	w.changed(Change{Kind: "message", Channel: channel, User: user, TS: ts})
	if e.Input && !e.DispatchAction {
		return delivery{}, "", nil
	}
	p := w.interaction("block_actions", w.users[user])
	container := map[string]any{
		"type": "message", "message_ts": ts, "channel_id": channel, "is_ephemeral": m.IsEphemeral,
	}
	if m.ThreadTS != "" {
		container["thread_ts"] = m.ThreadTS
	}
	p["container"] = container
	p["channel"] = map[string]any{"id": ch.ID, "name": callbackChannelName(ch)}
	if !m.IsEphemeral {
		p["message"] = m
	}
	p["state"] = stateOf(mustBlocks(m.Blocks), w.msgState[key])
	p["response_url"] = w.newHook(user, channel, ts, m.IsEphemeral)
	p["trigger_id"] = w.newTrigger(user, channel, false)
	p["actions"] = []any{action}
	url, _ := e.Raw["url"].(string)
	return delivery{envelope: envelopeInteract, name: "block_actions", payload: p}, url, nil
}

// findElement finds the element a person would use. A value tells buttons with the same action_id apart.
func findElement(blocks blockkit.Blocks, user, actionID, value string) (blockkit.Element, error) {
	var known []string
	var hidden bool
	for _, e := range blocks.Elements() {
		known = append(known, e.ActionID)
		if e.ActionID != actionID {
			continue
		}
		if only, ok := e.Raw["visible_to_user_ids"].([]any); ok && len(only) > 0 && !slices.Contains(only, any(user)) {
			hidden = true
			continue
		}
		if v, _ := e.Raw["value"].(string); !e.Stateful() && e.Type != "overflow" && value != "" && v != value {
			continue
		}
		return e, nil
	}
	if hidden {
		return blockkit.Element{}, misuse("the element %q is not visible to %s", actionID, user)
	}
	if slices.Contains(known, actionID) {
		return blockkit.Element{}, missing("no element %q has the value %q", actionID, value)
	}
	return blockkit.Element{}, missing("there is no element %q here; there is: %s", actionID,
		cmp.Or(strings.Join(known, ", "), "nothing to use"))
}

// act makes the action of a payload and stores the element's new value. The caller holds mu.
func (w *Workspace) act(user string, e blockkit.Element, value any, store func(Value)) (map[string]any, error) {
	action := map[string]any{
		"type": e.Type, "action_id": e.ActionID, "block_id": e.BlockID, "action_ts": w.newTS(),
	}
	switch {
	case e.Stateful():
		v, err := w.enter(user, e, value)
		if err != nil {
			return nil, misuse("%s", err)
		}
		store(v)
		for k, x := range v {
			action[k] = x
		}
	case e.Type == "overflow":
		v, err := w.enter(user, e, value)
		if err != nil {
			return nil, misuse("%s", err)
		}
		action["selected_option"] = v["selected_option"]
	default:
		for _, key := range []string{"text", "value", "style", "url"} {
			if x, ok := e.Raw[key]; ok {
				action[key] = x
			}
		}
	}
	for key, x := range e.Raw {
		if strings.HasPrefix(key, "initial_") || key == "placeholder" {
			action[key] = x
		}
	}
	return action, nil
}

// ClickView is the person using an element of a modal or of their Home tab; see [Workspace.Click] for the value. An
// input without dispatch_action only changes the form: the bot hears of it on submission.
func (w *Workspace) ClickView(ctx context.Context, user, viewID, actionID, value string) (Seen, error) {
	w.mu.Lock()
	v, err := w.openView(user, viewID)
	if err != nil {
		w.mu.Unlock()
		return Seen{}, err
	}
	e, err := findElement(mustBlocks(v.Blocks), user, actionID, value)
	if err != nil {
		w.mu.Unlock()
		return Seen{}, err
	}
	action, err := w.act(user, e, value, func(x Value) { w.fill(v, e, x) })
	if err != nil {
		w.mu.Unlock()
		return Seen{}, err
	}
	w.changed(Change{Kind: changeKind(v), User: user})
	if e.Input && !e.DispatchAction {
		w.mu.Unlock()
		return w.look(user), nil
	}
	p := w.interaction("block_actions", w.users[user])
	p["container"] = map[string]any{"type": "view", "view_id": v.ID}
	p["view"] = w.snapshot(v)
	p["trigger_id"] = w.newTrigger(user, "", v.Type == "modal")
	p["actions"] = []any{action}
	w.trouble(v, "")
	w.mu.Unlock()

	answer, err := w.send(ctx, delivery{envelope: envelopeInteract, name: "block_actions", payload: p})
	problem := ""
	if err != nil || !answer.ok() {
		w.lost()
		problem = troubleInModal
		w.mu.Lock()
		w.troubleID(user, v.ID, problem)
		w.mu.Unlock()
	}
	seen := w.look(user)
	seen.URL, _ = e.Raw["url"].(string)
	if problem != "" {
		seen.Error, seen.Undelivered = problem, explain(answer, err)
	}
	if home, ok := w.Home(user); ok && v.Type == "home" {
		seen.Home = &home
	}
	return seen, nil
}

func changeKind(v *View) string {
	if v.Type == "home" {
		return "home"
	}
	return "view"
}
