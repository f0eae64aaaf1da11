package slacksim

import (
	"cmp"
	"fmt"
	"hash/fnv"
	"html/template"
	"net/url"
	"slices"
	"strconv"
	"strings"
	"time"
	"unicode"

	"cairn/internal/slacksim/render"
)

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
	Form    *personForm
	Clock   clockView
	CanSkip bool
}

type personView struct {
	ID, Name, Title, Initials string
	Tint                      int
	Bot, Current              bool
	Unread                    int

	Status statusView
	Zone   string // the person's time zone, in the list of people
	Gone   bool   // deactivated
	Guest  bool
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
	Plain                  bool // text without blocks, which "(edited)" stands behind
	FirstNew               bool
	Shortcuts              []Shortcut // what the menu of the message offers
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
	Shortcuts                               []Shortcut
}

type modalView struct {
	ID, Hash, Title, Close, Submit, Trouble string
	Deep                                    bool // another modal lies beneath
	Body                                    template.HTML
}

type clockView struct{ Day, Year, Time, Zone, UTC string }

// model gathers what a part of the page shows at a location, or all of it for "page".
func (p *page) model(at location, part string) pageModel {
	opt := p.w.Options()
	m := pageModel{
		Team: opt.TeamName, BotName: opt.BotRealName, Tab: at.tab, AppTabs: at.tab != "", Me: person(at.me),
		Channel: at.channel.ID, Query: at.query.Encode(), Since: at.since, CanSkip: p.w.CanSkip(), Clock: p.clock(at.zone),
	}
	whole := part == "page"
	if whole || part == "sidebar" {
		m.People, m.Sections = p.people(at.me.ID), p.sections(at)
	}
	if whole || part == "main" || part == "thread" {
		p.place(&m, at)
	}
	if views := p.w.Views(at.me.ID); len(views) > 0 && (whole || part == "modal") {
		m.Modal = p.modal(p.env(at), views)
	}
	return m
}

// place fills in the main column and the thread beside it.
func (p *page) place(m *pageModel, at location) {
	commands := p.w.Options().Commands
	m.Composer = composerView{
		ID: "compose", Channel: at.channel.ID, DM: at.tab != "", Commands: commands,
		Draft: at.me.ID + "/" + cmp.Or(at.tab, at.channel.ID), Shortcuts: p.shortcuts(GlobalShortcut),
	}
	hint := ""
	if len(commands) > 0 {
		hint = ", or try " + commands[0] + " help"
	}
	if at.tab != "" {
		m.Title, m.Icon = m.BotName, "app"
		m.Composer.Placeholder = "Message " + m.BotName + hint
		m.Beginning = fmt.Sprintf("This is the beginning of your messages with %s.", m.BotName)
	} else {
		m.Title, m.Icon = p.channelName(at.channel, at.me.ID), channelIcon(at.channel)
		m.Topic = cmp.Or(at.channel.Topic, at.channel.Purpose)
		m.Members = count(len(at.channel.Members), "member")
		m.Composer.Placeholder = "Message #" + m.Title + hint
		m.Beginning = fmt.Sprintf("This is the beginning of #%s.", m.Title)
		if at.channel.IsMpIM {
			m.Composer.Placeholder = "Message " + m.Title
			m.Beginning = fmt.Sprintf("This is the beginning of your messages with %s.", m.Title)
		}
	}
	env := p.env(at)
	if at.tab != "home" {
		p.conversation(m, at, env)
	} else if home, ok := p.w.Home(at.me.ID); ok {
		m.Home, m.HomeID = p.viewBody(env, home), home.ID
	}
}

// env is what the renderer has to know of the viewer; ID is left to each use.
func (p *page) env(at location) render.Env {
	users, channels := map[string]string{}, map[string]string{}
	var env render.Env
	for _, u := range p.w.Users() {
		users[u.ID] = u.Shown()
		if !u.IsBot && !u.Deleted {
			env.People = append(env.People, render.Choice{ID: u.ID, Name: u.Shown(), Kind: "im"})
		}
	}
	for _, c := range p.visible(at.me.ID) {
		if !c.IsIM {
			channels[c.ID] = p.channelName(c, at.me.ID)
			env.Channels = append(env.Channels, render.Choice{ID: c.ID, Name: channels[c.ID], Kind: filterWords[c.kind()]})
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

// people lists the personas, those who are deactivated last; the unread count of each is what waits for them in their
// messages with the app.
func (p *page) people(current string) []personView {
	persons := slices.DeleteFunc(p.w.Users(), func(u User) bool { return u.IsBot })
	slices.SortStableFunc(persons, func(a, b User) int {
		switch {
		case a.Deleted == b.Deleted:
			return 0
		case a.Deleted:
			return 1
		}
		return -1
	})
	now := p.w.Now()
	out := make([]personView, len(persons))
	for i, u := range persons {
		out[i] = person(u)
		out[i].Current, out[i].Zone = u.ID == current, zoneName(u, now)
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
			Key: c.ID, Name: p.channelName(c, at.me.ID), Icon: channelIcon(c), URL: base + "&channel=" + url.QueryEscape(c.ID), Channel: c.ID,
			Current: at.tab == "" && at.channel.ID == c.ID, Unread: p.unread(at.me.ID, c.ID),
		}
		if c.IsMpIM {
			direct.Places = append(direct.Places, v)
		} else {
			channels.Places = append(channels.Places, v)
		}
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

// channelName is what a person sees as the name of a conversation: of a group message, who else is in it.
func (p *page) channelName(c Channel, viewer string) string {
	if !c.IsMpIM {
		return cmp.Or(c.Name, c.ID)
	}
	var others []string
	for _, id := range c.Members {
		if u, ok := p.w.User(id); ok && id != viewer {
			others = append(others, u.Shown())
		}
	}
	slices.Sort(others)
	return cmp.Or(strings.Join(others, ", "), c.ID)
}

// shortcuts are the app's shortcuts of one kind.
func (p *page) shortcuts(kind string) []Shortcut {
	return slices.DeleteFunc(slices.Clone(p.w.Options().Shortcuts), func(s Shortcut) bool { return s.Type != kind })
}

func channelIcon(c Channel) string {
	switch {
	case c.IsMpIM:
		return "@"
	case c.IsPrivate:
		return "◆"
	}
	return "#"
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
