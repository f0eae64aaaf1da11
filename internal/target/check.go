package target

import (
	"context"
	"slices"
	"strings"

	"cairn/internal/assess"
	"cairn/internal/errs"
)

// Propose reads a target as people type it, such as "Reach Level 4 in Security Monitoring by June 2027", and checks what
// it understood. Text that says too little is no error: the Criteria say what is missing.
func (s *Service) Propose(ctx context.Context, by assess.Actor, programme assess.ProgrammeID, text string) (v Verdict, err error) {
	defer errs.Wrap(&err, "target.Propose(%s)", programme)
	err = s.store.View(ctx, func(tx Tx) error {
		sc, err := s.scene(ctx, tx, programme, s.now())
		if err != nil {
			return err
		}
		if err := sc.mayRead(by, ""); err != nil {
			return err
		}
		cal, err := sc.calendarOf(ctx, by.User)
		if err != nil {
			return err
		}
		read := readSentence(text, sc.model, cal.Date(sc.now))
		in := Terms{Level: read.Level, Due: read.Due, Owner: read.Owner, Measure: read.Measure, Reason: read.Reason}
		if read.Category != nil {
			in.Category = read.Category.ID
		}
		v, _, err = sc.check(ctx, by, in, &read, "")
		v.Text = strings.TrimSpace(text)
		return err
	})
	return v, err
}

// Check says whether a target can be set on terms, letter by letter, and what speaks against it. Of is the target that is
// being changed, "" for a new one.
func (s *Service) Check(ctx context.Context, by assess.Actor, programme assess.ProgrammeID, in Terms, of ID) (v Verdict, err error) {
	defer errs.Wrap(&err, "target.Check(%s)", programme)
	err = s.store.View(ctx, func(tx Tx) error {
		sc, err := s.scene(ctx, tx, programme, s.now())
		if err != nil {
			return err
		}
		var owner assess.UserID
		if of != "" {
			t, err := tx.Target(ctx, of)
			if err != nil {
				return err
			}
			if t.Programme == programme { // another's opens no door here
				owner = t.Owner
			}
		}
		if err := sc.mayRead(by, owner); err != nil {
			return err
		}
		v, _, err = sc.check(ctx, by, in, nil, of)
		return err
	})
	return v, err
}

// check holds terms against the model, the calendar of their owner and the other targets. What is left open is filled in by the
// category's owner; no measure of its own means the model's rule.
func (sc *scene) check(ctx context.Context, by assess.Actor, in Terms, read *sentence, of ID) (Verdict, errs.Faults, error) {
	in.Measure, in.Reason = strings.TrimSpace(in.Measure), strings.TrimSpace(in.Reason)
	c, ok := sc.model.Category(in.Category)
	if in.Owner == "" && ok {
		in.Owner = sc.ownerOf(c.ID)
	}
	t := terms{Terms: in, sentence: read, levelled: in.Level != 0, model: sc.model, category: c, scope: sc.programme.Scope}
	if read != nil {
		t.levelled = read.Levelled
	}
	t.Measure = t.OwnMeasure(sc.model)
	t.now, t.known = sc.position.Levels[in.Category]
	open, err := sc.tx.Targets(ctx, sc.programme.ID, false)
	if err != nil {
		return Verdict{}, nil, err
	}
	open = slices.DeleteFunc(open, func(o Target) bool { return o.ID == of || o.Model != sc.model.ID })
	if i := slices.IndexFunc(open, func(o Target) bool { return o.Category == in.Category && o.Level == in.Level }); i >= 0 {
		t.taken = &open[i]
	}
	if t.owner, err = sc.person(ctx, in.Owner); err != nil {
		return Verdict{}, nil, err
	}
	cal, err := sc.calendarOf(ctx, in.Owner)
	if err != nil {
		return Verdict{}, nil, err
	}
	t.today = cal.Date(sc.now)
	v := Verdict{Terms: t.Terms, Programme: sc.programme.ID, Category: c, MayAccept: sc.manages(by)}
	if read != nil && len(read.Candidates) > 1 {
		v.Candidates = read.Candidates
	}
	if ok && t.levelOK() && !in.Due.IsZero() {
		p := plan{model: sc.model, levels: sc.position.Levels, open: open, today: t.today}
		v.Warnings = p.warnings(in)
		t.warnings = len(v.Warnings)
	}
	var faults errs.Faults
	v.Criteria, faults = t.criteria()
	return v, faults, nil
}
