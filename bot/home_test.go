package bot_test

import (
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"cairn/bot/blocks"
	"cairn/internal/assess"
	"cairn/internal/slacksim"
)

// shows reports whether the person's Home tab says something.
func (w *world) shows(user, text string) func() bool {
	return func() bool {
		v, ok := w.sim.Home(user)
		return ok && strings.Contains(said(v.Blocks), text)
	}
}

func TestTheHomeTabShowsEachPersonTheirOwn(t *testing.T) {
	t.Parallel()
	w := newWorld(t).declare().imported(2).open()
	assert.Contains(t, said(w.openHome(otto).Blocks), "This page is for the owners, deputies and managers")
	w.openHome(gus)
	w.await(w.shows(gus, "5 questions, about 5 minutes"))
	w.await(w.shows(gus, "Governance: *Level 3 · Defined*"))
	w.openHome(mara)
	w.await(w.shows(mara, "*0 of 5* answered"))
}

func TestTheHomeTabFollowsWhatItShows(t *testing.T) {
	t.Parallel()
	w := newWorld(t).declare().open()
	w.await(w.shows(gus, "5 questions")) // the card's delivery
	w.openHome(mara)

	home, _ := w.sim.Home(gus)
	seen, err := w.sim.ClickView(t.Context(), gus, home.ID, blocks.ActionAnswer, "")
	require.NoError(t, err)
	w.submit(gus, seen.View, all("G", "3"))
	w.await(w.shows(gus, "answered by <@U0GUS>"))
	w.await(w.shows(dee, "answered by <@U0GUS>"))
	w.await(w.shows(mara, "*1 of 5* answered"))

	home, _ = w.sim.Home(mara)
	_, err = w.sim.ClickView(t.Context(), mara, home.ID, blocks.ActionConfirmClose, "")
	require.NoError(t, err)
	assert.Contains(t, said(w.top(mara).Blocks), "is closed", "the close is confirmed visibly")
	w.await(w.shows(mara, "with *1 of 5* answered"))
	w.await(w.shows(gus, "Governance: *Level 4 · Managed*"))
}

func TestAHomeTabThatChangedSinceItWasOpenedIsReadAgain(t *testing.T) {
	t.Parallel()
	w := newWorld(t).declare().open()
	w.await(w.shows(gus, "As of <!date^1790841600^"))
	w.moveTo(opening.Add(time.Hour))
	status, _ := w.post("/slack/events", asJSON,
		`{"type":"event_callback","event_id":"Ev1","event":{"type":"app_home_opened","user":"U0GUS","tab":"home","view":{"hash":"old"}}}`, nil)
	require.Equal(t, 200, status)
	w.await(w.shows(gus, "As of <!date^1790845200^"))
}

func TestAHomeTabThatSlackDoesNotTakeAtOnceIsPublishedLater(t *testing.T) {
	t.Parallel()
	w := newWorld(t).declare()
	w.fault(slacksim.Fault{Kind: slacksim.FaultRateLimit, Method: "views.publish", Count: 1, RetryAfter: 1})
	_, err := w.sim.OpenHome(t.Context(), gus)
	require.NoError(t, err)
	w.await(w.shows(gus, "Nothing waits for you"))
}

func TestAFormThatDoesNotOpenIsExplained(t *testing.T) {
	t.Parallel()
	w := newWorld(t).declare().open()
	w.fault(slacksim.Fault{Kind: slacksim.FaultError, Method: "views.open", Error: "expired_trigger_id", Count: 1})
	w.press(gus, w.message(gus, "5 questions"), blocks.ActionAnswer)
	assert.Contains(t, w.lastEphemeral(gus), "Press the button once more")
	_, err := w.assess.Form(t.Context(), assess.QuestionnaireID("nothing"))
	require.Error(t, err)
}
