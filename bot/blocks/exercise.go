package blocks

import (
	"slices"
	"strings"
	"time"

	"github.com/slack-go/slack"

	"cairn/internal/assess"
	"cairn/internal/calendar"
	"cairn/internal/exercise"
)

// shownExercises is how many exercises that are over a list shows; the rest is counted.
const shownExercises = 12

// Exercises answers which exercises a programme has, and when the next is due.
func Exercises(r Reader, o exercise.Overview) Message {
	r = r.in(o.In.Zone)
	title := r.say(exercisesTitle, Cut(o.In.Scope, maxName))
	blocks, text := exerciseList(r, o)
	return Message{
		Text: Cut(Escape(title)+"\n"+text, MaxText), Blocks: fit(r, append([]slack.Block{header(title)}, blocks...), MaxMessageBlocks),
	}
}

// ExercisesView is the same list as a view.
func ExercisesView(r Reader, o exercise.Overview) slack.ModalViewRequest {
	r = r.in(o.In.Zone)
	blocks, _ := exerciseList(r, o)
	title := header(r.say(exercisesTitle, Cut(o.In.Scope, maxName)))
	return exerciseModal(r, CallbackExercises, string(o.In.ID), exercisesViewTitle, "", buttonDone, append([]slack.Block{title}, blocks...))
}

// exerciseList shows what a programme has of exercises, and says it as a text.
func exerciseList(r Reader, o exercise.Overview) (blocks []slack.Block, text string) {
	var said []string
	wanted := false // an exercise that nobody has planned
	var duties []string
	for _, d := range o.Duties {
		duties = append(duties, dutySays(r, d, r.when))
		said = append(said, unstarred(dutySays(r, d, r.at)))
		wanted = wanted || d.Status == exercise.DutyDue || d.Status == exercise.DutyOverdue
	}
	blocks = append(blocks, sections(duties)...)
	if o.MayPlan {
		plan := planButton(r, o.In, "")
		if wanted {
			plan = plan.WithStyle(slack.StylePrimary)
		}
		blocks = append(blocks, actions(plan))
	}
	if len(o.Exercises) == 0 {
		none := r.say(exercisesNone)
		if o.MayPlan {
			none = join(none, r.say(exercisesHow))
		}
		return append(blocks, section(none)), strings.Join(append(said, unstarred(none)), "\n")
	}
	over := 0
	for _, part := range []struct {
		title string
		is    func(exercise.State) bool
	}{
		{exercisesLive, exercise.State.Live},
		{exercisesPlanned, func(s exercise.State) bool { return s == exercise.Planned }},
		{exercisesEnded, func(s exercise.State) bool { return s == exercise.Ended }},
		{exercisesOver, exercise.State.Over},
	} {
		headed := false
		for _, v := range o.Exercises {
			if !part.is(v.State) {
				continue
			}
			if v.State.Over() {
				if over++; over > shownExercises {
					continue
				}
			}
			if !headed {
				blocks, headed = append(blocks, section(r.say(part.title))), true
			}
			row, line := exerciseRow(r, v)
			blocks, said = append(blocks, row), append(said, line)
		}
	}
	if over > shownExercises {
		blocks = append(blocks, note(r.say(wordMore, over-shownExercises)))
	}
	return blocks, strings.Join(said, "\n")
}

// planButton plans an exercise of a kind, "" for either.
func planButton(r Reader, p assess.Programme, kind exercise.Kind) *slack.ButtonBlockElement {
	b := button(r.say(buttonPlanExercise), ActionExercisePlan, PlanValue{p.ID, kind}.String())
	b.AccessibilityLabel = Cut(r.say(planFor, p.Scope), MaxButton)
	return b
}

// exerciseRow is one exercise of several with a button that shows it, and the same as a text.
func exerciseRow(r Reader, v exercise.View) (slack.Block, string) {
	line := func(when func(time.Time) string) string {
		text := r.say(exerciseRowIs, Escape(exerciseNamed(r, v)), kindWord(r, v.Kind), exerciseState(r, v.State), exerciseWhen(v, when))
		if part := partWord(r, v, r.User); part != "" {
			text = r.say(exerciseRowPart, text, part)
		}
		if v.State == exercise.Planned {
			text = join(text+".", repliesSay(r, v))
		}
		if report := reportSays(r, v, when); report != "" {
			text = join(text+".", report)
		}
		return text
	}
	return slack.NewSectionBlock(mrkdwn(line(r.when), MaxSection), nil, slack.NewAccessory(showButton(r, v))), unstarred(line(r.at))
}

