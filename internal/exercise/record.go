package exercise

import (
	"context"
	"slices"
	"time"

	"cairn/internal/assess"
	"cairn/internal/calendar"
	"cairn/internal/errs"
)

// record is an exercise with its ledger, and the people that decide who is told what.
type record struct {
	Exercise
	tx        Tx
	now       time.Time
	programme assess.Programme
	events    []Event  // oldest first
	read      *reading // of the events
	people    map[assess.UserID]assess.Person
	calendars map[assess.UserID]*calendar.Calendar
}

// record reads an exercise, and in an Update holds it.
func (s *Service) record(ctx context.Context, tx Tx, id ID, now time.Time) (*record, error) {
	e, err := tx.Exercise(ctx, id)
	if err != nil {
		return nil, err
	}
	events, err := tx.ExerciseEvents(ctx, id)
	if err != nil {
		return nil, err
	}
	p, err := tx.Programme(ctx, e.Programme)
	if err != nil {
		return nil, err
	}
	return complete(ctx, tx, e, events, p, now)
}

// complete makes a record of what was read, and adds who the people are.
func complete(ctx context.Context, tx Tx, e Exercise, events []Event, p assess.Programme, now time.Time) (*record, error) {
	r := &record{Exercise: e, tx: tx, now: now, programme: p, events: events, people: make(map[assess.UserID]assess.Person)}
	all := append(r.People(), p.Managers...)
	for _, had := range events {
		if had.Plan != nil { // who was invited once is told what became of it
			all = append(all, had.Plan.People()...)
		}
	}
	slices.Sort(all)
	all = slices.Compact(all)
	known, err := tx.PeopleByID(ctx, all)
	if err != nil {
		return nil, err
	}
	for _, u := range all {
		who := known[u]
		who.ID = u
		r.people[u] = who
	}
	r.calendars, err = calendarsOf(p, all, known)
	return r, err
}

// act runs an act on an exercise in one transaction that holds it, and has its process look at what came of it.
func (s *Service) act(ctx context.Context, id ID, do func(r *record) error) error {
	err := s.store.Update(ctx, func(tx Tx) error {
		r, err := s.record(ctx, tx, id, s.now())
		if err != nil {
			return err
		}
		return do(r)
	})
	if err == nil {
		s.programmes.Deliver()
	}
	return err
}

// keep stores an event that changes the exercise, if it does, with its audit entry and the nudge for its process; of a plan and
// of what changes the process of the programme's duty hears too. The verb is that of the journal: "exercise.started".
func (r *record) keep(ctx context.Context, e Event, verb string, detail map[string]string, change func(*Exercise)) error {
	if change != nil {
		changed := r.Exercise
		change(&changed)
		changed.Version++
		if err := r.tx.SaveExercise(ctx, changed); err != nil {
			return err
		}
		r.Exercise = changed
	}
	if e.At.IsZero() {
		e.At = r.now
	}
	e.Exercise = r.ID
	added, err := r.tx.AddExerciseEvent(ctx, e)
	if err != nil || !added {
		return err
	}
	r.events = append(r.events, e)
	entry := assess.Entry{At: e.At, Actor: e.By, Verb: verb, Programme: r.Programme, Subject: string(r.ID), Detail: detail}
	if err := r.tx.AddEntry(ctx, entry); err != nil {
		return err
	}
	if change != nil || e.Plan != nil {
		if err := r.nudge(ctx, DutyOf(r.Programme), e.At); err != nil {
			return err
		}
	}
	return r.nudge(ctx, r.ID.Subject(), e.At)
}

func (r *record) nudge(ctx context.Context, s Subject, at time.Time) error {
	return r.tx.AddNudge(ctx, assess.Nudge{Kind: assess.NudgeExercise, Subject: string(s), At: at})
}

// edition counts how often it was said what the plan is.
func (r *record) edition() int { return len(r.plans()) }

// manages reports whether the actor runs the programme.
func (r *record) manages(by assess.Actor) bool {
	return by.Operator() || r.programme.IsManager(by.User)
}

// leads reports whether the actor facilitates the exercise.
func (r *record) leads(by assess.Actor) bool { return by.User != "" && by.User == r.Facilitator }

// forbidden says who may do what somebody may not.
func forbidden(format string, args ...any) error { return errs.New(errs.Forbidden, format, args...) }
