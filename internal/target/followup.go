package target

import (
	"context"
	"errors"
	"slices"
	"time"

	"cairn/internal/assess"
	"cairn/internal/errs"
)

// shownFor is for how long a message is brought up to date.
const shownFor = 60 * 24 * time.Hour

// FollowUpAgain returns a message as it is now: what was answered since is settled, with its answer. It is false when there
// never was such a message.
func (s *Service) FollowUpAgain(ctx context.Context, id assess.NudgeID) (f FollowUp, ok bool, err error) {
	defer errs.Wrap(&err, "target.FollowUpAgain(%s)", id)
	err = s.store.View(ctx, func(tx Tx) error {
		carried, err := tx.EventsBy(ctx, id)
		if err != nil {
			return err
		}
		carried = slices.DeleteFunc(carried, func(e Event) bool { return e.Kind != WasFollowedUp })
		if ok = len(carried) > 0; !ok {
			return nil
		}
		f = FollowUp{ID: id, At: carried[0].At}
		if f.To, err = tx.Person(ctx, carried[0].Person); err != nil {
			return err
		}
		log, err := tx.AskingsOf(ctx, f.To.ID, time.Time{})
		if err != nil {
			return err
		}
		first := assess.FirstContact(log)
		f.First = first != nil && first.Kind == assess.WasFollowedUp && first.Nudge == id
		of := make(map[assess.ProgrammeID][]Subject)
		for _, e := range carried {
			of[e.Subject.Programme()] = append(of[e.Subject.Programme()], e.Subject)
		}
		shown := make(map[Subject]FollowUpPart, len(carried))
		for p, subjects := range of {
			sc, err := s.scene(ctx, tx, p, s.now())
			if err != nil {
				return err
			}
			if err := sc.show(ctx, f.To.ID, subjects, shown); err != nil {
				return err
			}
		}
		for _, e := range carried {
			f.Parts = append(f.Parts, shown[e.Subject].of(e))
		}
		slices.SortStableFunc(f.Parts, func(a, b FollowUpPart) int {
			switch {
			case a.Settled == b.Settled:
				return a.Ask.order() - b.Ask.order()
			case a.Settled:
				return 1
			default:
				return -1
			}
		})
		return nil
	})
	return f, ok, err
}

// FollowUpsOf lists the messages of the last weeks that name a target or an action, oldest first, for bringing them up to
// date.
func (s *Service) FollowUpsOf(ctx context.Context, subject Subject) (ids []assess.NudgeID, err error) {
	defer errs.Wrap(&err, "target.FollowUpsOf(%s)", subject)
	since := s.now().Add(-shownFor)
	err = s.store.View(ctx, func(tx Tx) error {
		events, err := tx.Events(ctx, subject)
		for _, e := range events {
			if e.Kind == WasFollowedUp && !e.At.Before(since) && !slices.Contains(ids, e.Nudge) {
				ids = append(ids, e.Nudge)
			}
		}
		return err
	})
	return ids, err
}

// show adds what a message shows of targets and actions of the scene's programme, whatever it asks about them.
func (sc *scene) show(ctx context.Context, u assess.UserID, subjects []Subject, shown map[Subject]FollowUpPart) error {
	by := assess.BySlack(u)
	var targets []Target
	var actions []Action
	for _, s := range subjects {
		if id, ok := s.Action(); ok {
			a, err := sc.tx.Action(ctx, id)
			if err != nil {
				return err
			}
			actions = append(actions, a)
			continue
		}
		t, err := sc.tx.Target(ctx, ID(s))
		if err != nil {
			return err
		}
		targets = append(targets, t)
	}
	ofTargets, err := sc.list(ctx, by, targets, Filter{Ended: true})
	if err != nil {
		return err
	}
	ofActions, err := sc.actionViews(ctx, by, actions)
	if err != nil {
		return err
	}
	for i, v := range ofTargets {
		shown[v.ID.Subject()] = FollowUpPart{Target: &ofTargets[i]}
	}
	for i, v := range ofActions {
		shown[v.ID.Subject()] = FollowUpPart{Action: &ofActions[i]}
	}
	return nil
}

