package slacksim

import (
	"slices"
	"strconv"
	"strings"
)

func itoa(i int) string { return strconv.Itoa(i) }

// conversation finds the channel argument for reading and checks the scope family ("read" or "history") for its type.
// A person's id is not a channel here.
func (c *call) conversation(family string) (*channel, *methodError) {
	ch, ok := c.w.channels[c.args["channel"]]
	if !ok || (ch.IsPrivate && !ch.has(c.w.opt.BotUserID)) {
		return nil, failed("channel_not_found")
	}
	if fail := c.need(ch.kind() + ":" + family); fail != nil {
		return nil, fail
	}
	return ch, nil
}

// channelJSON is Slack's conversation object.
func (c *call) channelJSON(ch *channel, withCount bool) map[string]any {
	out := map[string]any{
		"id": ch.ID, "created": ch.Created, "is_archived": ch.IsArchived, "is_im": ch.IsIM, "is_mpim": ch.IsMpIM,
		"is_channel": !ch.IsPrivate, "is_group": ch.IsPrivate && !ch.IsIM && !ch.IsMpIM, "is_private": ch.IsPrivate,
		"is_org_shared": false, "is_shared": false, "is_ext_shared": false, "context_team_id": c.w.opt.TeamID,
	}
	if ch.IsIM {
		out["user"] = ch.User
		out["is_open"] = true
		out["is_user_deleted"] = c.w.users[ch.User].Deleted
		return out
	}
	out["name"], out["name_normalized"] = ch.Name, ch.Name
	out["creator"] = ch.Creator
	out["is_member"] = ch.has(c.w.opt.BotUserID)
	out["topic"] = map[string]any{"value": ch.Topic, "creator": ch.Creator, "last_set": ch.Created}
	out["purpose"] = map[string]any{"value": ch.Purpose, "creator": ch.Creator, "last_set": ch.Created}
	if withCount {
		out["num_members"] = len(ch.Members)
	}
	return out
}

func (c *call) conversationsInfo() (map[string]any, *methodError) {
	ch, fail := c.conversation("read")
	if fail != nil {
		return nil, fail
	}
	return map[string]any{"channel": c.channelJSON(ch, c.flag("include_num_members"))}, nil
}

// typeKinds translates the words of the types argument into the words of scopes.
var typeKinds = map[string]string{
	"public_channel": "channels", "private_channel": "groups", "im": "im", "mpim": "mpim",
}

func (c *call) conversationsList() (map[string]any, *methodError) {
	types := c.args["types"]
	if types == "" {
		types = "public_channel"
	}
	var kinds []string
	for t := range strings.SplitSeq(types, ",") {
		kind, ok := typeKinds[strings.TrimSpace(t)]
		if !ok {
			return nil, failed("invalid_types")
		}
		if fail := c.need(kind + ":read"); fail != nil {
			return nil, fail
		}
		kinds = append(kinds, kind)
	}
	var found []*channel
	for _, id := range c.w.chanOrder {
		ch := c.w.channels[id]
		if !slices.Contains(kinds, ch.kind()) || (ch.IsPrivate && !ch.has(c.w.opt.BotUserID)) ||
			(ch.IsArchived && c.flag("exclude_archived")) {
			continue
		}
		found = append(found, ch)
	}
	page, next, fail := paginate(c, found, func(ch *channel) string { return ch.ID }, 100, 999)
	if fail != nil {
		return nil, fail
	}
	out := make([]map[string]any, 0, len(page))
	for _, ch := range page {
		out = append(out, c.channelJSON(ch, true))
	}
	return withCursor(map[string]any{"channels": out}, next), nil
}

func (c *call) conversationsMembers() (map[string]any, *methodError) {
	ch, fail := c.conversation("read")
	if fail != nil {
		return nil, fail
	}
	page, next, fail := paginate(c, ch.Members, func(id string) string { return id }, 100, 999)
	if fail != nil {
		return nil, fail
	}
	return withCursor(map[string]any{"members": append([]string{}, page...)}, next), nil
}

func (c *call) conversationsJoin() (map[string]any, *methodError) {
	ch, ok := c.w.channels[c.args["channel"]]
	switch {
	case !ok:
		return nil, failed("channel_not_found")
	case ch.IsPrivate:
		return nil, failed("method_not_supported_for_channel_type")
	case ch.IsArchived:
		return nil, failed("is_archived")
	}
	out := map[string]any{}
	if ch.has(c.w.opt.BotUserID) {
		out["warning"] = "already_in_channel"
		out["response_metadata"] = map[string]any{"warnings": []string{"already_in_channel"}}
	} else {
		ch.Members = append(slices.Clone(ch.Members), c.w.opt.BotUserID)
		c.w.changed(Change{Kind: "channel", Channel: ch.ID})
	}
	out["channel"] = c.channelJSON(ch, false)
	return out, nil
}

