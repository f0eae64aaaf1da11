package workbook

import (
	"slices"
	"strings"
	"unicode/utf8"

	"github.com/xuri/excelize/v2"
)

// tab is a worksheet with its rows that have content.
type tab struct {
	name     string
	rows     []row
	formulas int
	unsaved  []string
}

// row is one row; cells are tidied texts, the first that of column A.
type row struct {
	number int // as the spreadsheet counts, from 1
	cells  []string
}

// cell returns the text in a column, or "" where the row is shorter.
func (r row) cell(column int) string {
	if column < 0 || column >= len(r.cells) {
		return ""
	}
	return r.cells[column]
}

// filled counts the cells with text.
func (r row) filled() int {
	n := 0
	for _, c := range r.cells {
		if c != "" {
			n++
		}
	}
	return n
}

// readTabs reads the worksheets in the order of their tabs. It streams, so that empty rows cost nothing.
func readTabs(book *excelize.File, all map[string]marks, name string) ([]tab, error) {
	var tabs []tab
	budget := maxText
	for _, sheet := range book.GetSheetList() {
		m, ok := all[sheet]
		if !ok {
			continue // a chart
		}
		t := tab{name: sheet, formulas: m.formulas, unsaved: m.unsaved}
		stream, err := book.Rows(sheet)
		if err != nil {
			return nil, damaged(name, err)
		}
		number := 0
		for stream.Next() {
			number++
			cells, err := stream.Columns(excelize.Options{RawCellValue: true})
			if err != nil {
				_ = stream.Close()
				return nil, damaged(name, err)
			}
			r := row{number: number}
			for _, text := range cells[:min(len(cells), maxColumns)] {
				if len(text) > maxCell*utf8.UTFMax {
					_ = stream.Close()
					return nil, invalid("%s: tab %q has a cell in row %d with more text than a cell can hold.", name, sheet, number)
				}
				text = tidy(text)
				budget -= len(text)
				r.cells = append(r.cells, text)
			}
			if r.filled() == 0 {
				continue
			}
			t.rows = append(t.rows, r)
			if len(t.rows) > maxRows {
				_ = stream.Close()
				return nil, invalid("%s: tab %q has more than %d rows with content; a workbook of this kind has fewer. Remove what does not belong to it.", name, sheet, maxRows)
			}
			if budget < 0 {
				_ = stream.Close()
				return nil, invalid("%s holds more text than a workbook of this kind has (%d MiB). Remove tabs that do not belong to it.", name, maxText>>20)
			}
		}
		err = stream.Error()
		_ = stream.Close()
		if err != nil {
			return nil, damaged(name, err)
		}
		t.spread(m.merged)
		tabs = append(tabs, t)
	}
	return tabs, nil
}

// spread puts the text of a merged area into the first column of each of its rows, and along its first row. That is what
// a reader sees: one value for all of them.
func (t *tab) spread(areas []mergeArea) {
	byNumber := make(map[int]int, len(t.rows))
	for i, r := range t.rows {
		byNumber[r.number] = i
	}
	for _, a := range areas {
		i, ok := byNumber[a.top]
		if !ok || a.right > maxColumns || a.top == a.bottom {
			continue // along a row, the first cell says it
		}
		text := t.rows[i].cell(a.left - 1)
		if text == "" {
			continue
		}
		for number := a.top + 1; number <= min(a.bottom, a.top+maxRows); number++ {
			if i, ok := byNumber[number]; ok {
				r := &t.rows[i]
				for len(r.cells) < a.left {
					r.cells = append(r.cells, "")
				}
				r.cells[a.left-1] = text
			}
		}
	}
}

// tidy makes a cell's text plain: no control characters but line breaks, no odd blanks, no blanks at the ends of lines,
// at most one empty line in a row.
func tidy(text string) string {
	text = strings.NewReplacer("\r\n", "\n", "\r", "\n", "_x000D_", "", "\u00a0", " ", "\u200b", "", "\ufeff", "", "\t", " ").Replace(strings.ToValidUTF8(text, "\ufffd"))
	text = strings.Map(func(c rune) rune {
		if c < ' ' && c != '\n' || c == 0x7f || c == '\u0085' || c == '\u2028' || c == '\u2029' || c == 0xfffe || c == 0xffff {
			return -1
		}
		return c
	}, text)
	lines := strings.Split(text, "\n")
	for i, line := range lines {
		lines[i] = strings.Join(strings.FieldsFunc(line, func(c rune) bool { return c == ' ' }), " ")
	}
	lines = slices.CompactFunc(lines, func(a, b string) bool { return a == "" && b == "" })
	return strings.TrimLeft(original(strings.Trim(strings.Join(lines, "\n"), "\n")), " \n")
}

// oneLine puts a text on one line, as names and ids are.
func oneLine(text string) string { return strings.Join(strings.Fields(text), " ") }
