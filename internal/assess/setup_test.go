package assess_test

import (
	"maps"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"

	"cairn/internal/assess"
	"cairn/internal/calendar"
	"cairn/internal/errs"
	"cairn/internal/maturity"
)

var manager = assess.BySlack(boss)

// basics is a first page without faults.
func basics() assess.SetupBasicsPage {
	return assess.SetupBasicsPage{
		Scope: "Süd & Söhne", Model: "lawlor", Channel: "C0SOUTH", Zone: "Europe/Berlin", Managers: []assess.UserID{boss},
	}
}

// draft begins a new programme.
func (b *bench) draft() assess.Setup {
	b.t.Helper()
	s, err := b.StartDraft(b.t.Context(), manager, "")
	if err != nil {
		b.t.Fatal(err)
	}
	return s
}

// turn takes over a page of a setup.
func (b *bench) turn(s assess.Setup, page assess.SetupPage) assess.Setup {
	b.t.Helper()
	s, err := b.ChangeDraft(b.t.Context(), manager, s.ID, s.Version, page)
	if err != nil {
		b.t.Fatal(err)
	}
	return s
}

// filled is a setup of which only the review is left.
func (b *bench) filled() assess.Setup {
	b.t.Helper()
	s := b.turn(b.draft(), basics())
	for _, c := range s.Model.Categories() {
		s = b.turn(s, assess.SetupCategoryPage{Category: c.ID, Owner: gov, Deputy: deputy})
	}
	return s
}

func wantFaults(t *testing.T, err error, want map[string]string) {
	t.Helper()
	got := errs.Fields(err)
	if !errs.Is(err, errs.Invalid) || !slices.Equal(slices.Sorted(maps.Keys(want)), slices.Sorted(maps.Keys(got))) {
		t.Errorf("error %v with faults %v, want %v", err, got, want)
	}
	for field, part := range want {
		if !strings.Contains(got[field], part) {
			t.Errorf("%s: %q does not say %q", field, got[field], part)
		}
	}
}

func TestASetupBeginsWithTheDefaultsAndWhatIsKnownOfTheManager(t *testing.T) {
	t.Parallel()
	b := newBench(t)
	b.know(assess.Person{ID: boss, Zone: "America/New_York"})
	s := b.draft()
	p := s.Programme
	if p.Zone != "America/New_York" || !slices.Equal(p.Managers, []assess.UserID{boss}) || p.Window != 10 || p.Grace != 5 || len(p.Reminders) != 4 {
		t.Errorf("the draft begins as %+v", p)
	}
	if s.Step != assess.SetupBasics || s.Model != nil || s.Ready() {
		t.Errorf("a setup of which nothing is said is at %s, ready: %v", s.Step, s.Ready())
	}
	if again := b.draft(); again.ID != s.ID {
		t.Errorf("beginning again made %s beside %s", again.ID, s.ID)
	}
}

func TestASetupGoesThroughItsPagesAndCanBeLeftAtAny(t *testing.T) {
	t.Parallel()
	b := newBench(t)
	s := b.turn(b.draft(), basics())
	if s.Programme.ID != "sud-sohne" || s.Programme.Model != "lawlor/ai-security-maturity@1.0" || s.Step != assess.SetupApplies {
		t.Errorf("after the first page: %s on %s at %s", s.Programme.ID, s.Programme.Model, s.Step)
	}
	s = b.turn(s, assess.SetupAppliesPage{Every: calendar.Annual, StartMonth: time.April, At: calendar.MustClock("08:00")})
	s = b.turn(s, assess.SetupTimePage{
		Days: []time.Weekday{time.Monday, time.Tuesday}, Hours: calendar.Hours{Start: calendar.MustClock("08:00"), End: calendar.MustClock("16:00")},
		Country: "de-by", Window: 5, Grace: 3,
	})
	if s.Step != assess.CategoryStep("governance") || s.Programme.Escalate.Days != 2 {
		t.Errorf("at %s, the managers are told %s with a grace of 3", s.Step, s.Programme.Escalate)
	}
	s = b.turn(s, assess.SetupCategoryPage{Category: "governance", Owner: gov, Deputy: deputy})

	left, err := b.Setup(t.Context(), manager, s.ID) // and taken up again
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(s, left, cmpopts.EquateEmpty(), cmpopts.IgnoreFields(assess.Setup{}, "Model", "Steps")); diff != "" {
		t.Error(diff)
	}
	var open []string
	for _, step := range left.Steps {
		if len(step.Faults) > 0 {
			open = append(open, step.ID)
		}
	}
	want := []string{"category/technical-controls", "category/monitoring-detection", "category/incident-response", "category/workforce-culture"}
	if diff := cmp.Diff(want, open); diff != "" || left.Ready() {
		t.Errorf("what is still to be said: %s", diff)
	}
	for _, c := range s.Model.Categories() {
		s = b.turn(s, assess.SetupCategoryPage{Category: c.ID, Owner: gov})
	}
	if !s.Ready() || s.Step != assess.SetupReview {
		t.Errorf("after the last page the setup is at %s, ready: %v", s.Step, s.Ready())
	}
}

