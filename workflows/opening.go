package workflows

import (
	"go.temporal.io/sdk/workflow"

	"cairn/internal/assess"
)

// OpeningInput names the programme whose schedule fired.
type OpeningInput struct {
	Programme assess.ProgrammeID `json:"programme"`
}

// Opening opens the cycle that a programme's cadence asks for now, unless there is one already, and starts its process. It
// looks people up first, because due dates are reckoned in their time; what it does not learn in a few minutes is learned
// later.
func Opening(ctx workflow.Context, in OpeningInput) error {
	if err := workflow.ExecuteActivity(courtesy(ctx), a.LookUp).Get(ctx, nil); err != nil {
		workflow.GetLogger(ctx).Warn("not everybody was looked up", "programme", in.Programme, "error", err)
	}
	var opened assess.CycleID
	err := workflow.ExecuteActivity(facts(ctx), a.OpenScheduled, in.Programme, workflow.Now(ctx)).Get(ctx, &opened)
	if err != nil {
		return err
	}
	if opened == "" {
		workflow.GetLogger(ctx).Info("no cycle is to be opened", "programme", in.Programme)
		return nil
	}
	return workflow.ExecuteActivity(facts(ctx), a.StartCycle, opened).Get(ctx, nil)
}
