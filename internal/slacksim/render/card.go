package render

// This file draws pictures, files and the blocks that group others.

// ours says whether an address is the workspace's own, so that the page may fetch it.
func (r *renderer) ours(u string) bool {
	return r.env.Origin != "" && len(u) > len(r.env.Origin) && u[:len(r.env.Origin)] == r.env.Origin && u[len(r.env.Origin)] == '/'
}

// picture draws an image element or the picture of an image block. One from elsewhere is a link: the page asks no other host.
func (r *renderer) picture(e object, class string) {
	alt := e.str("alt_text")
	src := e.str("image_url")
	f := e.obj("slack_file")
	if src == "" {
		src = f.str("url")
	}
	if id := f.str("id"); id != "" && r.env.File != nil {
		if file, ok := r.env.File(id); ok {
			r.open("img", cls(class), at("src", file.URL), at("alt", alt), at("loading", "lazy"))
			return
		}
	}
	if r.ours(src) { // without the host, since a browser may know the workspace by another name
		r.open("img", cls(class), at("src", src[len(r.env.Origin):]), at("alt", alt), at("loading", "lazy"))
		return
	}
	r.open("span", cls(class+" elsewhere"), at("role", "img"), at("aria-label", alt))
	if class == "image" || class == "video-thumb" {
		r.link(src, orElse(alt, "Picture"))
	}
	r.end("span")
}

func (r *renderer) imageBlock(b object) {
	r.open("figure", cls("blk figure"), bid(b))
	if t := b.obj("title"); t != nil {
		r.open("figcaption")
		r.textObject(t)
		r.end("figcaption")
	}
	r.picture(b, "image")
	r.end("figure")
}

func (r *renderer) video(b object) {
	r.open("figure", cls("blk figure video"), bid(b))
	r.open("figcaption")
	r.open("div", cls("video-title"))
	r.linkText(orElse(b.str("title_url"), b.str("video_url")), b.obj("title").str("text"))
	r.end("div")
	if by := join(" · ", b.str("author_name"), b.str("provider_name")); by != "" {
		r.el("div", by, cls("muted"))
	}
	if d := b.obj("description"); d != nil {
		r.open("div")
		r.textObject(d)
		r.end("div")
	}
	r.end("figcaption")
	r.open("div", cls("video-frame"))
	r.picture(object{"image_url": b.str("thumbnail_url"), "alt_text": b.str("alt_text")}, "video-thumb")
	r.end("div")
	r.end("figure")
}

func (r *renderer) fileBlock(b object) {
	r.open("div", cls("blk file"), bid(b))
	r.el("span", "File", cls("file-kind"))
	r.el("span", orElse(b.str("external_id"), "unnamed"))
	r.end("div")
}

func (r *renderer) alert(b object) {
	level, role := b.str("level"), "note"
	switch level {
	case "info", "success":
	case "warning", "error":
		role = "alert"
	default:
		level = "default"
	}
	r.open("div", cls("blk alert alert-"+level), bid(b), at("role", role), at("data-testid", "alert"))
	r.open("div")
	r.textObject(b.obj("text"))
	r.end("div")
	r.end("div")
}

func (r *renderer) card(b object) {
	r.open("article", cls("blk card"), bid(b))
	if hero := b.obj("hero_image"); hero != nil {
		r.picture(hero, "card-hero")
	}
	r.open("div", cls("card-head"))
	switch {
	case b.obj("icon") != nil:
		r.picture(b.obj("icon"), "card-icon")
	case b.obj("slack_icon") != nil:
		if glyph, ok := emoji[b.obj("slack_icon").str("name")]; ok {
			r.emoji(b.obj("slack_icon").str("name"), glyph)
		}
	}
	r.open("div")
	r.part(b.obj("title"), "card-title")
	r.part(b.obj("subtitle"), "card-subtitle")
	r.end("div")
	r.end("div")
	r.part(b.obj("body"), "card-body")
	r.part(b.obj("subtext"), "card-subtext")
	if actions := b.list("actions"); len(actions) > 0 {
		r.open("div", cls("actions"))
		for _, v := range actions {
			r.element(asObject(v), place{block: b.str("block_id"), dispatch: true})
		}
		r.end("div")
	}
	r.end("article")
}

// part draws an optional text object in its own box.
func (r *renderer) part(t object, class string) {
	if t == nil {
		return
	}
	r.open("div", cls(class))
	r.textObject(t)
	r.end("div")
}

func (r *renderer) carousel(b object) {
	r.open("div", cls("blk carousel"), bid(b), at("role", "region"), at("aria-label", "Cards"), at("tabindex", "0"))
	for _, v := range b.list("elements") {
		r.card(asObject(v))
	}
	r.end("div")
}

func (r *renderer) container(b object) {
	tag, head, class := "section", "div", "blk container"
	if b.str("width") == "wide" {
		class += " wide"
	}
	if b.flag("has_header_divider") {
		class += " ruled"
	}
	attrs := []attr{cls(class), bid(b)}
	if b.flag("is_collapsible") {
		tag, head = "details", "summary"
		attrs = append(attrs, on("open", !b.flag("default_collapsed")))
	}
	r.open(tag, attrs...)
	r.open(head, cls("container-head"))
	if icon := b.obj("icon"); icon != nil {
		r.picture(icon, "card-icon")
	}
	r.open("div", cls("container-titles"))
	if rich := b.obj("rich_text_title"); rich != nil {
		r.richElements(rich.list("elements"))
	} else {
		r.part(b.obj("title"), "card-title")
	}
	r.part(b.obj("subtitle"), "card-subtitle")
	r.end("div")
	r.end(head)
	r.open("div", cls("container-body"))
	r.blocks(b.list("child_blocks"))
	r.end("div")
	r.end(tag)
}

func (r *renderer) plan(b object) {
	r.open("section", cls("blk plan"), bid(b))
	r.el("h4", b.str("title"))
	r.open("ol", cls("plan-tasks"))
	for _, v := range b.list("tasks") {
		r.taskCard(asObject(v))
	}
	r.end("ol")
	r.end("section")
}

var taskStatus = map[string]struct{ mark, words string }{
	"pending": {"○", "Pending"}, "in_progress": {"◐", "In progress"}, "complete": {"●", "Complete"}, "error": {"✕", "Failed"},
}

func (r *renderer) taskCard(b object) {
	status := b.str("status")
	s, ok := taskStatus[status]
	if !ok {
		status, s = "pending", taskStatus["pending"]
	}
	r.open("li", cls("task task-"+status), bid(b))
	r.el("span", s.mark, cls("task-mark"), at("role", "img"), at("aria-label", s.words))
	r.open("div")
	if !b.flag("hide_title") {
		r.el("div", b.str("title"), cls("task-title"))
	}
	for _, key := range []string{"details", "output"} {
		if rich := b.obj(key); rich != nil {
			r.open("div", cls("task-"+key))
			r.richElements(rich.list("elements"))
			r.end("div")
		}
	}
	for _, v := range b.list("sources") {
		src := asObject(v)
		r.open("div", cls("task-source"))
		r.link(src.str("url"), orElse(src.str("text"), src.str("url")))
		r.end("div")
	}
	r.end("div")
	r.end("li")
}

func join(sep string, parts ...string) string {
	out := ""
	for _, p := range parts {
		if p == "" {
			continue
		}
		if out != "" {
			out += sep
		}
		out += p
	}
	return out
}
