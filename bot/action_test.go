package bot_test

import (
	"strings"
	"testing"
	"time"

	"github.com/slack-go/slack"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"cairn/bot/blocks"
	"cairn/internal/assess"
	"cairn/internal/calendar"
	"cairn/internal/maturity"
	"cairn/internal/slacksim"
	"cairn/internal/target"
)

const inventory = target.ActionID("northwind/A1")

// tasked gives Tom an action of governance.
func (w *world) tasked() *world {
	w.Helper()
	a, err := w.targets.AddAction(w.Context(), assess.BySlack(mara), target.Action{
		Programme: northwind, Kind: target.Corrective, Category: "governance", Items: []string{"G2"},
		Work: target.Work{Title: "List every AI system", Owner: tom, Due: calendar.Date{Year: 2026, Month: 11, Day: 13}, Element: "planning"},
	})
	require.NoError(w, err)
	require.Equal(w, northwind, a.Programme)
	return w
}

// action is the tests' action as it is now.
func (w *world) action() target.ActionView {
	w.Helper()
	v, err := w.targets.ActionView(w.Context(), assess.BySlack(mara), inventory)
	require.NoError(w, err)
	return v
}

func TestWhoeverHasNothingButAnActionFindsItByCommand(t *testing.T) {
	t.Parallel()
	w := newWorld(t).declare()
	assert.Contains(t, w.slash(otto, "/cairn action").Text, "You have no part")
	_, err := w.targets.AddAction(t.Context(), assess.BySlack(mara), target.Action{
		Programme: northwind, Kind: target.Corrective, Work: target.Work{Title: "Order the scanner", Owner: otto, Due: calendar.Date{Year: 2026, Month: 11, Day: 13}},
	})
	require.NoError(t, err)
	w.tasked()
	list := w.slash(otto, "/cairn action")
	assert.Contains(t, list.Text, "Order the scanner")
	assert.NotContains(t, list.Text, "List every AI system", "that of somebody else")
	assert.NotContains(t, string(list.Blocks), `"action_id":"`+blocks.ActionRoadmap+`"`, "the roadmap is not theirs to see")
	assert.Contains(t, said(w.actionShown(otto).Blocks), "Order the scanner")
	assert.Contains(t, w.slash(otto, "/cairn action A9").Text, "has no action `A9`")
	assert.Contains(t, w.slash(otto, "/cairn target Level 3 in Governance by 2027").Text, "its managers set targets")
	assert.Contains(t, w.slash(otto, "/cairn roadmap").Text, "You have no part")
}

func TestAnActionIsFoundByWhoeverHasTheirPartInAnotherProgramme(t *testing.T) {
	t.Parallel()
	w := newWorld(t).declare()
	harbour := strings.NewReplacer("programme: northwind", "programme: harbour", "Northwind Bank", "Harbour", gus, otto, mara, otto).Replace(programmeFile)
	p, faults := assess.ParseManifest([]byte(harbour), "harbour.yaml", maturity.Find)
	require.Empty(t, faults)
	_, err := w.assess.Apply(t.Context(), assess.Actor{Source: assess.FromCLI}, p, false)
	require.NoError(t, err)
	_, err = w.targets.AddAction(t.Context(), assess.BySlack(mara), target.Action{
		Programme: northwind, Kind: target.Corrective, Work: target.Work{Title: "Order the scanner", Owner: otto, Due: calendar.Date{Year: 2026, Month: 11, Day: 13}},
	})
	require.NoError(t, err)
	assert.Contains(t, w.slash(otto, "/cairn action").Text, "`harbour` and `northwind`", "Otto runs the one and has an action in the other")
	assert.Contains(t, w.slash(otto, "/cairn action northwind").Text, "Order the scanner")
	assert.Contains(t, w.slash(otto, "/cairn status").Text, "Harbour", "what is not about actions is about his programme")
}

// actionShown opens the action by command.
func (w *world) actionShown(user string) *slacksim.View {
	w.Helper()
	seen, err := w.sim.Slash(w.Context(), user, "", "/cairn action A1")
	require.NoError(w, err)
	require.Empty(w, seen.Error)
	require.NotNil(w, seen.View, "no view opened")
	return seen.View
}

