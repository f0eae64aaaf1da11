package bot_test

import (
	"fmt"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"cairn/bot/blocks"
	"cairn/internal/assess"
	"cairn/internal/maturity"
)

const longQuestionnaire = assess.QuestionnaireID("northwind-2026-q4/long")

// long is a world whose model has one category of twelve questions.
func long(t *testing.T) *world {
	t.Helper()
	return wordy(t, "")
}

// wordy is the same with more words in each question.
func wordy(t *testing.T, more string) *world {
	t.Helper()
	var b strings.Builder
	b.WriteString(`
format: 1
publisher: test
name: long
version: "1"
title: Long
summary: One long category.
licence: For tests.
source: {title: None, author: Nobody}
levels:
  - {number: 0, name: Low, summary: Low.}
  - {number: 1, name: High, summary: High.}
answer_sets:
  - id: yes-no
    options:
      - {value: 0, label: "No", meaning: It is not.}
      - {value: 1, label: "Yes", meaning: It is.}
groups:
  - id: long
    kind: category
    short: L
    name: Long
    summary: Long.
    items:
`)
	for i := 1; i <= 12; i++ {
		fmt.Fprintf(&b, "      - {id: L%d, name: Item %d, text: 'Is it %d?%s'}\n", i, i, i, more)
	}
	b.WriteString("scoring: {method: mean-bands, overall: minimum, bands: [{level: 0, from: 0}, {level: 1, from: 1}]}\n")
	for _, fault := range maturity.Lint([]byte(b.String()), "long.yaml") {
		t.Fatal(fault)
	}
	m, err := maturity.Load([]byte(b.String()), "long.yaml")
	require.NoError(t, err)
	models := func(string) (*maturity.Model, error) { return m, nil }

	w := newWorldOf(t, models)
	file := "programme: northwind\nscope: Northwind Bank\nmodel: long\ntime_zone: Europe/London\nchannel: C0LEADERS\n" +
		"managers: [U0MARA]\ncategories:\n  long: {owner: U0GUS}\ncadence: {every: quarterly}\n"
	p, faults := assess.ParseManifest([]byte(file), "programme.yaml", models)
	require.Empty(t, faults)
	_, err = w.assess.Apply(t.Context(), assess.Actor{Source: assess.FromCLI}, p, false)
	require.NoError(t, err)
	return w.open()
}

func some(from, to int, value string) map[string]string {
	answers := make(map[string]string)
	for i := from; i <= to; i++ {
		answers[fmt.Sprint("L", i)] = value
	}
	return answers
}

func TestALongFormIsAnsweredPageByPageAndSavedAsOne(t *testing.T) {
	t.Parallel()
	w := long(t)
	view := w.opened(gus, w.message(gus, "12 questions"))
	assert.Contains(t, said(view.Blocks), "part 1 of 3")
	assert.Equal(t, "Continue", view.Submit.Text)
	w.submit(gus, view, some(1, 5, "1"))

	view = w.top(gus)
	assert.Contains(t, said(view.Blocks), "part 2 of 3")
	seen, err := w.sim.ClickView(t.Context(), gus, view.ID, blocks.ActionBack, "")
	require.NoError(t, err)
	assert.Contains(t, said(seen.View.Blocks), "part 1 of 3")
	w.submit(gus, seen.View, map[string]string{"L1": "0"}) // the others are kept

	w.submit(gus, w.top(gus), some(6, 10, "1"))
	assert.Equal(t, "Save Answers", w.top(gus).Submit.Text)
	assert.Nil(t, w.form(longQuestionnaire).Latest, "nothing is saved before the last part")
	seen = w.submit(gus, w.top(gus), some(11, 12, "1"))
	assert.Contains(t, said(seen.View.Blocks), "Your answers are saved.")
	want := some(1, 12, "1")
	want["L1"] = "0"
	assert.Equal(t, want, w.form(longQuestionnaire).Latest.Answers)
}

func TestAFaultOnAnEarlierPageLeadsBackToIt(t *testing.T) {
	t.Parallel()
	w := long(t)
	view := w.submission(longQuestionnaire, some(11, 12, "1"))
	s := blocks.NewFormState(w.form(longQuestionnaire))
	s.Page, s.Answers = 2, some(1, 9, "1") // the tenth is missing
	state, ok := s.Encode()
	require.True(t, ok)
	view["view"].(map[string]any)["private_metadata"] = state
	answer := w.interact(gus, view)
	assert.Contains(t, answer, "part 2 of 3")
	assert.Contains(t, answer, "L10: Choose an answer")
}
