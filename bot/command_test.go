package bot_test

import (
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"cairn/bot"
	"cairn/bot/blocks"
	"cairn/internal/assess"
	"cairn/internal/maturity"
	"cairn/internal/slacksim"
)

// slash gives a command and returns the answer, which only its giver sees.
func (w *world) slash(user, text string) slacksim.Message {
	w.Helper()
	seen, err := w.sim.Slash(w.Context(), user, "", text)
	require.NoError(w, err)
	require.Empty(w, seen.Error)
	require.NotNil(w, seen.Ephemeral, "%s was not answered", text)
	return *seen.Ephemeral
}

func TestStatusSaysWhoHasAnsweredWhoIsMissingAndWhenItIsDue(t *testing.T) {
	t.Parallel()
	w := newWorld(t).declare()
	assert.Contains(t, w.slash(gus, "/cairn status").Text, "has had no cycle yet")
	w.open()
	w.submit(gus, w.opened(gus, w.message(gus, "5 questions")), all("G", "3"))
	for _, text := range []string{"/cairn status", "/cairn STATUS northwind", "/cairn  status  Northwind "} {
		answer := w.slash(tom, text)
		assert.Contains(t, answer.Text, "1 of 5 answered. Due Thu 15 Oct 2026, 17:30 BST")
		assert.Contains(t, answer.Text, "Incident Response (<@U0TOM>)")
		assert.Contains(t, said(answer.Blocks), "*Governance*: answered by <@U0GUS>")
	}
}

func TestHelpIsTheAnswerToNothingAndNonsenseGetsTheNearestCommand(t *testing.T) {
	t.Parallel()
	w := newWorld(t).declare()
	assert.Contains(t, w.slash(otto, "/cairn").Text, "Cairn understands")
	assert.Contains(t, w.slash(gus, "/cairn help").Text, "Cairn understands")
	assert.Contains(t, w.slash(gus, "/cairn statsu").Text, "Did you mean `/cairn status`?")
	assert.Contains(t, w.slash(gus, "/cairn stat").Text, "Did you mean `/cairn status`?", "rather than start")
	assert.Contains(t, w.slash(gus, "/cairn brew me a coffee").Text, "lists what I understand")
	assert.NotContains(t, w.slash(gus, "/cairn zzzzzz").Text, "Did you mean")
	assert.Contains(t, w.slash(gus, "/cairn status a b").Text, "one programme at most")
}

func TestSombodyWithNoPartGetsASentence(t *testing.T) {
	t.Parallel()
	w := newWorld(t).declare()
	for _, verb := range []string{"status", "start", "close", "digest"} {
		assert.Contains(t, w.slash(otto, "/cairn "+verb).Text, "You have no part")
	}
	_, err := w.assess.ProgrammesOf(t.Context(), otto)
	require.NoError(t, err)
}

func TestSomebodyWithSeveralProgrammesNamesOne(t *testing.T) {
	t.Parallel()
	w := newWorld(t).declare()
	second := strings.NewReplacer("programme: northwind", "programme: harbour", "Northwind Bank", "Harbour").Replace(programmeFile)
	p, faults := assess.ParseManifest([]byte(second), "harbour.yaml", maturity.Find)
	require.Empty(t, faults)
	_, err := w.assess.Apply(t.Context(), assess.Actor{Source: assess.FromCLI}, p, false)
	require.NoError(t, err)

	assert.Contains(t, w.slash(gus, "/cairn status").Text, "`harbour` and `northwind`")
	assert.Contains(t, w.slash(gus, "/cairn status harbour").Text, "Harbour has had no cycle yet")
	assert.Contains(t, w.slash(gus, "/cairn status acme").Text, "no part in a programme called `acme`")
}

func TestOnlyManagersStartAndCloseAndClosingIsConfirmed(t *testing.T) {
	t.Parallel()
	w := newWorld(t).declare()
	assert.Contains(t, w.slash(gus, "/cairn start").Text, "Only the managers")
	assert.Contains(t, w.slash(mara, "/cairn close").Text, "nothing to close")
	assert.Contains(t, w.slash(mara, "/cairn start").Text, "The 2026-Q4 cycle of Northwind Bank is open.")
	assert.Contains(t, w.slash(mara, "/cairn start").Text, "is open already")
	assert.Contains(t, w.slash(gus, "/cairn close").Text, "Only the managers")

	ask := w.slash(mara, "/cairn close")
	assert.Contains(t, ask.Text, "0 of 5 are answered")
	w.press(mara, ask, blocks.ActionKeepOpen)
	assert.Contains(t, w.lastEphemeral(mara), "stays open")

	ask, again := w.slash(mara, "/cairn close"), w.slash(mara, "/cairn close")
	w.press(mara, ask, blocks.ActionConfirmClose)
	assert.Contains(t, w.ephemerals(mara), "is closed. The digest goes to")
	st, err := w.assess.Status(t.Context(), assess.BySlack(mara), northwind)
	require.NoError(t, err)
	assert.Equal(t, assess.CycleClosed, st.Cycle.State)

	w.slash(mara, "/cairn start") // a later cycle is not closed by an older question
	w.press(mara, again, blocks.ActionConfirmClose)
	assert.Contains(t, w.ephemerals(mara), "closed already")
	st, err = w.assess.Status(t.Context(), assess.BySlack(mara), northwind)
	require.NoError(t, err)
	assert.Equal(t, assess.CycleOpen, st.Cycle.State)
}

func (w *world) lastEphemeral(user string) string {
	all := w.sim.Ephemerals(user)
	return all[len(all)-1].Text
}

func (w *world) ephemerals(user string) string {
	var texts []string
	for _, m := range w.sim.Ephemerals(user) {
		texts = append(texts, m.Text)
	}
	return strings.Join(texts, "\n")
}

func TestACloseButtonInWrongHandsIsRefused(t *testing.T) {
	t.Parallel()
	w := newWorld(t).declare().open()
	for user, says := range map[string]string{gus: "Only the managers", otto: "Only people with a role"} {
		w.interact(user, map[string]any{
			"type": "block_actions", "response_url": w.hook(),
			"actions": []any{map[string]any{
				"type": "button", "block_id": "b", "action_id": blocks.ActionConfirmClose, "value": "northwind|northwind-2026-q4",
			}},
		})
		assert.Contains(t, w.hooked(), says)
	}
	st, err := w.assess.Status(t.Context(), assess.BySlack(mara), northwind)
	require.NoError(t, err)
	assert.Equal(t, assess.CycleOpen, st.Cycle.State)
}

func TestDigestIsShownWithoutAChart(t *testing.T) {
	t.Parallel()
	assert.Contains(t, newWorld(t).declare().slash(gus, "/cairn digest").Text, "no digest")
	w := closed(t)
	answer := w.slash(gus, "/cairn digest")
	assert.Contains(t, answer.Text, "Governance 4 · Managed")
	assert.NotContains(t, string(answer.Blocks), "data_visualization")
}

func TestNearest(t *testing.T) {
	t.Parallel()
	words := []string{"help", "status", "start", "close", "digest"}
	for word, want := range map[string]string{
		"statu": "status", "staus": "status", "strat": "start", "stop": "", "hlep": "help", "clsoe": "close", "digset": "digest",
		"banana": "", "x": "", strings.Repeat("status", 1000): "",
	} {
		assert.Equal(t, want, bot.Nearest(word, words), word[:min(len(word), 10)])
	}
}
