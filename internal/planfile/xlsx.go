package planfile

import (
	"io"
	"math"
	"strings"
	"time"

	"github.com/xuri/excelize/v2"

	"cairn/internal/assess"
	"cairn/internal/calendar"
	"cairn/internal/errs"
	"cairn/internal/inert"
	"cairn/internal/roadmap"
	"cairn/internal/sheets"
	"cairn/internal/target"
)

// XLSX writes a roadmap as a workbook with two tabs: its steps and actions, and its targets with how they stand and how
// their days moved. Days are cells that Excel reckons with; texts are strings, whatever they begin with.
func XLSX(w io.Writer, m roadmap.Roadmap, to Reader) (err error) {
	defer errs.Wrap(&err, "planfile.XLSX(%s)", m.Programme.ID)
	b := newBook(to)
	b.Do(b.File.SetDocProps(&excelize.DocProperties{Creator: "Cairn", Title: b.text(m.Programme.Scope), Created: stamp(m), Modified: stamp(m)}))
	b.roadmap(m)
	b.targets(m)
	return b.Write(w)
}

// stamp is the day that a workbook is of, so that the same roadmap makes the same bytes.
func stamp(m roadmap.Roadmap) string { return midnight(m.Today).Format(time.RFC3339) }

func (b *book) roadmap(m roadmap.Roadmap) {
	say := b.to.say
	s := b.sheet(say("Roadmap"), []column{
		{say("Position"), 10},
		{say("Step"), 16},
		{say("Category"), 26},
		{say("Level"), 8},
		{say("Title"), 48},
		{say("Status"), 14},
		{say("Overdue"), 10},
		{say("Owner"), 22},
		{say("Start"), 12},
		{say("Due"), 12},
		{say("Action"), 9},
		{say("Targets"), 10},
		{say("Helps"), 16},
		{say("Risk"), 10},
		{say("Why it is here"), 60},
		{say("Tracker"), 32},
		{say("Shown by"), 32},
	})
	for _, l := range lines(m, roadmap.Filter{}) {
		overdue := ""
		var issue, evidence, action string
		if l.action != nil {
			issue, evidence, action = l.action.Issue, l.action.Evidence, l.action.ID.Number()
		}
		if l.overdue {
			overdue = say("yes")
		}
		risk := ""
		if l.risk != "" {
			risk = b.to.text(l.risk.Words())
		}
		s.add(
			count(l.position), l.key, category(m.Model, l.category), count(l.level), l.title, b.to.text(l.status().Words()), overdue, b.to.name(l.owner),
			l.start, l.due, action, strings.Join(numbers(l.targets), ", "), strings.Join(l.items, ", "), risk, l.why(b.to), issue, evidence)
	}
	s.finish()
	status := func(s target.ActionStatus) string { return b.to.text(s.Words()) }
	s.mark(6, []colour{{status(target.Done), sheets.Green}, {status(target.Doing), sheets.Blue}, {status(target.Proposed), sheets.Grey}})
	s.mark(7, []colour{{say("yes"), sheets.Red}})
}

