package planfile_test

import (
	"bytes"
	"encoding/csv"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"cairn/internal/planfile"
	"cairn/internal/roadmap"
	"cairn/internal/wording"
)

// table reads a CSV back, each row by its header.
func table(t *testing.T, m roadmap.Roadmap, to planfile.Reader) (rows []map[string]string) {
	t.Helper()
	var file bytes.Buffer
	require.NoError(t, planfile.CSV(&file, m, to))
	all, err := csv.NewReader(&file).ReadAll()
	require.NoError(t, err)
	for _, cells := range all[1:] {
		row := make(map[string]string)
		for i, text := range cells {
			row[all[0][i]] = text
		}
		rows = append(rows, row)
	}
	return rows
}

func TestTheTableHasARowForEachStepAndEachOtherAction(t *testing.T) {
	t.Parallel()
	rows := table(t, way(t), english)
	require.Len(t, rows, 3)
	assert.Equal(t, map[string]string{
		"position": "1", "key": "create-ai-inventory", "category": "governance", "level": "2", "title": "List every AI system in use",
		"why": "It is first. It weighs 16.", "targets": "T3", "owner": "U0TOM", "owner_name": "", "start": "2026-10-05", "due": "2026-12-18",
		"status": "in progress", "overdue": "no", "tracker": "https://tracker.example.org/SEC-41?a=1,2;b", "evidence": "", "risk": "critical", "action": "A12", "items": "G1 G2",
	}, rows[0])
	assert.Equal(t, "proposed", rows[1]["status"])
	assert.Equal(t, "2027-01-29", rows[1]["due"])
	assert.Equal(t, "", rows[1]["action"])
	assert.Equal(t, "", rows[2]["position"])
	assert.Equal(t, "yes", rows[2]["overdue"])
	assert.Equal(t, "T3", rows[2]["targets"])
	assert.Equal(t, "W2", rows[2]["items"])
	assert.Equal(t, "Gus Grün", rows[2]["owner_name"])
}

func TestTheTablesLinesEndAsTheStandardAsks(t *testing.T) {
	t.Parallel()
	var file bytes.Buffer
	require.NoError(t, planfile.CSV(&file, way(t), english))
	assert.Equal(t, 4, strings.Count(file.String(), "\r\n"))
	assert.Equal(t, 4, strings.Count(file.String(), "\n"))
}

func TestNoCellOfTheTableIsAFormula(t *testing.T) {
	t.Parallel()
	for _, start := range []string{"=", "+", "-", "@", "\t"} {
		hostile := start + `HYPERLINK("https://evil.example","x")`
		m := way(t)
		a := *m.Entries[0].Action
		a.Title, a.Issue, a.Evidence = hostile, hostile, hostile
		m.Entries[0].Action = &a
		m.Entries[1].Title, m.Entries[1].Key = hostile, hostile
		m.Entries[1].Why = []wording.Text{wording.Literal(hostile)}
		for _, row := range table(t, m, english) {
			for name, text := range row {
				if strings.Contains(text, "HYPERLINK") {
					assert.True(t, strings.HasPrefix(text, "'"+start), "%s: %s", name, text)
				}
			}
		}
	}
}

func TestTheHeaderAndTheStatusesDoNotChangeWithTheLanguage(t *testing.T) {
	t.Parallel()
	loud := planfile.Reader{Say: func(w wording.Text) string { return strings.ToUpper(w.String()) }}
	rows := table(t, way(t), loud)
	assert.Equal(t, "in progress", rows[0]["status"])
	assert.Equal(t, "IT IS FIRST. IT WEIGHS 16.", rows[0]["why"])
}
