package workbook

import (
	"regexp"
	"strings"
)

// MaxDetailsBytes is how large a document of details may be.
const MaxDetailsBytes = 4 << 20

// labels are the names of a field in the details, with the column it is the same as.
var labels = map[string]column{
	"key indicator rationale": colRationale, "rationale": colRationale,
	"description": colDescription,
	"evidence":    colEvidence, "evidence examples": colEvidence, "expected evidence": colEvidence,
	"scoring": colHelp, "scoring guidance": colHelp,
	"scope": colScope, "scope notes": colScope, "clarifying scope notes": colScope,
	"dependencies": colDependencies, "level dependencies": colDependencies,
	"maturity level": colLevel, "level": colLevel,
	"control objective name": colName,
	"control objective":      colObjective, "objective": colObjective,
	"deployment types": colDeployment, "deployment type": colDeployment,
	"manual automated": colMode,
	"aicm mapping":     colAICM, "aicm mappings": colAICM,
	"external references": colReferences,
	"control id":          colID, "category": colID, "domain": colID,
}

// Columns that only the details have; both end up in the description, under a heading.
const (
	colScope column = 100 + iota
	colDependencies
)

var (
	headingLine = regexp.MustCompile(`^(#{1,6})[ \t]+(.*?)[ \t#]*$`)
	boldLine    = regexp.MustCompile(`^(?:[-*+][ \t]+)?(?:\*\*|__)([^*_]{1,200})(?:\*\*|__)[ \t]*:?[ \t]*(.*)$`)
	plainLabel  = regexp.MustCompile(`^(?:[-*+][ \t]+)?([A-Za-z][A-Za-z /]{2,40}):[ \t]*(.*)$`)
	tableRow    = regexp.MustCompile(`^\|(.*)\|$`)
	tableRule   = regexp.MustCompile(`^[|:\- ]+$`)
	fence       = regexp.MustCompile("^(?:```|~~~)")
	lineBreak   = regexp.MustCompile(`(?i)<br ?/?>`)
	ruleLine    = regexp.MustCompile(`^(?:-{3,}|\*{3,}|_{3,})$`)
)

// readDetails reads the document of details: whatever heading or bold line names one objective begins its part, and in
// it labels such as "### Evidence", "**Evidence:**" or a table's row name the field that the text below or beside belongs
// to. Text without a label is description. Text before the first objective, and below a heading that ends one, is left out.
func readDetails(text, name string) []entry {
	d := detailsReader{name: name}
	fenced := false
	for i, line := range strings.Split(tidyLines(text), "\n") {
		d.line = i + 1
		if fence.MatchString(line) {
			fenced = !fenced
		}
		if fenced {
			d.text(line)
			continue
		}
		d.read(line)
	}
	d.end()
	return d.entries
}

type detailsReader struct {
	name    string
	line    int
	depth   int // of the heading that began the objective; 7 for a bold line
	current *entry
	field   column
	lines   map[column][]string
	entries []entry
}

func (d *detailsReader) read(line string) {
	if parts := headingLine.FindStringSubmatch(line); parts != nil {
		d.heading(len(parts[1]), unmarked(parts[2]), "")
		return
	}
	if parts := boldLine.FindStringSubmatch(line); parts != nil {
		if col, ok := labelOf(parts[1]); ok && d.current != nil {
			d.label(col, parts[2])
			return
		}
		if id, ok := findID(parts[1]); ok {
			d.begin(id, 7, parts[2])
			return
		}
	}
	if parts := tableRow.FindStringSubmatch(line); parts != nil && d.current != nil {
		if tableRule.MatchString(line) {
			return
		}
		cells := strings.Split(parts[1], "|")
		if col, ok := labelOf(cells[0]); ok && len(cells) > 1 {
			d.label(col, lineBreak.ReplaceAllString(strings.TrimSpace(strings.Join(cells[1:], "|")), "\n\n"))
			d.field = colDescription
			return
		}
		if p := plain(cells[0]); p == "" || p == "field" {
			return // the table's own header
		}
	}
	if parts := plainLabel.FindStringSubmatch(line); parts != nil && d.current != nil {
		if col, ok := labelOf(parts[1]); ok {
			d.label(col, parts[2])
			return
		}
	}
	if ruleLine.MatchString(line) {
		return
	}
	d.text(line)
}

// heading begins an objective, a field of it, or what is no objective's.
func (d *detailsReader) heading(depth int, title, rest string) {
	if id, ok := findID(title); ok {
		d.begin(id, depth, rest)
		return
	}
	if d.current == nil {
		return
	}
	if col, ok := labelOf(title); ok && (depth > d.depth || d.depth == 7) {
		d.label(col, rest)
		return
	}
	if depth <= d.depth {
		d.end()
		return
	}
	d.field = colDescription
	d.text(title)
}

func (d *detailsReader) begin(id objectiveID, depth int, rest string) {
	d.end()
	d.current = &entry{id: id, at: place{d.name, detail, d.line}, fields: map[column]string{}}
	d.depth, d.field, d.lines = depth, colDescription, map[column][]string{}
	d.text(strings.TrimLeft(rest, ":–— -"))
}

func (d *detailsReader) label(col column, rest string) {
	d.field = col
	d.text(strings.TrimLeft(rest, ": "))
}

func (d *detailsReader) text(line string) {
	if d.current != nil {
		d.lines[d.field] = append(d.lines[d.field], line)
	}
}

func (d *detailsReader) end() {
	if d.current == nil {
		return
	}
	for col, lines := range d.lines {
		if col == colID {
			continue // says again which one it is
		}
		if text := tidy(reflow(unmarked(strings.Join(lines, "\n")))); text != "" {
			d.current.fields[col] = text
		}
	}
	d.entries = append(d.entries, *d.current)
	d.current = nil
}

func labelOf(text string) (column, bool) {
	col, ok := labels[plain(unmarked(text))]
	return col, ok
}

// unmarked takes off Markdown's emphasis.
func unmarked(text string) string {
	return strings.NewReplacer("**", "", "__", "", "`", "").Replace(text)
}

// tidyLines makes line ends plain and cuts blanks at the ends of lines.
func tidyLines(text string) string {
	text = strings.NewReplacer("\r\n", "\n", "\r", "\n", "\u00a0", " ", "\ufeff", "").Replace(strings.ToValidUTF8(text, "\ufffd"))
	lines := strings.Split(text, "\n")
	for i := range lines {
		lines[i] = strings.TrimSpace(lines[i])
	}
	return strings.Join(lines, "\n")
}

// reflow puts a paragraph or a point of a list on one line each, as Markdown reads them.
func reflow(text string) string {
	var out []string
	open := false // whether the next line goes on with the last one
	for _, line := range strings.Split(text, "\n") {
		line = strings.TrimSpace(line)
		switch {
		case line == "":
			open = false
		case open && !bullet.MatchString(line):
			out[len(out)-1] += " " + line
		default:
			out, open = append(out, line), true
		}
	}
	return strings.Join(out, "\n")
}

// bullet is what a point of a list begins with.
var bullet = regexp.MustCompile(`^(?:[-*+•▪◦‣·]|\d{1,2}[.)])[ \t]+`)

// points splits a text into its points, a line each.
func points(text string) (out []string) {
	for _, line := range strings.Split(text, "\n") {
		if line = strings.TrimSpace(bullet.ReplaceAllString(strings.TrimSpace(line), "")); line != "" {
			out = append(out, line)
		}
	}
	return out
}
