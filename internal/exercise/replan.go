package exercise

import (
	"context"
	"slices"
	"strings"

	"cairn/internal/assess"
	"cairn/internal/errs"
)

// Replan changes the plan of an exercise that has not begun; seen is the edition that the person had before them, and it is an
// errs.Conflict when somebody changed it since. A later start, or leaving somebody out, needs a reason. A new start has everybody asked anew;
// otherwise what they replied holds. A plan that is there already changes nothing.
func (s *Service) Replan(ctx context.Context, by assess.Actor, id ID, seen int, plan Plan, why string) (err error) {
	defer errs.Wrap(&err, "exercise.Replan(%s)", id)
	why = strings.TrimSpace(why)
	return s.act(ctx, id, func(r *record) error {
		if err := r.mayChange(by); err != nil {
			return err
		}
		if r.edition() != seen {
			return errs.New(errs.Conflict, "%s was changed while you had it open. Look at it again, and then change it.", r.ID.Number())
		}
		had, plan := r.Plan, tidy(plan, r.Scenario)
		if same(had, plan) {
			return nil
		}
		faults := make(errs.Faults)
		c := planCheck{scenario: r.Scenario, now: r.now, had: &had, faults: faults, knows: r.knowsPlot(by)}
		if err := c.plan(ctx, r.tx, plan); err != nil {
			return err
		}
		if plan.Start.After(had.Start) || len(leftOut(had, plan)) > 0 {
			checkWhy(faults, why)
		} else {
			checkLength(faults, FieldWhy, why)
		}
		if err := faults.Err(); err != nil {
			return err
		}
		detail := map[string]string{"why": why}
		for _, u := range leftOut(had, plan) {
			detail["left out"] = strings.TrimSpace(detail["left out"] + " " + string(u))
		}
		if !plan.Start.Equal(had.Start) {
			detail["was"] = had.Start.UTC().Format("2006-01-02T15:04Z")
			detail["start"] = plan.Start.UTC().Format("2006-01-02T15:04Z")
		}
		e := Event{By: by, Kind: WasReplanned, Detail: Detail{Plan: &plan, Note: why}}
		if err := r.keep(ctx, e, "exercise.replanned", detail, func(x *Exercise) { x.Plan = plan }); err != nil {
			return err
		}
		if !plan.Start.Equal(had.Start) || had.PartOf(by.User) == NoPart {
			return r.agrees(ctx, by)
		}
		return nil
	})
}

// Changing is an exercise for whoever may change or cancel it: errs.Forbidden for others, errs.Closed once it has begun or is
// cancelled.
func (s *Service) Changing(ctx context.Context, by assess.Actor, id ID) (c Changing, err error) {
	defer errs.Wrap(&err, "exercise.Changing(%s)", id)
	err = s.store.View(ctx, func(tx Tx) error {
		r, err := s.record(ctx, tx, id, s.now())
		if err != nil {
			return err
		}
		if err := r.mayChange(by); err != nil {
			return err
		}
		c.Goals = r.Scenario.Brief().Objectives
		if c.Doubts, err = doubts(ctx, tx, r.programme, r.ID, r.Plan); err != nil {
			return err
		}
		c.View, err = s.view(ctx, r, by)
		return err
	})
	return c, err
}

// same reports whether two plans say the same.
func same(a, b Plan) bool {
	equal := a.Start.Equal(b.Start) && a.Length == b.Length && a.Facilitator == b.Facilitator && a.Scribe == b.Scribe && a.Channel == b.Channel
	return equal && slices.Equal(a.Objectives, b.Objectives) && slices.Equal(a.Players, b.Players) && slices.Equal(a.Observers, b.Observers)
}

// leftOut lists who had a part and has none any more.
func leftOut(had, is Plan) []assess.UserID {
	return slices.DeleteFunc(had.People(), func(u assess.UserID) bool { return is.PartOf(u) != NoPart })
}

// mayChange checks that the actor may change or cancel the exercise, and that it has not begun.
func (r *record) mayChange(by assess.Actor) error {
	if !r.manages(by) && !r.leads(by) {
		return forbidden("%s is changed by its facilitator, %s, and by the managers of %s: %s.",
			r.ID.Number(), assess.Mentions(r.Facilitator), r.programme.Scope, assess.Mentions(r.programme.Managers...))
	}
	return r.stillPlanned()
}

// stillPlanned says why something cannot be done that is done before an exercise begins.
func (r *record) stillPlanned() error {
	switch {
	case r.State == Planned:
		return nil
	case r.State.Live():
		return errs.New(errs.Closed, "%s has begun. Its facilitator can end it.", r.ID.Number())
	case r.State == Cancelled:
		return errs.New(errs.Closed, "%s was cancelled on %s.", r.ID.Number(), r.when(r.EndedAt))
	default:
		return errs.New(errs.Closed, "%s ended on %s.", r.ID.Number(), r.when(r.EndedAt))
	}
}

// knowsPlot reports who cannot play any more: whoever planned or changes it, unless they play already, and whoever was to
// facilitate or to observe it.
func (r *record) knowsPlot(by assess.Actor) func(assess.UserID) bool {
	return func(u assess.UserID) bool {
		if r.PartOf(u) == AsPlayer {
			return false
		}
		return u == by.User && !by.Operator() || slices.ContainsFunc(r.plans(), func(e Event) bool {
			return e.Plan.PartOf(u).ReadsNotes() || e.By.User == u && !e.By.Operator()
		})
	}
}
