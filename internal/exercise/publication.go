package exercise

import (
	"context"
	"time"

	"cairn/internal/assess"
	"cairn/internal/errs"
)

// publications is how often a report is tried to be published, a working day apart, until somebody has it tried anew.
const publications = 5

// Refusal is why a signed report is not published yet.
type Refusal struct {
	Reason  string    // what Slack said last
	At      time.Time // when
	GivenUp bool      // it is not tried any more until somebody asks for that; see [Service.Republish]
	Shelved bool      // a manager said that it need not be published; see [Service.Shelve]
	round   int       // counts from 1 how often it is tried anew
}

// Publication is the signed report that is still to be published; false once it is.
func (s *Service) Publication(ctx context.Context, id ID) (report Report, ok bool, err error) {
	defer errs.Wrap(&err, "exercise.Publication(%s)", id)
	err = s.store.View(ctx, func(tx Tx) error {
		r, err := s.record(ctx, tx, id, s.now())
		if err != nil {
			return err
		}
		if ok = r.publishable(); !ok {
			return nil
		}
		report, err = r.signed(ctx)
		return err
	})
	return report, ok, err
}

// publishable reports whether the report is signed and has yet to be published.
func (r *record) publishable() bool {
	return r.State == Reviewed && r.find(WasPublished) == nil
}

// publication is when the signed report is to be published, if it still is: at once, and when Slack refuses it once more on each of the next
// working days of the facilitator. What it is tried as counts up, so that each refusal is on record.
func (r *record) publication() Due {
	why, tried := r.refusal()
	at := r.ReviewedAt
	if e := r.find(WasRetried); e != nil {
		at = e.At
	}
	switch {
	case !r.publishable(), why != nil && why.GivenUp:
		return Due{}
	case why != nil:
		at = nextOpening(r.calendars[r.Facilitator], why.At)
	}
	return Due{At: at, Deed: DoPublish, Step: numbered(StepReport, tried+1)}
}

// refusal is why the report is not published; nil where Slack has not refused it since it was signed or asked for anew. Tried
// counts all that was ever refused.
func (r *record) refusal() (why *Refusal, tried int) {
	if !r.publishable() {
		return nil, 0
	}
	round, now := 1, 0
	for _, e := range r.events {
		switch {
		case e.Kind == WasRetried:
			round, now, why = round+1, 0, nil
		case e.Kind == WasUndelivered && StepName(e.Step) == StepReport:
			tried, now = tried+1, now+1
			why = &Refusal{Reason: e.Note, At: e.At, GivenUp: now >= publications, round: round}
		case e.Kind == WasShelved && why != nil:
			why.Shelved = true
		}
	}
	return why, tried
}

// shelved reports whether a manager said that the report need not be published.
func (r *record) shelved() bool {
	why, _ := r.refusal()
	return why != nil && why.Shelved
}

// unpublished tells whoever evaluates the exercise that Slack refuses the report, and in the end the managers too.
func (r *record) unpublished(u assess.UserID) []rung {
	why, _ := r.refusal()
	switch {
	case why == nil:
		return nil
	case !why.GivenUp && r.reviews(assess.BySlack(u)):
		return []rung{{step: numbered(StepRefused, why.round), at: why.At}}
	case why.GivenUp && (u == r.Facilitator || r.programme.IsManager(u)):
		return []rung{{step: numbered(StepUnpublished, why.round), at: why.At}}
	default:
		return nil
	}
}

// Republish has the signed report be tried to be published anew, at once, now that what Slack refused it for is mended. Where
// nothing was refused since it was last asked for, its process is only woken.
func (s *Service) Republish(ctx context.Context, by assess.Actor, id ID) (err error) {
	defer errs.Wrap(&err, "exercise.Republish(%s)", id)
	return s.act(ctx, id, func(r *record) error {
		if !r.manages(by) && !r.leads(by) {
			return forbidden("The report of %s is published again by its facilitator, %s, or a manager of %s.",
				r.ID.Number(), assess.Mentions(r.Facilitator), r.programme.Scope)
		}
		if r.State != Reviewed {
			return r.notSigned()
		}
		why, _ := r.refusal()
		switch {
		case !r.publishable():
			return nil
		case why == nil:
			return r.nudge(ctx, r.ID.Subject(), r.now)
		}
		return r.keep(ctx, Event{By: by, Kind: WasRetried}, "exercise.republished", map[string]string{"refused": why.Reason}, nil)
	})
}

// Shelve has a signed report stay unpublished that Slack refused until Cairn gave up: nobody is reminded of it any more, and the
// exercise is evidence for nothing. It is for managers, and it can still be published anew. Said again it changes nothing.
func (s *Service) Shelve(ctx context.Context, by assess.Actor, id ID) (err error) {
	defer errs.Wrap(&err, "exercise.Shelve(%s)", id)
	return s.act(ctx, id, func(r *record) error {
		if !r.manages(by) {
			return forbidden("That the report of %s need not be published is for a manager of %s to say: %s.",
				r.ID.Number(), r.programme.Scope, assess.Mentions(r.programme.Managers...))
		}
		why, _ := r.refusal()
		switch {
		case why == nil || !why.GivenUp:
			return errs.New(errs.Conflict, "The report of %s is published already, or Cairn still tries to.", r.ID.Number())
		case why.Shelved:
			return nil
		}
		return r.keep(ctx, Event{By: by, Kind: WasShelved}, "exercise.shelved", map[string]string{"refused": why.Reason}, nil)
	})
}

// notSigned says why there is nothing to publish.
func (r *record) notSigned() error {
	return errs.New(errs.Conflict, "The report of %s is not signed, so it cannot be published.", r.ID.Number())
}

// Published records where the report is, and from then on the exercise is evidence for the items of the model that ask for
// one of its kind, if it counts as held. Said again it changes nothing.
func (s *Service) Published(ctx context.Context, id ID, link string, at time.Time) (err error) {
	defer errs.Wrap(&err, "exercise.Published(%s)", id)
	return s.act(ctx, id, func(r *record) error {
		if r.State != Reviewed {
			return r.notSigned()
		}
		if r.find(WasPublished) != nil {
			return nil
		}
		m, err := s.models(r.programme.Model)
		if err != nil {
			return err
		}
		for _, b := range r.backed(m, monthsOf(r.programme, r.Kind), link, at) {
			if err := r.tx.AddBacking(ctx, b); err != nil {
				return err
			}
		}
		e := Event{At: at, By: bySchedule, Kind: WasPublished, Detail: Detail{Link: link}}
		if err := r.keep(ctx, e, "exercise.published", map[string]string{"link": link}, nil); err != nil {
			return err
		}
		return r.nudge(ctx, DutyOf(r.Programme), r.now)
	})
}
