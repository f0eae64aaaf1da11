package render

import (
	"html/template"
	"net/url"
	"strings"
)

// builder writes HTML. Text and attribute values are escaped here and nowhere else; tag and attribute names are
// constants of this package.
type builder struct{ strings.Builder }

// attr is one attribute. An attr without a name is left out.
type attr struct {
	name, value string
	bare        bool // a boolean attribute, written without a value
}

func at(name, value string) attr { return attr{name: name, value: value} }
func cls(class string) attr      { return at("class", class) }

// opt is an attribute that is left out when its value is empty.
func opt(name, value string) attr {
	if value == "" {
		return attr{}
	}
	return at(name, value)
}

// on is a boolean attribute.
func on(name string, yes bool) attr {
	if !yes {
		return attr{}
	}
	return attr{name: name, bare: true}
}

// bid marks the block an element belongs to.
func bid(b object) attr { return opt("data-block", b.str("block_id")) }

func (b *builder) open(tag string, attrs ...attr) {
	b.WriteByte('<')
	b.WriteString(tag)
	for _, a := range attrs {
		if a.name == "" {
			continue
		}
		b.WriteByte(' ')
		b.WriteString(a.name)
		if a.bare {
			continue
		}
		b.WriteString(`="`)
		b.WriteString(template.HTMLEscapeString(a.value))
		b.WriteByte('"')
	}
	b.WriteByte('>')
}

// void writes an element that has no end tag.
func (b *builder) void(tag string, attrs ...attr) { b.open(tag, attrs...) }

func (b *builder) end(tag string) {
	b.WriteString("</")
	b.WriteString(tag)
	b.WriteByte('>')
}

func (b *builder) text(s string) { b.WriteString(template.HTMLEscapeString(s)) }

// el writes an element that holds only text.
func (b *builder) el(tag, text string, attrs ...attr) {
	b.open(tag, attrs...)
	b.text(text)
	b.end(tag)
}

// safeURL is u when it may stand in a link, else "".
func safeURL(u string) string {
	p, err := url.Parse(strings.TrimSpace(u))
	if err != nil {
		return ""
	}
	switch strings.ToLower(p.Scheme) {
	case "http", "https":
		if p.Host == "" {
			return ""
		}
	case "mailto", "tel":
	default:
		return ""
	}
	return p.String()
}

// link writes a link out of the workspace around the text, or the text alone when the address is not one to follow.
func (b *builder) link(href, text string) {
	u := safeURL(href)
	if u == "" {
		b.text(text)
		return
	}
	b.open("a", at("href", u), at("target", "_blank"), at("rel", "noopener noreferrer"))
	b.text(text)
	b.end("a")
}
