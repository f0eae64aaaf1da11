package exercise

import (
	"context"
	"slices"
	"time"

	"cairn/internal/assess"
	"cairn/internal/errs"
)

// Due says what the process of an exercise or of a duty has to do next, and when. Once a step was taken, or
// [Service.Undelivered] says that it cannot be, it does not come up again.
func (s *Service) Due(ctx context.Context, subject Subject, now time.Time) (due Due, err error) {
	defer errs.Wrap(&err, "exercise.Due(%s)", subject)
	err = s.store.View(ctx, func(tx Tx) error {
		id, ok := subject.Exercise()
		if !ok {
			due, err = s.dutyDue(ctx, tx, subject.Programme(), now)
			return err
		}
		r, err := s.record(ctx, tx, id, now)
		if err != nil {
			return err
		}
		due, err = r.due(func(u assess.UserID) (time.Time, error) {
			return s.programmes.FreeDay(ctx, tx, r.programme, r.people[u], now)
		})
		return err
	})
	return due, err
}

// due is what is to be done next. What makes another state of the exercise comes before what is said, which follows from the
// state; what the channel waits for comes before what is said to one person. The free day of somebody is asked for only where
// it decides.
func (r *record) due(free func(assess.UserID) (time.Time, error)) (Due, error) {
	var next Due
	first := func(d Due) {
		if d.Deed != "" && (next.Deed == "" || latest(d.At, r.now).Before(latest(next.At, r.now))) {
			next = d
		}
	}
	if step, at := r.turn(); step != "" {
		first(Due{At: at, Deed: DoTurn, Step: step})
	}
	if r.State == Reviewed { // that it has ended is said before its report
		if posts := r.liveDue(); posts.Deed != "" {
			return posts, nil
		}
		first(r.publication())
	}
	if r.State.Live() || r.State == Ended {
		first(r.liveDue())
	}
	for _, u := range r.everybody() {
		if next.Deed != "" && !next.At.After(r.now) { // nothing comes before now
			return next, nil
		}
		for _, g := range r.rungs(u) {
			at, ok := g.when(r.calendars[u], r.now)
			if !ok {
				continue
			}
			if g.steers && !at.After(r.now) {
				day, err := free(u)
				if err != nil {
					return Due{}, err
				}
				if r.canWait(u, day) {
					at = day
				}
			}
			first(Due{At: at, Deed: DoTell, Person: u, Step: g.step})
		}
	}
	if next.Deed == "" && r.State.Over() {
		return Due{Done: true}, nil
	}
	return next, nil
}

// canWait reports whether there is time to tell somebody on a free day to come: soon, and well before the start.
func (r *record) canWait(u assess.UserID, day time.Time) bool {
	cal := r.calendars[u]
	return day.After(r.now) && cal.WorkingDaysBetween(r.now, day) <= waitDays && cal.WorkingDaysBetween(day, r.Start) >= leftDays
}

// everybody lists whom there may be something to say to: those with a part, those who had one, and the managers.
func (r *record) everybody() []assess.UserID {
	all := r.People()
	add := func(more ...assess.UserID) {
		for _, u := range more {
			if !slices.Contains(all, u) {
				all = append(all, u)
			}
		}
	}
	for _, e := range r.plans() {
		add(e.Plan.People()...)
	}
	for _, h := range r.handovers() {
		add(h.From)
	}
	add(r.programme.Managers...)
	return all
}
