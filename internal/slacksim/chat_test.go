package slacksim_test

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"net/http"
	"net/url"
	"strings"
	"testing"
	"time"

	"github.com/slack-go/slack"
	"github.com/stretchr/testify/require"

	"cairn/internal/slacksim"
)

func newReader(b []byte) *bytes.Reader { return bytes.NewReader(b) }

func section(text string) slack.Block {
	return slack.NewSectionBlock(slack.NewTextBlockObject(slack.MarkdownType, text, false, false), nil, nil)
}

// code is Slack's error string, or the error itself when it is something else.
func code(err error) string {
	var slackErr slack.SlackErrorResponse
	if errors.As(err, &slackErr) {
		return slackErr.Err
	}
	if err == nil {
		return ""
	}
	return err.Error()
}

func TestPostingToAPersonOpensTheDirectMessage(t *testing.T) {
	t.Parallel()
	w, api := start(t)
	channel, ts, err := api.PostMessageContext(t.Context(), dana, slack.MsgOptionText("Hello", false))
	require.NoError(t, err)
	require.True(t, strings.HasPrefix(channel, "D"))
	im, _, already, err := api.OpenConversationContext(t.Context(), &slack.OpenConversationParameters{Users: []string{dana}})
	require.NoError(t, err)
	require.Equal(t, channel, im.ID)
	require.True(t, already)
	m, ok := w.Message(channel, ts)
	require.True(t, ok)
	require.Equal(t, "Hello", m.Text)
}

func TestPostingIsRefusedWithSlacksOwnErrors(t *testing.T) {
	t.Parallel()
	_, api := start(t)
	_, strict := start(t, func(o *slacksim.Options) { o.Scopes = []string{"chat:write"} })
	text := slack.MsgOptionText("Hello", false)
	for _, c := range []struct {
		name    string
		api     *slack.Client
		channel string
		opts    []slack.MsgOption
		want    string
	}{
		{"unknown channel", api, "C0NOWHERE", []slack.MsgOption{text}, "channel_not_found"},
		{"unknown person", api, "U0NOBODY", []slack.MsgOption{text}, "channel_not_found"},
		{"private channel without the bot", api, secret, []slack.MsgOption{text}, "channel_not_found"},
		{"public channel without the bot, with chat:write.public", api, general, []slack.MsgOption{text}, ""},
		{"public channel without the bot", strict, general, []slack.MsgOption{text}, "not_in_channel"},
		{"archived channel", api, old, []slack.MsgOption{text}, "is_archived"},
		{"deactivated person", api, gone, []slack.MsgOption{text}, "is_inactive"},
		{"channel by name", api, "#ai-leaders", []slack.MsgOption{text}, ""},
		{"nothing to say", api, leaders, nil, "no_text"},
		{"unknown thread", api, leaders, []slack.MsgOption{text, slack.MsgOptionTS("1.000001")}, "cannot_reply_to_message"},
		{"too many blocks", api, leaders, []slack.MsgOption{slack.MsgOptionBlocks(make51()...)}, "invalid_blocks"},
		{"long section", api, leaders, []slack.MsgOption{slack.MsgOptionBlocks(section(strings.Repeat("x", 3001)))}, "invalid_blocks"},
		{
			"metadata without a type", api, leaders,
			[]slack.MsgOption{text, slack.MsgOptionMetadata(slack.SlackMetadata{EventPayload: map[string]any{"k": "v"}})},
			"invalid_metadata_schema",
		},
	} {
		t.Run(c.name, func(t *testing.T) {
			_, _, err := c.api.PostMessageContext(t.Context(), c.channel, c.opts...)
			require.Equal(t, c.want, code(err))
		})
	}
}

func make51() []slack.Block {
	blocks := make([]slack.Block, 51)
	for i := range blocks {
		blocks[i] = slack.NewDividerBlock()
	}
	return blocks
}

