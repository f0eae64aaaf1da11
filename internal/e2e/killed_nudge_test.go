package e2e

import (
	"encoding/json"
	"io"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"cairn/internal/slacksim"
)

// nudgeLine is what these tests read of an exported reminder or follow-up.
type nudgeLine struct {
	Kind    string
	Person  string
	Message struct{ Key, State string }
}

// nudges exports the reminders and follow-ups of a programme, beside the running process.
func nudges(t *testing.T, data, programme string) (lines []nudgeLine) {
	t.Helper()
	path, err := exec.LookPath("cairn-solo")
	if err != nil {
		t.Fatal(err)
	}
	cmd := exec.CommandContext(t.Context(), path, "export", "asking", programme, "--format", "jsonl")
	cmd.Env = append(os.Environ(), "CAIRN_DATABASE=sqlite:"+filepath.Join(data, "cairn.db"))
	out, err := cmd.Output()
	if err != nil {
		t.Fatal(err)
	}
	for text := range strings.Lines(string(out)) {
		var line nudgeLine
		if err := json.Unmarshal([]byte(text), &line); err != nil {
			t.Fatal(err)
		}
		if line.Kind == "nudged" || line.Kind == "followed up" {
			lines = append(lines, line)
		}
	}
	return lines
}

// skipWhenFree moves the clock once it can be moved: Temporal takes a minute to see that an attempt died with its process.
func skipWhenFree(t *testing.T, url, duration string) {
	t.Helper()
	for end := time.Now().Add(patience); ; {
		reply, err := http.Post(url+"/sim/skip", "application/json", strings.NewReader(`{"duration":"`+duration+`"}`))
		if err != nil {
			t.Fatal(err)
		}
		why, _ := io.ReadAll(reply.Body)
		_ = reply.Body.Close()
		if reply.StatusCode == http.StatusOK {
			return
		}
		if time.Now().After(end) {
			t.Fatalf("the clock cannot be moved: %s", why)
		}
	}
}

// A process is killed after it claimed a reminder or a follow-up: before Slack took the message, or after Slack took it and
// before the process heard of it. The next process delivers the message on the same day; it comes once.
func TestAReminderOrFollowUpComesOnceWhenItsProcessIsKilled(t *testing.T) {
	t.Parallel()
	for _, kill := range []struct {
		kind  string // of the record of what was claimed
		text  string // of its message
		fault slacksim.FaultKind
	}{
		{"nudged", "still waits", slacksim.FaultTimeoutBefore},
		{"nudged", "still waits", slacksim.FaultTimeoutAfter},
		{"followed up", "targets and actions to look at", slacksim.FaultTimeoutBefore},
		{"followed up", "targets and actions to look at", slacksim.FaultTimeoutAfter},
	} {
		t.Run(kill.kind+" "+string(kill.fault), func(t *testing.T) {
			t.Parallel()
			data := t.TempDir()
			first := launch(t, nil, "cairn-solo", "demo", "--addr", "127.0.0.1:0", "--data", data)
			sim := control{t: t, url: first.ready}
			sim.post("/sim/fault", map[string]any{"kind": kill.fault, "method": "chat.postMessage", "text": kill.text, "count": 1})
			go func() { // it does not come back: the process is killed on the way
				reply, err := http.Post(first.ready+"/sim/skip", "application/json", strings.NewReader(`{"duration":"30d"}`))
				if err == nil {
					_ = reply.Body.Close()
				}
			}()
			sim.eventually("a message meets the fault", func(s state) bool { return len(s.Faults) == 0 })
			hit, key := "", ""
			for _, line := range append(nudges(t, data, "northwind"), nudges(t, data, "northwind-pay")...) {
				if line.Kind == kill.kind && line.Message.State != "sent" {
					hit, key = line.Person, line.Message.Key
				}
			}
			if hit == "" {
				t.Fatal("nothing was claimed and not delivered")
			}
			sim.eventually("the workspace keeps the messages", func(s state) bool {
				file, err := os.ReadFile(filepath.Join(data, "slack.json"))
				messages := s.Messages[s.dm(hit)]
				return err == nil && strings.Contains(string(file), messages[len(messages)-1].TS)
			})
			count := func() int { // what comes about exercises on the same morning is no matter here
				s := sim.state()
				return s.count(hit, "") - s.count(hit, "EXERCISE")
			}
			want := count()
			if kill.fault == slacksim.FaultTimeoutBefore {
				want++
			}
			first.kill()

			second := launch(t, nil, "cairn-solo", "demo", "--addr", "127.0.0.1:0", "--data", data)
			sim.url = second.ready
			skipWhenFree(t, second.ready, "30m")
			if is := count(); is != want {
				t.Errorf("%s has %d messages after it, want %d", hit, is, want)
			}
			for _, line := range append(nudges(t, data, "northwind"), nudges(t, data, "northwind-pay")...) {
				if line.Message.Key == key && line.Message.State != "sent" {
					t.Errorf("the message %s is %s", key, line.Message.State)
				}
			}
			second.stop()
		})
	}
}
