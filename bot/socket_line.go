package bot

import (
	"context"
	"encoding/json"
	"errors"
	"net/http"
	"os"
	"strconv"
	"sync"
	"sync/atomic"
	"time"

	"github.com/gorilla/websocket"

	"cairn/internal/idle"
)

const (
	pingEvery   = 10 * time.Second
	deadAfter   = 30 * time.Second // without a word, not even an answer to a ping
	leaveWithin = 30 * time.Second // Slack ends a connection ten seconds after its warning; later it is closed from here
	writeWithin = 2 * time.Second

	shortenWithin = 300 * time.Millisecond // beside answerWithin, so that the answer still comes in three seconds

	// oneFrame holds the longest answer: Slack is said not to put the pieces of an answer in several frames together.
	oneFrame = 32 << 10
)

// frame is one message of Slack over a connection. Envelopes have an id and are answered.
type frame struct {
	Type         string          `json:"type"` // "hello", "disconnect", or what the envelope holds
	Reason       string          `json:"reason"`
	Connections  int             `json:"num_connections"`
	EnvelopeID   string          `json:"envelope_id"`
	Payload      json.RawMessage `json:"payload"`
	TakesPayload bool            `json:"accepts_response_payload"`
	Retry        int             `json:"retry_attempt"`
}

// line is one connection.
type line struct {
	socket *Socket
	ws     *websocket.Conn
	number int

	leaving chan struct{} // closed when it has ended or is about to
	gone    chan struct{} // closed when it has ended
	left    sync.Once
	broken  atomic.Bool // nothing sent over it arrives any more
	writing sync.Mutex

	mu      sync.Mutex
	closed  bool // nothing more is taken
	answers idle.Group
}

// connect opens a connection to an address that Slack gave.
func connect(ctx context.Context, s *Socket, address string) (*line, error) {
	dialer := websocket.Dialer{Proxy: http.ProxyFromEnvironment, WriteBufferSize: oneFrame}
	ws, res, err := dialer.DialContext(ctx, address, nil)
	if res != nil {
		_ = res.Body.Close()
	}
	if err != nil {
		return nil, err
	}
	ws.SetReadLimit(maxBody)
	return &line{socket: s, ws: ws, leaving: make(chan struct{}), gone: make(chan struct{})}, nil
}

// hello reads Slack's first message.
func (l *line) hello() (frame, error) {
	_ = l.ws.SetReadDeadline(time.Now().Add(openWithin))
	var f frame
	if err := l.ws.ReadJSON(&f); err != nil {
		return f, later(err, "Slack did not begin the connection.")
	}
	if f.Type == "disconnect" {
		return f, disconnected(f.Reason)
	}
	return f, nil
}

// serve takes what comes until the connection ends.
func (l *line) serve() {
	defer close(l.gone)
	defer l.socket.forget(l)
	go l.ping()
	l.ws.SetPingHandler(func(data string) error {
		l.listen()
		err := l.ws.WriteControl(websocket.PongMessage, []byte(data), time.Now().Add(writeWithin))
		if errors.Is(err, websocket.ErrCloseSent) {
			return nil
		}
		return err
	})
	l.ws.SetPongHandler(func(string) error { l.listen(); return nil })
	l.listen()
	for {
		_, data, err := l.ws.ReadMessage()
		if err != nil {
			l.ended(err)
			return
		}
		l.listen()
		l.take(data)
	}
}

// listen sets how long the silence may last from now on. A connection that is about to end has its own time.
func (l *line) listen() {
	if l.stays() {
		_ = l.ws.SetReadDeadline(time.Now().Add(deadAfter))
	}
}

// stays reports whether the connection is not about to end.
func (l *line) stays() bool {
	select {
	case <-l.leaving:
		return false
	default:
		return true
	}
}

// leave says that the connection has ended or is about to.
func (l *line) leave() {
	l.left.Do(func() {
		close(l.leaving)
		l.socket.wake()
	})
}

// ended finishes a connection that cannot be read any more.
func (l *line) ended(err error) {
	log, overdue := l.socket.bot.log, errors.Is(err, os.ErrDeadlineExceeded)
	l.mu.Lock()
	closed := l.closed
	l.mu.Unlock()
	switch {
	case closed: // from here
	case overdue && !l.stays():
		log.Info("a connection that Slack wanted to end was closed", "connection", l.number)
	case !l.stays():
		log.Info("Slack ended a connection, as it had said", "connection", l.number)
		l.broken.Store(true)
	default:
		log.Warn("a connection to Slack broke; another takes its place", "connection", l.number, "error", err)
		l.broken.Store(true)
	}
	l.leave()
	ctx, cancel := context.WithTimeout(l.socket.ctx, 2*answerWithin)
	defer cancel()
	_ = l.finish(ctx) // every answer has its own, shorter time
}

