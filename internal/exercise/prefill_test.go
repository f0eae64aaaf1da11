package exercise_test

import (
	"maps"
	"slices"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"cairn/internal/assess"
	"cairn/internal/exercise"
	"cairn/internal/maturity"
)

// publishes plays, signs and publishes an exercise of the kind.
func (b *bureau) publishes(kind exercise.Kind) exercise.ID {
	id := b.play(played{kind: kind})
	b.sign(id)
	require.NoError(b.t, b.Published(b.t.Context(), id, "https://north.slack.example/"+id.Number(), b.clock.Now()))
	return id
}

// asks opens a cycle.
func (b *bureau) asks() assess.Cycle {
	c, err := b.people.StartCycle(b.t.Context(), assess.BySlack(uBoss), "north")
	require.NoError(b.t, err)
	return c
}

// shown is what a form says was done for its items, by item: the numbers of exercises.
func (b *bureau) shown(c assess.Cycle, category string) map[string]string {
	all := make(map[string]string)
	for item, done := range b.form(c, category).Done {
		all[item] = done.Action + " " + done.Exercise
	}
	return all
}

func (b *bureau) form(c assess.Cycle, category string) assess.Form {
	f, err := b.people.Form(b.t.Context(), assess.QuestionnaireID(string(c.ID)+"/"+category))
	require.NoError(b.t, err)
	return f
}

func TestATabletopIsShownToTheOwnerWhereTheModelAsksForOneAndNeverForASimulation(t *testing.T) {
	t.Parallel()
	for model, want := range map[string]struct {
		tabletop, simulation map[string]string
	}{
		"lawlor": {map[string]string{"I2": "E1 tabletop"}, map[string]string{"I2": "E2 simulation"}},
		"cairn/aismm-objectives": {
			map[string]string{"IR-03.2": "E1 tabletop"}, map[string]string{"IR-03.2": "E1 tabletop", "IR-04.1": "E2 simulation"},
		},
	} {
		t.Run(model, func(t *testing.T) {
			t.Parallel()
			m, err := maturity.Find(model)
			require.NoError(t, err)
			items := slices.Collect(maps.Keys(want.tabletop))
			item, _ := m.Item(items[0])
			category := item.Category().ID
			b := newBureau(t)
			b.apply(bureauFile(t, "North", model, "Europe/London"))
			id := b.play(played{})
			c := b.asks()
			assert.Empty(t, b.shown(c, category), "its report is not signed")
			b.sign(id)
			assert.Empty(t, b.shown(c, category), "nor published")
			require.NoError(t, b.Published(t.Context(), id, "https://north.slack.example/E1", b.clock.Now()))
			assert.Equal(t, want.tabletop, b.shown(c, category))
			assert.Equal(t, "https://north.slack.example/E1", b.form(c, category).ShownBy(), "the evidence that is filled in")
			b.clock.Add(time.Hour)
			b.publishes(exercise.Simulation)
			assert.Equal(t, want.simulation, b.shown(c, category))
		})
	}
}

func TestAnExerciseIsShownWithinItsValidityUntilTheOwnerAnswers(t *testing.T) {
	t.Parallel()
	b := newBureau(t)
	b.publishes(exercise.Tabletop)
	until := b.backing()[0].Until
	c := b.asks()
	b.clock.Set(until.Add(-time.Second))
	assert.Len(t, b.shown(c, "incident-response"), 1)
	b.clock.Set(until)
	assert.Empty(t, b.shown(c, "incident-response"), "it is evidence no more")

	b.clock.Set(until.AddDate(0, -6, 0))
	f := b.form(c, "incident-response")
	in := assess.SubmitInput{Questionnaire: f.Questionnaire.ID, Base: f.Questionnaire.Revision, Answers: make(map[string]string)}
	for _, item := range f.Items {
		in.Answers[item.ID] = "3"
	}
	_, err := b.people.Submit(t.Context(), assess.BySlack(uOwner), in)
	require.NoError(t, err)
	assert.Empty(t, b.shown(c, "incident-response"), "the owner has answered since")
}
