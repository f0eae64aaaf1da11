// Package inert keeps texts of people from becoming formulas in a spreadsheet, whether it opens a workbook or a CSV file.
package inert

import (
	"strings"
	"unicode"
)

const (
	mark   = "'"        // with which a spreadsheet begins a cell that is text whatever follows
	starts = "=+-@＝＋－＠" // with which it begins a formula; the wide forms where people type Chinese or Japanese
	skips  = "\t\r\n"   // with which a cell does not begin unless somebody hides something behind it
)

// Text returns the text as a cell can hold it: with an apostrophe in front where it begins as a formula does, also behind
// blanks.
func Text(s string) string {
	if begins(s) {
		return mark + s
	}
	return s
}

// Original returns the text of which Text made this one. An apostrophe that people typed stays.
func Original(s string) string {
	if rest, ok := strings.CutPrefix(s, mark); ok && begins(rest) {
		return rest
	}
	return s
}

func begins(s string) bool {
	if strings.IndexAny(s, skips) == 0 {
		return true
	}
	seen := strings.TrimLeftFunc(s, func(r rune) bool { return unicode.IsSpace(r) || unicode.Is(unicode.Cf, r) || unicode.IsControl(r) })
	return strings.IndexAny(seen, starts) == 0
}
