package bot_test

import (
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"cairn/bot/blocks"
	"cairn/internal/assess"
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

	w.await(func() bool { return strings.Contains(w.dm(gus)[1].Text, "was answered by <@U0GUS>") })
	answered := w.dm(gus)[1]
	assert.Equal(t, card.TS, answered.TS, "the message is replaced in place")
	assert.Contains(t, said(answered.Blocks), "Change Answers")
	f := w.form(governance)
	assert.Equal(t, assess.UserID(gus), f.Latest.By)
	assert.Equal(t, all("G", "3"), f.Latest.Answers)
}
