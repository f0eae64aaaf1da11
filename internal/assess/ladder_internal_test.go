package assess

import (
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"cairn/internal/calendar"
)

// office is nine to half past five, in London unless a person is elsewhere.
func office() Programme {
	return Programme{
		ID: "north", Zone: "Europe/London", Country: "gb",
		Hours:  calendar.Hours{Start: calendar.MustClock("09:00"), End: calendar.MustClock("17:30")},
		Window: 10, Grace: 5,
		Reminders: []Step{{Kind: AfterDue, Days: 1}, {Kind: HalfTime}, {Kind: BeforeDue, Days: 2}, {Kind: DueMorning}},
		Deputise:  Step{Kind: AfterDue, Days: 2}, Escalate: Step{Kind: AfterDue, Days: 4},
		Managers: []UserID{"UMAN"}, Away: DefaultAwayRule(),
	}
}

// opened is a questionnaire of a cycle of the programme that opened at the given time, London's.
func opened(t testing.TB, p Programme, at string, people ...Person) *matter {
	t.Helper()
	m := &matter{programme: p, people: make(map[UserID]Person), calendars: make(map[UserID]*calendar.Calendar)}
	for _, who := range append(people, Person{ID: "UDEP"}, Person{ID: "UMAN"}, Person{ID: "UOTHER"}) {
		m.people[who.ID] = who
		m.calendars[who.ID] = calendarOf(t, p, who)
	}
	m.cycle = Cycle{ID: "c", State: CycleOpen, OpenedAt: london(t, at)}
	cal := calendarOf(t, p, Person{})
	m.questionnaire = Questionnaire{ID: "c/q", Cycle: "c", Owner: people[0].ID, Deputy: "UDEP", State: Waiting}
	m.questionnaire.DueAt = p.dueAt(m.calendars[people[0].ID], m.cycle.OpenedAt)
	m.cycle.ClosesAt = later(cal.AddWorkingDays(p.dueAt(cal, m.cycle.OpenedAt), p.Grace), cal.AddWorkingDays(m.questionnaire.DueAt, p.Grace))
	return m
}

func calendarOf(t testing.TB, p Programme, who Person) *calendar.Calendar {
	t.Helper()
	cal, err := p.CalendarOf(who)
	if err != nil {
		t.Fatal(err)
	}
	return cal
}

func london(t testing.TB, local string) time.Time { return in(t, "Europe/London", local) }

func in(t testing.TB, zone, local string) time.Time {
	t.Helper()
	loc, err := time.LoadLocation(zone)
	if err != nil {
		t.Fatal(err)
	}
	at, err := time.ParseInLocation("2006-01-02 15:04", local, loc)
	if err != nil {
		t.Fatal(err)
	}
	return at
}

// theirs is the part of the person asked for the whole, with their log.
func theirs(m *matter) duty {
	d := m.duties()[0]
	for _, a := range m.records {
		if a.Person == d.person.ID {
			d.log = append(d.log, a)
		}
	}
	return d
}

func shown(d duty, all []rung) (lines []string) {
	for _, r := range all {
		lines = append(lines, r.step+" "+r.at.In(d.cal.Location()).Format("2006-01-02 15:04 MST"))
	}
	return lines
}

func equal(t *testing.T, want, got any) {
	t.Helper()
	if diff := cmp.Diff(want, got); diff != "" {
		t.Error(diff)
	}
}

// Both windows lie across the end of summer time: 25 October 2026 in Europe, 1 November in America.
func TestALadderFallsInThePersonsOwnWorkingTimeAcrossAClockChange(t *testing.T) {
	t.Parallel()
	for zone, want := range map[string][]string{
		"": {
			"ask 2026-10-19 09:00 BST", "half-time 2026-10-26 13:15 GMT", "2d before 2026-10-29 09:00 GMT",
			"due-morning 2026-11-02 09:00 GMT", "1d after 2026-11-03 09:00 GMT",
		},
		"America/New_York": {
			"ask 2026-10-19 09:00 EDT", "half-time 2026-10-26 13:15 EDT", "2d before 2026-10-29 09:00 EDT",
			"due-morning 2026-11-02 09:00 EST", "1d after 2026-11-03 09:00 EST",
		},
		"Asia/Tokyo": { // where London's nine o'clock is half past five
			"ask 2026-10-20 09:00 JST", "half-time 2026-10-27 09:00 JST", "2d before 2026-10-29 09:00 JST",
			"due-morning 2026-11-02 09:00 JST", "1d after 2026-11-03 09:00 JST",
		},
	} {
		t.Run(zone, func(t *testing.T) {
			t.Parallel()
			d := theirs(opened(t, office(), "2026-10-19 09:00", Person{ID: "UGOV", Zone: zone}))
			if zone == "Asia/Tokyo" {
				d.since = d.since.Add(90 * time.Minute) // opened when their day was over
				d.cycle.OpenedAt = d.since
			}
			equal(t, want, shown(d, d.rungs()))
		})
	}
}

