package assess_test

import (
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"

	"cairn/internal/assess"
	"cairn/internal/calendar"
	"cairn/internal/errs"
)

// mixed is a setup whose people work in different places: one owns two categories and is another's deputy, one is away
// for a part of it.
func (b *bench) mixed() assess.Setup {
	b.t.Helper()
	b.know(assess.Person{ID: gov, Zone: "Europe/London"})
	b.know(assess.Person{ID: deputy, Zone: "America/Los_Angeles"})
	b.know(assess.Person{ID: "U0TEC", Zone: "Asia/Tokyo"})
	b.know(assess.Person{ID: "U0MON", Zone: "Asia/Kolkata", Absence: assess.Absence{Since: b.clock.Now(), Until: b.clock.Now().AddDate(0, 0, 9)}})
	s := b.turn(b.draft(), basics())
	for _, page := range []assess.SetupCategoryPage{
		{Category: "governance", Owner: gov, Deputy: deputy},
		{Category: "technical-controls", Owner: "U0TEC", Deputy: gov},
		{Category: "monitoring-detection", Owner: "U0MON"},
		{Category: "incident-response", Owner: gov},
		{Category: "workforce-culture", Owner: "U0WOR"},
	} {
		s = b.turn(s, page)
	}
	return s
}

// TestThePreviewIsWhatHappens finishes the draft, lets nobody answer, and compares.
func TestThePreviewIsWhatHappens(t *testing.T) {
	t.Parallel()
	r := newRound(t, 1)
	s := r.mixed()
	pre, err := r.Preview(t.Context(), manager, s.ID, true)
	if err != nil {
		t.Fatal(err)
	}
	done, err := r.FinishDraft(t.Context(), manager, s.ID, s.Version, true)
	if err != nil {
		t.Fatal(err)
	}
	r.follow(done.Cycle)
	if !pre.OpensAt.Equal(done.Cycle.OpenedAt) || !pre.DueAt.Equal(done.Cycle.DueAt) || !pre.ClosesAt.Equal(done.Cycle.ClosesAt) {
		t.Errorf("previewed %s, %s, %s; opened %+v", pre.OpensAt, pre.DueAt, pre.ClosesAt, done.Cycle)
	}
	r.play(nil)

	line := func(at time.Time, what string, u assess.UserID) string {
		return fmt.Sprintf("%s %s %s", at.UTC().Format("2006-01-02 15:04"), what, u)
	}
	var want, got []string
	records, err := r.Ledger(t.Context(), manager, done.Programme.ID, time.Time{}, 0)
	if err != nil {
		t.Fatal(err)
	}
	for _, a := range records {
		switch a.Kind {
		case assess.WasAsked, assess.WasNudged, assess.WasEscalated:
			got = append(got, line(a.At, string(a.Kind), a.Person))
		}
	}
	told := make(map[assess.UserID]bool) // an escalation is one message, brought up to date
	slices.Sort(got)
	got = slices.DeleteFunc(slices.Compact(got), func(l string) bool {
		var day, hour, what, u string
		if _, err := fmt.Sscan(l, &day, &hour, &what, &u); err != nil {
			t.Fatal(err)
		}
		again := told[assess.UserID(u)]
		told[assess.UserID(u)] = again || what == string(assess.WasEscalated)
		return again && what == string(assess.WasEscalated)
	})
	for _, who := range pre.Asked {
		for _, at := range who.Cards {
			want = append(want, line(at, string(assess.WasAsked), who.Person.ID))
		}
		for _, at := range who.Reminders {
			want = append(want, line(at, string(assess.WasNudged), who.Person.ID))
		}
	}
	for _, one := range pre.Told {
		want = append(want, line(one.At, string(assess.WasEscalated), one.Person.ID))
	}
	slices.Sort(want)
	if diff := cmp.Diff(want, got); diff != "" || len(got) < 20 {
		t.Errorf("previewed (-) and happened (+):\n%s", diff)
	}
}

