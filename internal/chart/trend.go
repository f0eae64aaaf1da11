package chart

import (
	"cmp"
	"math"
	"slices"
	"strings"

	"cairn/internal/errs"
)

// Trend shows levels over periods, one line a category. Lines with the same value in a period run side by side there. A
// value known only in part is drawn at its lower limit with a hollow marker; a missing one interrupts the line and is
// marked in a strip of its own.
type Trend struct {
	Title    string // the finding
	Subtitle string // may be empty
	Levels   []Level
	Periods  []string // "2026-Q1", the oldest first
	Lines    []Line
}

// Line is one category's value in each period.
type Line struct {
	Name   string
	Values []Value // as many as the trend has periods
}

// Alt says the whole chart in words: every line with all its values, then the axis.
func (t Trend) Alt() string {
	rows := make([]string, len(t.Lines))
	for i, l := range t.Lines {
		values := make([]string, len(l.Values))
		for j, v := range l.Values {
			values[j] = v.String()
		}
		rows[i] = l.Name + " " + strings.Join(values, ", ")
	}
	when := ""
	if n := len(t.Periods); n > 0 {
		when = t.Periods[0]
		if n > 1 {
			when += " to " + t.Periods[n-1]
		}
	}
	return inWords(t.Title, when, rows, t.Levels)
}

// PNG draws the chart, 2400 pixels wide.
func (t Trend) PNG() ([]byte, error) {
	s, err := t.draw()
	if err != nil {
		return nil, err
	}
	return s.png()
}

// SVG draws the chart with Alt as its description.
func (t Trend) SVG() ([]byte, error) {
	s, err := t.draw()
	if err != nil {
		return nil, err
	}
	return s.svg(t.Title, t.Alt()), nil
}

func (t Trend) check() (axisEnd float64, err error) {
	axisEnd, err = checkLevels(t.Levels)
	if err == nil {
		err = checkCount(len(t.Lines), maxRows, "lines")
	}
	if err == nil {
		err = checkCount(len(t.Periods), maxPeriods, "periods")
	}
	for _, l := range t.Lines {
		if err == nil && len(l.Values) != len(t.Periods) {
			err = errs.New(errs.Invalid, "The line %q has %d values for %d periods; give one for each, missing ones as no answer.",
				l.Name, len(l.Values), len(t.Periods))
		}
		for _, v := range l.Values {
			if err == nil {
				err = checkValue(v, axisEnd, l.Name)
			}
		}
	}
	return axisEnd, err
}

// The columns of Trend: level names, plot, line names.
const (
	trendLeft  = 190
	trendRight = 780
	trendNames = trendRight + 66
)

// trendPlot is a trend's coordinates.
type trendPlot struct {
	top, bottom, axisEnd float64
	missing              float64 // y of the strip for missing values; 0 if there are none
	periods              int
}

func (p trendPlot) x(period int) float64 {
	const inset = 36
	if p.periods == 1 {
		return trendRight - inset
	}
	return trendLeft + inset + float64(period)/float64(p.periods-1)*(trendRight-trendLeft-2*inset)
}

func (p trendPlot) y(v float64) float64 { return p.bottom - v/p.axisEnd*(p.bottom-p.top) }

func (t Trend) draw() (*scene, error) {
	axisEnd, err := t.check()
	if err != nil {
		return nil, err
	}
	s := newScene()
	p := trendPlot{axisEnd: axisEnd, periods: len(t.Periods)}
	p.top = s.heading(t.Title, t.Subtitle) + 36
	p.bottom = p.top + math.Max(430, 58*float64(len(t.Lines)))
	below := p.bottom + 24 // room for markers at 0
	if t.hasGaps() {
		const strip = 44
		below += strip
		p.missing = below - strip/2
		s.hatched(trendLeft, below-strip, trendRight-trendLeft, strip)
		s.text(muted, point{trendLeft - 16, p.missing + style{size: 20}.rise()}, atEnd, style{size: 20}, noAnswer)
	}
	t.axes(s, p, below)
	s.height = math.Ceil(below + 60)

	points := t.points(p)
	for i := range t.Lines {
		t.line(s, i, points[i])
	}
	for i := range t.Lines {
		for j, v := range t.Lines[i].Values {
			lineMarker(s, i, points[i][j], v.exact())
		}
	}
	t.names(s, p, points, below)
	return s, nil
}

func (t Trend) hasGaps() bool {
	return slices.ContainsFunc(t.Lines, func(l Line) bool {
		return slices.ContainsFunc(l.Values, func(v Value) bool { return !v.known })
	})
}

// axes draws the level lines and names the periods.
func (t Trend) axes(s *scene, p trendPlot, below float64) {
	st := style{size: 21}
	if t.Levels[0].At != 0 {
		s.rect(grid, trendLeft, p.y(0)-1, trendRight-trendLeft, 2)
	}
	for _, l := range t.Levels {
		s.rect(grid, trendLeft, p.y(l.At)-1, trendRight-trendLeft, 2)
		lines := s.fonts.wrap(number(l.At)+" "+l.Name, st, trendLeft-16-20, 2)
		s.lines(ink, point{trendLeft - 16, p.y(l.At) + st.rise() - float64(len(lines)-1)*st.leading()/2}, atEnd, st, lines)
	}
	widest := 0.0
	for _, name := range t.Periods {
		widest = max(widest, s.fonts.width(name, st))
	}
	every := 1 // name only every so many periods when they crowd
	if p.periods > 1 {
		every = int(math.Ceil((widest + 16) / (p.x(1) - p.x(0))))
	}
	for j, name := range t.Periods {
		if (p.periods-1-j)%every == 0 { // always the newest
			s.text(ink, point{p.x(j), below + 36}, atMiddle, st, name)
		}
	}
}

