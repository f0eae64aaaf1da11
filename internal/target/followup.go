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
		scenes := make(map[assess.ProgrammeID]*scene)
		for _, e := range carried {
			p := e.Subject.Programme()
			if scenes[p] == nil {
				if scenes[p], err = s.scene(ctx, tx, p, s.now()); err != nil {
					return err
				}
			}
			part, err := scenes[p].part(ctx, f.To.ID, e)
			if err != nil {
				return err
			}
			f.Parts = append(f.Parts, part)
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

// part makes the part of a message that a record carried.
func (sc *scene) part(ctx context.Context, u assess.UserID, asked Event) (FollowUpPart, error) {
	p := FollowUpPart{Subject: asked.Subject, Ask: askOf(asked), Step: asked.Step}
	by := assess.BySlack(u)
	var history []Event
	var now struct {
		owner  assess.UserID
		open   bool
		always bool // what was told stands no more, whoever changed it
	}
	if id, ok := asked.Subject.Action(); ok {
		a, err := sc.tx.Action(ctx, id)
		if err != nil {
			return p, err
		}
		views, err := sc.actionViews(ctx, by, []Action{a})
		if err != nil {
			return p, err
		}
		p.Action, history, now.owner, now.open = &views[0], views[0].History, a.Owner, a.Open()
	} else {
		t, err := sc.tx.Target(ctx, ID(asked.Subject))
		if err != nil {
			return p, err
		}
		views, err := sc.list(ctx, by, []Target{t}, Filter{Ended: true})
		if err != nil {
			return p, err
		}
		p.Target, history, now.owner, now.open = &views[0], views[0].History, t.Owner, t.Open()
		now.always = p.Ask == TellRisk && t.Standing() != OffTrack
	}
	p.Answer = answerTo(p.Ask, asked, history)
	p.Settled = p.Answer != nil || !now.open || now.always || p.Ask.ofOwner() && now.owner != u
	return p, nil
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
