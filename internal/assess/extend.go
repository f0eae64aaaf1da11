package assess

import (
	"context"
	"strings"
	"time"

	"cairn/internal/errs"
	"cairn/internal/wording"
)

// MaxWindow is how many working days after the opening a questionnaire can be due at most, however often it is extended.
const MaxWindow = 60

// FieldUntil is the name under which a fault of an extension's day is reported.
const FieldUntil = "until"

// Extend gives an owner more time, with a manager's reason: until the end of their working day on which until falls, or of
// the next one. It returns when the questionnaire is due now. The cycle stays open for its grace after that.
func (s *Service) Extend(ctx context.Context, by Actor, id QuestionnaireID, until time.Time, reason string) (due time.Time, err error) {
	defer errs.Wrap(&err, "assess.Extend(%s)", id)
	return s.extend(ctx, by, id.Cycle(), until, reason, func(q Questionnaire) bool { return q.ID == id })
}

// ExtendAll is Extend for all questionnaires of a cycle that are not submitted and would be due earlier. It returns the
// latest instant at which one is due now.
func (s *Service) ExtendAll(ctx context.Context, by Actor, id CycleID, until time.Time, reason string) (due time.Time, err error) {
	defer errs.Wrap(&err, "assess.ExtendAll(%s)", id)
	return s.extend(ctx, by, id, until, reason, nil)
}

// extend moves the due instants of the questionnaires meant; nil means all that it moves on.
func (s *Service) extend(ctx context.Context, by Actor, id CycleID, until time.Time, reason string, meant func(Questionnaire) bool) (due time.Time, err error) {
	at, reason := s.now(), strings.TrimSpace(reason)
	err = s.store.Update(ctx, func(tx Tx) error {
		c, err := tx.Cycle(ctx, id)
		if err != nil {
			return err
		}
		p, err := tx.Programme(ctx, c.Programme)
		if err != nil {
			return err
		}
		if err := s.mayRun(by, p, "give more time"); err != nil {
			return err
		}
		if err := stillOpen(Form{Cycle: c, Programme: p}); err != nil {
			return err
		}
		x := extension{by: by, at: at, until: until, reason: reason, programme: p, cycle: c}
		if err := x.check(); err != nil {
			return err
		}
		qs, err := tx.Questionnaires(ctx, id)
		if err != nil {
			return err
		}
		for _, q := range qs {
			if meant != nil && !meant(q) {
				continue
			}
			if err := x.apply(ctx, tx, q, meant != nil); err != nil {
				return err
			}
		}
		due = x.latest
		if due.IsZero() {
			return errs.New(errs.NotFound, "No questionnaire waits that would be due earlier, so nobody was given more time.")
		}
		return x.keepOpen(ctx, tx)
	})
	if err == nil {
		s.deliver()
	}
	return due, err
}

// extension is more time that a manager gives.
type extension struct {
	by        Actor
	at, until time.Time
	reason    string
	programme Programme
	cycle     Cycle
	latest    time.Time // the latest due instant that it led to
}

// check says what is wrong with an extension, a sentence a field.
func (x extension) check() error {
	faults := make(errs.Faults)
	if !x.until.After(x.at) {
		faults.Add(FieldUntil, "Choose a day that is not past.")
	}
	if fault := checkReason(x.reason); !fault.IsZero() {
		faults[FieldReason] = fault
	}
	return faults.Err()
}

// apply gives one owner more time. One who was chosen must get some; of all those of a cycle only who would.
func (x *extension) apply(ctx context.Context, tx Tx, q Questionnaire, chosen bool) error {
	q, err := tx.Questionnaire(ctx, q.ID) // holds the row, which the listing did not
	if err != nil {
		return err
	}
	owner, err := person(ctx, tx, q.Owner)
	if err != nil {
		return err
	}
	cal, err := x.programme.CalendarOf(owner)
	if err != nil {
		return err
	}
	day := x.until
	if !cal.IsWorkingDay(day) {
		day = cal.Next(day)
	}
	due := cal.At(cal.Date(day), cal.Hours().End)
	last := cal.At(cal.Date(cal.AddWorkingDays(x.cycle.OpenedAt, MaxWindow)), cal.Hours().End)
	faults := make(errs.Faults)
	switch {
	case q.State == Submitted:
		if chosen {
			return errs.New(errs.Conflict, "These questions are answered, so they need no more time.")
		}
		return nil
	case due.After(last):
		faults.Add(FieldUntil, "Choose %s or earlier: answers are due at most %d working days after the cycle opened.",
			wording.At(last, "2 January 2006"), MaxWindow)
		return faults.Err()
	case !due.After(q.DueAt) || !due.After(x.at):
		if chosen {
			faults.Add(FieldUntil, "Choose a later day: it is due on %s now.", wording.At(q.DueAt.In(cal.Location()), "2 January 2006 at 15:04"))
		}
		return faults.Err()
	}
	q.DueAt, q.Extended, q.Version = due, q.Extended+1, q.Version+1
	if err := tx.SaveQuestionnaire(ctx, q); err != nil {
		return err
	}
	if due.After(x.latest) {
		x.latest = due
	}
	a := Asking{At: x.at, By: x.by, Kind: WasExtended, Person: q.Asks(), Until: due, Note: x.reason}
	return entered(ctx, tx, Form{Programme: x.programme, Questionnaire: q}, a)
}

// keepOpen moves the close of the cycle so that what is due last has its grace.
func (x extension) keepOpen(ctx context.Context, tx Tx) error {
	cal, err := x.programme.Calendar()
	if err != nil {
		return err
	}
	c := x.cycle
	closes := cal.AddWorkingDays(x.latest, x.programme.Grace)
	if !closes.After(c.ClosesAt) {
		return nil
	}
	c.ClosesAt, c.Version = closes, c.Version+1
	if err := tx.SaveCycle(ctx, c); err != nil {
		return err
	}
	detail := map[string]string{"closes": closes.UTC().Format(time.RFC3339), "reason": x.reason}
	if err := record(ctx, tx, x.at, x.by, "cycle.extended", c.Programme, string(c.ID), detail); err != nil {
		return err
	}
	return nudge(ctx, tx, x.at, NudgeCycle, string(c.ID))
}
