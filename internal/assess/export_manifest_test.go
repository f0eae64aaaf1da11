package assess_test

import (
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"
	"pgregory.net/rapid"

	"cairn/internal/assess"
	"cairn/internal/calendar"
	"cairn/internal/errs"
	"cairn/internal/maturity"
)

func TestAnExportedProgrammeIsTheSameWhenItIsReadBack(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		p := drawProgramme(t)
		file, err := assess.FormatManifest(p)
		if err != nil {
			t.Fatal(err)
		}
		back, faults := assess.ParseManifest(file, "p.yaml", maturity.Find)
		p.UpdatedAt, p.UpdatedBy = time.Time{}, assess.Actor{}
		if diff := cmp.Diff(p, back, cmpopts.EquateEmpty()); len(faults) > 0 || diff != "" {
			t.Fatalf("%v\n%s\n%s", faults, diff, file)
		}
	})
}

func TestAnExportedFileSaysWhatItIs(t *testing.T) {
	t.Parallel()
	b := newBench(t)
	file, err := b.Manifest(t.Context(), assess.BySlack(boss), north)
	if err != nil {
		t.Fatal(err)
	}
	const head = "# The programme north as it stands in revision 1, of 1 October 2026 09:00 BST.\n"
	if !strings.HasPrefix(string(file), head) || !strings.Contains(string(file), "\nrevision: 1\n") {
		t.Errorf("the file begins with\n%s", file)
	}
	p, faults := assess.ParseManifest(file, "p.yaml", maturity.Find)
	if changes, err := b.Apply(t.Context(), operator, p, false); len(faults) > 0 || err != nil || len(changes) > 0 {
		t.Errorf("applying it again: %v %v %v", faults, changes, err)
	}
	_, err = b.Manifest(t.Context(), assess.BySlack(gov), north)
	wantCode(t, err, errs.Forbidden, "Only the managers of North")
	_, err = b.Manifest(t.Context(), operator, "south")
	wantCode(t, err, errs.NotFound, "south")
}

