package slacksim

import (
	"encoding/json"
	"fmt"
	"net/mail"
	"net/url"
	"slices"
	"strconv"
	"strings"
	"time"
	"unicode/utf8"

	"cairn/internal/slacksim/blockkit"
)

// stateKey names the inputs one person sees in one message.
type stateKey struct{ user, channel, ts string }

// inputs is what has been entered: block id, action id, value. Elements not listed hold their initial value.
type inputs map[string]map[string]Value

func (in inputs) set(e blockkit.Element, v Value) {
	if in[e.BlockID] == nil {
		in[e.BlockID] = map[string]Value{}
	}
	in[e.BlockID][e.ActionID] = v
}

// mustBlocks parses blocks that were validated when they were stored.
func mustBlocks(raw json.RawMessage) blockkit.Blocks {
	b, err := blockkit.Parse(raw)
	if err != nil {
		panic(fmt.Sprintf("slacksim: stored blocks do not parse: %v", err))
	}
	return b
}

// stateOf computes state.values: every stateful element with what was entered, or else its initial value.
func stateOf(blocks blockkit.Blocks, entered inputs) State {
	s := State{Values: map[string]map[string]Value{}}
	for _, e := range blocks.Elements() {
		if !e.Stateful() {
			continue
		}
		v, ok := entered[e.BlockID][e.ActionID]
		if !ok || v["type"] != e.Type {
			v = initialValue(e)
		}
		if s.Values[e.BlockID] == nil {
			s.Values[e.BlockID] = map[string]Value{}
		}
		s.Values[e.BlockID][e.ActionID] = v
	}
	return s
}

// keep drops what was entered into elements that the new blocks no longer have, as views.update does.
func (in inputs) keep(blocks blockkit.Blocks) inputs {
	out := inputs{}
	for _, e := range blocks.Elements() {
		if v, ok := in[e.BlockID][e.ActionID]; ok && v["type"] == e.Type {
			out.set(e, v)
		}
	}
	return out
}

// valueField names the field that holds the value of each type of element, and the element's own field with the
// initial one.
var valueField = map[string]struct{ value, initial string }{
	"plain_text_input":           {"value", "initial_value"},
	"email_text_input":           {"value", "initial_value"},
	"url_text_input":             {"value", "initial_value"},
	"number_input":               {"value", "initial_value"},
	"rich_text_input":            {"rich_text_value", "initial_value"},
	"static_select":              {"selected_option", "initial_option"},
	"external_select":            {"selected_option", "initial_option"},
	"radio_buttons":              {"selected_option", "initial_option"},
	"overflow":                   {"selected_option", ""},
	"users_select":               {"selected_user", "initial_user"},
	"channels_select":            {"selected_channel", "initial_channel"},
	"conversations_select":       {"selected_conversation", "initial_conversation"},
	"checkboxes":                 {"selected_options", "initial_options"},
	"multi_static_select":        {"selected_options", "initial_options"},
	"multi_external_select":      {"selected_options", "initial_options"},
	"multi_users_select":         {"selected_users", "initial_users"},
	"multi_channels_select":      {"selected_channels", "initial_channels"},
	"multi_conversations_select": {"selected_conversations", "initial_conversations"},
	"datepicker":                 {"selected_date", "initial_date"},
	"timepicker":                 {"selected_time", "initial_time"},
	"datetimepicker":             {"selected_date_time", "initial_date_time"},
	"file_input":                 {"files", ""},
}

// listValued reports whether the element holds a list, which is never null.
func listValued(typ string) bool {
	return strings.HasPrefix(typ, "multi_") || typ == "checkboxes" || typ == "file_input"
}

func initialValue(e blockkit.Element) Value {
	f := valueField[e.Type]
	v := Value{"type": e.Type, f.value: nil}
	if listValued(e.Type) {
		v[f.value] = []any{}
	}
	if init, ok := e.Raw[f.initial]; ok && init != nil {
		v[f.value] = init
	}
	return v
}

// empty reports whether nothing has been entered.
func (v Value) empty() bool {
	typ, _ := v["type"].(string)
	switch x := v[valueField[typ].value].(type) {
	case nil:
		return true
	case string:
		return x == ""
	case []any:
		return len(x) == 0
	}
	return false
}

