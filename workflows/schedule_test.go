package workflows_test

import (
	"fmt"
	"slices"
	"testing"
	"time"

	enumspb "go.temporal.io/api/enums/v1"
	schedulepb "go.temporal.io/api/schedule/v1"

	"cairn/internal/assess"
	"cairn/internal/calendar"
	"cairn/internal/errs"
)

var (
	opening   = time.Date(2026, time.October, 1, 8, 0, 0, 0, time.UTC) // 09:00 in London
	northwind = assess.Programme{
		ID: "northwind", Zone: "Europe/London",
		Cadence: calendar.Cadence{Every: calendar.Quarterly, At: 9 * 60},
	}
)

// entries writes the calendar entries of a schedule as local times, each of which names one instant.
func entries(t *testing.T, s *schedulepb.Schedule) []string {
	t.Helper()
	one := func(rs []*schedulepb.Range) int32 {
		if len(rs) != 1 || rs[0].End > rs[0].Start || rs[0].Step > 1 {
			t.Fatalf("%v is not one value", rs)
		}
		return rs[0].Start
	}
	var local []string
	for _, c := range s.Spec.StructuredCalendar {
		local = append(local, fmt.Sprintf("%04d-%02d-%02d %02d:%02d:%02d %s",
			one(c.Year), one(c.Month), one(c.DayOfMonth), one(c.Hour), one(c.Minute), one(c.Second), s.Spec.TimezoneName))
	}
	return local
}

func TestQuartersOpenOnTheirFirstWorkingDayAtNineLocalOnBothSidesOfAClockChange(t *testing.T) {
	t.Parallel()
	cal, err := calendar.New(calendar.Config{Zone: northwind.Zone, Country: "gb"})
	if err != nil {
		t.Fatal(err)
	}
	openings := cal.Openings(northwind.Cadence, time.Date(2026, time.January, 1, 0, 0, 0, 0, time.UTC), 4)
	temporal, processes := newFrontend(t)
	if err := processes.Schedule(t.Context(), northwind, openings); err != nil {
		t.Fatal(err)
	}

	schedule := temporal.schedule("programme/northwind")
	want := []string{ // 1 January is a holiday; the clocks change on 29 March and 25 October
		"2026-01-02 09:00:00 Europe/London", "2026-04-01 09:00:00 Europe/London",
		"2026-07-01 09:00:00 Europe/London", "2026-10-01 09:00:00 Europe/London",
	}
	if got := entries(t, schedule); !slices.Equal(got, want) {
		t.Errorf("entries:\n %q\nwant\n %q", got, want)
	}
	if w, s := openings[0].UTC().Hour(), openings[1].UTC().Hour(); w != 9 || s != 8 {
		t.Errorf("openings at %d:00 and %d:00 UTC, want 9:00 in winter and 8:00 in summer", w, s)
	}
	action := schedule.Action.GetStartWorkflow()
	if action.WorkflowId != "opening/northwind" || action.WorkflowType.Name != "Opening" || action.TaskQueue.Name != queue {
		t.Errorf("the schedule starts %s as %s on %s", action.WorkflowId, action.WorkflowType.Name, action.TaskQueue.Name)
	}
	if got := string(action.Input.Payloads[0].Data); got != `{"programme":"northwind"}` {
		t.Errorf("input = %s", got)
	}
	if p := schedule.Policies; p.OverlapPolicy != enumspb.SCHEDULE_OVERLAP_POLICY_BUFFER_ONE || p.CatchupWindow.AsDuration() != 7*24*time.Hour {
		t.Errorf("policies = %v", p)
	}
}

func TestAnOpeningIsWrittenInTheProgrammesZoneWhateverZoneItIsGivenIn(t *testing.T) {
	t.Parallel()
	temporal, processes := newFrontend(t)
	p := northwind
	p.Zone = "Pacific/Auckland"
	at := time.Date(2026, time.June, 30, 21, 0, 0, 0, time.UTC) // 1 July, 09:00 there
	if err := processes.Schedule(t.Context(), p, []time.Time{at}); err != nil {
		t.Fatal(err)
	}
	if got := entries(t, temporal.schedule("programme/northwind")); !slices.Equal(got, []string{"2026-07-01 09:00:00 Pacific/Auckland"}) {
		t.Errorf("entries = %q", got)
	}
}

func TestNewOpeningsReplaceTheOldOnesAndNoneTakeTheScheduleAway(t *testing.T) {
	t.Parallel()
	temporal, processes := newFrontend(t)
	for _, at := range []time.Time{opening, opening.AddDate(0, 0, 1)} {
		if err := processes.Schedule(t.Context(), northwind, []time.Time{at}); err != nil {
			t.Fatal(err)
		}
	}
	if got := entries(t, temporal.schedule("programme/northwind")); !slices.Equal(got, []string{"2026-10-02 09:00:00 Europe/London"}) {
		t.Errorf("entries = %q", got)
	}
	for range 2 { // taking away what is not there is fine
		if err := processes.Schedule(t.Context(), northwind, nil); err != nil {
			t.Fatal(err)
		}
	}
	if s := temporal.schedule("programme/northwind"); s != nil {
		t.Errorf("the schedule is still there: %v", s)
	}
}

func TestAPausedScheduleStaysPausedWhenItsOpeningsChange(t *testing.T) {
	t.Parallel()
	temporal, processes := newFrontend(t)
	if err := processes.Schedule(t.Context(), northwind, []time.Time{opening}); err != nil {
		t.Fatal(err)
	}
	state := temporal.schedule("programme/northwind").State
	state.Paused, state.Notes = true, "audit week"
	if err := processes.Schedule(t.Context(), northwind, []time.Time{opening.AddDate(0, 0, 1)}); err != nil {
		t.Fatal(err)
	}
	if got := temporal.schedule("programme/northwind").State; !got.Paused || got.Notes != "audit week" {
		t.Errorf("state = %v, want it paused for the audit week", got)
	}
}

func TestAnUnknownZoneIsInvalid(t *testing.T) {
	t.Parallel()
	_, processes := newFrontend(t)
	p := northwind
	p.Zone = "Europe/Atlantis"
	if err := processes.Schedule(t.Context(), p, []time.Time{opening}); !errs.Is(err, errs.Invalid) {
		t.Errorf("Schedule = %v, want an errs.Invalid", err)
	}
}
