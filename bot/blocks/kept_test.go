package blocks_test

import (
	"testing"

	"github.com/stretchr/testify/assert"

	"cairn/bot/blocks"
)

func TestAKeptPromiseIsShownOnTheCardOfWhoMadeIt(t *testing.T) {
	t.Parallel()
	card := asked(answered(t))
	before := blocks.Card(english(gus), card, late)
	assert.NotContains(t, before.Text, "the time you had named")
	card.Parts[0].Kept = true
	after := blocks.Card(english(gus), card, late)
	assert.Contains(t, after.Text, "the time you had named")
	assert.Len(t, after.Blocks, len(before.Blocks)+1)
}
