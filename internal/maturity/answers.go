package maturity

import (
	"bytes"
	"encoding/csv"
	"errors"
	"fmt"
	"io"
	"path/filepath"
	"slices"
	"strings"

	"go.yaml.in/yaml/v3"

	"cairn/internal/datafile"
)

// ReadAnswers reads a file of answers to the model's items, as CSV or YAML by the file's name, or by its content where
// the name does not say.
//
// CSV has the columns item and value, with or without that header; a header may add evidence and comment, in any order.
// Commas or semicolons separate; lines that begin with # are skipped. YAML maps each item to a value, or to a mapping with
// value, evidence and comment. A value is a number of the item's answer set, its label, or n/a where that is allowed. An
// item that is not in the file is unanswered, which is not a fault.
//
// It returns either the answers or every fault, in the order of their lines.
func ReadAnswers(m *Model, data []byte, file string) (Answers, []Fault) {
	r := &answerReader{model: m, answers: Answers{}, line: map[string]int{}}
	switch strings.ToLower(filepath.Ext(file)) {
	case ".csv", ".tsv":
		r.readCSV(data, file)
	case ".yaml", ".yml", ".json":
		r.readYAML(data, file)
	default:
		if looksLikeYAML(data) {
			r.readYAML(data, file)
		} else {
			r.readCSV(data, file)
		}
	}
	if len(r.Faults()) == 0 && len(r.answers) == 0 {
		r.Add(1, 1, "The file has no answers; write one line per item, such as %q.", m.example())
	}
	if faults := r.Faults(); len(faults) > 0 {
		return nil, faults
	}
	return r.answers, nil
}

// looksLikeYAML goes by the first line with content: "G1: 3" or "{" against "G1,3".
func looksLikeYAML(data []byte) bool {
	for line := range bytes.Lines(bytes.TrimPrefix(data, []byte("\ufeff"))) {
		line = bytes.TrimSpace(line)
		if len(line) == 0 || line[0] == '#' {
			continue
		}
		colon := bytes.IndexByte(line, ':')
		separator := bytes.IndexAny(line, ",;\t")
		return line[0] == '{' || bytes.Equal(line, []byte("---")) || colon >= 0 && (separator < 0 || colon < separator)
	}
	return false
}

// example returns a CSV line with an answer to the model's first item.
func (m *Model) example() string {
	it := m.categories[0].Items[0]
	return it.ID + "," + it.set.Options[len(it.set.Options)-1].Value
}

type answerReader struct {
	*datafile.Document
	model   *Model
	answers Answers
	line    map[string]int // of an item's answer
}

// cell is one piece of an answers file.
type cell struct {
	text         string
	line, column int
}

// answer takes in one answer, or says what is wrong with it.
func (r *answerReader) answer(item, value cell, evidence string) {
	it, ok := r.model.itemByID[item.text]
	if !ok {
		var ids []string
		for _, c := range r.model.categories {
			for _, it := range c.Items {
				ids = append(ids, it.ID)
			}
		}
		what := fmt.Sprintf("There is no item %q in %s; ", item.text, r.model.ID)
		if item.text == "" {
			what = "The item is missing; "
		}
		r.Add(item.line, item.column, "%s%s", what, suggestItem(item.text, ids))
		return
	}
	if first, again := r.line[it.ID]; again {
		r.Add(item.line, item.column, "%s is answered twice; the first answer is on line %d. Keep one.", it.ID, first)
		return
	}
	r.line[it.ID] = item.line
	a, problem := it.parse(value.text)
	if problem != "" {
		r.Add(value.line, value.column, "%s", problem)
		return
	}
	a.Evidenced = strings.TrimSpace(evidence) != ""
	r.answers[it.ID] = a
}

func suggestItem(id string, known []string) string {
	for _, k := range known {
		if strings.EqualFold(k, id) {
			return fmt.Sprintf("did you mean %q?", k)
		}
	}
	first, last := known[0], known[len(known)-1]
	return fmt.Sprintf("its items run from %s to %s.", first, last)
}