// of makes the part of a message that a record carried out of what it shows.
func (p FollowUpPart) of(asked Event) FollowUpPart {
	p.Subject, p.Ask, p.Step = asked.Subject, askOf(asked), asked.Step
	var owner assess.UserID
	var open, offTrack bool
	var history []Event
	if a := p.Action; a != nil {
		owner, open, history = a.Owner, a.Open(), a.History
	} else {
		owner, open, history = p.Target.Owner, p.Target.Open(), p.Target.History
		offTrack = p.Target.Target.Standing() == OffTrack // whoever made it otherwise
	}
	p.Answer = answerTo(p.Ask, asked, history)
	p.Settled = p.Answer != nil || !open || p.Ask == TellRisk && !offTrack || p.Ask.ofOwner() && owner != asked.Person
	return p
}

// askOf says what a recorded step wants of its reader.
func askOf(e Event) Ask {
	_, action := e.Subject.Action()
	switch kindOf(e.Step) {
	case stepRemind:
		return AskRemind
	case stepSilent:
		return TellSilent
	case stepMissed, stepRenew:
		return AskRenew
	case stepTell:
		return TellMissed
	case stepRisk:
		return TellRisk
	case stepGone:
		return TellGone
	case stepOverdue:
		return AskOverdue
	case stepLate:
		return TellOverdue
	}
	if action {
		return AskAction
	}
	return AskCheckIn
}

// asks are in the order in which a message says them: what the reader is to answer comes first, the most pressing before the
// others.
var asks = []Ask{
	AskRenew, AskOverdue, AskRemind, AskCheckIn, AskAction, TellGone, TellMissed, TellOverdue, TellRisk, TellSilent,
}

func (a Ask) order() int { return slices.Index(asks, a) }

// ofOwner reports whether it is asked of an owner rather than told to a manager.
func (a Ask) ofOwner() bool { return a.order() <= AskAction.order() }

// answers are the kinds of event that settle an ask.
var answers = map[Ask][]EventKind{
	AskCheckIn:  {WasCheckedIn, WasClosed, WasReached},
	AskRemind:   {WasCheckedIn, WasClosed, WasReached},
	TellSilent:  {WasCheckedIn, WasClosed, WasReached},
	AskRenew:    {WasClosed, WasReached},
	TellMissed:  {WasClosed, WasReached},
	TellRisk:    {WasClosed, WasReached},
	AskAction:   {WasBegun, WasNoted, WasDone, WasClosed},
	AskOverdue:  {WasDone, WasClosed},
	TellOverdue: {WasDone, WasClosed},
	TellGone:    {WasDone, WasClosed, WasReached},
}

// answerTo finds what settled an ask first: one of its answers, or other terms. Of an owner who is gone another owner.
func answerTo(a Ask, asked Event, history []Event) *Event {
	for i, e := range history {
		if e.Seq <= asked.Seq {
			continue
		}
		changed := e.Kind == WasChanged && e.moves() && (a != TellGone || e.owned())
		if changed || slices.Contains(answers[a], e.Kind) {
			return &history[i]
		}
	}
	return nil
}

// owned reports whether a change gave it to another owner.
func (e Event) owned() bool {
	return e.Was != nil && e.Is != nil && e.Was.Owner != e.Is.Owner || e.WasW != nil && e.IsW != nil && e.WasW.Owner != e.IsW.Owner
}

// Revive makes sure that a process stays with each open target and action, after Temporal lost some of its own. What runs is
// left alone, so it may be called at any time.
func (s *Service) Revive(ctx context.Context) (err error) {
	defer errs.Wrap(&err, "target.Revive")
	var subjects []Subject
	err = s.store.View(ctx, func(tx Tx) error {
		targets, err := tx.OpenTargets(ctx, "")
		if err != nil {
			return err
		}
		actions, err := tx.OpenActions(ctx, "")
		for _, c := range coursesFrom(targets, actions) {
			subjects = append(subjects, c.subject)
		}
		return err
	})
	if err != nil {
		return err
	}
	var failed []error
	for _, subject := range subjects {
		err := s.processes.StayWith(ctx, string(subject))
		if errs.Is(err, errs.Unavailable) { // the others would wait for the same
			return err
		}
		failed = append(failed, err)
	}
	return errors.Join(failed...)
}
