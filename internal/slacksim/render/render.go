// Package render turns Block Kit JSON into HTML, the way Slack's own client shows it.
//
// It is the drawing half of the simulated workspace: the page of package slacksim asks it for a message, a
// modal or a Home tab and places the result. The package is pure: it reads no clock, no network and no state
// of the workspace. All it has to know about the viewer comes in an [Env].
//
// The rules:
//
//   - Anything is drawn. A block or element it does not know becomes a labelled box with its JSON, a field of the
//     wrong shape counts as absent. Whether Slack would accept a payload is for package blockkit to say.
//   - Everything is escaped. Markup is written through one small builder (html.go) whose text and attribute
//     methods escape, and a link leaves only with the scheme http, https, mailto or tel. No style attribute, no
//     inline script: the output works under a Content-Security-Policy of 'self'.
//   - No outside request. A picture that is not the workspace's own is drawn as a labelled link.
//
// What the page's script needs stands in data attributes: every control carries data-block-id, data-action-id and
// data-kind (the element's type), and data-dispatch when a change is sent at once.
package render

import (
	"encoding/json"
	"html/template"
	"strconv"
	"strings"
	"time"
)

// Choice is one entry of a people or channel picker.
type Choice struct {
	ID   string // U… or C…
	Name string // as shown, without #
	Kind string // of a conversation: public (also when empty), private or mpim; of a person: "im"
}

// label is the choice as a picker shows it.
func (c Choice) label() string {
	switch c.Kind {
	case "im", "mpim":
		return c.Name
	}
	return "#" + c.Name
}

// File is what is known of an uploaded file.
type File struct {
	URL      string // where the workspace serves it; trusted
	Name     string // file name or title
	MimeType string // decides whether it is drawn as a picture
}

// Env is who looks, when, and how ids are named. The zero value works: names fall back to ids, instants to UTC.
type Env struct {
	ID       string         // prefix of element ids; unique on the page, such as a message ts or a view id
	Viewer   string         // id of the person looking; mentions of them are highlighted
	Now      time.Time      // the workspace's time, for "today" and "ago"
	Location *time.Location // the viewer's time zone

	UserName    func(id string) string       // display name of U…; "" when unknown
	ChannelName func(id string) string       // name of C…, without #; "" when unknown
	ChannelURL  func(id string) string       // link that opens a channel; nil draws no link
	GroupName   func(id string) string       // handle of S…, without @; "" when unknown
	File        func(id string) (File, bool) // uploaded file F…
	Origin      string                       // scheme and host of the workspace; its own pictures start with it

	People   []Choice // offered by users_select and conversations_select
	Channels []Choice // offered by channels_select and conversations_select

	// Value is what has been entered into an element, in Slack's form {"type":…, "value":…}; nil means nothing is known
	// and the element shows its initial value.
	Value  func(block, action string) map[string]any
	Errors map[string]string // block_id -> what is wrong with its input
}

// Blocks draws a JSON array of blocks. Bytes that are not an array are drawn as an unknown block.
func Blocks(raw json.RawMessage, env Env) template.HTML {
	r := newRenderer(env)
	if len(raw) == 0 {
		return ""
	}
	var list []any
	if err := json.Unmarshal(raw, &list); err != nil {
		r.unknown("blocks", string(raw))
		return r.html()
	}
	r.blocks(list)
	return r.html()
}

// Mrkdwn draws a text in Slack's mrkdwn, as chat.postMessage takes it in its text argument.
func Mrkdwn(text string, env Env) template.HTML {
	r := newRenderer(env)
	r.mrkdwn(text, false)
	return r.html()
}

// Plain draws a plain_text object's text: line breaks and emoji shortcodes only.
func Plain(text string) template.HTML {
	r := newRenderer(Env{})
	r.plain(text)
	return r.html()
}

// maxDepth bounds blocks inside blocks; Slack allows two levels.
const maxDepth = 8

// renderer is one drawing in progress.
type renderer struct {
	builder
	env   Env
	depth int
	ids   int
}

func newRenderer(env Env) *renderer {
	if env.Location == nil {
		env.Location = time.UTC
	}
	if env.ID == "" {
		env.ID = "b"
	}
	return &renderer{env: env}
}

func (r *renderer) html() template.HTML { return template.HTML(r.String()) } //nolint:gosec // written by builder, which escapes

// nextID is an element id no other element of the page has.
func (r *renderer) nextID() string {
	r.ids++
	return "e-" + strings.Map(idRune, r.env.ID) + "-" + strconv.Itoa(r.ids)
}

