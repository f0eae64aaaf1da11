package blockkit

import (
	"encoding/json"
	"fmt"
	"net/url"
	"slices"
	"strconv"
	"strings"
	"unicode/utf8"
)

// checker collects faults while it walks a payload.
type checker struct {
	surface Surface
	faults  []Fault

	blockIDs  map[string]bool
	markdown  int // characters in markdown blocks so far: they share one budget
	cells     int // characters in table cells so far
	dataCells int // characters in data_table cells so far
	tables    int
	charts    int
	focused   int // elements with focus_on_load
	inputs    int // input blocks
}

func newChecker(s Surface) *checker { return &checker{surface: s, blockIDs: map[string]bool{}} }

func (c *checker) fault(ptr, code, format string, args ...any) {
	c.faults = append(c.faults, Fault{Pointer: ptr, Code: code, Message: fmt.Sprintf(format, args...)})
}

func at(ptr, key string) string { return ptr + "/" + key }

func atIndex(ptr, key string, i int) string { return ptr + "/" + key + "/" + strconv.Itoa(i) }

// length checks a text's length in characters, both ends included.
func (c *checker) length(ptr, text string, minimum, maximum int) {
	n := utf8.RuneCountInString(text)
	if n < minimum {
		c.fault(ptr, "length", "must be more than %d characters", minimum-1)
	}
	if n > maximum {
		c.fault(ptr, "length", "must be less than %d characters", maximum+1)
	}
}

// text checks a plain string field. A missing field is a fault only when required.
func (c *checker) text(m map[string]any, ptr, key string, required bool, minimum, maximum int) string {
	v, ok := m[key]
	if !ok || v == nil {
		if required {
			c.fault(ptr, "missing", "missing required field: %s", key)
		}
		return ""
	}
	s, ok := v.(string)
	if !ok {
		c.fault(at(ptr, key), "type", "must be a string")
		return ""
	}
	c.length(at(ptr, key), s, minimum, maximum)
	return s
}

// The kinds of text object a field takes.
const (
	plain  = 1
	mrkdwn = 2
	either = plain | mrkdwn
)

// textObject checks a composition text object in m[key].
func (c *checker) textObject(m map[string]any, ptr, key string, required bool, kinds, maximum int) {
	v, ok := m[key]
	if !ok || v == nil {
		if required {
			c.fault(ptr, "missing", "missing required field: %s", key)
		}
		return
	}
	c.textValue(v, at(ptr, key), kinds, maximum)
}

func (c *checker) textValue(v any, ptr string, kinds, maximum int) {
	t, ok := v.(map[string]any)
	if !ok {
		c.fault(ptr, "type", "must be a text object")
		return
	}
	switch str(t, "type") {
	case "plain_text":
		if kinds&plain == 0 {
			c.fault(at(ptr, "type"), "enum", "unsupported type: plain_text")
		}
		if _, ok := t["verbatim"]; ok {
			c.fault(at(ptr, "verbatim"), "value", "invalid additional property: verbatim")
		}
	case "mrkdwn":
		if kinds&mrkdwn == 0 {
			c.fault(at(ptr, "type"), "enum", "unsupported type: mrkdwn")
		}
		if _, ok := t["emoji"]; ok {
			c.fault(at(ptr, "emoji"), "value", "invalid additional property: emoji")
		}
	case "":
		c.fault(ptr, "missing", "missing required field: type")
	default:
		c.fault(at(ptr, "type"), "enum", "unsupported type: %s", str(t, "type"))
	}
	c.text(t, ptr, "text", true, 1, maximum)
}

// items checks an array field's length and returns its objects with their pointers; elements that are not objects are
// faults.
func (c *checker) items(m map[string]any, ptr, key string, required bool, minimum, maximum int) []item {
	v, ok := m[key]
	if !ok || v == nil {
		if required {
			c.fault(ptr, "missing", "missing required field: %s", key)
		}
		return nil
	}
	arr, ok := v.([]any)
	if !ok {
		c.fault(at(ptr, key), "type", "must be an array")
		return nil
	}
	if len(arr) < minimum {
		c.fault(at(ptr, key), "count", "no fewer than %d items allowed", minimum)
	}
	if len(arr) > maximum {
		c.fault(at(ptr, key), "count", "no more than %d items allowed", maximum)
	}
	out := make([]item, 0, len(arr))
	for i, v := range arr {
		p := atIndex(ptr, key, i)
		if obj, ok := v.(map[string]any); ok {
			out = append(out, item{obj, p})
		} else {
			c.fault(p, "type", "must be an object")
		}
	}
	return out
}

// item is one object of an array with its pointer.
type item struct {
	obj map[string]any
	ptr string
}

func (c *checker) enum(m map[string]any, ptr, key string, required bool, allowed ...string) {
	v, ok := m[key]
	if !ok || v == nil {
		if required {
			c.fault(ptr, "missing", "missing required field: %s", key)
		}
		return
	}
	if s, ok := v.(string); !ok || !slices.Contains(allowed, s) {
		c.fault(at(ptr, key), "enum", "must be one of: %s", strings.Join(allowed, ", "))
	}
}

func (c *checker) boolean(m map[string]any, ptr, key string) {
	if v, ok := m[key]; ok && v != nil {
		if _, ok := v.(bool); !ok {
			c.fault(at(ptr, key), "type", "must be a boolean")
		}
	}
}

// integer checks an optional whole number between minimum and maximum.
func (c *checker) integer(m map[string]any, ptr, key string, minimum, maximum int) {
	v, ok := m[key]
	if !ok || v == nil {
		return
	}
	n, ok := v.(json.Number)
	i, err := strconv.ParseInt(n.String(), 10, 64)
	if !ok || err != nil {
		c.fault(at(ptr, key), "type", "must be an integer")
		return
	}
	if i < int64(minimum) || i > int64(maximum) {
		c.fault(at(ptr, key), "value", "must be between %d and %d", minimum, maximum)
	}
}

// number reads a required number.
func (c *checker) number(m map[string]any, ptr, key string) (float64, bool) {
	v, ok := m[key]
	if !ok || v == nil {
		c.fault(ptr, "missing", "missing required field: %s", key)
		return 0, false
	}
	n, ok := v.(json.Number)
	f, err := n.Float64()
	if !ok || err != nil {
		c.fault(at(ptr, key), "type", "must be a number")
		return 0, false
	}
	return f, true
}

// link checks an absolute http or https address.
func (c *checker) link(m map[string]any, ptr, key string, required bool) {
	s := c.text(m, ptr, key, required, 1, 3000)
	if s == "" {
		return
	}
	u, err := url.Parse(s)
	if err != nil || u.Host == "" || (u.Scheme != "http" && u.Scheme != "https") {
		c.fault(at(ptr, key), "value", "must be a valid URL")
	}
}

// imageSource checks image_url or slack_file, exactly one of them.
func (c *checker) imageSource(m map[string]any, ptr string) {
	file, hasFile := m["slack_file"].(map[string]any)
	_, hasURL := m["image_url"]
	switch {
	case hasFile && hasURL:
		c.fault(ptr, "value", "must define either `image_url` or `slack_file`, not both")
	case hasFile:
		if (str(file, "id") == "") == (str(file, "url") == "") {
			c.fault(at(ptr, "slack_file"), "value", "must define either `id` or `url`")
		}
	default:
		c.link(m, ptr, "image_url", true)
	}
}
