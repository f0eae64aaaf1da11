// Package sheets is what the workbooks that Cairn writes have in common: their look, tabs under names that Excel takes and
// that fit the width of a page, rows as tall as their texts.
package sheets

import (
	"cmp"
	"fmt"
	"io"
	"math"
	"strings"
	"unicode/utf8"

	"github.com/xuri/excelize/v2"
)

// What a cell that says something is filled with.
const (
	Green = "D5EBDD"
	Blue  = "DCEBF7"
	Amber = "FBEBC8"
	Red   = "F6D5D2"
	Grey  = "E4E8EB"
)

// lineHeight is that of a line in a cell, in points.
const lineHeight = 15

// Book fills a workbook. After the first error the rest does nothing, and Write returns it.
type Book struct {
	File   *excelize.File
	Header int // the style of the cells of a header
	Plain  int // and of what stands below it

	tabs map[string]bool // in lower case
	err  error
}

// New returns an empty workbook. Write closes it.
func New() *Book {
	b := &Book{File: excelize.NewFile(), tabs: map[string]bool{}}
	b.Header = b.Cell(excelize.Style{
		Font: &excelize.Font{Bold: true, Color: "FFFFFF"},
		Fill: excelize.Fill{Type: "pattern", Pattern: 1, Color: []string{"1F3A4D"}},
	})
	b.Plain = b.Cell(excelize.Style{})
	return b
}

// Write writes the workbook, its first tab on top, and closes it.
func (b *Book) Write(w io.Writer) error {
	defer b.File.Close()
	if b.err == nil {
		b.File.SetActiveSheet(0)
		_, b.err = b.File.WriteTo(w)
	}
	return b.err
}

// Do keeps the error of what was done, if it is the first.
func (b *Book) Do(err error) {
	if b.err == nil {
		b.err = err
	}
}

// Style returns the number of a style.
func (b *Book) Style(s excelize.Style) int {
	id, err := b.File.NewStyle(&s)
	b.Do(err)
	return id
}

// Cell returns the number of a style for the cells of a table: wrapped, and with lines around.
func (b *Book) Cell(s excelize.Style) int {
	s.Alignment = &excelize.Alignment{WrapText: true, Vertical: "top", Horizontal: "left"}
	for _, side := range []string{"left", "right", "top", "bottom"} {
		s.Border = append(s.Border, excelize.Border{Type: side, Color: "C9D1D6", Style: 1})
	}
	return b.Style(s)
}

// Tab adds a tab, under a name that Excel takes and that is free, and returns that name.
func (b *Book) Tab(name string) string {
	name = strings.Trim(strings.Map(func(c rune) rune {
		if strings.ContainsRune(`[]:*?/\`, c) {
			return '-'
		}
		return c
	}, name), "'")
	name = cmp.Or(cut(name, excelize.MaxSheetNameLength), "Tab")
	for n := 2; b.tabs[strings.ToLower(name)]; n++ {
		ending := fmt.Sprintf(" %d", n)
		name = cut(name, excelize.MaxSheetNameLength-len(ending)) + ending
	}
	if len(b.tabs) == 0 {
		b.Do(b.File.SetSheetName("Sheet1", name))
	} else {
		_, err := b.File.NewSheet(name)
		b.Do(err)
	}
	b.tabs[strings.ToLower(name)] = true
	orientation, fit, zero := "landscape", 1, 0
	b.Do(b.File.SetPageLayout(name, &excelize.PageLayoutOptions{Orientation: &orientation, FitToWidth: &fit, FitToHeight: &zero}))
	return name
}

// cut is what there is room for of a name.
func cut(name string, most int) string {
	return string([]rune(name)[:min(utf8.RuneCountInString(name), most)])
}

// Widths sets the widths of the columns of a tab, in characters.
func (b *Book) Widths(tab string, widths ...float64) {
	for i, width := range widths {
		name, err := excelize.ColumnNumberToName(i + 1)
		b.Do(err)
		b.Do(b.File.SetColWidth(tab, name, name, width))
	}
}

// Fit makes a row as tall as its texts, in columns of the widths: not every program does that by itself.
func (b *Book) Fit(tab string, line int, texts []string, widths []float64) {
	tall := 1
	for i, text := range texts[:min(len(texts), len(widths))] {
		tall = max(tall, folded(text, widths[i]))
	}
	b.Do(b.File.SetRowHeight(tab, line, min(float64(tall)*lineHeight, excelize.MaxRowHeight)))
}

// folded is in about how many lines a text stands in a column of a width.
func folded(text string, width float64) (lines int) {
	for paragraph := range strings.SplitSeq(text, "\n") {
		lines += max(1, int(math.Ceil(float64(utf8.RuneCountInString(paragraph))/(width-1))))
	}
	return lines
}

// Freeze keeps the lines up to a header in view, and so many columns.
func (b *Book) Freeze(tab string, header, columns int) {
	pane := "bottomLeft"
	if columns > 0 {
		pane = "bottomRight"
	}
	b.Do(b.File.SetPanes(tab, &excelize.Panes{
		Freeze: true, XSplit: columns, YSplit: header, TopLeftCell: At(columns+1, header+1), ActivePane: pane,
	}))
}

// Filter gives a header filters for the lines below it, down to the last.
func (b *Book) Filter(tab string, header, columns, last int) {
	b.Do(b.File.AutoFilter(tab, At(1, header)+":"+At(columns, max(last, header+1)), nil))
	fit := true
	b.Do(b.File.SetSheetProps(tab, &excelize.SheetPropsOptions{FitToPage: &fit})) // AutoFilter sets it back
}

// Colour fills the cells of a column, from one line to another, that say something.
func (b *Book) Colour(tab string, column, from, to int, says, fill string) {
	style, err := b.File.NewConditionalStyle(&excelize.Style{Fill: excelize.Fill{Type: "pattern", Pattern: 1, Color: []string{fill}}})
	b.Do(err)
	b.Do(b.File.SetConditionalFormat(tab, At(column, from)+":"+At(column, to), []excelize.ConditionalFormatOptions{
		{Type: "cell", Criteria: "==", Format: &style, Value: `"` + strings.ReplaceAll(says, `"`, `""`) + `"`},
	}))
}

// At is the name of a cell, such as B3. Columns and lines count from 1.
func At(column, line int) string {
	name, _ := excelize.CoordinatesToCellName(column, line) // both are above 0
	return name
}
