package solo_test

import (
	"bufio"
	"context"
	"fmt"
	"io"
	"log/slog"
	"os"
	"os/exec"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
	"go.temporal.io/sdk/activity"
	"go.temporal.io/sdk/client"
	sdklog "go.temporal.io/sdk/log"
	"go.temporal.io/sdk/temporal"
	"go.temporal.io/sdk/worker"
	"go.temporal.io/sdk/workflow"

	"cairn/internal/solo"
)

const (
	queue = "tests"
	// soon bounds every wait of a test in wall time.
	soon = 2 * time.Minute
	// slack is how late an instant may be on a busy machine. What the tests put
	// apart is at least a minute apart.
	slack = 50 * time.Second
	// helperFile tells this test binary to be the other process of a test.
	helperFile = "CAIRN_SOLO_TEST_FILE"
)

func TestMain(m *testing.M) {
	if file := os.Getenv(helperFile); file != "" {
		beOtherProcess(file)
		return
	}
	os.Exit(m.Run())
}

// beOtherProcess serves a database for a test in the first process: it opens a
// workflow that has heard one signal and waits for a timer, skips three days, says
// "ready", and then skips on from minute to minute until it is killed, though not to the end.
func beOtherProcess(file string) {
	if err := serveUntilKilled(file); err != nil {
		fmt.Println("failed", err)
		os.Exit(1)
	}
}

func serveUntilKilled(file string) error {
	ctx := context.Background()
	server, err := solo.Start(ctx, solo.Options{File: file, TimeSkipping: true})
	if err != nil {
		return err
	}
	c, err := client.Dial(quiet(server.ClientOptions()))
	if err != nil {
		return err
	}
	w := newWorker(c, &journal{})
	if err := w.Start(); err != nil {
		return err
	}
	options := client.StartWorkflowOptions{TaskQueue: queue}
	if _, err := c.SignalWithStartWorkflow(ctx, "pending", "word", "kept", options, remember, 7*day); err != nil {
		return err
	}
	if err := server.Skip(ctx, 3*day, solo.SkipOptions{}); err != nil {
		return err
	}
	var minutes []time.Duration
	for i := range 200 {
		minutes = append(minutes, time.Duration(i+1)*time.Minute)
	}
	options.ID = "busy"
	if _, err := c.ExecuteWorkflow(ctx, options, wake, "m", minutes); err != nil {
		return err
	}
	fmt.Println("ready")
	steps := 0
	return server.Skip(ctx, day, solo.SkipOptions{Progress: func(time.Time) {
		if steps++; steps == len(minutes)/2 { // however late it is killed, it is killed in the middle
			_, _ = io.Copy(io.Discard, os.Stdin) // until the first process ends
		}
	}})
}

// startOtherProcess runs beOtherProcess until the test ends, or kill is called.
func startOtherProcess(t *testing.T, file string) (pid int, kill func()) {
	t.Helper()
	command := exec.Command(os.Args[0])
	command.Env = append(os.Environ(), helperFile+"="+file)
	stdin, err := command.StdinPipe()
	require.NoError(t, err)
	stdout, err := command.StdoutPipe()
	require.NoError(t, err)
	command.Stderr = os.Stderr
	require.NoError(t, command.Start())
	var once sync.Once
	kill = func() {
		once.Do(func() {
			_ = command.Process.Kill() // SIGKILL: nothing is cleaned up
			_ = stdin.Close()
			_ = command.Wait()
		})
	}
	t.Cleanup(kill)
	line, err := bufio.NewReader(stdout).ReadString('\n')
	require.NoError(t, err)
	require.Equal(t, "ready", strings.TrimSpace(line))
	return command.Process.Pid, kill
}

const day = 24 * time.Hour

