package blockkit

import (
	"slices"
	"strings"
)

// blockRule says where a block may be used and what it must look like.
type blockRule struct {
	surfaces Surface
	check    func(c *checker, b map[string]any, ptr string)
}

// blockRules is filled in init because containers check their children by these same rules.
var blockRules map[string]blockRule

func init() {
	blockRules = map[string]blockRule{
		"section":            {everywhere, (*checker).section},
		"divider":            {everywhere, func(*checker, map[string]any, string) {}},
		"image":              {everywhere, (*checker).imageBlock},
		"actions":            {everywhere, (*checker).actions},
		"context":            {everywhere, (*checker).context},
		"header":             {everywhere, (*checker).header},
		"input":              {everywhere, (*checker).input},
		"rich_text":          {everywhere, (*checker).richText},
		"video":              {everywhere, (*checker).video},
		"card":               {everywhere, (*checker).card},
		"file":               {Message, (*checker).file},
		"call":               {Message, (*checker).call},
		"markdown":           {Message, (*checker).markdownBlock},
		"context_actions":    {Message, (*checker).contextActions},
		"plan":               {Message, (*checker).plan},
		"task_card":          {Message, (*checker).taskCard},
		"table":              {Message | Home, (*checker).table},
		"data_table":         {Message | Home, (*checker).dataTable},
		"data_visualization": {Message | Home, (*checker).chart},
		"carousel":           {Message | Home, (*checker).carousel},
		"container":          {Message | Home, (*checker).container},
		"layout":             {Message | Home, (*checker).layout},
		"auth_provider":      {everywhere, (*checker).authProvider},
		"alert":              {Modal, (*checker).alert},
	}
}

// Validate returns everything that keeps Slack from accepting the blocks on the surface, in reading order; pointers
// start with /blocks. No faults means the blocks are fine.
func (b Blocks) Validate(s Surface) []Fault {
	c := newChecker(s)
	c.blocks(b, "")
	return c.faults
}

func (c *checker) blocks(b Blocks, root string) {
	if limit := c.surface.maxBlocks(); len(b) > limit {
		c.fault(root+"/blocks", "count", "no more than %d items allowed", limit)
	}
	for i, block := range b {
		c.block(block, atIndex(root, "blocks", i))
	}
	if c.focused > 1 {
		c.fault(root+"/blocks", "count", "only one element may set `focus_on_load`")
	}
}

func (c *checker) block(b map[string]any, ptr string) {
	typ := str(b, "type")
	if typ == "" {
		c.fault(ptr, "missing", "missing required field: type")
		return
	}
	rule, ok := blockRules[typ]
	if !ok {
		c.fault(at(ptr, "type"), "enum", "unsupported type: %s", typ)
		return
	}
	if rule.surfaces&c.surface == 0 {
		c.fault(at(ptr, "type"), "surface", "unsupported type: %s is not allowed in %s", typ, c.surface)
		return
	}
	if id := c.text(b, ptr, "block_id", false, 0, 255); id != "" {
		if c.blockIDs[id] {
			c.fault(at(ptr, "block_id"), "duplicate", "`block_id` %q already exists for another block", id)
		}
		c.blockIDs[id] = true
	}
	rule.check(c, b, ptr)
	seen := map[string]bool{}
	for _, e := range elementsOf(b) {
		if e.ActionID == "" {
			continue
		}
		if seen[e.ActionID] {
			c.fault(ptr, "duplicate", "`action_id` %q already exists for another element", e.ActionID)
		}
		seen[e.ActionID] = true
	}
}

func (c *checker) section(b map[string]any, ptr string) {
	fields := c.items(b, ptr, "fields", false, 1, 10)
	if b["text"] == nil && b["fields"] == nil {
		c.fault(ptr, "missing", "must define either `text` or `fields`")
	}
	c.textObject(b, ptr, "text", false, either, 3000)
	for _, f := range fields {
		c.textValue(f.obj, f.ptr, either, 2000)
	}
	if b["accessory"] != nil {
		c.element(b["accessory"], at(ptr, "accessory"), sectionElements)
	}
}

func (c *checker) imageBlock(b map[string]any, ptr string) {
	c.text(b, ptr, "alt_text", true, 1, 2000)
	c.textObject(b, ptr, "title", false, plain, 2000)
	c.imageSource(b, ptr)
}

func (c *checker) actions(b map[string]any, ptr string) {
	for _, e := range c.items(b, ptr, "elements", true, 1, 25) {
		c.element(e.obj, e.ptr, actionElements)
	}
}

