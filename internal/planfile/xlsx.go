package planfile

import (
	"io"
	"math"
	"strings"
	"time"
	"unicode/utf8"

	"github.com/xuri/excelize/v2"

	"cairn/internal/assess"
	"cairn/internal/calendar"
	"cairn/internal/errs"
	"cairn/internal/inert"
	"cairn/internal/roadmap"
	"cairn/internal/target"
)

// XLSX writes a roadmap as a workbook with two tabs: its steps and actions, and its targets with how they stand and how
// their days moved. Days are cells that Excel reckons with; texts are strings, whatever they begin with.
func XLSX(w io.Writer, m roadmap.Roadmap, to Reader) (err error) {
	defer errs.Wrap(&err, "planfile.XLSX(%s)", m.Programme.ID)
	b := &book{file: excelize.NewFile(), to: to}
	defer b.file.Close()
	b.styles()
	b.do(b.file.SetDocProps(&excelize.DocProperties{Creator: "Cairn", Title: b.text(m.Programme.Scope), Created: stamp(m), Modified: stamp(m)}))
	b.roadmap(m)
	b.targets(m)
	if b.err == nil {
		b.file.SetActiveSheet(0)
		_, b.err = b.file.WriteTo(w)
	}
	return b.err
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
			l.start, l.due, action, strings.Join(numbers(l.targets), ", "), risk, l.why(b.to), issue, evidence)
	}
	s.finish()
	status := func(s target.ActionStatus) string { return b.to.text(s.Words()) }
	s.mark(6, []colour{{status(target.Done), green}, {status(target.Doing), blue}, {status(target.Proposed), grey}})
	s.mark(7, []colour{{say("yes"), red}})
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
	s.mark(6, []colour{{state(target.OnTrack), green}, {state(target.AtRisk), amber}, {state(target.OffTrack), red}, {state(target.Missed), red}})
}

// count is a number in a cell, empty for 0.
type count int

// share is a part of a whole in a cell.
type share float64

// book fills a workbook. After the first error the rest does nothing.
type book struct {
	file    *excelize.File
	to      Reader
	err     error
	sheets  int
	header  int // styles
	plain   int
	date    int
	percent int
}

func (b *book) do(err error) {
	if b.err == nil {
		b.err = err
	}
}

func (b *book) style(s excelize.Style) int {
	id, err := b.file.NewStyle(&s)
	b.do(err)
	return id
}

func (b *book) styles() {
	var border []excelize.Border
	for _, side := range []string{"left", "right", "top", "bottom"} {
		border = append(border, excelize.Border{Type: side, Color: "C9D1D6", Style: 1})
	}
	wrapped := &excelize.Alignment{WrapText: true, Vertical: "top", Horizontal: "left"}
	isoDay := "yyyy-mm-dd"
	b.header = b.style(excelize.Style{
		Font: &excelize.Font{Bold: true, Color: "FFFFFF"}, Alignment: wrapped, Border: border,
		Fill: excelize.Fill{Type: "pattern", Pattern: 1, Color: []string{"1F3A4D"}},
	})
	b.plain = b.style(excelize.Style{Alignment: wrapped, Border: border})
	b.date = b.style(excelize.Style{Alignment: wrapped, Border: border, CustomNumFmt: &isoDay})
	b.percent = b.style(excelize.Style{Alignment: wrapped, Border: border, NumFmt: 9})
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
	name    string
	columns []column
	line    int // the last one that was written
}

func (b *book) sheet(name string, columns []column) *sheet {
	s := &sheet{book: b, name: tabName(name), columns: columns, line: 1}
	if b.sheets++; b.sheets == 1 {
		b.do(b.file.SetSheetName("Sheet1", s.name))
	} else {
		_, err := b.file.NewSheet(s.name)
		b.do(err)
	}
	for i, c := range columns {
		at, err := excelize.ColumnNumberToName(i + 1)
		b.do(err)
		b.do(b.file.SetColWidth(s.name, at, at, c.width))
		b.do(b.file.SetCellStr(s.name, cell(i+1, 1), c.name))
		b.do(b.file.SetCellStyle(s.name, cell(i+1, 1), cell(i+1, 1), b.header))
	}
	return s
}

