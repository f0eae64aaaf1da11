package bot_test

import (
	"encoding/json"
	"strings"
	"testing"

	"github.com/slack-go/slack"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"cairn/bot/blocks"
	"cairn/internal/assess"
	"cairn/internal/slacksim"
)

func TestAnOwnerAnswersFromTheMessageAndItSaysWhatWasAnswered(t *testing.T) {
	t.Parallel()
	w := newWorld(t).declare().open()

	card := w.message(gus, "5 questions")
	assert.Contains(t, card.Text, "asked by <@U0MARA>")
	assert.Contains(t, card.Text, "Thu 15 Oct 2026, 17:30 BST")

	seen := w.press(gus, card, blocks.ActionAnswer)
	require.NotNil(t, seen.View)
	seen = w.submit(gus, seen.View, all("G", "3"))
	require.Empty(t, seen.Errors)
	assert.Contains(t, said(seen.View.Blocks), "Level 4")
	assert.Nil(t, seen.View.Submit)

	w.await(func() bool { return strings.Contains(w.dm(gus)[0].Text, "was answered by <@U0GUS>") })
	answered := w.dm(gus)[0]
	assert.Equal(t, card.TS, answered.TS, "the message is replaced in place")
	assert.Contains(t, said(answered.Blocks), "Change Answers")
	f := w.form(governance)
	assert.Equal(t, assess.UserID(gus), f.Latest.By)
	assert.Equal(t, all("G", "3"), f.Latest.Answers)
}

// opened presses the questionnaire's button and returns the form.
func (w *world) opened(user string, m slacksim.Message) *slacksim.View {
	w.Helper()
	seen := w.press(user, m, blocks.ActionAnswer)
	require.NotNil(w, seen.View, "no form opened")
	return seen.View
}

func TestTheFirstContactIntroducesItselfOnce(t *testing.T) {
	t.Parallel()
	w := newWorld(t).declare().open()
	messages := w.dm(tom) // owns four questionnaires
	require.Len(t, messages, 1)
	assert.Contains(t, messages[0].Text, "Hello, this is Cairn")
	assert.Equal(t, 4, strings.Count(messages[0].Text, "5 questions"))

	_, err := w.assess.CloseCycle(t.Context(), assess.BySlack(mara), northwind)
	require.NoError(t, err)
	w.open()
	require.Len(t, w.dm(tom), 2)
	assert.NotContains(t, w.dm(tom)[1].Text, "Hello", "in the next cycle")
}

func TestLastTimesAnswersAreFilledInAndMarked(t *testing.T) {
	t.Parallel()
	w := newWorld(t).declare().imported(2).open()
	view := w.opened(gus, w.message(gus, "5 questions"))
	assert.Contains(t, said(view.Blocks), "Filled in from last time (2026-Q3): 2 · Partially implemented.")
	seen, err := w.sim.Submit(t.Context(), gus, view.ID, nil) // nothing touched
	require.NoError(t, err)
	require.Empty(t, seen.Errors)
	assert.Equal(t, all("G", "2"), w.form(governance).Latest.Answers)
}

func TestADeputyMayAnswerAndTheOwnersMessageSaysSo(t *testing.T) {
	t.Parallel()
	w := newWorld(t).declare().open()
	home := w.openHome(dee)
	seen, err := w.sim.ClickView(t.Context(), dee, home.ID, blocks.ActionAnswer, "")
	require.NoError(t, err)
	w.submit(dee, seen.View, all("G", "1"))
	w.await(func() bool { return strings.Contains(w.dm(gus)[0].Text, "was answered by <@U0DEE>") })
}

func TestOthersAreToldWhoseQuestionsTheseAre(t *testing.T) {
	t.Parallel()
	w := newWorld(t).declare().open()
	card := w.message(gus, "5 questions")
	for _, stranger := range []string{tom, mara, otto} {
		reply := w.interact(stranger, map[string]any{
			"type": "block_actions", "trigger_id": "1.2.3", "response_url": w.hook(),
			"actions": []any{map[string]any{"type": "button", "block_id": "b", "action_id": blocks.ActionAnswer, "value": string(governance)}},
		})
		assert.Empty(t, reply)
		assert.Contains(t, w.hooked(), "These questions belong to <@U0GUS>, <@U0DEE>.")

		reply = w.interact(stranger, w.submission(governance, all("G", "4")))
		assert.Contains(t, reply, "These questions belong to")
	}
	assert.Nil(t, w.form(governance).Latest)
	assert.Equal(t, card, w.message(gus, "5 questions"))
}

