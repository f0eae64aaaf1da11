package bot_test

import (
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"cairn/bot/blocks"
	"cairn/internal/assess"
	"cairn/internal/slacksim"
)

// whole fills the view that is open in with values of any kind and sends it.
func (w *world) whole(user string, view *slacksim.View, values map[string]any) slacksim.Seen {
	w.Helper()
	require.NotNil(w, view, "no view is open")
	inputs := make(map[string]map[string]any)
	for block, value := range values {
		inputs[block] = map[string]any{blocks.ActionValue: value}
	}
	seen, err := w.sim.Submit(w.Context(), user, view.ID, inputs)
	require.NoError(w, err)
	return seen
}

// pressIn presses a button of the view on top.
func (w *world) pressIn(user string, view *slacksim.View, action string) slacksim.Seen {
	w.Helper()
	seen, err := w.sim.ClickView(w.Context(), user, view.ID, action, "")
	require.NoError(w, err)
	require.Empty(w, seen.Error)
	return seen
}

// told returns what the person was told last, where nobody else sees it.
func (w *world) told(user string) string {
	w.Helper()
	messages := w.sim.Ephemerals(user)
	require.NotEmpty(w, messages, "%s was told nothing", user)
	return messages[len(messages)-1].Text
}

// deed does what the process of a questionnaire has to do next, once its time has come.
func (w *world) deed(q assess.QuestionnaireID, want assess.Deed) assess.Due {
	w.Helper()
	for range 5 {
		due, err := w.assess.Due(w.Context(), q, w.Now())
		require.NoError(w, err)
		if due.At.After(w.Now()) {
			w.moveTo(due.At)
		}
		if due.Deed != "" {
			require.Equal(w, want, due.Deed)
			return due
		}
	}
	w.Fatalf("no deed %s of %s falls due", want, q)
	return assess.Due{}
}

func TestOneTapConfirmsLastTimesAnswers(t *testing.T) {
	t.Parallel()
	w := newWorld(t).declare().answeredBefore().open()
	card := w.message(gus, "5 questions")
	assert.Contains(t, card.Text, "All 5 answers of 2026-Q3 may still be true.")
	w.press(gus, card, blocks.ActionConfirm)
	assert.Contains(t, w.told(gus), "Governance: your answers of 2026-Q3 are confirmed and submitted.")
	assert.Equal(t, all("G", "2"), w.form(governance).Latest.Answers)
	w.await(func() bool { return strings.Contains(w.dm(gus)[len(w.dm(gus))-1].Text, "was answered by <@U0GUS>") })

	w.press(gus, card2(w, card), blocks.ActionAnswer) // the message is changed in place
}

// card2 is the message as it stands now.
func card2(w *world, m slacksim.Message) slacksim.Message {
	w.Helper()
	now, ok := w.sim.Message(m.Channel, m.TS)
	require.True(w, ok)
	return now
}

// answeredBefore has Gus answer governance in the quarter before, and closes it.
func (w *world) answeredBefore() *world {
	w.Helper()
	w.moveTo(time.Date(2026, 7, 1, 9, 0, 0, 0, time.UTC))
	_, err := w.assess.StartCycle(w.Context(), assess.BySlack(mara), northwind)
	require.NoError(w, err)
	_, err = w.assess.Submit(w.Context(), assess.BySlack(gus), assess.SubmitInput{Questionnaire: "northwind-2026-q3/governance", Answers: all("G", "2")})
	require.NoError(w, err)
	_, err = w.assess.CloseCycle(w.Context(), assess.BySlack(mara), northwind)
	require.NoError(w, err)
	w.moveTo(opening)
	return w
}

func TestAPromiseIsOneTapAndStandsOnTheCard(t *testing.T) {
	t.Parallel()
	w := newWorld(t).declare().open()
	card := w.message(gus, "5 questions")
	view := w.press(gus, card, blocks.ActionLater).View
	require.NotNil(t, view)
	assert.Contains(t, said(view.Blocks), "Fri 2 Oct, 09:00")
	seen := w.pressIn(gus, view, blocks.ActionPromise+blocks.ActionMany+"1")
	require.NotNil(t, seen.View)
	assert.Contains(t, said(seen.View.Blocks), "You are reminded of *Governance*")
	w.await(func() bool { return strings.Contains(said(card2(w, card).Blocks), "You plan to answer") })

	due, err := w.assess.Due(t.Context(), governance, w.Now())
	require.NoError(t, err)
	assert.Equal(t, time.Date(2026, 10, 2, 8, 0, 0, 0, time.UTC), due.At.UTC())
}

