package render

import (
	"maps"
	"slices"
	"strconv"
	"strings"
	"time"
)

// place says where an element stands.
type place struct {
	block    string // block_id
	dispatch bool   // a change is sent at once
	label    string // id of the element that labels it; "" when the element names itself
	describe string // ids of hint and error
	invalid  bool
	required bool
	id       string // element id of the control, when a label points at it
}

// attrs are what every control carries: the script finds it by them, and browser tests too.
func (r *renderer) attrs(e object, p place) []attr {
	return []attr{
		at("data-block-id", p.block), at("data-action-id", e.str("action_id")), at("data-kind", e.str("type")),
		on("data-dispatch", p.dispatch), on("data-each-character", p.dispatch && eachCharacter(e)), on("data-focus", e.flag("focus_on_load")),
	}
}

// eachCharacter says whether a text input tells the app of every character, and not only when Enter is pressed.
func eachCharacter(e object) bool {
	return slices.Contains(e.obj("dispatch_action_config").strs("trigger_actions_on"), "on_character_entered")
}

// controlAttrs are attrs and what ties a single control to its label, hint and error.
func (r *renderer) controlAttrs(e object, p place) []attr {
	label := ""
	if p.label == "" {
		label = accessibleName(e)
	}
	invalid := ""
	if p.invalid {
		invalid = "true"
	}
	return append(r.attrs(e, p), cls("input"), opt("id", p.id), opt("aria-label", label),
		opt("aria-describedby", p.describe), opt("aria-invalid", invalid), on("required", p.required))
}

// accessibleName names a control that no label names.
func accessibleName(e object) string {
	if s := e.str("accessibility_label"); s != "" {
		return s
	}
	if s := e.obj("placeholder").str("text"); s != "" {
		return s
	}
	return strings.NewReplacer("_", " ", "-", " ").Replace(e.str("action_id"))
}

// entered maps the fields of an entered value to the fields of an element that hold its initial one.
var entered = map[string]string{
	"value": "initial_value", "selected_option": "initial_option", "selected_options": "initial_options",
	"selected_user": "initial_user", "selected_users": "initial_users",
	"selected_channel": "initial_channel", "selected_channels": "initial_channels",
	"selected_conversation": "initial_conversation", "selected_conversations": "initial_conversations",
	"selected_date": "initial_date", "selected_time": "initial_time", "selected_date_time": "initial_date_time",
}

// withEntered is the element with what has been entered in place of its initial value.
func (r *renderer) withEntered(e object, block string) object {
	if r.env.Value == nil {
		return e
	}
	value := r.env.Value(block, e.str("action_id"))
	if value["type"] != e["type"] {
		return e
	}
	e = maps.Clone(e)
	for from, to := range entered {
		if v, ok := value[from]; ok {
			e[to] = v
		}
	}
	return e
}

// element draws an interactive element, or an image.
func (r *renderer) element(e object, p place) {
	e = r.withEntered(e, p.block)
	switch e.str("type") {
	case "button", "workflow_button":
		r.button(e, p)
	case "icon_button":
		r.iconButton(e, p)
	case "feedback_buttons":
		r.feedback(e, p)
	case "overflow":
		r.overflow(e, p)
	case "image":
		r.picture(e, "accessory-image")
	case "plain_text_input", "number_input", "url_text_input", "email_text_input":
		r.textInput(e, p)
	case "static_select":
		r.selectOne(e, p)
	case "users_select", "conversations_select", "channels_select":
		r.picker(e, p, "radio")
	case "multi_static_select", "multi_users_select", "multi_conversations_select", "multi_channels_select":
		r.picker(e, p, "checkbox")
	case "radio_buttons":
		r.choices(e, p, "radio", e.list("options"), initial(e))
	case "checkboxes":
		r.choices(e, p, "checkbox", e.list("options"), initial(e))
	case "datepicker":
		r.open("input", append(r.controlAttrs(e, p), at("type", "date"), at("value", e.str("initial_date")))...)
	case "timepicker":
		r.open("input", append(r.controlAttrs(e, p), at("type", "time"), at("value", e.str("initial_time")))...)
	case "datetimepicker":
		r.dateTime(e, p)
	default:
		r.unknown(e.str("type"), map[string]any(e))
	}
	if c := e.obj("confirm"); c != nil {
		r.confirm(c)
	}
}

