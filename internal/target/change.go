package target

import (
	"context"
	"maps"
	"slices"
	"strings"

	"cairn/internal/assess"
	"cairn/internal/errs"
	"cairn/internal/wording"
)

// Change gives a target other terms but for its category; seen is the edition of them that the person had before them, and
// it is an errs.Conflict when somebody changed them since. A later day is a slip, and kept as one. A new day, level or owner needs a reason, why. Whoever may set targets of the category may change all; the
// target's owner the day. It lifts the state that a manager set. Terms that are there already change nothing.
func (s *Service) Change(ctx context.Context, by assess.Actor, id ID, seen int, in Terms, why, accept string) (err error) {
	defer errs.Wrap(&err, "target.Change(%s)", id)
	changed := false
	err = s.change(ctx, id, func(sc *scene, had Target, events []Event) error {
		v, faults, err := sc.check(ctx, by, in, nil, id)
		if err != nil {
			return err
		}
		t := had
		if t.Terms = v.Terms; t.Terms == had.Terms && accept == "" {
			return nil
		}
		if err := sc.mayChange(by, had, t.Terms); err != nil {
			return err
		}
		if edition(events) != seen {
			return errs.New(errs.Conflict, "%s was changed while you had it open. Look at it again, and then change it.", id.Number())
		}
		why, accept = strings.TrimSpace(why), strings.TrimSpace(accept)
		if t.Category != had.Category {
			faults.Add(FieldCategory, "A target keeps its category. Close this one and set another.")
		}
		if t.Level != had.Level || t.Due != had.Due || t.Owner != had.Owner || why != "" {
			checkReason(faults, FieldWhy, why)
		}
		if t.Due == had.Due { // a day that has come is no fault of who changes something else
			delete(faults, FieldDue)
		}
		if err := sc.checkAccept(by, accept, faults); err != nil {
			return err
		}
		t.Warnings = v.Warnings
		if t.Level == had.Level && !t.Due.Before(had.Due) {
			t.Warnings = keeping(t.Warnings, had.Warnings)
		}
		if t.Level != had.Level {
			t.Base = baseOf(progressOf(sc.position, t.Category, t.Level))
		}
		anew := false
		if accept != "" {
			t.Warnings, anew = accepted(t.Warnings, by, accept, sc.now)
		}
		t.Override, changed = nil, true
		was, is := had.Terms, t.Terms
		e := Event{Kind: WasChanged, By: by, Was: &was, Is: &is, Note: why}
		detail := t.Terms.detail()
		detail["why"] = why
		if t, err = sc.revise(ctx, t, events, e, "target.changed", detail); err != nil || !anew {
			return err
		}
		return sc.happened(ctx, t, Event{Kind: WasAccepted, By: by, Note: accept}, "target.warnings-accepted", map[string]string{"reason": accept})
	})
	if err == nil && changed {
		s.programmes.Deliver()
	}
	return err
}

// mayChange checks that the actor may give a target other terms.
func (sc *scene) mayChange(by assess.Actor, had Target, now Terms) error {
	err := sc.maySet(by, had.Category)
	if err == nil || by.User != had.Owner || by.User == "" {
		return err
	}
	now.Due = had.Due
	if now != had.Terms {
		return forbidden("As its owner you may give %s another day, or close it. What else it says is changed by the owner of the category and the managers of %s: %s.",
			had.ID.Number(), sc.programme.Scope, assess.Mentions(sc.programme.Managers...))
	}
	return nil
}

// change runs an act on a target that is still watched, in one transaction that holds it.
func (s *Service) change(ctx context.Context, id ID, act func(sc *scene, t Target, events []Event) error) error {
	return s.store.Update(ctx, func(tx Tx) error {
		t, err := tx.Target(ctx, id)
		if err != nil {
			return err
		}
		sc, err := s.scene(ctx, tx, t.Programme, s.now())
		if err != nil {
			return err
		}
		if !t.Open() {
			return ended(t)
		}
		events, err := tx.Events(ctx, id.Subject())
		if err != nil {
			return err
		}
		return act(sc, t, events)
	})
}

// ended says that nothing more can be done about a target.
func ended(t Target) error {
	if t.State == Reached {
		return errs.New(errs.Closed, "%s was reached on %s. To go further, set a target for the next level.", t.ID.Number(), wording.At(t.EndedAt, "2 January 2006"))
	}
	return errs.New(errs.Closed, "%s was closed on %s. Set a new target if it is wanted after all.", t.ID.Number(), wording.At(t.EndedAt, "2 January 2006"))
}

// revise keeps what an act made of a target, with its event, and judges it anew; the journal says what it became by that.
func (sc *scene) revise(ctx context.Context, t Target, events []Event, e Event, verb string, detail map[string]string) (Target, error) {
	e.At, e.Subject = sc.now, t.ID.Subject()
	if t.Open() {
		cal, err := sc.calendarOf(ctx, t.Owner)
		if err != nil {
			return t, err
		}
		state, _, _ := sc.standing(t, append(slices.Clone(events), e), cal)
		switch state {
		case t.State:
		case Reached: // the review says so
			if err := sc.tx.AddNudge(ctx, assess.Nudge{Kind: assess.NudgeReview, Subject: string(t.Programme), At: sc.now}); err != nil {
				return t, err
			}
		default:
			t.State, t.Since = state, sc.now
			detail = maps.Clone(detail)
			detail["became"] = string(state)
		}
	}
	t.Version++
	if err := sc.tx.SaveTarget(ctx, t); err != nil {
		return t, err
	}
	return t, sc.happened(ctx, t, e, verb, detail)
}

// Close gives a target up. Managers may, the category's owner and the target's.
func (s *Service) Close(ctx context.Context, by assess.Actor, id ID, why string) (err error) {
	defer errs.Wrap(&err, "target.Close(%s)", id)
	why = strings.TrimSpace(why)
	err = s.change(ctx, id, func(sc *scene, t Target, events []Event) error {
		if err := sc.mayChange(by, t, t.Terms); err != nil {
			return err
		}
		faults := make(errs.Faults)
		if checkReason(faults, FieldWhy, why); len(faults) > 0 {
			return faults.Err()
		}
		t.State, t.Since, t.EndedAt, t.EndedBy, t.Why = Closed, sc.now, sc.now, by, why
		_, err := sc.revise(ctx, t, events, Event{Kind: WasClosed, By: by, Note: why}, "target.closed", map[string]string{"why": why})
		return err
	})
	if err == nil {
		s.programmes.Deliver()
	}
	return err
}
