package maturity

import (
	"bytes"
	"cmp"
	_ "embed"
	"fmt"
	"slices"
	"strings"
	"sync"

	"github.com/santhosh-tekuri/jsonschema/v6"
	"github.com/santhosh-tekuri/jsonschema/v6/kind"
	"golang.org/x/text/language"
	"golang.org/x/text/message"

	"cairn/internal/spelling"
)

//go:embed schema/model.schema.json
var schemaJSON []byte

// Schema returns the JSON Schema of the model file format.
func Schema() []byte { return bytes.Clone(schemaJSON) }

const schemaURL = "urn:cairn:schema:maturity-model:1"

// compiledSchema is the embedded schema; a test holds that it compiles.
var compiledSchema = sync.OnceValue(func() *jsonschema.Schema {
	doc, err := jsonschema.UnmarshalJSON(bytes.NewReader(schemaJSON))
	if err != nil {
		panic("maturity: schema/model.schema.json: " + err.Error())
	}
	c := jsonschema.NewCompiler()
	if err := c.AddResource(schemaURL, doc); err != nil {
		panic("maturity: schema/model.schema.json: " + err.Error())
	}
	return c.MustCompile(schemaURL)
})

// Lint returns everything wrong with a model file, in the order of its lines; nothing when it is sound. It checks the
// shape by the JSON Schema and then what a schema cannot say. It never fails otherwise, whatever the bytes are.
func Lint(data []byte, file string) []Fault {
	_, faults := read(data, file)
	return faults
}

// read parses, checks and indexes a model. The model is usable only when there are no faults.
func read(data []byte, file string) (*Model, []Fault) {
	d := parse(data, file, maxModelBytes)
	if d.root == nil {
		return nil, sorted(d.faults)
	}
	d.checkShape(d.index(d.root))
	var m Model
	if err := d.root.Decode(&m); err != nil {
		if len(d.faults) == 0 { // the schema should have found it
			d.add(1, 1, "The file cannot be read: %v.", err)
		}
		return nil, sorted(d.faults)
	}
	m.checkRules(d)
	if len(d.faults) > 0 {
		return nil, sorted(d.faults)
	}
	m.link(data)
	return &m, nil
}

// sorted orders faults by place and drops repeats.
func sorted(faults []Fault) []Fault {
	slices.SortStableFunc(faults, func(a, b Fault) int {
		return cmp.Or(cmp.Compare(a.Line, b.Line), cmp.Compare(a.Column, b.Column))
	})
	return slices.Compact(faults)
}

// checkShape adds a fault for everything the JSON Schema rejects.
func (d *document) checkShape(value any) {
	err := compiledSchema().Validate(value)
	if err == nil {
		return
	}
	invalid, ok := err.(*jsonschema.ValidationError)
	if !ok {
		d.add(1, 1, "The file cannot be checked: %v.", err)
		return
	}
	var walk func(*jsonschema.ValidationError)
	walk = func(e *jsonschema.ValidationError) {
		if len(e.Causes) == 0 {
			d.shapeFault(d.pathOf(e.InstanceLocation), e.ErrorKind)
			return
		}
		for _, cause := range e.Causes {
			walk(cause)
		}
	}
	walk(invalid)
}

var english = message.NewPrinter(language.English)

// shapeFault words one of the validator's findings.
func (d *document) shapeFault(path []any, k jsonschema.ErrorKind) {
	name := show(path)
	switch k := k.(type) {
	case *kind.Required:
		for _, missing := range k.Missing {
			d.at(path, "%s lacks the key %q; add it.", name, missing)
		}
	case *kind.AdditionalProperties:
		for _, extra := range k.Properties {
			d.atKey(append(slices.Clone(path), extra), "%s has an unknown key %q; %s", name, extra, suggest(extra, knownKeys()))
		}
	case *kind.Type:
		if k.Got == "null" {
			d.at(path, "%s is empty; give it a value or leave the key out.", name)
			return
		}
		hint := ""
		if slices.Equal(k.Want, []string{"string"}) && (k.Got == "number" || k.Got == "boolean") {
			hint = "; put it in quotes"
		}
		d.at(path, "%s is %s where %s is expected%s.", name, article(k.Got), article(strings.Join(k.Want, " or ")), hint)
	case *kind.Enum:
		want := make([]string, len(k.Want))
		for i, w := range k.Want {
			want[i] = fmt.Sprint(w)
		}
		d.at(path, "%s is %q; use %s.", name, fmt.Sprint(k.Got), orList(want))
	case *kind.Pattern:
		d.at(path, "%s is %q; %s.", name, k.Got, patternHint(k.Want))
	case *kind.MinItems:
		d.at(path, "%s has %s and needs at least %d.", name, count(k.Got, "entry", "entries"), k.Want)
	case *kind.MaxItems:
		d.at(path, "%s has %d entries; at most %d are allowed.", name, k.Got, k.Want)
	case *kind.MaxLength:
		d.at(path, "%s has %d characters; at most %d are allowed.", name, k.Got, k.Want)
	default:
		d.at(path, "%s is not as it should be: %s.", name, k.LocalizedString(english))
	}
}

func article(what string) string {
	switch what {
	case "array":
		return "a list"
	case "object":
		return "a mapping"
	case "integer":
		return "a whole number"
	case "string":
		return "text"
	case "string or number":
		return "a number"
	}
	return "a " + what
}

// patternHint says in words what a pattern of the schema asks for.
func patternHint(pattern string) string {
	switch {
	case pattern == `\S`:
		return "write something"
	case strings.HasPrefix(pattern, "^[a-z0-9]+("):
		return "use lower-case letters and digits, with single hyphens between words"
	case strings.HasPrefix(pattern, "^[A-Za-z0-9]["):
		return "use letters, digits, full stops, hyphens and underscores, and begin with a letter or digit"
	case strings.HasPrefix(pattern, "^-?"):
		return "write a plain decimal such as 3 or 0.25"
	case strings.HasPrefix(pattern, "^[0-9]{1,6}"):
		return `write dotted numbers such as "1.0"`
	case strings.HasPrefix(pattern, "^[0-9]{4}"):
		return `write a date such as "2026-02-21"`
	case strings.HasPrefix(pattern, "^https?"):
		return "write a whole http or https address"
	}
	return "it should match " + pattern
}

// knownKeys lists every key of the format, to suggest from.
var knownKeys = sync.OnceValue(func() []string {
	var keys []string
	var walk func(any)
	walk = func(v any) {
		switch v := v.(type) {
		case map[string]any:
			if props, ok := v["properties"].(map[string]any); ok {
				for key := range props {
					keys = append(keys, key)
				}
			}
			for _, child := range v {
				walk(child)
			}
		case []any:
			for _, child := range v {
				walk(child)
			}
		}
	}
	doc, err := jsonschema.UnmarshalJSON(bytes.NewReader(schemaJSON))
	if err == nil {
		walk(doc)
	}
	slices.Sort(keys)
	return slices.Compact(keys)
})

// suggest ends a sentence about an unknown word with the nearest known one.
func suggest(word string, known []string) string {
	if len(known) > maxSuggestions {
		known = nil
	}
	best, nearest := "", min(2, (len(word)-1)/2) // nearly every short id is near every other
	for _, k := range known {
		if n := spelling.Distance(strings.ToLower(word), strings.ToLower(k)); n <= nearest {
			best, nearest = k, n-1
		}
	}
	if best == "" {
		return "mend or remove it."
	}
	return fmt.Sprintf("did you mean %q?", best)
}
