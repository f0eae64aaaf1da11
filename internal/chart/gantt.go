package chart

import (
	"math"
	"slices"
	"strings"
	"time"

	"cairn/internal/errs"
)

// Gantt shows when things are to be done: a row for each, with a bar from its first day to its last, under headings, with
// a line at today. Days are instants at midnight, UTC; an End is the last day and is drawn to its end.
type Gantt struct {
	Title    string // the finding
	Subtitle string // may be empty
	Today    time.Time
	Rows     []Span // drawn from the top in this order

	Now    string                 // what the line at today is called; "today" if empty
	Labels map[SpanKind]string    // what each kind is called in the legend; English where one is missing
	Month  func(time.Time) string // writes a tick; English if nil
	Says   func(Span) string      // says a row in Alt; English if nil
}

// Span is one row.
type Span struct {
	Kind       SpanKind
	Name       string
	Note       string // written beside its bar or mark: who has it, how it stands; may be empty
	Start, End time.Time
}

// SpanKind says what a row is and how it is drawn.
type SpanKind string

// The kinds of row.
const (
	Heading  SpanKind = "heading"  // a name only
	Goal     SpanKind = "goal"     // a diamond at its End
	Proposed SpanKind = "proposed" // hatched: nobody has taken it on
	Planned  SpanKind = "planned"
	Underway SpanKind = "in progress"
	Finished SpanKind = "done"
	Overdue  SpanKind = "overdue"
)

// kinds are those of the legend, with their colour.
var kinds = []filled{
	{Goal, ink}, {Proposed, hatching}, {Planned, nowBar}, {Underway, 0x56B4E9}, {Finished, beforeBar}, {Overdue, 0xD55E00},
}

// MaxSpans is how many rows a Gantt takes at most; a caller with more says how many it left out.
const MaxSpans = 45

// maxYears bounds the axis.
const maxYears = 20

type filled struct {
	kind SpanKind
	fill colour
}

func (k SpanKind) known() bool {
	return slices.ContainsFunc(kinds, func(f filled) bool { return f.kind == k })
}

func (k SpanKind) colour() colour {
	for _, f := range kinds {
		if f.kind == k {
			return f.fill
		}
	}
	return ink
}

// Alt says the whole chart in words: every row with its days and note.
func (g Gantt) Alt() string {
	says := g.Says
	if says == nil {
		says = inEnglish
	}
	var rows []string
	for _, r := range g.Rows {
		text := says(r)
		if r.Kind == Heading {
			text += ":"
		}
		rows = append(rows, text)
	}
	return strings.ReplaceAll(inWords(g.Title, "", rows, nil), ":;", ":")
}

// inEnglish says a row in words.
func inEnglish(r Span) string {
	text := r.Name
	switch r.Kind {
	case Heading:
		return text
	case Goal:
		text += " by " + day(r.End)
	default:
		text += " " + day(r.Start) + " to " + day(r.End) + ", " + string(r.Kind)
	}
	if r.Note != "" {
		text += ", " + r.Note
	}
	return text
}

func day(t time.Time) string { return t.Format("2 January 2006") }

// PNG draws the chart, 2400 pixels wide.
func (g Gantt) PNG() ([]byte, error) {
	s, err := g.draw()
	if err != nil {
		return nil, err
	}
	return s.png()
}

// SVG draws the chart with Alt as its description.
func (g Gantt) SVG() ([]byte, error) {
	s, err := g.draw()
	if err != nil {
		return nil, err
	}
	return s.svg(g.Title, g.Alt()), nil
}

// axis returns the first and last instant of the plot, whole months around everything that is shown.
func (g Gantt) axis() (from, to time.Time, err error) {
	from, to = g.Today, g.Today.AddDate(0, 0, 1)
	if err := checkCount(len(g.Rows), MaxSpans, "rows"); err != nil {
		return from, to, err
	}
	for _, r := range g.Rows {
		switch {
		case r.Kind == Heading:
			continue
		case r.Kind == Goal:
			r.Start = r.End
		case !r.Kind.known():
			return from, to, errs.New(errs.Invalid, "The row %q is %q, which no chart knows.", r.Name, r.Kind)
		}
		if r.End.Before(r.Start) {
			return from, to, errs.New(errs.Invalid, "The row %q ends on %s, before it begins on %s.", r.Name, day(r.End), day(r.Start))
		}
		if r.Start.Before(from) {
			from = r.Start
		}
		if end := r.End.AddDate(0, 0, 1); end.After(to) {
			to = end
		}
	}
	from = time.Date(from.Year(), from.Month(), 1, 0, 0, 0, 0, time.UTC)
	if last := time.Date(to.Year(), to.Month(), 1, 0, 0, 0, 0, time.UTC); last.Before(to) {
		to = last.AddDate(0, 1, 0)
	}
	if to.Sub(from) > maxYears*366*24*time.Hour {
		return from, to, errs.New(errs.Invalid, "The chart runs from %s to %s; it can show %d years at most.", day(from), day(to), maxYears)
	}
	return from, to, nil
}

// The columns of Gantt: names, plot.
const (
	ganttLeft  = 440
	ganttRight = pictureWidth - margin
	ganttPitch = 56
	headPitch  = 50
	noteRoom   = 220 // the widest note
)

