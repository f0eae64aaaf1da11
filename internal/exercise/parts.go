package exercise

import "strings"

// Part is a piece of a message: prose, or text that is shown in fixed width as it stands, such as a log.
type Part struct {
	Fixed bool
	Text  string
}

// fence is the line around text of fixed width.
const fence = "```"

// Parts splits a message at its fences, the lines that hold ``` alone. The text has no empty lines around it.
func Parts(message string) []Part {
	var (
		parts []Part
		lines []string
		fixed bool
	)
	flush := func() {
		if text := strings.Trim(strings.Join(lines, "\n"), "\n"); strings.TrimSpace(text) != "" {
			parts = append(parts, Part{Fixed: fixed, Text: text})
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
	return parts
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
