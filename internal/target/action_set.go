package target

import (
	"cmp"
	"context"
	"slices"
	"strings"
	"unicode/utf8"

	"cairn/internal/assess"
	"cairn/internal/errs"
)

// Limits on what a person may type of an action.
const (
	MaxTitle = 200  // characters
	MaxText  = 3000 // characters
)

// Names under which faults of an action are reported, beside those of targets.
const (
	FieldTitle   = "title"
	FieldText    = "text"
	FieldStart   = "start"
	FieldIssue   = "issue"
	FieldLink    = "link"
	FieldTarget  = "target"
	FieldItems   = "items"
	FieldElement = "element"
)

// Elements lists what a corrective action may be about.
func Elements() []string {
	return []string{"planning", "organisation", "equipment", "training", "exercise"}
}

// AddAction adds an action. Programme, Kind, Source, Target, Category, Items and Work are taken as given: an action for a
// target belongs to its category, and one that names nobody is the category owner's. Managers may, and the category's owner
// and deputy. What an open action of the programme answers already is an errs.Conflict; faults come as errs.Invalid.
func (s *Service) AddAction(ctx context.Context, by assess.Actor, in Action) (a Action, err error) {
	defer errs.Wrap(&err, "target.AddAction(%s)", in.Programme)
	err = s.store.Update(ctx, func(tx Tx) (err error) {
		a, err = s.addAction(ctx, tx, by, in, (*scene).mayAdd)
		return err
	})
	if err == nil {
		s.programmes.Deliver()
	}
	return a, err
}

// mayAdd checks that the actor may add an action.
func (sc *scene) mayAdd(by assess.Actor, a Action) error {
	if sc.directs(by, a) {
		return nil
	}
	return forbidden("Actions are added by the managers of %s, and by who answers for the category: %s.",
		sc.programme.Scope, assess.Mentions(sc.programme.Managers...))
}

// addAction adds an action that the actor may add.
func (s *Service) addAction(ctx context.Context, tx Tx, by assess.Actor, in Action, may func(*scene, assess.Actor, Action) error) (Action, error) {
	sc, err := s.scene(ctx, tx, in.Programme, s.now())
	if err != nil {
		return Action{}, err
	}
	faults := make(errs.Faults)
	a, err := sc.newAction(ctx, in, faults)
	if err != nil {
		return a, err
	}
	if err := may(sc, by, a); err != nil {
		return a, err
	}
	if err := sc.checkWork(ctx, Work{}, a.Work, faults); err != nil {
		return a, err
	}
	if a.ID, err = tx.NewAction(ctx, a.Programme); err != nil {
		return a, err
	}
	a.Status, a.SetAt, a.SetBy = ToDo, sc.now, by
	is := a.Work
	err = sc.keep(ctx, a, Event{Kind: WasSet, By: by, IsW: &is}, "action.set", a.detail())
	a.Version = 1
	return a, err
}

// newAction makes an action of what was given, with what follows from it.
func (sc *scene) newAction(ctx context.Context, in Action, faults errs.Faults) (Action, error) {
	a := Action{
		Programme: in.Programme, Kind: in.Kind, Source: in.Source, Target: in.Target, Category: in.Category, Items: in.Items,
		Work: in.Work.trimmed(),
	}
	if a.Kind == "" {
		a.Kind = Own
	}
	if !slices.Contains([]ActionKind{FromRoadmap, Corrective, Own}, a.Kind) {
		return a, errs.New(errs.Invalid, "%q is no kind of action.", a.Kind)
	}
	serves, err := sc.checkPurpose(ctx, Purpose{}, a.Purpose(), faults)
	if err != nil {
		return a, err
	}
	a.Category = cmp.Or(a.Category, serves.Category)
	if _, ok := sc.model.Category(a.Category); !ok && a.Category != "" {
		faults.Add(FieldCategory, "There is no category %q in %s.", a.Category, sc.model.Title)
	}
	if a.Owner == "" {
		a.Owner = sc.ownerOf(a.Category)
	}
	return a, nil
}

// checkPurpose adds what is wrong with what an action is to be for, and returns the target that it is to serve, if any. What it was
// for before is no fault: a target may have been reached since, or the programme have moved to another model.
func (sc *scene) checkPurpose(ctx context.Context, had, p Purpose, faults errs.Faults) (serves Target, err error) {
	if p.Target != "" {
		serves, err = sc.tx.Target(ctx, p.Target)
		if err != nil && !errs.Is(err, errs.NotFound) {
			return serves, err
		}
		if p.Target != had.Target && (err != nil || serves.Programme != sc.programme.ID || !serves.Open()) {
			faults.Add(FieldTarget, "%s is no open target of %s. Choose another one, or none.", p.Target.Number(), sc.programme.Scope)
		}
	}
	for _, id := range p.Items {
		if _, ok := sc.model.Item(id); !ok && !slices.Contains(had.Items, id) {
			faults.Add(FieldItems, "There is no question or objective %q in %s.", id, sc.model.Title)
		}
	}
	return serves, nil
}

