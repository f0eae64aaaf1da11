package assess_test

import (
	"os"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"cairn/internal/assess"
	"cairn/internal/calendar"
	"cairn/internal/maturity"
)

const minimal = `programme: north
scope: North
model: lawlor
time_zone: Europe/London
channel: C0LEAD
managers: [U0BOSS]
categories:
  governance: {owner: U0GOV, deputy: U0DEP}
  technical-controls: {owner: U0TEC}
  monitoring-detection: {owner: U0MON}
  incident-response: {owner: U0INC}
  workforce-culture: {owner: U0WOR}
cadence: {every: quarterly}
`

func TestAMinimalProgrammeFileGetsTheDefaults(t *testing.T) {
	t.Parallel()
	p, faults := assess.ParseManifest([]byte(minimal), "p.yaml", maturity.Find)
	if len(faults) > 0 {
		t.Fatal(faults)
	}
	model, err := maturity.Find("lawlor")
	if err != nil {
		t.Fatal(err)
	}
	want := assess.Programme{
		ID: "north", Scope: "North", Model: model.ID, Zone: "Europe/London",
		Days:    []time.Weekday{time.Monday, time.Tuesday, time.Wednesday, time.Thursday, time.Friday},
		Hours:   calendar.Hours{Start: calendar.MustClock("09:00"), End: calendar.MustClock("17:30")},
		Channel: "C0LEAD", Managers: []assess.UserID{"U0BOSS"},
		Assignments: []assess.Assignment{
			{Category: "governance", Owner: "U0GOV", Deputy: "U0DEP"},
			{Category: "technical-controls", Owner: "U0TEC"},
			{Category: "monitoring-detection", Owner: "U0MON"},
			{Category: "incident-response", Owner: "U0INC"},
			{Category: "workforce-culture", Owner: "U0WOR"},
		},
		Cadence: calendar.Cadence{Every: calendar.Quarterly, StartMonth: time.January, At: calendar.MustClock("09:00")},
		CheckIn: assess.DefaultCheckIn, Window: 10, Grace: 5, Away: assess.DefaultAwayRule(),
		Reminders: []assess.Step{
			{Kind: assess.HalfTime}, {Kind: assess.BeforeDue, Days: 2}, {Kind: assess.DueMorning}, {Kind: assess.AfterDue, Days: 1},
		},
		Deputise: assess.Step{Kind: assess.AfterDue, Days: 2}, Escalate: assess.Step{Kind: assess.AfterDue, Days: 4},
		Rehearsals: assess.Rehearsals{Tabletop: 12},
	}
	if diff := cmp.Diff(want, p); diff != "" {
		t.Error(diff)
	}
}

func TestEveryFaultOfAProgrammeFileIsNamedWithItsLine(t *testing.T) {
	t.Parallel()
	file := `programme: North Wind
scope: ""
model: lawlor
time_zone: Mars/Olympus
working_days: [mon, moonday]
working_hours: {start: "18:00", end: "09:00"}
holidays:
  country: zz
  dates:
    - {first: 2026-12-24, last: 2026-12-01}
channel: "#leaders"
managers: [mara, U0BOSS, U0BOSS]
categories:
  governance: {owner: gwen, deputy: U0DEP}
  technical-controls: {owner: U0TEC, deputy: U0TEC}
  monitoring-detection: {owner: U0MON}
  incident-response: {owner: U0INC}
  astrology: {owner: U0AST}
cadence: {every: weekly, start_month: brumaire, at: "25:00"}
due_after: 0
grace: 1
reminders: [half-time, half-time, sometimes]
escalate: 2d after
`
	want := map[int]string{
		1: "short name", 2: "1 to 80 characters", 4: "Mars/Olympus", 5: "moonday", 6: "Working hours", 8: "zz", 10: "dates",
		11: "channel", 12: "mara", 13: "workforce-culture", 14: "gwen", 15: "somebody else", 18: "astrology",
		19: "weekly", 20: "1 to 60", 22: "sometimes", 23: "grace",
	}
	_, faults := assess.ParseManifest([]byte(file), "p.yaml", maturity.Find)
	text := make(map[int]string)
	for _, fault := range faults {
		text[fault.Line] += fault.Message + "\n"
	}
	for line, part := range want {
		if !strings.Contains(text[line], part) {
			t.Errorf("line %d: %q does not mention %q", line, text[line], part)
		}
	}
	for line := range text {
		if want[line] == "" {
			t.Errorf("line %d is reported without a fault: %s", line, text[line])
		}
	}
	if !strings.Contains(text[19], "brumaire") || !strings.Contains(text[19], "25:00") || !strings.Contains(text[12], "twice") || !strings.Contains(text[22], "twice") {
		t.Errorf("a fault hid another on its line: %q %q %q", text[19], text[12], text[22])
	}
}