// drawProgramme draws a programme that a file could declare.
func drawProgramme(t *rapid.T) assess.Programme {
	var (
		days   = []time.Weekday{time.Sunday, time.Monday, time.Tuesday, time.Wednesday, time.Thursday, time.Friday, time.Saturday}
		text   = rapid.StringMatching(`[A-Za-zÄö0-9:#"'{}&*!|>%@-][A-Za-zäÖ0-9 :#"'{}&*!|>%@,-]{0,30}[a-z0-9]`)
		user   = rapid.StringMatching(`[UW][A-Z0-9]{2,10}`)
		period = rapid.SampledFrom([]calendar.Period{calendar.Quarterly, calendar.Annual})
		months = rapid.SampledFrom([]int{0, 3, 6, 12, 24, 36})
		name   = rapid.SampledFrom([]string{"lawlor", "aismm"}).Draw(t, "model")
	)
	hours := func(label string) calendar.Hours {
		start := rapid.IntRange(3*60, 20*60).Draw(t, label)
		return calendar.Hours{Start: calendar.Clock(start), End: calendar.Clock(rapid.IntRange(start+1, 24*60-1).Draw(t, label))}
	}
	date := func(label string) calendar.Date {
		return calendar.Date{Year: 2026, Month: time.June, Day: 1}.AddDays(rapid.IntRange(0, 400).Draw(t, label))
	}
	assigned := func(m *maturity.Model) (list []assess.Assignment) {
		for _, c := range m.Categories() {
			two := rapid.SliceOfNDistinct(user, 2, 2, rapid.ID).Draw(t, c.ID)
			a := assess.Assignment{Category: c.ID, Owner: assess.UserID(two[0])}
			if rapid.Bool().Draw(t, "deputy") {
				a.Deputy = assess.UserID(two[1])
			}
			a.Risk = rapid.SampledFrom([]assess.Risk{"", assess.RiskLow, assess.RiskHigh, assess.RiskCritical}).Draw(t, "risk")
			list = append(list, a)
		}
		return list
	}
	model := find(t, name)
	p := assess.Programme{
		ID:    assess.ProgrammeID(rapid.StringMatching(`[a-z0-9]{1,10}(-[a-z0-9]{1,8}){0,2}`).Draw(t, "id")),
		Scope: text.Draw(t, "scope"), Model: model.ID, Revision: rapid.IntRange(0, 40).Draw(t, "revision"),
		Zone:        rapid.SampledFrom([]string{"Europe/London", "America/New_York", "Asia/Kolkata"}).Draw(t, "zone"),
		Days:        rapid.SliceOfNDistinct(rapid.SampledFrom(days), 1, 7, rapid.ID).Draw(t, "days"),
		Hours:       hours("hours"),
		Country:     rapid.SampledFrom([]string{"", "gb", "de-by", "us"}).Draw(t, "country"),
		Channel:     rapid.StringMatching(`[CG][A-Z0-9]{2,10}`).Draw(t, "channel"),
		Assignments: assigned(model),
		Cadence: calendar.Cadence{
			Every: period.Draw(t, "every"), StartMonth: time.Month(rapid.IntRange(1, 12).Draw(t, "month")),
			At: calendar.Clock(rapid.IntRange(3*60, 23*60).Draw(t, "at")),
		},
		CheckIn: rapid.IntRange(1, 60).Draw(t, "check-in"), Window: rapid.IntRange(1, 60).Draw(t, "window"),
		Grace:      rapid.IntRange(2, 60).Draw(t, "grace"),
		Rehearsals: assess.Rehearsals{Tabletop: months.Draw(t, "tabletop"), Simulation: months.Draw(t, "simulation")},
	}
	if rapid.Bool().Draw(t, "check-ins") {
		p.FullEvery = calendar.Annual
	}
	for _, u := range rapid.SliceOfNDistinct(user, 1, 4, rapid.ID).Draw(t, "managers") {
		p.Managers = append(p.Managers, assess.UserID(u))
	}
	for _, u := range rapid.SliceOfNDistinct(user, 0, 3, rapid.ID).Draw(t, "leaders") {
		p.Leaders = append(p.Leaders, assess.UserID(u))
	}
	for i := range rapid.IntRange(0, 3).Draw(t, "closures") {
		closed := calendar.DateRange{First: date(fmt.Sprint("first ", i)), Yearly: rapid.Bool().Draw(t, "yearly")}
		if rapid.Bool().Draw(t, "several days") {
			closed.Last = closed.First.AddDays(rapid.IntRange(0, 9).Draw(t, "length"))
		}
		if rapid.Bool().Draw(t, "named") {
			closed.Name = text.Draw(t, "name")
		}
		p.Holidays = append(p.Holidays, closed)
	}
	own := rapid.SliceOfNDistinct(user, 0, 4, rapid.ID).Draw(t, "people")
	slices.Sort(own)
	for _, u := range own {
		p.People = append(p.People, assess.WorkingTime{
			User: assess.UserID(u), Country: rapid.SampledFrom([]string{"gb", "us"}).Draw(t, "their country"),
			Days: rapid.SliceOfNDistinct(rapid.SampledFrom(days), 0, 7, rapid.ID).Draw(t, "their days"), Hours: hours("their hours"),
		})
	}
	p.Away.Emoji = rapid.SliceOfN(rapid.StringMatching(`:[a-z0-9_+-]{1,20}(::skin-tone-[2-6])?:`), 0, 4).Draw(t, "emoji")
	p.Away.Words = rapid.SliceOfN(text, 0, 4).Draw(t, "words")
	for _, tag := range model.Tags {
		if rapid.Bool().Draw(t, tag.ID) {
			p.Deployments = append(p.Deployments, tag.ID)
		}
	}
	if name == "aismm" && rapid.Bool().Draw(t, "overlap") {
		leaves := find(t, "lawlor")
		p.Overlap = &assess.Overlap{Model: leaves.ID, Assignments: assigned(leaves)}
	}
	p.Reminders = rapid.SliceOfNDistinct(rapid.Custom(func(t *rapid.T) assess.Step {
		kind := rapid.SampledFrom([]assess.StepKind{assess.HalfTime, assess.DueMorning, assess.BeforeDue, assess.AfterDue}).Draw(t, "kind")
		if kind == assess.BeforeDue || kind == assess.AfterDue {
			return assess.Step{Kind: kind, Days: rapid.IntRange(1, 20).Draw(t, "days")}
		}
		return assess.Step{Kind: kind}
	}), 0, 6, rapid.ID).Draw(t, "reminders")
	p.Escalate = assess.Step{Kind: assess.AfterDue, Days: rapid.IntRange(1, p.Grace-1).Draw(t, "managers told")}
	if days := rapid.IntRange(0, p.Escalate.Days-1).Draw(t, "deputy told"); days > 0 {
		p.Deputise = assess.Step{Kind: assess.AfterDue, Days: days}
	}
	return p
}

func find(t *rapid.T, name string) *maturity.Model {
	m, err := maturity.Find(name)
	if err != nil {
		t.Fatal(err)
	}
	return m
}
