package slacksim_test

import (
	"encoding/json"
	"io"
	"net/http"
	"net/url"
	"strings"
	"testing"

	"github.com/slack-go/slack"
	"github.com/stretchr/testify/require"

	"cairn/internal/slacksim"
)

// raw calls a method as no client library would.
func raw(t testing.TB, w *slacksim.Workspace, method string, form url.Values) map[string]any {
	t.Helper()
	if form.Get("token") == "" {
		form.Set("token", w.Options().BotToken)
	}
	resp, err := http.PostForm(w.URL()+"/api/"+method, form)
	require.NoError(t, err)
	defer resp.Body.Close()
	body, err := io.ReadAll(resp.Body)
	require.NoError(t, err)
	var out map[string]any
	require.NoError(t, json.Unmarshal(body, &out))
	return out
}

func TestTokensAreToldApart(t *testing.T) {
	t.Parallel()
	w, _ := start(t)
	for token, want := range map[string]string{
		"": "not_authed", "xoxb-wrong": "invalid_auth", w.Options().AppToken: "not_allowed_token_type", w.Options().BotToken: "",
	} {
		_, err := client(w, token).AuthTestContext(t.Context())
		require.Equal(t, want, code(err))
	}
	require.Equal(t, "unknown_method", raw(t, w, "chat.sing", url.Values{})["error"])
	_, _, err := client(w, w.Options().BotToken).StartSocketModeContext(t.Context())
	require.Equal(t, "feature_not_enabled", code(err))
	require.Equal(t, "not_allowed_token_type", raw(t, w, "apps.connections.open", url.Values{})["error"])
}

func TestAMissingScopeIsNamed(t *testing.T) {
	t.Parallel()
	_, api := start(t, func(o *slacksim.Options) { o.Scopes = []string{"chat:write", "im:write"} })
	_, err := api.GetConversationHistoryContext(t.Context(), &slack.GetConversationHistoryParameters{ChannelID: leaders})
	var slackErr slack.SlackErrorResponse
	require.ErrorAs(t, err, &slackErr)
	require.Equal(t, "missing_scope", slackErr.Err)
	require.Equal(t, "channels:history", slackErr.Needed)
	require.Equal(t, "chat:write,im:write", slackErr.Provided)
	_, err = api.GetUserInfoContext(t.Context(), dana)
	require.Equal(t, "missing_scope", code(err))
}

func TestPeopleAreDescribedAsTheScopesAllow(t *testing.T) {
	t.Parallel()
	_, api := start(t)
	_, strict := start(t, func(o *slacksim.Options) { o.Scopes = []string{"users:read"} })

	u, err := api.GetUserInfoContext(t.Context(), dana, slack.GetUserInfoOptionIncludeLocale(true))
	require.NoError(t, err)
	require.Equal(t, "dana@example.com", u.Profile.Email)
	require.Equal(t, "Europe/London", u.TZ)
	require.Equal(t, 3600, u.TZOffset, "summer time on the workspace's clock")
	require.Equal(t, "en-GB", u.Locale)
	u, err = strict.GetUserInfoContext(t.Context(), dana)
	require.NoError(t, err)
	require.Empty(t, u.Profile.Email, "no address without users:read.email")
	_, err = api.GetUserInfoContext(t.Context(), "U0NOBODY")
	require.Equal(t, "user_not_found", code(err))

	u, err = api.GetUserByEmailContext(t.Context(), "Dana@Example.com")
	require.NoError(t, err)
	require.Equal(t, dana, u.ID)
	_, err = api.GetUserByEmailContext(t.Context(), "gone@example.com")
	require.Equal(t, "users_not_found", code(err), "deactivated people are not found by address")

	all, err := api.GetUsersContext(t.Context(), slack.GetUsersOptionLimit(2))
	require.NoError(t, err)
	require.Len(t, all, 4, "the client follows the cursor; the bot is a user as well")
}