func TestAQuestionnaireIsDueAtTheEndOfItsOwnersWorkingDay(t *testing.T) {
	t.Parallel()
	p := office()
	p.People = []WorkingTime{
		{User: "USHORT", Hours: calendar.Hours{Start: calendar.MustClock("10:00"), End: calendar.MustClock("15:00")}},
		{User: "UDE", Country: "de"},
	}
	for who, want := range map[Person]time.Time{
		{ID: "UGOV"}:                           london(t, "2027-01-05 17:30"), // 25 and 28 December 2026 and 1 January 2027 are holidays
		{ID: "UNEW", Zone: "America/New_York"}: in(t, "America/New_York", "2027-01-05 17:30"),
		{ID: "USHORT"}:                         london(t, "2027-01-05 15:00"),
		{ID: "UDE", Zone: "Europe/Berlin"}:     in(t, "Europe/Berlin", "2027-01-04 17:30"), // there the 28th is none
		{ID: "UODD", Zone: "Nowhere/AtAll"}:    london(t, "2027-01-05 17:30"),
	} {
		if due := p.dueAt(calendarOf(t, p, who), london(t, "2026-12-17 09:00")); !due.Equal(want) {
			t.Errorf("%s: due %s, want %s", who.ID, due, want)
		}
	}
}

func TestAStepBeforeTheAskOrAfterTheCloseIsLeftOut(t *testing.T) {
	t.Parallel()
	p := office()
	p.Window, p.Reminders = 1, []Step{{Kind: BeforeDue, Days: 5}, {Kind: AfterDue, Days: 9}, {Kind: DueMorning}}
	d := theirs(opened(t, p, "2026-10-19 09:00", Person{ID: "UGOV"}))
	equal(t, []string{"ask 2026-10-19 09:00 BST", "due-morning 2026-10-20 09:00 BST"}, shown(d, d.rungs()))
}

func TestWhoIsHandedTheQuestionnaireLaterHasTheRestOfTheLadder(t *testing.T) {
	t.Parallel()
	m := opened(t, office(), "2026-10-19 09:00", Person{ID: "UGOV"})
	m.questionnaire.Answerer = "UOTHER"
	m.records = []Asking{{Kind: WasHandedOver, Questionnaire: "c/q", Person: "UOTHER", From: "UGOV", At: london(t, "2026-10-29 20:00")}}
	d := theirs(m)
	equal(t, []string{
		"ask 2026-10-29T20:00:00Z 2026-10-30 09:00 GMT", "half-time 2026-11-02 09:00 GMT",
		"due-morning 2026-11-02 09:00 GMT", "1d after 2026-11-03 09:00 GMT",
	}, shown(d, d.rungs()))
}

func TestMoreTimeBringsTheLadderAgain(t *testing.T) {
	t.Parallel()
	m := opened(t, office(), "2026-10-19 09:00", Person{ID: "UGOV"})
	m.records = []Asking{
		{Kind: WasAsked, Questionnaire: "c/q", Person: "UGOV", Step: StepAsk, At: m.cycle.OpenedAt},
		{Kind: WasNudged, Questionnaire: "c/q", Person: "UGOV", Step: "half-time", At: london(t, "2026-10-26 13:15")},
	}
	m.questionnaire.DueAt, m.questionnaire.Extended = london(t, "2026-11-16 17:30"), 1
	m.cycle.ClosesAt = london(t, "2026-11-23 17:30")
	d := theirs(m)
	equal(t, []string{
		"half-time#1 2026-11-02 13:15 GMT", "2d before#1 2026-11-12 09:00 GMT", "due-morning#1 2026-11-16 09:00 GMT", "1d after#1 2026-11-17 09:00 GMT",
	}, shown(d, d.rungs()))
}

