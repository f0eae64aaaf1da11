package e2e

import (
	"bufio"
	"context"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"net/http/httputil"
	"net/url"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"sync"
	"sync/atomic"
	"syscall"
	"testing"
	"time"

	"cairn/internal/config"
	"cairn/internal/demo"
	"cairn/internal/maturity"
	"cairn/internal/pgtest"
	"cairn/internal/slacksim"
)

// What a busy machine may take, and what the other of two workers waits for when one is killed: a minute for what that one had begun.
const (
	startLimit = 3 * time.Minute
	stopLimit  = 90 * time.Second
)

// program is one of our programs running as a process of its own.
type program struct {
	t     *testing.T
	cmd   *exec.Cmd
	name  string
	ready string   // what followed "ready" in its output
	lines []string // what it printed before
	ended chan error

	mu  sync.Mutex
	log strings.Builder
}

// launch starts a program (this test binary under another name, see TestMain) and waits until it says it is ready.
func launch(t *testing.T, env []string, name string, args ...string) *program {
	t.Helper()
	path, err := exec.LookPath(name)
	if err != nil {
		t.Fatal(err)
	}
	p := &program{t: t, name: name + " " + args[0], cmd: exec.Command(path, args...), ended: make(chan error, 1)}
	p.cmd.Env = append(os.Environ(), env...)
	p.cmd.Stderr = p
	out, err := p.cmd.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := p.cmd.Start(); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		_ = p.cmd.Process.Kill()
		if t.Failed() {
			p.mu.Lock()
			defer p.mu.Unlock()
			t.Logf("%s logged:\n%s", p.name, p.log.String())
		}
	})
	ready := make(chan string, 1)
	go func() {
		lines := bufio.NewScanner(out)
		for lines.Scan() {
			if rest, ok := strings.CutPrefix(lines.Text(), "ready"); ok {
				ready <- strings.TrimSpace(rest)
			} else {
				p.lines = append(p.lines, lines.Text()) // read only after ready was received
			}
		}
		_, _ = io.Copy(p, out)
		p.ended <- p.cmd.Wait()
	}()
	select {
	case p.ready = <-ready:
	case err := <-p.ended:
		t.Fatalf("%s ended before it was ready: %v\n%s", p.name, err, p.log.String())
	case <-time.After(startLimit):
		t.Fatalf("%s is not ready after %s\n%s", p.name, startLimit, p.log.String())
	}
	return p
}

// Write keeps what the program logs.
func (p *program) Write(data []byte) (int, error) {
	p.mu.Lock()
	defer p.mu.Unlock()
	return p.log.Write(data)
}

// stop tells the program to stop and checks that it does so cleanly.
func (p *program) stop() {
	p.t.Helper()
	if err := p.cmd.Process.Signal(syscall.SIGTERM); err != nil {
		p.t.Fatal(err)
	}
	select {
	case err := <-p.ended:
		if err != nil {
			p.t.Errorf("%s did not stop cleanly: %v", p.name, err)
		}
	case <-time.After(stopLimit):
		p.t.Errorf("%s runs on %s after SIGTERM", p.name, stopLimit)
	}
}

// kill ends the program as a power cut would.
func (p *program) kill() {
	p.t.Helper()
	if err := p.cmd.Process.Kill(); err != nil {
		p.t.Fatal(err)
	}
	<-p.ended
}

// eventually waits until ok holds for what the workspace shows.
func eventually(t *testing.T, w *slacksim.Workspace, what string, ok func() bool) {
	t.Helper()
	ctx, cancel := context.WithTimeout(t.Context(), startLimit)
	defer cancel()
	if err := w.Await(ctx, ok); err != nil {
		t.Fatalf("%s: %v", what, err)
	}
}

// says reports whether a direct message to the user contains the text.
func says(w *slacksim.Workspace, user, text string) bool { return said(w, user, text) > 0 }

func said(w *slacksim.Workspace, user, text string) (n int) {
	dm, ok := w.DM(user)
	if !ok {
		return 0
	}
	for _, m := range w.Messages(dm.ID) {
		if strings.Contains(m.Text, text) {
			n++
		}
	}
	return n
}

// runs runs a program to its end and returns what it printed.
func runs(t *testing.T, env []string, name string, args ...string) string {
	t.Helper()
	out, err := ended(t, env, name, args...)
	if err != nil {
		t.Fatalf("%s %s: %v\n%s", name, strings.Join(args, " "), err, out)
	}
	return out
}

// refuses runs a program that ends by itself with another exit code than 0, and returns what it printed.
func refuses(t *testing.T, env []string, name string, args ...string) string {
	t.Helper()
	out, err := ended(t, env, name, args...)
	if err == nil {
		t.Fatalf("%s %s was done\n%s", name, strings.Join(args, " "), out)
	}
	return out
}

func ended(t *testing.T, env []string, name string, args ...string) (out string, err error) {
	t.Helper()
	path, err := exec.LookPath(name)
	if err != nil {
		t.Fatal(err)
	}
	ctx, cancel := context.WithTimeout(t.Context(), startLimit)
	defer cancel()
	cmd := exec.CommandContext(ctx, path, args...)
	cmd.Env = append(os.Environ(), env...)
	printed, err := cmd.CombinedOutput()
	return string(printed), err
}