func TestConversationsAreOpenedListedAndDescribed(t *testing.T) {
	t.Parallel()
	w, api := start(t, func(o *slacksim.Options) {
		o.Scopes = append([]string{"im:read", "mpim:read", "channels:join"}, slacksim.DefaultScopes...)
	})
	open := func(users ...string) (*slack.Channel, string) {
		ch, _, _, err := api.OpenConversationContext(t.Context(), &slack.OpenConversationParameters{Users: users, ReturnIM: true})
		return ch, code(err)
	}
	im, failure := open(dana)
	require.Empty(t, failure)
	require.True(t, im.IsIM)
	require.Equal(t, dana, im.User)
	group, failure := open(dana, omar)
	require.Empty(t, failure)
	same, _ := open(omar, dana)
	require.Equal(t, group.ID, same.ID)
	for users, want := range map[string]string{"U0NOBODY": "user_not_found", gone: "user_disabled", "": "users_list_not_supplied"} {
		_, failure := open(users)
		require.Equal(t, want, failure)
	}

	channels, next, err := api.GetConversationsContext(t.Context(), &slack.GetConversationsParameters{
		Types: []string{"public_channel", "private_channel"}, ExcludeArchived: true, Limit: 1,
	})
	require.NoError(t, err)
	require.Equal(t, general, channels[0].ID)
	require.NotEmpty(t, next)
	channels, next, err = api.GetConversationsContext(t.Context(), &slack.GetConversationsParameters{
		Types: []string{"public_channel", "private_channel"}, ExcludeArchived: true, Cursor: next,
	})
	require.NoError(t, err)
	require.Empty(t, next)
	require.Len(t, channels, 1, "neither the private channel without the bot nor the archived one")

	info, err := api.GetConversationInfoContext(t.Context(), &slack.GetConversationInfoInput{ChannelID: leaders, IncludeNumMembers: true})
	require.NoError(t, err)
	require.True(t, info.IsMember)
	require.Equal(t, 2, info.NumMembers)
	_, err = api.GetConversationInfoContext(t.Context(), &slack.GetConversationInfoInput{ChannelID: secret})
	require.Equal(t, "channel_not_found", code(err))
	members, _, err := api.GetUsersInConversationContext(t.Context(), &slack.GetUsersInConversationParameters{ChannelID: leaders})
	require.NoError(t, err)
	require.Equal(t, []string{dana, w.Options().BotUserID}, members)

	_, err = api.GetConversationHistoryContext(t.Context(), &slack.GetConversationHistoryParameters{ChannelID: general})
	require.Equal(t, "not_in_channel", code(err))
	_, warning, _, err := api.JoinConversationContext(t.Context(), general)
	require.NoError(t, err)
	require.Empty(t, warning)
	_, warning, _, err = api.JoinConversationContext(t.Context(), general)
	require.NoError(t, err)
	require.Equal(t, "already_in_channel", warning)
	_, err = api.GetConversationHistoryContext(t.Context(), &slack.GetConversationHistoryParameters{ChannelID: general})
	require.NoError(t, err)
}

func TestPermalinksAndTheTeamPointAtTheWorkspace(t *testing.T) {
	t.Parallel()
	w, api := start(t)
	_, ts := post(t, api, leaders, section("x"))
	link, err := api.GetPermalinkContext(t.Context(), &slack.PermalinkParameters{Channel: leaders, Ts: ts})
	require.NoError(t, err)
	require.Equal(t, w.URL()+"/archives/"+leaders+"/p"+strings.ReplaceAll(ts, ".", ""), link)
	team, err := api.GetTeamInfoContext(t.Context())
	require.NoError(t, err)
	require.Equal(t, w.Options().TeamID, team.ID)
}

func TestBlocksValidateReturnsStructuredFaults(t *testing.T) {
	t.Parallel()
	w, _ := start(t)
	answer := raw(t, w, "blocks.validate", url.Values{"blocks": {`[{"type":"header","text":{"type":"mrkdwn","text":"x"}}]`}})
	require.Equal(t, "invalid_blocks", answer["error"])
	require.Equal(t, "/blocks/0/text/type", answer["errors"].([]any)[0].(map[string]any)["pointer"])
	require.Equal(t, true, raw(t, w, "blocks.validate", url.Values{"blocks": {`[{"type":"divider"}]`}})["ok"])
	require.Equal(t, "invalid_arguments", raw(t, w, "blocks.validate", url.Values{})["error"])
	require.Equal(t, "invalid_view", raw(t, w, "blocks.validate", url.Values{"view": {`{"type":"modal","blocks":[]}`}})["error"])
}

func TestJSONArgumentsWorkLikeFormArguments(t *testing.T) {
	t.Parallel()
	w, _ := start(t)
	body := `{"channel":"` + leaders + `","text":"x","blocks":[{"type":"divider"}],"metadata":{"event_type":"e","event_payload":{}}}`
	req, err := http.NewRequestWithContext(t.Context(), http.MethodPost, w.URL()+"/api/chat.postMessage", strings.NewReader(body))
	require.NoError(t, err)
	req.Header.Set("Content-Type", "application/json; charset=utf-8")
	req.Header.Set("Authorization", "Bearer "+w.Options().BotToken)
	resp, err := http.DefaultClient.Do(req)
	require.NoError(t, err)
	defer resp.Body.Close()
	m := w.Messages(leaders)
	require.Len(t, m, 1)
	require.Contains(t, string(m[0].Blocks), `"block_id"`, "Slack makes up the ids that are missing")
	require.Equal(t, "e", m[0].Metadata.EventType)

	for contentType, want := range map[string]string{"application/json": "invalid_json", "text/csv": "invalid_post_type"} {
		resp, err := http.Post(w.URL()+"/api/api.test", contentType, strings.NewReader("{"))
		require.NoError(t, err)
		answer, err := io.ReadAll(resp.Body)
		resp.Body.Close()
		require.NoError(t, err)
		require.Contains(t, string(answer), want)
	}
}
