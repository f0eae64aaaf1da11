package bot_test

import (
	"log/slog"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"cairn/bot"
)

// logged is a bot of the world's with its log.
func (w *world) logged() (*bot.Bot, *kept) {
	log := new(kept)
	return w.newBot(w.client, slog.New(slog.NewTextHandler(log, &slog.HandlerOptions{Level: slog.LevelDebug}))), log
}

// asks sends a signed form to a bot, and returns what it is answered.
func (w *world) asks(b *bot.Bot, path string, form url.Values) string {
	w.Helper()
	r := httptest.NewRequestWithContext(w.Context(), http.MethodPost, path, strings.NewReader(form.Encode()))
	sign(r, w.sim.Options().SigningSecret, form.Encode(), time.Now())
	answer := &written{recorder: recorder{header: http.Header{}}}
	b.Handler().ServeHTTP(answer, r)
	return answer.body
}

func TestTheLogSaysWhatFailedAndNotWhatWasTyped(t *testing.T) {
	t.Parallel()
	w := newWorld(t).declare()
	for text, said := range map[string]string{
		"start": `verb=start .*sentence="Only the managers of %s `, "setup until-my-surgery": "", "ooo until-my-surgery": "", "until-my-surgery": "",
	} {
		b, log := w.logged()
		answer := w.asks(b, "/slack/commands", url.Values{"command": {"/cairn"}, "user_id": {gus}, "text": {text}, "trigger_id": {"1"}})
		require.NotEmpty(t, answer)
		assert.Regexp(t, said, log.String(), text)
		assert.NotContains(t, log.String(), "surgery", text)
		assert.NotContains(t, log.String(), mara, "who the managers are is filled in")
	}
}

func TestTheLogHasNoAddressAtWhichAnybodyCouldAnswer(t *testing.T) {
	t.Parallel()
	w := newWorld(t).declare()
	b, log := w.logged()
	const gone = "http://127.0.0.1:1" // nobody listens there, ever
	w.asks(b, "/slack/interactions", url.Values{"payload": {
		`{"type":"block_actions","user":{"id":"` + gus + `"},"response_url":"` + gone + `/commands/T1/secret","actions":[{"block_id":"b","action_id":"of-old","type":"button"}]}`,
	}})
	assert.Contains(t, log.String(), "a person could not be told")
	assert.NotContains(t, log.String(), "secret")
}