// inFrontOf spreads requests over several intakes, as a load balancer does.
func inFrontOf(t *testing.T, intakes ...*program) *url.URL {
	t.Helper()
	var next atomic.Int64
	proxy := &httputil.ReverseProxy{Rewrite: func(r *httputil.ProxyRequest) {
		target, err := url.Parse(intakes[int(next.Add(1))%len(intakes)].ready)
		if err != nil {
			t.Error(err)
			return
		}
		r.SetURL(target)
	}}
	return serve(t, proxy)
}

// noon is a time zone in which it is about noon, so that people there are asked whenever a test runs.
func noon() string {
	return fmt.Sprintf("Etc/GMT%+d", time.Now().UTC().Hour()-12) // the sign is the other way round in these names
}

// atWork lets everybody live where it is noon, and writes the file of a programme there that works every day.
func atWork(t *testing.T, w *slacksim.Workspace) string {
	t.Helper()
	for _, u := range w.Users() {
		u.TZ = noon()
		w.AddUser(u)
	}
	text := strings.NewReplacer("Europe/London", noon(), "holidays: {country: gb}", "working_days: [mon, tue, wed, thu, fri, sat, sun]").Replace(northwind)
	file := filepath.Join(t.TempDir(), "northwind.yaml")
	if err := os.WriteFile(file, []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
	return file
}

// The production pair as it is run: two intakes and two workers as processes of their own, PostgreSQL, and a Temporal
// server that was started separately.
func TestTheProductionPairRunsACycle(t *testing.T) {
	t.Parallel()
	w := slacksim.New(slacksim.Options{})
	demo.AddPeople(w)
	simURL := serve(t, w.Handler())
	w.SetURL(simURL.String())

	temporal := launch(t, nil, "cairn-solo", "temporal", "--port", "0", "--client-env", t.TempDir())
	slack := w.Options()
	env := append(temporal.lines,
		"CAIRN_DATABASE="+pgtest.URL(t), "CAIRN_LISTEN=127.0.0.1:0", "CAIRN_TASK_QUEUE="+config.DefaultTaskQueue,
		"SLACK_BOT_TOKEN="+slack.BotToken, "SLACK_SIGNING_SECRET="+slack.SigningSecret, "SLACK_API_URL="+simURL.String()+"/api/",
	)
	run := func(args ...string) string {
		t.Helper()
		return runs(t, env, "cairn", args...)
	}
	run("migrate")
	run("apply", "-f", atWork(t, w))

	if out := refuses(t, append(env, "TEMPORAL_NAMESPACE=elsewhere"), "cairn", "worker"); !strings.Contains(out, `Temporal has no namespace "elsewhere".`) {
		t.Errorf("a worker whose namespace is missing says %s", out)
	}
	probed := append(env, "CAIRN_WORKER_LISTEN=127.0.0.1:0")
	workers := []*program{launch(t, env, "cairn", "worker"), launch(t, probed, "cairn", "worker")}
	at := append(env, "CAIRN_WORKER_LISTEN="+strings.TrimPrefix(workers[1].ready, "http://"))
	if out := runs(t, at, "cairn", "ready", "--worker"); !strings.HasPrefix(out, "ready\n") {
		t.Errorf("cairn ready --worker says %s", out)
	}
	intakes := []*program{launch(t, env, "cairn", "serve"), launch(t, env, "cairn", "serve")}
	bot := inFrontOf(t, intakes...).String()
	w.ConnectHTTP(bot+"/slack/events", bot+"/slack/interactions", bot+"/slack/commands")

	if _, err := w.Slash(t.Context(), "U0MARA", "C0GENERAL", "/cairn start"); err != nil {
		t.Fatal(err)
	}
	owners := map[string]string{
		"U0GWEN": "Governance", "U0TOMAS": "Technical Controls", "U0MINA": "Monitoring and Detection",
		"U0IVOR": "Incident Response", "U0WREN": "Workforce and Culture",
	}
	eventually(t, w, "every owner is asked", func() bool {
		for user, category := range owners {
			if !says(w, user, category+": 5 questions") {
				return false
			}
		}
		return true
	})
	if out := run("cycle", "status", "--programme", "northwind"); !strings.Contains(out, "0 of 5 answered") {
		t.Errorf("cairn cycle status says %s", out)
	}

	// One worker is lost in the middle; the other takes over.
	workers[0].kill()
	world := &demo.World{Slack: w}
	for user := range owners {
		seen, err := world.OpenQuestionnaire(t.Context(), user, "")
		if err != nil || seen.View == nil {
			t.Fatalf("%s opens no form: %+v %v", user, seen, err)
		}
		values := make(map[string]map[string]any)
		for _, item := range demo.FormItems(seen.View) {
			values[item] = map[string]any{"value": "3"}
		}
		if seen, err = w.Submit(t.Context(), user, seen.View.ID, values); err != nil || len(seen.Errors) > 0 || seen.Error != "" {
			t.Fatalf("%s cannot answer: %+v %v", user, seen, err)
		}
	}
	eventually(t, w, "the digest arrives", func() bool { return len(w.Messages("C0LEADERS")) > 0 })
	if text := w.Messages("C0LEADERS")[0].Text; !strings.Contains(text, "Northwind Bank stands at Level 4 (Managed)") {
		t.Errorf("the digest says %s", text)
	}
	eventually(t, w, "every message is final", func() bool {
		for user := range owners {
			if !says(w, user, "this is final") {
				return false
			}
		}
		return true
	})
	for user, category := range owners {
		if n := said(w, user, category); n != 1 {
			t.Errorf("%s has %d messages about %s, want 1", user, n, category)
		}
	}
	for _, p := range append(intakes, workers[1], temporal) {
		p.stop()
	}
}

// A small team's one process: the command line works beside it on the same file, and what it leaves to be told is
// picked up by the running process.
func TestTheSmallTeamsServerRunsBesideTheCommandLine(t *testing.T) {
	t.Parallel()
	w := slacksim.New(slacksim.Options{})
	demo.AddPeople(w)
	simURL := serve(t, w.Handler())
	w.SetURL(simURL.String())
	data, slack := t.TempDir(), w.Options()
	env := []string{
		"CAIRN_LISTEN=127.0.0.1:0", "CAIRN_DATABASE=sqlite:" + filepath.Join(data, "cairn.db"),
		"SLACK_BOT_TOKEN=" + slack.BotToken, "SLACK_SIGNING_SECRET=" + slack.SigningSecret, "SLACK_API_URL=" + simURL.String() + "/api/",
	}
	server := launch(t, env, "cairn-solo", "serve", "--data", data)
	w.ConnectHTTP(server.ready+"/slack/events", server.ready+"/slack/interactions", server.ready+"/slack/commands")

	at := append(env, "CAIRN_LISTEN="+strings.TrimPrefix(server.ready, "http://"))
	if out := runs(t, at, "cairn-solo", "ready"); out != "ready\ndatabase: ok\ntemporal: ok\nslack: ok\n" {
		t.Errorf("cairn-solo ready says %s", out)
	}
	if out := refuses(t, env, "cairn-solo", "serve", "--data", t.TempDir()); !strings.Contains(out, "cairn.db is in use by process") {
		t.Errorf("a second process with the same facts says %s", out)
	}
	for _, args := range [][]string{{"apply", "-f", atWork(t, w)}, {"cycle", "start", "--programme", "northwind"}} {
		runs(t, env, "cairn-solo", args...)
	}
	eventually(t, w, "the owners are asked", func() bool { return says(w, "U0WREN", "Workforce and Culture: 5 questions") })
	if err := (&demo.World{Slack: w}).Answer(t.Context(), "U0WREN", maturity.Answers{
		"W1": {Value: "3"}, "W2": {Value: "3"}, "W3": {Value: "3"}, "W4": {Value: "3"}, "W5": {Value: "3"},
	}); err != nil {
		t.Fatal(err)
	}
	eventually(t, w, "the answers are shown", func() bool { return says(w, "U0WREN", "was answered by <@U0WREN>") })
	server.stop()
}

// serve serves a handler on a free port until the test ends.
func serve(t *testing.T, h http.Handler) *url.URL {
	t.Helper()
	server := httptest.NewServer(h)
	t.Cleanup(server.Close)
	u, err := url.Parse(server.URL)
	if err != nil {
		t.Fatal(err)
	}
	return u
}

// A cycle in flight survives kill -9: the same files, another process, nobody asked twice.
func TestACycleSurvivesAKilledProcess(t *testing.T) {
	t.Parallel()
	data := t.TempDir()
	first := launch(t, nil, "cairn-solo", "demo", "--addr", "127.0.0.1:0", "--data", data)
	sim := control{t: t, url: first.ready}
	sim.eventually("Gwen is asked", func(s state) bool { return s.count("U0GWEN", "Governance: 5 questions") == 1 })
	sim.answer("U0GWEN", "governance")
	sim.post("/sim/skip", map[string]any{"duration": "7d"})
	before := sim.state()
	first.kill()

	second := launch(t, nil, "cairn-solo", "demo", "--addr", "127.0.0.1:0", "--data", data)
	sim.url = second.ready
	sim.post("/sim/skip", map[string]any{"duration": "1m"})
	after := sim.state()
	for _, user := range []string{"U0GWEN", "U0IVOR", "U0WREN"} {
		if was, is := before.count(user, ""), after.count(user, ""); was != is {
			t.Errorf("%s had %d messages before the kill and has %d after it", user, was, is)
		}
	}
	if after.count("U0GWEN", "was answered by") != 1 {
		t.Error("Gwen's answers are not shown after the restart")
	}
	for _, user := range []string{"U0TOMAS", "U0MINA", "U0IVOR", "U0WREN"} {
		sim.answer(user, "")
	}
	sim.eventually("the digest arrives", func(s state) bool { return s.count("C0LEADERS", "stands at Level") == 1 })
	second.stop()
}