func TestFaultsOfASetupAreThoseOfAFileBesideTheirFields(t *testing.T) {
	t.Parallel()
	b := newBench(t)
	b.know(assess.Person{ID: "U0GUEST", Name: "Gus", Standing: assess.Guest})
	b.know(assess.Person{ID: "U0GONE", Standing: assess.Gone})
	s := b.draft()
	tests := map[string]struct {
		page assess.SetupPage
		want map[string]string
	}{
		"nothing": {
			assess.SetupBasicsPage{},
			map[string]string{
				"scope": "1 to 80 characters", "model": "Name a model", "channel": "leadership channel", "time_zone": "No time zone", "managers": "at least one",
			},
		},
		"a name that is taken": {
			assess.SetupBasicsPage{Programme: north, Scope: "S", Model: "lawlor", Channel: "C0S", Zone: "UTC", Managers: []assess.UserID{boss}},
			map[string]string{"programme": `There is a programme "north" already, for North`},
		},
		"a manager who is a guest": {
			assess.SetupBasicsPage{Scope: "S", Model: "lawlor", Channel: "C0S", Zone: "UTC", Managers: []assess.UserID{boss, "U0GUEST"}},
			map[string]string{"managers": "Gus is a guest in Slack"},
		},
		"a cadence": {
			assess.SetupAppliesPage{Every: "weekly", At: calendar.MustClock("01:00"), CheckIn: 99},
			map[string]string{"cadence.every": "weekly", "cadence.at": "01:00", "cadence.check_in": "1 to 60"},
		},
		"time": {
			assess.SetupTimePage{Days: []time.Weekday{time.Monday}, Country: "zz", Hours: calendar.Hours{Start: 600, End: 500}, Grace: 61},
			map[string]string{"holidays.country": "zz", "working_hours": "not after their start", "due_after": "1 to 60", "grace": "1 to 60"},
		},
		"days off that are none": {
			assess.SetupTimePage{
				Days: []time.Weekday{time.Monday}, Hours: calendar.Hours{Start: 600, End: 900}, Window: 5, Grace: 5, Unread: []string{"around Christmas"},
			},
			map[string]string{"holidays.dates": `"around Christmas" is not read as a day off`},
		},
		"days off that end before they begin": {
			assess.SetupTimePage{
				Days: []time.Weekday{time.Monday}, Hours: calendar.Hours{Start: 600, End: 900}, Window: 5, Grace: 5,
				Closures: []calendar.DateRange{{First: calendar.Date{Year: 2026, Month: 12, Day: 24}, Last: calendar.Date{Year: 2026, Month: 12, Day: 1}}},
			},
			map[string]string{"holidays.dates": "before it starts"},
		},
		"a leader who left": {
			assess.SetupBasicsPage{
				Scope: "S", Model: "lawlor", Channel: "C0S", Zone: "UTC", Managers: []assess.UserID{boss}, Leaders: []assess.UserID{"U0GONE"},
			},
			map[string]string{"leaders": "U0GONE was deactivated"},
		},
		"no room to escalate": {
			assess.SetupTimePage{Days: []time.Weekday{time.Monday}, Hours: calendar.Hours{Start: 600, End: 900}, Window: 5, Grace: 1},
			map[string]string{"grace": "would come when the cycle has closed"},
		},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			_, err := b.ChangeDraft(t.Context(), manager, s.ID, s.Version, tt.page)
			wantFaults(t, err, tt.want)
		})
	}
	s = b.turn(s, basics())
	_, err := b.ChangeDraft(t.Context(), manager, s.ID, s.Version, assess.SetupCategoryPage{Category: "governance"})
	wantFaults(t, err, map[string]string{"categories.governance.owner": "Say who owns governance"})
	_, err = b.ChangeDraft(t.Context(), manager, s.ID, s.Version, assess.SetupCategoryPage{Category: "governance", Owner: gov, Deputy: gov})
	wantFaults(t, err, map[string]string{"categories.governance.deputy": "somebody else"})
	_, err = b.ChangeDraft(t.Context(), manager, s.ID, s.Version, assess.SetupCategoryPage{Category: "governance", Owner: "U0GONE"})
	wantFaults(t, err, map[string]string{"categories.governance.owner": "U0GONE was deactivated"})
	_, err = b.ChangeDraft(t.Context(), manager, s.ID, s.Version, assess.SetupAppliesPage{Every: calendar.Quarterly, Deployments: []string{"paas"}})
	wantFaults(t, err, map[string]string{"deployment_types": "tells no deployment types apart"})
	if now, err := b.Setup(t.Context(), manager, s.ID); err != nil || now.Version != s.Version {
		t.Errorf("a faulty page was taken over: %v", err)
	}
}