func TestAProgrammeFileThatIsNotOneSaysWhereItBreaks(t *testing.T) {
	t.Parallel()
	tests := map[string]struct{ file, want string }{
		"empty":           {"", "p.yaml:1: The file is empty"},
		"not yaml":        {"programme: [", "p.yaml:"},
		"unknown setting": {minimal + "colour: blue\n", "p.yaml:14: colour is not a setting"},
		"wrong shape":     {strings.Replace(minimal, "[U0BOSS]", "U0BOSS", 1), "p.yaml:6: "},
		"unknown model":   {strings.Replace(minimal, "lawlor", "tarot", 1), "p.yaml:3: model: "},
		"duplicate key":   {minimal + "scope: Twice\n", "already"},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			wantFault(t, tt.file, tt.want)
		})
	}
}

// wantFault checks that one of the file's faults, as "p.yaml:LINE: sentence", contains a text.
func wantFault(t *testing.T, file, want string) {
	t.Helper()
	_, faults := assess.ParseManifest([]byte(file), "p.yaml", maturity.Find)
	var all []string
	for _, fault := range faults {
		all = append(all, fault.String())
	}
	if got := strings.Join(all, "\n"); !strings.Contains(got, want) {
		t.Errorf("faults\n%s\ndo not contain %q", got, want)
	}
}

func TestEscalationsFitIntoTheGrace(t *testing.T) {
	t.Parallel()
	days := func(n int) assess.Step {
		if n == 0 {
			return assess.Step{}
		}
		return assess.Step{Kind: assess.AfterDue, Days: n}
	}
	tests := map[string]struct {
		settings                string
		deputy, managers, grace int // deputy 0 for never
	}{
		"nothing said":           {"", 2, 4, 5},
		"managers alone":         {"escalate: 3d after\n", 0, 3, 5},
		"late managers alone":    {"escalate: 5d after\n", 0, 5, 6},
		"both":                   {"escalate: {deputy: 1d after, manager: 2d after}\n", 1, 2, 5},
		"late managers":          {"escalate: {manager: 9d after}\n", 2, 9, 10},
		"early managers":         {"escalate: {manager: 2d after}\n", 1, 2, 5},
		"managers at once":       {"escalate: {manager: 1d after}\n", 0, 1, 5},
		"only the deputy":        {"escalate: {deputy: 3d after}\n", 3, 4, 5},
		"little grace":           {"grace: 3\n", 1, 2, 3},
		"no room for the deputy": {"grace: 2\n", 0, 1, 2},
		"much grace":             {"grace: 20\n", 2, 4, 20},
		"grace that fits":        {"grace: 3\nescalate: 2d after\n", 0, 2, 3},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			p, faults := assess.ParseManifest([]byte(minimal+tt.settings), "p.yaml", maturity.Find)
			if len(faults) > 0 || p.Deputise != days(tt.deputy) || p.Escalate != days(tt.managers) || p.Grace != tt.grace {
				t.Errorf("deputy %s, managers %s, grace %d, faults %v", p.Deputise, p.Escalate, p.Grace, faults)
			}
		})
	}
}

