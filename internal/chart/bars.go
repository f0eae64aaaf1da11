package chart

import (
	"math"
	"strings"
)

// Bars compares the level of each category now with the one before, as a row of two horizontal bars each.
type Bars struct {
	Title    string // the finding, "Two of five areas rose a level"
	Subtitle string // what is measured and when; may be empty
	Levels   []Level
	Now      string // what the current values are of, "2026-Q4"
	Before   string // what the earlier values are of; empty if there is nothing to compare with
	Rows     []Row  // drawn from the top in this order
}

// Row is one category.
type Row struct {
	Name        string
	Now, Before Value
}

// Alt says the whole chart in words: every row with both values, then the axis.
func (b Bars) Alt() string {
	rows := make([]string, len(b.Rows))
	for i, r := range b.Rows {
		rows[i] = r.Name + " " + r.Now.String()
		if b.Before != "" {
			rows[i] += ", was " + r.Before.String()
		}
	}
	when := b.Now
	if b.Before != "" {
		when += " compared with " + b.Before
	}
	return inWords(b.Title, when, rows, b.Levels)
}

// PNG draws the chart, 2400 pixels wide.
func (b Bars) PNG() ([]byte, error) {
	s, err := b.draw()
	if err != nil {
		return nil, err
	}
	return s.png()
}

// SVG draws the chart with Alt as its description.
func (b Bars) SVG() ([]byte, error) {
	s, err := b.draw()
	if err != nil {
		return nil, err
	}
	return s.svg(b.Title, b.Alt()), nil
}

func (b Bars) check() (axisEnd float64, err error) {
	axisEnd, err = checkLevels(b.Levels)
	if err == nil {
		err = checkCount(len(b.Rows), maxRows, "rows")
	}
	for _, r := range b.Rows {
		for _, v := range []Value{r.Now, r.Before} {
			if err == nil {
				err = checkValue(v, axisEnd, r.Name)
			}
		}
	}
	return axisEnd, err
}

// The columns of Bars: names, plot, values.
const (
	barsLeft  = 400
	barsRight = 1030
)

func (b Bars) draw() (*scene, error) {
	axisEnd, err := b.check()
	if err != nil {
		return nil, err
	}
	s := newScene()
	x := func(v float64) float64 { return barsLeft + v/axisEnd*(barsRight-barsLeft) }

	top := b.legend(s, s.heading(b.Title, b.Subtitle)) + 10
	pitch := math.Min(math.Max(480/float64(len(b.Rows)), 74), 96)
	bottom := top + pitch*float64(len(b.Rows))

	for _, l := range b.Levels {
		s.rect(grid, x(l.At)-1, top, 2, bottom-top)
	}
	for i, r := range b.Rows {
		b.row(s, r, x, top+pitch*float64(i), pitch, axisEnd)
	}
	s.rect(baseline, barsLeft-1.5, top, 3, bottom-top)
	s.height = b.axis(s, x, bottom)
	return s, nil
}

// row draws one category in the band of the given height.
func (b Bars) row(s *scene, r Row, x func(float64) float64, top, height, axisEnd float64) {
	thick, thin := height*0.38, height*0.22
	if b.Before == "" {
		thick, thin = height*0.5, 0
	}
	const gap = 4
	y := top + (height-thick-thin-gap)/2
	b.bar(s, r.Now, x, y, thick, axisEnd, nowBar, style{size: 25, bold: true}, change(r))
	if b.Before != "" {
		b.bar(s, r.Before, x, y+thick+gap, thin, axisEnd, beforeBar, style{size: 20}, "")
	}
	name := style{size: 23}
	lines := s.fonts.wrap(r.Name, name, barsLeft-margin-20, 2)
	s.lines(ink, point{margin, top + height/2 + name.rise() - float64(len(lines)-1)*name.leading()/2}, atStart, name, lines)
}

// bar draws one value and writes it beside the bar, with a note after it.
func (b Bars) bar(s *scene, v Value, x func(float64) float64, y, height, axisEnd float64, c colour, st style, note string) {
	textColour := ink
	if !st.bold {
		textColour = muted
	}
	base := y + height/2 + st.rise()
	if !v.known {
		s.hatched(x(0), y, x(axisEnd)-x(0), height)
		s.text(textColour, point{x(axisEnd) + 12, base}, atStart, style{size: st.size}, noAnswer)
		return
	}
	if !v.exact() {
		s.hatched(x(v.low), y, x(v.high)-x(v.low), height)
	}
	s.rect(c, x(0), y, x(v.low)-x(0), height)
	at := x(v.high) + 12
	s.text(textColour, point{at, base}, atStart, st, v.String())
	s.text(muted, point{at + s.fonts.width(v.String()+" ", st), base}, atStart, style{size: 20}, note)
}

// change is "+1" or "−0.4" when both values are known.
func change(r Row) string {
	if !r.Now.exact() || !r.Before.exact() {
		return ""
	}
	switch text := number(math.Abs(r.Now.low - r.Before.low)); {
	case text == "0":
		return ""
	case r.Now.low > r.Before.low:
		return "+" + text
	default:
		return "−" + text
	}
}

// legend explains the bars in one line under the heading and returns the y below it.
func (b Bars) legend(s *scene, y float64) float64 {
	st := style{size: 22}
	y += 22
	x := float64(margin)
	entry := func(swatch func(x, y, w, h float64), label string) {
		if label == "" {
			return
		}
		swatch(x, y-11, 30, 22)
		s.text(ink, point{x + 40, y + st.rise()}, atStart, st, label)
		x += 40 + s.fonts.width(label, st) + 36
	}
	solid := func(c colour) func(x, y, w, h float64) {
		return func(x, y, w, h float64) { s.rect(c, x, y, w, h) }
	}
	short := func(label string) string { return strings.Join(s.fonts.wrap(label, st, 280, 1), "") }
	entry(solid(nowBar), short(b.Now))
	entry(solid(beforeBar), short(b.Before))
	unknown, partly := b.gaps()
	switch {
	case unknown && partly:
		entry(s.hatched, "not known: no answer, or only some")
	case unknown:
		entry(s.hatched, noAnswer)
	case partly:
		entry(s.hatched, "not known: only some answers")
	}
	return y + 22
}

// gaps reports whether any value is missing, and whether any is known only in part.
func (b Bars) gaps() (unknown, partly bool) {
	for _, r := range b.Rows {
		shown := []Value{r.Now, r.Before}
		if b.Before == "" {
			shown = shown[:1]
		}
		for _, v := range shown {
			unknown = unknown || !v.known
			partly = partly || v.known && !v.exact()
		}
	}
	return unknown, partly
}

// axis names the levels under the plot and returns the picture's height.
func (b Bars) axis(s *scene, x func(float64) float64, y float64) float64 {
	figure, name := style{size: 22, bold: true}, style{size: 20}
	below := y + 30
	for i, l := range b.Levels {
		room := 2 * (pictureWidth - x(l.At))
		if i > 0 {
			room = math.Min(room, x(l.At)-x(b.Levels[i-1].At))
		}
		if i+1 < len(b.Levels) {
			room = math.Min(room, x(b.Levels[i+1].At)-x(l.At))
		}
		s.text(ink, point{x(l.At), y + 28}, atMiddle, figure, number(l.At))
		height := s.lines(muted, point{x(l.At), y + 54}, atMiddle, name, s.fonts.wrap(l.Name, name, room-10, 2))
		below = math.Max(below, y+38+height)
	}
	return math.Ceil(below + margin/2)
}
