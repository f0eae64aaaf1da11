package exercise

import (
	"context"
	"time"

	"cairn/internal/assess"
	"cairn/internal/errs"
)

// Tell claims what a step says to a person, and returns it. It is false when the step is not to be said any more, or not yet.
// Asked again for what it has claimed, it returns the same, as things stand by then.
func (s *Service) Tell(ctx context.Context, subject Subject, person assess.UserID, step string, now time.Time) (n Notice, ok bool, err error) {
	defer errs.Wrap(&err, "exercise.Tell(%s, %s, %s)", subject, person, step)
	id, is := subject.Exercise()
	if !is {
		return s.dutyTell(ctx, subject.Programme(), person, step, now)
	}
	if ok, err = s.claim(ctx, id, person, step, now); err != nil || !ok {
		return Notice{}, false, err
	}
	n, err = s.notice(ctx, id, person, step, now)
	return n, err == nil, err
}

// Claim is Tell for who does not want to know yet what the step says.
func (s *Service) Claim(ctx context.Context, subject Subject, person assess.UserID, step string, now time.Time) (ok bool, err error) {
	defer errs.Wrap(&err, "exercise.Claim(%s, %s, %s)", subject, person, step)
	id, is := subject.Exercise()
	if !is {
		_, ok, err = s.dutyTell(ctx, subject.Programme(), person, step, now)
		return ok, err
	}
	return s.claim(ctx, id, person, step, now)
}

// claim claims what a step of an exercise says to a person.
func (s *Service) claim(ctx context.Context, id ID, person assess.UserID, step string, now time.Time) (ok bool, err error) {
	err = s.store.Update(ctx, func(tx Tx) error {
		ok = false
		r, err := s.record(ctx, tx, id, now)
		if err != nil {
			return err
		}
		if ok = r.taken(person, step) != nil; ok {
			return nil
		}
		g, due := r.says(person, step)
		if !due {
			return nil
		}
		if r.now.After(g.freely) { // what belongs to the run comes whatever else does
			w := assess.Word{Programme: r.programme, To: person, At: now, Message: r.message(person, step)}
			if g.steers {
				w.Waits = func(free time.Time) bool { return r.canWait(person, free) }
			}
			if taken, err := s.programmes.TakeDay(ctx, tx, w); err != nil || !taken {
				return err
			}
		}
		ok = true
		return r.told(ctx, person, step)
	})
	return ok && err == nil, err
}

// says finds what a step says to a person now; false when that is not its time.
func (r *record) says(person assess.UserID, step string) (rung, bool) {
	for _, g := range r.rungs(person) {
		if at, ok := g.when(r.calendars[person], r.now); g.step == step && ok && !at.After(r.now) {
			return g, true
		}
	}
	live := r.liveDue()
	return rung{step: step, freely: r.now}, live.Deed == DoTell && live.Person == person && live.Step == step && !live.At.After(r.now)
}

// told records that a step is said to a person now, with its audit entry.
func (r *record) told(ctx context.Context, person assess.UserID, step string) error {
	e := Event{At: r.now, By: bySchedule, Kind: WasTold, Exercise: r.ID, Person: person, Step: step}
	if added, err := r.tx.AddExerciseEvent(ctx, e); err != nil || !added {
		return err
	}
	return r.tx.AddEntry(ctx, assess.Entry{
		At: e.At, Actor: e.By, Verb: "exercise." + string(e.Kind), Programme: r.Programme, Subject: string(r.ID),
		Detail: map[string]string{"person": string(person), "step": step},
	})
}

// notice is what a step says to a person. Slack is asked about the channel once nothing is held any more.
func (s *Service) notice(ctx context.Context, id ID, person assess.UserID, step string, now time.Time) (Notice, error) {
	var n Notice
	var r *record
	err := s.store.View(ctx, func(tx Tx) (err error) {
		if r, err = s.record(ctx, tx, id, now); err != nil {
			return err
		}
		n, err = s.noticeOf(ctx, r, person, step)
		return err
	})
	if err == nil && n.Control != nil && r.State == Planned {
		n.Control.Readiness = s.readiness(ctx, r)
	}
	return n, err
}