func (r *renderer) button(e object, p place) {
	class := "btn"
	switch e.str("style") {
	case "primary":
		class += " primary"
	case "danger":
		class += " danger"
	}
	attrs := append(r.attrs(e, p), cls(class), opt("aria-label", e.str("accessibility_label")))
	tag := "button"
	if href := safeURL(e.str("url")); href != "" {
		tag = "a"
		attrs = append(attrs, at("href", href), at("target", "_blank"), at("rel", "noopener noreferrer"))
	} else {
		attrs = append(attrs, at("type", "button"))
	}
	attrs = append(attrs, at("data-value", e.str("value")))
	r.open(tag, attrs...)
	r.plain(e.obj("text").str("text"))
	r.end(tag)
}

func (r *renderer) iconButton(e object, p place) {
	name := e.str("accessibility_label")
	if name == "" {
		name = e.obj("text").str("text")
	}
	r.open("button", append(r.attrs(e, p), cls("btn icon"), at("type", "button"), at("aria-label", name), at("title", name), at("data-value", e.str("value")))...)
	if e.str("icon") == "trash" {
		r.text("🗑")
	} else {
		r.plain(e.obj("text").str("text"))
	}
	r.end("button")
}

func (r *renderer) feedback(e object, p place) {
	r.open("span", cls("feedback"), at("role", "group"), at("aria-label", "Feedback"))
	for _, key := range []string{"positive_button", "negative_button"} {
		b := e.obj(key)
		r.open("button", append(r.attrs(e, p), cls("btn"), at("type", "button"), opt("aria-label", b.str("accessibility_label")), at("data-value", b.str("value")))...)
		r.plain(b.obj("text").str("text"))
		r.end("button")
	}
	r.end("span")
}

// overflow is a menu behind three dots; it needs no script to open.
func (r *renderer) overflow(e object, p place) {
	r.open("details", append(r.attrs(e, p), cls("overflow"))...)
	r.el("summary", "⋯", cls("btn"), at("aria-label", "More actions"))
	r.open("ul", cls("menu"))
	for _, v := range e.list("options") {
		o := asObject(v)
		r.open("li")
		if href := safeURL(o.str("url")); href != "" {
			r.open("a", cls("menu-item"), at("data-value", o.str("value")), at("href", href), at("target", "_blank"), at("rel", "noopener noreferrer"))
			r.plain(o.obj("text").str("text"))
			r.end("a")
		} else {
			r.open("button", cls("menu-item"), at("type", "button"), at("data-value", o.str("value")))
			r.plain(o.obj("text").str("text"))
			r.end("button")
		}
		r.end("li")
	}
	r.end("ul")
	r.end("details")
}

func (r *renderer) textInput(e object, p place) {
	if e.flag("multiline") && e.str("type") == "plain_text_input" {
		r.open("textarea", append(r.controlAttrs(e, p), lengths(e, at("rows", "4"), opt("placeholder", e.obj("placeholder").str("text")))...)...)
		r.text("\n" + e.str("initial_value")) // HTML drops the first line break of a textarea
		r.end("textarea")
		return
	}
	attrs := append(r.controlAttrs(e, p), opt("placeholder", e.obj("placeholder").str("text")), at("autocomplete", "off"))
	switch e.str("type") {
	case "number_input":
		step := "1"
		if e.flag("is_decimal_allowed") {
			step = "any"
		}
		attrs = append(attrs, at("type", "number"), at("step", step), opt("min", e.str("min_value")), opt("max", e.str("max_value")), at("value", e.str("initial_value")))
	case "url_text_input":
		attrs = append(attrs, at("type", "url"), at("value", e.str("initial_value")))
	case "email_text_input":
		attrs = append(attrs, at("type", "email"), at("value", e.str("initial_value")))
	default:
		attrs = append(attrs, lengths(e, at("type", "text"), at("value", e.str("initial_value")))...)
	}
	r.open("input", attrs...)
}

