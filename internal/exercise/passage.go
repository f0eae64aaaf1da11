package exercise

import "strings"

// Passage is a part of a message: prose, or text that is shown in fixed width as it stands, such as a log.
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
		if text := strings.Trim(strings.Join(lines, "\n"), "\n"); strings.TrimSpace(text) != "" {
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
