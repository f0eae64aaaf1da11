package blockkit

import "unicode/utf8"

// The data blocks: table, data_table and data_visualization.

func (c *checker) table(b map[string]any, ptr string) {
	c.tables++
	if c.tables == 2 {
		c.fault(at(ptr, "type"), "count", "only one table is allowed")
	}
	before := c.cells
	for _, row := range c.rows(b, ptr, 100) {
		for _, cell := range row {
			switch t := str(cell.obj, "type"); t {
			case "raw_text":
				c.cells += utf8.RuneCountInString(c.text(cell.obj, cell.ptr, "text", true, 0, 10000))
			case "raw_number":
				c.number(cell.obj, cell.ptr, "value")
				c.cells += utf8.RuneCountInString(str(cell.obj, "text"))
			case "rich_text":
				c.richText(cell.obj, cell.ptr)
				c.cells += textLength(cell.obj)
			default:
				c.fault(at(cell.ptr, "type"), "enum", "unsupported type: %s", t)
			}
		}
	}
	if before <= 10000 && c.cells > 10000 {
		c.fault(at(ptr, "rows"), "length", "cells together must be less than 10001 characters")
	}
	for _, s := range c.items(b, ptr, "column_settings", false, 0, 20) {
		c.enum(s.obj, s.ptr, "align", false, "left", "center", "right")
	}
}

func (c *checker) dataTable(b map[string]any, ptr string) {
	c.text(b, ptr, "caption", true, 1, 3000)
	c.integer(b, ptr, "page_size", 1, 100)
	c.integer(b, ptr, "row_header_column_index", 0, 19)
	before := c.dataCells
	rows := c.rows(b, ptr, 201)
	for i, row := range rows {
		if len(row) != len(rows[0]) {
			c.fault(atIndex(ptr, "rows", i), "count", "must have as many cells as the header row")
		}
		for _, cell := range row {
			t := str(cell.obj, "type")
			if i == 0 && t != "raw_text" {
				c.fault(at(cell.ptr, "type"), "enum", "the header row must contain only raw_text cells")
				continue
			}
			switch t {
			case "raw_text":
				c.dataCells += utf8.RuneCountInString(c.text(cell.obj, cell.ptr, "text", true, 0, 20000))
			case "raw_number":
				c.number(cell.obj, cell.ptr, "value")
				c.dataCells += utf8.RuneCountInString(str(cell.obj, "text"))
			case "rich_text":
				c.richText(cell.obj, cell.ptr)
				c.dataCells += textLength(cell.obj)
			case "action_cell":
				c.element(cell.obj["element"], at(cell.ptr, "element"), []string{"button"})
			default:
				c.fault(at(cell.ptr, "type"), "enum", "unsupported type: %s", t)
			}
		}
	}
	if before <= 20000 && c.dataCells > 20000 {
		c.fault(at(ptr, "rows"), "length", "cells together must be less than 20001 characters")
	}
}

// rows checks the outline of a table: rows of at most 20 cells.
func (c *checker) rows(b map[string]any, ptr string, maximum int) [][]item {
	arr, ok := b["rows"].([]any)
	if !ok {
		c.fault(ptr, "missing", "missing required field: rows")
		return nil
	}
	if len(arr) == 0 {
		c.fault(at(ptr, "rows"), "count", "no fewer than 1 items allowed")
	}
	if len(arr) > maximum {
		c.fault(at(ptr, "rows"), "count", "no more than %d items allowed", maximum)
	}
	out := make([][]item, 0, len(arr))
	for i, v := range arr {
		p := atIndex(ptr, "rows", i)
		cells, ok := v.([]any)
		if !ok {
			c.fault(p, "type", "must be an array")
			continue
		}
		if len(cells) == 0 {
			c.fault(p, "count", "no fewer than 1 items allowed")
		}
		if len(cells) > 20 {
			c.fault(p, "count", "no more than 20 items allowed")
		}
		row := make([]item, 0, len(cells))
		for j, v := range cells {
			cp := atIndex(ptr+"/rows", itoa(i), j)
			if cell, ok := v.(map[string]any); ok {
				row = append(row, item{cell, cp})
			} else {
				c.fault(cp, "type", "must be an object")
			}
		}
		out = append(out, row)
	}
	return out
}

