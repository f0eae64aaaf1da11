package assess

import (
	"context"
	"slices"
	"time"

	"cairn/internal/errs"
)

// Notes of steps that are dropped: what came instead.
const (
	droppedForNewer     = "a later step fell due with it"
	droppedForCard      = "the card came on the same day"
	droppedAcknowledged = "acknowledged"
	droppedForPromise   = "an answer was promised"
)

// Begin records that a person is asked, and returns the card to put before them. It is false when they are not to be
// asked any more, or not yet. Beginning again returns the card again.
func (s *Service) Begin(ctx context.Context, q QuestionnaireID, u UserID, step string, now time.Time) (card Card, ok bool, err error) {
	defer errs.Wrap(&err, "assess.Begin(%s, %s)", q, u)
	err = s.store.Update(ctx, func(tx Tx) error {
		d, had, err := s.dutyFor(ctx, tx, q, u, step, now)
		if err != nil || d == nil {
			return err
		}
		if had != nil {
			ok = had.Kind == WasAsked
			return nil
		}
		records, due := d.begin(step, now)
		ok = due
		return enterAll(ctx, tx, records)
	})
	if err != nil || !ok {
		return Card{}, false, err
	}
	card, err = s.Card(ctx, q.Cycle(), u)
	return card, err == nil, err
}

// begin makes the records of a card that is put now, if that is what is due: what else would come on the same day is in
// it too.
func (d duty) begin(step string, now time.Time) ([]Asking, bool) {
	due, ok, _ := d.next(now)
	if !ok || due.Deed != DoAsk || due.Step != step || due.At.After(now) {
		return nil, false
	}
	records := []Asking{d.record(WasAsked, step, now, time.Time{})}
	for _, r := range by(d.rungs(), d.cal, now) {
		if r.step != step {
			records = append(records, d.dropped(r.step, now, droppedForCard))
		}
	}
	return records, true
}

func (d duty) dropped(step string, at time.Time, why string) Asking {
	a := d.record(WasDropped, step, at, time.Time{})
	a.Note = why
	return a
}

// dutyFor reads the part that a person has in a questionnaire, holding the person, and the record of a step that was
// taken before. Both are nil for who has no part any more.
func (s *Service) dutyFor(ctx context.Context, tx Tx, q QuestionnaireID, u UserID, step string, now time.Time) (*duty, *Asking, error) {
	m, err := s.matter(ctx, tx, q, u)
	if err != nil {
		return nil, nil, err
	}
	duties := m.duties()
	i := slices.IndexFunc(duties, func(d duty) bool { return d.person.ID == u })
	if i < 0 {
		return nil, nil, nil
	}
	if err := withLogs(ctx, tx, duties[i:i+1], now); err != nil {
		return nil, nil, err
	}
	return &duties[i], taken(m.records, u, step), nil
}

// taken is the record that a step was taken for the person; nil while it was not.
func taken(records []Asking, u UserID, step string) *Asking {
	i := slices.IndexFunc(records, func(a Asking) bool { return a.Person == u && a.Step == step && step != "" && a.does() })
	if i < 0 {
		return nil
	}
	return &records[i]
}

// Undelivered records that Slack refused for good what a step was to tell somebody, and why.
func (s *Service) Undelivered(ctx context.Context, q QuestionnaireID, u UserID, step, reason string, now time.Time) (err error) {
	defer errs.Wrap(&err, "assess.Undelivered(%s, %s, %s)", q, u, step)
	return s.store.Update(ctx, func(tx Tx) error {
		c, err := tx.SharedCycle(ctx, q.Cycle())
		if err != nil {
			return err
		}
		err = enter(ctx, tx, Asking{
			At: now, By: Actor{Source: FromSchedule}, Kind: WasUndelivered, Programme: c.Programme, Questionnaire: q,
			Person: u, Step: step, Note: reason,
		})
		return err
	})
}
