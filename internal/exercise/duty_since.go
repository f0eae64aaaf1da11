package exercise

import (
	"context"
	"slices"
	"time"

	"cairn/internal/assess"
)

// Declared is for how long a programme has declared, without a break, that it is to exercise in a kind.
type Declared struct {
	Since time.Time // when the first of those declarations was made; what was declared before there was such a duty is taken for a yearly tabletop
	Said  time.Time // when the first was made that says so itself; zero for none
}

// dutySince is since when a programme is to exercise in a kind: since it said so, or since Cairn first took for granted what an
// older declaration could not say. Where that is not recorded yet, it is from now on.
func dutySince(ctx context.Context, tx Tx, in assess.Programme, kind Kind, now time.Time) (time.Time, error) {
	declared, err := tx.DutyDeclared(ctx, in.ID, in.Revision, kind)
	if err != nil || !declared.Said.IsZero() && declared.Said.Equal(declared.Since) {
		return declared.Said, err
	}
	began, err := dutyBegan(ctx, tx, in.ID, kind)
	switch {
	case err != nil:
		return now, err
	case began.Before(declared.Since): // there was a break since
		began = time.Time{}
	}
	switch said := declared.Said; {
	case began.IsZero() && said.IsZero():
		return now, nil
	case began.IsZero() || !said.IsZero() && said.Before(began):
		return said, nil
	default:
		return began, nil
	}
}

// dutyBegan is when it was recorded that a duty is in force which no declaration says; zero for never.
func dutyBegan(ctx context.Context, tx Tx, p assess.ProgrammeID, kind Kind) (time.Time, error) {
	events, err := tx.DutyEvents(ctx, p)
	if i := slices.IndexFunc(events, func(e DutyEvent) bool { return e.Kind == WasBegun && e.Step == string(kind) }); i >= 0 {
		return events[i].At, err
	}
	return time.Time{}, err
}

// unbegun lists the duties of a programme that no declaration says and of which it is not recorded since when they are in force.
func unbegun(ctx context.Context, tx Tx, in assess.Programme) (kinds []Kind, err error) {
	for _, kind := range []Kind{Tabletop, Simulation} {
		if monthsOf(in, kind) == 0 {
			continue
		}
		declared, err := tx.DutyDeclared(ctx, in.ID, in.Revision, kind)
		if err != nil {
			return nil, err
		}
		if !declared.Said.IsZero() {
			continue
		}
		began, err := dutyBegan(ctx, tx, in.ID, kind)
		if err != nil {
			return nil, err
		}
		if began.IsZero() {
			kinds = append(kinds, kind)
		}
	}
	return kinds, nil
}

// begin records that the duties are in force from now on which a programme has by an older declaration, so that nothing is
// overdue on the day on which Cairn learns of them.
func (s *Service) begin(ctx context.Context, p assess.ProgrammeID) error {
	now := s.now()
	return s.store.Update(ctx, func(tx Tx) error {
		in, err := tx.Programme(ctx, p)
		if err != nil {
			return err
		}
		kinds, err := unbegun(ctx, tx, in)
		if err != nil {
			return err
		}
		for _, kind := range kinds {
			added, err := tx.AddDutyEvent(ctx, DutyEvent{At: now, Programme: p, Kind: WasBegun, Step: string(kind)})
			if err != nil || !added {
				return err
			}
			if err := tx.AddEntry(ctx, assess.Entry{
				At: now, Actor: bySchedule, Verb: "exercise.duty-began", Programme: p, Subject: string(DutyOf(p)),
				Detail: map[string]string{"kind": string(kind)},
			}); err != nil {
				return err
			}
		}
		return nil
	})
}
