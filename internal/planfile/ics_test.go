package planfile_test

import (
	"bytes"
	"strings"
	"testing"
	"time"
	"unicode/utf8"

	ics "github.com/arran4/golang-ical"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"cairn/internal/planfile"
	"cairn/internal/target"
)

func agenda(t *testing.T) planfile.Agenda {
	t.Helper()
	g := goal(t)
	serves := g.Target
	return planfile.Agenda{
		Scope: "Northwind Bank", Now: noon, Targets: []target.View{g},
		Actions: []target.ActionView{{Action: action(target.Doing), In: bank(), Of: lawlor(t), Serves: &serves}},
	}
}

func written(t require.TestingT, a planfile.Agenda) string {
	var file bytes.Buffer
	require.NoError(t, planfile.ICS(&file, a, english))
	return file.String()
}

// events reads a calendar back, by UID.
func events(t require.TestingT, file string) map[string]*ics.VEvent {
	cal, err := ics.ParseCalendar(strings.NewReader(file))
	require.NoError(t, err)
	all := make(map[string]*ics.VEvent)
	for _, e := range cal.Events() {
		all[e.Id()] = e
	}
	return all
}

func says(e *ics.VEvent, p ics.ComponentProperty) string {
	if e == nil || e.GetProperty(p) == nil {
		return ""
	}
	return e.GetProperty(p).Value
}

func TestADueDayIsAnEventOfAWholeDay(t *testing.T) {
	t.Parallel()
	file := written(t, agenda(t))
	assert.Contains(t, file, "DTSTART;VALUE=DATE:20270630\r\n")
	assert.Contains(t, file, "DTEND;VALUE=DATE:20270701\r\n", "the day after")
	all := events(t, file)
	require.Len(t, all, 2)
	e := all["northwind/T3@cairn"]
	assert.Equal(t, "T3 at risk: Level 4 in Governance (Northwind Bank)", says(e, ics.ComponentPropertySummary))
	assert.Equal(t, "How one will see it: Level 4; seen by audit,\nin writing.\nWhy: The regulator asks for it.\nWith: Gus Grün\n"+
		"Last heard: expected on 2027-07-12\nIts owner expects it 12 days late.\nIn Slack: /cairn target T3 northwind", says(e, ics.ComponentPropertyDescription))
	assert.Equal(t, "4", says(e, ics.ComponentPropertySequence))
	assert.Equal(t, "20261030T120000Z", says(e, ics.ComponentPropertyLastModified), "the check-in; a message to its owner changes nothing")
	assert.Equal(t, "TRANSPARENT", says(e, ics.ComponentPropertyTransp), "it takes up no time")
	assert.Equal(t, "CONFIRMED", says(e, ics.ComponentPropertyStatus))
	e = all["northwind/A12@cairn"]
	assert.Equal(t, "A12 in progress: List every AI system in use (Northwind Bank)", says(e, ics.ComponentPropertySummary))
	assert.Contains(t, says(e, ics.ComponentPropertyDescription), "For: T3, Level 4 in Governance by 2027-06-30")
	assert.Contains(t, says(e, ics.ComponentPropertyDescription), "Helps: G1, G2")
	assert.Contains(t, says(e, ics.ComponentPropertyDescription), "Tracker: https://tracker.example.org/SEC-41?a=1,2;b")
}

func TestACalendarSaysWhatItIs(t *testing.T) {
	t.Parallel()
	a := agenda(t)
	file := written(t, a)
	assert.True(t, strings.HasPrefix(file, "BEGIN:VCALENDAR\r\nVERSION:2.0\r\nPRODID:-//Cairn//"))
	assert.Contains(t, file, "\r\nX-WR-CALNAME:Due days of Northwind Bank\r\n")
	assert.Contains(t, file, "\r\nREFRESH-INTERVAL;VALUE=DURATION:PT1H\r\n")
	assert.NotContains(t, file, "METHOD:")
	a.Scope = ""
	assert.Contains(t, written(t, a), "\r\nX-WR-CALNAME:My due days in Cairn\r\n")
}

