package slacksim

import (
	"cmp"
	"encoding/json"
	"fmt"
	"hash/fnv"
	"html/template"
	"net/http"
	"net/url"
	"slices"
	"strconv"
	"strings"
	"time"
	"unicode"

	"cairn/internal/slacksim/render"
)

// location is what a request looks at.
type location struct {
	me      User
	zone    *time.Location
	tab     string  // "home" or "messages" for the app, "" for a channel
	channel Channel // the channel, or the direct messages with the app; no ID while none are open
	thread  string  // ts of the thread beside it
	limit   int     // how many messages to show
	since   string  // ts up to which everything was read when the page was opened
	query   url.Values
}

// conversation is the id of the messages in view, "" when there are none.
func (l location) conversation() string {
	if l.tab == "home" {
		return ""
	}
	return l.channel.ID
}

// Messages shown at first, and how many more each "Show earlier" adds.
const pageOfMessages = 100

// locate reads who looks at what from the address.
func (p *page) locate(r *http.Request) (location, error) {
	q := r.URL.Query()
	l := location{thread: q.Get("thread"), limit: pageOfMessages, query: url.Values{}}
	people := p.persons()
	if len(people) == 0 {
		return l, lostError{"An empty workspace", "Nobody is here yet. Add people to the simulated workspace, then reload."}
	}
	id := cmp.Or(q.Get("user"), people[0].ID)
	i := slices.IndexFunc(people, func(u User) bool { return u.ID == id })
	if i < 0 {
		return l, lostError{"Nobody by that id", fmt.Sprintf("The simulated workspace has no person %q. Choose one of these:", id)}
	}
	l.me, l.zone = people[i], people[i].Location()
	if n, err := strconv.Atoi(q.Get("limit")); err == nil && n > 0 {
		l.limit = n
	}
	l.query.Set("user", l.me.ID)
	channel := q.Get("channel")
	switch tab := q.Get("tab"); {
	case tab == "home" || tab == "messages":
		l.tab = tab
	case channel == "":
		l.tab = "messages"
	}
	if l.tab != "" {
		l.channel, _ = p.w.DM(l.me.ID)
		l.query.Set("tab", l.tab)
	} else {
		channels := p.visible(l.me.ID)
		i := slices.IndexFunc(channels, func(c Channel) bool { return c.ID == channel })
		if i < 0 {
			return l, lostError{"No such conversation", fmt.Sprintf("%s cannot see a conversation %q: it does not exist, or is private to others.", l.me.Shown(), channel)}
		}
		l.channel = channels[i]
		if l.channel.IsIM {
			l.tab = "messages"
		}
		l.query.Set("channel", channel)
	}
	if l.thread != "" && l.conversation() != "" {
		l.query.Set("thread", l.thread)
	}
	if l.limit != pageOfMessages {
		l.query.Set("limit", strconv.Itoa(l.limit))
	}
	return l, nil
}

// persons are the people one can look at the workspace as.
func (p *page) persons() []User {
	return slices.DeleteFunc(p.w.Users(), func(u User) bool { return u.IsBot || u.Deleted })
}

// visible are the conversations a person finds in the sidebar.
func (p *page) visible(user string) []Channel {
	return slices.DeleteFunc(p.w.Channels(), func(c Channel) bool {
		if c.IsArchived {
			return true
		}
		if c.IsIM {
			return c.User != user
		}
		return (c.IsPrivate || c.IsMpIM) && !slices.Contains(c.Members, user)
	})
}

// pageModel is what the templates draw.
type pageModel struct {
	Team, Title, Icon string
	BotName           string
	Me                personView
	People            []personView
	Sections          []sectionView
	Tab               string // "home", "messages" or ""
	AppTabs           bool
	Channel           string
	Topic, Members    string
	Query, Since      string

	Home   template.HTML
	HomeID string

	Days      []dayView
	Earlier   string // link to more messages
	Beginning string
	Thread    *threadView

	Composer composerView

	Modal   *modalView
	Clock   clockView
	CanSkip bool
}

type personView struct {
	ID, Name, Title, Initials string
	Tint                      int
	Bot, Current              bool
	Unread                    int
}

type sectionView struct {
	Name   string
	Places []placeView
}

type placeView struct {
	Key, Name, Icon, URL, Channel string
	Current                       bool
	Unread                        int
}

type dayView struct {
	Key, Label string
	Messages   []messageView
}

type messageView struct {
	TS, Channel            string
	Author                 personView
	Time, Short, Full, UTC string
	Body                   template.HTML
	Edited                 string
	Files                  []fileView
	Replies, LastReply     string
	ThreadURL              string
	Ephemeral, Compact     bool
	FirstNew               bool
}

type fileView struct {
	URL, Name, Alt, Size string
	Picture              bool
}

type threadView struct {
	CloseURL string
	Messages []messageView
	Composer composerView
}