func TestAnActionIsOpenedByItsNumberInAnyWriting(t *testing.T) {
	t.Parallel()
	w := newWorld(t).declare().tasked()
	for _, text := range []string{"/cairn action A1", "/cairn action a1", "/cairn action northwind/A1", "/cairn action A1 northwind"} {
		seen, err := w.sim.Slash(t.Context(), gus, "", text)
		require.NoError(t, err)
		require.NotNil(t, seen.View, text)
		assert.Contains(t, said(seen.View.Blocks), "List every AI system")
		_, err = w.sim.CloseView(t.Context(), gus, seen.View.ID)
		require.NoError(t, err)
	}
	assert.Contains(t, w.slash(gus, "/cairn action nonsense").Text, "Name an action")
	assert.Contains(t, w.slash(gus, "/cairn action A77").Text, "A77")
}

func TestOpenActionsAreListedWithAButtonForEach(t *testing.T) {
	t.Parallel()
	w := newWorld(t).declare().tasked()
	list := w.slash(gus, "/cairn action")
	assert.Contains(t, list.Text, "A1 List every AI system: to do · <@U0TOM>, due 13 Nov 2026 · helps G2.")
	seen := w.click(gus, list, blocks.ActionActionOpen+blocks.ActionMany+string(inventory), "")
	assert.Contains(t, said(seen.View.Blocks), "List every AI system")
}

func TestAnActionGoesFromBegunToDoneInItsView(t *testing.T) {
	t.Parallel()
	w := newWorld(t).declare().tasked()
	w.actionShown(tom)
	seen := w.touch(tom, blocks.ActionActionBegin)
	assert.Contains(t, said(seen.View.Blocks), "*In progress* · with <@U0TOM>")
	assert.Equal(t, target.Doing, w.action().Status)

	seen = w.touch(tom, blocks.ActionActionNote)
	seen = w.submit(tom, seen.View, map[string]string{blocks.BlockNote: "Two of five teams are through."})
	assert.Contains(t, said(seen.View.Blocks), "noted: “Two of five teams are through.”", "the view below is brought up to date")
	assert.Len(t, w.sim.Views(tom), 1, "the form is closed")

	seen = w.touch(tom, blocks.ActionActionDone)
	require.NotNil(t, seen.View)
	seen = w.submit(tom, seen.View, map[string]string{blocks.BlockLink: "https://wiki.example.org/inventory"})
	assert.Contains(t, said(seen.View.Blocks), "*Done*")
	v := w.action()
	assert.Equal(t, target.Done, v.Status)
	assert.Equal(t, "https://wiki.example.org/inventory", v.Evidence)

	seen = w.touch(tom, blocks.ActionActionReopen)
	seen = w.submit(tom, seen.View, map[string]string{blocks.BlockWhy: "A team was forgotten in it."})
	assert.NotContains(t, said(seen.View.Blocks), "*Done*")
	assert.True(t, w.action().Open())
}

func TestDroppingNeedsAReason(t *testing.T) {
	t.Parallel()
	w := newWorld(t).declare().tasked()
	w.actionShown(mara)
	form := w.touch(mara, blocks.ActionActionDrop).View
	seen := w.submit(mara, form, map[string]string{blocks.BlockWhy: "no"})
	assert.NotEmpty(t, seen.Errors[blocks.BlockWhy])
	seen = w.submit(mara, form, map[string]string{blocks.BlockWhy: "The vendor does it for us now."})
	assert.Contains(t, said(seen.View.Blocks), "Why: The vendor does it for us now.")
	assert.Equal(t, target.Dropped, w.action().Status)
}

func TestALaterDayNeedsAReasonAndShowsAsASlip(t *testing.T) {
	t.Parallel()
	w := newWorld(t).declare().tasked()
	w.actionShown(tom)
	form := w.touch(tom, blocks.ActionActionChange).View
	seen := w.submit(tom, form, map[string]string{blocks.BlockDue: "2026-12-04"})
	assert.NotEmpty(t, seen.Errors[blocks.BlockWhy])
	seen = w.submit(tom, form, map[string]string{blocks.BlockDue: "2026-12-04", blocks.BlockWhy: "The teams answer late."})
	assert.Contains(t, said(seen.View.Blocks), "it was first due 13 Nov 2026")
	v := w.action()
	require.Len(t, v.Slips, 1)
	assert.Equal(t, "planning", v.Element, "what the form does not ask stays")
}