func (b *book) targets(m roadmap.Roadmap) {
	say := b.to.say
	s := b.sheet(say("Targets"), []column{
		{say("Target"), 9},
		{say("Category"), 30},
		{say("Level now"), 10},
		{say("Level"), 8},
		{say("Due"), 12},
		{say("State"), 14},
		{say("Why this state"), 52},
		{say("Progress"), 10},
		{say("Owner"), 22},
		{say("Expected"), 12},
		{say("Confidence"), 12},
		{say("Slips"), 8},
		{say("First due"), 12},
		{say("How its day moved"), 44},
		{say("Measure"), 48},
		{say("Reason"), 48},
	})
	for _, v := range m.Targets {
		var signs []string
		for _, sign := range v.Signs {
			signs = append(signs, b.to.text(sign.Says))
		}
		if v.Override != nil && v.Standing() == v.Override.State {
			signs = append([]string{v.Override.Reason}, signs...)
		}
		var expected calendar.Date
		confidence, first, moved := "", v.Due, []string(nil)
		if n := len(v.CheckIns); n > 0 {
			expected, confidence = v.CheckIns[n-1].Expected, b.to.text(assess.ConfidenceWords(v.CheckIns[n-1].Confidence))
		}
		for i, slip := range v.Slips {
			if i == 0 {
				first = slip.From
			}
			moved = append(moved, say("%s to %s: %s", slip.From, slip.To, slip.Why))
		}
		s.add(
			v.ID.Number(), category(v.Of, v.Category), count(v.Progress.Level), count(v.Level), v.Due, b.to.text(v.Standing().Words()), strings.Join(signs, " "),
			share(v.Progress.Share), b.to.name(v.Owner), expected, confidence, count(len(v.Slips)), first,
			strings.Join(moved, "\n"), b.to.text(v.ReachedWhen(v.Of)), v.Reason)
	}
	s.finish()
	state := func(s target.State) string { return b.to.text(s.Words()) }
	s.mark(6, []colour{{state(target.OnTrack), sheets.Green}, {state(target.AtRisk), sheets.Amber}, {state(target.OffTrack), sheets.Red}, {state(target.Missed), sheets.Red}})
}

// count is a number in a cell, empty for 0.
type count int

// share is a part of a whole in a cell.
type share float64

// book fills a workbook.
type book struct {
	*sheets.Book
	to      Reader
	date    int // styles
	percent int
}

func newBook(to Reader) *book {
	b := &book{Book: sheets.New(), to: to}
	isoDay := "yyyy-mm-dd"
	b.date = b.Cell(excelize.Style{CustomNumFmt: &isoDay})
	b.percent = b.Cell(excelize.Style{NumFmt: 9})
	return b
}

// text is what a cell can hold of a text.
func (b *book) text(s string) string {
	if runes := []rune(s); len(runes) > excelize.TotalCellChars-1 {
		s = string(runes[:excelize.TotalCellChars-2]) + "…"
	}
	return inert.Text(s)
}

// column is a column of a tab, with its width in characters.
type column struct {
	name  string
	width float64
}

// sheet is a tab with one table.
type sheet struct {
	*book
	name   string
	widths []float64
	line   int // the last one that was written
}

func (b *book) sheet(name string, columns []column) *sheet {
	s := &sheet{book: b, name: b.Tab(name), line: 1}
	for i, c := range columns {
		s.widths = append(s.widths, c.width)
		b.Do(b.File.SetCellStr(s.name, sheets.At(i+1, 1), c.name))
		b.Do(b.File.SetCellStyle(s.name, sheets.At(i+1, 1), sheets.At(i+1, 1), b.Header))
	}
	b.Widths(s.name, s.widths...)
	return s
}

// add writes a row of texts, counts, shares and days.
func (s *sheet) add(values ...any) {
	s.line++
	texts := make([]string, len(values))
	for i, value := range values {
		at, style := sheets.At(i+1, s.line), s.Plain
		switch v := value.(type) {
		case string:
			s.Do(s.File.SetCellStr(s.name, at, s.text(v)))
			texts[i] = v
		case count:
			if v != 0 {
				s.Do(s.File.SetCellInt(s.name, at, int64(v)))
			}
		case share:
			style = s.percent
			s.Do(s.File.SetCellValue(s.name, at, math.Round(float64(v)*100)/100))
		case calendar.Date:
			style = s.date
			if !v.IsZero() {
				s.Do(s.File.SetCellValue(s.name, at, midnight(v)))
			}
		}
		s.Do(s.File.SetCellStyle(s.name, at, at, style))
	}
	s.Fit(s.name, s.line, texts, s.widths)
}

// finish makes the header stay in view and gives it filters.
func (s *sheet) finish() {
	s.Freeze(s.name, 1, 0)
	s.Filter(s.name, 1, len(s.widths), s.line)
}

// colour is what a cell that says something is filled with.
type colour struct{ says, fill string }

// mark colours the cells of a column by what they say.
func (s *sheet) mark(column int, colours []colour) {
	for _, c := range colours {
		s.Colour(s.name, column, 2, max(s.line, 2), c.says, c.fill)
	}
}