// exerciseWhen is when an exercise is or was.
func exerciseWhen(v exercise.View, when func(time.Time) string) string {
	switch {
	case v.State == exercise.Cancelled || v.StartedAt.IsZero():
		return when(v.Plan.Start)
	default:
		return when(v.StartedAt)
	}
}

// repliesSay counts the replies to an invitation.
func repliesSay(r Reader, v exercise.View) string {
	count := make(map[exercise.Reply]int)
	all := v.Plan.People()
	for _, u := range all {
		count[v.Replies[u].Reply]++
	}
	text := r.say(repliesTake, count[exercise.Yes], len(all))
	if n := count[exercise.Maybe]; n > 0 {
		text = join(text, r.say(repliesMaybe, n))
	}
	if n := count[exercise.No]; n > 0 {
		text = join(text, r.say(repliesNo, n))
	}
	if n := count[exercise.NoReply]; n > 0 {
		text = join(text, r.say(repliesNone, n))
	}
	return text
}

// dutySays says how a programme's duty to exercise in a kind stands; when shows an instant.
func dutySays(r Reader, d exercise.Duty, when func(time.Time) string) string {
	kind, due := kindName(r, d.Kind), r.day(dueDay(d))
	var text string
	switch {
	case d.Status == exercise.DutyOverdue:
		text = r.say(dutyOverdue, kind, due, r.say(wordDaysOver, max(1, -d.Days)))
	case d.Status == exercise.DutyDue:
		text = r.say(dutyDue, kind, due, r.say(wordDaysLeft, d.Days))
	case d.Status == exercise.DutyArmed && d.Planned != nil:
		text = r.say(dutyArmed, kind, due, d.Planned.ID.Number(), exerciseState(r, d.Planned.State), exerciseWhen(*d.Planned, when))
	default:
		text = r.say(dutyMet, kind, due, r.say(wordDaysLeft, d.Days))
	}
	text = join(text, periodSays(r, d.Months))
	if d.Last == nil {
		return join(text, r.say(dutyNever))
	}
	return join(text, r.say(dutyLast, d.Last.ID.Number(), when(d.Last.StartedAt)))
}

// periodSays says how often there is to be an exercise.
func periodSays(r Reader, months int) string {
	switch {
	case months == 12:
		return r.say(dutyYearly)
	case months%12 == 0:
		return r.say(dutyYears, months/12)
	default:
		return r.say(dutyMonths, months)
	}
}

// dueDay is the last day of a duty, in the programme's zone.
func dueDay(d exercise.Duty) calendar.Date {
	at := d.DueAt
	if loc, err := time.LoadLocation(d.In.Zone); err == nil { // one that does not load was refused with its programme
		at = at.In(loc)
	}
	return calendar.DateOf(at.Add(-time.Nanosecond)) // the end of a day may be said as the beginning of the next
}

// Exercise shows all about one exercise that its reader may see, as an answer to a command.
func Exercise(r Reader, v exercise.View) Message {
	r = r.in(v.In.Zone)
	title := exerciseTitle(r, v.Name)
	text := Escape(title) + "\n" + unstarred(strings.Join(exerciseFacts(r, v, r.at), "\n")) + "\n" + notReal(r)
	blocks := append([]slack.Block{header(title)}, exerciseBlocks(r, v)...)
	return Message{Text: Cut(text, MaxText), Blocks: fit(r, blocks, MaxMessageBlocks)}
}

// ExerciseView shows the same as a view.
func ExerciseView(r Reader, v exercise.View) slack.ModalViewRequest {
	r = r.in(v.In.Zone)
	blocks := append([]slack.Block{header(exerciseTitle(r, v.Name))}, exerciseBlocks(r, v)...)
	return exerciseModal(r, CallbackExercise, string(v.ID), exerciseViewTitle, "", buttonDone, blocks)
}

// NoExercise answers a number that is no exercise of the programme.
func NoExercise(r Reader, word string, p assess.Programme) Message {
	return sentence(r.say(exerciseUnknown, Escape(Cut(p.Scope, maxName)), Escape(Cut(word, maxOption)), string(p.ID)))
}

