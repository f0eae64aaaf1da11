package slacksim

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"slices"
)

// maxRetries is how often Slack sends an event again. Slack waits a minute and more in between; here the retries follow
// at once.
const maxRetries = 3

// heldEvent is an event that a reorder fault keeps back.
type heldEvent struct {
	name    string
	payload map[string]any
}

// DefaultEvents are the bot events an app such as Cairn subscribes to.
var DefaultEvents = []string{"app_home_opened", "message.im", "team_join", "user_change"}

// eventScopes names the scope Slack asks for before it sends an event.
var eventScopes = map[string]string{
	"message.channels": "channels:history", "message.groups": "groups:history", "message.im": "im:history",
	"message.mpim": "mpim:history", "team_join": "users:read", "user_change": "users:read",
}

// channelTypes translates the words of scopes into those of message events.
var channelTypes = map[string]string{"channels": "channel", "groups": "group", "im": "im", "mpim": "mpim"}

// subscribed reports whether the app gets an event: it asked for it, and may.
func (w *Workspace) subscribed(event string) bool {
	scope, guarded := eventScopes[event]
	return slices.Contains(w.opt.Events, event) && (!guarded || slices.Contains(w.opt.Scopes, scope))
}

// VerifyURL does the handshake Slack does when an events address is set: the bot must send the challenge back.
func (w *Workspace) VerifyURL(ctx context.Context) error {
	w.mu.Lock()
	challenge := w.newID("CHALLENGE")
	w.mu.Unlock()
	answer, err := w.send(ctx, delivery{envelope: envelopeEvents, name: "url_verification", payload: map[string]any{
		"type": "url_verification", "challenge": challenge, "token": verificationToken,
	}})
	switch {
	case err != nil:
		return fmt.Errorf("the bot did not answer the url_verification request: %w", err)
	case !answer.ok():
		return fmt.Errorf("the bot answered the url_verification request with status %d instead of the challenge", answer.status)
	}
	var asJSON struct{ Challenge string }
	if string(answer.body) != challenge && (json.Unmarshal(answer.body, &asJSON) != nil || asJSON.Challenge != challenge) {
		return errors.New("the bot did not send the url_verification challenge back")
	}
	return nil
}

// verificationToken is the deprecated token in every payload. Nobody should look at it.
const verificationToken = "deprecated-verification-token"

// emit sends an event the app subscribed to, again up to three times until it is acknowledged. An error means it never
// was. A reorder fault keeps the event back until another one has been delivered.
func (w *Workspace) emit(ctx context.Context, name string, event map[string]any) error {
	if !w.subscribed(name) {
		return nil
	}
	w.mu.Lock()
	payload := map[string]any{
		"token": verificationToken, "team_id": w.opt.TeamID, "context_team_id": w.opt.TeamID,
		"api_app_id": w.opt.AppID, "event": event, "type": "event_callback", "event_id": w.newID("Ev"),
		"event_time": w.opt.Clock().Unix(), "event_context": w.newID("EC"), "is_ext_shared_channel": false,
		"authorizations": []any{map[string]any{
			"enterprise_id": nil, "team_id": w.opt.TeamID, "user_id": w.opt.BotUserID, "is_bot": true,
			"is_enterprise_install": false,
		}},
	}
	if w.trip(name, "", []FaultKind{FaultReorder}) != nil {
		w.held = append(w.held, heldEvent{name, payload})
		w.mu.Unlock()
		return nil
	}
	w.mu.Unlock()
	err := w.deliverEvent(ctx, name, payload)
	return errors.Join(err, w.flushHeld(ctx))
}

func (w *Workspace) deliverEvent(ctx context.Context, name string, payload map[string]any) error {
	d := delivery{envelope: envelopeEvents, name: name, payload: payload}
	var problem error
	for d.retry = 0; d.retry <= maxRetries; d.retry++ {
		answer, err := w.send(ctx, d)
		switch {
		case err == nil && answer.ok():
			return nil
		case err == nil:
			d.retryReason, problem = "http_error", fmt.Errorf("the bot answered with status %d", answer.status)
		case timedOut(err):
			d.retryReason, problem = "http_timeout", fmt.Errorf("the bot did not acknowledge within %s", w.opt.Ack)
		default:
			d.retryReason, problem = "connection_failed", err
		}
		if answer.noRetry || errors.Is(err, errDropped) || ctx.Err() != nil {
			break
		}
	}
	w.lost()
	return fmt.Errorf("the event %s was not delivered: %w", name, problem)
}

// flushHeld delivers what a reorder fault kept back.
func (w *Workspace) flushHeld(ctx context.Context) error {
	w.mu.Lock()
	held := w.held
	w.held = nil
	w.mu.Unlock()
	var problems []error
	for _, e := range held {
		problems = append(problems, w.deliverEvent(ctx, e.name, e.payload))
	}
	return errors.Join(problems...)
}

