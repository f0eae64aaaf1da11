package roadmap

import (
	"fmt"
	"maps"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"cairn/internal/assess"
	"cairn/internal/calendar"
	"cairn/internal/maturity"
	"cairn/internal/target"
)

var states = []target.State{target.OnTrack, target.AtRisk, target.OffTrack, target.Changed, target.Missed}

func TestThePessimisticLineIsNeverAboveTheExpectedNorThatAboveTheOptimistic(t *testing.T) {
	t.Parallel()
	all := models(t)
	rapid.Check(t, func(t *rapid.T) {
		f := drawFacts(t, all)
		for i := range f.targets {
			v := &f.targets[i]
			v.Computed = rapid.SampledFrom(states).Draw(t, "state")
			if v.Computed == target.Missed {
				v.Due = today.AddDays(-rapid.IntRange(1, 90).Draw(t, "missed"))
			}
			if rapid.Bool().Draw(t, "checked in") {
				v.CheckIns = []target.CheckIn{{Expected: v.Due.AddDays(rapid.IntRange(-90, 90).Draw(t, "expected"))}}
			}
		}
		slip := rapid.IntRange(0, 200).Draw(t, "slip")
		now := f.withWhole(maps.Clone(f.position.Levels))
		before := make(map[string]Projection)
		for _, p := range f.project(slip) {
			if p.Pessimistic < now[p.Category] || p.Expected < p.Pessimistic || p.Optimistic < p.Expected {
				t.Fatalf("%+v, now %d", p, now[p.Category])
			}
			if had := before[p.Category]; p.Pessimistic < had.Pessimistic || p.Expected < had.Expected || p.Optimistic < had.Optimistic {
				t.Fatalf("%+v falls to %+v", had, p)
			}
			before[p.Category] = p
		}
	})
}

// line writes what is expected of a category at the ends of the periods: pessimistic, expected, optimistic.
func line(f facts, slip int, category string) string {
	var cells []string
	for _, p := range f.project(slip) {
		if p.Category == category {
			cells = append(cells, fmt.Sprintf("%s %d/%d/%d", p.Period, p.Pessimistic, p.Expected, p.Optimistic))
		}
	}
	return strings.Join(cells, ", ")
}

func day(y int, m time.Month, d int) calendar.Date { return calendar.Date{Year: y, Month: m, Day: d} }

func TestWhatIsExpectedFollowsFromHowATargetStands(t *testing.T) {
	t.Parallel()
	m := model(t, "lawlor")
	for name, of := range map[string]struct {
		state    target.State
		expected calendar.Date // as its owner said last
		slip     int
		want     string
	}{
		"on track is reached on its day, a month later if things go ill": {target.OnTrack, calendar.Date{}, 0, "2026-Q4 2/2/2, 2027-Q1 2/4/4, 2027-Q2 4/4/4, 2027-Q3 4/4/4"},
		"or two slips later, if that is more":                            {target.OnTrack, calendar.Date{}, 70, "2026-Q4 2/2/2, 2027-Q1 2/4/4, 2027-Q2 2/4/4, 2027-Q3 4/4/4"},
		"at risk is reached on the day expected and a slip later":        {target.AtRisk, day(2027, 6, 1), 40, "2026-Q4 2/2/2, 2027-Q1 2/2/4, 2027-Q2 2/2/4, 2027-Q3 2/4/4"},
		"off track is hoped for only":                                    {target.OffTrack, calendar.Date{}, 0, "2026-Q4 2/2/2, 2027-Q1 2/2/4, 2027-Q2 2/2/4, 2027-Q3 2/2/4"},
		"so is what was just changed":                                    {target.Changed, calendar.Date{}, 0, "2026-Q4 2/2/2, 2027-Q1 2/2/4, 2027-Q2 2/2/4, 2027-Q3 2/2/4"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			f := sample(t, m, allOf(m, map[string]string{"G": "1", "T": "1"}))
			f.aimFor("governance", 4, day(2027, 3, 20))
			f.targets[0].Computed = of.state
			if !of.expected.IsZero() {
				f.targets[0].CheckIns = []target.CheckIn{{Expected: of.expected}}
			}
			if got := line(f, of.slip, "governance"); got != of.want {
				t.Errorf("governance: %s", got)
			}
			if got := line(f, of.slip, ""); got != "2026-Q4 2/2/2, 2027-Q1 2/2/2, 2027-Q2 2/2/2, 2027-Q3 2/2/2" {
				t.Errorf("the whole rises with its lowest category only: %s", got)
			}
		})
	}
}

