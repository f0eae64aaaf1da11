package bot

import (
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/url"

	"github.com/slack-go/slack"

	"cairn/internal/feed"
)

// calendarRoute is where calendar programs read.
const calendarRoute = "GET " + feed.Path + "{file}"

// maxBody is far above what Slack sends.
const maxBody = 1 << 20

// Handler takes requests from Slack at /slack/events, /slack/commands and /slack/interactions, those of calendar programs
// below [feed.Path], and answers /healthz.
func (b *Bot) Handler() http.Handler {
	mux := http.NewServeMux()
	mux.HandleFunc("POST /slack/events", b.signed(parseEvent, http.StatusOK))
	mux.HandleFunc("POST /slack/commands", b.signed(parseCommand, http.StatusBadRequest))
	mux.HandleFunc("POST /slack/interactions", b.signed(parseInteraction, http.StatusBadRequest))
	mux.HandleFunc(calendarRoute, b.serveCalendar)
	mux.HandleFunc("GET /healthz", func(w http.ResponseWriter, _ *http.Request) { _, _ = io.WriteString(w, "ok\n") })
	return mux
}

// signed verifies the raw body, parses and routes it. A body that cannot be parsed is answered with malformed: Slack
// would only repeat an event that is not acknowledged.
func (b *Bot) signed(parse func([]byte) (Inbound, error), malformed int) http.HandlerFunc {
	return func(w http.ResponseWriter, r *http.Request) {
		body, err := io.ReadAll(http.MaxBytesReader(w, r.Body, maxBody))
		var tooLarge *http.MaxBytesError
		switch {
		case errors.As(err, &tooLarge):
			http.Error(w, fmt.Sprintf("The request is larger than %d bytes, which Slack never sends.", maxBody), http.StatusRequestEntityTooLarge)
			return
		case err != nil:
			http.Error(w, "The request ended before its body was whole.", http.StatusBadRequest)
			return
		}
		if err := b.verify(r.Header, body); err != nil {
			b.log.Warn("a request that Slack did not sign was refused", "path", r.URL.Path, "remote", r.RemoteAddr, "error", err)
			http.Error(w, "This request carries no valid, recent Slack signature. Check the signing secret and the server's clock.", http.StatusUnauthorized)
			return
		}
		in, err := parse(body)
		if err != nil {
			b.log.Error("a signed request could not be read", "path", r.URL.Path, "error", err)
			http.Error(w, "Cairn could not read this request.", malformed)
			return
		}
		in.Retry = r.Header.Get("X-Slack-Retry-Num")
		b.write(w, b.route(r.Context(), in))
	}
}

// verify checks Slack's signature over the body, and that it is at most five minutes old by the real clock.
func (b *Bot) verify(h http.Header, body []byte) error {
	v, err := slack.NewSecretsVerifier(h, b.secret)
	if err != nil {
		return err
	}
	if _, err := v.Write(body); err != nil {
		return err
	}
	return v.Ensure()
}

func (b *Bot) write(w http.ResponseWriter, r Reply) {
	if r.Body == nil {
		if r.Failed {
			w.WriteHeader(http.StatusInternalServerError) // Slack repeats an event then
		}
		return
	}
	raw, err := json.Marshal(r.Body)
	if err != nil {
		b.log.Error("an answer could not be written", "error", err)
		w.WriteHeader(http.StatusInternalServerError)
		return
	}
	w.Header().Set("Content-Type", "application/json; charset=utf-8")
	if _, err := w.Write(raw); err != nil {
		b.log.Warn("Slack did not take an answer", "error", err)
	}
}

func parseEvent(body []byte) (Inbound, error) {
	e := new(Envelope)
	if err := json.Unmarshal(body, e); err != nil {
		return Inbound{}, err
	}
	return Inbound{Event: e}, nil
}

func parseCommand(body []byte) (Inbound, error) {
	form, err := url.ParseQuery(string(body))
	if err != nil {
		return Inbound{}, err
	}
	return commandOf(form.Get)
}

// commandOf reads a slash command field by field.
func commandOf(get func(field string) string) (Inbound, error) {
	if get("command") == "" || get("user_id") == "" {
		return Inbound{}, errors.New("a slash command without command or user_id")
	}
	return Inbound{Command: &slack.SlashCommand{
		TeamID: get("team_id"), EnterpriseID: get("enterprise_id"),
		ChannelID: get("channel_id"), UserID: get("user_id"), Command: get("command"), Text: get("text"),
		ResponseURL: get("response_url"), TriggerID: get("trigger_id"),
	}}, nil
}

func parseInteraction(body []byte) (Inbound, error) {
	form, err := url.ParseQuery(string(body))
	if err != nil {
		return Inbound{}, err
	}
	return interactionOf([]byte(form.Get("payload")))
}

// interactionOf reads an interaction's payload.
func interactionOf(payload []byte) (Inbound, error) {
	i := new(slack.InteractionCallback)
	if err := json.Unmarshal(payload, i); err != nil {
		return Inbound{}, err
	}
	if i.Type == "" || i.User.ID == "" {
		return Inbound{}, errors.New("an interaction without type or user")
	}
	return Inbound{Interaction: i}, nil
}
