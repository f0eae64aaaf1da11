package render

import (
	"math"
	"strconv"
	"strings"
	"unicode/utf8"
)

// chart draws a data_visualization block: a figure with an inline SVG, a legend, and the same numbers as a table
// for those who cannot see it. Colours come from the page's stylesheet by class (s1 to s6, repeating, as Slack's
// do); series differ by marker as well as by colour.
func (r *renderer) chart(b object) {
	c := b.obj("chart")
	title := b.str("title")
	r.open("figure", cls("blk chart"), bid(b), at("data-chart", c.str("type")))
	r.el("figcaption", title)
	switch c.str("type") {
	case "pie":
		r.pie(title, segments(c))
	case "bar", "line", "area":
		r.xy(title, readXY(c))
	default:
		r.unknown("chart "+c.str("type"), map[string]any(c))
	}
	r.end("figure")
}

// colours is how many series colours the stylesheet has.
const colours = 6

func seriesClass(i int) string { return "s" + strconv.Itoa(i%colours+1) }

// datum is one labelled value; missing marks a category its series has no value for.
type datum struct {
	label   string
	value   float64
	missing bool
}

type series struct {
	name   string
	points []datum // one a category
}

type xyChart struct {
	kind           string
	categories     []string
	series         []series
	xLabel, yLabel string
}

// largest bounds values, so that sums and scales stay finite.
const largest = 1e15

func readXY(c object) xyChart {
	axis := c.obj("axis_config")
	x := xyChart{kind: c.str("type"), categories: axis.strs("categories"), xLabel: axis.str("x_label"), yLabel: axis.str("y_label")}
	for _, v := range c.list("series") {
		s := asObject(v)
		values := map[string]float64{}
		for _, p := range s.list("data") {
			d := asObject(p)
			if n, ok := d.num("value"); ok {
				values[d.str("label")] = min(max(n, -largest), largest)
			}
		}
		points := make([]datum, len(x.categories))
		for i, cat := range x.categories {
			n, ok := values[cat]
			points[i] = datum{label: cat, value: n, missing: !ok}
		}
		x.series = append(x.series, series{s.str("name"), points})
	}
	return x
}

func segments(c object) []datum {
	var out []datum
	for _, v := range c.list("segments") {
		s := asObject(v)
		if n, ok := s.num("value"); ok && n > 0 {
			out = append(out, datum{label: s.str("label"), value: min(n, largest)})
		}
	}
	return out
}

// svg opens a drawing with its title and description.
func (r *renderer) svg(width, height float64, title, desc string) {
	id := r.nextID()
	r.open("svg", at("class", "plot"), at("viewBox", "0 0 "+px(width)+" "+px(height)), at("role", "img"), at("aria-labelledby", id+"-t "+id+"-d"))
	r.el("title", title, at("id", id+"-t"))
	r.el("desc", desc, at("id", id+"-d"))
}

// px writes a coordinate with a tenth of a unit.
func px(v float64) string {
	if math.IsNaN(v) || math.IsInf(v, 0) {
		v = 0
	}
	return strconv.FormatFloat(math.Round(v*10)/10, 'f', -1, 64)
}

func (r *renderer) svgText(x, y float64, class, s string) {
	r.el("text", s, at("x", px(x)), at("y", px(y)), cls(class))
}

func (r *renderer) svgLine(x1, y1, x2, y2 float64, class string) {
	r.el("line", "", at("x1", px(x1)), at("y1", px(y1)), at("x2", px(x2)), at("y2", px(y2)), cls(class))
}

// marker is the path of the i-th series' mark around a point.
func marker(i int, x, y float64) string {
	const h = 4.5
	p := func(dx, dy float64) string { return px(x+dx) + " " + px(y+dy) }
	switch i % 4 {
	case 0: // disc
		return "M" + p(-h, 0) + "a4.5 4.5 0 1 0 9 0a4.5 4.5 0 1 0 -9 0z"
	case 1: // square
		return "M" + p(-4, -4) + "h8v8h-8z"
	case 2: // diamond
		return "M" + p(0, -h-1) + "L" + p(h+1, 0) + "L" + p(0, h+1) + "L" + p(-h-1, 0) + "z"
	default: // triangle
		return "M" + p(0, -h-1) + "L" + p(h+1, h) + "L" + p(-h-1, h) + "z"
	}
}

func (r *renderer) legend(names []string) {
	r.open("ul", cls("legend"), at("aria-hidden", "true"))
	for i, name := range names {
		r.open("li")
		r.open("svg", cls("swatch"), at("viewBox", "0 0 14 14"))
		r.el("path", "", at("d", marker(i, 7, 7)), cls("mark "+seriesClass(i)))
		r.end("svg")
		r.text(name)
		r.end("li")
	}
	r.end("ul")
}

