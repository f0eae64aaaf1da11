package slacksim

import (
	"context"
	"encoding/json"
	"errors"
	"net/http"
	"slices"
	"strconv"
	"sync"
	"time"

	"github.com/gorilla/websocket"
)

// Socket Mode: callbacks travel over WebSocket connections that the bot opens, each to any one of them.

const (
	maxConnections = 10
	maxAck         = 20_480 // bytes; an acknowledgement as long as this or longer is dropped without a word
	pingEvery      = 5 * time.Second
	pongWithin     = 30 * time.Second // a bot that answers no ping for so long is gone
	writeWithin    = 5 * time.Second
	ticketLife     = time.Minute // an address from apps.connections.open is good for one connection within it
	usualLife      = 5 * time.Hour
)

// Reasons of a disconnect message.
const (
	reasonWarning  = "warning"             // the connection will end in about ten seconds
	reasonRefresh  = "refresh_requested"   // it ends now; open another
	reasonDisabled = "link_disabled"       // Socket Mode was turned off
	reasonTooMany  = "too_many_websockets" // there are ten already
)

// sockets are the app's connections while Socket Mode is on. Its mutex may be taken while the workspace's is held, not the
// other way round.
type sockets struct {
	w *Workspace

	mu      sync.Mutex
	tickets map[string]time.Time // until when, by the wall clock
	open    []*socket            // oldest first
	turn    int                  // whose turn it is to take a callback
	seq     int
	off     bool
}

// socket is one connection.
type socket struct {
	id   int
	ws   *websocket.Conn
	gone chan struct{} // closed when the connection has ended

	writing sync.Mutex

	// Guarded by sockets.mu.
	waiting map[string]chan<- reply // callbacks without acknowledgement, by envelope_id
	info    Connection
}

// Connection is what is known of a Socket Mode connection.
type Connection struct {
	ID           int  `json:"id"` // 1 for the first that the bot opened
	Warned       bool `json:"warned,omitempty"`
	Delivered    int  `json:"delivered"`    // callbacks that were sent over it
	Acknowledged int  `json:"acknowledged"` // of these
}

// ConnectSocket turns Socket Mode on: callbacks go to the connections that the bot opens by apps.connections.open with the
// app-level token. It replaces any earlier way to the bot.
func (w *Workspace) ConnectSocket() {
	s := &sockets{w: w, tickets: map[string]time.Time{}}
	w.mu.Lock()
	before := w.sockets
	w.sockets, w.carry = s, s.carry
	w.mu.Unlock()
	before.turnOff()
}

