package exercise

import "context"

// draft closes the hot wash, when it is time to: from then on the report can be reviewed.
func (r *record) draft(ctx context.Context) error {
	if step, at := r.turn(); step != StepDraft || at.After(r.now) {
		return nil
	}
	return r.keep(ctx, Event{By: bySchedule, Kind: WasDrafted}, "exercise.drafted", nil, nil)
}