// releaseHeld delivers kept-back events when their fault is switched off; failures are counted as undelivered.
func (w *Workspace) releaseHeld() { _ = w.flushHeld(context.Background()) }

// OpenHome is the person opening the app's Home tab. The bot is told and usually publishes it anew; what is published by
// the time it has acknowledged is in Seen.Home.
func (w *Workspace) OpenHome(ctx context.Context, user string) (Seen, error) {
	seen, err := w.openTab(ctx, user, "home")
	if home, ok := w.Home(user); ok && err == nil {
		seen.Home = &home
	}
	return seen, err
}

// OpenMessages is the person opening the app's Messages tab, that is, their direct message with the bot. Slack tells the
// bot by the same event as for the Home tab.
func (w *Workspace) OpenMessages(ctx context.Context, user string) (Seen, error) {
	return w.openTab(ctx, user, "messages")
}

func (w *Workspace) openTab(ctx context.Context, user, tab string) (Seen, error) {
	w.mu.Lock()
	if err := w.active(user); err != nil {
		w.mu.Unlock()
		return Seen{}, err
	}
	im, _ := w.openIM(user)
	event := map[string]any{
		"type": "app_home_opened", "user": user, "channel": im.ID, "tab": tab, "event_ts": w.newTS(),
	}
	if home, ok := w.homes[user]; ok && tab == "home" {
		event["view"] = w.snapshot(home)
	}
	w.mu.Unlock()
	err := w.emit(ctx, "app_home_opened", event)
	seen := w.look(user)
	if err != nil {
		seen.Undelivered = err.Error()
	}
	return seen, nil
}

// SendDM is the person writing to the bot in their direct message. The bot gets a message event.
func (w *Workspace) SendDM(ctx context.Context, user, text string) (Seen, error) {
	w.mu.Lock()
	if err := w.active(user); err != nil {
		w.mu.Unlock()
		return Seen{}, err
	}
	im, _ := w.openIM(user)
	w.mu.Unlock()
	return w.Post(ctx, user, im.ID, text, "")
}

// Post is the person writing in a channel, a group message or a thread they are in. The bot hears of it where it is a
// member, if it subscribed to the event of that kind of conversation: by default message.im alone.
func (w *Workspace) Post(ctx context.Context, user, channel, text, threadTS string) (Seen, error) {
	w.mu.Lock()
	ch, err := w.visible(user, channel)
	if err == nil && !ch.has(user) {
		err = misuse("%s is not in the channel %s and cannot write there", user, channel)
	}
	if err == nil && ch.IsArchived {
		err = misuse("the channel %s is archived; nobody can write there", channel)
	}
	if err == nil && text == "" {
		err = misuse("the message has no text")
	}
	var root *Message
	if err == nil && threadTS != "" {
		if root = ch.find(threadTS); root == nil {
			err = misuse("there is no message %s in %s to reply to", threadTS, channel)
		}
	}
	if err != nil {
		w.mu.Unlock()
		return Seen{}, err
	}
	m := &Message{
		Type: "message", User: user, Team: w.opt.TeamID, Text: w.typed(text, false), ClientMsgID: w.newID("msg-"),
	}
	w.append(ch, m, root)
	event := map[string]any{
		"type": "message", "channel": ch.ID, "channel_type": channelTypes[ch.kind()], "user": user, "text": m.Text, "ts": m.TS,
		"event_ts": m.TS, "team": w.opt.TeamID, "client_msg_id": m.ClientMsgID,
	}
	if m.ThreadTS != "" {
		event["thread_ts"] = m.ThreadTS
	}
	tell, name := ch.has(w.opt.BotUserID), "message."+ch.kind()
	w.mu.Unlock()
	posted := *m
	posted.Channel = channel
	if tell {
		err = w.emit(ctx, name, event)
	}
	seen := w.look(user)
	seen.Posted = &posted
	if err != nil {
		seen.Undelivered = err.Error()
	}
	return seen, nil
}

// active checks that a person exists and may act. The caller holds mu.
func (w *Workspace) active(user string) error {
	u, ok := w.users[user]
	switch {
	case !ok:
		return missing("there is no user %q in the workspace", user)
	case u.IsBot:
		return misuse("%q is the bot; only people can act", user)
	case u.Deleted:
		return misuse("%s is deactivated and cannot act", u.Shown())
	}
	return nil
}

// visible finds a channel the person can see. The caller holds mu.
func (w *Workspace) visible(user, channel string) (*channel, error) {
	if err := w.active(user); err != nil {
		return nil, err
	}
	ch, ok := w.channels[channel]
	if !ok {
		return nil, missing("there is no channel %q in the workspace", channel)
	}
	if ch.IsPrivate && !slices.Contains(ch.Members, user) {
		return nil, misuse("%s cannot see the channel %s", user, channel)
	}
	return ch, nil
}