// exerciseBlocks are all about an exercise below its title, with what the reader may do.
func exerciseBlocks(r Reader, v exercise.View) []slack.Block {
	blocks := sections(exerciseFacts(r, v, r.when))
	blocks = append(blocks, sections(append([]string{r.say(exerciseGoalsTitle)}, exerciseGoals(v.Brief)...))...)
	replies := v.Replies
	if v.State != exercise.Planned {
		replies = nil
	} else if replies == nil {
		replies = map[assess.UserID]exercise.Replied{}
	}
	blocks = append(blocks, sections(append([]string{r.say(exercisePeopleTitle)}, peopleLines(r, v.Plan, v.Brief, replies, v.Gone)...))...)
	if notes := declineNotes(r, v); len(notes) > 0 {
		blocks = append(blocks, sections(notes)...)
	}
	if v.State == exercise.Planned && v.Part != exercise.NoPart {
		blocks = append(blocks, section(replySays(r, v)), actions(replyButtons(r, v)...))
	}
	if buttons := exerciseButtons(r, v); len(buttons) > 0 {
		blocks = append(blocks, actions(buttons...))
	}
	blocks = append(blocks, ownNotes(r, v)...)
	return append(blocks, note(notReal(r)))
}

// exerciseFacts say what an exercise is, when, where, and what became of it.
func exerciseFacts(r Reader, v exercise.View, when func(time.Time) string) []string {
	facts := []string{
		r.say(exerciseHead, v.ID.Number(), kindWord(r, v.Kind), Escape(Cut(v.In.Scope, maxName)), exerciseState(r, v.State)),
		r.say(exerciseWhenIs, exerciseWhen(v, when), lengthOf(r, v.Plan.Length)),
		r.say(exerciseWhere, channelOf(v.Plan.Channel)),
	}
	if part := partWord(r, v, r.User); part != "" {
		facts = append(facts, r.say(exercisePart, part))
	}
	for _, h := range v.Handovers {
		facts = append(facts, r.say(exerciseTakenOver, mention(h.To), mention(h.From), when(h.At)))
	}
	switch v.State {
	case exercise.Cancelled:
		facts = append(facts, r.say(exerciseWhyCancelled, endedWhy(r, v)))
	case exercise.Ended, exercise.Reviewed:
		facts = append(facts, r.say(exerciseEnded, when(v.EndedAt)))
		if v.Why != "" {
			facts = append(facts, r.say(exerciseWhyEnded, endedWhy(r, v)))
		}
		if v.Lacks != exercise.LacksNothing {
			facts = append(facts, lacksSays(r, v.Lacks))
		}
		if v.Link != "" {
			facts = append(facts, r.say(exerciseReport, v.Link))
		}
		if report := reportSays(r, v, when); report != "" && v.State == exercise.Ended {
			facts = append(facts, report)
		}
		if v.Refused != nil && v.Manages {
			facts = append(facts, refusedSays(r, v, when))
		}
	}
	return facts
}

// declineNotes are what those wrote who declined, or may take part, for who plans.
func declineNotes(r Reader, v exercise.View) []string {
	if !v.Manages || v.State != exercise.Planned {
		return nil
	}
	var lines []string
	for _, u := range v.Plan.People() {
		if said := v.Replies[u]; said.Note != "" {
			lines = append(lines, r.say(replyNoted, mention(u), replyWord(r, said.Reply), Escape(Cut(said.Note, maxReason))))
		}
	}
	return lines
}

// exerciseButtons are what the reader may do about an exercise beside replying, the most likely first.
func exerciseButtons(r Reader, v exercise.View) []slack.BlockElement {
	buttons := runButtons(r, v)
	add := func(label, action, name string) {
		b := button(r.say(label), action, string(v.ID))
		b.AccessibilityLabel = Cut(r.say(name, exerciseNamed(r, v)), MaxButton)
		buttons = append(buttons, b)
	}
	if v.State == exercise.Planned && v.Manages {
		add(buttonChangeExercise, ActionExerciseReplan, exerciseChangeName)
		add(buttonCancelAsk, ActionExerciseCancel, exerciseCancelName)
	}
	if instead := leaderGone(v) && v.Manages && v.Part != exercise.AsPlayer; v.State == exercise.Ended && (v.Part == exercise.AsFacilitator || instead) {
		add(buttonReview, ActionReview, exerciseReviewName)
	}
	if v.Manages && republishable(v) {
		buttons = append(buttons, republishButton(r, v))
		if shelvable(r, v) {
			buttons = append(buttons, shelveButton(r, v))
		}
	}
	if v.State == exercise.Reviewed && (v.Part != exercise.NoPart || v.Manages) {
		add(buttonReport, ActionReport, exerciseReportName)
	}
	return buttons
}