// Connections lists the open Socket Mode connections, oldest first.
func (w *Workspace) Connections() []Connection {
	s := w.socketMode()
	if s == nil {
		return nil
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	out := make([]Connection, 0, len(s.open))
	for _, c := range s.open {
		out = append(out, c.info)
	}
	return out
}

// WarnConnection tells the bot that a connection will end, and ends it after Options.SocketNotice. Like the other acts on a
// connection it takes 0 for all of them, and fails for one that is not open.
func (w *Workspace) WarnConnection(id int) error {
	return w.eachConnection(id, func(s *sockets, c *socket) {
		s.mu.Lock()
		c.info.Warned = true
		s.mu.Unlock()
		_ = c.disconnect(reasonWarning)
		s.changed()
		time.AfterFunc(w.opt.SocketNotice, func() { c.refresh() })
	})
}

// RefreshConnection ends a connection as Slack does every few hours, without the warning that usually precedes it.
func (w *Workspace) RefreshConnection(id int) error {
	return w.eachConnection(id, func(_ *sockets, c *socket) { c.refresh() })
}

// DropConnection breaks a connection without a word. A fault of the kind hang_up does so in the middle of a callback.
func (w *Workspace) DropConnection(id int) error {
	return w.eachConnection(id, func(_ *sockets, c *socket) { _ = c.ws.Close() })
}

func (w *Workspace) socketMode() *sockets {
	w.mu.Lock()
	defer w.mu.Unlock()
	return w.sockets
}

func (w *Workspace) eachConnection(id int, act func(*sockets, *socket)) error {
	s := w.socketMode()
	if s == nil {
		return misuse("Socket Mode is off in this workspace")
	}
	s.mu.Lock()
	chosen := slices.DeleteFunc(slices.Clone(s.open), func(c *socket) bool { return id != 0 && c.id != id })
	s.mu.Unlock()
	if len(chosen) == 0 {
		return missing("there is no open connection %d", id)
	}
	for _, c := range chosen {
		act(s, c)
	}
	return nil
}

// ticket returns an address for one connection. The caller holds the workspace's mu.
func (s *sockets) ticket(base string) string {
	id := s.w.newID("ticket-")
	now := time.Now()
	s.mu.Lock()
	defer s.mu.Unlock()
	for old, until := range s.tickets {
		if now.After(until) {
			delete(s.tickets, old)
		}
	}
	s.tickets[id] = now.Add(ticketLife)
	return "ws" + base[len("http"):] + "/link/?ticket=" + id + "&app_id=" + s.w.opt.AppID
}

// serveLink takes a connection.
func (w *Workspace) serveLink(rw http.ResponseWriter, r *http.Request) {
	s := w.socketMode()
	if s == nil || !s.redeem(r.URL.Query().Get("ticket")) {
		http.Error(rw, "This address was used already, or is not from apps.connections.open.", http.StatusNotFound)
		return
	}
	upgrader := websocket.Upgrader{CheckOrigin: func(*http.Request) bool { return true }} // the ticket says who it is
	ws, err := upgrader.Upgrade(rw, r, nil)
	if err != nil {
		return // the client was told
	}
	c := &socket{ws: ws, gone: make(chan struct{}), waiting: map[string]chan<- reply{}}
	s.serve(c)
}

func (s *sockets) redeem(ticket string) bool {
	s.mu.Lock()
	defer s.mu.Unlock()
	until, ok := s.tickets[ticket]
	delete(s.tickets, ticket)
	return ok && time.Now().Before(until)
}

// serve keeps a connection until it ends.
func (s *sockets) serve(c *socket) {
	defer c.ws.Close()
	s.mu.Lock()
	refused := ""
	switch {
	case s.off:
		refused = reasonDisabled
	case len(s.open) >= maxConnections:
		refused = reasonTooMany
	default:
		s.seq++
		c.id, c.info.ID = s.seq, s.seq
		s.open = append(s.open, c)
	}
	n := len(s.open)
	s.mu.Unlock()
	if refused != "" {
		_ = c.disconnect(refused)
		return
	}
	defer s.changed()
	defer s.remove(c)
	life := s.w.opt.SocketLife
	if life > 0 {
		warning := time.AfterFunc(max(0, life-s.w.opt.SocketNotice), func() { _ = s.w.WarnConnection(c.id) })
		defer warning.Stop()
	} else {
		life = usualLife
	}
	err := c.write(map[string]any{
		"type": "hello", "num_connections": n, "connection_info": map[string]any{"app_id": s.w.opt.AppID},
		"debug_info": map[string]any{"host": "applink-simulated", "build_number": 1, "approximate_connection_time": int(life.Seconds())},
	})
	if err != nil {
		return
	}
	s.changed()
	go c.ping()
	alive := func(string) error { return c.ws.SetReadDeadline(time.Now().Add(pongWithin)) }
	_ = alive("")
	c.ws.SetPongHandler(alive)
	for {
		_, message, err := c.ws.ReadMessage()
		if err != nil {
			return
		}
		s.acknowledge(c, message)
	}
}

// changed tells whoever awaits a connection.
func (s *sockets) changed() {
	s.w.mu.Lock()
	defer s.w.mu.Unlock()
	s.w.changed(Change{Kind: "connection"})
}

func (s *sockets) remove(c *socket) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.open = slices.DeleteFunc(s.open, func(o *socket) bool { return o == c })
	close(c.gone)
}

