package slacksim_test

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"io"
	"net/http"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/slack-go/slack"
	"github.com/stretchr/testify/require"

	"cairn/internal/slacksim"
)

// control posts to the control interface as a script would.
func control(t testing.TB, w *slacksim.Workspace, path string, in any) (int, map[string]any) {
	t.Helper()
	body, err := json.Marshal(in)
	require.NoError(t, err)
	resp, err := http.Post(w.URL()+path, "application/json", bytes.NewReader(body))
	require.NoError(t, err)
	defer resp.Body.Close()
	var out map[string]any
	require.NoError(t, json.NewDecoder(resp.Body).Decode(&out))
	return resp.StatusCode, out
}

func TestAScriptCanDoWhatAPersonCan(t *testing.T) {
	t.Parallel()
	w, api := start(t)
	var submitted slack.InteractionCallback
	v := openForm(t, w, api, form("answer"), func(_ http.ResponseWriter, i slack.InteractionCallback) { submitted = i })
	_, err := w.CloseView(t.Context(), dana, v.ID)
	require.NoError(t, err)

	status, answer := control(t, w, "/sim/slash", map[string]any{"user": dana, "channel": general, "text": "/cairn form"})
	require.Equal(t, http.StatusOK, status)
	id := answer["view"].(map[string]any)["id"].(string)
	status, answer = control(t, w, "/sim/click", map[string]any{"user": dana, "view_id": id, "action_id": "text", "value": "Because"})
	require.Equal(t, http.StatusOK, status, answer)
	status, _ = control(t, w, "/sim/enter", map[string]any{"user": dana, "view_id": id, "values": map[string]any{"url": "https://example.com/"}})
	require.Equal(t, http.StatusOK, status)
	status, answer = control(t, w, "/sim/submit", map[string]any{"user": dana, "view_id": id, "values": map[string]any{"level": "4"}})
	require.Equal(t, http.StatusOK, status)
	require.Equal(t, true, answer["ok"])
	require.NotContains(t, answer, "view")
	require.Equal(t, "Because", submitted.View.State.Values["why"]["text"].Value)
	require.Equal(t, "https://example.com/", submitted.View.State.Values["link"]["url"].Value)

	status, _ = control(t, w, "/sim/dm", map[string]any{"user": dana, "text": "Hi"})
	require.Equal(t, http.StatusOK, status)
	_, ts := post(t, api, leaders, slack.NewActionBlock("do", slack.NewButtonBlockElement("go", "1", plainText("Go"))))
	status, _ = control(t, w, "/sim/click", map[string]any{"user": dana, "channel": leaders, "ts": ts, "action_id": "go"})
	require.Equal(t, http.StatusOK, status)
	status, _ = control(t, w, "/sim/open-home", map[string]any{"user": dana})
	require.Equal(t, http.StatusOK, status)
	status, answer = control(t, w, "/sim/fault", map[string]any{"kind": "rate_limit", "method": "chat.update", "count": 1, "hold": "5s"})
	require.Equal(t, http.StatusOK, status)
	require.Len(t, answer["faults"], 1)

	resp, err := http.Get(w.URL() + "/sim/state")
	require.NoError(t, err)
	defer resp.Body.Close()
	var state slacksim.ControlState
	require.NoError(t, json.NewDecoder(resp.Body).Decode(&state))
	require.Len(t, state.Users, 4)
	require.Len(t, state.Messages[leaders], 1)
	require.Equal(t, 1, state.Counters.Calls["chat.postMessage"])
	require.Equal(t, 1, state.Counters.Callbacks["view_submission"])
}

func TestScriptsGetSentencesForTheirMistakes(t *testing.T) {
	t.Parallel()
	w, _ := start(t)
	for _, c := range []struct {
		path   string
		in     any
		status int
		says   string
	}{
		{"/sim/slash", map[string]any{"user": "U0NOBODY", "text": "/cairn"}, 404, "no user"},
		{"/sim/slash", map[string]any{"user": dana, "text": "cairn"}, 400, "slash"},
		{"/sim/slash", map[string]any{"person": dana}, 400, "person"},
		{"/sim/submit", map[string]any{"user": dana, "view_id": "V1"}, 404, "no view"},
		{"/sim/skip", map[string]any{"duration": "1d"}, 501, "cannot skip"},
		{"/sim/skip", map[string]any{"duration": "soon"}, 400, "7d"},
		{"/sim/fault", map[string]any{"kind": "gremlins"}, 400, "choose one of"},
		{"/sim/sing", map[string]any{}, 404, "/sim/sing"},
	} {
		status, answer := control(t, w, c.path, c.in)
		require.Equal(t, c.status, status, c.path)
		require.Equal(t, false, answer["ok"])
		require.Contains(t, answer["error"], c.says)
	}
}

