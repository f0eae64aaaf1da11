package workbook

import (
	"cmp"
	"fmt"
	"slices"
	"strings"
	"unicode/utf8"

	"github.com/xuri/excelize/v2"

	"cairn/internal/crosswalk"
	"cairn/internal/maturity"
	"cairn/internal/sheets"
)

// category is a tab with the category's items: the model's columns, then the assessment's.
func (b *builder) category(c *maturity.Category) {
	s := b.Tab(shorten(c.ID, excelize.MaxSheetNameLength))
	aicm := mainAICM(b.a.Model)
	headAICMOf := headAICM
	if aicm != "" {
		headAICMOf = fmt.Sprintf("%s (%s)", headAICM, aicm)
	}
	header := []string{
		headID, headLevel, headName, headObjective, headDeployment, headMode, headAICMOf, headReferences, headRationale,
		headDescription, headEvidence, headHelp,
		headStatus, "Note", "Evidence given", "Owner", "Target", "Answered", "Replaced by",
	}
	b.set(s, 1, b.Header, header...)
	st := b.a.Categories[c.ID]
	for i, it := range c.Items {
		answer := b.a.Items[it.ID]
		level := ""
		if l, ok := b.a.Model.Level(it.Level); ok && it.Level > 0 {
			level = fmt.Sprintf("L%d - %s", l.Number, l.Name)
		}
		mode := map[string]string{maturity.ModeManual: "Manual", maturity.ModeAutomated: "Automated", maturity.ModeEither: "Either"}[it.Mode]
		replaced := ""
		if own, ok := b.a.Substitutes[it.ID]; ok {
			replaced = own.Name + "\n" + own.Text
		}
		b.set(s, i+2, b.Plain,
			it.ID, level, it.Name, it.Text, b.tags(it.Applies), mode, strings.Join(aicmIDs(it, aicm), ", "), writeReferences(it.Mappings, aicm),
			it.Rationale, it.Description, listed("", it.Evidence), it.Help,
			status(it, answer), answer.Note, cmp.Or(answer.Evidence, st.Evidence), st.Owner, st.Target, answer.Answered, replaced)
	}
	b.table(s, len(header), len(c.Items))
	b.layout(s, 1, 12, 16, 28, 52, 18, 14, 18, 30, 36, 52, 40, 36, 16, 30, 32, 18, 22, 12, 36)
	b.choices(s, c, slices.Index(header, headStatus)+1)
}

const (
	headStatus          = "Status"
	statusUnanswered    = "Unanswered"
	statusNotApplicable = "Not applicable"
)

// status is the answer in the words of the answer set.
func status(it *maturity.Item, answer ItemStanding) string {
	switch {
	case answer.NotApplicable || answer.Excluded:
		return statusNotApplicable
	case answer.Value == "":
		return statusUnanswered
	}
	for _, o := range it.Options() {
		if o.Value == answer.Value {
			return o.Label
		}
	}
	return answer.Value
}

// mainAICM is the edition of the AICM that most of the model's mappings cite; those get the column of their own.
func mainAICM(m *maturity.Model) string {
	cited := map[string]int{}
	for _, c := range m.Categories() {
		for _, it := range c.Items {
			for _, mapping := range it.Mappings {
				if mapping.Framework == crosswalk.AICMName {
					cited[mapping.Version]++
				}
			}
		}
	}
	best := ""
	for version, n := range cited {
		if n > cited[best] || n == cited[best] && version > best {
			best = version
		}
	}
	return best
}

// aicmIDs are the controls of an edition of the AICM that an item cites.
func aicmIDs(it *maturity.Item, edition string) (ids []string) {
	for _, m := range it.Mappings {
		if m.Framework == crosswalk.AICMName && m.Version == edition {
			ids = append(ids, m.IDs...)
		}
	}
	return ids
}

// choices gives the status column its list of answers, and colours.
func (b *builder) choices(sheet string, c *maturity.Category, column int) {
	first, last := 2, len(c.Items)+1
	var words []string
	for _, it := range c.Items {
		for _, o := range it.Options() {
			if !slices.Contains(words, o.Label) {
				words = append(words, o.Label)
			}
		}
	}
	words = append(words, statusNotApplicable, statusUnanswered)
	const listLimit = 255 // of the list in a cell's validation, as Excel has it
	if all := strings.Join(words, ","); utf8.RuneCountInString(all) <= listLimit && strings.Count(all, ",") == len(words)-1 {
		v := excelize.NewDataValidation(true)
		v.Sqref = sheets.At(column, first) + ":" + sheets.At(column, last)
		b.Do(v.SetDropList(words))
		v.SetError(excelize.DataValidationErrorStyleStop, headStatus, "Choose one of the answers in the list.")
		b.Do(b.File.AddDataValidation(sheet, v))
	}
	for _, answer := range []struct{ says, fill string }{
		{"In place", sheets.Green}, {"Partial", sheets.Amber}, {"Missing", sheets.Red}, {statusUnanswered, sheets.Grey},
	} {
		b.Colour(sheet, column, first, last, answer.says, answer.fill)
	}
}