func idRune(c rune) rune {
	if c == '-' || c == '_' || '0' <= c && c <= '9' || 'a' <= c && c <= 'z' || 'A' <= c && c <= 'Z' {
		return c
	}
	return '-'
}

func (r *renderer) blocks(list []any) {
	if r.depth >= maxDepth {
		r.unknown("blocks nested too deeply", list)
		return
	}
	r.depth++
	defer func() { r.depth-- }()
	for _, v := range list {
		b, ok := v.(map[string]any)
		if !ok {
			r.unknown("block", v)
			continue
		}
		r.block(b)
	}
}

func (r *renderer) block(b object) {
	switch b.str("type") {
	case "header":
		r.header(b)
	case "section":
		r.section(b)
	case "divider":
		r.void("hr", at("class", "blk divider"))
	case "context":
		r.context(b)
	case "actions", "context_actions":
		r.actions(b)
	case "image":
		r.imageBlock(b)
	case "input":
		r.input(b)
	case "rich_text":
		r.open("div", cls("blk rich"), bid(b))
		r.richElements(b.list("elements"))
		r.end("div")
	case "markdown":
		r.open("div", cls("blk md"), bid(b))
		r.markdown(b.str("text"))
		r.end("div")
	case "table":
		r.table(b)
	case "data_table":
		r.dataTable(b)
	case "data_visualization":
		r.chart(b)
	case "video":
		r.video(b)
	case "file":
		r.fileBlock(b)
	case "alert":
		r.alert(b)
	case "card":
		r.card(b)
	case "carousel":
		r.carousel(b)
	case "container":
		r.container(b)
	case "plan":
		r.plan(b)
	case "task_card":
		r.open("ol", cls("blk plan-tasks"))
		r.taskCard(b)
		r.end("ol")
	default:
		r.unknown(b.str("type"), map[string]any(b))
	}
}

// unknown draws what the renderer has no picture for: a box with its type and JSON.
func (r *renderer) unknown(kind string, v any) {
	if kind == "" {
		kind = "block without a type"
	}
	text, ok := v.(string)
	if !ok {
		text = indented(v)
	}
	r.open("details", cls("blk unknown"), at("data-unknown", kind))
	r.open("summary")
	r.text("This page has no picture for: " + kind)
	r.end("summary")
	r.open("pre")
	r.text(text)
	r.end("pre")
	r.end("details")
}

func indented(v any) string {
	var out strings.Builder
	enc := json.NewEncoder(&out)
	enc.SetEscapeHTML(false)
	enc.SetIndent("", "  ")
	if err := enc.Encode(v); err != nil {
		return err.Error()
	}
	return strings.TrimSuffix(out.String(), "\n")
}

func (r *renderer) header(b object) {
	r.open("h3", cls("blk header"), bid(b))
	r.plain(b.obj("text").str("text"))
	r.end("h3")
}

func (r *renderer) section(b object) {
	r.open("div", cls("blk section"), bid(b))
	r.open("div", cls("section-body"))
	if t := b.obj("text"); t != nil {
		r.open("div", cls("text"))
		r.textObject(t)
		r.end("div")
	}
	if fields := b.list("fields"); len(fields) > 0 {
		r.open("div", cls("fields"))
		for _, f := range fields {
			r.open("div", cls("field-cell"))
			r.textObject(asObject(f))
			r.end("div")
		}
		r.end("div")
	}
	r.end("div")
	if acc := b.obj("accessory"); acc != nil {
		r.open("div", cls("accessory"))
		r.element(acc, place{block: b.str("block_id"), dispatch: true})
		r.end("div")
	}
	r.end("div")
}

func (r *renderer) context(b object) {
	r.open("div", cls("blk context"), bid(b))
	for _, v := range b.list("elements") {
		e := asObject(v)
		switch e.str("type") {
		case "image":
			r.picture(e, "context-image")
		case "plain_text", "mrkdwn":
			r.open("span", cls("context-text"))
			r.textObject(e)
			r.end("span")
		default:
			r.unknown(e.str("type"), v)
		}
	}
	r.end("div")
}

func (r *renderer) actions(b object) {
	class := "blk actions"
	if b.str("type") == "context_actions" {
		class = "blk actions context-actions"
	}
	r.open("div", cls(class), bid(b))
	for _, v := range b.list("elements") {
		r.element(asObject(v), place{block: b.str("block_id"), dispatch: true})
	}
	r.end("div")
}

// textObject draws a plain_text or mrkdwn object; anything else is nothing.
func (r *renderer) textObject(t object) {
	switch t.str("type") {
	case "mrkdwn":
		r.mrkdwn(t.str("text"), t.flag("verbatim"))
	default:
		r.plain(t.str("text"))
	}
}