func TestAMissedTargetIsHopedForByTheEndOfTheNextPeriod(t *testing.T) {
	t.Parallel()
	m := model(t, "lawlor")
	f := sample(t, m, allOf(m, map[string]string{"G": "1"}))
	f.aimFor("governance", 4, today.AddDays(-9))
	f.targets[0].Computed = target.Missed
	if got := line(f, 0, ""); got != "2026-Q4 2/2/2, 2027-Q1 2/2/4, 2027-Q2 2/2/4, 2027-Q3 2/2/4" {
		t.Error(got)
	}
	if r := build(t, f); r.Entries[0].End != day(2027, 3, 31) && r.Entries[len(r.Entries)-1].End != day(2027, 3, 31) {
		t.Errorf("its steps end on %s", r.Entries[len(r.Entries)-1].End)
	}
}

func TestAManagersStateCountsForWhatIsExpected(t *testing.T) {
	t.Parallel()
	m := model(t, "lawlor")
	f := sample(t, m, allOf(m, map[string]string{"G": "1"}))
	f.aimFor("governance", 4, day(2027, 3, 20))
	f.targets[0].Computed = target.OffTrack
	f.targets[0].Override = &target.Override{State: target.OnTrack}
	if got := line(f, 0, "governance"); !strings.Contains(got, "2027-Q1 2/4/4") {
		t.Error(got)
	}
}

func TestNothingIsProjectedOfWhatIsNotKnown(t *testing.T) {
	t.Parallel()
	lawlor, aismm := model(t, "lawlor"), model(t, "aismm")
	f := sample(t, lawlor, maturity.Answers{"G1": {Value: "2"}})
	f.position.Levels = map[string]int{"governance": 1}
	f.aimFor("technical-controls", 2, day(2027, 3, 20))
	for _, p := range f.project(0) {
		if p.Category != "governance" {
			t.Errorf("%+v", p)
		}
	}
	for _, p := range sample(t, aismm, allOf(aismm, nil)).project(0) {
		if p.Category == "" {
			t.Errorf("this model has no level of the whole: %+v", p)
		}
	}
}

func TestTheMeanSlipIsOfTargetsThatMoved(t *testing.T) {
	t.Parallel()
	slip := func(from, to calendar.Date) target.Slip { return target.Slip{From: from, To: to} }
	targets := []target.View{
		{Slips: []target.Slip{slip(day(2026, 1, 1), day(2026, 1, 31)), slip(day(2026, 1, 31), day(2026, 2, 10))}}, // 40 days
		{},
		{Slips: []target.Slip{slip(day(2026, 3, 1), day(2026, 3, 6))}}, // 5
	}
	if got := meanSlip(targets); got != 23 {
		t.Errorf("%d days", got)
	}
	if got := meanSlip(targets[1:2]); got != 0 {
		t.Errorf("%d days where none moved", got)
	}
}

func TestThePeriodsEndIsMeasuredByTheFirstSnapshotAfterIt(t *testing.T) {
	t.Parallel()
	p := sample(t, model(t, "lawlor"), nil).periodEnding(day(2026, 12, 31))
	at := func(m time.Month, d int) time.Time {
		y := 2027
		if m > 6 {
			y = 2026
		}
		return time.Date(y, m, d, 12, 0, 0, 0, time.UTC)
	}
	for name, of := range map[string]struct {
		taken []time.Time // the newest first
		now   time.Time
		want  assess.CycleID
	}{
		"the first after it":                      {[]time.Time{at(2, 9), at(1, 20), at(10, 22)}, at(3, 1), "2027-01-20"},
		"the newest within it, when none came":    {[]time.Time{at(4, 20), at(12, 3), at(10, 22)}, at(4, 21), "2026-12-03"},
		"nothing, while one may still come":       {[]time.Time{at(12, 3)}, at(2, 1), ""},
		"nothing, when there is none near it":     {[]time.Time{at(4, 20), at(9, 30)}, at(5, 1), ""},
		"one that comes at the very end is in it": {[]time.Time{p.end.Add(-1)}, at(6, 1), "2026-12-31"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			var snapshots []assess.Snapshot
			for _, taken := range of.taken {
				snapshots = append(snapshots, assess.Snapshot{Cycle: assess.CycleID(taken.Format("2006-01-02")), TakenAt: taken})
			}
			var got assess.CycleID
			if s := measured(snapshots, p, of.now); s != nil {
				got = s.Cycle
			}
			if diff := cmp.Diff(of.want, got); diff != "" {
				t.Error(diff)
			}
		})
	}
}
