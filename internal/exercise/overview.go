package exercise

import (
	"context"
	"slices"
	"time"

	"cairn/internal/assess"
	"cairn/internal/errs"
)

// Overview is what a programme has of exercises, for whoever has a part in it or in one of them; those get theirs alone.
func (s *Service) Overview(ctx context.Context, by assess.Actor, p assess.ProgrammeID) (o Overview, err error) {
	defer errs.Wrap(&err, "exercise.Overview(%s)", p)
	now := s.now()
	err = s.store.View(ctx, func(tx Tx) error {
		in, err := tx.Programme(ctx, p)
		if err != nil {
			return err
		}
		all, err := tx.Exercises(ctx, p)
		if err != nil {
			return err
		}
		o = Overview{In: in, MayPlan: mayPlan(by, in) == nil, Now: now}
		if refused := mayKnowAll(by, in); refused == nil {
			if o.Duties, err = s.duties(ctx, tx, in, now); err != nil {
				return err
			}
		} else if all = slices.DeleteFunc(all, func(e Exercise) bool { return e.PartOf(by.User) == NoPart }); len(all) == 0 {
			return refused
		}
		o.Exercises, err = s.viewsIn(ctx, tx, in, all, by, now)
		return err
	})
	slices.SortStableFunc(o.Exercises, func(a, b View) int {
		switch {
		case a.State.Over() && b.State.Over():
			return b.Plan.Start.Compare(a.Plan.Start)
		case a.State.Over():
			return 1
		case b.State.Over():
			return -1
		default:
			return a.Plan.Start.Compare(b.Plan.Start)
		}
	})
	return o, err
}

const (
	refusedFor  = 366 * 24 * time.Hour // for how long after it was signed it is looked at whether Slack refuses a report
	refusedSays = 30 * 24 * time.Hour  // for how long after Slack refused it last a report counts as outstanding
)

// Outstanding lists the exercises of a programme that somebody has to see to: those that are played while their facilitator can no
// longer be asked, and those whose report should be there. A report is not signed in time, or Slack refused it within
// the last 30 days; who can mend that was told, and after that it is no news. They are for whoever has a part in the programme.
func (s *Service) Outstanding(ctx context.Context, by assess.Actor, p assess.ProgrammeID) (late []View, err error) {
	defer errs.Wrap(&err, "exercise.Outstanding(%s)", p)
	now := s.now()
	err = s.store.View(ctx, func(tx Tx) error {
		in, err := tx.Programme(ctx, p)
		if err != nil {
			return err
		}
		if err := mayKnowAll(by, in); err != nil {
			return err
		}
		all, err := tx.Exercises(ctx, p)
		if err != nil {
			return err
		}
		late, err = s.viewsOf(ctx, tx, slices.DeleteFunc(all, func(e Exercise) bool { // few are left, whose ledgers are read
			return !e.State.Live() && e.State != Ended && (e.State != Reviewed || now.Sub(e.ReviewedAt) > refusedFor)
		}), by)
		return err
	})
	return slices.DeleteFunc(late, func(v View) bool {
		return !v.Leaderless() && !v.ReportLate() || v.Refused != nil && now.Sub(v.Refused.At) > refusedSays
	}), err
}

// Mine lists what somebody has a part in that is not over, in all programmes, by start.
func (s *Service) Mine(ctx context.Context, u assess.UserID) (all []View, err error) {
	defer errs.Wrap(&err, "exercise.Mine(%s)", u)
	err = s.store.View(ctx, func(tx Tx) error {
		of, err := tx.ExercisesOf(ctx, u)
		if err != nil {
			return err
		}
		all, err = s.viewsOf(ctx, tx, of, assess.BySlack(u))
		return err
	})
	return all, err
}

// Joined lists the programmes in whose exercises somebody has a part, or had one.
func (s *Service) Joined(ctx context.Context, u assess.UserID) (all []assess.Programme, err error) {
	defer errs.Wrap(&err, "exercise.Joined(%s)", u)
	err = s.store.View(ctx, func(tx Tx) error {
		of, err := tx.ExercisesOf(ctx, u)
		if err != nil {
			return err
		}
		past, err := tx.PastExercisesOf(ctx, u, time.Unix(0, 0)) // all of them
		if err != nil {
			return err
		}
		for _, e := range append(of, past...) {
			if slices.ContainsFunc(all, func(p assess.Programme) bool { return p.ID == e.Programme }) {
				continue
			}
			in, err := tx.Programme(ctx, e.Programme)
			if err != nil {
				return err
			}
			all = append(all, in)
		}
		return nil
	})
	return all, err
}

// calendarKeeps is for how long what is over stays in people's calendars.
const calendarKeeps = 30 * 24 * time.Hour

// InCalendarOf lists what stands in somebody's own calendar, by start: what they have a part in and did not decline, in all
// programmes, also what was cancelled or whose report was signed, for 30 days from its end.
func (s *Service) InCalendarOf(ctx context.Context, u assess.UserID) (all []View, err error) {
	defer errs.Wrap(&err, "exercise.InCalendarOf(%s)", u)
	err = s.store.View(ctx, func(tx Tx) error {
		of, err := tx.ExercisesOf(ctx, u)
		if err != nil {
			return err
		}
		past, err := tx.PastExercisesOf(ctx, u, s.now().Add(-calendarKeeps))
		if err != nil {
			return err
		}
		all, err = s.viewsOf(ctx, tx, append(past, of...), assess.BySlack(u))
		return err
	})
	all = slices.DeleteFunc(all, func(v View) bool { return v.Replies[u].Reply == No })
	slices.SortStableFunc(all, func(a, b View) int { return a.Plan.Start.Compare(b.Plan.Start) })
	return all, err
}

// In lists what is being played in a channel, of that what the actor may see.
func (s *Service) In(ctx context.Context, by assess.Actor, channel string) (all []View, err error) {
	defer errs.Wrap(&err, "exercise.In(%s)", channel)
	err = s.store.View(ctx, func(tx Tx) error {
		live, err := tx.LiveExercises(ctx, channel)
		if err != nil {
			return err
		}
		all, err = s.viewsOf(ctx, tx, live, by)
		return err
	})
	return all, err
}

// viewsOf makes views of a few exercises, of those that the actor may see.
func (s *Service) viewsOf(ctx context.Context, tx Tx, of []Exercise, by assess.Actor) ([]View, error) {
	var all []View
	for _, e := range of {
		r, err := s.record(ctx, tx, e.ID, s.now())
		if err != nil {
			return nil, err
		}
		if r.mayRead(by) != nil {
			continue
		}
		v, err := s.view(ctx, r, by)
		if err != nil {
			return nil, err
		}
		all = append(all, v)
	}
	return all, nil
}

// viewsIn makes views of the exercises of one programme, whose ledgers are read together.
func (s *Service) viewsIn(ctx context.Context, tx Tx, in assess.Programme, of []Exercise, by assess.Actor, now time.Time) ([]View, error) {
	if len(of) == 0 {
		return nil, nil
	}
	events, err := tx.ExerciseEventsIn(ctx, in.ID)
	if err != nil {
		return nil, err
	}
	ledgers := ledgersOf(events)
	var all []View
	for _, e := range of {
		v, err := s.view(ctx, &record{Exercise: e, tx: tx, now: now, programme: in, events: ledgers[e.ID]}, by)
		if err != nil {
			return nil, err
		}
		all = append(all, v)
	}
	return all, nil
}
