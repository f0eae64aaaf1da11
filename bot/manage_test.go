package bot_test

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"cairn/bot/blocks"
	"cairn/internal/assess"
	"cairn/internal/maturity"
	"cairn/internal/slacksim"
)

// menu chooses from the menu of a questionnaire, in the person's Home tab.
func (w *world) menu(user string, q assess.QuestionnaireID, choice string) slacksim.Seen {
	w.Helper()
	home, ok := w.sim.Home(user)
	require.True(w, ok, "the Home tab was never published")
	seen, err := w.sim.ClickView(w.Context(), user, home.ID, blocks.ActionLine+blocks.ActionMany+string(q), choice)
	require.NoError(w, err)
	require.Empty(w, seen.Error)
	return seen
}

const dull = "She is on parental leave until May."

// reassigning is a filled-in view that gives a questionnaire to somebody else.
func reassigning(to, reason string) map[string]map[string]any {
	return map[string]map[string]any{blocks.BlockPerson: {"value": to}, blocks.BlockReason: {"value": reason}}
}

func TestAManagerAsksForAReminderAndHearsWhenItGoesOut(t *testing.T) {
	t.Parallel()
	w := newWorld(t).declare().open()
	w.openHome(mara)
	w.menu(mara, governance, blocks.MenuRemind)
	shown := said(w.top(mara).Blocks)
	assert.Contains(t, shown, "A reminder to <@U0GUS> about *Governance* goes out <!date^1790928000^", "today Gus was sent the card, so it is tomorrow at nine")

	w.menu(mara, governance, blocks.MenuRemind)
	assert.Contains(t, said(w.top(mara).Blocks), "was asked for already", "a second one is refused")
}

func TestAManagerReassignsAQuestionnaire(t *testing.T) {
	t.Parallel()
	w := newWorld(t).declare().open()
	w.openHome(mara)
	w.openHome(otto)
	view := w.menu(mara, governance, blocks.MenuReassign).View
	require.NotNil(t, view)

	seen, err := w.sim.Submit(t.Context(), mara, view.ID, reassigning(gus, "short"))
	require.NoError(t, err)
	assert.Contains(t, seen.Errors[blocks.BlockPerson], "with this person already")
	assert.Contains(t, seen.Errors[blocks.BlockReason], "at least 10 characters")

	_, err = w.sim.Submit(t.Context(), mara, view.ID, reassigning(otto, dull))
	require.NoError(t, err)
	assert.Contains(t, said(w.top(mara).Blocks), "is with <@U0OTTO> now, instead of <@U0GUS>")
	assert.Equal(t, assess.UserID(otto), w.form(governance).Questionnaire.Owner)
	w.await(w.shows(mara, "*Governance*: waits for <@U0OTTO>"))
	w.await(w.shows(otto, "*Governance* · 5 questions"))
	w.await(func() bool { return !w.shows(gus, "Answer Questions")() })
}

func TestAGuestIsNotGivenAQuestionnaire(t *testing.T) {
	t.Parallel()
	w := newWorld(t).declare().open()
	w.sim.AddUser(slacksim.User{ID: "U0GUEST", Name: "guest", RealName: "Gwen Guest", IsGuest: true})
	w.openHome(mara)
	view := w.menu(mara, governance, blocks.MenuReassign).View
	seen, err := w.sim.Submit(t.Context(), mara, view.ID, reassigning("U0GUEST", dull))
	require.NoError(t, err)
	assert.Contains(t, seen.Errors[blocks.BlockPerson], "guest", "Slack is asked who they are before they get it")
	assert.Equal(t, assess.UserID(gus), w.form(governance).Questionnaire.Owner)
}

func TestAManagerGivesOneOrAllMoreTime(t *testing.T) {
	t.Parallel()
	w := newWorld(t).declare().open()
	w.openHome(mara)
	before := w.form(governance).Questionnaire.DueAt
	view := w.menu(mara, governance, blocks.MenuExtend).View
	fill := func(day, which string) map[string]map[string]any {
		return map[string]map[string]any{blocks.BlockUntil: {"value": day}, blocks.BlockWhich: {"value": which}, blocks.BlockReason: {"value": "The auditors come first."}}
	}
	seen, err := w.sim.Submit(t.Context(), mara, view.ID, fill("2027-12-01", blocks.MenuOne))
	require.NoError(t, err)
	assert.Contains(t, seen.Errors[blocks.BlockUntil], "or earlier")

	_, err = w.sim.Submit(t.Context(), mara, view.ID, fill("2026-10-28", blocks.MenuOne))
	require.NoError(t, err)
	assert.Contains(t, said(w.top(mara).Blocks), "*Governance* is due <!date^")
	at := w.form(governance).Questionnaire.DueAt
	assert.Equal(t, "2026-10-28", at.Format(time.DateOnly))
	assert.Equal(t, before, w.form("northwind-2026-q4/incident-response").Questionnaire.DueAt, "the others have what they had")
	w.await(w.shows(mara, "waits for <@U0GUS> (deputy <@U0DEE>)\nDue <!date^"))

	view = w.menu(mara, governance, blocks.MenuExtend).View
	_, err = w.sim.Submit(t.Context(), mara, view.ID, fill("2026-10-30", blocks.All))
	require.NoError(t, err)
	assert.Contains(t, said(w.top(mara).Blocks), "All questionnaires of *Northwind Bank*")
	assert.Equal(t, "2026-10-30", w.form("northwind-2026-q4/incident-response").Questionnaire.DueAt.Format(time.DateOnly))
}

