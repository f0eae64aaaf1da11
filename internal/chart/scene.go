package chart

import "math"

// A scene is a picture as a list of filled polygons and texts, in drawing order. Both renderers know only these two.
type scene struct {
	width, height float64
	marks         []mark
	fonts         *fonts
}

type point struct{ x, y float64 }

// mark is a text if it has one, else a polygon.
type mark struct {
	fill    colour
	polygon []point
	text    string
	at      point // of the text's baseline, at its anchor
	style   style
	anchor  anchor
}

type anchor int

const (
	atStart anchor = iota
	atMiddle
	atEnd
)

// colour is 0xRRGGBB.
type colour uint32

const (
	white     colour = 0xFFFFFF
	ink       colour = 0x1B2228 // text
	muted     colour = 0x55606B // second text; 6.4:1 on white
	grid      colour = 0xDDE2E7
	baseline  colour = 0x8592A0
	nowBar    colour = 0x0072B2
	beforeBar colour = 0x8D9BA8
	hatching  colour = 0xA9B4BF
)

const pictureWidth = 1200

func newScene() *scene { return &scene{width: pictureWidth, fonts: newFonts()} }

func (s *scene) fill(c colour, pts ...point) { s.marks = append(s.marks, mark{fill: c, polygon: pts}) }

func (s *scene) rect(c colour, x, y, w, h float64) {
	s.fill(c, point{x, y}, point{x + w, y}, point{x + w, y + h}, point{x, y + h})
}

// frame is the outline of a rectangle, drawn inside it.
func (s *scene) frame(c colour, x, y, w, h, thick float64) {
	s.rect(c, x, y, w, thick)
	s.rect(c, x, y+h-thick, w, thick)
	s.rect(c, x, y+thick, thick, h-2*thick)
	s.rect(c, x+w-thick, y+thick, thick, h-2*thick)
}

// segment is a straight stroke with flat ends.
func (s *scene) segment(c colour, a, b point, thick float64) {
	dx, dy := b.x-a.x, b.y-a.y
	length := math.Hypot(dx, dy)
	if length == 0 {
		return
	}
	nx, ny := -dy/length*thick/2, dx/length*thick/2
	s.fill(c, point{a.x + nx, a.y + ny}, point{b.x + nx, b.y + ny}, point{b.x - nx, b.y - ny}, point{a.x - nx, a.y - ny})
}

// hatched is a rectangle that says "not known": framed, with diagonal strokes.
func (s *scene) hatched(x, y, w, h float64) {
	const step, thick = 11.0, 2.0
	s.rect(white, x, y, w, h)
	for c := step; c < w+h; c += step { // from the left or bottom edge, up to the right
		from := point{x + math.Max(0, c-h), y + math.Min(c, h)}
		to := point{x + math.Min(c, w), y + math.Max(0, c-w)}
		s.segment(hatching, from, to, thick)
	}
	s.frame(hatching, x, y, w, h, 2)
}

// shape is a regular marker around p: 0 a disc, else a polygon with that many corners, the first at turn (in turns,
// 0 is up).
func (s *scene) shape(c colour, p point, radius float64, corners int, turn float64) {
	if corners == 0 {
		corners = 32
	}
	pts := make([]point, corners)
	for i := range pts {
		angle := 2 * math.Pi * (turn + float64(i)/float64(corners))
		pts[i] = point{p.x + radius*math.Sin(angle), p.y - radius*math.Cos(angle)}
	}
	s.fill(c, pts...)
}

func (s *scene) text(c colour, at point, a anchor, st style, text string) {
	if text != "" {
		s.marks = append(s.marks, mark{fill: c, text: text, at: at, anchor: a, style: st})
	}
}

// lines writes several lines, the first with its baseline at the point, and returns the height they take.
func (s *scene) lines(c colour, at point, a anchor, st style, lines []string) float64 {
	for i, line := range lines {
		s.text(c, point{at.x, at.y + float64(i)*st.leading()}, a, st, line)
	}
	return float64(len(lines)) * st.leading()
}

const margin = 36

// heading writes title and subtitle at the top and returns the y below them.
func (s *scene) heading(title, subtitle string) float64 {
	big, small := style{size: 36, bold: true}, style{size: 24}
	y := margin + big.size*0.8
	width := float64(pictureWidth - 2*margin)
	y += s.lines(ink, point{margin, y}, atStart, big, s.fonts.wrap(title, big, width, 2))
	if subtitle != "" {
		y -= 6
		y += s.lines(muted, point{margin, y}, atStart, small, s.fonts.wrap(subtitle, small, width, 2))
	}
	return y - 6
}