// composerView is a box to write in; its id tells the one of the conversation from the one of the thread.
type composerView struct {
	ID, Channel, Thread, Placeholder, Draft string
	DM                                      bool // what is written goes to the app, even before the channel exists
	Commands                                []string
}

type modalView struct {
	ID, Hash, Title, Close, Submit, Trouble string
	Deep                                    bool // another modal lies beneath
	Body                                    template.HTML
}

type clockView struct{ Day, Year, Time, Zone, UTC string }

// model gathers everything the page shows at a location.
func (p *page) model(at location) pageModel {
	opt := p.w.Options()
	m := pageModel{
		Team: opt.TeamName, BotName: opt.BotRealName, Tab: at.tab, AppTabs: at.tab != "",
		Channel: at.channel.ID, Query: at.query.Encode(), Since: at.since,
		CanSkip: p.w.CanSkip(), Clock: p.clock(at.zone),
		People: p.people(at.me.ID), Sections: p.sections(at),
	}
	m.Me = person(at.me)
	m.Composer = composerView{
		ID: "compose", Channel: at.channel.ID, DM: at.tab != "", Commands: opt.Commands, Draft: at.me.ID + "/" + cmp.Or(at.tab, at.channel.ID),
	}
	hint := ""
	if len(opt.Commands) > 0 {
		hint = ", or try " + opt.Commands[0] + " help"
	}
	switch {
	case at.tab != "":
		m.Title, m.Icon = m.BotName, "app"
		m.Composer.Placeholder = "Message " + m.BotName + hint
		m.Beginning = fmt.Sprintf("This is the beginning of your messages with %s.", m.BotName)
	default:
		m.Title, m.Icon = channelName(at.channel), "#"
		if at.channel.IsPrivate {
			m.Icon = "◆"
		}
		m.Topic = cmp.Or(at.channel.Topic, at.channel.Purpose)
		m.Members = count(len(at.channel.Members), "member")
		m.Composer.Placeholder = "Message #" + m.Title + hint
		m.Beginning = fmt.Sprintf("This is the beginning of #%s.", m.Title)
	}
	env := p.env(at)
	if at.tab == "home" {
		if home, ok := p.w.Home(at.me.ID); ok {
			m.Home, m.HomeID = p.viewBody(env, home), home.ID
		}
	} else {
		p.conversation(&m, at, env)
	}
	if views := p.w.Views(at.me.ID); len(views) > 0 {
		m.Modal = p.modal(env, views)
	}
	return m
}

// env is what the renderer has to know of the viewer; ID is left to each use.
func (p *page) env(at location) render.Env {
	users, channels := map[string]string{}, map[string]string{}
	var env render.Env
	for _, u := range p.w.Users() {
		users[u.ID] = u.Shown()
		if !u.IsBot && !u.Deleted {
			env.People = append(env.People, render.Choice{ID: u.ID, Name: u.Shown()})
		}
	}
	for _, c := range p.visible(at.me.ID) {
		if !c.IsIM {
			channels[c.ID] = channelName(c)
			env.Channels = append(env.Channels, render.Choice{ID: c.ID, Name: channelName(c)})
		}
	}
	env.Viewer, env.Now, env.Location, env.Origin = at.me.ID, p.w.Now(), at.zone, p.w.URL()
	env.UserName = func(id string) string { return users[id] }
	env.ChannelName = func(id string) string { return channels[id] }
	env.ChannelURL = func(id string) string {
		return "/?" + url.Values{"user": {at.me.ID}, "channel": {id}}.Encode()
	}
	env.File = func(id string) (render.File, bool) {
		f, ok := p.w.File(id)
		return render.File{URL: p.local(f.URLPrivate), Name: cmp.Or(f.Title, f.Name), MimeType: f.Mimetype}, ok
	}
	return env
}