func TestOnlyManagersManage(t *testing.T) {
	t.Parallel()
	w := newWorld(t).declare().open()
	for _, choice := range []string{blocks.MenuRemind, blocks.MenuReassign, blocks.MenuExtend} {
		w.interact(gus, map[string]any{
			"type": "block_actions", "response_url": w.hook(),
			"actions": []any{map[string]any{
				"type": "overflow", "block_id": "b", "action_id": blocks.ActionLine + blocks.ActionMany + string(governance),
				"selected_option": map[string]any{"value": choice},
			}},
		})
		assert.Contains(t, w.hooked(), "Only the managers of Northwind Bank", choice)
	}
}

// declareAs applies the tests' programme under another name.
func (w *world) declareAs(id string) {
	w.Helper()
	p, faults := assess.ParseManifest([]byte(strings.Replace(programmeFile, "northwind", id, 1)), "programme.yaml", maturity.Find)
	require.Empty(w, faults)
	_, err := w.assess.Apply(w.Context(), assess.Actor{Source: assess.FromCLI}, p, false)
	require.NoError(w, err)
}

func TestTheQuestionnairesOfACycleAreListedInAView(t *testing.T) {
	t.Parallel()
	w := newWorld(t).declare().open()
	for i := range 9 {
		w.declareAs(fmt.Sprint("harbour-", i))
	}
	w.openHome(mara)
	w.await(w.shows(mara, "All Programmes"))
	home, _ := w.sim.Home(mara)
	_, err := w.sim.ClickView(t.Context(), mara, home.ID, blocks.ActionProgrammes, "")
	require.NoError(t, err)
	_, err = w.sim.ClickView(t.Context(), mara, w.top(mara).ID, blocks.ActionLines+blocks.ActionMany+"northwind", "")
	require.NoError(t, err)
	list := w.top(mara)
	seen, err := w.sim.ClickView(t.Context(), mara, list.ID, blocks.ActionLine+blocks.ActionMany+string(governance), blocks.MenuReassign)
	require.NoError(t, err)
	require.NotNil(t, seen.View)
	_, err = w.sim.Submit(t.Context(), mara, seen.View.ID, reassigning(otto, dull))
	require.NoError(t, err)
	w.await(func() bool {
		for _, v := range w.sim.Views(mara) {
			if v.ID == list.ID && strings.Contains(said(v.Blocks), "waits for <@U0OTTO>") {
				return true
			}
		}
		return false
	})
}

func TestSettingsSayWhatCairnTakesAPersonToBe(t *testing.T) {
	t.Parallel()
	w := newWorld(t).declare()
	home := w.openHome(gus)
	_, err := w.sim.ClickView(t.Context(), gus, home.ID, blocks.ActionSettings, "")
	require.NoError(t, err)
	shown := said(w.top(gus).Blocks)
	assert.Contains(t, shown, "Mon to Fri, 09:00 to 17:30")
	assert.NotContains(t, shown, "set up a new programme", "who may not is not offered it")
}

func TestAManagerIsToldWhenSomebodyLeftAndThatItIsSettled(t *testing.T) {
	t.Parallel()
	w := newWorld(t).declare().open()
	require.NoError(t, w.assess.Saw(t.Context(), assess.Person{ID: gus, Standing: assess.Gone, SeenAt: w.Now()}))
	notices, err := w.assess.Departure(t.Context(), gus)
	require.NoError(t, err)
	require.Len(t, notices, 1)
	require.NoError(t, w.messenger.Departure(t.Context(), notices[0]))
	told := w.message(mara, "is no longer in this workspace")
	seen := w.press(mara, told, blocks.ActionReassign)
	require.NotNil(t, seen.View)
	_, err = w.sim.Submit(t.Context(), mara, seen.View.ID, reassigning(otto, dull))
	require.NoError(t, err)
	w.await(func() bool {
		return !strings.Contains(said(w.message(mara, "is no longer in this workspace").Blocks), "is with them")
	})
}

func TestALeaderReadsTheResultsInTheirHomeTab(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	p, faults := assess.ParseManifest([]byte(programmeFile+"leaders: [U0OTTO]\n"), "programme.yaml", maturity.Find)
	require.Empty(t, faults)
	_, err := w.assess.Apply(t.Context(), assess.Actor{Source: assess.FromCLI}, p, false)
	require.NoError(t, err)
	assert.Contains(t, said(w.openHome(otto).Blocks), "The levels appear here once the first cycle has closed")

	w.open()
	w.submit(gus, w.press(gus, w.message(gus, "5 questions"), blocks.ActionAnswer).View, all("G", "3"))
	_, err = w.assess.CloseCycle(t.Context(), assess.BySlack(mara), northwind)
	require.NoError(t, err)
	d, err := w.digests.Latest(t.Context(), assess.BySlack(mara), northwind, "")
	require.NoError(t, err)
	require.NoError(t, w.messenger.Digest(t.Context(), d))
	w.await(w.shows(otto, d.Takeaway.String()))
	assert.False(t, w.shows(gus, "Results you read")(), "an owner sees their own levels")
}
