package bot_test

import (
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"cairn/bot/blocks"
	"cairn/internal/assess"
	"cairn/internal/maturity"
	"cairn/internal/slacksim"
)

const govObjectives = assess.QuestionnaireID("northwind-2026-q4/GOV")

// objectiveFile is a programme that is assessed by control objectives; Gus owns all of it, Dee is deputy for one category.
func objectiveFile(id string) string {
	file := "programme: " + id + "\nscope: Northwind Bank\nmodel: aismm\ntime_zone: Europe/London\nchannel: C0LEADERS\n" +
		"managers: [U0MARA]\ncadence: {every: quarterly}\ncategories:\n  GOV: {owner: U0GUS, deputy: U0DEE}\n"
	for _, category := range strings.Fields("ORG IAM MON INF MOD APP DAT RSK DEV CMP IR") {
		file += "  " + category + ": {owner: U0GUS}\n"
	}
	return file
}

func (w *world) declareObjectives(id string) *world {
	w.Helper()
	p, faults := assess.ParseManifest([]byte(objectiveFile(id)), "programme.yaml", maturity.Find)
	require.Empty(w, faults)
	_, err := w.assess.Apply(w.Context(), assess.Actor{Source: assess.FromCLI}, p, false)
	require.NoError(w, err)
	return w
}

// part opens the governance form for a person from their Home tab.
func (w *world) part(user string) *slacksim.View {
	w.Helper()
	home := w.openHome(user)
	seen, err := w.sim.ClickView(w.Context(), user, home.ID, blocks.ActionAnswer, string(govObjectives))
	require.NoError(w, err)
	require.NotNil(w, seen.View, "no form opened: %+v", seen)
	return seen.View
}

func TestAPartIsSavedWhenItIsTurnedAndClosingTheFormLosesNothing(t *testing.T) {
	t.Parallel()
	w := newWorld(t).declareObjectives("northwind").open()
	seen := w.submit(gus, w.part(gus), map[string]string{"GOV-02.1": "1", "GOV-02.2": "0.5", "note:GOV-02.2": "Two of five asked."})
	require.Empty(t, seen.Errors)
	assert.Contains(t, said(seen.View.Blocks), "part 2 of 4")

	f := w.form(govObjectives)
	assert.False(t, f.Submitted())
	assert.Equal(t, map[string]string{"GOV-02.1": "1", "GOV-02.2": "0.5"}, f.Latest.Answers, "what was left open is not saved")
	assert.Equal(t, map[string]string{"GOV-02.2": "Two of five asked."}, f.Latest.Notes)
	_, err := w.sim.CloseView(t.Context(), gus, "")
	require.NoError(t, err)
	w.await(func() bool { return strings.Contains(w.message(gus, "Governance").Text, "2 of 9 answered") })

	view := w.part(gus)
	assert.Contains(t, said(view.Blocks), "part 1 of 4", "one of its objectives is unanswered")
	assert.Contains(t, string(view.Blocks), "Two of five asked.")
}

func TestAnAnswerIsTakenBackByLeavingItUnanswered(t *testing.T) {
	t.Parallel()
	w := newWorld(t).declareObjectives("northwind").open()
	seen := w.submit(gus, w.part(gus), map[string]string{"GOV-02.1": "1", "GOV-02.2": "1"})
	seen, err := w.sim.ClickView(t.Context(), gus, seen.View.ID, blocks.ActionBack, "")
	require.NoError(t, err)
	w.submit(gus, seen.View, map[string]string{"GOV-02.1": blocks.Unanswered})
	assert.Equal(t, map[string]string{"GOV-02.2": "1"}, w.form(govObjectives).Latest.Answers)
}

