package chart

import (
	"fmt"
	"strings"
	"testing"
	"time"
	"unicode/utf8"

	"github.com/stretchr/testify/assert"
	"pgregory.net/rapid"
)

// box is the space a text takes.
type box struct {
	text                     string
	left, top, right, bottom float64
}

func boxes(s *scene) []box {
	var all []box
	for _, m := range s.marks {
		if m.text == "" {
			continue
		}
		left, width := m.at.x, s.fonts.width(m.text, m.style)
		switch m.anchor {
		case atMiddle:
			left -= width / 2
		case atEnd:
			left -= width
		}
		all = append(all, box{m.text, left, m.at.y - m.style.size*0.75, left + width, m.at.y + m.style.size*0.22})
	}
	return all
}

// checkLayout fails if a text leaves the picture or touches another, or a polygon leaves the picture.
func checkLayout(s *scene) error {
	for _, m := range s.marks {
		for _, p := range m.polygon {
			if !(p.x >= 0 && p.x <= s.width && p.y >= 0 && p.y <= s.height) {
				return fmt.Errorf("a polygon reaches %v, outside %v x %v", p, s.width, s.height)
			}
		}
	}
	texts := boxes(s)
	for i, a := range texts {
		if a.left < 0 || a.top < 0 || a.right > s.width || a.bottom > s.height {
			return fmt.Errorf("the text %+v leaves the picture of %v x %v", a, s.width, s.height)
		}
		for _, b := range texts[:i] {
			if a.left < b.right && b.left < a.right && a.top < b.bottom && b.top < a.bottom {
				return fmt.Errorf("the texts %+v and %+v overlap", a, b)
			}
		}
	}
	return nil
}

func drawName(t *rapid.T, label string) string {
	words := rapid.SliceOfN(rapid.StringMatching(`[A-Za-zÄéşЖω-]{1,14}`), 1, 9).Draw(t, label)
	return strings.Join(words, " ")
}

func drawLevels(t *rapid.T) []Level {
	levels := make([]Level, rapid.IntRange(2, 6).Draw(t, "levels"))
	first := rapid.IntRange(0, 1).Draw(t, "first level")
	for i := range levels {
		levels[i] = Level{float64(i + first), drawName(t, "level")}
	}
	return levels
}

func drawValue(t *rapid.T, end float64) Value {
	low := float64(rapid.IntRange(0, int(end*20)).Draw(t, "low")) / 20
	switch rapid.IntRange(0, 3).Draw(t, "kind") {
	case 0:
		return Value{}
	case 1:
		return Between(low, low+(end-low)/2)
	}
	return Exactly(low)
}

func TestNoTextOfBarsTouchesAnotherOrLeavesThePicture(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		b := Bars{
			Title: drawName(t, "title"), Subtitle: drawName(t, "subtitle"), Levels: drawLevels(t),
			Now: drawName(t, "now"), Before: rapid.SampledFrom([]string{"", "2026-Q3", drawName(t, "before")}).Draw(t, "before"),
		}
		end := b.Levels[len(b.Levels)-1].At
		for range rapid.IntRange(1, 20).Draw(t, "rows") {
			b.Rows = append(b.Rows, Row{drawName(t, "row"), drawValue(t, end), drawValue(t, end)})
		}
		s, err := b.draw()
		if err == nil {
			err = checkLayout(s)
		}
		if err != nil {
			t.Fatal(err)
		}
	})
}

func TestNoTextOfAGanttTouchesAnotherOrLeavesThePicture(t *testing.T) {
	t.Parallel()
	first := time.Date(2026, 1, 1, 0, 0, 0, 0, time.UTC)
	rapid.Check(t, func(t *rapid.T) {
		day := func(label string) time.Time { return first.AddDate(0, 0, rapid.IntRange(0, 3000).Draw(t, label)) }
		g := Gantt{Title: drawName(t, "title"), Subtitle: drawName(t, "subtitle"), Today: day("today"), Now: drawName(t, "now")}
		g.Labels = map[SpanKind]string{Goal: drawName(t, "label"), Overdue: drawName(t, "label")}
		all := []SpanKind{Heading, Goal, Proposed, Planned, Underway, Finished, Overdue}
		for range rapid.IntRange(1, MaxSpans).Draw(t, "rows") {
			r := Span{Kind: rapid.SampledFrom(all).Draw(t, "kind"), Name: drawName(t, "row"), Note: drawName(t, "note"), Start: day("start")}
			r.End = r.Start.AddDate(0, 0, rapid.IntRange(0, 1500).Draw(t, "days"))
			g.Rows = append(g.Rows, r)
		}
		s, err := g.draw()
		if err == nil {
			err = checkLayout(s)
		}
		if err != nil {
			t.Fatal(err)
		}
	})
}

func TestWrapKeepsWithinItsLinesAndWidthAndLosesNothingUnmarked(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		f, st := newFonts(), style{size: 20}
		text := rapid.String().Draw(t, "text")
		width := rapid.Float64Range(60, 400).Draw(t, "width")
		n := rapid.IntRange(1, 3).Draw(t, "lines")
		lines := f.wrap(text, st, width, n)
		if len(lines) > n {
			t.Fatalf("%d lines", len(lines))
		}
		for _, l := range lines {
			if f.width(l, st) > width && utf8.RuneCountInString(l) > 2 {
				t.Fatalf("%q is wider than %v", l, width)
			}
		}
		kept := strings.Join(strings.Fields(strings.Join(lines, "")), "")
		if whole := strings.Join(strings.Fields(text), ""); kept != whole && !strings.HasSuffix(kept, "…") {
			t.Fatalf("%q became %q", whole, lines)
		}
	})
}

func TestSmallestTextStaysLegibleInSlack(t *testing.T) {
	t.Parallel()
	s, err := Bars{
		Title: "T", Subtitle: "S", Levels: []Level{{5, "Top"}}, Now: "now", Before: "before",
		Rows: []Row{{"A", Exactly(1), Exactly(2)}, {"B", Value{}, Value{}}},
	}.draw()
	assert.NoError(t, err)
	for _, m := range s.marks {
		if m.text != "" {
			assert.GreaterOrEqual(t, m.style.size, 20.0, m.text)
		}
	}
}
