package slacksim

import (
	"cmp"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"slices"
	"strings"

	"cairn/internal/slacksim/blockkit"
)

// Seen is what a person sees after an act, as far as it had happened when the bot acknowledged. What the bot does later
// shows in the accessors; see [Workspace.Await].
type Seen struct {
	Error       string            `json:"error,omitempty"`       // Slack's own words when the bot failed
	Errors      map[string]string `json:"errors,omitempty"`      // under the inputs of a form, by block id
	Ephemeral   *Message          `json:"ephemeral,omitempty"`   // the command's answer, visible to this person only
	Posted      *Message          `json:"posted,omitempty"`      // the message the act itself put in the channel
	View        *View             `json:"view,omitempty"`        // the modal on top now; nil: none is open
	Home        *View             `json:"home,omitempty"`        // the Home tab, after opening it
	URL         string            `json:"url,omitempty"`         // where a link button leads
	Undelivered string            `json:"undelivered,omitempty"` // why the bot did not get the event; people never see this
}

// ActError is an act that no person could do in Slack: a button that is not there, a form that is not open. Status is
// the HTTP status the control interface answers with.
type ActError struct {
	Message string
	Status  int
}

// Error is a sentence saying what cannot be done.
func (e *ActError) Error() string { return e.Message }

func misuse(format string, args ...any) error {
	return &ActError{fmt.Sprintf(format, args...), http.StatusBadRequest}
}

func missing(format string, args ...any) error {
	return &ActError{fmt.Sprintf(format, args...), http.StatusNotFound}
}

// What Slack says when the bot fails.
const (
	troubleInModal = "We had some trouble connecting. Try again?"
	actionTimeout  = "Operation timed out. Apps need to respond within 3 seconds."
)

// look is what the person has before them. It takes mu.
func (w *Workspace) look(user string) Seen {
	w.mu.Lock()
	defer w.mu.Unlock()
	var s Seen
	if stack := w.stacks[user]; len(stack) > 0 {
		v := w.snapshot(stack[len(stack)-1])
		s.View, s.Errors, s.Error = &v, v.Errors, v.Trouble
	}
	return s
}

func (w *Workspace) teamJSON() map[string]any {
	return map[string]any{"id": w.opt.TeamID, "domain": w.opt.TeamDomain}
}

// interaction is what every interaction payload has. The caller holds mu.
func (w *Workspace) interaction(kind string, u *User) map[string]any {
	return map[string]any{
		"type": kind, "token": verificationToken, "api_app_id": w.opt.AppID, "team": w.teamJSON(),
		"enterprise": nil, "is_enterprise_install": false,
		"user": map[string]any{"id": u.ID, "username": u.Name, "name": u.Name, "team_id": w.opt.TeamID},
	}
}

// callbackChannelName is how payloads name a channel.
func callbackChannelName(ch *channel) string {
	switch {
	case ch.IsIM:
		return "directmessage"
	case ch.IsPrivate && !ch.IsMpIM:
		return "privategroup"
	}
	return ch.Name
}

// Slash is the person sending a slash command such as "/cairn status" in a channel; an empty channel is their direct
// message with the bot. Mentions reach the bot escaped as <@U1|name>.
func (w *Workspace) Slash(ctx context.Context, user, channel, text string) (Seen, error) {
	command, rest, _ := strings.Cut(strings.TrimSpace(text), " ")
	if !strings.HasPrefix(command, "/") {
		return Seen{}, misuse("%q is no slash command: it must start with a slash, such as %s", text, w.opt.Commands[0])
	}
	w.mu.Lock()
	if channel == "" && w.active(user) == nil {
		im, _ := w.openIM(user)
		channel = im.ID
	}
	ch, err := w.visible(user, channel)
	if err != nil {
		w.mu.Unlock()
		return Seen{}, err
	}
	if !slices.Contains(w.opt.Commands, command) {
		w.mu.Unlock()
		seen := w.look(user)
		seen.Error = fmt.Sprintf("%s is not a valid command.", command)
		return seen, nil
	}
	payload := map[string]string{
		"token": verificationToken, "team_id": w.opt.TeamID, "team_domain": w.opt.TeamDomain, "channel_id": ch.ID,
		"channel_name": callbackChannelName(ch), "user_id": user, "user_name": w.users[user].Name, "command": command,
		"text": w.typed(strings.TrimSpace(rest), true), "api_app_id": w.opt.AppID, "is_enterprise_install": "false",
		"response_url": w.newHook(user, ch.ID, "", false), "trigger_id": w.newTrigger(user, false),
	}
	w.mu.Unlock()

	answer, err := w.send(ctx, delivery{envelope: envelopeCommands, name: "slash_commands", payload: payload})
	if problem := commandFailure(answer, err); problem != "" {
		w.lost()
		seen := w.look(user)
		seen.Error = fmt.Sprintf("%s failed with the error %q", command, problem)
		seen.Undelivered = explain(answer, err)
		return seen, nil
	}
	m, private, problem := w.commandAnswer(user, ch.ID, answer.body)
	seen := w.look(user)
	switch {
	case problem != "":
		seen.Error = fmt.Sprintf("%s failed with the error %q", command, problem)
	case private:
		seen.Ephemeral = m
	default:
		seen.Posted = m
	}
	return seen, nil
}

