package blocks

import (
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"strings"
	"unicode"

	"github.com/slack-go/slack"

	"cairn/internal/assess"
)

// Message is one Slack message. Text says everything the blocks say that matters: notifications and screen readers
// carry nothing else.
type Message struct {
	Text   string
	Blocks []slack.Block
}

// Hash returns a short fingerprint of the message's content, by which a change is noticed.
func (m Message) Hash() string {
	raw, err := json.Marshal(m.Blocks)
	if err != nil { // blocks of ours always marshal; a constant hash would hide changes
		raw = fmt.Appendf(nil, "%v %v", m.Blocks, err)
	}
	sum := sha256.Sum256(append([]byte(m.Text+"\x00"), raw...))
	return hex.EncodeToString(sum[:8])
}

// Stamped returns the message with block ids made of its hash, because Slack wants new ones whenever a message changes.
func (m Message) Stamped() Message {
	hash := m.Hash()
	stamped := make([]slack.Block, len(m.Blocks))
	for i, b := range m.Blocks {
		stamped[i] = withBlockID(b, fmt.Sprintf("%s-%d", hash, i))
	}
	return Message{Text: m.Text, Blocks: stamped}
}

// withBlockID returns a copy of the block with the id.
func withBlockID(block slack.Block, id string) slack.Block {
	switch b := block.(type) {
	case *slack.HeaderBlock:
		c := *b
		c.BlockID = id
		return &c
	case *slack.SectionBlock:
		c := *b
		c.BlockID = id
		return &c
	case *slack.ContextBlock:
		c := *b
		c.BlockID = id
		return &c
	case *slack.ActionBlock:
		c := *b
		c.BlockID = id
		return &c
	case *slack.DividerBlock:
		c := *b
		c.BlockID = id
		return &c
	case *slack.RichTextBlock:
		c := *b
		c.BlockID = id
		return &c
	case *slack.ImageBlock:
		c := *b
		c.BlockID = id
		return &c
	case *slack.TableBlock:
		c := *b
		c.BlockID = id
		return &c
	case *slack.DataVisualizationBlock:
		c := *b
		c.BlockID = id
		return &c
	default:
		return block
	}
}

// Escape makes text that somebody else wrote harmless in mrkdwn: it mentions nobody, links nothing, formats nothing and
// stays on one line. A formatting character inside a word is left alone, because Slack leaves it alone too.
func Escape(s string) string { return angles.Replace(unformatted(s)) }

// angles are what Slack's control sequences are made of, as text.
var angles = strings.NewReplacer("&", "&amp;", "<", "&lt;", ">", "&gt;")

// tame is Escape for what is shown through [Sentence]: it formats nothing and mentions nobody, and its angle brackets are
// still to be escaped.
func tame(s string) string { return strings.ReplaceAll(unformatted(s), "<@", "‹@") }

// unformatted puts text on one line and a look-alike in place of each character that would format a word or quote a line.
func unformatted(s string) string {
	runes := []rune(strings.Join(strings.Fields(straight(s)), " "))
	word := func(i int) bool {
		return i >= 0 && i < len(runes) && (unicode.IsLetter(runes[i]) || unicode.IsDigit(runes[i]))
	}
	var b strings.Builder
	for i, r := range runes {
		if other, ok := lookalike[r]; ok && (r != '>' || i == 0) && !(word(i-1) && word(i+1)) {
			r = other
		}
		b.WriteRune(r)
	}
	return b.String()
}

// straight puts a sign that shows in the place of characters that turn the direction of reading, for they turn what follows
// the text as well. Text of scripts that run to the left needs none of them.
func straight(s string) string {
	return strings.Map(func(r rune) rune {
		if '\u202a' <= r && r <= '\u202e' || '\u2066' <= r && r <= '\u2069' {
			return unicode.ReplacementChar
		}
		return r
	}, s)
}

// lookalike stands for a formatting character where it would format: Slack's mrkdwn has no way to escape one.
var lookalike = map[rune]rune{'*': '∗', '_': 'ˍ', '~': '∼', '`': 'ˋ', '>': '›'}

