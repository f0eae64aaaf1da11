package solo_test

import (
	"context"
	"errors"
	"fmt"
	"testing"
	"time"

	"github.com/google/uuid"
	"github.com/stretchr/testify/require"
	enumspb "go.temporal.io/api/enums/v1"
	historypb "go.temporal.io/api/history/v1"
	"go.temporal.io/sdk/client"
	"go.temporal.io/sdk/temporal"
	"go.temporal.io/sdk/worker"

	"cairn/internal/solo"
)

const quarter = 91 * day

func TestSkipWakesWorkflowsInTheOrderOfTheirInstants(t *testing.T) {
	t.Parallel()
	f := start(t, solo.Options{TimeSkipping: true})
	started := f.Clock().Now()
	f.run(t, "a", wake, "a", []time.Duration{1 * time.Hour, 3 * time.Hour, 40 * day})
	f.run(t, "b", wake, "b", []time.Duration{2 * time.Hour, 3*time.Hour + time.Minute, 39 * day})
	f.run(t, "c", wake, "c", []time.Duration{200 * day})

	f.skip(t, quarter)

	require.Equal(t, []string{"a1", "b1", "a2", "b2", "b3", "a3"}, f.journal.whats())
	due := []time.Duration{1 * time.Hour, 2 * time.Hour, 3 * time.Hour, 3*time.Hour + time.Minute, 39 * day, 40 * day}
	for i, e := range f.journal.all() {
		require.WithinDuration(t, started.Add(due[i]), e.at, slack, e.what)
	}
	require.WithinDuration(t, started.Add(quarter), f.Clock().Now(), slack)
}

func TestEveryWorkflowLivesOnTheClock(t *testing.T) {
	t.Parallel()
	f := start(t, solo.Options{TimeSkipping: true})
	f.skip(t, quarter) // with nothing open

	near := func(t *testing.T, want, got time.Time) {
		t.Helper()
		require.WithinDuration(t, want, got, slack)
	}
	t.Run("started", func(t *testing.T) {
		near(t, f.Clock().Now(), instant(t, f.run(t, "started", tellTime)))
	})
	t.Run("started with a delay", func(t *testing.T) {
		from := f.Clock().Now()
		run := f.runWith(t, client.StartWorkflowOptions{ID: "delayed", StartDelay: 2 * day}, tellTime)
		f.skip(t, 3*day)
		near(t, from.Add(2*day), instant(t, run))
	})
	t.Run("started by a signal", func(t *testing.T) {
		from := f.Clock().Now()
		run, err := f.SignalWithStartWorkflow(t.Context(), "signalled", "word", "hello",
			client.StartWorkflowOptions{TaskQueue: queue}, remember, day)
		require.NoError(t, err)
		f.skip(t, 2*day)
		require.NoError(t, run.Get(t.Context(), nil))
		near(t, from.Add(day), closedAt(t, f, run.GetID()))
	})
	t.Run("started by an update", func(t *testing.T) {
		from := f.Clock().Now()
		begin := f.NewWithStartWorkflowOperation(client.StartWorkflowOptions{
			ID: "updated", TaskQueue: queue, WorkflowIDConflictPolicy: enumspb.WORKFLOW_ID_CONFLICT_POLICY_FAIL,
		}, waitForWord)
		update, err := f.UpdateWithStartWorkflow(t.Context(), client.UpdateWithStartWorkflowOptions{
			StartWorkflowOperation: begin,
			UpdateOptions:          client.UpdateWorkflowOptions{UpdateName: "word", WaitForStage: client.WorkflowUpdateStageCompleted},
		})
		require.NoError(t, err)
		require.NoError(t, update.Get(t.Context(), nil))
		near(t, from, instant(t, f.GetWorkflow(t.Context(), "updated", "")))
	})
	t.Run("started by its parent", func(t *testing.T) {
		from := f.Clock().Now()
		run := f.run(t, "parent", parent)
		f.skip(t, 2*day)
		near(t, from.Add(day), instant(t, run))
	})
	t.Run("continued as new", func(t *testing.T) {
		from := f.Clock().Now()
		run := f.run(t, "again", again, false)
		f.skip(t, 2*day)
		near(t, from.Add(day), instant(t, run))
	})
	t.Run("retrying an activity", func(t *testing.T) {
		from := f.Clock().Now()
		run := f.run(t, "retry", retry)
		f.skip(t, day)
		near(t, from.Add(2*time.Hour), instant(t, run))
	})
	t.Run("triggered by a schedule", func(t *testing.T) {
		schedule, err := f.ScheduleClient().Create(t.Context(), client.ScheduleOptions{
			ID: "triggered", Action: &client.ScheduleWorkflowAction{ID: "triggered-run", Workflow: tellTime, TaskQueue: queue}, Paused: true,
		})
		require.NoError(t, err)
		from := f.Clock().Now()
		require.NoError(t, schedule.Trigger(t.Context(), client.ScheduleTriggerOptions{}))
		require.NoError(t, f.Settle(t.Context()))
		described, err := schedule.Describe(t.Context())
		require.NoError(t, err)
		require.Len(t, described.Info.RecentActions, 1)
		id := described.Info.RecentActions[0].StartWorkflowResult.WorkflowID
		near(t, from, instant(t, f.GetWorkflow(t.Context(), id, "")))
	})
}

