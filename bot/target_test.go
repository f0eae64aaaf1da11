package bot_test

import (
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"cairn/bot/blocks"
	"cairn/internal/assess"
	"cairn/internal/calendar"
	"cairn/internal/slacksim"
	"cairn/internal/target"
)

const aim = "Two customers ask for it in their contracts."

// aimed sets a target for governance with Gus: Level 3 by the end of September of the next year.
func (w *world) aimed() target.ID {
	w.Helper()
	t, err := w.targets.Set(w.Context(), assess.BySlack(mara), northwind, target.Terms{
		Category: "governance", Level: 3, Due: calendar.Date{Year: 2027, Month: time.September, Day: 30}, Owner: gus, Reason: aim,
	}, "")
	require.NoError(w, err)
	return t.ID
}

// goal is a target as a manager sees it.
func (w *world) goal(id target.ID) target.View {
	w.Helper()
	v, err := w.targets.View(w.Context(), assess.BySlack(mara), id)
	require.NoError(w, err)
	return v
}

// say gives a command that opens a view, and returns the view.
func (w *world) say(user, text string) *slacksim.View {
	w.Helper()
	seen, err := w.sim.Slash(w.Context(), user, "", text)
	require.NoError(w, err)
	require.Nil(w, seen.Ephemeral, "%s was answered in words", text)
	return w.top(user)
}

func TestASentenceOpensTheFormWithWhatItSaysAndSetsTheTarget(t *testing.T) {
	t.Parallel()
	w := newWorld(t).declare().imported(2)
	w.openHome(gus)
	form := w.say(mara, "/cairn target Reach Level 4 in Governance within 12 months")
	assert.Contains(t, said(form.Blocks), "This is how I read your sentence")
	seen := w.submit(mara, form, map[string]string{blocks.BlockReason: "short"})
	assert.Contains(t, seen.Errors[blocks.BlockReason], "at least 10 characters")
	w.submit(mara, form, map[string]string{blocks.BlockReason: aim})
	assert.Contains(t, said(w.top(mara).Blocks), "*T1: Governance to Level 4* is set")
	v := w.goal("northwind/T1")
	assert.Equal(t, target.Terms{
		Category: "governance", Level: 4, Due: calendar.Date{Year: 2027, Month: time.October, Day: 1}, Owner: gus, Measure: v.Measure, Reason: aim,
	}, v.Terms, "the owner is the category's")
	assert.NotContains(t, said(form.Blocks), "Several categories", "it named one")
	assert.Empty(t, v.Measure, "by the model's rule")
	w.await(w.shows(gus, "*T1: Governance to Level 4*"))
}

func TestASentenceThatIsNoTargetIsAnsweredLetterByLetter(t *testing.T) {
	t.Parallel()
	w := newWorld(t).declare()
	answer := w.slash(mara, "/cairn target improve AI monitoring")
	for _, letter := range []string{"*Specific, missing:*", "*Measurable, missing:*", "*Time-bound, missing:*"} {
		assert.Contains(t, said(answer.Blocks), letter)
	}
	form := w.press(mara, answer, blocks.ActionTargetSet).View
	require.NotNil(t, form, "a button opens the form with what was understood")
	shown := said(form.Blocks)
	assert.Contains(t, shown, "Add what is missing")
	assert.Contains(t, string(form.Blocks), "improve AI monitoring")
}

func TestASentenceIsShownAsItWasTyped(t *testing.T) {
	t.Parallel()
	w := newWorld(t).declare()
	answer := w.slash(mara, "/cairn target R&D <b> with @gus")
	assert.Contains(t, said(answer.Blocks), "R&D <b> with @gus")
	form := w.press(mara, answer, blocks.ActionTargetSet).View
	assert.Contains(t, said(form.Blocks), "R&D <b> with @gus", "and again by the button")
	form = w.say(mara, "/cairn target Governance to Level 4 within 12 months because R&D ships <weekly>")
	assert.Contains(t, string(form.Blocks), `"initial_value":"R\u0026D ships \u003cweekly\u003e"`)
}

func TestWhatMayBeHardIsShownOnceBeforeATargetIsSet(t *testing.T) {
	t.Parallel()
	w := newWorld(t).declare().imported(0)
	form := w.say(mara, "/cairn target Level 5 in Governance by 28 February 2027")
	w.submit(mara, form, map[string]string{blocks.BlockReason: aim})
	form = w.top(mara)
	assert.Contains(t, said(form.Blocks), "More than 2 levels in 6 months is steep")
	all, err := w.targets.List(t.Context(), assess.BySlack(mara), northwind, target.Filter{})
	require.NoError(t, err)
	require.Empty(t, all, "nothing is set before it was looked at")

	seen := w.submit(mara, form, map[string]string{blocks.BlockAccept: "short"})
	assert.Contains(t, seen.Errors[blocks.BlockAccept], "at least 10 characters")
	w.submit(mara, form, map[string]string{blocks.BlockAccept: "The board has given twice the people."})
	assert.Contains(t, said(w.top(mara).Blocks), "Accepted by <@U0MARA>")
	assert.Equal(t, "The board has given twice the people.", w.goal("northwind/T1").Warnings[0].Accepted)
}

