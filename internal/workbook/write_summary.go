package workbook

import (
	"fmt"
	"strings"
	"time"

	"cairn/internal/maturity"
	"cairn/internal/sheets"
)

// summary is the first tab: what is assessed, the profile, and a line for each category.
func (b *builder) summary() {
	a, s := b.a, b.Tab("Summary")
	b.set(s, 1, b.title, a.Scope+", "+a.Model.Title)
	line := 3
	fact := func(name, value string) {
		b.set(s, line, b.strong, name)
		b.Do(b.File.SetCellStr(s, sheets.At(2, line), cellText(value)))
		line++
	}
	fact("Programme", a.Programme)
	fact("Model", a.Model.ID)
	fact("Model's SHA-256", a.Model.Hash)
	switch {
	case a.Cycle == "":
		fact("Assessment", "none yet")
	case a.Closed:
		fact("Assessment", fmt.Sprintf("%s (%s), closed %s", a.Cycle, a.Kind, a.At.UTC().Format(time.DateOnly)))
	default:
		fact("Assessment", fmt.Sprintf("%s (%s), open; as of %s", a.Cycle, a.Kind, a.At.UTC().Format(time.DateOnly)))
	}
	if len(a.Model.Tags) > 0 {
		fact("Deployment types", b.tags(a.Deployments))
	}
	if lowest, median, counted := a.profile(); counted > 0 {
		fact("Lowest level", b.level(lowest))
		fact("Median level", b.level(median))
		fact("Categories with a level", fmt.Sprintf("%d of %d", counted, len(a.Model.Categories())))
	}
	fact("Licence", a.Model.Licence)
	line++
	b.set(s, line, b.Header, "Category", "Domain", "Standing", "Computed", "Set by a manager because", "Holds it back",
		"Answered", "Not measured", "Confidence", "Owner", "Deputy", "Target", "Evidence given", "Comment")
	top := line
	for _, c := range a.Model.Categories() {
		line++
		b.set(s, line, b.Plain, b.summaryLine(c)...)
	}
	b.Freeze(s, top, 0)
	b.Filter(s, top, 14, line)
	b.layout(s, top, 52, 16, 22, 22, 36, 24, 12, 14, 12, 20, 20, 24, 32, 40)
}

func (b *builder) summaryLine(c *maturity.Category) []string {
	st, score := b.a.Categories[c.ID], b.a.Categories[c.ID].Score
	standing, computed, because := "not assessed", "", ""
	if b.a.Cycle != "" {
		computed = b.computed(score)
		standing = computed
	}
	if o := st.Override; o != nil {
		standing = b.level(o.Level)
		because = fmt.Sprintf("%s (%s, %s)", o.Reason, o.By, o.At.UTC().Format(time.DateOnly))
	}
	answered := ""
	if score.Items > 0 {
		answered = fmt.Sprintf("%d of %d", score.Answered, score.Items)
	}
	var unmeasured []string
	for _, n := range score.NotMeasured {
		unmeasured = append(unmeasured, fmt.Sprintf("Level %d", n))
	}
	return []string{
		c.Name, strings.Join(c.Path, ", "), standing, computed, because, strings.Join(score.Weak, ", "), answered,
		strings.Join(unmeasured, ", "), st.Confidence, st.Owner, st.Deputy, st.Target, st.Evidence, st.Comment,
	}
}

// computed says what the answers make of a category.
func (b *builder) computed(score maturity.CategoryScore) string {
	switch {
	case score.Items == 0 || !score.Measured():
		return "not measured"
	case score.Known():
		return b.level(score.Level)
	default:
		return fmt.Sprintf("at least %s, %d unanswered", b.level(score.AtLeast), score.Items-score.Answered)
	}
}
