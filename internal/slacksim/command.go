package slacksim

import (
	"context"
	"encoding/json"
	"fmt"
	"slices"
	"strings"
)

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
		"response_url": w.newHook(user, ch.ID, "", false), "trigger_id": w.newTrigger(user, ch.ID, false),
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
