package blocks

import (
	"github.com/slack-go/slack"

	"cairn/internal/exercise"
)

// How much of exercises the Home tab shows.
const (
	homeExercises = 4 // each in at most two blocks
	homeDuties    = 4
	homeReports   = 4
)

// HomeDuties is of how many programmes the Home tab shows the duties at most.
const HomeDuties = 8

// Rehearsals is what somebody has to do with of exercises.
type Rehearsals struct {
	Mine   []exercise.View // in which they have a part, and that are not over, by start
	Duties []exercise.Duty // of the programmes they manage
	Late   []exercise.View // of those programmes, whose report is overdue or refused by Slack, or that are played without a facilitator
}

// homeExerciseBlocks are the exercises in which the person has a part, with what waits for them, and the duties they watch.
func homeExerciseBlocks(r Reader, x Rehearsals) []slack.Block {
	var blocks []slack.Block
	for i, v := range x.Mine {
		if i == homeExercises {
			blocks = append(blocks, note(r.say(homeMoreExercises, len(x.Mine)-i)))
			break
		}
		blocks = append(blocks, homeExerciseRow(r.in(v.In.Zone), v)...)
	}
	shown := 0
	for _, d := range x.Duties {
		if d.Status != exercise.DutyDue && d.Status != exercise.DutyOverdue {
			continue
		}
		if shown++; shown > homeDuties {
			continue
		}
		r := r.in(d.In.Zone)
		text := r.say(homeDuty, Escape(Cut(d.In.Scope, maxName)), dutySays(r, d, r.when))
		blocks = append(blocks, slack.NewSectionBlock(mrkdwn(text, MaxSection), nil, slack.NewAccessory(planButton(r, d.In, d.Kind))))
	}
	if shown > homeDuties {
		blocks = append(blocks, note(r.say(wordMore, shown-homeDuties)))
	}
	for i, v := range x.Late {
		if i == homeReports {
			blocks = append(blocks, note(r.say(wordMore, len(x.Late)-i)))
			break
		}
		if v.State.Live() {
			blocks = append(blocks, homeUnledRow(r.in(v.In.Zone), v))
			continue
		}
		blocks = append(blocks, homeLateRow(r.in(v.In.Zone), v))
	}
	if len(blocks) == 0 {
		return nil
	}
	return append([]slack.Block{header(r.say(homeExercisesTitle))}, blocks...)
}

// homeLateRow is an exercise whose report a manager waits for.
func homeLateRow(r Reader, v exercise.View) slack.Block {
	text := join(r.say(homeExerciseLate, Escape(Cut(v.In.Scope, maxName)), Escape(exerciseNamed(r, v))), reportSays(r, v, r.when))
	return slack.NewSectionBlock(mrkdwn(text, MaxSection), nil, slack.NewAccessory(showButton(r, v)))
}

// homeUnledRow is an exercise that is played while nobody facilitates it.
func homeUnledRow(r Reader, v exercise.View) slack.Block {
	text := r.say(homeExerciseUnled, Escape(exerciseTitle(r, v.Name)), Escape(Cut(v.In.Scope, maxName)), mention(v.Plan.Facilitator), channelOf(v.Plan.Channel))
	if !v.TakesOver {
		return slack.NewSectionBlock(mrkdwn(text, MaxSection), nil, slack.NewAccessory(showButton(r, v)))
	}
	take := button(r.say(buttonTakeOverAsk), ActionRunTakeOver, RunValue{ID: v.ID}.String())
	take.AccessibilityLabel = Cut(r.say(exerciseButtonName, r.say(buttonTakeOverAsk), exerciseNamed(r, v)), MaxButton)
	return slack.NewSectionBlock(mrkdwn(text, MaxSection), nil, slack.NewAccessory(take))
}

// showButton shows all about an exercise.
func showButton(r Reader, v exercise.View) *slack.ButtonBlockElement {
	b := button(r.say(buttonShow), ActionExercise, string(v.ID))
	b.AccessibilityLabel = Cut(r.say(exerciseShowName, exerciseNamed(r, v)), MaxButton)
	return b
}

// homeExerciseRow is one exercise with what waits for the person.
func homeExerciseRow(r Reader, v exercise.View) []slack.Block {
	text := r.say(homeExerciseIs, Escape(exerciseTitle(r, v.Name)), kindWord(r, v.Kind), exerciseState(r, v.State), exerciseWhen(v, r.when), partWord(r, v, r.User))
	if report := reportSays(r, v, r.when); report != "" && v.Part == exercise.AsFacilitator {
		text += "\n" + report
	}
	row := slack.NewSectionBlock(mrkdwn(text, MaxSection), nil, slack.NewAccessory(showButton(r, v)))
	if v.State == exercise.Planned && v.Replies[r.User].Reply == exercise.NoReply {
		var buttons []slack.BlockElement
		for _, e := range replyButtons(r, v) {
			if b, ok := e.(*slack.ButtonBlockElement); ok { // one style a view is enough, and that is the questions'
				b.Style = ""
				buttons = append(buttons, b)
			}
		}
		return []slack.Block{row, actions(buttons...)}
	}
	if awaitsHotWash(v) {
		return []slack.Block{row, actions(button(r.say(buttonHotWash), ActionRunHotWash, RunValue{ID: v.ID}.String()))}
	}
	return []slack.Block{row}
}