func TestTurningBackSavesThePartAndStopsAtAFault(t *testing.T) {
	t.Parallel()
	w := newWorld(t).declareObjectives("northwind").open()
	second := w.submit(gus, w.part(gus), map[string]string{"GOV-02.1": "1"}).View
	enter := func(values map[string]map[string]any) {
		_, err := w.sim.Enter(gus, second.ID, values)
		require.NoError(t, err)
	}
	enter(map[string]map[string]any{"GOV-03.1": {"value": assess.NotApplicable}})
	seen, err := w.sim.ClickView(t.Context(), gus, second.ID, blocks.ActionBack, "")
	require.NoError(t, err)
	assert.Contains(t, said(seen.View.Blocks), "part 2 of 4")
	assert.Contains(t, said(seen.View.Blocks), "GOV-03.1: Say in at least 10 characters why this does not apply.")

	enter(map[string]map[string]any{"note:GOV-03.1": {"value": "Nobody decides here: AI is not used."}})
	seen, err = w.sim.ClickView(t.Context(), gus, second.ID, blocks.ActionBack, "")
	require.NoError(t, err)
	assert.Contains(t, said(seen.View.Blocks), "part 1 of 4")
	assert.Equal(t, assess.NotApplicable, w.form(govObjectives).Latest.Answers["GOV-03.1"])
}

func TestAPartThatCrossesAnothersIsKeptAndReplacesOnlyKnowingly(t *testing.T) {
	t.Parallel()
	w := newWorld(t).declareObjectives("northwind").open()
	mine := w.part(gus)
	w.submit(dee, w.part(dee), map[string]string{"GOV-02.1": "0"})

	seen := w.submit(gus, mine, map[string]string{"GOV-02.1": "1", "note:GOV-02.1": "Attested in May."})
	assert.Contains(t, said(seen.View.Blocks), "<@U0DEE> answered")
	assert.Contains(t, string(seen.View.Blocks), "Attested in May.")
	assert.Equal(t, "0", w.form(govObjectives).Latest.Answers["GOV-02.1"], "nothing is overwritten")

	seen = w.submit(gus, seen.View, nil) // what was chosen is still there
	assert.Contains(t, said(seen.View.Blocks), "part 2 of 4")
	assert.Equal(t, "1", w.form(govObjectives).Latest.Answers["GOV-02.1"])
}

func TestNothingAnsweredIsNotSubmitted(t *testing.T) {
	t.Parallel()
	w := newWorld(t).declareObjectives("northwind").open()
	view := w.part(gus)
	for range 3 {
		view = w.submit(gus, view, nil).View
	}
	assert.Contains(t, said(view.Blocks), "Nothing is answered yet")
	view = w.submit(gus, view, nil).View
	assert.Contains(t, said(view.Blocks), "part 1 of 4")
	assert.Contains(t, said(view.Blocks), "Answer at least one objective")
	assert.False(t, w.form(govObjectives).Submitted())
}

func TestACommentIsSavedWithTheReview(t *testing.T) {
	t.Parallel()
	w := newWorld(t).declareObjectives("northwind").open()
	view := w.submit(gus, w.part(gus), map[string]string{"GOV-02.1": "1"}).View
	view = w.submit(gus, view, nil).View
	view = w.submit(gus, view, nil).View
	seen, err := w.sim.ClickView(t.Context(), gus, view.ID, blocks.ActionNote, "")
	require.NoError(t, err)
	seen = w.submit(gus, seen.View, map[string]string{blocks.BlockComment: "As of May.", blocks.BlockEvidence: "https://wiki.example.org/gov"})
	assert.Contains(t, said(seen.View.Blocks), "Comment and link added.")
	seen = w.submit(gus, seen.View, nil)
	assert.Contains(t, said(seen.View.Blocks), "Your answers are saved.")
	f := w.form(govObjectives)
	assert.True(t, f.Submitted())
	assert.Equal(t, "As of May.", f.Latest.Comment)
	assert.Equal(t, map[string]string{"GOV-02.1": "1"}, f.Latest.Answers)
}

func TestDetailsAreForThoseWhoMayAnswer(t *testing.T) {
	t.Parallel()
	w := newWorld(t).declareObjectives("northwind").open()
	state, ok := blocks.NewFormState(w.form(govObjectives)).Encode()
	require.True(t, ok)
	w.interact(otto, map[string]any{
		"type": "block_actions", "response_url": w.hook(), "view": map[string]any{"type": "modal", "private_metadata": state},
		"actions": []any{map[string]any{"type": "button", "block_id": "b", "action_id": blocks.ActionDetails, "value": "GOV-02.1"}},
	})
	assert.Contains(t, w.hooked(), "These questions belong to <@U0GUS>")
}

