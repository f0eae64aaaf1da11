package workbook

import (
	"fmt"
	"regexp"
	"slices"
	"strings"

	"github.com/xuri/excelize/v2"
)

const (
	headerReach  = 20 // rows above the first id within which the header is looked for
	headerNeeded = 3  // known headers that make a row a header
)

// place is where something was found, for a sentence: a cell of a tab, or a line of the details.
type place struct {
	in           string // the tab, or the file of details
	column, line int    // column is 0 for a whole row, and detail for a line of the details
}

const detail = -1

func (p place) String() string {
	switch p.column {
	case detail:
		return fmt.Sprintf("%s:%d", p.in, p.line)
	case 0:
		return fmt.Sprintf("%s, row %d", p.in, p.line)
	default:
		name, _ := excelize.ColumnNumberToName(p.column)
		return fmt.Sprintf("%s!%s%d", p.in, name, p.line)
	}
}

// entry is what one row says about an objective.
type entry struct {
	id     objectiveID
	at     place
	fields map[column]string // only those with text
	aicm   string            // edition of the AICM that the column's header names, or ""
}

// table is a set of columns below one header row.
type table struct {
	header  row
	columns map[column]int
	aicm    string
}

var (
	ending  = regexp.MustCompile(`(?i)^end of\b|^©|^\(c\) ?\d{4}`)
	edition = regexp.MustCompile(`(?:^|[^0-9.])(1\.[01](?:\.\d)?)(?:$|[^0-9.])`)
)

// headerOf reads a row as a header, if it has enough known columns. The first column of a kind counts.
func headerOf(r row) (table, bool) {
	t := table{header: r, columns: map[column]int{}}
	for i, text := range r.cells {
		col := columnOf(text)
		if col == noColumn || col == colOurs {
			continue
		}
		if _, again := t.columns[col]; again {
			continue
		}
		t.columns[col] = i
		if col == colAICM {
			if parts := edition.FindStringSubmatch(text); parts != nil {
				t.aicm = parts[1]
			}
		}
	}
	_, hasID := t.columns[colID]
	return t, hasID && len(t.columns) >= headerNeeded
}

// readObjectives finds the tables of objectives in a tab and reads their rows. It is false when the tab has none.
func (in *reading) readObjectives(t tab) ([]entry, bool) {
	var entries []entry
	var current *table
	seen := false
	orphans := 0 // rows with an id but no header above
	for i, r := range t.rows {
		if header, ok := headerOf(r); ok {
			if reaches(t.rows[i:]) {
				current, seen = &header, true
			}
			continue
		}
		if current == nil {
			if slices.ContainsFunc(r.cells, func(c string) bool { _, ok := parseID(c); return ok }) {
				orphans++
			}
			continue
		}
		first := slices.IndexFunc(r.cells, func(c string) bool { return c != "" })
		if ending.MatchString(r.cells[first]) {
			current = nil
			continue
		}
		idText := r.cell(current.columns[colID])
		id, ok := parseID(idText)
		switch {
		case ok:
			entries = append(entries, current.entry(id, t.name, r))
		case almost.MatchString(oneLine(idText)):
			in.problem("%s: %q is not the id of an objective. Ids look like MOD-03.1, with levels 2 to 5.", current.at(t.name, r, colID), oneLine(idText))
		case idText == "" && current.says(r):
			in.continues(entries, current, t.name, r)
		}
	}
	if !seen && orphans > 0 {
		in.warn("%s has %s, but no row of headers within %d rows above them; the tab was left out.", t.name, count(orphans, "row with an id", "rows with ids"), headerReach)
	}
	return entries, seen
}

// reaches reports whether an objective's row follows a header soon enough for it to be one.
func reaches(rows []row) bool {
	for _, r := range rows[1:] {
		if r.number > rows[0].number+headerReach {
			return false
		}
		if slices.ContainsFunc(r.cells, func(c string) bool { _, ok := parseID(c); return ok }) {
			return true
		}
	}
	return false
}

