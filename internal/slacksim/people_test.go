package slacksim_test

import (
	"net/http"
	"net/url"
	"strconv"
	"testing"
	"time"

	"github.com/slack-go/slack"
	"github.com/slack-go/slack/slackevents"
	"github.com/stretchr/testify/require"

	"cairn/internal/slacksim"
)

// changedUsers are the people of the user_change events heard so far.
func changedUsers(t testing.TB, events []heard) []slackevents.User {
	t.Helper()
	var out []slackevents.User
	for _, e := range events {
		change, ok := e.inner.(*slackevents.UserChangeEvent)
		require.True(t, ok, e.kind)
		out = append(out, change.User)
	}
	return out
}

func TestAChangedPersonIsTheWholeUserOfUserChange(t *testing.T) {
	t.Parallel()
	c := newClock()
	w, api := start(t, func(o *slacksim.Options) { o.Clock = c.Now })
	events := listen(t, w)
	c.Add(time.Minute)
	until := c.Now().Add(48 * time.Hour)
	require.NoError(t, w.SetStatus(t.Context(), omar, ":palm_tree:", "On leave", until))
	_, err := w.EditUser(t.Context(), omar, func(u *slacksim.User) { u.TZ, u.Locale, u.IsGuest = "Asia/Tokyo", "ja-JP", true })
	require.NoError(t, err)

	changed := changedUsers(t, events())
	require.Len(t, changed, 2)
	require.Equal(t, []string{":palm_tree:", "On leave"}, []string{changed[0].Profile.StatusEmoji, changed[0].Profile.StatusText})
	require.EqualValues(t, until.Unix(), changed[0].Profile.StatusExpiration)
	require.Equal(t, "America/New_York", changed[0].TZ)
	require.Equal(t, c.Now().Unix(), changed[0].Updated)
	got := changed[1]
	require.Equal(t, []any{"Asia/Tokyo", 9 * 3600, "ja-JP", true, "Omar Haddad", "On leave"},
		[]any{got.TZ, got.TZOffset, got.Locale, got.IsRestricted, got.RealName, got.Profile.StatusText})

	asked, err := api.GetUserInfoContext(t.Context(), omar, slack.GetUserInfoOptionIncludeLocale(true))
	require.NoError(t, err)
	require.Equal(t, []any{"Asia/Tokyo", "ja-JP", true, "On leave"}, []any{asked.TZ, asked.Locale, asked.IsRestricted, asked.Profile.StatusText})
	require.NotContains(t, raw(t, w, "users.info", url.Values{"user": {omar}})["user"], "locale", "only who asks for the locale gets it")
	for _, with := range []bool{true, false} {
		for _, u := range raw(t, w, "users.list", url.Values{"include_locale": {strconv.FormatBool(with)}})["members"].([]any) {
			_, has := u.(map[string]any)["locale"]
			require.Equal(t, with, has)
		}
	}
}

func TestAStatusIsClearedWhenTheClockReachesItsEnd(t *testing.T) {
	t.Parallel()
	c := newClock()
	w, api := start(t, func(o *slacksim.Options) { o.Clock = c.Now })
	events := listen(t, w)
	_, none := w.NextStatusExpiry()
	require.False(t, none)
	require.NoError(t, w.SetStatus(t.Context(), omar, ":palm_tree:", "On leave", c.Now().Add(48*time.Hour)))
	require.NoError(t, w.SetStatus(t.Context(), dana, ":bus:", "Commuting", c.Now().Add(time.Hour)))
	next, ok := w.NextStatusExpiry()
	require.True(t, ok)
	require.Equal(t, c.Now().Add(time.Hour), next.UTC())

	c.Add(time.Hour - time.Second)
	w.ClockMoved()
	require.Len(t, events(), 2, "nothing is over yet")
	c.Add(time.Second)
	asked, err := api.GetUserInfoContext(t.Context(), dana)
	require.NoError(t, err)
	require.Empty(t, asked.Profile.StatusText, "who asks in between sees what is so")
	w.ClockMoved()
	w.ClockMoved()
	changed := changedUsers(t, events())
	require.Len(t, changed, 3, "once")
	require.Equal(t, dana, changed[2].ID)
	require.Empty(t, changed[2].Profile.StatusText+changed[2].Profile.StatusEmoji)
	require.Zero(t, changed[2].Profile.StatusExpiration)
	u, _ := w.User(omar)
	require.Equal(t, "On leave", u.StatusText)
}