// parse reads one value as a person writes it; the second result says what is wrong with it.
func (it *Item) parse(text string) (Answer, string) {
	text = strings.TrimSpace(text)
	takes := it.set.values()
	if it.MayBeNotApplicable() {
		takes = strings.Replace(takes, " or ", ", ", 1) + " or n/a"
	}
	if text == "" {
		return Answer{}, fmt.Sprintf("%s has no value; give it %s, or leave the item out while it is unanswered.", it.ID, takes)
	}
	if o, ok := it.set.Option(text); ok {
		return Answer{Value: o.Value}, ""
	}
	for _, o := range it.set.Options {
		if strings.EqualFold(o.Label, text) {
			return Answer{Value: o.Value}, ""
		}
	}
	if slices.Contains([]string{"n/a", "na", "not applicable"}, strings.ToLower(text)) {
		if it.MayBeNotApplicable() {
			return Answer{NotApplicable: true}, ""
		}
		return Answer{}, fmt.Sprintf("%s cannot be answered \"not applicable\"; give it %s.", it.ID, takes)
	}
	return Answer{}, fmt.Sprintf("%s is %q; give it %s.", it.ID, shorten(text), takes)
}

// shorten keeps a wrong value from flooding a sentence.
func shorten(text string) string {
	const most = 40
	runes := []rune(text)
	if len(runes) <= most {
		return text
	}
	return string(runes[:most]) + "…"
}

func (r *answerReader) readYAML(data []byte, file string) {
	d := datafile.Parse(data, file, maxAnswersBytes)
	r.Document = d
	if d.Root == nil {
		return
	}
	if d.Root.Kind != yaml.MappingNode {
		r.Add(d.Root.Line, d.Root.Column, "The file must map each item to its value, such as %q.", strings.Replace(r.model.example(), ",", ": ", 1))
		return
	}
	for i := 0; i+1 < len(d.Root.Content); i += 2 {
		key, value := d.Root.Content[i], d.Root.Content[i+1]
		item := cell{key.Value, key.Line, key.Column}
		switch value.Kind {
		case yaml.ScalarNode:
			r.answer(item, r.yamlCell(value), "")
		case yaml.MappingNode:
			r.yamlAnswer(item, value)
		default:
			r.Add(value.Line, value.Column, "%s must have one value, or a mapping with value, evidence and comment.", item.text)
		}
	}
}

// yamlCell reads a scalar as it is written, so that no number is rounded on the way; null is empty.
func (r *answerReader) yamlCell(node *yaml.Node) cell {
	if node.ShortTag() == "!!null" {
		return cell{"", node.Line, node.Column}
	}
	return cell{node.Value, node.Line, node.Column}
}

func (r *answerReader) yamlAnswer(item cell, node *yaml.Node) {
	value := cell{"", node.Line, node.Column}
	evidence := ""
	seen := map[string]bool{}
	for i := 0; i+1 < len(node.Content); i += 2 {
		key, v := node.Content[i], node.Content[i+1]
		if seen[key.Value] {
			r.Add(key.Line, key.Column, "%s has %q twice; keep one.", item.text, key.Value)
			return
		}
		seen[key.Value] = true
		if v.Kind != yaml.ScalarNode {
			r.Add(v.Line, v.Column, "%s must have plain text as its %s.", item.text, key.Value)
			return
		}
		switch key.Value {
		case "value":
			value = r.yamlCell(v)
		case "evidence":
			evidence = r.yamlCell(v).text
		case "comment":
		default:
			r.Add(key.Line, key.Column, "%s has an unknown key %q; use value, evidence and comment.", item.text, key.Value)
			return
		}
	}
	r.answer(item, value, evidence)
}

// The columns of a CSV file of answers.
const (
	columnItem     = "item"
	columnValue    = "value"
	columnEvidence = "evidence"
	columnComment  = "comment"
)

