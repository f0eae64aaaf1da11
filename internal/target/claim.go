package target

import (
	"context"
	"time"

	"cairn/internal/assess"
	"cairn/internal/errs"
)

// Notes of steps that are dropped: what came instead.
const droppedForNewer = "a later step fell due with it"

// FollowUp claims the one message that a person gets on this day and returns it: all that is to be asked of them or told to
// them about targets and actions by the end of the day, in all programmes. Whoever comes second with a step that it carries
// gets the same message. It is false when there is nothing to say any more, or when the day is not free for it.
func (s *Service) FollowUp(ctx context.Context, subject Subject, u assess.UserID, step string, now time.Time) (f FollowUp, ok bool, err error) {
	defer errs.Wrap(&err, "target.FollowUp(%s, %s, %s)", subject, u, step)
	var claimed assess.NudgeID
	err = s.store.Update(ctx, func(tx Tx) error {
		claimed = ""
		k := newCasting(tx)
		c, err := k.hold(ctx, subject)
		if err != nil {
			return err
		}
		if _, err := tx.Person(ctx, u); err != nil { // a message about something else may take this along: its claim is waited for
			return err
		}
		if c.events, err = tx.Events(ctx, subject); err != nil {
			return err
		}
		if had := c.taken(u, step); had != nil {
			claimed = had.Nudge
			return nil
		}
		if c, err = k.complete(ctx, c); err != nil {
			return err
		}
		claimed, err = s.claim(ctx, tx, k, c, u, now)
		return err
	})
	if err != nil || claimed == "" {
		return FollowUp{}, false, err
	}
	return s.FollowUpAgain(ctx, claimed)
}

// claim takes the day for a message to the person, if something of the course is due for them and the day is free.
func (s *Service) claim(ctx context.Context, tx Tx, k *casting, c course, u assess.UserID, now time.Time) (assess.NudgeID, error) {
	left := c.rungs(u)
	if len(left) == 0 || left[0].at.After(now) {
		return "", nil
	}
	id := assess.NudgeOn(u, c.calendars[u].Date(now))
	w := assess.Word{Programme: c.programme, To: u, At: now, Waits: assess.HoweverLong, Message: id}
	if taken, err := s.programmes.TakeDay(ctx, tx, w); err != nil || !taken {
		return "", err
	}
	courses, err := k.coursesOf(ctx, u)
	if err != nil {
		return "", err
	}
	for _, other := range courses {
		for _, e := range other.steps(u, now) {
			e.Nudge = id
			if err := record(ctx, tx, e); err != nil {
				return "", err
			}
		}
	}
	return id, nil
}

// steps makes the records of what a message says to a person about one course: of what falls due by the end of the day the
// newest, in whose favour the others are dropped.
func (c course) steps(u assess.UserID, now time.Time) []Event {
	var all []Event
	due := dueBy(c.rungs(u), c.calendars[u], now)
	for i, r := range due {
		e := Event{At: now, By: assess.Actor{Source: assess.FromSchedule}, Kind: WasFollowedUp, Subject: c.subject, Person: u, Step: r.step}
		if i < len(due)-1 {
			e.Kind, e.Note = WasDropped, droppedForNewer
		}
		all = append(all, e)
	}
	return all
}

// verbs are what the audit journal calls the records that processes make.
var verbs = map[EventKind]string{WasFollowedUp: "followed-up", WasDropped: "step-dropped", WasUndelivered: "undelivered"}

// record adds a record of a process to the ledger, with its audit entry, once.
func record(ctx context.Context, tx Tx, e Event) error {
	added, err := tx.AddEvent(ctx, e)
	if err != nil || !added {
		return err
	}
	kind := "target."
	if _, ok := e.Subject.Action(); ok {
		kind = "action."
	}
	detail := map[string]string{"person": string(e.Person), "step": e.Step}
	if e.Note != "" {
		detail["note"] = e.Note
	}
	return tx.AddEntry(ctx, assess.Entry{
		At: e.At, Actor: e.By, Verb: kind + verbs[e.Kind], Programme: e.Subject.Programme(), Subject: string(e.Subject), Detail: detail,
	})
}

// Undelivered records that Slack refused for good what a step was to tell somebody, and why.
func (s *Service) Undelivered(ctx context.Context, subject Subject, u assess.UserID, step, reason string, now time.Time) (err error) {
	defer errs.Wrap(&err, "target.Undelivered(%s, %s, %s)", subject, u, step)
	return s.store.Update(ctx, func(tx Tx) error {
		return record(ctx, tx, Event{
			At: now, By: assess.Actor{Source: assess.FromSchedule}, Kind: WasUndelivered, Subject: subject, Person: u, Step: step, Note: reason,
		})
	})
}
