package slacksim

import (
	"cmp"
	"encoding/json"
	"fmt"
	"html/template"
	"net/url"
	"slices"
	"strconv"
	"strings"
	"time"

	"cairn/internal/slacksim/render"
)

// conversation fills in the messages in view, and the thread beside them.
func (p *page) conversation(m *pageModel, at location, env render.Env) {
	authors := p.authors()
	var top, replies []Message
	for _, msg := range p.w.Messages(at.channel.ID) {
		if at.thread != "" && (msg.TS == at.thread || msg.ThreadTS == at.thread) {
			replies = append(replies, msg)
		}
		if msg.ThreadTS == "" || msg.ThreadTS == msg.TS || msg.Subtype == "thread_broadcast" {
			top = append(top, msg)
		}
	}
	for _, msg := range p.w.Ephemerals(at.me.ID) {
		if msg.Channel == at.channel.ID {
			msg.IsEphemeral = true
			top = append(top, msg)
		}
	}
	slices.SortStableFunc(top, func(a, b Message) int { return cmp.Compare(a.TS, b.TS) })
	if len(top) > at.limit {
		top = top[len(top)-at.limit:]
		more := url.Values{"user": {at.me.ID}, "limit": {strconv.Itoa(at.limit + pageOfMessages)}}
		for _, key := range []string{"channel", "tab", "thread"} {
			if v := at.query.Get(key); v != "" {
				more.Set(key, v)
			}
		}
		m.Earlier = "/?" + more.Encode()
	}
	views := p.messages(top, at, env, authors)
	marked := at.since == "" // nothing was read before, so nothing is marked as new
	for i, v := range views {
		if !marked && v.TS > at.since && v.Author.ID != at.me.ID && !v.Ephemeral {
			views[i].FirstNew, views[i].Compact, marked = true, false, true
		}
	}
	now := env.Now.In(at.zone)
	for _, v := range views {
		t := messageTime(v.TS).In(at.zone)
		key := t.Format(time.DateOnly)
		if len(m.Days) == 0 || m.Days[len(m.Days)-1].Key != key {
			v.Compact = false
			m.Days = append(m.Days, dayView{Key: key, Label: render.DayDivider(t, now)})
		}
		day := &m.Days[len(m.Days)-1]
		day.Messages = append(day.Messages, v)
	}
	if len(replies) > 0 {
		back := url.Values{}
		for key, v := range at.query {
			if key != "thread" {
				back[key] = v
			}
		}
		env.ID = "thread"
		m.Thread = &threadView{
			CloseURL: "/?" + back.Encode(), Messages: p.messages(replies, at, env, authors),
			Composer: composerView{
				ID: "compose-reply", Channel: at.channel.ID, Thread: at.thread, Placeholder: "Reply…", Draft: at.me.ID + "/" + at.thread,
			},
		}
		for i := range m.Thread.Messages {
			m.Thread.Messages[i].Replies = ""
		}
	}
}

// compactWithin is how soon after the last one a message by the same author goes without a byline.
const compactWithin = 5 * time.Minute

func (p *page) messages(list []Message, at location, env render.Env, authors map[string]User) []messageView {
	out := make([]messageView, 0, len(list))
	prefix, shortcuts := env.ID, p.shortcuts(MessageShortcut)
	for i, msg := range list {
		env.ID = prefix + msg.Channel + msg.TS
		entered := p.w.MessageState(at.me.ID, msg.Channel, msg.TS).Values
		env.Value = func(block, action string) map[string]any { return entered[block][action] }
		t := messageTime(msg.TS)
		v := messageView{
			TS: msg.TS, Channel: msg.Channel, Author: author(msg, authors), Ephemeral: msg.IsEphemeral,
			Time: render.FormatDate(t.In(at.zone), env.Now, "{time}"), Short: t.In(at.zone).Format("3:04"),
			Full: t.In(at.zone).Format("Monday 2 January 2006, 15:04:05 MST"), UTC: t.UTC().Format(time.RFC3339),
			Body: messageBody(msg, env), Plain: len(msg.Blocks) == 0 && len(msg.Attachments) == 0,
		}
		if !msg.IsEphemeral {
			v.Shortcuts = shortcuts
		}
		if msg.Edited != nil {
			v.Edited = messageTime(msg.Edited.TS).In(at.zone).Format("Edited Monday 2 January 2006, 15:04:05 MST")
		}
		for _, f := range msg.Files {
			v.Files = append(v.Files, fileView{
				URL: p.local(f.URLPrivate), Name: cmp.Or(f.Title, f.Name), Alt: f.AltTxt,
				Size: size(f.Size), Picture: strings.HasPrefix(f.Mimetype, "image/"),
			})
		}
		if msg.ReplyCount > 0 {
			v.Replies = count(msg.ReplyCount, "reply")
			v.LastReply = "Last reply " + render.FormatDate(messageTime(msg.LatestReply).In(at.zone), env.Now, "{date_short_pretty} at {time}")
			q := url.Values{"thread": {msg.TS}}
			for key, value := range at.query {
				if key != "thread" {
					q[key] = value
				}
			}
			v.ThreadURL = "/?" + q.Encode()
		}
		if i > 0 {
			last := list[i-1]
			v.Compact = author(last, authors).ID == v.Author.ID && last.IsEphemeral == msg.IsEphemeral &&
				t.Sub(messageTime(last.TS)) < compactWithin && last.ReplyCount == 0
		}
		out = append(out, v)
	}
	return out
}

// messageBody draws a message's blocks, or its text when it has none, and its attachments.
func messageBody(msg Message, env render.Env) template.HTML {
	body := render.Blocks(msg.Blocks, env)
	if body == "" {
		body = render.Mrkdwn(msg.Text, env)
	}
	var attachments []struct {
		Text, Fallback string
		Blocks         json.RawMessage
	}
	if json.Unmarshal(msg.Attachments, &attachments) == nil {
		for i, a := range attachments {
			inner := env
			inner.ID += "-a" + strconv.Itoa(i)
			part := render.Blocks(a.Blocks, inner)
			if part == "" {
				part = render.Mrkdwn(cmp.Or(a.Text, a.Fallback), inner)
			}
			body += `<div class="attachment">` + part + `</div>`
		}
	}
	return body
}

func (p *page) authors() map[string]User {
	out := map[string]User{}
	for _, u := range p.w.Users() {
		out[u.ID] = u
	}
	return out
}

func author(msg Message, authors map[string]User) personView {
	v := person(authors[msg.User])
	if v.ID == "" {
		v = personView{ID: msg.User, Name: cmp.Or(msg.Username, msg.User, "Unknown")}
		v.Initials, v.Tint = initials(v.Name), tint(v.ID)
	}
	v.Bot = v.Bot || msg.BotID != ""
	if msg.BotID != "" && msg.Username != "" {
		v.Name = msg.Username
	}
	return v
}

// messageTime is the instant a ts names.
func messageTime(ts string) time.Time {
	us, _ := parseTS(ts)
	return time.UnixMicro(us)
}

func size(n int) string {
	switch {
	case n >= 1<<20:
		return fmt.Sprintf("%.1f MB", float64(n)/(1<<20))
	case n >= 1<<10:
		return fmt.Sprintf("%d kB", n>>10)
	}
	return count(n, "byte")
}
