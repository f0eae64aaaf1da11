// Package datafile reads the YAML files that people write for Cairn (models, answers, scenarios) so that everything wrong
// with one can be said at once, in sentences with file and line.
//
// [Parse] reads one document, [Document.Check] holds it against a JSON [Schema] and notes where everything stands, and the
// package whose file it is adds what a schema cannot say by [Document.At] and its kin. What YAML allows and a reader would
// misread is refused: anchors, aliases, repeated keys, second documents, endless nesting.
//
// It knows nothing of what the files mean.
package datafile

import (
	"bytes"
	"cmp"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"regexp"
	"slices"
	"strconv"
	"strings"

	"go.yaml.in/yaml/v3"
)

// Fault is one thing wrong with a file, and how to mend it.
type Fault struct {
	File         string
	Line, Column int // 1-based
	Message      string
}

// String returns "file:line: message".
func (f Fault) String() string { return fmt.Sprintf("%s:%d: %s", f.File, f.Line, f.Message) }

// Limits on what is read at all.
const (
	maxDepth       = 64
	maxSuggestions = 1000 // words that an unknown one is compared with
)

// Document is a YAML file with the place of everything in it. A path is the keys and indices that lead to a value.
type Document struct {
	File   string     // its name, for faults
	Root   *yaml.Node // nil when it could not be read; the faults say why
	faults []Fault
	values map[string]*yaml.Node        // by path, see join
	keys   map[string]*yaml.Node        // the key a value stands under, by the value's path
	ids    map[string]map[string]string // by kind of thing: id -> where it was first given
}

// New returns a document without content, to which faults can be added.
func New(file string) *Document {
	return &Document{
		File: file, values: map[string]*yaml.Node{}, keys: map[string]*yaml.Node{}, ids: map[string]map[string]string{},
	}
}

// Faults returns what is wrong, in the order of the lines, without repeats.
func (d *Document) Faults() []Fault {
	faults := slices.Clone(d.faults)
	slices.SortStableFunc(faults, func(a, b Fault) int {
		return cmp.Or(cmp.Compare(a.Line, b.Line), cmp.Compare(a.Column, b.Column))
	})
	return slices.Compact(faults)
}

// join makes the path of a node of the document: keys and indices with zero bytes between them.
func join(path ...any) string {
	var b strings.Builder
	for i, p := range path {
		if i > 0 {
			b.WriteByte(0)
		}
		fmt.Fprint(&b, p)
	}
	return b.String()
}

// Parse reads one YAML document of at most limit bytes. When its Root is nil, its faults say why.
func Parse(data []byte, file string, limit int) *Document {
	d := New(file)
	data = bytes.TrimPrefix(data, []byte("\ufeff"))
	switch {
	case len(data) > limit:
		d.Add(1, 1, "The file has %d bytes; at most %d are read.", len(data), limit)
		return d
	case IsUTF16(data):
		d.Add(1, 1, "The file is UTF-16; save it as UTF-8.")
		return d
	case len(bytes.TrimSpace(data)) == 0:
		d.Add(1, 1, "The file is empty.")
		return d
	}
	decoder := yaml.NewDecoder(bytes.NewReader(data))
	var doc, second yaml.Node
	if err := decoder.Decode(&doc); err != nil {
		d.syntax(err)
		return d
	}
	switch err := decoder.Decode(&second); {
	case err == nil:
		d.Add(max(second.Line, 1), 1, "A second document starts here; keep one document in a file.")
	case !errors.Is(err, io.EOF):
		d.syntax(err)
		return d
	}
	if len(doc.Content) != 1 {
		d.Add(1, 1, "The file has no content.")
		return d
	}
	d.Root = doc.Content[0]
	return d
}

// IsUTF16 reports whether a file begins as UTF-16 does.
func IsUTF16(data []byte) bool {
	return bytes.HasPrefix(data, []byte{0xff, 0xfe}) || bytes.HasPrefix(data, []byte{0xfe, 0xff})
}

var yamlLine = regexp.MustCompile(`^(?:yaml: )?(?:line ([0-9]+): )?(.*)$`)

// parserProblem matches what the YAML library's parser says, as against its scanner: it counts lines from 0.
var parserProblem = regexp.MustCompile(`^did not find expected (<|',' or|'-' indicator|key|node content)`)