func TestWarningsMayBeLeftOpenAndAcceptedLater(t *testing.T) {
	t.Parallel()
	w := newWorld(t).declare().imported(0)
	form := w.say(gus, "/cairn target Level 5 in Governance by 28 February 2027")
	w.submit(gus, form, map[string]string{blocks.BlockReason: aim})
	form = w.top(gus)
	assert.NotContains(t, string(form.Blocks), `"block_id":"accept"`, "an owner accepts no warning")
	w.submit(gus, form, nil)
	w.openHome(mara)
	w.await(w.shows(mara, "nobody has accepted that yet"))

	card := w.slash(mara, "/cairn target T1")
	view := w.press(mara, card, blocks.ActionTargetAccept).View
	w.submit(mara, view, map[string]string{blocks.BlockAccept: "The board has given twice the people."})
	assert.Empty(t, w.goal("northwind/T1").Unaccepted())
	w.await(func() bool { return !w.shows(mara, "nobody has accepted that yet")() })
}

func TestAnOwnerChecksInFromTheHomeTab(t *testing.T) {
	t.Parallel()
	w := newWorld(t).declare().imported(1)
	id := w.aimed()
	home := w.openHome(gus)
	seen, err := w.sim.ClickView(t.Context(), gus, home.ID, blocks.ActionTarget, "")
	require.NoError(t, err)
	require.NotNil(t, seen.View)
	below := seen.View.ID
	seen, err = w.sim.ClickView(t.Context(), gus, below, blocks.ActionTargetCheckIn, "")
	require.NoError(t, err)
	form := seen.View
	faults := w.submit(gus, form, map[string]string{blocks.BlockExpected: "2026-09-30", blocks.BlockConfidence: assess.ConfidenceLow}).Errors
	assert.Contains(t, faults[blocks.BlockExpected], "is past")
	w.submit(gus, form, map[string]string{blocks.BlockExpected: "2027-10-20", blocks.BlockConfidence: assess.ConfidenceLow, blocks.BlockNote: "The vendor is late."})
	assert.Contains(t, said(w.top(gus).Blocks), "You expect it on 20 Oct 2027")
	v := w.goal(id)
	require.Len(t, v.CheckIns, 1)
	assert.Equal(t, "The vendor is late.", v.CheckIns[0].Note)
	assert.Equal(t, target.AtRisk, v.Standing())
	w.await(func() bool {
		for _, view := range w.sim.Views(gus) {
			if view.ID == below {
				return strings.Contains(said(view.Blocks), "The vendor is late.")
			}
		}
		return false
	})
	w.await(w.shows(gus, "▲ at risk"))
}

func TestAChangeOfDayIsKeptAsASlipAndIsRefusedWhereSomebodyWasFaster(t *testing.T) {
	t.Parallel()
	w := newWorld(t).declare().imported(1)
	id := w.aimed()
	open := func(user string) *slacksim.View {
		return w.press(user, w.slash(user, "/cairn target T1"), blocks.ActionTargetChange).View
	}
	first, second := open(mara), open(gus)
	seen := w.submit(mara, first, map[string]string{blocks.BlockDue: "2027-12-31"})
	assert.Contains(t, seen.Errors[blocks.BlockWhy], "at least 10 characters")
	w.submit(mara, first, map[string]string{blocks.BlockDue: "2027-12-31", blocks.BlockWhy: "The tool comes a quarter later."})
	assert.Contains(t, said(w.top(mara).Blocks), "is changed, due")
	v := w.goal(id)
	require.Len(t, v.Slips, 1)
	assert.Equal(t, "The tool comes a quarter later.", v.Slips[0].Why)
	assert.Equal(t, aim, v.Reason, "what was not touched stays")

	w.submit(gus, second, map[string]string{blocks.BlockDue: "2028-01-31", blocks.BlockWhy: "The tool comes later than that."})
	again := w.top(gus)
	assert.Contains(t, said(again.Blocks), "Somebody changed this target meanwhile")
	assert.Contains(t, said(again.Blocks), "due 31 Dec 2027", "as it is now")
	assert.Len(t, w.goal(id).Slips, 1)
	w.submit(gus, again, map[string]string{})
	assert.Len(t, w.goal(id).Slips, 2, "what was entered is kept")
	card := w.slash(tom, "/cairn target T1")
	assert.NotContains(t, string(card.Blocks), blocks.ActionTargetChange, "who may not change it is not offered it")
	assert.Contains(t, said(card.Blocks), "From 30 Sep 2027 to 31 Dec 2027")
}