func (g Gantt) draw() (*scene, error) {
	from, to, err := g.axis()
	if err != nil {
		return nil, err
	}
	s := newScene()
	x := func(t time.Time) float64 {
		return ganttLeft + t.Sub(from).Hours()/to.Sub(from).Hours()*(ganttRight-ganttLeft)
	}
	top := g.legend(s, s.heading(g.Title, g.Subtitle)) + 44
	bottom := top
	for _, r := range g.Rows {
		bottom += pitch(r)
	}
	g.ticks(s, x, from, to, top, bottom)
	g.today(s, x(g.Today), top, bottom) // under what may stand on it
	y := top
	for _, r := range g.Rows {
		g.row(s, r, x, y)
		y += pitch(r)
	}
	s.height = math.Ceil(bottom + 34 + margin/2)
	return s, nil
}

func pitch(r Span) float64 {
	if r.Kind == Heading {
		return headPitch
	}
	return ganttPitch
}

// ticks draws a line at the start of months, as many as can be named side by side.
func (g Gantt) ticks(s *scene, x func(time.Time) float64, from, to time.Time, top, bottom float64) {
	write, st := g.Month, style{size: 20}
	if write == nil {
		write = func(t time.Time) string { return t.Format("Jan 2006") }
	}
	for _, step := range []int{1, 2, 3, 4, 6, 12, 24, 36, 60} {
		fits := true
		for at := from; at.Before(to); at = at.AddDate(0, step, 0) {
			room := math.Min(x(at.AddDate(0, step, 0)), ganttRight) - x(at)
			fits = fits && (s.fonts.width(write(at), st)+14 <= room || !at.AddDate(0, step, 0).Before(to))
		}
		if !fits {
			continue
		}
		for at := from; at.Before(to); at = at.AddDate(0, step, 0) {
			s.rect(grid, x(at)-1, top-8, 2, bottom-top+8)
			if s.fonts.width(write(at), st) <= pictureWidth-x(at) {
				s.text(muted, point{x(at), top - 16}, atStart, st, write(at))
			}
		}
		return
	}
}

// row draws one row in its band.
func (g Gantt) row(s *scene, r Span, x func(time.Time) float64, top float64) {
	middle := top + pitch(r)/2
	name := style{size: 20, bold: r.Kind == Heading || r.Kind == Goal}
	room, most := float64(ganttLeft-margin-24), 2
	if r.Kind == Heading {
		name.size, room, most = 23, pictureWidth-2*margin, 1
		s.rect(white, margin, top+6, room, pitch(r)-12)
	}
	lines := s.fonts.wrap(r.Name, name, room, most)
	s.lines(ink, point{margin, middle + name.rise() - float64(len(lines)-1)*name.leading()/2}, atStart, name, lines)
	if r.Kind == Heading {
		return
	}
	left, right := x(r.Start), math.Max(x(r.End.AddDate(0, 0, 1)), x(r.Start)+6)
	const thick = 24
	switch r.Kind {
	case Goal:
		at := math.Min(x(r.End.AddDate(0, 0, 1)), ganttRight)
		left, right = at-14, at+14
		s.shape(r.Kind.colour(), point{at, middle}, 14, 4, 0)
	case Proposed:
		s.hatched(left, middle-thick/2, right-left, thick)
	default:
		s.rect(r.Kind.colour(), left, middle-thick/2, right-left, thick)
	}
	g.note(s, r, left, right, middle)
}

// note writes beside a bar where there is room: after it, before it, or on it.
func (g Gantt) note(s *scene, r Span, left, right, middle float64) {
	const gap = 10
	st := style{size: 20}
	text := strings.Join(s.fonts.wrap(r.Note, st, noteRoom, 1), "")
	width := s.fonts.width(text, st)
	at, c := right+gap, muted
	switch {
	case text == "":
		return
	case at+width <= pictureWidth-gap:
	case left-gap-width >= ganttLeft:
		at = left - gap - width
	default: // the bar is wider than any note
		at = left + gap
	}
	s.rect(white, at-4, middle-st.size*0.6, width+8, st.size*1.2)
	s.text(c, point{at, middle + st.rise()}, atStart, st, text)
}

// today draws the line at today and names it under the plot.
func (g Gantt) today(s *scene, x, top, bottom float64) {
	name, st := g.Now, style{size: 20, bold: true}
	if name == "" {
		name = "today"
	}
	name = strings.Join(s.fonts.wrap(name, st, noteRoom, 1), "")
	for y := top; y < bottom; y += 14 { // dashed, so that it hides nothing
		s.rect(0xD55E00, x-1.5, y, 3, math.Min(8, bottom-y))
	}
	half := s.fonts.width(name, st) / 2
	s.text(0xB04A00, point{math.Min(x, pictureWidth-margin/2-half), bottom + 28}, atMiddle, st, name)
}

// legend explains the kinds that are shown and returns the y below it.
func (g Gantt) legend(s *scene, y float64) float64 {
	st := style{size: 20}
	y += 22
	x := float64(margin)
	for _, k := range kinds {
		if !slices.ContainsFunc(g.Rows, func(r Span) bool { return r.Kind == k.kind }) {
			continue
		}
		label := g.Labels[k.kind]
		if label == "" {
			label = string(k.kind)
		}
		label = strings.Join(s.fonts.wrap(label, st, 150, 1), "")
		if width := 40 + s.fonts.width(label, st); x+width > pictureWidth-margin {
			x, y = margin, y+34
		}
		switch k.kind {
		case Goal:
			s.shape(k.fill, point{x + 15, y}, 13, 4, 0)
		case Proposed:
			s.hatched(x, y-11, 30, 22)
		default:
			s.rect(k.fill, x, y-11, 30, 22)
		}
		s.text(ink, point{x + 40, y + st.rise()}, atStart, st, label)
		x += 40 + s.fonts.width(label, st) + 32
	}
	return y + 22
}
