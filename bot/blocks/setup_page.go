package blocks

import (
	"slices"
	"strings"
	"time"

	"github.com/slack-go/slack"

	"cairn/internal/assess"
	"cairn/internal/calendar"
	"cairn/internal/maturity"
)

// Block ids of a setup's inputs. The others are those of the settings in a programme file, by which faults are named.
const (
	BlockSetupStart = "working_hours"
	BlockSetupEnd   = "working_hours:end"
	BlockSetupFull  = "cadence.full"
)

// FullAlways is the option for cycles that all ask everything: an option cannot be empty.
const FullAlways = "always"

// Limits of what a page takes; the domain has the same.
const (
	maxSetupScope = 80
	maxSetupSlug  = 40
	maxSetupDays  = 60
	maxCheckIn    = 60
	maxClosures   = 3000 // characters
	shownModels   = 8
)

// Offered is a model that a programme can be on.
type Offered = *maturity.Model

// basicsPage asks what is assessed, by which model, who runs it and who reads it.
func basicsPage(r Reader, s assess.Setup, models []Offered) []slack.Block {
	p := s.Programme
	var blocks []slack.Block
	var options []*slack.OptionBlockObject
	for i, m := range models {
		questions := 0
		for _, c := range m.Categories() {
			questions += len(c.Items)
		}
		if i < shownModels {
			blocks = append(blocks, section(r.say(setupModelIs, Escape(Cut(m.Title, maxName)), m.Version, r.say(wordCategories, len(m.Categories())),
				r.say(wordQuestions, questions), Escape(firstSentences(m.Summary, maxSetupSummary)))))
		}
		options = append(options, option(m.ID, r.say(setupModelName, Cut(m.Title, maxSetupModel), m.Version)))
	}
	options = options[:min(len(options), MaxOptions)]
	moved := ""
	if s.Base > 0 {
		moved = r.say(setupModelMoved)
	}
	scope := slack.NewPlainTextInputBlockElement(nil, ActionValue).WithMaxLength(maxSetupScope).WithInitialValue(p.Scope)
	channel := slack.NewOptionsSelectBlockElement(slack.OptTypeConversations, plain(r.say(setupPickChannel), MaxPlaceholder), ActionValue)
	channel.InitialConversation = p.Channel
	channel.Filter = &slack.SelectBlockElementFilter{Include: []string{"public", "private"}, ExcludeBotUsers: true}
	managers := slack.NewOptionsMultiSelectBlockElement(slack.MultiOptTypeUser, plain(r.say(setupPickPeople), MaxPlaceholder), ActionValue)
	managers.InitialUsers = texts(p.Managers)
	leaders := slack.NewOptionsMultiSelectBlockElement(slack.MultiOptTypeUser, plain(r.say(setupPickPeople), MaxPlaceholder), ActionValue)
	leaders.InitialUsers = texts(p.Leaders)
	inputs := []slack.Block{
		input("scope", r.say(setupScope), r.say(setupScopeHint), scope),
		input("model", r.say(setupModel), moved, radio(r, options, p.Model)),
		input("channel", r.say(setupChannel), r.say(setupChannelHint), channel),
		input("managers", r.say(setupManagers), r.say(setupManagersHint), managers),
		input("leaders", r.say(setupLeaders), r.say(setupLeadersHint), leaders).WithOptional(true),
		input("time_zone", r.say(setupZone), r.say(setupZoneHint), menu(r, zoneOptions(p.Zone), p.Zone)),
	}
	if s.Base == 0 {
		name := slack.NewPlainTextInputBlockElement(nil, ActionValue).WithMaxLength(maxSetupSlug).WithInitialValue(string(p.ID))
		inputs = append(inputs, input("programme", r.say(setupName), r.say(setupNameHint), name).WithOptional(true))
	}
	return append(append(inputs[:1:1], blocks...), inputs[1:]...)
}

// How much of a model a page shows.
const (
	maxSetupSummary = 300
	maxSetupModel   = 55
)

