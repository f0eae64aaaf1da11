package blockkit

import (
	"regexp"
	"slices"
	"strconv"
)

var (
	singleSelects = []string{
		"static_select", "external_select", "users_select", "conversations_select", "channels_select",
	}
	multiSelects = []string{
		"multi_static_select", "multi_external_select", "multi_users_select", "multi_conversations_select",
		"multi_channels_select",
	}
	pickers = []string{"checkboxes", "radio_buttons", "datepicker", "timepicker"}

	sectionElements = slices.Concat(singleSelects, multiSelects, pickers,
		[]string{"button", "overflow", "image", "workflow_button"})
	actionElements = slices.Concat(singleSelects, multiSelects, pickers,
		[]string{"button", "overflow", "datetimepicker", "workflow_button", "rich_text_input"})
	inputElements = slices.Concat(singleSelects, multiSelects, pickers, []string{
		"datetimepicker", "plain_text_input", "email_text_input", "url_text_input", "number_input", "rich_text_input",
	})
	contextElements = []string{"feedback_buttons", "icon_button"}
)

var (
	dateForm = regexp.MustCompile(`^\d{4}-(0[1-9]|1[0-2])-(0[1-9]|[12]\d|3[01])$`)
	timeForm = regexp.MustCompile(`^([01]\d|2[0-3]):[0-5]\d$`)
)

// element checks one element against the types its block allows.
func (c *checker) element(v any, ptr string, allowed []string) {
	e, ok := v.(map[string]any)
	if !ok {
		c.fault(ptr, "type", "must be an object")
		return
	}
	typ := str(e, "type")
	if !slices.Contains(allowed, typ) {
		c.fault(at(ptr, "type"), "enum", "unsupported type: %s", typ)
		return
	}
	if typ == "image" {
		c.imageElement(e, ptr)
		return
	}
	c.text(e, ptr, "action_id", false, 1, 255)
	c.textObject(e, ptr, "placeholder", false, plain, 150)
	if v, ok := e["confirm"].(map[string]any); ok {
		c.confirm(v, at(ptr, "confirm"))
	}
	if focus, _ := e["focus_on_load"].(bool); focus {
		c.focused++
	}
	c.pressed(e, ptr, typ)
	c.chosen(e, ptr, typ)
	c.entered(e, ptr, typ)
}

// pressed checks what only elements have that are pressed.
func (c *checker) pressed(e map[string]any, ptr, typ string) {
	switch typ {
	case "button":
		c.textObject(e, ptr, "text", true, plain, 75)
		c.text(e, ptr, "value", false, 0, 2000)
		c.link(e, ptr, "url", false)
		c.enum(e, ptr, "style", false, "primary", "danger")
		c.text(e, ptr, "accessibility_label", false, 0, 75)
	case "workflow_button":
		c.textObject(e, ptr, "text", true, plain, 75)
		c.text(e, ptr, "accessibility_label", false, 0, 75)
	case "icon_button":
		c.textObject(e, ptr, "text", true, plain, 75)
		c.text(e, ptr, "icon", true, 1, 75)
		c.text(e, ptr, "value", false, 0, 2000)
	case "feedback_buttons":
		for _, key := range []string{"positive_button", "negative_button"} {
			b, ok := e[key].(map[string]any)
			if !ok {
				c.fault(ptr, "missing", "missing required field: %s", key)
				continue
			}
			c.textObject(b, at(ptr, key), "text", true, plain, 75)
			c.text(b, at(ptr, key), "value", true, 1, 2000)
		}
	}
}

// chosen checks what only elements have with choices.
func (c *checker) chosen(e map[string]any, ptr, typ string) {
	switch typ {
	case "overflow":
		c.options(e, ptr, 5, plain)
	case "checkboxes":
		c.options(e, ptr, 10, either)
		c.initialOptions(e, ptr)
	case "radio_buttons":
		c.options(e, ptr, 10, either)
		c.initialOption(e, ptr)
	case "static_select":
		c.selectOptions(e, ptr)
		c.initialOption(e, ptr)
	case "multi_static_select":
		c.selectOptions(e, ptr)
		c.initialOptions(e, ptr)
		c.integer(e, ptr, "max_selected_items", 1, 100)
	case "conversations_select":
		c.conversationFilter(e, ptr)
	case "multi_external_select", "multi_users_select", "multi_conversations_select", "multi_channels_select":
		c.integer(e, ptr, "max_selected_items", 1, 100)
		if typ == "multi_conversations_select" {
			c.conversationFilter(e, ptr)
		}
	}
}

