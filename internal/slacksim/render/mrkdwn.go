package render

import (
	"regexp"
	"strings"
	"unicode"
	"unicode/utf8"
)

// mrkdwn draws Slack's markup: code fences first, then quotes line by line, then what stands within a line.
// With verbatim, bare web addresses stay text.
func (r *renderer) mrkdwn(s string, verbatim bool) {
	for s != "" {
		before, rest, found := strings.Cut(s, "```")
		code, after, closed := strings.Cut(rest, "```")
		if !found || !closed || code == "" {
			r.mrkdwnLines(s, verbatim)
			return
		}
		r.mrkdwnLines(strings.TrimSuffix(before, "\n"), verbatim)
		r.open("pre", cls("code"))
		r.text(literal(strings.Trim(code, "\n")))
		r.end("pre")
		s = strings.TrimPrefix(after, "\n")
	}
}

// quoteMark is what opens a quoted line; senders write it escaped or not.
var quoteMark = regexp.MustCompile(`^(?:&gt;|>) ?`)

func (r *renderer) mrkdwnLines(s string, verbatim bool) {
	if s == "" {
		return
	}
	m := inline{r: r, verbatim: verbatim}
	lines := strings.Split(s, "\n")
	pendingBreak := false
	for i := 0; i < len(lines); {
		if rest, ok := cutQuoteAll(lines[i]); ok {
			r.open("blockquote")
			m.lines(append([]string{rest}, lines[i+1:]...))
			r.end("blockquote")
			return
		}
		if quoteMark.MatchString(lines[i]) {
			var quoted []string
			for ; i < len(lines) && quoteMark.MatchString(lines[i]); i++ {
				quoted = append(quoted, quoteMark.ReplaceAllString(lines[i], ""))
			}
			r.open("blockquote")
			m.lines(quoted)
			r.end("blockquote")
			pendingBreak = false
			continue
		}
		if pendingBreak {
			r.void("br")
		}
		m.line(lines[i])
		pendingBreak = true
		i++
	}
}

// cutQuoteAll recognises >>>, which quotes everything to the end.
func cutQuoteAll(line string) (string, bool) {
	for _, mark := range []string{"&gt;&gt;&gt;", ">>>"} {
		if rest, ok := strings.CutPrefix(line, mark); ok {
			return strings.TrimPrefix(rest, " "), true
		}
	}
	return "", false
}

// inline draws what stands within a line.
type inline struct {
	r        *renderer
	verbatim bool
}

func (m inline) lines(lines []string) {
	for i, l := range lines {
		if i > 0 {
			m.r.void("br")
		}
		m.line(l)
	}
}

// listMark is how people write list items in mrkdwn, which has no lists: the line is hung under its mark.
var listMark = regexp.MustCompile(`^(?:[•◦▪*-]|\d{1,3}\.) `)

func (m inline) line(s string) {
	if mark := listMark.FindString(s); mark != "" {
		m.r.open("span", cls("hang"))
		m.r.el("span", strings.TrimSpace(mark), cls("hang-mark"))
		m.r.open("span")
		m.span(s[len(mark):], 0, true)
		m.r.end("span")
		m.r.end("span")
		return
	}
	m.span(s, 0, true)
}

// maxEmphasis bounds emphasis within emphasis.
const maxEmphasis = 6

var emphasisTag = map[byte]string{'*': "strong", '_': "em", '~': "s"}

// span draws a piece of one line. first says that it begins the line.
func (m inline) span(s string, depth int, first bool) {
	var none [256]bool // delimiters known to have no closing partner further on
	start := 0         // of plain text not yet written
	flush := func(end int) { m.r.text(unescape(s[start:end])) }
	for i := 0; i < len(s); {
		c := s[i]
		switch {
		case c == '`' && !none[c]:
			n := strings.IndexByte(s[i+1:], '`')
			if n < 0 {
				none[c] = true
			}
			if n > 0 {
				flush(i)
				m.r.el("code", literal(s[i+1:i+1+n]))
				i += n + 2
				start = i
				continue
			}
		case c == '<':
			if n := strings.IndexAny(s[i+1:], "<>"); n > 0 && s[i+1+n] == '>' {
				token := s[i+1 : i+1+n]
				if isControl(token) {
					flush(i)
					m.control(token, first && i == 0)
					i += n + 2
					start = i
					continue
				}
			}
		case c == ':':
			if name, ok := shortcode(s[i:]); ok {
				if glyph, known := emoji[name]; known {
					flush(i)
					m.r.emoji(name, glyph)
					i += len(name) + 2
					start = i
					continue
				}
			}
		case emphasisTag[c] != "" && depth < maxEmphasis && !none[c]:
			if !opens(s, i) {
				break
			}
			n := closing(s, i)
			if n < 0 {
				none[c] = true
				break
			}
			flush(i)
			m.r.open(emphasisTag[c])
			m.span(s[i+1:n], depth+1, first && i == 0)
			m.r.end(emphasisTag[c])
			i = n + 1
			start = i
			continue
		case c == 'h' && !m.verbatim && boundaryBefore(s, i):
			if u := bareURL.FindString(s[i:]); u != "" {
				u = strings.TrimRight(u, ".,;:!?)'\"*_~")
				flush(i)
				m.r.link(unescape(u), unescape(u))
				i += len(u)
				start = i
				continue
			}
		}
		i++
	}
	flush(len(s))
}

var bareURL = regexp.MustCompile("^https?://[^\\s<>|`]+")

