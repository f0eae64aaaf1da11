package assess

import (
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"cairn/internal/calendar"
)

func london(t *testing.T) (Programme, *calendar.Calendar) {
	t.Helper()
	p := Programme{
		Zone: "Europe/London", Country: "gb", Hours: calendar.Hours{Start: calendar.MustClock("09:00"), End: calendar.MustClock("17:30")},
		Window: 10, Grace: 3,
		Reminders: []Step{{Kind: AfterDue, Days: 1}, {Kind: HalfTime}, {Kind: BeforeDue, Days: 2}, {Kind: DueMorning}},
		Escalate:  Step{Kind: AfterDue, Days: 2},
	}
	cal, err := p.Calendar()
	if err != nil {
		t.Fatal(err)
	}
	return p, cal
}

func at(t *testing.T, cal *calendar.Calendar, local string) time.Time {
	t.Helper()
	when, err := time.ParseInLocation("2006-01-02 15:04", local, cal.Location())
	if err != nil {
		t.Fatal(err)
	}
	return when
}

// The window lies across the end of British summer time, on 25 October 2026.
func TestTheStepsOfAQuestionnaireFallInWorkingTimeAcrossAClockChange(t *testing.T) {
	t.Parallel()
	p, cal := london(t)
	opened := at(t, cal, "2026-10-19 09:00")
	due, closes := window(p, cal, opened)
	got := []string{local(due), local(closes)}
	for _, step := range plan(p, cal, Cycle{OpenedAt: opened, DueAt: due, ClosesAt: closes}, due) {
		got = append(got, step.name+" "+local(step.at.In(cal.Location())))
	}
	want := []string{
		"2026-11-02 17:30 GMT", "2026-11-05 17:30 GMT",
		"half-time 2026-10-26 13:15 GMT", "2d before 2026-10-29 09:00 GMT", "due-morning 2026-11-02 09:00 GMT",
		"1d after 2026-11-03 09:00 GMT", "escalate 2026-11-04 09:00 GMT",
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Error(diff)
	}
}

func local(t time.Time) string { return t.Format("2006-01-02 15:04 MST") }

func TestAHolidayLengthensTheWindow(t *testing.T) {
	t.Parallel()
	p, cal := london(t)
	due, _ := window(p, cal, at(t, cal, "2026-12-17 09:00")) // 25 and 28 December 2026 and 1 January 2027 are holidays
	if want := at(t, cal, "2027-01-05 17:30"); !due.Equal(want) {
		t.Errorf("due %s, want %s", local(due), local(want))
	}
}

func TestAStepOutsideTheCycleIsLeftOut(t *testing.T) {
	t.Parallel()
	p, cal := london(t)
	p.Window, p.Reminders = 1, []Step{{Kind: BeforeDue, Days: 5}, {Kind: AfterDue, Days: 9}, {Kind: DueMorning}}
	opened := at(t, cal, "2026-10-19 09:00")
	due, closes := window(p, cal, opened)
	var names []string
	for _, step := range plan(p, cal, Cycle{OpenedAt: opened, ClosesAt: closes}, due) {
		names = append(names, step.name)
	}
	if diff := cmp.Diff([]string{"due-morning", EscalateStep}, names); diff != "" {
		t.Error(diff)
	}
}

func TestNextStep(t *testing.T) {
	t.Parallel()
	start := time.Date(2026, 10, 1, 9, 0, 0, 0, time.UTC)
	day := func(n int) time.Time { return start.AddDate(0, 0, n) }
	steps := []plannedStep{{"a", day(1)}, {"b", day(2)}, {EscalateStep, day(3)}, {"c", day(4)}}
	closes := day(9)
	asked := func(names ...string) (list []Asked) {
		for _, name := range names {
			list = append(list, Asked{Step: name})
		}
		return list
	}
	tests := map[string]struct {
		asked []Asked
		now   time.Time
		want  Due
	}{
		"waits for the first":                       {nil, day(0), Due{At: day(1), Step: "a"}},
		"does the one that is due now":              {nil, day(1), Due{At: day(1), Step: "a"}},
		"waits for the next that was not done":      {asked("a"), day(1), Due{At: day(2), Step: "b"}},
		"of two overdue reminders only the newest":  {nil, day(2), Due{At: day(2), Step: "b", Missed: []string{"a"}}},
		"an escalation wins over earlier reminders": {nil, day(3), Due{At: day(3), Step: EscalateStep, Missed: []string{"a", "b"}}},
		"an escalation is not dropped for a later reminder": {
			nil, day(5),
			Due{At: day(3), Step: EscalateStep, Missed: []string{"a", "b", "c"}},
		},
		"waits for the close when all is done": {asked("a", "b", "c", EscalateStep), day(5), Due{At: closes}},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			if diff := cmp.Diff(tt.want, nextStep(steps, tt.asked, closes, tt.now)); diff != "" {
				t.Error(diff)
			}
		})
	}
}