func TestWhoeverIsAccountableButOwnsNotTheCategoryMovesTheDayOnly(t *testing.T) {
	t.Parallel()
	w := newWorld(t).declare().imported(1)
	id := w.aimed()
	form := w.press(mara, w.slash(mara, "/cairn target T1"), blocks.ActionTargetChange).View
	w.submit(mara, form, map[string]string{blocks.BlockOwner: dee, blocks.BlockWhy: "Dee leads the work from now on."})
	require.Equal(t, assess.UserID(dee), w.goal(id).Owner)

	form = w.press(dee, w.slash(dee, "/cairn target T1"), blocks.ActionTargetChange).View
	assert.NotContains(t, string(form.Blocks), `"block_id":"level"`)
	w.submit(dee, form, map[string]string{blocks.BlockDue: "2027-11-30", blocks.BlockWhy: "The audit comes first this time."})
	v := w.goal(id)
	assert.Equal(t, calendar.Date{Year: 2027, Month: time.November, Day: 30}, v.Due)
	assert.Equal(t, 3, v.Level)
	assert.Equal(t, aim, v.Reason)
}

func TestAManagerSetsAStateAndTakesItBack(t *testing.T) {
	t.Parallel()
	w := newWorld(t).declare().imported(1)
	id := w.aimed()
	state := func(to, reason string) slacksim.Seen {
		view := w.press(mara, w.slash(mara, "/cairn target T1"), blocks.ActionTargetState).View
		require.NotNil(t, view)
		return w.submit(mara, view, map[string]string{blocks.BlockState: to, blocks.BlockReason: reason})
	}
	assert.Contains(t, state(string(target.OffTrack), "no").Errors[blocks.BlockReason], "at least 10 characters")
	state(string(target.OffTrack), "The team was moved to another task.")
	assert.Equal(t, target.OffTrack, w.goal(id).Standing())
	assert.Contains(t, said(w.top(mara).Blocks), "*off track* was set by <@U0MARA>")
	w.openHome(mara)
	w.await(w.shows(mara, "■ off track"))
	state(blocks.StateComputed, "The team is back at it since Monday.")
	assert.Equal(t, target.OnTrack, w.goal(id).Standing())
}

func TestATargetIsClosedWithAReason(t *testing.T) {
	t.Parallel()
	w := newWorld(t).declare().imported(1)
	id := w.aimed()
	stale := w.slash(mara, "/cairn target T1")
	view := w.press(gus, w.slash(gus, "/cairn target T1"), blocks.ActionTargetClose).View
	w.submit(gus, view, map[string]string{blocks.BlockWhy: "The business unit was sold in August."})
	assert.Contains(t, said(w.top(gus).Blocks), "*T1: Governance to Level 3* is closed")
	assert.Equal(t, target.Closed, w.goal(id).State)
	w.press(mara, stale, blocks.ActionTargetCheckIn)
	assert.Contains(t, w.lastEphemeral(mara), "has ended", "an old message's button says so")
	assert.Contains(t, w.slash(mara, "/cairn target").Text, "has no target yet")
	assert.Contains(t, w.slash(mara, "/cairn target T1").Text, "closed")
}

func TestTheAnswerThatShowsATargetIsShownAnewAfterEachActOnIt(t *testing.T) {
	t.Parallel()
	w := newWorld(t).declare().imported(1)
	w.aimed()
	answer := w.slash(mara, "/cairn target T1")
	shown := func(words string) func() bool {
		return func() bool {
			all := w.sim.Ephemerals(mara)
			at := slices.IndexFunc(all, func(m slacksim.Message) bool { return m.TS == answer.TS })
			return at >= 0 && strings.Contains(said(all[at].Blocks), words)
		}
	}
	view := w.press(mara, answer, blocks.ActionTargetState).View
	w.submit(mara, view, map[string]string{blocks.BlockState: string(target.OffTrack), blocks.BlockReason: "The team was moved to another task."})
	w.await(shown("■ off track"))
	view = w.press(mara, answer, blocks.ActionTargetClose).View
	w.submit(mara, view, map[string]string{blocks.BlockWhy: "The business unit was sold in August."})
	w.await(shown("The business unit was sold in August."))
	assert.False(t, shown("Close Target")(), "its buttons are gone")
}

