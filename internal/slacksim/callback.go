package slacksim

import (
	"bytes"
	"context"
	"crypto/hmac"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"strconv"
	"time"
)

// The envelopes a callback travels in.
const (
	envelopeEvents   = "events_api"
	envelopeInteract = "interactive"
	envelopeCommands = "slash_commands"
)

// delivery is one callback on its way to the bot.
type delivery struct {
	envelope    string
	name        string // view_submission, app_home_opened, slash_commands and so on: for counters, faults and the record
	payload     any    // what the bot receives: a JSON object, or map[string]string for a command
	retry       int    // 0 for the first attempt
	retryReason string
	hangUp      bool // the connection breaks once the bot has it, so no acknowledgement comes back
}

// reply is the bot's acknowledgement.
type reply struct {
	status  int
	body    []byte
	noRetry bool // the bot asks not to be sent this event again
}

// carrier brings a delivery to the bot and returns its acknowledgement. It must give up when ctx ends. An error means
// that nothing came back.
type carrier func(ctx context.Context, d delivery) (reply, error)

// ConnectHTTP says where the bot takes callbacks: Events API requests, interactions and slash commands. It replaces any
// earlier connection; see [Workspace.VerifyURL] for the handshake.
func (w *Workspace) ConnectHTTP(eventsURL, interactivityURL, commandsURL string) {
	client := &http.Client{
		Transport:     http.DefaultTransport.(*http.Transport).Clone(),
		CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse },
	}
	urls := map[string]string{
		envelopeEvents: eventsURL, envelopeInteract: interactivityURL, envelopeCommands: commandsURL,
	}
	w.mu.Lock()
	before := w.sockets
	defer before.turnOff()
	defer w.mu.Unlock()
	w.sockets = nil
	w.carry = func(ctx context.Context, d delivery) (reply, error) {
		contentType := "application/x-www-form-urlencoded"
		var body []byte
		switch d.envelope {
		case envelopeCommands:
			form := url.Values{}
			for k, v := range d.payload.(map[string]string) {
				form.Set(k, v)
			}
			body = []byte(form.Encode())
		case envelopeInteract:
			body = []byte(url.Values{"payload": {string(mustJSON(d.payload))}}.Encode())
		default:
			contentType, body = "application/json", mustJSON(d.payload)
		}
		req, err := http.NewRequestWithContext(ctx, http.MethodPost, urls[d.envelope], bytes.NewReader(body))
		if err != nil {
			return reply{}, fmt.Errorf("the address for %s is no URL: %w", d.envelope, err)
		}
		req.Header.Set("Content-Type", contentType)
		req.Header.Set("User-Agent", "Slackbot 1.0 (+https://api.slack.com/robots)")
		Sign(req.Header, w.opt.SigningSecret, body, time.Now())
		if d.retry > 0 {
			req.Header.Set("X-Slack-Retry-Num", strconv.Itoa(d.retry))
			req.Header.Set("X-Slack-Retry-Reason", d.retryReason)
		}
		resp, err := client.Do(req)
		if err != nil {
			return reply{}, err
		}
		defer resp.Body.Close()
		answer, err := io.ReadAll(io.LimitReader(resp.Body, 1<<20))
		if err != nil {
			return reply{}, err
		}
		return reply{resp.StatusCode, answer, resp.Header.Get("X-Slack-No-Retry") == "1"}, nil
	}
}

// Sign puts Slack's v0 signature of body at the time now on a request's headers. Tests use it to forge requests.
func Sign(h http.Header, secret string, body []byte, now time.Time) {
	stamp := strconv.FormatInt(now.Unix(), 10)
	mac := hmac.New(sha256.New, []byte(secret))
	fmt.Fprintf(mac, "v0:%s:", stamp)
	mac.Write(body)
	h.Set("X-Slack-Request-Timestamp", stamp)
	h.Set("X-Slack-Signature", "v0="+hex.EncodeToString(mac.Sum(nil)))
}

func mustJSON(v any) []byte {
	raw, err := json.Marshal(v)
	if err != nil {
		panic("slacksim: a payload does not encode: " + err.Error())
	}
	return raw
}

// errDropped is what a drop fault does to a callback.
var errDropped = errors.New("a drop fault kept the callback from the bot")

// send delivers once and waits for the acknowledgement, at most Options.Ack. The error says that none came; a status
// outside 2xx is the caller's to judge.
func (w *Workspace) send(ctx context.Context, d delivery) (reply, error) {
	w.mu.Lock()
	carry := w.carry
	w.counters.Callbacks[d.name]++
	if d.retry > 0 {
		w.counters.Retries++
	}
	trip := w.trip(d.name, "", []FaultKind{FaultDrop, FaultDuplicate, FaultHangUp})
	w.mu.Unlock()
	if carry == nil {
		return reply{}, errors.New("no bot is connected to the simulated workspace: call ConnectHTTP or ConnectSocket first")
	}
	if trip != nil && trip.Kind == FaultDrop {
		w.record("callback", d.name, d.payload, map[string]any{"error": errDropped.Error()})
		return reply{}, errDropped
	}
	d.hangUp = trip != nil && trip.Kind == FaultHangUp
	if trip != nil && trip.Kind == FaultDuplicate {
		_, _ = w.attempt(ctx, carry, d)
	}
	return w.attempt(ctx, carry, d)
}

func (w *Workspace) attempt(ctx context.Context, carry carrier, d delivery) (reply, error) {
	ctx, cancel := context.WithTimeout(ctx, w.opt.Ack)
	defer cancel()
	answer, err := carry(ctx, d)
	if err == nil && d.hangUp {
		answer, err = reply{}, errHungUp
	}
	if err != nil {
		w.record("callback", d.name, d.payload, map[string]any{"error": err.Error()})
		return answer, err
	}
	response := map[string]any{"status": answer.status}
	switch {
	case len(answer.body) == 0:
	case json.Valid(answer.body):
		response["body"] = json.RawMessage(answer.body)
	default:
		response["body"] = string(answer.body)
	}
	w.record("callback", d.name, d.payload, response)
	return answer, nil
}

// ok reports whether the bot acknowledged.
func (r reply) ok() bool { return r.status >= 200 && r.status < 300 }

// timedOut tells a late acknowledgement from other failures.
func timedOut(err error) bool { return errors.Is(err, context.DeadlineExceeded) }

// lost counts a callback that the bot never acknowledged.
func (w *Workspace) lost() {
	w.mu.Lock()
	defer w.mu.Unlock()
	w.counters.Undelivered++
}
