package workbook

import (
	"strings"

	"cairn/internal/inert"
	"cairn/internal/sheets"
)

// builder fills the workbook of an assessment.
type builder struct {
	*sheets.Book
	a      Assessment
	strong int // styles
	title  int
}

// set writes texts into a row, from column A.
func (b *builder) set(tab string, line, style int, texts ...string) {
	for i, text := range texts {
		cell := sheets.At(i+1, line)
		b.Do(b.File.SetCellStr(tab, cell, cellText(text)))
		b.Do(b.File.SetCellStyle(tab, cell, cell, style))
	}
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

// layout sets the widths of the columns, in characters, and makes the rows from the header's on as tall as their texts.
func (b *builder) layout(tab string, header int, widths ...float64) {
	b.Widths(tab, widths...)
	rows, err := b.File.GetRows(tab)
	b.Do(err)
	for i := header - 1; i < len(rows); i++ {
		b.Fit(tab, i+1, rows[i], widths)
	}
}

// table makes a header in the first row and the first column stay in view, and gives the header filters.
func (b *builder) table(tab string, columns, rows int) {
	b.Freeze(tab, 1, 1)
	b.Filter(tab, 1, columns, 1+rows)
}