// appliesPage asks what of the model applies, when it is asked, and how often is to be exercised.
func appliesPage(r Reader, s assess.Setup) []slack.Block {
	p := s.Programme
	var blocks []slack.Block
	if s.Model != nil && len(s.Model.Tags) > 0 {
		var options []*slack.OptionBlockObject
		for _, t := range s.Model.Tags {
			options = append(options, option(t.ID, t.Name))
		}
		var which slack.BlockElement
		if len(options) <= MaxRadio {
			which = boxes(options, p.Deployments...)
		} else {
			options = options[:min(len(options), MaxOptions)]
			several := slack.NewOptionsMultiSelectBlockElement(slack.MultiOptTypeStatic, plain(r.say(formPlaceholder), MaxPlaceholder), ActionValue, options...)
			several.InitialOptions = chosen(options, p.Deployments...)
			which = several
		}
		blocks = append(blocks, input("deployment_types", r.say(setupDeployments), r.say(setupDeploymentsHint), which).WithOptional(true))
	}
	every := []*slack.OptionBlockObject{
		option(string(calendar.Quarterly), r.say(setupQuarterly)), option(string(calendar.Annual), r.say(setupAnnual)),
	}
	var months []*slack.OptionBlockObject
	for m := time.January; m <= time.December; m++ {
		months = append(months, option(itoa(int(m)), monthName(r, m)))
	}
	full := []*slack.OptionBlockObject{option(FullAlways, r.say(setupFullAlways)), option(string(calendar.Annual), r.say(setupFullAnnual))}
	isFull := FullAlways
	if p.FullEvery == calendar.Annual {
		isFull = string(calendar.Annual)
	}
	return append(blocks,
		input("cadence.every", r.say(setupEvery), "", radio(r, every, string(p.Cadence.Every))),
		input("cadence.start_month", r.say(setupMonth), r.say(setupMonthHint), menu(r, months, itoa(int(p.Cadence.StartMonth)))),
		input("cadence.at", r.say(setupAt), "", clock(p.Cadence.At)),
		input(BlockSetupFull, r.say(setupFull), "", radio(r, full, isFull)),
		input("cadence.check_in", r.say(setupCheckIn), r.say(setupCheckInHint), number(p.CheckIn, maxCheckIn)),
		input("exercises.tabletop", r.say(setupTabletop), r.say(setupTabletopHint), oftenMenu(r, p.Rehearsals.Tabletop)),
		input("exercises.simulation", r.say(setupSimulation), r.say(setupSimulationHint), oftenMenu(r, p.Rehearsals.Simulation)),
	)
}

// oftenMenu chooses how often, by the number of months.
func oftenMenu(r Reader, months int) *slack.SelectBlockElement {
	var options []*slack.OptionBlockObject
	for _, f := range assess.Frequencies() {
		options = append(options, option(itoa(f.Months), often(r, f.Months)))
	}
	return menu(r, options, itoa(months))
}

// often says how often: every so many months.
func often(r Reader, months int) string {
	switch months {
	case 0:
		return r.say(setupNever)
	case 3:
		return r.say(setupQuarterly)
	case 6:
		return r.say(setupHalfYearly)
	case 12:
		return r.say(setupAnnual)
	default:
		return r.say(setupYears, months/12)
	}
}

// timePage asks when people work, and how long they have.
func timePage(r Reader, s assess.Setup) []slack.Block {
	p := s.Programme
	var days []*slack.OptionBlockObject
	var works []string
	for _, d := range week {
		days = append(days, option(itoa(int(d)), dayName(r, d)))
		if slices.Contains(p.Days, d) {
			works = append(works, itoa(int(d)))
		}
	}
	country := p.Country
	if country == "" {
		country = noCountry
	}
	blocks := []slack.Block{
		input("working_days", r.say(setupDays), "", boxes(days, works...)),
		input(BlockSetupStart, r.say(setupStart), r.say(setupHoursHint), clock(p.Hours.Start)),
		input(BlockSetupEnd, r.say(setupEnd), "", clock(p.Hours.End)),
		input("holidays.country", r.say(setupCountry), r.say(setupCountryHint), menu(r, countryOptions(r), country)),
	}
	if lines := closureLines(r, p.Holidays); len([]rune(lines)) <= maxClosures { // more than that stays as it is
		closures := slack.NewPlainTextInputBlockElement(nil, ActionValue).WithMultiline(true).WithMaxLength(maxClosures).WithInitialValue(lines)
		blocks = append(blocks, input("holidays.dates", r.say(settingClosures), r.say(setupClosuresHint), closures).WithOptional(true))
	}
	return append(blocks,
		input("due_after", r.say(setupWindow), "", number(p.Window, maxSetupDays)),
		input("reminders", r.say(settingReminders), r.say(setupRemindersHint), reminderMenu(r, p.Reminders)).WithOptional(true),
		input("grace", r.say(setupGrace), r.say(setupGraceHint), number(p.Grace, maxSetupDays)),
	)
}

