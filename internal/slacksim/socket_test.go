package slacksim_test

import (
	"context"
	"encoding/json"
	"fmt"
	"net/http"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"github.com/gorilla/websocket"
	"github.com/slack-go/slack"
	"github.com/slack-go/slack/socketmode"
	"github.com/stretchr/testify/require"

	"cairn/internal/slacksim"
)

// overSocket connects the real Socket Mode client and answers every envelope with what the function returns; nil acknowledges
// without a payload.
func overSocket(t testing.TB, w *slacksim.Workspace, answer func(socketmode.Event) any) {
	t.Helper()
	smc := socketmode.New(client(w, w.Options().BotToken))
	ctx, cancel := context.WithCancel(context.Background())
	ended := make(chan struct{})
	go func() { defer close(ended); _ = smc.RunContext(ctx) }()
	t.Cleanup(func() { cancel(); <-ended })
	go func() {
		for {
			select {
			case <-ctx.Done():
				return
			case e := <-smc.Events:
				switch e.Type {
				case socketmode.EventTypeEventsAPI, socketmode.EventTypeInteractive, socketmode.EventTypeSlashCommand:
					if payload := answer(e); payload != silence {
						_ = smc.AckCtx(ctx, e.Request.EnvelopeID, payload)
					}
				}
			}
		}
	}()
}

// silence is the answer of a bot that does not acknowledge.
var silence = new(int)

// connected waits until so many connections are open.
func connected(t testing.TB, w *slacksim.Workspace, n int) []slacksim.Connection {
	t.Helper()
	ctx, cancel := context.WithTimeout(t.Context(), time.Minute)
	defer cancel()
	require.NoError(t, w.Await(ctx, func() bool { return len(w.Connections()) == n }))
	return w.Connections()
}

// dial opens a connection by hand.
func dial(t testing.TB, w *slacksim.Workspace) *websocket.Conn {
	t.Helper()
	_, url, err := client(w, "").StartSocketModeContext(t.Context())
	require.NoError(t, err)
	ws, res, err := websocket.DefaultDialer.DialContext(t.Context(), url, nil)
	require.NoError(t, err)
	_ = res.Body.Close()
	t.Cleanup(func() { _ = ws.Close() })
	require.NoError(t, ws.SetReadDeadline(time.Now().Add(time.Minute)))
	return ws
}

func read(t testing.TB, ws *websocket.Conn) (m map[string]any) {
	t.Helper()
	require.NoError(t, ws.ReadJSON(&m))
	return m
}

func TestSocketModeIsOffUntilItIsTurnedOn(t *testing.T) {
	t.Parallel()
	w, api := start(t)
	_, _, err := api.StartSocketModeContext(t.Context())
	require.Equal(t, "feature_not_enabled", code(err))
	require.Error(t, w.DropConnection(0))
	w.ConnectSocket()
	_, url, err := api.StartSocketModeContext(t.Context())
	require.NoError(t, err)
	require.True(t, strings.HasPrefix(url, "ws://"))
	_, _, err = slack.New("x", slack.OptionAPIURL(w.URL()+"/api/"), slack.OptionAppLevelToken(w.Options().BotToken)).StartSocketModeContext(t.Context())
	require.Equal(t, "not_allowed_token_type", code(err))
}

func TestAnAddressIsGoodForOneConnectionWhichBeginsWithHello(t *testing.T) {
	t.Parallel()
	w, api := start(t)
	w.ConnectSocket()
	_, url, err := api.StartSocketModeContext(t.Context())
	require.NoError(t, err)
	ws, res, err := websocket.DefaultDialer.DialContext(t.Context(), url, nil)
	require.NoError(t, err)
	_ = res.Body.Close()
	defer ws.Close()
	hello := read(t, ws)
	require.Equal(t, "hello", hello["type"])
	require.InDelta(t, 1, hello["num_connections"], 0)
	require.Equal(t, map[string]any{"app_id": w.Options().AppID}, hello["connection_info"])
	require.Positive(t, hello["debug_info"].(map[string]any)["approximate_connection_time"])
	_, res, err = websocket.DefaultDialer.DialContext(t.Context(), url, nil)
	require.Error(t, err)
	require.Equal(t, http.StatusNotFound, res.StatusCode)
	_ = res.Body.Close()
	require.InDelta(t, 2, read(t, dial(t, w))["num_connections"], 0)
}

