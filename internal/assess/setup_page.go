package assess

import (
	"cmp"
	"context"
	"fmt"
	"strings"
	"time"
	"unicode"

	"golang.org/x/text/unicode/norm"

	"cairn/internal/calendar"
	"cairn/internal/errs"
	"cairn/internal/maturity"
)

// SetupPage is what one page of a setup says: [SetupBasicsPage], [SetupAppliesPage], [SetupTimePage] or
// [SetupCategoryPage]. Faults are named by the settings of a programme file, which stand beside the fields.
type SetupPage interface {
	step() string
	fill(*manifest)              // puts what the page says into a declaration
	settings() []string          // those it says, by their path in a programme file
	people() map[string][]UserID // those it names, by setting
}

// SetupBasicsPage is what the programme is about.
type SetupBasicsPage struct {
	Programme ProgrammeID // programme; "" to have one made of the scope; cannot be changed later
	Scope     string      // scope
	Model     string      // model: id or short name
	Channel   string      // channel
	Zone      string      // time_zone
	Managers  []UserID    // managers
	Leaders   []UserID    // leaders; none for nobody
}

func (SetupBasicsPage) step() string { return SetupBasics }

func (SetupBasicsPage) settings() []string {
	return []string{"programme", "scope", "model", "channel", "time_zone", "managers", "leaders"}
}

func (p SetupBasicsPage) people() map[string][]UserID {
	return map[string][]UserID{"managers": p.Managers, "leaders": p.Leaders}
}

func (p SetupBasicsPage) fill(m *manifest) {
	m.Programme, m.Scope, m.Model = string(p.Programme), p.Scope, p.Model
	m.Channel, m.TimeZone, m.Managers, m.Leaders = p.Channel, p.Zone, texts(p.Managers), texts(p.Leaders)
}

// SetupAppliesPage is what of the model applies, when it is asked, and how often the programme is to exercise.
type SetupAppliesPage struct {
	Deployments []string        // deployment_types; none for all
	Every       calendar.Period // cadence.every
	StartMonth  time.Month      // cadence.start_month; 0 for January
	At          calendar.Clock  // cadence.at; 0 for 09:00
	FullEvery   calendar.Period // cadence.full; "" for every cycle
	CheckIn     int             // cadence.check_in; 0 for the default
	Rehearsals  Rehearsals      // exercises
}

func (SetupAppliesPage) step() string { return SetupApplies }

func (SetupAppliesPage) settings() []string {
	return []string{"deployment_types", "cadence", "exercises"}
}

func (SetupAppliesPage) people() map[string][]UserID { return nil }

func (p SetupAppliesPage) fill(m *manifest) {
	m.Deployments = p.Deployments
	m.Cadence = cadenceOf(calendar.Cadence{Every: p.Every, StartMonth: p.StartMonth, At: p.At}, p.FullEvery, p.CheckIn)
	m.Exercises = exercisesOf(p.Rehearsals)
}

// SetupTimePage is when people work, and how long they have.
type SetupTimePage struct {
	Days      []time.Weekday       // working_days
	Hours     calendar.Hours       // working_hours
	Country   string               // holidays.country; "" for none
	Closures  []calendar.DateRange // holidays.dates; none for no days off of its own
	Unread    []string             // lines of holidays.dates that could not be read: see ReadClosures
	Window    int                  // due_after
	Grace     int                  // grace
	Reminders []Step               // reminders; none for never
}

func (SetupTimePage) step() string { return SetupTime }

func (SetupTimePage) settings() []string {
	return []string{"working_days", "working_hours", "holidays", "due_after", "grace", "reminders", "escalate"}
}

func (SetupTimePage) people() map[string][]UserID { return nil }

func (p SetupTimePage) fill(m *manifest) {
	m.WorkingDays, m.Hours, m.Holidays.Country = dayNames(p.Days), &p.Hours, p.Country
	m.Holidays.Dates, m.DueAfter, m.Grace = p.Closures, &p.Window, &p.Grace
	m.Reminders = []string{} // nil would be the default
	for _, step := range p.Reminders {
		m.Reminders = append(m.Reminders, step.String())
	}
	if step, ok := parseStep(m.Escalate.Manager); ok && step.Days >= p.Grace {
		m.Escalate = manifestEscalate{} // is not on the page, and fits itself to the grace that is
	}
}