// tabName is a name that Excel takes.
func tabName(name string) string {
	runes := []rune(strings.Map(func(c rune) rune {
		if strings.ContainsRune(`[]:*?/\'`, c) {
			return '-'
		}
		return c
	}, name))
	return string(runes[:min(len(runes), excelize.MaxSheetNameLength)])
}

// add writes a row of texts, counts, shares and days.
func (s *sheet) add(values ...any) {
	s.line++
	tall := 1
	for i, value := range values {
		at, style := cell(i+1, s.line), s.plain
		switch v := value.(type) {
		case string:
			s.do(s.file.SetCellStr(s.name, at, s.text(v)))
			tall = max(tall, folded(v, s.columns[i].width))
		case count:
			if v != 0 {
				s.do(s.file.SetCellInt(s.name, at, int64(v)))
			}
		case share:
			style = s.percent
			s.do(s.file.SetCellValue(s.name, at, math.Round(float64(v)*100)/100))
		case calendar.Date:
			style = s.date
			if !v.IsZero() {
				s.do(s.file.SetCellValue(s.name, at, midnight(v)))
			}
		}
		s.do(s.file.SetCellStyle(s.name, at, at, style))
	}
	s.do(s.file.SetRowHeight(s.name, s.line, min(float64(tall)*lineHeight, excelize.MaxRowHeight))) // not every program fits rows to their text
}

// lineHeight is that of a line in a cell, in points.
const lineHeight = 15

// folded is in about how many lines a text stands in a column of a width.
func folded(text string, width float64) (lines int) {
	for paragraph := range strings.SplitSeq(text, "\n") {
		lines += max(1, int(math.Ceil(float64(utf8.RuneCountInString(paragraph))/(width-1))))
	}
	return lines
}

// finish makes the header stay in view and gives it filters, and fits the tab to the width of a page.
func (s *sheet) finish() {
	s.do(s.file.SetPanes(s.name, &excelize.Panes{Freeze: true, YSplit: 1, TopLeftCell: "A2", ActivePane: "bottomLeft"}))
	s.do(s.file.AutoFilter(s.name, "A1:"+cell(len(s.columns), max(s.line, 2)), nil))
	orientation, fit, zero, on := "landscape", 1, 0, true
	s.do(s.file.SetPageLayout(s.name, &excelize.PageLayoutOptions{Orientation: &orientation, FitToWidth: &fit, FitToHeight: &zero}))
	s.do(s.file.SetSheetProps(s.name, &excelize.SheetPropsOptions{FitToPage: &on})) // AutoFilter sets it back
}

// colour is what a cell that says something is filled with.
type colour struct{ says, fill string }

const (
	green = "D5EBDD"
	blue  = "DCEBF7"
	amber = "FBEBC8"
	red   = "F6D5D2"
	grey  = "E4E8EB"
)

// mark colours the cells of a column by what they say.
func (s *sheet) mark(column int, colours []colour) {
	cells := cell(column, 2) + ":" + cell(column, max(s.line, 2))
	for _, c := range colours {
		style, err := s.file.NewConditionalStyle(&excelize.Style{Fill: excelize.Fill{Type: "pattern", Pattern: 1, Color: []string{c.fill}}})
		s.do(err)
		s.do(s.file.SetConditionalFormat(s.name, cells, []excelize.ConditionalFormatOptions{
			{Type: "cell", Criteria: "==", Format: &style, Value: `"` + strings.ReplaceAll(c.says, `"`, `""`) + `"`},
		}))
	}
}

func cell(column, line int) string {
	name, _ := excelize.CoordinatesToCellName(column, line) // both are above 0
	return name
}
