package workflows

import (
	"go.temporal.io/sdk/workflow"

	"cairn/activities"
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
	wait.doing("telling people, in their working hours")
	wait.nudged() // the nudge that started the process
	for again := true; again; again = wait.nudged() {
		if in.Dispute != "" {
			err = workflow.ExecuteActivity(message(ctx), a.TellDispute, in.Dispute).Get(ctx, nil)
		} else {
			err = tellDeparture(ctx, in.Left)
		}
		if err != nil {
			return err
		}
	}
	wait.doing("nothing: everybody was told")
	return nil
}

// tellDeparture tells each manager when they are at work. One whom Slack does not reach is logged.
func tellDeparture(ctx workflow.Context, left assess.UserID) error {
	var managers []assess.UserID
	if err := workflow.ExecuteActivity(facts(ctx), a.ToTellOfDeparture, left).Get(ctx, &managers); err != nil {
		return err
	}
	told := make([]workflow.Future, len(managers))
	for i, m := range managers {
		told[i] = workflow.ExecuteActivity(message(ctx), a.TellDeparture, activities.Departure{Manager: m, Left: left})
	}
	for i, m := range managers {
		if err := told[i].Get(ctx, nil); err != nil {
			workflow.GetLogger(ctx).Warn("manager not told", "manager", m, "left", left, "error", err)
		}
	}
	return nil
}