func TestPingsComeAtOnceAndRegularly(t *testing.T) {
	t.Parallel()
	w, _ := start(t)
	w.ConnectSocket()
	ws := dial(t, w)
	read(t, ws)
	pinged := make(chan struct{}, 10)
	ws.SetPingHandler(func(string) error { pinged <- struct{}{}; return nil })
	go func() { _, _, _ = ws.ReadMessage() }()
	select {
	case <-pinged:
	case <-time.After(10 * time.Second):
		t.Fatal("no ping came")
	}
}

func TestCommandsInteractionsAndEventsArriveOverASocket(t *testing.T) {
	t.Parallel()
	w, api := start(t)
	w.ConnectSocket()
	kinds := make(chan string, 10)
	overSocket(t, w, func(e socketmode.Event) any {
		kinds <- fmt.Sprintf("%s %t", e.Type, e.Request.AcceptsResponsePayload)
		switch data := e.Data.(type) {
		case slack.SlashCommand:
			return map[string]any{"text": "You wrote " + data.Text}
		case slack.InteractionCallback:
			if data.Type == slack.InteractionTypeViewSubmission {
				return map[string]any{"response_action": "errors", "errors": map[string]string{"why": "Say more."}}
			}
			_, err := api.OpenViewContext(context.Background(), data.TriggerID, reasonView())
			if err != nil {
				t.Error(err)
			}
		}
		return nil
	})
	connected(t, w, 1)

	seen, err := w.Slash(t.Context(), dana, general, "/cairn status")
	require.NoError(t, err)
	require.Equal(t, "You wrote status", seen.Ephemeral.Text)
	require.Equal(t, "slash_commands true", <-kinds)

	channel, ts := post(t, api, dana, slack.NewActionBlock("b", slack.NewButtonBlockElement("go", "1", plainText("Go"))))
	seen, err = w.Click(t.Context(), dana, channel, ts, "go", "")
	require.NoError(t, err)
	require.Empty(t, seen.Error)
	require.NotNil(t, seen.View)
	require.Equal(t, "interactive true", <-kinds)

	seen, err = w.Submit(t.Context(), dana, seen.View.ID, map[string]map[string]any{"why": {"value": "so"}})
	require.NoError(t, err)
	require.Equal(t, map[string]string{"why": "Say more."}, seen.Errors)
	<-kinds

	seen, err = w.OpenHome(t.Context(), dana)
	require.NoError(t, err)
	require.Empty(t, seen.Undelivered)
	require.Equal(t, "events_api false", <-kinds)
	require.Zero(t, w.Counters().Undelivered)
}

// reasonView is a modal with one input.
func reasonView() slack.ModalViewRequest {
	return slack.ModalViewRequest{
		Type: slack.VTModal, Title: plainText("Reason"), Submit: plainText("Send"),
		Blocks: slack.Blocks{BlockSet: []slack.Block{
			slack.NewInputBlock("why", plainText("Why?"), nil, slack.NewPlainTextInputBlockElement(nil, "value")),
		}},
	}
}

func TestEachCallbackGoesToOneConnectionAndAllOfThemGetSome(t *testing.T) {
	t.Parallel()
	w, _ := start(t)
	w.ConnectSocket()
	for range 2 {
		overSocket(t, w, func(socketmode.Event) any { return nil })
	}
	connected(t, w, 2)
	for range 4 {
		_, err := w.Slash(t.Context(), dana, general, "/cairn")
		require.NoError(t, err)
	}
	for _, c := range w.Connections() {
		require.Equal(t, 2, c.Delivered)
		require.Equal(t, 2, c.Acknowledged)
	}
}

