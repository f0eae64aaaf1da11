// Package inert keeps texts of people from becoming formulas in a spreadsheet.
package inert

import "strings"

// starts are the characters with which a spreadsheet begins to read a formula, or skips what stands before one.
const starts = "=+-@\t\r\n"

// Text returns the text as a cell can hold it: with an apostrophe in front where it begins as a formula does.
func Text(s string) string {
	if s != "" && strings.ContainsRune(starts, rune(s[0])) {
		return "'" + s
	}
	return s
}
