package afteraction

import (
	"cmp"
	"fmt"
	"strings"
	"time"

	"cairn/internal/assess"
	"cairn/internal/exercise"
)

func (c composer) decisions() section {
	s := section{ID: "decisions", Title: "Decisions"}
	if len(c.Decisions) == 0 {
		s.add(part{Quiet: "Nobody logged a decision."})
	} else {
		t := &table{Columns: []column{{"Decision", 13}, {"What", 39}, {"By", 18}, {"On", 17}, {"Time to decide", 13}}}
		for _, d := range c.Decisions {
			t.Rows = append(t.Rows, c.decision(d))
		}
		s.add(part{Table: t})
	}
	if bars := c.latencies(); len(bars) > 0 {
		s.add(
			part{Heading: "Time from inject to first decision"},
			part{Text: fmt.Sprintf("Median %s, longest %s, in exercise time: pauses do not count.", lasting(c.Latency.Median), lasting(c.Latency.Longest))},
			part{Bars: bars},
		)
	}
	if len(c.Latency.Open) > 0 {
		open := make([]string, len(c.Latency.Open))
		for i, asked := range c.Latency.Open {
			open[i] = c.typed(asked)
		}
		s.add(part{Heading: "Asked and not decided"}, part{List: open})
	}
	return s
}

func (c composer) decision(d exercise.Logged) []cell {
	var more []string
	if chosen := c.typed(d.Chosen); chosen != "" {
		more = append(more, "Chosen: "+chosen)
	}
	if why := c.typed(d.Why); why != "" {
		more = append(more, "Why: "+why)
	}
	if options := c.typed(d.Options); options != "" {
		more = append(more, "Considered: "+options)
	}
	took := cell{Text: "–"}
	if d.Measured {
		took = cell{Text: lasting(d.Latency), Strong: true}
	}
	by := cell{Text: named(c.Report, d.By), More: strings.Join(c.rolesOf(d.By), ", ")}
	if d.LoggedBy != d.By && d.LoggedBy != "" {
		by.More = strings.TrimPrefix(by.More+"\nLogged by "+named(c.Report, d.LoggedBy), "\n")
	}
	on := cell{Text: cmp.Or(c.typed(d.Subject), "–")}
	if d.Subject != "" {
		on.More = elapsed(d.Elapsed - d.Latency)
	}
	return []cell{
		{Text: fmt.Sprint(d.Number), More: c.when(d.At, d.Elapsed), Strong: true},
		{Text: c.typed(d.What), More: strings.Join(more, "\n")},
		by, on, took,
	}
}

// rolesOf names the roles that somebody played.
func (c composer) rolesOf(u assess.UserID) []string {
	for _, p := range c.People {
		if p.User == u {
			return p.Roles
		}
	}
	return nil
}

// latencies draws what was measured.
func (c composer) latencies() []bar {
	var bars []bar
	for _, d := range c.Decisions {
		if !d.Measured {
			continue
		}
		length := 0
		if c.Latency.Longest > 0 {
			length = max(1, int(100*d.Latency/c.Latency.Longest))
		}
		name := fmt.Sprintf("Decision %d", d.Number)
		if on := c.typed(d.Subject); on != "" {
			name += ", on " + on
		}
		bars = append(bars, bar{Name: name, Value: lasting(d.Latency), Length: min(length, 100)})
	}
	return bars
}

// when is "14:07, +0:07": the clock and the exercise time.
func (c composer) when(at time.Time, since time.Duration) string {
	if c.EndedAt.IsZero() || !at.After(c.EndedAt) {
		return c.clock(at) + ", " + elapsed(since)
	}
	return c.clock(at) + ", after the end"
}

func (c composer) timeline() section {
	s := section{ID: "timeline", Title: "Timeline"}
	t := &table{Columns: []column{{"Time", 12}, {"Exercise time", 13}, {"What", 25}, {"Details", 50}}}
	for _, m := range c.Timeline {
		what, details := c.moment(m)
		if what == "" {
			continue
		}
		since := elapsed(m.Elapsed)
		if !c.EndedAt.IsZero() && m.At.After(c.EndedAt) {
			since = "after the end"
		}
		t.Rows = append(t.Rows, []cell{text(c.clock(m.At)), text(since), {Text: what, Strong: true}, {Text: details, More: c.typed(m.Note)}})
	}
	if len(t.Rows) == 0 {
		s.add(part{Quiet: "Nothing happened yet."})
		return s
	}
	s.add(part{Table: t}, part{Quiet: fmt.Sprintf("Times of the day are those of %s.", c.zone)})
	return s
}

// moment says what happened, and what there is to say about it; "" for what not everybody saw, such as an inject that never came.
func (c composer) moment(m exercise.Moment) (what, details string) {
	switch m.Kind {
	case exercise.WasStarted:
		return "Started", ""
	case exercise.WasPaused:
		return "Paused", ""
	case exercise.WasResumed:
		return "Resumed", ""
	case exercise.WasExtended:
		return "Extended", fmt.Sprintf("by %s", lasting(time.Duration(m.Minutes)*time.Minute))
	case exercise.WasTakenOver:
		return "Taken over", fmt.Sprintf("%s facilitates it from here on, in the place of %s.", named(c.Report, m.By), named(c.Report, m.Of))
	case exercise.WasEnded:
		return "Ended", ""
	case exercise.WasDelivered:
		return "Inject from " + c.typed(m.From), c.typed(m.Text)
	case exercise.WasDecided:
		return fmt.Sprintf("Decision %d", m.Number), c.typed(m.Text)
	default:
		return "", ""
	}
}
