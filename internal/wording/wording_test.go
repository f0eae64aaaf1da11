package wording_test

import (
	"fmt"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"

	"cairn/internal/wording"
)

func TestEnglishIsWhatFmtMakesOfIt(t *testing.T) {
	t.Parallel()
	at := time.Date(2026, 10, 20, 16, 30, 0, 0, time.UTC)
	for want, text := range map[string]fmt.Stringer{
		"":                                    wording.Text{},
		"100% done.":                          wording.Literal("100% done."),
		"Ask <@U1>, <@U2> and <@U3>.":         wording.New("Ask %s.", wording.List{"<@U1>", "<@U2>", "<@U3>"}),
		"Open until 20 October 2026 16:30.":   wording.New("Open until %s.", wording.At(at, "2 January 2006 15:04")),
		"Acme: lowest Level 2, 1 category up": wording.New("%s: %s, %s", "Acme", wording.New("lowest Level %d", 2), wording.Count{N: 1, One: "%d category up", Many: "%d categories up"}),
		"3 categories up":                     wording.Count{N: 3, One: "%d category up", Many: "%d categories up"},
		"a and b":                             wording.List{"a", "b"},
		"a":                                   wording.List{"a"},
		"<@U1>, <@U2>":                        wording.People{"U1", "U2"},
	} {
		assert.Equal(t, want, text.String())
	}
}

func TestOnlyTheZeroTextSaysNothing(t *testing.T) {
	t.Parallel()
	assert.True(t, wording.Text{}.IsZero())
	assert.False(t, wording.New("Yes.").IsZero())
	assert.Equal(t, "100%% done.", wording.Literal("100% done.").Format, "a literal is a format without verbs")
}
