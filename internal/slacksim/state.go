package slacksim

import (
	"context"
	"fmt"
	"maps"
	"slices"
	"strings"
	"time"
)

// AddUser adds a person, or replaces the one with the same id, without telling the bot; see [Workspace.JoinTeam] and
// [Workspace.ChangeUser] for the events. Missing fields get defaults: an id from the name, Europe/London, en-GB.
func (w *Workspace) AddUser(u User) User {
	w.mu.Lock()
	defer w.mu.Unlock()
	return w.addUser(u)
}

// complete fills in what is missing.
func (u *User) complete() {
	if u.Name == "" {
		u.Name = strings.ToLower(strings.ReplaceAll(u.RealName, " ", "."))
	}
	if u.ID == "" {
		u.ID = "U0" + idFrom(u.Name)
	}
	if u.RealName == "" {
		u.RealName = u.Name
	}
	if u.TZ == "" {
		u.TZ = "Europe/London"
	}
	if u.Locale == "" {
		u.Locale = "en-GB"
	}
}

func (w *Workspace) addUser(u User) User {
	u.complete()
	if _, ok := w.users[u.ID]; !ok {
		w.userOrder = append(w.userOrder, u.ID)
	}
	w.users[u.ID] = &u
	if u.StatusExpiration != 0 {
		w.awaitExpiry()
	}
	w.changed(Change{Kind: "user", User: u.ID})
	return u
}

// idFrom makes the readable part of an id out of a name: upper-case letters and digits only.
func idFrom(name string) string {
	return strings.Map(func(r rune) rune {
		if (r >= 'A' && r <= 'Z') || (r >= '0' && r <= '9') {
			return r
		}
		return -1
	}, strings.ToUpper(name))
}

// AddChannel adds a channel, or replaces the description and members of the one with the same id. The bot is a member
// only if Members lists it.
func (w *Workspace) AddChannel(c Channel) Channel {
	w.mu.Lock()
	defer w.mu.Unlock()
	return w.addChannel(c).Channel
}

func (w *Workspace) addChannel(c Channel) *channel {
	c.Name = strings.TrimPrefix(c.Name, "#")
	if c.ID == "" {
		c.ID = "C0" + idFrom(c.Name)
	}
	if c.Created == 0 {
		c.Created = w.opt.Clock().Unix()
	}
	c.Members = slices.Clone(c.Members)
	ch, ok := w.channels[c.ID]
	if !ok {
		ch = &channel{}
		w.channels[c.ID] = ch
		w.chanOrder = append(w.chanOrder, c.ID)
	}
	ch.Channel = c
	if c.IsIM {
		w.ims[c.User] = ch
	}
	w.changed(Change{Kind: "channel", Channel: c.ID})
	return ch
}

// openIM returns the direct message channel between the bot and the person, opening it if need be. The caller holds mu
// and has checked that the person exists.
func (w *Workspace) openIM(user string) (c *channel, existed bool) {
	if c, ok := w.ims[user]; ok {
		return c, true
	}
	id := "D" + strings.TrimLeft(user, "UW")
	if _, taken := w.channels[id]; taken {
		id = w.newID("D")
	}
	return w.addChannel(Channel{ID: id, IsIM: true, IsPrivate: true, User: user, Members: []string{user, w.opt.BotUserID}}), false
}

// User returns one person.
func (w *Workspace) User(id string) (User, bool) {
	w.mu.Lock()
	defer w.mu.Unlock()
	u, ok := w.users[id]
	if !ok {
		return User{}, false
	}
	return w.present(u), true
}

// Users returns everybody, the bot included, in the order they were added.
func (w *Workspace) Users() []User {
	w.mu.Lock()
	defer w.mu.Unlock()
	out := make([]User, 0, len(w.userOrder))
	for _, id := range w.userOrder {
		out = append(out, w.present(w.users[id]))
	}
	return out
}

// Channel returns one conversation.
func (w *Workspace) Channel(id string) (Channel, bool) {
	w.mu.Lock()
	defer w.mu.Unlock()
	c, ok := w.channels[id]
	if !ok {
		return Channel{}, false
	}
	return c.copy(), true
}

// Channels returns every conversation, direct messages included, in the order they were opened.
func (w *Workspace) Channels() []Channel {
	w.mu.Lock()
	defer w.mu.Unlock()
	out := make([]Channel, 0, len(w.chanOrder))
	for _, id := range w.chanOrder {
		out = append(out, w.channels[id].copy())
	}
	return out
}

func (c *channel) copy() Channel {
	out := c.Channel
	out.Members = slices.Clone(out.Members)
	return out
}

// DM returns the direct message channel between the bot and the person; ok is false while none has been opened.
func (w *Workspace) DM(user string) (c Channel, ok bool) {
	w.mu.Lock()
	defer w.mu.Unlock()
	found, ok := w.ims[user]
	if !ok {
		return Channel{}, false
	}
	return found.copy(), true
}

// Messages returns a channel's messages, thread replies included, oldest first.
func (w *Workspace) Messages(channel string) []Message {
	w.mu.Lock()
	defer w.mu.Unlock()
	c, ok := w.channels[channel]
	if !ok {
		return nil
	}
	out := make([]Message, len(c.messages))
	for i, m := range c.messages {
		out[i] = *m
		out[i].Channel = channel
	}
	return out
}

