package workflows

import (
	"errors"
	"time"

	"go.temporal.io/sdk/workflow"
)

// sweepEvery is how long a lost nudge goes unnoticed at most.
const sweepEvery = 5 * time.Minute

// eventMemory is how long a Slack event's id is remembered. Slack stops repeating an event after about an hour.
const eventMemory = 24 * time.Hour

// Sweep repeats the nudges that were lost, and forgets what need not be remembered. It fails when a nudge could not be
// delivered, for operators to see; the next sweep repeats it.
func Sweep(ctx workflow.Context) error {
	swept := workflow.ExecuteActivity(upkeep(ctx), a.Sweep).Get(ctx, nil)
	forgotten := workflow.ExecuteActivity(upkeep(ctx), a.ForgetEvents, workflow.Now(ctx).Add(-eventMemory)).Get(ctx, nil)
	return errors.Join(swept, forgotten)
}
