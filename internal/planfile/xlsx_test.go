package planfile_test

import (
	"bytes"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"github.com/xuri/excelize/v2"

	"cairn/internal/planfile"
	"cairn/internal/roadmap"
	"cairn/internal/target"
	"cairn/internal/wording"
)

func workbook(t *testing.T, m roadmap.Roadmap) *excelize.File {
	t.Helper()
	var file bytes.Buffer
	require.NoError(t, planfile.XLSX(&file, m, english))
	f, err := excelize.OpenReader(&file)
	require.NoError(t, err)
	t.Cleanup(func() { _ = f.Close() })
	return f
}

// find returns the cell of a tab below a header, in a line.
func find(t *testing.T, f *excelize.File, tab, header string, line int) string {
	t.Helper()
	rows, err := f.GetRows(tab)
	require.NoError(t, err)
	for i, name := range rows[0] {
		if name == header {
			at, err := excelize.CoordinatesToCellName(i+1, line)
			require.NoError(t, err)
			return at
		}
	}
	t.Fatalf("the tab %s has no column %q", tab, header)
	return ""
}

func shown(t *testing.T, f *excelize.File, tab, header string, line int) string {
	t.Helper()
	text, err := f.GetCellValue(tab, find(t, f, tab, header, line))
	require.NoError(t, err)
	return text
}

func TestTheWorkbookHasTheStepsAndTheTargets(t *testing.T) {
	t.Parallel()
	f := workbook(t, way(t))
	assert.Equal(t, []string{"Roadmap", "Targets"}, f.GetSheetList())
	for header, want := range map[string]string{
		"Position": "1", "Step": "create-ai-inventory", "Category": "Governance", "Level": "2", "Title": "List every AI system in use",
		"Status": "in progress", "Overdue": "", "Owner": "U0TOM", "Start": "2026-10-05", "Due": "2026-12-18", "Action": "A12", "Targets": "T3", "Helps": "G1, G2",
		"Risk": "critical", "Why it is here": "It is first. It weighs 16.", "Tracker": "https://tracker.example.org/SEC-41?a=1,2;b",
	} {
		assert.Equal(t, want, shown(t, f, "Roadmap", header, 2), header)
	}
	assert.Equal(t, "proposed", shown(t, f, "Roadmap", "Status", 3))
	assert.Equal(t, "yes", shown(t, f, "Roadmap", "Overdue", 4))
	assert.Equal(t, "", shown(t, f, "Roadmap", "Position", 4))
	for header, want := range map[string]string{
		"Target": "T3", "Category": "Governance", "Level now": "2", "Level": "4", "Due": "2027-06-30", "State": "at risk",
		"Why this state": "Its owner expects it 12 days late.", "Progress": "46%", "Owner": "Gus Grün", "Expected": "2027-07-12", "Confidence": "low",
		"Slips": "1", "First due": "2027-03-31", "How its day moved": "2027-03-31 to 2027-06-30: The vendor is late.", "Reason": "The regulator asks for it.",
	} {
		assert.Equal(t, want, shown(t, f, "Targets", header, 2), header)
	}
}

func TestDaysAreDatesToASpreadsheet(t *testing.T) {
	t.Parallel()
	f := workbook(t, way(t))
	raw, err := f.GetCellValue("Roadmap", find(t, f, "Roadmap", "Due", 2), excelize.Options{RawCellValue: true})
	require.NoError(t, err)
	assert.Equal(t, "46374", raw, "days since the beginning of 1900")
}

func TestTheWorkbooksTablesHaveFiltersAndAHeaderThatStays(t *testing.T) {
	t.Parallel()
	f := workbook(t, way(t))
	for _, tab := range f.GetSheetList() {
		panes, err := f.GetPanes(tab)
		require.NoError(t, err)
		assert.True(t, panes.Freeze && panes.YSplit == 1, tab)
	}
	for _, tab := range f.GetSheetList() {
		props, err := f.GetSheetProps(tab)
		require.NoError(t, err)
		require.NotNil(t, props.FitToPage, tab)
		assert.True(t, *props.FitToPage, "%s is as wide as a page in print", tab)
	}
	filters := 0
	for _, name := range f.GetDefinedName() {
		if name.Name == "_xlnm._FilterDatabase" {
			filters++
		}
	}
	assert.Equal(t, 2, filters)
}

func TestNoCellOfTheWorkbookIsAFormula(t *testing.T) {
	t.Parallel()
	const hostile = `=HYPERLINK("https://evil.example","x")`
	m, v := way(t), goal(t)
	a := *m.Entries[0].Action
	a.Title, a.Issue, a.Evidence = hostile, hostile, hostile
	m.Entries[0].Action = &a
	m.Entries[0].Why = []wording.Text{wording.Literal(hostile)}
	v.Measure, v.Reason, v.Slips[0].Why = hostile, hostile, hostile
	v.Override = &target.Override{State: target.AtRisk, Reason: hostile}
	v.State, v.Computed = target.AtRisk, target.OnTrack
	m.Targets, m.Programme.Scope = []target.View{v}, hostile
	f := workbook(t, m)
	found := 0
	for _, tab := range f.GetSheetList() {
		rows, err := f.GetRows(tab)
		require.NoError(t, err)
		for y, row := range rows {
			for x, text := range row {
				at, err := excelize.CoordinatesToCellName(x+1, y+1)
				require.NoError(t, err)
				formula, err := f.GetCellFormula(tab, at)
				require.NoError(t, err)
				assert.Empty(t, formula)
				assert.NotRegexp(t, `^[=+@-]`, text)
				if len(text) > 10 && text[:2] == "'=" {
					found++
				}
			}
		}
	}
	assert.Equal(t, 7, found, "title, tracker, evidence, why; state's reason, measure, reason")
}

func TestTheSameRoadmapMakesTheSameFiles(t *testing.T) {
	t.Parallel()
	var once, twice bytes.Buffer
	require.NoError(t, planfile.XLSX(&once, way(t), english))
	require.NoError(t, planfile.XLSX(&twice, way(t), english))
	assert.Equal(t, once.Bytes(), twice.Bytes())
}

func TestRowsAreAsTallAsTheirTexts(t *testing.T) {
	t.Parallel()
	m := way(t)
	m.Entries[0].Why = []wording.Text{wording.Literal(strings.Repeat("word ", 50))}
	m.Targets[0].Reason = strings.Repeat("line\n", 1000)
	f := workbook(t, m)
	for _, row := range []struct {
		tab    string
		line   int
		height float64
	}{{"Roadmap", 2, 75}, {"Roadmap", 3, 15}, {"Targets", 2, excelize.MaxRowHeight}} {
		height, err := f.GetRowHeight(row.tab, row.line)
		require.NoError(t, err)
		assert.InDelta(t, row.height, height, 0.1, "%s, row %d", row.tab, row.line)
	}
}

func TestAWorkbookOfNothingOpens(t *testing.T) {
	t.Parallel()
	m := way(t)
	m.Entries, m.Targets, m.Loose = nil, nil, nil
	assert.Len(t, workbook(t, m).GetSheetList(), 2)
}
