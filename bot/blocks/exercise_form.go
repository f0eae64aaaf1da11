package blocks

import (
	"slices"
	"strings"
	"time"

	"github.com/slack-go/slack"

	"cairn/internal/assess"
	"cairn/internal/exercise"
)

// shownPrep is how many lines of what a simulation needs are shown.
const shownPrep = 8

// ExerciseForm is what the form of a new exercise shows.
type ExerciseForm struct {
	State    ExerciseState
	Planning exercise.Planning
	Alert    Alert           // heads the page
	Doubts   exercise.Doubts // for the last page
}

// scenario is the one that was chosen; nil for none.
func (f ExerciseForm) scenario() *exercise.Scenario { return ScenarioOf(f.Planning, f.State.Scenario) }

// ScenarioOf returns the scenario with the id among those on offer; nil for none.
func ScenarioOf(p exercise.Planning, id string) *exercise.Scenario {
	i := slices.IndexFunc(p.Scenarios, func(s *exercise.Scenario) bool { return s.ID == id })
	if i < 0 {
		return nil
	}
	return p.Scenarios[i]
}

// PlanExercise is a page of the form in which an exercise is planned. It tells the plot, so it is for whoever plans alone.
// Where too much was entered for Slack to carry it says so, without a way on.
func PlanExercise(r Reader, f ExerciseForm) slack.ModalViewRequest {
	own := r
	r = r.in(f.Planning.In.Zone)
	if f.scenario() == nil {
		f.State.Page = ExerciseWhat
	}
	state, fits := f.State.Encode()
	blocks := f.Alert.blocks()
	if !fits {
		blocks, state = append(blocks, section(r.say(planTooMany))), ""
		return exerciseModal(r, CallbackExercisePlan, state, planTitle, "", buttonCancel, blocks)
	}
	step := slices.Index(exercisePages, f.State.Page) + 1
	blocks = append(blocks, note(r.say(planStep, Escape(Cut(f.Planning.In.Scope, maxName)), step, len(exercisePages))))
	submit := buttonPlanNext
	switch f.State.Page {
	case ExerciseWhen:
		blocks = append(blocks, planWhen(r, own, f)...)
	case ExerciseWho:
		blocks = append(blocks, planWho(r, f)...)
	case ExerciseReview:
		blocks, submit = append(blocks, planReview(r, f)...), buttonInvite
	default:
		blocks = append(blocks, planWhat(r, f)...)
	}
	if step > 1 {
		blocks = append(blocks, actions(button(r.say(buttonPlanBack), ActionExerciseBack, "")))
	}
	return exerciseModal(r, CallbackExercisePlan, state, planTitle, submit, buttonCancel, blocks)
}

// exerciseModal is a view of exercises; without a submit button it takes nothing.
func exerciseModal(r Reader, callback, metadata, title, submit, shut string, blocks []slack.Block) slack.ModalViewRequest {
	view := slack.ModalViewRequest{
		Type: slack.VTModal, CallbackID: callback, PrivateMetadata: metadata, Title: plain(r.say(title), MaxViewTitle),
		Close: plain(r.say(shut), MaxViewTitle), Blocks: slack.Blocks{BlockSet: fit(r, blocks, MaxViewBlocks)},
	}
	if submit != "" {
		view.Submit = plain(r.say(submit), MaxViewTitle)
	}
	return view
}

// planWhat asks for the kind and the scenario, and tells of the one that is chosen.
func planWhat(r Reader, f ExerciseForm) []slack.Block {
	var lines []string
	for _, d := range f.Planning.Duties {
		lines = append(lines, dutySays(r, d, r.when))
	}
	kinds := slack.NewRadioButtonsBlockElement(ActionExerciseKind, kindOption(r, exercise.Tabletop), kindOption(r, exercise.Simulation))
	if picked := chosen(kinds.Options, string(f.State.Kind)); len(picked) > 0 {
		kinds.InitialOption = picked[0]
	}
	kind := input(exercise.FieldKind, r.say(planKind), r.say(planKindHint), kinds)
	kind.DispatchAction = true
	var options []*slack.OptionBlockObject
	for _, s := range f.Planning.Scenarios[:min(len(f.Planning.Scenarios), MaxOptions)] {
		o := option(s.ID, s.Title)
		o.Description = plain(r.say(planScenarioIs, s.Minutes, kindsOf(r, s)), MaxOption)
		options = append(options, o)
	}
	which := slack.NewOptionsSelectBlockElement(slack.OptTypeStatic, plain(r.say(planPick), MaxPlaceholder), ActionExercisePick, options...)
	if picked := chosen(options, f.State.Scenario); len(picked) > 0 {
		which.WithInitialOption(picked[0])
	}
	scenario := input(exercise.FieldScenario, r.say(planScenario), "", which)
	scenario.DispatchAction = true
	blocks := sections(lines)
	blocks = append(blocks, kind, section(r.say(planPlot)), scenario)
	if s := f.scenario(); s != nil {
		blocks = append(blocks, scenarioBlocks(r, s, f.State.Kind)...)
	}
	return blocks
}

