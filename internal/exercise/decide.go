package exercise

import (
	"context"
	"fmt"
	"slices"
	"strings"

	"cairn/internal/assess"
	"cairn/internal/errs"
)

// Decide logs a decision, while an exercise is played and until its hot wash closes; how long it took counts only before the
// end. Players log decisions, the scribe and the facilitator. Who decided is a player: whoever logs it where nobody is named.
// Another decision on the same inject tells that people changed their mind; what their first choice brings stays as it is.
func (s *Service) Decide(ctx context.Context, by assess.Actor, id ID, d Decision) (l Logged, err error) {
	defer errs.Wrap(&err, "exercise.Decide(%s)", id)
	err = s.act(ctx, id, func(r *record) error {
		switch r.PartOf(by.User) {
		case AsPlayer, AsScribe, AsFacilitator:
		case AsObserver:
			return forbidden("Who observes %s notes what they see, and leaves the decisions to those who play.", r.ID.Number())
		default:
			return forbidden("Decisions of %s are logged by those who take part in it.", r.ID.Number())
		}
		if err := r.mustBeOpen(); err != nil {
			return err
		}
		d, faults := r.decision(by, d)
		if err := faults.Err(); err != nil {
			return err
		}
		detail := map[string]string{"number": fmt.Sprint(d.Number), "inject": d.Inject, "choice": d.Choice, "what": d.What, "by": string(d.By)}
		if err := r.keep(ctx, Event{By: by, Kind: WasDecided, Detail: Detail{Decision: &d}}, "exercise.decided", detail, nil); err != nil {
			return err
		}
		log := r.log()
		l = log[len(log)-1]
		return nil
	})
	return l, err
}

// decision is a decision as it is logged, with what is wrong with it.
func (r *record) decision(by assess.Actor, d Decision) (Decision, errs.Faults) {
	faults := make(errs.Faults)
	d.What, d.Why, d.Options = strings.TrimSpace(d.What), strings.TrimSpace(d.Why), strings.TrimSpace(d.Options)
	d.Number = 1
	for _, e := range r.events {
		if e.Kind == WasDecided {
			d.Number++
		}
	}
	in := r.came(faults, d.Inject)
	if d.Choice != "" && len(faults) == 0 {
		i := -1
		if in != nil {
			i = slices.IndexFunc(in.Choices, func(c Choice) bool { return c.ID == d.Choice })
		}
		switch {
		case i < 0:
			faults.Add(FieldInject, "Choose between what this inject offers.")
		case d.What == "":
			d.What = in.Choices[i].Text
		}
	}
	if d.What == "" {
		faults.Add(FieldWhat, "Say what was decided.")
	}
	checkLength(faults, FieldWhat, d.What)
	checkLength(faults, FieldWhy, d.Why)
	checkLength(faults, FieldOptions, d.Options)
	if d.By == "" && r.PartOf(by.User) == AsPlayer {
		d.By = by.User
	}
	if r.PartOf(d.By) != AsPlayer {
		faults.Add(FieldBy, "Name who decided: one of those who play.")
	}
	return d, faults
}

// came returns the inject with the id, and adds a fault for one that has not come: what is to come is nobody's to know. It is
// nil for none.
func (r *record) came(faults errs.Faults, inject string) *PlayerInject {
	if inject == "" {
		return nil
	}
	if _, ok := r.released()[inject]; ok && !r.lost(inject) {
		if in, ok := r.Scenario.Inject(inject); ok {
			return &in.PlayerInject
		}
	}
	faults.Add(FieldInject, "Choose one of the injects that have come.")
	return nil
}

// mustBeOpen checks that something can still be added to what is known of a run: it is played, or its hot wash is open.
func (r *record) mustBeOpen() error {
	switch {
	case r.State.Live():
		return nil
	case r.State == Ended && !r.drafted():
		return nil
	case r.State == Ended || r.State == Reviewed:
		return r.washedUp()
	default:
		return r.notLive()
	}
}

// washedUp says that the hot wash is closed.
func (r *record) washedUp() error {
	return errs.New(errs.Closed, "The hot wash of %s is closed. What is still missing can go into the summary of the report: tell %s.", r.ID.Number(), assess.Mentions(r.Facilitator))
}
