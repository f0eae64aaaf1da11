package target

import (
	"context"
	"slices"
	"time"

	"cairn/internal/assess"
	"cairn/internal/calendar"
	"cairn/internal/errs"
	"cairn/internal/maturity"
	"cairn/internal/wording"
)

// scene is what a use case reads of a programme, once, and the transaction that it reads in.
type scene struct {
	tx        Tx
	service   *Service
	now       time.Time
	programme assess.Programme
	model     *maturity.Model
	position  assess.Position
	closed    map[string]int // levels that the newest snapshot found, or managers set in its place
	people    map[assess.UserID]assess.Person
	calendars map[assess.UserID]*calendar.Calendar
}

// scene reads a programme and where it stands.
func (s *Service) scene(ctx context.Context, tx Tx, id assess.ProgrammeID, now time.Time) (*scene, error) {
	p, err := tx.Programme(ctx, id)
	if err != nil {
		return nil, err
	}
	position, err := s.programmes.Position(ctx, tx, p)
	if err != nil {
		return nil, err
	}
	return s.sceneAt(ctx, tx, p, position, now)
}

// sceneAt is a programme at a position.
func (s *Service) sceneAt(ctx context.Context, tx Tx, p assess.Programme, position assess.Position, now time.Time) (*scene, error) {
	var overrides []assess.Override
	if snap := position.Snapshot; snap != nil {
		var err error
		if overrides, err = tx.Overrides(ctx, snap.Cycle); err != nil {
			return nil, err
		}
	}
	return &scene{
		tx: tx, service: s, now: now, programme: p, model: position.Model, position: position, closed: closedLevels(position, overrides),
		people: make(map[assess.UserID]assess.Person), calendars: make(map[assess.UserID]*calendar.Calendar),
	}, nil
}

// person returns what is known about somebody, without holding anything.
func (sc *scene) person(ctx context.Context, id assess.UserID) (assess.Person, error) {
	if who, ok := sc.people[id]; ok {
		return who, nil
	}
	err := sc.meet(ctx, []assess.UserID{id})
	return sc.people[id], err
}

// meet reads what is known about people. Who is unknown has an id only.
func (sc *scene) meet(ctx context.Context, ids []assess.UserID) error {
	known, err := sc.tx.PeopleByID(ctx, ids)
	for _, id := range ids {
		who := known[id]
		who.ID = id
		sc.people[id] = who
	}
	return err
}

// calendarOf returns somebody's working calendar.
func (sc *scene) calendarOf(ctx context.Context, id assess.UserID) (*calendar.Calendar, error) {
	if cal, ok := sc.calendars[id]; ok {
		return cal, nil
	}
	who, err := sc.person(ctx, id)
	if err != nil {
		return nil, err
	}
	cal, err := sc.programme.CalendarOf(who)
	sc.calendars[id] = cal
	return cal, err
}

// mayRead checks that the actor has a part in the programme, or in the target.
func (sc *scene) mayRead(by assess.Actor, owner assess.UserID) error {
	p := sc.programme
	if by.Operator() || p.Knows(by.User) || by.User == owner && owner != "" {
		return nil
	}
	return forbidden("The targets of %s are for those who have a part in it. Ask a manager: %s.", p.Scope, assess.Mentions(p.Managers...))
}

// manages reports whether the actor runs the programme.
func (sc *scene) manages(by assess.Actor) bool {
	return by.Operator() || sc.programme.IsManager(by.User)
}

// owns reports whether the actor is the category's owner.
func (sc *scene) owns(by assess.Actor, category string) bool {
	return slices.ContainsFunc(sc.programme.Assignments, func(a assess.Assignment) bool {
		return a.Category == category && a.Owner == by.User && by.User != ""
	})
}

// mayRun checks that the actor runs the programme.
func (sc *scene) mayRun(by assess.Actor, what string) error {
	if sc.manages(by) {
		return nil
	}
	return forbidden("Only the managers of %s may %s: %s.", sc.programme.Scope, wording.Literal(what), assess.Mentions(sc.programme.Managers...))
}

// ownerOf is who answers for a category; "" while nobody does.
func (sc *scene) ownerOf(category string) assess.UserID {
	for _, a := range sc.programme.Assignments {
		if a.Category == category {
			return a.Owner
		}
	}
	return ""
}

// forbidden says that a person may not do something, and who may.
func forbidden(format string, args ...any) error { return errs.New(errs.Forbidden, format, args...) }

// standing is how a target stands now, and the cycle whose answers reach it.
func (sc *scene) standing(t Target, events []Event, cal *calendar.Calendar) (State, []Sign, assess.CycleID) {
	switch {
	case t.State.Ended():
		return t.State, nil, t.Cycle
	case t.Model != sc.model.ID:
		sign := Sign{OffTrack, wording.New("The programme has moved to another model, by which this target cannot be reached. Close it and set a new one.")}
		if sc.now.After(t.dueAt(events, cal)) {
			sign.State = Missed
		}
		return sign.State, []Sign{sign}, ""
	}
	if cycle, ok := t.reachedBy(sc.position, sc.closed, Started(t, events)); ok {
		return Reached, nil, cycle
	}
	state, signs := Judge(t, events, progressOf(sc.position, t.Category, t.Level), cal, sc.now)
	return state, signs, ""
}
