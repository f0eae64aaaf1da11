package maturity

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"regexp"
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
	maxModelBytes   = 2 << 20
	maxAnswersBytes = 1 << 20
	maxDepth        = 64
	maxLevels       = 100  // as in the schema
	maxDependencies = 1000 // as in the schema
	maxSuggestions  = 1000 // words that an unknown one is compared with
)

// document is a YAML file with the place of everything in it.
type document struct {
	file   string
	root   *yaml.Node
	values map[string]*yaml.Node // by path, see join
	keys   map[string]*yaml.Node // the key a value stands under, by the value's path
	faults []Fault
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

// parse reads one YAML document. When it returns a nil root, the faults say why.
func parse(data []byte, file string, limit int) *document {
	d := &document{file: file, values: map[string]*yaml.Node{}, keys: map[string]*yaml.Node{}}
	data = bytes.TrimPrefix(data, []byte("\ufeff"))
	switch {
	case len(data) > limit:
		d.add(1, 1, "The file has %d bytes; at most %d are read.", len(data), limit)
		return d
	case isUTF16(data):
		d.add(1, 1, "The file is UTF-16; save it as UTF-8.")
		return d
	case len(bytes.TrimSpace(data)) == 0:
		d.add(1, 1, "The file is empty.")
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
		d.add(max(second.Line, 1), 1, "A second document starts here; keep one document in a file.")
	case !errors.Is(err, io.EOF):
		d.syntax(err)
		return d
	}
	if len(doc.Content) != 1 {
		d.add(1, 1, "The file has no content.")
		return d
	}
	d.root = doc.Content[0]
	return d
}

func isUTF16(data []byte) bool {
	return bytes.HasPrefix(data, []byte{0xff, 0xfe}) || bytes.HasPrefix(data, []byte{0xfe, 0xff})
}

var yamlLine = regexp.MustCompile(`^(?:yaml: )?(?:line ([0-9]+): )?(.*)$`)

// parserProblem matches what the YAML library's parser says, as against its scanner: it counts lines from 0.
var parserProblem = regexp.MustCompile(`^did not find expected (<|',' or|'-' indicator|key|node content)`)

// syntax turns a parser's error into a fault at the line it names.
func (d *document) syntax(err error) {
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
	d.add(line, 1, "This is not valid YAML: %s.", what)
}

func (d *document) add(line, column int, format string, args ...any) {
	d.faults = append(d.faults, Fault{File: d.file, Line: line, Column: column, Message: fmt.Sprintf(format, args...)})
}

// at adds a fault at the value with the path, or at the nearest one above it that exists.
func (d *document) at(path []any, format string, args ...any) {
	for n := len(path); n >= 0; n-- {
		if node, ok := d.values[join(path[:n]...)]; ok {
			d.add(node.Line, node.Column, format, args...)
			return
		}
	}
	d.add(1, 1, format, args...)
}

// atKey adds a fault at the key under which the value with the path stands.
func (d *document) atKey(path []any, format string, args ...any) {
	if node, ok := d.keys[join(path...)]; ok {
		d.add(node.Line, node.Column, format, args...)
		return
	}
	d.at(path, format, args...)
}

// plainNumber is what both YAML and JSON read as the same decimal. Others (1e9, 0x10, .inf, 1_000) are passed on as text,
// so that no reader expands or rounds them.
var (
	plainInteger = regexp.MustCompile(`^-?(0|[1-9][0-9]{0,14})$`)
	plainNumber  = regexp.MustCompile(`^-?(0|[1-9][0-9]{0,14})(\.[0-9]{1,15})?$`)
)

// index converts a node to what a JSON Schema validator reads, noting the place of every value, and adds faults for
// what YAML allows and a model file does not: anchors, aliases, repeated keys, endless nesting.
func (d *document) index(node *yaml.Node, path ...any) any {
	d.values[join(path...)] = node
	if len(path) > maxDepth {
		d.add(node.Line, node.Column, "This is nested more than %d deep.", maxDepth)
		return nil
	}
	if node.Anchor != "" {
		d.add(node.Line, node.Column, "The anchor &%s is not supported; write the text out where it is needed.", node.Anchor)
	}
	switch node.Kind {
	case yaml.MappingNode:
		out := make(map[string]any, len(node.Content)/2)
		for i := 0; i+1 < len(node.Content); i += 2 {
			key, value := node.Content[i], node.Content[i+1]
			if key.Kind != yaml.ScalarNode {
				d.add(key.Line, key.Column, "A key must be plain text.")
				continue
			}
			at := append(append([]any{}, path...), key.Value)
			if first, again := d.keys[join(at...)]; again {
				d.add(key.Line, key.Column, "The key %q is given twice; the first is on line %d.", key.Value, first.Line)
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
		d.add(node.Line, node.Column, "The alias *%s is not supported; write the text out.", node.Value)
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
func (d *document) pathOf(location []string) []any {
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