func TestInvalidBlocksNameThePlace(t *testing.T) {
	t.Parallel()
	_, api := start(t)
	_, _, err := api.PostMessageContext(t.Context(), leaders, slack.MsgOptionBlocks(slack.NewDividerBlock(), section(strings.Repeat("x", 3001))))
	var slackErr slack.SlackErrorResponse
	require.ErrorAs(t, err, &slackErr)
	require.Equal(t, []string{"[ERROR] must be less than 3001 characters [json-pointer:/blocks/1/text/text]"}, slackErr.ResponseMetadata.Messages)
}

func TestTextAboveTheLimitIsCutOnPostAndRefusedOnUpdate(t *testing.T) {
	t.Parallel()
	w, api := start(t)
	_, ts, err := api.PostMessageContext(t.Context(), leaders, slack.MsgOptionText(strings.Repeat("ä", 40001), false))
	require.NoError(t, err)
	m, _ := w.Message(leaders, ts)
	require.Equal(t, 40000, len([]rune(m.Text)))

	_, _, _, err = api.UpdateMessageContext(t.Context(), leaders, ts, slack.MsgOptionText(strings.Repeat("x", 4000), false))
	require.NoError(t, err)
	_, _, _, err = api.UpdateMessageContext(t.Context(), leaders, ts, slack.MsgOptionText(strings.Repeat("x", 4001), false))
	require.Equal(t, "msg_too_long", code(err))
}

func TestUpdateFollowsSlacksRulesForWhatIsNotMentioned(t *testing.T) {
	t.Parallel()
	w, api := start(t)
	_, ts, err := api.PostMessageContext(t.Context(), leaders, slack.MsgOptionText("First", false),
		slack.MsgOptionBlocks(section("First")),
		slack.MsgOptionMetadata(slack.SlackMetadata{EventType: "delivery", EventPayload: map[string]any{"key": "k1"}}))
	require.NoError(t, err)

	_, _, _, err = api.UpdateMessageContext(t.Context(), leaders, ts, slack.MsgOptionText("Second", false), slack.MsgOptionBlocks(section("Second")))
	require.NoError(t, err)
	m, _ := w.Message(leaders, ts)
	require.Nil(t, m.Edited, "an update with blocks leaves no edited mark")
	require.JSONEq(t, `{"key":"k1"}`, string(m.Metadata.EventPayload), "metadata stays")

	_, _, _, err = api.UpdateMessageContext(t.Context(), leaders, ts, slack.MsgOptionText("Third", false))
	require.NoError(t, err)
	m, _ = w.Message(leaders, ts)
	require.Nil(t, m.Blocks, "text without blocks takes the blocks away")
	require.NotNil(t, m.Edited)
}

func TestUpdateAndDeleteTakeOnlyTheBotsMessagesByChannelID(t *testing.T) {
	t.Parallel()
	w, api := start(t)
	connect(t, w, func(http.ResponseWriter, *http.Request, []byte) {})
	seen, err := w.SendDM(t.Context(), dana, "Hi")
	require.NoError(t, err)
	im, theirs := seen.Posted.Channel, seen.Posted.TS
	_, ours, err := api.PostMessageContext(t.Context(), dana, slack.MsgOptionText("Hello", false))
	require.NoError(t, err)

	_, _, _, err = api.UpdateMessageContext(t.Context(), im, theirs, slack.MsgOptionText("x", false))
	require.Equal(t, "cant_update_message", code(err))
	_, _, err = api.DeleteMessageContext(t.Context(), im, theirs)
	require.Equal(t, "cant_delete_message", code(err))
	_, _, _, err = api.UpdateMessageContext(t.Context(), dana, ours, slack.MsgOptionText("x", false))
	require.Equal(t, "channel_not_found", code(err), "a person's id is no channel for chat.update")
	_, _, _, err = api.UpdateMessageContext(t.Context(), im, "1.000001", slack.MsgOptionText("x", false))
	require.Equal(t, "message_not_found", code(err))
	_, _, err = api.DeleteMessageContext(t.Context(), im, ours)
	require.NoError(t, err)
	require.Len(t, w.Messages(im), 1)
}

