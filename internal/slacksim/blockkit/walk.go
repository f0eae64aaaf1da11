package blockkit

// Element is one interactive element together with the block that holds it.
type Element struct {
	BlockID   string
	BlockType string // "input", "actions", "section" and so on
	ActionID  string
	Type      string         // "button", "static_select" and so on
	Raw       map[string]any // the element itself; shared with the blocks it came from

	// Only in an input block.
	Input          bool
	Optional       bool
	DispatchAction bool
	Label          string
}

// interactive lists the element types that send an action or hold a value. The value says whether they hold state,
// that is, whether they appear in a view's or a message's state.values.
var interactive = map[string]bool{
	"button": false, "overflow": false, "workflow_button": false, "icon_button": false, "feedback_buttons": false,
	"static_select": true, "external_select": true, "users_select": true, "conversations_select": true,
	"channels_select": true, "multi_static_select": true, "multi_external_select": true, "multi_users_select": true,
	"multi_conversations_select": true, "multi_channels_select": true, "checkboxes": true, "radio_buttons": true,
	"datepicker": true, "timepicker": true, "datetimepicker": true, "plain_text_input": true, "email_text_input": true,
	"url_text_input": true, "number_input": true, "rich_text_input": true, "file_input": true,
}

// Stateful reports whether the element holds a value that Slack reports in state.values.
func (e Element) Stateful() bool { return interactive[e.Type] }

// Elements lists every interactive element in reading order, those of nested blocks included.
func (b Blocks) Elements() []Element {
	var out []Element
	for _, block := range b {
		out = append(out, elementsOf(block)...)
		for _, child := range children(block) {
			out = append(out, Blocks{child}.Elements()...)
		}
	}
	return out
}

func elementsOf(block map[string]any) []Element {
	typ := str(block, "type")
	base := Element{BlockID: str(block, "block_id"), BlockType: typ}
	var out []Element
	add := func(v any, more func(*Element)) {
		raw, ok := v.(map[string]any)
		if !ok {
			return
		}
		if _, ok := interactive[str(raw, "type")]; !ok {
			return
		}
		e := base
		e.Raw, e.Type, e.ActionID = raw, str(raw, "type"), str(raw, "action_id")
		if more != nil {
			more(&e)
		}
		out = append(out, e)
	}
	switch typ {
	case "section", "auth_provider":
		add(block["accessory"], nil)
	case "actions", "context_actions":
		for _, e := range list(block, "elements") {
			add(e, nil)
		}
	case "card":
		for _, e := range list(block, "actions") {
			add(e, nil)
		}
	case "input":
		add(block["element"], func(e *Element) {
			e.Input = true
			e.Optional, _ = block["optional"].(bool)
			e.DispatchAction, _ = block["dispatch_action"].(bool)
			if label, ok := block["label"].(map[string]any); ok {
				e.Label = str(label, "text")
			}
		})
	case "data_table":
		for _, row := range list(block, "rows") {
			cells, _ := row.([]any)
			for _, cell := range cells {
				if c, ok := cell.(map[string]any); ok && str(c, "type") == "action_cell" {
					add(c["element"], nil)
				}
			}
		}
	}
	return out
}

// children lists the blocks nested in a block: a container's, a carousel's cards, a layout's items, a plan's tasks.
func children(block map[string]any) []map[string]any {
	var out []map[string]any
	keep := func(vs []any) {
		for _, v := range vs {
			if m, ok := v.(map[string]any); ok {
				out = append(out, m)
			}
		}
	}
	switch str(block, "type") {
	case "container":
		keep(list(block, "child_blocks"))
	case "carousel":
		keep(list(block, "elements"))
	case "layout":
		for _, row := range list(block, "rows") {
			r, _ := row.(map[string]any)
			for _, item := range list(r, "items") {
				if it, ok := item.(map[string]any); ok {
					keep([]any{it["block"]})
				}
			}
		}
	}
	return out
}

func str(m map[string]any, key string) string {
	s, _ := m[key].(string)
	return s
}

func list(m map[string]any, key string) []any {
	l, _ := m[key].([]any)
	return l
}
