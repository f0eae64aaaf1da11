package workflows

import (
	"go.temporal.io/sdk/workflow"

	"cairn/internal/assess"
)

// ReviewInput names the programme whose targets are to be held against what is answered now.
type ReviewInput struct {
	Programme assess.ProgrammeID `json:"programme"`
}

// Review holds the targets of a programme against what is answered now, because a cycle closed or somebody answered, and
// has those that changed shown to their people. What is answered meanwhile counts as well.
func Review(ctx workflow.Context, in ReviewInput) error {
	wait, err := newWaiter(ctx)
	if err != nil {
		return err
	}
	wait.doing("holding the targets against what is answered now")
	wait.nudged() // the nudge that started the process
	for again := true; again; again = wait.nudged() {
		if err := workflow.ExecuteActivity(facts(ctx), a.ReviewTargets, in.Programme, workflow.Now(ctx)).Get(ctx, nil); err != nil {
			return err
		}
	}
	wait.doing("nothing: the targets are reviewed")
	return nil
}
