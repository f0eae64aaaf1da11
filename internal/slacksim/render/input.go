package render

import "strings"

// input draws an input block: label, control, hint, and what is wrong with it.
func (r *renderer) input(b object) {
	e := b.obj("element")
	block := b.str("block_id")
	id, labelID := r.nextID(), r.nextID()
	wrong := r.env.Errors[block]
	p := place{
		block: block, id: id, label: labelID, dispatch: b.flag("dispatch_action"),
		invalid: wrong != "", required: !b.flag("optional"),
	}
	hint := b.obj("hint").str("text")
	var described []string
	if hint != "" {
		described = append(described, id+"-hint")
	}
	if wrong != "" {
		described = append(described, id+"-error")
	}
	p.describe = strings.Join(described, " ")

	class := "blk field"
	if wrong != "" {
		class += " has-error"
	}
	r.open("div", cls(class), at("data-block-id", block), at("data-input", e.str("type")))
	if labelable(e.str("type")) {
		r.open("label", cls("field-label"), at("id", labelID), at("for", id))
	} else {
		r.open("div", cls("field-label"), at("id", labelID))
	}
	r.plain(b.obj("label").str("text"))
	if b.flag("optional") {
		r.text(" ")
		r.el("span", "(optional)", cls("optional"))
	}
	if labelable(e.str("type")) {
		r.end("label")
	} else {
		r.end("div")
	}
	r.element(e, p)
	if hint != "" {
		r.open("p", cls("hint"), at("id", id+"-hint"))
		r.plain(hint)
		r.end("p")
	}
	if wrong != "" {
		r.open("p", cls("error"), at("id", id+"-error"), at("data-testid", "error"))
		r.plain(wrong)
		r.end("p")
	}
	r.end("div")
}

// labelable says whether a <label for> can point at the element's control.
func labelable(kind string) bool {
	switch kind {
	case "radio_buttons", "checkboxes", "overflow", "button", "users_select", "conversations_select", "channels_select":
		return false
	}
	return !strings.HasPrefix(kind, "multi_")
}
