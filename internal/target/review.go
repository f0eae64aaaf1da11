package target

import (
	"context"
	"strings"
	"time"

	"cairn/internal/assess"
	"cairn/internal/errs"
)

// ReviewProgramme holds the open targets of a programme against what is answered now: what is reached is reached, and how the
// others stand is brought up to date. A process calls it after new answers and after a snapshot, with its own time. Doing it
// again changes nothing.
func (s *Service) ReviewProgramme(ctx context.Context, programme assess.ProgrammeID, now time.Time) (r Reviewed, err error) {
	defer errs.Wrap(&err, "target.ReviewProgramme(%s)", programme)
	var moved []ID
	err = s.store.View(ctx, func(tx Tx) error {
		sc, err := s.scene(ctx, tx, programme, now)
		if err != nil {
			return err
		}
		targets, err := tx.Targets(ctx, programme, false)
		if err != nil {
			return err
		}
		all, err := sc.list(ctx, assess.Actor{Source: assess.FromSchedule}, targets, Filter{})
		for _, v := range all {
			if v.Computed != v.State {
				moved = append(moved, v.ID)
			}
		}
		return err
	})
	if err != nil {
		return r, err
	}
	for _, id := range moved {
		state, changed, err := s.review(ctx, id, now)
		switch {
		case err != nil:
			return r, err
		case changed && state == Reached:
			r.Reached = append(r.Reached, id)
		case changed:
			r.Changed = append(r.Changed, id)
		}
	}
	if len(r.Reached)+len(r.Changed) > 0 {
		s.programmes.Deliver()
	}
	return r, nil
}

// ReviewAfter is ReviewProgramme for the programme of a cycle.
func (s *Service) ReviewAfter(ctx context.Context, id assess.CycleID, now time.Time) (err error) {
	defer errs.Wrap(&err, "target.ReviewAfter(%s)", id)
	var c assess.Cycle
	err = s.store.View(ctx, func(tx Tx) error {
		c, err = tx.Cycle(ctx, id)
		return err
	})
	if err == nil {
		_, err = s.ReviewProgramme(ctx, c.Programme, now)
	}
	return err
}

// Review brings up to date how one target stands, which the time alone may have changed. Doing it again changes nothing.
func (s *Service) Review(ctx context.Context, id ID, now time.Time) (err error) {
	defer errs.Wrap(&err, "target.Review(%s)", id)
	_, changed, err := s.review(ctx, id, now)
	if err == nil && changed {
		s.programmes.Deliver()
	}
	return err
}

// review brings one target up to date, and reports its state and whether that is another than before.
func (s *Service) review(ctx context.Context, id ID, now time.Time) (state State, changed bool, err error) {
	err = s.store.Update(ctx, func(tx Tx) error {
		changed = false
		t, err := tx.Target(ctx, id)
		if err != nil || !t.Open() {
			state = t.State
			return err
		}
		sc, err := s.scene(ctx, tx, t.Programme, now)
		if err != nil {
			return err
		}
		events, err := tx.Events(ctx, id.Subject())
		if err != nil {
			return err
		}
		cal, err := sc.calendarOf(ctx, t.Owner)
		if err != nil {
			return err
		}
		var signs []Sign
		var cycle assess.CycleID
		if state, signs, cycle = sc.standing(t, events, cal); state == t.State {
			return nil
		}
		changed = true
		return sc.move(ctx, t, state, signs, cycle)
	})
	return state, changed, err
}

// move records that a target stands otherwise than before.
func (sc *scene) move(ctx context.Context, t Target, state State, signs []Sign, cycle assess.CycleID) error {
	by := assess.Actor{Source: assess.FromSchedule}
	was := t.State
	t.State, t.Since, t.Version = state, sc.now, t.Version+1
	e := Event{Kind: WasJudged, By: by, State: state, Note: said(signs)}
	verb, detail := "target.judged", map[string]string{"state": string(state), "before": string(was), "signs": e.Note}
	switch state {
	case Reached:
		t.EndedAt, t.EndedBy, t.Cycle = sc.now, by, cycle
		e = Event{Kind: WasReached, By: by, State: state, Cycle: cycle}
		verb, detail = "target.reached", map[string]string{"cycle": string(cycle)}
	case Missed:
		verb = "target.missed"
	}
	if err := sc.tx.SaveTarget(ctx, t); err != nil {
		return err
	}
	return sc.happened(ctx, t, e, verb, detail)
}

// said joins signs in English, for the ledger.
func said(signs []Sign) string {
	all := make([]string, len(signs))
	for i, s := range signs {
		all[i] = s.Says.String()
	}
	return strings.Join(all, " ")
}
