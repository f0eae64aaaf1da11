package workflows

import (
	"go.temporal.io/sdk/workflow"

	"cairn/internal/assess"
)

// DigestInput names the closed cycle whose digest changed.
type DigestInput struct {
	Cycle assess.CycleID `json:"cycle"`
}

// Digest publishes the digest of a closed cycle anew, because a manager set a level by hand after the close, or the
// cycle on the other model closed too. What changes meanwhile is published as well.
func Digest(ctx workflow.Context, in DigestInput) error {
	wait, err := newWaiter(ctx)
	if err != nil {
		return err
	}
	wait.doing("bringing the digest up to date")
	wait.nudged() // the nudge that started the process
	for again := true; again; again = wait.nudged() {
		if err := workflow.ExecuteActivity(publication(ctx), a.PublishDigest, in.Cycle).Get(ctx, nil); err != nil {
			return err
		}
	}
	wait.doing("nothing: the digest is up to date")
	return nil
}