func TestFaultsOfWhenPeopleAreAsked(t *testing.T) {
	t.Parallel()
	tests := map[string]struct{ settings, want string }{
		"escalated after the close":   {"grace: 3\nescalate: {manager: 3d after}\n", "escalate.manager: \"3d after\" would come when the cycle has closed (grace: 3)"},
		"no room for an escalation":   {"grace: 1\n", "escalate.manager: \"4d after\" would come"},
		"deputy not before":           {"escalate: {deputy: 4d after}\n", "escalate.deputy: \"4d after\" is not before the managers are told (4d after)"},
		"deputy before due":           {"escalate: {deputy: 1d before}\n", "escalate.deputy: Say how many working days"},
		"escalated to somebody else":  {"escalate: {boss: 4d after}\n", "p.yaml:14: boss is not a setting"},
		"escalate is a list":          {"escalate: [4d after]\n", "p.yaml:14: "},
		"unknown person":              {"people: {mara: {country: us}}\n", "people.mara: \"mara\" is not a Slack user id"},
		"nothing of a person":         {"people: {U0GOV: {}}\n", "people.U0GOV: Say how the working time of U0GOV differs"},
		"a person's country":          {"people: {U0GOV: {country: zz}}\n", "people.U0GOV.country: "},
		"a person's days":             {"people: {U0GOV: {working_days: [mon, moonday]}}\n", "people.U0GOV.working_days[1]: \"moonday\" is not a day"},
		"a person's hours":            {"people: {U0GOV: {working_hours: {start: \"18:00\", end: \"09:00\"}}}\n", "people.U0GOV.working_hours: Working hours end at 09:00"},
		"a person without hours":      {"people: {U0GOV: {working_hours: {start: \"00:00\", end: \"00:00\"}}}\n", "people.U0GOV.working_hours: Working hours end when they start"},
		"no hours":                    {"working_hours: {start: \"00:00\", end: \"00:00\"}\n", "p.yaml:14: working_hours: Working hours end when they start"},
		"a person's unknown setting":  {"people: {U0GOV: {hobby: chess}}\n", "hobby is not a setting"},
		"an emoji that is none":       {"out_of_office: {emoji: [\"palm tree\"]}\n", "out_of_office.emoji[0]: \"palm tree\" is not the name of an emoji"},
		"a word that matches anybody": {"out_of_office: {words: [ooo, \" a \"]}\n", "out_of_office.words[1]: Give 2 to 100 characters"},
		"a revision below one":        {"revision: -1\n", "revision: Give the number"},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			wantFault(t, minimal+tt.settings, tt.want)
		})
	}
}

func TestWhoIsAwayAndWhoWorksOtherwiseIsDeclared(t *testing.T) {
	t.Parallel()
	p, faults := assess.ParseManifest([]byte(minimal+`people:
  U0TEC: {country: de-by, working_days: [sun, mon], working_hours: {start: "07:00", end: "12:00"}}
  U0GOV: {country: us}
out_of_office: {emoji: [palm_tree, ":ill:"], words: []}
`), "p.yaml", maturity.Find)
	want := assess.Programme{
		People: []assess.WorkingTime{
			{User: "U0GOV", Country: "us"},
			{
				User: "U0TEC", Country: "de-by", Days: []time.Weekday{time.Sunday, time.Monday},
				Hours: calendar.Hours{Start: calendar.MustClock("07:00"), End: calendar.MustClock("12:00")},
			},
		},
		Away: assess.AwayRule{Emoji: []string{":palm_tree:", ":ill:"}},
	}
	if diff := cmp.Diff(want, assess.Programme{People: p.People, Away: p.Away}); len(faults) > 0 || diff != "" {
		t.Error(faults, diff)
	}
}

func TestTheExampleProgrammesAreGood(t *testing.T) {
	t.Parallel()
	for _, file := range []string{"../cli/example-programme.yaml", "../demo/sample/northwind.yaml"} {
		data, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		if _, faults := assess.ParseManifest(data, file, maturity.Find); len(faults) > 0 {
			t.Error(faults)
		}
	}
}

