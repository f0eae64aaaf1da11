package render

import "strconv"

// maxIndent bounds nested list levels; Slack allows eight.
const maxIndent = 8

// richElements draws the parts of a rich_text block. Slack writes nested lists as a flat run of rich_text_list
// parts with a rising indent; each is drawn as its own list, set in by its indent.
func (r *renderer) richElements(list []any) {
	if r.depth >= maxDepth {
		r.unknown("rich text nested too deeply", list)
		return
	}
	r.depth++
	defer func() { r.depth-- }()
	for _, v := range list {
		e := asObject(v)
		switch e.str("type") {
		case "rich_text_section":
			r.open("p")
			r.richInline(e.list("elements"))
			r.end("p")
		case "rich_text_quote":
			r.open("blockquote")
			r.richInline(e.list("elements"))
			r.end("blockquote")
		case "rich_text_preformatted":
			r.open("pre", cls("code"), opt("data-language", e.str("language")))
			r.richInline(e.list("elements"))
			r.end("pre")
		case "rich_text_list":
			r.richList(e)
		default:
			r.unknown(e.str("type"), v)
		}
	}
}

func (r *renderer) richList(e object) {
	indent, _ := e.num("indent")
	level := strconv.Itoa(int(min(max(indent, 0), maxIndent)))
	tag, start := "ul", attr{}
	if e.str("style") == "ordered" {
		tag = "ol"
		if offset, ok := e.num("offset"); ok && offset > 0 {
			start = at("start", strconv.Itoa(int(offset)+1))
		}
	}
	r.open(tag, cls("list level-"+level), start)
	for _, v := range e.list("elements") {
		item := asObject(v)
		r.open("li")
		if item.str("type") == "rich_text_section" {
			r.richInline(item.list("elements"))
		} else {
			r.richElements([]any{v})
		}
		r.end("li")
	}
	r.end(tag)
}

// richStyles maps a style flag to its tag, outermost first.
var richStyles = []struct{ flag, tag string }{
	{"bold", "strong"}, {"italic", "em"}, {"strike", "s"}, {"underline", "u"}, {"highlight", "mark"}, {"code", "code"},
}

func (r *renderer) richInline(list []any) {
	for _, v := range list {
		e := asObject(v)
		style := e.obj("style")
		for _, s := range richStyles {
			if style.flag(s.flag) {
				r.open(s.tag)
			}
		}
		r.richLeaf(e)
		for i := len(richStyles) - 1; i >= 0; i-- {
			if style.flag(richStyles[i].flag) {
				r.end(richStyles[i].tag)
			}
		}
	}
}

func (r *renderer) richLeaf(e object) {
	switch e.str("type") {
	case "text":
		r.lines(e.str("text"))
	case "link":
		text := e.str("text")
		if text == "" {
			text = e.str("url")
		}
		r.link(e.str("url"), text)
	case "user":
		r.userMention(e.str("user_id"), "")
	case "channel":
		r.channelMention(e.str("channel_id"), "")
	case "usergroup":
		r.groupMention(e.str("usergroup_id"), "")
	case "team":
		r.el("span", "@"+e.str("team_id"), cls("mention"))
	case "broadcast":
		r.el("span", "@"+e.str("range"), cls("mention broadcast"))
	case "emoji":
		r.richEmoji(e)
	case "date":
		n, ok := e.num("timestamp")
		if !ok {
			r.text(e.str("fallback"))
			return
		}
		r.instant(int64(n), e.str("format"), e.str("url"), e.str("fallback"), false)
	case "color":
		r.el("code", e.str("value"), cls("color"))
	case "tag":
		r.el("span", e.str("text"), cls("tag tag-"+tagColor(e.str("color"))))
	default:
		// Mentions of files, canvases, records and the like all bring a text, most an address.
		if text := e.str("text"); text != "" {
			r.link(e.str("url"), text)
			return
		}
		r.el("code", "["+orElse(e.str("type"), "no type")+"]", cls("unknown-inline"))
	}
}

func (r *renderer) richEmoji(e object) {
	if glyph, ok := emoji[e.str("name")]; ok {
		r.emoji(e.str("name"), glyph)
		return
	}
	r.text(":" + e.str("name") + ":")
}

func tagColor(color string) string {
	switch color {
	case "brown", "purple", "indigo", "blue", "green", "yellow", "orange", "red":
		return color
	}
	return "gray"
}

// lines writes text whose line breaks count.
func (r *renderer) lines(s string) {
	for i, l := range splitLines(s) {
		if i > 0 {
			r.void("br")
		}
		r.text(l)
	}
}