func TestSendingTheSameAnswersTwiceChangesNothingAndSaysSo(t *testing.T) {
	t.Parallel()
	w := newWorld(t).declare().open()
	form := w.submission(governance, all("G", "3"))
	assert.Contains(t, w.interact(gus, form), "Your answers are saved.")
	assert.Contains(t, w.interact(gus, form), "Your answers were saved already.")
	assert.Equal(t, 1, w.form(governance).Questionnaire.Revision)
}

func TestOtherAnswersFromAFormThatIsOutOfDateAreNotSavedUnseen(t *testing.T) {
	t.Parallel()
	w := newWorld(t).declare().open()
	first, second := w.submission(governance, all("G", "3")), w.submission(governance, all("G", "1"))
	w.interact(gus, first)
	assert.Contains(t, w.interact(gus, second), "You saved other answers from another form meanwhile.")
	assert.Equal(t, all("G", "3"), w.form(governance).Latest.Answers)
}

func TestAnAnswerThatCrossesAnotherIsKeptAndReplacesOnlyKnowingly(t *testing.T) {
	t.Parallel()
	w := newWorld(t).declare().open()
	mine := w.opened(gus, w.message(gus, "5 questions"))
	home := w.openHome(dee)
	theirs, err := w.sim.ClickView(t.Context(), dee, home.ID, blocks.ActionAnswer, "")
	require.NoError(t, err)
	w.submit(dee, theirs.View, all("G", "1"))

	seen := w.submit(gus, mine, all("G", "4"))
	require.NotNil(t, seen.View)
	assert.Contains(t, said(seen.View.Blocks), "<@U0DEE> answered")
	assert.Contains(t, said(seen.View.Blocks), "4 · Measured")
	assert.Equal(t, all("G", "1"), w.form(governance).Latest.Answers, "nothing is overwritten")

	saved, err := w.sim.Submit(t.Context(), gus, seen.View.ID, nil) // what was chosen is still there
	require.NoError(t, err)
	assert.Contains(t, said(saved.View.Blocks), "Your answers are saved.")
	assert.Equal(t, all("G", "4"), w.form(governance).Latest.Answers)
}

func TestALateAnswerIsRefusedAndShownBack(t *testing.T) {
	t.Parallel()
	w := newWorld(t).declare().open()
	card := w.message(gus, "5 questions")
	view := w.opened(gus, card)
	_, err := w.assess.CloseCycle(t.Context(), assess.BySlack(mara), northwind)
	require.NoError(t, err)

	seen := w.submit(gus, view, all("G", "3"))
	require.NotNil(t, seen.View)
	assert.Contains(t, said(seen.View.Blocks), "The cycle has closed")
	assert.Contains(t, said(seen.View.Blocks), "G1 · AI security policy: *3 · Fully implemented*")
	assert.Nil(t, w.form(governance).Latest)
	w.await(func() bool { return strings.Contains(w.dm(gus)[0].Text, "without answers") })

	w.press(tom, w.dm(tom)[0], blocks.ActionAnswer) // a button that is still there
	require.NotEmpty(t, w.sim.Ephemerals(tom))
	assert.Contains(t, w.sim.Ephemerals(tom)[0].Text, "its answers are final")
	w.await(func() bool { return strings.Contains(w.dm(tom)[0].Text, "no answers when the cycle closed") })
}

func TestAFaultStandsUnderItsInput(t *testing.T) {
	t.Parallel()
	w := newWorld(t).declare().open()
	reply := w.interact(gus, w.submission(governance, map[string]string{"G1": "9"}))
	var got slack.ViewSubmissionResponse
	require.NoError(t, json.Unmarshal([]byte(reply), &got))
	assert.Equal(t, slack.RAErrors, got.ResponseAction)
	assert.Len(t, got.Errors, 5, "all faults at once")
	assert.Contains(t, got.Errors["G1"], "not one of the answers")
}

