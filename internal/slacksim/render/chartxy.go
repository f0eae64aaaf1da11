package render

import (
	"math"
	"strings"
)

// frame is where the plot of an xy chart stands in its drawing.
type frame struct {
	left, right, top, bottom float64 // edges of the plot area
	width, height            float64 // of the whole drawing
	rotated                  bool    // category labels lean
	scale                    scale
}

func (f frame) y(v float64) float64 {
	return f.bottom - (v-f.scale.lo)/(f.scale.hi-f.scale.lo)*(f.bottom-f.top)
}

// slot is the width one category has.
func (f frame) slot(n int) float64 { return (f.right - f.left) / float64(max(n, 1)) }

func (x xyChart) frame() frame {
	f := frame{left: 44, right: 628, top: 18, width: 640, scale: x.scale()}
	widest := 0.0
	for _, t := range f.scale.ticks() {
		widest = max(widest, textWidth(tidy(t)))
	}
	f.left = widest + 18
	if x.yLabel != "" {
		f.left += 20
	}
	f.bottom = f.top + 220
	f.height = f.bottom + 26
	longest, wrapped := 0.0, 0.0
	for _, c := range x.categories {
		longest = max(longest, textWidth(c))
		for _, l := range twoLines(c) {
			wrapped = max(wrapped, textWidth(l))
		}
	}
	switch slot := f.slot(len(x.categories)) - 6; {
	case longest <= slot:
	case wrapped <= slot:
		f.height += 15
	default:
		f.rotated = true
		f.height += longest * math.Sin(leanAngle*math.Pi/180)
	}
	if x.xLabel != "" {
		f.height += 20
	}
	return f
}

// leanAngle is how far labels lean that do not fit side by side, in degrees.
const leanAngle = 35

func (x xyChart) scale() scale {
	lo, hi := 0.0, 0.0
	for i := range x.categories {
		sum := 0.0
		for _, s := range x.series {
			v := s.points[i].value
			if x.kind == "area" {
				sum += v
				v = sum
			}
			lo, hi = min(lo, v), max(hi, v)
		}
	}
	return niceScale(lo, hi)
}

func (r *renderer) xy(title string, x xyChart) {
	if len(x.categories) == 0 || len(x.series) == 0 {
		r.el("p", "No data.", cls("muted"))
		return
	}
	names := make([]string, len(x.series))
	for i, s := range x.series {
		names[i] = s.name
	}
	r.legend(names)
	f := x.frame()
	r.svg(f.width, f.height, title, x.describe())
	r.axes(x, f)
	switch x.kind {
	case "bar":
		r.bars(x, f)
	case "line":
		r.plotLines(x, f)
	case "area":
		r.areas(x, f)
	}
	r.svgLine(f.left, f.y(0), f.right, f.y(0), "axis")
	r.end("svg")
	rows := make([][]string, len(x.categories))
	for i, c := range x.categories {
		rows[i] = []string{c}
		for _, s := range x.series {
			cell := "no value"
			if !s.points[i].missing {
				cell = tidy(s.points[i].value)
			}
			rows[i] = append(rows[i], cell)
		}
	}
	r.numbers(title, append([]string{orElse(x.xLabel, "Category")}, names...), rows)
}

// describe says in words what is drawn.
func (x xyChart) describe() string {
	var b strings.Builder
	b.WriteString(map[string]string{"bar": "Bar chart", "line": "Line chart", "area": "Stacked area chart"}[x.kind])
	if x.yLabel != "" {
		b.WriteString(" of " + x.yLabel)
	}
	if x.xLabel != "" {
		b.WriteString(" by " + x.xLabel)
	}
	for _, s := range x.series {
		b.WriteString(". " + s.name + ": ")
		sep := ""
		for _, p := range s.points {
			if p.missing {
				continue
			}
			b.WriteString(sep + p.label + " " + tidy(p.value))
			sep = ", "
		}
	}
	b.WriteString(".")
	return b.String()
}