func TestTheDueMorningIsTheLastBeforeTheEndWhereverThatIs(t *testing.T) {
	t.Parallel()
	cal := calendarOf(t, office(), Person{ID: "U", Zone: "Asia/Tokyo"})
	for due, want := range map[string]string{
		"2026-11-02 17:30": "2026-11-02 09:00", // in London; half past two at night on Tuesday in Tokyo
		"2026-11-01 12:00": "2026-10-30 09:00", // a Sunday
		"2026-11-03 00:00": "2026-11-02 09:00", // nine sharp in Tokyo
	} {
		if got := lastMorning(cal, london(t, due)); !got.Equal(in(t, "Asia/Tokyo", want)) {
			t.Errorf("of %s it is %s, want %s", due, got, want)
		}
	}
}

func TestANudgeWaitsForADayOnWhichNothingCame(t *testing.T) {
	t.Parallel()
	for name, log := range map[string][]Asking{
		"a nudge in another programme": {{Kind: WasNudged, Questionnaire: "x/y", At: london(t, "2026-10-26 09:00")}},
		"a first card":                 {{Kind: WasAsked, Questionnaire: "x/y", At: london(t, "2026-10-26 09:00")}},
		"an offer":                     {{Kind: WasOffered, Questionnaire: "x/y", At: london(t, "2026-10-26 09:00")}},
		"a first escalation":           {{Kind: WasEscalated, Questionnaire: "x/y", At: london(t, "2026-10-26 09:00")}},
		"the day's nudge, in the zone they left": {
			{Kind: WasNudged, Questionnaire: "x/y", Nudge: "UGOV:2026-10-26", At: london(t, "2026-10-25 20:00")},
		},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			d := theirs(opened(t, office(), "2026-10-19 09:00", Person{ID: "UGOV"}))
			d.log = log
			at, ok := d.free(london(t, "2026-10-26 13:15"))
			if want := london(t, "2026-10-27 09:00"); !ok || !at.Equal(want) {
				t.Errorf("free at %s, want %s", at, want)
			}
		})
	}
	d := theirs(opened(t, office(), "2026-10-19 09:00", Person{ID: "UGOV"}))
	d.log = []Asking{
		{Kind: WasEscalated, Questionnaire: "x/y", At: london(t, "2026-10-23 09:00")},
		{Kind: WasEscalated, Questionnaire: "x/z", At: london(t, "2026-10-26 09:00")}, // brings that message up to date
		{Kind: WasDropped, Questionnaire: "x/y", At: london(t, "2026-10-26 09:00")},
	}
	if at, ok := d.free(london(t, "2026-10-26 13:15")); !ok || !at.Equal(london(t, "2026-10-26 13:15")) {
		t.Errorf("what was not sent as a message used the day: %s", at)
	}
}

func TestAStatusCountsWhenItTakesMoreThanAQuarterOfTheWindow(t *testing.T) {
	t.Parallel()
	since := london(t, "2026-10-20 09:00")
	for name, tt := range map[string]struct {
		status SlackStatus
		away   bool
	}{
		"a day at the sea":                       {SlackStatus{Emoji: ":palm_tree:", Since: since, Until: london(t, "2026-10-21 09:00")}, false},
		"a quarter":                              {SlackStatus{Emoji: ":palm_tree:", Since: since, Until: london(t, "2026-10-22 15:22")}, false},
		"a little more":                          {SlackStatus{Emoji: ":palm_tree:", Since: since, Until: london(t, "2026-10-22 15:23")}, true},
		"open end":                               {SlackStatus{Text: "On annual leave", Since: since}, true},
		"a word at its start":                    {SlackStatus{Text: "OOO until Monday", Since: since}, true},
		"a word inside another":                  {SlackStatus{Text: "Googooo", Since: since}, false},
		"another status":                         {SlackStatus{Emoji: ":house:", Text: "Working from home", Since: since}, false},
		"an open end that begins near the close": {SlackStatus{Emoji: ":palm_tree:", Since: london(t, "2026-11-06 09:00")}, false},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			m := opened(t, office(), "2026-10-19 09:00", Person{ID: "UGOV", Status: tt.status})
			if away := m.absences("UGOV").at(since.Add(time.Hour)) != nil; away != tt.away {
				t.Errorf("away %v, want %v", away, tt.away)
			}
		})
	}
}

