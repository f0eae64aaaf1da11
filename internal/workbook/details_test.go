package workbook_test

import (
	"fmt"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"cairn/internal/workbook"
)

// details are ways to write down the same three fields of each objective.
var details = map[string]func(id string) string{
	"headings": func(id string) string {
		return fmt.Sprintf("### %s: Sample\n\n#### Key Indicator Rationale\n\nWhy %s tells.\n\n#### Description\n\nWhat %s is,\nover two lines.\n\n#### Evidence\n\n- First of %s\n- Second\n  over two lines\n\n", id, id, id, id)
	},
	"bold labels with a colon": func(id string) string {
		return fmt.Sprintf("## %s\n**Key Indicator Rationale:** Why %s tells.\n\n**Description:** What %s is, over two lines.\n\n**Evidence:**\n* First of %s\n* Second over two lines\n\n---\n\n", id, id, id, id)
	},
	"bold labels without one, under a bold id": func(id string) string {
		return fmt.Sprintf("**%s Sample**\n\n**Rationale**\nWhy %s tells.\n\n**Description**\nWhat %s is, over two lines.\n\n**Evidence**\n1. First of %s\n2. Second over two lines\n\n", id, id, id, id)
	},
	"a table for each": func(id string) string {
		return fmt.Sprintf("### `%s`\n\n| Field | Text |\n|---|---|\n| **Rationale** | Why %s tells. |\n| Description | What %s is, over two lines. |\n| Evidence | First of %s<br>Second over two lines |\n\n", id, id, id, id)
	},
	"plain labels, Windows lines, an odd hyphen, text without a label": func(id string) string {
		return strings.ReplaceAll(fmt.Sprintf("# %s\nWhat %s is, over two lines.\n\nRationale: Why %s tells.\n\nEvidence:\n- First of %s\n- Second over two lines\n\n", strings.Replace(id, "-0", "\u2011", 1), id, id, id), "\n", "\r\n")
	},
}

func TestEveryFormOfDetailsHoldsTheSame(t *testing.T) {
	t.Parallel()
	data := book(t, plainSheets()...)
	for name, write := range details {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			var b strings.Builder
			b.WriteString("# About\n\nThis is not about an objective, nor is MOD-02.1 or MOD-03.1 in it.\n\n")
			for _, c := range categories {
				for _, o := range objectives(c) {
					b.WriteString(write(o.id()))
				}
			}
			in := readBook(t, data, b.String(), workbook.Options{})
			require.Empty(t, in.Report.Problems)
			assert.Empty(t, in.Report.Warnings)
			assert.Empty(t, in.Report.OnlyInDetails)
			assert.Empty(t, in.Report.OnlyInWorkbook)
			require.Len(t, in.Report.Sources, 2)
			for _, id := range []string{"GOV-02.1", "MOD-03.2", "IR-05.1"} {
				it, _ := in.Model.Item(id)
				assert.Equal(t, "Why "+id+" tells.", it.Rationale)
				assert.Equal(t, "What "+id+" is, over two lines.", it.Description)
				assert.Equal(t, []string{"First of " + id, "Second over two lines"}, it.Evidence)
			}
		})
	}
}

func TestDetailsTellOnlyOfWhatTheWorkbookHas(t *testing.T) {
	t.Parallel()
	in := readBook(t, book(t, plainSheets()...), `# MOD
## MOD-02.1
**Scoring guidance:** Half counts as partial.
**Scope notes:** Not for prototypes.
**Dependencies:** IAM on level 2.
**Control Objective:** Something else.
## MOD-02.7
**Description:** Nothing in the workbook.
# Appendix
Left out.
`, workbook.Options{})
	require.NotNil(t, in.Model)
	it, _ := in.Model.Item("MOD-02.1")
	assert.Equal(t, "Half counts as partial.", it.Help)
	assert.Equal(t, "Scope: Not for prototypes.\nDependencies: IAM on level 2.", it.Description)
	assert.Equal(t, "Every sample of MOD-02.1 is in place.", it.Text)
	assert.Equal(t, []string{"MOD-02.7"}, in.Report.OnlyInDetails)
	assert.Len(t, in.Report.OnlyInWorkbook, 59)
	assert.Equal(t, []string{"MOD-02.1: the details say something else than the workbook in Control Objective (details.md:2); the workbook counts."}, in.Report.Warnings)
	_, ok := in.Model.Item("MOD-02.7")
	assert.False(t, ok, "an objective without a text in the workbook is not made up")
}

func TestTheSameObjectiveTwiceInTheDetailsIsAProblem(t *testing.T) {
	t.Parallel()
	in := readBook(t, book(t, plainSheets()...), "# MOD-02.1\nOne.\n# MOD-02.1\nOther.\n", workbook.Options{})
	assert.Empty(t, in.File)
	assert.Equal(t, []string{"MOD-02.1 has two parts in the details, details.md:1 and details.md:3. Keep one."}, in.Report.Problems)
}
