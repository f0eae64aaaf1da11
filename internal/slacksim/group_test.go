package slacksim_test

import (
	"slices"
	"testing"

	"github.com/slack-go/slack"
	"github.com/stretchr/testify/require"

	"cairn/internal/slacksim"
)

func openGroup(t testing.TB, api *slack.Client, users ...string) (id string, err error) {
	t.Helper()
	ch, _, _, err := api.OpenConversationContext(t.Context(), &slack.OpenConversationParameters{Users: users})
	if err != nil {
		return "", err
	}
	return ch.ID, nil
}

func TestAGroupMessageIsOneForEachSetOfPeople(t *testing.T) {
	t.Parallel()
	w, api := start(t)
	pair, err := openGroup(t, api, dana, omar)
	require.NoError(t, err)
	same, err := openGroup(t, api, omar, dana, dana)
	require.NoError(t, err)
	require.Equal(t, pair, same, "neither order nor repetition makes another one")
	w.AddUser(slacksim.User{ID: "U0EVE", Name: "eve"})
	three, err := openGroup(t, api, dana, omar, "U0EVE")
	require.NoError(t, err)
	require.NotEqual(t, pair, three)

	ch, _ := w.Channel(pair)
	require.True(t, ch.IsMpIM && ch.IsPrivate)
	require.ElementsMatch(t, []string{dana, omar, w.Options().BotUserID}, ch.Members)

	_, err = openGroup(t, api, dana, gone)
	require.Equal(t, "user_disabled", code(err))
	_, strict := start(t, func(o *slacksim.Options) {
		o.Scopes = slices.DeleteFunc(slices.Clone(slacksim.DefaultScopes), func(s string) bool { return s == "mpim:write" })
	})
	_, err = openGroup(t, strict, dana, omar)
	require.Equal(t, "missing_scope", code(err))
}

func TestAThreadInAGroupMessageIsForItsMembers(t *testing.T) {
	t.Parallel()
	w, api := start(t)
	w.AddUser(slacksim.User{ID: "U0EVE", Name: "eve"})
	group, err := openGroup(t, api, dana, omar)
	require.NoError(t, err)
	_, root, err := api.PostMessageContext(t.Context(), group, slack.MsgOptionText("You differ by two.", false))
	require.NoError(t, err)
	_, err = w.Post(t.Context(), omar, group, "I looked at the audit.", root)
	require.NoError(t, err)
	_, _, err = api.PostMessageContext(t.Context(), group, slack.MsgOptionText("Settled at 3.", false), slack.MsgOptionTS(root))
	require.NoError(t, err)
	replies, _, _, err := api.GetConversationRepliesContext(t.Context(), &slack.GetConversationRepliesParameters{ChannelID: group, Timestamp: root})
	require.NoError(t, err)
	require.Len(t, replies, 3)
	require.Equal(t, 2, replies[0].ReplyCount)

	_, err = w.Post(t.Context(), "U0EVE", group, "Me too", root)
	require.ErrorContains(t, err, "cannot see")
	listen(t, w)
	require.NoError(t, w.Deactivate(t.Context(), omar))
	_, _, err = api.PostMessageContext(t.Context(), group, slack.MsgOptionText("Still here", false))
	require.NoError(t, err, "the others are still there")
}