func (c *checker) context(b map[string]any, ptr string) {
	for _, e := range c.items(b, ptr, "elements", true, 1, 10) {
		if str(e.obj, "type") == "image" {
			c.imageElement(e.obj, e.ptr)
		} else {
			c.textValue(e.obj, e.ptr, either, 3000)
		}
	}
}

func (c *checker) header(b map[string]any, ptr string) {
	c.textObject(b, ptr, "text", true, plain, 150)
	c.integer(b, ptr, "level", 1, 6)
}

func (c *checker) input(b map[string]any, ptr string) {
	c.inputs++
	c.textObject(b, ptr, "label", true, plain, 2000)
	c.textObject(b, ptr, "hint", false, plain, 2000)
	c.boolean(b, ptr, "optional")
	c.boolean(b, ptr, "dispatch_action")
	if b["element"] == nil {
		c.fault(ptr, "missing", "missing required field: element")
		return
	}
	allowed := inputElements
	if c.surface == Modal {
		allowed = append(slices.Clip(allowed), "file_input")
	}
	c.element(b["element"], at(ptr, "element"), allowed)
}

func (c *checker) video(b map[string]any, ptr string) {
	c.text(b, ptr, "alt_text", true, 1, 2000)
	c.textObject(b, ptr, "title", true, plain, 200)
	c.textObject(b, ptr, "description", false, plain, 200)
	c.text(b, ptr, "author_name", false, 0, 50)
	c.link(b, ptr, "thumbnail_url", true)
	c.link(b, ptr, "video_url", true)
	c.link(b, ptr, "title_url", false)
}

func (c *checker) file(b map[string]any, ptr string) {
	c.text(b, ptr, "external_id", true, 1, 255)
	c.enum(b, ptr, "source", true, "remote")
}

func (c *checker) call(b map[string]any, ptr string) { c.text(b, ptr, "call_id", true, 1, 255) }

func (c *checker) markdownBlock(b map[string]any, ptr string) {
	before := c.markdown
	c.markdown += len([]rune(c.text(b, ptr, "text", true, 1, 12000)))
	if before <= 12000 && c.markdown > 12000 && before > 0 {
		c.fault(at(ptr, "text"), "length", "markdown blocks together must be less than 12001 characters")
	}
}

func (c *checker) contextActions(b map[string]any, ptr string) {
	for _, e := range c.items(b, ptr, "elements", true, 1, 5) {
		c.element(e.obj, e.ptr, contextElements)
	}
}

func (c *checker) card(b map[string]any, ptr string) {
	if b["title"] == nil && b["body"] == nil && b["hero_image"] == nil && b["actions"] == nil {
		c.fault(ptr, "missing", "must define at least one of `hero_image`, `title`, `body` or `actions`")
	}
	c.textObject(b, ptr, "title", false, either, 150)
	c.textObject(b, ptr, "subtitle", false, either, 150)
	c.textObject(b, ptr, "body", false, either, 200)
	c.textObject(b, ptr, "subtext", false, either, 200)
	if b["icon"] != nil && b["slack_icon"] != nil {
		c.fault(ptr, "value", "must define either `icon` or `slack_icon`, not both")
	}
	for _, key := range []string{"hero_image", "icon"} {
		if img, ok := b[key].(map[string]any); ok {
			c.imageElement(img, at(ptr, key))
		}
	}
	for _, e := range c.items(b, ptr, "actions", false, 1, 3) {
		c.element(e.obj, e.ptr, []string{"button"})
	}
}

func (c *checker) carousel(b map[string]any, ptr string) {
	for _, e := range c.items(b, ptr, "elements", true, 1, 10) {
		if t := str(e.obj, "type"); t != "card" {
			c.fault(at(e.ptr, "type"), "enum", "unsupported type: %s", t)
			continue
		}
		c.block(e.obj, e.ptr)
	}
}

// containerChildren is what a container may hold.
var containerChildren = []string{
	"actions", "context", "divider", "file", "header", "image", "input", "layout", "rich_text", "section", "table",
	"video",
}

