package slacksim_test

import (
	"net/http"
	"testing"

	"github.com/slack-go/slack"
	"github.com/stretchr/testify/require"

	"cairn/internal/slacksim"
)

// withShortcuts registers one shortcut of each kind.
func withShortcuts(o *slacksim.Options) {
	o.Shortcuts = []slacksim.Shortcut{
		{Name: "My questions", Type: slacksim.GlobalShortcut, CallbackID: "my_questions", Description: "Open what waits for you"},
		{Name: "Use as evidence", Type: slacksim.MessageShortcut, CallbackID: "as_evidence"},
	}
}

func TestAGlobalShortcutBringsATriggerThatOpensAModal(t *testing.T) {
	t.Parallel()
	w, api := start(t, withShortcuts)
	var got slack.InteractionCallback
	connect(t, w, interactionsFor(t, func(_ http.ResponseWriter, i slack.InteractionCallback) {
		got = i
		if _, err := api.OpenViewContext(t.Context(), i.TriggerID, form("answer")); err != nil {
			t.Errorf("opening a modal: %v", err)
		}
	}))
	seen, err := w.Shortcut(t.Context(), dana, "my_questions", "", "")
	require.NoError(t, err)
	require.NotNil(t, seen.View)
	require.Equal(t, slack.InteractionTypeShortcut, got.Type)
	require.Equal(t, []string{"my_questions", dana, w.Options().TeamID}, []string{got.CallbackID, got.User.ID, got.Team.ID})
	require.NotEmpty(t, got.ActionTs)
	require.Empty(t, got.ResponseURL, "a global shortcut has no channel to answer in")
	require.Empty(t, got.Channel.ID)
}

func TestAMessageShortcutBringsTheMessage(t *testing.T) {
	t.Parallel()
	w, api := start(t, withShortcuts)
	var got slack.InteractionCallback
	connect(t, w, interactionsFor(t, func(_ http.ResponseWriter, i slack.InteractionCallback) { got = i }))
	_, ts := post(t, api, leaders, section("x"))
	status, _ := control(t, w, "/sim/shortcut", map[string]any{"user": dana, "callback_id": "as_evidence", "channel": leaders, "ts": ts})
	require.Equal(t, http.StatusOK, status)
	require.Equal(t, slack.InteractionTypeMessageAction, got.Type)
	require.Equal(t, []string{ts, ts, leaders}, []string{got.Message.Timestamp, got.MessageTs, got.Channel.ID})
	_, _, err := api.PostMessageContext(t.Context(), "", slack.MsgOptionResponseURL(got.ResponseURL, slack.ResponseTypeEphemeral), slack.MsgOptionText("Noted", false))
	require.NoError(t, err)
	require.Equal(t, "Noted", w.Ephemerals(dana)[0].Text)
}

func TestOnlyRegisteredShortcutsRunWhereTheyBelong(t *testing.T) {
	t.Parallel()
	w, api := start(t, withShortcuts)
	connect(t, w, func(rw http.ResponseWriter, _ *http.Request, _ []byte) { rw.WriteHeader(http.StatusBadGateway) })
	_, ts := post(t, api, leaders, section("x"))
	private, err := api.PostEphemeralContext(t.Context(), leaders, dana, slack.MsgOptionText("psst", false))
	require.NoError(t, err)
	for _, c := range []struct{ user, id, channel, ts, want string }{
		{dana, "nothing", "", "", `no global shortcut "nothing"`},
		{dana, "as_evidence", "", "", "no global shortcut"},
		{dana, "my_questions", leaders, ts, "no message shortcut"},
		{dana, "as_evidence", leaders, private, "that others can see"},
		{dana, "as_evidence", secret, ts, "cannot see"},
		{gone, "my_questions", "", "", "deactivated"},
	} {
		_, err := w.Shortcut(t.Context(), c.user, c.id, c.channel, c.ts)
		require.ErrorContains(t, err, c.want)
	}
	require.Zero(t, w.Counters().Callbacks["shortcut"])
	seen, err := w.Shortcut(t.Context(), dana, "my_questions", "", "")
	require.NoError(t, err)
	require.NotEmpty(t, seen.Error, "a bot that fails is told to the person")
}
