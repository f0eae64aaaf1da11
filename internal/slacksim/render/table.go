package render

import (
	"strconv"
	"strings"
)

// table draws a table block; its first row is the heading.
func (r *renderer) table(b object) {
	settings := b.list("column_settings")
	r.open("div", cls("blk table-scroll"), bid(b), at("tabindex", "0"), at("role", "region"), at("aria-label", "Table"))
	r.open("table", cls("grid"))
	for i, v := range b.list("rows") {
		cells, _ := v.([]any)
		tag := "td"
		switch i {
		case 0:
			tag = "th"
			r.open("thead")
		case 1:
			r.open("tbody")
		}
		r.open("tr")
		for j, c := range cells {
			attrs := []attr{cls(columnClass(settings, j))}
			if tag == "th" {
				attrs = append(attrs, at("scope", "col"))
			}
			r.open(tag, attrs...)
			r.cell(asObject(c), "")
			r.end(tag)
		}
		r.end("tr")
		if i == 0 {
			r.end("thead")
		}
	}
	if len(b.list("rows")) > 1 {
		r.end("tbody")
	}
	r.end("table")
	r.end("div")
}

func columnClass(settings []any, j int) string {
	if j >= len(settings) {
		return "left"
	}
	s := asObject(settings[j])
	class := "left"
	switch s.str("align") {
	case "center", "right":
		class = s.str("align")
	}
	if s.flag("is_wrapped") {
		class += " wrapped"
	}
	return class
}

// cell draws the inside of a cell of either kind of table; block is the table's id.
func (r *renderer) cell(c object, block string) {
	switch c.str("type") {
	case "rich_text":
		r.richElements(c.list("elements"))
	case "raw_number":
		r.text(cellText(c))
	case "raw_text":
		r.lines(c.str("text"))
	case "action_cell":
		if e := c.obj("element"); e != nil {
			r.element(e, place{block: block, dispatch: true})
			return
		}
		r.cell(c.obj("fallback"), block)
	case "":
	default:
		r.unknown(c.str("type"), map[string]any(c))
	}
}

// cellText is what a cell says without markup: what it is sorted by.
func cellText(c object) string {
	if t := c.str("text"); t != "" {
		return t
	}
	if n, ok := c.num("value"); ok {
		return number(n)
	}
	return plainText(c)
}

// plainText gathers the text of a rich text cell.
func plainText(c object) string {
	var b strings.Builder
	for _, v := range c.list("elements") {
		e := asObject(v)
		b.WriteString(e.str("text"))
		b.WriteString(plainText(e))
	}
	return b.String()
}

const defaultPageSize = 5

// dataTable draws a data_table: a caption, headings that sort, rows in pages. Sorting and paging are the script's; without
// it every row shows.
func (r *renderer) dataTable(b object) {
	rows := b.list("rows")
	size := defaultPageSize
	if n, ok := b.num("page_size"); ok && n >= 1 {
		size = int(min(n, 100))
	}
	headerColumn := 0
	if n, ok := b.num("row_header_column_index"); ok {
		headerColumn = int(n)
	}
	r.open("div", cls("blk data-table"), bid(b), at("data-page-size", strconv.Itoa(size)))
	r.open("div", cls("table-scroll"), at("tabindex", "0"), at("role", "region"), at("aria-label", b.str("caption")))
	r.open("table", cls("grid"))
	r.el("caption", b.str("caption"))
	for i, v := range rows {
		cells, _ := v.([]any)
		switch i {
		case 0:
			r.open("thead")
			r.dataTableHead(cells)
			r.end("thead")
			r.open("tbody")
			continue
		}
		r.open("tr")
		for j, c := range cells {
			cell := asObject(c)
			tag, scope, class := "td", attr{}, "left"
			if j == headerColumn {
				tag, scope = "th", at("scope", "row")
			}
			sort := cellText(cell)
			if n, ok := cell.num("value"); ok {
				sort, class = strconv.FormatFloat(n, 'f', -1, 64), "right"
			}
			r.open(tag, cls(class), scope, at("data-sort", sort))
			r.cell(cell, b.str("block_id"))
			r.end(tag)
		}
		r.end("tr")
	}
	if len(rows) > 0 {
		r.end("tbody")
	}
	r.end("table")
	r.end("div")
	if n := len(rows) - 1; n > size {
		r.open("div", cls("pager"))
		r.el("button", "Previous", cls("btn small"), at("type", "button"), at("data-page", "-1"))
		r.el("span", strconv.Itoa(n)+" rows", cls("pager-text"), at("aria-live", "polite"))
		r.el("button", "Next", cls("btn small"), at("type", "button"), at("data-page", "1"))
		r.end("div")
	}
	r.end("div")
}

func (r *renderer) dataTableHead(cells []any) {
	r.open("tr")
	for _, c := range cells {
		r.open("th", at("scope", "col"))
		r.open("button", cls("sort"), at("type", "button"))
		r.cell(asObject(c), "")
		r.end("button")
		r.end("th")
	}
	r.end("tr")
}

func splitLines(s string) []string { return strings.Split(s, "\n") }

// number writes a value without noise: 2, 2.4, -0.25.
func number(n float64) string { return strconv.FormatFloat(n, 'f', -1, 64) }