func (t table) entry(id objectiveID, tab string, r row) entry {
	e := entry{id: id, at: t.at(tab, r, colID), fields: map[column]string{}, aicm: t.aicm}
	for col, i := range t.columns {
		if text := r.cell(i); text != "" && col != colID {
			e.fields[col] = text
		}
	}
	return e
}

func (t table) at(tab string, r row, col column) place {
	return place{tab, t.columns[col] + 1, r.number}
}

// says reports whether a row without an id says something about an objective: more than a heading, which is one cell that
// names no control.
func (t table) says(r row) bool {
	for col, i := range t.columns {
		switch text := r.cell(i); {
		case text == "" || col == colLevel || col == colName:
		case r.filled() > 1, col == colAICM && len(parseAICM(text)) > 0, col == colReferences && len(parseReferences(text)) > 0:
			return true
		}
	}
	return false
}

// continues takes a row without an id as going on with the mappings of the row above it; other text would be doubtful.
func (in *reading) continues(entries []entry, t *table, tab string, r row) {
	only := true
	for col, i := range t.columns {
		if r.cell(i) != "" && col != colAICM && col != colReferences && col != colLevel {
			only = false
		}
	}
	if !only || len(entries) == 0 {
		in.problem("%s: the row has text but no id of an objective. Give it its id, or remove it.", place{tab, 0, r.number})
		return
	}
	last := entries[len(entries)-1]
	for _, col := range []column{colAICM, colReferences} {
		if i, ok := t.columns[col]; ok && r.cell(i) != "" {
			last.fields[col] = strings.TrimSpace(last.fields[col] + "\n" + r.cell(i))
		}
	}
}

// readGrid finds the grid that describes the categories on the levels: categories down and levels across, or the other
// way round. It returns the texts by category and level, and is false when the tab has no grid.
func readGrid(t tab) (map[string]map[int]string, bool) {
	best := map[string]map[int]string{}
	for i, r := range t.rows {
		levels := axis(r, parseLevel)
		categories := axis(r, parseCategory)
		var found map[string]map[int]string
		switch {
		case len(levels) == len(levelNames):
			found = gridBelow(t.rows[i+1:], levels, parseCategory, func(category string, level int) (string, int) { return category, level })
		case len(categories) >= minGridCategories:
			found = gridBelow(t.rows[i+1:], categories, parseLevel, func(level int, category string) (string, int) { return category, level })
		}
		if len(found) > len(best) {
			best = found
		}
	}
	return best, len(best) >= minGridCategories
}

// minGridCategories is how many categories make a grid; fewer may be a legend.
const minGridCategories = 6

// axis finds what the cells of a header row name, by column; a row that names something twice is no header.
func axis[K comparable](r row, parse func(string) (K, bool)) map[int]K {
	found := map[int]K{}
	seen := map[K]bool{}
	for i, text := range r.cells {
		if k, ok := parse(text); ok {
			if seen[k] {
				return nil
			}
			seen[k] = true
			found[i] = k
		}
	}
	return found
}

// gridBelow reads the rows below a header whose columns are known. A row's own name is the last cell before those
// columns that names something, so that a domain or a number may stand before it.
func gridBelow[R, C comparable](rows []row, columns map[int]C, parse func(string) (R, bool), key func(R, C) (string, int)) map[string]map[int]string {
	first := maxColumns
	for i := range columns {
		first = min(first, i)
	}
	found := map[string]map[int]string{}
	seen := map[R]bool{}
	for _, r := range rows {
		name, ok := nameBefore(r, first, parse)
		if !ok || seen[name] {
			continue
		}
		some := false
		for i, c := range columns {
			text := r.cell(i)
			if text == "" {
				continue
			}
			some = true
			category, level := key(name, c)
			if found[category] == nil {
				found[category] = map[int]string{}
			}
			found[category][level] = text
		}
		seen[name] = some
	}
	return found
}

func nameBefore[R any](r row, first int, parse func(string) (R, bool)) (name R, ok bool) {
	for i := min(first, len(r.cells)) - 1; i >= 0; i-- {
		if name, ok = parse(r.cells[i]); ok {
			return name, true
		}
	}
	return name, false
}
