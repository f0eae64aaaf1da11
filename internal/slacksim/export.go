package slacksim

import (
	"cmp"
	"encoding/json"
	"fmt"
	"io"
	"maps"
	"slices"
)

// saved is the document that Export writes.
type saved struct {
	Version    int                   `json:"version"`
	Seq        int64                 `json:"seq"`
	LastTS     int64                 `json:"last_ts"`
	Users      []User                `json:"users"`
	Channels   []savedChannel        `json:"channels"`
	Ephemerals map[string][]*Message `json:"ephemerals"`
	Views      []savedView           `json:"views"` // modals from the bottom up, then Home tabs
	Inputs     []savedInputs         `json:"inputs"`
	ViewInputs map[string]inputs     `json:"view_inputs"`
	Files      []savedFile           `json:"files"`
	Hooks      map[string]*hook      `json:"hooks"`
	Counters   Counters              `json:"counters"`
}

type savedChannel struct {
	Channel
	Messages []*Message `json:"messages"`
}

type savedView struct {
	View
	User    string            `json:"user"`
	Errors  map[string]string `json:"errors,omitempty"`
	Trouble string            `json:"trouble,omitempty"`
}

type savedInputs struct {
	User    string `json:"user"`
	Channel string `json:"channel"`
	TS      string `json:"ts"`
	Inputs  inputs `json:"inputs"`
}

type savedFile struct {
	File
	Ticket   string `json:"ticket"`
	Length   int    `json:"length"`
	Content  []byte `json:"content"`
	Uploaded bool   `json:"uploaded"`
	Complete bool   `json:"complete"`
}

const savedVersion = 1

// Export writes the whole state as one JSON document: people, channels, messages, views, what has been typed into them,
// files and counters. Trigger ids and faults are left out: the first live three seconds, the second belong to a test.
func (w *Workspace) Export(out io.Writer) error {
	if err := json.NewEncoder(out).Encode(w.save()); err != nil {
		return fmt.Errorf("the simulated workspace cannot be saved: %w", err)
	}
	return nil
}

func (w *Workspace) save() saved {
	s := saved{Version: savedVersion, Counters: w.Counters()}
	w.mu.Lock()
	defer w.mu.Unlock()
	s.Seq, s.LastTS = w.seq, w.lastTS
	for _, id := range w.userOrder {
		s.Users = append(s.Users, *w.users[id])
	}
	for _, id := range w.chanOrder {
		c := w.channels[id]
		s.Channels = append(s.Channels, savedChannel{c.Channel, append([]*Message{}, c.messages...)})
	}
	s.Ephemerals = maps.Clone(w.ephemerals)
	s.ViewInputs = map[string]inputs{}
	for _, id := range w.userOrder {
		for _, v := range w.stacks[id] {
			s.Views = append(s.Views, savedView{*v, v.User, v.Errors, v.Trouble})
		}
	}
	for _, id := range w.userOrder {
		if v, ok := w.homes[id]; ok {
			s.Views = append(s.Views, savedView{*v, v.User, v.Errors, v.Trouble})
		}
	}
	for _, v := range s.Views {
		if in, ok := w.viewState[v.ID]; ok {
			s.ViewInputs[v.ID] = in.clone()
		}
	}
	for k, in := range w.msgState {
		s.Inputs = append(s.Inputs, savedInputs{k.user, k.channel, k.ts, in.clone()})
	}
	for _, f := range w.files {
		s.Files = append(s.Files, savedFile{f.File, f.ticket, f.length, f.content, f.uploaded, f.complete})
	}
	slices.SortFunc(s.Inputs, func(a, b savedInputs) int {
		return cmp.Or(cmp.Compare(a.TS, b.TS), cmp.Compare(a.Channel, b.Channel), cmp.Compare(a.User, b.User))
	})
	slices.SortFunc(s.Files, func(a, b savedFile) int { return cmp.Compare(a.ID, b.ID) })
	s.Hooks = map[string]*hook{}
	for id, h := range w.hooks.items {
		copied := *h
		s.Hooks[id] = &copied
	}
	return s
}

// clone copies the maps; values are never changed in place.
func (in inputs) clone() inputs {
	out := make(inputs, len(in))
	for block, byAction := range in {
		out[block] = maps.Clone(byAction)
	}
	return out
}

// Import replaces the whole state by what Export wrote. On an error the state is unchanged.
func (w *Workspace) Import(in io.Reader) error {
	var s saved
	dec := json.NewDecoder(in)
	dec.UseNumber()
	if err := dec.Decode(&s); err != nil {
		return fmt.Errorf("the saved workspace cannot be read: %w", err)
	}
	if s.Version != savedVersion {
		return fmt.Errorf("the saved workspace has format %d, and only format %d is understood", s.Version, savedVersion)
	}
	w.mu.Lock()
	defer w.mu.Unlock()
	w.reset()
	w.seq, w.lastTS = s.Seq, s.LastTS
	for _, u := range s.Users {
		w.users[u.ID] = &u
		w.userOrder = append(w.userOrder, u.ID)
	}
	for _, c := range s.Channels {
		w.channels[c.ID] = &channel{c.Channel, c.Messages}
		w.chanOrder = append(w.chanOrder, c.ID)
		if c.IsIM {
			w.ims[c.User] = w.channels[c.ID]
		}
	}
	for user, list := range s.Ephemerals {
		w.ephemerals[user] = list
	}
	for _, saved := range s.Views {
		v := saved.View
		v.User, v.Errors, v.Trouble = saved.User, saved.Errors, saved.Trouble
		if v.Type == "home" {
			w.homes[v.User] = &v
		} else {
			w.stacks[v.User] = append(w.stacks[v.User], &v)
		}
	}
	for id, in := range s.ViewInputs {
		w.viewState[id] = in
	}
	for _, in := range s.Inputs {
		w.msgState[stateKey{in.User, in.Channel, in.TS}] = in.Inputs
	}
	for _, f := range s.Files {
		w.files[f.ID] = &file{f.File, f.Ticket, f.Length, f.Content, f.Uploaded, f.Complete}
	}
	for id, h := range s.Hooks {
		w.hooks.items[id] = h
	}
	maps.Copy(w.counters.Calls, s.Counters.Calls)
	maps.Copy(w.counters.RateLimited, s.Counters.RateLimited)
	maps.Copy(w.counters.Posts, s.Counters.Posts)
	maps.Copy(w.counters.PeakPerSecond, s.Counters.PeakPerSecond)
	maps.Copy(w.counters.PeakPerMinute, s.Counters.PeakPerMinute)
	maps.Copy(w.counters.Callbacks, s.Counters.Callbacks)
	w.counters.Retries, w.counters.Undelivered = s.Counters.Retries, s.Counters.Undelivered
	w.setURL(w.url)
	w.awaitExpiry()
	w.changed(Change{Kind: "resync"})
	return nil
}
