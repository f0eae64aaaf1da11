package slacksim

import (
	"fmt"
	"net/http"
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

// explain says for the developer what went wrong with a callback.
func explain(answer reply, err error) string {
	if err != nil {
		return err.Error()
	}
	return fmt.Sprintf("the bot answered with status %d", answer.status)
}
