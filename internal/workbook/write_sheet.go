package workbook

import (
	"cmp"
	"fmt"
	"math"
	"strings"
	"unicode/utf8"

	"github.com/xuri/excelize/v2"

	"cairn/internal/inert"
)

// builder fills a workbook. After the first error the rest does nothing.
type builder struct {
	file   *excelize.File
	a      Assessment
	names  map[string]bool // tabs, in lower case
	err    error
	header int // styles
	text   int
	strong int
	title  int
}

func (b *builder) do(err error) {
	if b.err == nil {
		b.err = err
	}
}

func (b *builder) style(s excelize.Style) int {
	id, err := b.file.NewStyle(&s)
	b.do(err)
	return id
}

const (
	inkHeader  = "FFFFFF"
	fillHeader = "1F3A4D"
	lineColour = "C9D1D6"
)

func (b *builder) styles() {
	var border []excelize.Border
	for _, side := range []string{"left", "right", "top", "bottom"} {
		border = append(border, excelize.Border{Type: side, Color: lineColour, Style: 1})
	}
	wrapped := &excelize.Alignment{WrapText: true, Vertical: "top"}
	b.header = b.style(excelize.Style{
		Font: &excelize.Font{Bold: true, Color: inkHeader}, Alignment: wrapped, Border: border,
		Fill: excelize.Fill{Type: "pattern", Pattern: 1, Color: []string{fillHeader}},
	})
	b.text = b.style(excelize.Style{Alignment: wrapped, Border: border})
	b.strong = b.style(excelize.Style{Font: &excelize.Font{Bold: true}, Alignment: &excelize.Alignment{Vertical: "top"}})
	b.title = b.style(excelize.Style{Font: &excelize.Font{Bold: true, Size: 14}})
}

// sheet adds a tab, under a name that Excel takes and that is free.
func (b *builder) sheet(name string) string {
	name = strings.Trim(strings.Map(func(c rune) rune {
		if strings.ContainsRune(`[]:*?/\`, c) {
			return '-'
		}
		return c
	}, name), "'")
	name = cmp.Or(shorten(name, excelize.MaxSheetNameLength), "Tab")
	for n := 2; b.names[strings.ToLower(name)]; n++ {
		ending := fmt.Sprintf(" %d", n)
		name = string([]rune(name)[:min(utf8.RuneCountInString(name), excelize.MaxSheetNameLength-len(ending))]) + ending
	}
	if len(b.names) == 0 {
		b.do(b.file.SetSheetName("Sheet1", name))
	} else {
		_, err := b.file.NewSheet(name)
		b.do(err)
	}
	b.names[strings.ToLower(name)] = true
	orientation, fit, zero := "landscape", 1, 0
	b.do(b.file.SetPageLayout(name, &excelize.PageLayoutOptions{Orientation: &orientation, FitToWidth: &fit, FitToHeight: &zero}))
	return name
}

// set writes texts into a row, from column A.
func (b *builder) set(sheet string, line, style int, texts ...string) {
	for i, text := range texts {
		cell := at(i+1, line)
		b.do(b.file.SetCellStr(sheet, cell, cellText(text)))
		b.do(b.file.SetCellStyle(sheet, cell, cell, style))
	}
}

func at(column, line int) string {
	cell, _ := excelize.CoordinatesToCellName(column, line)
	return cell
}

// cellText is a text as a cell holds it: no longer than it may be, and no formula when somebody edits the cell or saves the
// tab as CSV. What it adds, [original] takes off.
func cellText(text string) string {
	if len(text) > maxCell-1 {
		text = shorten(text, maxCell-1)
	}
	if strings.HasPrefix(text, "'") { // else it would be taken for one of ours
		return "'" + text
	}
	return inert.Text(text)
}

// original is the text of which cellText made this one.
func original(text string) string {
	if strings.HasPrefix(text, "''") {
		return text[1:]
	}
	return inert.Original(text)
}

// layout sets the widths of the columns, in characters, and makes the rows from the header's on as tall as their texts: not
// every program does that by itself.
func (b *builder) layout(sheet string, header int, widths ...float64) {
	for i, width := range widths {
		name, err := excelize.ColumnNumberToName(i + 1)
		b.do(err)
		b.do(b.file.SetColWidth(sheet, name, name, width))
	}
	rows, err := b.file.GetRows(sheet)
	b.do(err)
	for i := header - 1; i < len(rows); i++ {
		tall := 1
		for column, text := range rows[i][:min(len(rows[i]), len(widths))] {
			tall = max(tall, folded(text, widths[column]))
		}
		b.do(b.file.SetRowHeight(sheet, i+1, min(float64(tall)*lineHeight, excelize.MaxRowHeight)))
	}
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

// table makes a header row stay in view and gives it filters.
func (b *builder) table(sheet string, line, columns, rows int) {
	b.do(b.file.SetPanes(sheet, &excelize.Panes{
		Freeze: true, XSplit: 1, YSplit: line, TopLeftCell: at(2, line+1), ActivePane: "bottomRight",
	}))
	b.do(b.file.AutoFilter(sheet, at(1, line)+":"+at(columns, line+max(rows, 1)), nil))
	yes := true
	b.do(b.file.SetSheetProps(sheet, &excelize.SheetPropsOptions{FitToPage: &yes})) // AutoFilter sets it back
}
