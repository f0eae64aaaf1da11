package workflows

import (
	"go.temporal.io/sdk/workflow"

	"cairn/internal/assess"
)

// OpeningInput names the programme whose schedule fired.
type OpeningInput struct {
	Programme assess.ProgrammeID `json:"programme"`
}

// Opening opens the cycle that a programme's cadence asks for now, unless there is one already, and starts its process.
func Opening(ctx workflow.Context, in OpeningInput) error {
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