func (c *call) conversationsOpen() (map[string]any, *methodError) {
	w := c.w
	if id := c.args["channel"]; id != "" {
		ch, ok := w.channels[id]
		if !ok || !ch.has(w.opt.BotUserID) {
			return nil, failed("channel_not_found")
		}
		if !ch.IsIM && !ch.IsMpIM {
			return nil, failed("method_not_supported_for_channel_type")
		}
		return c.opened(ch, true), nil
	}
	var users []string
	for u := range strings.SplitSeq(c.args["users"], ",") {
		if u = strings.TrimSpace(u); u != "" {
			users = append(users, u)
		}
	}
	switch {
	case len(users) == 0:
		return nil, failed("users_list_not_supplied")
	case len(users) > 8:
		return nil, failed("too_many_users")
	}
	kind := "im"
	if len(users) > 1 {
		kind = "mpim"
	}
	if fail := c.need(kind + ":write"); fail != nil {
		return nil, fail
	}
	for _, id := range users {
		u, ok := w.users[id]
		switch {
		case !ok:
			return nil, failed("user_not_found")
		case u.Deleted:
			return nil, failed("user_disabled")
		case u.IsBot:
			return nil, failed("cannot_dm_bot")
		}
	}
	if len(users) == 1 {
		ch, existed := w.openIM(users[0])
		return c.opened(ch, existed), nil
	}
	members := append(slices.Clone(users), w.opt.BotUserID)
	slices.Sort(members)
	members = slices.Compact(members)
	for _, id := range w.chanOrder {
		if ch := w.channels[id]; ch.IsMpIM && slices.Equal(ch.Members, members) {
			return c.opened(ch, true), nil
		}
	}
	names := make([]string, 0, len(members))
	for _, id := range members {
		names = append(names, w.users[id].Name)
	}
	ch := w.addChannel(Channel{
		ID: w.newID("G"), Name: "mpdm-" + strings.Join(names, "--") + "-1", IsPrivate: true, IsMpIM: true, Members: members,
	})
	return c.opened(ch, false), nil
}

func (c *call) opened(ch *channel, existed bool) map[string]any {
	out := map[string]any{"channel": map[string]any{"id": ch.ID}}
	if c.flag("return_im") {
		out["channel"] = c.channelJSON(ch, false)
	}
	if existed {
		out["no_op"], out["already_open"] = true, true
	}
	return out
}

func (c *call) conversationsHistory() (map[string]any, *methodError) {
	ch, fail := c.conversation("history")
	if fail != nil {
		return nil, fail
	}
	if !ch.has(c.w.opt.BotUserID) {
		return nil, failed("not_in_channel")
	}
	inside, fail := c.window()
	if fail != nil {
		return nil, fail
	}
	var found []*Message
	for _, m := range slices.Backward(ch.messages) {
		reply := m.ThreadTS != "" && m.ThreadTS != m.TS && m.Subtype != "thread_broadcast"
		if !reply && inside(m.TS) {
			found = append(found, m)
		}
	}
	return c.messagePage(found, 100)
}

func (c *call) conversationsReplies() (map[string]any, *methodError) {
	ch, fail := c.conversation("history")
	if fail != nil {
		return nil, fail
	}
	if !ch.has(c.w.opt.BotUserID) {
		return nil, failed("not_in_channel")
	}
	root := ch.find(c.args["ts"])
	if root == nil {
		return nil, failed("thread_not_found")
	}
	thread := root.TS
	if root.ThreadTS != "" {
		thread = root.ThreadTS
	}
	inside, fail := c.window()
	if fail != nil {
		return nil, fail
	}
	var found []*Message
	for _, m := range ch.messages {
		if m.TS == thread || (m.ThreadTS == thread && inside(m.TS)) {
			found = append(found, m)
		}
	}
	return c.messagePage(found, 1000)
}

// window reads oldest, latest and inclusive.
func (c *call) window() (func(ts string) bool, *methodError) {
	var oldest, latest int64
	for key, into := range map[string]*int64{"oldest": &oldest, "latest": &latest} {
		if s := c.args[key]; s != "" {
			us, ok := parseTS(s)
			if !ok {
				return nil, failed("invalid_ts_" + key)
			}
			*into = us
		}
	}
	inclusive := c.flag("inclusive")
	return func(ts string) bool {
		us, _ := parseTS(ts)
		if oldest > 0 && (us < oldest || (us == oldest && !inclusive)) {
			return false
		}
		return latest == 0 || us < latest || (us == latest && inclusive)
	}, nil
}

func (c *call) messagePage(found []*Message, fallback int) (map[string]any, *methodError) {
	page, next, fail := paginate(c, found, func(m *Message) string { return m.TS }, fallback, 1000)
	if fail != nil {
		return nil, fail
	}
	out := make([]Message, 0, len(page))
	for _, m := range page {
		shown := *m
		if m.Metadata != nil && !c.flag("include_all_metadata") {
			shown.Metadata = &Metadata{EventType: m.Metadata.EventType}
		}
		out = append(out, shown)
	}
	fields := map[string]any{"messages": out, "has_more": next != "", "pin_count": 0}
	if next != "" {
		withCursor(fields, next)
	}
	return fields, nil
}
