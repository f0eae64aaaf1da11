package bot_test

import (
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"cairn/bot/blocks"
	"cairn/internal/assess"
	"cairn/internal/exercise"
	"cairn/internal/maturity"
)

// led is a play under way, in a programme that Tom and Otto manage as well.
func led(t *testing.T) *play {
	t.Helper()
	p := newPlay(t).started()
	file := strings.Replace(programmeFile, "managers: [U0MARA]", "managers: [U0MARA, U0TOM, U0OTTO]", 1)
	declared, faults := assess.ParseManifest([]byte(file), "programme.yaml", maturity.Find)
	require.Empty(t, faults)
	_, err := p.assess.Apply(t.Context(), assess.Actor{Source: assess.FromCLI}, declared, false)
	require.NoError(t, err)
	return p
}

// asksToTakeOver has somebody open the form in which they take the exercise over.
func (p *play) asksToTakeOver(user string) {
	p.Helper()
	require.NotNil(p, p.press(user, p.slash(user, "/cairn exercise E1"), blocks.ActionRunTakeOver).View)
}

func TestWhoTakesOverHasTheControlsAndWhoHadThemIsToldWho(t *testing.T) {
	t.Parallel()
	p := led(t)
	p.asksToTakeOver(tom)
	form := p.top(tom)
	assert.Contains(t, said(form.Blocks), "You stop playing")
	assert.Empty(t, p.holds(tom), "nothing of the plot before they agreed")
	p.submit(tom, form, nil)
	assert.Contains(t, said(p.top(tom).Blocks), "You facilitate it now.")
	p.sends(mara, blocks.ActionRunPause, "") // on a device that is not up to date yet
	assert.Contains(t, p.hooked(), "Only the facilitator of E1, <@"+tom+">, holds its controls.")
	assert.Equal(t, exercise.Running, p.seen(tom).State)
	p.until(p.Now())
	assert.NotEmpty(t, p.holds(tom), "he has the controls")
	assert.Empty(t, p.holds(mara))
	assert.Contains(t, p.message(mara, "taken this exercise over from you").Text, "<@"+tom+">")
	last := p.sim.Messages(ferry)[len(p.sim.Messages(ferry))-1]
	assert.Equal(t, "EXERCISE · Night Ferry. <@"+tom+"> facilitates it now in the place of <@"+mara+">. Everything goes on as it was. "+closing, last.Text)
}

func TestOfTwoWhoTakeOverTheSlowerIsToldWhoHasIt(t *testing.T) {
	t.Parallel()
	p := led(t)
	p.asksToTakeOver(tom)
	p.asksToTakeOver(otto)
	p.submit(otto, p.top(otto), nil)
	p.submit(tom, p.top(tom), nil)
	assert.Contains(t, said(p.top(tom).Blocks), "<@"+otto+"> took E1 over on 1 October 2026 at")
	assert.Equal(t, exercise.AsPlayer, p.seen(tom).Part, "he goes on playing")
	assert.Equal(t, assess.UserID(otto), p.seen(tom).Plan.Facilitator)
	p.until(p.Now())
	assert.Contains(t, p.message(otto, "You no longer observe this exercise").Text, closing)
}

func TestNobodyElseTakesAnExerciseOver(t *testing.T) {
	t.Parallel()
	p := led(t)
	p.sends(gus, blocks.ActionRunTakeOver, "")
	assert.Contains(t, p.hooked(), "E1 can only be taken over by a manager of")
	p.sends(mara, blocks.ActionRunTakeOver, "")
	assert.Contains(t, p.hooked(), "You facilitate E1 already.")
}

// What was read before somebody took the exercise over is on its way to Slack when they do.
func TestControlsThatComeLateAreTakenBack(t *testing.T) {
	t.Parallel()
	p := led(t)
	c, err := p.exercises.Control(t.Context(), assess.BySlack(mara), ferryID)
	require.NoError(t, err)
	n := exercise.Notice{Subject: ferryID.Subject(), To: p.person(mara), Step: exercise.StepControls + "#1", View: c.View, Control: &c}
	require.NoError(t, p.exercises.TakeOver(t.Context(), assess.BySlack(tom), ferryID, mara))
	require.NoError(t, p.messenger.RefreshExercise(t.Context(), ferryID.Subject()))
	require.Empty(t, p.holds(mara))
	require.NoError(t, p.messenger.Notify(t.Context(), n))
	assert.Empty(t, p.holds(mara))
	n.View, n.Control, n.Step = p.seen(mara), nil, exercise.StepNearEnd+"#1"
	require.NoError(t, p.messenger.Notify(t.Context(), n), "what was for whoever led it is left unsaid")
	assert.NotContains(t, p.dmText(mara), "Ten minutes are left")
}