func TestScheduleFiresAtItsOwnTimeDuringASkip(t *testing.T) {
	t.Parallel()
	f := start(t, solo.Options{TimeSkipping: true})
	berlin, err := time.LoadLocation("Europe/Berlin")
	require.NoError(t, err)
	schedule, err := f.ScheduleClient().Create(t.Context(), client.ScheduleOptions{
		ID: "quarterly",
		Spec: client.ScheduleSpec{
			TimeZoneName: berlin.String(),
			Calendars: []client.ScheduleCalendarSpec{{
				Month:      []client.ScheduleRange{{Start: 1, End: 12, Step: 3}},
				DayOfMonth: []client.ScheduleRange{{Start: 1, End: 7}},
				DayOfWeek:  []client.ScheduleRange{{Start: 1}},
				Hour:       []client.ScheduleRange{{Start: 9}},
			}},
		},
		Action: &client.ScheduleWorkflowAction{ID: "cycle", Workflow: tellTime, TaskQueue: queue},
	})
	require.NoError(t, err)
	from := f.Clock().Now()

	f.skip(t, 365*day)

	described, err := schedule.Describe(t.Context())
	require.NoError(t, err)
	want := firstMondays(from.In(berlin), f.Clock().Now())
	require.Len(t, described.Info.RecentActions, len(want))
	for i, action := range described.Info.RecentActions {
		require.WithinDuration(t, want[i], instant(t, f.GetWorkflow(t.Context(), action.StartWorkflowResult.WorkflowID, "")), slack)
	}
}

// firstMondays lists 09:00 on the first Monday of each quarter between two instants: four of a year, and sometimes three or five.
func firstMondays(after, until time.Time) (all []time.Time) {
	for d := time.Date(after.Year(), after.Month(), after.Day(), 9, 0, 0, 0, after.Location()); !d.After(until); d = d.AddDate(0, 0, 1) {
		if d.After(after) && d.Weekday() == time.Monday && d.Day() <= 7 && d.Month()%3 == time.January {
			all = append(all, d)
		}
	}
	return all
}

func TestAParentKeepsItsTimersWhileItsChildIsOpen(t *testing.T) {
	t.Parallel()
	f := start(t, solo.Options{TimeSkipping: true})
	started := f.Clock().Now()
	f.run(t, "guardian", guardian, 10*day, 3*day)

	f.skip(t, 30*day)

	want := []entry{{"parent woke", started.Add(3 * day)}, {"child1", started.Add(10 * day)}, {"child ended", started.Add(10 * day)}}
	got := f.journal.all()
	require.Len(t, got, len(want))
	for i := range want {
		require.Equal(t, want[i].what, got[i].what)
		require.WithinDuration(t, want[i].at, got[i].at, slack)
	}
}

func TestTimeoutsCountFromTheClock(t *testing.T) {
	t.Parallel()
	f := start(t, solo.Options{TimeSkipping: true})
	f.skip(t, quarter)
	for name, options := range map[string]client.StartWorkflowOptions{
		"execution": {WorkflowExecutionTimeout: 2 * day},
		"run":       {WorkflowRunTimeout: 2 * day},
	} {
		from := f.Clock().Now()
		options.ID = name
		run := f.runWith(t, options, remember, 30*day)
		f.skip(t, day)
		require.Equal(t, enumspb.WORKFLOW_EXECUTION_STATUS_RUNNING, status(t, f, name), "before its %s timeout", name)
		f.skip(t, 2*day)
		var timeout *temporal.TimeoutError
		require.ErrorAs(t, run.Get(t.Context(), nil), &timeout, name)
		require.WithinDuration(t, from.Add(2*day), closedAt(t, f, name), slack, name)
	}
}