func (r *answerReader) readCSV(data []byte, file string) {
	r.Document = datafile.New(file)
	data = bytes.TrimPrefix(data, []byte("\ufeff"))
	switch {
	case len(data) > maxAnswersBytes:
		r.Add(1, 1, "The file has %d bytes; at most %d are read.", len(data), maxAnswersBytes)
		return
	case datafile.IsUTF16(data):
		r.Add(1, 1, "The file is UTF-16; save it as CSV UTF-8.")
		return
	case len(bytes.TrimSpace(data)) == 0:
		r.Add(1, 1, "The file is empty; write one line per item, such as %q.", r.model.example())
		return
	}
	data = bytes.ReplaceAll(data, []byte("\r\n"), []byte("\n"))
	data = bytes.ReplaceAll(data, []byte("\r"), []byte("\n"))
	reader := csv.NewReader(bytes.NewReader(data))
	reader.Comma = separator(data)
	reader.Comment = '#'
	reader.FieldsPerRecord = -1
	reader.TrimLeadingSpace = true
	columns := []string{columnItem, columnValue}
	for first := true; ; first = false {
		record, err := reader.Read()
		if errors.Is(err, io.EOF) {
			return
		}
		if err != nil {
			r.csvFault(err)
			return
		}
		cells := make([]cell, len(record))
		for i, text := range record {
			line, column := reader.FieldPos(i)
			cells[i] = cell{strings.TrimSpace(text), line, column}
		}
		if first && isHeader(cells) {
			if columns = r.header(cells); columns == nil {
				return
			}
			continue
		}
		r.row(cells, columns)
	}
}

// separator is what stands first after the first item: a comma, a semicolon as spreadsheets in much of Europe write, or a tab.
func separator(data []byte) rune {
	for line := range bytes.Lines(data) {
		if line = bytes.TrimSpace(line); len(line) == 0 || line[0] == '#' {
			continue
		}
		if i := bytes.IndexAny(line, ",;\t"); i >= 0 {
			return rune(line[i])
		}
	}
	return ','
}

func isHeader(cells []cell) bool {
	return slices.ContainsFunc(cells, func(c cell) bool { return strings.EqualFold(c.text, columnItem) })
}

// header returns the name of each column, or nil after adding a fault.
func (r *answerReader) header(cells []cell) []string {
	var columns []string
	for _, c := range cells {
		name := strings.ToLower(c.text)
		switch {
		case !slices.Contains([]string{columnItem, columnValue, columnEvidence, columnComment}, name):
			r.Add(c.line, c.column, "The column %q is not known; use item and value, and evidence and comment if you like.", c.text)
			return nil
		case slices.Contains(columns, name):
			r.Add(c.line, c.column, "The column %q is there twice; keep one.", c.text)
			return nil
		}
		columns = append(columns, name)
	}
	if !slices.Contains(columns, columnValue) {
		r.Add(cells[0].line, cells[0].column, "The header has no column \"value\"; add it.")
		return nil
	}
	return columns
}

func (r *answerReader) row(cells []cell, columns []string) {
	for len(cells) > len(columns) && cells[len(cells)-1].text == "" {
		cells = cells[:len(cells)-1] // spreadsheets pad rows
	}
	if len(cells) > len(columns) {
		r.Add(cells[len(columns)].line, cells[len(columns)].column, "The line has %d fields where %d are expected: %s.", len(cells), len(columns), strings.Join(columns, ", "))
		return
	}
	if !slices.ContainsFunc(cells, func(c cell) bool { return c.text != "" }) {
		return
	}
	by := map[string]cell{columnValue: cells[len(cells)-1]}
	if len(cells) < len(columns) {
		last := by[columnValue]
		by[columnValue] = cell{"", last.line, last.column}
	}
	for i, c := range cells {
		by[columns[i]] = c
	}
	r.answer(by[columnItem], by[columnValue], by[columnEvidence].text)
}

func (r *answerReader) csvFault(err error) {
	var parse *csv.ParseError
	if !errors.As(err, &parse) {
		r.Add(1, 1, "The file cannot be read as CSV: %v.", err)
		return
	}
	r.Add(parse.Line, max(parse.Column, 1), "This is not valid CSV: %v.", parse.Err)
}
