package target_test

import (
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"cairn/internal/assess"
	"cairn/internal/calendar"
	"cairn/internal/target"
)

// london is a working calendar from Monday to Friday, nine to half past five.
func london(t interface {
	Helper()
	Fatalf(string, ...any)
},
) *calendar.Calendar {
	t.Helper()
	cal, err := calendar.New(calendar.Config{Zone: "Europe/London"})
	if err != nil {
		t.Fatalf("%v", err)
	}
	return cal
}

func at(s string) time.Time {
	parsed, err := time.Parse("2006-01-02 15:04", s)
	if err != nil {
		panic(err)
	}
	return parsed
}

// watched is a target for half a year, with what was found of it when it was set.
func watched() target.Target {
	return target.Target{
		ID: "south/T1", Terms: target.Terms{Category: "MON", Level: 3, Due: calendar.Date{Year: 2027, Month: 6, Day: 30}, Owner: mon},
		SetAt: at("2027-01-04 09:00"), Base: target.Base{Level: 1, Share: 0.2}, State: target.OnTrack,
	}
}

func checkIn(on, expected, confidence string) target.Event {
	d, err := calendar.ParseDate(expected)
	if err != nil {
		panic(err)
	}
	return target.Event{Kind: target.WasCheckedIn, At: at(on), By: assess.BySlack(mon), Expected: d, Confidence: confidence}
}

// changed is a change of the day.
func changed(on, from, to string) target.Event {
	was, is := watched().Terms, watched().Terms
	var err error
	if was.Due, err = calendar.ParseDate(from); err != nil {
		panic(err)
	}
	if is.Due, err = calendar.ParseDate(to); err != nil {
		panic(err)
	}
	return target.Event{Kind: target.WasChanged, At: at(on), Was: &was, Is: &is}
}

func asked(on, step string) target.Event {
	return target.Event{Kind: target.WasFollowedUp, At: at(on), Person: mon, Step: step}
}

