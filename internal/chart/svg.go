package chart

import (
	"bytes"
	"encoding/xml"
	"fmt"
	"strconv"
)

// svg renders the scene. The title and description let a screen reader tell what the picture shows. Each text states the
// length it was laid out for, so that it fits whichever face the viewer has.
func (s *scene) svg(title, alt string) []byte {
	var b bytes.Buffer
	w, h := coordinate(s.width), coordinate(s.height)
	fmt.Fprintf(&b, `<svg xmlns="http://www.w3.org/2000/svg" width="%s" height="%s" viewBox="0 0 %s %s" role="img" `+
		`font-family="Go, 'Segoe UI', 'Helvetica Neue', Arial, sans-serif">`+"\n", w, h, w, h)
	fmt.Fprintf(&b, "<title>%s</title>\n<desc>%s</desc>\n", escape(title), escape(alt))
	fmt.Fprintf(&b, `<rect width="%s" height="%s" fill="#ffffff"/>`+"\n", w, h)
	for _, m := range s.marks {
		if m.text == "" {
			b.WriteString(`<path d="`)
			for i, p := range m.polygon {
				b.WriteByte("ML"[min(i, 1)])
				b.WriteString(coordinate(p.x) + " " + coordinate(p.y))
			}
			fmt.Fprintf(&b, `Z" fill="#%06x"/>`+"\n", uint32(m.fill))
			continue
		}
		fmt.Fprintf(&b, `<text x="%s" y="%s" font-size="%s"`, coordinate(m.at.x), coordinate(m.at.y), coordinate(m.style.size))
		if m.style.bold {
			b.WriteString(` font-weight="bold"`)
		}
		if m.anchor != atStart {
			fmt.Fprintf(&b, ` text-anchor="%s"`, [...]string{atMiddle: "middle", atEnd: "end"}[m.anchor])
		}
		fmt.Fprintf(&b, ` textLength="%s" lengthAdjust="spacingAndGlyphs" fill="#%06x">%s</text>`+"\n",
			coordinate(s.fonts.width(m.text, m.style)), uint32(m.fill), escape(m.text))
	}
	b.WriteString("</svg>\n")
	return b.Bytes()
}

// coordinate prints with at most one decimal, which is finer than any screen shows.
func coordinate(f float64) string {
	s := strconv.FormatFloat(f, 'f', 1, 64)
	if s == "-0.0" {
		return "0"
	}
	return string(bytes.TrimSuffix([]byte(s), []byte(".0")))
}

func escape(s string) string {
	var b bytes.Buffer
	_ = xml.EscapeText(&b, []byte(s)) // a bytes.Buffer does not fail
	return b.String()
}