func TestAbsencesThatOverlapAreOne(t *testing.T) {
	t.Parallel()
	day := func(n int) time.Time { return time.Date(2026, 10, n, 0, 0, 0, 0, time.UTC) }
	all := absences{{Since: day(5), Until: day(9)}, {Since: day(1), Until: day(6)}}
	if back, ok := all.over(day(2)); !ok || !back.Equal(day(9)) {
		t.Errorf("back at %s", back)
	}
	equal(t, &Absence{Since: day(1), Until: day(9)}, all.at(day(5)))
	if all.at(day(9)) != nil {
		t.Error("away on the day of return")
	}
	open := append(all, Absence{Since: day(8)})
	if _, ok := open.over(day(2)); ok {
		t.Error("an absence without an end ended")
	}
	equal(t, &Absence{Since: day(1)}, open.at(day(3)))
}

func TestAnAcknowledgementStopsRemindersUntilTheDueMorningAndThenForGood(t *testing.T) {
	t.Parallel()
	m := opened(t, office(), "2026-10-19 09:00", Person{ID: "UGOV"})
	m.records = []Asking{{Kind: WasAsked, Questionnaire: "c/q", Person: "UGOV", Step: StepAsk, At: m.cycle.OpenedAt}}
	say := func(at string) (left []string) {
		m.records = append(m.records, theirs(m).acknowledge(london(t, at))...)
		for _, r := range theirs(m).rungs() {
			left = append(left, r.step)
		}
		return left
	}
	equal(t, []string{"due-morning", "1d after"}, say("2026-10-20 10:00"))
	n := len(m.records)
	equal(t, []string{"due-morning", "1d after"}, say("2026-10-20 10:01"))
	if len(m.records) != n {
		t.Error("saying it twice was recorded twice")
	}
	equal(t, []string(nil), say("2026-11-02 09:30"))
	if len(m.escalations(london(t, "2026-11-02 10:00"))) != 2 {
		t.Error("an acknowledgement stopped the escalation")
	}
}

func TestAPromiseIsTheNextReminderInWorkingTime(t *testing.T) {
	t.Parallel()
	m := opened(t, office(), "2026-10-19 09:00", Person{ID: "UGOV"})
	m.records = []Asking{{Kind: WasAsked, Questionnaire: "c/q", Person: "UGOV", Step: StepAsk, At: m.cycle.OpenedAt}}
	now := london(t, "2026-10-20 10:00")
	promise := func(at string) (time.Time, error) {
		promised, records, err := theirs(m).promise(london(t, at), now)
		m.records = append(m.records, records...)
		return promised, err
	}
	if at, err := promise("2026-10-31 12:00"); err != nil || !at.Equal(london(t, "2026-11-02 09:00")) {
		t.Errorf("a promise for a Saturday is for %s (%v), want Monday at nine", at, err)
	}
	n := len(m.records)
	if _, err := promise("2026-11-01 12:00"); err != nil || len(m.records) != n {
		t.Errorf("the same promise again was recorded again: %v", err)
	}
	equal(t, []string{"due-morning", "promise 2026-11-02T09:00:00Z", "1d after"}, names(theirs(m)))
	if _, err := promise("2026-10-29 10:00"); err != nil {
		t.Error(err)
	}
	equal(t, []string{"promise 2026-10-29T10:00:00Z", "due-morning", "1d after"}, names(theirs(m)))
	if _, err := promise("2026-11-02 09:00"); err != nil { // back to what was said before
		t.Error(err)
	}
	equal(t, []string{"due-morning", "promise 2026-11-02T09:00:00Z", "1d after"}, names(theirs(m)))
	for at, part := range map[string]string{"2026-10-20 09:00": "future", "2026-11-10 10:00": "closes on 9 November at 17:30", "2026-10-22 10:00": "3 times"} {
		if _, err := promise(at); err == nil || !strings.Contains(err.Error(), part) {
			t.Errorf("a promise for %s: %v, want %q", at, err, part)
		}
	}
}

func names(d duty) (steps []string) {
	for _, r := range d.rungs() {
		steps = append(steps, r.step)
	}
	return steps
}

func TestAnEscalationWaitsForAPromiseButNotBeyondTheLastMorning(t *testing.T) {
	t.Parallel()
	for promised, want := range map[string]string{
		"":                 "2026-11-04 09:00", // two working days after it was due
		"2026-10-30 10:00": "2026-11-04 09:00",
		"2026-11-04 10:00": "2026-11-05 09:00",
		"2026-11-09 10:00": "2026-11-09 09:00", // it closes that evening
	} {
		m := opened(t, office(), "2026-10-19 09:00", Person{ID: "UGOV"})
		if promised != "" {
			m.records = []Asking{{Kind: WasPromised, Questionnaire: "c/q", Person: "UGOV", Until: london(t, promised)}}
		}
		all := m.escalations(m.cycle.OpenedAt)
		if len(all) != 2 || all[0].Person != "UDEP" || !all[0].At.Equal(london(t, want)) {
			t.Errorf("with a promise for %q: %+v, want the deputy at %s", promised, all, want)
		}
	}
}

