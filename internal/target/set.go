package target

import (
	"context"
	"fmt"
	"strings"
	"unicode/utf8"

	"cairn/internal/assess"
	"cairn/internal/errs"
	"cairn/internal/wording"
)

// Set sets a target. Managers may, and the owner of the category. Terms that leave the owner or the measure open get those of
// Check. It is set whatever speaks against it; accept is a manager's reason to accept that, "" to leave the warnings open.
// Faults come as errs.Invalid.
func (s *Service) Set(ctx context.Context, by assess.Actor, programme assess.ProgrammeID, in Terms, accept string) (t Target, err error) {
	defer errs.Wrap(&err, "target.Set(%s)", programme)
	err = s.store.Update(ctx, func(tx Tx) error {
		sc, err := s.scene(ctx, tx, programme, s.now())
		if err != nil {
			return err
		}
		if err := sc.maySet(by, in.Category); err != nil {
			return err
		}
		v, faults, err := sc.check(ctx, by, in, nil, "")
		if err != nil {
			return err
		}
		accept = strings.TrimSpace(accept)
		if err := sc.checkAccept(by, accept, faults); err != nil {
			return err
		}
		id, err := tx.NewTarget(ctx, programme)
		if err != nil {
			return err
		}
		t = Target{
			ID: id, Programme: programme, Model: sc.model.ID, Terms: v.Terms, SetAt: sc.now, SetBy: by,
			Base:  baseOf(progressOf(sc.position, v.Terms.Category, v.Level)),
			State: OnTrack, Since: sc.now, Warnings: v.Warnings, Version: 1,
		}
		if accept != "" {
			t.Warnings, _ = accepted(t.Warnings, by, accept, sc.now)
		}
		is := t.Terms
		return sc.begin(ctx, t, Event{Kind: WasSet, By: by, Is: &is}, accept)
	})
	if err == nil {
		s.programmes.Deliver()
	}
	return t, err
}

// begin adds a new target with its first event.
func (sc *scene) begin(ctx context.Context, t Target, e Event, accept string) error {
	if err := sc.tx.SaveTarget(ctx, t); err != nil {
		return err
	}
	if err := sc.happened(ctx, t, e, "target.set", t.Terms.detail()); err != nil || accept == "" || len(t.Warnings) == 0 {
		return err
	}
	return sc.happened(ctx, t, Event{Kind: WasAccepted, By: e.By, Note: accept}, "target.warnings-accepted", map[string]string{"reason": accept})
}

// maySet checks that the actor may set, change or close targets of a category.
func (sc *scene) maySet(by assess.Actor, category string) error {
	if sc.manages(by) || sc.owns(by, category) {
		return nil
	}
	c, ok := sc.model.Category(category)
	owner := sc.ownerOf(category)
	if !ok || owner == "" {
		return sc.mayRun(by, "set targets for all categories")
	}
	return forbidden("Targets for %s are set by its owner, %s, and by the managers of %s: %s.",
		c.Name, wording.People{string(owner)}, sc.programme.Scope, assess.Mentions(sc.programme.Managers...))
}

// checkAccept checks a reason to accept warnings, and returns the faults of the whole input.
func (sc *scene) checkAccept(by assess.Actor, accept string, faults errs.Faults) error {
	if accept != "" {
		if err := sc.mayRun(by, "accept what speaks against a target"); err != nil {
			return err
		}
		checkReason(faults, FieldAccept, accept)
	}
	return faults.Err()
}

// checkReason adds what is wrong with a written reason.
func checkReason(faults errs.Faults, field, reason string) {
	switch n := utf8.RuneCountInString(reason); {
	case n < assess.MinReason:
		faults.Add(field, "Write the reason in at least %d characters; whoever looks at the target later must understand it.", assess.MinReason)
	case n > assess.MaxReason:
		faults.Add(field, "Shorten the reason to %d characters; it has %d.", assess.MaxReason, n)
	}
}

// detail is what the journal keeps of terms.
func (t Terms) detail() map[string]string {
	return map[string]string{
		"category": t.Category, "level": fmt.Sprint(t.Level), "due": t.Due.String(), "owner": string(t.Owner), "reason": t.Reason,
	}
}

// happened adds an event of a target, its audit entry and the nudge for its process.
func (sc *scene) happened(ctx context.Context, t Target, e Event, verb string, detail map[string]string) error {
	e.At, e.Subject = sc.now, t.ID.Subject()
	if _, err := sc.tx.AddEvent(ctx, e); err != nil {
		return err
	}
	entry := assess.Entry{At: sc.now, Actor: e.By, Verb: verb, Programme: t.Programme, Subject: string(t.ID), Detail: detail}
	if err := sc.tx.AddEntry(ctx, entry); err != nil {
		return err
	}
	return sc.tx.AddNudge(ctx, assess.Nudge{Kind: assess.NudgeFollow, Subject: string(t.ID), At: sc.now})
}
