package exercise

import (
	"context"
	"slices"
	"time"

	"cairn/internal/assess"
	"cairn/internal/errs"
)

// Standings are how the exercises of a programme stood when a cycle closed, for its digest. They hold nothing that players may
// not read.
type Standings struct {
	At   time.Time // of the close
	Held []Held    // that ended, or whose report was signed, since the cycle before had closed; oldest first
	// Outstanding are those that ended before and whose report was not signed by then, or not published; oldest first.
	Outstanding []Held
	Duties      []Duty
}

// Held is an exercise that took place.
type Held struct {
	ID      ID
	Name    string
	Kind    Kind
	At      time.Time // when it took place; see Exercise.HeldAt
	Signed  bool      // its report
	Lacks   Lack      // why it does not count as held, if so
	Link    string    // to the published report; "" before
	Ratings []Rating  // of its objectives, in their order; nil while the report is not signed
}

// Count is how many objectives got a rating.
func (h Held) Count(r Rating) int {
	n := 0
	for _, rating := range h.Ratings {
		if rating == r {
			n++
		}
	}
	return n
}

// Pressing lists the duties that need attention, or would if nothing were planned.
func (s Standings) Pressing() []Duty {
	return slices.DeleteFunc(slices.Clone(s.Duties), func(d Duty) bool {
		return d.Status == DutyMet || d.Status == DutyArmed && d.Days > dutyWarns
	})
}

// StandingsAtClose says how the exercises of a programme stood when a cycle closed, by what was recorded until then, so that
// they are the same whenever they are asked for.
func (s *Service) StandingsAtClose(ctx context.Context, id assess.CycleID) (st Standings, err error) {
	defer errs.Wrap(&err, "exercise.StandingsAtClose(%s)", id)
	err = s.store.View(ctx, func(tx Tx) error {
		snap, err := tx.Snapshot(ctx, id)
		if err != nil {
			return err
		}
		in, err := tx.ProgrammeOn(ctx, snap.Programme, snap.TakenAt)
		if err != nil {
			return err
		}
		before, err := tx.ClosedBefore(ctx, snap.Programme, snap.TakenAt)
		if err != nil {
			return err
		}
		st, err = s.standings(ctx, tx, in, before, snap.TakenAt)
		return err
	})
	return st, err
}

// standings looks back from an instant to the one before.
func (s *Service) standings(ctx context.Context, tx Tx, in assess.Programme, before, at time.Time) (st Standings, err error) {
	st.At = at
	all, err := tx.Exercises(ctx, in.ID)
	if err != nil {
		return st, err
	}
	events, err := tx.ExerciseEventsIn(ctx, in.ID)
	if err != nil {
		return st, err
	}
	ledgers := ledgersOf(slices.DeleteFunc(events, func(e Event) bool { return e.At.After(at) }))
	var then []Exercise
	for _, e := range all {
		if was, ok := e.asOf(ledgers[e.ID], at); ok {
			then = append(then, was)
		}
	}
	for _, e := range then {
		if e.State != Ended && e.State != Reviewed {
			continue
		}
		r := &record{Exercise: e, now: at, programme: in, events: ledgers[e.ID]}
		switch {
		case e.EndedAt.After(before) || e.ReviewedAt.After(before):
			st.Held = append(st.Held, r.held())
		case e.State == Ended || r.publishable() && !r.shelved():
			st.Outstanding = append(st.Outstanding, r.held())
		}
	}
	byEnd := func(a, b Held) int { return a.At.Compare(b.At) }
	slices.SortStableFunc(st.Held, byEnd)
	slices.SortStableFunc(st.Outstanding, byEnd)
	st.Duties, err = s.dutiesOf(ctx, tx, in, then, func(id ID) ([]Event, error) { return ledgers[id], nil }, at)
	return st, err
}

// held is what is told of an exercise that took place.
func (r *record) held() Held {
	h := Held{ID: r.ID, Name: r.Name(), Kind: r.Kind, At: r.HeldAt(), Signed: r.State == Reviewed, Lacks: r.lacks()}
	if e := r.find(WasPublished); e != nil {
		h.Link = e.Link
	}
	if !h.Signed {
		return h
	}
	final := r.rated()
	for _, g := range r.brief().Objectives {
		h.Ratings = append(h.Ratings, final[g.ID].Rating)
	}
	return h
}

// asOf is an exercise as it was at an instant, by its ledger until then; false when it was not planned yet. It has no version,
// which counts what was stored since too.
func (e Exercise) asOf(events []Event, at time.Time) (Exercise, bool) {
	passed := func(t time.Time) bool { return !t.IsZero() && !t.After(at) }
	if !passed(e.PlannedAt) {
		return e, false
	}
	e.Version = 0
	for _, had := range events {
		if had.Plan != nil {
			e.Plan = *had.Plan
		}
	}
	cancelled := e.State == Cancelled
	switch {
	case passed(e.ReviewedAt):
		return e, true
	case passed(e.EndedAt) && cancelled:
		return e, true
	case passed(e.EndedAt):
		e.State = Ended
	case passed(e.StartedAt):
		e.State, e.EndedAt = Running, time.Time{}
	default:
		e.State, e.StartedAt, e.EndedAt = Planned, time.Time{}, time.Time{}
	}
	e.ReviewedAt = time.Time{}
	return e, true
}
