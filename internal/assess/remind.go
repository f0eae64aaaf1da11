package assess

import (
	"context"
	"slices"
	"strings"
	"time"

	"cairn/internal/errs"
)

// Remind claims the one reminder that a person gets on this day and returns it: all that is due for them by the end of
// the day, in all programmes. Whoever comes second with a step that it carries gets the same reminder. It is false when
// nothing waits any more, or when the day has had its reminder.
func (s *Service) Remind(ctx context.Context, q QuestionnaireID, u UserID, step string, now time.Time) (r Reminder, ok bool, err error) {
	defer errs.Wrap(&err, "assess.Remind(%s, %s, %s)", q, u, step)
	var claimed Asking
	err = s.store.Update(ctx, func(tx Tx) error {
		claimed = Asking{}
		m, err := hold(ctx, tx, q, u)
		if err != nil {
			return err
		}
		if had := taken(m.records, u, step); had != nil {
			claimed = *had
			return nil
		}
		duties, err := s.dutiesOf(ctx, tx, u, now)
		if err != nil {
			return err
		}
		records := compose(duties, q, now)
		if len(records) > 0 {
			claimed = records[0]
		}
		return enterAll(ctx, tx, records)
	})
	if err != nil || claimed.Nudge == "" {
		return Reminder{}, false, err
	}
	err = s.store.View(ctx, func(tx Tx) error {
		r, err = s.reminder(ctx, tx, claimed)
		return err
	})
	return r, err == nil && len(r.Forms) > 0, err
}

// compose makes the records of one reminder to one person: for each of their questionnaires all that falls due by the
// end of the day. Of the programme's steps the newest is done and those before it are dropped. It is nil unless that of
// the questionnaire given is due now.
func compose(duties []duty, first QuestionnaireID, now time.Time) []Asking {
	var records []Asking
	var id NudgeID
	if slices.ContainsFunc(duties, func(d duty) bool { return d.asks(now) }) {
		return nil // the card of another questionnaire comes today
	}
	for _, d := range duties {
		if !d.person.MayBeAsked() {
			continue
		}
		left := d.rungs()
		if at, ok := d.free(now); !ok || !at.Equal(now) || d.unasked(left) {
			continue
		}
		today := by(left, d.cal, now)
		if d.questionnaire.ID == first && len(today) > 0 && !today[0].at.After(now) {
			id = NudgeOn(d.person.ID, d.cal.Date(now))
		}
		records = append(records, d.nudged(today, now)...)
	}
	if id == "" {
		return nil
	}
	for i := range records {
		records[i].Nudge = id
	}
	return records
}

// nudged makes the records of the steps that one reminder carries.
func (d duty) nudged(today []rung, now time.Time) []Asking {
	newest := ""
	for _, r := range today {
		if !fixed(r.step) {
			newest = r.step
		}
	}
	var records []Asking
	for _, r := range today {
		if r.step == newest || fixed(r.step) {
			records = append(records, d.record(WasNudged, r.step, now, time.Time{}))
		} else {
			records = append(records, d.dropped(r.step, now, droppedForNewer))
		}
	}
	return records
}

// reminder builds the message that a record was carried by, from what waits now.
func (s *Service) reminder(ctx context.Context, tx Tx, claimed Asking) (Reminder, error) {
	r := Reminder{ID: claimed.Nudge, At: claimed.At}
	var err error
	if r.To, err = tx.Person(ctx, claimed.Person); err != nil {
		return r, err
	}
	log, err := tx.AskingsOf(ctx, claimed.Person, claimed.At)
	if err != nil {
		return r, err
	}
	duties, err := s.dutiesOf(ctx, tx, claimed.Person, claimed.At)
	if err != nil {
		return r, err
	}
	for _, d := range duties {
		carried := slices.DeleteFunc(slices.Clone(log), func(a Asking) bool {
			return a.Nudge != r.ID || a.Kind != WasNudged || a.Questionnaire != d.questionnaire.ID
		})
		if len(carried) == 0 {
			continue
		}
		form, err := s.form(ctx, tx, d.questionnaire.ID)
		if err != nil {
			return r, err
		}
		r.add(form, d, carried)
	}
	if len(r.Forms) > 0 {
		r.Card = r.Forms[0].Cycle.ID
	}
	return r, nil
}

// add adds one questionnaire to a reminder.
func (r *Reminder) add(f Form, d duty, carried []Asking) {
	i, step := len(r.Forms), carried[len(carried)-1].Step
	for _, a := range carried {
		if _, ok := promiseOf(a.Step); ok { // their own word comes before what the programme asks
			step = a.Step
		}
	}
	r.Forms, r.Steps = append(r.Forms, f), append(r.Steps, step)
	if d.items != nil {
		if r.Items == nil {
			r.Items = make(map[int][]string)
		}
		r.Items[i] = d.items
	}
	if until, ok := promiseOf(step); ok {
		if r.Kept == nil {
			r.Kept = make(map[int]time.Time)
		}
		r.Kept[i] = until
	}
}

// promiseOf returns the instant that the step of a promise is about.
func promiseOf(step string) (time.Time, bool) {
	text, ok := strings.CutPrefix(step, StepPromise+" ")
	if !ok {
		return time.Time{}, false
	}
	at, err := time.Parse(time.RFC3339, text)
	return at, err == nil
}