func TestAShortNameIsMadeOfTheScope(t *testing.T) {
	t.Parallel()
	tests := map[string]string{
		"North":                          "north-2", // there is a north
		"Nordlicht Straßenbau (Köln) AG": "nordlicht-strassenbau-koln-ag",
		"  --  ":                         "programme",
		"株式会社":                           "programme",
		"An organisation whose name goes on for longer than it should": "an-organisation-whose-name-goes-on-for-l",
	}
	for scope, want := range tests {
		t.Run(scope, func(t *testing.T) {
			t.Parallel()
			b := newBench(t)
			page := basics()
			page.Scope = scope
			if scope == "  --  " {
				page.Scope = "--"
			}
			if s := b.turn(b.draft(), page); string(s.Programme.ID) != want {
				t.Errorf("the short name is %s, want %s", s.Programme.ID, want)
			}
		})
	}
}

func TestAnotherModelTakesWhatBelongedToTheFirst(t *testing.T) {
	t.Parallel()
	b := newBench(t)
	s := b.filled()
	page := basics()
	page.Programme, page.Model = s.Programme.ID, "aismm"
	s = b.turn(s, page)
	if len(s.Programme.Assignments) != 0 || len(s.Steps) != 3+12 || s.Ready() {
		t.Errorf("after another model: %v, %d steps", s.Programme.Assignments, len(s.Steps))
	}
	s = b.turn(s, assess.SetupAppliesPage{Every: calendar.Quarterly, Deployments: []string{"paas"}})
	page.Model = "lawlor"
	if s = b.turn(s, page); len(s.Programme.Deployments) != 0 {
		t.Errorf("deployment types %v on a model that has none", s.Programme.Deployments)
	}
}

func TestFinishingASetupDeclaresTheProgrammeAndStartsIt(t *testing.T) {
	t.Parallel()
	b := newBench(t)
	s := b.filled()
	done, err := b.FinishDraft(t.Context(), manager, s.ID, s.Version, true)
	if err != nil {
		t.Fatal(err)
	}
	if p := done.Programme; p.ID != "sud-sohne" || p.Revision != 1 || p.UpdatedBy != manager || len(done.Changes) == 0 {
		t.Errorf("declared %+v with %d changes", p, len(done.Changes))
	}
	if done.Cycle.Programme != "sud-sohne" || done.Cycle.Kind != assess.Full || done.Cycle.State != assess.CycleOpen {
		t.Errorf("opened %+v", done.Cycle)
	}
	_, err = b.Setup(t.Context(), manager, s.ID)
	wantCode(t, err, errs.NotFound, "finished or discarded already")
	_, err = b.FinishDraft(t.Context(), manager, s.ID, s.Version, true)
	wantCode(t, err, errs.NotFound, "finished or discarded already")
}

func TestASetupThatIsNotCompleteIsNotFinished(t *testing.T) {
	t.Parallel()
	b := newBench(t)
	s := b.turn(b.draft(), basics())
	_, err := b.FinishDraft(t.Context(), manager, s.ID, s.Version, false)
	if got := errs.Fields(err)["categories.governance.owner"]; !strings.Contains(got, "Say who owns governance") {
		t.Errorf("error %v", err)
	}
}

func TestNothingIsStoredWhenNoCycleCanBeStarted(t *testing.T) {
	t.Parallel()
	b := newBench(t)
	b.start()
	s, err := b.StartDraft(t.Context(), manager, north)
	if err != nil {
		t.Fatal(err)
	}
	s = b.turn(s, assess.SetupCategoryPage{Category: "governance", Owner: "U0NEW"})
	_, err = b.FinishDraft(t.Context(), manager, s.ID, s.Version, true)
	wantCode(t, err, errs.Conflict, "is open already")
	if b.stored().Revision != 1 {
		t.Error("the change was stored all the same")
	}
	if done, err := b.FinishDraft(t.Context(), manager, s.ID, s.Version, false); err != nil || done.Programme.Assignments[0].Owner != "U0NEW" {
		t.Errorf("finished %+v %v", done.Programme, err)
	}
}

