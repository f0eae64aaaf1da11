package workbook

import (
	"cmp"
	"fmt"
	"io"
	"math"
	"slices"
	"strings"
	"time"
	"unicode/utf8"

	"github.com/xuri/excelize/v2"

	"cairn/internal/crosswalk"
	"cairn/internal/errs"
	"cairn/internal/inert"
	"cairn/internal/maturity"
)

// Write writes an assessment as a workbook: a summary, the grid of the model, a tab for each category with the model's
// columns and the assessment's, the dependencies, and the decisions of managers. [Read] reads the model back from it.
//
// No text becomes a formula: every cell is a string, and one that begins as formulas do gets an apostrophe in front.
func Write(w io.Writer, a Assessment) (err error) {
	defer errs.Wrap(&err, "workbook.Write(%s)", a.Programme)
	b := &builder{file: excelize.NewFile(), a: a, names: map[string]bool{}}
	defer b.file.Close()
	b.styles()
	b.properties()
	b.summary()
	b.grid()
	for _, c := range a.Model.Categories() {
		b.category(c)
	}
	b.dependencies()
	b.decisions()
	if b.err == nil {
		b.file.SetActiveSheet(0)
		_, b.err = b.file.WriteTo(w)
	}
	return b.err
}

// builder fills a workbook. After the first error the rest does nothing.
type builder struct {
	file   *excelize.File
	a      Assessment
	names  map[string]bool // tabs, in lower case
	err    error
	header int // styles
	text   int
	strong int
	title  int
}

func (b *builder) do(err error) {
	if b.err == nil {
		b.err = err
	}
}

func (b *builder) style(s excelize.Style) int {
	id, err := b.file.NewStyle(&s)
	b.do(err)
	return id
}

const (
	inkHeader  = "FFFFFF"
	fillHeader = "1F3A4D"
	lineColour = "C9D1D6"
)

func (b *builder) styles() {
	var border []excelize.Border
	for _, side := range []string{"left", "right", "top", "bottom"} {
		border = append(border, excelize.Border{Type: side, Color: lineColour, Style: 1})
	}
	wrapped := &excelize.Alignment{WrapText: true, Vertical: "top"}
	b.header = b.style(excelize.Style{
		Font: &excelize.Font{Bold: true, Color: inkHeader}, Alignment: wrapped, Border: border,
		Fill: excelize.Fill{Type: "pattern", Pattern: 1, Color: []string{fillHeader}},
	})
	b.text = b.style(excelize.Style{Alignment: wrapped, Border: border})
	b.strong = b.style(excelize.Style{Font: &excelize.Font{Bold: true}, Alignment: &excelize.Alignment{Vertical: "top"}})
	b.title = b.style(excelize.Style{Font: &excelize.Font{Bold: true, Size: 14}})
}

func (b *builder) properties() {
	at := b.a.At.UTC().Format(time.RFC3339)
	if b.a.At.IsZero() {
		at = ""
	}
	b.do(b.file.SetDocProps(&excelize.DocProperties{
		Creator: "Cairn", Title: b.a.Scope + " " + b.a.Period, Identifier: identifier + b.a.Model.ID, Created: at, Modified: at,
	}))
}