// start runs a server, a client and a worker for one test.
func start(t *testing.T, options solo.Options) *fixture {
	t.Helper()
	f := &fixture{journal: &journal{}}
	var err error
	f.Server, err = solo.Start(t.Context(), options)
	require.NoError(t, err)
	t.Cleanup(f.Stop)
	f.Client, err = client.Dial(quiet(f.ClientOptions()))
	require.NoError(t, err)
	t.Cleanup(f.Client.Close)
	f.worker = newWorker(f.Client, f.journal)
	require.NoError(t, f.worker.Start())
	t.Cleanup(f.worker.Stop)
	return f
}

type fixture struct {
	*solo.Server
	client.Client
	worker  worker.Worker
	journal *journal
}

// Stop ends the worker, the client and the server, in that order. It may be
// called before the test ends.
func (f *fixture) Stop() {
	if f.worker != nil {
		f.worker.Stop()
		f.Client.Close()
		f.worker = nil
	}
	f.Server.Stop()
}

// run starts a workflow with the id of its name.
func (f *fixture) run(t *testing.T, id string, what any, args ...any) client.WorkflowRun {
	t.Helper()
	return f.runWith(t, client.StartWorkflowOptions{ID: id}, what, args...)
}

func (f *fixture) runWith(t *testing.T, options client.StartWorkflowOptions, what any, args ...any) client.WorkflowRun {
	t.Helper()
	options.TaskQueue = queue
	run, err := f.ExecuteWorkflow(t.Context(), options, what, args...)
	require.NoError(t, err)
	return run
}

func (f *fixture) skip(t *testing.T, d time.Duration) {
	t.Helper()
	require.NoError(t, f.Skip(t.Context(), d, solo.SkipOptions{}))
}

// instant is the result of a workflow that returns a time.
func instant(t *testing.T, run client.WorkflowRun) time.Time {
	t.Helper()
	ctx, cancel := context.WithTimeout(t.Context(), soon)
	defer cancel()
	var at time.Time
	require.NoError(t, run.Get(ctx, &at))
	return at
}

func quiet(options client.Options) client.Options {
	options.Logger = sdklog.NewStructuredLogger(slog.New(slog.DiscardHandler))
	options.ConnectionOptions.GetSystemInfoTimeout = soon
	return options
}

// journal is where the activities of one test write what happened.
type journal struct {
	mu      sync.Mutex
	entries []entry
	blocked chan struct{} // gets one when Block begins
	release chan struct{} // Block returns when it is closed
}

type entry struct {
	what string
	at   time.Time // by the workflow's clock
}

// Record is an activity that notes that something happened.
func (j *journal) Record(_ context.Context, what string, at time.Time) error {
	j.mu.Lock()
	defer j.mu.Unlock()
	j.entries = append(j.entries, entry{what, at})
	return nil
}

// Block is an activity that runs until the test releases it.
func (j *journal) Block(ctx context.Context) error {
	j.blocked <- struct{}{}
	select {
	case <-j.release:
		return nil
	case <-ctx.Done():
		return ctx.Err()
	}
}

// FailAtFirst is an activity whose third attempt succeeds.
func (j *journal) FailAtFirst(ctx context.Context) error {
	if attempt := activity.GetInfo(ctx).Attempt; attempt < 3 {
		return fmt.Errorf("attempt %d fails", attempt)
	}
	return nil
}

func (j *journal) whats() []string {
	j.mu.Lock()
	defer j.mu.Unlock()
	var out []string
	for _, e := range j.entries {
		out = append(out, e.what)
	}
	return out
}

func (j *journal) all() []entry {
	j.mu.Lock()
	defer j.mu.Unlock()
	return append([]entry(nil), j.entries...)
}

func newWorker(c client.Client, j *journal) worker.Worker {
	w := worker.New(c, queue, worker.Options{})
	for _, workflow := range []any{tellTime, wake, remember, parent, guardian, waitForWord, again, retry, block} {
		w.RegisterWorkflow(workflow)
	}
	w.RegisterActivity(j)
	return w
}

func withActivities(ctx workflow.Context) workflow.Context {
	return workflow.WithActivityOptions(ctx, workflow.ActivityOptions{StartToCloseTimeout: time.Minute})
}