// acknowledge takes what the bot sent: one acknowledgement, for a callback that came over the same connection.
func (s *sockets) acknowledge(c *socket, message []byte) {
	if len(message) >= maxAck {
		s.w.mu.Lock()
		s.w.counters.OversizedAcks++
		s.w.mu.Unlock()
		s.w.record("callback", "oversized_ack", nil, map[string]any{"bytes": len(message), "dropped": true})
		return
	}
	var ack struct {
		EnvelopeID string          `json:"envelope_id"`
		Payload    json.RawMessage `json:"payload"`
	}
	if json.Unmarshal(message, &ack) != nil {
		return
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	answer, ok := c.waiting[ack.EnvelopeID]
	if !ok {
		return
	}
	delete(c.waiting, ack.EnvelopeID)
	c.info.Acknowledged++
	if string(ack.Payload) == "null" {
		ack.Payload = nil
	}
	answer <- reply{status: http.StatusOK, body: ack.Payload}
}

// What keeps a callback from being acknowledged over a socket.
var (
	errNoConnection = errors.New("the bot has no Socket Mode connection open")
	errHungUp       = errors.New("the connection broke before the bot acknowledged")
)

// carry is the carrier of Socket Mode.
func (s *sockets) carry(ctx context.Context, d delivery) (reply, error) {
	answer := make(chan reply, 1)
	c, id := s.take(answer)
	if c == nil {
		return reply{}, errNoConnection
	}
	defer func() {
		s.mu.Lock()
		delete(c.waiting, id)
		s.mu.Unlock()
	}()
	envelope := map[string]any{
		"envelope_id": id, "type": d.envelope, "accepts_response_payload": d.envelope != envelopeEvents, "payload": d.payload,
	}
	if d.envelope == envelopeEvents {
		envelope["retry_attempt"], envelope["retry_reason"] = d.retry, d.retryReason
	}
	if err := c.write(envelope); err != nil {
		return reply{}, errHungUp
	}
	if d.hangUp {
		_ = c.ws.Close()
		<-c.gone
		return reply{}, errHungUp
	}
	select {
	case r := <-answer:
		if d.envelope == envelopeEvents {
			r.body = nil
		}
		return r, nil
	case <-c.gone:
		select {
		case r := <-answer: // it came just before the end
			return r, nil
		default:
			return reply{}, errHungUp
		}
	case <-ctx.Done():
		return reply{}, ctx.Err()
	}
}

// take chooses the connection for the next callback, one after the other, and makes an envelope_id for it; nil when none is
// open.
func (s *sockets) take(answer chan<- reply) (*socket, string) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if len(s.open) == 0 {
		return nil, ""
	}
	s.turn++
	c := s.open[s.turn%len(s.open)]
	id := "envelope-" + strconv.Itoa(s.turn)
	c.waiting[id] = answer
	c.info.Delivered++
	return c, id
}

// turnOff ends Socket Mode. A nil receiver had none.
func (s *sockets) turnOff() {
	if s == nil {
		return
	}
	s.mu.Lock()
	s.off = true
	open := slices.Clone(s.open)
	s.mu.Unlock()
	for _, c := range open {
		_ = c.disconnect(reasonDisabled)
		_ = c.ws.Close()
	}
}

func (c *socket) write(message any) error {
	c.writing.Lock()
	defer c.writing.Unlock()
	if err := c.ws.SetWriteDeadline(time.Now().Add(writeWithin)); err != nil {
		return err
	}
	return c.ws.WriteJSON(message)
}

func (c *socket) disconnect(reason string) error {
	return c.write(map[string]any{
		"type": "disconnect", "reason": reason, "debug_info": map[string]any{"host": "applink-simulated"},
	})
}

// refresh ends the connection in Slack's way.
func (c *socket) refresh() {
	_ = c.disconnect(reasonRefresh)
	closing := websocket.FormatCloseMessage(websocket.CloseNormalClosure, "")
	_ = c.ws.WriteControl(websocket.CloseMessage, closing, time.Now().Add(writeWithin))
	_ = c.ws.Close()
}

// ping asks the bot regularly whether it is there.
func (c *socket) ping() {
	tick := time.NewTicker(pingEvery)
	defer tick.Stop()
	for {
		if err := c.ws.WriteControl(websocket.PingMessage, nil, time.Now().Add(writeWithin)); err != nil {
			return // the reader ends too
		}
		select {
		case <-tick.C:
		case <-c.gone:
			return
		}
	}
}
