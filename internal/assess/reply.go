package assess

import (
	"context"
	"slices"
	"time"

	"cairn/internal/errs"
	"cairn/internal/wording"
)

// MaxPromises is how often one person may promise an answer to one questionnaire.
const MaxPromises = 3

// act runs a person's act on an open questionnaire: it holds the questionnaire and the person, and tells the processes
// after.
func (s *Service) act(ctx context.Context, id QuestionnaireID, by Actor, do func(Tx, *matter) error) error {
	person := by.User
	if by.Operator() { // no person of the workspace
		person = ""
	}
	err := s.store.Update(ctx, func(tx Tx) error {
		m, err := s.matter(ctx, tx, id, person)
		if err != nil {
			return err
		}
		if m.cycle.State != CycleOpen {
			return errs.New(errs.Closed, "The %s cycle of %s has closed, so nothing is asked any more. The next cycle will ask again.",
				m.cycle.Period, m.cycle.Scope)
		}
		return do(tx, m)
	})
	if err == nil {
		s.deliver()
	}
	return err
}

// moved enters a record of an act on the questionnaire and tells its process.
func (s *Service) moved(ctx context.Context, tx Tx, m *matter, a Asking) error {
	a.Programme, a.Questionnaire = m.programme.ID, m.questionnaire.ID
	if err := enter(ctx, tx, a); err != nil {
		return err
	}
	return nudge(ctx, tx, a.At, NudgeQuestionnaire, string(a.Questionnaire))
}

// reply runs a person's reply to being asked.
func (s *Service) reply(ctx context.Context, id QuestionnaireID, by Actor, now time.Time, do func(Tx, duty) error) error {
	return s.act(ctx, id, by, func(tx Tx, m *matter) error {
		if !m.waits() {
			return errs.New(errs.Conflict, "These questions are answered already, so you will not be reminded of them.")
		}
		duties := m.duties()
		i := slices.IndexFunc(duties, func(d duty) bool { return by.User != "" && d.person.ID == by.User })
		if i < 0 {
			return forbidden("These questions are with %s now, so you will not be reminded of them.", Mentions(m.questionnaire.Asks()))
		}
		if err := withLogs(ctx, tx, duties[i:i+1], now); err != nil {
			return err
		}
		return do(tx, duties[i])
	})
}

// Acknowledge says that the person has seen what they are asked: no reminders come until the morning of the due day, and
// none at all when that is past. A manager's request and the person's own promise stand.
func (s *Service) Acknowledge(ctx context.Context, by Actor, id QuestionnaireID) (err error) {
	defer errs.Wrap(&err, "assess.Acknowledge(%s)", id)
	now := s.now()
	return s.reply(ctx, id, by, now, func(tx Tx, d duty) error {
		records := d.acknowledge(now)
		for i := range records {
			records[i].By = by
		}
		if err := enterAll(ctx, tx, records); err != nil {
			return err
		}
		return nudge(ctx, tx, now, NudgeQuestionnaire, string(id))
	})
}

// acknowledge makes the records of an acknowledgement; none when it was said before and changes nothing.
func (d duty) acknowledge(now time.Time) []Asking {
	until := lastMorning(d.cal, d.questionnaire.DueAt)
	if !now.Before(until) {
		until = d.cycle.ClosesAt
	}
	var records []Asking
	for _, r := range d.rungs() {
		if r.at.Before(until) && !isStep(r.step, StepPromise) && !isStep(r.step, StepRequest) {
			records = append(records, d.dropped(r.step, now, droppedAcknowledged))
		}
	}
	if len(records) == 0 && !d.silenced(now).IsZero() {
		return nil
	}
	return append([]Asking{d.record(WasAcknowledged, "", now, until)}, records...)
}

// silenced is until when no reminders come because the person acknowledged; the zero time when they did not.
func (d duty) silenced(now time.Time) time.Time {
	for _, a := range slices.Backward(d.records) {
		if a.Kind == WasAcknowledged && a.Person == d.person.ID && a.At.After(d.since) && a.Until.After(now) {
			return a.Until
		}
	}
	return time.Time{}
}

// Promise says when the person will answer, and returns that instant moved into their working time. It is the next
// reminder; those before it are dropped. A later promise takes the place of an earlier one.
func (s *Service) Promise(ctx context.Context, by Actor, id QuestionnaireID, at time.Time) (promised time.Time, err error) {
	defer errs.Wrap(&err, "assess.Promise(%s)", id)
	now := s.now()
	err = s.reply(ctx, id, by, now, func(tx Tx, d duty) error {
		var records []Asking
		var err error
		if promised, records, err = d.promise(at, now); err != nil || len(records) == 0 {
			return err
		}
		for i := range records {
			records[i].By = by
		}
		if err := enterAll(ctx, tx, records); err != nil {
			return err
		}
		return nudge(ctx, tx, now, NudgeQuestionnaire, string(id))
	})
	return promised, err
}

// promise makes the records of a promise, moved into the person's working time; none when it is what they said last.
func (d duty) promise(at, now time.Time) (time.Time, []Asking, error) {
	snapped := d.cal.Next(at.Truncate(time.Second))
	closes := d.cycle.ClosesAt.In(d.cal.Location())
	made := 0
	for _, a := range d.records {
		if a.Kind == WasPromised && a.Person == d.person.ID {
			made++
		}
	}
	switch {
	case !at.After(now):
		return at, nil, errs.New(errs.Invalid, "Choose a time in the future at which you will answer.")
	case !snapped.Before(closes):
		return at, nil, errs.New(errs.Invalid, "Choose an earlier time: the cycle closes on %s, and answers are not taken after that.",
			wording.At(closes, "2 January at 15:04"))
	case snapped.Equal(d.promised()):
		return snapped, nil, nil
	case made >= MaxPromises:
		return at, nil, errs.New(errs.Conflict, "You have named a time for these questions %d times already. Please answer what you can now, or give them to somebody else.", made)
	}
	records := []Asking{d.record(WasPromised, "", now, snapped)}
	for _, r := range d.rungs() {
		if r.at.Before(snapped) && !isStep(r.step, StepPromise) && !isStep(r.step, StepRequest) {
			records = append(records, d.dropped(r.step, now, droppedForPromise))
		}
	}
	return snapped, records, nil
}

// promised is when the person said last that they would answer; the zero time for never.
func (d duty) promised() time.Time { return promised(d.records, d.person.ID) }
