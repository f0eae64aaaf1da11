package target

import (
	"context"
	"slices"
	"strings"

	"cairn/internal/assess"
	"cairn/internal/errs"
)

// SetState sets how a target stands beside what was computed, OnTrack, AtRisk or OffTrack, with a manager's reason; ""
// takes that back. It stands until the next check-in or change of terms. What is missed cannot be set to anything else.
func (s *Service) SetState(ctx context.Context, by assess.Actor, id ID, state State, reason string) (err error) {
	defer errs.Wrap(&err, "target.SetState(%s)", id)
	reason = strings.TrimSpace(reason)
	err = s.change(ctx, id, func(sc *scene, t Target, events []Event) error {
		if err := sc.mayRun(by, "set how a target stands"); err != nil {
			return err
		}
		cal, err := sc.calendarOf(ctx, t.Owner)
		if err != nil {
			return err
		}
		faults := make(errs.Faults)
		verb := "target.state-set"
		switch {
		case state == "" && t.Override == nil:
			return errs.New(errs.NotFound, "The state of %s was not set by hand, so there is nothing to take back.", id.Number())
		case state == "":
			t.Override, verb = nil, "target.state-lifted"
		case sc.now.After(t.dueAt(events, cal)):
			return errs.New(errs.Closed, "The day of %s, %s, is past. Give it a new day, or close it.", id.Number(), t.Due)
		case !slices.Contains([]State{OnTrack, AtRisk, OffTrack}, state):
			faults.Add(FieldState, "Choose on track, at risk or off track.")
			fallthrough
		default:
			checkReason(faults, FieldReason, reason)
			t.Override = &Override{State: state, Reason: reason, By: by, At: sc.now}
		}
		if err := faults.Err(); err != nil {
			return err
		}
		e := Event{Kind: WasOverridden, By: by, State: state, Note: reason}
		detail := map[string]string{"state": string(state), "computed": string(t.State), "reason": reason}
		_, err = sc.revise(ctx, t, events, e, verb, detail)
		return err
	})
	if err == nil {
		s.programmes.Deliver()
	}
	return err
}

// Accept accepts, with a manager's reason, all that speaks against a target and that nobody has accepted yet.
func (s *Service) Accept(ctx context.Context, by assess.Actor, id ID, reason string) (err error) {
	defer errs.Wrap(&err, "target.Accept(%s)", id)
	reason = strings.TrimSpace(reason)
	err = s.change(ctx, id, func(sc *scene, t Target, events []Event) error {
		if err := sc.mayRun(by, "accept what speaks against a target"); err != nil {
			return err
		}
		faults := make(errs.Faults)
		if checkReason(faults, FieldReason, reason); len(faults) > 0 {
			return faults.Err()
		}
		open, err := sc.tx.Targets(ctx, t.Programme, false)
		if err != nil {
			return err
		}
		var anew bool
		if t.Warnings, anew = accepted(sc.still(t, open), by, reason, sc.now); !anew {
			return errs.New(errs.NotFound, "Nothing speaks against %s that is not accepted already.", id.Number())
		}
		_, err = sc.revise(ctx, t, events, Event{Kind: WasAccepted, By: by, Note: reason}, "target.warnings-accepted", map[string]string{"reason": reason})
		return err
	})
	if err == nil {
		s.programmes.Deliver()
	}
	return err
}