func TestADraftIsItsManagersOwnAndChangedInOneWindowAtATime(t *testing.T) {
	t.Parallel()
	b := newBench(t)
	s := b.draft()
	_, err := b.ChangeDraft(t.Context(), assess.BySlack("U0NAMED"), s.ID, s.Version, basics())
	wantCode(t, err, errs.Forbidden, "<@U0BOSS>")
	b.turn(s, basics())
	_, err = b.ChangeDraft(t.Context(), manager, s.ID, s.Version, basics())
	wantCode(t, err, errs.Conflict, "in another window")
	_, err = b.StartDraft(t.Context(), assess.BySlack(gov), north)
	wantCode(t, err, errs.Forbidden, "Only the managers of North")
	_, err = b.StartDraft(t.Context(), assess.BySlack(gov), "")
	wantCode(t, err, errs.Forbidden, "may set up a programme")
	if err := b.DiscardDraft(t.Context(), manager, s.ID); err != nil {
		t.Fatal(err)
	}
	if drafts, err := b.Drafts(t.Context(), manager); err != nil || len(drafts) != 0 {
		t.Errorf("after discarding: %v %v", drafts, err)
	}
}

func TestAChangeInSlackIsShownWhatAFileChangedMeanwhile(t *testing.T) {
	t.Parallel()
	for name, theirs := range map[string]bool{"the draft's stays": false, "the other's is taken": true} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			b := newBench(t)
			s, err := b.StartDraft(t.Context(), manager, north)
			if err != nil {
				t.Fatal(err)
			}
			s = b.turn(s, assess.SetupCategoryPage{Category: "governance", Owner: "U0MINE"})
			s = b.turn(s, assess.SetupCategoryPage{Category: "technical-controls", Owner: "U0MINE"})
			b.apply(strings.ReplaceAll(minimal, "U0GOV", "U0THEIRS") + "reminders: []\n")

			if s, err = b.Setup(t.Context(), manager, s.ID); err != nil {
				t.Fatal(err)
			}
			var settings []string
			for _, c := range s.Conflicts {
				settings = append(settings, c.Setting+" "+c.Declared+"/"+c.Stands)
			}
			want := []string{
				"categories.governance.owner U0MINE/U0THEIRS",
				"reminders half-time, 2d before, due-morning, 1d after/never",
			}
			if diff := cmp.Diff(want, settings); diff != "" {
				t.Errorf("conflicts: %s", diff)
			}
			_, err = b.FinishDraft(t.Context(), manager, s.ID, s.Version, false)
			wantCode(t, err, errs.Conflict, "categories.governance.owner and reminders")
			if len(assess.ConflictsOf(err).List) != 2 {
				t.Errorf("conflicts %+v", assess.ConflictsOf(err))
			}

			if s, err = b.ResolveDraft(t.Context(), manager, s.ID, s.Version, theirs); err != nil || len(s.Conflicts) != 0 {
				t.Fatalf("after resolving: %v %v", s.Conflicts, err)
			}
			done, err := b.FinishDraft(t.Context(), manager, s.ID, s.Version, false)
			if err != nil {
				t.Fatal(err)
			}
			owners := map[bool]assess.UserID{false: "U0MINE", true: "U0THEIRS"}
			p := done.Programme
			if p.Assignments[0].Owner != owners[theirs] || p.Assignments[1].Owner != "U0MINE" || len(p.Reminders) != 0 {
				t.Errorf("stored %+v and reminders %v", p.Assignments, p.Reminders)
			}
		})
	}
}

func TestASetupIsTheSameAsAFileThatSaysTheSame(t *testing.T) {
	t.Parallel()
	b := newBench(t)
	s := b.filled()
	done, err := b.FinishDraft(t.Context(), manager, s.ID, s.Version, false)
	if err != nil {
		t.Fatal(err)
	}
	file := strings.NewReplacer("north", "sud-sohne", "North", "Süd & Söhne", "Europe/London", "Europe/Berlin", "C0LEAD", "C0SOUTH").Replace(minimal)
	for _, u := range []string{"U0TEC", "U0MON", "U0INC", "U0WOR"} {
		file = strings.Replace(file, u, "U0GOV, deputy: U0DEP", 1)
	}
	p, faults := assess.ParseManifest([]byte(file), "p.yaml", maturity.Find)
	ignored := cmpopts.IgnoreFields(assess.Programme{}, "Revision", "UpdatedAt", "UpdatedBy")
	if diff := cmp.Diff(p, done.Programme, ignored, cmpopts.EquateEmpty()); len(faults) > 0 || diff != "" {
		t.Error(faults, diff)
	}
}