func TestTheCallersEventsFallBetweenThoseOfWorkflows(t *testing.T) {
	t.Parallel()
	f := start(t, solo.Options{TimeSkipping: true})
	started := f.Clock().Now()
	f.run(t, "a", wake, "a", []time.Duration{2 * time.Hour, 6 * time.Hour})
	events := []time.Time{started.Add(-time.Hour), started.Add(4 * time.Hour), started.Add(5 * time.Hour), started.Add(48 * time.Hour)}
	var seen []time.Time
	err := f.Skip(t.Context(), day, solo.SkipOptions{
		NextEvent: func(context.Context) (time.Time, bool) {
			if len(events) == 0 {
				return time.Time{}, false
			}
			return events[0], true
		},
		OnEvent: func(ctx context.Context, at time.Time) error {
			require.Equal(t, events[0], at)
			events = events[1:]
			seen = append(seen, f.Clock().Now())
			return f.journal.Record(ctx, "event", at)
		},
	})
	require.NoError(t, err)
	require.Equal(t, []string{"event", "a1", "event", "event", "a2"}, f.journal.whats())
	require.Len(t, events, 1, "an event after the target is left alone")
	require.WithinDuration(t, started, seen[0], slack, "an event that is late does not move the clock")
	require.WithinDuration(t, started.Add(4*time.Hour), seen[1], slack)

	boom := errors.New("boom")
	err = f.Skip(t.Context(), 30*day, solo.SkipOptions{
		NextEvent: func(context.Context) (time.Time, bool) { return events[0], true },
		OnEvent:   func(context.Context, time.Time) error { return boom },
	})
	require.ErrorIs(t, err, boom)
	require.WithinDuration(t, started.Add(48*time.Hour), f.Clock().Now(), slack)
}

func TestASkipWaitsForWorkInHand(t *testing.T) {
	t.Parallel()
	f := start(t, solo.Options{TimeSkipping: true})
	f.journal.blocked, f.journal.release = make(chan struct{}, 1), make(chan struct{})
	f.run(t, "slow", block)
	<-f.journal.blocked
	before := f.Clock().Now()

	err := f.Skip(t.Context(), day, solo.SkipOptions{StepTimeout: 200 * time.Millisecond})
	require.ErrorContains(t, err, "workflow slow: its activity Block is running, attempt 1")
	require.WithinDuration(t, before, f.Clock().Now(), slack, "time does not pass over work in hand")

	close(f.journal.release)
	f.skip(t, day)
	require.Equal(t, enumspb.WORKFLOW_EXECUTION_STATUS_COMPLETED, status(t, f, "slow"))
}

func TestASkipNamesTheTaskQueueThatHasNoWorker(t *testing.T) {
	t.Parallel()
	f := start(t, solo.Options{TimeSkipping: true})
	_, err := f.ExecuteWorkflow(t.Context(), client.StartWorkflowOptions{ID: "orphan", TaskQueue: "nobody"}, tellTime)
	require.NoError(t, err)
	err = f.Skip(t.Context(), day, solo.SkipOptions{StepTimeout: 200 * time.Millisecond})
	require.ErrorContains(t, err, "workflow orphan: it waits for a worker on the task queue nobody")
}

func TestASkipIsBounded(t *testing.T) {
	t.Parallel()
	f := start(t, solo.Options{TimeSkipping: true})
	var often []time.Duration
	for i := range 20 {
		often = append(often, time.Duration(i+1)*time.Hour)
	}
	f.run(t, "often", wake, "o", often)

	err := f.Skip(t.Context(), day, solo.SkipOptions{MaxSteps: 5})
	require.ErrorContains(t, err, "after 5 steps")
	require.ErrorContains(t, err, "the last to wake was workflow often: its timer")

	ctx, cancel := context.WithCancel(t.Context())
	steps := 0
	err = f.Skip(ctx, day, solo.SkipOptions{Progress: func(time.Time) {
		if steps++; steps == 3 {
			cancel()
		}
	}})
	require.ErrorIs(t, err, context.Canceled)
	require.Equal(t, 3, steps)

	f.skip(t, day)
	require.Len(t, f.journal.all(), 20, "a skip that ended early can be taken up again")
}

