package slacksim_test

import (
	"encoding/json"
	"net/http"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/slack-go/slack"
	"github.com/slack-go/slack/slackevents"
	"github.com/stretchr/testify/require"

	"cairn/internal/slacksim"
)

func TestASlashCommandArrivesInSlacksForm(t *testing.T) {
	t.Parallel()
	w, _ := start(t)
	var got slack.SlashCommand
	connect(t, w, func(rw http.ResponseWriter, r *http.Request, _ []byte) {
		got, _ = slack.SlashCommandParse(r)
		_, _ = rw.Write([]byte("All is well"))
	})
	seen, err := w.Slash(t.Context(), dana, general, "/cairn  delegate @omar in #general <now> & <@U0OMAR>")
	require.NoError(t, err)
	require.Equal(t, "All is well", seen.Ephemeral.Text, "plain text is an answer for this person only")
	require.Len(t, w.Ephemerals(dana), 1)

	require.Equal(t, "/cairn", got.Command)
	require.Equal(t, "delegate <@U0OMAR|omar> in <#C0GENERAL|general> &lt;now&gt; &amp; <@U0OMAR|omar>", got.Text)
	require.Equal(t, dana, got.UserID)
	require.Equal(t, "dana", got.UserName)
	require.Equal(t, general, got.ChannelID)
	require.Equal(t, "general", got.ChannelName)
	require.Equal(t, w.Options().TeamID, got.TeamID)
	require.Equal(t, w.Options().AppID, got.APIAppID)
	require.NotEmpty(t, got.TriggerID)
	require.True(t, strings.HasPrefix(got.ResponseURL, w.URL()+"/hooks/"))
}

func TestWhatACommandAnswersIsShown(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		name, body string
		status     int
		check      func(t *testing.T, w *slacksim.Workspace, seen slacksim.Seen)
	}{
		{"nothing", "", 200, func(t *testing.T, w *slacksim.Workspace, seen slacksim.Seen) {
			require.Empty(t, seen.Error)
			require.Empty(t, w.Ephemerals(dana))
		}},
		{"a message for all", `{"response_type":"in_channel","text":"Hear"}`, 200, func(t *testing.T, w *slacksim.Workspace, seen slacksim.Seen) {
			require.Equal(t, "Hear", seen.Posted.Text)
			require.Len(t, w.Messages(general), 1)
		}},
		{"bad blocks", `{"blocks":[{"type":"nonsense"}]}`, 200, func(t *testing.T, _ *slacksim.Workspace, seen slacksim.Seen) {
			require.Equal(t, `/cairn failed with the error "invalid_blocks"`, seen.Error)
		}},
		{"a failure", "", 500, func(t *testing.T, w *slacksim.Workspace, seen slacksim.Seen) {
			require.Equal(t, `/cairn failed with the error "dispatch_failed"`, seen.Error)
			require.Equal(t, 1, w.Counters().Undelivered)
			require.Equal(t, 1, w.Counters().Callbacks["slash_commands"], "commands are not sent again")
		}},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			w, _ := start(t)
			connect(t, w, func(rw http.ResponseWriter, _ *http.Request, _ []byte) {
				rw.WriteHeader(c.status)
				_, _ = rw.Write([]byte(c.body))
			})
			seen, err := w.Slash(t.Context(), dana, general, "/cairn")
			require.NoError(t, err)
			c.check(t, w, seen)
		})
	}
}

func TestACommandThatTakesTooLongOrIsUnknownOrGoesNowhereSaysSo(t *testing.T) {
	t.Parallel()
	w, _ := start(t, func(o *slacksim.Options) { o.Ack = 50 * time.Millisecond })
	seen, err := w.Slash(t.Context(), dana, "", "/cairn")
	require.NoError(t, err)
	require.Equal(t, `/cairn failed with the error "dispatch_failed"`, seen.Error)
	require.Contains(t, seen.Undelivered, "ConnectHTTP")

	connect(t, w, func(http.ResponseWriter, *http.Request, []byte) { <-t.Context().Done() })
	seen, err = w.Slash(t.Context(), dana, "", "/cairn")
	require.NoError(t, err)
	require.Equal(t, `/cairn failed with the error "operation_timeout"`, seen.Error)
	seen, err = w.Slash(t.Context(), dana, "", "/other")
	require.NoError(t, err)
	require.Equal(t, "/other is not a valid command.", seen.Error)
}

