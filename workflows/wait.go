package workflows

import (
	"time"

	"go.temporal.io/sdk/workflow"
)

// recheck is how long a process waits when its instant has passed and yet there is nothing to do, because another
// process is late. That process will nudge it; the recheck is for the nudge that is lost.
const recheck = 6 * time.Hour

// Waiting is what a process answers to the query "waiting".
type Waiting struct {
	Until  string `json:"until"`  // RFC 3339 instant of the timer that runs; "" while none does
	Reason string `json:"reason"` // what the process waits for, or does
}

// waiter is how a process waits: for one instant at a time, or a nudge.
type waiter struct {
	nudges workflow.ReceiveChannel
	state  Waiting
}

// newWaiter makes the process answer "waiting" and hear "nudge".
func newWaiter(ctx workflow.Context) (*waiter, error) {
	w := &waiter{nudges: workflow.GetSignalChannel(ctx, NudgeSignal)}
	w.doing("starting")
	return w, workflow.SetQueryHandler(ctx, WaitingQuery, func() (Waiting, error) { return w.state, nil })
}

// doing says what the process is about while it does not wait for time.
func (w *waiter) doing(what string) { w.state = Waiting{Reason: what} }

// until waits for an instant or a nudge, whichever comes first, and reports whether it was a nudge; one that has come
// already ends the wait at once. It returns an error only when the process is cancelled.
//
// The timer is a cancellable one of our own: workflow.AwaitWithTimeout leaves its timer running when the condition
// comes first, and every nudge would leave one behind.
func (w *waiter) until(ctx workflow.Context, at time.Time, reason string) (nudged bool, err error) {
	now := workflow.Now(ctx)
	if !at.After(now) {
		at = now.Add(recheck)
	}
	w.state = Waiting{Until: at.UTC().Format(time.RFC3339Nano), Reason: reason}

	timing, cancel := workflow.WithCancel(ctx)
	defer cancel()
	timer := workflow.NewTimerWithOptions(timing, at.Sub(now), workflow.TimerOptions{Summary: reason})
	workflow.NewSelector(ctx).
		AddFuture(timer, func(f workflow.Future) { err = f.Get(ctx, nil) }).
		AddReceive(w.nudges, func(nudges workflow.ReceiveChannel, _ bool) { nudged = nudges.Receive(ctx, nil) }).
		Select(ctx)
	return w.nudged() || nudged, err // one look at the facts answers all nudges so far
}

// nudged takes the nudges that have come and reports whether there were any.
func (w *waiter) nudged() bool {
	some := false
	for w.nudges.ReceiveAsync(nil) {
		some = true
	}
	return some
}

// startAfresh reports whether the history has grown so long that the process should continue as a new run with the
// same input. It takes the nudges that have come: the new run looks at the facts first thing, and one that has something to
// show takes it that there is news.
func (w *waiter) startAfresh(ctx workflow.Context) bool {
	if !workflow.GetInfo(ctx).GetContinueAsNewSuggested() {
		return false
	}
	w.nudged()
	return true
}
