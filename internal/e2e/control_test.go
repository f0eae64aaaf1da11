package e2e

import (
	"bytes"
	"encoding/json"
	"io"
	"net/http"
	"strings"
	"testing"
	"time"

	"cairn/internal/demo"
	"cairn/internal/slacksim"
)

// control acts in a simulated workspace of another process, as a script does: through its control interface.
type control struct {
	t   *testing.T
	url string
}

// state is what the control interface tells.
type state struct{ slacksim.ControlState }

// count counts the messages that contain a text: in a channel, or in a person's direct messages.
func (s state) count(where, text string) (n int) {
	for _, c := range s.Channels {
		if c.ID != where && (c.User != where || !c.IsIM) {
			continue
		}
		for _, m := range s.Messages[c.ID] {
			if strings.Contains(m.Text, text) {
				n++
			}
		}
	}
	return n
}

func (c control) state() (s state) {
	c.t.Helper()
	reply, err := http.Get(c.url + "/sim/state")
	if err != nil {
		c.t.Fatal(err)
	}
	defer reply.Body.Close()
	if err := json.NewDecoder(reply.Body).Decode(&s); err != nil {
		c.t.Fatal(err)
	}
	return s
}

// post acts and returns what the person saw.
func (c control) post(path string, body any) (seen struct {
	View   *slacksim.View
	Error  string
	Errors map[string]string
},
) {
	c.t.Helper()
	data, err := json.Marshal(body)
	if err != nil {
		c.t.Fatal(err)
	}
	reply, err := http.Post(c.url+path, "application/json", bytes.NewReader(data))
	if err != nil {
		c.t.Fatal(err)
	}
	defer reply.Body.Close()
	text, err := io.ReadAll(reply.Body)
	if err != nil || reply.StatusCode != http.StatusOK {
		c.t.Fatalf("%s %s: %s %v %s", path, data, reply.Status, err, text)
	}
	if err := json.Unmarshal(text, &seen); err != nil {
		c.t.Fatalf("%s: %v in %s", path, err, text)
	}
	return seen
}

// answer opens the questionnaire in a person's direct messages and gives every question the same answer.
func (c control) answer(user, category string) {
	c.t.Helper()
	s := c.state()
	for _, channel := range s.Channels {
		if channel.User != user {
			continue
		}
		for _, m := range s.Messages[channel.ID] {
			value, ok := demo.AnswerButton(m.Blocks, category)
			if !ok {
				continue
			}
			seen := c.post("/sim/click", map[string]any{
				"user": user, "channel": channel.ID, "ts": m.TS, "action_id": demo.ActionAnswer, "value": value,
			})
			if seen.View == nil {
				c.t.Fatalf("%s opens no form: %+v", user, seen)
			}
			values := make(map[string]map[string]any)
			for _, item := range demo.FormItems(seen.View) {
				values[item] = map[string]any{"value": "2"}
			}
			if seen = c.post("/sim/submit", map[string]any{"user": user, "view_id": seen.View.ID, "values": values}); len(seen.Errors) > 0 {
				c.t.Fatalf("%s is refused: %v", user, seen.Errors)
			}
			return
		}
	}
	c.t.Fatalf("nothing waits for %s", user)
}

// eventually looks again until ok holds.
func (c control) eventually(what string, ok func(state) bool) {
	c.t.Helper()
	again := time.NewTicker(50 * time.Millisecond)
	defer again.Stop()
	for end := time.Now().Add(startLimit); time.Now().Before(end); <-again.C {
		if ok(c.state()) {
			return
		}
	}
	c.t.Fatalf("%s: not after %s", what, startLimit)
}

// dm is the conversation of a person with the bot, or "".
func (s state) dm(user string) string {
	for _, c := range s.Channels {
		if c.User == user && c.IsIM {
			return c.ID
		}
	}
	return ""
}