func TestAClickInAMessageCarriesMessageStateAndResponseURL(t *testing.T) {
	t.Parallel()
	w, api := start(t)
	var got slack.InteractionCallback
	connect(t, w, interactionsFor(t, func(_ http.ResponseWriter, i slack.InteractionCallback) { got = i }))
	pick := slack.NewRadioButtonsBlockElement("pick",
		slack.NewOptionBlockObject("a", plainText("A"), nil), slack.NewOptionBlockObject("b", plainText("B"), nil))
	pick.InitialOption = pick.Options[0]
	channel, ts := post(t, api, dana, slack.NewActionBlock("do", pick,
		slack.NewButtonBlockElement("go", "first", plainText("First")),
		slack.NewOverflowBlockElement("menu", slack.NewOptionBlockObject("x", plainText("X"), nil))))

	_, err := w.Click(t.Context(), dana, channel, ts, "go", "")
	require.NoError(t, err)
	require.Equal(t, slack.InteractionTypeBlockActions, got.Type)
	require.Equal(t, "first", got.ActionCallback.BlockActions[0].Value)
	require.Equal(t, "do", got.ActionCallback.BlockActions[0].BlockID)
	require.Equal(t, channel, got.Channel.ID)
	require.Equal(t, ts, got.Message.Timestamp)
	require.Equal(t, ts, got.Container.MessageTs)
	require.Equal(t, "a", got.BlockActionState.Values["do"]["pick"].SelectedOption.Value, "the initial choice is state")
	require.NotEmpty(t, got.ResponseURL)
	require.NotEmpty(t, got.TriggerID)

	_, err = w.Click(t.Context(), dana, channel, ts, "pick", "b")
	require.NoError(t, err)
	require.Equal(t, "b", got.ActionCallback.BlockActions[0].SelectedOption.Value)
	require.Equal(t, "b", got.BlockActionState.Values["do"]["pick"].SelectedOption.Value)
	_, err = w.Click(t.Context(), dana, channel, ts, "menu", "x")
	require.NoError(t, err)
	require.Equal(t, "x", got.ActionCallback.BlockActions[0].SelectedOption.Value)
	require.Equal(t, "b", w.MessageState(dana, channel, ts).Values["do"]["pick"]["selected_option"].(map[string]any)["value"])
}

func TestAClickThatTheBotFailsIsNotLostSilently(t *testing.T) {
	t.Parallel()
	w, api := start(t)
	connect(t, w, func(rw http.ResponseWriter, _ *http.Request, _ []byte) { rw.WriteHeader(http.StatusBadGateway) })
	channel, ts := post(t, api, dana, slack.NewActionBlock("do", slack.NewButtonBlockElement("go", "", plainText("Go"))))
	seen, err := w.Click(t.Context(), dana, channel, ts, "go", "")
	require.NoError(t, err)
	require.Equal(t, "This app responded with Status Code 502.", seen.Error)
	require.Equal(t, 1, w.Counters().Undelivered)
}

func TestAResponseURLTakesFivePostsWithinHalfAnHour(t *testing.T) {
	t.Parallel()
	c := newClock()
	w, api := start(t, func(o *slacksim.Options) { o.Clock = c.Now })
	var hook string
	connect(t, w, interactionsFor(t, func(_ http.ResponseWriter, i slack.InteractionCallback) { hook = i.ResponseURL }))
	channel, ts := post(t, api, dana, slack.NewActionBlock("do", slack.NewButtonBlockElement("go", "", plainText("Go"))))
	click := func() {
		_, err := w.Click(t.Context(), dana, channel, ts, "go", "")
		require.NoError(t, err)
	}
	respond := func(opts ...slack.MsgOption) error {
		_, _, err := api.PostMessageContext(t.Context(), channel, opts...)
		return err
	}
	click()
	require.NoError(t, respond(slack.MsgOptionResponseURL(hook, slack.ResponseTypeEphemeral), slack.MsgOptionText("psst", false)))
	require.Equal(t, "psst", w.Ephemerals(dana)[0].Text)
	require.NoError(t, respond(slack.MsgOptionResponseURL(hook, slack.ResponseTypeInChannel), slack.MsgOptionText("all", false)))
	require.Len(t, w.Messages(channel), 2)
	require.NoError(t, respond(slack.MsgOptionReplaceOriginal(hook), slack.MsgOptionText("done", false)))
	m, _ := w.Message(channel, ts)
	require.Equal(t, "done", m.Text)
	require.Nil(t, m.Blocks)
	require.NoError(t, respond(slack.MsgOptionDeleteOriginal(hook)))
	_, ok := w.Message(channel, ts)
	require.False(t, ok)
	again := func() error {
		return respond(slack.MsgOptionResponseURL(hook, slack.ResponseTypeEphemeral), slack.MsgOptionText("x", false))
	}
	require.NoError(t, again())
	require.Error(t, again(), "the sixth use")

	channel, ts = post(t, api, dana, slack.NewActionBlock("do", slack.NewButtonBlockElement("go", "", plainText("Go"))))
	click()
	c.Add(30*time.Minute + time.Second)
	require.Error(t, again(), "half an hour later")
}

func TestAnEphemeralMessageIsReplacedThroughItsResponseURL(t *testing.T) {
	t.Parallel()
	w, api := start(t)
	var got slack.InteractionCallback
	connect(t, w, interactionsFor(t, func(_ http.ResponseWriter, i slack.InteractionCallback) { got = i }))
	ts, err := api.PostEphemeralContext(t.Context(), leaders, dana, slack.MsgOptionText("Sure?", false),
		slack.MsgOptionBlocks(slack.NewActionBlock("do", slack.NewButtonBlockElement("yes", "", plainText("Yes")))))
	require.NoError(t, err)
	_, err = w.Click(t.Context(), dana, leaders, ts, "yes", "")
	require.NoError(t, err)
	require.True(t, got.Container.IsEphemeral)
	_, _, err = api.PostMessageContext(t.Context(), leaders, slack.MsgOptionReplaceOriginal(got.ResponseURL), slack.MsgOptionText("Done", false))
	require.NoError(t, err)
	require.Len(t, w.Ephemerals(dana), 1)
	require.Equal(t, "Done", w.Ephemerals(dana)[0].Text)
}