// sheet adds a tab, under a name that Excel takes and that is free.
func (b *builder) sheet(name string) string {
	name = strings.Trim(strings.Map(func(c rune) rune {
		if strings.ContainsRune(`[]:*?/\`, c) {
			return '-'
		}
		return c
	}, name), "'")
	name = cmp.Or(shorten(name, excelize.MaxSheetNameLength), "Tab")
	for n := 2; b.names[strings.ToLower(name)]; n++ {
		ending := fmt.Sprintf(" %d", n)
		name = string([]rune(name)[:min(utf8.RuneCountInString(name), excelize.MaxSheetNameLength-len(ending))]) + ending
	}
	if len(b.names) == 0 {
		b.do(b.file.SetSheetName("Sheet1", name))
	} else {
		_, err := b.file.NewSheet(name)
		b.do(err)
	}
	b.names[strings.ToLower(name)] = true
	orientation, fit, zero := "landscape", 1, 0
	b.do(b.file.SetPageLayout(name, &excelize.PageLayoutOptions{Orientation: &orientation, FitToWidth: &fit, FitToHeight: &zero}))
	return name
}

// set writes texts into a row, from column A.
func (b *builder) set(sheet string, line, style int, texts ...string) {
	for i, text := range texts {
		cell := at(i+1, line)
		b.do(b.file.SetCellStr(sheet, cell, cellText(text)))
		b.do(b.file.SetCellStyle(sheet, cell, cell, style))
	}
}

func at(column, line int) string {
	cell, _ := excelize.CoordinatesToCellName(column, line)
	return cell
}

// cellText is a text as a cell holds it: no longer than it may be, and no formula when somebody edits the cell or saves the
// tab as CSV. What it adds, [original] takes off.
func cellText(text string) string {
	if len(text) > maxCell-1 {
		text = shorten(text, maxCell-1)
	}
	if strings.HasPrefix(text, "'") { // else it would be taken for one of ours
		return "'" + text
	}
	return inert.Text(text)
}

// original is the text of which cellText made this one.
func original(text string) string {
	if strings.HasPrefix(text, "''") {
		return text[1:]
	}
	return inert.Original(text)
}

// layout sets the widths of the columns, in characters, and makes the rows from the header's on as tall as their texts: not
// every program does that by itself.
func (b *builder) layout(sheet string, header int, widths ...float64) {
	for i, width := range widths {
		name, err := excelize.ColumnNumberToName(i + 1)
		b.do(err)
		b.do(b.file.SetColWidth(sheet, name, name, width))
	}
	rows, err := b.file.GetRows(sheet)
	b.do(err)
	for i := header - 1; i < len(rows); i++ {
		tall := 1
		for column, text := range rows[i][:min(len(rows[i]), len(widths))] {
			tall = max(tall, folded(text, widths[column]))
		}
		b.do(b.file.SetRowHeight(sheet, i+1, min(float64(tall)*lineHeight, excelize.MaxRowHeight)))
	}
}

// lineHeight is that of a line in a cell, in points.
const lineHeight = 15

// folded is in about how many lines a text stands in a column of a width.
func folded(text string, width float64) (lines int) {
	for paragraph := range strings.SplitSeq(text, "\n") {
		lines += max(1, int(math.Ceil(float64(utf8.RuneCountInString(paragraph))/(width-1))))
	}
	return lines
}

// table makes a header row stay in view and gives it filters.
func (b *builder) table(sheet string, line, columns, rows int) {
	b.do(b.file.SetPanes(sheet, &excelize.Panes{
		Freeze: true, XSplit: 1, YSplit: line, TopLeftCell: at(2, line+1), ActivePane: "bottomRight",
	}))
	b.do(b.file.AutoFilter(sheet, at(1, line)+":"+at(columns, line+max(rows, 1)), nil))
	yes := true
	b.do(b.file.SetSheetProps(sheet, &excelize.SheetPropsOptions{FitToPage: &yes})) // AutoFilter sets it back
}

// summary is the first tab: what is assessed, the profile, and a line for each category.
func (b *builder) summary() {
	a, s := b.a, b.sheet("Summary")
	b.set(s, 1, b.title, a.Scope+", "+a.Model.Title)
	line := 3
	fact := func(name, value string) {
		b.set(s, line, b.strong, name)
		b.do(b.file.SetCellStr(s, at(2, line), cellText(value)))
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
	b.set(s, line, b.header, "Category", "Domain", "Standing", "Computed", "Set by a manager because", "Holds it back",
		"Answered", "Not measured", "Confidence", "Owner", "Deputy", "Target", "Evidence given", "Comment")
	top := line
	for _, c := range a.Model.Categories() {
		line++
		b.set(s, line, b.text, b.summaryLine(c)...)
	}
	b.table(s, top, 14, line-top)
	b.do(b.file.SetPanes(s, &excelize.Panes{Freeze: true, YSplit: top, TopLeftCell: at(1, top+1), ActivePane: "bottomLeft"}))
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
	s := b.sheet("Main grid")
	header, widths := []string{"Category"}, []float64{26}
	for _, l := range m.Levels {
		header, widths = append(header, fmt.Sprintf("Level %d %s", l.Number, l.Name)), append(widths, 44)
	}
	b.set(s, 1, b.header, header...)
	for i, c := range m.Categories() {
		texts := []string{fmt.Sprintf("%s (%s)", c.Name, c.ID)}
		for _, l := range m.Levels {
			d, _ := c.Descriptor(l.Number)
			texts = append(texts, listed(d.Text, d.Points))
		}
		b.set(s, i+2, b.text, texts...)
	}
	b.table(s, 1, len(header), len(m.Categories()))
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

// category is a tab with the category's items: the model's columns, then the assessment's.
func (b *builder) category(c *maturity.Category) {
	s := b.sheet(c.ID)
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
	b.set(s, 1, b.header, header...)
	st := b.a.Categories[c.ID]
	for i, it := range c.Items {
		answer := b.a.Items[it.ID]
		var ids []string
		for _, m := range it.Mappings {
			if m.Framework == crosswalk.AICMName && m.Version == aicm {
				ids = append(ids, m.IDs...)
			}
		}
		level := ""
		if l, ok := b.a.Model.Level(it.Level); ok && it.Level > 0 {
			level = fmt.Sprintf("L%d - %s", l.Number, l.Name)
		}
		mode := map[string]string{maturity.ModeManual: "Manual", maturity.ModeAutomated: "Automated", maturity.ModeEither: "Either"}[it.Mode]
		replaced := ""
		if own, ok := b.a.Substitutes[it.ID]; ok {
			replaced = own.Name + "\n" + own.Text
		}
		b.set(s, i+2, b.text,
			it.ID, level, it.Name, it.Text, b.tags(it.Applies), mode, strings.Join(ids, ", "), writeReferences(it.Mappings, aicm),
			it.Rationale, it.Description, listed("", it.Evidence), it.Help,
			status(it, answer), answer.Note, cmp.Or(answer.Evidence, st.Evidence), st.Owner, st.Target, answer.Answered, replaced)
	}
	b.table(s, 1, len(header), len(c.Items))
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

// choices gives the status column its list of answers, and colours.
func (b *builder) choices(sheet string, c *maturity.Category, column int) {
	cells := at(column, 2) + ":" + at(column, len(c.Items)+1)
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
		v.Sqref = cells
		b.do(v.SetDropList(words))
		v.SetError(excelize.DataValidationErrorStyleStop, headStatus, "Choose one of the answers in the list.")
		b.do(b.file.AddDataValidation(sheet, v))
	}
	for _, colour := range []struct{ value, fill string }{{"In place", "D5EBDD"}, {"Partial", "FBEBC8"}, {"Missing", "F6D5D2"}, {statusUnanswered, "E4E8EB"}} {
		style, err := b.file.NewConditionalStyle(&excelize.Style{Fill: excelize.Fill{Type: "pattern", Pattern: 1, Color: []string{colour.fill}}})
		b.do(err)
		b.do(b.file.SetConditionalFormat(sheet, cells, []excelize.ConditionalFormatOptions{
			{Type: "cell", Criteria: "==", Format: &style, Value: `"` + colour.value + `"`},
		}))
	}
}

// dependencies is the tab of what levels assume of other categories.
func (b *builder) dependencies() {
	if len(b.a.Model.Dependencies) == 0 {
		return
	}
	s := b.sheet("Dependencies")
	b.set(s, 1, b.header, "Category", "Level", "Depends on", "On level", "Note")
	for i, d := range b.a.Model.Dependencies {
		b.set(s, i+2, b.text, d.Category, fmt.Sprint(d.Level), d.On, fmt.Sprint(d.OnLevel), d.Note)
	}
	b.table(s, 1, 5, len(b.a.Model.Dependencies))
	b.layout(s, 1, 12, 8, 12, 10, 80)
}

// decisions is the tab of objectives that managers replaced.
func (b *builder) decisions() {
	if len(b.a.Substitutes) == 0 {
		return
	}
	s := b.sheet("Replaced objectives")
	b.set(s, 1, b.header, "Replaces", "Name", "Own objective", "Reason", "Approved by", "On")
	line := 1
	for _, c := range b.a.Model.Categories() {
		for _, it := range c.Items {
			if own, ok := b.a.Substitutes[it.ID]; ok {
				line++
				b.set(s, line, b.text, it.ID, own.Name, own.Text, own.Reason, own.By, own.At.UTC().Format(time.DateOnly))
			}
		}
	}
	b.table(s, 1, 6, line-1)
	b.layout(s, 1, 12, 28, 60, 44, 20, 12)
}