func TestAnotherSiteInTheSameBrowserCannotActHere(t *testing.T) {
	t.Parallel()
	w, _ := start(t)
	for origin, want := range map[string]int{"": http.StatusOK, "https://elsewhere.example": http.StatusForbidden} {
		req, err := http.NewRequestWithContext(t.Context(), http.MethodPost, w.URL()+"/sim/open-home", strings.NewReader(`{"user":"`+dana+`"}`))
		require.NoError(t, err)
		if origin != "" {
			req.Header.Set("Origin", origin)
		}
		resp, err := http.DefaultClient.Do(req)
		require.NoError(t, err)
		resp.Body.Close()
		require.Equal(t, want, resp.StatusCode, "origin %q", origin)
	}
}

func TestSkippingMovesTheClockAndTellsSubscribers(t *testing.T) {
	t.Parallel()
	c := newClock()
	w, _ := start(t, func(o *slacksim.Options) {
		o.Clock = c.Now
		o.Skip = func(_ context.Context, d time.Duration) error {
			if d > 30*24*time.Hour {
				return errors.New("too far")
			}
			c.Add(d)
			return nil
		}
	})
	feed, cancel := w.Subscribe()
	defer cancel()
	status, answer := control(t, w, "/sim/skip", map[string]any{"duration": "7d"})
	require.Equal(t, http.StatusOK, status)
	require.Equal(t, "2026-10-08T08:00:00Z", answer["now"])
	require.Equal(t, "clock", (<-feed).Kind)
	status, answer = control(t, w, "/sim/skip", map[string]any{"duration": "31d"})
	require.Equal(t, http.StatusInternalServerError, status)
	require.Contains(t, answer["error"], "too far")
}

func TestEveryCallAndCallbackIsRecordedAsALineWithoutTokens(t *testing.T) {
	t.Parallel()
	var mu sync.Mutex
	var out bytes.Buffer
	w, api := start(t, func(o *slacksim.Options) { o.Record = lockedWriter{&mu, &out} })
	openForm(t, w, api, form("a"), func(http.ResponseWriter, slack.InteractionCallback) {})
	post(t, api, leaders, section("x"))
	mu.Lock()
	defer mu.Unlock()
	require.NotContains(t, out.String(), w.Options().BotToken)
	var got []string
	for line := range strings.Lines(out.String()) {
		var l struct {
			At, Kind, Method  string
			Request, Response json.RawMessage
		}
		require.NoError(t, json.Unmarshal([]byte(line), &l))
		require.NotEmpty(t, l.At)
		require.NotEmpty(t, l.Request)
		require.NotEmpty(t, l.Response)
		got = append(got, l.Kind+" "+l.Method)
	}
	require.Equal(t, []string{"call views.open", "callback slash_commands", "call chat.postMessage"}, got)
	require.Contains(t, out.String(), `"blocks":[{`, "JSON arguments are recorded as JSON")
	require.NoError(t, w.RecordError())
}

type lockedWriter struct {
	mu *sync.Mutex
	w  io.Writer
}

func (l lockedWriter) Write(p []byte) (int, error) {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.w.Write(p)
}

func TestARecordThatCannotBeWrittenSaysSo(t *testing.T) {
	t.Parallel()
	w, api := start(t, func(o *slacksim.Options) { o.Record = brokenWriter{} })
	post(t, api, leaders, section("x"))
	require.ErrorContains(t, w.RecordError(), "disk full")
}

type brokenWriter struct{}

func (brokenWriter) Write([]byte) (int, error) { return 0, errors.New("disk full") }

