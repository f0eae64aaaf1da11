package workflows

import (
	"time"

	"go.temporal.io/sdk/temporal"
	"go.temporal.io/sdk/workflow"

	"cairn/activities"
)

// Retries count tries, not time: while no worker runs nothing is used up, so a long downtime loses nothing.

// facts is for reading and recording facts, and for telling another process. It is over in milliseconds and is
// repeated until the database or Temporal answers again, because nothing can go on without it. What can never succeed
// ends the process, where operators see it.
func facts(ctx workflow.Context) workflow.Context {
	return workflow.WithActivityOptions(ctx, workflow.ActivityOptions{
		StartToCloseTimeout: 30 * time.Second,
		RetryPolicy: &temporal.RetryPolicy{
			InitialInterval:        500 * time.Millisecond,
			BackoffCoefficient:     2,
			MaximumInterval:        time.Minute,
			NonRetryableErrorTypes: activities.Final(),
		},
	})
}

// closing is for the one step that a cycle may not end without. Even what looks hopeless is repeated: a model file that
// a release forgot, say, comes back with the next, and the answers wait for it.
func closing(ctx workflow.Context) workflow.Context {
	return workflow.WithActivityOptions(ctx, workflow.ActivityOptions{
		StartToCloseTimeout: time.Minute,
		RetryPolicy: &temporal.RetryPolicy{
			InitialInterval:    500 * time.Millisecond,
			BackoffCoefficient: 2,
			MaximumInterval:    10 * time.Minute,
		},
	})
}

// message is for one message to one person. Slack's own request to wait is followed; otherwise tries are up to ten
// minutes apart for three days, so that a token that expires on a Friday can be mended on Monday. A definite no, such as
// a deactivated account, is not repeated.
func message(ctx workflow.Context) workflow.Context {
	return workflow.WithActivityOptions(ctx, workflow.ActivityOptions{
		StartToCloseTimeout: time.Minute,
		RetryPolicy: &temporal.RetryPolicy{
			InitialInterval:        2 * time.Second,
			BackoffCoefficient:     2,
			MaximumInterval:        10 * time.Minute,
			MaximumAttempts:        440,
			NonRetryableErrorTypes: activities.Final(),
		},
	})
}

// courtesy is for what makes a step better and must not hold it up: a few tries within a few minutes.
func courtesy(ctx workflow.Context) workflow.Context {
	return workflow.WithActivityOptions(ctx, workflow.ActivityOptions{
		StartToCloseTimeout:    time.Minute,
		ScheduleToCloseTimeout: 5 * time.Minute,
		RetryPolicy: &temporal.RetryPolicy{
			InitialInterval:        2 * time.Second,
			BackoffCoefficient:     2,
			MaximumInterval:        time.Minute,
			MaximumAttempts:        20, // each rate limit of Slack may end one try
			NonRetryableErrorTypes: activities.Final(),
		},
	})
}

// publication is for the digest, the point of the whole cycle. A definite no is repeated too, because an operator can
// mend it (invite the bot to the channel), hourly for about a week.
func publication(ctx workflow.Context) workflow.Context {
	return workflow.WithActivityOptions(ctx, workflow.ActivityOptions{
		StartToCloseTimeout: 2 * time.Minute, // drawing, uploading, and waiting until Slack has processed the image
		RetryPolicy: &temporal.RetryPolicy{
			InitialInterval:    2 * time.Second,
			BackoffCoefficient: 2,
			MaximumInterval:    time.Hour,
			MaximumAttempts:    180,
		},
	})
}

// report is for the signed report of an exercise, and for what has to be known before one is written. What may pass is tried again
// for a quarter of an hour; then, as at once after a definite no, it goes on record why, so that somebody who can mend it hears of it
// while they still wait for the report, and it is tried anew on the next working days.
func report(ctx workflow.Context) workflow.Context {
	return workflow.WithActivityOptions(ctx, workflow.ActivityOptions{
		StartToCloseTimeout: 2 * time.Minute, // two files are made and uploaded
		RetryPolicy: &temporal.RetryPolicy{
			InitialInterval:        2 * time.Second,
			BackoffCoefficient:     2,
			MaximumInterval:        10 * time.Minute,
			MaximumAttempts:        10,
			NonRetryableErrorTypes: activities.Final(),
		},
	})
}

// live is for what is said in an exercise while it is played, where people wait for it. Tries are a few seconds apart, because a
// word said late is worth little, and go on for ten minutes, in which the facilitator can mend even what looks hopeless: invite
// the bot into the channel, say.
func live(ctx workflow.Context) workflow.Context {
	return workflow.WithActivityOptions(ctx, workflow.ActivityOptions{
		StartToCloseTimeout: 20 * time.Second, // a program that was killed is given up after that
		RetryPolicy: &temporal.RetryPolicy{
			InitialInterval:    200 * time.Millisecond,
			BackoffCoefficient: 2,
			MaximumInterval:    10 * time.Second,
			MaximumAttempts:    65,
		},
	})
}

// roster is for one thing done to every questionnaire of a cycle. A thousand cards at Slack's pace of about one a
// second take half an hour; the heartbeat tells a slow activity from a dead one, and where the next try goes on.
func roster(ctx workflow.Context) workflow.Context {
	return workflow.WithActivityOptions(ctx, workflow.ActivityOptions{
		StartToCloseTimeout: 4 * time.Hour,
		HeartbeatTimeout:    2 * time.Minute,
		RetryPolicy: &temporal.RetryPolicy{
			InitialInterval:        time.Second,
			BackoffCoefficient:     2,
			MaximumInterval:        5 * time.Minute,
			MaximumAttempts:        1000, // each rate limit of Slack may end one try
			NonRetryableErrorTypes: activities.Final(),
		},
	})
}
