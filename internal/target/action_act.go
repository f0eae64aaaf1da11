package target

import (
	"context"
	"strings"
	"time"
	"unicode/utf8"

	"cairn/internal/assess"
	"cairn/internal/errs"
	"cairn/internal/wording"
)

// BeginAction says that an action is in progress. Saying it again changes nothing.
func (s *Service) BeginAction(ctx context.Context, by assess.Actor, id ActionID) (err error) {
	defer errs.Wrap(&err, "target.BeginAction(%s)", id)
	return s.act(ctx, id, func(sc *scene, a Action) error {
		switch {
		case !sc.directs(by, a) && !a.ownedBy(by):
			return sc.notTheirs(a)
		case !a.Open():
			return a.ended()
		case a.Status == Doing:
			return nil
		}
		a.Status = Doing
		return sc.keep(ctx, a, Event{Kind: WasBegun, By: by}, "action.begun", nil)
	})
}

// NoteAction adds a note to an action, open or not.
func (s *Service) NoteAction(ctx context.Context, by assess.Actor, id ActionID, note string) (err error) {
	defer errs.Wrap(&err, "target.NoteAction(%s)", id)
	note = strings.TrimSpace(note)
	return s.act(ctx, id, func(sc *scene, a Action) error {
		if !sc.directs(by, a) && !a.ownedBy(by) {
			return sc.notTheirs(a)
		}
		return sc.note(ctx, by, a, note)
	})
}

// note adds a note.
func (sc *scene) note(ctx context.Context, by assess.Actor, a Action, note string) error {
	faults := make(errs.Faults)
	if note == "" {
		faults.Add(FieldNote, "Write the note.")
	}
	checkNote(faults, note)
	if err := faults.Err(); err != nil {
		return err
	}
	return sc.keep(ctx, a, Event{Kind: WasNoted, By: by, Note: note}, "action.noted", map[string]string{"note": note})
}

// FinishAction says that an action is done, and what shows it: a link, which the next answers to the items that it helps are
// filled in with. Its owner may, and the managers. Saying the same again changes nothing.
func (s *Service) FinishAction(ctx context.Context, by assess.Actor, id ActionID, link, note string) (err error) {
	defer errs.Wrap(&err, "target.FinishAction(%s)", id)
	link, note = strings.TrimSpace(link), strings.TrimSpace(note)
	return s.act(ctx, id, func(sc *scene, a Action) error {
		switch {
		case !sc.manages(by) && !a.ownedBy(by):
			return forbidden("Whether %s is done is said by its owner, %s, or by the managers of %s: %s.",
				id.Number(), assess.Mentions(a.Owner), sc.programme.Scope, assess.Mentions(sc.programme.Managers...))
		case a.Status == Done && a.Evidence == link:
			return nil
		case !a.Open():
			return a.ended()
		}
		faults := make(errs.Faults)
		if link == "" {
			faults.Add(FieldLink, "Paste a link to what shows that it is done: a document, a change, a dashboard or a message.")
		} else if fault := assess.CheckLink(link); !fault.IsZero() {
			faults[FieldLink] = fault
		}
		checkNote(faults, note)
		if err := faults.Err(); err != nil {
			return err
		}
		a.Status, a.Evidence, a.EndedAt, a.EndedBy = Done, link, sc.now, by
		e := Event{Kind: WasDone, By: by, Link: link, Note: note}
		return sc.keep(ctx, a, e, "action.done", map[string]string{"link": link, "note": note})
	})
}

// DropAction gives an action up, with a reason.
func (s *Service) DropAction(ctx context.Context, by assess.Actor, id ActionID, why string) (err error) {
	defer errs.Wrap(&err, "target.DropAction(%s)", id)
	why = strings.TrimSpace(why)
	return s.act(ctx, id, func(sc *scene, a Action) error {
		switch {
		case !sc.directs(by, a) && !a.ownedBy(by):
			return sc.notTheirs(a)
		case a.Status == Dropped:
			return nil
		case !a.Open():
			return a.ended()
		}
		if err := whyFault(why); err != nil {
			return err
		}
		a.Status, a.Why, a.EndedAt, a.EndedBy = Dropped, why, sc.now, by
		return sc.keep(ctx, a, Event{Kind: WasClosed, By: by, Note: why}, "action.dropped", map[string]string{"why": why})
	})
}

