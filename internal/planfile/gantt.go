package planfile

import (
	"slices"
	"time"

	"cairn/internal/calendar"
	"cairn/internal/chart"
	"cairn/internal/roadmap"
	"cairn/internal/target"
)

// Gantt draws what a filter picks of a roadmap: under each category its targets, then its steps by the days they take. A
// picture holds so many rows; when there are more, the steps that come first are drawn, and the subtitle says so.
func Gantt(m roadmap.Roadmap, f roadmap.Filter, to Reader) chart.Gantt {
	all := lines(m, f)
	groups, drawn := group(all, m, f)
	g := chart.Gantt{
		Title: title(m, len(m.Pick(f)), to), Subtitle: subtitle(m, drawn, len(all), to), Today: midnight(m.Today),
		Now: to.say("today"), Month: to.month, Says: to.span,
		Labels: map[chart.SpanKind]string{
			chart.Goal: to.say("target"), chart.Proposed: to.text(target.Proposed.Words()), chart.Planned: to.say("planned"),
			chart.Underway: to.text(target.Doing.Words()), chart.Finished: to.text(target.Done.Words()), chart.Overdue: to.say("overdue"),
		},
	}
	for _, in := range groups {
		name := to.say("Other actions")
		if in.category != "" {
			name = category(m.Model, in.category)
		}
		g.Rows = append(g.Rows, chart.Span{Kind: chart.Heading, Name: name})
		for _, v := range in.targets {
			g.Rows = append(g.Rows, chart.Span{
				Kind: chart.Goal, Name: to.say("%s: Level %d by %s", v.ID.Number(), v.Level, v.Due),
				Note: to.text(v.Standing().Words()), End: midnight(v.Due),
			})
		}
		for _, l := range in.lines {
			g.Rows = append(g.Rows, span(m, l, to))
		}
	}
	return g
}

// section is what stands under one heading.
type section struct {
	category string // "" for actions of none
	targets  []target.View
	lines    []line
}

func (s section) rows() int { return 1 + len(s.targets) + len(s.lines) }

// group puts lines under their categories, the category of the first step first, and then the targets that no step serves,
// as many as a picture holds. It also returns how many lines that are.
func group(all []line, m roadmap.Roadmap, f roadmap.Filter) (groups []section, drawn int) {
	room := chart.MaxSpans
	under := func(id string, rows int) *section {
		i := slices.IndexFunc(groups, func(s section) bool { return s.category == id })
		if i >= 0 && rows <= room {
			room -= rows
			return &groups[i]
		}
		s := section{category: id, targets: goals(m, f, id)}
		if i >= 0 || s.rows()+rows > room {
			return nil
		}
		room -= s.rows() + rows
		groups = append(groups, s)
		return &groups[len(groups)-1]
	}
	for _, l := range all {
		id := l.category
		if l.entry == nil {
			id = "" // the other actions have a heading of their own
		}
		s := under(id, 1)
		if s == nil {
			break
		}
		s.lines = append(s.lines, l)
		drawn++
	}
	for _, v := range m.Targets {
		if len(goals(m, f, v.Category)) > 0 {
			under(v.Category, 0)
		}
	}
	slices.SortStableFunc(groups, func(a, b section) int { // the other actions last
		switch {
		case (a.category == "") == (b.category == ""):
			return 0
		case a.category == "":
			return 1
		default:
			return -1
		}
	})
	return groups, drawn
}

// goals are the targets of a category that a filter picks.
func goals(m roadmap.Roadmap, f roadmap.Filter, id string) (all []target.View) {
	for _, v := range m.Targets {
		if id != "" && v.Category == id && (f.Category == "" || f.Category == id) && (f.Owner == "" || f.Owner == v.Owner) {
			all = append(all, v)
		}
	}
	return all
}

func span(m roadmap.Roadmap, l line, to Reader) chart.Span {
	s := chart.Span{Name: l.title, Note: to.name(l.owner), Kind: chart.Proposed}
	first, last := l.start, l.due
	if l.action != nil {
		s.Name, s.Note = l.action.ID.Number()+" "+l.title, to.name(l.owner)
		switch {
		case l.action.Status == target.Done:
			s.Kind, last = chart.Finished, dayOf(m, l.action.EndedAt)
		case l.overdue:
			s.Kind = chart.Overdue
		case l.action.Status == target.Doing:
			s.Kind = chart.Underway
		default:
			s.Kind = chart.Planned
		}
	}
	if last.IsZero() {
		last = m.Today
	}
	if first.IsZero() || last.Before(first) {
		first = last
	}
	s.Start, s.End = midnight(first), midnight(last)
	return s
}

// span says a row in words.
func (r Reader) span(s chart.Span) string {
	first, last := day(s.Start), day(s.End)
	switch {
	case s.Kind == chart.Heading:
		return s.Name
	case s.Kind == chart.Goal: // its name has the day
		return r.say("%s, %s", s.Name, s.Note)
	case s.Kind == chart.Proposed && s.Note == "":
		return r.say("%s, proposed from %s to %s", s.Name, first, last)
	case s.Kind == chart.Proposed:
		return r.say("%s, proposed from %s to %s, with %s", s.Name, first, last, s.Note)
	case s.Kind == chart.Finished:
		return r.say("%s, done on %s by %s", s.Name, last, s.Note)
	case s.Kind == chart.Overdue:
		return r.say("%s, overdue since %s, with %s", s.Name, last, s.Note)
	case s.Kind == chart.Underway:
		return r.say("%s, in progress from %s to %s, with %s", s.Name, first, last, s.Note)
	default:
		return r.say("%s, planned from %s to %s, with %s", s.Name, first, last, s.Note)
	}
}

func day(t time.Time) calendar.Date { return calendar.DateOf(t) }