func commandFailure(answer reply, err error) string {
	switch {
	case err != nil && timedOut(err):
		return "operation_timeout"
	case err != nil || !answer.ok():
		return "dispatch_failed"
	}
	return ""
}

// explain says for the developer what went wrong with a callback.
func explain(answer reply, err error) string {
	if err != nil {
		return err.Error()
	}
	return fmt.Sprintf("the bot answered with status %d", answer.status)
}

// commandAnswer shows what the bot put into the acknowledgement of a command: nothing, plain text, or a message.
func (w *Workspace) commandAnswer(user, channel string, body []byte) (m *Message, private bool, problem string) {
	if len(strings.TrimSpace(string(body))) == 0 {
		return nil, true, ""
	}
	w.mu.Lock()
	defer w.mu.Unlock()
	var post hookPost
	if json.Unmarshal(body, &post) != nil {
		post = hookPost{Text: string(body)}
	}
	if post.Text == "" && len(post.Blocks) == 0 && len(post.Attachments) == 0 {
		return nil, true, ""
	}
	content, fail := w.hookContent(post)
	if fail != nil {
		return nil, true, fail.code
	}
	m = w.deliverHook(user, channel, post, content)
	copied := *m
	return &copied, post.ResponseType != "in_channel", ""
}

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
	action, err := w.act(e, value, func(v Value) {
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
	p["trigger_id"] = w.newTrigger(user, false)
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
func (w *Workspace) act(e blockkit.Element, value any, store func(Value)) (map[string]any, error) {
	action := map[string]any{
		"type": e.Type, "action_id": e.ActionID, "block_id": e.BlockID, "action_ts": w.newTS(),
	}
	switch {
	case e.Stateful():
		v, err := w.enter(e, value)
		if err != nil {
			return nil, misuse("%s", err)
		}
		store(v)
		for k, x := range v {
			action[k] = x
		}
	case e.Type == "overflow":
		v, err := w.enter(e, value)
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
	action, err := w.act(e, value, func(x Value) { w.fill(v, e, x) })
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
	p["trigger_id"] = w.newTrigger(user, v.Type == "modal")
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

// fill stores what was entered into an element of a view. The caller holds mu.
func (w *Workspace) fill(v *View, e blockkit.Element, x Value) {
	if w.viewState[v.ID] == nil {
		w.viewState[v.ID] = inputs{}
	}
	w.viewState[v.ID].set(e, x)
}

// trouble sets or clears the error line of a view. The caller holds mu.
func (w *Workspace) trouble(v *View, text string) {
	if v.Trouble == text && v.Errors == nil {
		return
	}
	fresh := *v
	fresh.Trouble, fresh.Errors = text, nil
	w.put(v, &fresh)
}

func (w *Workspace) troubleID(user, viewID, text string) {
	if v, err := w.openView(user, viewID); err == nil {
		w.trouble(v, text)
	}
}

// openView finds the person's visible modal or Home tab by id. The caller holds mu.
func (w *Workspace) openView(user, viewID string) (*View, error) {
	if err := w.active(user); err != nil {
		return nil, err
	}
	if h := w.homes[user]; h != nil && h.ID == viewID {
		return h, nil
	}
	stack := w.stacks[user]
	for i, v := range stack {
		if v.ID != viewID {
			continue
		}
		if i < len(stack)-1 {
			return nil, misuse("the modal %s is covered by %s; only the one on top can be used", viewID, stack[len(stack)-1].ID)
		}
		return v, nil
	}
	return nil, missing("%s has no view %q open", user, viewID)
}

// Submit is the person pressing the submit button of the modal on top, after entering values: by block id and action id,
// or by action id alone (in a map from action id to the value). What is not mentioned keeps its value. Text inputs take
// strings, selects the option's value, lists for elements that take several.
//
// Missing required fields and the like are caught by Slack's client and come back in Seen.Errors without the bot being
// asked. The bot's own errors come back there too, and the modal stays open.
func (w *Workspace) Submit(ctx context.Context, user, viewID string, values map[string]map[string]any) (Seen, error) {
	w.mu.Lock()
	v, err := w.openView(user, viewID)
	if err == nil && v.Type != "modal" {
		err = misuse("the Home tab cannot be submitted")
	}
	if err == nil && v.Submit == nil {
		err = misuse("the modal %s has no submit button", viewID)
	}
	if err == nil {
		err = w.fillForm(v, values)
	}
	if err != nil {
		w.mu.Unlock()
		return Seen{}, err
	}
	blocks := mustBlocks(v.Blocks)
	state := stateOf(blocks, w.viewState[v.ID])
	complaints := map[string]string{}
	for _, e := range blocks.Elements() {
		if e.Input {
			if text := complaint(e, state.Values[e.BlockID][e.ActionID]); text != "" {
				complaints[e.BlockID] = text
			}
		}
	}
	fresh := *v
	fresh.Trouble, fresh.Errors = "", nil
	if len(complaints) > 0 {
		fresh.Errors = complaints
	}
	w.put(v, &fresh)
	if len(complaints) > 0 {
		w.mu.Unlock()
		return w.look(user), nil
	}
	p := w.interaction("view_submission", w.users[user])
	p["trigger_id"] = w.newTrigger(user, true)
	p["view"] = w.snapshot(&fresh)
	p["response_urls"] = []any{}
	w.mu.Unlock()

	answer, err := w.send(ctx, delivery{envelope: envelopeInteract, name: "view_submission", payload: p})
	if err == nil && !answer.ok() {
		err = fmt.Errorf("the bot answered with status %d", answer.status)
	}
	if err == nil {
		err = w.respond(user, viewID, answer.body)
	}
	if err != nil {
		w.lost()
		w.mu.Lock()
		w.troubleID(user, viewID, troubleInModal)
		w.mu.Unlock()
	}
	seen := w.look(user)
	if err != nil {
		seen.Error, seen.Undelivered = troubleInModal, err.Error()
	}
	return seen, nil
}

// Enter is the person typing and choosing in the modal on top or in their Home tab without sending anything: the values
// are there when they press a button, submit, or come back to the view. Values are given as in [Workspace.Submit].
func (w *Workspace) Enter(user, viewID string, values map[string]map[string]any) (Seen, error) {
	w.mu.Lock()
	v, err := w.openView(user, viewID)
	if err == nil {
		err = w.fillForm(v, values)
	}
	w.mu.Unlock()
	if err != nil {
		return Seen{}, err
	}
	return w.look(user), nil
}

// fillForm stores the values of a submission. The caller holds mu.
func (w *Workspace) fillForm(v *View, values map[string]map[string]any) error {
	elements := mustBlocks(v.Blocks).Elements()
	for blockID, byAction := range values {
		for actionID, in := range byAction {
			i := slices.IndexFunc(elements, func(e blockkit.Element) bool {
				return e.ActionID == actionID && (e.BlockID == blockID || blockID == "") && e.Stateful()
			})
			if i < 0 {
				return missing("the modal %s has no input %q in block %q", v.ID, actionID, blockID)
			}
			x, err := w.enter(elements[i], in)
			if err != nil {
				return misuse("%s", err)
			}
			w.fill(v, elements[i], x)
		}
	}
	w.changed(Change{Kind: changeKind(v), User: v.User})
	return nil
}

// respond does what the bot's answer to a view_submission asks for. An error means Slack would show its trouble line.
func (w *Workspace) respond(user, viewID string, body []byte) error {
	w.mu.Lock()
	defer w.mu.Unlock()
	v, err := w.openView(user, viewID)
	if err != nil { // the bot closed or covered it meanwhile
		return nil
	}
	if len(strings.TrimSpace(string(body))) == 0 {
		w.dropStack(user, len(w.stacks[user])-1)
		return nil
	}
	var answer struct {
		Action string            `json:"response_action"`
		Errors map[string]string `json:"errors"`
		View   json.RawMessage   `json:"view"`
	}
	if err := json.Unmarshal(body, &answer); err != nil {
		return fmt.Errorf("the answer to view_submission is neither empty nor JSON: %w", err)
	}
	switch answer.Action {
	case "":
		w.dropStack(user, len(w.stacks[user])-1)
	case "clear":
		w.dropStack(user, 0) // the app's own doing, so no view_closed
	case "errors":
		err = w.showErrors(v, answer.Errors)
	case "update", "push":
		err = w.respondView(user, v, answer.Action, string(answer.View))
	default:
		err = fmt.Errorf("response_action %q is none of errors, update, push and clear", answer.Action)
	}
	return err
}

func (w *Workspace) showErrors(v *View, found map[string]string) error {
	if len(found) == 0 {
		return errors.New("response_action errors needs at least one error")
	}
	isInput := map[string]bool{}
	for _, e := range mustBlocks(v.Blocks).Elements() {
		if e.Input {
			isInput[e.BlockID] = true
		}
	}
	for block := range found {
		if !isInput[block] {
			return fmt.Errorf("response_action errors names %q, which is no input block of the modal", block)
		}
	}
	fresh := *v
	fresh.Errors = found
	w.put(v, &fresh)
	return nil
}

func (w *Workspace) respondView(user string, v *View, action, raw string) error {
	fresh, fail := w.parseView(raw, blockkit.Modal)
	except := v.ID
	if action == "push" {
		except = ""
	}
	if fail == nil {
		fail = w.uniqueExternalID(fresh.ExternalID, except)
	}
	if fail == nil && action == "push" && len(w.stacks[user]) >= maxStack {
		fail = failed("push_limit_reached")
	}
	if fail != nil {
		return fmt.Errorf("response_action %s has a view Slack refuses: %s %s", action, fail.code, strings.Join(fail.messages, "; "))
	}
	if action == "push" {
		w.show(user, fresh)
	} else {
		w.swap(v, fresh)
	}
	return nil
}

// CloseView is the person leaving the modal on top by its Cancel button; an empty viewID is the X in the corner, which
// closes the whole stack. The bot is told of views that asked for it.
func (w *Workspace) CloseView(ctx context.Context, user, viewID string) (Seen, error) {
	w.mu.Lock()
	var closed []View
	all := viewID == ""
	if !all {
		v, err := w.openView(user, viewID)
		if err == nil && v.Type != "modal" {
			err = misuse("the Home tab cannot be closed")
		}
		if err != nil {
			w.mu.Unlock()
			return Seen{}, err
		}
		all = v.ClearOnClose
		if !all {
			closed = w.dropStack(user, len(w.stacks[user])-1)
		}
	}
	if all {
		closed = w.dropStack(user, 0)
	}
	w.mu.Unlock()
	err := w.tellClosed(ctx, closed, all)
	seen := w.look(user)
	if err != nil {
		seen.Undelivered = err.Error()
	}
	return seen, nil
}

// tellClosed sends view_closed for the closed views that asked for it.
func (w *Workspace) tellClosed(ctx context.Context, closed []View, cleared bool) error {
	var problems []error
	for _, v := range closed {
		if !v.NotifyOnClose {
			continue
		}
		w.mu.Lock()
		p := w.interaction("view_closed", w.users[v.User])
		w.mu.Unlock()
		p["view"], p["is_cleared"] = v, cleared
		answer, err := w.send(ctx, delivery{envelope: envelopeInteract, name: "view_closed", payload: p})
		if err != nil || !answer.ok() {
			w.lost()
			problems = append(problems, errors.New("view_closed: "+explain(answer, err)))
		}
	}
	return errors.Join(problems...)
}

// Shortcut is the person running a global shortcut (channel and ts empty) or a shortcut on a message.
func (w *Workspace) Shortcut(ctx context.Context, user, callbackID, channel, ts string) (Seen, error) {
	w.mu.Lock()
	if err := w.active(user); err != nil {
		w.mu.Unlock()
		return Seen{}, err
	}
	kind := "shortcut"
	if channel != "" {
		kind = "message_action"
	}
	p := w.interaction(kind, w.users[user])
	p["callback_id"], p["action_ts"], p["trigger_id"] = callbackID, w.newTS(), w.newTrigger(user, false)
	if channel != "" {
		ch, err := w.visible(user, channel)
		var m *Message
		if err == nil {
			if m = ch.find(ts); m == nil {
				err = missing("there is no message %s in %s", ts, channel)
			}
		}
		if err != nil {
			w.mu.Unlock()
			return Seen{}, err
		}
		p["message"], p["message_ts"] = m, ts
		p["channel"] = map[string]any{"id": ch.ID, "name": callbackChannelName(ch)}
		p["response_url"] = w.newHook(user, channel, ts, false)
	}
	w.mu.Unlock()
	answer, err := w.send(ctx, delivery{envelope: envelopeInteract, name: kind, payload: p})
	seen := w.look(user)
	if err != nil || !answer.ok() {
		w.lost()
		seen.Error, seen.Undelivered = troubleInModal, explain(answer, err)
	}
	return seen, nil
}