func TestTargetsAreListedYoursFirst(t *testing.T) {
	t.Parallel()
	w := newWorld(t).declare().imported(1)
	assert.Contains(t, w.slash(mara, "/cairn target").Text, "has no target yet")
	w.aimed()
	list := w.slash(gus, "/cairn target")
	assert.Contains(t, list.Text, "T1: Governance to Level 3: on track, due 30 Sep 2027")
	assert.Contains(t, said(list.Blocks), "*Yours*")
	view := w.press(gus, list, blocks.ActionTarget).View
	require.NotNil(t, view)
	assert.Contains(t, said(view.Blocks), aim)
	assert.Contains(t, said(w.slash(tom, "/cairn target northwind").Blocks), "*Of others*")
	assert.Contains(t, w.slash(tom, "/cairn target T99").Text, "has no target `T99`")
	assert.Contains(t, w.slash(tom, "/cairn target t1 northwind").Text, "T1: Governance")
	assert.Contains(t, w.slash(otto, "/cairn target").Text, "You have no part")
	w.openHome(mara)
	home, _ := w.sim.Home(mara)
	seen, err := w.sim.ClickView(t.Context(), mara, home.ID, blocks.ActionTargets, "")
	require.NoError(t, err)
	require.NotNil(t, seen.View)
	assert.Contains(t, said(seen.View.Blocks), "*T1: Governance to Level 3*")
}

func TestWithSeveralProgrammesTheListHoldsYourOwnOfAll(t *testing.T) {
	t.Parallel()
	w := newWorld(t).declare().imported(1)
	w.aimed()
	w.declareAs("harbour")
	own := w.slash(gus, "/cairn target")
	assert.Contains(t, own.Text, "T1: Governance to Level 3")
	assert.Contains(t, said(own.Blocks), "`/cairn target harbour`")
	assert.Contains(t, w.slash(mara, "/cairn target").Text, "accountable for no target")
	assert.Contains(t, w.slash(mara, "/cairn target T1").Text, "Name one", "a number is of one programme")
	assert.Contains(t, w.slash(mara, "/cairn target T1 northwind").Text, "T1: Governance")
}

func TestWhoMaySetNoTargetIsToldWhoMay(t *testing.T) {
	t.Parallel()
	w := newWorld(t).declare()
	assert.Contains(t, w.slash(dee, "/cairn target Level 3 in Governance by June 2027").Text, "The managers: <@U0MARA>")
	w.interact(dee, map[string]any{
		"type": "block_actions", "response_url": w.hook(),
		"actions": []any{map[string]any{"type": "button", "block_id": "b", "action_id": blocks.ActionTargetSet, "value": "northwind"}},
	})
	assert.Contains(t, w.hooked(), "The managers: <@U0MARA>")
	assert.Contains(t, w.slash(gus, "/cairn target Level 3 in Incident Response by June 2027").Text, "The managers: <@U0MARA>",
		"an owner is not offered their own category for a sentence about another")
	seen := w.submit(gus, w.say(gus, "/cairn target Level 3 in Governance by June 2027"), map[string]string{blocks.BlockReason: aim})
	assert.Empty(t, seen.Errors)
	assert.Equal(t, "governance", w.goal("northwind/T1").Category)
}

func TestButtonsAboutATargetInWrongHandsAreRefused(t *testing.T) {
	t.Parallel()
	w := newWorld(t).declare().imported(1)
	id := w.aimed()
	for _, action := range []string{blocks.ActionTargetCheckIn, blocks.ActionTargetClose, blocks.ActionTargetState, blocks.ActionTargetAccept} {
		w.interact(tom, map[string]any{
			"type": "block_actions", "response_url": w.hook(),
			"actions": []any{map[string]any{"type": "button", "block_id": "b", "action_id": action, "value": string(id)}},
		})
		assert.Contains(t, w.hooked(), "somebody else to do", action)
	}
	w.interact(otto, map[string]any{
		"type": "block_actions", "response_url": w.hook(),
		"actions": []any{map[string]any{"type": "button", "block_id": "b", "action_id": blocks.ActionTarget, "value": string(id)}},
	})
	assert.NotContains(t, w.hooked(), aim, "who has no part learns nothing of it")
}

func TestAFaultBesideAnInputNamesPeopleInsteadOfMentioningThem(t *testing.T) {
	t.Parallel()
	w := newWorld(t).declare().imported(1)
	w.sim.AddUser(slacksim.User{ID: "U0GUEST", Name: "gwen", RealName: "Gwen Guest", IsGuest: true})
	form := w.say(mara, "/cairn target Level 3 in Governance by June 2027")
	seen := w.submit(mara, form, map[string]string{blocks.BlockOwner: "U0GUEST", blocks.BlockReason: aim})
	assert.Contains(t, seen.Errors[blocks.BlockOwner], "@Gwen Guest cannot be asked", "Slack is asked who they are before they get it")
}
