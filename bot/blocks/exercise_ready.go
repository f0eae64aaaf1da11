package blocks

import (
	"slices"
	"strings"
	"time"

	"github.com/slack-go/slack"

	"cairn/internal/exercise"
)

// shownItems is how many of the things to prepare are shown; the rest is counted.
const shownItems = 10

// Ready tells the facilitator what speaks for and against starting, with how to mend it. It tells the plot.
func Ready(r Reader, c exercise.Control) Message {
	v := c.View
	r = r.in(v.In.Zone)
	title := exerciseTitle(r, v.Name)
	if v.State != exercise.Planned {
		return Invitation(r, v)
	}
	verdict := readyNot
	open := slices.ContainsFunc(c.Readiness.Checks, func(check exercise.ReadyCheck) bool { return !check.OK })
	switch {
	case c.Readiness.Ready && open:
		verdict = readyOpen
	case c.Readiness.Ready:
		verdict = readyAll
	}
	head := r.say(readyHead, r.when(v.Plan.Start), r.say(verdict))
	said := []string{r.say(readyHead, r.at(v.Plan.Start), r.say(verdict))}
	blocks := []slack.Block{header(title), section(head)}
	var lines []string
	prepared := true
	for _, check := range c.Readiness.Checks {
		lines = append(lines, checkLines(r, v, check)...)
		if check.Kind == exercise.CheckPrepared {
			prepared = check.OK
		}
	}
	blocks = append(blocks, sections(lines)...)
	var buttons []slack.BlockElement
	if !prepared {
		buttons = append(buttons, button(r.say(buttonPrepared), ActionExercisePrepared, string(v.ID)).WithStyle(slack.StylePrimary))
	}
	buttons = append(buttons, button(r.say(buttonCheckAgain), ActionExerciseCheck, string(v.ID)))
	buttons = append(buttons, button(r.say(buttonGuide), ActionRunGuide, RunValue{ID: v.ID}.String()))
	buttons = append(buttons, changeButtons(r, v)...)
	blocks = append(blocks, actions(buttons...), note(notReal(r), r.say(readyYours)))
	text := Escape(title) + ". " + unstarred(strings.Join(append(said, lines...), "\n"))
	return Message{Text: Cut(text, MaxText), Blocks: fit(r, blocks, MaxMessageBlocks)}
}

// checkLines say what came of a readiness check, and how to mend it.
func checkLines(r Reader, v exercise.View, c exercise.ReadyCheck) []string {
	if c.OK {
		return []string{r.say(checkFine, checkWord(r, c.Kind))}
	}
	missing, mend := "", ""
	people := mentionSome(r, c.People)
	channel := channelOf(v.Plan.Channel)
	switch c.Kind {
	case exercise.CheckChannel:
		mend = r.say(mendChannel, channel)
	case exercise.CheckMembers:
		missing, mend = people, r.say(mendMembers, channel)
	case exercise.CheckReplies:
		missing, mend = people, r.say(mendReplies)
	case exercise.CheckRoles:
		names := make([]string, len(c.Roles))
		for i, name := range c.Roles {
			names[i] = Escape(Cut(name, maxName))
		}
		missing, mend = r.list(names), r.say(mendRoles, v.ID.Number())
	case exercise.CheckWatched:
		mend = r.say(mendWatched, v.ID.Number())
	case exercise.CheckLead:
		mend = r.say(mendLead, v.ID.Number())
	case exercise.CheckPrepared:
		mend = r.say(mendPrepared)
	}
	line := checkOpen
	if c.Matters {
		line = checkStops
	}
	text := r.say(line, checkWord(r, c.Kind))
	if missing != "" {
		text = r.say(checkMissing, text, missing)
	}
	lines := []string{join(text, mend)}
	for i, item := range c.Items {
		if i == shownItems {
			lines = append(lines, r.say(wordMore, len(c.Items)-i))
			break
		}
		lines = append(lines, r.say(wordBullet, Escape(Cut(item, maxSummary))))
	}
	return lines
}

// checkWord names a readiness check.
func checkWord(r Reader, kind string) string {
	switch kind {
	case exercise.CheckChannel:
		return r.say(checkChannel)
	case exercise.CheckMembers:
		return r.say(checkMembers)
	case exercise.CheckReplies:
		return r.say(checkReplies)
	case exercise.CheckRoles:
		return r.say(checkRoles)
	case exercise.CheckWatched:
		return r.say(checkWatched)
	case exercise.CheckLead:
		return r.say(checkLead)
	default:
		return r.say(checkPrepared)
	}
}

// DutyNotice tells a manager that an exercise is due or overdue and none is planned.
func DutyNotice(r Reader, d exercise.Duty) Message {
	r = r.in(d.In.Zone)
	scope, due := Escape(Cut(d.In.Scope, maxName)), r.day(dueDay(d))
	title, text := r.say(dutyTitle, kindName(r, d.Kind)), r.say(dutyIsDue, scope, kindWord(r, d.Kind), due, r.say(wordDaysLeft, d.Days))
	if d.Status == exercise.DutyOverdue || d.Days < 0 {
		title = r.say(dutyTitleOver, kindName(r, d.Kind))
		text = r.say(dutyIsOver, scope, kindWord(r, d.Kind), due, r.say(wordDaysOver, max(1, -d.Days)))
	}
	more := func(when func(time.Time) string) string {
		last := r.say(dutyNever)
		if d.Last != nil {
			last = r.say(dutyLast, d.Last.ID.Number(), when(d.Last.StartedAt))
		}
		return join(periodSays(r, d.Months), last)
	}
	kinds := r.say(dutyTabletop)
	if d.Kind == exercise.Simulation {
		kinds = r.say(dutySimulation)
	}
	return Message{
		Text: Cut(title+". "+unstarred(join(text, more(r.at)))+" "+r.say(dutyText, r.say(buttonPlanExercise)), MaxText),
		Blocks: []slack.Block{
			header(title), section(text), note(more(r.when), kinds),
			actions(planButton(r, d.In, d.Kind).WithStyle(slack.StylePrimary), button(r.say(buttonExercises), ActionExercises, string(d.In.ID))),
		},
	}
}