func TestHowATargetStandsFollowsFromItsSigns(t *testing.T) {
	t.Parallel()
	fresh := target.Progress{Share: 0.5, AsOf: at("2027-02-01 09:00")}
	stale := target.Progress{Share: 0.2, AsOf: at("2026-12-01 09:00")}
	for name, tt := range map[string]struct {
		now    string
		events []target.Event
		p      target.Progress
		want   target.State
		signs  int
	}{
		"nothing speaks against it":                    {"2027-02-10 09:00", nil, fresh, target.OnTrack, 0},
		"expected in time":                             {"2027-02-10 09:00", []target.Event{checkIn("2027-02-09 09:00", "2027-06-30", "high")}, fresh, target.OnTrack, 0},
		"expected a day late":                          {"2027-02-10 09:00", []target.Event{checkIn("2027-02-09 09:00", "2027-07-01", "high")}, fresh, target.AtRisk, 1},
		"expected a tenth of the time late":            {"2027-02-10 09:00", []target.Event{checkIn("2027-02-09 09:00", "2027-07-17", "high")}, fresh, target.AtRisk, 1},
		"expected later than that":                     {"2027-02-10 09:00", []target.Event{checkIn("2027-02-09 09:00", "2027-07-18", "high")}, fresh, target.OffTrack, 1},
		"only the newest word counts":                  {"2027-02-10 09:00", []target.Event{checkIn("2027-02-08 09:00", "2027-12-01", "low"), checkIn("2027-02-09 09:00", "2027-06-01", "medium")}, fresh, target.OnTrack, 0},
		"low confidence":                               {"2027-02-10 09:00", []target.Event{checkIn("2027-02-09 09:00", "2027-06-01", "low")}, fresh, target.AtRisk, 1},
		"two risks are no more than one":               {"2027-02-10 09:00", []target.Event{checkIn("2027-02-09 09:00", "2027-07-01", "low")}, fresh, target.AtRisk, 2},
		"a third of the time and nothing new known":    {"2027-03-05 09:00", nil, stale, target.OnTrack, 0},
		"a third of the time and nothing moved":        {"2027-03-05 09:00", nil, target.Progress{Share: 0.2, AsOf: at("2027-02-01 09:00")}, target.AtRisk, 1},
		"half the time and nothing new known":          {"2027-04-03 09:00", nil, stale, target.AtRisk, 1},
		"two thirds of the time and nothing moved":     {"2027-05-05 09:00", nil, target.Progress{Share: 0.2, AsOf: at("2027-02-01 09:00")}, target.OffTrack, 1},
		"two thirds of the time and nothing known":     {"2027-05-05 09:00", nil, stale, target.AtRisk, 1},
		"nothing known, and its owner says it is fine": {"2027-05-05 09:00", []target.Event{checkIn("2027-04-01 09:00", "2027-06-30", "medium")}, stale, target.OnTrack, 0},
		"two thirds of the time, most of the way":      {"2027-05-05 09:00", nil, target.Progress{Share: 0.9, AsOf: at("2027-04-01 09:00")}, target.OnTrack, 0},
		"fell":                        {"2027-02-10 09:00", nil, target.Progress{Share: 0.5, Trend: -0.1, AsOf: at("2027-02-01 09:00")}, target.AtRisk, 1},
		"its day changed, unheard of": {"2027-02-10 09:00", []target.Event{changed("2027-02-09 09:00", "2027-05-31", "2027-06-30")}, fresh, target.Changed, 1},
		"heard of since":              {"2027-02-10 09:00", []target.Event{changed("2027-02-09 09:00", "2027-05-31", "2027-06-30"), checkIn("2027-02-09 10:00", "2027-06-30", "high")}, fresh, target.OnTrack, 0},
		"new answers since":           {"2027-02-10 09:00", []target.Event{changed("2027-01-09 09:00", "2027-05-31", "2027-06-30")}, fresh, target.OnTrack, 0},
		"two slips": {"2027-02-10 09:00", []target.Event{
			changed("2027-01-08 09:00", "2027-04-30", "2027-05-31"), changed("2027-01-09 09:00", "2027-05-31", "2027-06-30"),
		}, fresh, target.AtRisk, 1},
		"an earlier day is no slip": {"2027-02-10 09:00", []target.Event{
			changed("2027-01-08 09:00", "2027-05-31", "2027-07-31"), changed("2027-01-09 09:00", "2027-07-31", "2027-06-30"),
		}, fresh, target.OnTrack, 0},
		"asked nine working days ago":   {"2027-02-15 09:00", []target.Event{asked("2027-02-02 09:00", "half")}, fresh, target.OnTrack, 0},
		"asked ten working days ago":    {"2027-02-16 09:00", []target.Event{asked("2027-02-02 09:00", "half")}, fresh, target.AtRisk, 1},
		"reminded is not asked":         {"2027-02-16 09:00", []target.Event{asked("2027-02-02 09:00", "remind1 half")}, fresh, target.OnTrack, 0},
		"answered":                      {"2027-02-16 09:00", []target.Event{asked("2027-02-02 09:00", "half#2"), checkIn("2027-02-03 09:00", "2027-06-01", "high")}, fresh, target.OnTrack, 0},
		"in the last minute of its day": {"2027-06-30 16:30", nil, target.Progress{Share: 1, AsOf: at("2027-06-01 09:00")}, target.OnTrack, 0},
		"after the last working minute": {"2027-06-30 16:31", nil, target.Progress{Share: 1, AsOf: at("2027-06-01 09:00")}, target.Missed, 1},
		"missed goes before all":        {"2027-07-05 16:31", []target.Event{changed("2027-06-09 09:00", "2027-05-31", "2027-06-30")}, fresh, target.Missed, 2},
	} {
		state, signs := target.Judge(watched(), tt.events, tt.p, london(t), at(tt.now))
		assert.Equal(t, tt.want, state, "%s: %v", name, signs)
		assert.Len(t, signs, tt.signs, "%s: %v", name, signs)
	}
}

func TestWhatEndedIsNotJudged(t *testing.T) {
	t.Parallel()
	for _, state := range []target.State{target.Reached, target.Closed} {
		ended := watched()
		ended.State = state
		got, signs := target.Judge(ended, nil, target.Progress{}, london(t), at("2030-01-01 09:00"))
		assert.Equal(t, state, got)
		assert.Empty(t, signs)
	}
}

// grave orders states that Judge computes from what was said and found.
func grave(t require.TestingT, s target.State) int {
	for i, state := range []target.State{target.OnTrack, target.AtRisk, target.OffTrack, target.Missed} {
		if s == state {
			return i
		}
	}
	require.Fail(t, "not one of them", s)
	return 0
}

