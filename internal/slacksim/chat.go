package slacksim

import (
	"encoding/json"
	"slices"
	"strings"
	"unicode/utf8"

	"cairn/internal/slacksim/blockkit"
)

// content is what a message says, as parsed from a call, a response_url post or a slash command's answer.
type content struct {
	text        string
	hasText     bool
	blocks      json.RawMessage // nil: none given
	attachments json.RawMessage
	metadata    *Metadata
	hasMetadata bool
}

// Limits of messages.
const (
	maxText       = 40000 // posts are cut off here
	maxUpdateText = 4000  // updates are refused above
	maxMetadata   = 16000 // characters of JSON; Slack has a limit but does not say which
)

// noTextFallback is what Slack puts where a message has only blocks.
const noTextFallback = "This content can't be displayed."

// content reads and checks text, blocks, attachments and metadata of a call.
func (c *call) content() (content, *methodError) {
	var out content
	out.text, out.hasText = c.args["text"], c.args["text"] != ""
	if md := c.args["markdown_text"]; md != "" {
		if out.hasText || c.args["blocks"] != "" {
			return out, failed("markdown_text_conflict")
		}
		if utf8.RuneCountInString(md) > 12000 {
			return out, failed("msg_too_long")
		}
		out.text, out.hasText = md, true
	}
	if raw, given := c.args["blocks"]; given && raw != "" {
		blocks, fail := c.w.messageBlocks([]byte(raw))
		if fail != nil {
			return out, fail
		}
		out.blocks = blocks
	}
	if raw := c.args["attachments"]; raw != "" {
		var list []map[string]any
		if err := json.Unmarshal([]byte(raw), &list); err != nil {
			return out, failed("invalid_attachments")
		}
		if len(list) > 100 {
			return out, failed("too_many_attachments")
		}
		if len(list) > 0 {
			out.attachments = json.RawMessage(raw)
		}
	}
	if raw := c.args["metadata"]; raw != "" {
		md, fail := parseMetadata(raw)
		if fail != nil {
			return out, fail
		}
		out.metadata, out.hasMetadata = md, true
	}
	return out, nil
}

// messageBlocks validates blocks for a message and fills in their ids. The caller holds mu.
func (w *Workspace) messageBlocks(raw []byte) (json.RawMessage, *methodError) {
	blocks, err := blockkit.Parse(raw)
	if err != nil {
		return nil, failed("invalid_blocks_format")
	}
	faults := append(blocks.Validate(blockkit.Message), w.checkReferences(blocks, "/blocks")...)
	if len(faults) > 0 {
		return nil, failed("invalid_blocks", faultLines(faults)...)
	}
	blocks.AssignIDs(w.newBlockID)
	return blocks.JSON(), nil
}

// checkReferences finds what only a workspace can tell: charts it rejects, and slack_files that are not there yet. The
// caller holds mu.
func (w *Workspace) checkReferences(blocks blockkit.Blocks, ptr string) []blockkit.Fault {
	var faults []blockkit.Fault
	for i, b := range blocks {
		p := ptr + "/" + itoa(i)
		switch b["type"] {
		case "data_visualization":
			if w.trip("", "", []FaultKind{FaultRejectCharts}) != nil {
				faults = append(faults, blockkit.Fault{
					Pointer: p + "/type", Code: "enum", Message: "unsupported type: data_visualization",
				})
			}
		case "image":
			ref, _ := b["slack_file"].(map[string]any)
			id, _ := ref["id"].(string)
			if id == "" {
				continue
			}
			if f, ok := w.files[id]; !ok || !f.complete || !strings.HasPrefix(f.Mimetype, "image/") {
				faults = append(faults, blockkit.Fault{Pointer: p + "/slack_file", Code: "value", Message: "invalid slack file"})
			}
		}
	}
	return faults
}

func faultLines(faults []blockkit.Fault) []string {
	lines := make([]string, len(faults))
	for i, f := range faults {
		lines[i] = f.String()
	}
	return lines
}

func parseMetadata(raw string) (*Metadata, *methodError) {
	if len(raw) > maxMetadata {
		return nil, failed("metadata_too_large")
	}
	var fields map[string]json.RawMessage
	if err := json.Unmarshal([]byte(raw), &fields); err != nil {
		return nil, failed("invalid_metadata_format")
	}
	if len(fields) == 0 {
		return nil, nil
	}
	var md Metadata
	var payload map[string]any
	if json.Unmarshal(fields["event_type"], &md.EventType) != nil || md.EventType == "" ||
		json.Unmarshal(fields["event_payload"], &payload) != nil || payload == nil {
		return nil, failed("invalid_metadata_schema")
	}
	md.EventPayload = fields["event_payload"]
	return &md, nil
}