func (c *checker) container(b map[string]any, ptr string) {
	if b["title"] == nil && b["rich_text_title"] == nil {
		c.fault(ptr, "missing", "missing required field: title")
	}
	c.textObject(b, ptr, "title", false, plain, 150)
	c.textObject(b, ptr, "subtitle", false, either, 150)
	c.enum(b, ptr, "width", false, "narrow", "standard", "wide", "full")
	collapsible, _ := b["is_collapsible"].(bool)
	if collapsed, _ := b["default_collapsed"].(bool); collapsed && !collapsible {
		c.fault(at(ptr, "default_collapsed"), "value", "`default_collapsed` requires `is_collapsible`")
	}
	if divider, _ := b["has_header_divider"].(bool); divider && collapsible {
		c.fault(at(ptr, "has_header_divider"), "value", "`has_header_divider` needs a container that is not collapsible")
	}
	for _, e := range c.items(b, ptr, "child_blocks", true, 1, 10) {
		if t := str(e.obj, "type"); !slices.Contains(containerChildren, t) {
			c.fault(at(e.ptr, "type"), "enum", "unsupported type: %s", t)
			continue
		}
		c.block(e.obj, e.ptr)
	}
}

func (c *checker) layout(b map[string]any, ptr string) {
	c.text(b, ptr, "label", true, 1, 150)
	for _, row := range c.items(b, ptr, "rows", true, 1, 20) {
		for _, it := range c.items(row.obj, row.ptr, "items", true, 1, 20) {
			child, ok := it.obj["block"].(map[string]any)
			if !ok {
				c.fault(it.ptr, "missing", "missing required field: block")
				continue
			}
			c.block(child, at(it.ptr, "block"))
		}
	}
}

func (c *checker) authProvider(b map[string]any, ptr string) {
	c.text(b, ptr, "value", true, 1, 2000)
	c.textObject(b, ptr, "name", true, plain, 150)
}

func (c *checker) alert(b map[string]any, ptr string) {
	c.textObject(b, ptr, "text", true, either, 200)
	c.enum(b, ptr, "level", false, "default", "info", "warning", "error", "success")
}

func (c *checker) plan(b map[string]any, ptr string) {
	c.text(b, ptr, "title", true, 1, 3000)
	for _, t := range c.items(b, ptr, "tasks", false, 0, 50) {
		c.taskCard(t.obj, t.ptr)
	}
}

func (c *checker) taskCard(b map[string]any, ptr string) {
	c.text(b, ptr, "task_id", true, 1, 255)
	c.text(b, ptr, "title", true, 1, 3000)
	c.enum(b, ptr, "status", false, "pending", "in_progress", "complete", "error")
	for _, key := range []string{"details", "output"} {
		if rt, ok := b[key].(map[string]any); ok {
			c.richText(rt, at(ptr, key))
		}
	}
}

var richTextInline = []string{
	"text", "link", "user", "usergroup", "channel", "team", "emoji", "broadcast", "color", "date", "citation",
	"workflow", "canvas", "file", "message",
}

func (c *checker) richText(b map[string]any, ptr string) {
	for _, e := range c.items(b, ptr, "elements", true, 0, 1000) {
		switch t := str(e.obj, "type"); t {
		case "rich_text_section", "rich_text_quote", "rich_text_preformatted":
			c.richTextInline(e)
		case "rich_text_list":
			c.enum(e.obj, e.ptr, "style", true, "bullet", "ordered", "check")
			c.integer(e.obj, e.ptr, "indent", 0, 8)
			for _, s := range c.items(e.obj, e.ptr, "elements", true, 0, 1000) {
				if str(s.obj, "type") != "rich_text_section" {
					c.fault(at(s.ptr, "type"), "enum", "unsupported type: %s", str(s.obj, "type"))
					continue
				}
				c.richTextInline(s)
			}
		default:
			c.fault(at(e.ptr, "type"), "enum", "unsupported type: %s", t)
		}
	}
}

func (c *checker) richTextInline(it item) {
	for _, e := range c.items(it.obj, it.ptr, "elements", true, 0, 1000) {
		t := str(e.obj, "type")
		if !slices.Contains(richTextInline, t) && !strings.HasPrefix(t, "salesforce") {
			c.fault(at(e.ptr, "type"), "enum", "unsupported type: %s", t)
			continue
		}
		switch t {
		case "text":
			c.text(e.obj, e.ptr, "text", true, 1, 40000)
		case "link":
			c.text(e.obj, e.ptr, "url", true, 1, 3000)
		case "user":
			c.text(e.obj, e.ptr, "user_id", true, 1, 255)
		case "date":
			c.text(e.obj, e.ptr, "format", true, 1, 255)
			c.number(e.obj, e.ptr, "timestamp")
		}
	}
}
