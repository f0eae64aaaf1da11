package blocks

import (
	"cmp"
	"strings"
	"time"

	"github.com/slack-go/slack"

	"cairn/internal/assess"
)

// SetupPeoplePage is how many people a review shows at once.
const SetupPeoplePage = 6

// How much of each part a review shows.
const (
	shownReminders = 8
	shownTold      = 8
	shownChanges   = 30
	shownValue     = 120 // characters of a setting
)

// When a review lets the next cycle open.
const (
	SetupNow  = "now"
	SetupWait = "wait"
)

// Review is what the last page of a setup shows.
type Review struct {
	Preview assess.Preview
	Start   bool // a cycle is to open now
	People  int  // the first person to show
}

// SetupReview is the last page of a setup: what is changed, who would be sent what and when, and how it is finished.
func SetupReview(r Reader, v Review, a Alert) slack.ModalViewRequest {
	s := v.Preview.Setup
	r = r.in(s.Programme.Zone)
	blocks := append(a.blocks(), header(reviewName(r, s)), note(setupScopeOf(r, s)))
	state := SetupState{Step: assess.SetupReview, Start: v.Start, People: v.People}
	if len(s.Conflicts) > 0 { // nothing is finished before they are settled
		blocks = append(append(blocks, conflictBlocks(r, s)...), reviewTurns(r, s, false))
		return setupView(r, s, state, "", blocks)
	}
	submit := r.say(buttonSetUpWait)
	if s.Base > 0 {
		blocks, submit = append(blocks, settingBlocks(r, s)...), r.say(buttonSetUpSave)
	}
	if v.Preview.Open.ID == "" {
		blocks = append(blocks, whenInput(r, v))
	} else {
		blocks = append(blocks, section(r.say(setupPlanOpen, v.Preview.Open.Period)))
	}
	if v.Start {
		submit = r.say(buttonSetUpStart)
	}
	blocks = append(blocks, planBlocks(r, v)...)
	return setupView(r, s, state, submit, append(fit(r, blocks, MaxViewBlocks-1), reviewTurns(r, s, !v.Preview.Nothing)))
}

// reviewTurns are the buttons below a review.
func reviewTurns(r Reader, s assess.Setup, test bool) slack.Block {
	var turns []slack.BlockElement
	if test {
		turns = append(turns, button(r.say(buttonSetUpTest), ActionSetupTest, ""))
	}
	if s.Base == 0 && len(s.Steps) > 0 {
		turns = append(turns, button(r.say(buttonSetUpBack), ActionSetupBack, s.Steps[len(s.Steps)-1].ID))
	}
	return actions(append(turns, button(r.say(buttonSetUpPages), ActionSetupGo, SetupPages))...)
}

// whenInput asks whether a cycle opens at once. The review follows what is chosen.
func whenInput(r Reader, v Review) slack.Block {
	wait := option(SetupWait, r.say(setupWhenWait))
	if !v.Preview.NextAt.IsZero() {
		wait.Description = plain(r.say(setupWhenWaitIs, r.at(v.Preview.NextAt)), MaxOption)
	}
	now := option(SetupNow, r.say(setupWhenNow))
	now.Description = plain(r.say(setupWhenNowIs), MaxOption)
	picked := SetupWait
	if v.Start {
		picked = SetupNow
	}
	buttons := slack.NewRadioButtonsBlockElement(ActionSetupWhen, now, wait)
	buttons.InitialOption = chosen([]*slack.OptionBlockObject{now, wait}, picked)[0]
	question := r.say(setupWhen)
	if v.Preview.Base > 0 {
		question = r.say(setupWhenNext)
	}
	in := input(ActionSetupWhen, question, "", buttons)
	in.DispatchAction = true
	return in
}