func FuzzParseManifestNeverPanics(f *testing.F) {
	f.Add([]byte(minimal))
	f.Add([]byte("a: &a [*a]"))
	f.Fuzz(func(t *testing.T, data []byte) {
		p, faults := assess.ParseManifest(data, "p.yaml", maturity.Find)
		if len(faults) > 0 {
			return
		}
		if _, err := p.Calendar(); err != nil {
			t.Errorf("a programme without faults has no calendar: %v", err)
		}
	})
}

func TestSettingsOfAModelWithObjectives(t *testing.T) {
	t.Parallel()
	p, faults := assess.ParseManifest([]byte(leaving()+"deployment_types: [api-saas, self-hosted]\n"), "p.yaml", maturity.Find)
	if len(faults) > 0 {
		t.Fatal(faults)
	}
	if diff := cmp.Diff([]string{"self-hosted", "api-saas"}, p.Deployments); diff != "" {
		t.Errorf("deployments in the model's order: %s", diff)
	}
	if p.Overlap == nil || p.Overlap.Model != "lawlor/ai-security-maturity@1.0" || len(p.Overlap.Assignments) != 5 {
		t.Errorf("overlap %+v", p.Overlap)
	}
	if p.FullEvery != "" || p.CheckIn != assess.DefaultCheckIn {
		t.Errorf("full every %q with %d, want the defaults", p.FullEvery, p.CheckIn)
	}
}

func TestFaultsOfTheSettingsOfAModelWithObjectives(t *testing.T) {
	t.Parallel()
	tests := map[string]struct{ file, want string }{
		"unknown type":      {objectives("deployment_types: [paas, mainframe]\n"), `"mainframe" is not one of self-hosted, paas, api-saas`},
		"type twice":        {objectives("deployment_types: [paas, paas]\n"), "twice"},
		"no types":          {minimal + "deployment_types: [paas]\n", "tells no deployment types apart"},
		"full how often":    {objectives("cadence: {every: quarterly, full: weekly}\n"), `"weekly" is not how often`},
		"full too often":    {objectives("cadence: {every: annual, full: quarterly}\n"), "set every to quarterly"},
		"check-in of none":  {objectives("cadence: {every: quarterly, check_in: 0}\n"), "from 1 to 60"},
		"overlap on itself": {objectives("overlap: {model: aismm, categories: {}}\n"), "the model of the programme itself"},
		"no model":          {strings.Replace(minimal, "model: lawlor\n", "", 1), "model: Name a model"},
		"overlap unnamed":   {objectives("overlap: {categories: {governance: {owner: U0GOV}}}\n"), "overlap.model: Name a model"},
		"overlap unknown":   {objectives("overlap: {model: tarot}\n"), "overlap.model: "},
		"overlap in part":   {objectives("overlap: {model: lawlor, categories: {governance: {owner: gwen}, astrology: {owner: U0A}}}\n"), "overlap.categories.workforce-culture.owner: Say who owns workforce-culture"},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			wantFault(t, tt.file, tt.want)
		})
	}
}

func TestChangesOfTheSettingsOfAModelWithObjectivesAreShown(t *testing.T) {
	t.Parallel()
	b := newBench(t)
	b.apply(objectives(""))
	p, _ := assess.ParseManifest([]byte(leaving()+"deployment_types: [paas]\n"), "p.yaml", maturity.Find)
	p.FullEvery, p.CheckIn = calendar.Annual, 9
	changes, err := b.Apply(t.Context(), operator, p, true)
	var lines []string
	for _, c := range changes {
		if !strings.HasPrefix(c.Setting, "overlap.categories") {
			lines = append(lines, c.String())
		}
	}
	want := []string{
		"+ deployment_types: paas", "+ overlap.model: lawlor/ai-security-maturity@1.0", "+ cadence.full: annual", "+ cadence.check_in: at most 9 items",
	}
	if err != nil || !cmp.Equal(want, lines) || len(changes) <= len(lines) {
		t.Errorf("%v %s", err, cmp.Diff(want, lines))
	}
}
