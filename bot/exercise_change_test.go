package bot_test

import (
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"cairn/bot/blocks"
	"cairn/internal/assess"
	"cairn/internal/exercise"
	"cairn/internal/slacksim"
)

func TestAnObjectiveThatWasLeftOutIsTakenInAgain(t *testing.T) {
	t.Parallel()
	w := newWorld(t).declare().room()
	id := w.planned()
	form := w.press(mara, w.slash(mara, "/cairn exercise E1"), blocks.ActionExerciseReplan).View
	offered := string(form.Blocks)
	for _, goal := range []string{"recognise", "money", "clean", "mend"} {
		assert.Contains(t, offered, `"value":"`+goal+`"`)
	}
	assert.Empty(t, w.submit(mara, form, map[string]string{exercise.FieldLength: "60"}).Errors)
	assert.Equal(t, []string{"recognise", "money"}, w.view(mara, id).Plan.Objectives, "those of the plan were ticked, and no others")

	form = w.press(mara, w.slash(mara, "/cairn exercise E1"), blocks.ActionExerciseReplan).View
	seen := w.submit(mara, form, map[string]string{exercise.FieldObjectives: "mend,money,recognise"})
	require.Empty(t, seen.Errors)
	v := w.view(gus, id)
	assert.Equal(t, []string{"recognise", "money", "mend"}, v.Plan.Objectives)
	assert.Len(t, v.Brief.Objectives, 3, "players read what it is to show")
}

func TestAnOldButtonOfAPlanOpensNothingForWhoMayNotUseItAnyMore(t *testing.T) {
	t.Parallel()
	w := newWorld(t).declare().room()
	id := w.invited()
	w.recastQuietly(id, func(p *exercise.Plan) { p.Facilitator, p.Observers = otto, nil })
	shown := w.slash(otto, "/cairn exercise E1")
	invitation := w.message(gus, "You are invited")
	w.recastQuietly(id, func(p *exercise.Plan) {
		p.Facilitator, p.Observers, p.Players = mara, []assess.UserID{otto}, p.Players[1:]
	})
	for _, button := range []string{blocks.ActionExerciseReplan, blocks.ActionExerciseCancel} {
		assert.Nil(t, w.press(otto, shown, button).View)
		assert.Contains(t, w.lastEphemeral(otto), "E1 is changed by its facilitator, <@"+mara+">, and by the managers")
	}
	assert.Nil(t, w.press(gus, invitation, blocks.ActionExerciseNo).View)
	assert.Contains(t, w.lastEphemeral(gus), "You have no part in E1.")

	shown, invitation = w.slash(mara, "/cairn exercise E1"), w.message(tom, "You are invited")
	require.NoError(t, w.exercises.Cancel(t.Context(), assess.BySlack(mara), id, "The auditors come that day."))
	// Before the others: what they press brings the invitations up to date.
	assert.Nil(t, w.press(tom, invitation, blocks.ActionExerciseNo).View)
	assert.Contains(t, w.lastEphemeral(tom), "E1 was cancelled on")
	for _, button := range []string{blocks.ActionExerciseReplan, blocks.ActionExerciseCancel} {
		assert.Nil(t, w.press(mara, shown, button).View)
		assert.Contains(t, w.lastEphemeral(mara), "E1 was cancelled on")
	}
}

// recastQuietly gives parts of an exercise to others, as Mara, while what people have stays as it was.
func (w *world) recastQuietly(id exercise.ID, change func(*exercise.Plan)) {
	w.Helper()
	v := w.view(mara, id)
	plan := v.Plan
	change(&plan)
	require.NoError(w, w.exercises.Replan(w.Context(), assess.BySlack(mara), id, v.Edition, plan, "Somebody else is free that day."))
}

func TestTheSecondLookNamesForWhomItIsNoTimeToWork(t *testing.T) {
	t.Parallel()
	w := newWorld(t).declare().room()
	w.sim.AddUser(slacksim.User{ID: otto, Name: "otto", RealName: "Otto Quist", TZ: "America/Los_Angeles"})
	shown := said(w.plansUpTo(blocks.ExerciseReview).Blocks)
	assert.Contains(t, shown, "outside the working time of <@"+otto+"> (Tue 02:00 there).", "whom nobody looked up before")
	assert.Contains(t, shown, "Not in <#"+rooms+"> yet: <@"+otto+">.")
	w.submit(mara, w.top(mara), nil)

	form := w.press(mara, w.slash(mara, "/cairn exercise E1"), blocks.ActionExerciseReplan).View
	require.Empty(t, w.submit(mara, form, map[string]string{
		exercise.FieldStart: unix(tenth.Add(7 * time.Hour)), exercise.FieldWhy: "Otto sleeps.",
	}).Errors)
	shown = said(w.top(mara).Blocks)
	assert.Contains(t, shown, "The plan of *E1 · Silver Birch* is changed")
	assert.Contains(t, shown, "outside the working time of <@"+mara+">")
	assert.NotContains(t, shown, "<@"+otto+">")
}