// local is an address of the workspace without its host, since the browser may know the host by another name.
func (p *page) local(u string) string { return strings.TrimPrefix(u, p.w.URL()) }

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
	prefix := env.ID
	for i, msg := range list {
		env.ID = prefix + msg.Channel + msg.TS
		entered := p.w.MessageState(at.me.ID, msg.Channel, msg.TS).Values
		env.Value = func(block, action string) map[string]any { return entered[block][action] }
		t := messageTime(msg.TS)
		v := messageView{
			TS: msg.TS, Channel: msg.Channel, Author: author(msg, authors), Ephemeral: msg.IsEphemeral,
			Time: render.FormatDate(t.In(at.zone), env.Now, "{time}"), Short: t.In(at.zone).Format("3:04"),
			Full: t.In(at.zone).Format("Monday 2 January 2006, 15:04:05 MST"), UTC: t.UTC().Format(time.RFC3339),
			Body: messageBody(msg, env),
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

func (p *page) viewBody(env render.Env, v View) template.HTML {
	env.ID, env.Errors = v.ID, v.Errors
	env.Value = func(block, action string) map[string]any { return v.State.Values[block][action] }
	return render.Blocks(v.Blocks, env)
}

// modal is the uppermost of a person's open modals.
func (p *page) modal(env render.Env, views []View) *modalView {
	v := views[len(views)-1]
	m := &modalView{
		ID: v.ID, Hash: v.Hash, Trouble: v.Trouble, Deep: len(views) > 1,
		Title: "Modal", Close: "Cancel", Body: p.viewBody(env, v),
	}
	if v.Title != nil {
		m.Title = v.Title.Text
	}
	if v.Close != nil {
		m.Close = v.Close.Text
	} else if v.Submit == nil {
		m.Close = "Close"
	}
	if v.Submit != nil {
		m.Submit = v.Submit.Text
	}
	return m
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

func person(u User) personView {
	return personView{
		ID: u.ID, Name: u.Shown(), Title: u.Title, Initials: initials(u.Shown()), Tint: tint(u.ID), Bot: u.IsBot,
	}
}

// people lists the personas; the unread count of each is what waits for them in their messages with the app.
func (p *page) people(current string) []personView {
	persons := p.persons()
	out := make([]personView, len(persons))
	for i, u := range persons {
		out[i] = person(u)
		out[i].Current = u.ID == current
		if dm, ok := p.w.DM(u.ID); ok && !out[i].Current {
			out[i].Unread = p.unread(u.ID, dm.ID)
		}
	}
	return out
}

// unread counts messages of a conversation that the person has neither seen nor written.
func (p *page) unread(user, channel string) int {
	last, n := p.lastRead(user, channel), 0
	for _, m := range p.w.Messages(channel) {
		if m.TS > last && m.User != user && (m.ThreadTS == "" || m.ThreadTS == m.TS) {
			n++
		}
	}
	return n
}

func (p *page) sections(at location) []sectionView {
	base := "/?user=" + url.QueryEscape(at.me.ID)
	channels, direct, apps := sectionView{Name: "Channels"}, sectionView{Name: "Direct messages"}, sectionView{Name: "Apps"}
	bot := p.w.Options().BotRealName
	messages := placeView{Key: "messages", Name: bot, Icon: "app", URL: base + "&tab=messages", Current: at.tab == "messages"}
	for _, c := range p.visible(at.me.ID) {
		if c.IsIM {
			messages.Channel, messages.Unread = c.ID, p.unread(at.me.ID, c.ID)
			continue
		}
		v := placeView{
			Key: c.ID, Name: channelName(c), Icon: "#", URL: base + "&channel=" + url.QueryEscape(c.ID), Channel: c.ID,
			Current: at.tab == "" && at.channel.ID == c.ID, Unread: p.unread(at.me.ID, c.ID),
		}
		switch {
		case c.IsMpIM:
			v.Icon = "@"
			direct.Places = append(direct.Places, v)
			continue
		case c.IsPrivate:
			v.Icon = "◆"
		}
		channels.Places = append(channels.Places, v)
	}
	direct.Places = append([]placeView{messages}, direct.Places...)
	apps.Places = []placeView{{Key: "home", Name: bot, Icon: "app", URL: base + "&tab=home", Current: at.tab == "home"}}
	return []sectionView{channels, direct, apps}
}

func (p *page) clock(zone *time.Location) clockView {
	now := p.w.Now().In(zone)
	return clockView{
		Day: now.Format("Mon 2 Jan"), Year: now.Format("2006"), Time: now.Format("3:04 PM"), Zone: now.Format("MST"),
		UTC: now.UTC().Format(time.RFC3339),
	}
}

func channelName(c Channel) string { return cmp.Or(c.Name, c.ID) }

// messageTime is the instant a ts names.
func messageTime(ts string) time.Time {
	us, _ := parseTS(ts)
	return time.UnixMicro(us)
}

// initials are one or two capitals that stand for a name.
func initials(name string) string {
	var out []rune
	for _, word := range strings.Fields(name) {
		for _, c := range word {
			if unicode.IsLetter(c) || unicode.IsDigit(c) {
				out = append(out, unicode.ToUpper(c))
				break
			}
		}
	}
	switch len(out) {
	case 0:
		return "?"
	case 1:
		return string(out)
	}
	return string([]rune{out[0], out[len(out)-1]})
}

// tints is how many avatar colours the stylesheet has.
const tints = 8

func tint(id string) int {
	h := fnv.New32a()
	_, _ = h.Write([]byte(id))
	return int(h.Sum32()%tints) + 1
}

func count(n int, noun string) string {
	if n == 1 {
		return "1 " + noun
	}
	if stem, ok := strings.CutSuffix(noun, "y"); ok {
		return strconv.Itoa(n) + " " + stem + "ies"
	}
	return strconv.Itoa(n) + " " + noun + "s"
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