func kindOption(r Reader, k exercise.Kind) *slack.OptionBlockObject {
	o := option(string(k), kindName(r, k))
	is := kindTabletopIs
	if k == exercise.Simulation {
		is = kindSimulationIs
	}
	o.Description = plain(r.say(is), MaxOption)
	return o
}

// kindsOf says as what a scenario can be run.
func kindsOf(r Reader, s *exercise.Scenario) string {
	if s.Kind == exercise.Either {
		return r.say(planEither, kindWord(r, exercise.Tabletop), kindWord(r, exercise.Simulation))
	}
	return kindWord(r, s.Kind)
}

// scenarioBlocks tell whoever plans what a scenario is about, and what it needs as a simulation.
func scenarioBlocks(r Reader, s *exercise.Scenario, kind exercise.Kind) []slack.Block {
	roles := make([]string, len(s.Roles))
	for i, role := range s.Roles {
		roles[i] = Escape(Cut(role.Name, maxName))
	}
	text := r.say(planAbout, Escape(Cut(s.Title, maxName)), Escape(Cut(s.Summary, maxSummary)))
	facts := r.say(planFacts, s.Minutes, kindsOf(r, s), r.say(wordObjectives, len(s.Objectives)), r.list(roles), Escape(Cut(s.Opening.Title, maxExercise)))
	blocks := []slack.Block{section(text), section(facts)}
	if kind == exercise.Simulation && s.Kind.RunAs(exercise.Simulation) {
		lines := []string{r.say(planNeeds)}
		for i, line := range s.Facilitator.Simulate {
			if i == shownPrep {
				lines = append(lines, r.say(wordMore, len(s.Facilitator.Simulate)-i))
				break
			}
			lines = append(lines, r.say(wordBullet, Escape(Cut(line, maxSummary))))
		}
		blocks = append(blocks, sections(lines)...)
	}
	return blocks
}

// planWhen asks for the time, the length, the objectives and the channel. Own is the reader without the programme's zone.
func planWhen(r, own Reader, f ExerciseForm) []slack.Block {
	s, d := f.scenario(), f.State.Draft(f.scenario())
	if d.Start.IsZero() {
		d.Start = f.Planning.StartFor(d.Length)
	}
	goals := s.Brief().Objectives
	return append(whenInputs(r, own, f.Planning.In, d.Plan, s.Minutes, goals), channelInput(r, d.Channel))
}

// whenInputs ask for the time, the length and the objectives of an exercise. Minutes is what its scenario is made for, or 0.
func whenInputs(r, own Reader, p assess.Programme, plan exercise.Plan, minutes int, goals []exercise.Goal) []slack.Block {
	start := slack.NewDateTimePickerBlockElement(ActionValue)
	if !plan.Start.IsZero() {
		start.InitialDateTime = plan.Start.Unix()
	}
	hint := r.say(planStartHint)
	if own.zone != nil {
		hint = r.say(planStartZone, own.zone.String())
	}
	if len(p.Days) > 0 {
		works := r.say(planWorking, dayNames(r, p), p.Hours.String())
		if own.zone == nil || own.zone.String() != p.Zone {
			works = r.say(planWorkingThere, dayNames(r, p), p.Hours.String(), p.Zone)
		}
		hint = join(hint, works)
	}
	made := r.say(planPauses)
	if minutes > 0 {
		made = join(made, r.say(planLengthHint, minutes))
	}
	length := slack.NewNumberInputBlockElement(nil, ActionValue, false)
	length.InitialValue, length.MinValue, length.MaxValue = itoa(int(plan.Length/time.Minute)), itoa(int(exercise.MinLength/time.Minute)), itoa(int(exercise.MaxLength/time.Minute))
	blocks := []slack.Block{
		input(exercise.FieldStart, r.say(planStart), hint, start),
		input(exercise.FieldLength, r.say(planLength), made, length),
	}
	var options []*slack.OptionBlockObject
	var lines []string
	for i, g := range goals[:min(len(goals), MaxRadio)] {
		options = append(options, option(g.ID, itoa(i+1)+". "+g.Text))
		if len([]rune(g.Text)) > MaxOption-4 {
			lines = append(lines, itoa(i+1)+". "+Escape(Cut(g.Text, maxSummary)))
		}
	}
	blocks = append(blocks, input(exercise.FieldObjectives, r.say(planObjectives), r.say(planObjectivesHint), boxes(options, plan.Objectives...)))
	if len(lines) > 0 {
		blocks = append(blocks, note(r.say(planObjectivesFull)+"\n"+strings.Join(lines, "\n")))
	}
	return blocks
}