// entered checks what only elements have in which something is typed or picked, or a file is put.
func (c *checker) entered(e map[string]any, ptr, typ string) {
	switch typ {
	case "plain_text_input":
		c.integer(e, ptr, "min_length", 0, 3000)
		c.integer(e, ptr, "max_length", 1, 3000)
		c.text(e, ptr, "initial_value", false, 0, 3000)
		c.dispatch(e, ptr)
	case "email_text_input", "url_text_input":
		c.text(e, ptr, "initial_value", false, 0, 3000)
		c.dispatch(e, ptr)
	case "number_input":
		if _, ok := e["is_decimal_allowed"].(bool); !ok {
			c.fault(ptr, "missing", "missing required field: is_decimal_allowed")
		}
		for _, key := range []string{"initial_value", "min_value", "max_value"} {
			if s := c.text(e, ptr, key, false, 1, 50); s != "" {
				if _, err := strconv.ParseFloat(s, 64); err != nil {
					c.fault(at(ptr, key), "value", "must be a number")
				}
			}
		}
		c.dispatch(e, ptr)
	case "datepicker":
		if s := c.text(e, ptr, "initial_date", false, 1, 10); s != "" && !dateForm.MatchString(s) {
			c.fault(at(ptr, "initial_date"), "value", "must be a date in the form YYYY-MM-DD")
		}
	case "timepicker":
		if s := c.text(e, ptr, "initial_time", false, 1, 5); s != "" && !timeForm.MatchString(s) {
			c.fault(at(ptr, "initial_time"), "value", "must be a time in the form HH:mm")
		}
	case "datetimepicker":
		c.integer(e, ptr, "initial_date_time", 1_000_000_000, 9_999_999_999)
	case "rich_text_input":
		if v, ok := e["initial_value"].(map[string]any); ok {
			c.richText(v, at(ptr, "initial_value"))
		}
		c.dispatch(e, ptr)
	case "file_input":
		c.integer(e, ptr, "max_files", 1, 10)
	}
}

func (c *checker) imageElement(e map[string]any, ptr string) {
	c.text(e, ptr, "alt_text", true, 1, 2000)
	c.imageSource(e, ptr)
}

func (c *checker) confirm(m map[string]any, ptr string) {
	c.textObject(m, ptr, "title", true, plain, 100)
	c.textObject(m, ptr, "text", true, either, 300)
	c.textObject(m, ptr, "confirm", true, plain, 30)
	c.textObject(m, ptr, "deny", true, plain, 30)
	c.enum(m, ptr, "style", false, "primary", "danger")
}

func (c *checker) dispatch(e map[string]any, ptr string) {
	cfg, ok := e["dispatch_action_config"].(map[string]any)
	if !ok {
		return
	}
	for i, v := range list(cfg, "trigger_actions_on") {
		if v != "on_enter_pressed" && v != "on_character_entered" {
			c.fault(atIndex(at(ptr, "dispatch_action_config"), "trigger_actions_on", i), "enum",
				"must be one of: on_enter_pressed, on_character_entered")
		}
	}
}

// conversationFilter checks which conversations a picker offers.
func (c *checker) conversationFilter(e map[string]any, ptr string) {
	f, ok := e["filter"].(map[string]any)
	if !ok {
		return
	}
	ptr = at(ptr, "filter")
	if f["include"] == nil && f["exclude_bot_users"] == nil && f["exclude_external_shared_channels"] == nil {
		c.fault(ptr, "missing", "must define at least one of `include`, `exclude_bot_users` or `exclude_external_shared_channels`")
	}
	if kinds, ok := f["include"].([]any); ok && len(kinds) == 0 {
		c.fault(at(ptr, "include"), "count", "no fewer than 1 items allowed")
	}
	for i, kind := range list(f, "include") {
		if kind != "im" && kind != "mpim" && kind != "private" && kind != "public" {
			c.fault(atIndex(ptr, "include", i), "enum", "must be one of: im, mpim, private, public")
		}
	}
	c.boolean(f, ptr, "exclude_bot_users")
	c.boolean(f, ptr, "exclude_external_shared_channels")
}

// selectOptions checks options or option_groups, exactly one of them.
func (c *checker) selectOptions(e map[string]any, ptr string) {
	_, hasOptions := e["options"]
	_, hasGroups := e["option_groups"]
	switch {
	case hasOptions && hasGroups:
		c.fault(ptr, "value", "must define either `options` or `option_groups`, not both")
	case hasGroups:
		for _, g := range c.items(e, ptr, "option_groups", true, 1, 100) {
			c.textObject(g.obj, g.ptr, "label", true, plain, 75)
			c.options(g.obj, g.ptr, 100, plain)
		}
	default:
		c.options(e, ptr, 100, plain)
	}
}

func (c *checker) options(m map[string]any, ptr string, maximum, kinds int) {
	for _, o := range c.items(m, ptr, "options", true, 1, maximum) {
		c.option(o.obj, o.ptr, kinds)
	}
}

func (c *checker) option(o map[string]any, ptr string, kinds int) {
	c.textObject(o, ptr, "text", true, kinds, 75)
	c.text(o, ptr, "value", true, 1, 75)
	c.textObject(o, ptr, "description", false, kinds, 75)
	c.link(o, ptr, "url", false)
}

// initialOption checks that a preselected option is one of the choices, as Slack insists.
func (c *checker) initialOption(e map[string]any, ptr string) {
	if v, ok := e["initial_option"].(map[string]any); ok && !hasOption(e, str(v, "value")) {
		c.fault(at(ptr, "initial_option"), "value", "`initial_option` must match one of the options")
	}
}

func (c *checker) initialOptions(e map[string]any, ptr string) {
	for _, o := range c.items(e, ptr, "initial_options", false, 1, 100) {
		if !hasOption(e, str(o.obj, "value")) {
			c.fault(o.ptr, "value", "`initial_options` must match the options")
		}
	}
}

func hasOption(e map[string]any, value string) bool {
	_, ok := Option(e, value)
	return ok
}

// Option finds the option with the value among an element's options and option groups.
func Option(element map[string]any, value string) (map[string]any, bool) {
	for _, v := range list(element, "options") {
		if o, ok := v.(map[string]any); ok && str(o, "value") == value {
			return o, true
		}
	}
	for _, v := range list(element, "option_groups") {
		if g, ok := v.(map[string]any); ok {
			if o, ok := Option(g, value); ok {
				return o, true
			}
		}
	}
	return nil, false
}
