package workflows

import (
	"go.temporal.io/sdk/workflow"

	"cairn/internal/assess"
)

// NoticeInput names what people are to hear of. One of its fields is set.
type NoticeInput struct {
	Dispute assess.DisputeID `json:"dispute,omitempty"` // or how it was settled
	Left    assess.UserID    `json:"left,omitempty"`    // somebody who can no longer be asked
}

// Notice tells people once of something that happened: two answers that differ and how that was settled, or a person with
// a part in a programme who has left. What happens to it meanwhile is told as well.
func Notice(ctx workflow.Context, in NoticeInput) error {
	wait, err := newWaiter(ctx)
	if err != nil {
		return err
	}
	wait.doing("telling people")
	wait.nudged() // the nudge that started the process
	for again := true; again; again = wait.nudged() {
		var told workflow.Future
		if in.Dispute != "" {
			told = workflow.ExecuteActivity(message(ctx), a.TellDispute, in.Dispute)
		} else {
			told = workflow.ExecuteActivity(message(ctx), a.TellDeparture, in.Left)
		}
		if err := told.Get(ctx, nil); err != nil {
			return err
		}
	}
	wait.doing("nothing: everybody was told")
	return nil
}