// noticeOf is what a step says to a person, but for what has to be asked of Slack.
func (s *Service) noticeOf(ctx context.Context, r *record, person assess.UserID, step string) (n Notice, err error) {
	by := assess.BySlack(person)
	n = Notice{Subject: r.ID.Subject(), To: r.people[person], Step: step, Edition: r.edition()}
	if n.View, err = s.view(ctx, r, by); err != nil {
		return n, err
	}
	if StepName(step) == StepInvite {
		n.Edition, n.Before = r.telling(person, step)
		n.Why = r.plans()[n.Edition-1].Note
	}
	switch holds(n.View.Part, r.reviews(by), step) {
	case holdsControl:
		var c Control
		c, err = s.controlFor(ctx, r, by)
		n.Control = &c
	case holdsWatch:
		var w Watch
		w, err = s.watchFor(ctx, r, by)
		n.Watch = &w
	case holdsReview:
		var v Review
		v, err = s.review(ctx, r, by)
		n.Review = &v
	}
	return n, err
}

// telling returns the edition that a step tells of, and the plan that the person knew before; nil for none.
func (r *record) telling(person assess.UserID, step string) (n int, before *Plan) {
	plans := r.plans()
	for i, e := range plans {
		switch had := r.taken(person, numbered(StepInvite, i+1)); {
		case numbered(StepInvite, i+1) == step:
			return i + 1, before
		case had != nil, before != nil && e.By.User == person && !e.By.Operator():
			before = e.Plan
		}
	}
	return len(plans), nil
}

// held is what somebody gets with a notice beside what players may read.
type held int

const (
	holdsNothing held = iota
	holdsControl
	holdsWatch
	holdsReview
)

// holds says what somebody with the part gets with a step. Whoever plays gets nothing that has any notes.
func holds(part Part, reviews bool, step string) held {
	switch name := StepName(step); name {
	case step3, step1, StepControls, StepLate, StepNearEnd, StepStill:
		if part == AsFacilitator {
			return holdsControl
		}
	case StepWatch:
		if part == AsObserver {
			return holdsWatch
		}
	case StepReview, StepReviewNow, stepNearly, StepReviewLate:
		if reviews && part != AsPlayer {
			return holdsReview
		}
	}
	return holdsNothing
}

// Undelivered records that Slack refused what a step says to a person, or in the channel with "". It does not come up again;
// a report is published once more, see [Service.Due].
func (s *Service) Undelivered(ctx context.Context, subject Subject, person assess.UserID, step, reason string, now time.Time) (err error) {
	defer errs.Wrap(&err, "exercise.Undelivered(%s, %s, %s)", subject, person, step)
	id, is := subject.Exercise()
	err = s.store.Update(ctx, func(tx Tx) error {
		if !is {
			_, err := tx.AddDutyEvent(ctx, DutyEvent{At: now, Programme: subject.Programme(), Kind: WasUndelivered, Person: person, Step: step, Note: reason})
			return err
		}
		r, err := s.record(ctx, tx, id, now)
		if err != nil {
			return err
		}
		detail := map[string]string{"step": step, "reason": reason}
		if person != "" {
			detail["person"] = string(person)
		}
		e := Event{By: bySchedule, Kind: WasUndelivered, Person: person, Step: step, Detail: Detail{Note: reason}}
		return r.keep(ctx, e, "exercise.undelivered", detail, nil)
	})
	if err == nil {
		s.programmes.Deliver()
	}
	return err
}

// introduces reports whether a message in which a person was told something at an instant is the first that Cairn ever wrote to
// them. What belongs to a run stands in no log but that of the exercise, so the log may begin later.
func introduces(ctx context.Context, tx Tx, u assess.UserID, at time.Time, message assess.NudgeID) (bool, error) {
	log, err := tx.AskingsOf(ctx, u, time.Time{})
	if err != nil {
		return false, err
	}
	first := assess.FirstContact(log)
	return first == nil || first.At.After(at) || first.At.Equal(at) && first.Nudge == message, nil
}
