package assess

import (
	"fmt"
	"regexp"
	"strconv"
	"strings"
	"time"

	"cairn/internal/calendar"
)

// closureLine is a closure as a person writes it: a day or two, each with or without its year, and a name.
var closureLine = func() *regexp.Regexp {
	const day = `(?:(?:(\d{4})-)?(\d{1,2})-(\d{1,2})|(\d{1,2})\.(\d{1,2})\.(\d{4})?)`
	return regexp.MustCompile(`(?i)^` + day + `(?:\s*(?:\s-\s|\.\.|–|—|\bto\b|\bbis\b)\s*` + day + `)?(?:[\s,:]+(.*))?$`)
}()

// ReadClosures reads the organisation's own days off, one on a line: "2026-12-24 Company day", or "2026-12-24 to 2027-01-01".
// Days may be written as 24.12.2026 too. A line whose days have no year is of every year. Kept are the closures that are there,
// and this the year in which one of every year is counted first unless it is kept. Unread are the lines that say nothing of it.
func ReadClosures(text string, kept []calendar.DateRange, this int) (closures []calendar.DateRange, unread []string) {
	for line := range strings.Lines(text) {
		line = strings.TrimSpace(line)
		if line == "" {
			continue
		}
		closure, ok := readClosure(line, this)
		if !ok {
			unread = append(unread, line)
			continue
		}
		written := ClosureLine(closure, "to")
		for _, k := range kept {
			if ClosureLine(k, "to") == written {
				closure = k // with the year that it was declared with
			}
		}
		closures = append(closures, closure)
	}
	return closures, unread
}

func readClosure(line string, this int) (c calendar.DateRange, ok bool) {
	parts := closureLine.FindStringSubmatch(line)
	if parts == nil {
		return c, false
	}
	first, firstYear := writtenDay(parts[1:7], this)
	last, lastYear := writtenDay(parts[7:13], this)
	c = calendar.DateRange{First: first, Name: strings.TrimSpace(parts[13]), Yearly: !firstYear}
	if last == (calendar.Date{}) {
		return c, true
	}
	switch c.Last = last; {
	case firstYear != lastYear:
		return c, false // which year is meant?
	case c.Yearly && last.Before(first):
		c.Last.Year++ // across New Year
	}
	return c, true
}

// writtenDay is a day from the parts of one that was written, and whether its year was.
func writtenDay(parts []string, this int) (d calendar.Date, hasYear bool) {
	year, month, day := parts[0], parts[1], parts[2]
	if month == "" {
		year, month, day = parts[5], parts[4], parts[3]
	}
	if month == "" {
		return d, false
	}
	number := func(digits string) int {
		n, _ := strconv.Atoi(digits) // at most four digits
		return n
	}
	d = calendar.Date{Year: this, Month: time.Month(number(month)), Day: number(day)}
	if year != "" {
		d.Year = number(year)
	}
	return d, year != ""
}

// ClosureLine writes a closure as ReadClosures reads it, with the word between its two days.
func ClosureLine(c calendar.DateRange, to string) string {
	day := func(d calendar.Date) string {
		if c.Yearly {
			return fmt.Sprintf("%02d-%02d", d.Month, d.Day)
		}
		return d.String()
	}
	line := day(c.First)
	if !c.Last.IsZero() {
		line += " " + to + " " + day(c.Last)
	}
	return strings.TrimSpace(line + " " + strings.Join(strings.Fields(c.Name), " "))
}