// channelInput asks where an exercise takes place.
func channelInput(r Reader, channel string) slack.Block {
	c := slack.NewOptionsSelectBlockElement(slack.OptTypeConversations, plain(r.say(setupPickChannel), MaxPlaceholder), ActionValue)
	c.InitialConversation = channel
	c.Filter = &slack.SelectBlockElementFilter{Include: []string{"public", "private"}, ExcludeBotUsers: true}
	return input(exercise.FieldChannel, r.say(planChannel), r.say(planChannelHint), c)
}

// planWho asks for the people.
func planWho(r Reader, f ExerciseForm) []slack.Block {
	s := f.scenario()
	return append([]slack.Block{section(r.say(planWhoHow))}, whoInputs(r, f.State.Draft(s).Plan, s.Roles)...)
}

// whoInputs ask for the people of an exercise.
func whoInputs(r Reader, plan exercise.Plan, roles []exercise.Role) []slack.Block {
	lead, scribe := person(r), person(r)
	lead.InitialUser, scribe.InitialUser = string(plan.Facilitator), string(plan.Scribe)
	blocks := []slack.Block{
		input(exercise.FieldFacilitator, r.say(planFacilitator), r.say(planFacilitatorHint), lead),
		input(exercise.FieldScribe, r.say(planScribe), r.say(planScribeHint), scribe).WithOptional(true),
	}
	for _, role := range roles {
		var seated []assess.UserID
		for _, seat := range plan.Players {
			if seat.Role == role.ID {
				seated = append(seated, seat.User)
			}
		}
		blocks = append(blocks, input(RoleField(role.ID), r.say(planRole, Cut(role.Name, maxName)), role.Text, peopleInput(r, seated)).WithOptional(true))
	}
	return append(blocks, input(exercise.FieldObservers, r.say(planObservers), r.say(planObserversHint), peopleInput(r, plan.Observers)).WithOptional(true))
}

// peopleInput chooses any number of people.
func peopleInput(r Reader, set []assess.UserID) *slack.MultiSelectBlockElement {
	several := slack.NewOptionsMultiSelectBlockElement(slack.MultiOptTypeUser, plain(r.say(setupPickPeople), MaxPlaceholder), ActionValue)
	several.InitialUsers = texts(set)
	return several
}

// planReview sums up what was entered, before anybody is invited.
func planReview(r Reader, f ExerciseForm) []slack.Block {
	s := f.scenario()
	d := f.State.Draft(s)
	brief := s.Brief()
	brief.Objectives = slices.DeleteFunc(brief.Objectives, func(g exercise.Goal) bool { return !slices.Contains(d.Objectives, g.ID) })
	blocks := []slack.Block{
		section(r.say(reviewWhat, kindName(r, d.Kind), Escape(Cut(s.Title, maxName)), Escape(Cut(s.Opening.Title, maxExercise)))),
		section(r.say(reviewWhen, r.when(d.Start), lengthOf(r, d.Length), channelOf(d.Channel))),
	}
	blocks = append(blocks, sections(append([]string{r.say(exerciseGoalsTitle)}, exerciseGoals(brief)...))...)
	blocks = append(blocks, sections(append([]string{r.say(exercisePeopleTitle)}, peopleLines(r, d.Plan, brief, nil, nil)...))...)
	if doubts := planDoubts(r, d, brief, f.Doubts); len(doubts) > 0 {
		blocks = append(blocks, sections(append([]string{r.say(reviewDoubts)}, doubts...))...)
	}
	return append(blocks, note(r.say(reviewThen, r.say(wordPeople, len(d.People())))))
}

// planDoubts are what may be right and seldom is.
func planDoubts(r Reader, d exercise.Draft, b exercise.Brief, more exercise.Doubts) []string {
	doubts := timeDoubts(r, d.Plan, more)
	add := func(text string) { doubts = append(doubts, r.say(wordBullet, text)) }
	switch in := more.Channel; {
	case in == nil:
	case !in.Joined:
		add(r.say(doubtChannel, channelOf(d.Channel)))
	case len(in.Missing) > 0:
		add(r.say(doubtMembers, channelOf(d.Channel), few(r, mentioned(in.Missing))))
	}
	var empty []string
	for _, role := range b.Roles {
		if !slices.ContainsFunc(d.Players, func(s exercise.Seat) bool { return s.Role == role.ID }) {
			empty = append(empty, role.ID)
		}
	}
	if len(empty) > 0 {
		add(r.say(doubtRoles, roleNames(r, b, empty)))
	}
	if len(d.Observers) == 0 {
		add(r.say(doubtObservers))
	}
	if d.Scribe == "" {
		add(r.say(doubtScribe))
	}
	return doubts
}

