package exercise

import (
	"context"
	"slices"
	"time"

	"cairn/internal/assess"
	"cairn/internal/errs"
	"cairn/internal/wording"
)

// Handover is when an exercise went from one facilitator to another.
type Handover struct {
	At       time.Time
	From, To assess.UserID
	Was      Part // what To did until then

	roles []string // ids of those that To played
}

// TakingOver is an exercise for whoever may take it over: errs.Forbidden for others, errs.Closed where there is nothing to take over.
func (s *Service) TakingOver(ctx context.Context, by assess.Actor, id ID) (v View, err error) {
	defer errs.Wrap(&err, "exercise.TakingOver(%s)", id)
	err = s.store.View(ctx, func(tx Tx) error {
		r, err := s.record(ctx, tx, id, s.now())
		if err != nil {
			return err
		}
		if err := r.mayTakeOver(by); err != nil {
			return err
		}
		v, err = s.view(ctx, r, by)
		return err
	})
	return v, err
}

// TakeOver makes a manager the facilitator of an exercise that is played, or whose report is not signed. From is the facilitator whom
// they saw; it is an errs.Conflict when somebody else took it over since. Whatever part they had ends with it: from here on they read
// the plot, so they do not play any more. All else of the run goes on as it was. Whoever facilitates it already stays.
func (s *Service) TakeOver(ctx context.Context, by assess.Actor, id ID, from assess.UserID) (err error) {
	defer errs.Wrap(&err, "exercise.TakeOver(%s)", id)
	return s.act(ctx, id, func(r *record) error {
		if r.leads(by) {
			return nil
		}
		if err := r.mayTakeOver(by); err != nil {
			return err
		}
		if all := r.handovers(); from != r.Facilitator && len(all) > 0 {
			last := all[len(all)-1]
			return errs.New(errs.Conflict, "%s took %s over on %s, while you had this open, and facilitates it now.",
				assess.Mentions(last.To), r.ID.Number(), r.when(last.At))
		}
		plan := r.Plan.takenOver(by.User)
		e := Event{By: by, Kind: WasTakenOver, Person: r.Facilitator, Detail: Detail{Plan: &plan}}
		detail := map[string]string{"from": string(r.Facilitator), "was": string(r.PartOf(by.User))}
		if err := r.keep(ctx, e, "exercise.taken-over", detail, func(x *Exercise) { x.Plan = plan }); err != nil {
			return err
		}
		return r.agrees(ctx, by)
	})
}

// takenOver is the plan with another facilitator, who has no other part.
func (p Plan) takenOver(u assess.UserID) Plan {
	p.Facilitator = u
	if p.Scribe == u {
		p.Scribe = ""
	}
	p.Players = slices.DeleteFunc(slices.Clone(p.Players), func(s Seat) bool { return s.User == u })
	p.Observers = slices.DeleteFunc(slices.Clone(p.Observers), func(o assess.UserID) bool { return o == u })
	return p
}

// mayTakeOver says why somebody may not take the exercise over, if so. While it is played each manager may, and stops playing; once it
// has ended, nobody evaluates how they played themselves.
func (r *record) mayTakeOver(by assess.Actor) error {
	number, managers := r.ID.Number(), assess.Mentions(r.programme.Managers...)
	switch {
	case by.User == "" || !r.programme.IsManager(by.User):
		return forbidden("%s can only be taken over by a manager of %s: %s.", number, r.programme.Scope, managers)
	case r.leads(by):
		return errs.New(errs.Closed, "You facilitate %s already.", number)
	case r.State == Planned:
		return errs.New(errs.Closed, "%s has not begun. Until it does, another facilitator is chosen by changing its plan.", number)
	case r.State == Reviewed:
		return errs.New(errs.Closed, "The report of %s was signed on %s and stays as it is.", number, wording.At(r.ReviewedAt, "2 January 2006"))
	case r.State == Cancelled:
		return r.notLive()
	case r.State == Ended && r.PartOf(by.User) == AsPlayer:
		return forbidden("You played in %s, so you cannot evaluate it. A manager who did not play can: %s.", number, managers)
	default:
		return nil
	}
}

// handovers lists when the exercise was taken over, oldest first.
func (r *record) handovers() []Handover { return r.reading().handovers }

// led reports whether somebody facilitated the exercise until another took it over.
func (r *record) led(u assess.UserID) bool {
	return u != "" && slices.ContainsFunc(r.handovers(), func(h Handover) bool { return h.From == u })
}

// handed tells whoever facilitated the exercise that somebody else does now: at once while it is played, else in working time.
func (r *record) handed(u assess.UserID) []rung {
	if u == r.Facilitator || r.State == Reviewed {
		return nil
	}
	for i, h := range slices.Backward(r.handovers()) {
		if h.From != u {
			continue
		}
		g := rung{step: numbered(StepTakenOver, i+1), at: h.At}
		if r.State.Live() {
			g.freely = r.now
		}
		return []rung{g}
	}
	return nil
}
