package workflows

import (
	"errors"

	"go.temporal.io/sdk/workflow"

	"cairn/internal/assess"
)

// CycleInput names the cycle to stay with.
type CycleInput struct {
	Cycle assess.CycleID `json:"cycle"`
}

// Cycle stays with one round of a programme. It sends the questionnaires out, waits until everybody has answered, the
// deadline and its grace are past, or a manager closes the cycle, and then closes it and tells everybody.
func Cycle(ctx workflow.Context, in CycleInput) error {
	wait, err := newWaiter(ctx)
	if err != nil {
		return err
	}

	wait.doing("starting the questionnaires")
	if err := workflow.ExecuteActivity(roster(ctx), a.StartQuestionnaires, in.Cycle).Get(ctx, nil); err != nil {
		return err
	}

	for {
		wait.nudged() // this look answers them
		var progress assess.Progress
		err := workflow.ExecuteActivity(facts(ctx), a.Progress, in.Cycle, workflow.Now(ctx)).Get(ctx, &progress)
		if err != nil {
			return err
		}
		if progress.Closed || progress.Close {
			wait.doing("closing the cycle")
			stays := false // it was put off meanwhile: by more time, or because an answer waits for a signature again
			if err := workflow.ExecuteActivity(closing(ctx), a.CloseDue, in.Cycle, workflow.Now(ctx)).Get(ctx, &stays); err != nil {
				return err
			}
			if !stays {
				break
			}
			continue
		}
		if wait.startAfresh(ctx) {
			return workflow.NewContinueAsNewError(ctx, Cycle, in)
		}
		if _, err := wait.until(ctx, progress.At, "answers, until the cycle closes"); err != nil {
			return err
		}
	}

	err = tellEverybody(ctx, wait, in.Cycle)
	wait.nudged()
	wait.doing("nothing: the cycle is closed")
	return err
}

// tellEverybody ends the questionnaires that still wait, takes the buttons off the cards, and publishes the digest,
// which does not wait for a thousand cards. One that fails keeps none of the others from being done.
func tellEverybody(ctx workflow.Context, wait *waiter, c assess.CycleID) error {
	wait.doing("telling everybody that the cycle is closed")
	nudged := workflow.ExecuteActivity(roster(ctx), a.NudgeQuestionnaires, c).Get(ctx, nil)
	refreshing := workflow.ExecuteActivity(roster(ctx), a.RefreshCards, c)
	publishing := workflow.ExecuteActivity(publication(ctx), a.PublishDigest, c)
	return errors.Join(nudged, refreshing.Get(ctx, nil), publishing.Get(ctx, nil))
}