// finish waits for the answers under way, takes nothing more, and closes the connection.
func (l *line) finish(ctx context.Context) error {
	err := l.answers.Wait(ctx) // meanwhile it still takes what comes
	l.mu.Lock()
	l.closed = true
	l.mu.Unlock()
	if err == nil {
		err = l.answers.Wait(ctx)
	}
	l.hangUp()
	return err
}

// hangUp closes the connection. It says so, because Slack goes on counting one that just breaks; Slack's own farewell is not
// waited for.
func (l *line) hangUp() {
	bye := websocket.FormatCloseMessage(websocket.CloseNormalClosure, "")
	_ = l.ws.WriteControl(websocket.CloseMessage, bye, time.Now().Add(writeWithin))
	_ = l.ws.Close()
}

// ping asks regularly whether Slack is there.
func (l *line) ping() {
	tick := time.NewTicker(pingEvery)
	defer tick.Stop()
	for {
		select {
		case <-tick.C:
			_ = l.ws.WriteControl(websocket.PingMessage, nil, time.Now().Add(writeWithin)) // the reader notices what is wrong
		case <-l.gone:
			return
		}
	}
}

// take handles one message.
func (l *line) take(data []byte) {
	log := l.socket.bot.log
	var f frame
	if err := json.Unmarshal(data, &f); err != nil {
		log.Error("a message of Slack could not be read", "connection", l.number, "error", err)
		return
	}
	switch {
	case f.Type == "disconnect":
		if l.stays() {
			log.Info("Slack is about to end a connection; another takes its place first", "connection", l.number, "reason", f.Reason)
		}
		_ = l.ws.SetReadDeadline(time.Now().Add(leaveWithin))
		l.leave()
	case f.EnvelopeID == "":
		log.Info("a message of Slack that Cairn does not use", "connection", l.number, "type", f.Type)
	default:
		l.mu.Lock()
		defer l.mu.Unlock()
		if !l.closed { // else Slack sends it over another connection
			l.answers.Go(func() { l.answer(f) })
		}
	}
}

// inbound is what an envelope holds.
func (f frame) inbound() (in Inbound, err error) {
	switch f.Type {
	case "events_api":
		in, err = parseEvent(f.Payload)
	case "slash_commands":
		in, err = parseFields(f.Payload)
	case "interactive":
		in, err = interactionOf(f.Payload)
	default:
		return in, errors.New("an envelope of an unknown kind")
	}
	if f.Retry > 0 {
		in.Retry = strconv.Itoa(f.Retry)
	}
	return in, err
}

// parseFields reads a slash command whose fields stand in an object.
func parseFields(payload []byte) (Inbound, error) {
	var fields map[string]any
	if err := json.Unmarshal(payload, &fields); err != nil {
		return Inbound{}, err
	}
	return commandOf(func(field string) string { value, _ := fields[field].(string); return value })
}

// answer routes an envelope and acknowledges it with the reply. What Slack would drop for its size, and what it did not get
// because the connection ended, is said another way.
func (l *line) answer(f frame) {
	b := l.socket.bot
	in, err := f.inbound()
	if err != nil {
		b.log.Error("an envelope could not be read", "type", f.Type, "error", err)
		if f.Type == "events_api" { // it would only come again
			_ = l.acknowledge(f, Reply{})
		}
		return
	}
	r := b.route(l.socket.ctx, in)
	if r.Failed {
		return // Slack sends an event again that is not acknowledged
	}
	if !f.TakesPayload {
		r.Body = nil
	}
	err = l.acknowledge(f, r)
	switch {
	case err == nil:
	case errors.Is(err, errTooLong):
		ctx, cancel := context.WithTimeout(l.socket.ctx, shortenWithin)
		defer cancel()
		short, rest := b.shorten(ctx, in, r, f.EnvelopeID)
		if rest == nil {
			b.log.Error("an answer is longer than Slack takes over Socket Mode", "type", f.Type)
			return
		}
		if err := l.acknowledge(f, short); err != nil {
			b.late(in, r)
			return
		}
		b.tasks.start("answer to "+f.EnvelopeID, rest)
	default:
		b.log.Warn("Slack did not get an answer, because the connection ended", "type", f.Type, "error", err)
		b.late(in, r)
	}
}

// longestAnswer is one byte less than what Slack drops without a word.
const longestAnswer = 20_479

var (
	errTooLong = errors.New("the answer is longer than Slack takes over Socket Mode")
	errBroken  = errors.New("the connection has ended")
)

// acknowledge sends a reply.
func (l *line) acknowledge(f frame, r Reply) error {
	raw, err := json.Marshal(struct {
		EnvelopeID string `json:"envelope_id"`
		Payload    any    `json:"payload,omitempty"`
	}{f.EnvelopeID, r.Body})
	if err != nil {
		return err
	}
	if len(raw) > longestAnswer {
		return errTooLong
	}
	if l.broken.Load() {
		return errBroken
	}
	l.writing.Lock()
	defer l.writing.Unlock()
	_ = l.ws.SetWriteDeadline(time.Now().Add(writeWithin))
	return l.ws.WriteMessage(websocket.TextMessage, raw)
}