// opens says whether the delimiter at i may begin emphasis.
func opens(s string, i int) bool {
	return boundaryBefore(s, i) && i+1 < len(s) && s[i+1] != ' ' && s[i+1] != s[i]
}

// closing is the index of the delimiter that ends the emphasis opened at i, or -1. Delimiters within code and within
// <…> do not count.
func closing(s string, i int) int {
	c := s[i]
	for j := i + 1; j < len(s); j++ {
		switch s[j] {
		case '`':
			if n := strings.IndexByte(s[j+1:], '`'); n >= 0 {
				j += n + 1
			}
		case '<':
			if n := strings.IndexByte(s[j+1:], '>'); n >= 0 {
				j += n + 1
			}
		case c:
			if j > i+1 && s[j-1] != ' ' && boundaryAfter(s, j+1) {
				return j
			}
		}
	}
	return -1
}

func boundaryBefore(s string, i int) bool {
	if i == 0 {
		return true
	}
	c, _ := utf8.DecodeLastRuneInString(s[:i])
	return !unicode.IsLetter(c) && !unicode.IsDigit(c)
}

func boundaryAfter(s string, i int) bool {
	if i >= len(s) {
		return true
	}
	c, _ := utf8.DecodeRuneInString(s[i:])
	return !unicode.IsLetter(c) && !unicode.IsDigit(c)
}

// isControl says whether <token> is one of Slack's: a mention, a date, or a link.
func isControl(token string) bool {
	switch token[0] {
	case '@', '#', '!':
		return len(token) > 1
	}
	target, _, _ := strings.Cut(token, "|")
	return linkScheme.MatchString(target)
}

var linkScheme = regexp.MustCompile(`(?i)^[a-z][a-z0-9+.-]*:`)

// control draws one <token>.
func (m inline) control(token string, first bool) {
	target, label, labelled := strings.Cut(token, "|")
	label = unescape(label)
	switch target[0] {
	case '@':
		m.r.userMention(target[1:], label)
	case '#':
		m.r.channelMention(target[1:], label)
	case '!':
		m.special(target[1:], label, first)
	default:
		target = unescape(target)
		if !labelled || label == "" {
			label = strings.TrimPrefix(target, "mailto:")
		}
		m.r.linkText(target, label)
	}
}

// special draws <!here>, <!subteam^S…>, <!date^…>.
func (m inline) special(target, label string, first bool) {
	kind, rest, _ := strings.Cut(target, "^")
	switch kind {
	case "here", "channel", "everyone":
		m.r.el("span", "@"+kind, cls("mention broadcast"))
	case "subteam":
		m.r.groupMention(rest, label)
	case "date":
		m.r.dateToken(rest, label, first)
	default:
		if label == "" {
			label = "<!" + target + ">"
		}
		m.r.text(label)
	}
}

// linkText is a link whose label may hold emoji.
func (r *renderer) linkText(href, label string) {
	u := safeURL(href)
	if u == "" {
		r.plain(label)
		return
	}
	r.open("a", at("href", u), at("target", "_blank"), at("rel", "noopener noreferrer"))
	r.plain(label)
	r.end("a")
}

func (r *renderer) userMention(id, label string) {
	name := named(r.env.UserName, id)
	if name == "" {
		name = strings.TrimPrefix(label, "@")
	}
	if name == "" {
		name = id
	}
	class := "mention"
	if id == r.env.Viewer && id != "" {
		class = "mention me"
	}
	r.el("span", "@"+name, cls(class), at("data-user", id))
}

func (r *renderer) channelMention(id, label string) {
	name := named(r.env.ChannelName, id)
	if name == "" {
		name = strings.TrimPrefix(label, "#")
	}
	if name == "" {
		name = id
	}
	if r.env.ChannelURL == nil {
		r.el("span", "#"+name, cls("mention"))
		return
	}
	r.el("a", "#"+name, cls("mention"), at("href", r.env.ChannelURL(id)))
}

func (r *renderer) groupMention(id, label string) {
	name := named(r.env.GroupName, id)
	if name == "" {
		name = strings.TrimPrefix(label, "@")
	}
	if name == "" {
		name = id
	}
	r.el("span", "@"+name, cls("mention"))
}

func named(find func(string) string, id string) string {
	if find == nil {
		return ""
	}
	return find(id)
}

// plain draws text with emoji shortcodes and line breaks, and nothing else.
func (r *renderer) plain(s string) {
	for i, line := range strings.Split(s, "\n") {
		if i > 0 {
			r.void("br")
		}
		start := 0
		for j := 0; j < len(line); {
			if line[j] == ':' {
				if name, ok := shortcode(line[j:]); ok {
					if glyph, known := emoji[name]; known {
						r.text(line[start:j])
						r.emoji(name, glyph)
						j += len(name) + 2
						start = j
						continue
					}
				}
			}
			j++
		}
		r.text(line[start:])
	}
}

// unescape undoes the three entities Slack asks senders to write. Any other entity is text.
func unescape(s string) string { return entities.Replace(s) }

var entities = strings.NewReplacer("&amp;", "&", "&lt;", "<", "&gt;", ">")

// literal is what code shows: links by their label or address, entities undone.
func literal(s string) string {
	return unescape(codeLink.ReplaceAllStringFunc(s, func(tok string) string {
		target, label, ok := strings.Cut(tok[1:len(tok)-1], "|")
		if ok {
			return label
		}
		return target
	}))
}

var codeLink = regexp.MustCompile(`<(?:https?|mailto):[^<>\n]*>`)
