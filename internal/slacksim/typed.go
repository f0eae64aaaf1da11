package slacksim

import (
	"regexp"
	"strings"
)

var (
	// typedMention matches @name and #name as a person types them.
	typedMention = regexp.MustCompile(`(^|[\s(])([@#])([\p{L}\p{N}._-]*[\p{L}\p{N}])`)
	// pickedMention matches a mention that is already in Slack's form.
	pickedMention = regexp.MustCompile(`<([@#])([A-Z0-9]+)(\|[^<>]*)?>`)

	escaper = strings.NewReplacer("&", "&amp;", "<", "&lt;", ">", "&gt;")
)

// typed turns what a person types into what Slack stores: markup characters escaped, known names as mentions. withName
// adds the |name that slash commands with should_escape carry. The caller holds mu.
func (w *Workspace) typed(text string, withName bool) string {
	var out strings.Builder
	rest := text
	for {
		loc := pickedMention.FindStringSubmatchIndex(rest)
		if loc == nil {
			out.WriteString(w.typedPlain(rest, withName))
			return out.String()
		}
		out.WriteString(w.typedPlain(rest[:loc[0]], withName))
		out.WriteString(w.mentionOf(rest[loc[2]:loc[3]], rest[loc[4]:loc[5]], withName))
		rest = rest[loc[1]:]
	}
}

func (w *Workspace) typedPlain(text string, withName bool) string {
	return typedMention.ReplaceAllStringFunc(escaper.Replace(text), func(match string) string {
		p := typedMention.FindStringSubmatch(match)
		if p[2] == "@" {
			for _, id := range w.userOrder {
				if strings.EqualFold(w.users[id].Name, p[3]) {
					return p[1] + w.mentionOf("@", id, withName)
				}
			}
			return match
		}
		for _, id := range w.chanOrder {
			if name := w.channels[id].Name; name != "" && name == p[3] {
				return p[1] + w.mentionOf("#", id, withName)
			}
		}
		return match
	})
}

// mentionOf writes <@U1> or <@U1|name>.
func (w *Workspace) mentionOf(sign, id string, withName bool) string {
	name := ""
	if withName {
		if u, ok := w.users[id]; ok && sign == "@" {
			name = "|" + u.Name
		}
		if c, ok := w.channels[id]; ok && sign == "#" {
			name = "|" + c.Name
		}
	}
	return "<" + sign + id + name + ">"
}
