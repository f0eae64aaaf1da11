package bot_test

import (
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"cairn/bot/blocks"
	"cairn/internal/assess"
	"cairn/internal/calendar"
	"cairn/internal/slacksim"
	"cairn/internal/target"
)

// adding opens the form of a new action.
func (w *world) adding(user string) *slacksim.View {
	w.Helper()
	seen, err := w.sim.Slash(w.Context(), user, "", "/cairn action add")
	require.NoError(w, err)
	require.Empty(w, seen.Error)
	require.NotNil(w, seen.View)
	return seen.View
}

// choosing picks an option of an input of the form on top that the bot hears of at once, and returns the form that follows.
func (w *world) choosing(user, action, value string) *slacksim.View {
	w.Helper()
	seen, err := w.sim.ClickView(w.Context(), user, w.top(user).ID, action, value)
	require.NoError(w, err)
	require.Empty(w, seen.Error)
	return w.top(user)
}

// now is the id that an input of the form has.
func now(form *slacksim.View, block string) string {
	o, _ := blocks.DecodeOpened(form.PrivateMetadata)
	return o.Block(block)
}

func TestAnActionForATargetFollowsItAndSaysWhatItHelps(t *testing.T) {
	t.Parallel()
	w := newWorld(t).declare().imported(1)
	id := w.aimed()
	form := w.adding(mara)
	assert.Contains(t, said(form.Blocks), "T1 Governance: Level 3 by 30 Sep 2027")
	assert.NotContains(t, said(form.Blocks), "G2 · ", "no category is chosen yet")

	form = w.choosing(mara, blocks.ActionActionTarget, string(id))
	assert.Contains(t, said(form.Blocks), "G2 · ")
	seen := w.submit(mara, form, map[string]string{blocks.BlockTitle: "Keep the list of systems", now(form, blocks.BlockItems): "G2,G3"})
	require.Empty(t, seen.Errors)
	v := w.action()
	assert.Equal(t, target.Purpose{Target: id, Items: []string{"G2", "G3"}}, v.Purpose())
	assert.Equal(t, "governance", v.Category)
	assert.Equal(t, assess.UserID(gus), v.Owner, "the owner of the target")
	assert.Equal(t, "2027-09-30", v.Due.String(), "its day")

	shown := said(w.actionShown(gus).Blocks)
	assert.Contains(t, shown, "Helps G2 and G3")
	assert.Contains(t, shown, "For T1: Level 3 in Governance by 30 Sep 2027")
	assert.Contains(t, w.slash(mara, "/cairn action").Text, "due 30 Sep 2027 · for T1 · helps G2 and G3")
	assert.Contains(t, said(w.slash(mara, "/cairn roadmap").Blocks), "due 30 Sep 2027 · for T1 · helps G2 and G3")
	assert.Contains(t, said(w.slash(mara, "/cairn target T1").Blocks), "*A1* Keep the list of systems")
	assert.Contains(t, said(w.openHome(gus).Blocks), "due 30 Sep 2027 · for T1 · helps G2 and G3")
}

func TestWhatWasChosenBeforeTheTargetStays(t *testing.T) {
	t.Parallel()
	w := newWorld(t).declare().imported(1)
	id := w.aimed()
	form := w.adding(mara)
	_, err := w.sim.Enter(mara, form.ID, map[string]map[string]any{
		blocks.BlockTitle: {"value": "Practise the shutdown"}, blocks.BlockOwner: {"value": dee}, blocks.BlockDue: {"value": "2026-11-27"},
	})
	require.NoError(t, err)
	form = w.choosing(mara, blocks.ActionActionCategory, "incident-response")
	assert.NotContains(t, said(form.Blocks), "G2 · ")
	form = w.choosing(mara, blocks.ActionActionTarget, string(id))
	seen := w.submit(mara, form, map[string]string{now(form, blocks.BlockItems): "I2"})
	require.Empty(t, seen.Errors)
	v := w.action()
	assert.Equal(t, target.Purpose{Target: id, Items: []string{"I2"}}, v.Purpose())
	assert.Equal(t, "incident-response", v.Category)
	assert.Equal(t, assess.UserID(dee), v.Owner)
	assert.Equal(t, "2026-11-27", v.Due.String())
	assert.Equal(t, "Practise the shutdown", v.Title)
}