func TestTimestampsAreUniqueEvenWhenTheClockStandsStill(t *testing.T) {
	t.Parallel()
	w, api := start(t)
	seen := map[string]bool{}
	for range 50 {
		_, ts := post(t, api, leaders, section("x"))
		require.False(t, seen[ts])
		seen[ts] = true
	}
	messages := w.Messages(leaders)
	for i := range messages[1:] {
		require.Less(t, messages[i].TS, messages[i+1].TS)
	}
}

func TestThreadRepliesStayOutOfHistoryAndAreCountedAtTheRoot(t *testing.T) {
	t.Parallel()
	w, api := start(t)
	_, root := post(t, api, leaders, section("root"))
	_, reply, err := api.PostMessageContext(t.Context(), leaders, slack.MsgOptionText("one", false), slack.MsgOptionTS(root))
	require.NoError(t, err)
	_, _, err = api.PostMessageContext(t.Context(), leaders, slack.MsgOptionText("two", false), slack.MsgOptionTS(reply))
	require.NoError(t, err)

	history, err := api.GetConversationHistoryContext(t.Context(), &slack.GetConversationHistoryParameters{ChannelID: leaders})
	require.NoError(t, err)
	require.Len(t, history.Messages, 1)
	require.Equal(t, 2, history.Messages[0].ReplyCount)
	replies, more, _, err := api.GetConversationRepliesContext(t.Context(), &slack.GetConversationRepliesParameters{ChannelID: leaders, Timestamp: root})
	require.NoError(t, err)
	require.False(t, more)
	require.Len(t, replies, 3, "the root and both replies: a reply to a reply is in the same thread")

	_, _, err = api.DeleteMessageContext(t.Context(), leaders, root)
	require.NoError(t, err)
	m, _ := w.Message(leaders, root)
	require.Equal(t, "tombstone", m.Subtype, "a deleted thread start leaves a tombstone")
}

func TestMetadataComesBackWholeOnlyWhenAskedFor(t *testing.T) {
	t.Parallel()
	_, api := start(t)
	_, _, err := api.PostMessageContext(t.Context(), leaders, slack.MsgOptionText("Hello", false),
		slack.MsgOptionMetadata(slack.SlackMetadata{EventType: "delivery", EventPayload: map[string]any{"key": "k1"}}))
	require.NoError(t, err)
	for _, all := range []bool{false, true} {
		h, err := api.GetConversationHistoryContext(t.Context(), &slack.GetConversationHistoryParameters{ChannelID: leaders, IncludeAllMetadata: all})
		require.NoError(t, err)
		require.Equal(t, "delivery", h.Messages[0].Metadata.EventType)
		require.Equal(t, all, h.Messages[0].Metadata.EventPayload["key"] == "k1")
	}
}

func TestHistoryPagesNewestFirstWithinTheWindow(t *testing.T) {
	t.Parallel()
	_, api := start(t)
	var stamps []string
	for range 5 {
		_, ts := post(t, api, leaders, section("x"))
		stamps = append(stamps, ts)
	}
	p := &slack.GetConversationHistoryParameters{ChannelID: leaders, Limit: 2, Oldest: stamps[0]}
	var got []string
	for range 5 {
		h, err := api.GetConversationHistoryContext(t.Context(), p)
		require.NoError(t, err)
		for _, m := range h.Messages {
			got = append(got, m.Timestamp)
		}
		if p.Cursor = h.ResponseMetaData.NextCursor; p.Cursor == "" {
			break
		}
		require.True(t, h.HasMore)
	}
	require.Equal(t, []string{stamps[4], stamps[3], stamps[2], stamps[1]}, got, "oldest itself only with inclusive")

	h, err := api.GetConversationHistoryContext(t.Context(), &slack.GetConversationHistoryParameters{
		ChannelID: leaders, Oldest: stamps[1], Latest: stamps[2], Inclusive: true,
	})
	require.NoError(t, err)
	require.Len(t, h.Messages, 2)
	_, err = api.GetConversationHistoryContext(t.Context(), &slack.GetConversationHistoryParameters{ChannelID: leaders, Cursor: "nonsense"})
	require.Equal(t, "invalid_cursor", code(err))
}

