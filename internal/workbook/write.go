package workbook

import (
	"fmt"
	"io"
	"slices"
	"strings"
	"time"

	"github.com/xuri/excelize/v2"

	"cairn/internal/errs"
	"cairn/internal/maturity"
	"cairn/internal/sheets"
)

// Write writes an assessment as a workbook: a summary, the grid of the model, a tab for each category with the model's
// columns and the assessment's, the dependencies, and the decisions of managers. [Read] reads the model back from it.
//
// No text becomes a formula: every cell is a string, and one that begins as formulas do gets an apostrophe in front.
func Write(w io.Writer, a Assessment) (err error) {
	defer errs.Wrap(&err, "workbook.Write(%s)", a.Programme)
	b := &builder{Book: sheets.New(), a: a}
	b.strong = b.Style(excelize.Style{Font: &excelize.Font{Bold: true}, Alignment: &excelize.Alignment{Vertical: "top"}})
	b.title = b.Style(excelize.Style{Font: &excelize.Font{Bold: true, Size: 14}})
	b.properties()
	b.summary()
	b.grid()
	for _, c := range a.Model.Categories() {
		b.category(c)
	}
	b.dependencies()
	b.decisions()
	return b.Book.Write(w)
}

func (b *builder) properties() {
	at := b.a.At.UTC().Format(time.RFC3339)
	if b.a.At.IsZero() {
		at = ""
	}
	b.Do(b.File.SetDocProps(&excelize.DocProperties{
		Creator: "Cairn", Title: b.a.Scope + " " + b.a.Period, Identifier: identifier + b.a.Model.ID, Created: at, Modified: at,
	}))
}

func (b *builder) level(n int) string {
	l, ok := b.a.Model.Level(n)
	if !ok {
		return fmt.Sprintf("Level %d", n)
	}
	return fmt.Sprintf("Level %d %s", n, l.Name)
}

func (b *builder) tags(ids []string) string {
	if len(ids) == 0 {
		return "All"
	}
	var names []string
	for _, tag := range b.a.Model.Tags {
		if slices.Contains(ids, tag.ID) {
			names = append(names, tag.Name)
		}
	}
	return strings.Join(names, ", ")
}

// grid is the tab that describes each category on each level.
func (b *builder) grid() {
	m := b.a.Model
	if !slices.ContainsFunc(m.Categories(), func(c *maturity.Category) bool { return len(c.Descriptors) > 0 }) {
		return
	}
	s := b.Tab("Main grid")
	header, widths := []string{"Category"}, []float64{26}
	for _, l := range m.Levels {
		header, widths = append(header, fmt.Sprintf("Level %d %s", l.Number, l.Name)), append(widths, 44)
	}
	b.set(s, 1, b.Header, header...)
	for i, c := range m.Categories() {
		texts := []string{fmt.Sprintf("%s (%s)", c.Name, c.ID)}
		for _, l := range m.Levels {
			d, _ := c.Descriptor(l.Number)
			texts = append(texts, listed(d.Text, d.Points))
		}
		b.set(s, i+2, b.Plain, texts...)
	}
	b.table(s, len(header), len(m.Categories()))
	b.layout(s, 1, widths...)
}

// listed writes a text with points below it, one on each line.
func listed(text string, points []string) string {
	var lines []string
	if text != "" {
		lines = append(lines, oneLine(text))
	}
	for _, p := range points {
		lines = append(lines, "• "+oneLine(p))
	}
	return strings.Join(lines, "\n")
}

// dependencies is the tab of what levels assume of other categories.
func (b *builder) dependencies() {
	if len(b.a.Model.Dependencies) == 0 {
		return
	}
	s := b.Tab("Dependencies")
	b.set(s, 1, b.Header, "Category", "Level", "Depends on", "On level", "Note")
	for i, d := range b.a.Model.Dependencies {
		b.set(s, i+2, b.Plain, d.Category, fmt.Sprint(d.Level), d.On, fmt.Sprint(d.OnLevel), d.Note)
	}
	b.table(s, 5, len(b.a.Model.Dependencies))
	b.layout(s, 1, 12, 8, 12, 10, 80)
}

// decisions is the tab of objectives that managers replaced.
func (b *builder) decisions() {
	if len(b.a.Substitutes) == 0 {
		return
	}
	s := b.Tab("Replaced objectives")
	b.set(s, 1, b.Header, "Replaces", "Name", "Own objective", "Reason", "Approved by", "On")
	line := 1
	for _, c := range b.a.Model.Categories() {
		for _, it := range c.Items {
			if own, ok := b.a.Substitutes[it.ID]; ok {
				line++
				b.set(s, line, b.Plain, it.ID, own.Name, own.Text, own.Reason, own.By, own.At.UTC().Format(time.DateOnly))
			}
		}
	}
	b.table(s, 6, line-1)
	b.layout(s, 1, 12, 28, 60, 44, 20, 12)
}