// textLength counts the characters of every text inside a rich text value.
func textLength(v any) int {
	n := 0
	switch v := v.(type) {
	case map[string]any:
		for key, inner := range v {
			if s, ok := inner.(string); ok {
				if key == "text" {
					n += utf8.RuneCountInString(s)
				}
				continue
			}
			n += textLength(inner)
		}
	case []any:
		for _, inner := range v {
			n += textLength(inner)
		}
	}
	return n
}

// maxSeries is how many series or pie segments a chart holds. Slack's reference page says 6; other pages of Slack say
// 12. The smaller one is safe.
const maxSeries = 6

func (c *checker) chart(b map[string]any, ptr string) {
	c.charts++
	if c.charts == 3 {
		c.fault(at(ptr, "type"), "count", "no more than 2 data_visualization blocks allowed")
	}
	c.text(b, ptr, "title", true, 1, 50)
	chart, ok := b["chart"].(map[string]any)
	if !ok {
		c.fault(ptr, "missing", "missing required field: chart")
		return
	}
	ptr = at(ptr, "chart")
	switch t := str(chart, "type"); t {
	case "pie":
		for _, s := range c.items(chart, ptr, "segments", true, 1, maxSeries) {
			c.text(s.obj, s.ptr, "label", true, 1, 20)
			if v, ok := c.number(s.obj, s.ptr, "value"); ok && v <= 0 {
				c.fault(at(s.ptr, "value"), "value", "must be greater than 0")
			}
		}
	case "bar", "area", "line":
		c.series(chart, ptr)
	case "":
		c.fault(ptr, "missing", "missing required field: type")
	default:
		c.fault(at(ptr, "type"), "enum", "unsupported type: %s", t)
	}
}

func (c *checker) series(chart map[string]any, ptr string) {
	categories := map[string]bool{}
	axis, ok := chart["axis_config"].(map[string]any)
	if !ok {
		c.fault(ptr, "missing", "missing required field: axis_config")
	} else {
		axisPtr := at(ptr, "axis_config")
		c.text(axis, axisPtr, "x_label", false, 0, 50)
		c.text(axis, axisPtr, "y_label", false, 0, 50)
		names := list(axis, "categories")
		if len(names) == 0 {
			c.fault(axisPtr, "missing", "missing required field: categories")
		}
		if len(names) > 20 {
			c.fault(at(axisPtr, "categories"), "count", "no more than 20 items allowed")
		}
		for i, v := range names {
			p := atIndex(axisPtr, "categories", i)
			s, ok := v.(string)
			if !ok {
				c.fault(p, "type", "must be a string")
				continue
			}
			c.length(p, s, 1, 20)
			if categories[s] {
				c.fault(p, "duplicate", "category %q is listed twice", s)
			}
			categories[s] = true
		}
	}
	names := map[string]bool{}
	for _, s := range c.items(chart, ptr, "series", true, 1, maxSeries) {
		name := c.text(s.obj, s.ptr, "name", true, 1, 20)
		if names[name] && name != "" {
			c.fault(at(s.ptr, "name"), "duplicate", "series names must be unique: %q", name)
		}
		names[name] = true
		seen := map[string]bool{}
		for _, p := range c.items(s.obj, s.ptr, "data", true, 1, 20) {
			label := c.text(p.obj, p.ptr, "label", true, 1, 20)
			c.number(p.obj, p.ptr, "value")
			switch {
			case label == "":
			case seen[label]:
				c.fault(at(p.ptr, "label"), "duplicate", "label %q is used twice in this series", label)
			case len(categories) > 0 && !categories[label]:
				c.fault(at(p.ptr, "label"), "value", "label %q must match one of the categories", label)
			}
			seen[label] = true
		}
		for category := range categories {
			if !seen[category] {
				c.fault(at(s.ptr, "data"), "count", "must contain exactly one point for every category")
				break
			}
		}
	}
}
