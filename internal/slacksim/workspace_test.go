package slacksim_test

import (
	"io"
	"net/http"
	"net/http/httptest"
	"testing"
	"time"

	"github.com/slack-go/slack"
	"github.com/stretchr/testify/require"

	"cairn/internal/clocktest"
	"cairn/internal/slacksim"
)

// The people and channels of the tests' workspace. The bot is in leaders only.
const (
	dana, omar, gone = "U0DANA", "U0OMAR", "U0GONE"
	general, leaders = "C0GENERAL", "C0LEADERS"
	secret, old      = "C0SECRET", "C0OLD"
)

func newClock() *clocktest.Clock { return clocktest.At(time.Date(2026, 10, 1, 8, 0, 0, 0, time.UTC)) }

// start serves a workspace with a few people and returns it with a real Slack client.
func start(t testing.TB, change ...func(*slacksim.Options)) (*slacksim.Workspace, *slack.Client) {
	t.Helper()
	opt := slacksim.Options{Clock: newClock().Now}
	for _, f := range change {
		f(&opt)
	}
	w := slacksim.New(opt)
	w.AddUser(slacksim.User{ID: dana, Name: "dana", RealName: "Dana Reyes", Email: "dana@example.com"})
	w.AddUser(slacksim.User{ID: omar, Name: "omar", RealName: "Omar Haddad", TZ: "America/New_York", Locale: "en-US"})
	w.AddUser(slacksim.User{ID: gone, Name: "gone", RealName: "Gone Away", Email: "gone@example.com", Deleted: true})
	bot := w.Options().BotUserID
	w.AddChannel(slacksim.Channel{ID: general, Name: "general", Members: []string{dana, omar}})
	w.AddChannel(slacksim.Channel{ID: leaders, Name: "ai-leaders", Members: []string{dana, bot}})
	w.AddChannel(slacksim.Channel{ID: secret, Name: "secret", IsPrivate: true, Members: []string{omar}})
	w.AddChannel(slacksim.Channel{ID: old, Name: "old", IsArchived: true, Members: []string{dana, bot}})
	srv := httptest.NewServer(w.Handler())
	t.Cleanup(srv.Close)
	w.SetURL(srv.URL)
	return w, client(w, w.Options().BotToken)
}

// client is a real Slack client for the workspace.
func client(w *slacksim.Workspace, token string) *slack.Client {
	return slack.New(token, slack.OptionAPIURL(w.URL()+"/api/"), slack.OptionAppLevelToken(w.Options().AppToken))
}

// callback answers one callback whose signature has been verified.
type callback func(rw http.ResponseWriter, r *http.Request, body []byte)

// connect runs a bot that verifies every callback as a real one would and answers it with the function.
func connect(t testing.TB, w *slacksim.Workspace, answer callback) {
	t.Helper()
	srv := httptest.NewServer(http.HandlerFunc(func(rw http.ResponseWriter, r *http.Request) {
		body, err := io.ReadAll(r.Body)
		if err != nil { // the workspace gave up
			return
		}
		verifier, err := slack.NewSecretsVerifier(r.Header, w.Options().SigningSecret)
		if err == nil {
			_, _ = verifier.Write(body)
			err = verifier.Ensure()
		}
		if err != nil {
			t.Errorf("a callback is not signed as it should be: %v", err)
			http.Error(rw, "unsigned", http.StatusUnauthorized)
			return
		}
		r.Body = io.NopCloser(newReader(body))
		answer(rw, r, body)
	}))
	t.Cleanup(srv.Close)
	w.ConnectHTTP(srv.URL+"/events", srv.URL+"/interactions", srv.URL+"/commands")
}

// post sends a message with blocks as the bot.
func post(t testing.TB, api *slack.Client, channel string, blocks ...slack.Block) (id, ts string) {
	t.Helper()
	id, ts, err := api.PostMessageContext(t.Context(), channel, slack.MsgOptionText("A message", false), slack.MsgOptionBlocks(blocks...))
	require.NoError(t, err)
	return id, ts
}

func plainText(s string) *slack.TextBlockObject {
	return slack.NewTextBlockObject(slack.PlainTextType, s, false, false)
}