// tellTime is a workflow that returns the time of its first task.
func tellTime(ctx workflow.Context) (time.Time, error) {
	return workflow.Now(ctx), nil
}

// wake is a workflow that records each of its instants, given as durations from
// its start.
func wake(ctx workflow.Context, name string, at []time.Duration) error {
	started := workflow.Now(ctx)
	for i, d := range at {
		if err := workflow.Sleep(ctx, started.Add(d).Sub(workflow.Now(ctx))); err != nil {
			return err
		}
		err := workflow.ExecuteActivity(withActivities(ctx), (*journal).Record, fmt.Sprint(name, i+1), workflow.Now(ctx)).Get(ctx, nil)
		if err != nil {
			return err
		}
	}
	return nil
}

// remember is a workflow that takes in one signal, waits for d, and returns the
// signal's word. The query "word" gives it early.
func remember(ctx workflow.Context, d time.Duration) (string, error) {
	var word string
	if err := workflow.SetQueryHandler(ctx, "word", func() (string, error) { return word, nil }); err != nil {
		return "", err
	}
	timer := workflow.NewTimer(ctx, d)
	workflow.GetSignalChannel(ctx, "word").Receive(ctx, &word)
	return word, timer.Get(ctx, nil)
}

// waitForWord is a workflow that records the time of its first task and accepts
// the update "word".
func waitForWord(ctx workflow.Context) (time.Time, error) {
	started, heard := workflow.Now(ctx), false
	err := workflow.SetUpdateHandler(ctx, "word", func(workflow.Context) error { heard = true; return nil })
	if err != nil {
		return started, err
	}
	return started, workflow.Await(ctx, func() bool { return heard })
}

// parent is a workflow that runs tellTime as a child after a day.
func parent(ctx workflow.Context) (child time.Time, err error) {
	if err := workflow.Sleep(ctx, day); err != nil {
		return child, err
	}
	ctx = workflow.WithChildOptions(ctx, workflow.ChildWorkflowOptions{WorkflowID: "child"})
	err = workflow.ExecuteChildWorkflow(ctx, tellTime).Get(ctx, &child)
	return child, err
}

// guardian is a workflow that wakes once while its child is open.
func guardian(ctx workflow.Context, child, own time.Duration) error {
	record := func(what string) error {
		return workflow.ExecuteActivity(withActivities(ctx), (*journal).Record, what, workflow.Now(ctx)).Get(ctx, nil)
	}
	running := workflow.ExecuteChildWorkflow(ctx, wake, "child", []time.Duration{child})
	if err := workflow.Sleep(ctx, own); err != nil {
		return err
	}
	if err := record("parent woke"); err != nil {
		return err
	}
	if err := running.Get(ctx, nil); err != nil {
		return err
	}
	return record("child ended")
}

// again is a workflow that continues as new once, after a day.
func again(ctx workflow.Context, second bool) (time.Time, error) {
	if second {
		return workflow.Now(ctx), nil
	}
	if err := workflow.Sleep(ctx, day); err != nil {
		return time.Time{}, err
	}
	return time.Time{}, workflow.NewContinueAsNewError(ctx, again, true)
}

// retry is a workflow whose activity succeeds at its third attempt, two hours
// after the first.
func retry(ctx workflow.Context) (time.Time, error) {
	ctx = workflow.WithActivityOptions(ctx, workflow.ActivityOptions{
		StartToCloseTimeout: time.Minute,
		RetryPolicy:         &temporal.RetryPolicy{InitialInterval: time.Hour, BackoffCoefficient: 1},
	})
	err := workflow.ExecuteActivity(ctx, (*journal).FailAtFirst).Get(ctx, nil)
	return workflow.Now(ctx), err
}

// block is a workflow whose activity runs until the test releases it.
func block(ctx workflow.Context) error {
	return workflow.ExecuteActivity(withActivities(ctx), (*journal).Block).Get(ctx, nil)
}