// ChangeAction changes what an action says and, unless p is nil, what it is for; seen is the edition of it that the person had
// before them, and it is an errs.Conflict when somebody changed it since. A later day is a slip and needs a reason, why. An action
// of no category takes that of the target that it is to serve. Managers may, the category's owner and deputy, and the action's
// owner. What it says already changes nothing.
func (s *Service) ChangeAction(ctx context.Context, by assess.Actor, id ActionID, seen int, in Work, p *Purpose, why string) (err error) {
	defer errs.Wrap(&err, "target.ChangeAction(%s)", id)
	in, why = in.trimmed(), strings.TrimSpace(why)
	return s.act(ctx, id, func(sc *scene, a Action) error {
		had := a.Work
		events, err := sc.tx.Events(ctx, id.Subject())
		if err != nil {
			return err
		}
		if in.Owner == "" {
			in.Owner = sc.ownerOf(a.Category)
		}
		switch {
		case !sc.directs(by, a) && !a.ownedBy(by):
			return sc.notTheirs(a)
		case !a.Open():
			return a.ended()
		case in == had && (p == nil || p.same(a.Purpose())):
			return nil
		case edition(events) != seen:
			return errs.New(errs.Conflict, "%s was changed while you had it open. Look at it again, and then change it.", id.Number())
		}
		faults := make(errs.Faults)
		if had.Due.Before(in.Due) || why != "" {
			checkReason(faults, FieldWhy, why)
		}
		if p != nil {
			serves, err := sc.checkPurpose(ctx, a.Purpose(), *p, faults)
			if err != nil {
				return err
			}
			a.Target, a.Items, a.Category = p.Target, p.Items, cmp.Or(a.Category, serves.Category)
		}
		if err := sc.checkWork(ctx, had, in, faults); err != nil {
			return err
		}
		return sc.rework(ctx, by, a, in, why)
	})
}

// rework has an action say something else, which was checked.
func (sc *scene) rework(ctx context.Context, by assess.Actor, a Action, is Work, why string) error {
	was := a.Work
	a.Work = is
	detail := a.detail()
	detail["why"] = why
	return sc.keep(ctx, a, Event{Kind: WasChanged, By: by, WasW: &was, IsW: &is, Note: why}, "action.changed", detail)
}

// checkWork adds what is wrong with what an action says to the faults, and returns all of them. What it said before is no
// fault, so that a day that has come does not keep anybody from changing something else.
func (sc *scene) checkWork(ctx context.Context, had, w Work, faults errs.Faults) error {
	cal, err := sc.calendarOf(ctx, w.Owner)
	if err != nil {
		return err
	}
	today := cal.Date(sc.now)
	switch n := utf8.RuneCountInString(w.Title); {
	case n == 0:
		faults.Add(FieldTitle, "Say in a few words what is to be done.")
	case n > MaxTitle:
		faults.Add(FieldTitle, "Shorten the title to %d characters; it has %d.", MaxTitle, n)
	}
	if n := utf8.RuneCountInString(w.Text); n > MaxText {
		faults.Add(FieldText, "Shorten the text to %d characters; it has %d.", MaxText, n)
	}
	if err := sc.checkDoer(ctx, had.Owner, w.Owner, faults); err != nil {
		return err
	}
	switch {
	case w.Due.IsZero():
		faults.Add(FieldDue, "Name the day by which it is to be done.")
	case w.Due != had.Due && w.Due.Before(today):
		faults.Add(FieldDue, "%s is past. Name a day that is still to come.", w.Due)
	case w.Due != had.Due && today.AddMonths(12*maxYears).Before(w.Due):
		faults.Add(FieldDue, "%s is more than %d years ahead. Cut the work into steps that can be planned.", w.Due, maxYears)
	case w.Due.Before(w.Start):
		faults.Add(FieldStart, "It cannot start on %s, after the day on which it is due.", w.Start)
	}
	if fault := assess.CheckLink(w.Issue); !fault.IsZero() {
		faults[FieldIssue] = fault
	}
	if w.Element != "" && !slices.Contains(Elements(), w.Element) {
		faults.Add(FieldElement, "%q is not what a corrective action can be about.", w.Element)
	}
	return faults.Err()
}

// checkDoer adds what speaks against an owner.
func (sc *scene) checkDoer(ctx context.Context, had, u assess.UserID, faults errs.Faults) error {
	if u == "" {
		faults.Add(FieldOwner, "Choose who sees to it.")
		return nil
	}
	who, err := sc.person(ctx, u)
	if err == nil && u != had && !who.MayBeAsked() {
		faults.Add(FieldOwner, "%s cannot be asked: choose a member of the workspace.", assess.Mentions(u))
	}
	return err
}

// trimmed returns the work without blanks around what was typed.
func (w Work) trimmed() Work {
	w.Title, w.Text, w.Issue = strings.TrimSpace(w.Title), strings.TrimSpace(w.Text), strings.TrimSpace(w.Issue)
	return w
}

// detail is what the journal keeps of an action.
func (a Action) detail() map[string]string {
	detail := map[string]string{"title": a.Title, "owner": string(a.Owner), "due": a.Due.String()}
	for name, value := range map[string]string{
		"source": a.Source, "target": string(a.Target), "category": a.Category, "items": strings.Join(a.Items, " "),
	} {
		if value != "" {
			detail[name] = value
		}
	}
	return detail
}