func TestALaterExpectedDayNeverMakesATargetStandBetter(t *testing.T) {
	t.Parallel()
	cal := london(t)
	rapid.Check(t, func(t *rapid.T) {
		expected := calendar.Date{Year: 2027, Month: 3, Day: 1}.AddDays(rapid.IntRange(0, 400).Draw(t, "expected"))
		later := expected.AddDays(rapid.IntRange(0, 200).Draw(t, "later"))
		confidence := rapid.SampledFrom(assess.Confidences()).Draw(t, "confidence")
		p := target.Progress{Share: rapid.Float64Range(0, 1).Draw(t, "share"), AsOf: at("2027-02-01 09:00")}
		now := at("2027-02-10 09:00").Add(time.Duration(rapid.IntRange(0, 4000).Draw(t, "hours")) * time.Hour)
		said := "2027-02-09 09:00"
		a, _ := target.Judge(watched(), []target.Event{checkIn(said, expected.String(), confidence)}, p, cal, now)
		b, _ := target.Judge(watched(), []target.Event{checkIn(said, later.String(), confidence)}, p, cal, now)
		if grave(t, b) < grave(t, a) {
			t.Fatalf("expected on %s it is %s, on %s %s", expected, a, later, b)
		}
	})
}

func TestTimeAloneNeverMakesATargetStandBetter(t *testing.T) {
	t.Parallel()
	cal := london(t)
	rapid.Check(t, func(t *rapid.T) {
		p := target.Progress{
			Share: rapid.Float64Range(0, 1).Draw(t, "share"), Trend: rapid.Float64Range(-0.2, 0.2).Draw(t, "trend"), AsOf: at("2027-01-10 09:00").AddDate(0, 0, rapid.IntRange(-60, 20).Draw(t, "as of")),
		}
		var events []target.Event
		if rapid.Bool().Draw(t, "asked") {
			events = append(events, asked("2027-02-02 09:00", "start"))
		}
		now := at("2027-02-10 09:00").Add(time.Duration(rapid.IntRange(0, 4000).Draw(t, "hours")) * time.Hour)
		then := now.Add(time.Duration(rapid.IntRange(0, 4000).Draw(t, "more")) * time.Hour)
		a, _ := target.Judge(watched(), events, p, cal, now)
		b, _ := target.Judge(watched(), events, p, cal, then)
		if grave(t, b) < grave(t, a) {
			t.Fatalf("on %s it is %s, on %s %s", now, a, then, b)
		}
	})
}

func TestMoreProgressNeverMakesATargetStandWorse(t *testing.T) {
	t.Parallel()
	cal := london(t)
	rapid.Check(t, func(t *rapid.T) {
		p := target.Progress{Share: rapid.Float64Range(0, 1).Draw(t, "share"), AsOf: at("2027-02-01 09:00")}
		more := p
		more.Share = rapid.Float64Range(p.Share, 1).Draw(t, "more")
		now := at("2027-02-10 09:00").Add(time.Duration(rapid.IntRange(0, 4000).Draw(t, "hours")) * time.Hour)
		a, _ := target.Judge(watched(), nil, p, cal, now)
		b, _ := target.Judge(watched(), nil, more, cal, now)
		if grave(t, b) > grave(t, a) {
			t.Fatalf("at %.2f it is %s, at %.2f %s", p.Share, a, more.Share, b)
		}
	})
}

func TestAChangeOfItsMeasureAnswersNoCheckIn(t *testing.T) {
	t.Parallel()
	set := watched()
	asked := target.Event{At: at("2026-11-02 09:00"), Kind: target.WasFollowedUp, Subject: set.ID.Subject(), Person: set.Owner, Step: "half#1"}
	was, is := set.Terms, set.Terms
	is.Measure = "The auditor says so."
	worded := target.Event{At: at("2026-11-03 09:00"), Kind: target.WasChanged, Subject: set.ID.Subject(), Was: &was, Is: &is}
	moved := is
	moved.Owner = "U0OTHER"
	given := target.Event{At: at("2026-11-04 09:00"), Kind: target.WasChanged, Subject: set.ID.Subject(), Was: &is, Is: &moved}
	silent := func(events ...target.Event) (says []string) {
		_, signs := target.Judge(set, events, target.Progress{}, london(t), at("2026-11-20 09:00"))
		for _, s := range signs {
			says = append(says, s.Says.String())
		}
		return says
	}
	const says = "Its owner was asked on 2026-11-02 and has not answered."
	assert.Contains(t, silent(asked, worded), says)
	assert.NotContains(t, silent(asked, worded, given), says, "another owner was not asked")
}