func TestAStatusExpiresByItselfOnAClockThatRuns(t *testing.T) {
	t.Parallel()
	c := newClock()
	w, _ := start(t, func(o *slacksim.Options) { o.Clock = c.Now })
	told := make(chan struct{}, 9)
	connect(t, w, func(http.ResponseWriter, *http.Request, []byte) { told <- struct{}{} })
	require.NoError(t, w.SetStatus(t.Context(), omar, ":bus:", "Commuting", c.Now().Add(time.Second)))
	<-told
	c.Add(time.Second) // and nobody says so
	<-told
	u, _ := w.User(omar)
	require.Empty(t, u.StatusText)
}

func TestAnImportedStatusStillExpires(t *testing.T) {
	t.Parallel()
	c := newClock()
	w, _ := start(t, func(o *slacksim.Options) { o.Clock = c.Now })
	events := listen(t, w)
	w.AddUser(slacksim.User{ID: "U0NEW", Name: "new", StatusEmoji: ":bus:", StatusExpiration: c.Now().Add(time.Hour).Unix()})
	_, ok := w.NextStatusExpiry()
	require.True(t, ok)
	c.Add(time.Hour)
	w.ClockMoved()
	require.Equal(t, "U0NEW", changedUsers(t, events())[0].ID)
}

func TestSomebodyDeactivatedKeepsTheirIDAndIsNotWrittenTo(t *testing.T) {
	t.Parallel()
	w, api := start(t)
	events := listen(t, w)
	im, _ := post(t, api, dana, section("x"))
	require.NoError(t, w.Deactivate(t.Context(), dana))
	require.NoError(t, w.Deactivate(t.Context(), dana), "again changes nothing, and is not told")
	changed := changedUsers(t, events())
	require.Len(t, changed, 1)
	require.True(t, changed[0].Deleted)
	require.Empty(t, changed[0].TZ, "of somebody deactivated Slack tells no more")

	_, _, err := api.PostMessageContext(t.Context(), dana, slack.MsgOptionText("x", false))
	require.Equal(t, "is_inactive", code(err))
	_, _, err = api.PostMessageContext(t.Context(), im, slack.MsgOptionText("x", false))
	require.Equal(t, "is_inactive", code(err))
	_, _, _, err = api.OpenConversationContext(t.Context(), &slack.OpenConversationParameters{Users: []string{dana}})
	require.Equal(t, "user_disabled", code(err))
	_, err = api.PostEphemeralContext(t.Context(), leaders, dana, slack.MsgOptionText("x", false))
	require.Equal(t, "user_not_in_channel", code(err))
	_, err = w.SendDM(t.Context(), dana, "Hello?")
	require.ErrorContains(t, err, "deactivated")
	asked, err := api.GetUserInfoContext(t.Context(), dana)
	require.NoError(t, err)
	require.True(t, asked.Deleted)

	require.NoError(t, w.Reactivate(t.Context(), dana))
	require.False(t, changedUsers(t, events())[1].Deleted)
	_, _, err = api.PostMessageContext(t.Context(), dana, slack.MsgOptionText("Welcome back", false))
	require.NoError(t, err)
	require.Len(t, w.Messages(im), 2, "in the same direct message as before")
}

func TestSomebodyDeactivatedHasNoModalOpen(t *testing.T) {
	t.Parallel()
	w, api := start(t)
	openForm(t, w, api, form("answer"), func(http.ResponseWriter, slack.InteractionCallback) {})
	require.NoError(t, w.Deactivate(t.Context(), dana))
	require.NoError(t, w.Reactivate(t.Context(), dana))
	require.Empty(t, w.Views(dana))
}