// Sentence makes a sentence of Cairn's own, such as an error's, harmless: mentions of people stay, all other markup of
// the angle brackets is shown as it is.
func Sentence(s string) string {
	var b strings.Builder
	for s != "" {
		i := strings.IndexAny(s, "&<>")
		if i < 0 {
			b.WriteString(s)
			break
		}
		b.WriteString(s[:i])
		s = s[i:]
		if n := mentionLength(s); n > 0 {
			b.WriteString(s[:n])
			s = s[n:]
			continue
		}
		b.WriteString(map[byte]string{'&': "&amp;", '<': "&lt;", '>': "&gt;"}[s[0]])
		s = s[1:]
	}
	return b.String()
}

// mentionLength returns the length of the mention of a person that s starts with, or 0.
func mentionLength(s string) int {
	rest, ok := strings.CutPrefix(s, "<@")
	if !ok {
		return 0
	}
	id, _, ok := strings.Cut(rest, ">")
	if !ok || id == "" || strings.ContainsFunc(id, func(r rune) bool { return (r < 'A' || r > 'Z') && (r < '0' || r > '9') }) {
		return 0
	}
	return len("<@") + len(id) + len(">")
}

// mention names a person so that Slack shows their name.
func mention(u assess.UserID) string { return "<@" + string(u) + ">" }

// mentions lists people: "<@U1>, <@U2> and <@U3>".
func mentions(r Reader, users []assess.UserID) string { return r.list(mentioned(users)) }

// mentioned are the mentions of people, one each.
func mentioned(users []assess.UserID) []string {
	names := make([]string, len(users))
	for i, u := range users {
		names[i] = mention(u)
	}
	return names
}

func plain(s string, max int) *slack.TextBlockObject {
	return slack.NewTextBlockObject(slack.PlainTextType, Cut(straight(s), max), false, false)
}

func mrkdwn(s string, max int) *slack.TextBlockObject {
	return slack.NewTextBlockObject(slack.MarkdownType, Cut(s, max), false, true)
}

func header(s string) slack.Block { return slack.NewHeaderBlock(plain(s, MaxHeader)) }

func section(s string) slack.Block { return slack.NewSectionBlock(mrkdwn(s, MaxSection), nil, nil) }

func note(lines ...string) slack.Block {
	elements := make([]slack.MixedElement, len(lines))
	for i, l := range lines {
		elements[i] = mrkdwn(l, MaxSection)
	}
	return slack.NewContextBlock("", elements...)
}

func button(label, action, value string) *slack.ButtonBlockElement {
	return slack.NewButtonBlockElement(action, value, plain(label, MaxButton))
}

func actions(elements ...slack.BlockElement) slack.Block {
	return slack.NewActionBlock("", elements...)
}

// quote shows what a person typed, with its line breaks and without any markup.
func quote(s string) slack.Block {
	return slack.NewRichTextBlock("", &slack.RichTextQuote{
		Type:     slack.RTEQuote,
		Elements: []slack.RichTextSectionElement{slack.NewRichTextSectionTextElement(s, nil)},
	})
}

// link shows a URL that a person gave, under a label of ours.
func link(label, url string) slack.Block {
	bold := &slack.RichTextSectionTextStyle{Bold: true}
	return slack.NewRichTextBlock("", slack.NewRichTextSection(
		slack.NewRichTextSectionTextElement(label+" ", bold),
		slack.NewRichTextSectionLinkElement(url, "", nil),
	))
}

// fit keeps the first of too many blocks, and says that there are more.
func fit(r Reader, blocks []slack.Block, max int) []slack.Block {
	if len(blocks) <= max {
		return blocks
	}
	return append(blocks[:max-1:max-1], note(r.say(wordMore, len(blocks)-max+1)))
}

// sections puts lines into as few sections as they fit in.
func sections(lines []string) []slack.Block {
	var (
		blocks []slack.Block
		b      strings.Builder
	)
	flush := func() {
		if b.Len() > 0 {
			blocks = append(blocks, section(b.String()))
			b.Reset()
		}
	}
	for _, line := range lines {
		if b.Len()+len(line)+1 > MaxSection { // bytes: stricter than Slack's characters
			flush()
		}
		if b.Len() > 0 {
			b.WriteByte('\n')
		}
		b.WriteString(line)
	}
	flush()
	return blocks
}

// join puts a space between two texts where there are both.
func join(a, b string) string {
	if a == "" || b == "" {
		return a + b
	}
	return a + " " + b
}