func lengths(e object, attrs ...attr) []attr {
	for _, key := range []string{"min_length", "max_length"} {
		if n, ok := e.num(key); ok && n > 0 {
			attrs = append(attrs, at(strings.ReplaceAll(key, "_", ""), strconv.Itoa(int(n))))
		}
	}
	return attrs
}

// dateTime is entered in the viewer's zone; the script turns it into Unix seconds with data-tz.
func (r *renderer) dateTime(e object, p place) {
	value := ""
	if n, ok := e.num("initial_date_time"); ok && n >= minUnix && n <= maxUnix {
		value = time.Unix(int64(n), 0).In(r.env.Location).Format("2006-01-02T15:04")
	}
	r.open("input", append(r.controlAttrs(e, p), at("type", "datetime-local"), at("value", value), at("data-tz", r.env.Location.String()))...)
}

// choices draws radio buttons or checkboxes; their texts may be mrkdwn.
func (r *renderer) choices(e object, p place, kind string, list []any, chosen map[string]bool) {
	role := "group"
	if kind == "radio" {
		role = "radiogroup"
	}
	label := ""
	if p.label == "" {
		label = accessibleName(e)
	}
	r.open("div", append(r.attrs(e, p), cls("choices"), at("role", role), opt("aria-labelledby", p.label), opt("aria-label", label), opt("aria-describedby", p.describe))...)
	name := r.nextID()
	for _, v := range list {
		o := asObject(v)
		r.open("label", cls("choice"))
		r.open("input", at("type", kind), at("name", name), at("value", o.str("value")), on("checked", chosen[o.str("value")]))
		r.open("span")
		r.textObject(o.obj("text"))
		if d := o.obj("description"); d != nil {
			r.open("span", cls("choice-description"))
			r.textObject(d)
			r.end("span")
		}
		r.end("span")
		r.end("label")
	}
	r.end("div")
}

// confirm follows the element it guards; the script shows it before the action is sent.
func (r *renderer) confirm(c object) {
	id := r.nextID()
	class := "btn primary"
	if c.str("style") == "danger" {
		class = "btn danger-fill"
	}
	r.open("dialog", cls("confirm"), at("aria-labelledby", id), at("data-testid", "confirm"))
	r.open("h2", at("id", id))
	r.plain(c.obj("title").str("text"))
	r.end("h2")
	r.open("div", cls("confirm-text"))
	r.textObject(c.obj("text"))
	r.end("div")
	r.open("div", cls("dialog-actions"))
	r.el("button", orElse(c.obj("deny").str("text"), "Cancel"), cls("btn"), at("type", "button"), at("data-answer", "deny"))
	r.el("button", orElse(c.obj("confirm").str("text"), "Yes"), cls(class), at("type", "button"), at("data-answer", "confirm"))
	r.end("div")
	r.end("dialog")
}

func orElse(s, fallback string) string {
	if s == "" {
		return fallback
	}
	return s
}

// emojiText replaces shortcodes where no markup may stand, such as in an <option>.
func emojiText(s string) string {
	var b strings.Builder
	for i := 0; i < len(s); {
		if s[i] == ':' {
			if name, ok := shortcode(s[i:]); ok && emoji[name] != "" {
				b.WriteString(emoji[name])
				i += len(name) + 2
				continue
			}
		}
		b.WriteByte(s[i])
		i++
	}
	return b.String()
}
