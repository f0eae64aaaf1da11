package chart

import (
	"strings"
	"sync"
	"unicode/utf8"

	"golang.org/x/image/font"
	"golang.org/x/image/font/gofont/gobold"
	"golang.org/x/image/font/gofont/goregular"
	"golang.org/x/image/font/opentype"
)

// style is a size in units and a weight.
type style struct {
	size float64
	bold bool
}

func (s style) leading() float64 { return s.size * 1.2 }

// rise is how far a line's baseline lies below its visual middle.
func (s style) rise() float64 { return s.size * 0.35 }

var (
	regular = sync.OnceValue(func() *opentype.Font { return mustParse(goregular.TTF) })
	bold    = sync.OnceValue(func() *opentype.Font { return mustParse(gobold.TTF) })
)

func mustParse(ttf []byte) *opentype.Font {
	f, err := opentype.Parse(ttf)
	if err != nil {
		panic("chart: the linked typeface does not parse: " + err.Error())
	}
	return f
}

// face is st at so many pixels a unit. A face serves one goroutine at a time.
func face(st style, scale float64) font.Face {
	f := regular()
	if st.bold {
		f = bold()
	}
	face, err := opentype.NewFace(f, &opentype.FaceOptions{Size: st.size * scale, DPI: 72, Hinting: font.HintingNone})
	if err != nil {
		panic("chart: the linked typeface has no face: " + err.Error()) // never: the options are sound
	}
	return face
}

// fonts keeps the faces of one picture.
type fonts struct {
	scale float64
	faces map[style]font.Face
}

func newFonts() *fonts { return &fonts{scale: 1, faces: map[style]font.Face{}} }

func (f *fonts) face(st style) font.Face {
	if f.faces[st] == nil {
		f.faces[st] = face(st, f.scale)
	}
	return f.faces[st]
}

// width is that of one line, in units.
func (f *fonts) width(text string, st style) float64 {
	return float64(font.MeasureString(f.face(st), text)) / 64 / f.scale
}

// wrap breaks text into at most n lines no wider than width, at spaces where it can. What does not fit ends in an
// ellipsis.
func (f *fonts) wrap(text string, st style, width float64, n int) []string {
	words := strings.Fields(text)
	var lines []string
	for len(words) > 0 && len(lines) < n {
		line := words[0]
		words = words[1:]
		if f.width(line, st) > width && len(lines) < n-1 { // a single long word
			head := f.cut(line, st, width)
			line, words = head, append([]string{line[len(head):]}, words...)
		} else {
			for len(words) > 0 && f.width(line+" "+words[0], st) <= width {
				line, words = line+" "+words[0], words[1:]
			}
		}
		lines = append(lines, line)
	}
	if len(lines) == 0 {
		return nil
	}
	last := &lines[len(lines)-1]
	if len(words) > 0 || f.width(*last, st) > width {
		rest := strings.Join(append([]string{*last}, words...), " ")
		*last = strings.TrimRight(f.cut(rest, st, width-f.width("…", st)), " ") + "…"
	}
	return lines
}

// cut is the longest start of text that fits, at least one letter.
func (f *fonts) cut(text string, st style, width float64) string {
	_, first := utf8.DecodeRuneInString(text)
	fits := first
	for i := range text {
		if i > 0 && f.width(text[:i], st) > width {
			return text[:fits]
		}
		fits = max(i, first)
	}
	if f.width(text, st) <= width {
		return text
	}
	return text[:fits]
}
