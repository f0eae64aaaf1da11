package roadmap

import (
	"context"

	"cairn/internal/assess"
	"cairn/internal/errs"
	"cairn/internal/maturity"
)

// WhatIf scores what a programme's answers would become: by changes as people type them, "G4=3 I2=3" or
// "MON-03.1=in-place", and what reaches the next level of the whole for the least. Empty text asks for the latter only. Text
// that was not understood fails as errs.Invalid, a sentence for each piece. It goes by answers, not by the levels that
// managers set beside them, and stores nothing.
func (s *Service) WhatIf(ctx context.Context, by assess.Actor, id assess.ProgrammeID, text string) (w WhatIf, err error) {
	defer errs.Wrap(&err, "roadmap.WhatIf(%s)", id)
	var now maturity.Answers
	err = s.store.View(ctx, func(tx Tx) error {
		if w.Programme, err = tx.Programme(ctx, id); err != nil {
			return err
		}
		if !by.Operator() && !w.Programme.Knows(by.User) {
			return errs.New(errs.Forbidden, "Only people with a part in %s may see what its answers would become.", w.Programme.Scope)
		}
		position, err := s.programmes.Position(ctx, tx, w.Programme)
		w.Model, now = position.Model, position.Answers
		return err
	})
	if err != nil {
		return WhatIf{}, err
	}
	if w.Changes, err = w.Model.ParseChanges(text, now); err != nil {
		return WhatIf{}, err
	}
	if !answered(now) {
		return WhatIf{}, errs.New(errs.NotFound, "No item of %s is answered yet, so there is nothing to reckon with. A full assessment comes first.", w.Programme.Scope)
	}
	if w.Before, err = w.Model.Score(now); err != nil {
		return WhatIf{}, err
	}
	if w.After, err = w.Model.WhatIf(now, w.Changes); err != nil {
		return WhatIf{}, err
	}
	w.Cheapest, err = w.Model.Cheapest(now)
	return w, err
}

// answered reports whether any item has an answer that says how things are.
func answered(a maturity.Answers) bool {
	for _, answer := range a {
		if !answer.NotApplicable {
			return true
		}
	}
	return false
}