// target finds the channel a bot may write to: by id, by name, or by a person's id, which opens the direct message.
func (c *call) target(channel string) (*channel, *methodError) {
	w := c.w
	if u, ok := w.users[channel]; ok {
		if u.IsBot {
			return nil, failed("channel_not_found")
		}
		ch, _ := w.openIM(u.ID)
		return ch, nil
	}
	ch, ok := w.channels[channel]
	if !ok {
		name := strings.TrimPrefix(channel, "#")
		for _, id := range w.chanOrder {
			if cand := w.channels[id]; cand.Name != "" && cand.Name == name {
				ch, ok = cand, true
			}
		}
	}
	if !ok || (ch.IsPrivate && !ch.has(w.opt.BotUserID)) {
		return nil, failed("channel_not_found")
	}
	return ch, nil
}

// writable refuses channels the bot cannot post to now.
func (c *call) writable(ch *channel) *methodError {
	switch {
	case ch.IsArchived:
		return failed("is_archived")
	case ch.IsIM && c.w.users[ch.User].Deleted:
		return failed("is_inactive")
	case !ch.has(c.w.opt.BotUserID) && !slices.Contains(c.w.opt.Scopes, "chat:write.public"):
		return failed("not_in_channel")
	}
	return nil
}

func (c *call) chatPostMessage() (map[string]any, *methodError) {
	w := c.w
	ch, fail := c.target(c.args["channel"])
	if fail != nil {
		return nil, fail
	}
	if fail := c.writable(ch); fail != nil {
		return nil, fail
	}
	if fail := c.limit("chat.postMessage "+ch.ID, perChannel); fail != nil {
		return nil, fail
	}
	body, fail := c.content()
	if fail != nil {
		return nil, fail
	}
	if !body.hasText && len(body.blocks) <= len("[]") && body.attachments == nil {
		return nil, failed("no_text")
	}
	var root *Message
	if ts := c.args["thread_ts"]; ts != "" {
		if root = ch.find(ts); root == nil {
			return nil, failed("cannot_reply_to_message")
		}
	}
	m := w.botMessage(body)
	m.Username = c.args["username"]
	m.ClientMsgID = c.args["client_msg_id"]
	if c.flag("reply_broadcast") && root != nil {
		m.Subtype = "thread_broadcast"
	}
	w.countPost(ch.ID)
	w.append(ch, m, root)
	return map[string]any{"channel": ch.ID, "ts": m.TS, "message": m}, nil
}

// botMessage makes a message by the bot. The caller holds mu.
func (w *Workspace) botMessage(body content) *Message {
	m := &Message{
		Type: "message", User: w.opt.BotUserID, BotID: w.botID, AppID: w.opt.AppID, Team: w.opt.TeamID,
		Text: truncate(body.text, maxText), Blocks: body.blocks, Attachments: body.attachments, Metadata: body.metadata,
	}
	if len(m.Blocks) <= len("[]") {
		m.Blocks = nil
	}
	if m.Text == "" && m.Blocks != nil {
		m.Text = noTextFallback
	}
	return m
}

func truncate(s string, maximum int) string {
	if utf8.RuneCountInString(s) <= maximum {
		return s
	}
	return string([]rune(s)[:maximum])
}

// append adds the message to the channel, in the thread of root if that is not nil, and stamps it. The caller holds mu.
func (w *Workspace) append(ch *channel, m, root *Message) {
	m.TS = w.newTS()
	ch.messages = append(ch.messages, m)
	if root != nil {
		if root.ThreadTS != "" && root.ThreadTS != root.TS { // a reply was named: the thread is its parent's
			if parent := ch.find(root.ThreadTS); parent != nil {
				root = parent
			}
		}
		m.ThreadTS = root.TS
		w.edit(ch, root.TS, func(r *Message) {
			r.ThreadTS = r.TS
			r.ReplyCount++
			r.LatestReply = m.TS
			if !slices.Contains(r.ReplyUsers, m.User) {
				r.ReplyUsers = append(slices.Clone(r.ReplyUsers), m.User)
			}
		})
	}
	w.changed(Change{Kind: "message", Channel: ch.ID, TS: m.TS})
}

// edit replaces a message by a changed copy, so that copies handed out earlier stay as they were. The caller holds mu.
func (w *Workspace) edit(ch *channel, ts string, change func(*Message)) *Message {
	i, ok := ch.search(ts)
	if !ok {
		return nil
	}
	m := *ch.messages[i]
	change(&m)
	ch.messages[i] = &m
	w.changed(Change{Kind: "message", Channel: ch.ID, TS: ts})
	return &m
}

func (c *call) chatUpdate() (map[string]any, *methodError) {
	ch, m, fail := c.own("cant_update_message")
	if fail != nil {
		return nil, fail
	}
	if ch.IsArchived || (ch.IsIM && c.w.users[ch.User].Deleted) {
		return nil, failed("is_inactive")
	}
	body, fail := c.content()
	if fail != nil {
		return nil, fail
	}
	_, blocksGiven := c.args["blocks"]
	if !body.hasText && !blocksGiven && body.attachments == nil && !body.hasMetadata {
		return nil, failed("no_text")
	}
	if utf8.RuneCountInString(body.text) > maxUpdateText {
		return nil, failed("msg_too_long")
	}
	m = c.w.edit(ch, m.TS, func(m *Message) { c.w.replace(m, body, blocksGiven) })
	return map[string]any{"channel": ch.ID, "ts": m.TS, "text": m.Text, "message": m}, nil
}

