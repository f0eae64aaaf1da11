package slacksim

import (
	"fmt"
	"net/http"
	"slices"
	"strings"
	"time"
)

// clockEvery is how often the page is told the time, which also keeps the stream open through proxies.
const clockEvery = 10 * time.Second

// gather is how long changes are collected before the page is told, so that a burst becomes one refresh.
const gather = 40 * time.Millisecond

// events streams to the page which of its parts to fetch anew.
func (p *page) events(rw http.ResponseWriter, r *http.Request) {
	at, err := p.locate(r)
	if err != nil {
		http.Error(rw, err.Error(), http.StatusNotFound)
		return
	}
	stream := http.NewResponseController(rw)
	_ = stream.SetWriteDeadline(time.Time{}) // not every writer has deadlines; one that has must not cut the stream
	rw.Header().Set("Content-Type", "text/event-stream")
	feed, cancel := p.w.Subscribe()
	defer cancel()
	send := func(event, data string) bool {
		if _, err := fmt.Fprintf(rw, "event: %s\ndata: %s\n\n", event, data); err != nil {
			return false
		}
		return stream.Flush() == nil
	}
	// What changed between the page being drawn and this subscription is not known, so begin with everything.
	if _, err := fmt.Fprint(rw, "retry: 1000\n"); err != nil || !send("refresh", "clock sidebar main thread modal") {
		return
	}
	tick := time.NewTicker(clockEvery)
	defer tick.Stop()
	var due <-chan time.Time
	var parts []string
	for {
		select {
		case <-r.Context().Done():
			return
		case c, ok := <-feed:
			if !ok {
				return
			}
			for _, part := range p.affected(c, at) {
				if !slices.Contains(parts, part) {
					parts = append(parts, part)
				}
			}
			if due == nil && len(parts) > 0 {
				due = time.After(gather)
			}
		case <-due:
			if !send("refresh", strings.Join(parts, " ")) {
				return
			}
			parts, due = nil, nil
		case <-tick.C:
			if !send("refresh", "clock") {
				return
			}
		}
	}
}

// affected names the parts of a person's page that a change touches.
func (p *page) affected(c Change, at location) []string {
	switch c.Kind {
	case "message":
		if at.tab != "home" && (c.Channel == at.channel.ID || at.channel.ID == "") {
			return []string{"main", "thread", "sidebar"}
		}
		return []string{"sidebar"}
	case "ephemeral":
		if c.User == at.me.ID {
			return []string{"main"}
		}
	case "view":
		if c.User == at.me.ID {
			return []string{"modal"}
		}
	case "home":
		if c.User == at.me.ID && at.tab == "home" {
			return []string{"main"}
		}
	case "file":
		return []string{"main", "thread"}
	case "user", "channel":
		return []string{"sidebar", "main", "thread"}
	default: // the clock, a resync, and whatever is new: dates are relative, so everything may look different
		return []string{"clock", "sidebar", "main", "thread", "modal"}
	}
	return nil
}
