package target

import (
	"context"
	"slices"
	"strings"
	"unicode/utf8"

	"cairn/internal/assess"
	"cairn/internal/calendar"
	"cairn/internal/errs"
)

// FieldNote is the name under which faults of a note are reported.
const FieldNote = "note"

// CheckIn records what a target's owner, or a manager, says of it: when it is expected to be reached and how sure that is,
// one of assess.Confidences. It answers whatever asked for it, and lifts the state that a manager set. The same again on the
// same day changes nothing.
func (s *Service) CheckIn(ctx context.Context, by assess.Actor, id ID, expected calendar.Date, confidence, note string) (err error) {
	defer errs.Wrap(&err, "target.CheckIn(%s)", id)
	note = strings.TrimSpace(note)
	said := false
	err = s.change(ctx, id, func(sc *scene, t Target, events []Event) error {
		if !sc.manages(by) && (by.User != t.Owner || by.User == "") {
			return forbidden("How %s stands is said by its owner, %s, or by the managers of %s: %s.",
				id.Number(), assess.Mentions(t.Owner), sc.programme.Scope, assess.Mentions(sc.programme.Managers...))
		}
		cal, err := sc.calendarOf(ctx, t.Owner)
		if err != nil {
			return err
		}
		today := cal.Date(sc.now)
		if sc.now.After(t.dueAt(events, cal)) {
			return errs.New(errs.Closed, "The day of %s, %s, is past. Give it a new day, or close it.", id.Number(), t.Due)
		}
		if err := checkCheckIn(today, expected, confidence, note); err != nil {
			return err
		}
		if last := lastSaid(events); last != nil && last.By == by && last.Expected == expected && last.Confidence == confidence && last.Note == note && cal.Date(last.At) == today {
			return nil
		}
		t.Override, said = nil, true
		e := Event{Kind: WasCheckedIn, By: by, Expected: expected, Confidence: confidence, Note: note}
		detail := map[string]string{"expected": expected.String(), "confidence": confidence, "note": note}
		_, err = sc.revise(ctx, t, events, e, "target.checked-in", detail)
		return err
	})
	if err == nil && said {
		s.programmes.Deliver()
	}
	return err
}

// lastSaid is the newest event of a target when that is a check-in, and nil when something happened since.
func lastSaid(events []Event) *Event {
	if n := len(events); n > 0 && events[n-1].Kind == WasCheckedIn {
		return &events[n-1]
	}
	return nil
}

// checkCheckIn says what is wrong with a check-in.
func checkCheckIn(today, expected calendar.Date, confidence, note string) error {
	faults := make(errs.Faults)
	switch {
	case expected.IsZero():
		faults.Add(FieldExpected, "Name the day on which you expect it to be reached.")
	case expected.Before(today):
		faults.Add(FieldExpected, "%s is past. Name the day on which you expect it to be reached now.", expected)
	case today.AddMonths(12 * 2 * maxYears).Before(expected):
		faults.Add(FieldExpected, "%s is more than %d years ahead. If it is not to be had, close the target and say why.", expected, 2*maxYears)
	}
	if !slices.Contains(assess.Confidences(), confidence) {
		faults.Add(FieldConfidence, "Say how sure you are: high, medium or low.")
	}
	if n := utf8.RuneCountInString(note); n > MaxNote {
		faults.Add(FieldNote, "Shorten the note to %d characters; it has %d.", MaxNote, n)
	}
	return faults.Err()
}