func TestACommentAndALinkKeepWhatWasChosenAndAreSaved(t *testing.T) {
	t.Parallel()
	w := newWorld(t).declare().open()
	view := w.opened(gus, w.message(gus, "5 questions"))
	_, err := w.sim.ClickView(t.Context(), gus, view.ID, blocks.ActionValue, "2") // the first question
	require.NoError(t, err)
	seen, err := w.sim.ClickView(t.Context(), gus, view.ID, blocks.ActionNote, "")
	require.NoError(t, err)
	require.Equal(t, "Comment and link", seen.View.Title.Text)

	seen = w.submit(gus, seen.View, map[string]string{blocks.BlockComment: "Moved <!channel>\n\"quoted\"", blocks.BlockEvidence: "https://wiki.example.org/a"})
	require.Equal(t, view.ID, seen.View.ID, "the form is shown again")
	assert.Contains(t, said(seen.View.Blocks), "Comment and link added.")
	state, err := blocks.DecodeFormState(seen.View.PrivateMetadata)
	require.NoError(t, err)
	assert.Equal(t, "2", state.Answers["G1"])

	answers := all("G", "3")
	delete(answers, "G1")
	seen = w.submit(gus, seen.View, answers)
	require.Empty(t, seen.Errors)
	latest := w.form(governance).Latest
	require.NotNil(t, latest)
	assert.Equal(t, "2", latest.Answers["G1"])
	assert.Equal(t, "Moved <!channel>\n\"quoted\"", latest.Comment)
	assert.Equal(t, "https://wiki.example.org/a", latest.Evidence)
	w.await(func() bool { return strings.Contains(string(w.dm(gus)[0].Blocks), "wiki.example.org") })
	assert.NotContains(t, w.dm(gus)[0].Text, "<!channel>")
}

func TestALinkThatIsNoneIsMendedWhereItWasTyped(t *testing.T) {
	t.Parallel()
	w := newWorld(t).declare().open()
	view := w.opened(gus, w.message(gus, "5 questions"))
	seen, err := w.sim.ClickView(t.Context(), gus, view.ID, blocks.ActionNote, "")
	require.NoError(t, err)
	w.submit(gus, seen.View, map[string]string{blocks.BlockEvidence: "ftp://example.org/a"})
	w.submit(gus, w.top(gus), all("G", "3"))
	top := w.top(gus)
	assert.Equal(t, "Comment and link", top.Title.Text)
	assert.Contains(t, said(top.Blocks), "https://")
	w.submit(gus, top, map[string]string{blocks.BlockEvidence: "https://example.org/a"})
	w.submit(gus, w.top(gus), nil)
	assert.Equal(t, "https://example.org/a", w.form(governance).Latest.Evidence)
}

func TestChangedAnswersReplaceTheMessageAgain(t *testing.T) {
	t.Parallel()
	w := newWorld(t).declare().open()
	card := w.message(gus, "5 questions")
	w.submit(gus, w.opened(gus, card), all("G", "3"))
	w.await(func() bool { return strings.Contains(w.dm(gus)[0].Text, "Level 4") })
	w.submit(gus, w.opened(gus, w.dm(gus)[0]), all("G", "0"))
	w.await(func() bool { return strings.Contains(w.dm(gus)[0].Text, "Level 1") })
	assert.Len(t, w.dm(gus), 1)
	assert.Equal(t, 2, w.form(governance).Questionnaire.Revision)
}

func TestAnUnknownButtonOrFormIsAnswered(t *testing.T) {
	t.Parallel()
	w := newWorld(t).declare()
	w.interact(gus, map[string]any{
		"type": "block_actions", "response_url": w.hook(),
		"actions": []any{map[string]any{"type": "button", "block_id": "b", "action_id": "from.the.future"}},
	})
	assert.Contains(t, w.hooked(), "no longer works")
	reply := w.interact(gus, map[string]any{"type": "view_submission", "view": map[string]any{"id": "V1", "type": "modal", "callback_id": "from.the.future"}})
	assert.Contains(t, reply, "Nothing was saved")
	w.interact(gus, map[string]any{"type": "message_action", "callback_id": "from.the.future", "response_url": w.hook()})
	assert.Contains(t, w.hooked(), "no longer works")
}
