package e2e

import (
	"fmt"
	"net/http"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"cairn/internal/exercise"
	"cairn/internal/slacksim"
	"cairn/internal/store"
)

// The exercise that the demo has planned, and what the players read of its injects.
const (
	demoExercise = exercise.ID("northwind/E2")
	demoChannel  = "C0EXERCISE"
)

// injectText is the beginning of what an inject of the demo's exercise says.
func injectText(t *testing.T, id string) string {
	t.Helper()
	library, err := exercise.NewLibrary()
	if err != nil {
		t.Fatal(err)
	}
	sc, err := library.Find("chatbot-prompt-injection")
	if err != nil {
		t.Fatal(err)
	}
	in, ok := sc.Inject(id)
	if !ok {
		t.Fatalf("there is no inject %s", id)
	}
	first, _, _ := strings.Cut(in.Message, "\n")
	return strings.TrimSpace(first)
}

// startOf reads when the demo's exercise begins, beside the running process.
func startOf(t *testing.T, data string) (start time.Time) {
	t.Helper()
	db, err := store.Open(t.Context(), "sqlite:"+filepath.Join(data, "cairn.db"))
	if err != nil {
		t.Fatal(err)
	}
	defer db.Close()
	err = db.Exercises().View(t.Context(), func(tx exercise.Tx) error {
		e, err := tx.Exercise(t.Context(), demoExercise)
		start = e.Start
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return start
}

// A process is killed between two injects of a run: after the next was released, before Slack took it, or after Slack took it and
// before the process heard of it. The next process goes on where the run was: nothing is lost and nothing comes twice.
func TestAnInjectComesOnceWhenItsProcessIsKilled(t *testing.T) {
	t.Parallel()
	for _, fault := range []slacksim.FaultKind{slacksim.FaultTimeoutBefore, slacksim.FaultTimeoutAfter} {
		t.Run(string(fault), func(t *testing.T) {
			t.Parallel()
			data := t.TempDir()
			first := launch(t, nil, "cairn-solo", "demo", "--addr", "127.0.0.1:0", "--data", data)
			sim := control{t: t, url: first.ready}
			ahead := startOf(t, data).Sub(sim.state().Now)
			sim.post("/sim/skip", map[string]any{"duration": (ahead - 10*time.Minute).String()})
			sim.clickDM("U0IVOR", "exercise.run.start")
			report, reproduced, logs := injectText(t, "report"), injectText(t, "reproduced"), injectText(t, "logs")
			kept := func(text string) func(state) bool { // the workspace is to come back as it was
				return func(s state) bool {
					file, err := os.ReadFile(filepath.Join(data, "slack.json"))
					return err == nil && s.count(demoChannel, text) == 1 && strings.Contains(string(file), text)
				}
			}
			sim.eventually("the first inject is there", kept(report))

			sim.post("/sim/fault", map[string]any{"kind": fault, "method": "chat.postMessage", "text": reproduced, "count": 1})
			go func() { // it does not come back: the process is killed on the way
				reply, err := http.Post(first.ready+"/sim/skip", "application/json", strings.NewReader(`{"duration":"12m"}`))
				if err == nil {
					_ = reply.Body.Close()
				}
			}()
			sim.eventually("an inject meets the fault", func(s state) bool { return len(s.Faults) == 0 })
			if fault == slacksim.FaultTimeoutAfter {
				sim.eventually("the workspace keeps the message", kept(reproduced))
			}
			first.kill()

			second := launch(t, nil, "cairn-solo", "demo", "--addr", "127.0.0.1:0", "--data", data)
			sim.url = second.ready
			skipWhenFree(t, second.ready, "1m")
			sim.eventually("the inject is there", func(s state) bool { return s.count(demoChannel, reproduced) == 1 })
			sim.post("/sim/skip", map[string]any{"duration": "30m"})
			s := sim.state()
			for what, text := range map[string]string{"first": report, "second": reproduced, "next": logs} {
				if n := s.count(demoChannel, text); n != 1 {
					t.Errorf("the %s inject is in the channel %d times", what, n)
				}
			}
			second.stop()
		})
	}
}

// clickDM presses a button of the newest message to somebody that has it.
func (c control) clickDM(user, action string) {
	c.t.Helper()
	s := c.state()
	messages := s.Messages[s.dm(user)]
	for i := len(messages) - 1; i >= 0; i-- {
		if m := messages[i]; strings.Contains(string(m.Blocks), fmt.Sprintf("%q", action)) {
			if seen := c.post("/sim/click", map[string]any{"user": user, "channel": s.dm(user), "ts": m.TS, "action_id": action}); seen.Error != "" {
				c.t.Fatalf("%s cannot press %s: %s", user, action, seen.Error)
			}
			return
		}
	}
	c.t.Fatalf("%s has no message with %s", user, action)
}