func TestTheWholeStateSurvivesExportAndImport(t *testing.T) {
	t.Parallel()
	w, api := start(t)
	v := openForm(t, w, api, form("answer"), func(http.ResponseWriter, slack.InteractionCallback) {})
	_, err := w.Enter(dana, v.ID, map[string]map[string]any{"": {"text": "half", "level": "4"}})
	require.NoError(t, err)
	_, err = api.PublishViewContext(t.Context(), slack.PublishViewContextRequest{UserID: dana, View: home("Welcome")})
	require.NoError(t, err)
	_, err = api.PostEphemeralContext(t.Context(), leaders, dana, slack.MsgOptionText("psst", false))
	require.NoError(t, err)
	data := picture(t)
	f, err := api.UploadFileContext(t.Context(), slack.UploadFileParameters{
		Reader: bytes.NewReader(data), FileSize: len(data), Filename: "a.png", Channel: leaders,
	})
	require.NoError(t, err)
	var doc bytes.Buffer
	require.NoError(t, w.Export(&doc))

	fresh, _ := start(t)
	require.NoError(t, fresh.Import(bytes.NewReader(doc.Bytes())))
	asJSON := func(w *slacksim.Workspace) string {
		raw, err := json.Marshal(w.State())
		require.NoError(t, err)
		return string(raw)
	}
	require.JSONEq(t, strings.ReplaceAll(asJSON(w), w.URL(), fresh.URL()), asJSON(fresh), "files are now at the new address")
	content, ok := fresh.FileContent(f.ID)
	require.True(t, ok)
	require.Equal(t, data, content)
	var again bytes.Buffer
	require.NoError(t, fresh.Export(&again))
	require.JSONEq(t, strings.ReplaceAll(doc.String(), w.URL(), fresh.URL()), again.String())

	_, ts, err := client(fresh, fresh.Options().BotToken).PostMessageContext(t.Context(), leaders, slack.MsgOptionText("new", false))
	require.NoError(t, err)
	require.Greater(t, ts, w.Messages(leaders)[0].TS, "timestamps stay unique after a restart")
	require.ErrorContains(t, fresh.Import(strings.NewReader(`{"version":99}`)), "99")
	require.Error(t, fresh.Import(strings.NewReader("nonsense")))
	require.Len(t, fresh.Messages(leaders), 2, "a failed import changes nothing")
}

func TestASlowSubscriberIsToldToLookAgain(t *testing.T) {
	t.Parallel()
	w, _ := start(t)
	feed, cancel := w.Subscribe()
	for range 300 {
		w.AddUser(slacksim.User{ID: dana, Name: "dana"})
	}
	kinds := map[string]int{}
	cancel()
	for c := range feed {
		kinds[c.Kind]++
	}
	require.Equal(t, 1, kinds["resync"])
	cancel()
}

func TestAwaitReturnsWhenTheStateIsReachedOrTheContextEnds(t *testing.T) {
	t.Parallel()
	w, _ := start(t)
	go w.AddUser(slacksim.User{ID: "U0NEW", Name: "new"})
	require.NoError(t, w.Await(t.Context(), func() bool { _, ok := w.User("U0NEW"); return ok }))
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	require.ErrorIs(t, w.Await(ctx, func() bool { return false }), context.Canceled)
}

func TestManyBotsAndPeopleAtOnce(t *testing.T) {
	t.Parallel()
	w, api := start(t)
	connect(t, w, func(_ http.ResponseWriter, r *http.Request, _ []byte) {
		if _, err := api.PublishViewContext(r.Context(), slack.PublishViewContextRequest{UserID: dana, View: home("x")}); err != nil {
			t.Errorf("publishing: %v", err)
		}
	})
	var group sync.WaitGroup
	for range 8 {
		group.Go(func() {
			for range 10 {
				_, ts, err := api.PostMessageContext(t.Context(), leaders, slack.MsgOptionText("x", false))
				if err == nil {
					_, _, _, err = api.UpdateMessageContext(t.Context(), leaders, ts, slack.MsgOptionText("y", false))
				}
				if err == nil {
					_, err = w.OpenHome(t.Context(), dana)
				}
				if err != nil {
					t.Errorf("acting at once: %v", err)
				}
				w.State()
			}
		})
	}
	group.Wait()
	require.Len(t, w.Messages(leaders), 80)
}

func TestListenServesUntilClosed(t *testing.T) {
	t.Parallel()
	w := slacksim.New(slacksim.Options{})
	url, stop, err := w.Listen("127.0.0.1:0")
	require.NoError(t, err)
	_, err = client(w, w.Options().BotToken).AuthTestContext(t.Context())
	require.NoError(t, err)
	require.NoError(t, stop())
	require.NoError(t, stop(), "closing twice is fine")
	_, err = http.Get(url + "/sim/state")
	require.Error(t, err)
	_, _, err = w.Listen("256.0.0.1:0")
	require.ErrorContains(t, err, "256.0.0.1:0")
}

func BenchmarkPostThousandMessages(b *testing.B) {
	w, api := start(b)
	blocks := slack.MsgOptionBlocks(section("Five questions on governance"),
		slack.NewActionBlock("do", slack.NewButtonBlockElement("answer", "q1", plainText("Answer Questions"))))
	b.ReportAllocs()
	for b.Loop() {
		for range 1000 {
			if _, _, err := api.PostMessageContext(b.Context(), leaders, slack.MsgOptionText("x", false), blocks); err != nil {
				b.Fatal(err)
			}
		}
	}
	_ = w
}
