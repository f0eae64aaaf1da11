package blockkit

import (
	"fmt"
	"strconv"
)

func itoa(i int) string { return strconv.Itoa(i) }

// View is a parsed view payload: what views.open and its siblings take.
type View map[string]any

// ParseView reads a view payload.
func ParseView(raw []byte) (View, error) {
	var v View
	if err := decode(raw, &v); err != nil || v == nil {
		return nil, fmt.Errorf("the view must be a JSON object: %w", err)
	}
	return v, nil
}

// Blocks returns the view's blocks; what is not an object is left out and reported by [View.Validate].
func (v View) Blocks() Blocks {
	var out Blocks
	for _, b := range list(v, "blocks") {
		if m, ok := b.(map[string]any); ok {
			out = append(out, m)
		}
	}
	return out
}

// viewFields is every field a view payload may have.
var viewFields = map[string]bool{
	"type": true, "title": true, "close": true, "submit": true, "blocks": true, "private_metadata": true,
	"callback_id": true, "clear_on_close": true, "notify_on_close": true, "external_id": true,
}

// Validate returns everything that keeps Slack from accepting the view; pointers start with /view. The surface must be
// [Modal] or [Home].
func (v View) Validate(s Surface) []Fault {
	const ptr = "/view"
	c := newChecker(s)
	for key := range v {
		if !viewFields[key] {
			c.fault(ptr, "value", "invalid additional property: %s", key)
		}
	}
	switch {
	case s == Modal:
		c.enum(v, ptr, "type", true, "modal")
		c.textObject(v, ptr, "title", true, plain, 24)
		c.textObject(v, ptr, "close", false, plain, 24)
		c.textObject(v, ptr, "submit", false, plain, 24)
	default:
		c.enum(v, ptr, "type", true, "home")
	}
	c.text(v, ptr, "private_metadata", false, 0, 3000)
	c.text(v, ptr, "callback_id", false, 0, 255)
	c.text(v, ptr, "external_id", false, 0, 255)
	arr, ok := v["blocks"].([]any)
	if !ok {
		c.fault(ptr, "missing", "missing required field: blocks")
		return c.faults
	}
	if blocks := v.Blocks(); len(blocks) == len(arr) {
		c.blocks(blocks, ptr)
	} else {
		c.fault(ptr+"/blocks", "type", "every block must be an object")
	}
	if s == Modal && c.inputs > 0 && v["submit"] == nil {
		c.fault(ptr, "missing", "must define `submit` to use an `input` block in modals")
	}
	return c.faults
}