func TestWhatNobodyCouldSetIsRefused(t *testing.T) {
	t.Parallel()
	w, _ := start(t)
	events := listen(t, w)
	for want, change := range map[string]func(u *slacksim.User){
		"no time zone":     func(u *slacksim.User) { u.TZ = "Mars/Olympus" },
		"no locale":        func(u *slacksim.User) { u.Locale = "english" },
		"guest and an":     func(u *slacksim.User) { u.IsGuest, u.IsAdmin = true, true },
		"no emoji":         func(u *slacksim.User) { u.StatusEmoji = "palm_tree" },
		"at most 100":      func(u *slacksim.User) { u.StatusText = string(make([]rune, 101)) },
		"which has passed": func(u *slacksim.User) { u.StatusText, u.StatusExpiration = "x", 1 },
	} {
		_, err := w.EditUser(t.Context(), dana, change)
		require.ErrorContains(t, err, want)
	}
	_, err := w.EditUser(t.Context(), w.Options().BotUserID, func(u *slacksim.User) { u.StatusText = "x" })
	require.ErrorContains(t, err, "is the bot")
	_, err = w.EditUser(t.Context(), "U0NOBODY", func(*slacksim.User) {})
	require.ErrorContains(t, err, "U0NOBODY")
	require.Empty(t, events())

	require.NoError(t, w.SetStatus(t.Context(), dana, "", "Thinking", time.Time{}))
	u, _ := w.User(dana)
	require.Equal(t, ":speech_balloon:", u.StatusEmoji, "Slack gives a bare text an emoji")
	require.NoError(t, w.SetStatus(t.Context(), dana, "", "", time.Time{}))
	u, _ = w.User(dana)
	require.Empty(t, u.StatusEmoji+u.StatusText)
}

func TestTheBotHearsOnlyWhatItSubscribedToAndMay(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		events, scopes []string
		heard          []string
	}{
		"by default":        {nil, nil, []string{"user_change", "message"}},
		"neither":           {[]string{"app_home_opened"}, nil, nil},
		"without the scope": {[]string{"user_change", "message.im"}, []string{"chat:write", "im:history"}, []string{"message"}},
		"group messages":    {[]string{"message.mpim"}, nil, []string{"message"}},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			w, _ := start(t, func(o *slacksim.Options) { o.Events, o.Scopes = c.events, c.scopes })
			w.AddChannel(slacksim.Channel{ID: "G0PAIR", IsPrivate: true, IsMpIM: true, Members: []string{dana, omar, w.Options().BotUserID}})
			events := listen(t, w)
			require.NoError(t, w.SetStatus(t.Context(), dana, ":bus:", "", time.Time{}))
			_, err := w.SendDM(t.Context(), dana, "Hi")
			require.NoError(t, err)
			_, err = w.Post(t.Context(), dana, "G0PAIR", "Hi both", "")
			require.NoError(t, err)
			var kinds []string
			for _, e := range events() {
				kinds = append(kinds, e.kind)
				if m, ok := e.inner.(*slackevents.MessageEvent); ok && name == "group messages" {
					require.Equal(t, "mpim", m.ChannelType)
				}
			}
			require.Equal(t, c.heard, kinds)
		})
	}
}

func TestAScriptCanChangeAPerson(t *testing.T) {
	t.Parallel()
	w, _ := start(t)
	listen(t, w, 500)
	status, answer := control(t, w, "/sim/person", map[string]any{
		"user": omar, "status_emoji": ":palm_tree:", "status_text": "On leave", "status_expiration": w.Now().Add(time.Hour).Unix(), "is_admin": true,
	})
	require.Equal(t, http.StatusOK, status)
	require.Contains(t, answer["undelivered"], "user_change")
	u, _ := w.User(omar)
	require.Equal(t, []any{"On leave", true, "America/New_York"}, []any{u.StatusText, u.IsAdmin, u.TZ}, "what is not mentioned stays")
	_, _ = control(t, w, "/sim/person", map[string]any{"user": omar, "status_text": "Back soon"})
	u, _ = w.User(omar)
	require.Zero(t, u.StatusExpiration, "a new status stays until somebody says otherwise")
	status, answer = control(t, w, "/sim/person", map[string]any{"user": omar, "tz": "Nowhere"})
	require.Equal(t, http.StatusBadRequest, status)
	require.Contains(t, answer["error"], "Nowhere")
	status, _ = control(t, w, "/sim/person", map[string]any{"user": "U0NOBODY"})
	require.Equal(t, http.StatusNotFound, status)
}
