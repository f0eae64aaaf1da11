package maturity

import (
	"encoding/json"
	"fmt"
	"strings"
	"unicode/utf8"
)

// Report is a result with the next actions of the roadmap, as RenderJSON writes it.
type Report struct {
	Result
	NextActions []Action `json:"next_actions,omitempty"`
}

// RenderJSON writes the result and the next actions as indented JSON with a final newline. A level that is not known yet
// is left out, never 0: at_least and at_most stand in its place.
func RenderJSON(r Result, next []Action) ([]byte, error) {
	out, err := json.MarshalIndent(Report{r, next}, "", "  ")
	if err != nil {
		return nil, fmt.Errorf("maturity.RenderJSON: %w", err)
	}
	return append(out, '\n'), nil
}

// RenderText writes the result and the next actions for a terminal: aligned columns, no colour, a final newline.
func RenderText(m *Model, r Result, next []Action) string {
	var b strings.Builder
	fmt.Fprintf(&b, "%s (%s)\n\n", m.Title, r.Model)
	rows := [][]string{{"Category", scoreHeading(m), "Level", "Answered"}}
	for _, c := range r.Categories {
		rows = append(rows, []string{c.Name, scoreText(c), c.LevelText(m), fmt.Sprintf("%d of %d", c.Answered, c.Items)})
	}
	writeTable(&b, rows)
	b.WriteByte('\n')
	writeOverall(&b, m, r)
	writeWeak(&b, m, r)
	for _, c := range r.Categories {
		if c.Answered > 0 && len(c.Unanswered) > 0 {
			fmt.Fprintf(&b, "Unanswered in %s: %s\n", c.Name, strings.Join(c.Unanswered, ", "))
		}
	}
	writeNext(&b, r, next)
	return b.String()
}

func scoreHeading(m *Model) string {
	switch m.Scoring.Method {
	case MethodMeanBands:
		return "Mean"
	case MethodCumulative:
		return "To next"
	}
	return "Score"
}

func scoreText(c CategoryScore) string {
	switch {
	case c.Mean != nil:
		return c.Mean.Decimal(2)
	case c.Progress != nil: // cumulative
		return c.Progress.Mul(NewRat(100, 1)).Decimal(0) + "%"
	}
	return "-"
}

// LevelText words the level, or the bounds while it is not known: "3 Defined", "at least 2, at most 4".
func (c CategoryScore) LevelText(m *Model) string {
	switch {
	case c.Known():
		mark := ""
		if c.Plus {
			mark = "+"
		}
		return fmt.Sprintf("%d%s %s", c.Level, mark, c.LevelName)
	case !c.Measured():
		return "not measured"
	}
	return boundsText(m, c.AtLeast, c.AtMost)
}

// LevelText words the level of the whole as that of a category.
func (o *Overall) LevelText(m *Model) string {
	if o.Complete {
		return fmt.Sprintf("%d %s", o.Level, o.LevelName)
	}
	return boundsText(m, o.AtLeast, o.AtMost)
}

func boundsText(m *Model, least, most int) string {
	switch {
	case least == most:
		return fmt.Sprintf("%d %s, whatever is still open", least, m.levelName(least))
	case least == m.LowestLevel() && most == m.HighestLevel():
		return "not known yet"
	case least == m.LowestLevel():
		return fmt.Sprintf("at most %d %s", most, m.levelName(most))
	case most == m.HighestLevel():
		return fmt.Sprintf("at least %d %s", least, m.levelName(least))
	}
	return fmt.Sprintf("at least %d, at most %d", least, most)
}

func writeOverall(b *strings.Builder, m *Model, r Result) {
	o := r.Overall
	switch {
	case o == nil && m.Scoring.Overall != RuleNone:
		b.WriteString("Overall: not measured\n")
	case o == nil:
	case o.Complete:
		fmt.Fprintf(b, "Overall: %d %s (%s)\n", o.Level, o.LevelName, ruleText(o))
		for _, reason := range o.Caps {
			fmt.Fprintf(b, "  held down: %s\n", reason)
		}
	default:
		open := 0
		for _, c := range r.Categories {
			if !c.Complete() {
				open++
			}
		}
		fmt.Fprintf(b, "Overall: %s; %s unanswered items\n", boundsText(m, o.AtLeast, o.AtMost), count(open, "category has", "categories have"))
	}
	names := make([]string, 0, len(r.Categories))
	for _, id := range r.Weakest() {
		if c, ok := r.Category(id); ok {
			names = append(names, c.Name)
		}
	}
	if len(names) > 0 {
		label := "Weakest"
		if o == nil || !o.Complete {
			label = "Weakest of the complete ones"
		}
		fmt.Fprintf(b, "%s: %s\n", label, strings.Join(names, ", "))
	}
}

// writeWeak names the items that hold the weakest categories down.
func writeWeak(b *strings.Builder, m *Model, r Result) {
	for _, id := range r.Weakest() {
		c, _ := r.Category(id)
		names := make([]string, 0, len(c.Weak))
		for _, item := range c.Weak {
			if it, ok := m.Item(item); ok {
				names = append(names, it.ID+" "+it.Name)
			}
		}
		if len(names) > 0 {
			fmt.Fprintf(b, "To raise %s: %s\n", c.Name, strings.Join(names, ", "))
		}
	}
}

func ruleText(o *Overall) string {
	switch o.Rule {
	case RuleMinimum:
		return "the level of the lowest category"
	case RuleWeighted:
		return "weighted mean " + o.Score.Decimal(2)
	}
	return "mean " + o.Score.Decimal(2)
}

func count(n int, one, many string) string {
	if n == 1 {
		return "1 " + one
	}
	return fmt.Sprintf("%d %s", n, many)
}

func writeNext(b *strings.Builder, r Result, next []Action) {
	if len(next) == 0 {
		return
	}
	level, _ := r.standing()
	fmt.Fprintf(b, "\nNext, from level %d to %d:\n", level, level+1)
	for i, a := range next {
		fmt.Fprintf(b, "%3d. %s", i+1, a.Title)
		if len(a.Helps) > 0 {
			fmt.Fprintf(b, " (helps %s)", strings.Join(a.Helps, ", "))
		}
		b.WriteByte('\n')
	}
}

// writeTable writes rows with every column but the last padded to its widest cell.
func writeTable(b *strings.Builder, rows [][]string) {
	width := make([]int, len(rows[0]))
	for _, row := range rows {
		for i, text := range row {
			width[i] = max(width[i], utf8.RuneCountInString(text))
		}
	}
	for _, row := range rows {
		for i, text := range row {
			b.WriteString(text)
			if i < len(row)-1 {
				b.WriteString(strings.Repeat(" ", width[i]-utf8.RuneCountInString(text)+2))
			}
		}
		b.WriteByte('\n')
	}
}