func TestJudgementsOfOthersAreRefused(t *testing.T) {
	t.Parallel()
	w := newWorld(t).declareObjectives("northwind").open()
	option := func(value string) map[string]any {
		return map[string]any{"value": map[string]any{"type": "static_select", "selected_option": map[string]any{"value": value}}}
	}
	text := func(value string) map[string]any {
		return map[string]any{"value": map[string]any{"type": "plain_text_input", "value": value}}
	}
	view := func(callback, metadata string, values map[string]any) map[string]any {
		return map[string]any{"type": "view_submission", "view": map[string]any{
			"id": "V1", "type": "modal", "callback_id": callback, "private_metadata": metadata, "state": map[string]any{"values": values},
		}}
	}
	level := map[string]any{"category": option("GOV"), "level": option("4"), "reason": text("Because it is so, says the owner.")}
	assert.Contains(t, w.interact(gus, view(blocks.CallbackOverride, "northwind|northwind-2026-q4", level)), "Only the managers")
	own := map[string]any{"name": text("Own"), "text": text("Own words."), "reason": text("Because it is so, says the owner.")}
	assert.Contains(t, w.interact(gus, view(blocks.CallbackSubstitute, "northwind|GOV-02.1", own)), "Only the managers")
	f := w.form(govObjectives)
	assert.Nil(t, f.Override)
	assert.Empty(t, f.Substitutions)

	assert.Contains(t, w.interact(mara, view(blocks.CallbackOverride, "northwind|northwind-2026-q3", level)), "closed already", "a view of an older cycle")
	assert.Contains(t, w.interact(mara, view(blocks.CallbackOverride, "nonsense", level)), "Nothing was saved")
	w.interact(mara, view(blocks.CallbackOverride, "northwind|northwind-2026-q4", level))
	require.NotNil(t, w.form(govObjectives).Override)
	assert.Equal(t, 4, w.form(govObjectives).Override.Level)
}

func TestCommandsOfAssessingNameTheirProgrammeWhereThereAreSeveral(t *testing.T) {
	t.Parallel()
	w := newWorld(t).declareObjectives("northwind").declareObjectives("harbour")
	for command, answer := range map[string]string{
		"start quick":                                  "Name one: `harbour` and `northwind`",
		"start quick harbour":                          "It is a quick assessment",
		"start check-in northwind":                     "so this cycle is full",
		"start quik northwind":                         "Did you mean `/cairn start quick`?",
		"start quick acme":                             "no part in a programme called `acme`",
		"crosswalk MOD 2":                              "Name one",
		"crosswalk mod 2 harbour":                      "Model Security at Level 2 maps to NIST AI RMF 1.0",
		"crosswalk mod two harbour":                    "/cairn crosswalk CATEGORY LEVEL",
		"crosswalk xyz 2 harbour":                      "There is no category `xyz`",
		"crosswalk mod 9 harbour":                      "has no level 9",
		"override GOV 3 The audit of May found it so.": "Name one",
		"substitute GOV-02.1":                          "Name one",
		"substitute harbour":                           "/cairn substitute OBJECTIVE",
	} {
		assert.Contains(t, w.slash(mara, "/cairn "+command).Text, answer, command)
	}
	assert.Contains(t, w.slash(mara, "/cairn override northwind gov 3 The audit of May found it so.").Text, "is set to Level 3 in the 2026-Q4 cycle")
	assert.Contains(t, w.slash(mara, "/cairn override northwind gov 9 The audit of May found it so.").Text, "Choose a level from 1 to 5")
	assert.Contains(t, w.slash(mara, "/cairn override northwind gov high because").Text, "/cairn override CATEGORY LEVEL reason")
}

func TestObjectivesOfAModelOfQuestionsCannotBeSubstituted(t *testing.T) {
	t.Parallel()
	w := newWorld(t).declare()
	assert.Contains(t, w.slash(mara, "/cairn substitute G1").Text, "asks questions, which are tied to no level")
}
