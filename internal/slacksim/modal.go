package slacksim

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"slices"
	"strings"

	"cairn/internal/slacksim/blockkit"
)

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
// or by action id alone, under the empty block id. What is not mentioned keeps its value. Text inputs take strings, number
// inputs also numbers, selects the value of the option or the id of the person or conversation, date and time pickers
// what Slack sends or a [time.Time]; elements that take several take a list, or a string with commas.
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
	p["trigger_id"] = w.newTrigger(user, "", true)
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
			x, err := w.enter(v.User, elements[i], in)
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