func TestProgressFollowsTheClock(t *testing.T) {
	t.Parallel()
	f := start(t, solo.Options{TimeSkipping: true})
	started := f.Clock().Now()
	f.run(t, "a", wake, "a", []time.Duration{time.Hour, 2 * time.Hour})
	var seen []time.Time
	require.NoError(t, f.Skip(t.Context(), day, solo.SkipOptions{Progress: func(now time.Time) { seen = append(seen, now) }}))
	require.Len(t, seen, 3)
	for i, d := range []time.Duration{time.Hour, 2 * time.Hour, day} {
		require.WithinDuration(t, started.Add(d), seen[i], slack)
	}
}

func TestSkipsThatCannotBe(t *testing.T) {
	t.Parallel()
	f := start(t, solo.Options{})
	require.ErrorContains(t, f.Skip(t.Context(), day, solo.SkipOptions{}), "start it with TimeSkipping")
	require.NoError(t, f.Settle(t.Context()), "settling needs no skipping")

	f = start(t, solo.Options{TimeSkipping: true})
	require.ErrorContains(t, f.Skip(t.Context(), -time.Second, solo.SkipOptions{}), "only goes forward")
}

func TestSettleWaitsForWhatIsDueNow(t *testing.T) {
	t.Parallel()
	f := start(t, solo.Options{})
	for i := range 20 {
		f.run(t, fmt.Sprint("w", i), wake, "w", []time.Duration{0, time.Hour})
	}
	require.NoError(t, f.Settle(t.Context()))
	require.Len(t, f.journal.all(), 20)
}

func TestAHistoryWithSkipsReplays(t *testing.T) {
	t.Parallel()
	f := start(t, solo.Options{TimeSkipping: true})
	run := f.run(t, "year", wake, "y", []time.Duration{quarter, 2 * quarter, 3 * quarter})
	f.skip(t, 365*day)
	require.NoError(t, run.Get(t.Context(), nil))

	history := &historypb.History{}
	for events := f.GetWorkflowHistory(t.Context(), "year", "", false, enumspb.HISTORY_EVENT_FILTER_TYPE_ALL_EVENT); events.HasNext(); {
		event, err := events.Next()
		require.NoError(t, err)
		history.Events = append(history.Events, event)
	}
	replayer := worker.NewWorkflowReplayer()
	replayer.RegisterWorkflow(wake)
	require.NoError(t, replayer.ReplayWorkflowHistory(nil, history))
}

// status is a workflow's state as the history service has it.
func status(t *testing.T, f *fixture, id string) enumspb.WorkflowExecutionStatus {
	t.Helper()
	described, err := f.DescribeWorkflowExecution(t.Context(), id, "")
	require.NoError(t, err)
	return described.GetWorkflowExecutionInfo().GetStatus()
}

// closedAt is when a workflow ended, by the server's clock.
func closedAt(t *testing.T, f *fixture, id string) time.Time {
	t.Helper()
	described, err := f.DescribeWorkflowExecution(t.Context(), id, "")
	require.NoError(t, err)
	return described.GetWorkflowExecutionInfo().GetCloseTime().AsTime()
}

// BenchmarkSkipStep measures one step of a skip, in which one workflow of several
// open ones wakes and runs an activity.
func BenchmarkSkipStep(b *testing.B) {
	for _, open := range []int{5, 50, 500} {
		b.Run(fmt.Sprint(open, "-open"), func(b *testing.B) {
			server, err := solo.Start(b.Context(), solo.Options{TimeSkipping: true})
			require.NoError(b, err)
			defer server.Stop()
			c, err := client.Dial(quiet(server.ClientOptions()))
			require.NoError(b, err)
			defer c.Close()
			w := newWorker(c, &journal{})
			require.NoError(b, w.Start())
			defer w.Stop()
			for i := range open - 1 {
				options := client.StartWorkflowOptions{ID: fmt.Sprint("idle", i), TaskQueue: queue}
				_, err := c.ExecuteWorkflow(b.Context(), options, remember, 100*365*day)
				require.NoError(b, err)
			}
			hourly := make([]time.Duration, b.N)
			for i := range hourly {
				hourly[i] = time.Duration(i+1) * time.Hour
			}
			options := client.StartWorkflowOptions{ID: uuid.NewString(), TaskQueue: queue}
			_, err = c.ExecuteWorkflow(b.Context(), options, wake, "w", hourly)
			require.NoError(b, err)
			require.NoError(b, server.Settle(b.Context()))
			b.ResetTimer()
			err = server.Skip(b.Context(), time.Duration(b.N)*time.Hour+time.Minute, solo.SkipOptions{MaxSteps: b.N + 10})
			require.NoError(b, err)
		})
	}
}