func TestWhatTheFormFilledInIsForgottenWithTheTarget(t *testing.T) {
	t.Parallel()
	w := newWorld(t).declare().imported(1)
	w.aimed()
	second, err := w.targets.Set(t.Context(), assess.BySlack(mara), northwind, target.Terms{
		Category: "incident-response", Level: 3, Due: calendar.Date{Year: 2027, Month: 6, Day: 30}, Owner: tom, Reason: aim,
	}, "")
	require.NoError(t, err)
	form := w.adding(mara)
	options := said(form.Blocks)
	assert.Less(t, strings.Index(options, "T2 "), strings.Index(options, "T1 "), "the earliest due comes first")
	w.choosing(mara, blocks.ActionActionTarget, "northwind/T1")
	form = w.choosing(mara, blocks.ActionActionTarget, string(second.ID))
	seen := w.submit(mara, form, map[string]string{blocks.BlockTitle: "Practise the shutdown", now(form, blocks.BlockItems): "I2"})
	require.Empty(t, seen.Errors)
	v := w.action()
	assert.Equal(t, target.Purpose{Target: second.ID, Items: []string{"I2"}}, v.Purpose())
	assert.Equal(t, "incident-response", v.Category)
	assert.Equal(t, assess.UserID(tom), v.Owner)
	assert.Equal(t, "2027-06-30", v.Due.String())
}

func TestWhatIsWrongWithANewActionIsSaidBesideItsInputs(t *testing.T) {
	t.Parallel()
	w := newWorld(t).declare().imported(1)
	id := w.aimed()
	w.adding(mara)
	form := w.choosing(mara, blocks.ActionActionTarget, string(id))
	require.NoError(t, w.targets.Close(t.Context(), assess.BySlack(mara), id, "The board has decided otherwise."))
	seen := w.submit(mara, form, map[string]string{blocks.BlockTitle: "Keep the list of systems", now(form, blocks.BlockDue): "2026-01-02"})
	assert.Contains(t, seen.Errors[blocks.BlockTarget], "T1 is no open target of Northwind Bank")
	assert.Contains(t, seen.Errors[now(form, blocks.BlockDue)], "is past", "by the id that the input has now")
}

func TestWhoeverAnswersForACategoryAddsActionsToIt(t *testing.T) {
	t.Parallel()
	w := newWorld(t).declare().imported(1)
	id := w.aimed()
	form := w.adding(gus)
	shown := said(form.Blocks)
	assert.Contains(t, shown, "Governance")
	assert.NotContains(t, shown, "Incident Response", "which is not theirs")
	assert.Contains(t, shown, "G2 · ", "their only category is chosen")
	seen := w.submit(gus, w.choosing(gus, blocks.ActionActionTarget, string(id)), map[string]string{
		blocks.BlockTitle: "Keep the list of systems", blocks.BlockItems: "G2",
	})
	require.Empty(t, seen.Errors)
	assert.Equal(t, target.Purpose{Target: id, Items: []string{"G2"}}, w.action().Purpose())
}

func TestWhatAnActionIsForIsChangedInItsForm(t *testing.T) {
	t.Parallel()
	w := newWorld(t).declare().tasked()
	id := w.aimed()
	change := func(answers map[string]string) string {
		t.Helper()
		seen := w.submit(tom, w.touch(tom, blocks.ActionActionChange).View, answers)
		require.Empty(t, seen.Errors)
		return said(seen.View.Blocks)
	}
	w.actionShown(tom)
	shown := change(map[string]string{blocks.BlockTarget: string(id), blocks.BlockItems: "G1,G2"})
	assert.Contains(t, shown, "Helps G1 and G2")
	assert.Contains(t, shown, "For T1: ")
	change(map[string]string{blocks.BlockTitle: "List all of them"})
	assert.Equal(t, target.Purpose{Target: id, Items: []string{"G1", "G2"}}, w.action().Purpose(), "what is left as it was stays")
	shown = change(map[string]string{blocks.BlockTarget: blocks.ServesNone, blocks.BlockItems: ""})
	assert.NotContains(t, shown, "For T1")
	assert.Equal(t, target.Purpose{}, w.action().Purpose())
}