// planBlocks say who would be sent what, and when.
func planBlocks(r Reader, v Review) []slack.Block {
	pre := v.Preview
	if pre.Nothing {
		return []slack.Block{section(r.say(setupPlanNothing))}
	}
	questions := 0
	for _, who := range pre.Asked {
		questions += who.Questions
	}
	plan := setupPlan
	if pre.Kind == assess.CheckIn {
		plan = setupPlanCheckIn
	}
	blocks := []slack.Block{section(r.say(plan, r.when(pre.OpensAt), r.when(pre.DueAt), r.when(pre.ClosesAt),
		r.say(wordPeople, len(pre.Asked)), r.say(wordQuestions, questions)))}
	if len(pre.NotToAsk) > 0 {
		blocks = append(blocks, section(r.say(setupNotToAsk, peopleOf(r, pre.NotToAsk))))
	}
	if len(pre.Unknown) > 0 {
		blocks = append(blocks, note(r.say(setupUnknown, mentionSome(r, pre.Unknown), pre.Programme.Zone)))
	}
	first := min(max(v.People, 0), max(0, len(pre.Asked)-1))
	last := min(first+SetupPeoplePage, len(pre.Asked))
	blocks = append(blocks, slack.NewDividerBlock(), section(r.say(setupPeopleHead, first+1, last, len(pre.Asked))))
	for _, who := range pre.Asked[first:last] {
		blocks = append(blocks, section(recipient(r, who)))
	}
	var turn []slack.BlockElement
	if first > 0 {
		turn = append(turn, button(r.say(buttonSetUpFewer), ActionSetupFewer, itoa(max(0, first-SetupPeoplePage))))
	}
	if last < len(pre.Asked) {
		turn = append(turn, button(r.say(buttonSetUpMore), ActionSetupMore, itoa(last)))
	}
	if len(turn) > 0 {
		blocks = append(blocks, actions(turn...))
	}
	return append(append(blocks, slack.NewDividerBlock()), toldBlocks(r, pre)...)
}

// recipient says what one person would be sent, by their own clock.
func recipient(r Reader, who assess.Recipient) string {
	own := Reader{User: r.User, tongue: r.tongue}.in(who.Zone)
	names := make([]string, len(who.Parts))
	for i, part := range who.Parts {
		names[i] = Escape(Cut(part.Category.Name, maxName))
	}
	moments := func(all []time.Time) string {
		var said []string
		for i, at := range all {
			if i == shownReminders {
				said = append(said, r.say(wordMore, len(all)-i))
				break
			}
			said = append(said, own.instant(at, setupMoment))
		}
		return strings.Join(said, " · ")
	}
	card := setupPersonCard
	if len(who.Cards) > 1 {
		card = setupPersonCards
	}
	lines := []string{r.say(setupPerson, mention(who.Person.ID), r.list(names), r.say(wordQuestions, who.Questions), minutes(r, who.Questions))}
	if len(who.Cards) > 0 {
		lines = append(lines, r.say(card, moments(who.Cards)))
	}
	if len(who.Reminders) > 0 {
		lines = append(lines, r.say(setupPersonNudges, moments(who.Reminders)))
	} else {
		lines = append(lines, r.say(setupPersonNoNudge))
	}
	return strings.Join(append(lines, r.say(setupPersonDue, own.instant(who.DueAt, setupMoment))), "\n")
}

// toldBlocks say who hears of what is overdue.
func toldBlocks(r Reader, pre assess.Preview) []slack.Block {
	if len(pre.Told) == 0 {
		return []slack.Block{note(r.say(setupToldNobody))}
	}
	lines := []string{r.say(setupTold)}
	for i, t := range pre.Told {
		if i == shownTold {
			lines = append(lines, r.say(wordMore, len(pre.Told)-i))
			break
		}
		own := Reader{User: r.User, tongue: r.tongue}.in(t.Zone)
		as := setupToldManager
		if t.AsDeputy {
			as = setupToldDeputy
		}
		lines = append(lines, r.say(as, mention(t.Person.ID), own.instant(t.At, setupMoment), mentionSome(r, t.Of)))
	}
	return sections(lines)
}

// mentionSome lists people, not more than fit on a line or two.
func mentionSome(r Reader, users []assess.UserID) string {
	const most = 15
	if len(users) <= most {
		return mentions(r, users)
	}
	return mentions(r, users[:most]) + " " + r.say(wordMore, len(users)-most)
}

func peopleOf(r Reader, people []assess.Person) string {
	ids := make([]assess.UserID, len(people))
	for i, p := range people {
		ids[i] = p.ID
	}
	return mentionSome(r, ids)
}

