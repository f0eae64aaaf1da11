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

// nudgeLine is what these tests read of an exported reminder.
type nudgeLine struct {
	Kind    string
	Person  string
	Message struct{ Key, State string }
}

// nudges exports the reminders of a programme, beside the running process.
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
		if line.Kind == "nudged" {
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

// A process is killed after it claimed a reminder: before Slack took the message, or after Slack took it and before the
// process heard of it. The next process delivers the reminder on the same day; it comes once.
func TestAReminderComesOnceWhenItsProcessIsKilled(t *testing.T) {
	t.Parallel()
	for _, when := range []slacksim.FaultKind{slacksim.FaultTimeoutBefore, slacksim.FaultTimeoutAfter} {
		t.Run(string(when), func(t *testing.T) {
			t.Parallel()
			data := t.TempDir()
			first := launch(t, nil, "cairn-solo", "demo", "--addr", "127.0.0.1:0", "--data", data)
			sim := control{t: t, url: first.ready}
			asked := sim.state()
			sim.post("/sim/fault", map[string]any{"kind": when, "method": "chat.postMessage", "count": 1})
			go func() { // it does not come back: the process is killed on the way
				reply, err := http.Post(first.ready+"/sim/skip", "application/json", strings.NewReader(`{"duration":"10d"}`))
				if err == nil {
					_ = reply.Body.Close()
				}
			}()
			sim.eventually("the first reminder meets the fault", func(s state) bool { return len(s.Faults) == 0 })
			hit := ""
			for _, line := range nudges(t, data, "northwind") {
				if line.Message.State != "sent" {
					hit = line.Person
				}
			}
			if hit == "" {
				t.Fatal("nobody's reminder was claimed and not delivered")
			}
			had := asked.count(hit, "")
			if when == slacksim.FaultTimeoutAfter {
				had++
				sim.eventually("the workspace keeps the message", func(s state) bool {
					file, err := os.ReadFile(filepath.Join(data, "slack.json"))
					messages := s.Messages[s.dm(hit)]
					return err == nil && strings.Contains(string(file), messages[len(messages)-1].TS)
				})
			}
			if is := sim.state().count(hit, ""); is != had {
				t.Fatalf("%s has %d messages when the process is killed, want %d", hit, is, had)
			}
			first.kill()

			second := launch(t, nil, "cairn-solo", "demo", "--addr", "127.0.0.1:0", "--data", data)
			sim.url = second.ready
			skipWhenFree(t, second.ready, "30m")
			if is, want := sim.state().count(hit, ""), asked.count(hit, "")+1; is != want {
				t.Errorf("%s has %d messages after the reminder, want %d", hit, is, want)
			}
			for _, line := range nudges(t, data, "northwind") {
				if line.Person == hit && line.Message.State != "sent" {
					t.Errorf("the reminder %s is %s", line.Message.Key, line.Message.State)
				}
			}
			second.stop()
		})
	}
}
