package slacksim

import (
	"encoding/json"
	"fmt"
	"slices"
	"strings"
	"time"

	"cairn/internal/slacksim/blockkit"
)

// Limits of views.
const (
	maxViewBytes = 250_000
	maxStack     = 3
	triggerLife  = 3 * time.Second
)

// trigger is a trigger_id handed to the bot: it opens or pushes one view within three seconds.
type trigger struct {
	user    string
	channel string // the conversation the person was looking at; empty in the app's Home tab
	expires time.Time
	used    bool
	inModal bool // handed out by an interaction in a modal, so views.push may use it
}

// newTrigger makes a trigger_id. The caller holds mu.
func (w *Workspace) newTrigger(user, channel string, inModal bool) string {
	now := w.opt.Clock()
	id := fmt.Sprintf("%d.%s.%s", now.UnixMilli(), strings.TrimPrefix(w.opt.TeamID, "T"), strings.ToLower(w.newID("x")))
	w.triggers.put(id, &trigger{user: user, channel: channel, expires: now.Add(triggerLife), inModal: inModal}, now)
	return id
}

// redeem uses up the call's trigger_id.
func (c *call) redeem() (*trigger, *methodError) {
	t, ok := c.w.triggers.items[c.args["trigger_id"]]
	switch {
	case !ok:
		return nil, failed("invalid_trigger_id")
	case t.used:
		return nil, failed("exchanged_trigger_id")
	case c.w.opt.Clock().After(t.expires):
		return nil, failed("expired_trigger_id")
	}
	return t, nil
}

// parseView checks a view payload and makes a view of it, without id or hash yet.
func (w *Workspace) parseView(raw string, surface blockkit.Surface) (*View, *methodError) {
	if raw == "" {
		return nil, failed("invalid_arguments", "missing required field: view")
	}
	if len(raw) > maxViewBytes {
		return nil, failed("view_too_large")
	}
	payload, err := blockkit.ParseView([]byte(raw))
	if err != nil {
		return nil, failed("invalid_arguments", err.Error())
	}
	blocks := payload.Blocks()
	faults := append(payload.Validate(surface), w.checkReferences(blocks, "/view/blocks")...)
	if len(faults) > 0 {
		return nil, failed("invalid_arguments", faultLines(faults)...)
	}
	v := &View{}
	if err := json.Unmarshal([]byte(raw), v); err != nil {
		return nil, failed("invalid_arguments", err.Error())
	}
	blocks.AssignIDs(w.newBlockID)
	v.Blocks = blocks.JSON()
	v.TeamID, v.AppInstalledTeamID = w.opt.TeamID, w.opt.TeamID
	v.AppID, v.BotID = w.opt.AppID, w.botID
	return v, nil
}

// uniqueExternalID refuses an external_id that another view of the team has. The caller holds mu.
func (w *Workspace) uniqueExternalID(id, except string) *methodError {
	if id == "" {
		return nil
	}
	for _, v := range w.allViews() {
		if v.ExternalID == id && v.ID != except {
			return failed("duplicate_external_id")
		}
	}
	return nil
}

// allViews lists every open modal and published Home tab. The caller holds mu.
func (w *Workspace) allViews() []*View {
	var out []*View
	for _, stack := range w.stacks {
		out = append(out, stack...)
	}
	for _, h := range w.homes {
		out = append(out, h)
	}
	return out
}

func (w *Workspace) newHash() string {
	w.seq++
	return fmt.Sprintf("%d.%08x", w.opt.Clock().Unix(), w.seq)
}

// snapshot copies a view with its current state. The caller holds mu.
func (w *Workspace) snapshot(v *View) View {
	out := *v
	out.State = stateOf(mustBlocks(v.Blocks), w.viewState[v.ID])
	return out
}

// show pushes a new modal on the person's stack. The caller holds mu.
func (w *Workspace) show(user string, v *View) {
	v.ID, v.Hash, v.User = w.newID("V"), w.newHash(), user
	v.RootViewID = v.ID
	if stack := w.stacks[user]; len(stack) > 0 {
		v.RootViewID = stack[0].ID
		v.PreviousViewID = &stack[len(stack)-1].ID
	}
	w.stacks[user] = append(slices.Clone(w.stacks[user]), v)
	w.changed(Change{Kind: "view", User: user})
}

// swap replaces an open modal's or a Home tab's content, keeping what was entered into elements that are still there.
// The caller holds mu.
func (w *Workspace) swap(old, fresh *View) *View {
	fresh.ID, fresh.User, fresh.Hash = old.ID, old.User, w.newHash()
	fresh.RootViewID, fresh.PreviousViewID = old.RootViewID, old.PreviousViewID
	w.viewState[old.ID] = w.viewState[old.ID].keep(mustBlocks(fresh.Blocks))
	w.put(old, fresh)
	return fresh
}