// enter turns what a script or the page sends – a string, a number, a time or a list of strings – into the element's
// typed value. The error says what the person could not have entered.
func (w *Workspace) enter(user string, e blockkit.Element, in any) (Value, error) {
	f, ok := valueField[e.Type]
	if !ok {
		return nil, fmt.Errorf("a %s takes no value", e.Type)
	}
	v := Value{"type": e.Type, f.value: nil}
	if listValued(e.Type) {
		picked, err := valueList(in)
		if err != nil {
			return nil, fmt.Errorf("%s %q takes a list of values: %w", e.Type, e.ActionID, err)
		}
		out := make([]any, 0, len(picked))
		for _, p := range picked {
			one, err := w.pick(user, e, p)
			if err != nil {
				return nil, err
			}
			out = append(out, one)
		}
		if limit, ok := e.Raw["max_selected_items"].(json.Number); ok {
			if n, err := limit.Int64(); err == nil && int64(len(out)) > n {
				return nil, fmt.Errorf("%s %q takes at most %d items, not %d", e.Type, e.ActionID, n, len(out))
			}
		}
		v[f.value] = out
		return v, nil
	}
	if at, ok := in.(time.Time); ok {
		in = clockValue(e.Type, at)
	}
	s, err := scalar(in)
	if err != nil {
		return nil, fmt.Errorf("%s %q takes one value: %w", e.Type, e.ActionID, err)
	}
	if s == "" {
		return v, nil
	}
	one, err := w.pick(user, e, s)
	if err != nil {
		return nil, err
	}
	v[f.value] = one
	return v, nil
}

// complaint is what Slack's client itself says under an input before it bothers the app; empty if it is content.
func complaint(e blockkit.Element, v Value) string {
	if v.empty() {
		if e.Optional {
			return ""
		}
		return "Please complete this required field."
	}
	s, ok := v["value"].(string)
	if !ok {
		return ""
	}
	switch e.Type {
	case "plain_text_input":
		n := utf8.RuneCountInString(s)
		if limit, ok := intField(e.Raw, "min_length"); ok && n < limit {
			return fmt.Sprintf("Please enter at least %d characters.", limit)
		}
		limit, ok := intField(e.Raw, "max_length")
		if !ok {
			limit = 3000
		}
		if n > limit {
			return fmt.Sprintf("Please enter no more than %d characters.", limit)
		}
	case "number_input":
		n, err := strconv.ParseFloat(s, 64)
		if err != nil {
			return "Please enter a number."
		}
		if decimal, _ := e.Raw["is_decimal_allowed"].(bool); !decimal && n != float64(int64(n)) {
			return "Please enter a whole number."
		}
		for key, wrong := range map[string]func(limit float64) bool{
			"min_value": func(l float64) bool { return n < l },
			"max_value": func(l float64) bool { return n > l },
		} {
			raw, _ := e.Raw[key].(string)
			if limit, err := strconv.ParseFloat(raw, 64); err == nil && wrong(limit) {
				return "Please enter a number in the allowed range."
			}
		}
	case "email_text_input":
		if _, err := mail.ParseAddress(s); err != nil {
			return "Please enter a valid email address."
		}
	case "url_text_input":
		if u, err := url.Parse(s); err != nil || u.Scheme == "" || u.Host == "" {
			return "Please enter a valid URL."
		}
	}
	return ""
}

func intField(m map[string]any, key string) (int, bool) {
	n, ok := m[key].(json.Number)
	if !ok {
		return 0, false
	}
	i, err := n.Int64()
	return int(i), err == nil
}

func scalar(in any) (string, error) {
	switch x := in.(type) {
	case nil:
		return "", nil
	case string:
		return x, nil
	case json.Number:
		return x.String(), nil
	case int:
		return strconv.Itoa(x), nil
	case int64:
		return strconv.FormatInt(x, 10), nil
	case float64:
		return strconv.FormatFloat(x, 'f', -1, 64), nil
	case bool:
		return strconv.FormatBool(x), nil
	}
	return "", fmt.Errorf("a %T is not a single value", in)
}

// valueList reads a list of strings; a single string is a list of the parts between its commas.
func valueList(in any) ([]string, error) {
	switch x := in.(type) {
	case []string:
		return x, nil
	case []any:
		out := make([]string, 0, len(x))
		for _, v := range x {
			s, err := scalar(v)
			if err != nil {
				return nil, err
			}
			out = append(out, s)
		}
		return out, nil
	}
	s, err := scalar(in)
	if err != nil || s == "" {
		return nil, err
	}
	parts := strings.Split(s, ",")
	for i := range parts {
		parts[i] = strings.TrimSpace(parts[i])
	}
	return slices.DeleteFunc(parts, func(p string) bool { return p == "" }), nil
}