// ReopenAction has an action that was done or dropped be worked on again, with a reason. Its owner is reminded anew.
func (s *Service) ReopenAction(ctx context.Context, by assess.Actor, id ActionID, why string) (err error) {
	defer errs.Wrap(&err, "target.ReopenAction(%s)", id)
	why = strings.TrimSpace(why)
	return s.act(ctx, id, func(sc *scene, a Action) error {
		switch {
		case !sc.directs(by, a) && !a.ownedBy(by):
			return sc.notTheirs(a)
		case a.Open():
			return nil
		}
		_, err := sc.reopen(ctx, by, a, why)
		return err
	})
}

// reopen opens an action again that has ended.
func (sc *scene) reopen(ctx context.Context, by assess.Actor, a Action, why string) (Action, error) {
	if err := whyFault(why); err != nil {
		return a, err
	}
	a.Status, a.Evidence, a.Why = Doing, "", ""
	a.EndedAt, a.EndedBy = time.Time{}, assess.Actor{}
	err := sc.keep(ctx, a, Event{Kind: WasReopened, By: by, Note: why}, "action.reopened", map[string]string{"why": why})
	a.Version++
	return a, err
}

func whyFault(why string) error {
	faults := make(errs.Faults)
	checkReason(faults, FieldWhy, why)
	return faults.Err()
}

// checkNote adds what is wrong with a note.
func checkNote(faults errs.Faults, note string) {
	if n := utf8.RuneCountInString(note); n > MaxNote {
		faults.Add(FieldNote, "Shorten the note to %d characters; it has %d.", MaxNote, n)
	}
}

// act runs an act on an action in one transaction that holds it.
func (s *Service) act(ctx context.Context, id ActionID, do func(sc *scene, a Action) error) error {
	err := s.store.Update(ctx, func(tx Tx) error {
		a, err := tx.Action(ctx, id)
		if err != nil {
			return err
		}
		sc, err := s.scene(ctx, tx, a.Programme, s.now())
		if err != nil {
			return err
		}
		return do(sc, a)
	})
	if err == nil {
		s.programmes.Deliver()
	}
	return err
}

// keep stores what an act made of an action, with its event, its audit entry and the nudge for its process.
func (sc *scene) keep(ctx context.Context, a Action, e Event, verb string, detail map[string]string) error {
	a.Version++
	if err := sc.tx.SaveAction(ctx, a); err != nil {
		return err
	}
	e.At, e.Subject = sc.now, a.ID.Subject()
	if _, err := sc.tx.AddEvent(ctx, e); err != nil {
		return err
	}
	entry := assess.Entry{At: sc.now, Actor: e.By, Verb: verb, Programme: a.Programme, Subject: string(a.ID), Detail: detail}
	if err := sc.tx.AddEntry(ctx, entry); err != nil {
		return err
	}
	return sc.tx.AddNudge(ctx, assess.Nudge{Kind: assess.NudgeFollow, Subject: string(a.ID), At: sc.now})
}

// directs reports whether the actor may say what an action is about: the managers, and who answers for its category.
func (sc *scene) directs(by assess.Actor, a Action) bool {
	return sc.manages(by) || sc.answers(by, a.Category)
}

// ownedBy reports whether the actor owns the action.
func (a Action) ownedBy(by assess.Actor) bool { return by.User != "" && by.User == a.Owner }

// notTheirs says that an action is for others to change.
func (sc *scene) notTheirs(a Action) error {
	return forbidden("%s belongs to %s. It is changed by them, by who answers for the category, and by the managers of %s: %s.",
		a.ID.Number(), assess.Mentions(a.Owner), sc.programme.Scope, assess.Mentions(sc.programme.Managers...))
}

// ended says that an action has to be opened again first.
func (a Action) ended() error {
	if a.Status == Done {
		return errs.New(errs.Closed, "%s has been done since %s. Open it again first, if it is not.", a.ID.Number(), wording.At(a.EndedAt, "2 January 2006"))
	}
	return errs.New(errs.Closed, "%s was dropped on %s. Open it again first, if it is wanted after all.", a.ID.Number(), wording.At(a.EndedAt, "2 January 2006"))
}
