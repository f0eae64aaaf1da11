package exercise

import (
	"context"
	"slices"

	"cairn/internal/assess"
	"cairn/internal/errs"
)

// Control is what the facilitator holds: the plot and what is to come. It is for nobody else.
func (s *Service) Control(ctx context.Context, by assess.Actor, id ID) (c Control, err error) {
	defer errs.Wrap(&err, "exercise.Control(%s)", id)
	var r *record
	err = s.store.View(ctx, func(tx Tx) (err error) {
		if r, err = s.record(ctx, tx, id, s.now()); err != nil {
			return err
		}
		if !r.leads(by) {
			return r.notLeading()
		}
		c, err = s.controlFor(ctx, r, by)
		return err
	})
	if err == nil && r.State == Planned {
		c.Readiness = s.readiness(ctx, r) // asks Slack, so nothing is held any more
	}
	return c, err
}

// controlFor is the controls of an exercise, for its facilitator.
func (s *Service) controlFor(ctx context.Context, r *record, by assess.Actor) (Control, error) {
	v, err := s.view(ctx, r, by)
	if err != nil {
		return Control{}, err
	}
	waiting, ruled := r.split()
	return Control{
		View: v, Scenario: r.Scenario, Next: r.coming(), Waiting: waiting, RuledOut: ruled, Skipped: r.skipped(), Undelivered: r.undelivered(),
		Observations: r.observations(),
	}, nil
}

// absent lists the injects that neither came nor come as things stand, and were not skipped, in the scenario's order.
func (r *record) absent() []string {
	released, skipped, coming := r.released(), r.skipped(), r.coming()
	var ids []string
	for _, in := range r.Scenario.Injects {
		_, came := released[in.ID]
		_, dropped := skipped[in.ID]
		if !came && !dropped && !slices.ContainsFunc(coming, func(c Coming) bool { return c.ID == in.ID }) {
			ids = append(ids, in.ID)
		}
	}
	return ids
}

// skipped are the injects that the facilitator keeps from coming, and why.
func (r *record) skipped() map[string]string {
	all := make(map[string]string)
	for _, e := range r.events {
		switch e.Kind {
		case WasSkipped:
			all[e.Inject] = e.Note
		case WasForced:
			delete(all, e.Inject)
		}
	}
	return all
}

// undelivered is what Slack refused, by step, with the last reason; but for the report, which is tried again, and for what did not
// come before the end.
func (r *record) undelivered() map[string]string {
	all := make(map[string]string)
	for _, e := range r.events {
		inject, is := InjectOf(e.Step)
		if e.Kind == WasUndelivered && StepName(e.Step) != StepReport && (!is || !r.lost(inject)) {
			all[e.Step] = e.Note
		}
	}
	return all
}