// syntax turns a parser's error into a fault at the line it names.
func (d *Document) syntax(err error) {
	line, what := 1, err.Error()
	if parts := yamlLine.FindStringSubmatch(strings.SplitN(what, "\n", 2)[0]); parts != nil {
		if n, err := strconv.Atoi(parts[1]); err == nil {
			line = max(n, 1)
		}
		what = parts[2]
		if parserProblem.MatchString(what) {
			line++
		}
	}
	d.Add(line, 1, "This is not valid YAML: %s.", what)
}

// Add notes a fault at a place, both counted from 1.
func (d *Document) Add(line, column int, format string, args ...any) {
	d.faults = append(d.faults, Fault{File: d.File, Line: line, Column: column, Message: fmt.Sprintf(format, args...)})
}

// At notes a fault at the value with the path, or at the nearest one above it that exists.
func (d *Document) At(path []any, format string, args ...any) {
	for n := len(path); n >= 0; n-- {
		if node, ok := d.values[join(path[:n]...)]; ok {
			d.Add(node.Line, node.Column, format, args...)
			return
		}
	}
	d.Add(1, 1, format, args...)
}

// AtKey notes a fault at the key under which the value with the path stands.
func (d *Document) AtKey(path []any, format string, args ...any) {
	if node, ok := d.keys[join(path...)]; ok {
		d.Add(node.Line, node.Column, format, args...)
		return
	}
	d.At(path, format, args...)
}

// plainNumber is what both YAML and JSON read as the same decimal. Others (1e9, 0x10, .inf, 1_000) are passed on as text,
// so that no reader expands or rounds them.
var (
	plainInteger = regexp.MustCompile(`^-?(0|[1-9][0-9]{0,14})$`)
	plainNumber  = regexp.MustCompile(`^-?(0|[1-9][0-9]{0,14})(\.[0-9]{1,15})?$`)
)

// index converts a node to what a JSON Schema validator reads, noting the place of every value, and adds faults for
// what YAML allows and these files do not: anchors, aliases, repeated keys, endless nesting.
func (d *Document) index(node *yaml.Node, path ...any) any {
	d.values[join(path...)] = node
	if len(path) > maxDepth {
		d.Add(node.Line, node.Column, "This is nested more than %d deep.", maxDepth)
		return nil
	}
	if node.Anchor != "" {
		d.Add(node.Line, node.Column, "The anchor &%s is not supported; write the text out where it is needed.", node.Anchor)
	}
	switch node.Kind {
	case yaml.MappingNode:
		out := make(map[string]any, len(node.Content)/2)
		for i := 0; i+1 < len(node.Content); i += 2 {
			key, value := node.Content[i], node.Content[i+1]
			if key.Kind != yaml.ScalarNode {
				d.Add(key.Line, key.Column, "A key must be plain text.")
				continue
			}
			at := append(append([]any{}, path...), key.Value)
			if first, again := d.keys[join(at...)]; again {
				d.Add(key.Line, key.Column, "The key %q is given twice; the first is on line %d.", key.Value, first.Line)
				continue
			}
			d.keys[join(at...)] = key
			out[key.Value] = d.index(value, at...)
		}
		return out
	case yaml.SequenceNode:
		out := make([]any, len(node.Content))
		for i, value := range node.Content {
			out[i] = d.index(value, append(append([]any{}, path...), i)...)
		}
		return out
	case yaml.AliasNode:
		d.Add(node.Line, node.Column, "The alias *%s is not supported; write the text out.", node.Value)
		return nil
	}
	switch node.ShortTag() {
	case "!!null":
		return nil
	case "!!bool":
		return node.Value == "true" || node.Value == "True" || node.Value == "TRUE"
	case "!!int":
		if plainInteger.MatchString(node.Value) {
			return json.Number(node.Value)
		}
	case "!!float":
		if plainNumber.MatchString(node.Value) {
			return json.Number(node.Value)
		}
	}
	return node.Value
}

// pathOf turns a validator's location back into a path, with numbers for indices.
func (d *Document) pathOf(location []string) []any {
	path := make([]any, len(location))
	for i, token := range location {
		path[i] = token
		if parent := d.values[join(path[:i]...)]; parent != nil && parent.Kind == yaml.SequenceNode {
			if n, err := strconv.Atoi(token); err == nil {
				path[i] = n
			}
		}
	}
	return path
}

// show writes a path as a person would: groups[0].items[2].name.
func show(path []any) string {
	var b strings.Builder
	for _, p := range path {
		switch p := p.(type) {
		case int:
			fmt.Fprintf(&b, "[%d]", p)
		default:
			if b.Len() > 0 {
				b.WriteByte('.')
			}
			fmt.Fprint(&b, p)
		}
	}
	if b.Len() == 0 {
		return "The file"
	}
	return b.String()
}
