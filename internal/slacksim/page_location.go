package slacksim

import (
	"cmp"
	"fmt"
	"net/http"
	"net/url"
	"slices"
	"strconv"
	"time"
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
	if u, ok := p.w.User(id); i < 0 && ok && u.Deleted {
		return l, lostError{"Deactivated", fmt.Sprintf("%s is deactivated and sees nothing of the workspace. Choose somebody else, who can make them active again:", u.Shown())}
	}
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