// SetupCategoryPage is who answers for a category.
type SetupCategoryPage struct {
	Category string
	Owner    UserID // categories.ID.owner
	Deputy   UserID // categories.ID.deputy; "" for nobody
}

func (p SetupCategoryPage) step() string { return CategoryStep(p.Category) }

func (p SetupCategoryPage) settings() []string { return []string{"categories." + p.Category} }

func (p SetupCategoryPage) people() map[string][]UserID {
	at := "categories." + p.Category
	named := map[string][]UserID{at + ".owner": {p.Owner}}
	if p.Deputy != "" {
		named[at+".deputy"] = []UserID{p.Deputy}
	}
	return named
}

func (p SetupCategoryPage) fill(m *manifest) {
	a := m.Categories[p.Category] // whose risk is not on the page
	a.Owner, a.Deputy = string(p.Owner), string(p.Deputy)
	m.Categories[p.Category] = a
}

// faultsOf are the findings about what a page says.
func faultsOf(page SetupPage, findings []finding) errs.Faults {
	mine := make([]finding, 0, len(findings))
	for _, f := range findings {
		if isOf(page.settings(), f.path) {
			mine = append(mine, f)
		}
	}
	faults := bySetting(mine)
	if sentence, ok := faults["escalate.manager"]; ok { // there is no room for it in the grace
		if faults["grace"].IsZero() {
			faults["grace"] = sentence
		}
		delete(faults, "escalate.manager")
	}
	return faults
}

// isOf reports whether the path is one of the settings, or below one.
func isOf(settings []string, path string) bool {
	for _, s := range settings {
		if rest, ok := strings.CutPrefix(path, s); ok && (rest == "" || rest[0] == '.' || rest[0] == '[') {
			return true
		}
	}
	return false
}

// bySetting keeps the first finding of each setting; one about an element of a list is about the list.
func bySetting(findings []finding) errs.Faults {
	faults := make(errs.Faults, len(findings))
	for _, f := range findings {
		setting, _, _ := strings.Cut(f.path, "[")
		if _, ok := faults[setting]; !ok {
			faults[setting] = f.sentence
		}
	}
	return faults
}

// stepsOf are the pages of a setup on a model, with what is still to be said on each.
func stepsOf(model *maturity.Model, findings []finding) []SetupStep {
	pages := []SetupPage{SetupBasicsPage{}, SetupAppliesPage{}, SetupTimePage{}}
	var categories []*maturity.Category
	if model != nil {
		categories = model.Categories()
	}
	for _, c := range categories {
		pages = append(pages, SetupCategoryPage{Category: c.ID})
	}
	steps := make([]SetupStep, len(pages))
	for i, page := range pages {
		steps[i] = SetupStep{ID: page.step(), Faults: faultsOf(page, findings)}
		if c := i - (len(pages) - len(categories)); c >= 0 {
			steps[i].Category = categories[c]
		}
	}
	return steps
}

// freeSlug makes a short name of the scope that no programme has.
func freeSlug(ctx context.Context, tx Tx, scope string) (string, error) {
	all, err := tx.Programmes(ctx)
	if err != nil {
		return "", err
	}
	taken := make(map[ProgrammeID]bool, len(all))
	for _, p := range all {
		taken[p.ID] = true
	}
	name := slugOf(scope)
	for n := 2; taken[ProgrammeID(name)]; n++ { // ends: there are fewer programmes than numbers
		name = numbered(slugOf(scope), n)
	}
	return name, nil
}

// slugOf makes a short name of a scope: "Nordlicht Versicherung (Köln)" becomes "nordlicht-versicherung-koln".
func slugOf(scope string) string {
	var b strings.Builder
	for _, r := range norm.NFKD.String(strings.ReplaceAll(strings.ToLower(scope), "ß", "ss")) {
		switch {
		case r >= 'a' && r <= 'z' || r >= '0' && r <= '9':
			b.WriteRune(r)
		case unicode.Is(unicode.Mn, r): // an accent
		case b.Len() > 0 && !strings.HasSuffix(b.String(), "-"):
			b.WriteByte('-')
		}
	}
	name := b.String()
	return cmp.Or(strings.Trim(name[:min(len(name), maxSlug)], "-"), "programme")
}

// numbered adds a number to a short name.
func numbered(name string, n int) string {
	suffix := fmt.Sprintf("-%d", n)
	return strings.Trim(name[:min(len(name), maxSlug-len(suffix))], "-") + suffix
}
