package render

import (
	"maps"
	"slices"
	"strconv"
	"strings"
)

// This file draws menus and pickers: one option or several, static or from the workspace.

// option is one thing to choose.
type option struct {
	value, label string
}

// group is a labelled run of options; the label may be empty.
type group struct {
	label   string
	options []option
}

// offered lists what a select offers, static or from the workspace. What was chosen beforehand is among it, even when the
// workspace no longer offers it.
func (r *renderer) offered(e object, chosen map[string]bool) []group {
	var groups []group
	switch strings.TrimPrefix(e.str("type"), "multi_") {
	case "users_select":
		groups = []group{{options: choices(r.env.People)}}
	case "channels_select":
		groups = []group{{options: choices(kept(r.env.Channels, []string{"public"}))}}
	case "conversations_select":
		groups = r.conversations(e.obj("filter"))
	default:
		if len(e.list("option_groups")) == 0 {
			return []group{{options: options(e.list("options"))}}
		}
		for _, v := range e.list("option_groups") {
			g := asObject(v)
			groups = append(groups, group{g.obj("label").str("text"), options(g.list("options"))})
		}
		return groups
	}
	known := map[string]bool{}
	for _, g := range groups {
		for _, o := range g.options {
			known[o.value] = true
		}
	}
	var rest []option
	for _, id := range slices.Sorted(maps.Keys(chosen)) {
		if !known[id] {
			rest = append(rest, option{id, r.nameOf(id)})
		}
	}
	if len(rest) > 0 {
		groups = append(groups, group{"No longer offered", rest})
	}
	return groups
}

// conversations are what a filter of a conversations_select lets through.
func (r *renderer) conversations(filter object) []group {
	include := filter.strs("include")
	if len(include) == 0 {
		include = []string{"public", "private", "mpim", "im"}
	}
	groups := []group{{"Channels", choices(kept(r.env.Channels, include))}}
	if slices.Contains(include, "im") {
		groups = append(groups, group{"People", choices(r.env.People)})
	}
	return slices.DeleteFunc(groups, func(g group) bool { return len(g.options) == 0 })
}

// kept are the conversations of the given kinds.
func kept(all []Choice, kinds []string) []Choice {
	return slices.DeleteFunc(slices.Clone(all), func(c Choice) bool {
		return !slices.Contains(kinds, orElse(c.Kind, "public"))
	})
}

// nameOf is a person's or a conversation's name; the id when it is not known.
func (r *renderer) nameOf(id string) string {
	for _, find := range []func(string) string{r.env.UserName, r.env.ChannelName} {
		if find != nil {
			if name := find(id); name != "" {
				return name
			}
		}
	}
	return id
}

func options(list []any) []option {
	out := make([]option, 0, len(list))
	for _, v := range list {
		o := asObject(v)
		out = append(out, option{o.str("value"), emojiText(o.obj("text").str("text"))})
	}
	return out
}

func choices(list []Choice) []option {
	out := make([]option, 0, len(list))
	for _, c := range list {
		out = append(out, option{c.ID, c.label()})
	}
	return out
}

// initial is the set of values chosen beforehand, whatever kind of select it is.
func initial(e object) map[string]bool {
	set := map[string]bool{}
	if v := e.obj("initial_option"); v != nil {
		set[v.str("value")] = true
	}
	for _, v := range e.list("initial_options") {
		set[asObject(v).str("value")] = true
	}
	for _, key := range []string{"user", "channel", "conversation"} {
		if s := e.str("initial_" + key); s != "" {
			set[s] = true
		}
		for _, s := range e.strs("initial_" + key + "s") {
			set[s] = true
		}
	}
	return set
}

func (r *renderer) selectOne(e object, p place) {
	chosen := initial(e)
	r.open("select", r.controlAttrs(e, p)...)
	placeholder := e.obj("placeholder").str("text")
	if placeholder == "" {
		placeholder = "Select an option"
	}
	r.el("option", placeholder, at("value", ""))
	for _, g := range r.offered(e, chosen) {
		if g.label != "" {
			r.open("optgroup", at("label", g.label))
		}
		for _, o := range g.options {
			r.el("option", o.label, at("value", o.value), on("selected", chosen[o.value]))
		}
		if g.label != "" {
			r.end("optgroup")
		}
	}
	r.end("select")
}

// searchFrom is how many choices a picker has before it gets a box to search them.
const searchFrom = 8

// picker is a disclosure with radio buttons or checkboxes, which every keyboard, phone and screen reader knows, and with a
// box to search them when they are many.
func (r *renderer) picker(e object, p place, kind string) {
	chosen := initial(e)
	groups := r.offered(e, chosen)
	class, placeholder := "multi", "Select options"
	if kind == "radio" {
		class, placeholder = "multi single", "Select an option"
	}
	placeholder = orElse(e.obj("placeholder").str("text"), placeholder)
	id := orElse(p.id, r.nextID())
	r.open("details", append(r.attrs(e, p), cls(class))...)
	r.open("summary", cls("input"), at("id", id), opt("aria-labelledby", labelledBy(p.label, id)), opt("aria-describedby", p.describe), at("data-placeholder", placeholder))
	var picked []string
	count := 0
	for _, g := range groups {
		for _, o := range g.options {
			count++
			if chosen[o.value] {
				picked = append(picked, o.label)
			}
		}
	}
	r.text(orElse(strings.Join(picked, ", "), placeholder))
	r.end("summary")
	limit := ""
	if n, ok := e.num("max_selected_items"); ok {
		limit = strconv.Itoa(int(n))
	}
	r.open("div", cls("multi-list"), at("role", "group"), at("aria-labelledby", orElse(p.label, id)), opt("data-max", limit))
	if count >= searchFrom {
		r.open("input", cls("input multi-search"), at("type", "search"), at("placeholder", "Search by name"), at("aria-label", "Search by name"), at("autocomplete", "off"), on("data-search", true))
	}
	group := r.nextID()
	if kind == "radio" && !p.required && p.label != "" {
		r.choice(kind, group, option{"", "None"}, len(picked) == 0)
	}
	for _, g := range groups {
		if g.label != "" {
			r.el("div", g.label, cls("multi-label"))
		}
		for _, o := range g.options {
			r.choice(kind, group, o, chosen[o.value])
		}
	}
	if count >= searchFrom {
		r.el("p", "Nothing by that name.", cls("multi-nothing"), on("hidden", true))
	}
	r.end("div")
	r.end("details")
}

// labelledBy names a control by its label and by what it shows; without a label it names itself.
func labelledBy(label, id string) string {
	if label == "" {
		return ""
	}
	return label + " " + id
}

// choice is one line of a picker.
func (r *renderer) choice(kind, group string, o option, checked bool) {
	name := ""
	if kind == "radio" {
		name = group
	}
	shown := o.label
	if o.value == "" {
		shown = "" // nothing is chosen: the picker shows its placeholder
	}
	r.open("label", cls("choice"))
	r.open("input", at("type", kind), opt("name", name), at("value", o.value), at("data-label", shown), on("checked", checked))
	r.el("span", o.label)
	r.end("label")
}
