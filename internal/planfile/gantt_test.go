package planfile_test

import (
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"cairn/internal/chart"
	"cairn/internal/planfile"
	"cairn/internal/roadmap"
	"cairn/internal/target"
	"cairn/internal/wording"
)

// drawn lists the rows of a picture: kind, name and note.
func drawn(g chart.Gantt) (rows []string) {
	for _, s := range g.Rows {
		rows = append(rows, strings.Join([]string{string(s.Kind), s.Name, s.Note}, "|"))
	}
	return rows
}

func TestAPictureShowsTargetsAboveTheirStepsByCategory(t *testing.T) {
	t.Parallel()
	g := planfile.Gantt(way(t), roadmap.Filter{}, english)
	assert.Equal(t, "Northwind Bank: 2 steps towards 1 target", g.Title)
	assert.Equal(t, "By the answers of 2 November 2026. Proposed days spread the steps evenly over the time that is left.", g.Subtitle)
	assert.Equal(t, []string{
		"heading|Governance|",
		"goal|T3: Level 4 by 2027-06-30|at risk",
		"in progress|A12 List every AI system in use|U0TOM",
		"heading|Monitoring and Detection|",
		"proposed|Record what models are asked|U0TOM",
		"heading|Other actions|",
		"overdue|A7 Show the new starters the policy|Gus Grün",
	}, drawn(g))
	assert.Equal(t, "2 September 2026", g.Rows[6].Start.Format("2 January 2006"), "what starts at once starts on the day on which it was set")
	png, err := g.PNG()
	require.NoError(t, err)
	assert.NotEmpty(t, png)
	assert.Equal(t, "Northwind Bank: 2 steps towards 1 target. Governance: T3: Level 4 by 2027-06-30, at risk; "+
		"A12 List every AI system in use, in progress from 2026-10-05 to 2026-12-18, with U0TOM; "+
		"Monitoring and Detection: Record what models are asked, proposed from 2026-11-02 to 2027-01-29, with U0TOM; "+
		"Other actions: A7 Show the new starters the policy, overdue since 2026-10-01, with Gus Grün.", g.Alt())
}

func TestWhatIsDoneEndsOnTheDayItWasDone(t *testing.T) {
	t.Parallel()
	m, a := way(t), action(target.Done)
	m.Entries[0].Action = &a
	g := planfile.Gantt(m, roadmap.Filter{}, english)
	assert.Equal(t, chart.Finished, g.Rows[2].Kind)
	assert.Equal(t, "2026-11-01", g.Rows[2].End.Format("2006-01-02"))
	m.Programme.Zone, a.EndedAt = "Pacific/Auckland", time.Date(2026, 11, 1, 20, 0, 0, 0, time.UTC)
	g = planfile.Gantt(m, roadmap.Filter{}, english)
	assert.Equal(t, "2026-11-02", g.Rows[2].End.Format("2006-01-02"), "the day where the programme is")
	a.EndedAt = a.SetAt.AddDate(-1, 0, 0) // done before it was to start
	g = planfile.Gantt(m, roadmap.Filter{}, english)
	assert.Equal(t, g.Rows[2].Start, g.Rows[2].End)
}

func TestAPictureThatIsFilteredShowsNothingElse(t *testing.T) {
	t.Parallel()
	assert.Equal(t, []string{
		"heading|Monitoring and Detection|", "proposed|Record what models are asked|U0TOM",
	}, drawn(planfile.Gantt(way(t), roadmap.Filter{Category: "monitoring-detection"}, english)))
	assert.Equal(t, []string{
		"heading|Governance|", "goal|T3: Level 4 by 2027-06-30|at risk", "heading|Other actions|", "overdue|A7 Show the new starters the policy|Gus Grün",
	}, drawn(planfile.Gantt(way(t), roadmap.Filter{Owner: gus}, english)), "a target of theirs stands there though its steps are with others")
}

func TestAPictureHoldsWhatComesFirstAndSaysHowMuch(t *testing.T) {
	t.Parallel()
	for _, steps := range []int{34, 35, 36, 200} {
		m := long(t, steps)
		g := planfile.Gantt(m, roadmap.Filter{}, english)
		assert.LessOrEqual(t, len(g.Rows), chart.MaxSpans)
		_, err := g.SVG()
		require.NoError(t, err)
		if steps <= 35 { // beside five headings and five targets
			assert.Len(t, g.Rows, steps+10)
			assert.Contains(t, g.Subtitle, "By the answers of")
			continue
		}
		assert.Len(t, g.Rows, chart.MaxSpans)
		assert.Contains(t, g.Subtitle, "The first 35 of ")
		last := ""
		for _, s := range g.Rows {
			if s.Name == "Step 35" {
				last = s.Name
			}
			assert.NotEqual(t, "Step 36", s.Name)
		}
		assert.Equal(t, "Step 35", last)
	}
}

func TestTheReadersWordsAreInThePicture(t *testing.T) {
	t.Parallel()
	loud := planfile.Reader{Say: func(w wording.Text) string { return strings.ToUpper(w.String()) }}
	g := planfile.Gantt(way(t), roadmap.Filter{}, loud)
	assert.Equal(t, "TODAY", g.Now)
	assert.Equal(t, "PROPOSED", g.Labels[chart.Proposed])
	assert.Equal(t, "AT RISK", g.Rows[1].Note)
	assert.Equal(t, "NOV 2026", g.Month(g.Today))
	assert.Contains(t, g.Alt(), "IN PROGRESS FROM")
}

func TestAStepThatIsWithNobodyIsSaidToBeProposed(t *testing.T) {
	t.Parallel()
	m := way(t)
	m.Programme.Assignments = nil
	assert.Contains(t, planfile.Gantt(m, roadmap.Filter{}, english).Alt(), "Record what models are asked, proposed from 2026-11-02 to 2027-01-29;")
}

func TestAnEmptyRoadmapIsAPictureToo(t *testing.T) {
	t.Parallel()
	m := way(t)
	m.Entries, m.Targets, m.Loose = nil, nil, nil
	g := planfile.Gantt(m, roadmap.Filter{}, planfile.Reader{})
	assert.Equal(t, "Northwind Bank: nothing is on the roadmap yet", g.Title)
}
