package target

import (
	"cmp"
	"context"
	"slices"
	"time"

	"cairn/internal/assess"
	"cairn/internal/errs"
)

// Standings are how the targets and actions of a programme stood when a cycle closed, for its digest.
type Standings struct {
	At      time.Time    // of the close
	Reached []View       // by the answers of the cycle
	Open    []View       // all others that were watched then, by due day
	Actions []ActionView // to be done then, by due day
	Done    []Action     // done by then, and since their category was last answered for
}

// In lists the open targets that stood in one of the states, the gravest first.
func (s Standings) In(states ...State) []View {
	of := slices.DeleteFunc(slices.Clone(s.Open), func(v View) bool { return !slices.Contains(states, v.Standing()) })
	slices.SortStableFunc(of, func(a, b View) int { return cmp.Compare(gravity(b.Standing()), gravity(a.Standing())) })
	return of
}

// Overdue lists the actions whose day was past.
func (s Standings) Overdue() []ActionView {
	return slices.DeleteFunc(slices.Clone(s.Actions), func(a ActionView) bool { return !a.Overdue })
}

// Empty reports whether there was nothing.
func (s Standings) Empty() bool { return len(s.Reached)+len(s.Open)+len(s.Actions)+len(s.Done) == 0 }

// StandingsAtClose says how the targets and actions of a programme stood when a cycle closed. They are told by what was
// recorded until then, so that they are the same whenever they are asked for; only what the cycle's answers, and the levels
// that managers set in it, reached counts whenever that was found.
func (s *Service) StandingsAtClose(ctx context.Context, id assess.CycleID) (st Standings, err error) {
	defer errs.Wrap(&err, "target.StandingsAtClose(%s)", id)
	err = s.store.View(ctx, func(tx Tx) error {
		st = Standings{}
		snap, err := tx.Snapshot(ctx, id)
		if err != nil {
			return err
		}
		st.At = snap.TakenAt
		targets, err := tx.Targets(ctx, snap.Programme, true)
		if err != nil {
			return err
		}
		actions, err := tx.Actions(ctx, snap.Programme, true)
		if err != nil || len(targets)+len(actions) == 0 {
			return err
		}
		p, err := tx.Programme(ctx, snap.Programme)
		if err != nil {
			return err
		}
		position, err := s.programmes.PositionAtClose(ctx, tx, id)
		if err != nil {
			return err
		}
		sc, err := s.sceneAt(ctx, tx, p, position, snap.TakenAt)
		if err != nil {
			return err
		}
		if err := st.addTargets(ctx, sc, targets, id); err != nil {
			return err
		}
		return st.addActions(ctx, sc, actions)
	})
	return st, err
}

func (st *Standings) addTargets(ctx context.Context, sc *scene, all []Target, id assess.CycleID) error {
	all = slices.DeleteFunc(all, func(t Target) bool { return t.SetAt.After(st.At) || st.over(t.EndedAt) && t.Cycle != id })
	subjects := make([]Subject, len(all))
	for i, t := range all {
		subjects[i] = t.ID.Subject()
	}
	events, err := sc.eventsOf(ctx, subjects)
	if err != nil {
		return err
	}
	var then []Target
	for _, t := range all {
		of := t.ID.Subject()
		events[of] = until(events[of], st.At, id)
		if was, ok := t.after(events[of]); ok && (was.Open() || was.State == Reached && was.Cycle == id) {
			then = append(then, was)
		}
	}
	slices.SortStableFunc(then, func(a, b Target) int { return a.Due.Compare(b.Due) })
	views, err := sc.views(ctx, assess.Actor{Source: assess.FromSchedule}, then, events)
	for _, v := range views {
		if v.Computed == Reached { // its review may be still to come
			st.Reached = append(st.Reached, v)
		} else {
			st.Open = append(st.Open, v)
		}
	}
	return err
}

// over reports whether what ended at an instant, and has not been open since, was over at the close.
func (st *Standings) over(ended time.Time) bool { return !ended.IsZero() && !ended.After(st.At) }

func (st *Standings) addActions(ctx context.Context, sc *scene, all []Action) error {
	isDone := func(a Action) bool { return a.Status == Done && sc.position.Since(a.Category, a.EndedAt) }
	all = slices.DeleteFunc(all, func(a Action) bool {
		over := st.over(a.EndedAt)
		if over && isDone(a) {
			st.Done = append(st.Done, a)
		}
		return over || a.SetAt.After(st.At)
	})
	events, err := sc.eventsOf(ctx, subjectsOf(all))
	if err != nil {
		return err
	}
	var then []Action
	for _, a := range all {
		of := a.ID.Subject()
		events[of] = until(events[of], st.At, "")
		switch was, ok := a.after(events[of]); {
		case ok && was.Open():
			then = append(then, was)
		case ok && isDone(was): // opened again later
			st.Done = append(st.Done, was)
		}
	}
	slices.SortStableFunc(then, func(a, b Action) int { return a.Due.Compare(b.Due) })
	st.Actions, err = sc.actionViewsBy(ctx, assess.Actor{Source: assess.FromSchedule}, then, events)
	return err
}

// until lists what had happened by an instant, with what a cycle reached.
func until(events []Event, at time.Time, id assess.CycleID) []Event {
	return slices.DeleteFunc(slices.Clone(events), func(e Event) bool {
		return e.At.After(at) && (e.Kind != WasReached || e.Cycle != id)
	})
}

// after is what a target was when only the events had happened; false when it was not set yet.
func (t Target) after(events []Event) (Target, bool) {
	was := t
	was.State, was.Since, was.Override, was.Warnings = OnTrack, t.SetAt, nil, nil
	was.EndedAt, was.EndedBy, was.Why, was.Cycle = time.Time{}, assess.Actor{}, "", ""
	set := false
	for _, e := range events {
		switch e.Kind {
		case WasSet, WasChanged:
			if e.Is != nil {
				was.Terms, was.Override, set = *e.Is, nil, true
			}
		case WasCheckedIn:
			was.Override = nil
		case WasOverridden:
			if was.Override = nil; e.State != "" {
				was.Override = &Override{State: e.State, Reason: e.Note, By: e.By, At: e.At}
			}
		case WasJudged:
			was.State, was.Since = e.State, e.At
		case WasReached:
			was.State, was.Since, was.EndedAt, was.EndedBy, was.Cycle = Reached, e.At, e.At, e.By, e.Cycle
		case WasClosed:
			was.State, was.Since, was.EndedAt, was.EndedBy, was.Why = Closed, e.At, e.At, e.By, e.Note
		}
	}
	if was.Level != t.Level { // its base is that of the other level
		was.Base = Base{}
	}
	return was, set
}

// after is what an action was when only the events had happened; false when it was not set yet.
func (a Action) after(events []Event) (Action, bool) {
	was := a
	was.Status, was.Evidence, was.EndedAt, was.EndedBy, was.Why = ToDo, "", time.Time{}, assess.Actor{}, ""
	set := false
	for _, e := range events {
		switch e.Kind {
		case WasSet, WasChanged:
			if e.IsW != nil {
				was.Work, set = *e.IsW, true
			}
		case WasBegun:
			was.Status = Doing
		case WasReopened:
			was.Status, was.Evidence, was.EndedAt, was.EndedBy, was.Why = Doing, "", time.Time{}, assess.Actor{}, ""
		case WasDone:
			was.Status, was.Evidence, was.EndedAt, was.EndedBy = Done, e.Link, e.At, e.By
		case WasClosed:
			was.Status, was.EndedAt, was.EndedBy, was.Why = Dropped, e.At, e.By, e.Note
		}
	}
	return was, set
}
