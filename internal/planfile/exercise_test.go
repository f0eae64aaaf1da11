package planfile_test

import (
	"bytes"
	"strings"
	"testing"
	"time"

	ics "github.com/arran4/golang-ical"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"cairn/internal/exercise"
	"cairn/internal/planfile"
)

// ferry is an exercise of two hours as one of its players may see it.
func ferry() exercise.View {
	return exercise.View{
		In: bank(), ID: "northwind/E2", Kind: exercise.Tabletop, Name: "Night Ferry", State: exercise.Planned, Edition: 2,
		Brief: exercise.Brief{Roles: []exercise.Role{{ID: "lead", Name: "Incident lead"}, {ID: "legal", Name: "Legal counsel"}, {ID: "press", Name: "Press"}}},
		Plan: exercise.Plan{
			Start: time.Date(2026, 12, 1, 14, 0, 0, 0, time.FixedZone("CET", 3600)), Length: 2 * time.Hour, Facilitator: gus,
			Players: []exercise.Seat{{User: tom, Role: "lead"}, {User: tom, Role: "legal"}},
		},
		For: tom, Part: exercise.AsPlayer, Now: noon.Add(time.Hour), PlanAt: noon,
	}
}

func exerciseFile(t *testing.T, v exercise.View, cancelled bool) string {
	t.Helper()
	var file bytes.Buffer
	require.NoError(t, planfile.ExerciseICS(&file, v, v.Edition, cancelled, english))
	return file.String()
}

func TestAnExerciseStandsInACalendarAtItsTimeAndSaysWhatItIs(t *testing.T) {
	t.Parallel()
	file := exerciseFile(t, ferry(), false)
	assert.Contains(t, file, "\r\nMETHOD:PUBLISH\r\n")
	assert.Contains(t, file, "\r\nDTSTART:20261201T130000Z\r\n")
	assert.Contains(t, file, "\r\nDTEND:20261201T150000Z\r\n")
	assert.NotContains(t, file, "ORGANIZER", "replies go to Slack")
	e := events(t, file)["northwind/E2@cairn"]
	assert.Equal(t, "EXERCISE: Night Ferry (tabletop)", says(e, ics.ComponentPropertySummary))
	assert.Equal(t, "2", says(e, ics.ComponentPropertySequence))
	assert.Equal(t, "20261102T120000Z", says(e, ics.ComponentPropertyDtstamp))
	assert.Equal(t, "OPAQUE", says(e, ics.ComponentPropertyTransp), "it takes up the time")
	assert.Equal(t, "CONFIRMED", says(e, ics.ComponentPropertyStatus))
	assert.Equal(t, "This is an exercise of Northwind Bank. Nothing in it is real.\nYour part: player, Incident lead, Legal counsel\n"+
		"Facilitator: Gus Grün\nIn Slack: /cairn exercise E2 northwind", says(e, ics.ComponentPropertyDescription))
}

func TestACancelledExerciseTakesThePlaceOfTheEditionBefore(t *testing.T) {
	t.Parallel()
	v := ferry()
	v.State, v.Why = exercise.Cancelled, "The vendor moved."
	file := exerciseFile(t, v, true)
	assert.Contains(t, file, "\r\nMETHOD:CANCEL\r\n")
	e := events(t, file)["northwind/E2@cairn"]
	assert.Equal(t, "3", says(e, ics.ComponentPropertySequence), "above that of the plan")
	assert.Equal(t, "CANCELLED", says(e, ics.ComponentPropertyStatus))
	assert.Equal(t, "Cancelled: EXERCISE: Night Ferry (tabletop)", says(e, ics.ComponentPropertySummary))
	assert.Contains(t, says(e, ics.ComponentPropertyDescription), "Why it is cancelled: The vendor moved.")
}

func TestWhoIsLeftOutAndTakenInAgainHasTheExerciseBack(t *testing.T) {
	t.Parallel()
	sequence := func(v exercise.View, off bool) string {
		t.Helper()
		return says(events(t, exerciseFile(t, v, off))["northwind/E2@cairn"], ics.ComponentPropertySequence)
	}
	v := ferry()
	v.Edition, v.Part = 3, exercise.NoPart
	assert.Equal(t, "3", sequence(v, true), "above the invitation, which was of an edition before")
	v.Edition, v.Part = 4, exercise.AsPlayer
	assert.Equal(t, "4", sequence(v, false), "and above that")
}

func TestAnExerciseThatWasPlayedStandsWhereItTookPlace(t *testing.T) {
	t.Parallel()
	v := ferry()
	v.StartedAt = v.Plan.Start.Add(10 * time.Minute)
	assert.Contains(t, exerciseFile(t, v, false), "\r\nDTEND:20261201T151000Z\r\n")
	v.EndedAt = v.StartedAt.Add(90 * time.Minute)
	file := exerciseFile(t, v, false)
	assert.Contains(t, file, "\r\nDTSTART:20261201T131000Z\r\n")
	assert.Contains(t, file, "\r\nDTEND:20261201T144000Z\r\n")
}

func TestExercisesStandBesideDueDays(t *testing.T) {
	t.Parallel()
	a := agenda(t)
	over := ferry()
	over.ID, over.State, over.EndedAt = "northwind/E1", exercise.Cancelled, noon.AddDate(0, 0, -31)
	a.Exercises = []exercise.View{ferry(), over}
	before := written(t, a)
	all := events(t, before)
	require.Len(t, all, 3)
	assert.Contains(t, all, "northwind/E2@cairn", "under the UID of the invitation's file")
	assert.NotContains(t, all, "northwind/E1@cairn", "it was cancelled more than 30 days ago")
	a.Now, a.Exercises[0].Now = a.Now.Add(time.Hour), a.Now.Add(time.Hour)
	assert.Equal(t, before, written(t, a))
}

func TestNothingThatIsTypedEndsALineOfAnExercise(t *testing.T) {
	t.Parallel()
	v := ferry()
	v.Name, v.Why, v.In.Scope = "Ferry\r\nEND:VEVENT", "a\nMETHOD:REQUEST", "x\u2028y\x00"
	file := strings.ReplaceAll(exerciseFile(t, v, true), "\r\n ", "")
	assert.Equal(t, 1, strings.Count(file, "\r\nMETHOD:"))
	assert.Equal(t, 1, strings.Count(file, "\r\nEND:VEVENT\r\n"))
	assert.Len(t, events(t, file), 1)
}
