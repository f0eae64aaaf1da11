package datafile

import (
	"bytes"
	"fmt"
	"slices"
	"strings"
	"sync"

	"github.com/santhosh-tekuri/jsonschema/v6"
	"github.com/santhosh-tekuri/jsonschema/v6/kind"
	"golang.org/x/text/language"
	"golang.org/x/text/message"
)

// Schema is the form of a kind of file, as a JSON Schema.
type Schema struct {
	text     []byte
	compiled func() *jsonschema.Schema
	keys     func() []string // every key of the format, to suggest from
}

// NewSchema returns a schema that came with the program; it panics on first use when that is none, which a test holds.
func NewSchema(text []byte) *Schema {
	return &Schema{
		text: text,
		compiled: sync.OnceValue(func() *jsonschema.Schema {
			doc, err := jsonschema.UnmarshalJSON(bytes.NewReader(text))
			if err != nil {
				panic("datafile: " + err.Error())
			}
			const name = "urn:cairn:schema"
			c := jsonschema.NewCompiler()
			if err := c.AddResource(name, doc); err != nil {
				panic("datafile: " + err.Error())
			}
			return c.MustCompile(name)
		}),
		keys: sync.OnceValue(func() []string { return keysOf(text) }),
	}
}

// Text returns the schema as JSON.
func (s *Schema) Text() []byte { return bytes.Clone(s.text) }

// keysOf lists every key that a schema names.
func keysOf(text []byte) []string {
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
	doc, err := jsonschema.UnmarshalJSON(bytes.NewReader(text))
	if err == nil {
		walk(doc)
	}
	slices.Sort(keys)
	return slices.Compact(keys)
}

// Check notes the place of everything in the document, and a fault for all that the schema rejects.
func (d *Document) Check(schema *Schema) {
	err := schema.compiled().Validate(d.index(d.Root))
	if err == nil {
		return
	}
	invalid, ok := err.(*jsonschema.ValidationError)
	if !ok {
		d.Add(1, 1, "The file cannot be checked: %v.", err)
		return
	}
	var walk func(*jsonschema.ValidationError)
	walk = func(e *jsonschema.ValidationError) {
		if len(e.Causes) == 0 {
			d.shapeFault(schema, d.pathOf(e.InstanceLocation), e.ErrorKind)
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
func (d *Document) shapeFault(schema *Schema, path []any, k jsonschema.ErrorKind) {
	name := show(path)
	switch k := k.(type) {
	case *kind.Required:
		for _, missing := range k.Missing {
			d.At(path, "%s lacks the key %q; add it.", name, missing)
		}
	case *kind.AdditionalProperties:
		for _, extra := range k.Properties {
			d.AtKey(append(slices.Clone(path), extra), "%s has an unknown key %q; %s", name, extra, Suggest(extra, schema.keys()))
		}
	case *kind.Type:
		if k.Got == "null" {
			d.At(path, "%s is empty; give it a value or leave the key out.", name)
			return
		}
		hint := ""
		if slices.Equal(k.Want, []string{"string"}) && (k.Got == "number" || k.Got == "boolean") {
			hint = "; put it in quotes"
		}
		d.At(path, "%s is %s where %s is expected%s.", name, article(k.Got), article(strings.Join(k.Want, " or ")), hint)
	case *kind.Enum:
		want := make([]string, len(k.Want))
		for i, w := range k.Want {
			want[i] = fmt.Sprint(w)
		}
		d.At(path, "%s is %q; use %s.", name, fmt.Sprint(k.Got), OrList(want))
	case *kind.Pattern:
		d.At(path, "%s is %q; %s.", name, k.Got, patternHint(k.Want))
	case *kind.MinItems:
		d.At(path, "%s has %s and needs at least %d.", name, entries(k.Got), k.Want)
	case *kind.MaxItems:
		d.At(path, "%s has %d entries; at most %d are allowed.", name, k.Got, k.Want)
	case *kind.Minimum:
		d.At(path, "%s is %s; it must be %s or more.", name, k.Got.RatString(), k.Want.RatString())
	case *kind.Maximum:
		d.At(path, "%s is %s; it must be %s or less.", name, k.Got.RatString(), k.Want.RatString())
	case *kind.MaxLength:
		d.At(path, "%s has %d characters; at most %d are allowed.", name, k.Got, k.Want)
	default:
		d.At(path, "%s is not as it should be: %s.", name, k.LocalizedString(english))
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

// entries writes how many entries a list has.
func entries(n int) string {
	if n == 1 {
		return "1 entry"
	}
	return fmt.Sprintf("%d entries", n)
}

// OrList joins words as choices: "a, b or c".
func OrList(words []string) string {
	if len(words) < 2 {
		return strings.Join(words, "")
	}
	return strings.Join(words[:len(words)-1], ", ") + " or " + words[len(words)-1]
}
