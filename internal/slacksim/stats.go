package slacksim

import (
	"maps"
	"slices"
	"time"
)

// Stats says how hard the bot has leant on the Web API, beside what Slack publishes as its limits.
type Stats struct {
	Now        time.Time               `json:"now"`
	RateLimits bool                    `json:"rate_limits"` // whether limits are enforced
	Methods    map[string]MethodStats  `json:"methods"`     // methods that were called
	Channels   map[string]ChannelStats `json:"channels"`    // conversations the bot posted in, by id
}

// MethodStats counts the calls of one method. Minutes are those of the workspace's clock.
type MethodStats struct {
	Calls         int `json:"calls"`           // refused calls included
	RateLimited   int `json:"rate_limited"`    // 429 answers, injected ones included
	PeakPerMinute int `json:"peak_per_minute"` // most calls within one minute, refused calls included
	PerMinute     int `json:"per_minute"`      // the published limit; 0: none
}

// ChannelStats counts the bot's messages in one conversation.
type ChannelStats struct {
	Posts         int `json:"posts"`
	PeakPerSecond int `json:"peak_per_second"`
}

// Stats returns the counters with the limits they are to be held against.
func (w *Workspace) Stats() Stats {
	c := w.Counters()
	s := Stats{
		Now: w.Now(), RateLimits: w.opt.RateLimits, Methods: map[string]MethodStats{}, Channels: map[string]ChannelStats{},
	}
	for name, n := range c.Calls {
		s.Methods[name] = MethodStats{n, c.RateLimited[name], c.PeakPerMinute[name], methods[name].rate.perMinute()}
	}
	for id, n := range c.Posts {
		s.Channels[id] = ChannelStats{n, c.PeakPerSecond[id]}
	}
	return s
}

// RateLimited is how many calls were answered 429.
func (s Stats) RateLimited() int {
	total := 0
	for _, m := range s.Methods {
		total += m.RateLimited
	}
	return total
}

// OverLimit lists the methods that were called more often within a minute than Slack publishes, in order of their names,
// whether or not limits were enforced.
func (s Stats) OverLimit() []string {
	var out []string
	for _, name := range slices.Sorted(maps.Keys(s.Methods)) {
		if m := s.Methods[name]; m.PerMinute > 0 && m.PeakPerMinute > m.PerMinute {
			out = append(out, name)
		}
	}
	return out
}
