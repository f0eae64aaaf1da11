package workbook

import (
	"fmt"
	"io"
	"strings"
	"text/tabwriter"
)

// Report says what was found in a workbook. It has no text of the workbook's but ids, names of tabs and places.
type Report struct {
	Model          string   // id that the model gets
	AICMVersions   []string // editions of the AICM that the mappings are taken to cite
	Sources        []Source
	Tabs           []Tab
	Counts         []Count // for each category, in the model's order
	Gaps           []string
	Duplicates     []string // an id and the places where it stands
	OnlyInWorkbook []string // ids that the details do not have; empty without details
	OnlyInDetails  []string // ids that the workbook does not have; they are left out
	Mismatches     []string // where the level's cell and the id differ
	Unknown        []UnknownID
	Warnings       []string // what else a person should look at
	Problems       []string // why there is no model
}

// Source is a file that was read.
type Source struct {
	Name   string
	SHA256 string // hex
}

// Tab is a tab and what it holds.
type Tab struct {
	Name       string
	Holds      string // in a word or a few, for a person
	Objectives int    // rows with an id
}

// Count is how many objectives a category has on each level, 2 to 5, and how many levels the grid describes.
type Count struct {
	Category  string
	Name      string
	Levels    map[int]int
	Described int
}

// UnknownID is an id that its framework's edition does not have, or a reference of no known form. It is kept as it is.
type UnknownID struct {
	Objective, Framework, Version, ID string
}

// Objectives returns how many objectives there are.
func (r Report) Objectives() int {
	n := 0
	for _, c := range r.Counts {
		for _, have := range c.Levels {
			n += have
		}
	}
	return n
}

// WriteText writes the report for a person to read.
func (r Report) WriteText(w io.Writer) error {
	var b strings.Builder
	fmt.Fprintf(&b, "Model: %s, %s", r.Model, count(r.Objectives(), "objective", "objectives"))
	if len(r.AICMVersions) > 0 {
		fmt.Fprintf(&b, "; mappings cite AICM %s", strings.Join(r.AICMVersions, " and "))
	}
	b.WriteString("\n\nFiles\n")
	for _, s := range r.Sources {
		fmt.Fprintf(&b, "  %s  sha256 %s\n", s.Name, s.SHA256)
	}
	b.WriteString("\nTabs\n")
	t := tabwriter.NewWriter(&b, 0, 4, 2, ' ', 0)
	for _, tab := range r.Tabs {
		holds := tab.Holds
		if tab.Objectives > 0 {
			holds = count(tab.Objectives, "objective", "objectives")
		}
		fmt.Fprintf(t, "  %s\t%s\n", tab.Name, holds)
	}
	_ = t.Flush()
	if len(r.Counts) > 0 {
		b.WriteString("\nObjectives by category and level\n")
		t = tabwriter.NewWriter(&b, 0, 4, 2, ' ', 0)
		fmt.Fprintln(t, "  \t2\t3\t4\t5\tdescribed")
		for _, c := range r.Counts {
			fmt.Fprintf(t, "  %s\t%d\t%d\t%d\t%d\t%d of %d\n", c.Category, c.Levels[2], c.Levels[3], c.Levels[4], c.Levels[5], c.Described, len(levelNames))
		}
		_ = t.Flush()
	}
	list(&b, "Gaps", r.Gaps)
	list(&b, "The same id twice", r.Duplicates)
	list(&b, "In the workbook but not in the details", inLines(r.OnlyInWorkbook))
	list(&b, "In the details but not in the workbook (left out)", inLines(r.OnlyInDetails))
	list(&b, "Levels that differ from the id", r.Mismatches)
	var unknown []string
	for _, u := range r.Unknown {
		unknown = append(unknown, fmt.Sprintf("%s: %s, %s %s", u.Objective, u.ID, u.Framework, u.Version))
	}
	list(&b, "Mappings that the framework does not have or that have no known form (kept as they are)", unknown)
	list(&b, "Look at these", r.Warnings)
	list(&b, "Problems", r.Problems)
	_, err := io.WriteString(w, b.String())
	return err
}

func list(b *strings.Builder, title string, lines []string) {
	if len(lines) == 0 {
		return
	}
	fmt.Fprintf(b, "\n%s\n", title)
	for _, line := range lines {
		fmt.Fprintf(b, "  %s\n", line)
	}
}

// inLines puts ids on lines of ten.
func inLines(ids []string) (lines []string) {
	for len(ids) > 0 {
		n := min(10, len(ids))
		lines = append(lines, strings.Join(ids[:n], ", "))
		ids = ids[n:]
	}
	return lines
}