func TestAPromiseOutsideWorkingHoursIsMovedAndOneAfterTheCloseIsRefused(t *testing.T) {
	t.Parallel()
	w := newWorld(t).declare().open()
	card := w.message(gus, "5 questions")
	sunday := time.Date(2026, 10, 4, 12, 0, 0, 0, time.UTC)
	view := w.press(gus, card, blocks.ActionLater).View
	seen := w.whole(gus, view, map[string]any{blocks.BlockAt: strconv.FormatInt(sunday.Unix(), 10)})
	require.Empty(t, seen.Errors)
	assert.Contains(t, said(seen.View.Blocks), "Mon 5 Oct 2026, 09:00 BST")

	view = w.press(gus, card2(w, card), blocks.ActionLater).View
	seen = w.whole(gus, view, map[string]any{blocks.BlockAt: strconv.FormatInt(sunday.AddDate(1, 0, 0).Unix(), 10)})
	assert.Contains(t, seen.Errors[blocks.BlockAt], "Choose an earlier time")
}

func TestSeveralQuestionnairesArePromisedAtOnceOrOneOfThem(t *testing.T) {
	t.Parallel()
	w := newWorld(t).declare().open()
	card := w.message(tom, "4 areas")
	view := w.press(tom, card, blocks.ActionLater).View
	require.NotNil(t, view)
	seen := w.pressIn(tom, view, blocks.ActionPromise+blocks.ActionMany+"1")
	assert.Equal(t, 4, strings.Count(said(seen.View.Blocks), "You are reminded of"))

	view = w.press(tom, card2(w, card), blocks.ActionLater).View
	at := time.Date(2026, 10, 6, 9, 0, 0, 0, time.UTC)
	seen = w.whole(tom, view, map[string]any{blocks.BlockWhich: "0", blocks.BlockAt: strconv.FormatInt(at.Unix(), 10)})
	assert.Equal(t, 1, strings.Count(said(seen.View.Blocks), "You are reminded of"))
}

func TestGotItStopsRemindersUntilTheDueMorning(t *testing.T) {
	t.Parallel()
	w := newWorld(t).declare().open()
	due := w.deed(governance, assess.DoRemind)
	rem, ok, err := w.assess.Remind(t.Context(), governance, due.Person, due.Step, w.Now())
	require.NoError(t, err)
	require.True(t, ok)
	require.NoError(t, w.messenger.Remind(t.Context(), rem))
	nudge := w.message(gus, "still waits for you")
	w.press(gus, nudge, blocks.ActionAcknowledge)
	assert.Contains(t, w.told(gus), "You are not reminded before the morning it is due.")
	w.await(func() bool { return strings.Contains(said(w.dm(gus)[0].Blocks), "Noted that you have seen this") })
	next := w.deed(governance, assess.DoRemind)
	assert.Equal(t, "due-morning", next.Step)
}

func TestTheShortcutOpensTheOnlyFormOrAListOrSaysThatNothingWaits(t *testing.T) {
	t.Parallel()
	w := newWorld(t).declare().open()
	run := func(user string) *slacksim.View {
		seen, err := w.sim.Shortcut(t.Context(), user, blocks.CallbackMine, "", "")
		require.NoError(t, err)
		require.Empty(t, seen.Error)
		require.NotNil(t, seen.View, "nothing opened for %s", user)
		return seen.View
	}
	assert.Equal(t, blocks.CallbackForm, run(gus).CallbackID)

	list := run(tom)
	assert.Equal(t, blocks.CallbackMine, list.CallbackID)
	assert.Equal(t, 4, strings.Count(said(list.Blocks), "Answer Questions"))
	seen := w.pressIn(tom, list, blocks.ActionAnswer)
	assert.Equal(t, blocks.CallbackForm, seen.View.CallbackID, "the form takes the place of the list")
	require.Empty(t, w.submit(tom, seen.View, all("T", "2")).Errors)

	assert.Contains(t, said(run(otto).Blocks), "Nothing waits for you")
	assert.Contains(t, said(run(dee).Blocks), "Nothing to do now", "a deputy is not asked")
}

func TestMineListsAPersonsQuestionsAndOthersNone(t *testing.T) {
	t.Parallel()
	w := newWorld(t).declare().open()
	mine := w.slash(tom, "/cairn mine")
	assert.Contains(t, mine.Text, "You have a part in 4 areas; 4 of them wait for you.")
	assert.Contains(t, mine.Text, "Incident Response · 5 questions")
	assert.NotContains(t, mine.Text, "Governance")
	assert.Contains(t, w.slash(otto, "/cairn mine").Text, "Nothing waits for you.")
}