// points places each value. Values that are the same in one period stand side by side, so that no line hides another.
func (t Trend) points(p trendPlot) [][]point {
	points := make([][]point, len(t.Lines))
	for i := range points {
		points[i] = make([]point, p.periods)
	}
	for j := range p.periods {
		same := map[float64][]int{} // lines by y
		for i, l := range t.Lines {
			y := p.missing
			if v := l.Values[j]; v.known {
				y = p.y(v.low)
			}
			same[y] = append(same[y], i)
		}
		for y, lines := range same {
			step := math.Min(16, 66/float64(len(lines)))
			for k, i := range lines {
				off := (float64(k) - float64(len(lines)-1)/2) * step
				if t.Lines[i].Values[j].known {
					points[i][j] = point{p.x(j), y + off}
				} else {
					points[i][j] = point{p.x(j) + off*1.4, y}
				}
			}
		}
	}
	return points
}

// lineColours are those of Okabe and Ito that show on white. With six markers, 42 lines differ in one or the other.
var lineColours = [...]colour{nowBar, 0xD55E00, 0x009E73, 0xCC79A7, 0xE69F00, 0x56B4E9, ink}

// lineMarker draws the marker of line i: filled, or hollow for a value that is not exact.
func lineMarker(s *scene, i int, at point, filled bool) {
	corners, turn, radius := 0, 0.0, 9.0
	switch i % 6 {
	case 1:
		corners, turn, radius = 4, 0.125, 11 // square
	case 2:
		corners, radius = 3, 12 // triangle
	case 3:
		corners, radius = 4, 12 // diamond
	case 4:
		corners, turn, radius = 3, 0.5, 12 // triangle, point down
	case 5:
		corners, radius = 5, 11 // pentagon
	}
	s.shape(white, at, radius+3, corners, turn)
	s.shape(lineColours[i%len(lineColours)], at, radius, corners, turn)
	if !filled {
		s.shape(white, at, radius*0.55, corners, turn)
	}
}

// line joins the known values of line i that follow each other.
func (t Trend) line(s *scene, i int, pts []point) {
	c := lineColours[i%len(lineColours)]
	values := t.Lines[i].Values
	for j := 1; j < len(pts); j++ {
		if values[j-1].known && values[j].known {
			s.segment(c, pts[j-1], pts[j], 4)
		}
	}
}

// names writes each line's last value and its name at the right, in the order the lines end, with a thin leader to each.
func (t Trend) names(s *scene, p trendPlot, points [][]point, below float64) {
	plain, strong := style{size: 20}, style{size: 20, bold: true}
	const left, right = trendNames + 24, pictureWidth - margin/2
	type label struct {
		line           int
		end            point // of the line
		y, height, tab float64
		value          string
		name           []string
	}
	labels := make([]label, len(t.Lines))
	for i, l := range t.Lines {
		n := label{line: i, end: points[i][p.periods-1]}
		if last := l.Values[p.periods-1]; last.known {
			n.value = last.String()
			n.tab = s.fonts.width(n.value, strong) + 10
		}
		n.name = s.fonts.wrap(l.Name, plain, right-left-n.tab, 2)
		n.y, n.height = n.end.y, float64(max(len(n.name), 1))*plain.leading()+6
		labels[i] = n
	}
	slices.SortStableFunc(labels, func(a, b label) int {
		return cmp.Or(cmp.Compare(a.end.y, b.end.y), cmp.Compare(b.end.x, a.end.x))
	})
	// Push labels apart downwards, then back up from the bottom edge.
	for k := 1; k < len(labels); k++ {
		labels[k].y = math.Max(labels[k].y, labels[k-1].y+(labels[k-1].height+labels[k].height)/2)
	}
	floor := below + 20
	for k := len(labels) - 1; k >= 0; k-- {
		labels[k].y = math.Min(labels[k].y, floor-labels[k].height/2)
		floor = labels[k].y - labels[k].height/2
	}
	for _, l := range labels {
		c := lineColours[l.line%len(lineColours)]
		elbow := point{trendRight + 8, l.end.y}
		s.segment(c, point{l.end.x + 16, l.end.y}, elbow, 1.5)
		s.segment(c, elbow, point{trendNames - 20, l.y}, 1.5)
		lineMarker(s, l.line, point{trendNames, l.y}, t.Lines[l.line].Values[p.periods-1].exact())
		y := l.y + plain.rise() - float64(len(l.name)-1)*plain.leading()/2
		s.text(ink, point{left, y}, atStart, strong, l.value)
		s.lines(ink, point{left + l.tab, y}, atStart, plain, l.name)
	}
}
