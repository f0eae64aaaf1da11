package crosswalk

import (
	"encoding/csv"
	"fmt"
	"io"
	"strconv"
	"strings"

	"cairn/internal/inert"
)

// WriteText writes the crosswalk for a person to read.
func (x Crosswalk) WriteText(w io.Writer) error {
	var b strings.Builder
	fmt.Fprintf(&b, "%s (%s), Level %d %s\n%s\n", x.Name, x.Category, x.Level, x.LevelName, x.Model)
	switch {
	case len(x.Objectives) == 0:
		b.WriteString("\nThis level asks for nothing.\n")
	case len(x.Editions) == 0:
		b.WriteString("\nNone of its objectives maps to a control.\n")
	}
	for _, e := range x.Editions {
		fmt.Fprintf(&b, "\n%s %s: %s\n", e.Framework, e.Version, count(len(e.Controls), "control"))
		widest := 0
		for _, c := range e.Controls {
			widest = max(widest, len(c.ID))
		}
		for _, c := range e.Controls {
			fmt.Fprintf(&b, "  %-*s  %s", widest, c.ID, strings.Join(objectives(c), ", "))
			if c.Note != "" {
				fmt.Fprintf(&b, "  (%s)", c.Note)
			}
			b.WriteByte('\n')
		}
	}
	if len(x.Unmapped) > 0 {
		fmt.Fprintf(&b, "\nWithout a control here: %s\n", strings.Join(x.Unmapped, ", "))
	}
	_, err := io.WriteString(w, b.String())
	return err
}

func objectives(c Control) []string {
	ids := make([]string, len(c.Asked))
	for i, ask := range c.Asked {
		ids[i] = ask.Objective
	}
	return ids
}

// WriteCSV writes a line for each control and objective that asks for it, under a header.
func (x Crosswalk) WriteCSV(w io.Writer) error {
	out := csv.NewWriter(w)
	lines := [][]string{{"framework", "version", "control", "objective", "level", "note"}}
	for _, e := range x.Editions {
		for _, c := range e.Controls {
			for _, ask := range c.Asked {
				lines = append(lines, []string{
					inert.Text(e.Framework), inert.Text(e.Version), inert.Text(c.ID), inert.Text(ask.Objective), strconv.Itoa(ask.Level), inert.Text(c.Note),
				})
			}
		}
	}
	return out.WriteAll(lines)
}

func count(n int, noun string) string {
	if n == 1 {
		return "1 " + noun
	}
	return fmt.Sprintf("%d %ss", n, noun)
}