func TestEphemeralMessagesReachOnePersonInTheChannel(t *testing.T) {
	t.Parallel()
	w, api := start(t)
	_, err := api.PostEphemeralContext(t.Context(), leaders, dana, slack.MsgOptionText("Just you", false))
	require.NoError(t, err)
	require.Len(t, w.Ephemerals(dana), 1)
	require.Empty(t, w.Messages(leaders))
	_, err = api.PostEphemeralContext(t.Context(), leaders, omar, slack.MsgOptionText("Just you", false))
	require.Equal(t, "user_not_in_channel", code(err))
}

func TestPublishedRateLimitsAreEnforcedPerChannelAndMethod(t *testing.T) {
	t.Parallel()
	c := newClock()
	w, api := start(t, func(o *slacksim.Options) { o.RateLimits = true; o.Clock = c.Now })
	say := func(channel string) error {
		_, _, err := api.PostMessageContext(context.Background(), channel, slack.MsgOptionText("x", false))
		return err
	}
	for range 3 {
		require.NoError(t, say(leaders))
	}
	var limited *slack.RateLimitedError
	require.ErrorAs(t, say(leaders), &limited)
	require.Equal(t, 3*time.Second, limited.RetryAfter)
	require.NoError(t, say(dana), "another channel has its own allowance")
	c.Add(limited.RetryAfter)
	require.NoError(t, say(leaders), "waiting as long as asked is enough")

	counters := w.Counters()
	require.Equal(t, 6, counters.Calls["chat.postMessage"])
	require.Equal(t, 1, counters.RateLimited["chat.postMessage"])
	require.Equal(t, 4, counters.Posts[leaders])
	require.Equal(t, 3, counters.PeakPerSecond[leaders])

	for range 20 {
		_, _, err := api.GetConversationsContext(t.Context(), &slack.GetConversationsParameters{})
		require.NoError(t, err)
	}
	_, _, err := api.GetConversationsContext(t.Context(), &slack.GetConversationsParameters{})
	require.ErrorAs(t, err, &limited, "conversations.list is tier 2: 20 a minute")
}

func TestWithoutRateLimitsCallsAreOnlyCounted(t *testing.T) {
	t.Parallel()
	w, api := start(t)
	for range 30 {
		post(t, api, leaders, section("x"))
	}
	require.Equal(t, 30, w.Counters().PeakPerSecond[leaders])
	require.Zero(t, w.Counters().RateLimited["chat.postMessage"])
}

func TestCallsAreHeldAgainstThePublishedLimitsMinuteByMinute(t *testing.T) {
	t.Parallel()
	c := newClock()
	w, api := start(t, func(o *slacksim.Options) { o.RateLimits = true; o.Clock = c.Now })
	list := func() any { return raw(t, w, "users.list", url.Values{})["error"] } // the client itself would wait
	for range 20 {
		require.Nil(t, list())
	}
	require.Equal(t, "ratelimited", list(), "users.list is tier 2")
	c.Add(59 * time.Second)
	require.Equal(t, "ratelimited", list())
	c.Add(time.Second)
	require.Nil(t, list(), "time that was skipped counts like time that was waited")
	for range 5 {
		_, err := api.GetUserInfoContext(t.Context(), dana)
		require.NoError(t, err)
	}

	s := w.Stats()
	require.True(t, s.RateLimits)
	require.Equal(t, slacksim.MethodStats{Calls: 23, RateLimited: 2, PeakPerMinute: 22, PerMinute: 20}, s.Methods["users.list"])
	require.Equal(t, slacksim.MethodStats{Calls: 5, PeakPerMinute: 5, PerMinute: 100}, s.Methods["users.info"])
	require.Equal(t, 2, s.RateLimited())
	require.Equal(t, []string{"users.list"}, s.OverLimit())

	resp, err := http.Get(w.URL() + "/sim/stats")
	require.NoError(t, err)
	defer resp.Body.Close()
	var told slacksim.Stats
	require.NoError(t, json.NewDecoder(resp.Body).Decode(&told))
	require.Equal(t, s.Methods, told.Methods)
}