func TestWithoutAConnectionNothingArrives(t *testing.T) {
	t.Parallel()
	w, _ := start(t)
	w.ConnectSocket()
	seen, err := w.Slash(t.Context(), dana, general, "/cairn")
	require.NoError(t, err)
	require.Equal(t, `/cairn failed with the error "dispatch_failed"`, seen.Error)
}

func TestAnEventThatIsNotAcknowledgedComesAgainAndSaysSo(t *testing.T) {
	t.Parallel()
	w, _ := start(t, func(o *slacksim.Options) { o.Ack = time.Second })
	w.ConnectSocket()
	tries := make(chan string, 10)
	overSocket(t, w, func(e socketmode.Event) any {
		tries <- fmt.Sprintf("%d %s", e.Request.RetryAttempt, e.Request.RetryReason)
		if e.Request.RetryAttempt < 2 {
			return silence
		}
		return nil
	})
	connected(t, w, 1)
	seen, err := w.OpenHome(t.Context(), dana)
	require.NoError(t, err)
	require.Empty(t, seen.Undelivered)
	require.Equal(t, []string{"0 ", "1 http_timeout", "2 http_timeout"}, []string{<-tries, <-tries, <-tries})
	require.Equal(t, 2, w.Counters().Retries)
}

func TestAnAcknowledgementOf20480BytesIsDroppedWithoutAWord(t *testing.T) {
	t.Parallel()
	w, _ := start(t, func(o *slacksim.Options) { o.Ack = 2 * time.Second })
	w.ConnectSocket()
	ws := dial(t, w)
	read(t, ws)
	var size atomic.Int64
	go func() {
		for {
			var envelope struct {
				ID string `json:"envelope_id"`
			}
			if ws.ReadJSON(&envelope) != nil {
				return
			}
			ack, _ := json.Marshal(map[string]any{"envelope_id": envelope.ID, "payload": map[string]string{"text": ""}})
			text := strings.Repeat("a", int(size.Load())-len(ack))
			ack, _ = json.Marshal(map[string]any{"envelope_id": envelope.ID, "payload": map[string]string{"text": text}})
			_ = ws.WriteMessage(websocket.TextMessage, ack)
		}
	}()
	for _, c := range []struct {
		size    int64
		dropped int
		problem string
	}{{20_479, 0, ""}, {20_480, 1, `/cairn failed with the error "operation_timeout"`}} {
		size.Store(c.size)
		seen, err := w.Slash(t.Context(), dana, general, "/cairn")
		require.NoError(t, err)
		require.Equal(t, c.problem, seen.Error)
		require.Equal(t, c.dropped, w.Counters().OversizedAcks)
	}
}

func TestTheEleventhConnectionIsRefused(t *testing.T) {
	t.Parallel()
	w, _ := start(t)
	w.ConnectSocket()
	for range 10 {
		require.Equal(t, "hello", read(t, dial(t, w))["type"])
	}
	refused := read(t, dial(t, w))
	require.Equal(t, "disconnect", refused["type"])
	require.Equal(t, "too_many_websockets", refused["reason"])
	require.Len(t, w.Connections(), 10)
}

func TestAConnectionIsWarnedBeforeItEnds(t *testing.T) {
	t.Parallel()
	w, _ := start(t, func(o *slacksim.Options) { o.SocketLife, o.SocketNotice = 150*time.Millisecond, 50*time.Millisecond })
	w.ConnectSocket()
	ws := dial(t, w)
	require.Equal(t, "hello", read(t, ws)["type"])
	for _, reason := range []string{"warning", "refresh_requested"} {
		m := read(t, ws)
		require.Equal(t, "disconnect", m["type"])
		require.Equal(t, reason, m["reason"])
	}
	_, _, err := ws.ReadMessage()
	require.True(t, websocket.IsCloseError(err, websocket.CloseNormalClosure), "%v", err)
	connected(t, w, 0)
}

