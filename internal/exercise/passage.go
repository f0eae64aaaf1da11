package exercise

import (
	"regexp"
	"strings"
)

// Passage is a part of a message: prose, or text that is shown in fixed width as it stands, such as a log. In prose a line
// break of the file is a space, and an empty line begins a new paragraph; lines of a list stay lines.
type Passage struct {
	Fixed bool
	Text  string
}

// fence is the line around text of fixed width.
const fence = "```"

// Passages splits a message at its fences, the lines that hold ``` alone. The text has no empty lines around it.
func Passages(message string) []Passage {
	var (
		passages []Passage
		lines    []string
		fixed    bool
	)
	flush := func() {
		text := strings.Trim(strings.Join(lines, "\n"), "\n")
		if !fixed {
			text = flowing(text)
		}
		if strings.TrimSpace(text) != "" {
			passages = append(passages, Passage{Fixed: fixed, Text: text})
		}
		lines = nil
	}
	for line := range strings.SplitSeq(message, "\n") {
		if strings.TrimSpace(line) == fence {
			flush()
			fixed = !fixed
			continue
		}
		lines = append(lines, strings.TrimRight(line, " \t\r"))
	}
	flush()
	return passages
}

// listed matches a line that begins an entry of a list.
var listed = regexp.MustCompile(`^\s*([-*•]|\d{1,2}[.)])\s`)

// flowing joins the lines of prose into paragraphs.
func flowing(text string) string {
	var b strings.Builder
	lines := strings.Split(text, "\n")
	for i, line := range lines {
		switch {
		case i == 0:
		case line == "", lines[i-1] == "", listed.MatchString(line):
			b.WriteByte('\n')
		default:
			b.WriteByte(' ')
			line = strings.TrimLeft(line, " \t")
		}
		b.WriteString(line)
	}
	return b.String()
}

// fenced reports whether every fence of a message is closed and none stands within a line.
func fenced(message string) bool {
	open := false
	for line := range strings.SplitSeq(message, "\n") {
		switch {
		case strings.TrimSpace(line) == fence:
			open = !open
		case strings.Contains(line, fence):
			return false
		}
	}
	return !open
}
