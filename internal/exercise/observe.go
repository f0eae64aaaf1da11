package exercise

import (
	"context"
	"fmt"
	"slices"
	"strings"

	"cairn/internal/assess"
	"cairn/internal/errs"
)

// Observe notes what somebody saw of an objective, while an exercise is played and until its hot wash closes. Observers do,
// the facilitator and the scribe; players say it in the hot wash.
func (s *Service) Observe(ctx context.Context, by assess.Actor, id ID, o Observation) (n Noted, err error) {
	defer errs.Wrap(&err, "exercise.Observe(%s)", id)
	err = s.act(ctx, id, func(r *record) error {
		switch r.PartOf(by.User) {
		case AsObserver, AsFacilitator, AsScribe:
		case AsPlayer:
			return forbidden("Who plays in %s says in the hot wash what went well and what did not.", r.ID.Number())
		default:
			return forbidden("What is seen in %s is noted by its observers.", r.ID.Number())
		}
		if err := r.mustBeOpen(); err != nil {
			return err
		}
		faults := make(errs.Faults)
		o = r.checkObservation(faults, o)
		if err := faults.Err(); err != nil {
			return err
		}
		if err := r.note(ctx, by, o, false); err != nil {
			return err
		}
		all := r.observations()
		n = all[len(all)-1]
		return nil
	})
	return n, err
}

// Retract takes an observation back. Whoever made it may, until the report is signed. Taking it back again changes nothing.
func (s *Service) Retract(ctx context.Context, by assess.Actor, id ID, observation, why string) (err error) {
	defer errs.Wrap(&err, "exercise.Retract(%s, %s)", id, observation)
	why = strings.TrimSpace(why)
	return s.act(ctx, id, func(r *record) error {
		all := noted(r.Plan, r.events)
		i := slices.IndexFunc(all, func(n notedOnce) bool { return n.ID == observation })
		faults := make(errs.Faults)
		switch {
		case i < 0 || all[i].By != by.User || by.Operator():
			return forbidden("An observation is taken back by whoever made it.")
		case all[i].retracted != notRetracted:
			return nil
		case r.State == Reviewed:
			return errs.New(errs.Closed, "The report of %s was signed on %s and stays as it is.", r.ID.Number(), r.when(r.ReviewedAt))
		}
		checkWhy(faults, why)
		if err := faults.Err(); err != nil {
			return err
		}
		return r.retract(ctx, by, observation, why)
	})
}

// note records an observation under the next number.
func (r *record) note(ctx context.Context, by assess.Actor, o Observation, inHotWash bool) error {
	n := 1
	for _, e := range r.events {
		if e.Kind == WasObserved {
			n++
		}
	}
	o.ID = fmt.Sprintf("O%d", n)
	detail := map[string]string{"observation": o.ID, "objective": o.Objective, "kind": string(o.Kind), "impact": string(o.Impact), "text": o.Text}
	return r.keep(ctx, Event{By: by, Kind: WasObserved, Detail: Detail{Observation: &o, InHotWash: inHotWash}}, "exercise.observed", detail, nil)
}

// retract records that an observation is taken back.
func (r *record) retract(ctx context.Context, by assess.Actor, observation, why string) error {
	e := Event{By: by, Kind: WasRetracted, Detail: Detail{Observation: &Observation{ID: observation}, Note: why}}
	return r.keep(ctx, e, "exercise.observation-retracted", map[string]string{"observation": observation, "why": why}, nil)
}

// checkObservation adds what is wrong with an observation, and returns it as it is noted.
func (r *record) checkObservation(faults errs.Faults, o Observation) Observation {
	o.Text = strings.TrimSpace(o.Text)
	if !slices.Contains(r.Objectives, o.Objective) {
		faults.Add(FieldObjective, "Choose the objective that it is about.")
	}
	switch o.Kind {
	case Strength:
		o.Impact = ""
	case Improvement:
		if !slices.Contains([]Impact{Minor, Major, Critical}, o.Impact) {
			faults.Add(FieldImpact, "Say how much it weighed: minor, major or critical.")
		}
	default:
		faults.Add(FieldImpact, "Say whether it went well, or how much it weighed that it did not.")
	}
	if o.Text == "" {
		faults.Add(FieldText, "Say what was to be seen.")
	}
	checkLength(faults, FieldText, o.Text)
	r.came(faults, o.Inject)
	return o
}
