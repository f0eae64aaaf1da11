package exercise

import (
	"testing"

	"github.com/stretchr/testify/assert"
)

func TestTextsAreAlikeByTheirWordsWhateverOrderCaseAndEnding(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		a, b  string
		alike bool
	}{
		{"Nobody knew who may switch it off.", "nobody KNEW who may switch it off", true},
		{"The escalation path was unknown to everybody", "Everybody: unknown escalations, paths", true},
		{"Die Eskalationswege waren niemandem bekannt", "Niemandem war der Eskalationsweg bekannt", true},
		{"Customers waited.", "Customers waited!", true},
		{"Customers waited for the notice.", "The logs did not reach back far enough.", false},
		{"The switch was not found", "The switch is labelled in German only", false}, // they share one word
		{"", "", false},
		{"so it is", "so it is", false}, // nothing that counts
	} {
		assert.Equal(t, c.alike, likeness(c.a, c.b) >= alike, "%q and %q: %.2f", c.a, c.b, likeness(c.a, c.b))
		assert.InDelta(t, likeness(c.a, c.b), likeness(c.b, c.a), 1e-9)
	}
}

func TestWhatSaysTheSameIsProposedBeforeWhatIsAboutTheSameObjective(t *testing.T) {
	t.Parallel()
	earlier := []EarlierFinding{ // the newest first
		{Key: "north/E3/F1", Text: "It was too loud in the room.", objective: "switch", scenario: "chatbot"},
		{Key: "north/E2/F1", Text: "It took too long to find the switch.", objective: "switch", scenario: "chatbot"},
		{Key: "north/E2/F2", Text: "Nobody told customers what happened.", objective: "tell", scenario: "drift"},
		{Key: "north/E1/F1", Text: "Nobody told customers what happened.", objective: "tell", scenario: "drift"},
	}
	find := func(objective, text string) Finding {
		return Finding{Noted: Noted{Observation: Observation{Objective: objective, Text: text}}}
	}
	assert.Equal(t, "north/E2/F2", find("switch", "Customers were told nothing of what happened; nobody wrote.").repeats("chatbot", earlier), "whatever it is about")
	assert.Equal(t, "north/E3/F1", find("switch", "Passwords were lost.").repeats("chatbot", earlier), "the newest of the same objective")
	assert.Empty(t, find("switch", "Passwords were lost.").repeats("drift", earlier), "the objective of another scenario is another")
	assert.Empty(t, find("tell", "Passwords were lost.").repeats("chatbot", nil))
}