func TestAChangeOverSomebodyElsesKeepsWhatWasEntered(t *testing.T) {
	t.Parallel()
	w := newWorld(t).declare().tasked()
	w.actionShown(mara)
	form := w.touch(mara, blocks.ActionActionChange).View
	v := w.action()
	v.Work.Title = "List all of them"
	require.NoError(t, w.targets.ChangeAction(t.Context(), assess.BySlack(tom), inventory, v.Edition, v.Work, nil, ""))

	seen := w.submit(mara, form, map[string]string{blocks.BlockTitle: "List every one"})
	assert.Contains(t, said(seen.View.Blocks), "Somebody changed this action meanwhile")
	assert.Equal(t, "List all of them", w.action().Title)
	w.submit(mara, w.top(mara), nil)
	assert.Equal(t, "List every one", w.action().Title, "saving again replaces knowingly")
}

func TestAnActionIsAddedByHand(t *testing.T) {
	t.Parallel()
	w := newWorld(t).declare().imported(1)
	w.adding(mara)
	form := w.choosing(mara, blocks.ActionActionCategory, "workforce-culture")
	seen := w.submit(mara, form, map[string]string{
		blocks.BlockTitle: "Show new starters the policy", blocks.BlockOwner: dee, blocks.BlockDue: "2026-11-27",
	})
	require.Empty(t, seen.Errors)
	assert.Contains(t, said(seen.View.Blocks), "A1 is with <@U0DEE>")
	assert.Equal(t, target.Own, w.action().Kind)
	assert.Contains(t, w.slash(mara, "/cairn roadmap workforce-culture").Text, "Show new starters the policy")
}

func TestAButtonInAMessageOpensAFormWithoutAViewBelow(t *testing.T) {
	t.Parallel()
	w := newWorld(t).declare().tasked()
	posted := w.posted(tom)
	seen := w.press(tom, posted, blocks.ActionActionDone)
	require.NotNil(t, seen.View)
	seen = w.submit(tom, seen.View, map[string]string{blocks.BlockLink: "https://wiki.example.org/inventory"})
	require.Empty(t, seen.Errors)
	assert.Contains(t, said(seen.View.Blocks), "*Done*", "the action takes the place of the form")
}

// posted is a message with the buttons of the tests' action, as one that follows it up does.
func (w *world) posted(user string) slacksim.Message {
	w.Helper()
	view := blocks.ActionView(blocks.NewReader(assess.UserID(user), "", time.UTC), w.action(), blocks.Opened{})
	_, ts, err := w.client.PostMessageContext(w.Context(), user, slack.MsgOptionText("A1 is due soon.", false), slack.MsgOptionBlocks(view.Blocks.BlockSet...))
	require.NoError(w, err)
	for _, m := range w.dm(user) {
		if m.TS == ts {
			return m
		}
	}
	w.Fatal("the message was not posted")
	return slacksim.Message{}
}

func TestAButtonOfAnEndedActionSaysSo(t *testing.T) {
	t.Parallel()
	w := newWorld(t).declare().tasked()
	posted := w.posted(tom)
	require.NoError(t, w.targets.DropAction(t.Context(), assess.BySlack(mara), inventory, "The vendor does it for us now."))
	w.press(tom, posted, blocks.ActionActionDone)
	told := w.sim.Ephemerals(tom)
	require.NotEmpty(t, told)
	assert.Contains(t, told[len(told)-1].Text, "A1 has ended already")
}

func TestWhoeverHasNoPartInAnActionIsRefused(t *testing.T) {
	t.Parallel()
	w := newWorld(t).declare().tasked()
	why := map[string]any{"value": map[string]any{"type": "plain_text_input", "value": "I would rather not do it."}}
	w.interact(otto, map[string]any{"type": "view_submission", "view": map[string]any{
		"id": "V1", "type": "modal", "callback_id": blocks.CallbackActionDrop,
		"private_metadata": blocks.Opened{Programme: northwind, Action: inventory}.Encode(),
		"state":            map[string]any{"values": map[string]any{blocks.BlockWhy: why}},
	}})
	assert.True(t, w.action().Open())
}