// runButtons are what the reader may do in an exercise that is played, or about to be.
func runButtons(r Reader, v exercise.View) []slack.BlockElement {
	var buttons []slack.BlockElement
	add := func(label, action string) *slack.ButtonBlockElement {
		b := button(r.say(label), action, RunValue{ID: v.ID}.String())
		b.AccessibilityLabel = Cut(r.say(exerciseButtonName, r.say(label), exerciseNamed(r, v)), MaxButton)
		buttons = append(buttons, b)
		return b
	}
	leads := v.Part == exercise.AsFacilitator
	switch {
	case v.State == exercise.Planned && leads && !v.Now.Add(exercise.StartsBefore).Before(v.Plan.Start):
		add(buttonStartRun, ActionRunStart).WithConfirm(
			slack.NewConfirmationBlockObject(plain(r.say(startConfirm), MaxConfirmTitle), plain(r.say(exerciseStartNow), MaxConfirmText),
				plain(r.say(buttonStartRun), MaxConfirmButton), plain(r.say(buttonCancel), MaxConfirmButton)))
	case v.State.Live() && v.Part != exercise.NoPart && v.Part != exercise.AsObserver:
		add(buttonDecide, ActionRunDecide)
	case awaitsHotWash(v):
		add(buttonHotWash, ActionRunHotWash)
	}
	if v.State.Live() && (v.Part.ReadsNotes() || v.Part == exercise.AsScribe) {
		add(buttonObserve, ActionRunObserve)
	}
	if v.Part.ReadsNotes() && !v.State.Over() {
		add(buttonGuide, ActionRunGuide)
	}
	if v.TakesOver && (v.State.Live() || !leaderGone(v)) { // once it has ended, whoever may takes the place of one who is gone without it
		add(buttonTakeOverAsk, ActionRunTakeOver)
	}
	if v.State.Live() && v.Manages && v.Part != exercise.AsPlayer {
		add(buttonEndRun, ActionRunEnd)
	}
	return buttons
}

// changeButtons are what whoever plans may change about an exercise that has not begun.
func changeButtons(r Reader, v exercise.View) []slack.BlockElement {
	return []slack.BlockElement{
		button(r.say(buttonChangeExercise), ActionExerciseReplan, string(v.ID)), button(r.say(buttonCancelAsk), ActionExerciseCancel, string(v.ID)),
	}
}

// awaitsHotWash reports whether an exercise waits for what the reader has to say of it.
func awaitsHotWash(v exercise.View) bool {
	return v.State == exercise.Ended && v.Part != exercise.NoPart && !declined(v, v.For) && !slices.Contains(v.Debriefed, v.For)
}

// replyButtons ask whether the reader takes part. What they said already is not offered again.
func replyButtons(r Reader, v exercise.View) []slack.BlockElement {
	said := v.Replies[r.User].Reply
	var buttons []slack.BlockElement
	for _, offer := range []struct {
		reply         exercise.Reply
		label, action string
	}{
		{exercise.Yes, buttonTakePart, ActionExerciseYes},
		{exercise.Maybe, buttonMaybe, ActionExerciseMaybe},
		{exercise.No, buttonDeclineAsk, ActionExerciseNo},
	} {
		if offer.reply == said {
			continue
		}
		b := button(r.say(offer.label), offer.action, string(v.ID))
		if offer.reply == exercise.Yes {
			b = b.WithStyle(slack.StylePrimary)
		}
		buttons = append(buttons, b)
	}
	return buttons
}

// replySays is what the reader replied, or that they have not.
func replySays(r Reader, v exercise.View) string {
	said, ok := v.Replies[r.User]
	if !ok || said.Reply == exercise.NoReply {
		return r.say(replyAsk)
	}
	text := r.say(replySaid, replyTitle(r, said.Reply), r.when(said.At))
	if said.Note != "" {
		text = r.say(replyWith, text, Escape(Cut(said.Note, maxReason)))
	}
	return text
}

// replyTitle is a reply as its button says it.
func replyTitle(r Reader, reply exercise.Reply) string {
	switch reply {
	case exercise.Yes:
		return r.say(buttonTakePart)
	case exercise.Maybe:
		return r.say(buttonMaybe)
	default:
		return r.say(buttonDecline)
	}
}

// declined reports whether somebody said that they do not take part.
func declined(v exercise.View, u assess.UserID) bool { return v.Replies[u].Reply == exercise.No }

// others are the people with a part whom the reader will meet, without themself.
func others(v exercise.View, u assess.UserID) []assess.UserID {
	return slices.DeleteFunc(v.Plan.People(), func(o assess.UserID) bool { return o == u || declined(v, o) || slices.Contains(v.Gone, o) })
}