func TestWhatEndedStaysForThirtyDays(t *testing.T) {
	t.Parallel()
	a := agenda(t)
	a.Actions[0].Action = action(target.Done)
	a.Targets[0].State, a.Targets[0].Computed, a.Targets[0].EndedAt = target.Closed, target.Closed, noon.AddDate(0, 0, -30)
	all := events(t, written(t, a))
	assert.Equal(t, "A12 done: List every AI system in use (Northwind Bank)", says(all["northwind/A12@cairn"], ics.ComponentPropertySummary))
	assert.Contains(t, says(all["northwind/A12@cairn"], ics.ComponentPropertyDescription), "Shown by: https://wiki.example.org/ai")
	assert.Equal(t, "T3 closed: Level 4 in Governance (Northwind Bank)", says(all["northwind/T3@cairn"], ics.ComponentPropertySummary))
	assert.Equal(t, "CANCELLED", says(all["northwind/T3@cairn"], ics.ComponentPropertyStatus))
	a.Now = noon.Add(time.Second)
	all = events(t, written(t, a))
	assert.NotContains(t, all, "northwind/T3@cairn")
	assert.Contains(t, all, "northwind/A12@cairn")
}

func TestWhatIsOverdueSaysSo(t *testing.T) {
	t.Parallel()
	a := agenda(t)
	a.Actions[0].Overdue = true
	assert.Contains(t, written(t, a), "SUMMARY:A12 overdue: ")
}

func TestACalendarThatSaysTheSameIsTheSame(t *testing.T) {
	t.Parallel()
	a := agenda(t)
	before := written(t, a)
	a.Now = a.Now.Add(72 * time.Hour)
	assert.Equal(t, before, written(t, a))
}

func TestWhateverPeopleTypeStaysWithinItsProperty(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		text := rapid.OneOf(
			rapid.String(),
			rapid.StringMatching(`(a|ä|日本|\r|\n|\r\n|;|,|:|\\|\\n|"|🛡| |END:VEVENT|<b>){0,60}`),
			rapid.Map(rapid.SliceOf(rapid.Byte()), func(b []byte) string { return string(b) }),
		).Draw(t, "text")
		a := planfile.Agenda{Now: noon, Actions: []target.ActionView{{Action: action(target.Doing), In: bank()}}}
		a.Actions[0].Title, a.Actions[0].Text, a.Actions[0].Issue = text, text, ""
		file := written(t, a)
		for line := range strings.SplitSeq(strings.TrimSuffix(file, "\r\n"), "\r\n") {
			if len(line) > 75 || strings.ContainsAny(line, "\r\n") || !utf8.ValidString(line) {
				t.Fatalf("a line of %d bytes that no calendar may have: %q", len(line), line)
			}
		}
		all := events(t, file)
		if len(all) != 1 || all["northwind/A12@cairn"] == nil {
			t.Fatalf("there are %d events", len(all))
		}
		unfolded := strings.ReplaceAll(file, "\r\n ", "")
		if n := strings.Count(unfolded, "\r\n"); n != 21 {
			t.Fatalf("there are %d properties:\n%s", n, unfolded)
		}
	})
}

func TestTextsAreReadBackAsTheyWereTyped(t *testing.T) {
	t.Parallel()
	const text = "Größe; Umfang, und: C:\\temp\\new \"quoted\"\nA second line that is long enough to be folded at least once, in the middle of an umlaut or not: ääääääääääääääääääääääääääääääääääääääääääääää"
	a := agenda(t)
	a.Actions[0].Text = text
	e := events(t, written(t, a))["northwind/A12@cairn"]
	assert.Contains(t, says(e, ics.ComponentPropertyDescription), "What to do: "+text+"\n")
}