// closureLines writes the days off of the organisation's own, one on a line.
func closureLines(r Reader, closures []calendar.DateRange) string {
	lines := make([]string, len(closures))
	for i, c := range closures {
		lines[i] = assess.ClosureLine(c, r.say(setupClosureTo))
	}
	return strings.Join(lines, "\n")
}

// ReminderSteps are the steps that a page offers, in the order of their time, with those that are set.
func ReminderSteps(set []assess.Step) []assess.Step {
	steps := []assess.Step{{Kind: assess.HalfTime}}
	for _, days := range []int{5, 3, 2, 1} {
		steps = append(steps, assess.Step{Kind: assess.BeforeDue, Days: days})
	}
	steps = append(steps, assess.Step{Kind: assess.DueMorning})
	for _, days := range []int{1, 2, 3} {
		steps = append(steps, assess.Step{Kind: assess.AfterDue, Days: days})
	}
	for _, step := range set {
		if !slices.Contains(steps, step) {
			steps = append(steps, step)
		}
	}
	return steps
}

func reminderMenu(r Reader, set []assess.Step) *slack.MultiSelectBlockElement {
	var options []*slack.OptionBlockObject
	for _, step := range ReminderSteps(set) {
		options = append(options, option(step.String(), reminderName(r, step)))
	}
	options = options[:min(len(options), MaxOptions)]
	var picked []string
	for _, step := range set {
		picked = append(picked, step.String())
	}
	menu := slack.NewOptionsMultiSelectBlockElement(slack.MultiOptTypeStatic, plain(r.say(setupPickSteps), MaxPlaceholder), ActionValue, options...)
	menu.InitialOptions = chosen(options, picked...)
	return menu
}

// reminderName says when a step reminds.
func reminderName(r Reader, step assess.Step) string {
	switch step.Kind {
	case assess.HalfTime:
		return r.say(setupStepHalf)
	case assess.DueMorning:
		return r.say(setupStepDue)
	case assess.BeforeDue:
		return r.say(setupStepBefore, r.say(wordWorkdays, step.Days))
	default:
		return r.say(setupStepAfter, r.say(wordWorkdays, step.Days))
	}
}

// categoryPage asks who answers for a category. Until that is said it is filled in with who answers for the one before.
func categoryPage(r Reader, s assess.Setup, c *maturity.Category) []slack.Block {
	blocks := []slack.Block{}
	if c.Summary != "" {
		blocks = append(blocks, section(Escape(Cut(c.Summary, maxSummary))))
	}
	asks := r.say(setupAsks, r.say(wordQuestions, len(c.Items)))
	a, as := SetupAssignment(s, c)
	if as != nil {
		asks = join(asks, r.say(setupAsBefore, Escape(Cut(as.Name, maxName))))
	}
	owner, deputy := person(r), person(r)
	owner.InitialUser, deputy.InitialUser = string(a.Owner), string(a.Deputy)
	at := "categories." + c.ID
	return append(blocks, note(asks),
		input(at+".owner", r.say(setupOwner), r.say(setupOwnerHint), owner),
		input(at+".deputy", r.say(setupDeputy), r.say(setupDeputyHint), deputy).WithOptional(true),
	)
}

// SetupAssignment is who a category's page shows: who was named or, while nobody was, who answers for the category before,
// which is returned too then.
func SetupAssignment(s assess.Setup, c *maturity.Category) (assess.Assignment, *maturity.Category) {
	a := assignment(s.Programme, c.ID)
	if a.Owner != "" {
		return a, nil
	}
	all := s.Model.Categories()
	i := slices.IndexFunc(all, func(other *maturity.Category) bool { return other.ID == c.ID })
	for _, before := range slices.Backward(all[:max(i, 0)]) {
		if b := assignment(s.Programme, before.ID); b.Owner != "" {
			return assess.Assignment{Category: c.ID, Owner: b.Owner, Deputy: b.Deputy}, before
		}
	}
	return a, nil
}

func person(r Reader) *slack.SelectBlockElement {
	return slack.NewOptionsSelectBlockElement(slack.OptTypeUser, plain(r.say(setupPickPerson), MaxPlaceholder), ActionValue)
}

func input(block, label, hint string, element slack.BlockElement) *slack.InputBlock {
	return slack.NewInputBlock(block, plain(label, MaxLabel), hinted(hint), element)
}

func texts[T ~string](list []T) []string {
	all := make([]string, len(list))
	for i, v := range list {
		all[i] = string(v)
	}
	return all
}

func periodName(r Reader, p calendar.Period) string {
	if p == calendar.Annual {
		return r.say(setupAnnual)
	}
	return r.say(setupQuarterly)
}