// settingBlocks list what finishing changes.
func settingBlocks(r Reader, s assess.Setup) []slack.Block {
	if len(s.Changes) == 0 {
		return []slack.Block{section(r.say(setupNoChanges)), slack.NewDividerBlock()}
	}
	var lines []string
	for i, c := range s.Changes {
		if i == shownChanges {
			lines = append(lines, r.say(wordMore, len(s.Changes)-i))
			break
		}
		name := settingName(r, s, c.Setting)
		was, is := settingValue(r, c.Setting, c.Old), settingValue(r, c.Setting, c.New)
		switch {
		case c.Old == "":
			lines = append(lines, r.say(setupChangeNew, name, is))
		case c.New == "":
			lines = append(lines, r.say(setupChangeGone, name, was))
		default:
			lines = append(lines, r.say(setupChangeTo, name, is, was))
		}
	}
	return append(append([]slack.Block{section(r.say(setupChanges))}, sections(lines)...), slack.NewDividerBlock())
}

// conflictBlocks show what others changed that finishing would undo, and ask what is to stay.
func conflictBlocks(r Reader, s assess.Setup) []slack.Block {
	var lines []string
	for i, c := range s.Conflicts {
		if i == shownChanges {
			lines = append(lines, r.say(wordMore, len(s.Conflicts)-i))
			break
		}
		says := func(value string) string { return cmp.Or(settingValue(r, c.Setting, value), r.say(setupNothingSaid)) }
		lines = append(lines, r.say(setupConflictLine, settingName(r, s, c.Setting), says(c.Declared), by(r, c.By), says(c.Stands), r.when(c.At)))
	}
	blocks := append([]slack.Block{section(r.say(setupConflictHead))}, sections(lines)...)
	return append(blocks, section(r.say(setupConflictAsk)),
		actions(button(r.say(buttonSetUpMine), ActionSetupMine, ""), button(r.say(buttonSetUpTheirs), ActionSetupTheirs, "")))
}

// settingNames are what the settings of a programme file are called.
var settingNames = map[string]string{
	"scope":                setupScope,
	"model":                setupModel,
	"time_zone":            setupZone,
	"working_days":         setupDays,
	"working_hours":        settingHours,
	"holidays.country":     setupCountry,
	"holidays.dates":       settingClosures,
	"channel":              setupChannel,
	"managers":             setupManagers,
	"leaders":              setupLeaders,
	"exercises.tabletop":   setupTabletop,
	"exercises.simulation": setupSimulation,
	"deployment_types":     settingDeployments,
	"cadence":              settingCadence,
	"cadence.full":         settingFull,
	"cadence.check_in":     setupCheckIn,
	"due_after":            setupWindow,
	"grace":                setupGrace,
	"reminders":            settingReminders,
	"escalate.deputy":      settingDeputy,
	"escalate.manager":     settingManager,
	"out_of_office.emoji":  settingAwayEmoji,
	"out_of_office.words":  settingAwayWords,
	"overlap.model":        settingOverlap,
}

// settingName is how a manager reads the name of a setting in a programme file.
func settingName(r Reader, s assess.Setup, setting string) string {
	if name, ok := settingNames[setting]; ok {
		return r.say(name)
	}
	if user, ok := strings.CutPrefix(setting, "people."); ok {
		return r.say(settingOwnTime, mention(assess.UserID(user)))
	}
	path, ofOverlap := strings.CutPrefix(setting, "overlap.")
	category, role := strings.TrimPrefix(path, "categories."), ""
	if i := strings.LastIndexByte(category, '.'); i >= 0 {
		category, role = category[:i], category[i+1:]
	}
	name := category
	if s.Model != nil {
		if c, ok := s.Model.Category(category); ok {
			name = c.Name
		}
	}
	name = Escape(Cut(name, maxName))
	switch {
	case ofOverlap:
		return r.say(settingOverlapWho, name)
	case role == "risk":
		return r.say(settingRisk, name)
	case role == "deputy":
		return r.say(setupSettingDep, name)
	default:
		return r.say(setupSettingOwner, name)
	}
}

// settingValue shows a value of a setting: people and channels by name, the rest as it stands in a programme file.
func settingValue(r Reader, setting, value string) string {
	switch {
	case value == "":
		return ""
	case setting == "channel":
		return r.say(setupChannelName, Escape(value))
	case setting == "managers", setting == "leaders":
		var users []assess.UserID
		for _, u := range strings.Split(value, ", ") {
			users = append(users, assess.UserID(u))
		}
		return mentionSome(r, users)
	case strings.HasSuffix(setting, ".owner"), strings.HasSuffix(setting, ".deputy") && !strings.HasPrefix(setting, "escalate"):
		return mention(assess.UserID(value))
	default:
		return Escape(Cut(value, shownValue))
	}
}
