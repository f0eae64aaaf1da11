package exercise

import (
	"context"
	"slices"
	"time"

	"cairn/internal/assess"
	"cairn/internal/calendar"
	"cairn/internal/errs"
)

// dutyWarns is how many days before it is due a duty asks for attention.
const dutyWarns = 60

// Duties says how a programme's duties to exercise stand: one for each kind that it is to exercise in, tabletops first. They
// are for whoever has a part in the programme.
func (s *Service) Duties(ctx context.Context, by assess.Actor, p assess.ProgrammeID) (all []Duty, err error) {
	defer errs.Wrap(&err, "exercise.Duties(%s)", p)
	err = s.store.View(ctx, func(tx Tx) error {
		in, err := tx.Programme(ctx, p)
		if err != nil {
			return err
		}
		if err := mayKnowAll(by, in); err != nil {
			return err
		}
		all, err = s.duties(ctx, tx, in, s.now())
		return err
	})
	return all, err
}

// mayKnowAll checks that the actor may know of all exercises of a programme.
func mayKnowAll(by assess.Actor, in assess.Programme) error {
	if by.Operator() || in.Knows(by.User) {
		return nil
	}
	return forbidden("The exercises of %s are for those who have a part in it. Ask a manager: %s.", in.Scope, assess.Mentions(in.Managers...))
}

func (s *Service) duties(ctx context.Context, tx Tx, in assess.Programme, now time.Time) ([]Duty, error) {
	exercises, err := tx.Exercises(ctx, in.ID)
	if err != nil {
		return nil, err
	}
	ledger := func(id ID) ([]Event, error) { return tx.ExerciseEvents(ctx, id) }
	return s.dutiesOf(ctx, tx, in, exercises, ledger, now)
}

// dutiesOf says how the duties stand by the exercises that there are, of which the ledger tells more.
func (s *Service) dutiesOf(
	ctx context.Context, tx Tx, in assess.Programme, exercises []Exercise, ledger func(ID) ([]Event, error), now time.Time,
) ([]Duty, error) {
	if in.Rehearsals == (assess.Rehearsals{}) {
		return nil, nil
	}
	cal, err := in.Calendar()
	if err != nil {
		return nil, err
	}
	open := func(e Exercise) (*record, error) {
		events, err := ledger(e.ID)
		return &record{Exercise: e, tx: tx, now: now, programme: in, events: events}, err
	}
	glance := func(r *record) (*View, error) {
		if r == nil {
			return nil, nil
		}
		v, err := s.view(ctx, r, bySchedule)
		return &v, err
	}
	var all []Duty
	for _, kind := range []Kind{Tabletop, Simulation} {
		if monthsOf(in, kind) == 0 {
			continue
		}
		f, err := fulfilling(exercises, kind, open)
		if err != nil {
			return nil, err
		}
		from := f.from()
		if from.IsZero() {
			if from, err = dutySince(ctx, tx, in, kind, now); err != nil {
				return nil, err
			}
		}
		d := Duty{In: in, Kind: kind, Months: monthsOf(in, kind)}
		d.DueAt = monthsAfter(cal, from, d.Months)
		planned := f.planned(d.DueAt)
		d.stand(cal, planned, now)
		if d.Last, err = glance(f.last); err != nil {
			return nil, err
		}
		if d.Planned, err = glance(planned); err != nil {
			return nil, err
		}
		all = append(all, d)
	}
	return all, nil
}

// fulfilment is which exercises count for a duty. Only those of its own kind do.
type fulfilment struct {
	last    *record   // the newest that counts and of which the report is signed; nil for none
	waiting []*record // not over, and may still count, by start
}

// fulfilling looks into no more ledgers than it needs.
func fulfilling(exercises []Exercise, kind Kind, open func(Exercise) (*record, error)) (f fulfilment, err error) {
	if f.last, err = newestHeld(exercises, kind, open); err != nil {
		return f, err
	}
	for _, e := range exercises {
		if e.Kind != kind || e.State.Over() {
			continue
		}
		r, err := open(e)
		if err != nil {
			return f, err
		}
		if r.lacks() == LacksNothing {
			f.waiting = append(f.waiting, r)
		}
	}
	slices.SortStableFunc(f.waiting, func(a, b *record) int { return a.Start.Compare(b.Start) })
	return f, nil
}

// from is when the duty began to run anew; zero when nothing fulfilled it yet.
func (f fulfilment) from() time.Time {
	if f.last == nil {
		return time.Time{}
	}
	return f.last.HeldAt()
}

// planned is the exercise that is to fulfil the duty next: the first that does so in time, or else the first; nil for none.
func (f fulfilment) planned(dueAt time.Time) *record {
	for _, r := range f.waiting {
		if inTime(r.Exercise, dueAt) {
			return r
		}
	}
	if len(f.waiting) == 0 {
		return nil
	}
	return f.waiting[0]
}

// inTime reports whether an exercise that is not over fulfils a duty in time: it is to begin by then, or has begun.
func inTime(e Exercise, dueAt time.Time) bool { return e.State != Planned || e.Start.Before(dueAt) }

// stand says how far off the duty is and what that means.
func (d *Duty) stand(cal *calendar.Calendar, planned *record, now time.Time) {
	d.Day = cal.Date(d.DueAt.Add(-time.Nanosecond))
	d.Days = cal.Date(now).DaysUntil(d.Day)
	switch {
	case planned != nil && inTime(planned.Exercise, d.DueAt):
		d.Status = DutyArmed
	case !now.Before(d.DueAt):
		d.Status = DutyOverdue
	case d.Days <= dutyWarns:
		d.Status = DutyDue
	default:
		d.Status = DutyMet
	}
}

// monthsAfter is the end of the day that comes so many months after an instant.
func monthsAfter(cal *calendar.Calendar, t time.Time, months int) time.Time {
	return cal.At(cal.Date(t).AddMonths(months).AddDays(1), 0)
}
