package bot

import (
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/slack-go/slack"

	"cairn/bot/blocks"
	"cairn/internal/assess"
	"cairn/internal/calendar"
)

// setupEntries returns what a page of a setup says, from its inputs; false for a step without any.
func setupEntries(s assess.Setup, step string, state *slack.ViewState) (assess.SetupPage, bool) {
	if state == nil {
		return nil, false
	}
	i := slices.IndexFunc(s.Steps, func(of assess.SetupStep) bool { return of.ID == step })
	if i < 0 {
		return nil, false
	}
	values := entriesOf(*state)
	switch c := s.Steps[i].Category; {
	case c != nil:
		at := "categories." + c.ID
		return assess.SetupCategoryPage{
			Category: c.ID, Owner: assess.UserID(values.of(at + ".owner").SelectedUser), Deputy: assess.UserID(values.of(at + ".deputy").SelectedUser),
		}, true
	case step == assess.SetupApplies:
		return values.applies(s.Programme), true
	case step == assess.SetupTime:
		return values.time(s), true
	default:
		return values.basics(s.Programme), true
	}
}

// entriesOf are the inputs of a view by their blocks.
type entriesOf slack.ViewState

func (v entriesOf) of(block string) slack.BlockAction { return v.Values[block][blocks.ActionValue] }

// asks reports whether the page has the input: one that was opened before an upgrade may lack it, and what is too long to be
// shown is not asked for.
func (v entriesOf) asks(block string) bool {
	_, ok := v.Values[block]
	return ok
}

// options are the values that were chosen, of however many.
func (v entriesOf) options(block string) []string {
	var all []string
	for _, o := range v.of(block).SelectedOptions {
		all = append(all, o.Value)
	}
	return all
}

// number is what was typed, or 0, which no setting takes.
func (v entriesOf) number(block string) int {
	n, err := strconv.Atoi(strings.TrimSpace(v.of(block).Value))
	if err != nil {
		return 0
	}
	return n
}

// clock is the time that was chosen, or midnight.
func (v entriesOf) clock(block string) calendar.Clock {
	at, err := calendar.ParseClock(v.of(block).SelectedTime)
	if err != nil {
		return 0
	}
	return at
}

func (v entriesOf) basics(p assess.Programme) assess.SetupBasicsPage {
	page := assess.SetupBasicsPage{
		Programme: assess.ProgrammeID(strings.TrimSpace(v.of("programme").Value)), Scope: strings.TrimSpace(v.of("scope").Value),
		Model: v.of("model").SelectedOption.Value, Channel: v.of("channel").SelectedConversation, Zone: v.of("time_zone").SelectedOption.Value,
	}
	for _, u := range v.of("managers").SelectedUsers {
		page.Managers = append(page.Managers, assess.UserID(u))
	}
	if !v.asks("leaders") {
		page.Leaders = p.Leaders
	}
	for _, u := range v.of("leaders").SelectedUsers {
		page.Leaders = append(page.Leaders, assess.UserID(u))
	}
	return page
}

func (v entriesOf) applies(p assess.Programme) assess.SetupAppliesPage {
	month, err := strconv.Atoi(v.of("cadence.start_month").SelectedOption.Value)
	if err != nil {
		month = int(p.Cadence.StartMonth)
	}
	page := assess.SetupAppliesPage{
		Deployments: v.options("deployment_types"), Every: calendar.Period(v.of("cadence.every").SelectedOption.Value),
		StartMonth: time.Month(month), At: v.clock("cadence.at"), CheckIn: v.number("cadence.check_in"),
	}
	if v.of(blocks.BlockSetupFull).SelectedOption.Value == string(calendar.Annual) {
		page.FullEvery = calendar.Annual
	} else if page.Every == calendar.Quarterly && p.FullEvery == calendar.Quarterly {
		page.FullEvery = calendar.Quarterly // which a file may say, and means the same
	}
	page.Rehearsals = assess.Rehearsals{
		Tabletop: v.months("exercises.tabletop", p.Rehearsals.Tabletop), Simulation: v.months("exercises.simulation", p.Rehearsals.Simulation),
	}
	return page
}

// months is how often was chosen, or what was said before where the page does not ask.
func (v entriesOf) months(block string, before int) int {
	n, err := strconv.Atoi(v.of(block).SelectedOption.Value)
	if err != nil {
		return before
	}
	return n
}

func (v entriesOf) time(s assess.Setup) assess.SetupTimePage {
	p := s.Programme
	page := assess.SetupTimePage{
		Hours:   calendar.Hours{Start: v.clock(blocks.BlockSetupStart), End: v.clock(blocks.BlockSetupEnd)},
		Country: blocks.Country(v.of("holidays.country").SelectedOption.Value), Window: v.number("due_after"), Grace: v.number("grace"),
	}
	for _, day := range v.options("working_days") {
		if d, err := strconv.Atoi(day); err == nil {
			page.Days = append(page.Days, time.Weekday(d))
		}
	}
	if page.Closures = p.Holidays; v.asks("holidays.dates") {
		page.Closures, page.Unread = assess.ReadClosures(v.of("holidays.dates").Value, p.Holidays, s.UpdatedAt.Year())
	}
	if page.Reminders = p.Reminders; v.asks("reminders") {
		page.Reminders = v.reminders(p.Reminders)
	}
	return page
}

// reminders are the steps that were chosen, in the order in which they stood where they are the same.
func (v entriesOf) reminders(before []assess.Step) []assess.Step {
	var steps []assess.Step
	picked := v.options("reminders")
	for _, step := range blocks.ReminderSteps(before) {
		if slices.Contains(picked, step.String()) {
			steps = append(steps, step)
		}
	}
	if len(steps) == len(before) && !slices.ContainsFunc(steps, func(step assess.Step) bool { return !slices.Contains(before, step) }) {
		return before
	}
	return steps
}

// said is what the draft says of the page already, for telling whether anything was entered.
func said(s assess.Setup, page assess.SetupPage) assess.SetupPage {
	p := s.Programme
	switch of := page.(type) {
	case assess.SetupCategoryPage:
		for _, a := range p.Assignments {
			if a.Category == of.Category {
				return assess.SetupCategoryPage{Category: a.Category, Owner: a.Owner, Deputy: a.Deputy}
			}
		}
		if c, ok := s.Model.Category(of.Category); ok { // what the page was filled in with
			a, _ := blocks.SetupAssignment(s, c)
			return assess.SetupCategoryPage{Category: a.Category, Owner: a.Owner, Deputy: a.Deputy}
		}
		return assess.SetupCategoryPage{Category: of.Category}
	case assess.SetupAppliesPage:
		return assess.SetupAppliesPage{
			Deployments: p.Deployments, Every: p.Cadence.Every, StartMonth: p.Cadence.StartMonth, At: p.Cadence.At, FullEvery: p.FullEvery, CheckIn: p.CheckIn,
			Rehearsals: p.Rehearsals,
		}
	case assess.SetupTimePage:
		return assess.SetupTimePage{
			Days: p.Days, Hours: p.Hours, Country: p.Country, Closures: p.Holidays, Window: p.Window, Grace: p.Grace, Reminders: p.Reminders,
		}
	default:
		return assess.SetupBasicsPage{Programme: p.ID, Scope: p.Scope, Model: p.Model, Channel: p.Channel, Zone: p.Zone, Managers: p.Managers, Leaders: p.Leaders}
	}
}