// put stores a changed copy of a view in its place. The caller holds mu.
func (w *Workspace) put(old, fresh *View) {
	if w.homes[old.User] == old {
		w.homes[old.User] = fresh
		w.changed(Change{Kind: "home", User: old.User})
		return
	}
	stack := slices.Clone(w.stacks[old.User])
	if i := slices.Index(stack, old); i >= 0 {
		stack[i] = fresh
	}
	w.stacks[old.User] = stack
	w.changed(Change{Kind: "view", User: old.User})
}

func (c *call) viewsOpen() (map[string]any, *methodError) {
	w := c.w
	t, fail := c.redeem()
	if fail != nil {
		return nil, fail
	}
	v, fail := w.parseView(c.args["view"], blockkit.Modal)
	if fail != nil {
		return nil, fail
	}
	if fail := w.uniqueExternalID(v.ExternalID, ""); fail != nil {
		return nil, fail
	}
	t.used = true
	w.dropStack(t.user, 0) // a fresh modal takes the place of whatever was open
	w.show(t.user, v)
	w.preselect(v, t.channel)
	return map[string]any{"view": w.snapshot(v)}, nil
}

func (c *call) viewsPush() (map[string]any, *methodError) {
	w := c.w
	t, fail := c.redeem()
	if fail != nil {
		return nil, fail
	}
	stack := w.stacks[t.user]
	switch {
	case !t.inModal || len(stack) == 0:
		return nil, failed("invalid_arguments", "the trigger_id does not come from a modal that is still open")
	case len(stack) >= maxStack:
		return nil, failed("push_limit_reached")
	}
	v, fail := w.parseView(c.args["view"], blockkit.Modal)
	if fail != nil {
		return nil, fail
	}
	if fail := w.uniqueExternalID(v.ExternalID, ""); fail != nil {
		return nil, fail
	}
	t.used = true
	w.show(t.user, v)
	return map[string]any{"view": w.snapshot(v)}, nil
}

func (c *call) viewsUpdate() (map[string]any, *methodError) {
	w := c.w
	var old *View
	for _, v := range w.allViews() {
		if (c.args["view_id"] != "" && v.ID == c.args["view_id"]) ||
			(c.args["external_id"] != "" && v.ExternalID == c.args["external_id"]) {
			old = v
		}
	}
	if old == nil || old.Type != "modal" {
		return nil, failed("not_found")
	}
	if hash := c.args["hash"]; hash != "" && hash != old.Hash {
		return nil, failed("hash_conflict")
	}
	v, fail := w.parseView(c.args["view"], blockkit.Modal)
	if fail != nil {
		return nil, fail
	}
	if fail := w.uniqueExternalID(v.ExternalID, old.ID); fail != nil {
		return nil, fail
	}
	return map[string]any{"view": w.snapshot(w.swap(old, v))}, nil
}

func (c *call) viewsPublish() (map[string]any, *methodError) {
	w := c.w
	u, ok := w.users[c.args["user_id"]]
	if !ok || u.IsBot {
		return nil, failed("user_not_found")
	}
	old := w.homes[u.ID]
	if hash := c.args["hash"]; hash != "" && (old == nil || hash != old.Hash) {
		return nil, failed("hash_conflict")
	}
	v, fail := w.parseView(c.args["view"], blockkit.Home)
	if fail != nil {
		return nil, fail
	}
	v.Title, v.Submit, v.Close = &Text{Type: "plain_text", Text: "View Title", Emoji: true}, nil, nil
	except := ""
	if old != nil {
		except = old.ID
	}
	if fail := w.uniqueExternalID(v.ExternalID, except); fail != nil {
		return nil, fail
	}
	if old != nil {
		return map[string]any{"view": w.snapshot(w.swap(old, v))}, nil
	}
	v.ID, v.Hash, v.User = w.newID("V"), w.newHash(), u.ID
	v.RootViewID = v.ID
	w.homes[u.ID] = v
	w.changed(Change{Kind: "home", User: u.ID})
	return map[string]any{"view": w.snapshot(v)}, nil
}

// dropStack closes the person's modals above the first n and returns them as they were, the topmost first. The caller
// holds mu.
func (w *Workspace) dropStack(user string, n int) []View {
	stack := w.stacks[user]
	if n < 0 || len(stack) <= n {
		return nil
	}
	var closed []View
	for _, v := range slices.Backward(stack[n:]) {
		closed = append(closed, w.snapshot(v))
		delete(w.viewState, v.ID)
	}
	w.stacks[user] = slices.Clone(stack[:n])
	w.changed(Change{Kind: "view", User: user})
	return closed
}
