package exercise

import (
	"context"
	"strings"

	"cairn/internal/assess"
	"cairn/internal/errs"
)

// Reply says whether somebody with a part takes part, until the exercise begins. The last word counts.
func (s *Service) Reply(ctx context.Context, by assess.Actor, id ID, reply Reply, note string) (err error) {
	defer errs.Wrap(&err, "exercise.Reply(%s)", id)
	note = strings.TrimSpace(note)
	return s.act(ctx, id, func(r *record) error {
		if err := r.mayReply(by); err != nil {
			return err
		}
		if reply != Yes && reply != Maybe && reply != No {
			return errs.New(errs.Invalid, "Reply yes, maybe or no.")
		}
		faults := make(errs.Faults)
		if checkLength(faults, FieldNote, note); len(faults) > 0 {
			return faults.Err()
		}
		if had := r.replies()[by.User]; had.Reply == reply && had.Note == note {
			return nil
		}
		e := Event{By: by, Kind: WasReplied, Person: by.User, Detail: Detail{Reply: reply, Note: note}}
		return r.keep(ctx, e, "exercise.replied", map[string]string{"reply": string(reply), "note": note}, nil)
	})
}

// Invited is an exercise for whoever may reply to their invitation: errs.Forbidden for others, errs.Closed once it has begun or
// is cancelled.
func (s *Service) Invited(ctx context.Context, by assess.Actor, id ID) (v View, err error) {
	defer errs.Wrap(&err, "exercise.Invited(%s)", id)
	err = s.store.View(ctx, func(tx Tx) error {
		r, err := s.record(ctx, tx, id, s.now())
		if err != nil {
			return err
		}
		if err := r.mayReply(by); err != nil {
			return err
		}
		v, err = s.view(ctx, r, by)
		return err
	})
	return v, err
}

// mayReply checks that the actor has a part in the exercise, and that it has not begun.
func (r *record) mayReply(by assess.Actor) error {
	if by.Operator() || r.PartOf(by.User) == NoPart {
		return forbidden("You have no part in %s. Ask its facilitator, %s, if you want one.", r.ID.Number(), assess.Mentions(r.Facilitator))
	}
	return r.stillPlanned()
}

// Prepared says that what the scenario asks for stands ready.
func (s *Service) Prepared(ctx context.Context, by assess.Actor, id ID) (err error) {
	defer errs.Wrap(&err, "exercise.Prepared(%s)", id)
	return s.act(ctx, id, func(r *record) error {
		if !r.leads(by) {
			return forbidden("What %s needs is prepared by its facilitator, %s.", r.ID.Number(), assess.Mentions(r.Facilitator))
		}
		if err := r.stillPlanned(); err != nil {
			return err
		}
		if r.find(WasPrepared) != nil {
			return nil
		}
		return r.keep(ctx, Event{By: by, Kind: WasPrepared}, "exercise.prepared", nil, nil)
	})
}