func (r *renderer) axes(x xyChart, f frame) {
	for _, t := range f.scale.ticks() {
		r.svgLine(f.left, f.y(t), f.right, f.y(t), "rule")
		r.svgText(f.left-8, f.y(t)+4, "tick", tidy(t))
	}
	slot := f.slot(len(x.categories))
	for i, c := range x.categories {
		at0 := f.left + (float64(i)+0.5)*slot
		switch {
		case f.rotated:
			r.el("text", c, at("x", px(at0)), at("y", px(f.bottom+16)), cls("category leaning"),
				at("transform", "rotate(-35 "+px(at0)+" "+px(f.bottom+16)+")"))
		case textWidth(c) > slot-6:
			for n, l := range twoLines(c) {
				r.svgText(at0, f.bottom+18+15*float64(n), "category", l)
			}
		default:
			r.svgText(at0, f.bottom+18, "category", c)
		}
	}
	if x.xLabel != "" {
		r.svgText((f.left+f.right)/2, f.height-6, "axis-label", x.xLabel)
	}
	if x.yLabel != "" {
		mid := px((f.top + f.bottom) / 2)
		r.el("text", x.yLabel, at("x", "12"), at("y", mid), cls("axis-label"), at("transform", "rotate(-90 12 "+mid+")"))
	}
}

// maxValueLabels is up to how many bars each carries its value.
const maxValueLabels = 16

func (r *renderer) bars(x xyChart, f frame) {
	slot := f.slot(len(x.categories))
	width := min(slot*0.76/float64(len(x.series)), 46)
	labelled := len(x.categories)*len(x.series) <= maxValueLabels
	for si, s := range x.series {
		for ci, p := range s.points {
			if p.missing {
				continue
			}
			left := f.left + (float64(ci)+0.5)*slot + (float64(si)-float64(len(x.series))/2)*width
			top, bottom := f.y(max(p.value, 0)), f.y(min(p.value, 0))
			r.open("rect", at("x", px(left+1)), at("y", px(top)), at("width", px(max(width-2, 1))), at("height", px(max(bottom-top, 1))), at("rx", "2"), cls("bar "+seriesClass(si)))
			r.el("title", p.label+", "+s.name+": "+tidy(p.value))
			r.end("rect")
			if labelled {
				y := top - 5
				if p.value < 0 {
					y = bottom + 13
				}
				r.svgText(left+width/2, y, "value", tidy(p.value))
			}
		}
	}
}

func (r *renderer) plotLines(x xyChart, f frame) {
	slot := f.slot(len(x.categories))
	for si, s := range x.series {
		path, pen := "", "M"
		for ci, p := range s.points {
			if p.missing {
				pen = "M" // a gap, not a guess
				continue
			}
			path += pen + px(f.left+(float64(ci)+0.5)*slot) + " " + px(f.y(p.value))
			pen = "L"
		}
		r.el("path", "", at("d", path), cls("line "+seriesClass(si)))
		for ci, p := range s.points {
			if p.missing {
				continue
			}
			r.open("path", at("d", marker(si, f.left+(float64(ci)+0.5)*slot, f.y(p.value))), cls("mark "+seriesClass(si)))
			r.el("title", p.label+", "+s.name+": "+tidy(p.value))
			r.end("path")
		}
	}
}

// areas stack each series on those before it.
func (r *renderer) areas(x xyChart, f frame) {
	slot := f.slot(len(x.categories))
	below := make([]float64, len(x.categories))
	for si, s := range x.series {
		path := "M"
		above := make([]float64, len(below))
		for ci, p := range s.points {
			above[ci] = below[ci] + p.value
			if ci > 0 {
				path += "L"
			}
			path += px(f.left+(float64(ci)+0.5)*slot) + " " + px(f.y(above[ci]))
		}
		for ci := len(below) - 1; ci >= 0; ci-- {
			path += "L" + px(f.left+(float64(ci)+0.5)*slot) + " " + px(f.y(below[ci]))
		}
		r.open("path", at("d", path+"z"), cls("area "+seriesClass(si)))
		r.el("title", s.name)
		r.end("path")
		below = above
	}
}