func TestAPreviewSaysWhoIsSentWhatAndWhen(t *testing.T) {
	t.Parallel()
	b := newBench(t)
	s := b.mixed()
	b.know(assess.Person{ID: "U0MON", Name: "Mo", Standing: assess.Guest}) // after they were named
	pre, err := b.Preview(t.Context(), manager, s.ID, true)
	if err != nil {
		t.Fatal(err)
	}
	first := pre.Asked[0]
	if first.Person.ID != gov || first.Questions != 10 || len(first.Parts) != 2 || first.Parts[0].Deputy != deputy || first.Zone != "Europe/London" {
		t.Errorf("the first to be asked: %+v", first)
	}
	if len(first.Cards) != 1 || !first.Cards[0].Equal(b.clock.Now()) || len(first.Reminders) != 4 {
		t.Errorf("two questionnaires come as %d cards at %v with reminders at %v", len(first.Cards), first.Cards, first.Reminders)
	}
	if !slices.Equal(pre.Unknown, []assess.UserID{boss, "U0WOR"}) {
		t.Errorf("unknown: %v", pre.Unknown)
	}
	if len(pre.NotToAsk) != 1 || pre.NotToAsk[0].ID != "U0MON" {
		t.Errorf("not to be asked: %+v", pre.NotToAsk)
	}
	var told []string
	for _, one := range pre.Told {
		told = append(told, fmt.Sprint(one.Person.ID, " ", one.AsDeputy, " ", one.Of))
	}
	want := []string{"U0GOV true [U0TEC]", "U0DEP true [U0GOV]", "U0BOSS false [U0TEC U0MON U0GOV U0WOR]"}
	if diff := cmp.Diff(want, told, cmpopts.SortSlices(func(a, b string) bool { return a < b })); diff != "" {
		t.Log(diff)
	}
	if len(told) != 3 || pre.Told[2].Person.ID != boss || len(pre.Told[2].Of) != 4 {
		t.Errorf("told: %v", told)
	}
}

func TestAPreviewRemindsNobodyOnTheDayOnWhichTheyAreToldOfOthers(t *testing.T) {
	t.Parallel()
	b := newBench(t)
	// The deputy of governance owns a category too, and is told of the one on the morning of a reminder of the other.
	b.apply(strings.Replace(minimal, "U0TEC", "U0DEP", 1) + "reminders: [1d after, 2d after]\n")
	s, err := b.StartDraft(t.Context(), manager, north)
	if err != nil {
		t.Fatal(err)
	}
	pre, err := b.Preview(t.Context(), manager, s.ID, true)
	if err != nil {
		t.Fatal(err)
	}
	i := slices.IndexFunc(pre.Asked, func(r assess.Recipient) bool { return r.Person.ID == deputy })
	j := slices.IndexFunc(pre.Told, func(one assess.Told) bool { return one.Person.ID == deputy })
	if i < 0 || j < 0 || len(pre.Asked[i].Reminders) != 2 || !pre.Asked[i].Reminders[1].Equal(pre.Told[j].At.AddDate(0, 0, 1)) {
		t.Errorf("asked %+v, told %+v", pre.Asked, pre.Told)
	}
}

func TestAPreviewOfTheNextOpeningByTheCadence(t *testing.T) {
	t.Parallel()
	b := newBench(t)
	s := b.turn(b.filled(), assess.SetupAppliesPage{Every: calendar.Quarterly, FullEvery: calendar.Annual})
	pre, err := b.Preview(t.Context(), manager, s.ID, false)
	if err != nil {
		t.Fatal(err)
	}
	// There is no full assessment to check in on, so it will be a full cycle whatever the cadence says.
	opens := time.Date(2027, time.January, 1, 8, 0, 0, 0, time.UTC) // 09:00 in Berlin; no holidays are declared
	if !pre.OpensAt.Equal(opens) || pre.Kind != assess.Full || pre.Nothing || len(pre.Asked) != 1 || !pre.Asked[0].Cards[0].Equal(opens) {
		t.Errorf("opens %s as %s for %+v", pre.OpensAt, pre.Kind, pre.Asked)
	}
}

func TestAPreviewCountsWhatAppliesAndTheModelThatIsLeft(t *testing.T) {
	t.Parallel()
	b := newBench(t)
	b.apply(leaving() + "deployment_types: [paas]\n")
	s, err := b.StartDraft(t.Context(), manager, north)
	if err != nil {
		t.Fatal(err)
	}
	pre, err := b.Preview(t.Context(), manager, s.ID, true)
	if err != nil {
		t.Fatal(err)
	}
	done, err := b.FinishDraft(t.Context(), manager, s.ID, s.Version, true)
	if err != nil {
		t.Fatal(err)
	}
	want := make(map[assess.UserID]int)
	for _, id := range []assess.CycleID{done.Cycle.ID, done.Cycle.ID.Beside()} {
		roster, err := b.Roster(t.Context(), id)
		if err != nil {
			t.Fatal(err)
		}
		for _, q := range roster {
			f, err := b.Form(t.Context(), q)
			if err != nil {
				t.Fatal(err)
			}
			want[f.Questionnaire.Owner] += len(f.Items)
		}
	}
	got := make(map[assess.UserID]int)
	for _, who := range pre.Asked {
		got[who.Person.ID] = who.Questions
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("questions previewed (+) and asked (-): %s", diff)
	}
}

func TestADraftThatIsNotReadyHasNoPreview(t *testing.T) {
	t.Parallel()
	b := newBench(t)
	s := b.turn(b.draft(), basics())
	_, err := b.Preview(t.Context(), manager, s.ID, true)
	if !errs.Is(err, errs.Invalid) || len(errs.Fields(err)) != 5 {
		t.Errorf("error %v", err)
	}
}