func TestNobodyIsToldAboutThemself(t *testing.T) {
	t.Parallel()
	m := opened(t, office(), "2026-10-19 09:00", Person{ID: "UGOV"})
	m.programme.Managers = []UserID{"UGOV", "UMAN"}
	m.questionnaire.Answerer = "UDEP"
	var told []UserID
	for _, due := range m.escalations(m.cycle.OpenedAt) {
		told = append(told, due.Person)
	}
	equal(t, []UserID{"UMAN"}, told)
	m.people["UMAN"] = Person{ID: "UMAN", Standing: Gone}
	if all := m.escalations(m.cycle.OpenedAt); len(all) != 0 {
		t.Errorf("who left is told: %+v", all)
	}
}

func TestAnEscalationComesInTheRecipientsHours(t *testing.T) {
	t.Parallel()
	m := opened(t, office(), "2026-10-19 09:00", Person{ID: "UGOV"}, Person{ID: "UMAN", Zone: "America/New_York"})
	m.people["UMAN"] = Person{ID: "UMAN", Zone: "America/New_York"}
	m.calendars["UMAN"] = calendarOf(t, m.programme, m.people["UMAN"])
	all := m.escalations(m.cycle.OpenedAt)
	if want := in(t, "America/New_York", "2026-11-06 09:00"); !all[1].At.Equal(want) {
		t.Errorf("the manager is told at %s, want %s", all[1].At, want)
	}
}

func TestWhateverTheCalendarARungLiesInWorkingTimeAndInOrder(t *testing.T) {
	t.Parallel()
	zones := []string{"", "Europe/London", "America/New_York", "Asia/Tokyo", "Australia/Lord_Howe", "Pacific/Kiritimati", "America/St_Johns", "Pacific/Pago_Pago"}
	rapid.Check(t, func(rt *rapid.T) {
		p := office()
		p.Zone = rapid.SampledFrom(zones[1:]).Draw(rt, "programme zone")
		p.Window = rapid.IntRange(1, 30).Draw(rt, "window")
		p.Grace = rapid.IntRange(1, 10).Draw(rt, "grace")
		p.Reminders = nil
		for n := range rapid.IntRange(0, 5).Draw(rt, "reminders") {
			kind := rapid.SampledFrom([]StepKind{HalfTime, BeforeDue, DueMorning, AfterDue}).Draw(rt, "kind")
			p.Reminders = append(p.Reminders, Step{Kind: kind, Days: n + 1})
		}
		who := Person{ID: "UGOV", Zone: rapid.SampledFrom(zones).Draw(rt, "zone")}
		m := opened(t, p, "2026-10-01 09:00", who)
		m.cycle.OpenedAt = m.cycle.OpenedAt.Add(time.Duration(rapid.IntRange(0, 366*24*60).Draw(rt, "minutes")) * time.Minute)
		owner, other := m.calendars["UGOV"], calendarOf(t, p, Person{ID: "UOTHER", Zone: rapid.SampledFrom(zones).Draw(rt, "other zone")})
		m.questionnaire.DueAt = p.dueAt(owner, m.cycle.OpenedAt)
		m.cycle.ClosesAt = owner.AddWorkingDays(m.questionnaire.DueAt, p.Grace)
		d := theirs(m)
		d.cal = other // asked of somebody elsewhere, some time on the way
		d.since = m.cycle.OpenedAt.Add(time.Duration(rapid.IntRange(0, 40*24*60).Draw(rt, "handed")) * time.Minute)
		var before time.Time
		for _, r := range d.rungs() {
			if !other.InHours(r.at) && r.step != "half-time" || r.at.Before(before) || r.at.Before(d.since) || !r.at.Before(m.cycle.ClosesAt) {
				rt.Fatalf("%s at %s, after %s", r.step, r.at, before)
			}
			if at, ok := d.free(r.at); ok && (!other.InHours(at) || at.Before(r.at)) {
				rt.Fatalf("%s at %s would be said at %s", r.step, r.at, at)
			}
			before = r.at
		}
	})
}
