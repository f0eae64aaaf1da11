package target

import (
	"cmp"
	"context"

	"cairn/internal/assess"
	"cairn/internal/errs"
)

// The use cases of this file are those of actions for another domain, such as exercises, that makes and reopens actions
// within a transaction of its own. It says who may; the rules of actions hold as ever. What was committed is told to the
// processes by whoever commits.

// CheckWork says what is wrong with what a new action of a programme is to say, as errs.Invalid.
func (s *Service) CheckWork(ctx context.Context, tx Tx, p assess.ProgrammeID, w Work) (err error) {
	defer errs.Wrap(&err, "target.CheckWork(%s)", p)
	sc, err := s.scene(ctx, tx, p, s.now())
	if err != nil {
		return err
	}
	return sc.checkWork(ctx, Work{}, w.trimmed(), make(errs.Faults))
}

// AddActionIn is AddAction by whoever the caller lets.
func (s *Service) AddActionIn(ctx context.Context, tx Tx, by assess.Actor, in Action) (a Action, err error) {
	defer errs.Wrap(&err, "target.AddActionIn(%s)", in.Programme)
	return s.addAction(ctx, tx, by, in, func(*scene, assess.Actor, Action) error { return nil })
}

// ReopenActionIn is ReopenAction by whoever the caller lets, and has the action say what is to be done now: title, text,
// owner, due day and element as far as they are given. One that is open stays as it is. It returns the action.
func (s *Service) ReopenActionIn(ctx context.Context, tx Tx, by assess.Actor, id ActionID, w Work, why string) (a Action, err error) {
	defer errs.Wrap(&err, "target.ReopenActionIn(%s)", id)
	if a, err = tx.Action(ctx, id); err != nil || a.Open() {
		return a, err
	}
	sc, err := s.scene(ctx, tx, a.Programme, s.now())
	if err != nil {
		return a, err
	}
	is, w := a.Work, w.trimmed()
	is.Title, is.Text, is.Owner = cmp.Or(w.Title, is.Title), cmp.Or(w.Text, is.Text), cmp.Or(w.Owner, is.Owner)
	is.Due, is.Element = cmp.Or(w.Due, is.Due), cmp.Or(w.Element, is.Element)
	if is.Due.Before(is.Start) { // that was of another time
		is.Start = w.Start
	}
	if err := sc.checkWork(ctx, Work{}, is, make(errs.Faults)); err != nil { // as if it were new
		return a, err
	}
	if a, err = sc.reopen(ctx, by, a, why); err != nil || is == a.Work {
		return a, err
	}
	err = sc.rework(ctx, by, a, is, why)
	a.Work = is
	a.Version++
	return a, err
}

// NoteActionIn is NoteAction by whoever the caller lets.
func (s *Service) NoteActionIn(ctx context.Context, tx Tx, by assess.Actor, id ActionID, note string) (err error) {
	defer errs.Wrap(&err, "target.NoteActionIn(%s)", id)
	a, err := tx.Action(ctx, id)
	if err != nil {
		return err
	}
	sc, err := s.scene(ctx, tx, a.Programme, s.now())
	if err != nil {
		return err
	}
	return sc.note(ctx, by, a, note)
}