func TestAClientThatIsToldToReconnectDoesSo(t *testing.T) {
	t.Parallel()
	w, _ := start(t)
	w.ConnectSocket()
	overSocket(t, w, func(socketmode.Event) any { return nil })
	first := connected(t, w, 1)[0]
	require.NoError(t, w.RefreshConnection(first.ID))
	ctx, cancel := context.WithTimeout(t.Context(), time.Minute)
	defer cancel()
	require.NoError(t, w.Await(ctx, func() bool { c := w.Connections(); return len(c) == 1 && c[0].ID == 2 }))
	seen, err := w.Slash(t.Context(), dana, general, "/cairn")
	require.NoError(t, err)
	require.Empty(t, seen.Error)
}

func TestAConnectionThatBreaksInACallbackLosesItsAcknowledgement(t *testing.T) {
	t.Parallel()
	w, _ := start(t)
	w.ConnectSocket()
	first := dial(t, w) // by hand: a client may forget what came last over a connection that broke
	read(t, first)
	require.NoError(t, w.Fault(slacksim.Fault{Kind: slacksim.FaultHangUp, Method: "slash_commands", Count: 1}))
	seen, err := w.Slash(t.Context(), dana, general, "/cairn")
	require.NoError(t, err)
	require.Equal(t, `/cairn failed with the error "dispatch_failed"`, seen.Error)
	require.Equal(t, "slash_commands", read(t, first)["type"], "the bot had it all the same")
	_, _, err = first.ReadMessage()
	require.Error(t, err)
	require.Empty(t, w.Connections())
}

func TestAnEventWhoseConnectionBrokeComesAgainOverAnother(t *testing.T) {
	t.Parallel()
	w, _ := start(t)
	w.ConnectSocket()
	for range 2 {
		overSocket(t, w, func(socketmode.Event) any { return nil })
	}
	connected(t, w, 2)
	require.NoError(t, w.Fault(slacksim.Fault{Kind: slacksim.FaultHangUp, Method: "app_home_opened", Count: 1}))
	seen, err := w.OpenHome(t.Context(), dana)
	require.NoError(t, err)
	require.Empty(t, seen.Undelivered)
	require.Equal(t, 1, w.Counters().Retries)
}

func TestAHangUpOverHTTPLosesTheAnswerToo(t *testing.T) {
	t.Parallel()
	w, _ := start(t)
	heard := 0
	connect(t, w, func(rw http.ResponseWriter, _ *http.Request, _ []byte) { heard++; _, _ = rw.Write([]byte("Here")) })
	require.NoError(t, w.Fault(slacksim.Fault{Kind: slacksim.FaultHangUp, Count: 1}))
	seen, err := w.Slash(t.Context(), dana, general, "/cairn")
	require.NoError(t, err)
	require.NotEmpty(t, seen.Error)
	require.Equal(t, 1, heard)
	require.Nil(t, seen.Ephemeral)
}

func TestGoingBackToHTTPEndsTheConnections(t *testing.T) {
	t.Parallel()
	w, _ := start(t)
	w.ConnectSocket()
	ws := dial(t, w)
	read(t, ws)
	w.ConnectHTTP("http://127.0.0.1:1", "http://127.0.0.1:1", "http://127.0.0.1:1")
	require.Equal(t, "link_disabled", read(t, ws)["reason"])
	require.Empty(t, w.Connections())
}

func TestTheControlInterfaceActsOnConnections(t *testing.T) {
	t.Parallel()
	w, _ := start(t)
	w.ConnectSocket()
	ws := dial(t, w)
	read(t, ws)
	status, answer := control(t, w, "/sim/socket", map[string]any{"act": "warn", "connection": 1})
	require.Equal(t, http.StatusOK, status)
	require.Equal(t, true, answer["connections"].([]any)[0].(map[string]any)["warned"])
	require.Equal(t, "warning", read(t, ws)["reason"])
	status, _ = control(t, w, "/sim/socket", map[string]any{"act": "drop", "connection": 2})
	require.Equal(t, http.StatusNotFound, status)
	status, _ = control(t, w, "/sim/socket", map[string]any{"act": "shake"})
	require.Equal(t, http.StatusBadRequest, status)
	status, _ = control(t, w, "/sim/socket", map[string]any{"act": "drop"})
	require.Equal(t, http.StatusOK, status)
	connected(t, w, 0)
}