// Message returns one message of a channel.
func (w *Workspace) Message(channel, ts string) (Message, bool) {
	w.mu.Lock()
	defer w.mu.Unlock()
	if c, ok := w.channels[channel]; ok {
		if m := c.find(ts); m != nil {
			out := *m
			out.Channel = channel
			return out, true
		}
	}
	return Message{}, false
}

// Ephemerals returns the messages that only this person sees, oldest first.
func (w *Workspace) Ephemerals(user string) []Message {
	w.mu.Lock()
	defer w.mu.Unlock()
	out := make([]Message, 0, len(w.ephemerals[user]))
	for _, m := range w.ephemerals[user] {
		out = append(out, *m)
	}
	return out
}

// DismissEphemeral removes one of the messages that only this person sees, as its "dismiss message" link does.
func (w *Workspace) DismissEphemeral(user, ts string) {
	w.mu.Lock()
	defer w.mu.Unlock()
	w.ephemerals[user] = slices.DeleteFunc(w.ephemerals[user], func(m *Message) bool { return m.TS == ts })
	w.changed(Change{Kind: "ephemeral", User: user, TS: ts})
}

// Home returns the Home tab the person sees; ok is false while the bot has not published one.
func (w *Workspace) Home(user string) (v View, ok bool) {
	w.mu.Lock()
	defer w.mu.Unlock()
	if h, found := w.homes[user]; found {
		return w.snapshot(h), true
	}
	return View{}, false
}

// Views returns the person's open modals, the visible one last.
func (w *Workspace) Views(user string) []View {
	w.mu.Lock()
	defer w.mu.Unlock()
	out := make([]View, 0, len(w.stacks[user]))
	for _, v := range w.stacks[user] {
		out = append(out, w.snapshot(v))
	}
	return out
}

// MessageState returns what the person has entered in a message's inputs, initial values included.
func (w *Workspace) MessageState(user, channel, ts string) State {
	w.mu.Lock()
	defer w.mu.Unlock()
	if c, ok := w.channels[channel]; ok {
		if m := c.find(ts); m != nil {
			return stateOf(mustBlocks(m.Blocks), w.msgState[stateKey{user, channel, ts}])
		}
	}
	return State{Values: map[string]map[string]Value{}}
}

// Counters returns what has been counted so far.
func (w *Workspace) Counters() Counters {
	w.mu.Lock()
	defer w.mu.Unlock()
	c := w.counters
	c.Calls, c.RateLimited = maps.Clone(c.Calls), maps.Clone(c.RateLimited)
	c.Posts, c.PeakPerSecond = maps.Clone(c.Posts), maps.Clone(c.PeakPerSecond)
	c.PeakPerMinute = maps.Clone(c.PeakPerMinute)
	c.Callbacks = maps.Clone(c.Callbacks)
	return c
}

// subscriber is one reader of the change feed.
type subscriber struct{ ch chan Change }

// Subscribe returns a feed of changes and a function that ends it. A reader that falls far behind misses changes and
// then gets one of kind "resync", after which it should look at everything again. The channel is closed on cancel.
func (w *Workspace) Subscribe() (<-chan Change, func()) {
	s := &subscriber{ch: make(chan Change, 256)}
	w.mu.Lock()
	defer w.mu.Unlock()
	w.subs[s] = struct{}{}
	return s.ch, func() {
		w.mu.Lock()
		defer w.mu.Unlock()
		if _, ok := w.subs[s]; ok {
			delete(w.subs, s)
			close(s.ch)
		}
	}
}

// changed tells every subscriber. The caller holds mu.
func (w *Workspace) changed(c Change) {
	if len(w.subs) == 0 {
		return
	}
	c.At = w.opt.Clock()
	for s := range w.subs {
		select {
		case s.ch <- c:
		default: // full: what is queued is worthless now that something is missing
			for len(s.ch) > 0 {
				select {
				case <-s.ch:
				default:
				}
			}
			s.ch <- Change{Kind: "resync", At: c.At}
		}
	}
}

// Await returns as soon as ok reports true; it asks again after every change. It fails when ctx ends first. Tests use it
// to wait for what a bot does after it has acknowledged. The function ok may call the workspace's accessors.
func (w *Workspace) Await(ctx context.Context, ok func() bool) error {
	feed, cancel := w.Subscribe()
	defer cancel()
	for {
		if ok() {
			return nil
		}
		select {
		case <-feed:
		case <-ctx.Done():
			return fmt.Errorf("the simulated workspace did not get to the awaited state: %w", context.Cause(ctx))
		}
	}
}

// ClockMoved says that the clock was moved: statuses that are over are cleared, of which the bot has been told when it
// returns, and pages show the new time.
func (w *Workspace) ClockMoved() {
	w.expireStatuses()
	w.mu.Lock()
	defer w.mu.Unlock()
	w.changed(Change{Kind: "clock"})
}

// Location is the person's time zone; UTC if the zone is unknown.
func (u User) Location() *time.Location {
	loc, err := time.LoadLocation(u.TZ)
	if err != nil {
		return time.UTC
	}
	return loc
}