// replace applies an update: text without blocks takes the blocks away, blocks leave no "edited" mark, and metadata and
// attachments that are not mentioned stay.
func (w *Workspace) replace(m *Message, body content, blocksGiven bool) {
	fresh := w.botMessage(body)
	if body.hasText || blocksGiven {
		m.Text, m.Blocks = fresh.Text, fresh.Blocks
	}
	if m.Blocks == nil {
		m.Edited = &Edited{User: w.opt.BotUserID, TS: w.newTS()}
	}
	if body.attachments != nil {
		m.Attachments = body.attachments
	}
	if body.hasMetadata {
		m.Metadata = body.metadata
	}
}

// own finds the bot's message named by channel and ts; the code is the error for somebody else's message. A person's id
// is not a channel here.
func (c *call) own(notOwn string) (*channel, *Message, *methodError) {
	ch, ok := c.w.channels[c.args["channel"]]
	if !ok || (ch.IsPrivate && !ch.has(c.w.opt.BotUserID)) {
		return nil, nil, failed("channel_not_found")
	}
	m := ch.find(c.args["ts"])
	switch {
	case m == nil:
		return nil, nil, failed("message_not_found")
	case !c.w.isBot(m.User):
		return nil, nil, failed(notOwn)
	}
	return ch, m, nil
}

func (c *call) chatDelete() (map[string]any, *methodError) {
	ch, m, fail := c.own("cant_delete_message")
	if fail != nil {
		return nil, fail
	}
	c.w.remove(ch, m)
	return map[string]any{"channel": ch.ID, "ts": m.TS}, nil
}

// remove deletes a message; the first message of a thread leaves a tombstone. The caller holds mu.
func (w *Workspace) remove(ch *channel, m *Message) {
	if m.ReplyCount > 0 {
		w.edit(ch, m.TS, func(m *Message) {
			m.Subtype, m.Text = "tombstone", "This message was deleted."
			m.Blocks, m.Attachments, m.Metadata, m.Files = nil, nil, nil, nil
		})
		return
	}
	if i, ok := ch.search(m.TS); ok {
		ch.messages = slices.Delete(ch.messages, i, i+1)
	}
	if m.ThreadTS != "" && m.ThreadTS != m.TS {
		w.edit(ch, m.ThreadTS, func(root *Message) { root.ReplyCount-- })
	}
	w.changed(Change{Kind: "message", Channel: ch.ID, TS: m.TS})
}

func (c *call) chatPostEphemeral() (map[string]any, *methodError) {
	w := c.w
	ch, fail := c.target(c.args["channel"])
	if fail != nil {
		return nil, fail
	}
	if fail := c.writable(ch); fail != nil {
		return nil, fail
	}
	user, ok := w.users[c.args["user"]]
	if !ok {
		return nil, failed("user_not_found")
	}
	if !ch.has(user.ID) || user.Deleted {
		return nil, failed("user_not_in_channel")
	}
	body, fail := c.content()
	if fail != nil {
		return nil, fail
	}
	if !body.hasText && body.blocks == nil && body.attachments == nil {
		return nil, failed("no_text")
	}
	m := w.whisper(user.ID, ch.ID, c.args["thread_ts"], body)
	return map[string]any{"message_ts": m.TS}, nil
}

// maxEphemerals bounds what is kept of messages that Slack itself forgets.
const maxEphemerals = 200

// whisper adds a message that only one person sees. The caller holds mu.
func (w *Workspace) whisper(user, channel, thread string, body content) *Message {
	m := w.botMessage(body)
	m.TS, m.IsEphemeral, m.Channel, m.ThreadTS = w.newTS(), true, channel, thread
	list := append(w.ephemerals[user], m)
	w.ephemerals[user] = list[max(0, len(list)-maxEphemerals):]
	w.changed(Change{Kind: "ephemeral", Channel: channel, User: user, TS: m.TS})
	return m
}

func (c *call) chatGetPermalink() (map[string]any, *methodError) {
	ch, ok := c.w.channels[c.args["channel"]]
	if !ok {
		return nil, failed("channel_not_found")
	}
	m := ch.find(c.args["message_ts"])
	if m == nil {
		return nil, failed("message_not_found")
	}
	link := c.base + "/archives/" + ch.ID + "/p" + strings.ReplaceAll(m.TS, ".", "")
	if m.ThreadTS != "" && m.ThreadTS != m.TS {
		link += "?thread_ts=" + m.ThreadTS + "&cid=" + ch.ID
	}
	return map[string]any{"channel": ch.ID, "permalink": link}, nil
}