// heard is one Events API request.
type heard struct {
	id, kind, retryNum, retryReason string
	inner                           any
}

// listen connects a bot that remembers events and answers with the statuses in turn, the last one for good.
func listen(t testing.TB, w *slacksim.Workspace, statuses ...int) func() []heard {
	var mu sync.Mutex
	var all []heard
	connect(t, w, func(rw http.ResponseWriter, r *http.Request, body []byte) {
		event, err := slackevents.ParseEvent(body, slackevents.OptionNoVerifyToken())
		if err != nil {
			t.Errorf("an event does not parse: %v", err)
			return
		}
		outer, _ := event.Data.(*slackevents.EventsAPICallbackEvent)
		mu.Lock()
		defer mu.Unlock()
		all = append(all, heard{
			outer.EventID, event.InnerEvent.Type, r.Header.Get("X-Slack-Retry-Num"), r.Header.Get("X-Slack-Retry-Reason"),
			event.InnerEvent.Data,
		})
		if i := min(len(all), len(statuses)) - 1; i >= 0 {
			rw.WriteHeader(statuses[i])
		}
	})
	return func() []heard {
		mu.Lock()
		defer mu.Unlock()
		return append([]heard{}, all...)
	}
}

func TestADirectMessageBecomesAnEvent(t *testing.T) {
	t.Parallel()
	w, _ := start(t)
	events := listen(t, w)
	seen, err := w.SendDM(t.Context(), dana, "Hello <there>")
	require.NoError(t, err)
	require.Empty(t, seen.Undelivered)
	m, ok := events()[0].inner.(*slackevents.MessageEvent)
	require.True(t, ok)
	require.Equal(t, "Hello &lt;there&gt;", m.Text)
	require.Equal(t, "im", m.ChannelType)
	require.Equal(t, seen.Posted.TS, m.TimeStamp)
	_, err = w.Post(t.Context(), dana, leaders, "In a channel", "")
	require.NoError(t, err)
	require.Len(t, events(), 1, "the bot hears only direct messages")
}

func TestPeopleComingAndChangingBecomeEvents(t *testing.T) {
	t.Parallel()
	w, _ := start(t)
	events := listen(t, w)
	u, err := w.JoinTeam(t.Context(), slacksim.User{RealName: "New Person"})
	require.NoError(t, err)
	u.Deleted = true
	require.NoError(t, w.ChangeUser(t.Context(), u))
	require.Equal(t, "team_join", events()[0].kind)
	require.Equal(t, "user_change", events()[1].kind)
}

func TestAnUnacknowledgedEventIsSentThreeMoreTimesWithTheSameID(t *testing.T) {
	t.Parallel()
	w, _ := start(t)
	events := listen(t, w, 500, 200)
	seen, err := w.OpenHome(t.Context(), dana)
	require.NoError(t, err)
	require.Empty(t, seen.Undelivered)
	got := events()
	require.Len(t, got, 2)
	require.Equal(t, got[0].id, got[1].id)
	require.Equal(t, []string{"", "1"}, []string{got[0].retryNum, got[1].retryNum})
	require.Equal(t, "http_error", got[1].retryReason)

	events = listen(t, w, 500)
	seen, err = w.OpenHome(t.Context(), dana)
	require.NoError(t, err)
	require.NotEmpty(t, seen.Undelivered)
	require.Len(t, events(), 4)
	require.Equal(t, "3", events()[3].retryNum)
	require.Equal(t, 1, w.Counters().Undelivered)
	require.Equal(t, 4, w.Counters().Retries)
}

func TestABotCanAskForNoRetries(t *testing.T) {
	t.Parallel()
	w, _ := start(t)
	calls := 0
	connect(t, w, func(rw http.ResponseWriter, _ *http.Request, _ []byte) {
		calls++
		rw.Header().Set("X-Slack-No-Retry", "1")
		rw.WriteHeader(http.StatusInternalServerError)
	})
	_, err := w.OpenHome(t.Context(), dana)
	require.NoError(t, err)
	require.Equal(t, 1, calls)
}

func TestTheURLHandshakeNeedsTheChallengeBack(t *testing.T) {
	t.Parallel()
	w, _ := start(t)
	connect(t, w, func(rw http.ResponseWriter, _ *http.Request, body []byte) {
		var v slackevents.EventsAPIURLVerificationEvent
		_ = json.Unmarshal(body, &v)
		_, _ = rw.Write([]byte(v.Challenge))
	})
	require.NoError(t, w.VerifyURL(t.Context()))
	connect(t, w, func(rw http.ResponseWriter, _ *http.Request, _ []byte) { _, _ = rw.Write([]byte("hello")) })
	require.ErrorContains(t, w.VerifyURL(t.Context()), "challenge")
}
