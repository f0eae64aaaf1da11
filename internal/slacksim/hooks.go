package slacksim

import (
	"encoding/json"
	"io"
	"net/http"
	"slices"
	"time"
)

// A response_url takes five posts within half an hour.
const (
	hookUses = 5
	hookLife = 30 * time.Minute
)

// hook is a response_url.
type hook struct {
	User      string    `json:"user"`
	Channel   string    `json:"channel"`
	TS        string    `json:"ts,omitempty"` // the message the interaction was in; empty for commands
	Ephemeral bool      `json:"ephemeral,omitempty"`
	Expires   time.Time `json:"expires"`
	Uses      int       `json:"uses"`
}

// newHook makes a response_url. The caller holds mu.
func (w *Workspace) newHook(user, channel, ts string, ephemeral bool) string {
	now := w.opt.Clock()
	id := w.newID("R")
	w.hooks.put(id, &hook{User: user, Channel: channel, TS: ts, Ephemeral: ephemeral, Expires: now.Add(hookLife)}, now)
	return w.url + "/hooks/" + id
}

// hookPost is what a bot sends to a response_url, or puts into the acknowledgement of a command.
type hookPost struct {
	Text            string          `json:"text"`
	Blocks          json.RawMessage `json:"blocks"`
	Attachments     json.RawMessage `json:"attachments"`
	Metadata        json.RawMessage `json:"metadata"`
	ResponseType    string          `json:"response_type"`
	ReplaceOriginal bool            `json:"replace_original"`
	DeleteOriginal  bool            `json:"delete_original"`
	ThreadTS        string          `json:"thread_ts"`
}

// hookContent checks a post. The caller holds mu.
func (w *Workspace) hookContent(p hookPost) (content, *methodError) {
	c := content{text: p.Text, hasText: p.Text != ""}
	if len(p.Blocks) > 0 && string(p.Blocks) != "null" {
		blocks, fail := w.messageBlocks(p.Blocks)
		if fail != nil {
			return c, fail
		}
		c.blocks = blocks
	}
	if len(p.Attachments) > len("[]") && string(p.Attachments) != "null" {
		c.attachments = p.Attachments
	}
	if len(p.Metadata) > 0 && string(p.Metadata) != "null" {
		md, fail := parseMetadata(string(p.Metadata))
		if fail == nil {
			c.metadata, c.hasMetadata = md, md != nil
		}
	}
	return c, nil
}

// deliverHook posts a new message as the answer to a command or an interaction. The caller holds mu.
func (w *Workspace) deliverHook(user, channel string, p hookPost, c content) *Message {
	if p.ResponseType == "in_channel" {
		ch := w.channels[channel]
		m := w.botMessage(c)
		var root *Message
		if p.ThreadTS != "" {
			root = ch.find(p.ThreadTS)
		}
		w.countPost(channel)
		w.append(ch, m, root)
		return m
	}
	return w.whisper(user, channel, p.ThreadTS, c)
}

// serveHook answers a post to a response_url.
func (w *Workspace) serveHook(rw http.ResponseWriter, r *http.Request) {
	body, err := io.ReadAll(http.MaxBytesReader(rw, r.Body, maxBody))
	var p hookPost
	if err == nil {
		err = json.Unmarshal(body, &p)
	}
	status, fail := http.StatusOK, (*methodError)(nil)
	if err != nil {
		status, fail = http.StatusBadRequest, failed("invalid_payload")
	} else {
		status, fail = w.useHook(r.PathValue("id"), p)
	}
	out := response(nil, fail)
	to := map[string]any{"ok": fail == nil}
	w.mu.Lock()
	w.countCall("response_url")
	if h, ok := w.hooks.items[r.PathValue("id")]; ok { // the record says who it reached, which the address hides
		to["user"], to["channel"] = h.User, h.Channel
	}
	w.mu.Unlock()
	recorded := any(string(body))
	if json.Valid(body) {
		recorded = json.RawMessage(body)
	}
	w.record("call", "response_url", recorded, to)
	if fail == nil { // Slack answers the bare word, and slack-go accepts nothing else
		rw.Header().Set("Content-Type", "text/plain; charset=utf-8")
		_, _ = io.WriteString(rw, "ok")
		return
	}
	rw.Header().Set("Content-Type", "application/json; charset=utf-8")
	rw.WriteHeader(status)
	_, _ = rw.Write(mustJSON(out))
}

func (w *Workspace) useHook(id string, p hookPost) (int, *methodError) {
	w.mu.Lock()
	defer w.mu.Unlock()
	h, ok := w.hooks.items[id]
	switch {
	case !ok:
		return http.StatusNotFound, failed("invalid_url")
	case w.opt.Clock().After(h.Expires):
		return http.StatusNotFound, failed("expired_url")
	case h.Uses >= hookUses:
		return http.StatusNotFound, failed("used_url")
	}
	c, fail := w.hookContent(p)
	if fail != nil {
		return http.StatusBadRequest, fail
	}
	ch := w.channels[h.Channel]
	switch {
	case p.DeleteOriginal && h.TS != "":
		if h.Ephemeral {
			w.ephemerals[h.User] = slices.DeleteFunc(w.ephemerals[h.User], func(m *Message) bool { return m.TS == h.TS })
			w.changed(Change{Kind: "ephemeral", User: h.User, TS: h.TS})
		} else if m := ch.find(h.TS); m != nil {
			w.remove(ch, m)
		}
	case !c.hasText && c.blocks == nil && c.attachments == nil:
		return http.StatusBadRequest, failed("no_text")
	case p.ReplaceOriginal && h.TS != "" && h.Ephemeral:
		w.replaceEphemeral(h, c)
	case p.ReplaceOriginal && h.TS != "":
		w.edit(ch, h.TS, func(m *Message) { w.replace(m, c, c.blocks != nil) })
	default:
		w.deliverHook(h.User, h.Channel, p, c)
	}
	h.Uses++
	return http.StatusOK, nil
}

// replaceEphemeral puts new content in the place of an ephemeral message. The caller holds mu.
func (w *Workspace) replaceEphemeral(h *hook, c content) {
	list := slices.Clone(w.ephemerals[h.User])
	for i, m := range list {
		if m.TS == h.TS {
			fresh := w.botMessage(c)
			fresh.TS, fresh.IsEphemeral, fresh.Channel, fresh.ThreadTS = m.TS, true, m.Channel, m.ThreadTS
			list[i] = fresh
		}
	}
	w.ephemerals[h.User] = list
	w.changed(Change{Kind: "ephemeral", Channel: h.Channel, User: h.User, TS: h.TS})
}