// shownFew is how many people are named of whom something is worth a second look.
const shownFew = 5

// few names the first few of some people, and says how many more there are.
func few(r Reader, names []string) string {
	if more := len(names) - shownFew; more > 0 {
		names = append(names[:shownFew:shownFew], r.say(doubtMore, more))
	}
	return r.list(names)
}

// timeDoubts say what else takes place while an exercise does, and name those who are away, and those who do not work then, with the
// time where they are.
func timeDoubts(r Reader, plan exercise.Plan, more exercise.Doubts) []string {
	var away, resting []string
	for _, o := range more.Off {
		switch loc, err := time.LoadLocation(o.Zone); {
		case o.Away:
			away = append(away, mention(o.User))
		case err == nil && !sameClock(plan.Start, loc, r.zone):
			resting = append(resting, r.say(doubtThere, mention(o.User), r.At(loc).instant(plan.Start, doubtClock)))
		default:
			resting = append(resting, mention(o.User))
		}
	}
	var doubts []string
	if more.Room {
		doubts = append(doubts, r.say(wordBullet, r.say(doubtRoom, channelOf(plan.Channel))))
	}
	if len(more.Twice) > 0 {
		doubts = append(doubts, r.say(wordBullet, r.say(doubtTwice, few(r, mentioned(more.Twice)))))
	}
	if len(resting) > 0 {
		doubts = append(doubts, r.say(wordBullet, r.say(doubtHours, few(r, resting))))
	}
	if len(away) > 0 {
		doubts = append(doubts, r.say(wordBullet, r.say(doubtAway, few(r, away))))
	}
	return doubts
}

// sameClock reports whether clocks in two zones show the same at an instant. A zone that is nil is not known.
func sameClock(t time.Time, a, b *time.Location) bool {
	if a == nil || b == nil {
		return false
	}
	_, here := t.In(a).Zone()
	_, there := t.In(b).Zone()
	return here == there
}

// peopleLines list who does what in an exercise. Replies may be nil where they do not matter; gone can no longer be asked.
func peopleLines(r Reader, plan exercise.Plan, b exercise.Brief, replies map[assess.UserID]exercise.Replied, gone []assess.UserID) []string {
	named := func(users ...assess.UserID) string {
		names := make([]string, len(users))
		for i, u := range users {
			names[i] = mention(u)
			switch {
			case slices.Contains(gone, u):
				names[i] = r.say(wordOf, mention(u), r.say(replyGone))
			case replies != nil:
				names[i] = r.say(wordOf, mention(u), replyWord(r, replies[u].Reply))
			}
		}
		return r.list(names)
	}
	lines := []string{r.say(lineFacilitator, named(plan.Facilitator))}
	if plan.Scribe != "" {
		lines = append(lines, r.say(lineScribe, named(plan.Scribe)))
	}
	for _, role := range b.Roles {
		var seated []assess.UserID
		for _, seat := range plan.Players {
			if seat.Role == role.ID {
				seated = append(seated, seat.User)
			}
		}
		who := r.say(lineNobody)
		if len(seated) > 0 {
			who = named(seated...)
		}
		lines = append(lines, r.say(lineRole, Escape(Cut(role.Name, maxName)), who))
	}
	if len(plan.Observers) > 0 {
		lines = append(lines, r.say(lineObservers, named(plan.Observers...)))
	}
	return lines
}

// ExercisePlanned confirms that an exercise is planned.
func ExercisePlanned(r Reader, v exercise.View) slack.ModalViewRequest {
	r = r.in(v.In.Zone)
	text := r.say(plannedDone, v.ID.Number(), Escape(Cut(v.Name, maxExercise)), kindWord(r, v.Kind), r.when(v.Plan.Start), r.say(wordPeople, len(v.Plan.People())))
	show := button(r.say(buttonShow), ActionExercise, string(v.ID))
	return done(r, section(text), note(r.say(plannedNext, mention(v.Plan.Facilitator))), actions(show))
}

// AlertFixPlan says what of a plan has to be mended on the page that it heads.
func AlertFixPlan(r Reader, sentence string) Alert {
	return Alert{Level: slack.AlertLevelError, Headline: r.say(alertFixPlan), Detail: sentence}
}
