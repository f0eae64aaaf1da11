package chart

import (
	"math"
	"strconv"
	"strings"

	"cairn/internal/errs"
)

// Value is a level or a mean on a chart's axis. The zero Value is "no answer".
type Value struct {
	low, high float64
	known     bool
}

// Exactly is a known value.
func Exactly(n float64) Value { return Value{n, n, true} }

// Between is a value of which only the limits are known, because some answers are missing.
func Between(low, high float64) Value { return Value{low, high, true} }

func (v Value) exact() bool { return v.known && v.low == v.high }

// String is "3", "2.4", "2 to 4" or "no answer".
func (v Value) String() string {
	switch {
	case !v.known:
		return noAnswer
	case v.exact():
		return number(v.low)
	}
	return number(v.low) + " to " + number(v.high)
}

const noAnswer = "no answer"

// number prints n with at most two decimals and no trailing zeros.
func number(n float64) string {
	s := strconv.FormatFloat(n, 'f', 2, 64)
	return strings.TrimRight(strings.TrimRight(s, "0"), ".")
}

// Level is a mark on the axis.
type Level struct {
	At   float64
	Name string // "Defined"
}

// maxRows keeps a chart readable and its cost bounded.
const maxRows = 40

// checkLevels returns the end of the axis, which is the last level. Axes start at 0.
func checkLevels(levels []Level) (end float64, err error) {
	for _, l := range levels {
		if !(l.At > end || (l.At == 0 && end == 0)) || math.IsInf(l.At, 0) {
			return 0, errs.New(errs.Invalid, "The chart's level %q stands at %s; list levels from 0 upwards, each above the last.",
				l.Name, number(l.At))
		}
		end = l.At
	}
	if end == 0 {
		return 0, errs.New(errs.Invalid, "The chart has no levels; give at least one above 0.")
	}
	return end, nil
}

func checkValue(v Value, end float64, of string) error {
	if v.known && !(v.low >= 0 && v.low <= v.high && v.high <= end) {
		return errs.New(errs.Invalid, "The value %s of %q lies off the chart's axis; give one from 0 to %s, the lower limit first.",
			v, of, number(end))
	}
	return nil
}

func checkCount(n, most int, of string) error {
	if n == 0 {
		return errs.New(errs.Invalid, "The chart has no %s; give at least one.", of)
	}
	if n > most {
		return errs.New(errs.Invalid, "The chart has %d %s, more than can be read; give at most %d.", n, of, most)
	}
	return nil
}

// inWords is an alternative text: the title, what the rows are of, the rows, the axis.
func inWords(title, when string, rows []string, levels []Level) string {
	body := strings.Join(rows, "; ")
	if when != "" {
		body = when + ": " + body
	}
	parts := []string{sentence(title), sentence(body)}
	if len(levels) > 0 {
		parts = append(parts, axisInWords(levels))
	}
	return strings.TrimSpace(strings.Join(parts, " "))
}

// axisInWords is "Levels run from 1 Initial to 5 Optimising."
func axisInWords(levels []Level) string {
	name := func(l Level) string { return strings.TrimSpace(number(l.At) + " " + l.Name) }
	if len(levels) == 1 {
		return "The highest level is " + name(levels[0]) + "."
	}
	return "Levels run from " + name(levels[0]) + " to " + name(levels[len(levels)-1]) + "."
}

// sentence ends s with a full stop, unless it already ends with a mark.
func sentence(s string) string {
	s = strings.Join(strings.Fields(s), " ")
	if s == "" || strings.ContainsAny(s[len(s)-1:], ".!?") {
		return s
	}
	return s + "."
}