// scale is a value axis: from lo to hi in steps, zero included.
type scale struct{ lo, hi, step float64 }

// niceScale covers lo to hi with about five round steps.
func niceScale(lo, hi float64) scale {
	lo, hi = min(lo, 0), max(hi, 0)
	if lo == hi {
		hi = 1
	}
	raw := (hi - lo) / 5
	magnitude := math.Pow(10, math.Floor(math.Log10(raw)))
	step := 10 * magnitude
	for _, m := range []float64{1, 2, 5} {
		if raw <= m*magnitude*1.0001 {
			step = m * magnitude
			break
		}
	}
	return scale{math.Floor(lo/step+1e-9) * step, math.Ceil(hi/step-1e-9) * step, step}
}

// ticks are the axis values from lo to hi.
func (s scale) ticks() []float64 {
	n := int(math.Round((s.hi - s.lo) / s.step))
	out := make([]float64, 0, n+1)
	for i := 0; i <= min(n, 20); i++ {
		out = append(out, s.lo+float64(i)*s.step)
	}
	return out
}

// tidy writes an axis or point value to a sensible precision.
func tidy(v float64) string {
	if math.Abs(v) >= 1e6 {
		return strconv.FormatFloat(v, 'g', 4, 64)
	}
	return strconv.FormatFloat(math.Round(v*1000)/1000, 'f', -1, 64)
}

// textWidth guesses the width of a label at the chart's 12-unit type.
func textWidth(s string) float64 { return 6.6 * float64(utf8.RuneCountInString(s)) }

// twoLines splits a label at the space nearest its middle.
func twoLines(s string) []string {
	best := -1
	for i := range s {
		if s[i] == ' ' && (best < 0 || abs(i-len(s)/2) < abs(best-len(s)/2)) {
			best = i
		}
	}
	if best < 0 {
		return []string{s}
	}
	return []string{s[:best], s[best+1:]}
}

func abs(n int) int {
	if n < 0 {
		return -n
	}
	return n
}

// numbers is the hidden table that says what the chart shows.
func (r *renderer) numbers(title string, head []string, rows [][]string) {
	r.open("table", cls("visually-hidden"))
	r.el("caption", title)
	r.open("thead")
	r.open("tr")
	for _, h := range head {
		r.el("th", h, at("scope", "col"))
	}
	r.end("tr")
	r.end("thead")
	r.open("tbody")
	for _, row := range rows {
		r.open("tr")
		for i, cell := range row {
			if i == 0 {
				r.el("th", cell, at("scope", "row"))
				continue
			}
			r.el("td", cell)
		}
		r.end("tr")
	}
	r.end("tbody")
	r.end("table")
}

func (r *renderer) pie(title string, segs []datum) {
	total := 0.0
	for _, s := range segs {
		total += s.value
	}
	if total <= 0 {
		r.el("p", "No data.", cls("muted"))
		return
	}
	names := make([]string, len(segs))
	rows := make([][]string, len(segs))
	for i, s := range segs {
		share := strconv.FormatFloat(math.Round(1000*s.value/total)/10, 'f', -1, 64) + "%"
		names[i] = s.label + ": " + tidy(s.value) + " (" + share + ")"
		rows[i] = []string{s.label, tidy(s.value), share}
	}
	r.open("div", cls("pie-row"))
	const size, radius = 220.0, 104.0
	r.svg(size, size, title, "Pie chart. "+strings.Join(names, ", ")+".")
	angle := -math.Pi / 2
	for i, s := range segs {
		sweep := 2 * math.Pi * s.value / total
		d := ring(size/2, radius)
		if len(segs) > 1 {
			d = wedge(size/2, radius, angle, angle+sweep)
		}
		r.open("path", at("d", d), cls("wedge "+seriesClass(i)))
		r.el("title", names[i])
		r.end("path")
		angle += sweep
	}
	r.end("svg")
	r.legend(names)
	r.end("div")
	r.numbers(title, []string{"Part", "Value", "Share"}, rows)
}

func ring(c, radius float64) string {
	return "M" + px(c-radius) + " " + px(c) + "a" + px(radius) + " " + px(radius) + " 0 1 0 " + px(2*radius) + " 0a" + px(radius) + " " + px(radius) + " 0 1 0 " + px(-2*radius) + " 0z"
}

func wedge(c, radius, from, to float64) string {
	large := "0"
	if to-from > math.Pi {
		large = "1"
	}
	x := func(a float64) string { return px(c + radius*math.Cos(a)) }
	y := func(a float64) string { return px(c + radius*math.Sin(a)) }
	return "M" + px(c) + " " + px(c) + "L" + x(from) + " " + y(from) + "A" + px(radius) + " " + px(radius) + " 0 " + large + " 1 " + x(to) + " " + y(to) + "z"
}
